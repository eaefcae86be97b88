"""`crisisengine check`, from outside: what it prints, what it writes, how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import get_args

import psutil
import pytest
from attrs import fields
from click.testing import CliRunner
from nursery import born
from test_defects import DEAD_END, PROVED
from worlds import walk

from crisisengine.cli import command_line
from crisisengine.limits import MOST_DECISIONS
from crisisengine.model.kinds import CheckFormat, PropertyKind
from crisisengine.storage import journal_format

SCENARIOS = Path(__file__).parents[2] / "scenarios"
BROKEN = PROVED + '\n[property.nobody_asks]\nnever = "asked"\n[property.talks_last]\nalways = "consent > 30"\n'
WIDE = PROVED.replace("length = 10", "length = 100000").replace(
    'when = "consent <= 20 or safety <= 20"', 'when = "consent == 0"'
)
EXPLORES = 1.5
"""Seconds of processor time after which a check of it explores: it has started, and read."""


def check(*arguments, cwd=None):
    return born("check", *arguments, cwd=cwd)


@pytest.fixture
def write(tmp_path):
    def written(text, name="ten_days"):
        path = tmp_path / f"{name}.toml"
        path.write_text(text)
        return path

    return written


@pytest.mark.parametrize(
    ("text", "code", "verdict"),
    [(PROVED, 0, "holds"), (DEAD_END, 1, "violated"), (BROKEN, 1, "violated"), ("format = 1\n[scenario", 2, "invalid")],
    ids=["proved", "dead end", "broken promise", "no TOML"],
)
def test_the_exit_code_follows_from_the_verdict(write, text, code, verdict):
    done = check(write(text), "--output-format", "json")

    assert done.returncode == code
    assert json.loads(done.stdout)["scenarios"][0]["verdict"] == verdict


def test_json_has_just_the_keys_that_are_promised(write):
    (found,) = json.loads(check(write(BROKEN), "--output-format", "json", "--balance").stdout)["scenarios"]

    assert list(found) == ["path", "id", "verdict", "extent", "properties", "diagnostics", "balance"]
    assert list(found["extent"]) == ["states", "steps", "depth", "complete", "seconds"]
    assert list(found["properties"][0]) == ["name", "kind", "verdict", "run", "loop_from"]
    assert found["properties"][0]["run"] == [{"scene": "desk", "measure": "ask", "outcome": None}]
    ending = ["id", "states", "share", "shortest", "best", "worst", "shown", "exact"]
    assert list(found["balance"]["endings"][0]) == ending
    assert list(found["balance"]) == ["endings", "measures", "injects", "starts", "best_rank", "reports"]
    assert list(found["balance"]["measures"][0]) == ["scene", "measure", "open", "best", "least", "most"]


def test_beyond_the_limit_it_is_undecided_and_says_how_far_it_came(write):
    done = check(write(WIDE), "--max-states", "2000", "--output-format", "json")
    (found,) = json.loads(done.stdout)["scenarios"]

    assert (done.returncode, found["verdict"]) == (3, "undecided")
    assert 0 < found["extent"]["states"] <= 2000
    assert not found["extent"]["complete"]
    assert "the limit of states is reached" in done.stderr


def test_the_time_that_is_given_is_kept(write):
    began = time.monotonic()
    done = check(write(WIDE), "--max-seconds", "0.5")

    assert done.returncode == 3
    assert "the time is up" in done.stderr
    assert time.monotonic() - began < 20


@pytest.mark.skipif(os.name == "nt", reason="a signal of Unix")
def test_ctrl_c_gives_what_was_found_so_far(write):
    command = [sys.executable, "-m", "crisisengine", "check", str(write(WIDE)), "--output-format", "json"]
    command += ["--max-states", "1000000000"]
    environment = os.environ | {"PYTHONPATH": str(SCENARIOS.parent)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        working, end = psutil.Process(process.pid), time.monotonic() + 60
        while working.cpu_times().user < EXPLORES:
            assert time.monotonic() < end
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        out, talk = process.communicate(timeout=60)
    (found,) = json.loads(out)["scenarios"]

    assert (process.returncode, found["verdict"]) == (130, "undecided")
    assert found["extent"]["states"] > 0
    assert "stopped by hand" in talk


def test_journals_hold_the_counterexamples_and_can_be_played(write, tmp_path):
    path = write(BROKEN)
    done = check(path, "--journals", tmp_path / "found")
    found = sorted(path.name for path in (tmp_path / "found").glob("*.toml"))

    assert done.returncode == 1
    assert found == ["ten_days-nobody_asks.toml", "ten_days-talks_last.toml"]
    opened = ["--scenario", path, "--saves", tmp_path / "saves"]
    played = born("play", tmp_path / "found" / found[0], "--plain", *opened)
    assert played.returncode == 0, played.stderr
    assert "Road" in played.stdout
    again = check(path, "--journals", tmp_path / "found")
    assert again.returncode == 1
    assert "earlier check" not in again.stderr
    assert sorted(path.name for path in (tmp_path / "found").glob("*.toml")) == found
    own = (tmp_path / "found" / found[0]).read_text().replace('name = "nobody_asks"', 'name = "mine"')
    (tmp_path / "found" / found[0]).write_text(own)
    renamed = write(BROKEN.replace("[property.talks_last]", "[property.talks_on]"))
    mended = check(renamed, "--journals", tmp_path / "found")
    assert "nobody_asks.toml is somebody's own run, and stays" in mended.stderr
    assert "talks_last.toml is of an earlier check; this one has not found it, and leaves it there" in mended.stderr
    assert (tmp_path / "found" / found[0]).read_text() == own
    assert len(list((tmp_path / "found").glob("*.toml"))) == 3


ROUND = """
format = 1
[scenario]
title = "Round"
summary = "Two scenes."
start = "gate"
minutes = 1
[scene.gate]
title = "Gate"
text = "A gate."
[scene.gate.measure.enter]
label = "Enter"
goto = "hall"
[scene.hall]
title = "Hall"
text = "A hall."
[scene.hall.measure.cross]
label = "Cross"
goto = "yard"
[scene.hall.measure.leave]
label = "Leave"
goto = "home"
[scene.yard]
title = "Yard"
text = "A yard."
[scene.yard.measure.retreat]
label = "Back"
goto = "hall"
[ending.home]
title = "Home"
rank = 1
text = "Home."
[property.comes_home]
eventually = "ending.home"
"""


def test_a_run_that_goes_round_is_written_once_round_and_says_so_in_the_journal_and_its_debrief(write, tmp_path):
    path = write(ROUND, "round")
    done = check(path, "--journals", tmp_path / "found", "--output-format", "json")
    journal = tmp_path / "found" / "round-comes_home.toml"
    kept = tomllib.loads(journal.read_text())

    (promise,) = json.loads(done.stdout)["scenarios"][0]["properties"]
    assert promise["loop_from"] == 1
    assert [decision["measure"] for decision in kept["decision"]] == ["enter", "cross", "retreat"]
    assert kept["name"] == "comes_home (decisions 2 to 3 over and over)"
    note = "From here play can go round forever: decisions 2 to 3 lead back to where the first was taken."
    assert [decision.get("why", "") for decision in kept["decision"]] == ["", note, ""]
    told = born("debrief", journal, "--scenario", path)
    assert told.returncode == 0, told.stderr
    assert "go round forever" in " ".join(told.stdout.split())


@pytest.mark.parametrize("most", [100, pytest.param(MOST_DECISIONS, marks=pytest.mark.campaign)])
def test_a_run_too_long_for_a_journal_is_named_and_the_others_are_written(write, tmp_path, monkeypatch, most):
    monkeypatch.setattr(journal_format, "MOST_DECISIONS", most)
    promises = f'[property.far]\nreachable = "m == {most + 2}"\n[property.near]\nreachable = "m == 9"\n'
    path = write(walk(most + 10, 1).replace("down", "stay").replace("m -= 1", "m += 0") + promises, "long")
    done = CliRunner().invoke(command_line, ["check", str(path), "--journals", str(tmp_path / "found")])

    assert done.exit_code == 1
    assert "`long-far` is not written: the run is too long for a journal" in done.stderr
    assert [path.name for path in (tmp_path / "found").iterdir()] == ["long-near.toml"]


def test_each_format_is_a_row_and_a_word():
    from crisisengine.checker.formats.registry import FORMATS

    assert tuple(FORMATS) == get_args(CheckFormat)


def test_each_kind_of_property_is_a_row_a_word_and_a_key():
    from crisisengine.checker.properties.registry import KINDS
    from crisisengine.loader.schema.draft import DraftProperty

    assert tuple(KINDS) == get_args(PropertyKind)
    assert {field.name for field in fields(DraftProperty)} >= set(KINDS)


def test_a_broken_promise_is_shown_where_it_was_made_with_its_run(write):
    done = check(write(BROKEN))

    assert "error[violated]: property `nobody_asks` is violated" in done.stdout
    assert "[property.nobody_asks]" in done.stdout
    assert "hint: after `desk.ask`" in done.stdout


def test_github_and_sarif_name_the_place(write):
    path = write(DEAD_END)
    lines = check(path.name, "--output-format", "github", cwd=path.parent).stdout.splitlines()
    log = json.loads(check(path.name, "--output-format", "sarif", cwd=path.parent).stdout)

    line = 1 + DEAD_END[: DEAD_END.index("[scene.road]")].count("\n")
    assert any(text.startswith(f"::error file=ten_days.toml,line={line},col=8,title=dead-end::") for text in lines)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    result = next(result for result in run["results"] if result["ruleId"] == "dead-end")
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "dead-end"
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "ten_days.toml"
    assert place["region"]["startLine"] == line


def test_a_warning_can_be_accepted_where_it_arises(write):
    text = PROVED.replace('label = "Slowly"', 'label = "Slowly"\nrequires = "consent >= 0"')
    warned = check(write(text), "--output-format", "concise")
    accepted = check(write(text.replace('label = "Slowly"', 'label = "Slowly"\nallow = ["constant-guard"]')))

    assert "warning[constant-guard]" in warned.stdout
    assert "constant-guard" not in accepted.stdout


def test_sizes_tell_what_each_slot_costs(write):
    out = check(write(PROVED), "--sizes").stdout

    assert "what makes" in out
    assert any(line.strip().endswith("consent") or " consent" in line for line in out.splitlines())


def test_sizes_of_what_was_not_seen_to_the_end_say_so(write):
    path = write(PROVED)
    some = check(path, "--sizes", "--max-states", "3").stdout
    none = check(path, "--sizes", "--max-seconds", "0.000001").stdout

    assert "states, as far as they were seen: the limit of states is reached" in some
    assert some.splitlines()[-1].split()[-1] in some  # each slot that was found is counted all the same
    assert none == "" or none.rstrip().endswith("none of its slots was counted: the time is up")


def test_checking_loads_no_terminal_interface_and_listing_no_numpy():
    code = "import sys; from crisisengine.cli import main\ntry: main(sys.argv[1:])\nexcept SystemExit: pass\nprint(sorted({'numpy', 'textual'} & set(sys.modules)), file=sys.stderr)"
    environment = os.environ | {"PYTHONPATH": str(SCENARIOS.parent)}

    def loaded(*arguments):
        command = [sys.executable, "-c", code, *map(str, arguments)]
        return subprocess.run(
            command, capture_output=True, text=True, env=environment, check=False
        ).stderr.splitlines()[-1]

    assert loaded("check", SCENARIOS / "the_convoy_home.toml") == "['numpy']"
    assert loaded("list") == "[]"
    assert loaded("check", "--help") == "[]"
