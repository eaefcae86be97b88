"""The roads not taken: what a debrief says of endings, turning points and luck is what a brute-force judge says."""

from __future__ import annotations

import sys
import time
from fractions import Fraction
from pathlib import Path

import pytest
from effort import LARGEST, drawn, examples
from explored import CONVOY, REACHABLE
from hypothesis import assume, given
from hypothesis import strategies as st

from crisisengine.checker import explore_endings
from crisisengine.debriefing import ExactReachability, SampledReachability, debrief
from crisisengine.debriefing.objectives import objectives
from crisisengine.engine.rules import Decision, begin, offers, place, possible, step, value
from crisisengine.engine.run import replay, start
from crisisengine.engine.sending import send, sendable
from crisisengine.engine.starts import starts
from crisisengine.loader import MemoryResolver, Volume, read
from crisisengine.reports.json_report import debrief_report
from crisisengine.testing import runs

sys.path.append(str(Path(__file__).parents[1] / "checker"))
from judge import judge_of

SPUN = """
format = 1
[scenario]
title = "Wheel"
summary = "Chance without end."
start = "wheel"
minutes = 1
[variable.height]
label = "Height"
start = 0
range = [0, 6]
[variable.cracked]
start = false
[scene.wheel]
title = "Wheel"
text = "It stands at {height}."
[scene.wheel.measure.spin]
label = "Spin"
requires = "cracked or height >= 0"
[scene.wheel.measure.spin.chance.up]
weight = 3
effects = ["height += 1"]
[scene.wheel.measure.spin.chance.down]
weight = 4
effects = ["height -= 1", "cracked = not cracked"]
[scene.wheel.measure.leave]
label = "Leave"
goto = "out"
[inject.creak]
from = "Keeper"
to = "You"
by = "visitor"
grade = "B2"
claims = "cracked"
text = "It creaks."
when = "height >= 2"
repeat = true
[ending.out]
title = "Out"
text = "Air."
rank = 1
"""
WHEEL = read("wheel", Volume("wheel.toml", SPUN.encode()), MemoryResolver({})).sound()


@st.composite
def played(draw):
    """(a run of a drawn scenario, its judge)."""
    scenario = draw(drawn(LARGEST))
    run, refused = replay(scenario, draw(runs(scenario)))
    assert refused is None
    return run, judge_of(scenario)


def known(run):
    return debrief(run, ExactReachability(run.scenario, explore_endings(run.scenario)))


def states_of(run):
    return [taken.before for taken in run.steps] + [run.state]


def best(scenario, endings):
    ranks = [scenario.endings[name].rank for name in endings]
    return {name for name in endings if scenario.endings[name].rank == max(ranks)}


@examples(20)
@given(played())
def test_the_endings_before_and_after_each_decision_are_the_judges(drawn):
    run, judge = drawn
    for review, step_ in zip(known(run).reviews, run.steps, strict=True):
        assert set(review.before.endings) == judge.endings[step_.before]
        assert set(review.after.endings) == judge.endings[step_.after]
        assert set(review.closed) == judge.endings[step_.before] - judge.endings[step_.after]
        assert review.before.plays == review.after.plays == 0


@examples(20)
@given(played())
def test_a_turning_point_is_where_the_best_rank_was_lost_and_nowhere_else(drawn):
    run, judge = drawn
    for review, step_ in zip(known(run).reviews, run.steps, strict=True):
        wanted = best(run.scenario, judge.endings[step_.before])
        lost = bool(wanted) and not wanted & judge.endings[step_.after]
        assert bool(review.turning) == lost
        if lost:
            assert set(review.turning.lost) == wanted


@examples(20)
@given(played())
def test_every_better_play_replays_and_reaches_what_it_promises(drawn):
    run, _ = drawn
    for turning in known(run).turning_points:
        again, refused = replay(run.scenario, [*run.decisions[: turning.number - 1], *turning.better])
        assert turning.better
        assert refused is None
        assert again.place == turning.leads_to
        assert turning.leads_to in turning.lost
        assert len(turning.told) == len(turning.better)


