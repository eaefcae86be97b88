"""Work that is cut short says nothing that is not so, ends in time, and keeps what it found."""

from __future__ import annotations

import time
from pathlib import Path
from typing import get_args

import pytest
from asks import Asks
from click import Context
from click.testing import CliRunner
from effort import LARGEST, drawn, examples
from hypothesis import given
from hypothesis import strategies as st
from judge import judge_of, proved
from worlds import HEAD, OVER, adder, loaded, many_promises, numbers, plane, scene, walk

from crisisengine.budget import Budget, Phase
from crisisengine.checker import Stopped, explore_endings, judge, prove
from crisisengine.checker.formats.verdict_line import summary
from crisisengine.cli import command_line
from crisisengine.cli.amounts import size
from crisisengine.engine.run import replay
from crisisengine.loader import MemoryResolver, Volume, read

LATE = 2.0
"""Seconds that the work may go on after its time is up."""


def true_of(proof, scenario):
    """Assert that the judge says so too, as far as the proof says anything."""
    judge, whole = judge_of(scenario), proved(scenario, True)
    about_chance = {
        known.id for known in scenario.properties.values() if known.kind in ("forced", "likely") or known.fair
    }
    for judged, promised, unhurried in zip(
        proof.properties, scenario.properties.values(), whole.properties, strict=True
    ):
        # `test_policies` holds what is proved of chance against a judge of its own
        so = unhurried.verdict if judged.name in about_chance else judge.property(promised)[0]
        assert judged.verdict in (so, "undecided")
        if judged.run is not None:
            assert replay(scenario, judged.run, start=judged.start)[1] is None
    errors = {
        (located.remark.code, located.remark.path[-1]) for located in proof.remarks if located.severity == "error"
    }
    assert errors <= {(code, name) for code, name in judge.errors()}
    if proof.left_out is None:
        assert errors == {(code, name) for code, name in judge.errors()}
        assert "undecided" not in {judged.verdict for judged in proof.properties if judged.name not in about_chance}
    else:
        assert proof.verdict in ("undecided", "violated")
        assert proof.left_out.phase in get_args(Phase)


@given(drawn(LARGEST), st.integers(0, 400))
@examples(60)
def test_whatever_is_said_when_the_time_is_up_is_so(scenario, asks):
    true_of(prove(scenario, budget=Asks(asks=asks)), scenario)


@given(drawn(LARGEST), st.integers(0, 400))
@examples(40)
def test_whatever_is_said_when_somebody_stops_it_is_so(scenario, asks):
    try:
        proof = prove(scenario, budget=Asks(asks=asks, raises=True))
    except Stopped as stopped:
        proof = stopped.kept
        assert proof.left_out.reason == "stopped"
    true_of(proof, scenario)


@given(drawn(LARGEST), st.integers(1, 60))
@examples(40)
def test_whatever_is_said_of_too_many_states_is_so(scenario, most):
    true_of(prove(scenario, max_states=most), scenario)


@given(drawn(LARGEST), st.integers(0, 200))
@examples(30)
def test_endings_are_known_of_all_states_or_of_none(scenario, asks):
    found = explore_endings(scenario, budget=Asks(asks=asks))

    if hasattr(found, "endings"):
        judge = judge_of(scenario)
        assert all(found.endings(state) == judge.endings[state] for state in judge.states)
    else:
        assert (found.complete, found.reason) == (False, "seconds")


def test_a_violation_found_before_the_time_was_up_is_kept_with_its_run():
    scenario = loaded(walk(200, 100) + '[property.low]\nalways = "m > 95"\n')
    proof = prove(scenario, budget=Asks(asks=150, phase="exploring"))

    assert (proof.left_out.phase, proof.complete) == ("exploring", False)
    (low,) = proof.properties
    assert (low.verdict, len(low.run)) == ("violated", 5)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (many_promises(9, 6, 27), 1),
        (many_promises(8, 5, 27), 3),
        (plane(700), 3),
        (adder(1_000_000), 0.3),
        (walk(1_000_000, 100), 0.3),
    ],
    ids=["too many states", "many promises", "a share", "a long way", "a narrow way"],
)
def test_the_time_that_is_given_binds_every_phase(text, seconds):
    reading = read("world", Volume("world.toml", text.encode()), MemoryResolver({}))
    began = time.monotonic()
    result = judge(Path("world.toml"), reading, budget=Budget(seconds), with_sizes=True, with_balance=True)

    assert time.monotonic() - began < seconds + LATE
    assert result.left_out is not None
    assert "the time is up" in summary(result)


