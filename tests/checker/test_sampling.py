"""Random plays by the million: dice that are exact, intervals that hold the true share, endings too rare to be seen."""

from __future__ import annotations

import json
from math import isclose, sqrt

import numpy as np
import pytest
from asks import Asks
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from worlds import HEAD, OVER, loaded, numbers, scene, walk

from crisisengine.budget import UNLIMITED
from crisisengine.checker import prove
from crisisengine.checker.formats.sampled import sampled_json, sampled_text
from crisisengine.checker.sampling import dice
from crisisengine.checker.sampling.dice import Dice
from crisisengine.checker.sampling.intervals import of_plays, of_repetitions
from crisisengine.checker.sampling.simulation import SampleRequest, simulate
from crisisengine.checker.statistics import balance
from crisisengine.checker.task import Stopped
from crisisengine.testing import scenarios


def sampled(text, **asked):
    return simulate(loaded(text), SampleRequest(**asked), UNLIMITED)


def holds(share, true):
    return share.low <= true + 1e-12 and true - 1e-12 <= share.high


def ruin(high, start, *, win, lose):
    """A gambler who plays on until he has all or nothing."""
    text = HEAD + numbers("m", high, start)
    text += '[scene.road]\ntitle = "Road"\ntext = "Dust."\n[scene.road.measure.play]\nlabel = "Play"\n'
    for name, weight, effect in (("win", win, "m += 1"), ("lose", lose, "m -= 1")):
        text += f'[scene.road.measure.play.chance.{name}]\nweight = {weight}\neffects = ["{effect}"]\n'
    return text + OVER.format("top", 1, f"m == {high}") + OVER.format("bottom", 0, "m == 0")


def ruined(high, start, *, win, lose):
    """How likely he comes to have all."""
    odds = lose / win
    return (odds**start - 1) / (odds**high - 1)


# --- dice ------------------------------------------------------------------------------------------------------------


def test_the_dice_are_the_same_on_every_machine():
    thrown = Dice(7, 1, 2)

    some = thrown.some_of(np.array([1000, 5, 0, 9]), np.array([1, 0, 1, 3]), np.array([3, 2, 2, 3]))
    assert some.tolist() == [361, 0, 0, 9]
    dealt = thrown.dealt(np.array([3, 400]), np.array([[1, 2], [0, 3], [4, 0]]))
    assert dealt.tolist() == [[2, 164], [0, 236], [1, 0]]
    assert thrown.spread(1000, np.array([1, 0, 2, 5, 2])).tolist() == [93, 0, 196, 497, 214]
    assert (thrown.uniform(2) * 2**53).tolist() == [1924189953334561.0, 2664779141116699.0]


@given(
    st.lists(st.tuples(st.integers(0, 200), st.lists(st.integers(0, 9), min_size=3, max_size=3)), min_size=1),
    st.integers(0, 9),
)
def test_every_play_goes_one_way_and_none_where_there_is_no_weight(rows, number):
    counts = np.array([count if any(weights) else 0 for count, weights in rows])
    weights = np.array([weights for _, weights in rows]).T
    dealt = Dice(number).dealt(counts, weights)

    assert (dealt.sum(axis=0) == counts).all()
    assert not dealt[weights == 0].any()
    assert (dealt >= 0).all()


@pytest.mark.parametrize("few", [0, 10**6], ids=["by coins", "one by one"])
def test_plays_are_dealt_as_their_weights_say_and_scatter_as_much(few, monkeypatch):
    monkeypatch.setattr(dice, "FEW", few)
    rows, plays, weights = 20_000, 30, np.array([5, 1, 4])
    dealt = Dice(3).dealt(np.full(rows, plays), np.tile(weights[:, np.newaxis], (1, rows)))

    chances = weights / weights.sum()
    variance = plays * chances * (1 - chances)
    assert np.abs(dealt.mean(axis=1) - plays * chances) == pytest.approx(0, abs=5 * sqrt(variance.max() / rows))
    assert dealt.var(axis=1) == pytest.approx(variance, rel=0.05)
    assert np.cov(dealt[0], dealt[2])[0, 1] == pytest.approx(-plays * 0.5 * 0.4, rel=0.06)


def test_many_plays_are_spread_over_many_starts():
    weights = np.arange(1_000)
    spread = Dice(5).spread(10_000_000, weights)
    expected = 10_000_000 * weights / weights.sum()

    assert spread.sum() == 10_000_000
    assert spread[0] == 0
    assert ((spread - expected)[1:] ** 2 / expected[1:]).sum() == pytest.approx(998, abs=5 * sqrt(2 * 998))


# --- intervals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "plays"), [(1, 10), (37, 1000), (9_999_999, 10_000_000), (500, 1000)])
def test_wilsons_bounds_are_the_shares_from_which_the_sample_is_as_far_as_it_may_be(count, plays):
    found = of_plays(count, plays)

    for bound in (found.low, found.high):
        assert abs(count / plays - bound) == pytest.approx(2.5758293 * sqrt(bound * (1 - bound) / plays), rel=1e-6)


