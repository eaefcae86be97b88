"""Nothing that was kept is lost: what is written is read again, and a text is kept whole or refused."""

from __future__ import annotations

import html
import random
import re

import files
import pytest
from outside import DECISION, PARTING, READING

END = "the-very-end"


def begun(outside, text, scenario=files.SOUND):
    """A journal of a scenario, as if the program had written it: with the right fingerprint."""
    outside.write("m.toml", scenario)
    outside.run("play", "m.toml", "--plain", "--saves", "first", text="quit\n", seconds=DECISION)
    (first,) = (outside.folder / "first").glob("*.toml")
    (fingerprint,) = re.findall(r'^fingerprint = "(\w+)"', first.read_text(), re.MULTILINE)
    return outside.write("saves/run.toml", text.replace('fingerprint = "0"', f'fingerprint = "{fingerprint}"'))


def kept_in(outside, done):
    """The file in which a player says that the run is kept."""
    (path,) = re.findall(r"^The run is kept in (.+)$", done.out, re.MULTILINE)
    return outside.folder / path


LONG_RUNS = {
    "commas": (500, ","),
    "brackets": (500, "["),
    "braces and equals signs": (500, "{="),
    "quotes": (400, '"'),
    "backslashes": (400, "\\"),
}


@pytest.mark.parametrize(
    "name", [pytest.param(each, marks=[] if each == "commas" else [pytest.mark.campaign]) for each in LONG_RUNS]
)
def test_a_run_of_many_reasons_full_of_marks_is_opened_again(outside, name):
    count, marks = LONG_RUNS[name]
    why = (marks * 490)[:490]
    path = begun(outside, files.journal([files.decision("wait", f"why = {files.quoted(why)}")] * count))

    first = outside.run(
        "play", path, "--plain", text=f"because {why}\nwait\n" * 20, seconds=READING / 2 + 20 * DECISION
    )
    again = outside.run("play", path, "--plain", text="quit\n", seconds=READING)

    assert first.code == 0
    assert first.out.count("You decide: Wait.") == 20
    assert kept_in(outside, first) == outside.folder / path
    assert again.code == 0
    assert f"You go on after {count + 20} decisions." in again.out


def test_a_run_that_grows_beyond_what_is_read_is_refused_before_it_is_written(outside):
    """A journal has four mebibytes at most; this one has room for some five decisions more."""
    each = files.decision("wait", f'why = "{"w" * 490}"')
    count = (4 * 1024 * 1024 - 3_500) // len(f"\n[[decision]]\n{each}")
    path = begun(outside, files.journal([each] * count))

    first = outside.run(
        "play", path, "--plain", text=f"because {'w' * 490}\nwait\n" * 12, seconds=READING + 12 * DECISION
    )
    again = outside.run("play", kept_in(outside, first), "--plain", text="quit\n", seconds=READING)

    assert again.code == 0, again.told
    (found,) = re.findall(r"You go on after (\d+) decisions", again.out.replace(",", ""))
    shown = count + first.out.count("You decide: Wait.")
    assert int(found) == shown or "not kept" in first.out


NOTES = ("why", "by", "expected", "at", "label", "branch_why", "question", "answer")
BEHIND = """
[[branch]]
after = 0
label = "{label}"

[[branch.decision]]
scene = "a"
measure = "go"
why = "{branch_why}"

[[answer]]
question = "{question}"
text = "{answer}"
"""


@pytest.mark.parametrize("length", [600, 2_100, 19_900])
def test_notes_that_were_read_are_written_whole(outside, length):
    notes = {name: ("word " * 4_000)[: length - 20] + f"{name}-{END}" for name in NOTES}
    lines = [f'{name} = "{notes[name]}"' for name in NOTES[:4]]
    path = begun(outside, files.journal([files.decision("wait", *lines)], more=BEHIND.format(**notes)))
    before = (outside.folder / path).read_bytes()

    done = outside.run("play", path, "--plain", text="wait\n", seconds=DECISION)

    if done.code == 2:
        assert (outside.folder / path).read_bytes() == before
    else:
        kept = kept_in(outside, done).read_text()
        assert [name for name, note in notes.items() if note not in kept] == [], done.told


