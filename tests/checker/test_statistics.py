"""Shares of endings under random play: exact, or bounds that are true."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from asks import Asks
from effort import JUDGED, drawn, examples, once_each
from hypothesis import given
from hypothesis import strategies as st
from judge import judge_of
from worlds import adder, hanoi, loaded, plane, walk

from crisisengine.checker import judge, prove
from crisisengine.checker.formats.registry import FORMATS
from crisisengine.checker.search import elimination, visits
from crisisengine.checker.search.chain import Chain, iterated
from crisisengine.checker.search.elimination import Elimination
from crisisengine.checker.statistics import balance
from crisisengine.checker.task import Task
from crisisengine.engine.rules import possible
from crisisengine.loader import MemoryResolver, Volume, read


def shares(text):
    return {ending.id: ending.share for ending in balance(prove(loaded(text)).futures).endings}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (walk(3_100, 100), {"top": 100 / 3_100, "bottom": 3_000 / 3_100}),
        (hanoi(8), {"done": 1}),
        (plane(60), {"west": 1 / 2, "east": 1 / 2}),
        (adder(30_000), {"top": 1}),
    ],
    ids=["a fair walk", "the tower of Hanoi", "a plane", "a long way that never goes round"],
)
def test_a_share_is_the_true_one_however_long_play_goes_round(text, expected):
    found = shares(text)

    for name, share in expected.items():
        assert found[name].known
        assert found[name].value == pytest.approx(share, abs=1e-8)
        assert found[name].low <= share + 1e-15
        assert found[name].high >= share - 1e-15


def exact(judge):
    """The shares as fractions, by Gauss's elimination over the states from which an ending can be reached."""
    states = [state for state in judge.states if judge.endings[state]]
    number = {state: place for place, state in enumerate(states)}
    rows = [{place: Fraction(1)} for place in range(len(states))]  # of v - v P = start, by target
    for state in states:
        for measure in judge.open[state]:
            odds = dict(possible(judge.scenario, state, measure)) or {None: 1}
            for name, outcome, after in judge.next[state]:
                if name == measure and after in number:
                    row, source = rows[number[after]], number[state]
                    likely = Fraction(odds[outcome], sum(odds.values()) * len(judge.open[state]))
                    row[source] = row.get(source, Fraction(0)) - likely
    right = [Fraction(0)] * len(states)
    for state, weight in judge.starts.items():
        if state in number:
            right[number[state]] = Fraction(weight, sum(judge.starts.values()))
    for place in range(len(states)):
        pivot = next(other for other in range(place, len(states)) if rows[other].get(place))
        rows[place], rows[pivot], right[place], right[pivot] = rows[pivot], rows[place], right[pivot], right[place]
        for other in range(len(states)):
            factor = rows[other].get(place, 0) / rows[place][place] if other != place else 0
            if factor:
                for column, entry in rows[place].items():
                    rows[other][column] = rows[other].get(column, Fraction(0)) - factor * entry
                right[other] -= factor * right[place]
    found = dict.fromkeys(judge.scenario.endings, Fraction(0))
    for state, place in number.items():
        if judge.place[state] in found:
            found[judge.place[state]] += right[place] / rows[place][place]
    return found


@once_each
def shares_of(scenario):
    """The same of a scenario that tests share."""
    return exact(judge_of(scenario))


@given(drawn(60))
@examples(40, JUDGED)
def test_every_share_is_the_fraction_that_its_equations_give(scenario):
    known = shares_of(scenario)

    for ending in balance(prove(scenario, reduce=False).futures).endings:
        assert ending.share.known
        assert abs(Fraction(ending.share.value) - known[ending.id]) < Fraction(1, 10**12)
        assert ending.share.low <= known[ending.id] + Fraction(1, 10**15)
        assert ending.share.high >= known[ending.id] - Fraction(1, 10**15)


@given(drawn(60), st.integers(0, 60) | st.just(100_000))
@examples(60)
def test_a_share_that_there_was_no_time_to_know_lies_between_its_bounds(scenario, asks):
    known = shares_of(scenario)
    proof = prove(scenario, reduce=False)
    assert proof.futures.endings is not None
    assert len(proof.futures.graph.depths) > 0
    list(map(proof.futures.graph.links, proof.futures.graph.blocks))
    found = proof.found
    from crisisengine.checker.search.occurrences import random_play

    found.task.budget = Asks(asks=asks)
    for name, share in random_play(proof.futures).endings.items():
        assert share.low <= known[name] + Fraction(1, 10**12)
        assert share.high >= known[name] - Fraction(1, 10**12)
        assert share.known or asks <= 60


