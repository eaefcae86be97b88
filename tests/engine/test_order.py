"""The order of a step, sentence by sentence, as `engine/order.py` says it: one test a clause."""

from __future__ import annotations

import pytest
from bench import CLOCK, FLAG, LATER, WAIT, X, Y, counters, played

from crisisengine.engine.rules import possible
from crisisengine.errors import ChoiceRefused

# --- where it starts -------------------------------------------------------------------------------------------------


def test_beginning_fires_nothing_and_ends_nothing():
    play = played(X + WAIT + '[inject.rain]\nwhen = "true"\neffects = ["x += 1"]\n[ending.over]\nwhen = "true"\n')

    assert (play.place, play["x"]) == ("here", 0)


# --- 1. the measure's effects, all reading the state before ----------------------------------------------------------


def test_the_effects_of_a_measure_all_read_the_state_before():
    play = played(X + Y + '[scene.here.measure.swap]\neffects = ["x = y", "y = x"]\n', "swap")

    assert (play["x"], play["y"]) == (5, 0)


def test_a_measure_does_not_see_itself_taken_in_its_own_effects_and_its_outcomes_do():
    play = played(
        counters("own", "then") + "[scene.here.measure.go]\neffects = [\"own = 1 if taken('go') else 2\"]\n"
        "[scene.here.measure.go.chance.fine]\nweight = 1\neffects = [\"then = 1 if taken('go') else 2\"]\n",
        "go/fine",
    )

    assert (play["own"], play["then"]) == (2, 1)


@pytest.mark.parametrize(
    ("effect", "after"), [("y += 7", 9), ("y -= 7", 0), ("y = 2 * y", 9), ("y -= -7", 9), ("y += -7", 0)]
)
def test_an_effect_saturates_at_the_end_of_the_range_and_the_change_says_so(effect, after):
    play = played(Y + f'[scene.here.measure.go]\neffects = ["{effect}"]\n', "go")

    (change,) = play.steps[0].changes
    assert (change.before, change.after, change.saturated, change.cause) == (5, after, True, "scene.here.measure.go")


def test_an_effect_that_just_reaches_the_end_does_not_saturate():
    play = played(Y + '[scene.here.measure.go]\neffects = ["y += 4"]\n', "go")

    assert not play.steps[0].changes[0].saturated


def test_an_effect_held_at_the_end_is_a_change_from_a_value_to_itself():
    play = played(X + '[scene.here.measure.go]\neffects = ["x -= 1"]\n', "go")

    assert [(change.before, change.after, change.saturated) for change in play.steps[0].changes] == [(0, 0, True)]


def test_an_effect_that_changes_nothing_leaves_no_change():
    play = played(FLAG + Y + '[scene.here.measure.go]\neffects = ["flag = false", "y = 5"]\n', "go")

    assert play.changes == []


# --- 2. the outcome's effects, reading what (1) left -----------------------------------------------------------------


def test_the_effects_of_an_outcome_read_what_the_measure_left():
    play = played(
        X + Y + '[scene.here.measure.go]\neffects = ["x = 3"]\n'
        '[scene.here.measure.go.chance.fine]\nweight = 1\neffects = ["y = x", "x = y"]\n',
        "go/fine",
    )

    assert (play["x"], play["y"]) == (5, 3)
    assert [cause for *_, cause in play.changes] == [
        "scene.here.measure.go",
        "scene.here.measure.go.chance.fine",
        "scene.here.measure.go.chance.fine",
    ]


# --- 3. the place becomes the outcome's goto, else the measure's, else stays ------------------------------------------

PLACES = (
    "[scene.here]\n[scene.there]\n[scene.far]\n"
    '[scene.here.measure.go]\ngoto = "there"\n'
    '[scene.here.measure.go.chance.astray]\nweight = 1\ngoto = "far"\n'
    "[scene.here.measure.go.chance.straight]\nweight = 1\n"
    "[scene.here.measure.stay]\n"
)


@pytest.mark.parametrize(("decision", "place"), [("go/astray", "far"), ("go/straight", "there"), ("stay", "here")])
def test_the_place_becomes_the_goto_of_the_outcome_else_of_the_measure_else_stays(decision, place):
    assert played(PLACES, decision).place == place


# --- 4. the clock ----------------------------------------------------------------------------------------------------


