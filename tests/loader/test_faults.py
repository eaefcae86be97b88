"""All faults in one pass, each once, each where it stands, with the way to mend it."""

from __future__ import annotations

from fractions import Fraction

import pytest
from reading_aloud import CLOCK, SMALL, codes, only, pointed, reading_of, small, told

from crisisengine.diagnostics import Diagnostic, as_json, concise, full
from crisisengine.text.english import did_you_mean

TRUST = '[variable.trust]\nlabel = "Trust"\nstart = 3\nrange = [0, 6]\nbands = { 0 = "low" }\n'
SCENE = '[scene.x]\ntitle = "X"\n'


def measure(*lines: str) -> str:
    """A scene with one measure that has these lines."""
    return SCENE + 'text = "X"\n[scene.x.measure.m]\nlabel = "M"\n' + "".join(f"{line}\n" for line in lines)


def test_a_file_with_twelve_faults_gives_twelve_diagnostics_in_the_order_of_the_text() -> None:
    text = """format = 1
kolor = 1
[scenario]
title = ""
summary = "S"
start = "raod"
minutes = "3"
[variable.trust]
start = 9
range = [0, 6]
[variable.Bad]
start = true
[scene.road]
title = "Road"
text = "{trsut} and [^nobody]"
[scene.road.measure.go]
label = "Go"
requires = "trust = 3"
effects = ["trust += 1", "trust -= 1"]
goto = "home"
[ending.home]
title = "Home"
rank = 1
[inject.never]
text = "N"
"""
    assert told(reading_of(text)) == [
        "2:1: error[unknown-key] the file has no key `kolor`",
        "4:9: error[wrong-value] `title` is empty",
        "6:9: error[unknown-scene] there is no scene `raod`",
        "7:11: error[wrong-type] `minutes` needs a whole number, this is a text",
        "9:9: error[wrong-value] 9 lies outside the range 0 to 6",
        "11:11: error[bad-id] `Bad` cannot be an id",
        "15:10: error[unknown-name] there is no variable `trsut`",
        "15:23: error[unknown-source] there is no source `nobody`",
        "18:19: error[expression-syntax] `=` sets a value, and nothing is set here",
        "19:26: error[repeated-effect] `trust` is changed twice in one list",
        "21:9: error[missing-key] ending `home` needs `text`",
        "24:9: error[unreachable-inject] nothing ever sends inject `never`",
    ]


@pytest.mark.parametrize(
    ("line", "under"),
    [
        ('when = "trust > 0 and trsut > 1"', "trsut"),
        ("when = 'trust > 0 and trsut > 1'", "trsut"),
        ('when = "trust > 0 \\u0061nd trsut > 1"', "trsut"),
        ('when = """\n  trust > 0\n  and trsut > 1"""', "trsut"),
        ('when = """trust > 0 \\\n     and trsut > 1"""', "trsut"),
        ("when = '''\ntrust > 0\nand trsut > 1'''", "trsut"),
        ('effects = ["trust += 1", "promised = true"]', "promised"),
        ('effects = [\n  "trust += 1", # one\n  "promised = true",\n]', "promised"),
        ('result = "ខ្មែរ ខ្មែរ {trsut}"', "trsut"),
        ('result = "é \\U0001F30A {trust: a | b[^who]}"', "trust"),
        ('result = "{trust > 1: a | b[^who]}"', "who"),
        ('result = "[force](glossary:gates)"', "gates"),
        ('later = [{ after = 1, inject = "rumor" }]', '"rumor"'),
        ("chance.quiet.weight = 0.5", "0.5"),
        ('chance.quiet = { weight = 1, goto = "nowhere" }', '"nowhere"'),
        ('"goto" = "nowhere"', '"nowhere"'),
        ('"kolor" = 1', '"kolor"'),
        ("once\t=\t1", "1"),
    ],
)
def test_the_very_word_is_underlined_however_the_value_is_written(line: str, under: str) -> None:
    assert pointed(small(TRUST + CLOCK + measure(line))) == under


def test_a_missing_key_is_reported_at_the_tables_header() -> None:
    found = only(small(SCENE))

    assert (found.message, found.excerpt, found.column, found.width) == ("scene `x` needs `text`", "[scene.x]", 8, 1)


def test_a_missing_table_is_reported_at_the_top() -> None:
    assert told(reading_of("format = 1\n")) == ["1:1: error[missing-key] the file needs `scenario`"]


