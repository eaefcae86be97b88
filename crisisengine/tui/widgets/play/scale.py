"""A scale of words with the rung we stand on: the authority for force, and its like."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content

from crisisengine.engine.view_model import Indicator
from crisisengine.text.messages import _
from crisisengine.tui.typesetting import Lay, lines, says
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["Scales", "rungs", "scale"]

BETWEEN = " · "


def scale(indicator: Indicator) -> Lay:
    """Side by side with a mark under the rung we are on; where that does not fit, upright with the highest on top."""
    now = indicator.value - indicator.low

    def lay(width: int) -> Content:
        head = says(indicator.label, "bold")
        if 2 + cell_len(BETWEEN.join(indicator.words)) <= width:
            words = [says(word, "bold" if rung == now else "$quiet") for rung, word in enumerate(indicator.words)]
            before = 2 + sum(cell_len(word) + len(BETWEEN) for word in indicator.words[:now])
            mark = says("▔" * cell_len(indicator.words[now]), "$accent")
            return lines([head, Content("  ") + says(BETWEEN, "$faint").join(words), Content(" " * before) + mark])
        return lines([head, *rungs(indicator.words, now)])

    return lay


def rungs(words: Sequence[str], now: int) -> list[Content]:
    """The words of a scale, the highest on top, with a mark at the rung `now`, from 0."""
    out = []
    for rung, word in reversed(list(enumerate(words))):
        here = rung == now
        sign = says("  ▸ " if here else "  · ", "bold $accent" if here else "$faint")
        told = says(f" ({_('now')})", "$quiet") if here else Content("")
        out.append(sign + says(word, "bold" if here else "$quiet") + told)
    return out


class Scales(TextPane):
    """All scales of words, one under the other."""

    def tell(self, indicators: Sequence[Indicator]) -> None:
        """Show these; nothing where there are none."""
        lays = [scale(indicator) for indicator in indicators]
        self.show(lambda width: Content("\n\n").join(lay(width) for lay in lays))
        self.display = bool(lays)
