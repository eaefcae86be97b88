"""The indicator panel: label, word, pips, the change since the last decision, and a trace on a fixed scale.

Parties stand under the indicator that is made of their attribute (`soc.consent` under `consent`); attributes that no
indicator gathers follow in a part of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen
from rich.cells import cell_len
from textual.content import Content

from crisisengine.engine.view_model import Indicator, PartyLine, View
from crisisengine.tui.gauges import arrow, gauge, level, spark
from crisisengine.tui.markdown import running
from crisisengine.tui.typesetting import Lay, cut, hang, lines, says
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["IndicatorPanel", "Meanings", "Trend", "laddered", "panel"]

TRACE = 6
ARROW = 4


@frozen
class Trend:
    """Where a variable came from."""

    values: tuple[int, ...]
    """Oldest first, the present value last."""
    change: int
    """Since the last decision."""


STILL = Trend((), 0)


@frozen
class Row:
    """One line of the panel."""

    label: str
    indicator: Indicator
    depth: int
    about: str = ""


def laddered(indicator: Indicator) -> bool:
    """Whether it gets a ladder of its own instead of a row."""
    return indicator.sort == "word" and len(indicator.words) > 2


def rows_of(view: View) -> list[Row]:
    """The panel's rows in order: each indicator, and under it the parties it is made of."""
    out: list[Row] = []
    gathered: set[str] = set()
    for indicator in view.indicators:
        if laddered(indicator):
            continue
        out.append(Row(indicator.label, indicator, 0, indicator.explains))
        own = _attributes(view.parties, indicator.variable)
        gathered |= {part.indicator.variable for part in own}
        out += own
    rest = [
        Row(f"{party.name}: {one.label.lower()}", one, 0, party.about)
        for party in view.parties
        for one in party.indicators
        if one.variable not in gathered
    ]
    return out + rest


def _attributes(parties: Sequence[PartyLine], attribute: str) -> list[Row]:
    return [
        Row(party.name, indicator, 1 + bool(party.of), party.about)
        for party in parties
        for indicator in party.indicators
        if indicator.variable == f"{party.id}.{attribute}"
    ]


def panel(view: View, trends: Mapping[str, Trend]) -> Lay:
    """The rows set for a width."""
    rows = rows_of(view)

    def lay(width: int) -> Content:
        words = max((cell_len(row.indicator.word) for row in rows), default=0)
        pips = max((gauge(row.indicator).cell_length for row in rows), default=0)
        trace = TRACE if width >= 42 else 0
        fixed = pips + 1 + ARROW + trace
        word = min(words, max(width - fixed - 16, 6))
        longest = max((cell_len(row.label) + 2 * row.depth for row in rows), default=8)
        label = min(max(width - fixed - word - 2, 8), longest + 2)
        out: list[Content] = []
        for row in rows:
            indicator, trend = row.indicator, trends.get(row.indicator.variable, STILL)
            dots = gauge(indicator)
            most = label if dots.plain else max(label, min(width - cell_len(indicator.word) - 1, cell_len(row.label)))
            name = hang(says(row.label, "" if row.depth else "bold"), most, "  " * row.depth)
            line = name[0] + " " * (most - name[0].cell_length + 1)
            line += says(cut(indicator.word, word) if dots.plain else indicator.word, level(indicator)) + " "
            line += dots + " " * (pips - dots.cell_length + 1)
            moved = arrow(trend.change, indicator.better, indicator.sort)
            line += moved + " " * (ARROW - moved.cell_length)
            if trace and indicator.sort == "number":
                line += spark(trend.values, indicator.low, indicator.high, TRACE)
            out += [line.rstrip(), *name[1:]]
        return lines(out)

    return lay


def meanings(view: View) -> Lay:
    """What each row means, where the author says it."""
    told = [row for row in rows_of(view) if row.about]

    def lay(width: int) -> Content:
        out = [says("What these mean", "bold")]
        for row in told:
            out += hang(running(row.about, "$quiet"), width, says(f"  {row.label}: "), "    ")
        return lines(out)

    return lay


class IndicatorPanel(TextPane):
    """Values as they stand."""

    def tell(self, view: View, trends: Mapping[str, Trend]) -> None:
        """Show this view's indicators and parties."""
        self.show(panel(view, trends))


class Meanings(TextPane):
    """What the values are about, at the foot of a tall panel."""

    def tell(self, view: View) -> None:
        """Show what the author says of each."""
        self.show(meanings(view))
        self.display = any(row.about for row in rows_of(view))