def test_windows_line_ends_and_notepads_mark_at_the_beginning_change_no_place() -> None:
    text = SMALL.lstrip() + 'kolor = "1"\n'

    assert told(reading_of(text)) == told(reading_of(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()))


@pytest.mark.parametrize(
    ("more", "hint"),
    [
        (measure('goto = "raod"'), "did you mean `road`?"),
        (measure('requries = "true"'), "did you mean `requires`?"),
        (TRUST + measure('requires = "Trust > 1"'), "did you mean `trust`?"),
        (TRUST + measure('requires = "trust > 1 AND true"'), "write `and`"),
        (TRUST + measure('requires = "trust => 1"'), "write `>=`"),
        (TRUST + measure('requires = "trust ≥ 1"'), "write `>=`"),
        (TRUST + measure('requires = "trust <> 1"'), "write `!=`"),
        (TRUST + measure('requires = "trust is 1"'), "write `==`"),
        (TRUST + measure('requires = "trust > 1.5"'), "scale the variable, or write `//` to divide"),
        (TRUST + measure('effects = ["trust == 1"]'), "write `=` to set a value"),
        (measure('requires = "min"'), "`min` is a function: write `min(...)`"),
        (measure('requires = "x == ‘dry’"'), "write words in straight single quotes: 'dry'"),
        ('[objective.o]\ntext = "O"\nlevel = "aply"\n', "did you mean `apply`?"),
        (
            '[inject.i]\ntext = "I"\nwhen = "false"\ngrade = "Z9"\n',
            "write a letter A-F for the source and a digit 1-6 for the report",
        ),
        (measure('allow = ["unknown-scene"]'), "errors cannot be accepted"),
    ],
)
def test_a_hint_says_how_to_mend_it(more: str, hint: str) -> None:
    assert only(small(more)).hint == hint


def test_the_nearest_name_is_meant() -> None:
    assert did_you_mean("soc.consnt", ["trust", "soc.consent", "pdk.consent"]) == "did you mean `soc.consent`?"
    assert did_you_mean("TRUST", ["trust"]) == "did you mean `trust`?"
    assert did_you_mean("completely_else", ["trust", "soc.consent"]) == ""
    assert did_you_mean("", ["trust"]) == ""


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (measure("when = 3"), ["wrong-type"]),
        (measure('effects = ["trust += 1", 3]') + TRUST, ["wrong-type"]),
        ("[variable.v]\nstart = 1.5\n" + measure('when = "v > 1"'), ["wrong-type"]),
        ('[variable.v]\nlabel = "V"\n' + measure('when = "v > 1"', 'result = "{v.word}"'), ["missing-key"]),
        (
            '[variable.v]\nis = "w"\n' + measure('when = "v > 1"', 'result = "{v.word}"', 'effects = ["v = 1"]'),
            ["unknown-name"],
        ),
        ('[variable.v]\nstart = 3\nrange = [6, 0]\nbands = { 0 = "a" }\n' + measure('when = "v > 1"'), ["wrong-value"]),
        ('[variable.v]\nstart = 3\nbands = { 1 = "a" }\n' + measure('when = "v > 1"'), ["missing-key"]),
        ('[scene."a b"]\ntitle = "A"\ntext = "A"\n' + measure('goto = "a b"'), ["bad-id"]),
        (measure().replace('label = "M"', "label = 3"), ["wrong-type"]),
        ('[inject.i]\ntext = "I"\non = "8"\n', ["wrong-type"]),
        (CLOCK + measure("later = [{ after = 1 }]"), ["missing-key"]),
        (
            '[attribute.a]\nlabel = "A"\nrange = [3]\nbands = { 0 = "x" }\n[party.p]\nname = "P"\na = 2\n',
            ["wrong-value"],
        ),
    ],
)
def test_what_follows_from_a_fault_is_not_a_second_fault(more: str, expected: list[str]) -> None:
    assert codes(small(more)) == expected


def test_a_clock_that_is_at_fault_makes_no_other_table_ask_for_one() -> None:
    found = reading_of(SMALL.replace("[scenario]", "clock = 3\n[scenario]") + measure("takes = 2", 'result = "{date}"'))

    assert codes(found) == ["wrong-type"]


def test_nothing_is_remarked_on_while_there_is_an_error() -> None:
    unread = "[variable.v]\nstart = true\n"

    assert codes(small(unread)) == ["unread-variable"]
    assert codes(small(unread + measure('goto = "raod"'))) == ["unknown-scene"]


