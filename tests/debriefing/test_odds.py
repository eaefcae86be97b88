"""The chance of the best end along a run: each number is the brute-force judge's, and what is kept is told again."""

from __future__ import annotations

import json
import sys
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from attrs import evolve
from effort import examples
from hypothesis import given
from hypothesis import strategies as st

from crisisengine.budget import UNLIMITED, Budget, OverBudget
from crisisengine.checker.search.reachable_endings import ReachableEndings, explore_futures
from crisisengine.checker.search.stored_arrays import stored_arrays
from crisisengine.checker.shown import agreement
from crisisengine.checker.shown.along_a_run import chances_along
from crisisengine.checker.shown.rank_chances import RankChances, _told
from crisisengine.debriefing import ExactReachability, debrief
from crisisengine.debriefing.model import DecisionOdds
from crisisengine.engine.observation import observation
from crisisengine.engine.rules import begin, offers, possible, step
from crisisengine.engine.run import start
from crisisengine.engine.starts import starts
from crisisengine.reports.formats import writer_of
from crisisengine.reports.json_report import debrief_report
from crisisengine.reports.sections import sections

sys.path.append(str(Path(__file__).parents[1] / "checker"))
from hidden_worlds import doors, hiding
from judge_of_pages import _known, _value
from worlds import loaded

CLOSE = 1e-7
"""Shares of random play are kept as single numbers."""
RISK = """
format = 1
[scenario]
title = "Risk"
summary = "A road."
start = "road"
minutes = 1
[scene.road]
title = "Road"
text = "A road."
[scene.road.measure.wait]
label = "Wait"
goto = "good if 2 > 1 else bad"
[scene.road.measure.run]
label = "Run"
[scene.road.measure.run.chance.well]
weight = 63
goto = "good"
[scene.road.measure.run.chance.ill]
weight = 37
goto = "field"
[scene.field]
title = "Field"
text = "A field."
[scene.field.measure.pray]
label = "Pray"
[scene.field.measure.pray.chance.heard]
weight = 1
goto = "good"
[scene.field.measure.pray.chance.not_heard]
weight = 3
goto = "bad"
[ending.good]
title = "Good"
rank = 1
text = "Good."
[ending.bad]
title = "Bad"
rank = 0
text = "Bad."
"""


def played(scenario, seed, most=6):
    """A run in which everything is decided by lot."""
    run, lots = start(scenario, seed), Random(seed)
    while not run.ended and len(run.steps) < most:
        opened = [offer.measure for offer in offers(scenario, run.state) if offer.open]
        if not opened:
            break
        run = run.decide(lots.choice(opened))
    return run


def known_of(scenario):
    futures = explore_futures(scenario)
    return RankChances.of(futures, ReachableEndings.of(futures))


def at_random(scenario, goal, state):
    """The chance to come there when nobody thinks."""
    return _known(scenario, goal, state, lambda tried, default: sum(tried) / len(tried) if tried else default)


def ways(scenario, believed, measure):
    """What may follow from a measure: {page: [(state, how likely)]}."""
    pages = {}
    for state, weight in believed:
        odds = possible(scenario, state, measure) or ((None, 1),)
        whole = sum(part for _, part in odds)
        for outcome, part in odds:
            taken = step(scenario, state, measure, outcome)
            page = observation(scenario, taken.after, taken)
            pages.setdefault(page, []).append((taken.after, weight * Fraction(part, whole)))
    return pages


@given(st.integers(0, 10**6))
@examples(8)
def test_the_line_as_shown_is_the_judges_at_every_decision(seed):
    scenario = hiding(seed)
    known, run = known_of(scenario), played(scenario, seed)
    (goal,) = known.endings
    pages = {}
    for begun, weight in starts(scenario):
        state = begin(scenario, begun)
        pages.setdefault(observation(scenario, state), []).append((state, Fraction(weight)))
    believed = pages[observation(scenario, begin(scenario, run.start))]

    def best(some):
        return _value(scenario, goal, some, None, max)

    def mass(some):
        return sum(weight for _, weight in some)

    along = chances_along(known, run, UNLIMITED)
    assert along.shown
    for taken, found in zip(run.steps, along.decisions, strict=True):
        following = ways(scenario, believed, taken.decision.measure)
        after = following[observation(scenario, taken.after, taken)]
        assert found.before == pytest.approx(float(best(believed) / mass(believed)), abs=CLOSE)
        assert found.taken == pytest.approx(float(sum(map(best, following.values())) / mass(believed)), abs=CLOSE)
        assert found.after == pytest.approx(float(best(after) / mass(after)), abs=CLOSE)
        unthinking = sum(weight * at_random(scenario, goal, state) for state, weight in after) / mass(after)
        assert found.random_after == pytest.approx(float(unthinking), abs=CLOSE)
        believed = after


def test_where_play_as_shown_is_not_known_the_whole_line_is_that_of_one_who_knows_all(monkeypatch):
    scenario = doors()
    known, run = known_of(scenario), played(scenario, 3)
    assert chances_along(known, run, UNLIMITED).decisions[0].before == pytest.approx(2 / 3)

    monkeypatch.setattr("crisisengine.checker.shown.along_a_run.MOST_BELIEFS", 0)
    along = chances_along(known, run, UNLIMITED)

    assert not along.shown
    assert [found.before for found in along.decisions] == [1, 1]


