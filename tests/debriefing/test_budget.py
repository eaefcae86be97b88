"""A debrief within a budget: it goes on without what there was no time for, and says so."""

from __future__ import annotations

import time

import pytest

from crisisengine.budget import Budget, OverBudget
from crisisengine.debriefing import SampledReachability, chance, debrief
from crisisengine.engine.run import start
from crisisengine.loader import MemoryResolver, Volume, read

WHEEL = """
format = 1
[scenario]
title = "Wheel"
summary = "Round and round."
start = "rim"
minutes = 1
[variable.turns]
start = 0
range = [0, 900]
[scene.rim]
title = "Rim"
text = "{turns}"
[scene.rim.measure.push]
label = "Push"
effects = ["turns += 1"]
[scene.rim.measure.spin]
label = "Spin"
[scene.rim.measure.spin.chance.fast]
weight = 1
effects = ["turns += 2"]
[scene.rim.measure.spin.chance.slow]
weight = 1
effects = ["turns -= 1"]
[scene.rim.measure.leave]
label = "Leave"
requires = "turns > 800"
goto = "gone"
[ending.gone]
title = "Gone"
rank = 1
text = "Air."
"""


def wheel():
    return read("wheel", Volume("wheel.toml", WHEEL.encode()), MemoryResolver({})).sound()


class Countdown(Budget):
    """A budget that is used up after being asked so many times, and knows why."""

    def __init__(self, asks, why="seconds"):
        super().__init__()
        self.asks, self.why = asks, why

    def reason(self):
        self.asks -= 1
        return self.why if self.asks < 0 else None

    def part(self, *_, **__):
        return self


def spun(times):
    run = start(wheel(), 1)
    for number in range(times):
        run = run.decide("spin" if number % 2 else "push")
    return run


def test_what_was_not_read_is_not_told_and_said_to_be_left_out():
    whole = debrief(spun(8), SampledReachability(wheel(), 3), Countdown(5))

    assert (whole.decided, [review.number for review in whole.reviews]) == (8, [1, 2, 3, 4, 5])
    assert whole.cut == (
        "Decisions 6 to 8, the roads not taken, and what chance decided are left out: the time for it was up.",
    )
    assert whole.chances is None and whole.reviews[0].before is None
    assert [len(trajectory.values) for trajectory in whole.trajectories] == [6] * len(whole.trajectories)


def test_without_time_for_chance_no_share_is_told():
    whole = debrief(spun(8), None, Countdown(8 + 20))

    assert len(whole.reviews) == 8 and whole.chances is None
    assert whole.cut == ("What chance decided is left out: the time for it was up.",)


def test_where_chance_branches_too_far_no_share_is_told(monkeypatch):
    monkeypatch.setattr(chance, "MOST_STATES", 3)
    whole = debrief(spun(8))

    assert whole.chances is None
    assert whole.cut == ("What chance decided is left out: chance branches too far to be followed.",)


def test_without_memory_for_the_roads_the_rest_is_told():
    whole = debrief(spun(4), SampledReachability(wheel(), 3), Countdown(200, "memory"))

    assert whole.chances is not None
    assert whole.cut == ("Roads not taken are left out: the memory for it was up.",)
    assert all(review.before is None and review.turning is None for review in whole.reviews)


@pytest.mark.parametrize("asks", [0, 3, 20, 200, 20_000])
def test_whoever_has_gone_is_told_nothing(asks):
    with pytest.raises(OverBudget) as left:
        debrief(spun(8), SampledReachability(wheel()), Countdown(asks, "stopped"))

    assert left.value.reason == "stopped"


@pytest.mark.parametrize("asks", range(0, 6000, 250))
def test_wherever_the_time_is_up_the_debrief_goes_on(asks):
    whole = debrief(spun(6), SampledReachability(wheel(), 2), Countdown(asks))

    assert whole.decided == 6
    assert all(sentence.endswith("was up.") for sentence in whole.cut)


def test_in_a_hurry_fewer_random_plays_are_made_and_said():
    narrow = SampledReachability(wheel(), plays=10**9)
    whole = debrief(spun(3), narrow, Budget(seconds=2))

    plays = [review.after.plays for review in whole.reviews]
    assert all(0 < count < 10**9 for count in plays)
    assert "Roads not taken are sampled by fewer plays than usual, since the time for more was up." in whole.cut


def test_a_debrief_ends_in_its_time():
    run = spun(2_000)
    began = time.process_time()

    whole = debrief(run, SampledReachability(run.scenario), Budget(seconds=1))

    assert time.process_time() - began < 1 + 2
    assert whole.cut
