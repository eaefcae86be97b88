"""How the run went: each indicator over all decisions, three lines high on its full scale, for large windows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.content import Content

from crisisengine.engine.view_model import Indicator, View
from crisisengine.text.messages import _
from crisisengine.tui.gauges import STEPS, level
from crisisengine.tui.typesetting import Lay, cut, lines, says
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["HistoryCharts", "history"]

HIGH = 3
LABEL = 18


def bars(values: Sequence[int], indicator: Indicator, width: int) -> list[str]:
    """The last values as columns, top line first; a column is two cells wide, and its foot stands for the lowest value."""
    span, top = indicator.high - indicator.low, HIGH * len(STEPS) - 1
    heights = [1 + round(top * (value - indicator.low) / span) for value in values[-(width // 2) :]]
    out = []
    for row in reversed(range(HIGH)):
        cells = (min(max(height - row * len(STEPS), 0), len(STEPS)) for height in heights)
        out.append(" ".join(STEPS[cell - 1] if cell else " " for cell in cells))
    return out


def history(view: View, past: Mapping[str, Sequence[int]]) -> Lay:
    """Label and word on the left, the columns on the right."""
    shown = [
        indicator
        for indicator in view.indicators
        if indicator.sort == "number" and indicator.better and indicator.high > indicator.low
    ]

    def lay(width: int) -> Content:
        note = says(f"  {_('one column for each decision, full scale')}", "$quiet")
        out = [says(_("How it went"), "bold") + note]
        for indicator in shown:
            drawn = bars(past.get(indicator.variable, ()), indicator, width - LABEL - 3)
            sides = (("", ""), (indicator.label, ""), (indicator.word, level(indicator)))
            out += [
                Content("  ") + says(cut(text, LABEL), style) + " " + says(line, "$trace")
                for (text, style), line in zip(sides, drawn, strict=True)
            ]
        return lines(out)

    return lay


class HistoryCharts(TextPane):
    """Below the panel, where there is room."""

    def tell(self, view: View, past: Mapping[str, Sequence[int]]) -> None:
        """Show these values."""
        self.show(history(view, past))
        self.display = any(len(values) > 1 for values in past.values())
