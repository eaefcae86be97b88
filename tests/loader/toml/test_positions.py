"""The index of places against `tomllib`, on documents that use all the ways TOML has to write a thing."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisengine.loader.toml.positions import Location, Path, Positions, Span, index, line_and_column

# --- documents -------------------------------------------------------------------------------------------------------

NAMES = st.sampled_from([*'abc1-é"\\#[]=.\t\n', "road", "", "a b", "it's", "ខ្មែរ"])
NUMBERS = ["0", "-17", "+1_000", "0xDEAD_beef", "0o17", "0b1", "3.14", "-2e-7", "6.02E+23", "inf", "-nan", "true"]
DATES = ["1979-05-27", "07:32:00.25", "1979-05-27T07:32:00Z", "1979-05-27 07:32:00", "1979-05-27t07:32:00.5-08:00"]
PLAIN = ["a", " ", "é", "ខ្មែរ", "🌊", "\t", "#", "[]", "{}", "=", ",", "."]
ESCAPES = ["\\n", "\\\\", '\\"', "\\u1780", "\\U0001F30A", "\\t"]
TRIMMED = ["\\\n", "\\  \n \n\t ", "\n"]
BLANKS = ["", " ", "\t "]
GAPS = [*BLANKS, "\n", ' # not ] "this\n', "\n\n# nor } '''\n "]


def pieces(*choices: str) -> st.SearchStrategy[str]:
    """Any row of these."""
    return st.lists(st.sampled_from(choices), max_size=6).map("".join)


BASIC_LINES = pieces(*PLAIN, *ESCAPES, *TRIMMED, '"x', '""x', "'''")
LITERAL_LINES = pieces(*PLAIN, "\n", "\\", "'x", "''x", '"""')
STRINGS = st.one_of(
    st.builds('"{}"'.format, pieces(*PLAIN, *ESCAPES, "'")),
    st.builds("'{}'".format, pieces(*PLAIN, '"', "\\")),
    st.builds('"""{}{}"""'.format, BASIC_LINES, st.sampled_from(["", '"', '""'])),
    st.builds("'''{}{}'''".format, LITERAL_LINES, st.sampled_from(["", "'", "''"])),
)


@st.composite
def written(draw: st.DrawFn, name: str) -> str:
    """One way to write a key."""
    escaped = "".join(f"\\U{ord(character):08x}" for character in name)
    ways = [json.dumps(name), json.dumps(name, ensure_ascii=False), f'"{escaped}"']
    if re.fullmatch("[0-9A-Za-z_-]+", name):
        ways += [name] * 5
    if not set(name) & set("'\n"):
        ways.append(f"'{name}'")
    return draw(st.sampled_from(ways))


@st.composite
def dotted(draw: st.DrawFn, *names: str) -> str:
    """One way to write a dotted key."""
    dot = draw(st.sampled_from([".", ".", " . "]))
    return dot.join([draw(written(name)) for name in names])


@st.composite
def arrays(draw: st.DrawFn, values: st.SearchStrategy[str]) -> str:
    """An array, over lines or not, with comments or not."""
    elements = draw(st.lists(values, max_size=3))
    before, behind = draw(st.sampled_from(GAPS)), draw(st.sampled_from(GAPS))
    comma = draw(st.sampled_from(["", ","])) if elements else ""
    return "[" + before + f"{behind},{before}".join(elements) + behind + comma + before + "]"


@st.composite
def inline_tables(draw: st.DrawFn, values: st.SearchStrategy[str]) -> str:
    """An inline table, some of its keys dotted."""
    names = draw(st.lists(NAMES, max_size=3, unique=True))
    blank = draw(st.sampled_from(BLANKS))
    below = [draw(st.lists(NAMES, max_size=1)) for _ in names]
    pairs = [f"{draw(dotted(n, *b))}{blank}={blank}{draw(values)}" for n, b in zip(names, below, strict=True)]
    return "{" + blank + f"{blank},{blank}".join(pairs) + blank + "}"


