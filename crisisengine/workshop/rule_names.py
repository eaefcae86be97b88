"""The names of a room's rules, for whoever offers them without loading a room: the command line."""

from __future__ import annotations

from typing import Literal, get_args

__all__ = ["RULES", "Rule"]

Rule = Literal["plurality", "majority", "consensus", "chair"]
"""Most votes; more than half of the votes cast; all votes cast; what the chair says."""
RULES: tuple[Rule, ...] = get_args(Rule)
