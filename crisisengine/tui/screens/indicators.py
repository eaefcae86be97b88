"""The indicators explained: what each means, and its whole scale in words with the rung it stands on."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from crisisengine.engine.view_model import Indicator
from crisisengine.session.session import Session
from crisisengine.text.messages import N_, _
from crisisengine.tui.gauges import PIPS, gauge, level
from crisisengine.tui.markdown import running
from crisisengine.tui.screens.base import PagedDialog
from crisisengine.tui.typesetting import between, hang, lines, says
from crisisengine.tui.widgets.frame.footer import FooterBar
from crisisengine.tui.widgets.frame.text import TextPane
from crisisengine.tui.widgets.play.indicators import visible_indicators
from crisisengine.tui.widgets.play.scale import rungs

__all__ = ["IndicatorsDialog"]


class IndicatorsDialog(PagedDialog):
    """Opened from the play screen; those that are about to end the run come first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,i,enter", "dismiss(None)", N_("back"), key_display="esc"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def compose(self) -> ComposeResult:
        """One page."""
        with Vertical(classes="dialog tall"):
            with VerticalScroll():
                yield TextPane(self._told)
            yield FooterBar()

    def _told(self, width: int) -> Content:
        view, near = self.session.view, self.session.last_rungs()
        names = {
            indicator.variable: f"{party.name}: {indicator.label}"
            for party in view.parties
            for indicator in party.indicators
        }
        shown = sorted(visible_indicators(view), key=lambda indicator: indicator.variable not in near)
        out = [says(_("What the indicators mean"), "bold $accent")]
        for indicator in shown:
            label = names.get(indicator.variable, indicator.label)
            stands = says(indicator.word, level(indicator)) + " " + gauge(indicator)
            out += [Content(""), *between(says(label, "bold"), stands.rstrip(), width)]
            if indicator.variable in near:
                out += hang(says(_("one step from the end of the run"), "bold $bad"), width, says("! ", "bold $bad"))
            if indicator.explains:
                out += hang(running(indicator.explains, "$quiet"), width, "  ")
            out += self._scale(indicator)
        return lines(out)

    def _scale(self, indicator: Indicator) -> list[Content]:
        """The words of a scale that is not too long, the highest on top."""
        count = indicator.high - indicator.low + 1
        if indicator.sort == "truth" or count > PIPS or count < 2:
            return []
        variable = self.session.scenario.variables.get(indicator.variable)
        words = [variable.word(value) for value in range(indicator.low, indicator.high + 1)] if variable else []
        return rungs(words, indicator.value - indicator.low)
