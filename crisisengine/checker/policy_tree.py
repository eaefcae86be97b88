"""A policy as people read it: rules where a few say all, else a tree, folded where nothing is left to chance.

A rule tells what is always taken in a scene, or what hangs on one value: `road.bet where m is 1 to 5`. The tree follows the
policy from where it begins; a state that it has told already is not told again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen

from crisisengine.checker.properties.promise import PropertyVerdict
from crisisengine.checker.search.policies import Policy, PolicyState
from crisisengine.engine.program import program
from crisisengine.engine.starts import start_text
from crisisengine.model.scenario import Scenario, Variable

__all__ = ["PolicyBranch", "PolicyTree", "policy_tree"]

EASILY_READ = 8
"""Lines of a tree that nobody would rather read as rules."""
MOST_RULES = 40
"""Scenes of which rules tell."""
MOST_BRANCHES = 300
"""Branches of a tree that is opened on screen."""
DEEPEST = 8
"""Choices of chance below each other."""
WIDEST = 6
"""Measures in a row on one line."""
MOST_SPANS = 4
"""Stretches of one value of which a rule tells."""


@frozen
class PolicyBranch:
    """What is taken one after the other with nothing left to chance, and below it what each outcome of the last leads to."""

    steps: tuple[str, ...]
    """`scene.measure` each; the last may be an ending, or say that it goes on as above."""
    outcome: str = ""
    """Of the branch above, which leads here; empty where there was none."""
    begun: str = ""
    """Where several begin, which of them."""
    below: tuple[PolicyBranch, ...] = ()

    def lines(self, depth: int = 0) -> Iterator[str]:
        """It and all below it, as lines."""
        lead = self.begun or self.outcome
        first = f"{lead}: " if lead else "then " if depth else ""
        yield f"{'  ' * depth}{first}{', '.join(self.steps)}"
        for branch in self.below:
            yield from branch.lines(depth + 1)


@frozen
class PolicyTree:
    """A policy to be read."""

    branches: tuple[PolicyBranch, ...] = ()
    rules: tuple[str, ...] = ()
    """The same in fewer lines; empty where there are none that say all."""
    cut: bool = False
    """Whether the tree leaves something out."""

    @property
    def lines(self) -> Iterator[str]:
        """The rules, or else the tree."""
        yield from self.rules or (line for branch in self.branches for line in branch.lines())


def policy_tree(judged: PropertyVerdict, scenario: Scenario) -> PolicyTree:
    """What to take where; empty without a policy."""
    policy = judged.policy
    if policy is None:
        return PolicyTree()
    if not policy.starts:
        return PolicyTree(
            tuple(PolicyBranch((f"{_taken(state)}{_named(state)} keeps it lost",)) for state in policy.states)
        )
    rules = _rules(policy, scenario)
    telling = _Telling(policy, scenario)
    branches = telling.branches()
    lines = sum(1 for branch in branches for _ in branch.lines())
    large = telling.cut or telling.round or lines > max(EASILY_READ, len(rules))
    said = rules if large else []
    return PolicyTree(branches, tuple(said), telling.cut)


# rules


def _rules(policy: Policy, scenario: Scenario) -> list[str]:
    """What is taken in each scene; empty where some of it cannot be said so."""
    deciding = [state for state in policy.states if state.measure is not None]
    scenes: dict[str, list[PolicyState]] = {}
    for state in deciding:
        scenes.setdefault(state.place, []).append(state)
    if not policy.complete or len(scenes) > MOST_RULES:
        return []
    always, hanging = [], []
    for place, states in scenes.items():
        measures = {str(state.measure) for state in states}
        if len(measures) == 1:
            always.append(f"{place}.{measures.pop()}")
            continue
        told = _told_apart(place, states, scenario)
        if not told:
            return []
        hanging.append(told)
    rows = [always[first : first + WIDEST] for first in range(0, len(always), WIDEST)]
    return [f"always {', '.join(row)}" for row in rows] + hanging


def _told_apart(place: str, states: Sequence[PolicyState], scenario: Scenario) -> str:
    """What is taken in a scene by the one value that decides it; empty where no single one does."""
    if not all(state.row for state in states):
        return ""
    found: list[tuple[bool, int, str]] = []
    for number, slot in enumerate(program(scenario).slots):
        if slot.kind != "variable":
            continue
        taken: dict[int, set[str]] = {}
        for state in states:
            taken.setdefault(state.row[number], set()).add(str(state.measure))
        if any(len(measures) > 1 for measures in taken.values()):
            continue
        spans = _spans({value: measure for value, (measure,) in sorted(taken.items())})
        if sum(map(len, spans.values())) > MOST_SPANS:
            continue
        variable = scenario.variables.get(slot.subject)
        rules = [
            f"{place}.{measure} where {{}} is {' or '.join(_span(variable, *span) for span in some)}"
            for measure, some in spans.items()
        ]
        named = [rule.format("it" if place else f"`{slot.subject}`") for place, rule in enumerate(rules)]
        found.append((variable is not None and variable.hidden, len(", ".join(named)), ", ".join(named)))
    return min(found, default=(False, 0, ""))[2]


def _spans(taken: dict[int, str]) -> dict[str, list[tuple[int, int]]]:
    """By measure: the stretches of a value, in order, in which it is taken."""
    spans: dict[str, list[tuple[int, int]]] = {}
    before = ""
    for value, measure in taken.items():
        some = spans.setdefault(measure, [])
        if measure == before:
            some[-1] = some[-1][0], value
        else:
            some.append((value, value))
        before = measure
    return spans


def _span(variable: Variable | None, low: int, high: int) -> str:
    """A stretch, as an author would write its ends; `variable` is None for the clock."""

    def word(value: int) -> str:
        if variable is None or variable.sort == "number":
            return str(value)
        return ("true" if value else "false") if variable.sort == "truth" else variable.words[value]

    return word(low) if low == high else f"{word(low)} to {word(high)}"


# the tree


class _Telling:
    """A tree while it is told."""

    def __init__(self, policy: Policy, scenario: Scenario) -> None:
        self.policy, self.scenario = policy, scenario
        self.told: set[int] = set()
        self.count = 0
        self.round = False
        """Whether a play that follows the policy can go round."""
        self.above: list[int] = []

    def branches(self) -> tuple[PolicyBranch, ...]:
        """A branch for each beginning."""
        return tuple(
            branch for state in self.policy.starts for branch in self._branch(state, "", self._begun(state), 0)
        )

    @property
    def cut(self) -> bool:
        """Whether it leaves something out."""
        deciding = sum(state.measure is not None for state in self.policy.states)
        return not self.policy.complete or deciding > len(self.told)

    def _begun(self, state: PolicyState) -> str:
        """Where several begin, which of them."""
        assert state.start is not None
        drawn = start_text(self.scenario, state.start)
        said = [f"from chapter {state.start.chapter}"] if state.start.chapter else []
        said += [f"with {drawn}"] if drawn else []
        return " ".join(said)

    def _branch(self, state: PolicyState, outcome: str, begun: str, depth: int) -> Iterator[PolicyBranch]:
        """A state, and below it what each outcome leads to; nothing where there is enough."""
        if self.count >= MOST_BRANCHES:
            return
        self.count += 1
        steps: list[str] = []
        passed = len(self.above)
        again = False
        while True:
            if state.measure is None:
                steps.append(state.place)
                break
            if state.id in self.told:
                again = True
                self.round = self.round or state.id in self.above
                steps.append(f"{_taken(state)} as above")
                break
            self.told.add(state.id)
            self.above.append(state.id)
            steps.append(_taken(state))
            after = [number for number in state.next.values() if number >= 0]
            if len(state.next) != 1 or not after or len(steps) == WIDEST:
                break
            ((only, number),) = state.next.items()
            steps[-1] += f" ({only})" if only else ""
            state = self.policy.states[number]
        below: list[PolicyBranch] = []
        if not again and state.measure is not None and depth < DEEPEST:
            for came, number in state.next.items():
                if number >= 0:
                    below += self._branch(self.policy.states[number], came, "", depth + 1)
        del self.above[passed:]
        yield PolicyBranch(tuple(steps), outcome, begun, tuple(below))


def _taken(state: PolicyState) -> str:
    return f"{state.place}.{state.measure}"


def _named(state: PolicyState) -> str:
    return "".join(f".{outcome}" for outcome in state.next if outcome)
