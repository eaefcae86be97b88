"""What one who sees only the pages can do: the judge tries every policy over everything that was ever seen."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from asks import Asks
from effort import JUDGED, examples
from hidden_worlds import doors, groping, hiding
from hypothesis import given
from hypothesis import strategies as st
from judge_of_pages import (
    almost_surely_round,
    best_and_worst_known,
    best_and_worst_shown,
    round_and_round,
    surely_shown,
)
from worlds import loaded

from crisisengine.checker import prove
from crisisengine.checker.search.certainty import coming
from crisisengine.checker.search.chances import chance
from crisisengine.checker.search.frontier import explore, unexplored
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.graph import Graph
from crisisengine.checker.search.live_slots import live_slots
from crisisengine.checker.shown.as_shown import AsShown
from crisisengine.checker.shown.best_rank import BestRank
from crisisengine.checker.shown.endings import prospects
from crisisengine.checker.shown.verifying import worth_of_verifying
from crisisengine.checker.task import Task
from crisisengine.engine.program import program
from crisisengine.storage import load

SEEDS = st.integers(0, 10**6)
CLOSE = 1e-9
THIRDS = Fraction(2, 3), Fraction(1, 3)


def futures_of(scenario):
    task = Task()
    found = unexplored(program(scenario), live_slots(program(scenario), task), task)
    explore(found)
    return Futures(Graph(found))


def goal_of(futures, ending):
    graph = futures.graph
    goal = np.zeros(len(graph.keys), dtype=bool)
    for block in graph.blocks:
        goal[block.start : block.end] = graph.found.program.places[block.place] == ending
    return goal


def asked(futures, ending, play, **more):
    """(the share as shown, what was asked for it) of an ending."""
    goal = goal_of(futures, ending)
    shown = AsShown(futures, **more)
    return shown.chance(goal, chance(futures, goal, play), play), shown


def test_three_doors_are_won_twice_in_three_by_one_who_sees_only_the_pages():
    scenario = doors()
    futures = futures_of(scenario)

    assert (best_and_worst_known(scenario, "good"), best_and_worst_shown(scenario, "good")) == ((1, 0), THIRDS)
    for play, known, seen in (("best", 1, 2 / 3), ("worst", 0, 1 / 3)):
        share, shown = asked(futures, "good", play)
        assert shown.bounds(chance(futures, goal_of(futures, "good"), play), play).value == known
        assert share.value == pytest.approx(seen, abs=1e-12)
        assert share.high - share.low <= 4e-12


def test_beyond_the_beliefs_that_may_be_looked_at_nothing_is_claimed_but_bounds():
    futures = futures_of(doors())

    for play, bounds in (("best", (0, 1)), ("worst", (0, 1))):
        share, _ = asked(futures, "good", play, most=2)
        assert not share.known
        assert (share.low, share.high) == bounds


@given(SEEDS)
@examples(10, JUDGED)
def test_every_chance_as_shown_is_the_judges(seed):
    scenario = hiding(seed)
    futures = futures_of(scenario)

    for ending in scenario.endings:
        for play, judged in zip(("best", "worst"), best_and_worst_shown(scenario, ending), strict=True):
            share, _ = asked(futures, ending, play)
            assert (share.known, share.value) == (True, pytest.approx(float(judged), abs=CLOSE))


@given(SEEDS)
@examples(4, JUDGED)
def test_so_it_is_where_play_can_go_round(seed):
    scenario = hiding(seed, circular=True)
    futures = futures_of(scenario)

    for play, pick in (("best", max), ("worst", min)):
        judged = round_and_round(scenario, "good", pick, most=60)
        share, _ = asked(futures, "good", play, most=600)
        if judged is not None and share.known:
            assert share.value == pytest.approx(judged, abs=CLOSE)
        elif judged is not None:
            assert share.low - CLOSE <= judged <= share.high + CLOSE


@given(SEEDS)
@examples(8, JUDGED)
def test_what_is_certain_as_shown_is_the_judges(seed):
    scenario = hiding(seed)
    futures = futures_of(scenario)

    for ending in scenario.endings:
        goal = goal_of(futures, ending)
        assert AsShown(futures).certain(goal, coming(futures, goal)) == surely_shown(scenario, ending)


@given(SEEDS)
@examples(30, JUDGED)
def test_what_is_almost_certain_as_shown_is_the_judges(seed):
    scenario = groping(seed)
    futures = futures_of(scenario)

    for ending in scenario.endings:
        goal = goal_of(futures, ending)
        said = AsShown(futures).certain(goal, coming(futures, goal, fair=True), fair=True)
        assert said is not None
        assert almost_surely_round(scenario, ending) in (said, None)


DARK = """
format = 1
[scenario]
title = "Dark"
summary = "Dark."
start = "room"
minutes = 1
[variable.left]
start = { 0 = 1, 1 = 1 }
range = [0, 1]
hidden = true
[scene.room]
title = "Room"
text = "Two levers."
[ending.out]
title = "Out"
rank = 1
text = "Out."
[ending.fallen]
title = "Fallen"
rank = 0
text = "Fallen."
[property.out]
forced = "ending.out"
fair = true
"""
SLOW = """
[scene.room.measure.{0}]
label = "{0}"
chance.gives = {{ weight = "left if {1} else 1 - left", goto = "out" }}
chance.sticks = {{ weight = 1 }}
"""
HARD = """
[scene.room.measure.{0}]
label = "{0}"
goto = "out if left == {1} else fallen"
"""
KNOCK = """
[scene.room.measure.knock]
label = "knock"
result = "{left_heard: Left. | Right.}"
chance.left = { weight = "2 if left == 1 else 1", effects = ["left_heard = true"] }
chance.right = { weight = "1 if left == 1 else 2", effects = ["left_heard = false"] }
[variable.left_heard]
label = "It sounded"
start = false
"""


@pytest.mark.parametrize(
    ("measures", "verdict"),
    [
        (SLOW.format("push", "true") + SLOW.format("pull", "false"), "holds"),  # by turns, for as long as it takes
        (SLOW.format("push", "true") + HARD.format("pull", 0), "violated"),  # whoever pulls may fall, and pushing may be in vain
        # Whoever knocks long enough comes out in as good as 100 of 100, and in no play almost surely.
        (KNOCK + HARD.format("push", 1) + HARD.format("pull", 0), "violated"),
    ],
)  # fmt: skip
def test_with_fair_chance_a_player_who_cannot_see_it_comes_there_almost_surely_or_not_at_all(measures, verdict):
    (told,) = prove(loaded(DARK + measures)).properties
    assert told.verdict == verdict
    assert told.policy is None, "by turns is told by no rule about one page"


def test_a_policy_that_is_shown_looks_at_nothing_hidden_where_it_need_not():
    """Where `left` is 0 either lever serves, and where it is 1 only the second: the second, then, is what a player takes."""
    either = HARD.format("push", 0) + '[scene.room.measure.pull]\nlabel = "pull"\ngoto = "out"\n'
    promise = '[property.likely]\nlikely = "ending.out"\nat_least = 1\n'
    for told in prove(loaded(DARK + either + promise)).properties:
        assert {state.measure for state in told.policy.states} == {"pull", None}
        assert len(told.policy.starts) == 2


@given(SEEDS)
@examples(6, JUDGED)
def test_the_worth_of_verifying_is_what_one_would_gain_who_was_told_whether_the_report_is_true(seed):
    scenario = hiding(seed)
    futures = futures_of(scenario)
    goal = goal_of(futures, "good")
    known = chance(futures, goal, "best")
    shown = AsShown(futures)

    worth = worth_of_verifying(shown, goal, known, shown.chance(goal, known, "best"))
    gained = best_and_worst_shown(scenario, "good", "late")[0] - best_and_worst_shown(scenario, "good")[0]
    assert worth == {"late": pytest.approx(float(gained), abs=CLOSE)}


def test_in_the_convoy_nothing_hidden_is_worth_knowing_and_no_belief_is_looked_at():
    scenario = load("the_convoy_home")
    futures = futures_of(scenario)

    share, shown = asked(futures, "home_and_told", "best")
    assert (share.known, share.value, len(shown.beliefs)) == (True, 1.0, 0)


def test_each_ending_is_told_for_both_players():
    futures = futures_of(doors())

    known = prospects(futures)["good"]
    assert (known.best.value, known.worst.value) == (1, 0)
    assert known.shown == {"best": pytest.approx(2 / 3, abs=1e-12), "worst": pytest.approx(1 / 3, abs=1e-12)}
    assert BestRank(futures).reports() == {}


@pytest.mark.parametrize(
    ("asked_of_them", "verdict", "why"),
    [
        ('likely = "ending.good"\nat_least = "2/3"', "holds", ""),
        ('likely = "ending.good"\nat_least = 0.7', "violated", "66.666667% as shown, and 100.000000% only for one who knows `car`"),
        ('likely = "ending.good"\nplay = "worst"\nat_least = "1/3"', "holds", ""),
        ('forced = "ending.good"', "violated", "certain only for one who knows `car`, not from what the pages show"),
        ('forced = "ending.good or ending.bad"', "holds", ""),
    ],
)  # fmt: skip
def test_promises_are_judged_for_one_who_sees_only_the_pages(asked_of_them, verdict, why):
    (told,) = prove(doors(f"[property.asked]\n{asked_of_them}\n")).properties

    assert (told.verdict, why in told.why) == (verdict, True)


@pytest.mark.parametrize("asks", range(0, 60, 7))
def test_over_the_budget_it_is_held_by_bounds(asks):
    futures = futures_of(doors())
    goal = goal_of(futures, "good")
    known, certain = chance(futures, goal, "best"), coming(futures, goal)
    asked = AsShown(futures)
    asked.knowing_all(known)
    futures.graph.found.task.budget = Asks(asks=asks)

    share = asked.chance(goal, known, "best")
    assert share.low - CLOSE <= 2 / 3 <= share.high + CLOSE
    assert asked.certain(goal, certain) in (None, False)
