"""What holds for every scenario and every run: the engine against a plain judge, and against its own promises."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
import tomli_w
from effort import LARGEST, drawn, examples
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_judge import PlainJudge, World

from crisisengine.engine.notes import role_card, scene_notes
from crisisengine.engine.program import program
from crisisengine.engine.rules import State, Step, begin, evaluate, offers, place, possible, step, value
from crisisengine.engine.run import replay
from crisisengine.engine.sending import send, sendable
from crisisengine.engine.spelling import spelled
from crisisengine.engine.starts import starts
from crisisengine.engine.view import account, view
from crisisengine.errors import ChoiceRefused
from crisisengine.loader import MemoryResolver, Volume, read
from crisisengine.loader.schema.room_keys import played
from crisisengine.model.expression import Expression, Fact, Read, befores, reads
from crisisengine.model.prose import Alternative
from crisisengine.model.scenario import Scenario
from crisisengine.testing import runs, scenario_texts


def every_state(judge: PlainJudge, most: int = 150) -> Iterator[tuple[State, World]]:
    """Reachable states, each with the judge's world; the engine leads the way, the judge walks beside it."""
    scenario = judge.scenario
    waiting = [
        (begin(scenario, start), judge.begin(dict(start.drawn), chapter))
        for chapter in ("", *scenario.chapters)
        for start, _ in starts(scenario, chapter)
    ]
    seen = set()
    while waiting and len(seen) < most:
        state, world = waiting.pop()
        if state not in seen:
            seen.add(state)
            yield state, world
            waiting += [
                (taken.after, judge.step(world, taken.decision.measure, taken.decision.outcome))
                for taken in steps(scenario, state)
            ]
            waiting += [(sent.after, judge.send(world, sent.decision.send)) for sent in sends(scenario, state)]


def steps(scenario: Scenario, state: State) -> list[Step]:
    """Every step that can follow."""
    return [
        step(scenario, state, offer.measure, outcome)
        for offer in offers(scenario, state)
        if offer.open
        for outcome in [name for name, _ in possible(scenario, state, offer.measure)] or [None]
    ]


def sends(scenario: Scenario, state: State) -> list[Step]:
    """Everything that a facilitator can send."""
    return [send(scenario, state, known.inject) for known in sendable(scenario, state) if known.open]


def written(scenario: Scenario, state: State) -> dict[tuple[str, str], int]:
    """A state's row, by what its slots are."""
    plan = program(scenario)
    values = plan.cells.values(state.row)
    return {(slot.kind, slot.subject): value for slot, value in zip(plan.slots, values, strict=True)}


def expressions(scenario: Scenario) -> list[Expression]:
    """Every expression of a scenario that can be asked of a state."""
    measures = [measure for scene in scenario.scenes.values() for measure in scene.measures.values()]
    routes = [route for measure in measures for route in (measure, *measure.outcomes)]
    injects, endings = scenario.injects.values(), scenario.endings.values()
    texts = [scene.text for scene in scenario.scenes.values()]
    found = [
        *(measure.when for measure in measures),
        *(gate.requires for measure in measures for gate in measure.gates),
        *(effect.value for route in (*routes, *injects) for effect in route.effects),
        *(outcome.weight for measure in measures for outcome in measure.outcomes),
        *(noun.when for noun in (*injects, *endings)),
        *(variable.derived for variable in scenario.variables.values()),
        *(claim for promise in scenario.properties.values() for claim in (promise.claim, promise.when, promise.to)),
        *(guard for text in texts for piece in text if isinstance(piece, Alternative) for guard in piece.guards),
    ]
    return [expression for expression in found if expression is not None and not asks_more_than_a_state(expression)]


def asks_more_than_a_state(claim: Expression) -> bool:
    """What is possible, or what was: that can be judged over all states, or over a step."""
    return any(True for _ in befores(claim)) or any(
        isinstance(read, Fact) and read.kind == "possible" for read in reads(claim)
    )


# --- the strategies themselves ---------------------------------------------------------------------------------------


