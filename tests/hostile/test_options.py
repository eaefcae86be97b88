"""Limits are finite numbers above 0, and what is given is kept."""

from __future__ import annotations

import files
import pytest

NINES = "9" * 400


@pytest.mark.parametrize(
    ("option", "value"),
    [
        *(("--max-seconds", value) for value in ("nan", "inf", "0", "-1", "1e400")),
        *(("--max-states", value) for value in ("0", "-1", NINES)),
        *(("--max-memory", value) for value in ("0", "-1", "nan", "inf", "1 XB", NINES)),
    ],
    ids=lambda value: {NINES: "400 nines"}.get(value, value),
)
def test_a_limit_that_is_no_finite_number_above_zero_is_refused(outside, option, value):
    path = outside.write("m.toml", files.wide(9))

    done = outside.run("check", path, f"{option}={value}", seconds=1)

    done.refused(option)
    assert "there is no option" not in done.talk, done.told
    assert len(done.said) < 800


@pytest.mark.parametrize("value", ["-1", NINES], ids=["-1", "400 nines"])
def test_a_debrief_refuses_a_limit_that_is_none(outside, value):
    outside.write("m.toml", files.SOUND)
    path = outside.write("run.toml", files.journal([files.decision()]))

    done = outside.run("debrief", path, f"--max-states={value}", seconds=1)

    done.refused("--max-states")
    assert len(done.said) < 800


@pytest.mark.parametrize("value", ["-1", NINES], ids=["-1", "400 nines"])
def test_a_seed_that_no_journal_holds_is_refused(outside, value):
    path = outside.write("m.toml", files.SOUND)

    done = outside.run("play", path, "--plain", f"--seed={value}", text="go\n", seconds=1)

    done.refused("seed")
    assert len(done.said) < 800


def test_the_memory_that_is_given_is_kept(outside):
    path = outside.write("m.toml", files.wide(9))

    done = outside.run("check", path, "--max-memory", "150MB", "--max-seconds", "20", seconds=20)

    assert done.code == 3
    assert "memory" in done.talk
    assert done.megabytes < 300, done.told


@pytest.mark.parametrize("value", ["300MB", "1GiB"])
def test_memory_is_written_as_people_write_it(outside, value):
    path = outside.write("m.toml", files.SOUND)

    assert outside.run("check", path, "--max-memory", value, seconds=1).code == 0


def test_the_states_that_are_given_are_kept(outside):
    path = outside.write("m.toml", files.wide(9))

    done = outside.run("check", path, "--max-states", "5000", "--output-format", "json", seconds=3)

    assert done.code == 3
    assert done.json()["scenarios"][0]["extent"]["states"] <= 5_000


@pytest.mark.parametrize("limit", ["0.001", "0.5"])
def test_the_seconds_that_are_given_are_kept(outside, limit):
    path = outside.write("m.toml", files.wide(9))

    done = outside.run("check", path, "--max-seconds", limit, seconds=float(limit))

    given_up = "given up while reading" in done.talk  # a millisecond may not even do for that
    assert done.code == (2 if given_up else 3)
    assert given_up or "the time is up" in done.talk
    assert limit == "0.001" or not given_up
