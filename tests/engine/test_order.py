"""The order of a step, sentence by sentence: design section 5, and what `engine/order.py` decides beyond it."""

from __future__ import annotations

import pytest
from bench import Play, load, played, worth

from crisisengine.engine.rules import begin, offers, possible, step, value
from crisisengine.errors import ChoiceRefused

X = "[variable.x]\nstart = 0\nrange = [0, 9]\n"
Y = "[variable.y]\nstart = 5\nrange = [0, 9]\n"
FLAG = "[variable.flag]\nstart = false\n"
CLOCK = '[clock]\nunit = "day"\nlength = 9\nending = "over"\n'
WAIT = "[scene.here.measure.wait]\n"


def note(*names: str) -> str:
    """Variables in which injects write down when they came: `x = x * 10 + 1` would be unbounded, a rank is not."""
    return "".join(f"[variable.{name}]\nstart = 0\nrange = [0, 9]\n" for name in names)


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
        note("own", "then") + "[scene.here.measure.go]\neffects = [\"own = 1 if taken('go') else 2\"]\n"
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

    assert [(one.before, one.after, one.saturated) for one in play.steps[0].changes] == [(0, 0, True)]


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
    assert len([one for one in play.changes if one[0] == "day"]) == 9


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
        CLOCK + note("x") + "[scene.here.measure.long]\ntakes = 4\n"
        '[inject.late]\non = 3\neffects = ["x = x * 2"]\n[inject.early]\non = 1\neffects = ["x += 3"]\n',
        "long",
    )

    assert play["x"] == 6
    assert [(one.inject, one.reading) for one in play.steps[0].events] == [("early", 1), ("late", 3)]


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


LATER = (
    CLOCK + X + WAIT + '[scene.here.measure.set]\ntakes = 2\nlater = [{ after = 3, inject = "rain" }]\n'
    '[scene.here.measure.soon]\ntakes = 0\nlater = [{ after = 1, inject = "rain" }]\n'
    '[scene.here.measure.far]\ntakes = 0\nlater = [{ after = 6, inject = "rain" }]\n'
    '[scene.here.measure.stop]\ncancel = ["rain"]\n'
    '[scene.here.measure.again]\ncancel = ["rain"]\nlater = [{ after = 5, inject = "rain" }]\n'
    '[inject.rain]\neffects = ["x += 1"]\nrepeat = true\n'
    "[property.left]\nreachable = \"due('rain') == 9\"\n"
    "[variable.left]\nis = \"due('rain')\"\n"
)


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
    assert [(one.what, one.after) for one in play.steps[0].events] == [("set", 4), ("set", 2)]


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


# --- interrupts ------------------------------------------------------------------------------------------------------

ROOM = (
    "[scene.here]\n[scene.there]\n[scene.room]\n[scene.attic]\n"
    "[scene.here.measure.wait]\n"
    '[scene.here.measure.go]\ngoto = "there"\n[scene.there.measure.wait]\n'
    '[scene.room.measure.wait]\n[scene.room.measure.return]\ngoto = "back"\n'
    '[scene.room.measure.flee]\ngoto = "there"\n[scene.room.measure.climb]\ngoto = "attic"\n'
    '[scene.attic.measure.down]\ngoto = "room"\n'
)


def test_back_returns_to_where_the_step_would_have_gone():
    play = played(ROOM + '[inject.call]\nwhen = "true"\ngoto = "room"\n', "go")

    assert play.place == "room"
    assert play.take("return").place == "there"


def test_one_interrupt_a_step_and_the_other_follows_later():
    """Both hold; the second one comes at the end of the step that went back, since nothing is set then."""
    play = played(
        ROOM + '[inject.call]\nwhen = "true"\ngoto = "room"\n[inject.alarm]\nwhen = "true"\ngoto = "attic"\n', "wait"
    )

    assert (play.place, play.events) == ("room", [("fired", "call")])
    play.take("return")
    assert (play.place, play.events) == ("attic", [("fired", "alarm")])


def test_no_interrupt_comes_while_back_is_set():
    play = played(
        ROOM + X + '[inject.call]\nwhen = "scene.here"\ngoto = "room"\n'
        '[inject.alarm]\nwhen = "scene.room"\ngoto = "attic"\n[inject.rain]\nwhen = "scene.room"\neffects = ["x += 1"]\n',
        "wait",
        "wait",
        "climb",
        "down",
    )

    assert (play.place, play["x"]) == ("room", 1)


