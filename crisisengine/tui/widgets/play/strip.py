"""The core indicators in two lines, for windows too narrow for the panel."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from textual.content import Content

from crisisengine.engine.view_model import View
from crisisengine.text.messages import _
from crisisengine.tui.gauges import arrow, gauge, level
from crisisengine.tui.typesetting import Lay, flow, hang, lines, says
from crisisengine.tui.widgets.frame.text import TextPane
from crisisengine.tui.widgets.play.indicators import STILL, Trend, visible_indicators

__all__ = ["Strip"]

MOST_LINES = 2
GAP = "   "


def strip(view: View, trends: Mapping[str, Trend], last_rungs: Collection[str] = ()) -> Lay:
    """Label, word, pips and arrow of each indicator, in a row; what does not fit waits in the panel."""
    items: list[Content] = []
    for indicator in view.indicators:
        item = says(indicator.label, "$quiet") + " " + says(indicator.word, level(indicator))
        moved = arrow(trends.get(indicator.variable, STILL).change, indicator.better, indicator.sort)
        items.append(Content(" ").join(part for part in (item, gauge(indicator), moved) if part.plain))
    near = [indicator for indicator in visible_indicators(view) if indicator.variable in last_rungs]

    def lay(width: int) -> Content:
        rows = flow(items, width, GAP)
        if len(rows) > MOST_LINES:
            more = says(_("… p for more"), "$quiet")
            rows = rows[:MOST_LINES]
            if rows[-1].cell_length + len(GAP) + more.cell_length <= width:
                rows[-1] = rows[-1] + GAP + more
        if near:
            labels = ", ".join(dict.fromkeys(indicator.label for indicator in near))
            told = _("{label}: one step from the end of the run", label=labels)
            rows += hang(says(told, "bold $bad"), width, says("! ", "bold $bad"))
        return lines(rows)

    return lay


class Strip(TextPane):
    """Shown where the panel is not."""

    def tell(self, view: View, trends: Mapping[str, Trend], last_rungs: Collection[str] = ()) -> None:
        """Show this view's indicators; `last_rungs` names those that are one step from the end of the run."""
        self.show(strip(view, trends, last_rungs))
