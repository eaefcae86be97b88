"""The panel: every indicator as it stands, the parties it is made of, what moved, and what is about to end the run."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from attrs import frozen
from rich.cells import cell_len
from textual.content import Content

from crisisengine.engine.view_model import Indicator, PartyLine, View
from crisisengine.text.messages import _
from crisisengine.tui.gauges import arrow, gauge, level, spark
from crisisengine.tui.markdown import running
from crisisengine.tui.typesetting import Lay, cut, hang, lines, says
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = [
    "IndicatorPanel",
    "Meanings",
    "PanelRow",
    "Trend",
    "has_scale",
    "panel",
    "rows_of",
    "visible_indicators",
]

TRACE = 6
WITH_TRACE = 42
"""From this width on there is room for the last values."""
ARROW = 3
BETWEEN = 2
"""Blanks between a label and its word: with a single one they would read as a phrase."""
LEAST_LABEL, MOST_LABEL = 13, 20
"""A long word beside it leaves a label so much; from so much on the label gives way, too."""
LABEL_LINES = 2
"""A label takes no more beside the last values; it is worth more than they are."""


@frozen
class Trend:
    """Where a variable came from."""

    values: tuple[int, ...]
    """Oldest first, the present value last."""
    change: int
    """Since the last decision."""


STILL = Trend((), 0)


@frozen
class PanelRow:
    """A line of the panel."""

    label: str
    indicator: Indicator
    depth: int
    about: str = ""
    """What the author says of it."""


def has_scale(indicator: Indicator) -> bool:
    """Whether it gets a scale of its own instead of a row."""
    return indicator.sort == "word" and len(indicator.words) > 2


def visible_indicators(view: View) -> list[Indicator]:
    """Every value that is seen, the parties' own after the others."""
    return [*view.indicators, *(indicator for party in view.parties for indicator in party.indicators)]


def rows_of(view: View) -> list[PanelRow]:
    """The panel's rows in order: each indicator, and under it the parties it is made of."""
    out: list[PanelRow] = []
    gathered: set[str] = set()
    for indicator in view.indicators:
        if has_scale(indicator):
            continue
        out.append(PanelRow(indicator.label, indicator, 0, indicator.explains))
        own = _attributes(view.parties, indicator.variable)
        gathered |= {part.indicator.variable for part in own}
        out += own
    rest = [
        PanelRow(f"{party.name}: {indicator.label.lower()}", indicator, 0, party.about)
        for party in view.parties
        for indicator in party.indicators
        if indicator.variable not in gathered
    ]
    return out + rest


def _attributes(parties: Sequence[PartyLine], attribute: str) -> list[PanelRow]:
    return [
        PanelRow(party.name, indicator, 1 + bool(party.of), party.about)
        for party in parties
        for indicator in party.indicators
        if indicator.variable == f"{party.id}.{attribute}"
    ]


def at_the_bottom(indicator: Indicator) -> bool:
    """Whether it stands at the worse end of its scale, where nothing can make it worse."""
    worst = indicator.high if indicator.better == "low" else indicator.low
    return bool(indicator.better) and indicator.sort == "number" and indicator.value == worst


def panel(view: View, trends: Mapping[str, Trend], last_rungs: Collection[str] = ()) -> Lay:
    """The rows set for a width; what is about to end the run, and what stands at the bottom, says so below its row."""
    rows = rows_of(view)

    def lay(width: int) -> Content:
        pips = max((gauge(row.indicator).cell_length for row in rows), default=0)
        label, word, trace = _columns(rows, pips, width)
        out: list[Content] = []
        for row in rows:
            indicator, trend = row.indicator, trends.get(row.indicator.variable, STILL)
            dots = gauge(indicator)
            most = (
                label
                if dots.plain
                else max(label, min(width - cell_len(indicator.word) - BETWEEN, cell_len(row.label)))
            )
            moved = arrow(trend.change, indicator.better, indicator.sort)
            beside = BETWEEN + cell_len(indicator.word) + ARROW
            if not dots.plain and min(label, cell_len(row.label)) + beside > width:  # below the name, and whole
                indent = "  " * (row.depth + 1)
                out += hang(says(row.label, "" if row.depth else "bold"), width, "  " * row.depth)
                out += hang(says(indicator.word, level(indicator)) + " " * bool(moved.plain) + moved, width, indent)
                out += _warned(row, last_rungs, width)
                continue
            name = hang(says(row.label, "" if row.depth else "bold"), most, "  " * row.depth)
            line = name[0] + " " * (most - name[0].cell_length + BETWEEN)
            line += says(cut(indicator.word, word) if dots.plain else indicator.word, level(indicator)) + " "
            line += dots + " " * (pips - dots.cell_length + 1)
            line += moved + " " * (ARROW - moved.cell_length + 1)
            if trace and indicator.sort == "number":
                line += spark(trend.values, indicator.low, indicator.high, TRACE)
            out += [line.rstrip(), *name[1:], *_warned(row, last_rungs, width)]
        return lines(out)

    return lay


def _columns(rows: Sequence[PanelRow], pips: int, width: int) -> tuple[int, int, bool]:
    """How wide labels and words are set, and whether the last values are drawn: not where a label would be torn for it."""
    words = max((cell_len(row.indicator.word) for row in rows if gauge(row.indicator).plain), default=6)
    longest = max((cell_len(row.label) + 2 * row.depth for row in rows), default=8)
    least = max((_least_width(row) for row in rows), default=0)
    for trace in (TRACE, 0) if width >= WITH_TRACE else (0,):
        fixed = pips + 1 + ARROW + (1 + trace if trace else 0)
        word = min(words, max(width - fixed - max(least, LEAST_LABEL) - BETWEEN - 1, 6))
        label = min(max(width - fixed - word - BETWEEN - 1, 8), longest + 1)
        if trace and all(len(hang(Content(row.label), label, "  " * row.depth)) <= LABEL_LINES for row in rows):
            return label, word, True
    return label, word, False


def _least_width(row: PanelRow) -> int:
    """What its longest word needs, so that no name is torn inside a word; a very long one is."""
    longest = max((cell_len(word) for word in row.label.split()), default=0)
    return min(longest + 2 * row.depth, MOST_LABEL)


def _warned(row: PanelRow, last_rungs: Collection[str], width: int) -> list[Content]:
    indent = "  " * (row.depth + 1)
    if row.indicator.variable in last_rungs:
        near = says(_("one step from the end of the run"), "bold $bad")
        return hang(near, width, says(f"{indent}! ", "bold $bad"))
    if at_the_bottom(row.indicator) and not row.depth:
        return hang(says(_("at the bottom of its scale; i explains"), "italic $quiet"), width, indent)
    return []


def meanings(view: View) -> Lay:
    """What each row means, where the author says it."""
    told = [row for row in rows_of(view) if row.about]

    def lay(width: int) -> Content:
        out = [says(_("What these mean"), "bold")]
        for row in told:
            out += hang(running(row.about, "$quiet"), width, says(f"  {row.label}: "), "    ")
        return lines(out)

    return lay


class IndicatorPanel(TextPane):
    """Values as they stand."""

    def tell(self, view: View, trends: Mapping[str, Trend], last_rungs: Collection[str] = ()) -> None:
        """Show this view's indicators and parties; `last_rungs` names those that are one step from the end of the run."""
        self.show(panel(view, trends, last_rungs))


class Meanings(TextPane):
    """What the values are about, at the foot of a tall panel."""

    def tell(self, view: View) -> None:
        """Show what the author says of each."""
        self.show(meanings(view))
        self.display = any(row.about for row in rows_of(view))