@pytest.mark.parametrize(("date", "set_it"), [("on = 2\n", ""), ("", 'later = [{ after = 1, inject = "alarm" }]\n')])
def test_a_dated_interrupt_that_cannot_be_obeyed_stays_due_until_a_later_unit(date, set_it):
    play = played(
        CLOCK + ROOM + f'[scene.here.measure.begin]\n{set_it}[inject.call]\non = 1\ngoto = "room"\n'
        f'[inject.alarm]\n{date}goto = "attic"\n' + ("" if set_it else "[scene.attic.measure.wait]\n"),
        "begin",
        "wait",
    )

    assert (play.place, play.events) == ("room", [("held", "alarm")])
    play.take("wait")
    assert (play.place, play.events) == ("room", [("held", "alarm")])
    play.take("return")
    assert (play.place, play.events) == ("attic", [("fired", "alarm")])


def test_a_held_interrupt_needs_a_unit_to_come_and_a_step_without_time_has_none():
    play = played(
        CLOCK
        + ROOM.replace('return]\ngoto = "back"', 'return]\ntakes = 0\ngoto = "back"')
        + '[inject.call]\non = 1\ngoto = "room"\n[inject.alarm]\non = 1\ngoto = "attic"\n',
        "wait",
        "return",
    )

    assert play.place == "here"
    assert play.take("wait").place == "attic"


def test_a_held_interrupt_is_asked_for_its_when_only_when_it_can_be_obeyed():
    play = played(
        CLOCK + ROOM + FLAG + '[scene.room.measure.raise]\neffects = ["flag = true"]\n'
        '[inject.call]\non = 1\ngoto = "room"\n[inject.alarm]\non = 1\nwhen = "flag"\ngoto = "attic"\n',
        "wait",
        "raise",
        "return",
    )

    assert play.place == "attic"


def test_an_interrupt_that_leads_to_an_ending_ends_the_run():
    play = played(
        ROOM + '[inject.call]\nwhen = "true"\ngoto = "over"\n[inject.more]\nwhen = "true"\ngoto = "room"\n', "wait"
    )

    assert play.place == "over"


def test_a_step_bound_for_an_ending_is_not_interrupted():
    play = played(
        CLOCK + ROOM + '[scene.here.measure.leave]\ngoto = "over"\n'
        '[inject.dated]\non = 1\ngoto = "room"\n[inject.level]\nwhen = "true"\ngoto = "room"\n',
        "leave",
    )

    assert (play.place, play.events) == ("over", [("held", "dated")])


def test_back_is_forgotten_on_arriving_where_no_back_can_follow_and_others_interrupt_again():
    play = played(
        ROOM
        + '[inject.call]\nwhen = "scene.here"\ngoto = "room"\n[inject.alarm]\nwhen = "scene.there"\ngoto = "attic"\n',
        "wait",
        "flee",
    )

    assert play.place == "attic"


def test_back_is_kept_where_a_back_can_still_follow():
    play = played(ROOM + '[inject.call]\nwhen = "true"\ngoto = "room"\n', "go", "climb", "down", "return")

    assert play.place == "there"


def test_back_with_nothing_to_go_back_to_stays():
    play = played(
        ROOM + '[inject.call]\nwhen = "false"\ngoto = "room"\n[scene.here.measure.enter]\ngoto = "room"\n',
        "enter",
        "return",
    )

    assert play.place == "room"


def test_back_stays_where_injects_lead_only_to_endings():
    play = played(
        ROOM + '[inject.call]\nwhen = "false"\ngoto = "over"\n[scene.here.measure.enter]\ngoto = "room"\n',
        "enter",
        "return",
    )

    assert play.place == "room"


def test_an_outcome_can_go_back():
    play = played(
        ROOM + '[scene.room.measure.try]\n[scene.room.measure.try.chance.fine]\nweight = 1\ngoto = "back"\n'
        '[inject.call]\nwhen = "true"\ngoto = "room"\n',
        "go",
        "try/fine",
    )

    assert play.place == "there"


# --- what the sentences leave open -----------------------------------------------------------------------------------


def test_an_inject_fires_once_however_it_is_brought_about():
    play = played(
        CLOCK + X + WAIT + '[scene.here.measure.set]\nlater = [{ after = 1, inject = "rain" }]\n'
        '[inject.rain]\non = 4\neffects = ["x += 1"]\n',
        "set",
        "wait",
        "set",
        *["wait"] * 3,
    )

    assert play["x"] == 1


