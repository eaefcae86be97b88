"""Scenarios on the disk: what is none says so, and nothing leads out of the scenario's folder."""

from __future__ import annotations

import os
import time

import pytest
from small_runs import SMALL

from crisisengine import storage
from crisisengine.errors import FilesError, ScenarioError

pytestmark = pytest.mark.filterwarnings(
    "ignore:This process:DeprecationWarning"
)  # xdist has threads; our children need none

# --- what is no file -------------------------------------------------------------------------------------------------


def special(tmp_path, kind):
    """A path that is no file."""
    path = tmp_path / "odd.toml"
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
        case "device":
            path.symlink_to("/dev/zero")
        case "loop":
            path.symlink_to(path)
        case "dangling":
            path.symlink_to(tmp_path / "nowhere")
    return path


KINDS = ["pipe", "folder", "device", "loop", "dangling", "missing"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_file_is_neither_scenario_nor_journal_and_nothing_waits_for_it(tmp_path, kind):
    path = special(tmp_path, kind)
    began = time.monotonic()

    (fault,) = storage.read_scenario(path).errors
    assert fault.code == "unreadable-file"
    with pytest.raises(FilesError, match="cannot be read: "):
        storage.open_journal(path)
    assert not storage.is_journal(path)
    assert len(storage.saves(tmp_path)) == (kind != "missing")
    assert time.monotonic() - began < 1


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_file_cannot_be_included_or_extended(tmp_path, kind):
    special(tmp_path, kind)
    for line in ('extends = "./odd.toml"', '[scenario]\ninclude = ["odd.toml"]'):
        (tmp_path / "main.toml").write_text(f"format = 1\n{line}\n")

        codes = {fault.code for fault in storage.read_scenario(tmp_path / "main.toml").errors}

        assert "bad-include" in codes


def test_a_file_larger_than_any_of_ours_is_not_read_to_its_end(tmp_path):
    path = tmp_path / "huge.toml"
    with path.open("wb") as file:
        file.truncate(40 * 1024**3)  # a hole: it takes no room
    began = time.monotonic()

    (fault,) = storage.read_scenario(path).errors

    assert fault.code == "too-large"
    assert time.monotonic() - began < 1


@pytest.mark.parametrize("name", ["a" * 5000, "a/" * 3000, "x\0y", "\0", "\udcff"])
def test_a_name_that_no_disk_could_hold_is_refused(name, tmp_path):
    with pytest.raises((FilesError, ScenarioError)):
        storage.load(name)
    with pytest.raises((FilesError, ScenarioError)):
        storage.load(f"{name}.toml")
    with pytest.raises(FilesError):
        storage.journal_path(name, tmp_path)


# --- the scenario's folder -------------------------------------------------------------------------------------------


def codes(folder, head):
    """The codes and sentences that a scenario beginning with `head` is refused with."""
    main = folder / "main.toml"
    main.write_text(
        SMALL.replace("format = 1\n", "format = 1\n" + (head if "extends" in head else "")).replace(
            "[scenario]\n", "[scenario]\n" + (head if "include" in head else "")
        )
    )
    return [(fault.code, fault.message) for fault in storage.read_scenario(main).errors]


@pytest.fixture
def house(tmp_path):
    """A scenario's folder, and a secret beside it."""
    inside = tmp_path / "house"
    (inside / "parts").mkdir(parents=True)
    (tmp_path / "secret.toml").write_text("[scene.secret]\ntitle = 'x'\n")
    (inside / "parts" / "one.toml").write_text("[scene.one]\ntitle = 'x'\n")
    return inside


@pytest.mark.parametrize(
    "pattern",
    ["../secret.toml", "parts/../../secret.toml", "/etc/*.toml", "**/*.toml", "parts/**", "..", "a\\\\b.toml", "a/b/c/d/e.toml", "", "x//y.toml",
     "parts/\\u0000.toml", "*/" * 5 + "x.toml", "none.toml", "."],
)  # fmt: skip
def test_an_include_that_leads_out_or_nowhere_is_refused(house, pattern):
    found = codes(house, f'include = ["{pattern}"]\n')

    assert found
    assert all(message.isprintable() for _, message in found)
    assert not any(code == "unknown-name" for code, _ in found)


@pytest.mark.parametrize(
    "name",
    [
        "../secret.toml",
        "./../secret.toml",
        "./parts/one.toml",
        "/etc/passwd",
        "./x\\u0000.toml",
        "./" + "y" * 300 + ".toml",
        "nosuch",
    ],
)
def test_an_extends_that_leads_out_or_nowhere_is_refused(house, name):
    assert "bad-include" in {code for code, _ in codes(house, f'extends = "{name}"\n')} | {
        "bad-include" if code == "forbidden-character" else code for code, _ in codes(house, f'extends = "{name}"\n')
    }


@pytest.mark.parametrize("how", ["file", "folder", "loop"])
def test_a_link_cannot_lead_an_include_out_of_the_folder(house, how):
    link = house / "parts" / ("link.toml" if how != "folder" else "way")
    link.symlink_to({"file": house.parent / "secret.toml", "folder": house.parent, "loop": link}[how])
    pattern = "parts/way/secret.toml" if how == "folder" else "parts/link.toml"

    ((code, message),) = codes(house, f'include = ["{pattern}"]\n')

    assert code == "bad-include"
    assert (
        ("links lead in a circle" in message or "no file matches" in message)
        if how == "loop"
        else ("leads out of" in message)
    )


def test_a_link_cannot_lead_an_extends_out_of_the_folder(house):
    (house / "mine.toml").symlink_to(house.parent / "secret.toml")

    for written in ("./mine.toml", "mine.toml"):
        ((code, message),) = codes(house, f'extends = "{written}"\n')

        assert code == "bad-include"
        assert "leads out of the scenario's folder" in message


def test_a_map_shows_a_file_beside_the_scenario_and_none_from_elsewhere(house):
    line = '{"type": "LineString", "coordinates": [[1, 2], [3, 4]]}'
    (house / "river.geojson").write_text(line)
    (house.parent / "secret.geojson").write_text(line)
    (house / "link.geojson").symlink_to(house.parent / "secret.geojson")

    def said(name):
        (house / "main.toml").write_text(SMALL + f"[map]\noutline = {name!r}\n")
        return [fault.message for fault in storage.read_scenario(house / "main.toml").errors]

    assert said("river.geojson") == said("./river.geojson") == []
    (led_out,) = said("link.geojson")
    assert "leads out of the scenario's folder" in led_out
    for name in ("../secret.geojson", "/etc/passwd", "parts/x.geojson", ".hidden.geojson", "main.toml", "x"):
        assert said(name) == [f"`{name}` is no file beside this one; write `outline.geojson`"]
    (missing,) = said("none.geojson")
    assert "cannot be read" in missing


def test_a_doctrine_beside_the_scenario_is_named_as_an_include_is(house):
    (house / "mine.toml").write_text('format = 1\n[doctrine]\ntitle = "Mine"\n')

    assert codes(house, 'extends = "mine.toml"\n') == codes(house, 'extends = "./mine.toml"\n') == []
    ((_, stem),) = codes(house, 'extends = "mine"\n')
    assert stem == "there is no doctrine `mine`; the file beside this one is `mine.toml`"
    for elsewhere in ("parts/one.toml", "../mine.toml", "/mine.toml", "./mine"):
        ((code, message),) = codes(house, f'extends = "{elsewhere}"\n')
        assert (code, message) == ("bad-include", f"`{elsewhere}` is no file beside this one; write `mine.toml`")


def test_a_link_that_stays_in_the_folder_is_followed(house):
    (house / "parts" / "link.toml").symlink_to(house / "parts" / "one.toml")
    (house / "parts" / "one.toml").write_text("[glossary.x]\nterm = 'x'\ntext = 'y'\n")

    assert codes(house, 'include = ["parts/link.toml"]\n') == []


@pytest.mark.parametrize(
    "pattern", ["parts/one.toml", "parts/*.toml", "*/one.toml", "./parts/o?e.toml", "parts/[no]ne.toml"]
)
def test_an_include_names_files_below_the_folder_by_path_or_pattern(house, pattern):
    (house / "parts" / "one.toml").write_text("[glossary.x]\nterm = 'x'\ntext = 'y'\n")

    assert codes(house, f'include = ["{pattern}"]\n') == []


def test_a_pattern_that_matches_the_scenario_itself_does_not_include_it_twice(house):
    assert codes(house, 'include = ["*.toml"]\n') == []