@examples(20)
@given(played())
def test_what_each_measure_would_have_kept_is_what_trying_it_shows(drawn):
    run, judge = drawn
    for review, step_ in zip(known(run).reviews, run.steps, strict=True):
        wanted = best(run.scenario, judge.endings[step_.before])
        opened = {offer.measure: offer.open for offer in offers(run.scenario, step_.before)}
        assert [road.measure for road in review.roads] == list(opened)
        for road in review.roads:
            if not opened[road.measure]:
                assert road.keeps == ""
                assert road.reasons
                continue
            outcomes = [name for name, _ in possible(run.scenario, step_.before, road.measure)] or [None]
            after = [step(run.scenario, step_.before, road.measure, outcome).after for outcome in outcomes]
            kept = [bool(wanted & judge.endings[state]) for state in after]
            assert road.keeps == ("kept" if all(kept) else "risked" if any(kept) else "lost" if wanted else "")


@examples(20)
@given(played())
def test_what_random_plays_come_to_can_be_reached_and_is_labelled_so(drawn):
    run, judge = drawn
    for review, step_ in zip(debrief(run, SampledReachability(run.scenario, 20)).reviews, run.steps, strict=True):
        assert set(review.before.endings) <= judge.endings[step_.before]
        assert review.before.plays == 20


@examples(20)
@given(played())
def test_random_plays_that_miss_do_not_contradict_the_run(drawn):
    run, _ = drawn
    told = debrief(run, SampledReachability(run.scenario, 1))
    outlook = {}
    for review, step_ in zip(told.reviews, run.steps, strict=True):
        assert outlook.setdefault(step_.before, review.before) == review.before
        assert set(review.after.endings) <= set(review.before.endings)
        (taken,) = [road for road in review.roads if road.taken]
        if set(review.after.endings) & best(run.scenario, review.before.endings):
            assert taken.keeps in ("kept", "risked")


def test_a_narrow_way_that_the_run_found_was_kept_though_random_plays_missed_it():
    scenes = "".join(
        f"""
[scene.s{number}]
title = "{number}"
text = "Here."
[scene.s{number}.measure.on]
label = "On"
goto = "{f"s{number + 1}" if number < 9 else "best"}"
"""
        + "".join(f'[scene.s{number}.measure.off{way}]\nlabel = "Off"\ngoto = "worst"\n' for way in range(4))
        for number in range(10)
    )
    head = 'format = 1\n[scenario]\ntitle = "N"\nsummary = "N."\nstart = "s0"\nminutes = 1\n'
    ends = '[ending.best]\ntitle = "B"\ntext = "B"\nrank = 2\n[ending.worst]\ntitle = "W"\ntext = "W"\nrank = 1\n'
    narrow = read("narrow", Volume("narrow.toml", (head + scenes + ends).encode()), MemoryResolver({})).sound()
    run = start(narrow)
    for _ in range(10):
        run = run.decide("on")

    assert SampledReachability(narrow, 20).outlook(begin(narrow)).endings == ("worst",)
    told = debrief(run, SampledReachability(narrow, 20))
    assert all(road.keeps == "kept" for review in told.reviews for road in review.roads if road.taken)
    assert not told.turning_points


def test_sampling_gives_the_same_each_time():
    run = start(CONVOY, 1).decide("notice").decide("liaison")

    assert debrief_report(debrief(run, SampledReachability(CONVOY, 30))) == debrief_report(
        debrief(run, SampledReachability(CONVOY, 30))
    )


@examples(20)
@given(played())
def test_the_ledgers_changes_lead_from_the_first_value_of_every_variable_to_its_last(drawn):
    run, _ = drawn
    scenario = run.scenario
    clock = scenario.clock.unit if scenario.clock else ""
    stands = {name: value(scenario, begin(scenario, run.start), name) for name in scenario.variables}
    for line in debrief(run).ledger:
        assert stands[line.variable] == line.before
        stands[line.variable] = line.after
        assert line.decided_by <= line.number
        assert line.decided_by >= 1 or run.decisions[0].send, "only what was sent before any decision goes back to none"
    assert all(value(scenario, run.state, name) == stands[name] for name in stands if name != clock)