def test_a_repeating_inject_fires_each_time_however_it_is_brought_about():
    play = played(
        CLOCK + X + WAIT + '[scene.here.measure.set]\nlater = [{ after = 1, inject = "rain" }]\n'
        '[inject.rain]\non = 5\nrepeat = true\neffects = ["x += 1"]\n',
        "set",
        "wait",
        "set",
        *["wait"] * 2,
    )

    assert play["x"] == 3


def test_what_is_used_up_is_not_set_again():
    play = played(
        CLOCK + WAIT + '[scene.here.measure.set]\nlater = [{ after = 1, inject = "rain" }]\n[inject.rain]\n',
        "set",
        "wait",
        "set",
    )

    assert play.events == []


def test_a_reading_that_comes_leaves_a_countdown_that_has_not():
    """`on` and a countdown are two dates of one inject: the one that lapses, or fires, does not take the other along."""
    both = (
        CLOCK
        + X
        + FLAG
        + WAIT
        + (
            '[scene.here.measure.set]\ntakes = 0\nlater = [{ after = 3, inject = "rain" }]\n'
            '[scene.here.measure.raise]\neffects = ["flag = true"]\n[inject.rain]\non = 1\neffects = ["x += 1"]\n'
        )
    )
    lapsing = played(both + 'when = "flag"\n', "set", "wait", "raise", "wait")
    repeating = played(both + "repeat = true\n", "set", "wait", "wait", "wait")

    assert lapsing["x"] == 1
    assert repeating["x"] == 2


def test_cancelling_the_countdown_of_a_held_inject_leaves_only_its_reading():
    play = played(
        CLOCK + ROOM + '[scene.here.measure.begin]\nlater = [{ after = 1, inject = "alarm" }]\n'
        '[scene.room.measure.stop]\ncancel = ["alarm"]\n'
        '[inject.call]\non = 1\ngoto = "room"\n[inject.alarm]\non = 6\ngoto = "attic"\n',
        "begin",
        "wait",
        "stop",
        "return",
    )

    assert play.place == "here"
    assert play.take("wait").place == "here"
    assert play.take("wait").place == "attic"


def test_an_inject_whose_time_comes_outside_its_scenes_lapses():
    play = played(
        CLOCK + X + '[scene.here]\n[scene.there]\n[scene.there.measure.wait]\n[scene.here.measure.go]\ngoto = "there"\n'
        '[inject.rain]\non = 1\nscenes = ["here"]\neffects = ["x += 1"]\n',
        "go",
    )

    assert (play["x"], play.events) == (0, [("lapsed", "rain")])


CALL = '[inject.call]\nwhen = "false"\ngoto = "room"\n'
VISITS = "".join(
    f"[variable.{scene}_visits]\nis = \"(1 if visits('{scene}') >= 1 else 0) + (1 if visits('{scene}') >= 2 else 0)\"\n"
    for scene in ("here", "there", "room")
)


def test_the_start_counts_as_a_visit_and_staying_does_not():
    play = played(ROOM + VISITS + CALL + '[scene.here.measure.linger]\ngoto = "here"\n', "wait", "linger")

    assert play["here_visits"] == 1


def test_a_visit_is_counted_on_arriving_by_a_goto_and_where_an_inject_leads():
    play = played(ROOM + VISITS + '[inject.call]\nwhen = "true"\ngoto = "room"\n', "go")

    assert (play["there_visits"], play["room_visits"]) == (1, 1)


def test_going_back_is_a_return_and_no_visit():
    play = played(ROOM + VISITS + '[inject.call]\nwhen = "true"\ngoto = "room"\n', "wait", "return")

    assert (play.place, play["here_visits"]) == ("here", 1)


def test_an_inject_that_leads_where_the_step_went_anyway_counts_no_second_visit():
    play = played(
        ROOM
        + VISITS
        + '[scene.here.measure.enter]\ngoto = "room"\n[inject.call]\nwhen = "scene.room"\ngoto = "room"\n',
        "enter",
    )

    assert play["room_visits"] == 1


def test_a_visit_counter_stops_one_above_the_largest_number_that_it_is_compared_with():
    play = played(
        '[scene.here]\n[scene.there]\n[scene.here.measure.go]\ngoto = "there"\n[scene.there.measure.go]\ngoto = "here"\n'
        "[variable.twice]\nis = \"visits('here') == 2\"\n[variable.more]\nis = \"visits('here') > 2\"\n"
    )

    seen = [(play["twice"], play["more"])]
    for _ in range(4):
        play.take("go", "go")
        seen.append((play["twice"], play["more"]))
    assert seen == [(0, 0), (1, 0), (0, 1), (0, 1), (0, 1)]
    assert max(state.after.row[-1] for state in play.steps) == 3


