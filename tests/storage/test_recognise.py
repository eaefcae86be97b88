"""What a file is meant to be, told from its top: right for sound files, harmless and quick for any other."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisengine.limits import LARGEST_FILE
from crisisengine.loader.toml.texts import without_texts
from crisisengine.storage.recognise import kind_of, weight

SHIPPED = sorted((Path(__file__).parents[2] / "scenarios").glob("*.toml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_scenario_is_a_scenario(path):
    assert kind_of(path.read_bytes()) == "scenario"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("[scenario]\n", "scenario"),
        ("  [ scenario . x ]\n", "scenario"),
        ('["scenario"]\n', "scenario"),
        ("format = 1\nscenario = { title = 'x' }\n", "scenario"),
        ("scenario.title = 'x'\n", "scenario"),
        ('extends = "peacekeeping"\n', "scenario"),
        ("[scenario\n", "scenario"),
        ("journal = 1\n", "journal"),
        ("'journal' = 1\n", "journal"),
        ('# a run\n\n"journal"   = 1 # x\n[[decision]]\n', "journal"),
        ("[variable.x]\njournal = 1\n", "part"),
        ('format = 1\n[scene.a]\ntext = """\n[scenario]\njournal = 1\n"""\n', "part"),
        ("format = 1\n[doctrine]\ntitle = 'x'\n", "doctrine"),
        ("# [scenario]\n[scene.a]\n", "part"),
        ("[project]\nname = 'x'\n", "unknown"),
        ("= 1", "unknown"),
        ("PK\x03\x04", "unknown"),
        ("", "empty"),
        ("\0\0\0", "empty"),
        (" \r\n\t\n", "empty"),
    ],
)
def test_a_file_is_told_by_the_names_at_its_top(text, kind):
    assert kind_of(text.encode()) == kind


@pytest.mark.parametrize(
    "text",
    [
        "a." * 2_000_000 + "a = 1",
        "\n" * 4_000_000 + "journal = 1",
        " " * 4_000_000,
        "\t\t[" * 1_000_000,
        "a" * 4_000_000,
        '"' * 4_000_000,
        '"\\' * 2_000_000,
        '"""' + '\\"""' * 900_000 + "\\",
        "'''x" * 1_000_000,
        "#\n" * 2_000_000,
        'x = """' + "\n" * 4_000_000,
        "[" * 4_000_000,
    ],
    ids=range(12),
)
def test_no_file_takes_longer_than_a_second(text):
    began = time.monotonic()
    kind_of(text.encode()[:LARGEST_FILE])

    assert time.monotonic() - began < 1 + 2


def held(value):
    """How many values a table holds, itself among them."""
    if isinstance(value, dict):
        return 1 + sum(map(held, value.values()))
    return 1 + sum(map(held, value)) if isinstance(value, list) else 1


@given(st.text(alphabet='ab.=[]{}",# \n\'"\\1', max_size=60))
def test_no_value_hides_from_the_count_of_marks(text):
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return

    bare = without_texts(text)
    assert held(tables) - 1 <= sum(map(bare.count, "=,[{."))


@pytest.mark.parametrize(
    "value",
    [
        '"""x"""""',
        "'''x''''",
        '"""x\\""""',
        '""',
        "''",
        '"""\\\\"""',
        '"\\"="',
        "'\\'",
        '"""\n= [ {,\n"""',
        "'''= '' ='''",
    ],
)
def test_a_text_is_left_out_whole_whatever_stands_in_it(value):
    text = f"a = {value} # = , [ {{\nb = 1\n"

    assert tomllib.loads(text)["b"] == 1
    assert without_texts(text) == "a =  \nb = 1\n"


def test_the_weight_of_a_file_is_what_a_parser_has_to_do(tmp_path):
    (tmp_path / "x.toml").write_text('text = "' + "a, " * 1_000 + '"\n')

    assert weight(tmp_path / "x.toml") == len("text = \n")
    assert weight(tmp_path / "none.toml") == 0


def test_a_mark_at_the_beginning_hides_no_journal():
    assert kind_of(b"\xef\xbb\xbfjournal = 1\n") == "journal"
