"""What a facilitator sends: what it does, when it is refused, and that it stays no decision."""

from __future__ import annotations

import pytest

from crisisengine.engine.rules import begin, place
from crisisengine.engine.run import replay, start
from crisisengine.engine.sending import send, sendable
from crisisengine.engine.view import account
from crisisengine.errors import ChoiceRefused
from crisisengine.loader import MemoryResolver, Volume, read

DYKE = """\
format = 1
[scenario]
title = "The dyke"
summary = "Water, and a telephone."
start = "office"
minutes = 2
contingencies = 2
[clock]
unit = "hour"
length = 6
ending = "night"
[variable.trust]
label = "Trust"
start = 2
range = [0, 3]
[variable.rumours]
start = 0
range = [0, 3]
[scene.office]
title = "The office"
text = "Trust is {trust}."
[scene.office.measure.wait]
label = "Wait"
[scene.office.measure.call]
label = "Call them"
takes = 2
effects = ["trust += 1"]
goto = "yard"
[scene.yard]
title = "The yard"
text = "Rain."
[scene.yard.measure.wait]
label = "Wait"
[scene.visit]
title = "A visit"
text = "Somebody stands in the door."
[scene.visit.measure.listen]
label = "Listen"
goto = "back"
[inject.pump]
contingency = true
when = "trust >= 2"
text = "The pump has stopped."
effects = ["trust -= 1"]
good_answer = "Say so at once."
[inject.mayor]
contingency = true
scenes = ["yard"]
text = "The mayor is here."
goto = "visit"
[inject.leak]
contingency = true
text = "Water in the cellar."
effects = ["trust = 0"]
[inject.talk]
when = "trust <= 1"
text = "They talk."
effects = ["rumours += 1"]
[ending.night]
title = "Night"
rank = 1
text = "Dark."
[ending.gone]
title = "Gone"
rank = 0
when = "trust == 0"
text = "They have left."
"""
SCENARIO = read("dyke", Volume("dyke.toml", DYKE.encode()), MemoryResolver({})).sound()


def refusals(run):
    return {known.inject: known.refusal for known in sendable(run.scenario, run.state)}


def test_a_send_brings_its_inject_then_what_that_makes_true_and_no_time_passes():
    run = start(SCENARIO).send("pump")
    (sent,) = run.moves

    assert [event.inject for event in sent.events] == ["pump", "talk"]
    assert [(change.variable, change.after, change.cause) for change in sent.changes] == [
        ("trust", 1, "inject.pump"),
        ("rumours", 1, "inject.talk"),
    ]
    assert [card.inject for card in account(SCENARIO, sent).cards] == ["pump", "talk"]


def test_an_ending_that_a_send_makes_true_is_reached():
    run = start(SCENARIO).send("leak")

    assert run.ended
    assert refusals(run) == dict.fromkeys(("pump", "mayor", "leak"), "the run has ended in `gone`")


def test_what_cannot_be_sent_says_why_and_is_not_used_up():
    run = start(SCENARIO)

    assert refusals(run) == {
        "pump": "",
        "mayor": "`mayor` can be sent only in `yard`, and this is `office`",
        "leak": "",
    }
    with pytest.raises(ChoiceRefused, match="can be sent only in `yard`"):
        run.send("mayor")
    assert place(SCENARIO, run.decide("call").send("mayor").state) == "visit"


def test_each_is_sent_once_and_no_more_of_them_than_the_scenario_allows():
    run = start(SCENARIO).send("pump")
    assert refusals(run)["pump"] == "`pump` was sent already"

    run = run.decide("call").send("mayor")
    assert refusals(run)["leak"] == "a run of this scenario bears 2 sends, and they were used"


def test_a_condition_that_does_not_hold_is_named_to_the_facilitator():
    run = start(SCENARIO)
    low = run.decide("wait").send("pump").undo().send("pump")

    assert refusals(low)["pump"] == "`pump` was sent already"
    lowered = read(
        "dyke", Volume("dyke.toml", DYKE.replace("start = 2", "start = 1").encode()), MemoryResolver({})
    ).sound()
    assert sendable(lowered, begin(lowered))[0].refusal == "`pump` does not fit now: it needs `trust >= 2`"


def test_an_interruption_that_is_sent_returns_and_none_is_sent_within_it():
    run = start(SCENARIO).decide("call").send("mayor")

    assert run.place == "visit"
    assert run.decide("listen").place == "yard"


def test_none_comes_by_itself():
    run = start(SCENARIO)
    while not run.ended:
        run = run.decide("wait")

    assert run.place == "night"
    assert not {event.inject for step in run.steps for event in step.events} & {"pump", "mayor", "leak"}


def test_what_is_no_contingency_cannot_be_sent():
    for name in ("talk", "nonsense"):
        with pytest.raises(ChoiceRefused, match=f"`{name}` is no contingency of this scenario") as refused:
            send(SCENARIO, begin(SCENARIO), name)
        assert refused.value.hint == "one of `pump`, `mayor`, `leak`"


def test_a_send_is_not_numbered_as_a_decision_and_is_undone_alone():
    run = start(SCENARIO).decide("wait").send("pump").decide("call")

    assert [step.decision.measure for step in run.steps] == ["wait", "call"]
    assert [len(sent) for sent in run.sends] == [0, 1, 0]
    assert run.undo().undo().decisions == run.decisions[:1]
    assert run.undo().undo().branches[-1].decisions[0].send == "pump"


def test_a_what_if_keeps_what_was_sent_before_its_decision():
    run = start(SCENARIO).send("pump").decide("wait").decide("call")

    assert run.what_if(1).decisions == run.decisions[:1]
    assert run.what_if(2).decisions == run.decisions[:2]


def test_a_replay_sends_again_and_names_what_no_longer_fits():
    run = start(SCENARIO).decide("call").send("mayor").decide("listen")

    again, refused = replay(SCENARIO, run.decisions)
    assert refused is None
    assert again.state == run.state
    edited = read(
        "dyke", Volume("dyke.toml", DYKE.replace('["yard"]', '["office"]').encode()), MemoryResolver({})
    ).sound()
    again, refused = replay(edited, run.decisions)
    assert len(again.moves) == 1
    assert str(refused) == "`mayor` can be sent only in `office`, and this is `yard`"