def test_the_clock_runs_as_many_units_as_the_measure_takes_and_one_unless_it_says():
    play = played(CLOCK + WAIT + "[scene.here.measure.long]\ntakes = 4\n[scene.here.measure.quick]\ntakes = 0\n")

    readings = [play.take(name)["day"] for name in ("wait", "long", "quick")]
    assert readings == [1, 5, 5]


def test_each_unit_is_a_change_that_the_clock_caused():
    play = played(CLOCK + "[scene.here.measure.long]\ntakes = 3\n", "long")

    assert play.changes == [("day", 0, 1, "clock"), ("day", 1, 2, "clock"), ("day", 2, 3, "clock")]


@pytest.mark.parametrize("inject", ["", "[inject.rain]\non = 2\n"])
def test_the_clock_never_runs_past_its_length(inject):
    play = played(CLOCK + "[scene.here.measure.long]\ntakes = 100\n" + inject, "long")

    assert play["day"] == 9
    assert len([change for change in play.changes if change[0] == "day"]) == 9


def test_the_clock_stops_for_nothing_not_for_an_interrupt():
    play = played(
        CLOCK + X + "[scene.here]\n[scene.room]\n[scene.here.measure.long]\ntakes = 4\n"
        '[inject.call]\non = 1\ngoto = "room"\n[inject.rain]\non = 3\neffects = ["x += 1"]\n',
        "long",
    )

    assert (play.place, play["day"], play["x"]) == ("room", 4, 1)


def test_the_clock_stops_for_nothing_not_for_an_ending_that_the_step_is_bound_for():
    play = played(
        CLOCK + X + '[scene.here.measure.leave]\ntakes = 4\ngoto = "left"\n[ending.left]\n'
        '[inject.rain]\non = 3\neffects = ["x += 1"]\n',
        "leave",
    )

    assert (play.place, play["day"], play["x"]) == ("left", 4, 1)


def test_the_clock_stops_for_nothing_not_for_an_ending_that_holds_on_the_way():
    play = played(
        CLOCK + X + '[scene.here.measure.long]\ntakes = 4\n[ending.early]\nwhen = "x == 1"\n'
        '[inject.rain]\non = 2\neffects = ["x = 1"]\n[inject.sun]\non = 3\neffects = ["x = 2"]\n',
        "long",
    )

    assert (play.place, play["x"]) == ("here", 2)


def test_each_unit_fires_what_is_due_in_it_before_the_next_unit_comes():
    play = played(
        CLOCK + counters("x") + "[scene.here.measure.long]\ntakes = 4\n"
        '[inject.late]\non = 3\neffects = ["x = x * 2"]\n[inject.early]\non = 1\neffects = ["x += 3"]\n',
        "long",
    )

    assert play["x"] == 6
    assert [(event.inject, event.reading) for event in play.steps[0].events] == [("early", 1), ("late", 3)]


@pytest.mark.parametrize(("order", "x"), [(("add", "double"), 2), (("double", "add"), 1)])
def test_what_is_due_in_the_same_unit_fires_in_file_order_each_reading_what_the_former_left(order, x):
    injects = {
        "add": '[inject.add]\non = 1\neffects = ["x += 1"]\n',
        "double": '[inject.double]\neffects = ["x = x * 2"]\n',
    }
    play = played(
        CLOCK
        + X
        + WAIT
        + '[scene.here.measure.set]\ntakes = 0\nlater = [{ after = 1, inject = "double" }]\n'
        + "".join(injects[name] for name in order),
        "set",
        "wait",
    )

    assert play["x"] == x


def test_what_is_due_reads_the_place_that_the_goto_left():
    play = played(
        CLOCK + X + '[scene.here]\n[scene.there]\n[scene.here.measure.go]\ngoto = "there"\n'
        '[inject.rain]\non = 1\nwhen = "scene.there"\neffects = ["x += 1"]\n',
        "go",
    )

    assert play["x"] == 1


def test_a_countdown_starts_counting_when_the_decision_that_sets_it_is_over():
    play = played(LATER, "set")

    assert [play["left"], *[play.take("wait")["left"] for _ in range(3)]] == [3, 2, 1, 0]
    assert play["x"] == 1


def test_scheduled_again_the_sooner_stands():
    assert played(LATER, "set", "soon")["left"] == 1
    assert played(LATER, "soon", "far")["left"] == 1