# --- chance ----------------------------------------------------------------------------------------------------------

CHANCE = (
    X + Y + '[scene.here.measure.go]\neffects = ["y = 1", "x = 2"]\n'
    '[scene.here.measure.go.chance.less]\nweight = "y"\n[scene.here.measure.go.chance.more]\nweight = "2 * x"\n'
    '[scene.here.measure.go.chance.never]\nweight = "max(0, y - 1)"\n'
)


def test_weights_are_read_after_the_effects_of_the_measure():
    play = played(CHANCE)

    assert possible(play.scenario, play.state, "go") == (("less", 1), ("more", 4))


def test_an_outcome_of_weight_0_is_impossible_here():
    with pytest.raises(ChoiceRefused, match="`never` cannot follow `go` here") as caught:
        played(CHANCE, "go/never")

    assert caught.value.hint == "one of `less`, `more`"


def test_where_the_world_decides_an_outcome_must_be_given():
    with pytest.raises(ChoiceRefused, match="the world decides what follows `go`"):
        played(CHANCE, "go")


def test_an_outcome_that_the_measure_does_not_know_is_refused():
    with pytest.raises(ChoiceRefused, match="`rain` cannot follow `go` here"):
        played(CHANCE, "go/rain")


def test_where_no_outcome_has_any_weight_the_measure_is_taken_without_one():
    play = played(
        "[scene.here]\n[scene.there]\n"
         '[scene.here.measure.go]\ngoto = "there"\n[scene.here.measure.go.chance.never]\nweight = 0\n',
        "go",
    )

    assert play.place == "there"
    assert play.steps[0].decision.outcome is None


def test_a_derived_value_in_a_weight_reads_what_the_measure_left():
    play = played(
        X + '[variable.double]\nis = "2 * x"\n[scene.here.measure.go]\neffects = ["x = 3"]\n'
        '[scene.here.measure.go.chance.fine]\nweight = "double"\n'
    )

    assert possible(play.scenario, play.state, "go") == (("fine", 6),)


# --- what is offered -------------------------------------------------------------------------------------------------


def test_when_hides_and_requires_locks():
    play = played(
        FLAG + '[scene.here.measure.hidden]\nwhen = "flag"\n[scene.here.measure.locked]\nrequires = "flag"\n'
        '[scene.here.measure.raise]\neffects = ["flag = true"]\n'
    )

    assert (play.open, play.locked) == (["raise"], ["locked"])
    assert play.take("raise").open == ["hidden", "locked", "raise"]


def test_a_hidden_measure_is_not_offered_and_is_refused_with_what_is_open():
    with pytest.raises(ChoiceRefused, match="`hidden` is not offered in `here`") as caught:
        played(FLAG + WAIT + '[scene.here.measure.hidden]\nwhen = "flag"\n', "hidden")

    assert caught.value.hint == "open here: `wait`"


def test_a_locked_measure_is_refused():
    with pytest.raises(ChoiceRefused, match="`locked` is locked in `here`"):
        played(FLAG + WAIT + '[scene.here.measure.locked]\nrequires = "flag"\n', "locked")


def test_a_measure_taken_once_is_used_up_and_hidden():
    play = played(WAIT + "[scene.here.measure.speak]\nonce = true\n", "speak")

    assert play.open == ["wait"]


def test_a_standing_measure_taken_once_is_used_up_everywhere():
    play = played(
        '[scene.here]\n[scene.there]\n[scene.here.measure.go]\ngoto = "there"\n[scene.there.measure.wait]\n'
        "[measure.call]\nonce = true\n",
        "call",
        "go",
    )

    assert play.open == ["wait"]


def test_a_standing_measure_is_offered_after_the_scene_s_own_unless_the_scene_says_no():
    play = played(
        '[scene.here]\n[scene.there]\nstanding = false\n[measure.leave]\ngoto = "over"\n'
        '[scene.here.measure.go]\ngoto = "there"\n[scene.there.measure.wait]\n'
    )

    assert play.open == ["go", "leave"]
    assert play.take("go").open == ["wait"]


