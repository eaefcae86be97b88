"""A policy as a tree of lines, folded: what follows without a choice of chance stands on one line, and a large one is cut."""

from __future__ import annotations

from crisisengine.checker.properties.promise import PropertyVerdict
from crisisengine.checker.search.policies import Policy, PolicyState
from crisisengine.engine.starts import start_text
from crisisengine.model.scenario import Scenario
from crisisengine.text.english import plural

__all__ = ["policy_lines"]

MOST_LINES = 16
"""Of one policy; all of it is for machines."""
DEEPEST = 8
"""Choices of chance below each other."""
WIDEST = 6
"""Measures in a row on one line."""


def policy_lines(judged: PropertyVerdict, scenario: Scenario) -> list[str]:
    """What to take where, as lines to stand below the verdict; empty without a policy."""
    policy = judged.policy
    if policy is None:
        return []
    if not policy.starts:
        return [f"{_taken(state)}{_named(state)} keeps it lost" for state in policy.states[:MOST_LINES]]
    rules = _rules(policy)
    if rules:
        return rules
    tree = _PolicyTree(policy, scenario)
    for state in policy.starts:
        if len(tree.lines) < MOST_LINES:
            tree.add(state, tree.label(state), 0)
    untold = sum(state.measure is not None for state in policy.states) - len(tree.told)
    if untold > 0:
        more = plural(untold, "state") if policy.complete else f"{untold:,} and more states"
        tree.lines.append(f"... and what to take in {more} besides: `--output-format json` tells all")
    return tree.lines


def _rules(policy: Policy) -> list[str]:
    """What is always taken in each scene, where that is all that there is to say and the tree would be longer."""
    taken: dict[str, dict[str, None]] = {}
    deciding = [state for state in policy.states if state.measure is not None]
    for state in deciding:
        taken.setdefault(state.place, {})[str(state.measure)] = None
    if not policy.complete or len(deciding) <= len(taken) or any(len(measures) > 1 for measures in taken.values()):
        return []
    lines = [f"always {place}.{measure}" for place, measures in taken.items() for measure in measures]
    return lines if len(lines) <= MOST_LINES else []


class _PolicyTree:
    """The lines, while they are made."""

    def __init__(self, policy: Policy, scenario: Scenario) -> None:
        self.policy, self.scenario = policy, scenario
        self.lines: list[str] = []
        self.told: set[int] = set()

    def label(self, state: PolicyState) -> str:
        """Where several begin, which of them."""
        assert state.start is not None
        drawn = start_text(self.scenario, state.start)
        said = [f"from chapter {state.start.chapter}"] if state.start.chapter else []
        said += [f"with {drawn}"] if drawn else []
        return f"{' '.join(said)}: " if said else ""

    def add(self, state: PolicyState, label: str, depth: int) -> None:
        """A state, and below it what each outcome leads to."""
        if len(self.lines) >= MOST_LINES:
            return
        steps: list[str] = []
        while True:
            if state.measure is None:
                steps.append(state.place)
                break
            if state.id in self.told:
                steps.append(f"{_taken(state)} as above")
                break
            self.told.add(state.id)
            steps.append(_taken(state))
            after = [number for number in state.next.values() if number >= 0]
            if len(state.next) != 1 or not after or len(steps) == WIDEST:
                break
            ((outcome, number),) = state.next.items()
            steps[-1] += f" ({outcome})" if outcome else ""
            state = self.policy.states[number]
        self.lines.append(f"{'  ' * depth}{label}{', '.join(steps)}")
        if "as above" in steps[-1] or state.measure is None:
            return
        for outcome, number in state.next.items() if depth < DEEPEST else ():
            if number >= 0:
                self.add(self.policy.states[number], f"{outcome}: " if outcome else "then ", depth + 1)


def _taken(state: PolicyState) -> str:
    return f"{state.place}.{state.measure}"


def _named(state: PolicyState) -> str:
    return "".join(f".{outcome}" for outcome in state.next if outcome)
