"""What is for whoever leads a room: read in the state that is shown, and shown to nobody who plays."""

from __future__ import annotations

from attrs import asdict
from bench import Play, X, load

from crisisengine.engine.notes import role_card, scene_notes
from crisisengine.engine.view import account, view

SECRET = "Do not tell them"
LED = X + (
    f'[role.pilot]\ntitle = "Pilot"\nchair = true\nbrief = "You know {SECRET}."\nknows = "{SECRET}: {{x >= 1: late | early}}"\n'
    '[role.mate]\ntitle = "Mate"\nbrief = "You do not."\n'
    "[scene.here]\nminutes = 9\ndefault = 'stop'\nfor = 'mate'\n"
    f'guidance = "{SECRET}: {{x}}, and {{x >= 1: late | early}}."\n'
    f'ask = ["Who said {SECRET}?", "Why {{x}}?"]\n'
    '[scene.here.measure.wait]\neffects = ["x += 1"]\n[scene.here.measure.stop]\ngoto = "over"\n'
)


def test_the_notes_on_a_scene_are_read_in_the_state_that_is_shown():
    play = Play(load(LED))

    first = scene_notes(play.scenario, play.state)
    later = scene_notes(play.scenario, play.take("wait").state)

    assert (first.minutes, first.default, first.voters) == (9, "stop", "mate")
    assert (first.ask, later.ask) == ((f"Who said {SECRET}?", "Why 0?"), (f"Who said {SECRET}?", "Why 1?"))
    assert (first.guidance, later.guidance) == (f"{SECRET}: 0, and early.", f"{SECRET}: 1, and late.")


def test_a_scene_of_which_the_author_says_nothing_has_empty_notes_and_an_ending_none():
    play = Play(load('[scene.here.measure.stop]\ngoto = "over"\n'))

    notes = scene_notes(play.scenario, play.state)

    assert notes.voters == ""
    assert (notes.minutes, notes.default, notes.guidance, notes.ask) == (0, "", "", ())
    assert scene_notes(play.scenario, play.take("stop").state) is None


def test_no_view_and_no_account_tells_what_is_for_whoever_leads():
    play = Play(load(LED))
    before = view(play.scenario, play.state)
    after = play.take("wait")

    for shown in (before, view(play.scenario, after.state), account(play.scenario, after.steps[-1])):
        assert SECRET not in repr(asdict(shown))


def test_the_card_of_a_role_is_read_in_the_state_that_is_shown():
    play = Play(load(LED))

    pilot, mate = (role_card(play.scenario, play.state, role) for role in ("pilot", "mate"))

    assert (pilot.id, pilot.title, pilot.brief, pilot.chair) == ("pilot", "Pilot", f"You know {SECRET}.", True)
    assert pilot.knows == f"{SECRET}: early"
    assert role_card(play.scenario, play.take("wait").state, "pilot").knows == f"{SECRET}: late"
    assert (mate.knows, mate.chair) == ("", False)
