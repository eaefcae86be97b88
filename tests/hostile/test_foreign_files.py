"""Files that are something else, stand elsewhere, or bear an odd name: one clear sentence, and nothing of theirs gets out."""

from __future__ import annotations

import gzip
import re
import zipfile
from io import BytesIO

import files
import pytest
from outside import DECISION, SCAN

# --- names -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "character"),
    [("a:b.toml", ":"), ("-x.toml", "-"), (".x.toml", "."), (" x.toml", " "), ("a\\b.toml", "\\")],
)
def test_a_name_that_cannot_be_an_id_is_refused_by_the_character_that_makes_it_so(outside, name, character):
    outside.write(name, files.SOUND)

    done = outside.run("check", f"./{name}", seconds=1)

    done.refused("bad-id")
    hint = "\n".join(line for line in done.said.splitlines() if "hint:" in line)
    words = {" ": "blank|space"}.get(character, re.escape(f"`{character}`"))
    assert re.search(words, done.said.replace(name, "")), done.told
    assert "80" not in hint, "its length is not what is wrong"


def test_a_name_that_is_too_long_is_refused_by_its_length(outside):
    outside.write(f"{'x' * 100}.toml", files.SOUND)

    outside.run("check", f"{'x' * 100}.toml", seconds=1).refused("bad-id", "80")


@pytest.mark.parametrize("name", ["a\x1b[2Jb.toml", "a\nb.toml", "a\u202eb.toml"])
def test_a_name_that_steers_a_terminal_does_not(outside, name):
    outside.write(f"scenarios/{name}", files.SOUND)

    assert outside.run("list", seconds=2 * SCAN).code == 0
    outside.run("check", f"scenarios/{name}", seconds=1).refused()


# --- files that are something else --------------------------------------------------------------------------------------


def _workbook():
    found = BytesIO()
    with zipfile.ZipFile(found, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return found.getvalue()


FOREIGN = {
    "story.ink": b"-> start\n=== start ===\nOnce upon a time.\n+ [Go] -> END\n",
    "answers.csv": b"scene,measure,when\na,go,2034-11-02\n",
    "plan.xlsx": _workbook(),
    "notes.md": b"# Notes\n\nA scenario is what we need.\n",
    "story.json": b'{"scenes": [{"id": "a"}]}\n',
    "story.yaml": b"scenes:\n  - id: a\n",
    "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "story.toml.gz": gzip.compress(files.SOUND.encode()),
    "project.toml": b'[project]\nname = "x"\nversion = "1"\n[tool.ruff]\nline-length = 100\n',
    "page.html": b"<!DOCTYPE html><title>x</title>",
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_file_that_is_no_scenario_at_all_is_said_to_be_none(outside, name):
    path = outside.write(name, FOREIGN[name])

    done = outside.run("check", path, seconds=1)

    done.refused(r"\bno scenario\b|not a scenario")
    assert len(done.said.splitlines()) < 10


@pytest.mark.parametrize("name", ["story.ink", "plan.xlsx", "project.toml"])
def test_a_file_that_is_no_journal_is_said_to_be_none(outside, name):
    path = outside.write(name, FOREIGN[name])

    outside.run("debrief", path, seconds=1).refused("journal")


SPOILT = {
    "utf-16": files.SOUND.encode("utf-16"),
    "latin-1": files.SOUND.replace('"Go', '"Gö').replace("Text.", "Tëxt.").encode("latin-1"),
    "a zero byte": files.SOUND.replace("Text.", "Te\0xt.").encode(),
    "an escape": files.SOUND.replace("Text.", "Te\\u001b[2Jxt.").encode(),
    "half a file": files.SOUND[:150].encode(),
    "a return that stands alone": files.SOUND.replace("\n", "\r", 3).encode(),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_scenario_is_refused_where_it_is_spoilt(outside, name):
    path = outside.write("m.toml", SPOILT[name])

    done = outside.run("check", path, "--output-format", "concise", seconds=1)

    assert done.code == 2
    done.located_once("m.toml")


@pytest.mark.parametrize("mark", ["\ufeff", "\ufeff\r\n"])
def test_a_mark_at_the_beginning_and_the_returns_of_another_system_do_no_harm(outside, mark):
    path = outside.write("m.toml", (mark[0] + files.SOUND.replace("\n", mark[1:] or "\n")).encode())

    assert outside.run("check", path, seconds=1).code == 0


# --- journals ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["saves/run.toml", "run"])
@pytest.mark.parametrize("content", [b"", b"\n\n", b"\0" * 512], ids=["nothing", "blank lines", "zeros"])
def test_an_empty_journal_is_said_to_be_an_empty_journal(outside, name, content):
    outside.write("saves/run.toml", content)

    done = outside.run("play", name, "--plain", seconds=1)

    done.refused("journal", "empty")
    assert "[scenario]" not in done.said
    assert "`format = 1`" not in done.said


def test_an_empty_scenario_is_told_how_a_scenario_begins(outside):
    path = outside.write("m.toml", "")

    done = outside.run("check", path, seconds=1)

    assert done.code == 2
    assert "scenario" in done.said


# --- ways out of the folder ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "link", "to"),
    [
        ("link/*.toml", "in/link", "secret_room"),
        ("part.toml", "in/part.toml", "secret_room/secret_name.toml"),
        ("*/secret*.toml", "in/link", "secret_room"),
        ("deep/link/*.toml", "in/deep/link", "secret_room"),
    ],
)
def test_an_include_through_a_link_tells_nothing_of_what_is_outside(outside, pattern, link, to):
    outside.write("secret_room/secret_name.toml", '[variable.secret_word]\nstart = "secret value"\n')
    outside.write("in/m.toml", files.SOUND.replace("minutes = 1", f'minutes = 1\ninclude = ["{pattern}"]'))
    place = outside.folder / link
    place.parent.mkdir(exist_ok=True)
    place.symlink_to(outside.folder / to)

    done = outside.run("check", "in/m.toml", seconds=1)

    done.refused()
    done.located_once("m.toml")
    told = re.sub(r"^.*include = .*$", "", done.said, flags=re.MULTILINE).replace(pattern, "")
    assert "secret" not in told, done.told


def test_a_doctrine_through_a_link_tells_nothing_of_what_is_outside(outside):
    outside.write("secret_room/secret_name.toml", '[variable.secret_word]\nstart = "secret value"\n')
    outside.write("in/m.toml", files.SOUND.replace("format = 1", 'format = 1\nextends = "./mine.toml"'))
    (outside.folder / "in/mine.toml").symlink_to(outside.folder / "secret_room/secret_name.toml")

    done = outside.run("check", "in/m.toml", seconds=1)

    done.refused()
    assert "secret" not in done.said, done.told


def test_links_in_a_circle_end(outside):
    outside.write("in/m.toml", files.SOUND.replace("minutes = 1", 'minutes = 1\ninclude = ["round/*/*.toml"]'))
    (outside.folder / "in/round").symlink_to(outside.folder / "in")

    assert outside.run("check", "in/m.toml", seconds=1).code in (0, 2)


def test_saves_that_are_no_folder_lose_nothing_in_silence(outside):
    outside.write("m.toml", files.SOUND)
    outside.write("place", "a file")

    done = outside.run("play", "m.toml", "--plain", "--saves", "place", text="wait\n", seconds=2 * DECISION)

    assert "is not saved" in done.said
    assert "not kept" in done.said