def test_a_fallback_is_offered_only_when_nothing_else_is_open():
    play = played(
        FLAG + "[scene.here.measure.give_up]\nfallback = true\n[scene.here.measure.speak]\nonce = true\n"
        '[scene.here.measure.locked]\nrequires = "flag"\n'
    )

    assert (play.open, play.locked) == (["speak"], ["locked"])
    play.take("speak")
    assert (play.open, play.locked) == (["give_up"], ["locked"])


def test_a_fallback_that_is_not_offered_is_refused():
    with pytest.raises(ChoiceRefused, match="`give_up` is not offered"):
        played(WAIT + "[scene.here.measure.give_up]\nfallback = true\n", "give_up")


def test_fallbacks_do_not_hide_each_other_and_stand_in_file_order():
    play = played(
        FLAG + '[scene.here.measure.a]\nfallback = true\n[scene.here.measure.b]\nrequires = "flag"\n'
        "[scene.here.measure.c]\nfallback = true\n"
    )

    assert [one.measure for one in offers(play.scenario, play.state)] == ["a", "b", "c"]


def test_every_failing_gate_is_named_those_of_tags_in_their_order_before_the_own_one():
    play = played(
        X
        + FLAG
        + '[tag.heavy]\nlabel = "Heavy"\ngates = [{ requires = "x > 3" }, { requires = "ready" }, { requires = "true" }]\n'
        '[tag.light]\nlabel = "Light"\ngates = [{ requires = "flag" }]\n'
        '[scene.here.measure.go]\ntags = ["heavy", "light"]\ngates = { ready = "flag or x == 1" }\nrequires = "x > 5"\n'
        '[scene.here.measure.first]\neffects = ["x = 1"]\n[scene.here.measure.all]\neffects = ["x = 9", "flag = true"]\n'
    )

    refusals = [offers(play.scenario, play.state)[0].refusals]
    refusals += [offers(play.scenario, play.take(name).state)[0].refusals for name in ("first", "all")]
    assert refusals == [(0, 1, 3, 4), (0, 3, 4), ()]


# --- facts -----------------------------------------------------------------------------------------------------------


def test_taken_tells_whether_a_measure_was_ever_taken_also_one_that_is_not_used_up():
    play = played(WAIT + "[scene.here.measure.speak]\n[variable.spoken]\nis = \"taken('here.speak')\"\n")

    assert [play["spoken"], play.take("wait")["spoken"], play.take("speak")["spoken"], play.take("wait")["spoken"]] == [
        0,
        0,
        1,
        1,
    ]


def test_due_counts_the_units_left_and_is_0_where_none_are():
    play = played(LATER)

    assert [play["left"], play.take("far")["left"], play.take("wait")["left"]] == [0, 6, 5]


def test_due_is_0_for_an_inject_that_is_held_and_for_one_that_has_only_a_reading():
    play = played(CLOCK + WAIT + "[inject.rain]\non = 4\n[variable.left]\nis = \"due('rain')\"\n")

    assert [play["left"], play.take("wait")["left"]] == [0, 0]


def test_scene_and_ending_tell_the_place():
    play = played(
        '[scene.here.measure.leave]\ngoto = "over"\n[variable.inside]\nis = "scene.here"\n[variable.out]\nis = "ending.over"\n'
    )

    assert (play["inside"], play["out"]) == (1, 0)
    play.take("leave")
    assert (play["inside"], play["out"]) == (0, 1)


# --- operators -------------------------------------------------------------------------------------------------------

