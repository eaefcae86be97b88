"""The place of a state among all, however it is found; and what is handed back along steps, beside the plainest way."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisengine.budget import Budget, OverBudget
from crisisengine.checker.search.adjacency import SHELF, Adjacency, ShelvedSteps
from crisisengine.checker.search.ranks import CAN_COUNT, Halving, RankBitmap, ranks
from crisisengine.checker.search.spreading import spread
from crisisengine.checker.task import Task

TASK = Task()
KEYS = st.integers(0, 2**64 - 1).flatmap(
    lambda base: st.sets(st.integers(0, min(5_000, 2**64 - 1 - base)), min_size=1, max_size=300).map(
        lambda more: np.array(sorted(base + each for each in more), dtype=np.uint64)
    )
)


@pytest.mark.skipif(not CAN_COUNT, reason="this NumPy does not count bits")
@settings(max_examples=60)
@given(KEYS, st.data())
def test_a_bitmap_ranks_like_halving(keys: np.ndarray, data: st.DataObject) -> None:
    between = st.integers(int(keys[0]), int(keys[-1]))
    sought = np.array([*keys.tolist(), *data.draw(st.lists(between, max_size=20))], dtype=np.uint64)
    found = RankBitmap.filled(keys, TASK).of(sought)
    assert found.dtype == np.int32
    assert found.tolist() == np.searchsorted(keys, sought).tolist() == Halving(keys).of(sought).tolist()


@pytest.mark.skipif(not CAN_COUNT, reason="this NumPy does not count bits")
def test_a_bitmap_is_filled_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crisisengine.checker.search.ranks.PIECE", 7)
    keys = np.arange(1_000, 3_000, 3, dtype=np.uint64)
    assert RankBitmap.filled(keys, TASK).of(keys).tolist() == list(range(len(keys)))
    with pytest.raises(OverBudget):
        RankBitmap.filled(keys, Task(Budget(0.0)))


def test_a_bitmap_is_for_states_that_lie_close() -> None:
    near = np.arange(100, dtype=np.uint64)
    assert isinstance(ranks(near, TASK), RankBitmap if CAN_COUNT else Halving)
    for others in (near << np.uint64(50), near[:0], np.array([b"ab", b"cd"])):
        assert isinstance(ranks(others, TASK), Halving)
        assert ranks(others, TASK).of(others).tolist() == list(range(len(others)))


def test_without_counted_bits_states_are_sought(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crisisengine.checker.search.ranks.CAN_COUNT", False)
    assert isinstance(ranks(np.arange(100, dtype=np.uint64), TASK), Halving)


STEPS = st.lists(st.tuples(st.integers(0, 39), st.integers(0, 39)), max_size=80)


@settings(max_examples=40)
@given(st.lists(STEPS, max_size=3))
def test_steps_laid_on_shelves_are_the_same_as_at_once(parts: list[list[tuple[int, int]]]) -> None:
    apart = (1 << SHELF) // 8  # so that forty states lie on five shelves
    shelves = ShelvedSteps(40 * apart)
    for part in parts:
        pairs = np.array(part, dtype=np.int32).reshape(-1, 2)
        shelves.add(pairs[:, 0] * np.int32(apart), pairs[:, 1])
    found = shelves.adjacency(TASK)
    pairs = np.array([pair for part in parts for pair in part], dtype=np.int32).reshape(-1, 2)
    wanted = Adjacency.of(pairs[:, 0] * np.int32(apart), pairs[:, 1], 40 * apart)
    assert (found.first == wanted.first).all()
    assert found.neighbours.tolist() == wanted.neighbours.tolist()


@pytest.mark.parametrize("few", [0, 200])
@settings(max_examples=30)
@given(steps=STEPS, marked=st.lists(st.integers(0, 255), min_size=40, max_size=40))
def test_every_state_gets_the_bits_of_all_that_follow(
    few: int, steps: list[tuple[int, int]], marked: list[int]
) -> None:
    pairs = np.array(steps, dtype=np.int32).reshape(-1, 2)
    here = np.array(marked, dtype=np.uint8)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("crisisengine.checker.search.spreading.FEW", few)
        spread(here, Adjacency.of(pairs[:, 1], pairs[:, 0], 40), np.arange(40), TASK)
    wanted = list(marked)
    for _ in range(40):
        for source, target in steps:
            wanted[source] |= wanted[target]
    assert here.tolist() == wanted
