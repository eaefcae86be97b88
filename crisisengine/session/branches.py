"""The branches of a run as a person sees them: which lines were left, where they parted, and taking one up again.

A branch holds the decisions that once followed the first `after` ones. Which these first ones were is not written
down, and need not be: branches are only ever added, and between two of them a run only grows. So the beginning of a
branch is what later branches have taken away from it, and what still stands.
"""

from __future__ import annotations

from itertools import takewhile

from attrs import evolve, frozen

from crisisengine.engine.rules import Decision
from crisisengine.engine.run import Run, replay
from crisisengine.limits import MOST_BRANCHES
from crisisengine.model.scenario import Scenario
from crisisengine.text.messages import _, _n

__all__ = ["BranchLine", "branch_lines", "taken_up"]


@frozen(eq=False, repr=False)
class BranchLine:
    """A line that was left."""

    index: int
    """Of the branch in the run."""
    after: int
    """How many decisions it shares with its beginning."""
    label: str
    decisions: tuple[str, ...]
    """Those that followed, in words."""


def branch_lines(run: Run) -> tuple[BranchLine, ...]:
    """The lines that can be taken up again, the last one left first; what is part of another line is not named twice."""
    lines = {index: _line(run, index) for index in range(len(run.branches))[-MOST_BRANCHES:]}
    named = _Tree()
    _grow(named, run.decisions)
    longest = sorted(lines, key=lambda index: (-len(lines[index]), -index))
    kept = [index for index in longest if _grow(named, lines[index])]
    return tuple(_fork(run, index) for index in sorted(kept, reverse=True))


class _Tree(dict[Decision, "_Tree"]):
    """Lines of decisions by how they begin."""


def _grow(tree: _Tree, line: tuple[Decision, ...]) -> bool:
    """Add a line to a tree; whether it was not part of it before."""
    new = False
    for decision in line:
        new = new or decision not in tree
        tree = tree.setdefault(decision, _Tree())
    return new


def _fork(run: Run, index: int) -> BranchLine:
    branch = run.branches[index]
    told = tuple(_told(run.scenario, decision) for decision in branch.decisions)
    after = sum(not decision.send for decision in _begun(run, index + 1, branch.after))
    label = branch.label or _n("taken back after {count} decision", "taken back after {count} decisions", after)
    return BranchLine(index, after, label, told)


def taken_up(run: Run, index: int) -> Run:
    """The run on a branch again; the present line becomes a branch in turn.

    Raises:
        ChoiceRefused: the branch no longer fits the scenario.
    """
    line = _line(run, index)
    found, refused = replay(run.scenario, line, run.seed, start=run.start)
    if refused is not None:
        raise refused
    pairs = zip(line, run.decisions, strict=False)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    if shared < len(run.moves):
        places = run.scenario.endings if run.ended else run.scenario.scenes
        label = f"left for another branch, at: {places[run.place].title}"
        run = run.undo(len(run.moves) - shared, label)
    return evolve(run, moves=found.moves)


def _line(run: Run, index: int) -> tuple[Decision, ...]:
    """All decisions of a branch, from the beginning of the run."""
    branch = run.branches[index]
    return _begun(run, index + 1, branch.after) + branch.decisions


def _begun(run: Run, index: int, count: int) -> tuple[Decision, ...]:
    """The first `count` decisions as they stood before branch `index` was left."""
    pieces: list[tuple[Decision, ...]] = []
    for later in run.branches[index:]:
        if later.after < count:
            pieces.append(later.decisions[: count - later.after])
            count = later.after
    pieces.append(run.decisions[:count])
    return tuple(decision for piece in reversed(pieces) for decision in piece)


def _told(scenario: Scenario, decision: Decision) -> str:
    if decision.send:
        return _("Sent by the facilitator: {inject}", inject=decision.send.replace("_", " "))
    scene = scenario.scenes.get(decision.scene)
    measure = (scene.measures.get(decision.measure) if scene else None) or scenario.standing.get(decision.measure)
    return measure.label if measure else decision.measure.replace("_", " ")