def test_there_is_one_countdown_for_an_inject():
    play = played(LATER, "set", "soon", *["wait"] * 5)

    assert play["x"] == 1


def test_a_cancel_stops_a_countdown():
    play = played(LATER, "set", "stop")

    assert (play["left"], play.events) == (0, [("cancelled", "rain")])
    assert play.take(*["wait"] * 4)["x"] == 0


def test_cancelling_what_is_not_set_is_no_event():
    assert played(LATER, "stop").events == []


def test_a_cancel_comes_after_the_units_of_its_decision_so_what_is_due_in_them_has_fired():
    play = played(LATER, "soon", "stop")

    assert (play["x"], play.events) == (1, [("fired", "rain")])


def test_a_cancel_comes_before_a_later_of_the_same_decision():
    play = played(LATER, "set", "again")

    assert (play["left"], play.events) == (5, [("cancelled", "rain"), ("set", "rain")])


def test_the_outcome_cancels_before_the_measure_sets():
    play = played(
        CLOCK + '[scene.here.measure.go]\nlater = [{ after = 4, inject = "rain" }]\n'
        '[scene.here.measure.go.chance.fine]\nweight = 1\ncancel = ["rain"]\nlater = [{ after = 2, inject = "rain" }]\n'
        "[inject.rain]\n[variable.left]\nis = \"due('rain')\"\n",
        "go/fine",
    )

    assert play["left"] == 2
    assert [(event.what, event.after) for event in play.steps[0].events] == [("set", 4), ("set", 2)]


# --- 5. one pass over the `when` injects -----------------------------------------------------------------------------


def test_the_pass_goes_in_file_order_and_each_inject_reads_what_the_former_left():
    play = played(
        X + '[scene.here.measure.go]\neffects = ["x = 1"]\n'
        '[inject.first]\nwhen = "x == 1"\neffects = ["x = 2"]\n'
        '[inject.second]\nwhen = "x == 2"\neffects = ["x = 3"]\n',
        "go",
    )

    assert play["x"] == 3
    assert play.events == [("fired", "first"), ("fired", "second")]


def test_what_becomes_true_behind_the_pass_fires_at_the_next_step():
    play = played(
        X + WAIT + '[scene.here.measure.go]\neffects = ["x = 1"]\n'
        '[inject.second]\nwhen = "x == 2"\neffects = ["x = 3"]\n'
        '[inject.first]\nwhen = "x == 1"\neffects = ["x = 2"]\n',
        "go",
    )

    assert play["x"] == 2
    assert play.take("wait")["x"] == 3


def test_what_is_true_already_fires_at_the_end_of_the_first_step_that_finds_it_so():
    """Level, not edge: nothing needs to become true."""
    play = played(X + Y + WAIT + '[inject.rain]\nwhen = "y == 5"\neffects = ["x += 1"]\n', "wait")

    assert play["x"] == 1


def test_what_was_true_on_the_way_and_is_not_any_more_does_not_fire():
    play = played(
        CLOCK + X + '[scene.here.measure.long]\ntakes = 4\n[inject.rain]\nwhen = "day == 2"\neffects = ["x += 1"]\n',
        "long",
    )

    assert play["x"] == 0


def test_an_inject_fires_once():
    play = played(X + WAIT + '[inject.rain]\nwhen = "true"\neffects = ["x += 1"]\n', "wait", "wait", "wait")

    assert play["x"] == 1


def test_a_repeating_inject_fires_at_the_end_of_every_step_that_finds_it_true():
    play = played(
        X + WAIT + '[inject.rain]\nrepeat = true\nwhen = "x < 2"\neffects = ["x += 1"]\n',
        "wait",
        "wait",
        "wait",
        "wait",
    )

    assert play["x"] == 2


def test_an_inject_that_names_scenes_fires_only_there():
    play = played(
        X + '[scene.here]\n[scene.there]\n[scene.here.measure.wait]\n[scene.here.measure.go]\ngoto = "there"\n'
        '[inject.rain]\nwhen = "true"\nscenes = ["there"]\neffects = ["x += 1"]\n',
        "wait",
    )

    assert play["x"] == 0
    assert play.take("go")["x"] == 1


def test_an_inject_that_names_no_scenes_fires_in_a_step_that_is_bound_for_an_ending_too():
    play = played(
        X + '[scene.here.measure.leave]\ngoto = "over"\n[inject.rain]\nwhen = "true"\neffects = ["x += 1"]\n'
        '[inject.local]\nwhen = "true"\nscenes = ["here"]\neffects = ["x += 5"]\n',
        "leave",
    )

    assert (play.place, play["x"]) == ("over", 1)


