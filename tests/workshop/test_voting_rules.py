"""The rules, held against a table that was written down before them, and against a judge that counts by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisengine.workshop.voting_rules import MOST_ROUNDS, RULES, count, resolve

A, B, C = "alert", "boats", "columns"

TABLE = [
    # rule, votes of A B C, quorum, chair -> option, missed
    ("plurality", (3, 2, 1), 1, "", A, None),
    ("plurality", (1, 2, 3), 6, "", C, None),
    ("plurality", (3, 3, 1), 1, "", "", "tie"),
    ("plurality", (3, 2, 1), 7, "", "", "quorum"),
    ("plurality", (0, 0, 0), 0, "", "", "quorum"),
    ("plurality", (1, 0, 0), 1, "", A, None),
    ("plurality", (2, 2, 2), 1, A, "", "tie"),
    ("majority", (4, 2, 1), 1, "", A, None),
    ("majority", (3, 2, 1), 1, "", "", "majority"),
    ("majority", (4, 3, 1), 1, "", "", "majority"),
    ("majority", (3, 3, 0), 1, "", "", "tie"),
    ("majority", (4, 2, 1), 8, "", "", "quorum"),
    ("majority", (0, 5, 0), 5, "", B, None),
    ("consensus", (5, 0, 0), 1, "", A, None),
    ("consensus", (5, 1, 0), 1, "", "", "consensus"),
    ("consensus", (2, 2, 0), 1, "", "", "consensus"),
    ("consensus", (2, 0, 0), 3, "", "", "quorum"),
    ("consensus", (0, 0, 0), 1, "", "", "quorum"),
    ("chair", (9, 1, 0), 1, B, B, None),
    ("chair", (0, 1, 0), 9, B, B, None),
    ("chair", (9, 1, 0), 1, "", "", "chair"),
    ("chair", (0, 0, 0), 1, "", "", "chair"),
]


@pytest.mark.parametrize(("rule", "votes", "quorum", "chair", "option", "missed"), TABLE)
def test_each_rule_counts_as_its_table_says(rule, votes, quorum, chair, option, missed):
    counted = count(rule, dict(zip((A, B, C), votes, strict=True)), quorum, chair)

    assert (counted.option, counted.missed) == (option, missed)
    assert counted.cast == sum(votes)


FOLLOWS = [
    # rule, votes, quorum, round, chair, default, time up -> option, decider, talk
    ("plurality", (3, 2, 1), 1, 1, "", C, False, "", None, True),  # a first vote is talked about, whatever it says
    ("plurality", (6, 0, 0), 1, 1, "", C, True, "", None, True),
    ("plurality", (1, 0, 0), 4, 1, "", C, True, C, "default", False),  # nobody came to the vote
    ("plurality", (1, 0, 0), 4, 1, "", "", True, "", None, True),  # and there is nothing to fall back on
    ("plurality", (1, 0, 0), 4, 1, "", C, False, "", None, True),  # closed by hand: the room talks
    ("plurality", (3, 2, 1), 1, 2, "", C, False, A, "plurality", False),
    ("plurality", (3, 3, 1), 1, 2, "", C, False, "", None, True),
    ("plurality", (3, 3, 1), 1, 2, A, C, False, "", None, True),
    ("plurality", (3, 3, 1), 1, 3, B, C, False, B, "chair", False),
    ("plurality", (3, 3, 1), 1, 3, "", C, False, C, "default", False),
    ("plurality", (3, 3, 1), 1, 3, "", "", False, "", None, False),  # the facilitator is asked
    ("plurality", (1, 0, 0), 4, 2, "", C, True, C, "default", False),
    ("plurality", (1, 0, 0), 4, 2, "", C, False, "", None, True),
    ("majority", (3, 2, 2), 1, 3, "", "", False, "", None, False),
    ("majority", (4, 2, 1), 1, 3, B, C, False, A, "majority", False),  # where the rule decides, the chair does not
    ("consensus", (5, 1, 0), 1, 2, "", C, False, "", None, True),
    ("consensus", (5, 1, 0), 1, 3, "", C, False, C, "default", False),
    ("consensus", (6, 0, 0), 1, 3, B, C, False, A, "consensus", False),
    ("chair", (5, 1, 0), 9, 2, B, C, True, B, "chair", False),
    ("chair", (5, 1, 0), 1, 2, "", C, True, "", None, True),
    ("chair", (5, 1, 0), 1, 3, "", C, False, C, "default", False),
]


@pytest.mark.parametrize(
    ("rule", "votes", "quorum", "number", "chair", "default", "time_up", "option", "decider", "talk"), FOLLOWS
)
def test_what_follows_a_round_is_as_the_table_says(
    rule, votes, quorum, number, chair, default, time_up, option, decider, talk
):
    counted = count(rule, dict(zip((A, B, C), votes, strict=True)), quorum, chair)
    follows = resolve(rule, counted, number=number, chair=chair, default=default, time_up=time_up)

    assert (follows.option, follows.decider, follows.talk) == (option, decider, talk)
    assert follows.asked == (decider is None and not talk)


@given(
    rule=st.sampled_from(RULES),
    ballots=st.lists(st.sampled_from((A, B, C)), max_size=9),
    quorum=st.integers(0, 10),
    chair=st.sampled_from(("", A, B, C)),
    number=st.integers(1, MOST_ROUNDS),
    default=st.sampled_from(("", A)),
    time_up=st.booleans(),
)
def test_nothing_is_decided_that_nobody_voted_for_said_or_named_beforehand(
    rule, ballots, quorum, chair, number, default, time_up
):
    counted = count(rule, {option: ballots.count(option) for option in (A, B, C)}, quorum, chair)
    follows = resolve(rule, counted, number=number, chair=chair, default=default, time_up=time_up)

    assert sum((follows.decider is not None, follows.talk, follows.asked)) == 1
    assert not (follows.talk and number == MOST_ROUNDS)
    if follows.decider in ("plurality", "majority", "consensus"):
        assert ballots.count(follows.option) == max(map(ballots.count, (A, B, C)))
        assert len(ballots) >= quorum
        assert number > 1
    if follows.decider == "majority":
        assert ballots.count(follows.option) > len(ballots) / 2
    if follows.decider == "consensus":
        assert set(ballots) == {follows.option}
    if follows.decider == "chair":
        assert follows.option == chair
    if follows.decider == "default":
        assert follows.option == default
