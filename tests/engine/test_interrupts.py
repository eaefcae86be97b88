"""Interrupts, and what else the six sentences leave open: one test for each decision at the top of `engine/order.py`."""

from __future__ import annotations

import pytest
from bench import CLOCK, FLAG, WAIT, X, played

from crisisengine.engine.program import program

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


HELD = (
    CLOCK
    + ROOM
    + FLAG
    + '[scene.room.measure.switch]\neffects = ["flag = not flag"]\n[inject.call]\non = 1\ngoto = "room"\n'
)


def test_an_interrupt_that_falls_due_while_back_is_set_lapses_if_its_when_is_false_then():
    play = played(HELD + '[inject.alarm]\non = 1\nwhen = "flag"\ngoto = "attic"\n', "wait")

    assert play.events == [("fired", "call"), ("lapsed", "alarm")]
    assert play.take("switch", "return").place == "here"


@pytest.mark.parametrize(("decisions", "place"), [("return", "attic"), ("switch return", "here")])
def test_a_held_interrupt_is_asked_for_its_when_again_when_it_can_come(decisions, place):
    play = played(HELD + '[inject.alarm]\non = 1\nwhen = "not flag"\ngoto = "attic"\n', "wait")

    assert play.events == [("fired", "call"), ("held", "alarm")]
    assert play.take(*decisions.split()).place == place


@pytest.mark.parametrize(
    ("scene", "happened", "place"), [("here", "held", "attic"), ("room", "lapsed", "here"), ("there", "lapsed", "here")]
)
def test_while_back_is_set_its_scenes_are_those_to_which_back_would_lead(scene, happened, place):
    play = played(HELD + f'[inject.alarm]\non = 1\nscenes = ["{scene}"]\ngoto = "attic"\n', "wait")

    assert play.events == [("fired", "call"), (happened, "alarm")]
    assert play.take("return").place == place


def test_a_held_interrupt_is_asked_for_its_scenes_again_when_it_can_come():
    play = played(
        HELD + '[scene.room.measure.run]\ngoto = "there"\n[inject.alarm]\non = 1\nscenes = ["here"]\ngoto = "attic"\n',
        "wait",
        "run",
    )

    assert (play.place, play.events) == ("there", [("lapsed", "alarm")])


def test_of_two_dates_of_an_inject_the_one_that_lapses_leaves_the_one_that_is_held():
    play = played(
        HELD + '[scene.here.measure.begin]\nlater = [{ after = 2, inject = "alarm" }]\n'
        '[inject.alarm]\non = 4\nwhen = "not flag"\ngoto = "attic"\n',
        "begin",
        "switch",
    )

    assert [play.take("switch").events, play.take("switch").events] == [[("held", "alarm")], [("lapsed", "alarm")]]
    assert play.take("switch", "return").place == "attic"


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


def test_back_is_forgotten_in_an_ending_too():
    play = played(
        ROOM + '[scene.room.measure.leave]\ngoto = "over"\n[inject.call]\nwhen = "true"\ngoto = "room"\n', "wait"
    )
    plan = program(play.scenario)
    back = plan.cells.of[plan.number["back", ""]]

    assert back.value(play.state.row) > 0
    assert play.take("leave").place == "over"
    assert back.value(play.state.row) == 0


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


def test_an_interrupt_into_the_scene_one_is_in_is_no_visit():
    play = played(ROOM + VISITS + '[inject.call]\nwhen = "true"\ngoto = "here"\n', "wait")

    assert (play.place, play["here_visits"]) == ("here", 1)


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
    cells = program(play.scenario).cells
    assert max(cells.values(step.after.row)[-1] for step in play.steps) == 3
