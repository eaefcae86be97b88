"""A policy as lines below its verdict: the first of its tree, and how much more there is."""

from __future__ import annotations

from itertools import islice

from crisisengine.checker.policy_tree import policy_tree
from crisisengine.checker.properties.promise import PropertyVerdict
from crisisengine.model.scenario import Scenario

__all__ = ["policy_lines"]

MOST_LINES = 16
"""Of one policy; `preview` opens more of it, and all of it is for machines."""


def policy_lines(judged: PropertyVerdict, scenario: Scenario) -> list[str]:
    """What to take where; empty without a policy."""
    tree = policy_tree(judged, scenario)
    lines = list(islice(tree.lines, MOST_LINES + 1))
    if len(lines) > MOST_LINES or (tree.cut and not tree.rules):
        lines[MOST_LINES:] = ["... and more: `crisisengine preview` opens it, `--output-format json` tells all"]
    return lines
