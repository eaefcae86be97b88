"""`takes` and `after` as expressions: when they are read, and what an offer shows of it."""

from __future__ import annotations

from bench import CLOCK, X, load, played

from crisisengine.engine.compile import compiled
from crisisengine.engine.rules import begin
from crisisengine.engine.view import view

SLEEP = '[scene.here.measure.sleep]\ntakes = "6 - day"\n[scene.here.measure.wait]\n'


def test_it_takes_what_the_offer_showed_and_never_less_than_nothing():
    play = played(CLOCK + SLEEP, "wait", "wait")

    assert [line.span for line in view(play.scenario, play.state).offers] == ["4 days", "1 day"]
    assert play.take("sleep")["day"] == 6
    play.take("wait", "sleep")
    assert play["day"] == 7
    assert view(play.scenario, play.state).offers[0].span == "no time"


def test_takes_reads_the_state_before_and_after_reads_what_the_decision_left():
    text = (
        CLOCK
        + X
        + (
            '[scene.here.measure.go]\ntakes = "x + 2"\neffects = ["x += 3"]\n'
            'later = [{ after = "x - day", inject = "rain" }]\n[scene.here.measure.wait]\n[inject.rain]\neffects = ["x = 9"]\n'
        )
    )
    play = played(text, "go")

    assert (play["day"], play["x"]) == (2, 3)
    assert play.steps[-1].events[-1].after == 1
    assert play.take("wait")["x"] == 9


def test_every_after_of_a_decision_reads_what_is_left_once_it_has_cancelled():
    text = (
        CLOCK
        + X
        + (
            '[scene.here.measure.first]\ntakes = 0\nlater = [{ after = 5, inject = "rain" }]\n'
            '[scene.here.measure.second]\ntakes = 0\ncancel = ["rain"]\n'
            'later = [{ after = "due(\'rain\') + 2", inject = "rain" }, { after = "due(\'rain\') + 3", inject = "hail" }]\n'
            '[scene.here.measure.wait]\n[inject.rain]\neffects = ["x += 1"]\n[inject.hail]\neffects = ["x += 2"]\n'
        )
    )
    play = played(text, "first", "second")

    assert [(event.what, event.inject, event.after) for event in play.steps[-1].events] == [
        ("cancelled", "rain", 0),
        ("set", "rain", 2),
        ("set", "hail", 3),
    ]


def test_what_would_come_behind_the_end_of_the_clock_never_comes():
    text = (
        CLOCK
        + X
        + (
            "[variable.far]\nstart = 60\nrange = [10, 90]\n[scene.here.measure.go]\ntakes = 0\n"
            'later = [{ after = "far", inject = "rain" }]\n[scene.here.measure.wait]\ntakes = 8\n[inject.rain]\neffects = ["x = 9"]\n'
        )
    )
    play = played(text, "go", "wait")

    assert (play["x"], play["day"]) == (0, 8)
    assert play.take("wait")["x"] == 0


def test_the_sooner_of_two_stands_when_one_of_them_is_worked_out():
    text = (
        CLOCK
        + X
        + (
            '[scene.here.measure.go]\ntakes = 0\neffects = ["x += 2"]\nlater = [{ after = "x", inject = "rain" }]\n'
            '[scene.here.measure.wait]\n[inject.rain]\neffects = ["x = 9"]\n'
        )
    )
    play = played(text, "go", "go")

    assert [event for event in play.events if event[0] == "set"] == []
    assert play.take("wait")["x"] == 4
    assert play.take("wait")["x"] == 9


def test_numbers_are_compiled_as_they_always_were():
    scenario = load(
        CLOCK + X + '[scene.here.measure.go]\ntakes = 3\nlater = [{ after = 2, inject = "rain" }]\n[inject.rain]\n'
    )
    written = "".join(written.text for written in compiled(scenario).write())

    assert "run(s, 3)" in written
    assert "n0" not in written
    assert begin(scenario).row
