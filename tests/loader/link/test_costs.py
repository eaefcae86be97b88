"""A price: what it comes to, and what is refused of it, said at its place."""

from __future__ import annotations

import pytest

from crisisengine.diagnostics import concise
from crisisengine.engine.spelling import spelled
from crisisengine.loader import MemoryResolver, Reading, Volume, read

AROUND = """\
format = 1
[scenario]
title = "T"
summary = "S"
start = "here"
minutes = 1
[clock]
unit = "day"
length = 3
ending = "over"
[attribute.consent]
label = "Consent"
range = [0, 6]
[party.soc]
name = "SOC"
consent = 3
[variable.boats]
start = 3
range = [-1, 6]
[variable.told]
start = false
[variable.secret]
start = 1
range = [0, 3]
hidden = true
[variable.reach]
is = "boats + 1"
[scene.here]
title = "Here"
text = "Here. {secret > 1: a|b}"
[scene.here.measure.go]
label = "Go"
costs = {%s}
effects = ["told = true", "soc.consent += 1"]
goto = "over"
[ending.over]
title = "Over"
rank = 1
text = "Over."
"""


def reading(costs: str) -> Reading:
    """What comes of a measure's `costs`."""
    return read("t", Volume("t.toml", (AROUND % costs).encode()), MemoryResolver({}))


def test_a_price_is_a_gate_and_an_effect():
    measure = reading(" boats = 2 ").sound().scenes["here"].measures["go"]

    assert [(cost.variable, cost.amount) for cost in measure.costs] == [("boats", 2)]
    assert [spelled(gate.requires) for gate in measure.gates] == ["boats >= 1"]
    assert [(effect.variable, spelled(effect.value)) for effect in measure.effects] == [
        ("told", "true"),
        ("soc.consent", "soc.consent + 1"),
        ("boats", "boats - 2"),
    ]


@pytest.mark.parametrize(
    ("costs", "said"),
    [
        ("boats = 0", "33:18: error[wrong-value] a price is above 0, this is 0"),
        ("boats = -1", "33:18: error[wrong-value] a price is above 0, this is -1"),
        ('boats = "boats"', "33:18: error[wrong-type] `boats` needs a whole number, this is a text"),
        ("boats = 8", "33:18: error[wrong-value] `boats` goes from -1 to 6, so 8 of it can never be paid"),
        ("boots = 1", "33:10: error[unknown-name] there is no variable `boots`"),
        ("told = 1", "33:10: error[type-mismatch] a price is paid in numbers, `told` is a yes/no"),
        ("secret = 1", "33:10: error[misplaced] `secret` is hidden, and a price is shown to whoever pays it"),
        ("reach = 1", "33:10: error[not-assignable] nothing can be paid with `reach`"),
        ("day = 1", "33:10: error[not-assignable] nothing can be paid with `day`"),
        (
            '"soc.consent" = 1',
            "33:10: error[repeated-effect] an effect of the same measure changes `soc.consent` as well",
        ),
        ("soc = { consent = 1 }", "33:16: error[wrong-type] `soc` needs a whole number, this is a table"),
        ("soc.consent = 1", "33:10: error[wrong-type] `soc` needs a whole number, this is a table"),
    ],
)
def test_what_nothing_can_be_paid_with_is_refused_at_its_place(costs, said):
    assert [concise(known) for known in reading(costs).errors] == [f"t.toml:{said}"]
