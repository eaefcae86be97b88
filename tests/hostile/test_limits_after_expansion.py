"""Limits count what a text expands to, and code does not nest with the length of what it says."""

from __future__ import annotations

import files
import pytest
from outside import DECISION, PARTING, READING

SOUND_THOUGH_LONG = {
    "a chain of 200 derived variables": (lambda: files.derived_chain(200), "up"),
    "a chain of 450 derived variables": (lambda: files.derived_chain(450), "up"),
    "derived variables that double 200 times": (lambda: files.derived_doubling(200), "up"),
    "3,000 endings with a guard": (lambda: files.endings_with_when(3_000), "up"),
}
sound = pytest.mark.parametrize("name", SOUND_THOUGH_LONG)


@sound
def test_a_long_story_is_played(outside, name):
    text, first = SOUND_THOUGH_LONG[name]
    path = outside.write("m.toml", text())

    done = outside.run("play", path, "--plain", text=f"{first}\ngo\n", seconds=2 * DECISION + PARTING)

    assert done.code == 0
    assert f"You decide: {first.capitalize()}." in done.out
    assert "Read all of it with" in done.out


@sound
def test_a_long_story_is_checked(outside, name):
    path = outside.write("m.toml", SOUND_THOUGH_LONG[name][0]())

    done = outside.run("check", path, "--max-seconds", "4", "--output-format", "json", seconds=4)

    (found,) = done.json()["scenarios"]
    assert found["extent"]["states"] > 1
    assert done.code == (0 if found["extent"]["complete"] else 3), done.told


TOO_LARGE = {
    "1,000 gates on 1,000 measures": (lambda: files.gates_times_measures(1_000, 1_000), "1,000"),
    "1,000 measures in 1,000 scenes": (lambda: files.standing_times_scenes(1_000, 1_000), "1,000"),
}


@pytest.mark.parametrize("command", [["play", "--plain"], ["check"]], ids=lambda each: each[0])
@pytest.mark.parametrize("name", TOO_LARGE)
def test_what_expands_to_too_much_is_refused_by_the_product_that_does_it(outside, name, command):
    text, number = TOO_LARGE[name]
    path = outside.write("m.toml", text())

    done = outside.run(*command, path, text="go\n", seconds=3)

    done.refused("too-large", number)
    done.located_once("m.toml")


WITHIN = {
    "100 gates on 100 measures": lambda: files.gates_times_measures(100, 100),
    "300 measures in 300 scenes": lambda: files.standing_times_scenes(300, 300),
    "a gate of 400 uses of 240 terms": lambda: files.gate_times_terms(400, 240),
    "3,000 parties in 1,000 guards": lambda: files.parties_times_guards(3_000, 1_000),
}
within = pytest.mark.parametrize("name", WITHIN)


def _worked_or_refused(done, *codes):
    if done.code == 2:
        done.refused("too-large")
        done.located_once("m.toml")
    else:
        assert done.code in codes, done.told


@within
def test_what_expands_to_much_is_played_or_refused_as_too_large(outside, name):
    path = outside.write("m.toml", WITHIN[name]())

    done = outside.run("play", path, "--plain", text="go\n", seconds=READING / 2 + DECISION + PARTING)

    _worked_or_refused(done, 0)
    assert done.code == 2 or "Read all of it with" in done.out


@pytest.mark.campaign
@within
def test_what_expands_to_much_is_checked_in_its_time_or_refused_as_too_large(outside, name):
    path = outside.write("m.toml", WITHIN[name]())

    _worked_or_refused(outside.run("check", path, "--max-seconds", "5", seconds=5), 0, 3)


def test_what_is_large_and_not_too_large_is_not_refused(outside):
    path = outside.write("m.toml", files.gates_times_measures(60, 60))

    assert outside.run("check", path, "--max-seconds", "5", seconds=5).code == 0
