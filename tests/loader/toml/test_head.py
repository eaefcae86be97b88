"""What a file is, told from its top: right for sound files, harmless for any other."""

from __future__ import annotations

import time
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading_aloud import ROOT

from crisisengine.budget import Budget, OverBudget
from crisisengine.limits import LARGEST_FILE
from crisisengine.loader import names_in_head


@pytest.mark.parametrize("path", sorted((ROOT / "scenarios").rglob("*.toml")), ids=lambda path: path.stem)
def test_the_names_in_the_head_of_a_shipped_file_are_those_that_tomllib_finds(path):
    content = path.read_bytes()

    assert names_in_head(content) == tomllib.loads(content.decode()).keys()


def test_what_looks_like_a_table_inside_a_text_is_none():
    assert names_in_head(b'format = 1\nnote = """\n[journal]\njournal = 1\n"""\n[scene.a]\ntext = "[x]"\n') == {
        "format", "note", "scene",
    }  # fmt: skip


def test_a_broken_file_is_told_by_what_stands_before_the_fault():
    assert names_in_head(b"journal = 2\nscenario = \n[x]\n") == {"journal"}


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[", b"= 1", b"\x00" * 9, b"journal = 1\n" * LARGEST_FILE])
def test_what_is_no_toml_has_no_names_or_those_before_the_fault(content):
    assert names_in_head(content) in (frozenset(), {"journal"})


@pytest.mark.parametrize(
    "text",
    [
        "a." * 20_000 + "a = 1",
        "a." * 1_000_000 + "a = 1",
        "\n" * 3_000_000 + "journal = 1",
        "x = " + "[" * 1_000_000,
        "x = [" + "1," * 1_000_000 + "]",
        'x = """' + '"' * 1_000_000,
    ],
    ids=["40 KB of dots", "2 MB of dots", "blank lines", "brackets", "an array", "quotes"],
)
def test_a_hostile_file_takes_no_longer_than_its_budget(text):
    start = time.monotonic()
    names_in_head(text.encode(), Budget(seconds=0.5))

    assert time.monotonic() - start < 0.5 + 2


def test_whoever_wants_to_stop_is_heard():
    with pytest.raises(OverBudget):
        names_in_head(b"a = 1\n" * 100_000, Budget(wanted=lambda: False))


@given(st.text(alphabet='abj.=[]{}",# \n\'"1', max_size=200))
def test_no_text_whatever_raises(text):
    assert all(name in text or '"' in text or "'" in text for name in names_in_head(text.encode()))
