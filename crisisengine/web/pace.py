"""How fast something may be tried: guesses at a code, and requests of a seat."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable

__all__ = ["Guesses", "Pace"]

MOST_KNOWN = 5_000
"""Addresses or seats that are remembered; the ones heard of least recently are forgotten."""


class Pace:
    """So many times within so many seconds, each for itself."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.most, self.seconds, self.clock = most, seconds, clock
        self._moments: OrderedDict[Hashable, deque[float]] = OrderedDict()

    def spent(self, who: Hashable) -> bool:
        """Whether somebody has to wait."""
        moments = self._moments.get(who)
        if moments is None:
            return False
        while moments and moments[0] <= self.clock() - self.seconds:
            moments.popleft()
        return len(moments) >= self.most

    def note(self, who: Hashable) -> None:
        """Somebody did it once more."""
        moments = self._moments.setdefault(who, deque(maxlen=self.most))
        moments.append(self.clock())
        self._moments.move_to_end(who)
        if len(self._moments) > MOST_KNOWN:
            self._moments.popitem(last=False)


class Guesses:
    """Wrong codes: ten a minute of an address, sixty in all; then the facilitator lets people in one by one."""

    A_MINUTE = 10
    IN_ALL = 60

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._by_address = Pace(self.A_MINUTE, 60.0, clock)
        self.wrong = 0

    @property
    def guarded(self) -> bool:
        """Whether even the right code has to wait for the facilitator."""
        return self.wrong >= self.IN_ALL

    def has_to_wait(self, address: str) -> bool:
        """Whether this address has guessed too often in the last minute."""
        return self._by_address.spent(address)

    def missed(self, address: str) -> None:
        """A wrong code came from an address."""
        self._by_address.note(address)
        self.wrong += 1

    def forgive(self) -> None:
        """The facilitator has looked, and the code alone will do again."""
        self.wrong = 0
