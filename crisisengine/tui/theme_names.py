"""The names of our themes, for whoever offers them without loading Textual: the command line, and Tab there."""

from __future__ import annotations

from typing import Final, Literal, get_args

__all__ = ["DEFAULT_THEME", "PROJECTOR", "THEMES", "ThemeName"]

ThemeName = Literal["crisis-dark", "crisis-light", "crisis-projector", "crisis-okabe"]
"""Their colours are in `themes`."""

THEMES: Final[tuple[ThemeName, ...]] = get_args(ThemeName)
"""In the order in which `t` goes through them."""

DEFAULT_THEME: Final[ThemeName] = "crisis-dark"
PROJECTOR: Final[ThemeName] = "crisis-projector"
"""High contrast, and air between the lines."""
