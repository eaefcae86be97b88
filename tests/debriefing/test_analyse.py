"""The debrief adds up: every change is there, in order, with what caused it and who decided it."""

from __future__ import annotations

import pytest
from attrs import evolve
from effort import LARGEST, drawn, examples
from hypothesis import given
from hypothesis import strategies as st

from crisisengine import storage
from crisisengine.debriefing import debrief
from crisisengine.engine.rules import begin, value
from crisisengine.engine.run import replay, start
from crisisengine.loader import MemoryResolver, Volume, read
from crisisengine.testing import runs

CONVOY = storage.load("the_convoy_home")

FLOOD = """
format = 1
[scenario]
title = "The dam"
summary = "A small flood."
start = "weir"
minutes = 1
invented = "All of it."
[clock]
unit = "day"
opens = 1992-03-30
length = 20
ending = "over"
[variable.water]
label = "Water"
start = 2
range = [0, 6]
[variable.cracked]
start = false
hidden = true
[variable.mood]
start = 3
range = [0, 6]
[variable.worry]
label = "Worry"
is = "max(water, mood)"
[objective.wait]
text = "Say what waiting costs."
level = "evaluate"
[scene.weir]
title = "The weir"
text = "Rain."
[scene.weir.measure.open]
label = "Open the sluice"
later = [{ after = 3, inject = "wave" }]
[scene.weir.measure.sooner]
label = "Blow the dam"
later = [{ after = 1, inject = "wave" }]
[scene.weir.measure.much_later]
label = "Loosen a stone"
later = [{ after = 9, inject = "wave" }]
[scene.weir.measure.close]
label = "Close it again"
cancel = ["wave"]
[scene.weir.measure.sit]
label = "Sit and wait"
teaches = ["wait"]
[scene.weir.measure.pour]
label = "Pour in more"
effects = ["water += 9", "cracked = true"]
[scene.weir.measure.look]
label = "Look at the gauge"
takes = 0
verifies = "gauge"
[scene.weir.measure.leave]
label = "Leave"
goto = "over"
[inject.wave]
from = "Village below"
text = "Water in the *street*."
effects = ["water += 2"]
repeat = true
[inject.flags]
from = "Ministry"
text = "A holiday."
on = 5
effects = ["mood += 1"]
[inject.gauge]
from = "Gauge"
grade = "C3"
claims = "water > 3"
text = "The gauge says four."
when = "water >= 3"
effects = ["mood -= 1"]
[inject.parade]
from = "Ministry"
text = "A parade."
on = 7
when = "mood > 5"
effects = ["mood += 1"]
[ending.over]
title = "Over"
rank = 1
text = "It is over."
history = "No such dam."
"""
DAM = read("dam", Volume("dam.toml", FLOOD.encode()), MemoryResolver({})).sound()


def decided(*measures):
    """The debrief of a run over the dam."""
    run = start(DAM)
    for measure in measures:
        run = run.decide(measure)
    return debrief(run)


def lines(told, variable):
    return [line for line in told.ledger if line.variable == variable]


def adds_up(scenario, decisions):
    """Whether the ledger leads from the first value of every variable to the last."""
    run, refusal = replay(scenario, decisions)
    assert refusal is None
    told = debrief(run)
    clock = scenario.clock.unit if scenario.clock else ""
    for name in scenario.variables:
        stands = value(scenario, begin(scenario, run.start), name)
        for line in lines(told, name):
            assert line.before == stands
            assert line.after != line.before or line.saturated
            assert line.decided_by <= line.number <= len(run.steps)
            assert line.decided_by >= 1 or run.moves[0].decision.send  # and what came of it
            assert line.cause
            stands = line.after
        if name != clock:
            assert stands == value(scenario, run.state, name)
    return told


@examples(40)
@given(st.data())
def test_the_ledger_of_the_shipped_scenario_adds_up(data):
    told = adds_up(CONVOY, data.draw(runs(CONVOY, longest=16)))

    assert [line.number for line in told.ledger] == sorted(line.number for line in told.ledger)


@examples(25)
@given(st.data())
def test_the_ledger_of_any_scenario_adds_up(data):
    scenario = data.draw(drawn(LARGEST))

    adds_up(scenario, data.draw(runs(scenario)))


def test_a_delayed_effect_leads_back_to_the_decision_that_set_it():
    told = decided("sit", "open", "sit", "sit", "sit")

    (line,) = lines(told, "water")
    assert (line.number, line.decided_by, line.because) == (5, 2, "set going by decision 2")
    assert line.cause == "Village below: Water in the street"
    assert line.date == "4 April 1992"
    assert told.reviews[1].set_going == ("Village below: Water in the street (in 3 days)",)


