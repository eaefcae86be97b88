"""A standing measure in some scenes only: where it is offered, and what is refused, said at its place."""

from __future__ import annotations

import pytest

from crisisengine.diagnostics import concise
from crisisengine.loader import MemoryResolver, Reading, Volume, read

AROUND = """\
format = 1
[scenario]
title = "T"
summary = "S"
start = "a"
minutes = 1
[scene.a]
title = "A"
text = "A."
[scene.b]
title = "B"
text = "B."
[scene.c]
title = "C"
text = "C."
standing = false
[measure.wait]
label = "Wait"
{scenes}
[measure.go]
label = "Go"
goto = "over"
[ending.over]
title = "Over"
rank = 1
text = "Over."
{more}
"""


def reading(scenes: str, more: str = "") -> Reading:
    """What comes of a standing measure's `scenes`."""
    text = AROUND.format(scenes=scenes, more=more)
    return read("t", Volume("t.toml", text.encode()), MemoryResolver({}))


@pytest.mark.parametrize(
    ("scenes", "offered"),
    [
        ("", {"a": ["wait", "go"], "b": ["wait", "go"], "c": []}),
        ('scenes = ["b"]', {"a": ["go"], "b": ["wait", "go"], "c": []}),
        ('scenes = ["b", "a", "b"]', {"a": ["wait", "go"], "b": ["wait", "go"], "c": []}),
    ],
)
def test_it_is_offered_in_the_scenes_that_it_names_in_its_place_among_the_others(scenes, offered):
    scenario = reading(scenes).sound()

    assert {name: list(scene.measures) for name, scene in scenario.scenes.items()} == offered


def test_where_it_is_not_offered_a_scene_may_have_a_measure_of_its_id():
    own = '[scene.a.measure.wait]\nlabel = "Wait here"\n'

    assert [concise(known) for known in reading("", own).errors] == [
        "t.toml:27:18: error[duplicate-id] `wait` is a standing measure too"
    ]
    assert list(reading('scenes = ["b"]', own).sound().scenes["a"].measures) == ["wait", "go"]


@pytest.mark.parametrize(
    ("scenes", "said"),
    [
        ('scenes = ["b", "d"]', "19:16: error[unknown-scene] there is no scene `d`"),
        (
            'scenes = ["c"]',
            "19:11: error[misplaced] scene `c` says `standing = false`, so `wait` cannot be offered there",
        ),
        ("scenes = []", "19:10: error[wrong-value] `scenes` holds at least 1 items, here are 0"),
        ('scenes = "a"', "19:10: error[wrong-type] `scenes` needs an array, this is a text"),
    ],
)
def test_what_can_be_offered_nowhere_is_refused_at_its_place(scenes, said):
    assert [concise(known) for known in reading(scenes).errors] == [f"t.toml:{said}"]


def test_a_measure_of_a_scene_names_none():
    (fault,) = reading("", '[scene.a.measure.own]\nlabel = "Own"\nscenes = ["a"]\n').errors

    assert concise(fault) == "t.toml:29:1: error[unknown-key] measure `own` has no key `scenes`"
