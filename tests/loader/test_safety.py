"""Hostile texts: refused or harmless, each within two seconds, and never a way into Python."""

from __future__ import annotations

import builtins
import io
import re
import time
import tokenize
from typing import Any

import pytest
from reading_aloud import CLOCK, SMALL, codes, only, reading_of, small, told

from crisisengine.diagnostics import concise, full
from crisisengine.engine.rules import begin, offers, step
from crisisengine.engine.view import account, view
from crisisengine.loader import Reading

MEBI = 1024 * 1024
PATIENCE = 4.0
SCENE = '[scene.x]\ntitle = "X"\n'
TRUST = '[variable.trust]\nlabel = "T"\nstart = 3\nrange = [0, 6]\n'


def quickly(text: str | bytes) -> Reading:
    """Read a text and say what was found, in the time for it."""
    before = time.process_time()
    found = reading_of(text)
    for diagnostic in found.diagnostics:
        assert "\x1b" not in full(diagnostic) + concise(diagnostic)
    assert time.process_time() - before < PATIENCE
    return found


# characters

HOSTILE = {
    "escape": "\x1b[2J",
    "bell": "\x07",
    "carriage return": "\r",
    "delete": "\x7f",
    "one-byte escape": "\x9b31m",
    "right-to-left override": "\u202e",
    "isolate": "\u2066",
    "embedding": "\u202b",
    "isolates over two lines": "\u2067\n\u2069",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "byte order mark": "\ufeff",
    "tag": "\U000e0041",
    "annotation": "\ufff9",
}