@examples(30)
@given(scenario_texts(largest=5_000))
def test_a_drawn_scenario_loads_and_has_no_more_states_than_were_asked_for(text):
    reading = read("drawn", Volume("drawn.toml", text.encode()), MemoryResolver({}))

    assert reading.errors == ()
    told_apart = [
        slot for slot in program(reading.sound()).slots if slot.kind != "sends"
    ]  # they follow from the others
    assert math.prod(slot.high - slot.low + 1 for slot in told_apart) <= 5_000


@examples(20)
@given(st.data())
def test_a_drawn_run_is_no_longer_than_asked_for_and_fits(data):
    scenario = data.draw(drawn())
    decisions = data.draw(runs(scenario, longest=4))

    assert len(decisions) <= 4
    assert replay(scenario, decisions)[1] is None


# --- the plain judge -------------------------------------------------------------------------------------------------


@examples(60)
@given(drawn())
def test_the_engine_agrees_with_the_plain_judge_on_every_state_every_offer_and_all_odds(scenario):
    judge = PlainJudge(scenario)

    for state, world in every_state(judge):
        assert written(scenario, state) == judge.slots(world)
        assert place(scenario, state) == world["place"]
        offered = {offer.measure: list(offer.refusals) for offer in offers(scenario, state)}
        assert list(offered.items()) == list(judge.offers(world).items())
        for measure in offered:
            assert dict(possible(scenario, state, measure)) == judge.possible(world, measure)


@examples(35)
@given(drawn())
def test_compiled_code_agrees_with_a_walk_over_the_tree_for_every_expression(scenario):
    judge = PlainJudge(scenario)
    asked = expressions(scenario)

    for state, world in every_state(judge, most=40):
        for expression in asked:
            assert evaluate(scenario, state, expression) == judge.worth(expression, world), spelled(expression)


@examples(25)
@given(drawn())
def test_a_derived_value_equals_its_own_expression(scenario):
    judge = PlainJudge(scenario)
    derived = {name: variable.derived for name, variable in scenario.variables.items() if variable.derived is not None}

    for state, world in every_state(judge, most=60):
        for name, expression in derived.items():
            found = value(scenario, state, name)
            assert found == judge.worth(expression, world)
            assert scenario.variables[name].low <= found <= scenario.variables[name].high


# --- what can be decided ---------------------------------------------------------------------------------------------


@examples(30)
@given(drawn())
def test_what_is_open_can_be_taken_and_everything_else_is_refused(scenario):
    everything = {name for scene in scenario.scenes.values() for name in scene.measures} | {"nonsense"}

    for state, world in every_state(PlainJudge(scenario), most=30):
        shown = {offer.measure: offer for offer in offers(scenario, state)}
        lines = {line.measure: line for line in view(scenario, state).offers}
        assert list(lines) == list(shown)
        for measure in everything:
            odds = dict(possible(scenario, state, measure)) if measure in shown else {}
            may = (set(odds) or {None}) if measure in shown and shown[measure].open else set()
            for outcome in (None, "well", "ill", "odd"):
                if outcome in may:
                    assert step(scenario, state, measure, outcome).before == state
                else:
                    with pytest.raises(ChoiceRefused):
                        step(scenario, state, measure, outcome)
            if measure in shown:
                assert lines[measure].locked == (not shown[measure].open) == bool(lines[measure].reasons)
        assert not shown or world["place"] in scenario.scenes


@examples(30)
@given(drawn())
def test_no_value_leaves_the_range_of_its_slot(scenario):
    slots = program(scenario).slots

    for state, _ in every_state(PlainJudge(scenario)):
        for slot, number in zip(slots, program(scenario).cells.values(state.row), strict=True):
            assert slot.low <= number <= slot.high, slot


@examples(30)
@given(drawn())
def test_no_hidden_variable_is_named_or_shown_to_a_player(scenario):
    secret = {name for name, variable in scenario.variables.items() if variable.hidden}
    telling = {name for name in scenario.variables if reaches(scenario, name, secret)}

    for state, _ in every_state(PlainJudge(scenario), most=30):
        seen = view(scenario, state)
        shown = [
            indicator.variable
            for indicator in (*seen.indicators, *(own for party in seen.parties for own in party.indicators))
        ]
        assert not secret & set(shown)
        reasons = " ".join(reason for line in seen.offers for reason in line.reasons)
        assert not telling & set(re.findall(r"[a-z_0-9.]+", reasons))
        for taken in (*steps(scenario, state), *sends(scenario, state)):
            assert not secret & {movement.variable for movement in account(scenario, taken).movements}


