"""What a sample says of a share: two bounds between which it lies in 99 of 100 samples."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import fmean, stdev

from attrs import frozen

__all__ = ["CONFIDENCE", "REPETITIONS", "Sampled", "of_plays", "of_repetitions"]

CONFIDENCE = 0.99
_NORMAL = 2.5758293035489004
"""The 99.5th percentile of the normal distribution: half a percent lies beyond it."""
REPETITIONS = 30
_STUDENT = 2.7563859036706049
"""The same of Student's distribution with 29 degrees of freedom."""


@frozen(kw_only=True)
class Sampled:
    """A share as a sample tells it, and the bounds of its interval."""

    value: float
    low: float
    high: float

    @property
    def width(self) -> float:
        """How far its bounds lie apart."""
        return self.high - self.low


def of_plays(count: int, plays: int, unknown: int = 0) -> Sampled:
    """The share of something that so many of the plays met, by Wilson's score interval (1927).

    Args:
        count: the plays that met it.
        plays: all of them.
        unknown: plays that may still meet it, some of which may have done so: the interval reaches from where none of them
            does to where all do.
    """
    if not plays:
        return Sampled(value=0.0, low=0.0, high=1.0)
    return Sampled(
        value=count / plays,
        low=_wilson(count, plays, -1) if count else 0.0,
        high=_upper(min(count + unknown, plays), plays),
    )


def _upper(count: int, plays: int) -> float:
    return 1.0 if count == plays else _wilson(count, plays, 1)


def _wilson(count: int, plays: int, side: int) -> float:
    square = _NORMAL * _NORMAL
    share = count / plays
    middle = share + square / (2 * plays)
    reach = _NORMAL * sqrt(share * (1 - share) / plays + square / (4 * plays * plays))
    return min(max((middle + side * reach) / (1 + square / plays), 0.0), 1.0)


def of_repetitions(lower: Sequence[float], upper: Sequence[float]) -> Sampled:
    """The mean of as many independent estimates as `REPETITIONS`, each without bias, by Student's interval (1908).

    Args:
        lower: the estimates, where what is not known is taken not to happen.
        upper: the same, where it is taken to happen.
    """
    mean, most = fmean(lower), fmean(upper)
    below, above = (_STUDENT * stdev(estimates) / sqrt(len(estimates)) for estimates in (lower, upper))
    return Sampled(value=mean, low=max(mean - below, 0.0), high=min(most + above, 1.0))
