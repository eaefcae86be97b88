"""Play: read, decide, see what it did. One key, one decision; what is new comes first."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget

from crisisengine.engine.view_model import Account, View
from crisisengine.session.session import Session
from crisisengine.tui import navigation
from crisisengine.tui.markdown import glossary_links, set_prose
from crisisengine.tui.screens.base import PANEL, TALL, WIDE, BaseScreen
from crisisengine.tui.themes import PROJECTOR
from crisisengine.tui.typesetting import Lay, hang, lines, says
from crisisengine.tui.widgets.frame.footer import FooterBar
from crisisengine.tui.widgets.frame.header import HeaderBar, when
from crisisengine.tui.widgets.frame.text import TextPane
from crisisengine.tui.widgets.play.card import CardWidget
from crisisengine.tui.widgets.play.changes import Changes
from crisisengine.tui.widgets.play.column import Column
from crisisengine.tui.widgets.play.glossary import GlossaryPanel
from crisisengine.tui.widgets.play.indicators import IndicatorPanel, Meanings, Trend, laddered
from crisisengine.tui.widgets.play.offers import Offers, keyed
from crisisengine.tui.widgets.play.record import Record
from crisisengine.tui.widgets.play.scale import Scales
from crisisengine.tui.widgets.play.sparkline import Sparklines
from crisisengine.tui.widgets.play.strip import Strip

__all__ = ["PlayScreen"]

AHEAD = 2.0
"""After so many seconds the roads may be explored ahead: the first frames come first."""


def scene(view: View) -> Lay:
    """Title and text."""

    def lay(width: int) -> Content:
        return lines([*says(view.title, "bold").wrap(width), Content(""), *set_prose(view.text, width)])

    return lay


def result(account: Account) -> Lay:
    """What the last decision led to."""

    def lay(width: int) -> Content:
        out = hang(says(account.label, "bold"), width, says("You decided: ", "$quiet"), "  ")
        out += set_prose(account.result, width)
        for finding in account.findings:
            word = (
                says("✓ The report was true.", "bold $good")
                if finding.true
                else says("× The report was false.", "bold $bad")
            )
            out += word.wrap(width)
        return lines(out)

    return lay


class PlayScreen(BaseScreen):
    """The screen of a run."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,pagedown", "turn(1)", "read on", key_display="space", priority=True),
        Binding("pageup", "turn(-1)", show=False, priority=True),
        Binding("right_square_bracket", "turn_panel(1)", show=False),
        Binding("left_square_bracket", "turn_panel(-1)", show=False),
        Binding("u", "undo", "undo"),
        Binding("c", "causes", "causes"),
        Binding("j", "journal", "journal"),
        Binding("g", "app.glossary", "glossary"),
        Binding("p", "panel", "panel"),
        Binding("s", "slots", "saved"),
        Binding("w", "ask_why", "ask me why", show=False),
        Binding("l,escape", "app.library", "library", key_display="l"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.shape: tuple[bool, bool] | None = None
        """Whether the window is wide, and whether it is tall."""

    def compose(self) -> ComposeResult:
        """Header; record, story and panel; keys."""
        yield HeaderBar()
        with Horizontal(id="table"):
            with Vertical(id="beside"):
                with VerticalScroll(can_focus=False):
                    yield Record()
                yield GlossaryPanel()
            with Column(id="column"):
                yield Strip(id="strip")
                with VerticalScroll(id="story", can_focus=False):
                    yield TextPane(id="result")
                    yield TextPane(id="scene")
                yield Offers()
            with VerticalScroll(id="panel", can_focus=False):
                yield IndicatorPanel()
                yield Changes()
                yield Scales()
                with Vertical(id="more"):
                    yield Sparklines()
                    yield Meanings()
        yield FooterBar()

    def on_mount(self) -> None:
        """Show the state the run is in."""
        self.watch(self.query_one("#story"), "scroll_y", self.refresh_bindings, init=False)
        self.tell()
        self.query_one(Offers).focus()
        self.set_timer(AHEAD, lambda: self.lobby.desk.explore_ahead(self.session.scenario))

    def tell(self) -> None:
        """Put the present view on all widgets."""
        session, view, account = self.session, self.session.view, self.session.account()
        trends = self._trends()
        self.query_one(HeaderBar).tell(view.scenario, view.chapter, when(view))
        if self.app.size.width >= WIDE:
            self._tell_beside()
        self.query_one(Strip).tell(view, trends)
        self.query_one(IndicatorPanel).tell(view, trends)
        self.query_one(Scales).tell([one for one in view.indicators if laddered(one)])
        self.query_one(Changes).tell(account.movements if account else None)
        if self.app.size.height >= TALL:
            self.query_one(Sparklines).tell(view, session.past(40))
            self.query_one(Meanings).tell(view)
        self._tell_story(view, account)
        self.query_one(Offers).put(view.offers, roomy=self.app.theme == PROJECTOR or self.app.size.height >= TALL)
        self._name_keys()

    def _name_keys(self) -> None:
        """The footer's first entry: what decides, and whether a reason is asked for."""
        keys = "".join(keyed(self.session.view.offers))
        few = f"{keys[:1]}-{keys[-1:]}" if len(keys) > 1 else keys
        shown = few if len(keys) < 10 else f"1-9 a-{keys[-1]}"
        why = " and say why" if self.lobby.ask_why else ""
        self.query_one(FooterBar).say(f"{shown} decide{why}" if keys else "")
        self.refresh_bindings()

    def _tell_story(self, view: View, account: Account | None) -> None:
        story, told, text = (
            self.query_one("#story"),
            self.query_one("#result", TextPane),
            self.query_one("#scene", TextPane),
        )
        self.query(CardWidget).remove()
        told.display = account is not None
        text.show(scene(view))
        if account is not None:
            told.show(result(account))
            stayed = self.session.views[-2].place == view.place
            cards = [CardWidget(card, after=not stayed) for card in account.cards]
            story.mount_all(cards, before=text if stayed else None, after=None if stayed else text)
        story.scroll_home(animate=False)
        self.call_after_refresh(self.refresh_bindings)

    def _tell_beside(self) -> None:
        """Only where it is shown: it reads every decision so far."""
        session = self.session
        self.query_one(Record).tell(session.entries())
        self.query_one("#beside > VerticalScroll").scroll_end(animate=False)
        entries = [
            session.scenario.glossary[name]
            for name in glossary_links(session.view.text)
            if name in session.scenario.glossary
        ]
        self.query_one(GlossaryPanel).tell([(entry.term, session.text(entry.text)) for entry in entries])

    def on_resize(self, event: events.Resize) -> None:
        """Fill what a larger window brings to light."""
        shape = (event.size.width >= WIDE, event.size.height >= TALL)
        if self.shape not in {None, shape}:
            self.tell()
        self.shape = shape

    def _trends(self) -> dict[str, Trend]:
        session = self.session
        before = session.values(-2) if len(session.views) > 1 else {}
        now = session.values()
        past = session.past()
        return {name: Trend(past[name], value - before.get(name, value)) for name, value in now.items()}

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The footer names only what works now."""
        if action in {"undo", "causes"}:
            return bool(self.session.run.steps)
        if action == "turn" and parameters == (1,) and self.is_mounted:
            story = self.query_one("#story")
            return story.max_scroll_y > round(story.scroll_y)
        return True

    def on_key(self, event: events.Key) -> None:
        """A number or a letter in front of an offer takes it."""
        offer = keyed(self.session.view.offers).get(event.character or "")
        if offer is not None:
            event.stop()
            self.decide(offer.measure)

    @on(Offers.OptionSelected)
    def take(self, event: Offers.OptionSelected) -> None:
        """Enter or a click."""
        if event.option_id:
            self.decide(event.option_id)

    def decide(self, measure: str) -> None:
        """Take a measure, after asking for a reason if that is wanted."""
        if not self.lobby.ask_why:
            self._follow(measure, "")
            return
        from crisisengine.tui.screens.reason import ReasonDialog  # noqa: PLC0415  # not before it is needed

        label = next(offer.label for offer in self.session.view.offers if offer.measure == measure)
        self.app.push_screen(ReasonDialog(label), lambda why: None if why is None else self._follow(measure, why))

    def _follow(self, measure: str, why: str) -> None:
        self.complain(self.session.decide(measure, why))
        if self.session.ended:
            self.lobby.go(navigation.ending(self.session))
        else:
            self.tell()

    def action_undo(self) -> None:
        """Take the last decision back."""
        self.complain(self.session.undo())
        self.tell()

    def action_turn(self, direction: int) -> None:
        """Scroll the story by a page; the panel, where it has taken the place of the story."""
        story = self.query_one("#story")
        self._page(story if story.region.height else self.query_one("#panel"), direction)

    def action_turn_panel(self, direction: int) -> None:
        """Scroll the panel by a page."""
        self._page(self.query_one("#panel"), direction)

    def _page(self, scroll: Widget, direction: int) -> None:
        scroll.scroll_relative(y=direction * max(scroll.size.height - 2, 1), animate=False)

    def action_panel(self) -> None:
        """Show or hide the panel; in a narrow window it takes the place of the story."""
        self.toggle_class("-panel" if self.size.width < PANEL else "-no-panel")

    def action_ask_why(self) -> None:
        """Ask for a reason at each decision, or stop asking."""
        self.lobby.ask_why = not self.lobby.ask_why
        wish = (
            "Each decision now asks for your reason." if self.lobby.ask_why else "Decisions no longer ask for a reason."
        )
        self.notify(wish, timeout=3, markup=False)
        self._name_keys()

    def action_causes(self) -> None:
        """What changed, and why."""
        from crisisengine.tui.screens.causes import CausesScreen  # noqa: PLC0415  # not before it is needed

        self.app.push_screen(CausesScreen(self.session))

    def action_journal(self) -> None:
        """The decisions so far."""
        from crisisengine.tui.screens.journal import JournalScreen  # noqa: PLC0415  # not before it is needed

        self.app.push_screen(JournalScreen(self.session))

    def action_slots(self) -> None:
        """Where the run is kept, and keeping a copy under a name."""
        from crisisengine.tui.screens.save_as import SaveAsDialog  # noqa: PLC0415  # not before it is needed

        self.app.push_screen(SaveAsDialog(self.session))
