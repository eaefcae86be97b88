"""Random plays, many at once: at every step each open measure is as likely as the others, every outcome as its weight says.

No graph is needed, and nothing is forgotten: the plays go on side by side as columns, so that ten thousand of them are a few
dozen groups a step. The same seed gives the same plays.
"""

from __future__ import annotations

import numpy as np
from attrs import field, frozen

from crisisengine.budget import OverBudget
from crisisengine.checker.search.frontier import Exploration
from crisisengine.checker.search.text_sizes import TextSizes
from crisisengine.checker.vector.arrays import Keys, Numbers
from crisisengine.checker.vector.successors import Group, Move

__all__ = ["PlaySample", "sampled"]

LONGEST = 500
"""Decisions after which a play that goes round and round is let go."""


@frozen(eq=False, kw_only=True)
class PlaySample:
    """What random plays came to."""

    sizes: Numbers
    """What was read in each that came to an ending: shape (plays that ended,)."""
    endings: Numbers
    """The number of the ending's place that each came to: shape (plays that ended,)."""
    decisions: Numbers
    """How many decisions each took: shape (plays that ended,)."""
    unfinished: int
    """Plays that came to no ending: in a dead end, or still going round."""
    cut: bool = field(default=False)
    """Whether there was no time to play all of them to the end."""


def sampled(sizes: TextSizes, count: int, seed: int) -> PlaySample:
    """Play so many times.

    Args:
        sizes: of the texts; its exploration keeps all slots, and nothing of it has to be explored.
        count: how many plays.
        seed: of the dice.
    """
    found = sizes.found
    dice = np.random.default_rng(seed)
    ended_sizes, ended_at, ended_after = [], [], []
    decisions, going, cut = 0, count, False
    try:
        keys, read = _begun(sizes, count, dice)
        while len(keys) and decisions < LONGEST:
            found.task.ask()
            decisions += 1
            keys, read = _step(sizes, keys, read, dice)
            over = _places(found, keys) >= found.program.scene_count
            ended_sizes.append(read[over])
            ended_at.append(_places(found, keys[over]))
            ended_after.append(np.full(int(over.sum()), decisions))
            keys, read = keys[~over], read[~over]
            going = len(keys)
    except OverBudget as over_budget:
        if over_budget.reason == "stopped":
            raise
        cut = True
    ended = np.concatenate(ended_sizes) if ended_sizes else np.empty(0, dtype=np.int64)
    return PlaySample(
        sizes=ended,
        endings=np.concatenate(ended_at) if ended_at else np.empty(0, dtype=np.int64),
        decisions=np.concatenate(ended_after) if ended_after else np.empty(0, dtype=np.int64),
        unfinished=count - len(ended),
        cut=cut and going > 0,
    )


def _begun(sizes: TextSizes, count: int, dice: np.random.Generator) -> tuple[Keys, Numbers]:
    """Where the plays begin, as the world draws it, and what is read there."""
    beginnings = sizes.found.beginnings
    keys, read = beginnings.keys, sizes.at_any(beginnings.keys)
    drawn = dice.choice(len(keys), count, p=beginnings.shares) if len(keys) > 1 else np.zeros(count, dtype=np.int64)
    return keys[drawn], read[drawn]


def _places(found: Exploration, keys: Keys) -> Numbers:
    mask = np.uint64(found.layout.fields[0].mask)
    return (found.layout.prefixes(keys) & mask).astype(np.int64)


def _step(sizes: TextSizes, keys: Keys, read: Numbers, dice: np.random.Generator) -> tuple[Keys, Numbers]:
    """One decision of every play; those in a dead end are gone afterwards."""
    states, plays = np.unique(keys, return_inverse=True)
    order = np.argsort(plays, kind="stable")
    counts = np.bincount(plays, minlength=len(states))
    firsts = np.concatenate([[0], np.cumsum(counts)])
    after_keys, after_read, first = [], [], 0
    grouped = list(sizes.found.groups(states))
    sorted_states = np.concatenate([part for _place, _clock, part in grouped]) if grouped else states
    positions = np.searchsorted(states, sorted_states)
    for place, clock, part in grouped:
        where = positions[first : first + len(part)]
        first += len(part)
        group = sizes.found.group(place, clock, part, weigh=True)
        rows = np.repeat(np.arange(len(part)), counts[where])
        members = np.concatenate([order[firsts[at] : firsts[at + 1]] for at in where])
        for move, chosen, targets in _chosen(group, len(part), rows, dice):
            fired = [(inject, True if held is True else held) for inject, held in move.fired]
            words = sizes.of_step(place, move.option, move.outcome, fired, move.keys)
            after_keys.append(move.keys[targets])
            after_read.append(read[members[chosen]] + words[targets])
    if not after_keys:
        return keys[:0], read[:0]
    return np.concatenate(after_keys), np.concatenate(after_read)


def _chosen(group: Group, count: int, rows: Numbers, dice: np.random.Generator) -> list[tuple[Move, Numbers, Numbers]]:
    """For each case: which plays follow it, and which of its rows that is for each.

    Args:
        group: that was weighed.
        count: its states.
        rows: the state of each play.
        dice: two throws for each play.
    """
    weights = np.zeros((len(group.moves), count))
    place_of = np.full((len(group.moves), count), -1, dtype=np.int64)
    options: dict[int, list[int]] = {}
    for number, move in enumerate(group.moves):
        held = slice(None) if move.rows is None else move.rows
        weights[number, held] = 1.0 if move.weight is None else move.weight
        place_of[number, held] = np.arange(len(move.keys))
        options.setdefault(move.option.number, []).append(number)
    totals = np.array([weights[numbers].sum(axis=0) for numbers in options.values()]).reshape(len(options), count)
    opened = totals > 0
    throws = dice.random((2, len(rows)))
    wanted = (throws[0] * opened.sum(axis=0)[rows]).astype(np.int64)
    before: Numbers = np.cumsum(opened, axis=0) - opened
    told = []
    for at, numbers in enumerate(options.values()):
        taken = opened[at, rows] & (before[at, rows] == wanted)
        mark = throws[1] * totals[at, rows]
        below = np.zeros(len(rows))
        for number in numbers:
            weight = weights[number, rows]
            last = number == numbers[-1]
            chosen = taken & (weight > 0) & (mark >= below) & ((mark < below + weight) | last)
            below = below + weight
            plays = np.flatnonzero(chosen)
            if len(plays):
                told.append((group.moves[number], plays, place_of[number, rows[plays]]))
                taken = taken & ~chosen
    return told
