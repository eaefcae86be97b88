"""A promise on a condition: where it is asked, what breaks it, and that nobody takes an unasked one for kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crisisengine.authoring.conditions import property_text
from crisisengine.checker import judge, prove
from crisisengine.checker.formats.registry import FORMATS
from crisisengine.engine.run import replay
from crisisengine.loader import MemoryResolver, Volume, read

AROUND = """format = 1
[scenario]
title = "The well"
summary = "A well, a rope."
start = "yard"
minutes = 1
[variable.rope]
label = "There is a rope"
start = { true = 1, false = 1 }
[variable.deep]
start = 0
range = [0, 3]
[scene.yard]
title = "The yard"
text = "{deep > 0: It was deeper than that.|Somebody called.}"
[scene.yard.measure.climb]
label = "Climb down"
goto = "well"
[scene.yard.measure.leave]
label = "Leave"
goto = "gone"
[scene.well]
title = "In the well"
text = "It is dark."
[scene.well.measure.down]
label = "Further"
effects = ["deep += 1"]
[scene.well.measure.up]
label = "Up"
requires = "rope or deep == 0"
goto = "out"
[scene.well.measure.up.chance.holds]
weight = 1
[scene.well.measure.up.chance.slips]
weight = "1 if deep > 1 else 0"
goto = "gone"
[scene.well.measure.call]
label = "Call, and wait"
goto = "gone"
[ending.out]
title = "Out"
rank = 1
text = "Light."
[ending.gone]
title = "Gone"
rank = 0
text = "Nobody answers."
"""


def reading(keys):
    text = f"{AROUND}[property.promise]\n{keys}\n"
    return read("well", Volume("well.toml", text.encode()), MemoryResolver({}))


def judged(keys):
    scenario = reading(keys).sound()
    (found,) = prove(scenario).properties
    run = None
    if found.run is not None:
        run, refused = replay(scenario, found.run, start=found.start)
        assert refused is None
    taken = None if run is None else [decision.measure for decision in run.decisions]
    return found.verdict, taken, dict(found.start.drawn).get("rope"), found.asked


@pytest.mark.parametrize(
    ("keys", "verdict", "run", "rope"),
    [
        ('always = "rope"\nwhen = "deep > 0 and scene.well"', "violated", ["climb", "down"], 0),
        ('always = "deep <= 1"\nwhen = "not rope and ending.out"', "holds", None, None),
        ('never = "ending.out"\nwhen = "not rope and deep > 0"', "holds", None, None),
        ('never = "deep == 3"\nwhen = "rope"', "violated", ["climb", "down", "down", "down"], 1),
        ('always = "rope"\nwhen = "deep > 1"\nat = ["well.up"]', "holds", None, None),
        ('reachable = "ending.out"\nwhen = "scene.well"', "violated", ["climb", "down"], 0),
        ('reachable = "ending.out"\nwhen = "scene.well and rope"', "holds", None, None),
        ('reachable = "ending.out"\nwhen = "true"', "violated", ["climb", "down"], 0),
        ('reachable = "scene.yard"\nwhen = "scene.yard"', "holds", None, None),
        ('eventually = "ending"\nwhen = "scene.well"', "violated", None, None),
        ('eventually = "ending or deep == 3"\nwhen = "rope"', "holds", None, None),
        ('eventually = "ending.out or deep > 0"\nwhen = "scene.well"', "violated", ["climb", "call"], None),
        ('never_by_chance = "out"\nwhen = "deep <= 1"', "holds", None, None),
        ('never_by_chance = "out"\nwhen = "rope"', "violated", ["climb", "down", "down", "up"], 1),
        ('always = "possible(\'out\')"\nwhen = "rope and scene.well"', "holds", None, None),
        ('always = "rope"\nwhen = "scene.well and not possible(\'out\')"', "violated", ["climb", "down"], 0),
        ('eventually = "ending.gone or deep == 3"\nwhen = "scene.well and not possible(\'out\')"', "holds", None, None),
    ],
)
def test_a_promise_is_judged_where_its_when_holds(keys, verdict, run, rope):
    found, taken, drawn, asked = judged(keys)

    assert (found, asked) == (verdict, True)
    if run is not None:
        assert taken == run
    if rope is not None:
        assert drawn == rope


def test_a_promise_that_is_never_asked_holds_and_says_so():
    result = judge(Path("well.toml"), reading('eventually = "ending.out"\nwhen = "ending.out and scene.yard"'))

    assert [(found.code, found.route) for found in result.diagnostics if found.code == "never-asked"] == [
        ("never-asked", "property.promise")
    ]
    assert "holds      eventually       promise, never asked" in FORMATS["full"]([result])
    (told,) = json.loads(FORMATS["json"]([result]))["scenarios"][0]["properties"]
    assert (told["verdict"], told["asked"]) == ("holds", False)


def test_ended_runs_are_not_asked_what_they_can_come_to():
    assert judged('reachable = "ending.out"\nwhen = "ending.gone"') == ("holds", None, None, False)


def test_over_its_limit_nothing_is_said_of_what_was_not_asked():
    scenario = reading('eventually = "ending.out"\nwhen = "deep == 3"').sound()
    (found,) = prove(scenario, max_states=4).properties

    assert (found.verdict, found.asked) == ("undecided", True)


DRY = """
[scene.yard.measure.look]
label = "Look about"
goto = "dry"
[scene.dry]
title = "A dry well"
text = "There is nothing here."
[scene.dry.measure.sing]
label = "Sing"
when = "false"
"""


@pytest.mark.parametrize("at", ["scene.dry", "dry.sing"])
def test_at_speaks_of_decisions_so_in_a_dead_end_it_is_not_judged(at):
    text = AROUND + DRY + f'[property.promise]\nnever = "scene.dry"\nat = ["{at}"]\n'
    scenario = read("well", Volume("well.toml", text.encode()), MemoryResolver({})).sound()
    proof = prove(scenario)

    assert [found.verdict for found in proof.properties] == ["holds"]
    assert "dead-end" in [located.remark.code for located in proof.remarks]


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ('always = "rope"\nwhen = "deep > 0"', "In every state, if “deep” is at least 1: “There is a rope” holds."),
        (
            'reachable = "ending.out"\nwhen = "rope"',
            "From every state where “There is a rope” holds, some run comes to a state where the run has ended in “Out”.",
        ),
        (
            'never_by_chance = "out"\nwhen = "rope"',
            "Where “There is a rope” holds, only a decision, never chance, takes “Out” out of reach.",
        ),
    ],
)
def test_the_script_says_when_it_is_asked(keys, told):
    scenario = reading(keys).sound()

    assert property_text(scenario, scenario.properties["promise"]) == told
