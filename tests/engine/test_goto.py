"""A conditional `goto`: what it reads, and what follows from going there."""

from __future__ import annotations

import pytest
from bench import CLOCK, FLAG, X, played

PLACES = "[scene.here]\n[scene.dry]\n[scene.dry.measure.wait]\n[scene.held]\n[scene.held.measure.wait]\n"


@pytest.mark.parametrize(("start", "place"), [("true", "dry"), ("false", "held")])
def test_the_end_is_the_first_whose_condition_holds(start, place):
    text = f'[variable.told]\nstart = {start}\n{PLACES}[scene.here.measure.go]\ngoto = "dry if told else held"\n'

    assert played(text, "go").place == place


def test_it_reads_what_the_measure_and_its_outcome_left_and_no_time_has_passed():
    text = (
        CLOCK + X + PLACES + "[scene.here.measure.go]\ntakes = 3\n"
        'effects = ["x = 2"]\ngoto = "dry if x == 5 and day == 0 and scene.here and taken(\'go\') else held"\n'
        '[scene.here.measure.go.chance.well]\nweight = 1\neffects = ["x += 3"]\n'
        "[scene.here.measure.go.chance.ill]\nweight = 1\n"
    )

    assert played(text, "go/well").place == "dry"
    assert played(text, "go/ill").place == "held"


def test_an_outcomes_way_comes_before_the_measures():
    text = (
        X + PLACES + '[scene.here.measure.go]\ngoto = "held"\n'
        '[scene.here.measure.go.chance.well]\nweight = 1\ngoto = "dry if x > 3 else here"\n'
    )

    assert played(text, "go/well").place == "here"
    assert played(text.replace("start = 0", "start = 4"), "go/well").place == "dry"


def test_to_lead_to_the_scene_itself_is_to_stay_and_no_visit():
    text = (
        FLAG + PLACES + '[scene.here.measure.go]\ngoto = "dry if flag else here"\n'
        "[variable.often]\nis = \"1 if visits('here') > 1 else 0\"\n"
    )
    play = played(text, "go", "go")

    assert (play.place, play["often"]) == ("here", 0)


ROOM = (
    X
    + PLACES
    + '[scene.here.measure.go]\neffects = ["x += 1"]\n[scene.dry.measure.return]\ngoto = "back if x > 1 else held"\n'
    '[inject.call]\nwhen = "x > 0"\neffects = ["x += 1"]\ngoto = "{goto}"\n'
)


def test_an_inject_reads_its_own_effects_and_where_it_leads_back_is_set():
    play = played(ROOM.replace("{goto}", "dry if x == 2 else held"), "go")

    assert play.place == "dry"
    assert play.take("return").place == "here"


def test_an_inject_that_leads_to_where_one_is_has_interrupted_all_the_same():
    text = ROOM.replace("{goto}", "here if x == 2 else dry") + '[inject.second]\nwhen = "x > 0"\ngoto = "dry"\n'
    play = played(text, "go")

    assert (play.place, play.events) == ("here", [("fired", "call")])
    play.take("go")
    assert (play.place, play.events) == ("dry", [("fired", "second")])


def test_whether_an_interrupt_is_obeyed_does_not_depend_on_its_end():
    """While `back` is set neither end of `alarm` can be obeyed, not even the one that would leave everything as it is."""
    text = ROOM.replace("{goto}", "dry") + '[inject.alarm]\nwhen = "scene.dry"\ngoto = "dry if x > 0 else over"\n'
    play = played(text, "go", "wait")

    assert (play.place, play.events) == ("dry", [])


def test_the_cause_of_arriving_is_the_rule_whose_way_it_was():
    text = (
        FLAG
        + PLACES
        + (
            '[scene.here.measure.go]\neffects = ["flag = true"]\ngoto = "dry if flag else held"\n'
            '[variable.inside]\nis = "scene.dry"\n'
        )
    )
    (_, change) = played(text, "go").steps[-1].changes

    assert (change.variable, change.follows_from) == ("inside", ("scene.here.measure.go",))
