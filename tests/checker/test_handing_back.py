"""What can still become of states that go round over many blocks, beside the plainest way to find it."""

from __future__ import annotations

import numpy as np
import pytest
from effort import LARGEST, drawn, examples
from hypothesis import given

from crisisengine.checker import prove
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.graph import Graph


@pytest.mark.parametrize("most_kept", [0, 40_000_000])
@given(scenario=drawn(LARGEST))
@examples(30)
def test_blocks_that_lead_to_each_other_hand_on_everything(most_kept: int, scenario: object) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("crisisengine.checker.search.graph.BLOCK", 3)
        patch.setattr("crisisengine.checker.search.graph.MOST_KEPT", most_kept)
        graph = Graph(prove(scenario).found)
        bits = (1 << np.arange(len(graph.keys)) % 8).astype(np.uint8)
        bits[len(bits) // 2 :] = 0
        wanted = bits.copy()
        Futures(graph).hand_back(bits)
        steps = [(block, link) for block in graph.blocks for link in graph.links(block)]
        before = None
        while before is None or (before != wanted).any():
            before = wanted.copy()
            for block, link in steps:
                wanted[block.start : block.end][link.rows] |= wanted[link.targets]
    assert bits.tolist() == wanted.tolist()