def test_what_is_not_known_is_told_as_bounds_and_is_null_for_machines(monkeypatch):
    text = walk(4_000, 100)
    reading = read("world", Volume("world.toml", text.encode()), MemoryResolver({}))
    plenty = Asks(asks=1_000_000, phase="working out the balance")
    # The time is to be up during random play, and not during what comes after it.
    with monkeypatch.context() as patched:
        patched.setattr("crisisengine.checker.verdict._with_stakes", lambda found, *_: found)
        judge(Path("world.toml"), reading, with_balance=True, budget=plenty)
    asked = 1_000_000 - plenty.asks
    whole = judge(Path("world.toml"), reading, with_balance=True)
    cut = judge(Path("world.toml"), reading, with_balance=True, budget=Asks(asks=asked - 3, phase=plenty.phase))

    assert whole.left_out is None
    assert "2.5000%" in FORMATS["full"]([whole])
    assert cut.left_out.phase == "working out the balance"
    assert cut.verdict == "holds"
    told = FORMATS["full"]([cut])
    assert "not known" in told
    assert "at least 0." in told
    assert "%, at most " in told
    (found,) = json.loads(FORMATS["json"]([cut]))["scenarios"]
    assert [ending["share"] for ending in found["balance"]["endings"]] == [None, None]
    assert [ending["shown"] for ending in found["balance"]["endings"]] == [None, None]
    assert found["left_out"] == {"phase": "working out the balance", "reason": "seconds"}


@st.composite
def chains(draw):
    """A random walk that can be left from everywhere, and where it arrives."""
    count = draw(st.integers(1, 12))
    states = st.integers(0, count - 1)
    steps = draw(st.lists(st.tuples(states, states, st.integers(1, 9)), max_size=40))
    total = np.ones(count)
    for source, _, weight in steps:
        total[source] += weight
    sources, targets = (np.array([step[end] for step in steps], dtype=np.int32) for end in (0, 1))
    odds = np.array([weight / total[source] for source, _, weight in steps])
    arriving = np.array(draw(st.lists(st.integers(0, 3), min_size=count, max_size=count)), dtype=float)
    return Chain(sources, targets, odds, 1 / total), arriving


@given(chains(), st.integers(0, 30), st.integers(0, 6))
@examples(200)
def test_all_ways_to_solve_a_walk_agree(chain_and_arriving, joined, dense):
    chain, arriving = chain_and_arriving
    table = np.eye(len(arriving))
    np.add.at(table, (chain.targets, chain.sources), -chain.odds)
    solved = np.linalg.solve(table, arriving)
    small = {"MOST_JOINED": joined, "MOST_DENSE": dense, "FEWEST_LEFT": 0}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in small.items():
            patch.setattr(elimination, name, value)
        by_elimination = Elimination(chain, arriving, Task()).visits()
        patch.setattr(visits, "PATIENCE", joined)
        patch.setattr(visits, "FEW", dense)
        together = visits.visits(chain, arriving, Task())

    for found in (by_elimination, together, iterated(chain, arriving, Task())):
        assert found == pytest.approx(solved, abs=1e-8)
        assert np.abs(chain.left_over(arriving, found)).sum() < 1e-8


def test_a_chapter_that_plays_as_the_beginning_has_no_table_of_its_own():
    text = (
        walk(6, 3)
        + '[chapter.dawn]\ntitle = "Dawn"\nstart = "START"\n[chapter.noon]\ntitle = "Noon"\nstart = "START"\neffects = ["m = 1"]\n'
    )
    start = next(iter(loaded(walk(6, 3)).scenes))
    reading = read("world", Volume("world.toml", text.replace("START", start).encode()), MemoryResolver({}))
    told = FORMATS["full"]([judge(Path("world.toml"), reading, with_balance=True)])

    assert "world: endings under uniform random play from chapter dawn: the same\n" in told
    assert told.count(" shortest  ending") == 2
