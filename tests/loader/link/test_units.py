"""`takes` and `after` as expressions: how they are held, how wide their countdowns are, and what is refused."""

from __future__ import annotations

import pytest

from crisisengine.diagnostics import concise
from crisisengine.engine.program import program
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
unit = "hour"
length = 12
ending = "over"
[variable.told]
start = false
[variable.calls]
start = 3
range = [2, 5]
[scene.here]
title = "Here"
text = "Here."
[scene.here.measure.go]
label = "Go"
takes = {takes}
later = [{{ after = {after}, inject = "rain" }}]
[inject.rain]
text = "It rains."
[ending.over]
title = "Over"
rank = 1
text = "Over."
"""


def reading(takes: str = "1", after: str = "1") -> Reading:
    """What comes of a measure's `takes`, and of the `after` of what it sets going."""
    text = AROUND.format(takes=takes, after=after)
    return read("t", Volume("t.toml", text.encode()), MemoryResolver({}))


@pytest.mark.parametrize(
    ("takes", "amount", "low", "high"),
    [
        ("3", "3", 3, 3),
        ('"3"', "3", 3, 3),
        ('"calls"', "calls", 2, 5),
        ('"6 - hour"', "max(6 - hour, 0)", 0, 6),
        ('"24 - hour"', "min(24 - hour, 12)", 12, 12),
        ('"calls * 9 - 20"', "min(max(calls * 9 - 20, 0), 12)", 0, 12),
        ('"-calls"', "max(-calls, 0)", 0, 0),
    ],
)
def test_what_a_measure_takes_is_held_between_none_and_the_clocks_length(takes, amount, low, high):
    units = reading(takes).sound().scenes["here"].measures["go"].takes

    assert (spelled(units.amount), units.low, units.high) == (amount, low, high)


@pytest.mark.parametrize(
    ("after", "amount", "widest"),
    [
        ("3", "3", 4),
        ("90", "90", 91),
        ('"calls"', "calls", 6),
        ('"calls - 3"', "max(calls - 3, 1)", 3),
        ('"8 - hour"', "max(8 - hour, 1)", 9),
        ('"calls * 9"', "min(calls * 9, 13)", 14),
    ],
)
def test_a_countdown_is_as_wide_as_the_interval_and_no_wider_than_the_clock_and_one(after, amount, widest):
    scenario = reading(after=after).sound()
    found = program(scenario)

    assert spelled(scenario.scenes["here"].measures["go"].later[0].after.amount) == amount
    assert found.slots[found.number["due", "rain"]].high == widest


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"takes": '"told"'}, "21:10: error[type-mismatch] a number is needed here, this is a yes/no"),
        (
            {"takes": '"calls -"'},
            "21:17: error[expression-syntax] the expression ends too early: something is missing after `-`",
        ),
        ({"takes": '"tolls"'}, "21:10: error[unknown-name] there is no variable `tolls`"),
        ({"takes": "-1"}, "21:9: error[wrong-value] `takes` goes from 0 to 100000, -1 does not fit"),
        ({"takes": "1.5"}, "21:9: error[wrong-type] `takes` needs a whole number or an expression, this is a fraction"),
        ({"after": "0"}, "22:20: error[wrong-value] `after` goes from 1 to 100000, 0 does not fit"),
        ({"after": '"told"'}, "22:21: error[type-mismatch] a number is needed here, this is a yes/no"),
        ({"after": '"1 // (calls - 3)"'}, "22:27: error[out-of-bounds] `//` could divide by zero"),
    ],
)
def test_what_is_no_number_of_units_is_refused_at_its_place(given, said):
    assert [concise(known) for known in reading(**given).errors] == [f"t.toml:{said}"]
