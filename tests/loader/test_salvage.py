"""What is left of a scenario in the middle of being written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisengine.engine.rules import begin, offers
from crisisengine.engine.view import view
from crisisengine.loader.reading import Reading, read
from crisisengine.loader.toml.resolver import MemoryResolver, Volume
from crisisengine.storage.scenarios import read_scenario

SOUND = """\
format = 1

[scenario]
title = "The ferry"
summary = "A river, and one boat."
start = "bank"
minutes = 5

[variable.boats]
label = "Boats"
start = 3
range = [0, 6]

[scene.bank]
title = "The bank"
text = "There are {boats} boats."

[scene.bank.measure.cross]
label = "Cross"
requires = "boats >= 1"
effects = ["boats -= 1"]
goto = "far"

[scene.far]
title = "The far side"
text = "You are across."

[scene.far.measure.rest]
label = "Rest"
goto = "over"

[ending.over]
title = "Over"
rank = 1
text = "It is over."
"""


def reading_of(text: str) -> Reading:
    return read("ferry", Volume("ferry.toml", text.encode()), MemoryResolver({}))


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ('"There are {boats} boats."', '"There are {boots} boats."'),
        ('text = "You are across."', ""),
        ('goto = "far"', 'goto = "fra"'),
        ('"boats >= 1"', '"boats >="'),
        ("range = [0, 6]", "range = [0, 6"),
        ('title = "The far side"', 'title = "The far side'),
        ("minutes = 5", "minutes = five"),
        ('start = "bank"', 'start = "bunk"'),
        ('[ending.over]\ntitle = "Over"', "[ending.over]"),
        ('label = "Cross"', 'label = "Cross" "'),
    ],
)
def test_a_fault_takes_away_no_more_than_what_it_stands_in(written: str, instead: str):
    reading = reading_of(SOUND.replace(written, instead))

    assert reading.scenario is None
    legible = reading.legible
    assert legible is not None
    assert {measure.key for measure in legible.measures} == {"bank.cross", "far.rest"}
    assert set(legible.scenes) == {"bank", "far"}


def test_a_sound_scenario_is_legible_as_it_is():
    reading = reading_of(SOUND)

    assert reading.legible is reading.scenario is not None


@pytest.mark.parametrize("text", ["", "nothing = here", "[scene.bank\n" * 50, "\x00" * 100, "[scenario]\ntitle = 3"])
def test_where_there_is_no_scene_nothing_is_legible(text: str):
    assert reading_of(text).legible is None


@pytest.mark.parametrize(
    "text", ['"There are {boats} boats."', '"""\nThere are boats.\n\n[Not] "many".\n"""', "'''There\nare'''"]
)
def test_wherever_a_text_breaks_off_all_that_stands_before_is_legible(text: str):
    whole = SOUND.replace('"There are {boats} boats."', text)
    begun = whole.index("[scene.bank]") + len("[scene.bank]")
    for end in range(begun, whole.index("[ending.over]"), 3):
        legible = reading_of(whole[:end]).legible
        assert legible is not None, whole[begun:end]
        for measure in ("cross", "rest"):
            written = f"measure.{measure}]" in whole[:end]
            assert any(known.id == measure for known in legible.measures) == written


@pytest.mark.parametrize(
    "opening", ['"""\nNine buses.\n\nOne "more"', "'''\nNine buses.\n\nOne \"more\"", '"Nine buses.']
)
@pytest.mark.parametrize("behind", ["", '\n[scene.gate.measure.wait]\nlabel = "Wait"\n', "\n\n\n"])
def test_of_a_text_that_nobody_closed_everything_is_shown_that_was_written(opening: str, behind: str):
    reading = reading_of(f'format = 1\n[scene.gate]\ntitle = "The gate"\ntext = {opening}{behind}')
    legible = reading.legible

    assert legible is not None
    assert view(legible, begin(legible)).title == "The gate"
    assert view(legible, begin(legible)).text.startswith("Nine buses.")
    assert bool(behind.strip()) == bool(legible.scenes["gate"].measures)
    assert ("scene", "gate", "text") in {part.path for part in reading.left_out}


def test_a_line_that_is_too_long_takes_itself_away_and_nothing_else():
    reading = reading_of(SOUND.replace("You are across.", "word " * 5_000))

    assert reading.scenario is None
    assert reading.legible is not None
    assert set(reading.legible.scenes) == {"bank", "far"}
    assert {part.path for part in reading.left_out} == {("scene", "far", "text")}


def test_what_is_left_out_is_told_by_its_path():
    reading = reading_of(SOUND.replace('"boats >= 1"', '"boots >= 1"').replace("{boats}", "{boots}"))

    assert {part.path for part in reading.left_out} == {
        ("scene", "bank", "text"),
        ("scene", "bank", "measure", "cross", "requires"),
    }
    assert reading_of(SOUND).left_out == ()


def test_a_missing_doctrine_leaves_what_does_not_need_it():
    reading = reading_of(SOUND.replace("format = 1", 'format = 1\nextends = "gone"'))

    assert reading.legible is not None
    assert set(reading.legible.endings) == {"over"}


@given(
    st.lists(
        st.tuples(st.integers(0, len(SOUND)), st.integers(0, 12), st.sampled_from(["", '"', "]", "[", "{", "é", "\n"])),
        max_size=3,
    )
)
@settings(max_examples=60)
def test_whatever_is_cut_out_of_a_text_what_is_legible_can_be_looked_at(cuts: list[tuple[int, int, str]]):
    text = SOUND
    for at, length, instead in cuts:
        text = text[:at] + instead + text[at + length :]
    legible = reading_of(text).legible

    if legible is not None:
        state = begin(legible)
        assert view(legible, state).title
        offers(legible, state)


def test_a_shipped_scenario_with_a_header_that_cannot_be_read_shows_all_scenes_that_one_by_its_id(tmp_path: Path):
    for source in (
        Path("scenarios/the_border.toml"),
        *sorted(Path("scenarios/the_border").glob("*.toml")),
        Path("scenarios/cambodia.geojson"),
    ):
        copy = tmp_path / source.relative_to("scenarios")
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(source.read_text("utf-8"), "utf-8")
    whole = read_scenario(tmp_path / "the_border.toml").sound()
    broken = tmp_path / "the_border" / "2_the_door.toml"
    broken.write_text(broken.read_text("utf-8").replace("[scene.", "[scene..", 1), "utf-8")
    legible = read_scenario(tmp_path / "the_border.toml").legible

    assert legible is not None
    assert set(legible.scenes) == set(whole.scenes)
    (torn,) = [name for name in whole.scenes if legible.scenes[name].text != whole.scenes[name].text]
    assert legible.scenes[torn].title == torn
