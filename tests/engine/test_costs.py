"""A price: locked where it is short, every part that is missing named, paid in full, and shown with the measure."""

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


def test_every_part_that_is_missing_is_named_and_nothing_else():
    shown = offer(PURSES + SEND + "costs = { boats = 2, credit = 2, ropes = 1 }\n" + WAIT)

    assert shown.locked
    assert shown.reasons == (
        "needs 2 Boats, there is 1",
        "needs 3 Credit to pay 2, there is 2",
        "needs 1 `ropes`, there is 0",
    )
    assert shown.price == "costs 2 Boats, 2 Credit, 1 `ropes`"
    assert offer(PURSES + SEND + "costs = { boats = 2, credit = 1 }\n" + WAIT).reasons == ("needs 2 Boats, there is 1",)


def test_otherwise_speaks_for_requires_only():
    text = PURSES + FLAG + SEND + 'costs = { boats = 2 }\nrequires = "{}"\notherwise = "Nobody is here."\n' + WAIT

    assert offer(text.replace("{}", "flag")).reasons == ("Nobody is here.", "needs 2 Boats, there is 1")
    assert offer(text.replace("{}", "not flag")).reasons == ("needs 2 Boats, there is 1",)


def test_what_is_open_says_its_price_beside_its_time():
    shown = offer(
        '[clock]\nunit = "day"\nlength = 9\nending = "over"\n' + PURSES + SEND + "takes = 2\ncosts = { boats = 1 }\n"
    )

    assert (shown.locked, shown.terms) == (False, "2 days, costs 1 Boats")


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
