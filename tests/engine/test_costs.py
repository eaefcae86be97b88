"""A price: locked where it is short, every part that is missing told once, paid in full, and shown with the measure."""

from __future__ import annotations

from bench import FLAG, load, played

from crisisengine.engine.rules import begin, step
from crisisengine.engine.view import view

PURSES = (
    '[variable.boats]\nlabel = "Boats"\nstart = 1\nrange = [0, 3]\n'
    '[variable.credit]\nlabel = "Credit"\nstart = 2\nrange = [1, 4]\n[variable.ropes]\nstart = 0\nrange = [0, 3]\n'
)
SEND = "[scene.here.measure.send]\n"
WAIT = "[scene.here.measure.wait]\n"


def offer(text):
    """The first offer as a person sees it at the start."""
    scenario = load(text)
    return view(scenario, begin(scenario)).offers[0]


def test_a_price_that_cannot_be_paid_is_told_once_with_what_there_is_of_each_part_that_is_missing():
    shown = offer(PURSES + SEND + "costs = { boats = 2, credit = 2, ropes = 1 }\n" + WAIT)
    in_part = offer(PURSES + SEND + "costs = { boats = 2, credit = 1 }\n" + WAIT)

    assert shown.locked
    assert shown.reasons == (
        "not enough to pay its price: Boats −2 (now 1), Credit −2 (now 2, and never below 1), `ropes` −1 (now 0)",
    )
    assert in_part.reasons == ("not enough to pay its price: Boats −2 (now 1), Credit −1",)
    assert (shown.price, in_part.price) == ("", "")


def test_a_price_that_could_be_paid_stands_with_what_is_locked_for_another_reason():
    shown = offer(PURSES + FLAG + SEND + 'costs = { boats = 1 }\nrequires = "flag"\n' + WAIT)

    assert (shown.locked, shown.reasons, shown.price) == (True, ("needs `flag`",), "price: Boats −1")


def test_a_price_of_a_party_is_named_as_in_running_words():
    board = '[attribute.goodwill]\nlabel = "Goodwill"\nrange = [0, 6]\n[party.board]\nname = "The harbour board"\nmain = true\ngoodwill = {}\n'
    pay = SEND + 'costs = { "board.goodwill" = 2 }\n' + WAIT

    assert offer(board.replace("{}", "3") + pay).price == "price: Goodwill of the harbour board −2"
    assert offer(board.replace("{}", "1") + pay).reasons == (
        "not enough to pay its price: Goodwill of the harbour board −2 (now 1)",
    )


def test_otherwise_speaks_for_requires_only():
    text = PURSES + FLAG + SEND + 'costs = { boats = 2 }\nrequires = "{}"\notherwise = "Nobody is here."\n' + WAIT

    assert offer(text.replace("{}", "flag")).reasons == (
        "Nobody is here.",
        "not enough to pay its price: Boats −2 (now 1)",
    )
    assert offer(text.replace("{}", "not flag")).reasons == ("not enough to pay its price: Boats −2 (now 1)",)


def test_what_is_open_says_its_price_beside_its_time():
    shown = offer(
        '[clock]\nunit = "day"\nlength = 9\nending = "over"\n' + PURSES + SEND + "takes = 2\ncosts = { boats = 1 }\n"
    )

    assert (shown.locked, shown.terms) == (False, "2 days, price: Boats −1")


def test_the_last_of_it_can_be_paid_and_nothing_is_held_by_the_end_of_its_range():
    play = played(PURSES + SEND + 'costs = { boats = 1, credit = 1 }\neffects = ["ropes = boats"]\n' + WAIT, "send")

    assert (play["boats"], play["credit"], play["ropes"]) == (0, 1, 1), "effects beside a price read the state before"
    assert not any(change.saturated for change in play.steps[-1].changes)
    assert play.locked == ["send"]


def test_weights_and_ways_read_what_is_left_after_paying():
    text = (
        PURSES + SEND + 'costs = { boats = 1 }\ngoto = "over if boats == 0 else here"\n'
        '[scene.here.measure.send.chance.well]\nweight = "1 if boats == 0 else 0"\n'
        '[scene.here.measure.send.chance.ill]\nweight = "boats"\n'
    )

    assert played(text, "send/well").place == "over"


def test_the_ledger_tells_what_was_paid_and_by_what():
    scenario = load(PURSES + SEND + "costs = { boats = 1 }\n")
    (change,) = step(scenario, begin(scenario), "send").changes

    assert (change.variable, change.before, change.after, change.cause) == ("boats", 1, 0, "scene.here.measure.send")