@pytest.mark.parametrize("asks", range(0, 200, 10))
def test_the_summary_says_why_it_is_undecided_whatever_it_was_at(asks):
    reading = read("world", Volume("world.toml", walk(60, 30).encode()), MemoryResolver({}))

    result = judge(Path("world.toml"), reading, budget=Asks(asks=asks))

    assert ("the time is up" in summary(result)) == (result.left_out is not None)


def test_memory_that_is_given_binds():
    proof = prove(loaded(many_promises(9, 6, 9)), budget=Budget(60, memory=150 * 10**6))

    assert proof.left_out.reason == "memory"
    assert 0 < proof.extent.states < 7**9


def test_a_promise_about_whole_runs_is_judged_in_time_that_grows_with_their_steps():
    # By one or by a thousand: peeled layer by layer this took half a minute, and ten times the range never ended.
    proof = prove(loaded(adder(300_000)), budget=Budget(30))

    assert proof.left_out is None
    assert [judged.verdict for judged in proof.properties] == ["holds"]


def test_a_long_chain_of_derived_values_and_a_long_clock_cost_what_they_hold():
    text = HEAD + numbers("m", 3) + '[clock]\nunit = "day"\nlength = 100000\nending = "late"\n'
    text += "".join(
        f'[variable.d{number}]\nis = "min({f"d{number - 1}" if number else "m"} + 0, 3)"\n' for number in range(500)
    )
    text += "".join(f'[inject.i{number}]\non = {number + 1}\ntext = "News."\n' for number in range(300))
    text += scene([("wait", "m += 1", "d499 < 3")]) + "takes = 100000\n"
    text += OVER.format("grown", 1, "d499 == 3") + '[ending.late]\ntitle = "Late"\nrank = 0\ntext = "Late."\n'
    proof = prove(loaded(text), budget=Budget(10))

    assert (proof.left_out, proof.extent.states) == (None, 2)


PHASES = {
    "compiling": "not all states seen",
    "exploring": "not all states seen (stopped by hand)",
    "judging properties": "stopped by hand while judging properties",
    "looking for warnings": "stopped by hand while looking for warnings",
    "counting what each slot costs": "stopped by hand while counting what each slot costs",
    "working out the balance": "stopped by hand while working out the balance",
    "working out the chances": "stopped by hand while working out the chances",
}


@pytest.mark.parametrize("phase", PHASES)
def test_ctrl_c_in_any_phase_ends_with_130_and_what_was_found(phase, tmp_path, monkeypatch):
    path = tmp_path / "world.toml"
    path.write_text(many_promises(3, 3, 3) + "[property.open]\nalways = \"possible('done')\"\n")
    monkeypatch.setattr("crisisengine.budget.Budget", lambda *_: Asks(phase=phase, raises=True))
    numbers = "--chances" if "chances" in phase else "--balance"
    done = CliRunner().invoke(command_line, ["check", str(path), "--sizes", numbers])

    assert done.exit_code == 130
    assert PHASES[phase] in done.stderr
    if phase not in ("compiling", "exploring"):
        assert "64 states" in done.stderr
        assert "p0" in done.stdout


@pytest.mark.parametrize("option", ["--max-states", "--max-seconds", "--max-memory"])
@pytest.mark.parametrize("amount", ["nan", "inf", "-inf", "1e400", "0", "-3", "9" * 400, "", "much", "0x10", "٣"])
def test_a_limit_that_is_no_finite_number_above_0_is_refused(option, amount):
    done = CliRunner().invoke(command_line, ["check", "the_convoy_home", option, amount])

    assert done.exit_code == 2
    assert "above 0" in done.stderr


@pytest.mark.parametrize(
    "text", ["1500000000", "1500MB", "1.5GB", "1.5 gb", "1464843.75KiB", "1430.511474609375MiB", "1.5g"]
)
def test_a_size_is_bytes_or_bears_a_unit(text):
    context = Context(command_line)

    assert size(context, context.command.params[0], text) == 1_500_000_000
