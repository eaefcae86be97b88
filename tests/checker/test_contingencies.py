"""What a facilitator may send is a move of the environment: judged wherever it leads, and counted on by nobody."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crisisengine.checker import judge, prove
from crisisengine.checker.formats import as_json, full
from crisisengine.checker.formats.verdict_line import summary
from crisisengine.checker.statistics import balance
from crisisengine.engine.run import replay, start
from crisisengine.loader import MemoryResolver, Volume, read

FORD = """\
format = 1
[scenario]
title = "The ford"
summary = "Two banks."
start = "bank"
minutes = 1
[variable.depth]
label = "Depth"
start = 1
range = [0, 3]
[variable.rope]
label = "A rope is across"
start = false
[scene.bank]
title = "The bank"
text = "Water. {depth >= 2: It is brown. | It is clear.}"
[scene.bank.measure.tie]
label = "Tie a rope"
effects = ["rope = true"]
once = true
[scene.bank.measure.wade]
label = "Wade"
goto = "over"
when = "depth <= 1"
[scene.bank.measure.haul]
label = "Go along the rope"
goto = "over"
when = "rope"
[inject.rain]
contingency = true
text = "It rains upstream."
effects = ["depth += 1"]
[inject.helper]
contingency = true
text = "Somebody throws a rope across."
effects = ["rope = true"]
[ending.over]
title = "Over"
rank = 2
text = "Over."
[ending.swept]
title = "Swept"
rank = 0
when = "depth == 3"
text = "Gone."
"""


def result_of(text):
    reading = read("ford", Volume("ford.toml", text.encode()), MemoryResolver({}))
    return judge(Path("ford.toml"), reading, with_balance=True)


def verdicts(text):
    return {judged.name: (judged.verdict, judged.run) for judged in result_of(text).properties}


def steps(run):
    return [decision.send or decision.measure for decision in run]


def proved(text):
    return prove(read("ford", Volume("ford.toml", text.encode()), MemoryResolver({})).sound())


def test_a_claim_is_judged_in_the_states_that_sends_bring_and_the_run_shows_the_send():
    found = verdicts(
        FORD + '[property.shallow]\nnever = "depth >= 2"\n[property.dry]\nalways = "ending.over or depth <= 1"\n'
    )

    assert found["shallow"][0] == found["dry"][0] == "violated"
    assert steps(found["shallow"][1]) == ["rain"]
    scenario = proved(FORD).found.program.scenario
    assert replay(scenario, found["shallow"][1])[1] is None


def test_what_can_be_reached_counts_on_no_send():
    text = FORD.replace('effects = ["rope = true"]\nonce', "effects = []\nonce")
    found = verdicts(text + '[property.rope]\nreachable = "rope"\n')

    assert found["rope"] == ("violated", None)
    assert verdicts(FORD + '[property.rope]\nreachable = "rope"\n')["rope"][0] == "holds"


def test_of_two_runs_with_as_many_decisions_the_one_with_fewer_sends_is_shown():
    found = verdicts(FORD + '[property.never_roped]\nnever = "rope and ending.over"\n')

    assert steps(found["never_roped"][1]) == ["helper", "wade"], "one decision and a send, before two decisions"
    twice = FORD.replace("minutes = 1", "minutes = 1\ncontingencies = 2")
    assert steps(verdicts(twice + '[property.p]\nnever = "rope"\n')["p"][1]) == ["helper"]


LEVEE = """\
format = 1
[scenario]
title = "The levee"
summary = "Two rooms."
start = "watch"
minutes = 1
contingencies = ALLOWED
[scene.watch]
title = "The watch"
text = "Here."
[scene.watch.measure.leave]
label = "Leave"
goto = "road"
[scene.road]
title = "The road"
text = "Here."
[scene.road.measure.home]
label = "Home"
goto = "home"
[inject.wind]
contingency = true
scenes = ["watch"]
text = "Wind."
[inject.rain]
contingency = true
scenes = ["watch"]
text = "Rain."
[ending.home]
title = "Home"
rank = 1
text = "Home."
"""


@pytest.mark.parametrize(
    ("allowed", "forgetting", "keeping"),
    [
        pytest.param(1, 2 + 2 + 2, 3 + 3 + 3, id="of one that is allowed only whether it was sent is known, at once"),
        pytest.param(
            2, 4 + 3 + 3, 4 + 4 + 4, id="of two which were sent is known while one more may be, then how many"
        ),
    ],
)
def test_sends_are_counted_and_named_only_while_that_decides_what_may_still_be_sent(allowed, forgetting, keeping):
    scenario = read(
        "levee", Volume("levee.toml", LEVEE.replace("ALLOWED", str(allowed)).encode()), MemoryResolver({})
    ).sound()

    assert [prove(scenario, reduce=reduce).extent.states for reduce in (True, False)] == [forgetting, keeping]


def test_a_run_is_found_to_what_can_be_sent_only_after_a_decision():
    later = FORD.replace('text = "It rains upstream."', 'when = "rope"\ntext = "It rains upstream."')
    found = verdicts(later + '[property.shallow]\nnever = "depth >= 2"\n')

    assert steps(found["shallow"][1]) in (["tie", "rain"], ["helper", "rain"])


def test_a_dead_end_and_a_trap_that_a_send_brings_are_found():
    stuck = result_of(FORD.replace("once = true", 'once = true\nwhen = "depth <= 1"'))
    (dead_end,) = [known for known in stuck.diagnostics if known.code == "dead-end"]
    assert "after the facilitator's `rain`" in dead_end.hint

    trapped = result_of(FORD.replace('effects = ["rope = true"]\nonce = true', "effects = []"))
    (trap,) = [known for known in trapped.diagnostics if known.code == "trap"]
    assert trap.hint.endswith("after the facilitator's `rain`")


def test_a_promise_that_every_run_ends_must_hold_whatever_is_sent():
    ends = '[property.ends]\neventually = "ending"\n'
    held = FORD.replace('label = "Go along', 'fallback = true\nlabel = "Go along').replace('when = "rope"\n', "")

    assert verdicts(held + ends)["ends"][0] == "holds"
    verdict, run = verdicts(FORD.replace("once = true", 'once = true\nwhen = "depth <= 1"') + ends)["ends"]
    assert (verdict, steps(run)) == ("violated", ["rain"])


def test_text_that_only_a_send_makes_appear_is_no_unreachable_text():
    assert not [known for known in result_of(FORD).diagnostics if known.code == "unreachable-prose"]


def test_a_contingency_that_can_never_be_sent_is_unreachable():
    (found,) = [known for known in result_of(FORD + '[inject.never]\ncontingency = true\nwhen = "depth < 0"\ntext = "No."\n').diagnostics if known.code == "unreachable-inject"]  # fmt: skip

    assert found.hint == "there is no state in which it could be sent"


def test_what_contingencies_cost_is_told_in_words_and_as_json():
    result = result_of(FORD)

    assert (result.extent.states, result.extent.states_without_sends) == (8, 3)
    assert "8 states (3 without what a facilitator may send)" in summary(result)
    (written,) = json.loads(as_json.written([result]))["scenarios"]
    assert (written["extent"]["states"], written["extent"]["states_without_sends"]) == (8, 3)


def test_a_scenario_without_them_says_nothing_of_them():
    text = FORD[: FORD.index("[inject.rain]")] + FORD[FORD.index("[ending.over]") :].replace("depth == 3", "depth == 0")
    (written,) = json.loads(as_json.written([result_of(text)]))["scenarios"]

    assert "states_without_sends" not in written["extent"]
    assert "facilitator" not in summary(result_of(text))


def test_a_send_in_a_run_is_written_in_place_of_a_measure_and_counted_apart():
    result = result_of(FORD + '[property.p]\nnever = "depth >= 2 and rope"\n')
    (written,) = json.loads(as_json.written([result]))["scenarios"]

    assert {"scene": "bank", "send": "rain", "outcome": None} in written["properties"][0]["run"]
    assert "after the facilitator's `rain`, `bank.tie`" in full.written([result])


def test_the_balance_is_of_plays_into_which_nothing_is_sent():
    told = balance(proved(FORD).futures)
    found = {ending.id: ending for ending in told.endings}
    rain = next(inject for inject in told.injects if inject.id == "rain")
    written = result_of(FORD)

    assert (rain.share.value, rain.best, rain.contingency) == (0, "none", True)
    assert "rain, only when somebody sends it" in full.written([written])
    (machine,) = json.loads(as_json.written([written]))["scenarios"]
    assert {"id": "rain", "share": 0, "best": "none", "contingency": True} in machine["balance"]["injects"]

    assert found["over"].share.value == 1
    assert found["over"].states == 1
    assert found["swept"].states == 0
    assert found["swept"].shortest is None


def test_the_endings_that_can_still_be_reached_are_known_for_what_a_send_brings():
    proof = proved(FORD.replace("once = true", 'once = true\nwhen = "depth <= 1"'))
    run = start(proof.found.program.scenario)

    assert proof.reachable_endings.endings(run.state) == {"over"}
    assert proof.reachable_endings.endings(run.send("rain").state) == frozenset()


def test_contingencies_that_multiply_end_at_the_limit_of_states():
    many = "".join(f'[inject.more_{number}]\ncontingency = true\ntext = "More."\n' for number in range(60))
    text = FORD.replace("minutes = 1", "minutes = 1\ncontingencies = 100") + many
    found = prove(read("ford", Volume("ford.toml", text.encode()), MemoryResolver({})).sound(), max_states=1_000)

    assert (found.verdict, found.extent.reason, found.extent.states) == ("undecided", "states", 0)