def test_what_nothing_or_everything_met_is_bounded_by_that():
    assert (of_plays(0, 50).low, of_plays(50, 50).high) == (0, 1)
    assert of_plays(0, 0).width == 1
    assert of_plays(3, 10, unknown=7).high == 1
    assert of_plays(3, 10, unknown=7).low == of_plays(3, 10).low


def test_repetitions_that_differ_make_a_wider_interval():
    found = of_repetitions([0.1, 0.3] * 15, [0.1, 0.4] * 15)

    assert found.value == pytest.approx(0.2)
    assert (found.low, found.high) == (pytest.approx(0.1488, abs=1e-3), pytest.approx(0.3268, abs=1e-3))


# --- shares ----------------------------------------------------------------------------------------------------------


def drawn_shares(draws, plays):
    """Of drawn scenarios (true share, as sampled) of each ending and inject; those that are 0 or 1 are left out."""
    found, number = [], 0

    @seed(13)
    @settings(
        max_examples=draws,
        database=None,
        phases=[Phase.generate],
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(scenarios(largest=200))
    def draw(scenario):
        nonlocal number
        known = balance(prove(scenario).futures)
        shares = {("ending", ending.id): ending.share.value for ending in known.endings}
        shares |= {("inject", inject.id): inject.share.value for inject in known.injects if not inject.contingency}
        telling = {name: share for name, share in shares.items() if 1e-9 < share < 1 - 1e-9}
        if telling:
            number += 1
            simulation = simulate(scenario, SampleRequest(plays=plays, seed=number, longest=200), UNLIMITED)
            found.extend((share, getattr(simulation, kind)(name)) for (kind, name), share in telling.items())

    draw()
    return found


@pytest.mark.parametrize(
    ("draws", "plays"), [(50, 1_000), pytest.param(900, 30_000, marks=pytest.mark.campaign)], ids=["some", "many"]
)
def test_of_the_true_shares_of_drawn_scenarios_hardly_any_lies_outside_its_interval(draws, plays):
    found = drawn_shares(draws, plays)

    outside = sum(not holds(share, true) for true, share in found)
    assert len(found) >= draws / 10
    assert outside <= max(0.03 * len(found), 1)


@pytest.mark.parametrize(
    ("text", "true"),
    [(ruin(10, 3, win=2, lose=3), 0.0419130), (walk(31, 1), 1 / 31)],
    ids=["gambler's ruin", "a fair walk"],
)
def test_the_textbooks_shares_lie_within(text, true):
    found = sampled(text, plays=1_000_000).ending("top")

    assert holds(found, true)
    assert found.width < 0.002


@pytest.mark.campaign
def test_a_walk_that_takes_very_long_is_honest_about_what_is_under_way():
    found = sampled(walk(3_100, 100), plays=100_000, longest=3_000)

    assert found.tally.under_way > 10_000
    assert holds(found.ending("top"), 100 / 3_100)


def test_a_start_that_is_drawn_is_drawn_as_its_weights_say():
    drawn = '[variable.car]\nstart = { a = 1, b = 2, c = 7 }\nvalues = ["a", "b", "c"]\n'
    ends = "".join(OVER.format(f"at_{door}", 0, f"car == '{door}' and gone") for door in "abc")
    text = HEAD + drawn + "[variable.gone]\nstart = false\n" + scene([("go", "gone = true")]) + ends
    found = sampled(text, plays=100_000)

    assert found.tally.decisions == 100_000
    for door, true in (("a", 0.1), ("b", 0.2), ("c", 0.7)):
        assert holds(found.ending(f"at_{door}"), true)


def test_an_inject_that_repeats_counts_once_in_a_play():
    steps = scene([("wet", "m += 1"), ("dry", "m += 2")])
    rain = '[inject.rain]\ntext = "Rain."\nwhen = "m % 2 == 1"\nrepeat = true\n'
    text = HEAD + numbers("m", 4) + steps + rain + OVER.format("over", 1, "m >= 3")
    # Two fair ways: only "dry" first and whatever is next (2, then 3 or 4) may stay dry.
    exact = {inject.id: inject.share.value for inject in balance(prove(loaded(text)).futures).injects}
    found = sampled(text, plays=50_000)

    assert isclose(exact["rain"], 0.75)
    assert holds(found.inject("rain"), 0.75)


# --- what ends nowhere, and when it is enough ------------------------------------------------------------------------


def test_dead_ends_and_plays_without_end_are_told():
    steps = scene([("stay", "m += 0", "m < 2"), ("fall", "m = 2", "m < 2"), ("end", "m = 3", "m < 2")])
    found = sampled(HEAD + numbers("m", 3) + steps + OVER.format("over", 1, "m == 3"), plays=9_000, longest=2)

    tally = found.tally
    assert tally.plays == tally.ended["over"] + tally.stuck + tally.under_way
    assert abs(tally.stuck - 3_000) < 250
    assert abs(tally.under_way - 2_000) < 250  # half of them stand where nothing is open, and have not looked yet
    assert holds(found.ending("over"), 0.5)
    told = sampled_text(found)
    assert "in a dead end: " in told
    assert "still under way after 2 decisions: " in told


def test_it_plays_until_every_interval_is_narrow_enough():
    text = ruin(10, 3, win=2, lose=3)
    found = sampled(text, width=0.01)
    few = sampled(text, width=0.01, plays=1_000)

    assert found.is_complete
    assert found.width < 0.01
    assert not few.is_complete
    assert few.tally.plays == 1_000


def test_no_number_of_plays_is_enough_where_many_go_on_for_ever():
    text = HEAD + numbers("m", 1) + scene([("stay", "m += 0")]) + OVER.format("over", 1, "m == 1")
    found = sampled(text, width=0.01, longest=10)

    assert found.is_hopeless
    assert (found.ending("over").low, found.ending("over").high) == (0, 1)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others():
    text = ruin(10, 3, win=2, lose=3)
    first, again, other = (sampled_json(sampled(text, plays=200_000, seed=seed)) for seed in (1, 1, 2))

    assert first == again
    assert first != other


# --- rare endings ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("high", "start", "win", "lose"),
    [(12, 2, 1, 3), *(pytest.param(*each, marks=pytest.mark.campaign) for each in ((40, 3, 2, 3), (60, 5, 1, 2)))],
)
def test_an_ending_that_no_play_comes_to_is_split(high, start, win, lose):
    found = sampled(ruin(high, start, win=win, lose=lose), plays=100_000)
    share, true = found.ending("top"), ruined(high, start, win=win, lose=lose)

    assert found.tally.ended.get("top", 0) < 10
    assert holds(share, true)
    assert share.width < true
    told = json.loads(sampled_json(found))["endings"][0]
    assert told["method"] == "splitting"
    assert told["splitting"]["repetitions"] == 30