@pytest.mark.parametrize("character", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize(
    "place", ["text", "title", "id", "key", "word", "expression", "band", "gate", "attribute", "extends"]
)
def test_a_character_that_could_steer_a_terminal_is_refused_and_never_printed(character: str, place: str) -> None:
    written = "".join(f"\\U{ord(letter):08x}" for letter in character)
    texts = {
        "text": SCENE + f'text = "a {written} b"\n',
        "title": f'[scene.x]\ntitle = "{written}"\ntext = "X"\n',
        "id": f'[scene."a{written}"]\ntitle = "X"\ntext = "X"\n',
        "key": SCENE + f'text = "X"\n"{written}" = 1\n',
        "word": f'[variable.v]\nlabel = "V"\nstart = "a{written}"\nvalues = ["a{written}", "b"]\n',
        "expression": SCENE + f'text = "X"\n[scene.x.measure.m]\nlabel = "M"\nwhen = "true {written}"\n',
        "band": f'[variable.v]\nlabel = "V"\nstart = 1\nrange = [0, 3]\nbands = {{ "{written}" = "x" }}\n',
        "gate": SCENE + f'text = "X"\n[scene.x.measure.m]\nlabel = "M"\ngates = {{ "{written}" = "true" }}\n',
        "attribute": f'[party.p]\nname = "P"\n"{written}" = 3\n',
        "extends": "",
    }
    text = SMALL + texts[place]
    if place == "extends":
        text = text.replace("format = 1", f'format = 1\nextends = "{written}"')
    found = quickly(text)

    assert found.scenario is None
    assert all(
        (diagnostic.message + diagnostic.hint + diagnostic.route).isprintable() for diagnostic in found.diagnostics
    )
    assert all(line.isprintable() for diagnostic in found.diagnostics for line in full(diagnostic).split("\n"))


@pytest.mark.parametrize("character", [hostile for hostile in HOSTILE.values() if len(hostile) == 1], ids=ascii)
def test_the_character_itself_is_refused_as_well_as_its_escape(character: str) -> None:
    found = quickly(SMALL + SCENE + f'text = "a{character}b"\n')

    assert codes(found)[0] in ("forbidden-character", "toml-syntax")
    assert (found.diagnostics[0].line, found.diagnostics[0].column) == (20, 10)


def test_what_several_scripts_need_is_allowed() -> None:
    words = (
        "ខ្មែរ\u200bក្រហម, être, מלח, سلام, 中文, 👩🏽\u200d🌾, one\ttwo"  # Khmer parts its words with a zero-width blank
    )

    assert small(SCENE + f'text = """{words}"""\n').diagnostics == ()


@pytest.mark.parametrize(
    "words",
    ["\u200eabc", "שלום\u200f!", "سلام\u061c", "\u2067שלום\u2069.", "\u2068a \u2067b\u2069 c\u2069\n\u2066d\u2069"],
    ids=ascii,
)
def test_marks_that_hebrew_and_arabic_need_are_read_in_texts_for_people(words: str) -> None:
    assert small(SCENE + f'text = """{words}"""\n').diagnostics == ()
    assert small(f'[scene.x]\ntitle = """{words[:9]}"""\ntext = "X"\n').errors[1:] == ()


@pytest.mark.parametrize(
    "mark", ["\u2067", "\u2069", "\u2069\u2067", "\u2067x\n\n\u2069", "\u202d", "\u202e", "\u202a"]
)
def test_marks_that_turn_what_follows_stay_refused(mark: str) -> None:
    found = small(SCENE + f'text = """He said {mark} and so on."""\n')

    assert codes(found)[0] == "forbidden-character"
    assert "U+20" in found.diagnostics[0].hint


@pytest.mark.parametrize("key", ["when", "goto"])
def test_no_mark_of_direction_hides_in_an_expression_or_a_name(key: str) -> None:
    assert small(SCENE + f'text = "X"\n[scene.x.measure.m]\nlabel = "M"\n{key} = "home\u200f"\n').scenario is None


def test_markup_of_a_terminal_is_text() -> None:
    found = small(SCENE + 'text = "[/] [@click=app.quit] [red]x[/red] <script> {{x}}"\n')

    assert found.diagnostics == ()


# sizes


def test_a_line_of_a_million_characters_is_refused_where_it_becomes_too_long() -> None:
    found = quickly(SMALL + SCENE + f'text = "{"x" * 1_000_000}"\n')

    assert (only(found).code, only(found).line, only(found).column) == ("too-large", 20, 20_001)
    assert max(map(len, full(only(found)).split("\n"))) < 120


def test_a_file_of_more_than_four_mebibytes_is_refused() -> None:
    assert codes(quickly("#" * 1000 + "\n" * (4 * MEBI))) == ["too-large"]
    assert codes(quickly("\n" * (4 * MEBI - len(SMALL)) + SMALL)) == []


@pytest.mark.parametrize(
    "body",
    ["[],", "{},", "1,", "'',", "[[],[]],", "{a={}},"],
)
def test_a_file_full_of_values_is_refused_before_it_is_parsed(body: str) -> None:
    row = body * (15_000 // len(body)) + "\n"

    assert codes(quickly("a = [\n" + row * (4 * MEBI // len(row) - 1) + "]")) == ["too-large"]


@pytest.mark.parametrize(
    "line", ["k{} = 1", "[t{}]", "[scene.s{}]", "[[a{}]]", "[scene.road.measure.m{}]", "[variable.v{}]"]
)
def test_as_many_tables_and_keys_as_are_allowed_are_read_in_time(line: str) -> None:
    found = quickly(SMALL + "\n".join(line.format(number) for number in range(12_000)))

    assert len(found.diagnostics) == 251


@pytest.mark.parametrize("name", ["a", "'a'", '"a"', "a ", "\t a"])
@pytest.mark.parametrize("template", ["{} = 1", "[{}]", "x = {{ {} = 1 }}", "[[{}]]"])
def test_a_key_of_thousands_of_names_is_refused(name: str, template: str) -> None:
    key = ".".join([name] * 3000)

    assert codes(quickly((template.format(key) + "\n") * 50))[0] == "too-large"


def test_a_million_dotted_names_are_refused() -> None:
    assert quickly("\n".join("a" + ".a" * 9_000 for _ in range(111))).errors


def test_a_text_may_hold_as_many_full_stops_as_it_likes() -> None:
    assert small(SCENE + f'text = "{"No. " * 3000}{"." * 3000}"\n').diagnostics == ()


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("{a=", "}")])
@pytest.mark.parametrize("depth", [50, 300, 19_000, 100_000])
def test_brackets_may_be_nested_as_deep_as_one_likes_and_are_refused(opening: str, closing: str, depth: int) -> None:
    text = "a = " + opening * depth + "1" + closing * depth

    found = quickly(re.sub("(.{9000})", r"\1\n", text) if opening == "[" else text)

    assert found.errors


@pytest.mark.parametrize(
    "number", ["9" * 5000, "0x" + "f" * 15_000, "-" + "9" * 15_000, "0b" + "1" * 15_000, "1e99999", "9" * 400]
)
@pytest.mark.parametrize(
    "line",
    ["minutes = {}", "[clock]\nlength = {}", "[variable.v]\nstart = {}\nrange = [0, 1]", "[variable.v]\nstart = 0\nrange = [0, {}]",
     "[party.p]\nname = 'P'\nrank = {}", "kolor = {}", "[source.s]\ntitle = 'S'\ndate = {}",
     "[attribute.a]\nlabel = 'A'\nrange = [0, 3]\n[party.q]\nname = 'Q'\na = {}"],
)  # fmt: skip
def test_a_number_of_thousands_of_digits_is_refused(line: str, number: str) -> None:
    text = (
        SMALL.replace("minutes = 1", line.format(number))
        if line.startswith("min")
        else SMALL + line.format(number) + "\n"
    )

    assert quickly(text).errors


def test_hundreds_of_misspelt_names_among_thousands_are_told_in_time() -> None:
    variables = "".join(f'[variable.variable_{n}]\nlabel = "V"\nstart = true\n' for n in range(5_000))
    effects = ", ".join(f'"varable_{n} = true"' for n in range(240))

    found = quickly(SMALL + variables + f'[measure.m]\nlabel = "M"\neffects = [{effects}]\n')

    assert len(found.diagnostics) == 240
    assert found.diagnostics[0].hint.startswith("did you mean `variable_")


@pytest.mark.parametrize("piece", ["[^", "{", "{{", "](glossary:", "{a", "|", "{a:b|", "[^a", "\\", "}"])
def test_a_text_of_nothing_but_openings_is_read_in_time(piece: str) -> None:
    text = piece.replace("\\", "\\\\") * (19_000 // len(piece) // 2)

    quickly(SMALL + "".join(f'[scene.s{n}]\ntitle = "S"\ntext = "{text}"\n' for n in range(60)))


# chains


def chain_of(count: int) -> str:
    """A chain of derived variables, the last link first."""
    links = "".join(f'[variable.d{n}]\nis = "d{n - 1}"\n' for n in range(count, 0, -1))
    return links + f'[variable.d0]\nstart = 1\nrange = [0, 3]\n[measure.m]\nlabel = "M"\nwhen = "d{count} > 0"\n'


def test_a_chain_of_five_thousand_derived_variables_is_refused_without_recursion() -> None:
    found = only(quickly(SMALL + chain_of(5_000)))

    assert found.message == "there are 5,000 derived variables; 500 is the most"


def test_a_chain_of_four_hundred_derived_variables_plays() -> None:
    scenario = quickly(SMALL + chain_of(400)).sound()

    before = time.process_time()
    assert step(scenario, begin(scenario), "m").changes == ()
    assert view(scenario, begin(scenario)).title == "Road"
    assert time.process_time() - before < PATIENCE


def test_a_chain_that_doubles_at_every_link_is_worked_out_in_time() -> None:
    chain = "".join(f'[variable.d{n}]\nis = "max(d{n - 1}, d{n - 1})"\n' for n in range(1, 400))
    scenario = quickly(
        SMALL + chain + '[variable.d0]\nstart = 1\nrange = [0, 3]\n[measure.m]\nlabel = "M"\nwhen = "d399 > 0"\n'
    ).sound()

    before = time.process_time()
    state = begin(scenario)
    assert [offer.measure for offer in offers(scenario, state)] == ["leave", "m"]
    assert step(scenario, state, "m").changes == ()
    assert time.process_time() - before < PATIENCE
    sums = chain.replace("max(d", "(d").replace(", d", " + d")
    assert codes(quickly(SMALL + sums + "[variable.d0]\nstart = 1\nrange = [0, 3]\n"))[:1] == ["out-of-bounds"]


def test_a_circle_of_five_thousand_is_refused_in_time() -> None:
    circle = "".join(f'[variable.d{n}]\nis = "d{(n + 1) % 5000}"\n' for n in range(5_000))

    assert {"circular-variable", "too-large"} == set(codes(quickly(SMALL + circle)))


def test_a_list_of_a_thousand_effects_is_read_and_a_longer_one_refused() -> None:
    variables = "".join(f"[variable.v{n}]\nlabel = 'V'\nstart = true\n" for n in range(1_001))

    def changing(count: int) -> Reading:
        effects = ", ".join(f"'v{n} = v{count - n - 1}'" for n in range(count))
        return quickly(SMALL + variables + f'[measure.m]\nlabel = "M"\neffects = [{effects}]\n')

    scenario = changing(1_000).sound()
    assert len(step(scenario, begin(scenario), "m").changes) == 0
    assert only(changing(1_001)).message == "`effects` holds at most 1,000 items, here are 1,001"


# no way into Python

ATTEMPTS = (
    "__import__('os')",
    "__import__('os').system('id')",
    "().__class__",
    "trust.__class__",
    "trust.__class__.__mro__ == 1",
    "'x'.join('y')",
    "f'{trust}'",
    "f'x' == 'x'",
    "b'x'",
    "lambda: 1",
    "(lambda x: x)(1)",
    "[x for x in y]",
    "{x: 1}",
    "(x := 1)",
    "trust if (y := 1) else 0",
    "open('x')",
    "exec('1')",
    "eval('1')",
    "globals()",
    "print(1)",
    "getattr(trust, 'x')",
    "max.__self__",
    "min(*trust)",
    "min(key=trust)",
    "trust[0]",
    "trust; trust",
    "trust # comment",
    "trust\\\n > 1",
    "trust @ trust",
    "~trust",
    "trust << 1 > 0",
    "trust ** 99 > 0",
    "1_000 > 0",
    "0x10 > 0",
    "1e5 > 0",
    "1j",
    "...",
    "None",
    "yield",
    "await trust",
    "not_a_name",
    "ｔrust > 1",
    "tru\u200bst > 1",
    "ᵗrust > 1",
    "truſt > 1",
    "trust＞1",
    "𝟏 > 0",
    "٣ > 1",
    "raise",
    "assert true",
    "import os",
)


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_an_expression_has_no_way_into_python(attempt: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reached: list[str] = []
    text = attempt.replace("\\", "\\\\")
    for name in ("eval", "exec", "compile", "open", "print"):
        monkeypatch.setattr(builtins, name, lambda *_, name=name, **__: reached.append(name))
    found = small(TRUST + f'[measure.m]\nlabel = "M"\nrequires = """{text}"""\n')
    monkeypatch.undo()

    assert reached == []
    assert len(found.errors) == 1


AUTHORED = """
format = 1
[scenario]
title = "Zq! title"
summary = "Zq! summary"
start = "zq_road"
minutes = 1
[clock]
unit = "day"
length = 9
ending = "zq_late"
[variable.zq_trust]
start = 3
range = [0, 6]
[variable.zq_season]
start = "zq_dry"
values = ["zq_dry", "zq_rain"]
[variable.zq_derived]
is = "zq_trust + 1"
[scene.zq_road]
title = "Zq!"
text = "Zq! {zq_season == 'zq_dry': Zq! | Zq!}"
[scene.zq_road.measure.zq_escort]
label = "Zq!"
when = "zq_derived > 0 and visits('zq_road') >= 1 and not taken('zq_wait')"
requires = "zq_season == 'zq_dry' and due('zq_rumour') == 0"
otherwise = "Zq!"
effects = ["zq_trust += 1", "zq_season = 'zq_rain' if zq_trust > 5 else zq_season"]
later = [{ after = 1, inject = "zq_rumour" }]
[scene.zq_road.measure.zq_wait]
label = "Zq!"
once = true
[scene.zq_road.measure.zq_wait.chance.zq_good]
weight = "zq_trust"
[scene.zq_road.measure.zq_wait.chance.zq_bad]
weight = 1
effects = ["zq_trust -= 1"]
goto = "zq_late"
[inject.zq_rumour]
text = "Zq!"
effects = ["zq_trust -= 1"]
[inject.zq_always]
text = "Zq!"
when = "zq_trust > 3"
[ending.zq_late]
title = "Zq!"
rank = 1
text = "Zq!"
when = "zq_trust == 0"
"""


def test_no_text_of_an_author_gets_into_compiled_code_and_ids_only_as_comments(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = reading_of(AUTHORED).sound()
    compiled: list[str] = []
    original = builtins.compile

    def listen(source: Any, *others: Any, **more: Any) -> Any:
        compiled.append(str(source))
        return original(source, *others, **more)

    monkeypatch.setattr(builtins, "compile", listen)
    state = begin(scenario)
    taken = [
        step(scenario, state, "zq_escort"),
        *(step(scenario, state, "zq_wait", outcome) for outcome in ("zq_good", "zq_bad")),
    ]
    told_of = [
        (taken_step.changes, taken_step.events, account(scenario, taken_step), view(scenario, taken_step.after))
        for taken_step in taken
    ]
    monkeypatch.undo()

    assert len(offers(scenario, state)) == 2
    assert told_of
    assert len(compiled) > 5
    for text in compiled:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                assert re.fullmatch(r"# [a-z0-9_., ]+", token.string)
            else:
                assert "zq" not in token.string.lower()


def test_a_reading_costs_what_its_text_is_worth() -> None:
    """Ten times the text takes at most about ten times as long: nothing in the loader is quadratic."""
    from loading import large

    def seconds(measures: int) -> float:
        text = large(measures)
        before = time.process_time()
        assert reading_of(text).errors == ()
        return time.process_time() - before

    seconds(100)
    assert seconds(2_000) < 25 * max(seconds(200), 0.005)


def test_every_message_of_a_clock_without_end_is_kept_short() -> None:
    assert told(small(CLOCK.replace("9", "100001")))[0].endswith("`length` goes from 1 to 100000, 100001 does not fit")
    assert codes(small(CLOCK + "opens = 9999-12-31\n")) == ["wrong-value"]
    assert codes(small(CLOCK.replace('"day"', '"hour"') + "opens = 1992-03-30\n")) == ["wrong-value"]
    assert codes(small(CLOCK.replace('"day"', '"turn"') + "opens = 1992-03-30\n")) == ["wrong-value"]
    assert codes(small(CLOCK + "opens = 1992-03-30T06:00:00Z\n")) == ["wrong-value"]


@pytest.mark.parametrize(
    ("unit", "opens", "said"),
    [
        ("turn", "1992-03-30", "turns have no dates"),
        ("turn", "1992-03-30T06:00:00", "turns have no dates"),
        ("minute", "1992-03-30", "a clock that counts minutes opens at a date and time"),
        ("minuet", "1992-03-30T06:00:00", "`minuet` is no value of `unit`"),
        ("minute", "9999-12-31T23:59:00", "the clock would run beyond the year 9999"),
    ],
)
def test_a_clock_that_cannot_open_so_is_told_one_thing(unit: str, opens: str, said: str) -> None:
    (fault,) = small(CLOCK.replace('"day"', f'"{unit}"').replace("9", "9000") + f"opens = {opens}\n").diagnostics

    assert fault.message == said


def test_minute_is_the_reading_of_a_clock_that_counts_minutes_and_anybody_s_name_elsewhere() -> None:
    mine = "[variable.minute]\nstart = 1\nrange = [0, 2]\nlabel = 'M'\n"

    assert small(CLOCK + mine).sound().variables["minute"].high == 2
    refused = only(small(CLOCK.replace('"day"', '"minute"') + mine))
    assert (refused.code, refused.message) == ("bad-id", "`minute` is the reading of this clock")
    assert small(CLOCK.replace('"day"', '"minute"')).sound().variables["minute"].high == 9
