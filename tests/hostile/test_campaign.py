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
PLAYING = READING + 4 * DECISION + PARTING


def told(ask, *arguments, codes=(0, 1, 2, 3), **more):
    """One question: how it was answered, and whether as it must be."""
    try:
        done = ask(*arguments, **more)
    except AssertionError as error:
        return f"{arguments[0]}: NO, {' '.join(str(error).split())[:300]}"
    verdict = "" if done.code in codes else "NO, "
    return f"{arguments[0]}: {verdict}code {done.code}, {done.seconds:.1f} s, {done.megabytes} MiB"


def held(answers, capsys):
    """All that was found is printed, by seed; none of it may be a NO."""
    with capsys.disabled():
        for seed, each in answers.items():
            print(f"\nseed {seed}: {'; '.join(each)}", end="")
    wrong = {seed: answer for seed, each in answers.items() for answer in each if "NO, " in answer}
    assert not wrong, wrong


def test_random_scenarios_are_answered_by_every_command(outside, capsys):
    answers = {}
    for seed in range(SEED, SEED + COUNT):
        dice = random.Random(seed)
        path = outside.write("scenarios/m.toml", files.drawn_scenario(dice))
        choices = "".join(f"{dice.randint(1, 4)}\n" for _ in range(4))
        answers[seed] = [
            told(outside.run, "list", seconds=1, codes=[0]),
            told(outside.run, "check", path, "--max-seconds", CHECKING, seconds=CHECKING),
            told(outside.run, "check", path, "--max-seconds", CHECKING, "--balance", "--sizes", seconds=CHECKING),
            told(outside.run, "check", path, "--max-seconds", CHECKING, "--chances", seconds=CHECKING),
            told(outside.run, "play", path, "--plain", text=choices, seconds=PLAYING, codes=[0, 2]),
        ]
        for journal in outside.saves.glob("*.toml"):
            answers[seed].append(told(outside.run, "debrief", journal, seconds=DEBRIEF, codes=[0]))
            journal.unlink()
    held(answers, capsys)


def test_random_journals_are_read_slowly_and_gone_on_with(outside, capsys):
    outside.write("scenarios/m.toml", files.SOUND)
    answers = {}
    for seed in range(SEED, SEED + COUNT // 2):
        path = outside.write("saves/run.toml", files.drawn_journal(random.Random(seed)))
        choices = "because it grew\nwait\nundo\ngo\n"
        answers[seed] = [
            told(outside.run, "debrief", path, seconds=DEBRIEF, codes=[0, 2]),
            told(outside.run, "debrief", path, "--output-format", "html", seconds=DEBRIEF, codes=[0, 2]),
            told(outside.run, "play", path, "--plain", text=choices, seconds=PLAYING, codes=[0, 2]),
        ]
        for journal in outside.saves.glob("*.toml"):
            answers[seed].append(told(outside.run, "debrief", journal, seconds=DEBRIEF, codes=[0, 2]))
            journal.unlink()
    held(answers, capsys)
