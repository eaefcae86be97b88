"""A conditional `goto`: how it is read, and what is refused of it, said at its place."""

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
[variable.told]
start = false
[variable.trust]
start = 3
range = [0, 6]
[scene.here]
title = "Here"
text = "Here."
[scene.here.measure.go]
label = "Go"
goto = "{goto}"
[scene.dry]
title = "Dry"
text = "Dry."
[scene.dry.measure.on]
label = "On"
goto = "over"
[ending.over]
title = "Over"
rank = 1
text = "Over."
[inject.rain]
text = "It rains."
when = "told"
goto = "{inject}"
"""


def reading(goto: str, inject: str = "dry") -> Reading:
    """What comes of a measure's `goto`, and of an inject's."""
    text = AROUND.format(goto=goto, inject=inject)
    return read("t", Volume("t.toml", text.encode()), MemoryResolver({}))


@pytest.mark.parametrize(
    ("goto", "ends"),
    [
        ("dry", [("dry", "")]),
        ("(dry)", [("dry", "")]),
        ("dry if told else back", [("dry", "told"), ("back", "")]),
        (
            "dry if told else over if trust > 2 else here",
            [("dry", "told"), ("over", "trust > 2"), ("here", "")],
        ),
        (
            "(dry if trust > 2 else over if trust > 1 else dry) if told else here",
            [("dry", "told and trust > 2"), ("over", "told and trust > 1"), ("dry", "told"), ("here", "")],
        ),
        (
            "dry if (told if trust > 2 else not told) else over",
            [("dry", "told if trust > 2 else not told"), ("over", "")],
        ),
    ],
)
def test_a_way_is_a_row_of_ends_of_which_the_first_that_holds_is_taken(goto, ends):
    way = reading(goto).sound().scenes["here"].measures["go"].goto

    assert [(end.place, spelled(end.condition) if end.condition else "") for end in way.ends] == ends


@pytest.mark.parametrize(
    ("goto", "said"),
    [
        ("wet if told else dry", "t.toml:17:9: error[unknown-scene] there is no scene or ending `wet`"),
        ("dry if told else wet", "t.toml:17:26: error[unknown-scene] there is no scene or ending `wet`"),
        ("dry if told", "t.toml:17:20: error[expression-syntax] `if` needs an `else`"),
        ("dry if trust else over", "t.toml:17:16: error[type-mismatch] a yes/no is needed here, this is a number"),
        ("dry if tolt else over", "t.toml:17:16: error[unknown-name] there is no variable `tolt`"),
        (
            "scene.dry if told else over",
            "t.toml:17:9: error[expression-syntax] a way leads to a scene or an ending, by its id alone",
        ),
        (
            "3 if told else over",
            "t.toml:17:9: error[expression-syntax] a way leads to a scene or an ending, by its id alone",
        ),
        (
            "dry + over if told else over",
            "t.toml:17:9: error[expression-syntax] a way leads to a scene or an ending, by its id alone",
        ),
        ("dry over", "t.toml:17:8: error[unknown-scene] there is no scene or ending `dry over`"),
    ],
)
def test_what_cannot_be_followed_is_refused_at_its_place(goto, said):
    assert [concise(known) for known in reading(goto).errors] == [said]


def test_an_inject_never_leads_back_not_even_now_and_then():
    assert [concise(known) for known in reading("dry", "dry if trust > 2 else back").errors] == [
        "t.toml:31:31: error[misplaced] only a measure or an outcome goes `back`"
    ]


def test_the_longest_chain_that_can_be_read_is_compiled_and_followed():
    from crisisengine.engine.rules import begin, place, step

    chain = " else ".join([f"dry if trust > {number}" for number in range(9, 3, -1)] * 8 + ["over"])
    scenario = reading(chain).sound()

    assert len(scenario.scenes["here"].measures["go"].goto.ends) == 49
    assert place(scenario, step(scenario, begin(scenario), "go").after) == "over"
