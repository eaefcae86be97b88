"""What is shipped: one list for every test that asks something of all scenarios, each read once for all tests of a process."""

from functools import cache
from pathlib import Path

from attrs import evolve

from crisisengine import storage

SHIPPED = tuple(sorted(path.stem for path in (Path(__file__).parents[1] / "scenarios").glob("*.toml")))
"""Their ids."""

loaded = cache(storage.load)
"""A shipped scenario, by its id; to read a large one takes longer than most of what is asked of it."""


def unasked(scenario):
    """The same without its `theory`, for tests of what comes behind the question."""
    return evolve(loaded(scenario), theory="")
