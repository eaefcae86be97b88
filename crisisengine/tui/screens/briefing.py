"""The briefing: who you are, what you may do, what is true in it, and how to play. Enter begins."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content

from crisisengine.session.session import Session
from crisisengine.tui import navigation
from crisisengine.tui.markdown import running, set_prose
from crisisengine.tui.screens.base import BaseScreen
from crisisengine.tui.typesetting import Lay, hang, lines, says
from crisisengine.tui.widgets.frame.footer import FooterBar
from crisisengine.tui.widgets.frame.header import HeaderBar
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["BriefingScreen"]

HOW_TO_PLAY = """\
Press the **number** in front of a measure to decide, or choose with the arrows and enter. A locked measure (×) says
what it would need. **u** takes a decision back, **c** shows what it changed and why, **w** makes each decision ask for
your reason. The run is kept after every decision; **q** leaves it where it is.

Nothing is scored. The debrief at the end says what happened, why, and which decisions closed which ways.
"""


def parts(*sections: tuple[str, str]) -> Lay:
    """Headed sections, the empty ones left out."""

    def lay(width: int) -> Content:
        out: list[Content] = []
        for title, text in sections:
            if text.strip():
                out += [Content("")] * bool(out) + [says(title, "bold $accent"), *set_prose(text, width)]
        return lines(out)

    return lay


class BriefingScreen(BaseScreen):
    """What one must know before the first decision."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "begin", "begin", show=False),
        Binding("space,pagedown", "turn(1)", "read on", key_display="space", priority=True),
        Binding("pageup", "turn(-1)", show=False, priority=True),
        Binding("down", "nudge(1)", show=False, priority=True),
        Binding("up", "nudge(-1)", show=False, priority=True),
        Binding("g", "app.glossary", "glossary"),
        Binding("l,escape", "app.library", "library", key_display="l"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def compose(self) -> ComposeResult:
        """Two sheets: the task, and what to know about it."""
        scenario, text = self.session.scenario, self.session.text
        minutes = f"about {scenario.minutes} minutes" if scenario.minutes else ""
        yield HeaderBar(scenario.title, "Briefing", minutes)
        task = parts(
            ("Where this is", scenario.summary),
            ("Your role", text(scenario.role)),
            ("Your mandate", text(scenario.mandate)),
        )
        aims = [objective.text for objective in scenario.objectives.values()]

        def left(width: int) -> Content:
            out = [task(width)]
            if aims:
                out += [Content(""), says("What it is for", "bold $accent")]
                out += [line for aim in aims for line in hang(running(aim), width, says("• ", "$quiet"))]
            return lines(out)

        right = parts(
            ("Before you begin", text(scenario.content_note)),
            ("How to play", HOW_TO_PLAY),
            ("What is invented", text(scenario.invented)),
            ("What it leaves out", text(scenario.leaves_out)),
        )
        with VerticalScroll(id="briefing"), Horizontal(id="sheets"):
            yield TextPane(left, classes="sheet")
            yield TextPane(right, classes="sheet")
        yield FooterBar("enter begin")

    def on_mount(self) -> None:
        """Tell the footer when there is more to read."""
        scroll = self.query_one("#briefing")
        self.watch(scroll, "scroll_y", self.refresh_bindings, init=False)
        self.call_after_refresh(self.refresh_bindings)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The footer names only what works now."""
        if action == "turn" and parameters == (1,) and self.is_mounted:
            scroll = self.query_one("#briefing")
            return scroll.max_scroll_y > round(scroll.scroll_y)
        if action == "glossary":
            return bool(self.session.scenario.glossary)
        return True

    def action_turn(self, direction: int) -> None:
        """Scroll by a page."""
        scroll = self.query_one("#briefing")
        scroll.scroll_relative(y=direction * max(scroll.size.height - 2, 1), animate=False)

    def action_nudge(self, direction: int) -> None:
        """Scroll by a line."""
        self.query_one("#briefing").scroll_relative(y=direction, animate=False)

    def action_begin(self) -> None:
        """To the first scene."""
        self.lobby.go(navigation.play(self.session))
