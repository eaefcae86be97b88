"""What took long to find out is kept, and a cache that is missing, damaged or forbidden costs nothing but time."""

from __future__ import annotations

import json
import os
from contextlib import suppress

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from crisisengine import files
from crisisengine.checker import Atlas, chart
from crisisengine.cli import porter
from crisisengine.engine.program import program
from crisisengine.engine.rules import State, begin
from crisisengine.files import cache, load

TUTORIAL = "the_convoy_home"


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """An empty cache folder of this test's own."""
    monkeypatch.setenv("CRISISENGINE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def check(*arguments):
    return CliRunner().invoke(porter, ["check", *map(str, arguments)])


@pytest.mark.usefixtures("kept")
def test_check_keeps_its_verdict_and_the_endings_it_worked_out():
    scenario = load(TUTORIAL)
    assert cache.find_verdict(scenario.fingerprint) is None

    check(TUTORIAL)

    verdict, states = cache.find_verdict(scenario.fingerprint)
    atlas = Atlas.restored(scenario, cache.find_atlas(scenario.fingerprint))
    assert verdict == "holds"
    assert len(atlas.keys) == states
    assert atlas.endings(begin(scenario)) == set(scenario.endings)


@pytest.mark.usefixtures("kept")
def test_the_library_tells_a_verdict_that_is_known_and_of_this_very_text(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scenarios").mkdir()
    mine = tmp_path / "scenarios" / "mine.toml"
    text = files.scenario_path(TUTORIAL).read_text()
    mine.write_text(text)
    check(mine)

    assert {one.id: one.verdict for one in files.library()}["mine"] == "holds"
    listed = json.loads(CliRunner().invoke(porter, ["list", "--output-format", "json"]).stdout)["scenarios"]
    assert next(one for one in listed if one["id"] == "mine")["verdict"] == "holds"
    mine.write_text(text.replace("minutes = 10", "minutes = 11"))
    assert {one.id: one.verdict for one in files.library()}["mine"] == ""


def test_what_was_not_seen_whole_is_not_remembered(kept):
    check(TUTORIAL, "--max-states", "1000")

    assert not kept.exists()


def test_a_folder_that_cannot_be_written_is_no_failure(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("CRISISENGINE_CACHE", str(tmp_path / "file" / "cache"))

    assert check(TUTORIAL).exit_code == 0


def test_only_the_atlases_used_last_are_kept(kept):
    for number in range(20):
        cache.keep_atlas(f"sha256:{number:02}", [b"x"])
        os.utime(kept / f"{number:02}.atlas", (number, number))
    cache.keep_atlas("sha256:new", [b"x"])

    assert sorted(path.stem for path in kept.iterdir()) == [*(f"{number:02}" for number in range(9, 20)), "new"]


def test_a_state_that_no_run_comes_to_is_not_answered_for():
    scenario = load(TUTORIAL)
    row = list(begin(scenario).row)
    row[program(scenario).clock] = scenario.clock.length - 1  # the first scene, on the last day

    with pytest.raises(KeyError):
        chart(scenario).endings(State(tuple(row)))


WHOLE = b"".join(chart(load(TUTORIAL)).parts())


@given(st.one_of(
    st.integers(0, len(WHOLE) - 1).map(lambda end: WHOLE[:end]),
    st.binary(max_size=200),
    st.tuples(st.integers(0, 2000), st.binary(min_size=1, max_size=9)).map(
        lambda cut: WHOLE[: cut[0]] + cut[1] + WHOLE[cut[0] + len(cut[1]) :]
    ),
))  # fmt: skip
def test_a_damaged_atlas_is_taken_for_none_or_answers_without_failing(found_there):
    scenario = load(TUTORIAL)
    found = Atlas.restored(scenario, memoryview(found_there))
    if found is not None:
        with suppress(KeyError):
            assert found.endings(begin(scenario)) <= set(scenario.endings)
