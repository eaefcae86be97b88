"""The states from which something is come to: who joins when one follower does, or when all do, from the end backwards.

An attractor (Zielonka 1998) grows from the states that are wanted. A choice is met when some of its branches lead
inside, or when all do; a state joins when some of its choices is met, or when all are. Each branch is looked at once:
a counter at each choice and at each state tells how many are still missing (Dowling and Gallier 1984).

    some choice, some branch      there is a way there
    every choice, some branch     no policy can be sure to stay away
    some choice, every branch     some policy comes there, whatever chance decides, in a bounded number of decisions
    every choice, every branch    whatever is done comes there: the order in which states are settled that never go round
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import define, field

from crisisengine.checker.distinct import distinct
from crisisengine.checker.search.adjacency import FEW, MANY
from crisisengine.checker.search.decision_process import DecisionProcess
from crisisengine.checker.task import Task
from crisisengine.checker.vector.arrays import Numbers, Yes

__all__ = ["Attractor"]

AT_ONCE = 1_000_000
"""Steps that are looked at as arrays until somebody is asked whether to go on."""


@define(eq=False, kw_only=True)
class Attractor:
    """States that join, one after the other."""

    process: DecisionProcess
    inside: Yes
    """Which have joined: those that are wanted, to begin with. Shape (states,); changed in place."""
    task: Task
    every_choice: bool = False
    every_branch: bool = False
    allowed: Yes | None = None
    """The choices that count, where not all do: shape (choices,)."""
    through: Numbers = field(init=False)
    """The choice that let each state join, the last of all where all had to be met; -1: none. Shape (states,)."""
    far: Numbers = field(init=False)
    """How many steps each is from those that are wanted, more or less; shape (states,)."""
    _met: Yes = field(init=False)
    """Choices that are met, or do not count."""
    _branches_left: Numbers = field(init=False)
    _choices_left: Numbers = field(init=False)

    def __attrs_post_init__(self) -> None:
        process = self.process
        count = len(process.options)
        self.through = np.full(process.states, -1, dtype=np.int64)
        self.far = np.zeros(process.states, dtype=np.int64)
        self._met = np.zeros(count, dtype=bool) if self.allowed is None else ~self.allowed
        self._branches_left = np.diff(process.branches) if self.every_branch else np.ones(count, dtype=np.int64)
        if not self.every_choice:
            self._choices_left = np.ones(process.states, dtype=np.int64)
        elif self.allowed is None:
            self._choices_left = np.diff(process.choices)
        else:
            self._choices_left = np.bincount(process.owners[self.allowed], minlength=process.states)

    def grow(self) -> Attractor:
        """Let everybody join who does.

        Raises:
            OverBudget: there is no time for it.
        """
        for _ in self.waves():
            pass
        return self

    def waves(self) -> Iterator[tuple[Numbers, bool]]:
        """Those that join, wave by wave, and whether none of a wave waited for another of it.

        Where they may have, each stands behind those it waited for. A chain of a million states has a million waves
        of one state each: few states are looked at one by one, many as arrays.

        Raises:
            OverBudget: there is no time for it.
        """
        first = self.process.coming(self.task).first
        ready = np.flatnonzero(self.inside)
        while len(ready):
            self.task.ask()
            if len(ready) > FEW or int((first[ready + 1] - first[ready]).sum()) > MANY:
                ready = self._joined_by(ready)
                yield ready, True
            else:
                joined, ready = self._joined_singly(ready.tolist())
                yield joined, False

    def _joined_by(self, ready: Numbers) -> Numbers:
        """Those that join because some have, but for each other; somebody is asked whether to go on after some steps."""
        first, far = self.process.coming(self.task).first, self.far[ready].max() + 1
        piece = np.cumsum(first[ready + 1] - first[ready]) // AT_ONCE
        joined = []
        for some in np.split(ready, np.flatnonzero(np.diff(piece)) + 1):
            self.task.ask()
            joined.append(self._joined_by_some(some, far))
        return np.concatenate(joined)

    def _joined_by_some(self, ready: Numbers, far: int) -> Numbers:
        choices, _ = self.process.coming(self.task).of_all(ready)
        np.subtract.at(self._branches_left, choices, 1)
        met = choices[(self._branches_left[choices] <= 0) & ~self._met[choices]]
        met = distinct(met)
        self._met[met] = True
        states = self.process.owners[met]
        np.subtract.at(self._choices_left, states, 1)
        new = (self._choices_left[states] <= 0) & ~self.inside[states]
        joined, at = np.unique(states[new], return_index=True)
        self.through[joined] = met[new][at]
        self.inside[joined] = True
        self.far[joined] = far
        return joined.astype(np.int64)

    def _joined_singly(self, waiting: list[int]) -> tuple[Numbers, Numbers]:
        """Those that join, in order, and those that others still wait for; only so many are looked at."""
        first, coming = self.process.coming(self.task).first.data, self.process.coming(self.task).neighbours.data
        owners, met, inside = self.process.owners.data, self._met.data, self.inside.data
        branches_left, choices_left = self._branches_left.data, self._choices_left.data
        through, far = self.through.data, self.far.data
        joined: list[int] = []
        at = steps = 0
        while at < len(waiting) and len(waiting) - at <= 2 * FEW and steps <= MANY:
            state = waiting[at]
            begin, end = first[state], first[state + 1]
            if end - begin > MANY:
                break
            at += 1
            steps += end - begin + 1
            for step in range(begin, end):
                choice = coming[step]
                if met[choice]:
                    continue
                branches_left[choice] -= 1
                if branches_left[choice] > 0:
                    continue
                met[choice] = True
                owner = owners[choice]
                choices_left[owner] -= 1
                if choices_left[owner] <= 0 and not inside[owner]:
                    inside[owner] = True
                    through[owner] = choice
                    far[owner] = far[state] + 1
                    joined.append(owner)
                    waiting.append(owner)
        return np.array(joined, dtype=np.int64), np.array(waiting[at:], dtype=np.int64)
