"""Guards, effects, weights and ways have words, for every expression that an author can write; no id where there is a label."""

from __future__ import annotations

import re

import pytest
from bench import CLOCK, load
from effort import LARGEST, drawn
from hypothesis import given, settings
from hypothesis import strategies as st
from shipped import SHIPPED, loaded

from crisisengine.authoring.conditions import (
    arrival_texts,
    cancel_text,
    effect_text,
    guard_text,
    later_text,
    lock_text,
    property_text,
    way_text,
    weight_text,
)
from crisisengine.engine.compile.scenario import compiled
from crisisengine.engine.conditions import amount_text, condition_text
from crisisengine.engine.negation import negated
from crisisengine.engine.rules import begin
from crisisengine.model.expression import Expression, Not, Read
from crisisengine.model.scenario import End, Goto

WORLD = (
    """
[party.kesh]
name = "Kesh Hydropower"
cooperation = 4
[variable.trust]
start = 1
range = [0, 6]
label = "Trust"
bands = { 0 = "none", 2 = "thin", 5 = "firm" }
[variable.boats]
start = 3
range = [0, 9]
label = "Boats"
[variable.warned_early]
start = false
[variable.road]
start = "dry"
values = ["dry", "wet"]
label = "The road"
[variable.pull]
is = "min(trust, kesh.cooperation)"
label = "Pull"
"""
    + CLOCK
)
DOCTRINE = """
format = 1
[doctrine]
title = "D"
summary = "D"
[attribute.cooperation]
label = "Cooperation"
range = [0, 6]
bands = { 0 = "none", 2 = "grudging", 3 = "civil", 4 = "friendly" }
"""  # fmt: skip
SCENE = """
[scene.here]
[scene.here.measure.stop]
goto = "over"
[scene.there]
[scene.there.measure.stop]
goto = "over"
"""


def world(more: str):
    return load(WORLD + SCENE + more, doctrine=DOCTRINE)


def asked(guard: str):
    scenario = world(f'[property.asked]\nalways = "{guard}"\n')
    return scenario, scenario.properties["asked"].claim


@pytest.mark.parametrize(
    ("guard", "told"),
    [
        ("kesh.cooperation >= 3", "only if Kesh Hydropower is at least *civil*"),
        ("kesh.cooperation > 2", "only if Kesh Hydropower is at least *civil*"),
        ("kesh.cooperation >= 5", "only if “Cooperation of Kesh Hydropower” is at least 5 (*friendly*)"),
        ("trust <= 1", "only if “Trust” is *none*"),
        ("trust == 3", "only if “Trust” is *thin* (3)"),
        ("1 <= trust <= 4", "only if “Trust” is between 1 (*none*) and *thin*"),
        ("not (trust >= 5)", "only if “Trust” is below *firm*"),
        ("not (trust >= 5 and warned_early)", "only if “Trust” is below *firm* or “warned early” does not hold"),
        ("boats + 1 >= trust", "only if Boats + 1 is at least “Trust”"),
        ("pull % 2 == 1", "only if what is left of Pull ÷ 2 is 1"),
        ("visits('there') >= 2", "only if “there” was visited at least 2 times"),
        ("visits('there') == 0", "only if “there” was never visited"),
        ("scene.there or ending.over", "only if the scene is “there” or the run has ended in “Over”"),
        ("(road == 'wet') == warned_early", "only if (“The road” is *wet*) just where (“warned early” holds)"),
        ("boats >= (2 if road == 'wet' else 4)", "only if “Boats” is at least 2 if “The road” is *wet*, otherwise 4"),
        ("max(trust, boats, 1) > 3", "only if the highest of Trust, Boats and 1 is above 3"),
        ("trust <= 0", "only if “Trust” is *none* (0)"),
        ("trust >= 1", "only if “Trust” is at least 1 (*none*)"),
        ("trust >= 5", "only if “Trust” is *firm*"),
        ("boats <= 0", "only if “Boats” is 0"),
        ("boats >= 9", "only if “Boats” is 9"),
        ("road <= 'dry'", "only if “The road” is *dry*"),
        ("true", "always"),
    ],
)  # fmt: skip
def test_a_guard_is_told_in_words(guard, told):
    scenario, claim = asked(guard)

    assert guard_text(scenario, claim) == told


