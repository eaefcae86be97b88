"""The tables of `--balance` and of `--chances`, for machines: what is not known is null."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from crisisengine.checker.search.flow import Share
from crisisengine.checker.statistics import Balance, EndingBalance, InjectBalance, MeasureBalance

if TYPE_CHECKING:
    from crisisengine.checker.ending_chances import StartChances
    from crisisengine.checker.search.measure_chances import LeastAndMost
    from crisisengine.checker.stakes import Stakes

__all__ = ["balance_told", "chances_told", "share_told"]


def balance_told(found: Balance) -> dict[str, object]:
    """All tables as one object; what is up to whoever plays stands beside what random play comes to."""
    endings = _endings(found.endings, found.stakes)
    spans = found.stakes.measures if found.stakes is not None else {}
    told: dict[str, object] = {
        "endings": endings,
        "measures": [_measure(measure, spans.get((measure.scene, measure.measure))) for measure in found.measures],
        "injects": [_inject(inject) for inject in found.injects],
    }
    chapters = [(chapter.id, _endings(chapter.endings, chapter.stakes)) for chapter in found.chapters]
    if chapters:
        told["chapters"] = [{"id": name, "endings": listed} for name, listed in chapters]
    told["starts"] = [
        {"chapter": None, "endings": endings},
        *({"chapter": name, "endings": listed} for name, listed in chapters),
    ]
    if found.stakes is not None:
        told["best_rank"] = sorted(found.stakes.best_rank)
        told["reports"] = [{"id": name, "worth": worth} for name, worth in found.stakes.reports.items()]
    return told


def chances_told(found: Sequence[StartChances]) -> list[dict[str, object]]:
    """The table of `--chances`: an object for each beginning."""
    return [
        {
            "chapter": start.chapter or None,
            "endings": [
                {"id": ending.id, "best": share_told(ending.best), "worst": share_told(ending.worst)}
                for ending in start.endings
            ],
        }
        for start in found
    ]


def _endings(endings: Sequence[EndingBalance], stakes: Stakes | None) -> list[dict[str, object]]:
    return [_ending(ending, stakes) for ending in endings]


def _ending(ending: EndingBalance, stakes: Stakes | None) -> dict[str, object]:
    told = {"id": ending.id, "states": ending.states, "share": share_told(ending.share), "shortest": ending.shortest}
    prospect = None if stakes is None else stakes.endings[ending.id]
    told |= {
        "best": None if prospect is None else share_told(prospect.best),
        "worst": None if prospect is None else share_told(prospect.worst),
        "shown": None if prospect is None else prospect.shown,
    }
    share = None if stakes is None or stakes.exact is None else stakes.exact[ending.id]
    best, worst = (None, None) if prospect is None else (prospect.exact_best, prospect.exact_worst)
    exact = {"share": share, "best": best, "worst": worst}
    if any(value is not None for value in exact.values()):
        told["exact"] = {name: _fraction(value) for name, value in exact.items()}
    return told


def _fraction(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _measure(measure: MeasureBalance, span: LeastAndMost | None) -> dict[str, object]:
    told = {"scene": measure.scene, "measure": measure.measure, "open": measure.open, "best": measure.best}
    least, most = (None, None) if span is None else (share_told(span.least), share_told(span.most))
    return told | {"least": least, "most": most}


def _inject(inject: InjectBalance) -> dict[str, object]:
    found: dict[str, object] = {"id": inject.id, "share": share_told(inject.share), "best": inject.best}
    return found | {"contingency": True} if inject.contingency else found


def share_told(share: Share) -> float | None:
    """A share; null where it is not known."""
    return share.value if share.known else None
