"""A generated story that knows no doctrine: exactly as many states, steps and layers as the plain reference counts."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from crisisengine.checker import prove
from crisisengine.loader import MemoryResolver, Volume, read

BENCH = Path(__file__).parents[3] / "shared" / "bench"
pytestmark = pytest.mark.skipif(not BENCH.is_dir(), reason="no copy of the story's generator beside the checkout")


def made(folder, numbers):
    """The story as (path of its JSON, scenario)."""
    story = folder / "story.json"
    story.write_text(printed("story.py", *numbers.split()))
    text = printed("to_toml.py", story)
    return story, read("story", Volume("story.toml", text.encode()), MemoryResolver({})).sound()


def printed(script, *arguments):
    return subprocess.run(
        [sys.executable, str(BENCH / script), *map(str, arguments)], capture_output=True, text=True, check=True
    ).stdout


@pytest.mark.parametrize("numbers", ["12 3 6 3 5 1", "20 4 8 4 5 2", "60 4 10 4 5 1"])
def test_the_plain_reference_counts_the_same(numbers, tmp_path):
    story, scenario = made(tmp_path, numbers)
    extent = prove(scenario, reduce=False).extent
    told = json.loads(printed("reference.py", story))

    assert (extent.states, extent.steps, extent.depth) == (told["states"], told["steps"], told["depth"])


def test_five_million_states_are_counted_exactly(tmp_path):
    _, scenario = made(tmp_path, "60 4 14 6 3 1")
    extent = prove(scenario, reduce=False).extent

    assert (extent.states, extent.steps, extent.depth, extent.complete) == (5_329_379, 13_226_899, 14, True)
