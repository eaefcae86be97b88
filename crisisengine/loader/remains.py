"""What can be read of a text that does not load, and what had to be left out of it."""

from __future__ import annotations

from attrs import frozen

from crisisengine.loader.toml.paths import Path
from crisisengine.model.scenario import Scenario

__all__ = ["Omission", "Remains"]


@frozen
class Omission:
    """What is not shown as its author wrote it."""

    path: Path
    """As far as it can be told; empty for a part of a file."""
    was: str
    """What stands there, to tell whether two texts leave out the same."""


@frozen
class Remains:
    """What can be read of a text."""

    scenario: Scenario | None = None
    left_out: tuple[Omission, ...] = ()
