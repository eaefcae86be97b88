"""`start = { east = 2, delta = 1 }`: what may stand there, and what is said about what may not."""

from __future__ import annotations

import pytest

from crisisengine.loader import MemoryResolver, Volume, read

AROUND = """format = 1
[scenario]
title = "Road"
summary = "A road."
start = "road"
minutes = 1
[scene.road]
title = "Road"
text = "{track == track: a|b}"
[scene.road.measure.go]
label = "Go"
goto = "home"
[ending.home]
title = "Home"
rank = 1
text = "Home."
"""


def reading(text, **doctrines):
    resolver = MemoryResolver({f"{name}.toml": doctrine for name, doctrine in doctrines.items()})
    return read("road", Volume("road.toml", text.encode()), resolver)


def said(keys):
    found = reading(f"{AROUND}[variable.track]\n{keys}\n").diagnostics
    return [(diagnostic.code, diagnostic.message) for diagnostic in found]


@pytest.mark.parametrize(
    ("keys", "sort", "draw"),
    [
        ('start = { east = 2, delta = 1 }\nvalues = ["delta", "east"]', "word", ((1, 2), (0, 1))),
        ("start = { 3 = 1, -1 = 1000000 }\nrange = [-1, 3]", "number", ((3, 1), (-1, 1_000_000))),
        ("start = { true = 1, false = 0 }", "truth", ((1, 1),)),
        ("[variable.track.start]\nfalse = 1", "truth", ((0, 1),)),
    ],
)
def test_a_table_of_weights_is_a_draw_and_what_weighs_nothing_is_never_drawn(keys, sort, draw):
    variable = reading(f"{AROUND}[variable.track]\n{keys}\n").sound().variables["track"]

    assert (variable.sort, variable.draw, variable.start) == (sort, draw, draw[0][0])


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (
            "start = {}",
            [("wrong-value", "`start` can be drawn as nothing: no value has a weight above 0")],
        ),
        (
            "start = { true = 0 }",
            [("wrong-value", "`start` can be drawn as nothing: no value has a weight above 0")],
        ),
        ("start = { true = -1 }", [("wrong-value", "`true` goes from 0 to 1000000, -1 does not fit")]),
        ("start = { true = '1' }", [("wrong-type", "`true` needs a whole number, this is a text")]),
        ("start = { yes = 1 }", [("wrong-value", "`yes` is neither `true` nor `false`")]),
        ("start = { true = 1, yes = 1 }", [("wrong-value", "`yes` is neither `true` nor `false`")]),
        ("start = { 1 = 1, 2 = 1 }", [("missing-key", "number `track` needs `range`")]),
        ("start = { 1 = 1, 9 = 1 }\nrange = [0, 3]", [("wrong-value", "9 lies outside the range 0 to 3")]),
        ("start = { 01 = 1, 2 = 1 }\nrange = [0, 3]", [("wrong-value", "`01` is no whole number")]),
        ("start = { est = 1, east = 1 }\nvalues = ['east']", [("wrong-value", "`est` is none of its `values`")]),
        ("start = { true = 1 }\nbands = { 0 = 'no' }", [("misplaced", "a yes/no variable has no `bands`")]),
        ("is = '1'\nstart = { 1 = 1 }", [("misplaced", "a derived variable has no `start`")]),
    ],
)
def test_what_is_no_draw_is_told(keys, expected):
    assert said(keys) == expected


def test_a_party_draws_its_attribute():
    text = AROUND.replace("track == track", "soc.consent == 2")
    text += '[attribute.consent]\nlabel = "Consent"\nrange = [0, 6]\n[party.soc]\nname = "SOC"\nconsent = { 2 = 1, %s = 3 }\n'

    assert reading(text % 4).sound().variables["soc.consent"].draw == ((2, 1), (4, 3))
    assert [found.message for found in reading(text % 7).errors] == ["7 lies outside the range 0 to 6"]


def test_ten_thousand_starts_are_enough():
    names = [f"n{number}" for number in range(4)]
    ten = "{ " + ", ".join(f"{number} = 1" for number in range(10)) + " }"
    text = AROUND.replace("track == track", " and ".join(f"{name} >= 0" for name in names))
    text += "".join(f"[variable.{name}]\nrange = [0, 9]\nstart = {ten}\n" for name in names)

    assert reading(text).errors == ()
    more = text + "[variable.one_more]\nlabel = 'More'\nstart = { true = 1, false = 1 }\n"
    (fault,) = reading(more).errors
    assert (fault.code, fault.message) == (
        "too-large",
        "the draws make 20,000 starts together (10 x 10 x 10 x 10 x 2); 10,000 is the most",
    )


@pytest.mark.parametrize(
    ("inherited", "own", "faults"),
    [
        ("start = 3\nrange = [0, 6]", "start = { 2 = 1, 4 = 1 }", []),
        ("start = { 2 = 1, 4 = 1 }\nrange = [0, 6]", "start = 3", []),
        ("start = true", "start = { true = 1, false = 2 }", []),
        (
            "start = true",
            "start = { 1 = 1 }\nrange = [0, 2]",
            ["`track` is of another kind in the doctrine", "a yes/no variable has no `range`"],
        ),
        ("start = { true = 1 }", "start = 3", ["`track` is of another kind in the doctrine"]),
        ("start = 'a'\nvalues = ['a', 'b']", "start = { a = 1, b = 1 }", []),
    ],
)
def test_a_scenario_may_draw_what_its_doctrine_starts_and_the_reverse(inherited, own, faults):
    doctrine = f"format = 1\n[doctrine]\ntitle = 'D'\n[variable.track]\nlabel = 'Track'\n{inherited}\n"
    text = AROUND.replace("format = 1\n", "format = 1\nextends = './mine.toml'\n") + f"[variable.track]\n{own}\n"

    assert [found.message for found in reading(text, mine=doctrine).errors] == faults