@pytest.mark.parametrize(
    ("effect", "told"),
    [
        ("trust -= 1", "Trust down by one"),
        ("kesh.cooperation += 2", "Cooperation of Kesh Hydropower up by two"),
        ("trust = 5", "Trust set to *firm* (5)"),
        ("boats = 0", "Boats set to 0"),
        ("road = 'wet'", "The road set to *wet*"),
        ("warned_early = true", "“warned early” holds from now on"),
        ("warned_early = false", "“warned early” no longer holds"),
        ("trust = min(max(trust, 1), 3)", "Trust brought between 1 (*none*) and 3 (*thin*)"),
        ("trust = max(min(trust, 4), 2)", "Trust brought between 2 and 4 (*thin*)"),
        ("trust = min(max(trust - 1, 0), 3)", "Trust down by one, kept between *none* and 3 (*thin*)"),
        ("trust = max(trust, 2)", "Trust up to *thin* (2) where it was lower"),
        ("boats = min(boats, 3)", "Boats down to 3 where it was higher"),
        ("trust = min(trust + 1, 4)", "Trust up by one, to *thin* at most"),
        ("trust = max(trust - 2, 2)", "Trust down by two, to *thin* at least"),
        ("trust += 2 if warned_early else 0", "Trust up by two if “warned early” holds"),
        ("trust -= 0 if warned_early else 1", "Trust down by one if “warned early” does not hold"),
        ("trust += 1 if warned_early else -2", "Trust up by one if “warned early” holds, otherwise down by two"),
        ("trust -= 1 if warned_early else boats", "Trust down by one if “warned early” holds, otherwise down by Boats"),
        ("road = 'wet' if road == 'dry' else road", "if “The road” is *dry*, The road set to *wet*"),
        ("trust = boats // 2", "Trust set to half of Boats, rounded down"),
        ("trust += boats - 1", "Trust up by Boats − 1"),
    ],
)  # fmt: skip
def test_an_effect_is_told_as_what_becomes_of_the_variable(effect, told):
    scenario = world(f'[scene.here.measure.act]\neffects = ["{effect}"]\n')

    assert effect_text(scenario, scenario.scenes["here"].measures["act"].effects[0]) == told


@pytest.mark.parametrize(
    ("weights", "told"),
    [
        (("1", "2"), ("1 in 3", "2 in 3")),
        (("1 if warned_early else 0", "0 if warned_early else 1"), ("only if “warned early” holds", "only if “warned early” does not hold")),
        (("2 + trust", "1"), ("the likelier the higher Trust (weight: 2 + Trust)", "with weight 1")),
        (("6 - trust", "kesh.cooperation // 2"), ("the likelier the lower Trust (weight: 6 − Trust)", "the likelier the higher Cooperation of Kesh Hydropower (weight: half of Cooperation of Kesh Hydropower, rounded down)")),
        (("3 if warned_early else 1", "trust * trust"), ("with weight 3 if “warned early” holds, otherwise 1", "with weight Trust × Trust")),
        (("max(0, trust - boats)", "0"), ("the likelier the higher Trust and the lower Boats (weight: the higher of 0 and Trust − Boats)", "never")),
    ],
)  # fmt: skip
def test_a_weight_is_told_as_a_share_or_as_what_makes_it_likelier(weights, told):
    outcomes = "".join(
        f'[scene.here.measure.act.chance.{name}]\nweight = "{weight}"\n'
        for name, weight in zip("ab", weights, strict=True)
    )
    scenario = world("[scene.here.measure.act]\n" + outcomes)
    outcomes = scenario.scenes["here"].measures["act"].outcomes

    assert tuple(weight_text(scenario, outcome, outcomes) for outcome in outcomes) == told


def test_ways_injects_and_what_calls_them_off_are_told_by_title_and_sender():
    scenario = world("""
[scene.here.measure.act]
goto = "there"
later = [{ after = 2, inject = "flood" }]
cancel = ["flood"]
[inject.flood]
text = "The water is in the street."
from = "Gauge at Kesh"
when = "trust <= 1"
scenes = ["there"]
[inject.rumour]
text = "They say that it has burst."
on = 3
[inject.arrival]
text = "A car."
when = "scene.there"
repeat = true
""")
    measure = scenario.scenes["here"].measures["act"]

    assert way_text(scenario, measure.goto) == "goes to “there”"
    assert way_text(scenario, Goto((End(None, "over"),))) == "ends in “Over”"
    assert way_text(scenario, Goto()) == "stays here"
    fork = Goto((End(Read("warned_early"), "there"), End(None, "back")))
    assert (
        way_text(scenario, fork)
        == "if “warned early” holds: goes to “there”; otherwise goes back to where it came from"
    )
    assert later_text(scenario, measure.later[0]) == "in 2 days comes “Gauge at Kesh: The water is in the street.”"
    assert cancel_text(scenario, "flood") == "“Gauge at Kesh: The water is in the street.” no longer comes"
    assert arrival_texts(scenario, scenario.injects["flood"])[1:] == (
        "in “there”",
        "if “Trust” is *none*",
        "once",
    )
    assert arrival_texts(scenario, scenario.injects["rumour"]) == ("on day 3", "once")
    assert arrival_texts(scenario, scenario.injects["arrival"]) == ("on arriving at “there”", "each time")


