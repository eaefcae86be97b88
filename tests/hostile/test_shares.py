"""Shares of endings under random play: the right value, or none, with what is still under way. Never a wrong one."""

from __future__ import annotations

import re

import files
import pytest

NEAR = 1e-6


def shares(outside, text, seconds, *options):
    """The shares of a scenario's endings by id, from 0 to 1 or None, and what is told of it to people."""
    path = outside.write("m.toml", text)
    done = outside.run("check", path, "--balance", "--output-format", "json", *options, seconds=seconds)
    (found,) = done.json()["scenarios"]
    endings = found["balance"]["endings"] if "balance" in found else []  # without it where the time was up before
    return {each["id"]: each["share"] for each in endings}, found


EXACT = {
    "a loop that is left half the time": (files.SOUND, {"over": 1}),
    "a short fair walk": (files.fair_walk(10, 310), {"low": 30 / 31, "high": 1 / 31}),
    "a fair walk from the middle": (files.fair_walk(20, 40), {"low": 1 / 2, "high": 1 / 2}),
    "a tower of four discs": (files.hanoi(4), {"solved": 1}),
    "a tower of six discs": (files.hanoi(6), {"solved": 1}),
    "luck that runs out late": (files.race(3, 1_000), {"out": 1 - (999 / 1_000) ** 3, "high": (999 / 1_000) ** 3}),
    "two strides": (files.two_strides(3_000), {"high": 1}),
}


@pytest.mark.parametrize("name", EXACT)
def test_a_share_that_can_be_worked_out_is_right(outside, name):
    text, right = EXACT[name]

    found, _ = shares(outside, text, 5)

    assert found == pytest.approx(right, abs=NEAR)


HARD = {
    "a long fair walk": (files.fair_walk(100, 3_100), {"low": 1 - 1 / 31, "high": 1 / 31}),
    "a tower of eight discs": (files.hanoi(8), {"solved": 1}),
    "a walk that hardly ends": (files.fair_walk(20_000, 40_000), {"low": 1 / 2, "high": 1 / 2}),
}
hard = pytest.mark.parametrize("name", [*list(HARD)[:2], pytest.param(list(HARD)[2], marks=pytest.mark.campaign)])
LIMIT = 5


@hard
def test_a_share_that_is_hard_to_work_out_is_right_or_not_given(outside, name):
    text, right = HARD[name]

    found, _ = shares(outside, text, LIMIT, "--max-seconds", LIMIT)

    for ending, share in found.items():
        assert share is None or share == pytest.approx(right[ending], abs=NEAR), found


@hard
def test_no_wrong_share_is_told_to_people_without_what_is_still_under_way(outside, name):
    text, right = HARD[name]
    path = outside.write("m.toml", text)

    done = outside.run("check", path, "--balance", "--max-seconds", LIMIT, seconds=LIMIT)

    at_random = done.out.partition("under the best and the worst play")[0]
    told = re.findall(r"^\s*([\d.]+)\s*%.*?(\w+)$", at_random, re.MULTILINE)
    wrong = [ending for share, ending in told if float(share) / 100 != pytest.approx(right[ending], abs=1e-4)]
    bounded = re.search(r"under way|at least|at most|not known|unknown|undecided", done.said)
    assert (told and not wrong) or bounded, done.told


@pytest.mark.parametrize("options", [[], ["--balance"]], ids=["", "balance"])
@pytest.mark.parametrize("top", [40_000, pytest.param(1_000_000, marks=pytest.mark.campaign)])
def test_a_long_way_without_circles_is_judged_in_linear_time(outside, top, options):
    path = outside.write("m.toml", files.two_strides(top))
    limit = 4 * top // 80_000

    done = outside.run("check", path, *options, "--max-seconds", min(limit, 60), seconds=min(limit, 60))

    assert done.code == 0, done.told
    assert "all states seen" in done.talk


def test_what_is_not_known_for_want_of_memory_says_so(outside):
    """Whoever is refused memory goes, and then there is enough again: that is no reason to be silent about it."""
    promise = '[property.peace]\nlikely = "ending.peace"\nat_least = 0.1\n'
    for name, text in (("talks", files.talks(400)), ("promised", files.talks(400) + promise)):
        path = outside.write(f"{name}.toml", text)

        done = outside.run("check", path, "--chances", "--max-memory", "100MB", "--output-format", "json", seconds=30)

        (found,) = done.json()["scenarios"]
        assert all(known["verdict"] == "undecided" for known in found["properties"])
        assert "one who knows" not in done.out  # nobody knows anything yet
        assert all(ending["best"] is None for start in found.get("chances", ()) for ending in start["endings"])
        assert found["left_out"]["reason"] == "memory", done.told
