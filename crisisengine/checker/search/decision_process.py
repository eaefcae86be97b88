"""A Markov decision process in arrays: somebody chooses in each state, and chance decides where the choice leads.

The choices of a state stand one after the other, and so do the branches of a choice. States that have no choice are
where play is over, or where the process is left: what they are worth must be known from elsewhere.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from attrs import frozen

from crisisengine.checker.distinct import distinct
from crisisengine.checker.search.adjacency import Adjacency, ShelvedSteps, spans
from crisisengine.checker.search.graph import Component, Graph, StateBlock
from crisisengine.checker.task import Task
from crisisengine.checker.vector.arrays import Numbers, Positions, Shares, Yes

__all__ = ["DecisionProcess", "component_process"]

PIECE = 1 << 20
"""Branches that are looked at until somebody is asked whether to go on."""
STEP_BYTES = 25
"""Of a branch while a component is put together."""
EXACT = 2.0**53
"""Weights below it, sums included, are whole numbers without rounding."""


@frozen(eq=False, slots=False, kw_only=True)
class DecisionProcess:
    """States, choices, branches."""

    choices: Numbers
    """Shape (states + 1,): where the choices of each state begin; those of the next begin where they end."""
    branches: Numbers
    """Shape (choices + 1,): where the branches of each choice begin. Each choice has one at least."""
    targets: Positions
    """Shape (branches,): the state that each leads to."""
    weights: Shares
    """Shape (branches,): how likely each is, in parts of the sum over its choice; above 0."""
    options: Positions
    """Shape (choices,): what each choice is called; in a graph the number of the option."""
    rounded: bool = False
    """Whether the weights are rounded to doubles; whole numbers below 2^53 are not."""

    @classmethod
    def of(
        cls,
        sources: Numbers | Positions,
        options: Numbers | Positions,
        targets: Numbers | Positions,
        weights: Shares,
        count: int,
        *,
        rounded: bool = False,
    ) -> DecisionProcess:
        """From branches in any order: the state and the option of each, where it leads, and its weight.

        Shapes (branches,); `count`: how many states there are.
        """
        most = int(options.max(initial=0)) + 1
        keys = sources.astype(np.int64) * most + options
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        begins = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)])
        owners = keys[begins] // most
        choices = np.zeros(count + 1, dtype=np.int64)
        np.cumsum(np.bincount(owners, minlength=count), out=choices[1:])
        weights = weights.astype(np.float64)[order]
        return cls(
            choices=choices,
            branches=np.append(begins, len(keys)).astype(np.int64),
            targets=targets.astype(np.int32)[order],
            weights=weights,
            options=(keys[begins] % most).astype(np.int32),
            rounded=rounded or _are_rounded(weights, begins),
        )

    @property
    def states(self) -> int:
        """How many there are."""
        return len(self.choices) - 1

    @cached_property
    def owners(self) -> Positions:
        """The state of each choice: shape (choices,)."""
        return np.repeat(np.arange(self.states, dtype=np.int32), np.diff(self.choices))

    @cached_property
    def totals(self) -> Shares:
        """The sum of the weights of each choice: shape (choices,)."""
        return _sums(self.weights, self.branches[:-1])

    def coming(self, task: Task) -> Adjacency:
        """For each state the choices that may lead to it, as often as a branch does; worked out once.

        Raises:
            OverBudget: there is no time for it, or no room.
        """
        if "_coming" not in self.__dict__:
            task.take(len(self.targets) * 16)
            shelves = ShelvedSteps(self.states)
            for at in range(0, len(self.targets), PIECE):
                task.ask()
                targets = self.targets[at : at + PIECE]
                first, last = np.searchsorted(self.branches, [at + 1, at + len(targets)])  # the choices they are of
                ends = np.clip(self.branches[first - 1 : last + 1], at, at + len(targets))
                shelves.add(targets, np.repeat(np.arange(first - 1, last, dtype=np.int32), np.diff(ends)))
            self.__dict__["_coming"] = shelves.adjacency(task)
        found: Adjacency = self.__dict__["_coming"]
        return found

    @property
    def ended(self) -> Yes:
        """The states without any choice: shape (states,)."""
        ended: Yes = np.diff(self.choices) == 0
        return ended

    def choices_of(self, states: Numbers) -> tuple[Numbers, Numbers]:
        """For each choice of some states the place of its state among those, and its number: shape (choices,) twice."""
        return spans(self.choices, states)

    def branches_of(self, choices: Numbers) -> tuple[Numbers, Numbers]:
        """For each branch of some choices the place of its choice among those, and its number: shape (branches,) twice."""
        return spans(self.branches, choices)

    def means(self, choices: Numbers, values: Shares) -> Shares:
        """What each of some choices is worth, its branches taken together: shape (choices,). `values`: of every state."""
        if not len(choices):
            return np.empty(0)
        _, at = self.branches_of(choices)
        widths = self.branches[choices + 1] - self.branches[choices]
        found = _sums(self.weights[at] * values[self.targets[at]], np.cumsum(widths) - widths) / self.totals[choices]
        sure = widths == 1  # a choice that leads to a single state is worth what that is, without rounding
        found[sure] = values[self.targets[self.branches[choices[sure]]]]
        return found

    def part(self, states: Numbers, task: Task) -> tuple[DecisionProcess, Numbers]:
        """Some states with their choices, and after them those that these lead to besides, without theirs.

        Also the numbers here of all states of the part: shape (states of the part,).

        Raises:
            OverBudget: there is no time for it, or no room.
        """
        _, choices = self.choices_of(states)
        task.take(len(self.targets) * STEP_BYTES)
        _, at = self.branches_of(choices)
        task.ask()
        counted = np.full(self.states, -1, dtype=np.int32)
        counted[states] = np.arange(len(states))
        targets = self.targets[at]
        task.ask()
        outside = distinct(targets[counted[targets] < 0])
        counted[outside] = len(states) + np.arange(len(outside))
        task.ask()
        return DecisionProcess(
            choices=_firsts(np.concatenate([np.diff(self.choices)[states], np.zeros(len(outside), dtype=np.int64)])),
            branches=_firsts(np.diff(self.branches)[choices]),
            targets=counted[targets],
            weights=self.weights[at],
            options=self.options[choices],
            rounded=self.rounded,
        ), np.concatenate([states, outside])


def component_process(graph: Graph, component: Component) -> tuple[DecisionProcess, Numbers]:
    """The choices of a component: its own states first, then those outside to which they lead; and the numbers of all.

    Raises:
        OverBudget: there is no time to work it out.
    """
    numbering, task = graph.numbering(component), graph.found.task
    own, blocks = numbering.numbers, [_BlockSteps.of(graph, block) for block in component.blocks]
    steps = sum(len(block.targets) for block in blocks)
    task.take(steps * STEP_BYTES)
    leads = np.empty(steps, dtype=np.int32)
    targets = np.empty(steps, dtype=np.int32)
    stays = np.empty(steps, dtype=bool)
    leaving, at = [np.empty(0, dtype=np.int32)], 0
    for block in blocks:
        task.ask()
        here = slice(at, at + len(block.targets))
        leads[here] = block.targets
        stays[here], inside = numbering.within(block.targets)
        targets[here][stays[here]] = inside
        leaving.append(distinct(block.targets[~stays[here]]))
        at += len(block.targets)
    outside = distinct(np.concatenate(leaving))
    for at in range(0, steps, PIECE):
        task.ask()
        here = slice(at, at + PIECE)
        leaves = ~stays[here]
        targets[here][leaves] = len(own) + np.searchsorted(outside, leads[here][leaves])
    del leads, stays
    task.ask()
    choices = [*(np.diff(block.choices) for block in blocks), np.zeros(len(outside), dtype=np.int64)]
    branches = _firsts(np.concatenate([np.diff(block.branches) for block in blocks]))
    weights = np.concatenate([block.weights for block in blocks])
    process = DecisionProcess(
        choices=_firsts(np.concatenate(choices)),
        branches=branches,
        targets=targets,
        weights=weights,
        options=np.concatenate([block.options for block in blocks]),
        rounded=_are_rounded(weights, branches[:-1]),
    )
    task.ask()
    return process, np.concatenate([own, outside])


@frozen(eq=False, kw_only=True)
class _BlockSteps:
    """What follows from a block, in the order of a process; its targets are numbers among all states.

    Nothing is sorted, which takes long at a stroke where a block has millions of steps: each is put where it belongs.
    """

    choices: Numbers
    branches: Numbers
    targets: Positions
    weights: Shares
    options: Positions

    @classmethod
    def of(cls, graph: Graph, block: StateBlock) -> _BlockSteps:
        task, links = graph.found.task, sorted(graph.links(block), key=lambda link: link.option.number)
        degrees = np.zeros(len(block), dtype=np.int64)
        for link in links:
            degrees[link.rows] += 1
        firsts = _firsts(degrees)
        targets, weights = np.empty(firsts[-1], dtype=np.int32), np.empty(firsts[-1])
        options, begins = np.empty(firsts[-1], dtype=np.int32), np.ones(firsts[-1], dtype=bool)
        free, latest = firsts[:-1].copy(), np.full(len(block), -1, dtype=np.int32)
        for link in links:
            task.ask()
            at, number = free[link.rows], link.option.number
            targets[at] = link.targets
            weights[at] = 1.0 if link.weight is None else link.weight
            options[at] = number
            begins[at] = latest[link.rows] != number
            latest[link.rows] = number
            free[link.rows] += 1
        starts = np.flatnonzero(begins)
        return cls(
            choices=np.searchsorted(starts, firsts),
            branches=np.append(starts, firsts[-1]),
            targets=targets,
            weights=weights,
            options=options[starts],
        )


def _are_rounded(weights: Shares, begins: Numbers) -> bool:
    """Whether the weights of some choice are too large for doubles to hold their sum."""
    return bool(weights.sum() >= EXACT and _sums(weights, begins).max(initial=0) >= EXACT)


def _firsts(widths: Numbers) -> Numbers:
    firsts = np.zeros(len(widths) + 1, dtype=np.int64)
    np.cumsum(widths, out=firsts[1:])
    return firsts


def _sums(amounts: Shares, begins: Numbers) -> Shares:
    """The sum of each stretch of some amounts: shape (stretches,)."""
    return np.add.reduceat(amounts, begins) if len(begins) else np.empty(0)
