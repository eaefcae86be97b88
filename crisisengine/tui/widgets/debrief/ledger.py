"""The causal ledger: every visible change of the whole run, under the decision that brought it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from textual.content import Content

from crisisengine.session.debrief_view import LedgerRow
from crisisengine.text.messages import _
from crisisengine.tui.gauges import arrow
from crisisengine.tui.typesetting import Lay, hang, leaders, lines, says
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["LedgerTable", "because", "ledger"]


def ledger(rows: Sequence[LedgerRow]) -> Lay:
    """Grouped by decision, then by cause: arrow, variable, words."""

    def lay(width: int) -> Content:
        out: list[Content] = []
        for number, decided in groupby(rows, key=lambda row: row.number):
            out += [Content("")] * bool(out)
            head = says(f"{_('Decision {number}', number=number)}  ", "bold $accent")
            for date, dated in groupby(decided, key=lambda row: row.date):
                out += hang(head + says(date, "$quiet"), width)
                head = Content("  ")
                out += because(list(dated), width)
        return lines(out or hang(says(_("Nothing changed that could be seen."), "$quiet"), width))

    return lay


def because(rows: Sequence[LedgerRow], width: int) -> list[Content]:
    """Each cause, and under it what it changed."""
    out: list[Content] = []
    for cause, changes in groupby(rows, key=lambda row: row.cause):
        out += hang(says(cause, "italic $quiet"), width, "  ")
        for row in changes:
            sign = arrow(row.change, row.better, row.sort)
            mark = Content("    ") + sign + " " * max(4 - sign.cell_length, 1)
            tail = says(f"{row.before} → {row.after}", "$quiet")
            out += leaders(Content(row.label), tail, width, mark, below=True)
    return out


class LedgerTable(TextPane):
    """The ledger as a widget of the debrief."""

    def __init__(self, rows: Sequence[LedgerRow]) -> None:
        super().__init__(ledger(rows))
