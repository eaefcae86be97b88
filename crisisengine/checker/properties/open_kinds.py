"""Kinds of property that are read, and not judged yet."""

from __future__ import annotations

from crisisengine.checker.properties.promise import Promise, PropertyVerdict, Runs

__all__ = ["OpenKind"]


class OpenKind(Promise):
    """Undecided, whatever was seen."""

    @property
    def watches(self) -> bool:
        """Nothing is looked at."""
        return False

    @property
    def is_never_asked(self) -> bool:
        """Nobody knows."""
        return False

    def judged(self, runs: Runs, *, complete: bool) -> PropertyVerdict:  # noqa: ARG002 - see Promise
        """Undecided."""
        return super().judged(runs, complete=False)
