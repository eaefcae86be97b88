"""Play: read, decide, see what it did. One key, one decision; what is seen is `widgets/play/sheet`, what keys do is here.

Longer than 300 lines because what a key means here depends on the others: on what is read, marked, typed and asked for.
"""

from __future__ import annotations

from math import inf
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crisisengine.engine.view_model import OfferLine
from crisisengine.session.library import Library
from crisisengine.session.session import Session
from crisisengine.text.messages import N_, _
from crisisengine.tui.requests import OverlayAsked, PlaceAsked
from crisisengine.tui.screens.base import PANEL, TALL, WIDE, BaseScreen, HelpPart, turn
from crisisengine.tui.settings import Settings
from crisisengine.tui.theme_names import PROJECTOR
from crisisengine.tui.widgets.frame.footer import FooterBar, Key
from crisisengine.tui.widgets.frame.header import HeaderBar, when
from crisisengine.tui.widgets.play.column import Story
from crisisengine.tui.widgets.play.offers import Offers
from crisisengine.tui.widgets.play.sheet import PlaySheet

__all__ = ["PlayScreen"]

AHEAD = 2.0
"""After so many seconds the endings may be explored ahead: the first frames come first."""


class PlayScreen(BaseScreen):
    """The screen of a run."""

    help_part: ClassVar[HelpPart] = "deciding"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,pagedown", "turn(1)", N_("read on"), key_display="space", priority=True),
        Binding("pageup", "turn(-1)", show=False, priority=True),
        Binding("enter", "first_read_on", show=False, priority=True),
        Binding("down", "nudge(1)", show=False, priority=True),
        Binding("up", "nudge(-1)", show=False, priority=True),
        Binding("right_square_bracket", "turn_panel(1)", show=False),
        Binding("left_square_bracket", "turn_panel(-1)", show=False),
        Binding("u", "undo", N_("undo")),
        Binding("c", "causes", N_("causes")),
        Binding("b", "earlier", N_("back over earlier scenes"), show=False),
        Binding("i", "indicators", N_("indicators explained"), show=False),
        Binding("j", "journal", N_("journal")),
        Binding("m", "map", N_("map")),
        Binding("g", "app.glossary", N_("glossary")),
        Binding("p", "panel", N_("panel")),
        Binding("s", "save_as", N_("saved")),
        Binding("w", "ask_why", N_("ask me why"), show=False),
        Binding("l,escape", "app.library", N_("library"), key_display="l"),
        *(Binding(str(digit), f"digit('{digit}')", show=False) for digit in range(10)),
    ]

    def __init__(self, session: Session, library: Library, settings: Settings) -> None:
        super().__init__()
        self.session = session
        self.library = library
        self.settings = settings
        self.shape: tuple[bool, bool] | None = None
        """Whether the window is wide, and whether it is tall."""
        self.typed = ""
        """The first digit of a number with two."""
        self.told_at = inf
        """When the present view was painted; keys that were pressed before were meant for the one before."""

    def compose(self) -> ComposeResult:
        """Header, what is seen of the run, keys."""
        yield HeaderBar()
        yield PlaySheet()
        yield FooterBar()

    def on_mount(self) -> None:
        """Show the state the run is in."""
        self.watch(self.query_one(Story), "scroll_y", self._read_on, init=False)
        self.tell()
        self.query_one(Offers).focus()
        self.set_timer(AHEAD, lambda: self.library.explore_ahead(self.session))

    @property
    def sheet(self) -> PlaySheet:
        """What is seen of the run."""
        return self.query_one(PlaySheet)

    def tell(self) -> None:
        """Show the present view; what was read already stays read when only the window has changed."""
        view, account = self.session.view, self.session.account()
        wide, tall = self._shape()
        self.query_one(HeaderBar).tell(view.scenario, view.chapter, when(view))
        self.stand_alone(
            view.title, view.text, account.result if account else "", *(offer.label for offer in view.offers)
        )
        self.query_one(Offers).taken = self._own_letters()
        self.sheet.tell(self.session, wide=wide, tall=tall, roomy=tall or self.app.theme == PROJECTOR)
        self.call_after_refresh(self._painted)
        self._name_keys()

    def _painted(self) -> None:
        self.told_at = events.Event().time  # by the clock that keys are stamped with
        self._read_on()

    def _shape(self) -> tuple[bool, bool]:
        width, height = self.app.size
        return width >= WIDE, height >= TALL

    def fit(self) -> None:
        """Fill what a larger window brings to light."""
        super().fit()
        shape = self._shape()
        if self.shape not in {None, shape}:
            self.tell()
        self.shape = shape

    # reading

    @on(Story.Changed)
    def _read_on(self) -> None:
        """Say what is below the story, and which keys work."""
        self.sheet.tell_more()
        self._name_keys()
        self.refresh_bindings()

    def action_turn(self, direction: int) -> None:
        """Turn a page of the story, and behind its last one to the measures; of the panel where that is on the screen."""
        story = self.query_one(Story)
        if not story.region.height:
            turn(self.query_one("#panel"), direction)
        elif direction > 0 and self.sheet.waits and not self.sheet.unread:
            self.sheet.keep_reading(read=True)
        else:
            turn(story, direction)

    def action_first_read_on(self) -> None:
        """Enter reads on, as long as the measures are still to come."""
        self.action_turn(1)

    def action_nudge(self, direction: int) -> None:
        """The arrows scroll by a line, as long as the measures are still to come."""
        if direction > 0 and not self.sheet.unread:
            self.action_turn(1)
        else:
            self.query_one(Story).scroll_relative(y=direction, animate=False)

    def action_turn_panel(self, direction: int) -> None:
        """Scroll the panel by a page."""
        turn(self.query_one("#panel"), direction)

    def action_panel(self) -> None:
        """Show or hide the panel; in a narrow window it takes the place of the story."""
        narrow = self.size.width < PANEL or self.has_class("-alone")
        self.toggle_class("-panel" if narrow else "-no-panel")

    # keys

    def _name_keys(self) -> None:
        """The footer's first entries: what decides, what enter would do, and whether a reason is asked for."""
        if self.sheet.waits:
            keys: list[Key] = []
        else:
            numbers = [offer.sign for offer in self.session.view.offers if not offer.locked]
            shown = f"{numbers[0]}-{numbers[-1]}" if len(numbers) > 1 else "".join(numbers)
            word = _("decide and say why") if self.settings.ask_why else _("decide")
            keys = [(shown, word)] if numbers else []
            marked = self.query_one(Offers).marked
            if marked is None:
                keys.append(("↑↓", _("choose")))
            elif not marked.locked:
                keys.append(("enter", _("take it")))
            else:
                keys.append(("×", _("is locked")))
        self.query_one(FooterBar).tell(*keys)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The footer names only what works now."""
        if action == "undo":
            return bool(self.session.run.moves)
        if action in {"causes", "earlier"}:
            return bool(self.session.run.steps)
        if action == "map":
            return bool(self.session.scenario.sites)
        if action == "turn" and parameters == (1,) and self.is_mounted:
            return self.sheet.unread or self.sheet.waits
        return action not in {"first_read_on", "nudge"} or (self.is_mounted and self.sheet.waits)

    def on_key(self, event: events.Key) -> None:
        """Drop what was pressed before the view could be seen; a letter goes to the locked measure that bears it."""
        if event.time < self.told_at:
            event.stop()
        elif not self.sheet.waits and (locked := self._locked(event.character or "")) is not None:
            event.stop()
            self.query_one(Offers).mark(locked.measure)

    def _own_letters(self) -> frozenset[str]:
        """The letters that do something on this screen, now or later in the run."""
        nodes = (self, self.app)
        return frozenset(key for node in nodes for key in node._bindings.key_to_bindings if len(key) == 1)  # noqa: SLF001

    def _locked(self, letter: str) -> OfferLine | None:
        """The locked measure that bears a letter; where `b` or `c` is a key of this screen, it is `B` or `C`."""
        named = (offer for offer in self.session.view.offers if offer.locked and offer.sign == letter.lower())
        return None if letter in self._own_letters() else next(named, None)

    def action_digit(self, digit: str) -> None:
        """Behind the keys before it, as all bindings are; dropped where one of these has led to a view that nobody has seen yet."""
        if self.told_at < inf:
            self._type(digit)

    def _type(self, digit: str) -> None:
        """A digit of an offer's number; where it could be the first of two, it marks and waits for the second or enter."""
        if self.sheet.waits:
            self.notify(_("Read on first, with space: what you can decide stands below the text."))
            return
        open_ = {offer.sign: offer for offer in self.session.view.offers if not offer.locked}
        number = self.typed + digit if self.typed + digit in open_ else digit
        self.typed = ""
        offer = open_.get(number)
        if offer is None:
            return
        if any(sign != number and sign.startswith(number) for sign in open_):
            self.typed = number
            self.query_one(Offers).mark(offer.measure)
        else:
            self.decide(offer)

    @on(Offers.OptionHighlighted)
    def _marked(self) -> None:
        self._name_keys()

    @on(Offers.OptionSelected)
    def take(self, event: Offers.OptionSelected) -> None:
        """Enter or a click."""
        offer = self.query_one(Offers).named(event.option_id or "")
        if offer is not None and not self.sheet.waits:
            self.decide(offer)

    # deciding

    def decide(self, offer: OfferLine) -> None:
        """Take a measure, after asking for a reason if that is wanted."""
        if offer.locked:
            self.notify(_("This measure is locked; what it needs stands below it."))
        elif not self.settings.ask_why:
            self._follow(offer.measure, "")
        else:
            from crisisengine.tui.screens.reason import ReasonDialog  # noqa: PLC0415  # not before it is needed

            self.app.push_screen(
                ReasonDialog(offer.label), lambda why: None if why is None else self._follow(offer.measure, why)
            )

    def _follow(self, measure: str, why: str) -> None:
        self.told_at = inf
        before = self.session.run
        trouble = self.session.decide(measure, why)
        if self.session.run is before:  # it was not taken
            self._painted()
            self.complain(trouble)
        elif self.session.ended:
            self.request(PlaceAsked("ending", self.session, self.troubles(trouble)))
        else:
            self._move_on(trouble)

    def action_undo(self) -> None:
        """Take the last decision back."""
        self._move_on(self.session.undo())

    def _move_on(self, trouble: str) -> None:
        """Show another state than the one before."""
        self.told_at = inf
        self.sheet.keep_reading(read=False)
        self.tell()
        self.complain(trouble)

    def action_ask_why(self) -> None:
        """Ask for a reason at each decision, or stop asking."""
        self.settings.ask_why = not self.settings.ask_why
        asked = _("Each decision now asks for your reason.")
        self.notify(asked if self.settings.ask_why else _("Decisions no longer ask for a reason."))
        self._name_keys()

    # other screens

    def action_causes(self) -> None:
        """What the last decision changed, and why."""
        self.request(OverlayAsked("causes", self.session, len(self.session.run.steps)))

    def action_earlier(self) -> None:
        """The scenes that were read before."""
        self.request(OverlayAsked("earlier", self.session, len(self.session.run.steps)))

    def action_indicators(self) -> None:
        """What the indicators mean, and their scales."""
        self.request(OverlayAsked("indicators", self.session))

    def action_journal(self) -> None:
        """The decisions so far."""
        self.request(OverlayAsked("journal", self.session))

    def action_map(self) -> None:
        """Where things are."""
        self.request(OverlayAsked("map", self.session))

    def action_save_as(self) -> None:
        """Where the run is kept, and keeping a copy under a name."""
        self.request(OverlayAsked("save_as", self.session))
