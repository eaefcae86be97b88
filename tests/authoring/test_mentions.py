"""What a conditional `goto` names: its places, and what its conditions ask, each where it stands."""

from __future__ import annotations

import pytest

from crisisengine.authoring.mentions import Mentions
from crisisengine.authoring.names import declared

KINDS = ("scene", "ending", "back")
TABLES = {
    "scene": {"dry": {}, "held": {}},
    "ending": {"over": {}},
    "variable": {"told": {"start": False}, "season": {"start": "wet", "values": ["wet", "arid"]}},
}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("dry", [("scene", "dry")]),
        ("back", []),
        ("dry if told else over", [("scene", "dry"), ("ending", "over"), ("variable", "told")]),
        (
            "(held if season == 'wet' else back) if visits('held') > 1 else (over)",
            [
                ("scene", "held"),
                ("ending", "over"),
                ("variable", "season"),
                ("scene", "held"),
                ("variable", "season", "values", "wet"),
            ],
        ),
    ],
)
def test_places_and_conditions_are_told_apart(text, named):
    found = [mention for mention in Mentions(declared([TABLES])).way(text, KINDS) if mention.length and mention.symbol]

    assert sorted(mention.symbol for mention in found) == sorted(named)
    for mention in found:
        assert text[mention.at : mention.at + mention.length] == mention.symbol[-1]
