"""A new scenario holds as it stands, whatever was asked for, and nothing that exists is written over."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from nursery import born

from crisisengine import locations, storage
from crisisengine.authoring.beginning import begin_text, doctrines, refused_id, write_text
from crisisengine.checker import judge
from crisisengine.errors import FilesError
from crisisengine.model.kinds import BeginningShape

DOCTRINES, SHAPES = doctrines(), get_args(BeginningShape)


def crisisengine(*arguments, folder):
    return born(*arguments, cwd=folder)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("doctrine", DOCTRINES)
def test_what_is_begun_holds_without_a_warning_and_every_ending_is_likely_enough(shape, doctrine, tmp_path):
    path = tmp_path / "my_crisis.toml"
    path.write_text(begin_text("my_crisis", shape, doctrine))
    reading = storage.read_scenario(path)
    result = judge(path, reading, with_balance=True)

    assert not result.diagnostics
    assert result.verdict == "holds"
    assert len(result.properties) >= 3
    assert all(odds.share.value > 0.05 for odds in result.balance.endings)
    assert reading.scenario.doctrine == ("" if doctrine == "none" else "United Nations peacekeeping")
    assert bool(reading.scenario.clock) is (shape == "clock")
    assert bool(reading.scenario.roles) is (shape == "roles")


@pytest.mark.parametrize("shape", SHAPES)
def test_each_part_of_what_is_begun_says_what_it_is_for(shape):
    text = begin_text("my_crisis", shape, "none")

    assert text.startswith("# My crisis\n")
    assert "$" not in text
    assert sum("#" in line for line in text.splitlines()) >= 20
    assert max(map(len, text.splitlines())) <= 150


def test_every_doctrine_that_is_shipped_can_be_begun_with():
    assert {path.stem for path in locations.doctrine_folder().glob("*.toml")} | {"none"} == set(DOCTRINES)


def test_it_is_written_here_once_and_the_next_commands_are_named(tmp_path):
    done = crisisengine("new", "the_well", "--doctrine", "peacekeeping", "--like", "hub", folder=tmp_path)

    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["the_well.toml"]
    for command in ("preview", "check", "play"):
        assert f"crisisengine {command} the_well.toml" in done.stdout
    (tmp_path / "the_well.toml").write_text("mine")
    again = crisisengine("new", "the_well", folder=tmp_path)
    assert again.returncode == 2
    assert "the_well.toml exists already, and is left as it is" in again.stderr
    assert (tmp_path / "the_well.toml").read_text() == "mine"


def test_nothing_is_written_through_a_link_and_what_cannot_be_written_whole_is_not_left_in_part(tmp_path):
    (tmp_path / "lost.toml").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FilesError, match="exists already"):
        write_text(tmp_path, "lost", "text")
    with pytest.raises(FilesError, match="cannot be written"):
        write_text(tmp_path / "no_folder", "well", "text")
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(FilesError, match="cannot be written"):
            write_text(tmp_path, "large", "text" * 100)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert [path.name for path in tmp_path.iterdir()] == ["lost.toml"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("The Well", "`the_well` would do"),
        ("../well", "`well` would do"),
        ("well.toml", "`well` would do"),
        ("9lives", "`lives` would do"),
        ("", "as in `the_last_ferry`"),
        ("\x1b[31m", "`m` would do"),
        ("x" * 81, f"`{'x' * 80}` would do"),
        ("კაი", "as in `the_last_ferry`"),
    ],
)
def test_a_name_that_cannot_be_an_id_is_refused_with_one_that_can(name, hint):
    message, told = refused_id(name)

    assert "small letters" in message
    assert told == hint


@pytest.mark.parametrize("name", ["the_last_ferry", "a", "x1"])
def test_an_id_is_taken_as_it_is(name):
    assert refused_id(name) is None
    assert Path(f"{name}.toml").name == f"{name}.toml"


RELIEF = """
format = 1
[doctrine]
title = "Relief"
[attribute.access]
label = "Access"
range = [0, 6]
[variable.trust]
label = "Trust"
start = 3
range = [0, 6]
[variable.least_access]
is = "least(access)"
[tag.triage]
label = "Triage"
"""


def test_a_doctrine_of_ones_own_is_begun_with_and_what_is_none_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("relief.toml").write_text(RELIEF)
    path = write_text(Path(), "camp", begin_text("camp", "hub", "relief.toml"))

    text = path.read_text()
    assert 'extends = "relief.toml"' in text
    assert "# The doctrine brings variables trust, least_access." in text
    assert storage.read_scenario(path).diagnostics == ()
    for name in ("camp.toml", "nowhere.toml", "../relief.toml"):
        with pytest.raises(FilesError):
            begin_text("other", "hub", name)
