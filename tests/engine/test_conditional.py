"""Before any run, a text that depends on the state is told with all its sides, each behind what it depends on."""

from __future__ import annotations

import pytest
from bench import load
from shipped import SHIPPED, loaded

from crisisengine.engine.conditional import conditional_text
from crisisengine.engine.conditions import condition_text
from crisisengine.engine.notes import scene_notes
from crisisengine.engine.rules import begin

WORLD = """
[variable.trust]
start = 1
range = [0, 6]
label = "Trust"
bands = { 0 = "none", 3 = "open" }
[variable.warned_early]
start = false
[variable.road]
values = ["dry", "wet"]
start = "dry"
label = "The road"
[scene.here.measure.stop]
goto = "over"
[property.asked]
never = "GUARD"
[property.other]
always = "trust >= 0 or warned_early or road == 'dry' or taken('stop')"
"""


def words(guard):
    scenario = load(WORLD.replace("GUARD", guard))
    return condition_text(scenario, scenario.properties["asked"].claim)


@pytest.mark.parametrize(
    ("guard", "told"),
    [
        ("trust >= 3", "“Trust” is *open*"),
        ("trust < 3", "“Trust” is below *open*"),
        ("warned_early", "“warned early” holds"),
        ("not warned_early", "“warned early” does not hold"),
        ("road == 'wet'", "“The road” is *wet*"),
        ("road != 'wet'", "“The road” is not *wet*"),
        ("taken('here.stop')", "“stop” was taken"),
        ("not taken('here.stop')", "“stop” was not taken"),
        ("warned_early and (trust > 2 or road == 'wet')", "“warned early” holds and (“Trust” is *open* or “The road” is *wet*)"),
        ("trust + 1 > 2", "Trust + 1 is above 2"),
    ],
)  # fmt: skip
def test_a_condition_is_told_in_the_words_of_the_scenario(guard, told):
    assert words(guard) == told


def guidance(text):
    scenario = load(WORLD.replace("GUARD", "trust > 5") + f'[scene.here]\nguidance = "{text}"\n')
    return conditional_text(scenario, scenario.scenes["here"].guidance)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Wait. {trust >= 3: They talk. | They do not.}", "Wait. _(if “Trust” is *open*)_ They talk. _(otherwise)_ They do not."),
        ("Wait. {warned_early: They know.}", "Wait. _(if “warned early” holds)_ They know."),
        ("Wait. {warned_early: | They do not know.}", "Wait. _(unless “warned early” holds)_ They do not know."),
        (
            "{trust > 4: Many. | warned_early: Some. | Nobody.}",
            "_(if “Trust” is at least 5 (*open*))_ Many. _(otherwise, if “warned early” holds)_ Some. _(otherwise)_ Nobody.",
        ),
        (
            "{trust > 4: | warned_early: Some. | }",
            "_(if “Trust” is at least 5 (*open*))_ nothing _(otherwise, if “warned early” holds)_ Some.",
        ),
        ("{scene.title} stands.", "[where one is] stands."),
        ("It stands at {trust}.", "It stands at [Trust]."),
    ],
)  # fmt: skip
def test_each_side_stands_behind_its_condition(text, told):
    assert guidance(text) == told


@pytest.mark.parametrize("name", SHIPPED)
def test_what_the_facilitator_will_read_in_a_scene_stands_on_the_sheet(name):
    scenario = loaded(name)
    notes = scene_notes(scenario, begin(scenario))
    first = scenario.scenes[scenario.start]

    assert notes.guidance == conditional_text(scenario, first.guidance) or "_(if " in conditional_text(
        scenario, first.guidance
    )
