"""The branches of a run as a person sees them: which lines were left, where they parted, and taking one up again.

A branch holds the decisions that once followed the first `after` ones. Which these first ones were is not written
down, and need not be: branches are only ever added, and between two of them a run only grows. So the beginning of a
branch is what later branches have taken away from it, and what still stands.
"""

from __future__ import annotations

from attrs import evolve, frozen

from crisisengine.engine.rules import Decision
from crisisengine.engine.run import Run, replay
from crisisengine.model.scenario import Scenario

__all__ = ["Fork", "forks", "taken_up"]


@frozen(eq=False, repr=False)
class Fork:
    """A line that was left."""

    index: int
    """Of the branch in the run."""
    after: int
    """How many decisions it shares with its beginning."""
    label: str
    decisions: tuple[str, ...]
    """Those that followed, in words."""


def forks(run: Run) -> tuple[Fork, ...]:
    """The lines that can be taken up again, the last one left first; what is part of another line is not named twice."""
    out: list[Fork] = []
    known = [run.decisions]
    for index in reversed(range(len(run.branches))):
        branch = run.branches[index]
        line = _line(run, index)
        if any(one[: len(line)] == line for one in known):
            continue
        known.append(line)
        told = tuple(_told(run.scenario, decision) for decision in branch.decisions)
        label = branch.label or f"taken back after {branch.after} decision{'s' * (branch.after != 1)}"
        out.append(Fork(index, branch.after, label, told))
    return tuple(out)


def taken_up(run: Run, index: int) -> Run:
    """The run on a branch again; the present line becomes a branch in turn.

    Raises:
        ChoiceRefused: the branch no longer fits the scenario.
    """
    line = _line(run, index)
    found, refused = replay(run.scenario, line, run.seed)
    if refused is not None:
        raise refused
    shared = 0
    while shared < min(len(line), len(run.steps)) and line[shared] == run.decisions[shared]:
        shared += 1
    if shared < len(run.steps):
        places = run.scenario.endings if run.ended else run.scenario.scenes
        label = f"left for another branch, at: {places[run.place].title}"
        run = run.undo(len(run.steps) - shared, label)
    return evolve(run, steps=found.steps)


def _line(run: Run, index: int) -> tuple[Decision, ...]:
    """All decisions of a branch, from the beginning of the run."""
    branch = run.branches[index]
    return _begun(run, index + 1, branch.after) + branch.decisions


def _begun(run: Run, index: int, count: int) -> tuple[Decision, ...]:
    """The first `count` decisions as they stood before branch `index` was left."""
    if not count:
        return ()
    for number in range(index, len(run.branches)):
        later = run.branches[number]
        if later.after < count:
            return _begun(run, number + 1, later.after) + later.decisions[: count - later.after]
    return run.decisions[:count]


def _told(scenario: Scenario, decision: Decision) -> str:
    scene = scenario.scenes.get(decision.scene)
    measure = (scene.measures.get(decision.measure) if scene else None) or scenario.standing.get(decision.measure)
    return measure.label if measure else decision.measure.replace("_", " ")
