"""A ladder of words with the rung we stand on: the authority for force, and its like."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content

from crisisengine.engine.view_model import Indicator
from crisisengine.tui.typesetting import Lay, lines, says
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["Scales", "ladder"]

BETWEEN = " · "


def ladder(indicator: Indicator) -> Lay:
    """Side by side with a mark under the rung we are on; where that does not fit, upright with the highest on top."""
    now = indicator.value - indicator.low

    def lay(width: int) -> Content:
        head = says(indicator.label, "bold")
        if 2 + cell_len(BETWEEN.join(indicator.words)) <= width:
            rungs = [says(word, "bold" if number == now else "$quiet") for number, word in enumerate(indicator.words)]
            before = 2 + sum(cell_len(word) + len(BETWEEN) for word in indicator.words[:now])
            mark = says("▔" * cell_len(indicator.words[now]), "$accent")
            return lines([head, Content("  ") + says(BETWEEN, "$faint").join(rungs), Content(" " * before) + mark])
        out = [head]
        for number, word in reversed(list(enumerate(indicator.words))):
            here = number == now
            sign = says("  ▸ " if here else "  · ", "bold $accent" if here else "$faint")
            out.append(sign + says(word, "bold" if here else "$quiet") + says(" (now)" if here else "", "$quiet"))
        return lines(out)

    return lay


class Scales(TextPane):
    """All ladders, one under the other."""

    def tell(self, indicators: Sequence[Indicator]) -> None:
        """Show these; nothing where there are none."""
        lays = [ladder(indicator) for indicator in indicators]
        self.show(lambda width: Content("\n\n").join(lay(width) for lay in lays))
        self.display = bool(lays)
