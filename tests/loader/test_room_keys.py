"""What an author writes for a room: read as strictly as the rest, and nothing that a run depends on."""

from __future__ import annotations

import re

import pytest
from reading_aloud import DOCTRINE, EXAMPLE, INCLUDED, example, only, reading_of, small

from crisisengine.loader.reading import fingerprint
from crisisengine.model.scenario import Scenario

FERRY = '[scene.quay]\ntitle = "Quay"\ntext = "Fog."\n'


def sound() -> Scenario:
    """The example that uses every key."""
    return example().sound()


def quay(*lines: str, more: str = "") -> str:
    """A scene with these lines, and some tables behind it."""
    return FERRY + "".join(f"{line}\n" for line in lines) + more


# what a scene is given


def test_a_scene_has_as_many_minutes_as_it_says_and_none_where_it_says_nothing() -> None:
    scenes = sound().scenes

    assert (scenes["road"].minutes, scenes["town"].minutes) == (12, 0)


@pytest.mark.parametrize(("minutes", "message"), [
    ("0", "`minutes` goes from 1 to 120, 0 does not fit"),
    ("121", "`minutes` goes from 1 to 120, 121 does not fit"),
    ("2.5", "`minutes` needs a whole number, this is a fraction"),
])  # fmt: skip
def test_the_minutes_of_a_scene_are_1_to_120(minutes: str, message: str) -> None:
    assert only(small(quay(f"minutes = {minutes}"))).message == message
    assert small(quay("minutes = 1")).sound().scenes["quay"].minutes == 1
    assert small(quay("minutes = 120")).sound().scenes["quay"].minutes == 120


# what a run depends on

PLAYED = re.sub(r"^minutes = 12\n", "", EXAMPLE, flags=re.MULTILINE)
"""The example without what is for a room."""


def fingerprint_of(text: str) -> str:
    """Of the example, changed."""
    return reading_of(text, mine=DOCTRINE, lake__one=INCLUDED).sound().fingerprint


def test_the_fingerprint_of_a_scenario_without_the_keys_of_a_room_is_what_it_was_before_there_were_any() -> None:
    assert fingerprint(
        {"format": 1, "scene": {"quay": {"title": "Quay", "text": "Fog."}}, "odd": [{"minutes": 3}]}
    ) == ("e095f8e587d2276cabb03e743b631e9d16c520e9793b917dbdb2ed818064c871")


def test_what_is_for_a_room_alone_does_not_change_the_fingerprint() -> None:
    assert PLAYED != EXAMPLE
    assert fingerprint_of(PLAYED) == sound().fingerprint
    assert fingerprint_of(EXAMPLE.replace("minutes = 12", "minutes = 13")) == sound().fingerprint
    assert fingerprint_of(EXAMPLE.replace("minutes      = 10", "minutes      = 11")) != sound().fingerprint
