"""The lessons of the first four crises are mostly not aphorisms, and their histories say what was corrected."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2] / "scenarios"
CRISES = ("the_convoy_home", "the_lake", "the_border", "seventeen_april")
_SENTENCES = re.compile(r'(?<=[.?!])\s+(?=[A-Z"*\[])')


def read(crisis):
    """The files of a scenario, as tables."""
    paths = [HOUSE / f"{crisis}.toml", *sorted((HOUSE / crisis).glob("*.toml"))]
    return [tomllib.loads(path.read_text(encoding="utf-8")) for path in paths]


def lessons(table):
    """Every lesson in a table and in those inside it."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from lessons(value)
        elif key == "lesson":
            yield value


@pytest.mark.parametrize("crisis", CRISES)
def test_at_most_half_of_the_lessons_have_two_sentences(crisis):
    told = [lesson for tables in read(crisis) for lesson in lessons(tables)]

    assert len(told) > 50
    assert len([lesson for lesson in told if len(_SENTENCES.split(lesson)) > 1]) <= len(told) / 2


@pytest.mark.parametrize(
    ("crisis", "ending", "said"),
    [
        ("the_lake", "unanswered", "Khmer Rouge soldiers killed 33 or 34 people"),
        ("the_lake", "common_word", "almost 130 since early 1992 (Amnesty International)"),
        ("the_border", "two_channels", "Kong Sileah had suggested it to Robert Ashe"),
        ("the_border", "bases", "on the order of Colonel Prachak Sawaengchit"),
        ("seventeen_april", "narrow_door", "only a few dozen Cambodians were saved"),
        ("seventeen_april", "broken_zone", "assurances that its neutrality would be respected"),
    ],
)
def test_a_history_says_what_a_second_reading_corrected(crisis, ending, said):
    (history,) = [tables["ending"][ending]["history"] for tables in read(crisis) if ending in tables.get("ending", {})]

    assert said in " ".join(history.split())


def test_each_system_that_the_handbook_places_is_played_there():
    page = (HOUSE / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| [^|]+ \| (`[a-z_]+`: .+) \| (.+) \|$", page, re.MULTILINE)

    assert len(rows) == 9
    assert all(re.search(r"`[a-z_]+\.[a-z_]+`", cell) for row in rows for cell in row)
    for cell in (cell for row in rows for cell in row):
        for crisis, measures in re.findall(r"`([a-z_]+)`: ((?:`[a-z_]+\.[a-z_]+`[^`;]*)+)", cell):
            scenes = {scene: told for tables in read(crisis) for scene, told in tables.get("scene", {}).items()}
            for named in re.findall(r"`([a-z_]+)\.([a-z_]+)`", measures):
                assert named[1] in scenes[named[0]]["measure"], named


@pytest.mark.parametrize("crisis", [*CRISES, "twelve_flags", "the_transitional_authority"])
def test_each_scenario_names_the_training_that_it_rehearses(crisis):
    head = read(crisis)[0]["scenario"]

    assert head["rehearses"]
    assert head["theory"].endswith("?")


@pytest.mark.parametrize("crisis", [*CRISES, "twelve_flags", "the_transitional_authority"])
def test_each_scenario_asks_six_things_that_whoever_trains_with_it_would_ask(crisis):
    asked = [told for tables in read(crisis) for told in tables.get("property", {}).values()]
    kinds = {"forced", "likely", "answers", "changes", "fair"}

    assert len([promise for promise in asked if kinds & promise.keys()]) >= 6
