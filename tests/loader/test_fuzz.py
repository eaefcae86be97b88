"""Whatever the bytes: reading ends in a scenario that plays or in diagnostics that are well said. Nothing else."""

from __future__ import annotations

import resource
import sys
import time
import tomllib
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from mutations import KEYS, VALUES, check, mutated, originals
from reading_aloud import SMALL

NAMES = st.sampled_from([*KEYS, "scenario", "clock", "party", "variable", "inject", "ending", "property", "road", "e1"])
TABLES = st.lists(NAMES, min_size=1, max_size=5).map(".".join)
LINES = st.one_of(
    st.builds("[{}]".format, TABLES),
    st.builds("{} = {}".format, NAMES, st.sampled_from(VALUES)),
    st.sampled_from(SMALL.split("\n")),
)
SHARE = 50_000
"""Mutations that each process of the campaign reads."""
PATIENCE = 2.0
MOST_MEMORY = 500


@given(st.binary(max_size=400) | st.text(max_size=400).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_end_in_diagnostics(content: bytes) -> None:
    assert check(content).scenario is None


@settings(max_examples=200)
@given(st.lists(LINES, max_size=40).map("\n".join))
@example('format = 1\nbands = { "²" = "x" }')
def test_any_toml_ends_in_diagnostics_or_a_scenario(text: str) -> None:
    check((SMALL + text).encode())
    check(text.encode())


@settings(max_examples=500)
@given(st.integers(0, 2**48))
def test_a_mutated_scenario_ends_in_diagnostics_or_a_scenario_that_plays(seed: int) -> None:
    check(mutated(seed))


def test_about_one_mutation_in_ten_still_loads_and_the_other_nine_fail_in_many_ways() -> None:
    readings = [check(mutated(seed)) for seed in range(300)]

    assert sum(reading.scenario is not None for reading in readings) >= 20
    assert len({diagnostic.code for reading in readings for diagnostic in reading.diagnostics}) >= 20


def test_the_originals_load() -> None:
    for text in originals():
        if "[scenario]" in text:
            assert not check(text.encode()).errors
        tomllib.loads(text)


def share(start: int) -> tuple[float, int, int]:
    """Read a process's share; the slowest in seconds, how many load, and the process's peak memory in MiB."""
    slowest, sound = 0.0, 0
    for seed in range(start, start + SHARE):
        content = mutated(seed)
        begun = time.perf_counter()
        try:
            sound += check(content).scenario is not None
        except BaseException as error:
            raise AssertionError(f"seed {seed}: {error!r}") from error
        slowest = max(slowest, time.perf_counter() - begun)
    return slowest, sound, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@pytest.mark.campaign
def test_a_hundred_thousand_mutations() -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        shares = list(processes.map(share, [1_000_000, 2_000_000]))

    slowest, sound, peak = zip(*shares, strict=True)
    report = f"{2 * SHARE:,} mutations: {sum(sound):,} load; slowest {max(slowest):.2f} s; peak {max(peak)} MiB\n"
    sys.stdout.write(report)
    assert max(slowest) < PATIENCE
    assert max(peak) < MOST_MEMORY
