"""The program of a scenario: which ends of its range a value has to be held by."""

from __future__ import annotations

import pytest
from bench import FLAG, X, Y, load

from crisisengine.engine.program import program
from crisisengine.engine.rules import State, begin, evaluate


@pytest.mark.parametrize(
    ("effect", "ends"),
    [
        ("x += 2", (None, 9)),
        ("x -= 2", (0, None)),
        ("x += -2", (0, None)),
        ("x -= -2", (None, 9)),
        ("x = 4", (None, None)),
        ("x = 12", (0, 9)),
        ("x = y + 2", (0, 9)),
        ("x += y", (0, 9)),
        ("x = 2 - x", (0, 9)),
        ("flag = true", (None, None)),
    ],
)
def test_an_effect_is_held_by_the_ends_that_it_can_pass_and_by_no_others(effect, ends):
    scenario = load(X + Y + FLAG + f'[scene.here.measure.go]\neffects = ["{effect}"]\n')
    (written,) = scenario.scenes["here"].measures["go"].effects
    plan = program(scenario)

    assert plan.ends(written) == ends

    low, high = ends
    whole = scenario.variables[written.variable]
    slot = plan.variable_slot[written.variable]
    for before in range(whole.low, whole.high + 1):
        row = begin(scenario).row
        asked = evaluate(scenario, State((*row[:slot], before, *row[slot + 1 :])), written.value)
        held = asked if high is None else min(asked, high)
        held = held if low is None else max(held, low)
        assert held == min(max(asked, whole.low), whole.high)
