"""What took long to find out is kept, and a cache that is missing, damaged or forbidden costs nothing but time."""

from __future__ import annotations

import io
import json
import os
import shutil
import threading
import time
import zlib
from contextlib import suppress

import numpy as np
import pytest
from attrs import evolve
from click.testing import CliRunner
from explored import CONVOY, REACHABLE
from hypothesis import given
from hypothesis import strategies as st

from crisisengine import storage
from crisisengine.checker import ReachableEndings, explore_endings
from crisisengine.cli import command_line
from crisisengine.engine.program import program
from crisisengine.engine.rules import State, begin
from crisisengine.storage import cache, load

TUTORIAL = "the_convoy_home"


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """An empty cache folder of this test's own."""
    monkeypatch.setenv("CRISISENGINE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def check(*arguments):
    return CliRunner().invoke(command_line, ["check", *map(str, arguments)])


@pytest.mark.usefixtures("kept")
def test_check_keeps_its_verdict_and_the_endings_it_worked_out():
    scenario = load(TUTORIAL)
    assert cache.find_verdict(scenario.fingerprint) is None

    check(TUTORIAL)

    verdict, states = cache.find_verdict(scenario.fingerprint)
    found = ReachableEndings.restored(scenario, cache.find_reachable_endings(scenario.fingerprint))
    assert verdict == "holds"
    assert len(found.keys) == states
    assert found.endings(begin(scenario)) == set(scenario.endings)


@pytest.mark.usefixtures("kept")
def test_the_library_tells_a_verdict_that_is_known_and_of_this_very_text(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scenarios").mkdir()
    mine = tmp_path / "scenarios" / "mine.toml"
    tutorial = storage.scenario_path(TUTORIAL)
    shutil.copy(tutorial.with_name("cambodia.geojson"), mine.parent)  # its outline
    text = tutorial.read_text()
    mine.write_text(text)
    shutil.copy(storage.scenario_path(TUTORIAL).with_name("cambodia.geojson"), mine.parent)
    check(mine)

    assert {listing.id: listing.verdict for listing in storage.library()}["mine"] == "holds"
    listed = json.loads(CliRunner().invoke(command_line, ["list", "--output-format", "json"]).stdout)["scenarios"]
    assert next(listing for listing in listed if listing["id"] == "mine")["verdict"] == "holds"
    mine.write_text(text.replace("minutes = 10", "minutes = 11"))
    assert {listing.id: listing.verdict for listing in storage.library()}["mine"] == ""


def test_what_was_not_seen_whole_is_not_remembered(kept):
    check(TUTORIAL, "--max-states", "1000")

    assert not kept.exists()


def test_a_folder_that_cannot_be_written_is_no_failure(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("CRISISENGINE_CACHE", str(tmp_path / "file" / "cache"))

    assert check(TUTORIAL).exit_code == 0


def test_only_the_endings_used_last_are_kept(kept):
    for number in range(20):
        cache.keep_reachable_endings(f"sha256:{number:02}", [b"x"])
        os.utime(kept / f"{number:02}.endings", (number, number))
    cache.keep_reachable_endings("sha256:new", [b"x"])

    assert sorted(path.stem for path in kept.iterdir()) == [*(f"{number:02}" for number in range(9, 20)), "new"]


def test_a_state_that_no_run_comes_to_is_not_answered_for():
    scenario = load(TUTORIAL)
    row = list(begin(scenario).row)
    row[program(scenario).clock] = scenario.clock.length - 1  # the first scene, on the last day

    with pytest.raises(KeyError):
        explore_endings(scenario).endings(State(tuple(row)))


WHOLE = b"".join(REACHABLE.parts())


@given(st.one_of(
    st.integers(0, len(WHOLE) - 1).map(lambda end: WHOLE[:end]),
    st.binary(max_size=200),
    st.tuples(st.integers(0, 2000), st.binary(min_size=1, max_size=9)).map(
        lambda cut: WHOLE[: cut[0]] + cut[1] + WHOLE[cut[0] + len(cut[1]) :]
    ),
))  # fmt: skip
def test_damaged_endings_are_taken_for_none_or_answer_without_failing(found_there):
    scenario = CONVOY
    found = ReachableEndings.restored(scenario, memoryview(found_there))
    if found is not None:
        with suppress(KeyError):
            assert found.endings(begin(scenario)) <= set(scenario.endings)


def within(seconds, work, *arguments):
    """What a call returns, in time."""
    found = []
    thread = threading.Thread(target=lambda: found.append(work(*arguments)), daemon=True)
    thread.start()
    thread.join(seconds)
    assert not thread.is_alive()
    return found[0]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_in_the_cache_holds_nobody_up(kept):
    kept.mkdir()
    for kind in ("verdict", "endings"):
        os.mkfifo(kept / f"pipe.{kind}")

    assert within(5, cache.find_verdict, "sha256:pipe") is None
    assert within(5, cache.find_reachable_endings, "sha256:pipe") is None


@pytest.mark.parametrize("states", ["Infinity", "NaN", "null", '"many"', "[]"])
def test_a_verdict_over_no_number_of_states_is_none(kept, states):
    cache.keep_verdict("sha256:x", "holds", 7)
    text = (kept / "x.verdict").read_text()
    (kept / "x.verdict").write_text(text.replace("7", states, 1))

    assert cache.find_verdict("sha256:x") is None


LINE, _, AFTER = WHOLE.partition(b"\n")
HEAD = json.loads(LINE.partition(b" ")[2])


@pytest.mark.parametrize(
    "changed",
    [
        {"sums": []},
        {"sizes": [], "sums": []},
        {"sizes": [-1, *HEAD["sizes"][1:]]},
        {"sizes": [2**80, *HEAD["sizes"][1:]]},
        {"sizes": [0.5, *HEAD["sizes"][1:]]},
        {"sums": HEAD["sums"][:2]},
        {"sums": [*HEAD["sums"], HEAD["sums"][0]]},
        {"sums": None},
        {"sums": [str(checksum) for checksum in HEAD["sums"]]},
        {"format": 1},
        {"fingerprint": "sha256:other"},
    ],
    ids=str,
)
def test_kept_endings_with_a_head_that_nobody_wrote_are_none(changed):
    told = json.dumps(HEAD | changed).encode()
    line = b"%08x %s\n" % (zlib.crc32(told), told)
    head = line + b"\0" * (-len(line) % 64)
    body = AFTER[-(len(LINE) + 1) % 64 :]

    assert ReachableEndings.restored(CONVOY, memoryview(head + body)) is None


@pytest.mark.parametrize(
    ("which", "array"),
    [
        (0, np.zeros((3, 1), np.uint64)),
        (0, np.zeros(1, np.uint64)),
        (0, np.zeros((3, 1), np.float64)),
        (1, np.array([b"state"])),
        (1, np.zeros((2, 2), np.uint64)),
        (2, np.zeros(7, np.uint8)),
        (2, np.zeros(7, np.float32)),
    ],
    ids=str,
)
def test_kept_endings_of_another_shape_are_none_even_where_every_checksum_is_right(which, array):
    found = ReachableEndings.restored(CONVOY, memoryview(WHOLE))
    changed = evolve(found, **{("masks", "keys", "bits")[which]: [array] if which == 2 else array})

    assert ReachableEndings.restored(CONVOY, memoryview(b"".join(changed.parts()))) is None


@pytest.mark.parametrize(
    "header", [b"{(", b"(" * 3000, b"\n  \n {  \n\tx", b"{'descr': 'O', 'fortran_order': False, 'shape': (1,), }"]
)
def test_an_array_that_numpy_would_stumble_over_is_none_even_where_every_checksum_is_right(header):
    part = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + b"\n"
    told = json.dumps(HEAD | {"sizes": [len(part)], "sums": [zlib.crc32(part)]}).encode()
    line = b"%08x %s\n" % (zlib.crc32(told), told)

    assert ReachableEndings.restored(CONVOY, memoryview(line + b"\0" * (-len(line) % 64) + part)) is None


def test_what_is_kept_can_be_read_by_numpy_alone():
    at = len(LINE) + 1 + -(len(LINE) + 1) % 64
    masks = np.load(io.BytesIO(WHOLE[at:]), allow_pickle=False)

    assert masks.tolist() == [list(words) for words in explore_endings(CONVOY).masks]


def test_kept_endings_whose_states_were_lost_are_none():
    assert ReachableEndings.restored(CONVOY, memoryview(WHOLE[:4096] + bytes(len(WHOLE) - 4096))) is None


def test_what_a_killed_program_left_half_written_goes_in_time(kept):
    kept.mkdir()
    for name, age in ((".old.tmp", 7200), (".new.tmp", 0)):
        (kept / name).write_bytes(b"half")
        os.utime(kept / name, (time.time() - age,) * 2)
    cache.keep_verdict("sha256:x", "holds", 7)

    assert sorted(path.name for path in kept.iterdir()) == [".new.tmp", "x.verdict"]


@given(st.data())
def test_a_byte_that_changed_on_the_disk_is_noticed_wherever_it_lies(data):
    at = data.draw(st.integers(0, len(WHOLE) - 1))
    damaged = bytearray(WHOLE)
    damaged[at] ^= data.draw(st.integers(1, 255))
    found = ReachableEndings.restored(CONVOY, memoryview(bytes(damaged)))

    # The zeros between the parts mean nothing.
    assert found is None or WHOLE[at] == 0