def test_an_ending_that_asks_for_much_at_once_is_split_although_no_play_comes_near_it():
    days = 8
    text = HEAD.replace('"road"', '"d0"') + numbers(["trust"], 20) + "[variable.clean]\nstart = true\n"
    for day in range(days):
        text += f'[scene.d{day}]\ntitle = "Day"\ntext = "Dust."\n'
        for measure, effect in enumerate(("trust += 2", "trust -= 1", "clean = false", "trust += 0")):
            goto = f"d{day + 1}" if day + 1 < days else "last"
            text += (
                f'[scene.d{day}.measure.m{measure}]\nlabel = "M{measure}"\neffects = ["{effect}"]\ngoto = "{goto}"\n'
            )
    text += '[scene.last]\ntitle = "Last"\ntext = "Dust."\n[scene.last.measure.go]\nlabel = "Go"\n'
    text += 'goto = "best if trust >= 14 and clean else bad"\n'
    text += "".join(f'[ending.{name}]\ntitle = "{name}"\nrank = 0\ntext = "It is over."\n' for name in ("best", "bad"))
    found = sampled(text, plays=100_000)

    true = {ending.id: ending.share.value for ending in balance(prove(loaded(text)).futures).endings}["best"]
    assert 1e-4 < true < 5e-4
    assert found.tally.ended["best"] < 100
    assert "best" in found.rare
    assert holds(found.ending("best"), true)
    assert found.ending("best").width < 0.3 * true


@pytest.mark.campaign
def test_splitting_is_without_bias_and_its_intervals_hold_what_they_promise():
    true = ruined(12, 2, win=1, lose=3)
    scenario = loaded(ruin(12, 2, win=1, lose=3))
    shares = [
        simulate(scenario, SampleRequest(plays=100_000, seed=number), UNLIMITED).ending("top") for number in range(60)
    ]
    values = np.array([share.value for share in shares])

    assert abs(values.mean() - true) < 3 * values.std() / sqrt(len(values))
    assert sum(not holds(share, true) for share in shares) <= 4


# --- the budget ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asks", [0, 10, 300, 5_000])
def test_what_was_sampled_is_kept_when_the_time_is_up(asks):
    scenario = loaded(ruin(10, 3, win=2, lose=3))
    found = simulate(scenario, SampleRequest(), Asks(asks=asks))

    assert found.left_out is not None
    assert not found.is_complete
    tally = found.tally
    assert tally.plays == sum(tally.ended.values()) + tally.under_way
    assert holds(found.ending("top"), 0.0419130)
    assert json.loads(sampled_json(found))["left_out"]["reason"] == "seconds"
    assert "sampled" in sampled_text(found)


def test_what_was_sampled_is_kept_when_somebody_stops_it():
    scenario = loaded(ruin(10, 3, win=2, lose=3))
    with pytest.raises(Stopped) as stopped:
        simulate(scenario, SampleRequest(), Asks(asks=300, raises=True))

    assert stopped.value.kept.left_out.reason == "stopped"
    assert stopped.value.kept.tally.plays