def test_an_inject_with_a_date_fires_only_when_due_however_true_it_is():
    play = played(
        CLOCK + X + FLAG + WAIT + '[inject.rain]\non = 3\nwhen = "not flag"\neffects = ["x += 1"]\n', "wait", "wait"
    )

    assert play["x"] == 0
    assert play.take("wait")["x"] == 1


def test_an_inject_named_by_any_later_fires_only_when_due_however_true_it_is():
    play = played(
        CLOCK + X + WAIT + '[scene.here.measure.set]\nlater = [{ after = 1, inject = "rain" }]\n'
        '[inject.rain]\nwhen = "true"\neffects = ["x += 1"]\n',
        "wait",
        "wait",
    )

    assert play["x"] == 0
    assert play.take("set", "wait")["x"] == 1


def test_a_due_inject_is_asked_then_and_lapses_if_false_and_the_ledger_says_so():
    play = played(
        CLOCK + X + FLAG + WAIT + '[scene.here.measure.raise]\neffects = ["flag = true"]\n'
        '[inject.rain]\non = 1\nwhen = "flag"\neffects = ["x += 1"]\n',
        "wait",
    )

    assert play.events == [("lapsed", "rain")]
    assert play.take("raise", "wait")["x"] == 0


def test_an_inject_that_lapsed_can_be_set_again():
    play = played(
        CLOCK + X + FLAG + WAIT + '[scene.here.measure.set]\ntakes = 0\nlater = [{ after = 1, inject = "rain" }]\n'
        '[scene.here.measure.raise]\neffects = ["flag = true"]\n[inject.rain]\nwhen = "flag"\neffects = ["x += 1"]\n',
        "set",
        "wait",
        "raise",
        "set",
        "wait",
    )

    assert play["x"] == 1


# --- 6. where it ends ------------------------------------------------------------------------------------------------


def test_the_first_ending_in_file_order_whose_when_holds_is_reached():
    play = played(
        X + '[scene.here.measure.go]\neffects = ["x = 5"]\n[ending.no]\nwhen = "x == 4"\n'
        '[ending.first]\nwhen = "x > 3"\n[ending.second]\nwhen = "x > 2"\n',
        "go",
    )

    assert play.place == "first"


def test_an_ending_that_holds_comes_before_the_one_that_a_goto_names():
    play = played(
        X
        + '[scene.here.measure.go]\ngoto = "named"\neffects = ["x = 1"]\n[ending.named]\n[ending.holds]\nwhen = "x == 1"\n',
        "go",
    )

    assert play.place == "holds"


def test_an_ending_named_by_a_goto_comes_before_the_clock_s():
    play = played(CLOCK + '[scene.here.measure.leave]\ntakes = 9\ngoto = "left"\n[ending.left]\n', "leave")

    assert play.place == "left"


def test_an_ending_that_holds_comes_before_the_clock_s():
    play = played(CLOCK + '[scene.here.measure.long]\ntakes = 9\n[ending.late]\nwhen = "day == 9"\n', "long")

    assert play.place == "late"


def test_a_full_clock_ends_the_run():
    play = played(CLOCK + "[scene.here.measure.long]\ntakes = 8\n" + WAIT, "long")

    assert play.place == "here"
    assert play.take("wait").place == "over"


def test_endings_read_what_the_pass_left():
    play = played(
        X + WAIT + '[inject.rain]\nwhen = "true"\neffects = ["x = 1"]\n[ending.wet]\nwhen = "x == 1"\n', "wait"
    )

    assert play.place == "wet"


def test_an_ended_run_offers_nothing_and_refuses_everything():
    play = played('[scene.here.measure.leave]\ngoto = "over"\n', "leave")

    assert play.open == play.locked == []
    with pytest.raises(ChoiceRefused, match="the run has ended in `over`"):
        play.take("leave")


def test_an_ended_run_leaves_the_world_nothing_to_decide():
    play = played(
        '[scene.here.measure.leave]\ngoto = "over"\n[scene.here.measure.leave.chance.fine]\nweight = 1\n', "leave/fine"
    )

    assert possible(play.scenario, play.state, "leave") == ()
