"""Scenarios and journals grown at random within the limits of size: the same is asked of every command.

    python -m pytest -n 0 -m campaign tests/hostile/test_campaign.py

A seed stands behind each, so that a finding can be repeated: CRISIS_HOSTILE_SEED, CRISIS_HOSTILE_COUNT.
"""

from __future__ import annotations

import os
import random
import time

import files
import pytest
from outside import DEBRIEF, DECISION, PARTING, READING

pytestmark = pytest.mark.campaign

SEED = int(os.environ.get("CRISIS_HOSTILE_SEED", time.time_ns() % 10**6))
COUNT = int(os.environ.get("CRISIS_HOSTILE_COUNT", "60"))
CHECKING = 3


def asked(outside, ask, seed):
    """One question; a failing one names its seed and leaves the file's beginning."""
    try:
        return ask()
    except AssertionError as error:
        beginning = (outside.folder / "scenarios/m.toml").read_text()[:2_000]
        raise AssertionError(f"seed {seed}: {error}\n{beginning}") from error


def test_random_scenarios_are_answered_by_every_command(outside, capsys):
    for seed in range(SEED, SEED + COUNT):
        path = outside.write("scenarios/m.toml", files.drawn_scenario(random.Random(seed)))
        choices = "".join(f"{number}\n" for number in random.Random(seed).choices(range(1, 5), k=4))
        asks = (
            lambda: outside.run("list", seconds=1),
            lambda path=path: outside.run("check", path, "--max-seconds", CHECKING, seconds=CHECKING),
            lambda path=path: outside.run(
                "check", path, "--max-seconds", CHECKING, "--balance", "--sizes", seconds=CHECKING
            ),
            lambda path=path, choices=choices: outside.run(
                "play", path, "--plain", text=choices, seconds=READING + 4 * DECISION + PARTING
            ),
        )
        done = [asked(outside, ask, seed) for ask in asks]
        for journal in outside.saves.glob("*.toml"):
            done.append(asked(outside, lambda journal=journal: outside.run("debrief", journal, seconds=DEBRIEF), seed))
            assert done[-1].code == 0, done[-1].told
            journal.unlink()
        with capsys.disabled():
            told = "; ".join(
                f"{each.command[2]} {each.code} {each.seconds:.1f} s {each.megabytes} MiB" for each in done
            )
            print(f"\nscenario of seed {seed}: {told}", end="")


def test_random_journals_are_read_slowly_and_gone_on_with(outside, capsys):
    outside.write("scenarios/m.toml", files.SOUND)
    for seed in range(SEED, SEED + COUNT // 2):
        path = outside.write("saves/run.toml", files.drawn_journal(random.Random(seed)))
        asks = (
            lambda path=path: outside.run("debrief", path, seconds=DEBRIEF),
            lambda path=path: outside.run("debrief", path, "--output-format", "html", seconds=DEBRIEF),
            lambda path=path: outside.run(
                "play",
                path,
                "--plain",
                text="because it grew\nwait\nundo\ngo\n",
                seconds=READING + 4 * DECISION + PARTING,
            ),
        )
        done = [asked(outside, ask, seed) for ask in asks]
        assert {each.code for each in done} <= {0, 2}, [each.told for each in done]
        with capsys.disabled():
            told = "; ".join(
                f"{each.command[2]} {each.code} {each.seconds:.1f} s {each.megabytes} MiB" for each in done
            )
            print(f"\njournal of seed {seed}: {told}", end="")
        for journal in outside.saves.glob("*.toml"):
            journal.unlink()
