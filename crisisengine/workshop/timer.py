"""A round's time: it runs, or it is held. Readings are seconds of any clock; where it is set back, the time stands still."""

from __future__ import annotations

from attrs import evolve, frozen

__all__ = ["Timer"]


@frozen
class Timer:
    """So much time from a moment on."""

    seconds: float | None = None
    """Left at `since`; None: there is no limit."""
    since: float = 0.0
    held: bool = False

    def left(self, now: float) -> float | None:
        """Seconds left, at least 0 and never more than there were; None where there is no limit."""
        if self.seconds is None or self.held:
            return self.seconds
        passed = max(0.0, now - self.since)  # a computer's clock can be set back
        return max(0.0, self.seconds - passed)

    def is_up(self, now: float) -> bool:
        """Whether it has run out; never while it is held."""
        return self.left(now) == 0.0 and not self.held

    def stopped(self, now: float) -> Timer:
        """Held from now on."""
        return Timer(self.left(now), now, held=True)

    def started(self, now: float) -> Timer:
        """Running again from now on."""
        return Timer(self.left(now), now)

    def longer(self, seconds: float, now: float) -> Timer:
        """With so much more; from nothing, where it was up. Without a limit there is nothing to lengthen."""
        left = self.left(now)
        return self if left is None else evolve(Timer(left + seconds, now), held=self.held)
