"""The wall, and the facilitator's keys. It decides nothing: each key asks the room, and what it refuses is said.

Longer than 300 lines because every key of the facilitator's is answered here; what is seen is made in the slides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from crisisengine.errors import ChoiceRefused
from crisisengine.session.joining import Joining
from crisisengine.session.workshop import Command, WorkshopSession
from crisisengine.text.messages import N_, _
from crisisengine.tui.debrief_worker import EndingsFound
from crisisengine.tui.projector.alarms import alarms, cut_off
from crisisengine.tui.projector.aside import Aside
from crisisengine.tui.projector.ballots import clock, view_at
from crisisengine.tui.projector.confirm import ConfirmDialog, before_closing, before_undo
from crisisengine.tui.projector.debrief import DebriefReader
from crisisengine.tui.projector.door import FRAME
from crisisengine.tui.projector.hands import HandsForm, hands_form
from crisisengine.tui.projector.keys import ProjectorHelp
from crisisengine.tui.projector.next_step import next_step
from crisisengine.tui.projector.slide import Slide, lines_of, pages_of
from crisisengine.tui.projector.slides import slides_of
from crisisengine.tui.projector.voting_lines import open_offers
from crisisengine.tui.screens.base import BaseScreen
from crisisengine.tui.typesetting import Lay, between, says
from crisisengine.tui.widgets.frame.footer import FooterBar
from crisisengine.tui.widgets.frame.header import HeaderBar, when
from crisisengine.tui.widgets.frame.text import TextPane
from crisisengine.workshop import commands

__all__ = ["ProjectorScreen"]

TICK = 0.25
"""Seconds between two looks at the time."""
ASLEEP = 20.0
"""Seconds between two looks that no busy program would take: the computer slept, or its clock was set."""


class ProjectorScreen(BaseScreen):
    """One slide at a time."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,pagedown", "onward", N_("go on"), key_display="space", priority=True),
        Binding("pageup", "back", show=False),
        Binding("escape", "take_off", show=False),
        Binding("r", "hands", N_("raised hands")),
        Binding("h", "hold", N_("hold")),
        Binding("t", "lengthen", N_("+1 minute")),
        Binding("x", "skip", N_("skip")),
        Binding("u", "undo", N_("undo")),
        Binding("b", "break", N_("break")),
        Binding("s", "scene", N_("the scene")),
        Binding("d", "door", N_("door")),
        Binding("n", "next_address", N_("next address")),
        Binding("e", "finish", show=False),
        Binding("q", "leave", N_("quit")),
        Binding("question_mark,f1", "help", N_("help"), key_display="?"),
    ]

    otherwise = N_("The room is where it was; a console leads it on from a window of any size.")

    def __init__(
        self,
        led: WorkshopSession,
        joining: Callable[[], Joining] | None = None,
        next_address: Callable[[], None] | None = None,
    ) -> None:
        super().__init__()
        self.led = led
        self.joining = joining
        """None once the server has failed: the room goes on by hands."""
        self.next_address = next_address
        self.typed = ""
        """The first digit of a number with two."""
        self.looked = led.clock()
        """When the time was looked at last."""
        self.stale = False
        """Whether something has changed since the last look."""
        self.debrief = DebriefReader(led.session, self)
        self.aside = Aside(led)
        self.unreachable = False
        """Whether the computer was in no network at the last look."""
        self.trouble = ""
        """What stays on the wall until it is mended: why nobody can join, say."""

    def compose(self) -> ComposeResult:
        """Header, slide, what must not be missed, the place, the keys."""
        yield HeaderBar()
        yield TextPane(id="slide")
        yield TextPane(id="alarm")
        yield TextPane(id="cut-off")
        yield TextPane(id="next")
        yield FooterBar(kept=2)

    def on_mount(self) -> None:
        """Follow the room and the time."""
        self.led.changed.append(self._changed)
        self.set_interval(TICK, self._tick)
        self.tell()

    def on_unmount(self) -> None:
        """The room goes on without a wall."""
        if self._changed in self.led.changed:
            self.led.changed.remove(self._changed)

    def fit(self) -> None:
        """Cut the slide anew for the window."""
        super().fit()
        if self.is_mounted:
            self.tell()

    @on(EndingsFound)
    def _endings_found(self, found: EndingsFound) -> None:
        """The debrief knows more now."""
        self.debrief.view = found.debrief_view
        self.stale = True

    # what is shown

    def _changed(self) -> None:
        """Know the number of pages at once, whoever asked; what is painted follows with the next look."""
        self.stale = True
        self._pages()
        self.aside.follow()

    def _tick(self) -> None:
        since, self.looked = self.looked, self.led.clock()
        if abs(self.looked - since) > ASLEEP:
            self.led.woken(since)
        if not isinstance(self.app.screen, HandsForm):  # no vote ends while its hands are being counted
            aside = self.aside.kind
            self.led.tick()
            if aside == "door" and self.aside.kind is None:  # time alone does not take the address from who types it in
                self.aside.put("door")
        joining = self._joining()
        unreachable = joining is not None and joining.unreachable
        self.stale |= unreachable != self.unreachable
        self.unreachable = unreachable
        if self.stale or self.led.room.timer.seconds is not None:
            self.tell()

    def _pages(self) -> list[Content]:
        """The slide for the present window; the room is told how many pages it has."""
        pages = self._cut(slides_of(self.led, self.debrief, self._joining(), self._height()))
        if self.led.room.pause == "break":
            return pages * self.led.pages
        self.led.pages = len(pages)
        self.led.page = min(self.led.page, self.led.pages)
        return pages

    def _seen(self) -> tuple[list[Content], int]:
        """The pages of what is seen, and which of them: of the slide, or of what is put over it."""
        pages, aside = self._pages(), self.aside
        over = self._cut(aside.slides(self._joining(), self._height()))
        if not over:
            aside.take_off()
            return pages, self.led.page
        aside.pages = len(over)
        aside.page = min(aside.page, aside.pages)
        return over, aside.page

    def _cut(self, slides: Iterable[Slide]) -> list[Content]:
        return [page for slide in slides for page in pages_of(slide, self.app.size.width, self._height())]

    def _height(self) -> int:
        """Lines that a slide has."""
        width, height = self.app.size
        wrong = sum(len(lines_of(told(width))) for told in self._wrong().values())
        return max(height - FRAME - wrong - self.query_one(FooterBar).said_lines(width), 6)

    def _wrong(self) -> dict[str, Lay]:
        """What goes wrong now, by the pane that says it. The door says for itself that nobody gets in."""
        joining = self._joining() if self.led.room.phase != "door" and self.aside.kind != "door" else None
        return {"alarm": alarms(self.led, self.trouble), "cut-off": cut_off(joining)}

    def _joining(self) -> Joining | None:
        return self.joining() if self.joining is not None else None

    def tell(self) -> None:
        """Put the room as it is on the wall."""
        self.stale = False
        view, (pages, number) = view_at(self.led), self._seen()
        chapter = "" if self.led.room.phase == "door" else view.chapter
        if self.led.cohort is not None:  # each is somewhere else
            self.query_one(HeaderBar).tell(view.scenario)
        else:
            self.query_one(HeaderBar).tell(view.scenario, chapter, when(view))
        page = pages[number - 1]
        self.query_one("#slide", TextPane).show(lambda _width: page)
        for name, told in self._wrong().items():
            pane = self.query_one(f"#{name}", TextPane)
            pane.display = bool(told(self.app.size.width).plain)
            pane.show(told)
        self.query_one("#next", TextPane).show(self._place(number, len(pages)))
        self.refresh_bindings()

    def _place(self, number: int, pages: int) -> Lay:
        """Which page this is, and what space does next."""
        led = self.led
        hint = next_step(led)
        paused = {"hold": _("HELD: h lets the time run on"), "break": _("b ends the break")}.get(led.room.pause, "")
        if self.aside.kind is not None:
            hint = _("space: read on") if number < pages else _("space: back to where the room is")
            hint, paused = " · ".join(part for part in (hint, paused or clock(led)) if part), ""
        page = _("page {page} of {pages}", page=number, pages=pages) if pages > 1 else ""

        def lay(width: int) -> Content:
            left = says(f"   {paused or hint}", "bold $bad" if paused else "$quiet")
            return between(left, says(f"{page}  ", "$accent"), width)[0]

        return lay

    # keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  # Textual's
        """The footer names only what works now."""
        phase = self.led.room.phase
        match action:
            case "hands":
                return phase in ("vote", "expect", "lock")
            case "lengthen":
                return phase in ("vote", "talk") and self.led.room.timer.seconds is not None
            case "skip":
                return phase in ("scene", "vote", "talk") and self.led.asked is not None
            case "undo":
                return bool(before_undo(self.led))
            case "finish":
                return phase not in ("door", "debrief") and self.led.cohort is None
            case "next_address":
                return self.next_address is not None
            case "door":
                return self.joining is not None
            case "scene":
                return phase in ("vote", "talk", "asked")
        return True

    def ask(self, command: Command) -> None:
        """What the facilitator does; a refusal is a sentence."""
        try:
            self.led.act(command)
        except ChoiceRefused as refusal:
            self._refused(refusal)
        self.tell()

    def _refused(self, refusal: ChoiceRefused) -> None:
        told = str(refusal)
        self.notify(f"{told[:1].upper()}{told[1:].rstrip('.')}.", severity="warning")

    def action_onward(self) -> None:
        """The next page, or the next phase; nothing that nobody could read is passed."""
        self.typed = ""
        if self.query("#too-small"):
            return
        if self.aside.kind is not None:
            self.aside.turn(1)
            self.tell()
            return
        early = before_closing(self.led) if self.led.page >= self.led.pages and self.led.room.pause != "break" else ""
        if early:
            self._confirm(early, lambda: self.ask(lambda room, now: commands.close(room, self.led.present, now)))
            return
        try:
            self.led.onward()
        except ChoiceRefused as refusal:
            self._refused(refusal)
        self.tell()

    def action_back(self) -> None:
        """The page before; in the debrief also the step before."""
        if self.aside.kind is not None:
            self.aside.turn(-1)
        elif self.led.page == 1 and self.led.room.phase == "debrief" and self.led.room.pause != "break":
            self.ask(commands.step_back)
        else:
            self.led.page = max(self.led.page - 1, 1)
        self.tell()

    def action_take_off(self) -> None:
        """Show the slide again, where something was put over it."""
        self.aside.take_off()
        self.tell()

    def action_scene(self) -> None:
        """The scene's text again, over its vote; or off again."""
        if self.aside.kind == "scene":
            self.aside.take_off()
        else:
            self.aside.put("scene")
        self.tell()

    def action_hold(self) -> None:
        """Hold the time, or let it run on."""
        self.ask(commands.hold)

    def action_break(self) -> None:
        """A break, or its end."""
        self.ask(lambda room, now: commands.hold(room, now, pause="break"))

    def action_lengthen(self) -> None:
        """A minute more."""
        self.ask(commands.lengthen)

    def action_door(self) -> None:
        """Close the door, or open it again: then the way in is put over the slide."""
        open_ = not self.led.room.door_open
        self.ask(lambda room, now: commands.door(room, now, open_=open_))
        if self.aside.kind != "door":  # there it can be seen, and a notice would stand over the code's last line
            self.notify(_("The door is open again.") if open_ else _("The door is closed to newcomers."))

    def action_next_address(self) -> None:
        """Where the computer is in several networks, show the next one."""
        if self.next_address is not None:
            self.next_address()
            self.tell()

    def action_skip(self) -> None:
        """Take what was named beforehand; asks first."""
        asked = self.led.asked
        told = _("Skip this vote, and take what was named beforehand for that?")
        if asked is not None and not asked.default:
            told = _("Skip this vote? Nothing was named beforehand for that: you will be asked to choose.")
        self._confirm(
            told,
            lambda: self.ask(lambda room, now: commands.skip(room, self.led.asked, now)),
        )

    def action_undo(self) -> None:
        """Call the vote off, or take back what was sent or decided last; asks first."""
        self._confirm(before_undo(self.led), lambda: self.ask(commands.take_back))

    def action_finish(self) -> None:
        """End the run here, with the debrief; asks first."""
        told = _("End the run here, and go to the debrief? Page up at its first page goes back.")
        self._confirm(told, lambda: self.ask(commands.finish))

    def action_leave(self) -> None:
        """Leave; asks first."""
        told = _(
            "Leave the room? All that was counted is kept; the same command with the run's name goes on from here."
        )
        self._confirm(told, self.app.exit)

    def action_help(self) -> None:
        """All keys."""
        self.app.push_screen(ProjectorHelp())

    def _confirm(self, question: str, follow: Callable[[], object]) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                follow()

        self.app.push_screen(ConfirmDialog(question), answered)

    def action_hands(self) -> None:
        """Type raised hands in."""
        form = hands_form(self.led, self._count)
        if form is None:
            self._refused(ChoiceRefused(_("nothing is asked now that hands could answer")))
        else:
            self.app.push_screen(form)

    def _count(self, command: Command) -> None:
        """Raises ChoiceRefused, for the form to say."""
        self.led.act(command)
        self.tell()

    def on_key(self, event: events.Key) -> None:
        """A number chooses for the room, where it asks for that."""
        digit = event.character or ""
        if not digit.isdecimal() or self.led.room.phase != "asked" or self.led.room.round is None:
            return
        event.stop()
        offers = open_offers(self.led.session.view, self.led.room.round.opened.options)
        signs = {offer.sign: offer.measure for offer in offers}
        number = self.typed + digit if self.typed + digit in signs else digit
        self.typed = ""
        if number not in signs:
            self._refused(ChoiceRefused(_("no measure has the number {number}", number=number)))
        elif any(sign != number and sign.startswith(number) for sign in signs):
            self.typed = number
            self.notify(_("{number}, and then? Press the second digit, or 0.", number=number))
        else:
            self.ask(lambda room, now: commands.choose(room, signs[number], now))
