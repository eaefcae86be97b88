"""`check --export-graph`: what a stranger reads in the file is what the checker says of the scenario."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from fractions import Fraction

import drn
import numpy as np
import pytest
from effort import drawn, examples
from exported import CLOSE, known, written
from hypothesis import given
from hypothesis import strategies as st
from judge import Judge
from nursery import born
from test_defects import PROVED
from worlds import HEAD, OVER, hanoi, loaded, numbers, scene, walk

from crisisengine import storage
from crisisengine.budget import Budget, OverBudget
from crisisengine.checker import prove
from crisisengine.checker.formats import drn as formats_drn


def by_the_stranger(model, ending):
    goal = model.labelled(f"ending_{ending}")
    return tuple(
        drn.chance(each, goal, best)[model.start]
        for each, best in ((model, True), (model, False), (model.at_random, True))
    )


def agree(proof):
    futures = proof.futures_from("")
    model = drn.read(written(proof))
    for ending, told in known(futures).items():
        for mine, stranger in zip(told, by_the_stranger(model, ending), strict=True):
            assert abs(Fraction(mine) - stranger) <= CLOSE, ending
    return model


@given(drawn(60), st.booleans())
@examples(30)
def test_a_stranger_reads_the_same_chances_in_the_file(scenario, reduce):
    proof = prove(scenario, reduce=reduce)
    model = agree(proof)
    graph = proof.futures_from("").graph
    drawn = len(graph.found.beginnings.own) > 1
    unsent = [graph.unsent(block) for block in graph.blocks]

    assert len(model.labels) == sum(map(np.count_nonzero, unsent)) + drawn
    labels = set().union(*model.labels)
    assert labels <= {"init", *(f"ending_{name}" for name in scenario.endings)}
    if not reduce and not scenario.chapters:
        assert Counter(name for choices in model.choices for name, _ in choices) == choices_by_judge(scenario, drawn)


def choices_by_judge(scenario, drawn):
    """How often each choice is there, as the brute-force judge counts them; where nothing is forgotten."""
    judge = Judge(scenario)
    found = Counter(f"{judge.place[state]}.{measure}" for state in judge.unsent for measure in judge.open[state])
    found["__NOLABEL__"] = sum(not judge.open[state] for state in judge.unsent)
    found["draw"] = int(drawn)
    return found


@pytest.mark.campaign
def test_a_stranger_reads_the_same_chances_of_the_convoy_home():
    agree(prove(storage.load("the_convoy_home")))


def test_a_stranger_reads_the_same_chances_where_play_can_go_round():
    agree(prove(loaded(hanoi(3))))


CHANCES = (
    HEAD
    + numbers("x", 3)
    + """[variable.car]