def test_what_is_kept_is_told_again_and_nothing_else_is_taken_for_it():
    scenario = doors()
    known, run = known_of(scenario), played(scenario, 3)
    kept = b"".join(known.parts())

    again = RankChances.restored(known.states, memoryview(kept))

    assert chances_along(again, run, UNLIMITED) == chances_along(known, run, UNLIMITED)
    assert RankChances.restored(known.states, memoryview(kept[:-64])) is None
    assert (
        RankChances.restored(known.states, memoryview(kept.replace(b'"circular": false', b'"circular": 1    '))) is None
    )
    assert RankChances.restored(known_of(loaded(RISK)).states, memoryview(kept)) is None


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -1.0, 2.0])
@pytest.mark.parametrize("which", ["best", "error", "random"])
def test_what_is_no_chance_is_not_taken_for_one_whoever_put_it_there(which, number):
    known = known_of(loaded(RISK))
    array = getattr(known, which).copy()
    array[0] = number
    changed = evolve(known, **{which: array})

    assert RankChances.restored(known.states, memoryview(b"".join(changed.parts()))) is None


@pytest.mark.parametrize(
    "told", [{"endings": "good"}, {"endings": {"good": 1}}, {"endings": [None]}, {"circular": "x"}]
)
def test_a_head_that_nobody_wrote_is_not_taken_for_one(told):
    known = known_of(loaded(RISK))
    head = _told(known.states) | {"endings": ["good"], "circular": False} | told
    parts = stored_arrays(head, [known.best, known.error, known.random, known.flags])

    assert RankChances.restored(known.states, memoryview(b"".join(parts))) is None


def test_where_somebody_changed_what_was_kept_a_debrief_says_what_random_plays_come_to():
    scenario = loaded(RISK)
    states = known_of(scenario).states
    known = ExactReachability(scenario, evolve(states, keys=states.keys[:0], bits=[bits[:0] for bits in states.bits]))

    found = known.outlook(begin(scenario))
    assert (found.endings, found.plays > 0) == (("good", "bad"), True)


def told(seed):
    scenario = loaded(RISK)
    known = known_of(scenario)
    run = start(scenario, seed).decide("run")
    if not run.ended:
        run = run.decide("pray")
    return debrief(
        run, ExactReachability(scenario, known.states, lambda run, budget: chances_along(known, run, budget))
    )


def test_a_decision_bears_what_it_risked_and_chance_what_it_then_moved():
    unlucky = next(found for found in map(told, range(50)) if len(found.reviews) == 2)
    first, second = (review.odds for review in unlucky.reviews)

    assert first.before == 1
    assert first.taken == pytest.approx(0.63 + 0.37 / 4)
    assert (first.after, second.before, second.taken) == (0.25, 0.25, 0.25)
    assert first.decided == pytest.approx(0.2775)
    assert first.luck == pytest.approx(0.25 - 0.7225)
    assert second.decided == 0
    assert [review.number for review in unlucky.costly] == [1]


def test_every_format_for_people_tells_it_and_machines_are_told_the_numbers():
    unlucky = next(found for found in map(told, range(50)) if len(found.reviews) == 2)

    for name in ("text", "markdown", "html"):
        text = " ".join(writer_of(name).debrief_report(unlucky, UNLIMITED).split())
        assert "How likely the best still was" in text
        assert "From here, best play would have come to “Good” in 100 of 100, with this measure in 72 of 100." in text
        assert "What then came, or came to light, took 47 of 100." in text
    machine = json.loads(debrief_report(unlucky))
    assert machine["decisions"][0]["odds"]["decided"] == pytest.approx(0.2775)
    assert machine["odds"] == {"endings": ["good"], "shown": True, "costly": [1]}


def test_states_are_not_sorted_by_their_pages_where_memory_has_no_room(monkeypatch):
    futures = explore_futures(loaded(RISK))
    futures.graph.found.task.budget = Budget(memory=2**30)
    monkeypatch.setattr(agreement, "SORTED_BYTES", 2**40)

    with pytest.raises(OverBudget, match="memory"):
        agreement.Agreement(futures.graph).groups  # noqa: B018 - it is worked out when it is asked for


def test_without_anybody_who_knows_it_nothing_is_said_of_it():
    unlucky = next(found for found in map(told, range(50)) if len(found.reviews) == 2)
    silent = evolve(unlucky, odds=None, reviews=tuple(evolve(review, odds=None) for review in unlucky.reviews))

    text = writer_of("text").debrief_report(silent, UNLIMITED)
    assert "How likely the best" not in text
    assert '"odds"' not in debrief_report(silent)


def told_line(whole):
    (section,) = (section for section in sections(whole) if section.key == "odds")
    return section.markdown


def with_odds(whole, *numbers):
    """The same run with other numbers: before, taken, after and random after of each decision."""
    found = [
        DecisionOdds(before=before, taken=taken, after=after, random_before=0.1, random_after=random)
        for before, taken, after, random in numbers
    ]
    return evolve(
        whole, reviews=tuple(evolve(review, odds=odds) for review, odds in zip(whole.reviews, found, strict=True))
    )


def test_where_nothing_moved_best_plays_chance_a_sentence_says_so_and_no_table():
    unlucky = next(found for found in map(told, range(50)) if len(found.reviews) == 2)
    text = told_line(with_odds(unlucky, (1, 1, 1, 0.2), (1, 1, 1, 0.4)))

    assert "|" not in text
    assert (
        "Before and after each of the 2 decisions best play stood at 100 of 100; random play went from 10 to 40 of 100."
        in text
    )


def test_only_a_decision_around_which_something_moved_has_a_row():
    unlucky = next(found for found in map(told, range(50)) if len(found.reviews) == 2)
    text = told_line(with_odds(unlucky, (1, 1, 1, 0.2), (1, 0.5, 0.25, 0.25)))

    assert [line.split(" | ")[1:] for line in text.splitlines() if line.startswith("| 2")] == [
        ["100", "50", "25", "25 |"]
    ]
    assert not any(line.startswith("| 1") for line in text.splitlines())
    assert "At decision 1 neither the measure nor what came of it moved best play's chance: 100 of 100." in text
