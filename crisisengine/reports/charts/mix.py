"""Kinds of measures: what was taken of each, against what stood open."""

from __future__ import annotations

from crisisengine.debriefing.model import Debrief
from crisisengine.reports.charts.bars import Bar, bars
from crisisengine.reports.charts.svg import Chart, Item, element, legend, picture
from crisisengine.text.english import plural

__all__ = ["mix_chart"]

_KINDS = (("tier", "By tier"), ("phase", "By phase"), ("principle", "By principle"))


def mix_chart(debrief: Debrief) -> Chart | None:
    """What was chosen, against what could have been; None where no measure bears a tag of the doctrine."""
    kinds = [(heading, [row for row in debrief.mix if row.kind == kind]) for kind, heading in _KINDS]
    rows = [(heading, row) for heading, found in kinds for row in found]
    most = max((row.offered for _, row in rows), default=0)
    if not most:
        return None
    drawn = bars(
        tuple(
            Bar(
                row.label,
                row.taken / most,
                f"{row.taken} of {row.offered}" if row.offered else "never open",
                heading,
                beyond=row.offered / most,
            )
            for heading, row in rows
        )
    )
    keys, below = legend(
        (
            Item(element("rect", x=-13, y=-4, width=26, height=8, fill="lane"), "decisions at which it was taken"),
            Item(
                element("rect", x=-13, y=-7, width=26, height=14, fill="soft", stroke="lane"),
                "decisions at which it stood open",
            ),
        ),
        0,
        drawn.height + 14,
    )
    told = [f"{row.label}: taken {row.taken} of {plural(row.offered, 'time')}" for _, row in rows]
    title = "What was taken, and what stood open"
    description = (
        f"For each kind of measure, how many decisions took it, of how many it stood open at. {'; '.join(told)}."
    )
    return Chart(
        key="mix",
        title=title,
        caption="Of the decisions at which a kind of measure stood open, those that took one. A measure can bear several kinds.",
        description=description,
        svg=picture("mix", title, description, drawn.height + 14 + below, (*drawn.body, *keys)),
        header=("Kind of measure", "By", "Taken", "Stood open"),
        rows=tuple((row.label, row.kind, str(row.taken), str(row.offered)) for _, row in rows),
    )
