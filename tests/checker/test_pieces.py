"""Long arrays are worked on in pieces, between which somebody is asked, or Ctrl-C is heard; what comes of it is the same."""

from __future__ import annotations

import os
import signal

import numpy as np
import pytest
from asks import Asks

from crisisengine.budget import OverBudget
from crisisengine.checker import memory
from crisisengine.checker.search import chain, seen
from crisisengine.checker.search.chain import Chain
from crisisengine.checker.task import Task
from crisisengine.cli.spill_folder import spill_folder

KINDS = ["u8", "S16"]


@pytest.fixture
def states(request):
    """A hundred states, a third of them twice."""
    drawn = np.random.default_rng(7).integers(1, 60, 100, dtype=np.uint64)
    return drawn if request.param == "u8" else drawn.astype(">u8").repeat(2).view("S16")


@pytest.mark.parametrize("states", KINDS, indirect=True)
def test_many_states_are_sorted_in_runs(monkeypatch, states):
    expected = np.unique(states)
    monkeypatch.setattr(seen, "RUN", 7 * states.itemsize)
    np.testing.assert_array_equal(seen.in_order(states, Task()), expected)


@pytest.mark.parametrize("states", KINDS, indirect=True)
def test_somebody_is_asked_between_two_runs(monkeypatch, states):
    monkeypatch.setattr(seen, "RUN", 7 * states.itemsize)
    with pytest.raises(OverBudget):
        seen.in_order(states, Task(Asks(asks=100 // 7)))  # the fifteenth run is not begun


@pytest.mark.parametrize("states", KINDS, indirect=True)
def test_among_nothing_all_states_are_new(states):
    states = np.unique(states)
    few = states[::2]
    np.testing.assert_array_equal(seen.new_among(states, [states[:0], few], Task()), states[1::2])


def test_arrays_are_joined_in_pieces(monkeypatch):
    monkeypatch.setattr(memory, "PIECE", 3)
    parts = [np.arange(size) for size in (7, 0, 3, 1)]
    np.testing.assert_array_equal(memory.joined(parts, np.int64), np.concatenate(parts))
    assert not np.shares_memory(memory.joined(parts[:1], np.int64), parts[0])  # whoever sorts it changes nobody's


def test_a_walk_goes_its_step_in_pieces(monkeypatch):
    draw = np.random.default_rng(3)
    sources, targets = draw.integers(0, 9, (2, 50), dtype=np.int32)
    walk = Chain(sources, targets, draw.random(50) / 9, draw.random(9))
    hopeful, mass = draw.random(9) < 0.7, draw.random(9)

    def steps():
        return walk.step(mass), walk.among(hopeful).leaves, chain.counted(targets, 9), *walk.checked(mass, mass)

    whole = steps()
    monkeypatch.setattr(chain, "PIECE", 3)
    for alike, other in zip(steps(), whole, strict=True):
        np.testing.assert_array_equal(alike, other)
    np.testing.assert_array_equal(whole[0], np.bincount(targets, mass[sources] * walk.odds, 9))
    np.testing.assert_array_equal(whole[2], np.bincount(targets, minlength=9))


def test_whoever_is_told_to_end_leaves_no_folder(tmp_path):
    with pytest.raises(SystemExit) as left, spill_folder(str(tmp_path / "disk")):
        os.kill(os.getpid(), signal.SIGTERM)
    assert left.value.code == 128 + signal.SIGTERM
    assert not list(tmp_path.iterdir())
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