def test_of_two_countdowns_the_one_that_stands_is_named():
    assert lines(decided("open", "much_later", "sit", "sit"), "water")[0].decided_by == 1
    assert lines(decided("open", "sooner", "sit"), "water")[0].decided_by == 2


def test_a_countdown_that_was_called_off_and_set_again_is_the_later_decisions():
    told = decided("open", "close", "sooner", "sit")

    assert told.reviews[1].called_off == ("Village below: Water in the street",)
    assert lines(told, "water")[0].decided_by == 3


def test_a_derived_value_leads_back_to_the_same_decision():
    (line,) = lines(decided("open", "sit", "sit", "sit"), "worry")

    assert (line.before, line.after, line.decided_by) == (3, 4, 1)
    assert line.cause == "Village below: Water in the street; Gauge: The gauge says four"


def test_a_dated_inject_says_its_date_and_a_conditional_one_that_its_condition_held():
    told = decided("open", "sit", "sit", "sit", "sit")

    assert [line.because for line in lines(told, "mood")] == ["its condition held", "dated: 4 April 1992"]


def test_what_was_due_and_did_not_hold_is_told():
    told = decided(*["sit"] * 7)

    assert told.reviews[6].lapsed == ("Ministry: A parade (due, and its condition did not hold)",)


def test_a_change_held_by_the_end_of_its_range_is_told():
    told = decided("pour", "pour")

    assert [(line.before, line.after, line.saturated) for line in lines(told, "water")] == [(2, 6, True), (6, 6, True)]


def test_what_was_hidden_while_playing_is_told_here_and_only_here():
    from crisisengine.engine.view import account, view

    run = start(DAM).decide("pour")
    (line,) = lines(debrief(run), "cracked")

    assert (line.hidden, line.watched, line.word_after) == (True, True, "yes")
    assert "cracked" not in {movement.variable for movement in account(DAM, run.steps[0]).movements}
    assert "cracked" not in {indicator.variable for indicator in view(DAM, run.state).indicators}


def test_a_report_is_set_beside_what_was_true_and_when_it_was_verified():
    believed = decided("open", "sit", "sit", "sit", "sit", "look").graded_reports
    unverified = decided("open", "sit", "sit", "sit").graded_reports

    (report,) = believed
    assert (report.sender, report.grade, report.number, report.true, report.verified) == ("Gauge", "C3", 4, True, 6)
    assert unverified[0].verified == 0


@pytest.mark.parametrize(
    ("measure", "rests"),
    [
        ('effects = ["mood -= 1 if water > 3 else 0"]', False),
        ('effects = ["mood += 1 if water > 3 else 0"]', True),
        ('effects = ["cracked = water <= 3"]', False),
        ('effects = ["cracked = worry > 3"]', True),
        ('later = [{ after = "1 + water", inject = "wave" }]', False),
        ('[scene.weir.measure.sit.chance.calm]\nweight = 1\neffects = ["mood -= 1 if water > 3 else 0"]', False),
        ('[scene.weir.measure.sit.chance.calm]\nweight = 1\neffects = ["mood += 1 if water > 3 else 0"]', True),
        ('requires = "water > 3"', True),
        ('when = "worry > 3"', True),
        ('takes = "2 if water > 3 else 1"', True),
        ('goto = "over if water > 3 else weir"', True),
        ('[scene.weir.measure.sit.chance.calm]\nweight = "water"', True),
    ],
)  # fmt: skip
def test_a_decision_rests_on_a_report_that_decides_over_it_or_that_it_is_a_wager_on_and_not_where_it_goes_against_it(
    measure, rests
):
    text = FLOOD.replace('label = "Sit and wait"', f'label = "Sit and wait"\nteaches = ["wait"]\n{measure}')
    text = text.replace('teaches = ["wait"]\n[scene.weir.measure.pour]', "[scene.weir.measure.pour]")
    run = start(read("dam", Volume("dam.toml", text.encode()), MemoryResolver({})).sound())
    for name in ("pour", "sit"):
        run = run.decide(name)
    (report,) = debrief(run).graded_reports

    assert (report.number, report.acted_on) == (1, (2,) if rests else ())


def test_an_objective_names_the_decisions_that_bore_on_it():
    (objective,) = decided("sit", "look", "sit").objectives

    assert objective.decisions == (1, 3)


def test_a_run_of_nothing_is_a_debrief_too():
    told = debrief(start(DAM))

    assert (told.ended, told.ending, told.reviews, told.ledger) == (False, None, (), ())
    assert (told.opened, told.closed) == ("30 March 1992", "30 March 1992")


