"""A Debrief as pictures: each an SVG that stands alone, with its words for those who do not see it, and its table.

Nothing is said by colour alone, no rank is shown as a number, and whatever a picture shows stands in its table too.
Where there is nothing to compare there is no picture: the report says it in a sentence.
"""

from __future__ import annotations

from crisisengine.debriefing.cohort import Cohort
from crisisengine.debriefing.model import Debrief
from crisisengine.reports.charts.bars import Bar, bars
from crisisengine.reports.charts.endings import endings_chart
from crisisengine.reports.charts.indicators import indicators_chart
from crisisengine.reports.charts.svg import Chart, Item, element, legend, picture
from crisisengine.text.english import percent, plural

__all__ = ["Chart", "arrivals", "chances", "charts", "choices", "endings_chart", "indicators_chart", "mix"]

_KINDS = (("tier", "By tier"), ("phase", "By phase"), ("principle", "By principle"))


def charts(debrief: Debrief) -> tuple[Chart, ...]:
    """Every picture that there is something to draw for."""
    return tuple(
        chart for chart in (endings_chart(debrief), indicators_chart(debrief), chances(debrief), mix(debrief)) if chart
    )


def chances(debrief: Debrief) -> Chart | None:
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


def mix(debrief: Debrief) -> Chart | None:
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


# several runs together


def arrivals(cohort: Cohort) -> Chart | None:
    """How many runs came to each ending; None where there is but one run."""
    total = len(cohort.lines)
    if total < 2:
        return None
    rows = [(option.title, cohort.endings[option.id]) for option in cohort.ending_options]
    unfinished = sum(not line.ending for line in cohort.lines)
    rows += [("Not over", unfinished)] if unfinished else []
    drawn = bars(tuple(Bar(name, count / total, f"{count} of {total}") for name, count in rows))
    title = "How the runs ended"
    description = (
        f"Of {total} runs, so many came to each ending. {'; '.join(f'{name}: {count}' for name, count in rows)}."
    )
    return Chart(
        key="arrivals",
        title=title,
        caption=f"Runs that came to each ending, the best for civilians first; n = {total}.",
        description=description,
        svg=picture("arrivals", title, description, drawn.height + 4, drawn.body),
        header=("Ending", "Runs", "Share"),
        rows=tuple((name, str(count), percent(count / total)) for name, count in rows),
    )


def choices(cohort: Cohort) -> Chart | None:
    """What was taken in each scene that more than one run came to; None where there is none."""
    forks = [fork for fork in cohort.forks if fork.groups > 1]
    if not forks:
        return None
    told = [(fork, choice) for fork in forks for choice in fork.choices]
    drawn = bars(
        tuple(
            Bar(
                choice.label,
                choice.count / fork.groups,
                f"{choice.count} of {fork.groups}" + (f", {choice.lost} closed" if choice.lost else ""),
                fork.title,
                hollow=choice.lost * 2 > choice.count,
            )
            for fork, choice in told
        )
    )
    title = "What was decided, scene by scene"
    words = "; ".join(f"{fork.title}: {choice.label}: {choice.count} of {fork.groups}" for fork, choice in told)
    description = f"For each scene that more than one run came to, how many took each measure first. {words}."
    return Chart(
        key="choices",
        title=title,
        caption="Runs that took each measure first. Dashed: in most of them it closed the best that was still possible.",
        description=description,
        svg=picture("choices", title, description, drawn.height + 4, drawn.body),
        header=("Scene", "Taken first", "Runs", "Closed the best in"),
        rows=tuple(
            (fork.title, choice.label, f"{choice.count} of {fork.groups}", str(choice.lost)) for fork, choice in told
        ),
    )
