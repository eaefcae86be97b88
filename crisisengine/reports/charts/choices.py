"""Several runs together: what was decided, scene by scene."""

from __future__ import annotations

from crisisengine.debriefing.cohort import Cohort
from crisisengine.reports.charts.bars import Bar, bars
from crisisengine.reports.charts.svg import Chart, picture

__all__ = ["choices_chart"]


def choices_chart(cohort: Cohort) -> Chart | None:
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