# luck


def brute(run):
    """(share of each ending, of the unfinished, of the diverged), by trying every outcome of every decision in turn."""
    scenario = run.scenario
    shares, apart = {}, Fraction(0)

    def follow(state, left, share):
        nonlocal apart
        here = place(scenario, state)
        if here in scenario.endings or not left:
            name = here if here in scenario.endings else None
            shares[name] = shares.get(name, Fraction(0)) + share
            return
        decision = left[0]
        if decision.send:
            sendable_here = {known.inject for known in sendable(scenario, state) if known.open}
            if decision.send in sendable_here:
                follow(send(scenario, state, decision.send).after, left[1:], share)
            else:
                apart += share
            return
        opened = {offer.measure for offer in offers(scenario, state) if offer.open}
        if decision.scene != here or decision.measure not in opened:
            apart += share
            return
        odds = possible(scenario, state, decision.measure) or ((None, 1),)
        total = sum(weight for _, weight in odds)
        for outcome, weight in odds:
            follow(step(scenario, state, decision.measure, outcome).after, left[1:], share * Fraction(weight, total))

    whole = sum(weight for _, weight in starts(scenario))
    for begun, weight in starts(scenario):
        follow(begin(scenario, begun), run.decisions, Fraction(weight, whole))
    return shares, apart


@examples(20)
@given(played())
def test_the_shares_of_chance_are_those_of_trying_everything(drawn):
    run, _ = drawn
    assume(sum(decision.outcome is not None for decision in run.decisions) < 9)
    shares, apart = brute(run)
    chances = debrief(run).chances

    assert dict(chances.endings) == {name: float(share) for name, share in shares.items() if name}
    assert chances.unfinished == pytest.approx(float(shares.get(None, 0)))
    assert chances.diverged == float(apart)
    if run.ended:
        assert chances.luck == pytest.approx(float(1 - shares[run.place] / (1 - apart)))
    else:
        assert chances.luck is None


@examples(20)
@given(played())
def test_a_run_with_no_chance_has_luck_share_zero(drawn):
    run, _ = drawn
    if run.ended and all(decision.outcome is None for decision in run.decisions):
        assert debrief(run).chances.luck == 0


def test_a_run_of_thousands_of_decisions_is_read_in_seconds():
    decisions = [Decision("wheel", "spin", ("up", "down")[number * number % 7 % 2]) for number in range(2_000)]
    run, refused = replay(WHEEL, decisions)
    begun = time.process_time()
    told = debrief(run)

    assert refused is None
    assert time.process_time() - begun < 30  # with fractions, and each report held against each decision: minutes
    assert told.chances.unfinished == 1
    assert told.graded_reports


# reports acted on


def test_a_report_that_comes_again_takes_the_place_of_the_one_before():
    run = start(WHEEL)
    for _ in range(30):
        run = run.decide("spin")
    first, second, *_ = debrief(run).graded_reports

    assert first.acted_on == tuple(range(first.number + 1, second.number + 1))


def test_a_report_is_acted_on_where_a_rule_reads_what_it_claimed():
    run = start(CONVOY, 1)
    for measure in ("notice", "liaison", "leaflets", "go", "read_aloud", "by_the_verge"):
        run = run.decide(measure)
    (report,) = debrief(run).graded_reports

    assert (report.inject, report.true, report.verified) == ("road_clear", False, 0)
    assert 6 in report.acted_on


def test_what_was_checked_in_time_was_not_acted_on_unchecked():
    run = start(CONVOY, 1)
    for measure in ("notice", "liaison", "leaflets", "walk_the_verges", "read_aloud", "by_the_verge"):
        run = run.decide(measure)
    (report,) = debrief(run).graded_reports

    assert (report.verified, report.acted_on) == (4, ())


# answers and what-ifs


