"""How likely the best still was, decision by decision: a line for best play, and one for random play."""

from __future__ import annotations

from crisisengine.debriefing.model import Debrief, Trajectory
from crisisengine.reports.charts.indicators import fields
from crisisengine.reports.charts.svg import Chart, picture

__all__ = ["odds_chart"]

_TITLE = "How likely the best still was, of 100 plays"


def odds_chart(debrief: Debrief) -> Chart | None:
    """The chance of the best rank over the whole run; None where nobody knows it."""
    if debrief.odds is None or not debrief.best_line:
        return None
    whose = "as shown" if debrief.odds.shown else "knowing all"
    shown = (
        Trajectory.of_chances(f"Best play, {whose}", debrief.best_line, _counted),
        Trajectory.of_chances("Random play", debrief.random_line, _counted),
    )
    body, height = fields(debrief, shown)
    told = [f"{line.label}: from {line.words[0]} to {line.words[-1]}." for line in shown]
    costly = ", ".join(str(review.number) for review in debrief.costly)
    told += [f"Decisions that cost ten or more: {costly}."] if costly else []
    rows = [(line.label, ", ".join(line.words)) for line in shown]
    return Chart(
        "odds",
        _TITLE,
        "From the start on the left to the last decision on the right.",
        " ".join(told),
        picture("odds", _TITLE, " ".join(told), height, body),
        ("Play", "At the start, and after each decision"),
        tuple(rows),
    )


def _counted(chance: float) -> str:
    return str(round(100 * chance))
