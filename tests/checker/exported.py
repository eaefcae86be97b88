"""A graph as it is exported, and what the checker itself knows of its endings: both for judges that know only the file."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from crisisengine.checker.formats import drn
from crisisengine.checker.search.chances import Wanted, chances
from crisisengine.checker.search.occurrences import ending_shares

CLOSE = Fraction(1, 10**12)
"""How near doubles must come to the file's own fractions."""


def written(proof):
    return b"".join(drn.drn(proof.futures_from(""))).decode()


def known(futures):
    """By ending: (best, worst, share at random), as the checker has them."""
    graph = futures.graph
    program, begun = graph.found.program, graph.found.beginnings
    places = graph.places_of(np.arange(len(graph.keys), dtype=np.int32))
    endings = list(program.scenario.endings)
    goals = [places == program.place_number[ending] for ending in endings]
    found = chances(futures, [Wanted(goal, play) for goal in goals for play in ("best", "worst")])
    at = graph.find(begun.keys)
    told = [float((each.value[at] * begun.shares).sum()) for each in found]
    shares = ending_shares(futures)
    return {
        ending: (best, worst, shares[ending].value)
        for ending, (best, worst) in zip(endings, zip(told[::2], told[1::2], strict=True), strict=True)
    }