SIMPLE = st.sampled_from([*NUMBERS, *DATES]) | STRINGS
VALUES = st.recursive(SIMPLE, lambda values: arrays(values) | inline_tables(values), max_leaves=6)


@st.composite
def tables(draw: st.DrawFn, path: tuple[str, ...] = (), header: str = "") -> str:
    """A table with all below it: its pairs under its header, its sub-tables behind them or even before."""
    has_to_lead = not path or header.startswith("[[")
    kinds = ["pair", "pair", "dotted", "table", "tables"] if len(path) < 3 else ["pair", "dotted"]
    pairs: list[str] = []
    before: list[str] = []
    behind: list[str] = []
    for name in draw(st.lists(NAMES, max_size=4 - len(path), unique=True)):
        below = (*path, name)
        match draw(st.sampled_from(kinds)):
            case "pair":
                pairs.append(f"{draw(written(name))} = {draw(VALUES)}{draw(st.sampled_from(GAPS[3:]))}\n")
            case "dotted":
                parts = draw(st.lists(NAMES, min_size=1, max_size=2, unique=True))
                pairs += [f"\t{draw(dotted(name, part))}={draw(VALUES)} # = \n" for part in parts]
            case "table":
                side = behind if has_to_lead else draw(st.sampled_from([before, behind]))
                side.append(draw(tables(below, f"[ {draw(dotted(*below))}]\n")))
            case _:
                behind += draw(st.lists(tables(below, f"[[{draw(dotted(*below))} ]] # [\n"), min_size=1, max_size=2))
    if behind and not pairs and not has_to_lead and draw(st.booleans()):
        header = ""  # a table that is only passed through
    return "".join([*before, header, *pairs, *behind])


