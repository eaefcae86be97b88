"""What luck had to do with it: the endings that the same decisions come to, and how often."""

from __future__ import annotations

from crisisengine.debriefing.model import Debrief
from crisisengine.reports.charts.bars import Bar, bars
from crisisengine.reports.charts.svg import Chart, picture
from crisisengine.text.english import percent

__all__ = ["chance_chart"]


def chance_chart(debrief: Debrief) -> Chart | None:
    """The same decisions under every other luck; None where luck could change nothing, or nobody has looked."""
    found = debrief.chances
    if found is None:
        return None
    apart = [
        (label, share)
        for label, share in (
            ("Not over after these decisions", found.unfinished),
            ("Other luck closed a later decision", found.diverged),
        )
        if share > 0
    ]
    if len(found.endings) + len(apart) < 2:
        return None
    reached = {option.id for option in debrief.ending_options if option.reached}
    rows = [(debrief.names.get(ending, ending), share, ending in reached) for ending, share in found.endings]
    heading = "Endings, best for civilians first"
    drawn = bars(
        (
            *(
                Bar(name, share, percent(share) + (", this run" if own else ""), heading, beyond=1, strong=own)
                for name, share, own in rows
            ),
            *(Bar(name, share, percent(share), "Without an ending", beyond=1, hollow=True) for name, share in apart),
        )
    )
    told = [f"{name}: {percent(share)}{', as in this run' if own else ''}" for name, share, own in rows]
    told += [f"{name}: {percent(share)}" for name, share in apart]
    title = "The same decisions, every other luck"
    caption = "How often the same decisions come to each ending, over everything that the world could have decided."
    if apart:
        caption += " Dashed: plays that come to none, or in which other luck closed what was decided later."
    description = f"The share of all plays that comes to each ending. {'; '.join(told)}."
    return Chart(
        key="chances",
        title=title,
        caption=caption,
        description=description,
        svg=picture("chances", title, description, drawn.height + 4, drawn.body),
        header=("What they come to", "Share of plays", "This run"),
        rows=(
            *((name, percent(share), "yes" if own else "no") for name, share, own in rows),
            *((name, percent(share), "") for name, share in apart),
        ),
    )
