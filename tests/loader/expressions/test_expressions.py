"""The expression language: what it says, what it refuses, and that nothing can break when it is worked out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading_aloud import CLOCK, codes, only, small

from crisisengine.engine.rules import begin, evaluate
from crisisengine.loader.expressions import parser, typecheck
from crisisengine.loader.expressions.types import Kind, interval
from crisisengine.model.expression import Expression

VARIABLES = """
[variable.trust]
label = "T"
start = 3
range = [0, 6]
[variable.debt]
label = "D"
start = -2
range = [-5, 5]
[variable.huge]
label = "H"
start = 7
range = [0, 2147483647]
[variable.yes]
label = "Y"
start = true
[variable.no]
label = "N"
start = false
[variable.season]
label = "S"
start = "dry"
values = ["dry", "wet", "rain"]
[variable.mood]
label = "M"
start = "low"
values = ["low", "high"]
[inject.rumour]
text = "R"
when = "false"
[measure.rest]
label = "Rest"
"""


def measure(line: str) -> Any:
    """Read a scenario with one measure that has this line, and variables of all sorts."""
    return small(CLOCK + VARIABLES + f'[scene.x]\ntitle = "X"\ntext = "X"\n[scene.x.measure.m]\nlabel = "M"\n{line}\n')


def asking(text: str) -> Any:
    """Read a scenario in which a measure asks an expression."""
    return measure(f'requires = """{text}"""')


def answer(text: str) -> int:
    """What a yes/no comes to at the start."""
    found = asking(text).sound()
    expression: Expression = found.scenes["x"].measures["m"].gates[0].requires
    return evaluate(found, begin(found), expression)


@pytest.mark.parametrize(
    "text",
    [
        "1 + 2 * 3 == 7",
        "(1 + 2) * 3 == 9",
        "10 - 3 - 2 == 5",
        "-trust == -3",
        "--3 == 3",
        "-7 // 2 == -4",
        "-7 % 3 == 2",
        "7 // -2 == -4",
        "7 % -3 == -2",
        "2 * 3 % 4 == 2",
        "0 < trust <= 3 < 4",
        "not (1 == 2 == 2)",
        "not no and yes",
        "not no == no or yes",
        "no and no or yes",
        "yes or no and no",
        "not not yes",
        "min(trust, 2) == 2",
        "max(1, trust, 5) == 5",
        "clamp(9, 0, 6) == 6",
        "clamp(-9, 0, 6) == 0",
        "(1 if yes else 2) == 1",
        "(1 if no else 2 if no else 3) == 3",
        "season == 'dry'",
        "season < 'wet' < 'rain'",
        "'rain' >= season",
        "season != ('rain' if yes else season)",
        "(season if yes else 'rain') == 'dry'",
        "scene.road",
        "not scene.x",
        "not ending.home",
        "not taken('x.m')",
        "not taken('m')",
        "not taken('leave')",
        "not taken('rest')",
        "visits('road') == 1",
        "1 <= visits('x') or true",
        "due('rumour') == 0",
        "day == 0",
        "yes == true",
        "yes != no",
        "  true\n  and true",
        "min(1,) == 1",
    ],
)
def test_an_expression_means_what_it_says(text: str) -> None:
    assert answer(text) == 1


@given(st.recursive(st.integers(-20, 20).map(lambda n: f"({n})"), lambda inner: st.builds(
    "({} {} {})".format, inner, st.sampled_from(["+", "-", "*", "if yes else", "if no else"]), inner), max_leaves=8))  # fmt: skip
def test_arithmetic_is_pythons_arithmetic(text: str) -> None:
    value = eval(text, {"__builtins__": {}}, {"yes": True, "no": False})  # noqa: S307 - our own text

    assert answer(f"{text} == {value}") == 1


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("trust", "type-mismatch", 0),
        ("yes + 1 > 0", "type-mismatch", 0),
        ("trust and yes", "type-mismatch", 0),
        ("not trust", "type-mismatch", 4),
        ("yes < no", "type-mismatch", 0),
        ("yes == 1", "type-mismatch", 7),
        ("season == 1", "type-mismatch", 10),
        ("season == mood", "type-mismatch", 10),
        ("season == 'low'", "unknown-name", 10),
        ("'dry' == 'dry'", "type-mismatch", 0),
        ("(1 if yes else no) == 1", "type-mismatch", 15),
        ("(1 if 1 else 2) == 1", "type-mismatch", 6),
        ("min(season, 1) == 1", "type-mismatch", 4),
        ("1 // trust == 1", "out-of-bounds", 5),
        ("1 % debt == 1", "out-of-bounds", 4),
        ("1 // 0 == 1", "out-of-bounds", 5),
        ("huge * 3 > 1", "out-of-bounds", 0),
        ("huge + huge > 1", "out-of-bounds", 0),
        ("2147483648 * 2 > 1", "out-of-bounds", 0),
        ("2147483649 > 1", "expression-syntax", 0),
        ("99999999999999999999 > 1", "expression-syntax", 0),
        ("visits('road')", "type-mismatch", 0),
        ("visits('road') + 1 > 2", "type-mismatch", 0),
        ("visits('road') > trust", "type-mismatch", 0),
        ("visits('road') > 1001", "out-of-bounds", 0),
        ("visits('home') > 1", "unknown-scene", 7),
        ("taken('nothing')", "unknown-measure", 6),
        ("taken(m)", "expression-syntax", 0),
        ("due('nothing') > 1", "unknown-inject", 4),
        ("possible('home')", "misplaced", 0),
        ("least(consent) > 1", "unknown-name", 6),
        ("least(1) > 1", "expression-syntax", 0),
        ("min() > 1", "expression-syntax", 0),
        ("clamp(1, 2) > 1", "expression-syntax", 0),
        ("scene.nowhere", "unknown-scene", 0),
        ("ending.nowhere", "unknown-ending", 0),
        ("scene", "unknown-name", 0),
        ("trust.x > 1", "unknown-name", 0),
        ("avg(trust) > 1", "unknown-name", 0),
        ("", "expression-syntax", 0),
        ("trust >", "expression-syntax", 7),
        ("(trust > 1", "expression-syntax", 0),
        ("trust > 1)", "expression-syntax", 9),
        ("trust > 1 2", "expression-syntax", 10),
        ("trust > 'dry", "expression-syntax", 8),
        ("trust > 3x", "expression-syntax", 8),
        ("yes if no", "expression-syntax", 9),
        ("min(1 2) > 1", "expression-syntax", 6),
        ("yes\u200b", "expression-syntax", 3),
    ],
)
def test_what_could_not_be_worked_out_is_refused_where_it_stands(text: str, code: str, column: int) -> None:
    found = only(asking(text))

    assert (found.code, found.column) == (code, 15 + column)


@pytest.mark.parametrize(
    "text",
    ["6 // max(1, trust) > 1", "6 % (trust + 1) > 1", "huge + 0 > 1", "-2147483648 < 0", "6 // (-1 - trust) < 1"],
)
def test_what_can_always_be_worked_out_is_taken(text: str) -> None:
    assert asking(text).errors == ()


def test_a_thousand_tokens_are_read_and_one_more_is_not() -> None:
    assert asking(" or ".join(["yes"] * 500)).errors == ()
    assert only(asking(" or ".join(["yes"] * 501))).message == "an expression has at most 1000 tokens"


@pytest.mark.parametrize(
    "template", ["({})", "not {}", "min(1, {}) == 1", "{} if yes else no", "no if yes else {}", "no or ({})"]
)
def test_fifty_levels_are_read_and_a_thousand_refused(template: str) -> None:
    text = "yes"
    for _ in range(90):
        text = template.format(text)
    found = asking(text)

    assert codes(found) == ["expression-syntax"]
    assert found.diagnostics[0].message == "an expression nests at most 50 levels"
    assert asking("(" * 49 + "yes" + ")" * 49).errors == ()


# effects


@pytest.mark.parametrize(
    "effects",
    [
        '"trust += 1"',
        '"trust -= debt"',
        '"trust = 9"',
        "\"season = 'rain'\"",
        '"season = season"',
        '"yes = trust > 1"',
        '"yes = false", "no = yes"',
        '"  trust  =  1 + 1  "',
    ],
)
def test_effects_set_and_change(effects: str) -> None:
    assert measure(f"effects = [{effects}]").errors == ()


@pytest.mark.parametrize(
    ("effect", "code"),
    [
        ("trust", "expression-syntax"),
        ("", "expression-syntax"),
        ("1 = 2", "expression-syntax"),
        ("and = 2", "expression-syntax"),
        ("trust == 2", "expression-syntax"),
        ("trust *= 2", "expression-syntax"),
        ("trust = ", "expression-syntax"),
        ("trust = 1; yes = true", "expression-syntax"),
        ("trsut += 1", "unknown-name"),
        ("trust = yes", "type-mismatch"),
        ("trust = 'dry'", "type-mismatch"),
        ("season = 1", "type-mismatch"),
        ("season = mood", "type-mismatch"),
        ("season = 'cold'", "unknown-name"),
        ("season += 1", "type-mismatch"),
        ("yes -= true", "type-mismatch"),
        ("yes = 1", "type-mismatch"),
        ("day += 1", "not-assignable"),
        ("scene.road = true", "unknown-name"),
        ("trust += huge * 2", "out-of-bounds"),
        ("huge += huge", "out-of-bounds"),
    ],
)
def test_an_effect_that_cannot_be_is_refused(effect: str, code: str) -> None:
    assert codes(measure(f'effects = ["{effect}"]')) == [code]


def test_a_list_changes_a_variable_once() -> None:
    assert codes(measure('effects = ["trust += 1", "trust += 1"]')) == ["repeated-effect"]
    assert codes(measure('later = [{ after = 1, inject = "rumour" }, { after = 2, inject = "rumour" }]')) == [
        "repeated-effect"
    ]


# derived variables


def derived(*pairs: tuple[str, str]) -> str:
    """Derived variables."""
    return "".join(f'[variable.{name}]\nlabel = "L"\nis = "{text}"\n' for name, text in pairs)


def test_derived_variables_may_stand_in_any_order() -> None:
    found = small(VARIABLES + derived(("c", "b + 1"), ("b", "a * 2"), ("a", "trust")) + CLOCK).sound()

    assert (found.variables["c"].low, found.variables["c"].high) == (1, 13)


def test_a_circle_is_refused_once_for_each_that_stands_on_it_and_not_for_its_readers() -> None:
    found = small(
        CLOCK + VARIABLES + derived(("a", "b"), ("b", "c"), ("c", "a"), ("reader", "a + 1"), ("me", "me + 1"))
    )

    assert [diagnostic.message for diagnostic in found.diagnostics] == [
        "`a` depends on itself through `b`",
        "`b` depends on itself through `c`",
        "`c` depends on itself through `a`",
        "`me` depends on itself",
    ]


def test_bounds_are_followed_through_derived_variables() -> None:
    assert codes(small(CLOCK + VARIABLES + derived(("a", "huge"), ("b", "a + a")))) == ["out-of-bounds"]


@pytest.mark.parametrize("key", ["start = 1", "range = [0, 1]", 'values = ["a"]'])
def test_a_derived_variable_has_nothing_but_its_formula(key: str) -> None:
    assert codes(small(CLOCK + VARIABLES + derived(("a", "trust")) + key + "\n")) == ["misplaced"]


# visits, weights, gates


@pytest.mark.parametrize(
    ("text", "cap"),
    [
        ("visits('road') >= 3", 4),
        ("3 > visits('road') > 1", 4),
        ("visits('road') > -5", 1),
        ("visits('road') == 0 or 7 < visits('road')", 8),
    ],
)
def test_a_visit_counter_stops_one_above_the_largest_number_it_is_compared_with(text: str, cap: int) -> None:
    assert asking(text).sound().visit_caps == {"road": cap}


def test_only_visits_and_decisions_that_somebody_asks_about_are_counted() -> None:
    found = asking("taken('m') and visits('x') > 1").sound()

    assert (found.taken_read, dict(found.visit_caps)) == ({"x.m"}, {"x": 2})


@pytest.mark.parametrize(
    ("weight", "code"),
    [('"trust"', ""), ("0", ""), ('"debt"', "out-of-bounds"), ('"max(0, debt)"', ""), ('"huge"', "out-of-bounds"),
     ("-1", "wrong-value"), ("1000001", "wrong-value"), ('"yes"', "type-mismatch"), ("true", "wrong-type")],
)  # fmt: skip
def test_a_weight_is_a_number_from_zero_to_a_million(weight: str, code: str) -> None:
    assert codes(measure(f"chance.a.weight = {weight}")) == ([code] if code else [])


FORCE = '[tag.force]\nlabel = "F"\ngates = [{ requires = "yes", otherwise = "No." }, { requires = "trigger and capable" }]\n'


@pytest.mark.parametrize(
    ("gates", "expected"),
    [
        ('{ trigger = "trust > 1", capable = "no" }', []),
        ('{ trigger = "trust > 1" }', ["missing-gate"]),
        ("{ }", ["missing-gate", "missing-gate"]),
        ('{ trigger = "trust", capable = "no" }', ["type-mismatch"]),
        ('{ trigger = "yes", capable = "no", triger = "yes" }', ["unknown-name"]),
        ('{ trigger = true, capable = "no" }', ["wrong-type"]),
        ('{ trigger = "capable", capable = "no" }', ["unknown-name"]),
    ],
)
def test_a_measure_answers_what_the_gates_of_its_tags_ask(gates: str, expected: list[str]) -> None:
    tagged = measure(f'tags = ["force"]\ngates = {gates}\n{FORCE}')

    assert codes(tagged) == expected


@pytest.mark.parametrize("requires", ["trigger > 1", "trust", "trigger and", "trust.x and trigger"])
def test_a_gate_is_a_yes_no_and_so_are_its_parameters(requires: str) -> None:
    assert len(codes(measure(f'[tag.force]\nlabel = "F"\ngates = [{{ requires = "{requires}" }}]'))) == 1


# prose


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{trsut}", "unknown-name"),
        ("{trust.word}", "prose-syntax"),
        ("{season.word} {yes.word} {yes}", ""),
        ("{trust", "prose-syntax"),
        ("{trust {season}}", "prose-syntax"),
        ("{}", "prose-syntax"),
        ("{trust + 1}", "prose-syntax"),
        ("{trust > 1: a | b | c}", "prose-syntax"),
        ("{trust > 1: a | trust > 0: b | c}", ""),
        ("{scene.title} {  scene.title }", ""),
        ("{scene.titel}", "unknown-name"),
        ("{nobody.name}", "unknown-name"),
        ("{scene}", "unknown-name"),
        ("{trust > 1: a | trust > 0: b | }", ""),
        ("{trust > 1: a | trust: b | c: d}", "type-mismatch"),
        ("{trust > 1: a | trsut > 0: b | c}", "unknown-name"),
        ("{trust > 1: a | trust > 0: b[^nothing] | c}", "unknown-source"),
        ("{yes: a" + " | yes: a" * 50 + "}", "too-large"),
        ("{trust: a | b}", "type-mismatch"),
        ("{trust > : a}", "expression-syntax"),
        ("{trust > 1: }", ""),
        ("{trust > 1: | b}", ""),
        ("a } b", ""),
        ("{{ | } [^ ] [^", ""),
        ("[x](glossary:nothing)", "unknown-entry"),
        ("[^nothing]", "unknown-source"),
    ],
)
def test_braces_citations_and_links_lead_somewhere_or_are_refused(text: str, code: str) -> None:
    assert codes(measure(f'result = "{text}"')) == ([code] if code else [])


@pytest.mark.parametrize(
    ("operator", "meant"),
    [
        ("+", lambda left, right: left + right),
        ("-", lambda left, right: left - right),
        ("*", lambda left, right: left * right),
        ("//", lambda left, right: left // right),
        ("%", lambda left, right: left % right),
    ],
)
def test_an_interval_holds_every_result_and_no_less_than_its_corners(operator, meant):
    ends = [(-3, -1), (-2, 2), (1, 4), (3, 3)]
    for first in ends:
        for second in ends:
            if operator in ("//", "%") and second[0] <= 0 <= second[1]:
                continue
            low, high = interval(operator, Kind("number", *first), Kind("number", *second))
            found = {meant(a, b) for a in range(first[0], first[1] + 1) for b in range(second[0], second[1] + 1)}
            assert low <= min(found) and max(found) <= high
            assert operator == "%" or (low, high) == (min(found), max(found))


@pytest.mark.parametrize(
    ("target", "operator", "value", "expected"),
    [
        ("trust", "*=", "debt", []),
        ("huge", "*=", "trust", ["out-of-bounds"]),
        ("huge", "//=", "2", []),
        ("huge", "//=", "debt", ["out-of-bounds"]),
        ("huge", "%=", "debt", ["out-of-bounds"]),
    ],
)
def test_an_effect_that_the_grammar_would_learn_is_bounded_by_its_own_meaning(
    monkeypatch, target, operator, value, expected
):
    learnt = parser.EffectSyntax(target, 0, operator, parser.parse_expression(value))
    monkeypatch.setattr(typecheck, "parse_effect", lambda _: learnt)
    assert [code for code in codes(measure('effects = ["trust += 1"]')) if code == "out-of-bounds"] == expected


def test_an_operator_of_which_nobody_has_said_how_far_it_leads_is_not_taken_for_another():
    number = Kind("number", 1, 2)
    with pytest.raises(AssertionError, match="nobody has said how far `\\*\\*` can lead"):
        interval("**", number, number)
