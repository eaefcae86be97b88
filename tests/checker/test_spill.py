"""`check --spill DIR`: with a disk in place of memory all is said that was said, and on the disk nothing is left."""

from __future__ import annotations

import errno
import json
import os
import sys
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psutil
import pytest
from asks import Asks
from attrs import evolve
from effort import examples
from hypothesis import given
from hypothesis import strategies as st
from nursery import born
from worlds import HEAD, OVER, hanoi, numbers, scene, walk

from crisisengine import storage
from crisisengine.budget import READING
from crisisengine.checker import Stopped, judge, prove, spill
from crisisengine.checker.formats.registry import FORMATS
from crisisengine.checker.formats.verdict_line import summary
from crisisengine.checker.search import frontier, graph, seen
from crisisengine.checker.search.seen import merged
from crisisengine.checker.spill import SpillingTask
from crisisengine.checker.task import Task
from crisisengine.loader import MemoryResolver, Volume, read
from crisisengine.testing import scenario_texts

SHIPPED = sorted((Path(__file__).parents[2] / "scenarios").glob("*.toml"))
AN_END = "always = \"possible('top')\""


def reading_of(text):
    return read("world", Volume("world.toml", text.encode()), MemoryResolver({}))


def told(reading, **options):
    """All that is said of a scenario in every format, its runs, and what is kept for a debrief; but for how long it took."""
    result = judge(Path("world.toml"), reading, with_sizes=True, with_balance=True, with_runs=True, **options)
    kept = None if result.reachable_endings is None else b"".join(result.reachable_endings.parts())
    if result.extent is not None:
        result = evolve(result, extent=evolve(result.extent, seconds=0.0))
    said = [write([result]) for write in FORMATS.values()]
    return said, summary(result), result.runs, result.shortest, kept


@contextmanager
def holding(states):
    """As if no more than so many states could be held: what is more is written, merged, mapped, and read by pieces."""
    with pytest.MonkeyPatch.context() as small:
        small.setattr(spill, "MOST", states)
        small.setattr(spill, "SMALL", states - 3)
        small.setattr(spill, "PIECE", 64 * states)
        small.setattr(spill, "BETWEEN", 0.0)
        small.setattr(seen, "MERGED", 3 * states)
        small.setattr(seen, "LEAST", states)
        small.setattr(seen, "SOUGHT", states)
        small.setattr(seen, "NEAR", states)
        small.setattr(frontier, "PART", states)
        yield


def wide(counters):
    """States of more than one word, each counter from 0 to 2 of a million."""
    names = [f"v{number}" for number in range(counters)]
    steps = [(f"{way}{name}", f"{name} {sign}= 1", f"{name} {bound}") for name in names for way, sign, bound in
             (("more", "+", "< 2"), ("less", "-", "> 0"))]  # fmt: skip
    done = " and ".join(f"{name} == 2" for name in names)
    return HEAD + numbers(names, 1_000_000) + scene(steps) + OVER.format("top", 1, done) + f"[property.p]\n{AN_END}\n"


@given(scenario_texts(largest=200), st.booleans())
@examples(10)
def test_everything_is_said_as_without_a_disk(tmp_path_factory, text, reduce):
    reading = reading_of(text)
    with holding(states=3):
        spilled = told(reading, reduce=reduce, spill=tmp_path_factory.mktemp("disk"))

    assert spilled == told(reading, reduce=reduce)


@pytest.mark.parametrize("text", [wide(4), hanoi(5), walk(300, 20)], ids=["two words", "a circle", "many layers"])
def test_so_it_is_of_worlds_that_are_seldom_drawn(text, tmp_path):
    reading = reading_of(text)
    with holding(states=20):
        spilled = told(reading, spill=tmp_path)

    assert spilled == told(reading)


@pytest.mark.campaign
@pytest.mark.parametrize("path", SHIPPED, ids=[path.stem for path in SHIPPED])
def test_so_it_is_of_what_is_shipped(path, tmp_path):
    reading = storage.read_scenario(path, READING.begin(), alone=True)
    with holding(states=50_000):
        spilled = told(reading, spill=tmp_path)

    assert spilled == told(reading)