NUMBERS = "[variable.p]\nstart = 7\nrange = [-9, 9]\n[variable.n]\nstart = -7\nrange = [-9, 9]\n[variable.z]\nstart = 0\nrange = [-9, 9]\n"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("p + n", 0),
        ("p - n", 14),
        ("p * n", -49),
        ("p // 2", 3),
        ("n // 2", -4),
        ("p // -2", -4),
        ("n // -2", 3),
        ("p % 3", 1),
        ("n % 3", 2),
        ("p % -3", -2),
        ("n % -3", -1),
        ("-p", -7),
        ("- -p", 7),
        ("p - 2 - 3", 2),
        ("p - (2 - 3)", 8),
        ("2 + p * 2", 16),
        ("(2 + p) * 2", 18),
        ("min(p, n, z)", -7),
        ("max(p, n, z)", 7),
        ("max(p)", 7),
        ("clamp(p, 0, 5)", 5),
        ("clamp(n, 0, 5)", 0),
        ("clamp(z, 0, 5)", 0),
        ("1 if p > 0 else 2", 1),
        ("1 if n > 0 else 2", 2),
        ("1 if n > 0 else 2 if z > 0 else 3", 3),
    ],
)
def test_arithmetic(expression, expected):
    assert worth(expression, start=NUMBERS) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("p == 7", True),
        ("p != 7", False),
        ("n < z", True),
        ("n <= -7", True),
        ("p > 7", False),
        ("p >= 7", True),
        ("n < z < p", True),
        ("n < p < z", False),
        ("n < p > z", True),
        ("p > n == -7 < z", True),
        ("not p > 7", True),
        ("p > 7 or z == 0", True),
        ("p > 7 and z == 0", False),
        ("false and false or true", True),
        ("false and (false or true)", False),
        ("not false and false", False),
        ("not (false and false)", True),
        ("(p > 7) == (n > 7)", True),
        ("(p == 7) != (n == 7)", True),
        ("true if n > 0 else z == 0", True),
    ],
)
def test_conditions(expression, expected):
    assert worth(expression, start=NUMBERS, sort="truth") == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("season == 'rain'", True),
        ("season > 'dry'", True),
        ("season <= 'dry'", False),
        ("'dry' < season < 'flood'", True),
        ("season != other", True),
        ("season < other", True),
        ("(season if season == 'dry' else other) == 'flood'", True),
    ],
)
def test_words_are_ordered_as_their_values_stand(expression, expected):
    words = 'values = ["dry", "rain", "flood"]\n'
    seasons = f'[variable.season]\nstart = "rain"\n{words}[variable.other]\nstart = "flood"\n{words}'

    assert worth(expression, start=seasons, sort="truth") == expected


def test_least_is_the_least_over_the_main_parties():
    parties = '[attribute.trust]\nlabel = "Trust"\nrange = [0, 6]\n' + "".join(
        f'[party.{name}]\nname = "{name}"\nmain = {main}\ntrust = {trust}\n'
        for name, main, trust in (("a", "true", 4), ("b", "true", 3), ("c", "false", 1))
    )

    assert worth("least(trust)", start=parties) == 3


def test_a_yes_or_no_variable_takes_the_truth_of_a_condition():
    play = played(X + FLAG + '[scene.here.measure.go]\neffects = ["flag = x < 1 and not flag"]\n', "go")

    assert play["flag"] == 1
    assert play.take("go")["flag"] == 0


# --- the ledger ------------------------------------------------------------------------------------------------------


def test_a_derived_change_lists_the_causes_that_it_follows_from():
    play = played(
        CLOCK
        + X
        + Y
        + note("z")
        + '[variable.sum]\nis = "x + y"\n[variable.twice]\nis = "2 * sum"\n[variable.other]\nis = "z"\n'
        '[scene.here.measure.go]\neffects = ["x += 1", "z += 1"]\n[inject.rain]\non = 1\neffects = ["y += 1"]\n',
        "go",
    )

    derived = {one.variable: one for one in play.steps[0].changes if one.follows_from}
    measure, inject = "scene.here.measure.go", "inject.rain"
    assert {name: one.follows_from for name, one in derived.items()} == {
        "sum": (measure, inject),
        "twice": (measure, inject),
        "other": (measure,),
    }
    assert [(one.variable, one.before, one.after, one.cause) for one in play.steps[0].changes][-3:] == [
        ("sum", 5, 7, "variable.sum"),
        ("other", 0, 1, "variable.other"),
        ("twice", 10, 14, "variable.twice"),
    ]


def test_a_derived_value_that_stays_is_no_change():
    play = played(
        X + Y + '[variable.sum]\nis = "x + y"\n[scene.here.measure.go]\neffects = ["x += 1", "y -= 1"]\n', "go"
    )

    assert [one.variable for one in play.steps[0].changes] == ["x", "y"]


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
    (change,) = [one for one in play.steps[-1].changes if one.variable == "asked"]

    assert change.follows_from == causes


def test_events_tell_what_happened_to_injects_with_the_reading_of_the_clock():
    play = played(
        CLOCK + '[scene.here.measure.go]\ntakes = 3\nlater = [{ after = 4, inject = "rain" }]\n[inject.rain]\n'
        '[inject.sun]\non = 2\n[inject.wind]\nwhen = "true"\n',
        "go",
    )

    assert [(one.what, one.inject, one.after, one.reading) for one in play.steps[0].events] == [
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

    one, two = (step(play.scenario, play.state, "go") for _ in range(2))

    assert (one.after, one.changes, one.events) == (two.after, two.changes, two.events)
