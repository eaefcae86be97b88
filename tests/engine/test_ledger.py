"""The ledger of a step: every change with its cause, every event with its reading."""

from __future__ import annotations

import pytest
from bench import CLOCK, WAIT, Play, X, Y, counters, load, played

from crisisengine.engine.rules import begin, step, value

# --- the ledger ------------------------------------------------------------------------------------------------------


def test_a_derived_change_lists_the_causes_that_it_follows_from():
    play = played(
        CLOCK
        + X
        + Y
        + counters("z")
        + '[variable.sum]\nis = "x + y"\n[variable.twice]\nis = "2 * sum"\n[variable.other]\nis = "z"\n'
        '[scene.here.measure.go]\neffects = ["x += 1", "z += 1"]\n[inject.rain]\non = 1\neffects = ["y += 1"]\n',
        "go",
    )

    derived = {change.variable: change for change in play.steps[0].changes if change.follows_from}
    measure, inject = "scene.here.measure.go", "inject.rain"
    assert {name: change.follows_from for name, change in derived.items()} == {
        "sum": (measure, inject),
        "twice": (measure, inject),
        "other": (measure,),
    }
    assert [(change.variable, change.before, change.after, change.cause) for change in play.steps[0].changes][-3:] == [
        ("sum", 5, 7, "variable.sum"),
        ("other", 0, 1, "variable.other"),
        ("twice", 10, 14, "variable.twice"),
    ]


def test_a_derived_value_that_stays_is_no_change():
    play = played(
        X + Y + '[variable.sum]\nis = "x + y"\n[scene.here.measure.go]\neffects = ["x += 1", "y -= 1"]\n', "go"
    )

    assert [change.variable for change in play.steps[0].changes] == ["x", "y"]


@pytest.mark.parametrize(
    ("expression", "decisions", "causes"),
    [
        ("scene.there", ["go"], ("scene.here.measure.go",)),
        ("scene.room", ["go"], ("scene.here.measure.go", "inject.call")),
        ("visits('room') > 0", ["go"], ("scene.here.measure.go", "inject.call")),
        ("scene.there", ["try/astray"], ("scene.here.measure.try.chance.astray",)),
        ("taken('here.wait')", ["wait"], ("scene.here.measure.wait",)),
        ("ending.over", ["leave"], ("scene.here.measure.leave",)),
        ("ending.rich", ["earn"], ("ending.rich",)),
        ("ending.over", ["idle"], ("clock",)),
        ("due('rain')", ["set"], ("scene.here.measure.set",)),
        ("due('rain')", ["set", "wait"], ("clock",)),
        ("due('rain')", ["set", "stop"], ("scene.here.measure.stop", "clock")),
        ("due('rain')", ["set", "try/straight"], ("scene.here.measure.try.chance.straight", "clock")),
    ],
)
def test_a_derived_value_that_asks_for_a_fact_follows_from_whatever_moved_the_fact(expression, decisions, causes):
    goes = expression.startswith(("scene.room", "visits"))
    text = (
        CLOCK + X + "[scene.here]\n[scene.there]\n[scene.room]\n" + WAIT + '[scene.here.measure.go]\ngoto = "there"\n'
        '[scene.here.measure.leave]\ngoto = "over"\n[scene.here.measure.idle]\ntakes = 9\n'
        '[scene.here.measure.earn]\neffects = ["x = 9"]\n[ending.rich]\nwhen = "x == 9"\n'
        '[scene.here.measure.set]\nlater = [{ after = 5, inject = "rain" }]\n[scene.here.measure.stop]\ncancel = ["rain"]\n'
        '[scene.here.measure.try]\ngoto = "room"\n[scene.here.measure.try.chance.astray]\nweight = 1\ngoto = "there"\n'
        '[scene.here.measure.try.chance.straight]\nweight = 1\nlater = [{ after = 2, inject = "rain" }]\n[inject.rain]\n'
        f'[variable.asked]\nis = "{expression}"\n'
    ) + ('[inject.call]\nwhen = "scene.there"\ngoto = "room"\n' if goes else "")

    play = played(text, *decisions)
    (change,) = [change for change in play.steps[-1].changes if change.variable == "asked"]

    assert change.follows_from == causes


def test_events_tell_what_happened_to_injects_with_the_reading_of_the_clock():
    play = played(
        CLOCK + '[scene.here.measure.go]\ntakes = 3\nlater = [{ after = 4, inject = "rain" }]\n[inject.rain]\n'
        '[inject.sun]\non = 2\n[inject.wind]\nwhen = "true"\n',
        "go",
    )

    assert [(event.what, event.inject, event.after, event.reading) for event in play.steps[0].events] == [
        ("fired", "sun", 0, 2),
        ("set", "rain", 4, 3),
        ("fired", "wind", 0, 3),
    ]


def test_the_four_functions_change_no_state():
    scenario = load(X + '[scene.here.measure.go]\neffects = ["x += 1"]\n')
    first = begin(scenario)

    step(scenario, first, "go")

    assert first == begin(scenario)
    assert value(scenario, first, "x") == 0


def test_the_same_step_twice_is_the_same():
    play = Play(load(X + '[scene.here.measure.go]\neffects = ["x += 1"]\n'))

    first, second = (step(play.scenario, play.state, "go") for _ in range(2))

    assert (first.after, first.changes, first.events) == (second.after, second.changes, second.events)
