"""`json`: one object with everything that was found, for machines."""

from __future__ import annotations

from collections.abc import Sequence

from crisisengine.checker.formats.balance_json import balance_told, chances_told, share_told
from crisisengine.checker.properties.promise import PropertyVerdict
from crisisengine.checker.result import Result
from crisisengine.checker.search.frontier import Extent
from crisisengine.checker.search.policies import PolicyState
from crisisengine.checker.slot_sizes import Size
from crisisengine.diagnostics import as_json
from crisisengine.engine.rules import Decision, Start
from crisisengine.engine.starts import start_told
from crisisengine.model.scenario import Scenario
from crisisengine.text.json_text import json_text

__all__ = ["written"]


def written(results: Sequence[Result]) -> str:
    """One object. A share that is not known is null."""
    return json_text({"scenarios": [_result(result) for result in results]})


def _result(result: Result) -> dict[str, object]:
    found: dict[str, object] = {
        "path": result.path,
        "id": result.id,
        "verdict": result.verdict,
        "extent": None if result.extent is None else _extent(result.extent),
        "properties": []
        if result.scenario is None
        else [_property(judged, result.scenario) for judged in result.properties],
        "diagnostics": [as_json(diagnostic) for diagnostic in result.diagnostics],
    }
    if result.chapter is not None:
        found |= {"chapter": result.chapter, "not_asked": list(result.not_asked)}
    if result.is_doctrine:
        found["doctrine"] = True
    if result.balance is not None:
        found["balance"] = balance_told(result.balance)
    if result.chances:
        found["chances"] = chances_told(result.chances)
    if result.sizes:
        found["sizes"] = [_size(size) for size in result.sizes]
    if result.left_out is not None:
        found["left_out"] = {"phase": result.left_out.phase, "reason": result.left_out.reason}
    return found


def _extent(extent: Extent) -> dict[str, object]:
    found: dict[str, object] = {"states": extent.states}
    if extent.states_without_sends is not None:
        found["states_without_sends"] = extent.states_without_sends
    return found | {
        "steps": extent.steps,
        "depth": extent.depth,
        "complete": extent.complete,
        "seconds": round(extent.seconds, 3),
    }


def _property(judged: PropertyVerdict, scenario: Scenario) -> dict[str, object]:
    run = None if judged.run is None else [_decision(decision) for decision in judged.run]
    found: dict[str, object] = {"name": judged.name, "kind": judged.kind, "verdict": judged.verdict, "run": run}
    if not judged.asked:
        found["asked"] = False
    if judged.start.drawn or judged.start.chapter:
        found["start"] = _start(judged.start, scenario)
    found["loop_from"] = judged.loop_from
    if judged.share is not None:
        found["value"] = share_told(judged.share)
    if judged.policy is not None:
        found["policy"] = [_policy_state(state, scenario) for state in judged.policy.states]
    return found


def _policy_state(state: PolicyState, scenario: Scenario) -> dict[str, object]:
    begun: dict[str, object] = {} if state.start is None else {"start": True}
    if state.start is not None and (state.start.drawn or state.start.chapter):
        begun |= _start(state.start, scenario)
    leads = {outcome: after if after >= 0 else None for outcome, after in state.next.items()}
    return {"id": state.id, **begun, "scene": state.place, "measure": state.measure, "next": leads}


def _start(start: Start, scenario: Scenario) -> dict[str, object]:
    return {"chapter": start.chapter or None, "drawn": start_told(scenario, start)}


def _decision(decision: Decision) -> dict[str, object]:
    taken = {"send": decision.send} if decision.send else {"measure": decision.measure}
    return {"scene": decision.scene, **taken, "outcome": decision.outcome}


def _size(size: Size) -> dict[str, object]:
    return {
        "slot": size.name,
        "values": size.values,
        "bits": size.bits,
        "live": list(size.live),
        "without": size.without,
    }