start = { 1 = 1, 2 = 2, 3 = 3 }
range = [1, 3]
[scene.road]
title = "Road"
text = "Dust."
[scene.road.measure.bet]
label = "Bet"
when = "x == 0"
"""
    + "".join(
        f'[scene.road.measure.bet.chance.o{number}]\nweight = {weight}\neffects = ["x = {value}"]\nresult = "So."\n'
        for number, (weight, value) in enumerate([(1, 1), (1, 1), (1_000_000, 2), (5, 3)])
    )
    + '[scene.road.measure.look]\nlabel = "Look"\nwhen = "x == 0 and car == 3"\neffects = ["x = 1"]\n'
    + OVER.format("over", 1, "x == 1")
    + OVER.format("out", 0, "x == 2")
)


def test_outcomes_that_lead_to_one_state_are_one_line_and_decimals_add_up_to_1():
    text = written(prove(loaded(CHANCES), reduce=False))
    model = drn.read(text)

    (bet, *_) = (leads for choices in model.choices for name, leads in choices if name == "road.bet")
    whole = 1_000_007
    assert sorted(map(float, bet.values())) == pytest.approx([2 / whole, 5 / whole, 1_000_000 / whole], rel=1e-15)
    assert sum(bet.values()) == 1
    assert not re.search(r" : .*e", text)  # plain digits: not every reader knows exponents


def test_a_draw_is_one_choice_of_a_state_before_and_a_dead_end_loops():
    model = drn.read(written(prove(loaded(CHANCES), reduce=False)))
    ((draw, starts),) = model.choices[model.start]
    stuck = [
        (state, choices)
        for state, choices in enumerate(model.choices)
        if not model.labels[state] and choices == [("__NOLABEL__", {state: Fraction(1)})]
    ]

    assert (model.start, draw, sum(starts.values())) == (0, "draw", 1)
    assert sorted(map(float, starts.values())) == pytest.approx([1 / 6, 1 / 3, 1 / 2], rel=1e-15)
    assert len(stuck) == 3  # after 5 in 1,000,007, for each that can be drawn


def test_neither_sends_nor_chapters_are_written():
    text = (
        HEAD
        + numbers("x", 9)
        + scene([("up", "x += 1", "x < 2")])
        + '[inject.aid]\ncontingency = true\ntext = "Aid."\neffects = ["x = 7"]\n'
        + '[scene.hall]\ntitle = "Hall"\ntext = "Quiet."\n[scene.hall.measure.go]\nlabel = "Go"\ngoto = "over"\n'
        + '[chapter.late]\ntitle = "Late"\nstart = "hall"\neffects = ["x = 5"]\n'
        + OVER.format("over", 1, "x == 2")
    )
    proof = prove(loaded(text), reduce=False)
    model = drn.read(written(proof))

    assert proof.extent.states > len(model.labels) == 3
    assert [name for choices in model.choices for name, _ in choices].count("road.up") == 2


def test_a_budget_that_is_used_up_ends_the_writing():
    proof = prove(loaded(hanoi(6)))
    futures = proof.futures_from("")
    pieces = formats_drn.drn(futures)
    next(pieces)
    futures.graph.found.task.budget = Budget(0)

    with pytest.raises(OverBudget):
        list(pieces)


@pytest.mark.parametrize("before", [None, b"old"])
def test_a_file_of_which_a_piece_cannot_be_made_is_not_left_half_written(tmp_path, before):
    path = tmp_path / "g.drn"
    if before is not None:
        path.write_bytes(before)

    def pieces():
        yield b"half"
        raise OverBudget("writing", "seconds")

    with pytest.raises(OverBudget):
        (storage.keep_new if before is None else storage.keep_over)(path, pieces())

    assert [each.read_bytes() for each in tmp_path.iterdir()] == ([] if before is None else [before])


def check(*arguments, cwd):
    return born("check", *arguments, cwd=cwd)


@pytest.fixture
def here(tmp_path):
    (tmp_path / "ten_days.toml").write_text(PROVED)
    return tmp_path


def test_the_file_is_written_beside_the_report_and_never_over_another_unasked(here):
    done = check("ten_days.toml", "--export-graph", "g.drn", "--output-format", "concise", cwd=here)
    first = (here / "g.drn").read_bytes()
    again = check("ten_days.toml", "--export-graph", "g.drn", cwd=here)
    (here / "g.drn").write_bytes(b"old")
    forced = check("ten_days.toml", "--export-graph", "g.drn", "--force", cwd=here)

    assert (done.returncode, again.returncode, forced.returncode) == (0, 2, 0)
    assert "holds" in done.stdout + done.stderr
    assert again.stderr.startswith("error: g.drn is there already")
    assert (here / "g.drn").read_bytes() == first
    assert drn.read(first.decode()).start == 0


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("ten_days.toml", "other.toml"), 2, "`--export-graph` writes one graph, and these are 2 scenarios"),
        (("ten_days.toml", "--watch"), 2, "`--export-graph` writes a graph once"),
        (("ten_days.toml", "--max-states", "5"), 3, "g.drn is not written: only "),
        (("broken.toml",), 2, "g.drn is not written: nothing was explored"),
        (("ten_days.toml", "--export-graph", "nowhere/g.drn"), 2, "nowhere/g.drn cannot be written: there is no such"),
        (("ten_days.toml", "--export-graph", "other.toml", "--force"), 2, "other.toml is an author's text"),
    ],
)
def test_what_is_not_written_is_told_in_one_line_and_leaves_nothing(here, arguments, code, said):
    (here / "other.toml").write_text(PROVED)
    (here / "broken.toml").write_text("format = 1\n[scenario")
    before = sorted(here.iterdir())
    done = check("--export-graph", "g.drn", *arguments, cwd=here)

    assert done.returncode == code
    assert [line for line in done.stderr.splitlines() if line.startswith("error: ")][-1].startswith(f"error: {said}")
    assert "Traceback" not in done.stderr
    assert sorted(here.iterdir()) == before
    assert (here / "other.toml").read_text() == PROVED


@pytest.mark.skipif(os.name != "posix", reason="elsewhere the output has no name")
def test_into_the_output_it_is_written_behind_what_stands_there_and_no_file_is_replaced(tmp_path):
    path, kept = tmp_path / "world.toml", tmp_path / "kept.txt"
    path.write_text(walk(2, 1))
    with kept.open("wb") as file:
        file.write(b"before\n")
        file.flush()
        number = kept.stat().st_ino
        asked = ["check", str(path), "--force", "--export-graph", "/dev/stdout"]
        subprocess.run(
            [sys.executable, "-m", "crisisengine", *asked], stdout=file, stderr=subprocess.DEVNULL, check=True
        )

    assert kept.stat().st_ino == number
    assert kept.read_text().startswith("before\n// Written by crisisengine")
