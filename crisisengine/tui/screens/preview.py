"""The preview: the play screen with the author's desk beside it, for a text that changes while one looks at it.

What is read of the text and what its proof finds comes by messages from the App, which watches the file; the run is the
model's (`authoring.preview`).

Longer than 300 lines because all of the desk meets here: the page, the proof, the values, the faults, and the keys of each.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList

from crisisengine.authoring.by_hand import Line
from crisisengine.authoring.preview import Place, Preview
from crisisengine.authoring.prospects import Prospects
from crisisengine.diagnostics import Diagnostic
from crisisengine.errors import CrisisError
from crisisengine.session.library import Library
from crisisengine.text.messages import N_, _
from crisisengine.text.printable import printable
from crisisengine.tui.markdown import headed
from crisisengine.tui.screens.base import PANEL, turn
from crisisengine.tui.screens.play import PlayScreen
from crisisengine.tui.settings import Settings
from crisisengine.tui.typesetting import Lay, lines
from crisisengine.tui.widgets.desk.fault_list import FaultList
from crisisengine.tui.widgets.desk.proof_pane import ProofPane
from crisisengine.tui.widgets.desk.value_list import ValueList
from crisisengine.tui.widgets.frame.footer import FooterBar
from crisisengine.tui.widgets.frame.header import HeaderBar, when
from crisisengine.tui.widgets.frame.text import TextPane
from crisisengine.tui.widgets.play.column import Column, Story
from crisisengine.tui.widgets.play.offers import Offers
from crisisengine.tui.widgets.play.sheet import PlaySheet
from crisisengine.tui.widgets.play.story import scene

__all__ = ["FIRST_FRAME", "PreviewScreen"]

FIRST_FRAME = 0.1
"""Seconds that the first frame is given before anything runs beside it."""


class PreviewScreen(PlayScreen):
    """The play screen with the proof, the values and the faults."""

    help_part = "previewing"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "causes", N_("causes"), show=False),
        Binding("j", "journal", N_("journal"), show=False),
        Binding("g", "app.glossary", N_("glossary"), show=False),
        Binding("p", "panel", N_("panel"), show=False),
        Binding("e", "edit", N_("editor")),
        Binding("d", "desk", N_("desk")),
        Binding("a", "go_to", N_("another page")),
        Binding("v", "values", N_("values")),
        Binding("o", "ways", N_("ways")),
        Binding("f", "faults", N_("faults")),
        Binding("r", "restart", N_("begin anew"), show=False),
        Binding("s", "keep", N_("keep the run as a journal"), show=False),
        Binding("l,escape", "story", N_("back to the page"), show=False),
    ]

    def __init__(self, preview: Preview, prospects: Prospects, library: Library, settings: Settings) -> None:
        assert preview.session is not None, "a text that never loaded has a screen of its own"
        super().__init__(preview.session, library, settings)
        self.preview = preview
        self.prospects = prospects
        self.begun = False
        """Whether the first frame is out, so that the desk may take its time."""

    def compose(self) -> ComposeResult:
        """Header, the page and the desk, faults, keys."""
        yield HeaderBar()
        with Horizontal(id="beside"):
            yield PlaySheet()
            yield Vertical(id="desk")
        yield FaultList()
        yield FooterBar()

    def on_mount(self) -> None:
        """The page first, then what is beside it."""
        self.call_after_refresh(lambda: self.set_timer(FIRST_FRAME, self.begin))

    # what is shown

    def tell(self) -> None:
        """Show the run as it stands, and all that is beside it."""
        preview = self.preview
        assert preview.session is not None, "this screen is shown once a text has loaded"
        self.session = preview.session
        super().tell()
        view = self.session.view
        part = f"{view.place}{_(' · set by hand') if preview.run.opening else ''}"
        right = _("an older text: this one does not load") if preview.broken else when(view)
        self.query_one(HeaderBar).tell(view.scenario, part, right)
        if view.ending is not None and view.ending.history.strip():
            self.query_one("#scene", TextPane).show(_with_history(scene(view), view.ending.history))
        self._tell_values()
        self.tell_proof()

    async def begin(self) -> None:
        """Put on the desk what belongs there: the page comes first."""
        proof = VerticalScroll(ProofPane(), id="proving", can_focus=False)
        await self.query_one("#desk").mount(proof, ValueList())
        self.begun = True
        self._tell_values()
        self.tell_proof()

    def _tell_values(self) -> None:
        for values in self.query(ValueList):  # not there yet at the first frame, and no more while the screen goes
            values.put(self.preview.touched(), self.preview.others())

    def retell(self) -> None:
        """The same after an edit of the text; who has read so far of the page goes on from there."""
        if not self.query(FaultList):
            return  # all is told once it is there
        story, place, moves = self.query_one(Story), self.session.view.place, len(self.session.run.moves)
        read, scrolled = self.query_one(Column).read, story.scroll_y
        self.told_at = inf
        self.tell()
        if (self.session.view.place, len(self.session.run.moves)) == (place, moves):
            self.sheet.keep_reading(read=read)
            self.call_after_refresh(story.scroll_to, y=scrolled, animate=False, immediate=True)
        else:
            self.sheet.keep_reading(read=False)

    def tell_proof(self) -> None:
        """Show what is known of the text, and what is wrong with it."""
        if not self.query(FaultList):
            return  # as above
        for pane in self.query(ProofPane):
            pane.tell(self.prospects)
        faults = self.query_one(FaultList)
        was_broken = faults.broken
        faults.put(self._faults())
        if self.preview.broken and not was_broken and not self._in_dialog():
            faults.focus()
        elif not faults.display and self.focused in {None, faults}:
            self.query_one(Offers).focus()

    def _faults(self) -> tuple[Diagnostic, ...]:
        """What reading has found, and what the proof of this very text has."""
        outlook = self.prospects.latest
        found = outlook.remarks if outlook is not None and self.prospects.current else ()
        return tuple(sorted((*self.preview.faults, *found), key=lambda fault: fault.severity != "error"))

    def _in_dialog(self) -> bool:
        return self.app.screen is not self

    def _shape(self) -> tuple[bool, bool]:
        """The record has no column here: the desk has it."""
        return False, super()._shape()[1]

    # keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Arrows and enter belong to the list that has the focus."""
        if action in {"first_read_on", "nudge"} and isinstance(self.focused, (FaultList, ValueList)):
            return False
        if action == "undo":
            return bool(self.session.run.moves or self.preview.left)
        if action == "faults":
            return self.is_mounted and bool(self.query_one(FaultList).faults)
        if action == "ways":
            return bool(self.prospects.odds)
        if action == "desk":
            return self._narrow
        return super().check_action(action, parameters)

    @property
    def _narrow(self) -> bool:
        """Whether page and desk take turns."""
        return self.size.width < PANEL or self.has_class("-alone")

    def action_desk(self) -> None:
        """In a narrow window: the desk in place of the page, or the page again."""
        self.toggle_class("-desk")
        if not self.has_class("-desk"):
            self.query_one(Offers).focus()

    def action_story(self) -> None:
        """Back to the page, wherever one was."""
        self.remove_class("-desk")
        self.query_one(Offers).focus()

    def action_panel(self) -> None:
        """The panel that players see, in place of the desk or beside it."""
        self.toggle_class("-panel")

    def action_turn_panel(self, direction: int) -> None:
        """Scroll the panel by a page, and the proof."""
        super().action_turn_panel(direction)
        if self.begun:
            turn(self.query_one("#proving"), direction)

    def action_values(self) -> None:
        """To the values."""
        if not self.begun:
            return
        if self._narrow:
            self.add_class("-desk")
        values = self.query_one(ValueList)
        values.focus()
        if values.highlighted is None:
            values.action_cursor_down()

    def action_faults(self) -> None:
        """To the faults; from there to the next of them."""
        faults = self.query_one(FaultList)
        if self.focused is faults:
            faults.action_cursor_down()
        faults.focus()

    def action_edit(self) -> None:
        """Open the editor: at the marked fault where the text is broken, else at the page that is looked at."""
        fault = self.query_one(FaultList).marked
        at_fault = fault is not None and (self.preview.broken or isinstance(self.focused, FaultList))
        self._open(self.preview.place_of(fault) if at_fault and fault else self.preview.here())

    @on(OptionList.OptionSelected, "#faults")
    def edit_fault(self, event: OptionList.OptionSelected) -> None:
        """Enter on a fault."""
        event.stop()
        fault = self.query_one(FaultList).marked
        if fault is not None:
            self._open(self.preview.place_of(fault))

    def _open(self, place: Place) -> None:
        from crisisengine.tui.editing import open_editor  # noqa: PLC0415  # not before it is needed

        open_editor(self, place)

    # the run

    def _follow(self, measure: str, why: str) -> None:
        """An ending is a page here, too."""
        self.told_at = inf
        before = self.session.run
        trouble = self.session.decide(measure, why)
        if self.session.run is before:
            self._painted()
            self.complain(trouble)
        else:
            self._move_on("")

    def action_undo(self) -> None:
        """Take the last decision back, or what was set by hand."""
        trouble = self.preview.undo()
        self._move_on("")
        if trouble:
            self.notify(f"{trouble[:1].upper()}{trouble[1:]}.")

    def action_restart(self) -> None:
        """From the scenario's beginning."""
        self.preview.restart()
        self._move_on("")

    def action_go_to(self) -> None:
        """Look at another scene or ending."""
        from crisisengine.tui.screens.pick import PickDialog  # noqa: PLC0415  # not before it is needed

        scenario = self.preview.run.scenario
        choices = [(scene.id, scene.title, scene.id) for scene in scenario.scenes.values()]
        choices += [(ending.id, ending.title, ending.id) for ending in scenario.endings.values()]
        self.app.push_screen(PickDialog(_("Which page? The values stay as they are."), choices), self._gone_to)

    def _gone_to(self, place: str | None) -> None:
        if place is not None:
            self._by_hand(lambda: self.preview.go_to(place))

    def _by_hand(self, change: Callable[[], object]) -> None:
        try:
            change()
        except CrisisError as refusal:
            told = f"{refusal}; {refusal.hint}" if refusal.hint else f"{refusal}"
            self.notify(f"{told[:1].upper()}{told[1:]}.", severity="warning")
        else:
            self._move_on("")

    @on(ValueList.Shifted)
    def _shift(self, event: ValueList.Shifted) -> None:
        self._by_hand(lambda: self.preview.shift(event.name, event.by))

    @on(OptionList.OptionSelected, "#values")
    def _ask_value(self, event: OptionList.OptionSelected) -> None:
        from crisisengine.tui.screens.pick import ValueDialog  # noqa: PLC0415  # as above

        event.stop()
        name = self.query_one(ValueList).marked
        stands = {each.name: each for each in (*self.preview.touched(), *self.preview.others())}.get(name)
        if stands is None:
            return
        if not stands.settable:
            self.notify(_("{name} follows from other variables: set those.", name=name))
            return

        def take(text: str) -> None:
            self.preview.set_value(name, text)
            self.call_later(self._move_on, "")

        self.app.push_screen(ValueDialog(name, stands.word, take))

    def action_ways(self) -> None:
        """The endings with their odds; the chosen one is played to, by a shortest way. A promise's policy is opened."""
        from crisisengine.tui.screens.pick import PickDialog  # noqa: PLC0415  # as above

        ways = self.prospects.ways()
        known = {way.name: way for way in ways}
        choices = [(way.name, way.told, way.aside) for way in ways]
        policies = {f"policy {promise.name}": promise for promise in self.prospects.policies()}
        choices += [
            (name, _("promise {name}", name=promise.name), _("what to take")) for name, promise in policies.items()
        ]

        def played(name: str | None) -> None:
            if name in policies:
                from crisisengine.tui.screens.policy import PolicyDialog  # noqa: PLC0415  # as above

                self.app.push_screen(PolicyDialog(policies[name]))
            elif name is not None:
                way = known[name]
                trouble = self.preview.play(Line(None, way.run, way.drawn, way.chapter))
                self._move_on("")
                self.notify(trouble or _("Played by a shortest way; u goes back to where you were."))

        if choices:
            self.app.push_screen(
                PickDialog(
                    _(
                        "Which end? A shortest way there is played, from the start; of a promise, what to take is shown."
                    ),
                    choices,
                ),
                played,
            )
        else:
            self.notify(_("The ways are not known yet."))

    def action_keep(self) -> None:
        """Write the run as a journal."""
        try:
            path = self.preview.keep(self.library.folder)
        except CrisisError as refusal:
            self.notify(f"{str(refusal)[:1].upper()}{str(refusal)[1:]}.")
            return
        self.notify(_("The run is kept as {path}", path=printable(str(path))))


def _with_history(page: Lay, history: str) -> Lay:
    told = headed((_("What really happened"), history))
    return lambda width: lines([page(width), Content(""), told(width)])