def all_places(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Every path of a document but the top, with its value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for part, below in items:
        yield (*path, part), below
        yield from all_places(below, (*path, part))


def under(positions: Positions, span: Span | None) -> str:
    """The text that a span covers."""
    assert span is not None
    assert 0 <= span.start < span.end <= len(positions.text)
    return positions.text[span.start : span.end]


def parsed(value: str) -> object:
    """What a value means on its own."""
    return tomllib.loads(f"x = {value}")["x"]


# --- claims about every document -------------------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(tables())
def test_the_text_under_a_value_means_that_value(text: str) -> None:
    positions = index(text)
    for path, value in all_places(tomllib.loads(text)):
        where = positions.locate(path)
        if where.key == where.value:
            assert isinstance(value, dict | list), "only a table has no text of its own"
        else:
            literal = under(positions, where.value)
            assert literal == literal.strip()
            assert repr(parsed(literal)) == repr(value)


@settings(max_examples=30, deadline=None)
@given(tables())
def test_another_value_written_there_is_read_there_and_nowhere_else(text: str) -> None:
    positions = index(text)
    for path, _ in all_places(tomllib.loads(text)):
        where = positions.locate(path)
        if where.key == where.value:
            continue
        expected: Any = tomllib.loads(text)
        outer = expected
        for part in path[:-1]:
            outer = outer[part]
        outer[path[-1]] = "other"
        assert where.value is not None
        changed = text[: where.value.start] + "'other'" + text[where.value.end :]
        assert repr(tomllib.loads(changed)) == repr(expected)


@settings(max_examples=30, deadline=None)
@given(tables())
def test_the_text_under_a_key_is_its_name_and_belongs_to_no_other_path(text: str) -> None:
    positions = index(text)
    taken = set()
    for path, _ in all_places(tomllib.loads(text)):
        where = positions.locate(path)
        if isinstance(path[-1], str):
            assert list(tomllib.loads(f"{under(positions, where.key)} = 0")) == [path[-1]]
            assert where.key not in taken
            taken.add(where.key)
        if where.key and where.value and where.key != where.value:
            assert text[where.key.end : where.value.start].strip(" \t") == "="


@settings(max_examples=100, deadline=None)
@given(STRINGS)
def test_every_character_of_a_string_is_found_where_it_is_written(literal: str) -> None:
    text = f"# ខ្មែរ\n[a]\nb = [0, {literal}] # end"
    path: Path = ("a", "b", 1)
    positions, decoded = index(text), tomllib.loads(text)["a"]["b"][1]
    quote = literal[:3] if literal[:3] in {'"""', "'''"} else literal[0]
    places = [positions.inside(path, offset) for offset in range(len(decoded) + 1)]
    for character, place, behind in zip(decoded, places, places[1:], strict=False):
        assert place is not None
        # What the string trims comes behind the character; the stroke keeps a first newline from being trimmed too.
        assert parsed(f"{quote}|{text[place:behind]}{quote}") == f"|{character}"
    assert text[places[-1] :] == f"{quote}] # end"
    assert positions.inside(path, len(decoded) + 1) is None
    assert positions.inside(path, -1) is None


@settings(max_examples=100, deadline=None)
@given(st.text() | pieces(*PLAIN, *ESCAPES, *TRIMMED, *"[]{}\"'=.ab1\\\n", '"""', "'''", "[[", "]]", "a=", "[a]\n"))
def test_any_other_text_ends_in_an_index_or_a_value_error(text: str) -> None:
    try:
        positions = index(text)
    except ValueError:
        return
    for path in [(), ("a",), ("a", 0), ("a", "a"), ("a", -1)]:
        positions.locate(path)
        positions.inside(path, 0)


@settings(max_examples=30, deadline=None)
@given(tables(), st.data())
def test_a_document_cut_anywhere_ends_in_an_index_or_a_value_error(text: str, data: st.DataObject) -> None:
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    for cut in (text[:start], text[end:], text[:start] + text[end:]):
        try:
            index(cut)
        except ValueError:
            continue


@given(st.text(alphabet="ab\n\tក🌊"), st.data())
def test_line_and_column_count_lines_and_characters_from_one(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    line, column = line_and_column(text, offset)
    lines = text.split("\n")
    assert sum(len(before) + 1 for before in lines[: line - 1]) + column - 1 == offset
    assert column <= len(lines[line - 1]) + 1


# --- examples --------------------------------------------------------------------------------------------------------


def shown(text: str, path: Path) -> tuple[str | None, str | None]:
    """Key and value of a path with the mark `|` put before and behind each, or None."""
    where = index(text).locate(path)
    lines = [
        f"{text[: s.start]}|{text[s.start : s.end]}|{text[s.end :]}".replace("\n", " ") if s else None
        for s in (where.key, where.value)
    ]
    return lines[0], lines[1]


@pytest.mark.parametrize(
    ("text", "path", "key", "value"),
    [
        ("a = 1", ("a",), "|a| = 1", "a = |1|"),
        ('"a b".c = 1', ("a b",), '|"a b"|.c = 1', '|"a b"|.c = 1'),
        ("a.b = 1\na.c = 2", ("a", "c"), "a.b = 1 a.|c| = 2", "a.b = 1 a.c = |2|"),
        ("a.b = 1\na.c = 2", ("a",), "|a|.b = 1 a.c = 2", "|a|.b = 1 a.c = 2"),
        ("[a.b.c]\n[a.d]", ("a",), "[|a|.b.c] [a.d]", "[|a|.b.c] [a.d]"),
        ("[a.b.c]\n[a.b]", ("a", "b"), "[a.b.c] [a.|b|]", "[a.b.c] [a.|b|]"),
        ("[[a]]\n[[a]]", ("a",), "[[|a|]] [[a]]", "[[|a|]] [[a]]"),
        ("[[a]]\n[[a]]", ("a", 1), "[[a]] [[|a|]]", "[[a]] [[|a|]]"),
        ("[[a]]\n[[a]]\n[a.b]\nc=1", ("a", 1, "b", "c"), "[[a]] [[a]] [a.b] |c|=1", "[[a]] [[a]] [a.b] c=|1|"),
        ("a = [1, [2, 3]]", ("a", 1), None, "a = [1, |[2, 3]|]"),
        ("a = {b.c = {}}", ("a", "b", "c"), "a = {b.|c| = {}}", "a = {b.c = |{}|}"),
        ("a = 2020-01-01 10:00:00 # 1", ("a",), "|a| = 2020-01-01 10:00:00 # 1", "a = |2020-01-01 10:00:00| # 1"),
        ("a = 1", (), None, "|a = 1|"),
    ],
)
def test_a_path_is_found(text: str, path: Path, key: str | None, value: str | None) -> None:
    assert shown(text, path) == (key, value)


@pytest.mark.parametrize("path", [("b",), ("a", 2), ("a", -1), ("a", "0"), ("a", 0, "x"), (0,)])
def test_a_path_that_the_document_does_not_have_is_nowhere(path: Path) -> None:
    positions = index("a = ['s', 2]")
    assert positions.locate(path) == Location(None, None)
    assert (positions.key(path), positions.value(path), positions.inside(path, 0)) == (None, None, None)


@pytest.mark.parametrize(
    ("literal", "places"),
    [
        ('""', [1]),
        ("''", [1]),
        ('""""""', [3]),
        ('"ab"', [1, 2, 3]),
        (r"'a\n'", [1, 2, 3, 4]),
        (r'"a\nb\u0041\U00000041\\"', [1, 2, 4, 5, 11, 21, 23]),
        ('"""\n\na"""', [4, 5, 6]),
        ("'''\n\na'''", [4, 5, 6]),
        ('"""a\\\n\n  b"""', [3, 9, 10]),
        ('"""\\  \n  """', [9]),
        ('"""a"""""', [3, 4, 5, 6]),
        ("'''a'''''", [3, 4, 5, 6]),
        (r'"\x41b"', [1, 5, 6]),  # TOML 1.1
    ],
)
def test_the_characters_of_each_form_of_string_are_found(literal: str, places: list[int]) -> None:
    positions = index(f"s={literal}")
    assert [positions.inside(("s",), offset) for offset in range(len(places))] == [place + 2 for place in places]
    assert positions.inside(("s",), len(places)) is None


@pytest.mark.parametrize("text", ["a = 1", "a = [1]", "a = {}", "['a']", "[['a']]", "'a'.b = 1", "'a'.'b' = []", ""])
def test_only_a_string_has_an_inside(text: str) -> None:
    for path in [(), ("a",), ("a", 0), ("a", "b")]:
        assert index(text).inside(path, 0) is None


def test_no_depth_is_too_deep() -> None:
    deep = 20_000
    assert index("a=" + "[" * deep + "]" * deep).value(("a", *[0] * 9)) == Span(11, 2 * deep + 2 - 9)
    assert index("a=" + "{a=" * deep + "1" + "}" * deep).value(("a",) * (deep + 1)) == Span(3 * deep + 2, 3 * deep + 3)
    assert index(".".join("a" * deep) + "=1").value(("a",) * deep) == Span(2 * deep, 2 * deep + 1)


@pytest.mark.parametrize("start", ["a=" + "[", "a={", 'a="""', "a='''", 'a="', '"', "[a", "a={b=1}a=["])
@pytest.mark.parametrize("more", ["[", "\\n", '\\n"x', "'x", "1,", "\\\n"])
def test_what_is_never_closed_is_a_value_error_that_says_where(start: str, more: str) -> None:
    with pytest.raises(ValueError, match=r"^no TOML at line \d+, column \d+$"):
        index(start + more * 9999)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a = 1\n[b = 1", 2, 4),
        ("[[b]\nc = 1", 1, 4),
        ("a] = 1", 1, 2),
        ("a = {\n b] = 1}", 2, 3),
        ("a = 'b\n'", 1, 5),
        ('a = "b\n"', 1, 5),
        ("ខ្មែរ = 1", 1, 1),
        ("a = \x0b", 1, 5),
    ],
)
def test_the_reader_says_where_it_lost_its_way(text: str, line: int, column: int) -> None:
    with pytest.raises(ValueError, match=f"^no TOML at line {line}, column {column}$"):
        index(text)


@pytest.mark.parametrize("offset", [-1, 3])
def test_an_offset_outside_the_text_has_no_line(offset: int) -> None:
    with pytest.raises(ValueError, match="no offset"):
        line_and_column("ab", offset)