@examples(30)
@given(scenario_texts(largest=2_000))
def test_without_what_is_for_a_room_the_same_is_played(text):
    scenario, alone = loaded(tomllib.loads(text)), loaded(played(tomllib.loads(text)))
    more = set(program(scenario).slots) - set(program(alone).slots)

    assert not alone.roles
    assert not any(scene.default or scene.guidance or scene.ask for scene in alone.scenes.values())
    assert {slot.kind for slot in more} <= {"taken", "visits"}, "a text for a room may have a run count, and no more"
    if scenario.fingerprint == alone.fingerprint:
        assert program(scenario).slots == program(alone).slots
        assert [state.row for state, _ in every_state(PlainJudge(scenario))] == [
            state.row for state, _ in every_state(PlainJudge(alone))
        ]


@examples(30)
@given(drawn(LARGEST))
def test_the_notes_and_the_cards_can_be_read_wherever_a_run_stands(scenario):
    for state, _ in every_state(PlainJudge(scenario), most=30):
        notes = scene_notes(scenario, state)
        assert (notes is None) == (place(scenario, state) in scenario.endings)
        if notes is not None:
            assert len(notes.ask) == len(scenario.scenes[place(scenario, state)].ask)
        for role in scenario.roles.values():
            assert bool(role_card(scenario, state, role.id).knows) == bool(role.knows)


def loaded(tables: dict[str, Any]) -> Scenario:
    """A document as a scenario."""
    return read("drawn", Volume("drawn.toml", tomli_w.dumps(tables).encode()), MemoryResolver({})).sound()


def reaches(scenario: Scenario, name: str, secret: set[str]) -> bool:
    """Whether a variable is one of these, or derived from one."""
    derived = scenario.variables[name].derived
    below = [] if derived is None else [read.variable for read in reads(derived) if isinstance(read, Read)]
    return name in secret or any(reaches(scenario, other, secret) for other in below)


@examples(30)
@given(drawn())
def test_what_can_be_sent_can_be_sent_and_everything_else_is_refused_with_its_reason(scenario):
    judge = PlainJudge(scenario)

    for state, world in every_state(judge, most=40):
        known = {sendable_.inject: sendable_ for sendable_ in sendable(scenario, state)}
        assert list(known) == [inject.id for inject in scenario.injects.values() if inject.contingency]
        for name in (*scenario.injects, "nonsense"):
            if name in known and known[name].open:
                assert send(scenario, state, name).before == state
                assert judge.send(world, name) is not None
            else:
                with pytest.raises(ChoiceRefused) as refused:
                    send(scenario, state, name)
                assert name not in known or str(refused.value) == known[name].refusal
                assert name not in scenario.injects or judge.send(world, name) is None


@examples(30)
@given(drawn())
def test_a_send_takes_no_time_and_never_brings_another_contingency(scenario):
    for state, _ in every_state(PlainJudge(scenario), most=40):
        for sent in sends(scenario, state):
            assert "clock" not in {change.cause for change in sent.changes}
            fired = [event.inject for event in sent.events if event.what == "fired"]
            assert [name for name in fired if scenario.injects[name].contingency] == [sent.decision.send]
        for taken in steps(scenario, state):
            assert not any(scenario.injects[event.inject].contingency for event in taken.events)


# --- runs ------------------------------------------------------------------------------------------------------------


@examples(30)
@given(st.data())
def test_a_replay_is_the_run_and_every_beginning_of_it_a_beginning(data):
    scenario = data.draw(drawn())
    decisions = data.draw(runs(scenario))

    whole, refusal = replay(scenario, decisions)

    assert refusal is None
    assert whole.decisions == decisions
    for count in range(len(decisions) + 1):
        part, _ = replay(scenario, decisions[:count])
        assert part.state == (whole.moves[count].before if count < len(decisions) else whole.state)


