"""The names of the rules, for whoever offers them without loading a room: the command line, and Tab there."""

from __future__ import annotations

from typing import Final, Literal, get_args

__all__ = ["RULES", "Rule"]

Rule = Literal["plurality", "majority", "consensus", "chair"]
"""Most votes; more than half of the votes cast; all votes cast; what the chair says."""
RULES: Final[tuple[Rule, ...]] = get_args(Rule)
"""What they decide is in `voting_rules`."""
