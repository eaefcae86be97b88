"""One decision of every play of a crowd: every open measure is as likely as the others, every outcome as its weight says.

A play chooses before anything is worked out, so that only what somebody takes costs anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from attrs import define, field

from crisisengine.checker.sampling.crowd import Crowd, places_of
from crisisengine.checker.sampling.dice import Dice, Table
from crisisengine.checker.search.frontier import Exploration
from crisisengine.checker.vector.arrays import Numbers, Rows
from crisisengine.checker.vector.successors import Decided, Move, decided, offers
from crisisengine.model.scenario import Outcome

__all__ = ["Moved", "begun", "moved"]

GROUP = 3_000
WHOLE = 2.0**52
"""A share of 1, as a whole number of the smallest shares that are told apart."""


@define(eq=False)
class Moved:
    """What one decision made of a crowd."""

    going: Crowd
    """The plays that go on."""
    ended: Crowd
    """Those that have come to an ending, where they are now."""
    stuck: int = 0
    """Plays in which nothing was open."""
    fired: dict[str, int] = field(factory=dict)
    """For each inject, in how many plays it fired in this step; one that repeats: for the first time, where labels tell."""
    effort: int = 0
    """What it took, in rows: a group counts as `GROUP` of them, however small it is."""


def begun(found: Exploration, dice: Dice, counts: Sequence[int]) -> Crowd:
    """Plays where they begin, as the world draws it; so many of each label."""
    beginnings = found.beginnings
    own = beginnings.shares > 0
    keys, weights = beginnings.keys[own], np.rint(beginnings.shares[own] * WHOLE).astype(np.int64)
    parts = []
    for label, count in enumerate(counts):
        spread = dice.spread(count, weights)
        some = np.flatnonzero(spread)
        parts.append(Crowd(keys[some], np.full(len(some), label), spread[some]))
    return Crowd.joined(found.layout, parts)


def moved(found: Exploration, crowd: Crowd, dice: Dice, bits: dict[str, int]) -> Moved:
    """One decision of every play.

    Args:
        found: says what follows from what; nothing of it has to be explored.
        crowd: plays, none of which has ended.
        dice: that decide.
        bits: of the injects that repeat, which bit of a label says that it has fired in a play.

    Raises:
        OverBudget: there is no time for it.
    """
    result = Moved(crowd, crowd)
    parts: list[Crowd] = []
    for place, clock, numbers in crowd.groups(found):
        group = crowd.at(numbers)
        result.effort += GROUP + len(group)
        columns = found.columns(place, clock, group.keys)
        open_here, stuck = offers(found.options, columns, place)
        counts = group.counts
        if stuck is not False:
            result.stuck += int(counts[stuck].sum())
            counts = np.where(stuck, 0, counts)
        offered = [offer for offer in open_here if offer.opened is not False]
        if not offered:
            continue
        chances = np.array([np.broadcast_to(offer.opened, len(group)) for offer in offered]).astype(np.int64)
        for offer, taken in zip(offered, dice.dealt(counts, chances), strict=True):
            rows = _where(taken)
            if rows is False:
                continue
            for move, chosen in _moves(decided(columns, offer.option, rows), taken, dice):
                labels = group.labels if move.rows is None else group.labels[move.rows]
                parts.append(Crowd(move.keys, _told(move, labels, chosen, bits, result.fired), chosen))
    after = Crowd.joined(found.layout, parts)
    over = places_of(found.layout, after.keys) >= found.program.scene_count
    result.ended, result.going = after.at(over), after.at(~over)
    return result


def _where(counts: Numbers) -> Rows:
    """The rows in which there are any plays."""
    some = counts > 0
    return True if some.all() else some if some.any() else False


def _moves(taken: Decided, counts: Numbers, dice: Dice) -> Iterator[tuple[Move, Numbers]]:
    """What chance makes of a measure that so many plays take in each row of a group: (a move, the plays that follow it)."""
    here = counts if taken.rows is None else counts[taken.rows]
    outcomes = [(outcome, weight) for outcome, weight, possible in taken.outcomes if possible is not False]
    if not outcomes:
        yield taken.move(None, True), here
        return
    weights: Table = np.array([np.broadcast_to(np.asarray(weight), len(here)) for _, weight in outcomes]).astype(
        np.int64
    )
    ways: list[Outcome | None] = [outcome for outcome, _ in outcomes]
    if taken.undecided is not False:
        ways.append(None)
        weights = np.concatenate([weights, np.broadcast_to(taken.undecided, len(here)).astype(np.int64)[np.newaxis]])
    for outcome, chosen in zip(ways, dice.dealt(here, weights), strict=True):
        rows = _where(chosen)
        if rows is not False:
            yield taken.move(outcome, rows), chosen if rows is True else chosen[rows]


def _told(move: Move, labels: Numbers, counts: Numbers, bits: dict[str, int], fired: dict[str, int]) -> Numbers:
    """The labels after a move, with what fired in it; how often it did is counted."""
    for inject, mask in move.fired:
        rows = slice(None) if mask is True else mask
        if inject in bits:
            bit = 1 << bits[inject]
            new = labels[rows] & bit == 0
            fired[inject] = fired.get(inject, 0) + int(counts[rows][new].sum())
            labels = labels.copy()
            labels[rows] |= bit
        else:
            fired[inject] = fired.get(inject, 0) + int(counts[rows].sum())
    return labels
