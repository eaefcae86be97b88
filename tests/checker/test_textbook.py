"""Puzzles whose answer stands in textbooks, as scenarios: the fewest decisions, how many states, who comes home.

What is about chance stands elsewhere: a gambler's ruin and three doors in `test_chances` and `test_as_shown`, a fair walk and
the tower of Hanoi in `test_statistics`.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
from judge import Judge
from test_statistics import exact
from worlds import loaded, river, sliding

from crisisengine.checker import prove
from crisisengine.checker.statistics import balance

ACROSS = """[property.some_way]
reachable = "ending.over"
[property.sure]
forced = "ending.over"
[property.not_by_itself]
eventually = "ending.over"
[property.at_worst]
likely = "ending.over"
play = "worst"
at_most = 0
"""


def test_the_river_is_crossed_in_seven_and_surely_by_who_takes_the_goat_first():
    scenario = loaded(river() + ACROSS)
    proof = prove(scenario)
    told = {judged.name: judged for judged in proof.properties}

    assert {name: judged.verdict for name, judged in told.items()} == {
        "some_way": "holds", "sure": "holds", "not_by_itself": "violated", "at_worst": "holds",
    }  # fmt: skip
    assert [decision.measure for decision in told["some_way"].run] in (
        ["rowgoat", "row", first, "rowgoat", second, "row", "rowgoat"]
        for first, second in (("rowwolf", "rowcabbage"), ("rowcabbage", "rowwolf"))
    )
    assert [state.measure for state in told["sure"].policy.states if state.start is not None] == ["rowgoat"]
    assert len([state for state in told["sure"].policy.states if state.measure is not None]) == 7
    assert proof.extent.states == 10 + 1  # all that is safe, and what is eaten


def test_who_rows_at_random_comes_across_once_in_161_times():
    scenario = loaded(river())
    shares = {ending.id: ending.share.value for ending in balance(prove(scenario).futures).endings}

    assert exact(Judge(scenario))["over"] == Fraction(1, 161)
    assert shares == {"over": pytest.approx(1 / 161, abs=1e-12), "eaten": pytest.approx(160 / 161, abs=1e-12)}


SOLVED, FARTHEST = "123456780", ("867254301", "647850321")


@pytest.mark.parametrize("other", FARTHEST)
def test_the_eight_puzzle_is_181440_positions_wide_and_31_moves_deep(other):
    for start, end in ((SOLVED, other), (other, SOLVED)):
        proof = prove(loaded(sliding(start, end) + '[property.solved]\nreachable = "ending.over"\n'))
        (solved,) = proof.properties

        assert proof.extent.states == 181_440
        assert proof.extent.depth == 31
        assert (solved.verdict, len(solved.run)) == ("holds", 31)
