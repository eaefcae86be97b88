"""What a person has set for the screens, from run to run, until the interface ends."""

from __future__ import annotations

from attrs import define

__all__ = ["Settings"]


@define
class Settings:
    """Changed by the screens themselves."""

    ask_why: bool = False
    """Whether a decision asks for a reason before it is taken."""
    marked: str = ""
    """What was opened last in the library: a scenario's id, or a journal's path."""