def test_an_answer_finds_its_question_again():
    run = start(CONVOY, 1)
    for measure in ("notice", "paper_alone", "leaflets", "go", "allow"):
        run = run.decide(measure)
    question = debrief(run, ExactReachability(CONVOY, REACHABLE)).questions[0]
    answered = run.answered(question.id, "We wanted the date.")

    found = {
        question.id: question.answer for question in debrief(answered, ExactReachability(CONVOY, REACHABLE)).questions
    }
    assert found[question.id] == "We wanted the date."
    assert not any(answer for name, answer in found.items() if name != question.id)
    assert answered.answered(question.id, "").answers == ()


def test_a_what_if_meets_the_same_luck_and_keeps_what_was_decided():
    run = start(CONVOY, 4)
    for measure in ("notice", "liaison", "leaflets", "go", "read_aloud", "by_the_verge"):
        run = run.decide(measure)
    back = run.what_if(5)
    again = back.decide("read_aloud").decide("by_the_verge")

    assert back.decisions == run.decisions[:4]
    (branch,) = back.branches
    assert (branch.after, branch.decisions) == (4, run.decisions[4:])
    assert "decision 5" in branch.label
    assert again.decisions == run.decisions


def test_numbers_told_of_a_decision_are_those_of_the_run():
    run = start(CONVOY, 1)
    for measure in ("notice", "liaison", "leaflets", "go", "allow"):
        run = run.decide(measure)
    whole = debrief(run, ExactReachability(CONVOY, REACHABLE))

    assert [review.number for review in whole.reviews] == [1, 2, 3, 4, 5]
    assert [turning.number for turning in whole.turning_points] == [5]


# objectives


def test_a_decision_that_makes_things_worse_goes_against_what_it_bears_on():
    run = start(CONVOY, 8)
    for measure in ("notice", "liaison", "section_leaders", "walk_the_verges", "allow"):
        run = run.decide(measure)
    breach = next(
        objective
        for objective in debrief(run, ExactReachability(CONVOY, REACHABLE)).objectives
        if objective.id == "not_passive"
    )

    assert breach.decisions == breach.against == (5,)
    assert breach.result == "not"


def test_an_objective_is_met_by_decisions_of_which_none_went_against_it():
    run = start(CONVOY, 1)
    for measure in ("notice", "liaison", "leaflets", "walk_the_verges"):
        run = run.decide(measure)
    found = {objective.id: objective for objective in debrief(run, ExactReachability(CONVOY, REACHABLE)).objectives}

    assert (found["doubt"].result, found["doubt"].decisions, found["doubt"].against) == ("met", (4,), ())
    assert found["gates"].result == "not"
    assert found["gates"].decisions == ()


WOUNDED = """
format = 1
[scenario]
title = "The ward"
summary = "S"
start = "ward"
minutes = 1
[variable.dressings]
label = "Dressings"
start = 4
range = [0, 4]
better = "high"
[objective.need]
text = "Decide by need."
[scene.ward]
title = "The ward"
text = "Both sides lie here. {dressings}"
[scene.ward.measure.all]
label = "All, by need"
costs = { dressings = 2 }
teaches = ["need"]
[scene.ward.measure.ours]
label = "Ours first"
effects = ["dressings -= 1"]
[scene.ward.measure.ask]
label = "Ask who is worst"
teaches = ["need"]
requires = "dressings <= 2"
[scene.ward.measure.close]
label = "Close"
goto = "over"
[ending.over]
title = "Over"
rank = 1
text = "E"
"""


def test_what_a_decision_costs_counts_against_it_only_where_what_bears_on_the_same_was_to_be_had_without():
    ward = read("ward", Volume("ward.toml", WOUNDED.encode()), MemoryResolver({})).sound()
    once = start(ward).decide("all")
    again = once.decide("all")

    assert [(line.result, line.against) for line in objectives(once, frozenset(), ())] == [("met", ())]
    assert [(line.result, line.against) for line in objectives(again, frozenset(), ())] == [("partly", (2,))]
    assert [line.result for line in objectives(once, frozenset({1}), ())] == ["not"]
