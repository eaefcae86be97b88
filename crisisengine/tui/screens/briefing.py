"""The briefing: who you are, what you may do, what is true in it, and how to play. Enter begins."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content

from crisisengine.session.chapters import begun, when_and_what
from crisisengine.session.session import Session
from crisisengine.text.messages import N_, _, _n
from crisisengine.tui.markdown import headed, running
from crisisengine.tui.requests import PlaceAsked
from crisisengine.tui.screens.base import PagedScreen
from crisisengine.tui.screens.theory import with_theory
from crisisengine.tui.typesetting import hang, lines, says
from crisisengine.tui.widgets.frame.footer import FooterBar
from crisisengine.tui.widgets.frame.header import HeaderBar
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["BriefingScreen"]

HOW_TO_PLAY = (
    N_(
        "Press the **number** in front of a measure to decide, or choose with the arrows and enter. A locked measure (×) "
        "says what it would need. **u** takes a decision back, **c** shows what it changed and why, **w** makes each "
        "decision ask for your reason. The run is kept after every decision; **q** leaves it where it is."
    ),
    N_("Nothing is scored. The debrief at the end says what happened, why, and which decisions closed which ways."),
)


class BriefingScreen(PagedScreen):
    """What one must know before the first decision."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "begin", N_("begin"), key_display="enter"),
        Binding("g", "app.glossary", N_("glossary")),
        Binding("l,escape", "app.library", N_("library"), key_display="l"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def compose(self) -> ComposeResult:
        """Two sheets: the task, and what to know about it."""
        scenario, text = self.session.scenario, self.session.text
        middle = begun(self.session)
        if middle and middle.minutes:
            minutes = _("this chapter about {count} minutes", count=middle.minutes)
        else:
            minutes = _n("about {count} minute", "about {count} minutes", scenario.minutes) if scenario.minutes else ""
        yield HeaderBar(scenario.title, _("Briefing"), minutes)
        task = headed(
            (_("Where you begin"), when_and_what(middle) if middle else ""),
            (_("In short"), scenario.summary),
            (_("Your role"), text(scenario.role)),
            (_("Your mandate"), text(scenario.mandate)),
        )
        aims = [objective.text for objective in scenario.objectives.values()]

        def left(width: int) -> Content:
            out = [task(width)]
            if scenario.rehearses:
                out += [Content(""), says(_("What it rehearses"), "bold $accent")]
                out += hang(Content(scenario.rehearses), width)
            if aims:
                out += [Content(""), says(_("What it is for"), "bold $accent")]
                out += [line for aim in aims for line in hang(running(aim), width, says("• ", "$quiet"))]
            return lines(out)

        right = headed(
            (_("Before you begin"), text(scenario.content_note)),
            (_("How to play"), "\n\n".join(_(paragraph) for paragraph in HOW_TO_PLAY)),
            (_("What is invented"), text(scenario.invented)),
            (_("What it leaves out"), text(scenario.leaves_out)),
        )
        with VerticalScroll(id="briefing", can_focus=False), Horizontal(id="sheets"):
            yield TextPane(left, classes="sheet")
            yield TextPane(right, classes="sheet")
        yield FooterBar()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The footer names only what works now."""
        if action == "glossary":
            return bool(self.session.scenario.glossary)
        return super().check_action(action, parameters)

    def action_begin(self) -> None:
        """To the first scene, behind the scenario's question if it has one."""
        with_theory(self, self.session, self._begun)

    def _begun(self, trouble: str) -> None:
        self.request(PlaceAsked("scene", self.session, self.troubles(trouble)))
