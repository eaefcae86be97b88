"""The core indicators in two lines, for windows too narrow for the panel."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content

from crisisengine.engine.view_model import View
from crisisengine.tui.gauges import arrow, gauge, level
from crisisengine.tui.typesetting import Lay, flow, lines, says
from crisisengine.tui.widgets.frame.text import TextPane
from crisisengine.tui.widgets.play.indicators import STILL, Trend

__all__ = ["Strip"]

MOST_LINES = 2
GAP = "   "


def strip(view: View, trends: Mapping[str, Trend]) -> Lay:
    """Label, word, pips and arrow of each indicator, in a row; what does not fit waits in the panel."""
    items: list[Content] = []
    for indicator in view.indicators:
        item = says(indicator.label, "$quiet") + " " + says(indicator.word, level(indicator))
        dots = gauge(indicator)
        moved = arrow(trends.get(indicator.variable, STILL).change, indicator.better, indicator.sort)
        items.append(Content(" ").join(part for part in (item, dots, moved) if part.plain))

    def lay(width: int) -> Content:
        rows = flow(items, width, GAP)
        if len(rows) > MOST_LINES:
            more = says("… p", "$quiet")
            rows = rows[:MOST_LINES]
            if rows[-1].cell_length + len(GAP) + more.cell_length <= width:
                rows[-1] = rows[-1] + GAP + more
        return lines(rows)

    return lay


class Strip(TextPane):
    """Shown where the panel is not."""

    def tell(self, view: View, trends: Mapping[str, Trend]) -> None:
        """Show this view's indicators."""
        self.show(strip(view, trends))
