"""Several runs together: how many came to each ending."""

from __future__ import annotations

from crisisengine.debriefing.cohort import Cohort
from crisisengine.reports.charts.bars import Bar, bars
from crisisengine.reports.charts.svg import Chart, picture
from crisisengine.text.english import percent

__all__ = ["arrivals_chart"]


def arrivals_chart(cohort: Cohort) -> Chart | None:
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