def test_after_250_faults_reading_stops_and_says_so() -> None:
    found = small("".join(f"[scene.s{n}]\n" for n in range(2000))).diagnostics

    assert len(found) == 251
    assert found[0].message == "there are 250 faults already, so reading stops"


# the renderers


def test_a_diagnostic_is_shown_with_its_line_and_a_mark_under_the_word() -> None:
    found = only(small(measure('goto = "raod"')))

    assert full(found) == (
        "error[unknown-scene]: there is no scene or ending `raod`\n"
        "  --> id.toml:23:8\n"
        "   |\n"
        '23 | goto = "raod"\n'
        "   |        ^^^^^^\n"
        "  hint: did you mean `road`?"
    )
    assert concise(found) == "id.toml:23:8: error[unknown-scene] there is no scene or ending `raod`"
    assert as_json(found) == {
        "code": "unknown-scene",
        "severity": "error",
        "message": "there is no scene or ending `raod`",
        "route": "scene.x.measure.m.goto",
        "file": "id.toml",
        "line": 23,
        "column": 8,
        "hint": "did you mean `road`?",
    }


def test_of_a_long_line_the_part_around_the_word_is_shown() -> None:
    lines = full(only(small(measure(f'result = "{"a " * 900}{{trsut}}{" b" * 900}"')))).split("\n")

    assert max(map(len, lines)) < 120
    assert lines[3][lines[4].index("^") : lines[4].rindex("^") + 1] == "trsut"


@pytest.mark.parametrize("column", [1, 50, 20_001, 10**9])
def test_a_mark_stands_within_the_line_wherever_the_column_is(column: int) -> None:
    shown = full(
        Diagnostic(
            code="too-large",
            severity="error",
            message="m",
            route="",
            file="f\x1b.toml",
            line=1,
            column=column,
            excerpt="\x1b\t" * 100,
        )
    )

    assert max(map(len, shown.split("\n"))) < 120
    assert all(line.isprintable() for line in shown.split("\n"))


def test_a_reading_is_sound_or_raises_all_errors() -> None:
    from crisisengine.errors import ScenarioError

    with pytest.raises(ScenarioError, match=r"raod.*\(and 1 more fault\)") as caught:
        small(measure('goto = "raod"', "takes = 1")).sound()
    assert caught.value.hint == "did you mean `road`?"
    assert small().sound().id == "id"


def test_whoever_judges_behaviour_can_place_what_it_finds() -> None:
    found = small().diagnose("unreachable-inject", "message", ("ending", "home"), "hint")

    assert (found.line, found.column, found.route, found.hint) == (14, 9, "ending.home", "hint")


@pytest.mark.parametrize(
    "claim", ['eventually = "ending.home"', 'never_by_chance = "home"'], ids=["eventually", "never_by_chance"]
)
def test_a_promise_about_whole_runs_is_asked_at_no_moment(claim: str) -> None:
    found = only(small(f'[property.kept]\n{claim}\nat = ["scene.road"]\n'))

    assert (found.code, found.route) == ("misplaced", "property.kept.at")
    assert small(f"[property.kept]\n{claim}\n").sound()


def test_an_answer_within_so_many_units_asks_for_a_clock() -> None:
    text = '[property.kept]\nanswers = "scene.road"\nto = "scene.road"\nwithin = 2\n'

    assert (only(small(text)).code, only(small(text)).route) == ("needs-clock", "property.kept.within")
    assert small(CLOCK + text).sound()


@pytest.mark.parametrize(
    ("written", "exactly"),
    [("0.1", Fraction(1, 10)), ("1", Fraction(1)), ('"1/3"', Fraction(1, 3)), ("0", Fraction(0))],
)
def test_a_chance_is_read_exactly_as_it_is_written(written: str, exactly: Fraction) -> None:
    kept = small(f'[property.kept]\nlikely = "ending.home"\nat_most = {written}\n').sound().properties["kept"]

    assert (kept.at_most, kept.at_least, kept.play) == (exactly, None, "best")


@pytest.mark.parametrize("written", ["nan", "inf", "-inf", "-0.1", "1.5", "true", '"1/0"', '"-1/3"', "[0.5]"])
def test_what_is_no_chance_is_refused(written: str) -> None:
    found = only(small(f'[property.kept]\nlikely = "ending.home"\nat_least = {written}\n'))

    assert (found.code in ("wrong-type", "wrong-value"), found.route) == (True, "property.kept.at_least")