@given(st.lists(st.lists(st.integers(0, 200), unique=True).map(sorted), max_size=6), st.sampled_from(["u8", "S16"]))
@examples(60)
def test_what_is_merged_is_in_order_and_each_once(runs, kind):
    runs = [np.array(run, dtype=">u8").astype("u8" if kind == "u8" else ">u8") for run in runs]
    if kind == "S16":  # as a state of two words lies in memory
        runs = [np.stack([run // 7, run], axis=1).astype(">u8").reshape(-1).view("S16") for run in runs]
    with holding(states=4):
        pieces = list(merged(runs, Task()))

    together = np.unique(np.concatenate(runs)) if runs else []
    assert [key for piece in pieces for key in piece.tolist()] == list(together.tolist() if runs else [])


def limited(size):
    """A limit of this process to the size of its files: the system refuses what goes beyond it."""
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard if size is None else size, hard))


@pytest.mark.skipif(sys.platform == "win32", reason="files are not limited there")
@pytest.mark.parametrize("size", [0, 50, 15_000])
def test_a_disk_that_takes_no_more_leaves_it_undecided_and_all_that_is_said_so(size, tmp_path):
    scenario = reading_of(walk(9_000, 100) + f'[property.low]\nalways = "m > 95"\n[property.top]\n{AN_END}\n').sound()
    with holding(states=20):
        try:
            limited(size)
            proof = prove(scenario, spill=tmp_path)
        finally:
            limited(None)

    assert (proof.left_out.phase, proof.left_out.reason, proof.found.reason) == ("exploring", "disk", "disk")
    assert not proof.complete
    low, top = proof.properties
    assert top.verdict == "undecided"
    assert (low.verdict, low.run and len(low.run)) == (("violated", 5) if size > 50 else ("undecided", None))


@pytest.mark.skipif(not hasattr(os, "posix_fallocate"), reason="room is taken by writing there")
def test_a_disk_too_full_for_what_is_asked_backwards_leaves_that_undecided(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr(os, "posix_fallocate", refuse)
    with holding(states=20):
        result = judge(Path("wide.toml"), reading_of(wide(4)), spill=tmp_path)

    assert (result.verdict, result.extent.complete, result.extent.states) == ("undecided", True, 81)
    assert "the disk of `--spill` takes no more while judging properties" in summary(result)


def test_beyond_what_can_be_numbered_only_what_was_judged_on_the_way_is_decided(tmp_path, monkeypatch):
    monkeypatch.setattr(graph, "MOST_NUMBERED", 80)
    low = '[property.low]\nalways = "v0 <= 2"\n'
    proof = prove(reading_of(wide(4) + low).sound(), spill=tmp_path)

    assert (proof.complete, proof.verdict) == (True, "undecided")
    assert {judged.name: judged.verdict for judged in proof.properties} == {"p": "undecided", "low": "holds"}


@pytest.mark.parametrize("asks", [5, 200])
def test_whoever_stops_it_hears_what_was_found(asks, tmp_path):
    with holding(states=20), pytest.raises(Stopped) as stopped:
        prove(reading_of(walk(9_000, 100)).sound(), spill=tmp_path, budget=Asks(asks=asks, raises=True))

    assert stopped.value.kept.left_out.reason == "stopped"
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system makes room by itself")
def test_what_was_read_is_not_held(tmp_path):
    task = SpillingTask(folder=tmp_path)
    zeros = task.memory.zeros(40_000_000, np.uint8)
    zeros[::1000] = 7
    process = psutil.Process()
    held = process.memory_info().rss
    task.memory.let_go()

    assert held - process.memory_info().rss > 30_000_000
    assert zeros.sum() == 7 * 40_000
    assert not list(tmp_path.iterdir())


def test_from_outside_it_is_the_same_command_and_leaves_nothing(tmp_path):
    path = tmp_path / "wide.toml"
    path.write_text(wide(3))
    plain = born("check", path, "--output-format", "json")
    spilled = born("check", path, "--output-format", "json", "--spill", tmp_path / "disk")

    extents = [json.loads(done.stdout)["scenarios"][0] for done in (plain, spilled)]
    for each in extents:
        each["extent"]["seconds"] = 0
    assert extents[0] == extents[1]
    assert plain.returncode == spilled.returncode == 0
    assert [each.name for each in tmp_path.iterdir()] == ["wide.toml"]


def test_what_lies_in_the_folder_stays_and_is_not_looked_at(tmp_path):
    path = tmp_path / "wide.toml"
    path.write_text(wide(3))
    disk = tmp_path / "disk"
    (disk / "crisisengine-spill-mine").mkdir(parents=True)
    (disk / "crisisengine-spill-mine" / "layers").write_bytes(b"\xff" * 800)

    assert born("check", path, "--spill", disk).returncode == 0
    assert [each.name for each in disk.iterdir()] == ["crisisengine-spill-mine"]


@pytest.mark.parametrize(
    ("name", "why"),
    [("no/such", "there is no such folder"), ("wide.toml", "no folder"), ("x" * 5_000, "the name is too long")],
    ids=["below nothing", "a file", "no name"],
)
def test_where_nothing_can_be_held_it_says_so_at_once(tmp_path, name, why):
    path = tmp_path / "wide.toml"
    path.write_text(wide(3))
    done = born("check", path, "--spill", tmp_path / name)

    assert (done.returncode, done.stdout) == (2, "")
    assert why in done.stderr
    assert len(done.stderr) < 400