def expressions_of(scenario):
    for measure in scenario.measures:
        yield from (gate.requires for gate in measure.gates)
        yield from ([measure.when] if measure.when else [])
        yield from (effect.value for effect in measure.effects)
        yield from (outcome.weight for outcome in measure.outcomes)
    yield from (claim.claim for claim in scenario.properties.values() if claim.claim is not None)
    yield from (variable.derived for variable in scenario.variables.values() if variable.derived is not None)


CODE = re.compile(r"==|!=|<=|>=|\w+\.\w+|\w_\w|\b(?:min|max|taken|visits|due|possible)\(")
"""What only an author would read: operators, dotted names, ids, functions."""


@settings(max_examples=25)
@given(st.data())
def test_every_expression_has_words_and_none_of_them_is_code(data):
    scenario = data.draw(drawn(LARGEST))
    for expression in expressions_of(scenario):
        assert not CODE.search(condition_text(scenario, expression))
        assert not CODE.search(amount_text(scenario, expression))
    for measure in scenario.measures:
        told = [lock_text(scenario, gate) for gate in measure.gates if gate.otherwise is None]
        told += [effect_text(scenario, effect) for effect in measure.effects]
        told += [weight_text(scenario, outcome, measure.outcomes) for outcome in measure.outcomes]
        assert not CODE.search(" ".join(told))


@settings(max_examples=25)
@given(st.data())
def test_what_is_told_as_the_contrary_holds_where_the_condition_does_not(data):
    scenario = data.draw(drawn(LARGEST))
    program, row = compiled(scenario), begin(scenario).row
    for expression in expressions_of(scenario):
        value = program.evaluate(row, expression) if _asks_the_state(expression) else None
        if value in (0, 1):
            assert bool(program.evaluate(row, negated(expression))) is not bool(value)
            assert bool(program.evaluate(row, negated(Not(expression)))) is bool(value)


def _asks_the_state(expression: Expression) -> bool:
    from crisisengine.model.expression import Fact, befores, reads

    return not any(True for _ in befores(expression)) and not any(
        isinstance(read, Fact) and read.kind == "possible" for read in reads(expression)
    )


@pytest.mark.parametrize("name", SHIPPED)
def test_no_name_with_an_underscore_is_left_in_the_words_of_a_shipped_scenario(name):
    scenario = loaded(name)
    told = [condition_text(scenario, expression) for expression in expressions_of(scenario)]

    assert told
    assert not [text for text in told if CODE.search(text)]


@pytest.mark.parametrize(
    ("promise", "told"),
    [
        ('changes = "trust - before(trust) >= -2"', "On every step: “Trust” falls by at most 2."),
        ('changes = "boats < before(boats) + 0"', "On every step: “Boats” is below Boats before + 0."),
        ('changes = "trust <= before(trust)"\nat = ["here.stop"]', "On “stop”: “Trust” does not rise."),
        (
            'changes = "boats - before(boats) < 2"\nat = ["scene.here"]\nwhen = "warned_early"',
            "On each step from “here” that begins where “warned early” holds: “Boats” rises by at most 1.",
        ),
        (
            'changes = "before(road) == \'dry\' or not before(warned_early)"',
            "On every step: The road before is *dry* or before, “warned early” does not hold.",
        ),
        (
            'always = "trust >= first(trust) or not first(warned_early)"',
            "In every state: “Trust” is at least Trust at the start or “warned early” did not hold at the start.",
        ),
        (
            'forced = "ending"\nfair = true',
            "Whoever decides well comes almost surely to a state where the run has ended in “Over”, whatever chance decides.",
        ),
        (
            'likely = "ending"\nat_least = 0.25\nat_most = "2/3"\nplay = "worst"\nwhen = "warned_early"',
            "From every state where “warned early” holds, the worst play has a chance of at least 0.25 and at most 2/3 to come to a state where the run has ended in “Over”.",
        ),
        (
            'answers = "warned_early"\nto = "boats == 0"\nwithin = 2',
            "Whenever it comes about that “Boats” is 0: “warned early” holds, then or within 2 days.",
        ),
        (
            'answers = "warned_early"\nto = "boats == 0"\nwithin = 0\nwhen = "road == \'wet\'"',
            "Whenever it comes about that “Boats” is 0, and “The road” is *wet*: “warned early” holds, at once.",
        ),
        (
            'answers = "warned_early"\nto = "boats == 0"',
            "Whenever it comes about that “Boats” is 0: “warned early” holds, then or before the run ends.",
        ),
        (
            'eventually = "ending"\nfair = true',
            "Every run comes to a state where the run has ended in “Over”, whatever is decided, unless chance stays unfair for ever.",
        ),
    ],
)  # fmt: skip
def test_what_is_promised_of_steps_answers_and_chances_is_told_in_words(promise, told):
    scenario = world(f"[property.asked]\n{promise}\n")

    assert property_text(scenario, scenario.properties["asked"]) == told
