"""What can be decided, what the world may decide, and what is refused."""

from __future__ import annotations

import pytest
from bench import FLAG, WAIT, X, Y, played

from crisisengine.engine.rules import offers, possible
from crisisengine.errors import ChoiceRefused

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

    assert [offer.measure for offer in offers(play.scenario, play.state)] == ["a", "b", "c"]


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
