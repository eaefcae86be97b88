"""What random plays came to, counted; and a batch of them, played decision by decision."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve, field, frozen

from crisisengine.checker.distinct import distinct
from crisisengine.checker.sampling.crowd import places_of
from crisisengine.checker.sampling.dice import Dice
from crisisengine.checker.sampling.play import begun, moved
from crisisengine.checker.search.frontier import Exploration

__all__ = ["Tally", "batch"]


@frozen(kw_only=True)
class Tally:
    """How many plays did what."""

    plays: int = 0
    decisions: int = 0
    ended: dict[str, int] = field(factory=dict)
    """By ending; those that none came to are left out."""
    fired: dict[str, int] = field(factory=dict)
    """By inject, in how many plays it fired."""
    stuck: int = 0
    """Plays in which nothing was open."""
    under_way: int = 0
    """Plays that had not ended when they were left."""
    rows: int = 0
    """The most rows that they were at one time."""
    effort: int = 0
    """What it took, as `Moved` counts it."""

    def with_other(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(
            plays=self.plays + other.plays,
            decisions=self.decisions + other.decisions,
            ended=_added(self.ended, other.ended),
            fired=_added(self.fired, other.fired),
            stuck=self.stuck + other.stuck,
            under_way=self.under_way + other.under_way,
            rows=max(self.rows, other.rows),
            effort=self.effort + other.effort,
        )


def batch(found: Exploration, plays: int, dice: Dice, longest: int) -> Iterator[Tally]:
    """So many plays, side by side: what they have come to before the first decision and after each.

    Raises:
        OverBudget: there is no time for it.
    """
    program = found.program
    again = [inject.id for inject in program.scenario.injects.values() if inject.repeat and not inject.contingency]
    bits = {name: bit for bit, name in enumerate(again[:BITS])}
    crowd = begun(found, dice, [plays])
    told = Tally(plays=plays, under_way=plays, rows=len(crowd))
    yield told
    for _ in range(longest):
        if not len(crowd):
            break
        after = moved(found, crowd, dice, bits)
        crowd = after.going
        ended: dict[str, int] = {}
        places = places_of(found.layout, after.ended.keys)
        for place in distinct(places).tolist():
            ended[program.places[place]] = int(after.ended.counts[places == place].sum())
        told = evolve(
            told,
            decisions=told.decisions + told.under_way - after.stuck,
            ended=_added(told.ended, ended),
            fired=_added(told.fired, after.fired),
            stuck=told.stuck + after.stuck,
            under_way=crowd.plays,
            rows=max(told.rows, len(crowd)),
            effort=told.effort + after.effort,
        )
        yield told


def _added(first: dict[str, int], second: dict[str, int]) -> dict[str, int]:
    found = dict(first)
    for name, count in second.items():
        found[name] = found.get(name, 0) + count
    return found


BITS = 62
"""Injects that repeat and are followed; a label has no more bits."""
