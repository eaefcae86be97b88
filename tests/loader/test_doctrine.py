"""A doctrine alone: all its own faults in their places, nothing said of the story around it, and a word where it is sound."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading_aloud import DOCTRINE, ROOT

from crisisengine import storage
from crisisengine.checker import judge
from crisisengine.checker.formats.registry import FORMATS
from crisisengine.checker.formats.verdict_line import exit_code, summary
from crisisengine.loader import Volume, read_doctrine

HEAD = 'format = 1\n[doctrine]\ntitle = "Health"\n'
TRUST = '[attribute.trust]\nlabel = "Trust"\nrange = [0, 6]\n'
BEDS = "[variable.beds]\nstart = 2\nrange = [0, 3]\n"


def told(text: str) -> list[str]:
    """What is found, each with its line."""
    found = read_doctrine(Volume("health.toml", text.encode())).diagnostics
    return [f"{diagnostic.line} {diagnostic.message}" for diagnostic in found]


@pytest.mark.parametrize(
    "text",
    [DOCTRINE, (ROOT / "crisisengine/doctrines/peacekeeping.toml").read_text(encoding="utf-8")],
    ids=["with every key", "peacekeeping"],
)
def test_what_scenarios_read_is_sound_alone(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("more", "found"),
    [
        (TRUST + '[variable.trust]\nis = "least(trist)"\n', "8 no main party bears `trist`"),
        (TRUST + "bands = { 9 = 'much' }\n", "7 the band 9 lies outside the range 0 to 6"),
        (BEDS + "better = 'more'\n", "7 `more` is no value of `better`"),
        ('[tag.isolate]\nlabel = "I"\ntier = "first"\n', "6 there is no tier `first`"),
        (
            BEDS + '[tag.isolate]\nlabel = "I"\ngates = [{ requires = "beds > " }]\n',
            "9 the expression ends too early: something is missing after `>`",
        ),
        ('[glossary.cfr]\nterm = "CFR"\ntext = "A share [^who]."\n', "6 there is no source `who`"),
        ('[glossary.cfr]\nterm = "CFR"\ntext = "A share."\nsee = ["x"]\n', "7 there is no entry `x`"),
        ('[source.a]\ntitel = "A"\n', "5 source `a` has no key `titel`"),
        ('[scene.x]\ntitle = "A"\n', "4 `scene` stands in a doctrine"),
        ("[variable.beds]\nstart = \n", "5 a value is missing here"),
    ],
)
def test_a_fault_of_its_own_is_told_in_its_place_and_nothing_else(more: str, found: str) -> None:
    assert told(HEAD + more) == [found]


def test_a_party_that_its_scenarios_bring_and_what_a_gate_asks_of_a_measure_are_no_fault() -> None:
    gate = '[tag.isolate]\nlabel = "I"\ngates = [{ requires = "ministry.trust >= 2 and staffed" }]\n'
    assert told(HEAD + TRUST + gate) == []


@pytest.mark.parametrize(("more", "line", "code"), [("", "a sound doctrine", 0), ("x = 1", "invalid, 1 error", 2)])
def test_check_says_so_in_every_format(tmp_path: Path, more: str, line: str, code: int) -> None:
    path = tmp_path / "health.toml"
    path.write_text(HEAD + more)
    result = judge(path, storage.read_scenario(path, alone=True))
    assert summary(result) == f"{path}: {line}"
    assert exit_code([result]) == code
    for written in FORMATS.values():
        assert ("`x`" in written([result])) == bool(more)


def test_who_wants_to_play_one_is_told_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "health.toml"
    path.write_text(HEAD)
    assert [fault.message for fault in storage.read_scenario(path).errors] == ["this is a doctrine, no scenario"]