def test_lines_of_a_note_stay_lines_or_at_least_words(outside):
    path = begun(outside, files.journal([files.decision("wait", 'why = """first\nsecond\n\nthird"""')]))

    done = outside.run("play", path, "--plain", text="wait\n", seconds=DECISION)

    assert re.search(r"first\s+second\s+third", kept_in(outside, done).read_text().replace("\\n", " "))


@pytest.mark.parametrize("length", [400, 600, 5_000])
def test_a_reason_is_kept_whole_or_refused(outside, length):
    outside.write("m.toml", files.SOUND)
    reason = ("word " * (length // 5))[: length - len(END)] + END

    done = outside.run("play", "m.toml", "--plain", text=f"because {reason}\nwait\n", seconds=2 * DECISION)

    kept = outside.kept()
    assert reason in kept or ("word word" not in kept and "Noted for" not in done.out), done.told


def test_a_reason_of_half_a_thousand_characters_is_kept(outside):
    outside.write("m.toml", files.SOUND)

    outside.run("play", "m.toml", "--plain", text=f"because {'w' * 500}\nwait\n", seconds=2 * DECISION)

    assert "w" * 500 in outside.kept()


LUCK = files.scenario(
    files.scene("a", files.measure("roll"), files.GO)
    + "".join(f'[scene.a.measure.roll.chance.{each}]\nweight = 1\nresult = "{each}."\n' for each in ("mine", "quiet"))
    + files.ending("over")
)


def rolled(outside, *, edited):
    """A run of five draws; `edited`: the third is turned into what the world did not decide."""
    outside.write("m.toml", LUCK)
    outside.run("play", "m.toml", "--plain", "--seed", "7", text="roll\n" * 5 + "go\n", seconds=6 * DECISION + PARTING)
    (path,) = outside.saves.glob("*.toml")
    if edited:
        parts = path.read_text().split("[[decision]]")
        here, there = ("mine", "quiet") if 'outcome = "mine"' in parts[3] else ("quiet", "mine")
        parts[3] = parts[3].replace(f'"{here}"', f'"{there}"')
        path.write_text("[[decision]]".join(parts))
    return path


@pytest.mark.parametrize("output_format", ["text", "html"])
def test_a_debrief_says_which_luck_the_seed_forbids(outside, output_format):
    done = outside.run("debrief", rolled(outside, edited=True), "--output-format", output_format, seconds=PARTING)

    assert done.code == 0
    found = re.findall(
        r"decision (\d+)\W{1,7}s luck is not the seed", re.sub(r"\s+", " ", html.unescape(done.said)), re.IGNORECASE
    )
    assert set(found) == {"3"}, done.told


def test_a_debrief_says_nothing_of_luck_that_is_the_seeds(outside):
    done = outside.run("debrief", rolled(outside, edited=False), seconds=PARTING)

    assert done.code == 0
    assert "not the seed" not in done.said


@pytest.mark.parametrize("number", range(2))
def test_no_decision_that_was_shown_is_lost_to_a_kill(outside, number):
    outside.write("m.toml", files.SOUND)
    dice = random.Random(number)

    playing = outside.start("play", "m.toml", "--plain", text="because we must\nwait\nwait\nundo\n" * 2_000)
    playing.work_until("You decide: Wait.")
    assert playing.work(playing.busy() + dice.random())
    playing.kill()
    done = playing.wait(1)

    assert done.code == -9
    shown = done.out.count("You decide: Wait.") - done.out.count("Taken back: Wait.")
    assert shown > 0
    (path,) = outside.saves.glob("*.toml")
    again = outside.run("play", path, "--plain", text="quit\n", seconds=READING)
    (count,) = re.findall(r"You go on after (\d+) decision", again.out.replace(",", ""))
    assert int(count) in (shown - 1, shown, shown + 1)  # what is on the disk may be one line ahead of what was shown
    if done.out.count("You decide: Wait.") == shown:
        assert int(count) >= shown
