"""What changed, as one JSON object for other programs."""

from __future__ import annotations

from typing import Any

from crisisengine.authoring.difference.comparing import ThingChange
from crisisengine.authoring.difference.two_versions import ScenarioDifference
from crisisengine.authoring.outlook import EndingOdds
from crisisengine.text.json_text import json_text

__all__ = ["difference_json"]


def difference_json(found: ScenarioDifference) -> str:
    """Keys: `old`, `new`, `empty`, `changes`, `verdict`, `promises`, `endings`, `runs`, `notes`; null where something was not there, or is not known."""
    whole, *promises = found.turns or [None]
    return json_text(
        {
            "old": found.old,
            "new": found.new,
            "empty": found.empty,
            "verdict": None
            if whole is None
            else {"before": whole.before, "after": whole.after, "turned": whole.turned},
            "promises": [
                {"name": turn.name, "before": turn.before, "after": turn.after, "turned": turn.turned, "why": turn.why}
                for turn in promises
                if turn is not None
            ],
            "endings": [
                {"id": move.id, "title": move.title, "before": _odds(move.before), "after": _odds(move.after)}
                for move in found.endings
            ],
            "changes": [_change(change) for change in found.changes],
            "runs": [
                {
                    "name": kept.name,
                    "decisions": kept.decisions,
                    "before": kept.before,
                    "after": kept.after,
                    "refused": kept.refused,
                }
                for kept in found.kept
            ],
            "notes": list(found.notes),
        }
    )


def _odds(odds: EndingOdds | None) -> dict[str, Any] | None:
    """`share` is null where it lies between the bounds `low` and `high`."""
    if odds is None:
        return None
    told = {"share": odds.share if odds.known else None, "low": odds.low, "high": odds.high, "shortest": odds.shortest}
    return told | {"best": odds.best, "worst": odds.worst, "shown": None if odds.best is None else odds.shown}


def _change(change: ThingChange) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "how": change.how,
        "key": change.key,
        "was": change.was or None,
        "title": change.title,
        "scene": change.within or None,
        "says": [{"term": facet.term, "before": facet.before, "after": facet.after} for facet in change.facets],
        "left_out": list(change.left_out),
    }