@examples(35)
@given(drawn())
def test_the_changes_of_a_step_lead_from_its_first_values_to_its_last(scenario):
    """`changes` asserts on its way that the traced code and the fast code come to the same row."""
    routes = causes(scenario)

    for state, _ in every_state(PlainJudge(scenario), most=40):
        for taken in (*steps(scenario, state), *sends(scenario, state)):
            now = {name: value(scenario, state, name) for name in scenario.variables}
            for change in taken.changes:
                assert change.before == now[change.variable]
                assert change.before != change.after or change.saturated
                assert change.cause in routes
                assert set(change.follows_from) <= routes
                assert bool(change.follows_from) == (scenario.variables[change.variable].derived is not None)
                now[change.variable] = change.after
            assert now == {name: value(scenario, taken.after, name) for name in scenario.variables}


def causes(scenario: Scenario) -> set[str]:
    """Everything that can move anything."""
    measures = [measure for scene in scenario.scenes.values() for measure in scene.measures.values()]
    outcomes = [outcome for measure in measures for outcome in measure.outcomes]
    nouns = (*measures, *outcomes, *scenario.injects.values(), *scenario.endings.values(), *scenario.variables.values())
    return {noun.route for noun in nouns} | {"clock"}


@examples(30)
@given(drawn())
def test_a_step_tells_exactly_which_injects_fired(scenario):
    for state, world in every_state(PlainJudge(scenario), most=40):
        for taken in (*steps(scenario, state), *sends(scenario, state)):
            cards = [card.inject for card in account(scenario, taken).cards]
            assert cards == [event.inject for event in taken.events if event.what == "fired"]
            assert all(not world["fired"].get(inject) for inject in cards)
            once = [inject for inject in cards if not scenario.injects[inject].repeat]
            assert len(once) == len(set(once))


# --- words -----------------------------------------------------------------------------------------------------------


@examples(30)
@given(scenario_texts())
def test_an_expression_as_it_is_spelled_means_what_it_meant(text):
    scenario = read("drawn", Volume("drawn.toml", text.encode()), MemoryResolver({})).sound()
    claims = {
        name: promise.claim
        for name, promise in scenario.properties.items()
        if promise.claim and not asks_more_than_a_state(promise.claim)
    }
    again = "".join(f'[property.{name}_again]\nalways = "{spelled(claim)}"\n' for name, claim in claims.items())
    respelled = read("drawn", Volume("drawn.toml", (text + "\n" + again).encode()), MemoryResolver({})).sound()

    judge = PlainJudge(respelled)
    for _, world in every_state(judge, most=30):
        for name, claim in claims.items():
            assert judge.worth(claim, world) == judge.worth(respelled.properties[f"{name}_again"].claim, world)


def test_every_kind_of_expression_is_drawn():
    """The strategies cover the whole language, so that what holds for them holds for it."""
    seen: set[str] = set()

    @settings(max_examples=120)
    @given(drawn())
    def collect(scenario):
        waiting = [
            *expressions(scenario),
            *(promise.claim for promise in scenario.properties.values() if promise.claim),
        ]
        while waiting:
            part = waiting.pop()
            seen.add(type(part).__name__)
            operators = getattr(part, "operators", ()) or (getattr(part, "operator", ""), getattr(part, "name", ""))
            seen.update(operators)
            seen.add(part.kind if isinstance(part, Fact) else "")
            waiting += children(part)

    collect()

    assert seen >= {
        "Literal",
        "Read",
        "Fact",
        "Negate",
        "Not",
        "Arithmetic",
        "Compare",
        "Junction",
        "Function",
        "Choose",
        "First",
        "Before",
    }
    assert seen >= {"+", "-", "*", "//", "%", "==", "!=", "<", "<=", ">", ">=", "and", "or", "min", "max"}
    assert seen >= {"scene", "ending", "taken", "visits", "due", "possible"}


def children(part: Expression) -> tuple[Expression, ...]:
    """The parts of an expression."""
    names = ("operand", "left", "right", "then", "condition", "otherwise")
    return (*(getattr(part, name) for name in names if hasattr(part, name)), *getattr(part, "operands", ()))