@pytest.mark.parametrize("scenario", [CONVOY, DAM], ids=["clock", "no doctrine"])
def test_the_clock_is_told_by_dates_and_not_as_a_variable(scenario):
    run = start(scenario)
    run = run.decide(next(iter(scenario.scenes[scenario.start].measures)))

    assert not lines(debrief(run), "day")


DICE = """
format = 1
[scenario]
title = "Dice"
summary = "Thrown again and again."
start = "table"
minutes = 1
[variable.thrown]
start = 0
range = [0, 1]
[scene.table]
title = "The table"
text = "Throw."
[scene.table.measure.throw]
label = "Throw"
effects = ["thrown = 1 - thrown"]
[scene.table.measure.throw.chance.high]
weight = 1
[scene.table.measure.throw.chance.low]
weight = 1
[scene.table.measure.look]
label = "Look"
[scene.table.measure.rise]
label = "Rise"
goto = "away"
[ending.away]
title = "Away"
rank = 1
text = "Air."
"""


def dice():
    return read("dice", Volume("dice.toml", DICE.encode()), MemoryResolver({})).sound()


@given(st.integers(0, 2**40), st.lists(st.sampled_from(["throw", "look"]), max_size=6), st.data())
def test_luck_that_is_not_the_seeds_is_told_decision_by_decision(seed, measures, data):
    run = start(dice(), seed)
    for measure in measures:
        run = run.decide(measure)
    changed = (
        data.draw(st.sets(st.sampled_from([number for number, name in enumerate(measures) if name == "throw"])))
        if "throw" in measures
        else set()
    )
    other = {"high": "low", "low": "high", None: None}
    forged = [
        evolve(decision, outcome=other[decision.outcome]) if number in changed else decision
        for number, decision in enumerate(run.decisions)
    ]
    edited, refused = replay(dice(), forged, seed)

    assert refused is None
    assert [not review.as_seeded for review in debrief(edited).reviews] == [
        at in changed for at in range(len(measures))
    ]


def test_a_run_that_comes_back_to_where_it_stood_can_go_round_for_ever():
    run = start(dice(), 1)
    for measure in ("look", "throw", "look", "throw"):
        run = run.decide(measure)

    assert (
        debrief(run).loop_from == 2
    )  # `look` changes nothing: the state before the first throw is the one after the second
    assert debrief(run.undo()).loop_from == 3
    assert debrief(start(dice(), 1).decide("throw")).loop_from == 0
    assert debrief(run.decide("rise")).loop_from == 0


SHARED_WAY = 'goto = "over if water > 3 else weir"'


def over_the_dam(*measures, text):
    run = start(read("dam", Volume("dam.toml", text.encode()), MemoryResolver({})).sound())
    for name in measures:
        run = run.decide(name)
    return debrief(run)


def test_what_decides_over_every_measure_of_a_scene_alike_tells_nothing_of_the_one_that_was_taken():
    """Who lets others sleep has not believed the alarm only because what comes next depends on it whatever one does."""
    others = ("open", "sooner", "much_later", "close", "sit", "pour", "leave")
    text = FLOOD.replace('label = "Leave"\ngoto = "over"', 'label = "Leave"')
    for name in others:
        text = text.replace(f"[scene.weir.measure.{name}]", f"[scene.weir.measure.{name}]\n{SHARED_WAY}")
    alone = FLOOD.replace("[scene.weir.measure.open]", f"[scene.weir.measure.open]\n{SHARED_WAY}")

    (shared,) = over_the_dam("open", "sit", "sit", "sit", "open", text=text).graded_reports
    (single,) = over_the_dam("open", "sit", "sit", "sit", "open", text=alone).graded_reports
    assert (shared.number, shared.acted_on) == (4, ())
    assert (single.number, single.acted_on) == (4, (5,))


def test_a_question_about_an_unchecked_report_says_what_is_known_and_not_what_was_believed():
    unheeded = decided("open", "sit", "sit", "sit", "sit")
    (report,) = unheeded.graded_reports
    asked = [question.text for question in unheeded.questions if question.id.startswith("believed.")]

    assert (report.acted_on, report.left_unchecked) == ((), (5,))
    (text,) = asked
    assert text == (
        "When you took decision 5, “Sit and wait”, the report of Gauge (graded C3) could have been checked. It was true. "
        "What did you make of it, what would have made you check, and what would that have cost?"
    )


def test_a_report_that_was_checked_was_not_left_unchecked():
    (report,) = decided("open", "sit", "sit", "sit", "look").graded_reports

    assert (report.verified, report.left_unchecked) == (5, ())
