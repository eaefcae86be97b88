"""How long an ending stayed possible, and whether that is certain: worked out once, state by state."""

from __future__ import annotations

from itertools import pairwise

from attrs import evolve

from crisisengine import storage
from crisisengine.debriefing import Outlook, debrief
from crisisengine.debriefing.ending_lanes import ClosedEndings, closed_endings, ending_lanes, fewest_and_most_plays
from crisisengine.debriefing.model import EndingOption
from crisisengine.engine.run import start

CONVOY = storage.load("the_convoy_home")
DECIDED = debrief(start(CONVOY).decide("notice"))


def made(*states, reached="", ended=True):
    """A run through states of (endings met, random plays; 0 for exact), of endings `best`, `fair`, `poor`, best first."""
    seen = [Outlook(tuple(endings.split()), plays) for endings, plays in states]
    reviews = [
        evolve(
            DECIDED.reviews[0],
            number=number,
            before=before,
            after=after,
            closed=tuple(ending for ending in before.endings if ending not in after.endings),
        )
        for number, (before, after) in enumerate(pairwise(seen), 1)
    ]
    options = [
        EndingOption(id=name, title=name, rank=rank, reached=name == reached)
        for name, rank in (("best", 3), ("fair", 2), ("poor", 1))
    ]
    return evolve(DECIDED, ended=ended, reviews=tuple(reviews), ending_options=tuple(options))


def test_a_lane_runs_to_the_last_state_that_met_its_ending_and_stops_at_the_decision_after_it():
    whole = made(("best fair poor", 0), ("fair poor", 0), ("poor", 0), reached="poor")
    best, fair, poor = ending_lanes(whole)

    assert [(lane.last, lane.closed, lane.sure) for lane in (best, fair, poor)] == [
        (0, 1, True),
        (1, 2, True),
        (2, 0, True),
    ]


def test_what_random_plays_missed_is_in_doubt_until_a_state_is_known_exactly():
    doubtful = made(("best poor", 300), ("poor", 300), ("poor", 300), ended=False)
    exact_later = made(("best poor", 300), ("poor", 300), ("poor", 0), ended=False)
    exact_at_once = made(("best poor", 300), ("poor", 0), ("poor", 300), ended=False)

    assert [ending_lanes(whole)[0].sure for whole in (doubtful, exact_later, exact_at_once)] == [False, False, True]
    assert [ending_lanes(whole)[0].known for whole in (doubtful, exact_later, exact_at_once)] == [3, 2, 1]


def test_that_nothing_follows_the_end_of_a_run_is_certain_without_any_play():
    whole = made(("best poor", 300), ("best poor", 300), ("poor", 300), reached="poor")
    best, _, _ = ending_lanes(whole)

    assert (best.closed, best.sure) == (2, True)


def test_where_nobody_has_looked_there_is_no_lane():
    assert ending_lanes(DECIDED) == ()
    assert fewest_and_most_plays(DECIDED) == (0, 0)


def test_sampled_states_are_told_by_how_many_plays():
    assert fewest_and_most_plays(made(("best", 300), ("best", 0), ("best", 20))) == (20, 300)


def test_an_ending_worse_than_all_that_is_left_was_averted_and_a_better_one_lost():
    averting = made(("best fair poor", 0), ("best fair", 0))
    losing = made(("best fair poor", 0), ("fair poor", 0))
    between = made(("best fair poor", 0), ("best poor", 0))
    nothing_left = made(("best poor", 0), ("", 0))

    assert closed_endings(averting, 1) == ClosedEndings(lost=(), passed=(), averted=("poor",))
    assert closed_endings(losing, 1) == ClosedEndings(lost=("best",), passed=(), averted=())
    assert closed_endings(between, 1) == ClosedEndings(lost=(), passed=("fair",), averted=())
    assert closed_endings(nothing_left, 1) == ClosedEndings(lost=("best", "poor"), passed=(), averted=())
