"""The clock runs from date to date; what comes is what a clock that goes unit by unit would bring."""

from __future__ import annotations

import time

import pytest
from bench import LATER, X, load, played
from hypothesis import given
from hypothesis import strategies as st
from plain_judge import PlainJudge

from crisisengine.engine.compile import compiled
from crisisengine.engine.rules import State, begin, offers, possible, step

LONG = '[clock]\nunit = "day"\nlength = {length}\nending = "over"\n' + X + (
    "[scene.here.measure.sleep]\ntakes = {takes}\n[scene.here.measure.nap]\ntakes = 3\n"
)  # fmt: skip


@pytest.mark.parametrize("count", [0, 300])
def test_a_step_over_a_hundred_thousand_units_costs_what_fires(count):
    injects = "".join(f'[inject.i{n}]\non = {n * 300 + 7}\neffects = ["x += 1"]\n' for n in range(count))
    scenario = load(LONG.format(length=100_000, takes=100_000) + injects)
    row = begin(scenario).row
    follow = compiled(scenario).routes[0, "sleep", None].follow
    follow(row)  # compiled by now

    start = time.process_time()
    after = follow(row)
    assert time.process_time() - start < 2
    assert scenario.scenes.keys().isdisjoint({compiled(scenario).program.places[after[0]]})
    assert after[compiled(scenario).program.number["variable", "x"]] == min(count, 9)


def test_countdowns_and_readings_come_in_the_order_of_time_and_then_of_the_file():
    text = LATER + (
        '[inject.dawn]\non = 5\neffects = ["x = 0"]\n[inject.noon]\non = 8\neffects = ["x += 4"]\n'
        "[scene.here.measure.sleep]\ntakes = 9\n"
    )
    play = played(text, "soon", "far", "sleep")

    told = [(event.inject, event.reading) for event in play.steps[-1].events]
    assert told == [("rain", 1), ("dawn", 5), ("noon", 8)]
    assert play["x"] == 4


def test_a_step_tells_every_unit_that_passed():
    play = played(LONG.format(length=50, takes=20) + '[inject.i]\non = 13\neffects = ["x += 1"]\n', "sleep")

    assert [change[1:3] for change in play.changes if change[0] == "day"] == [(n, n + 1) for n in range(20)]
    assert [change[0] for change in play.changes].index("x") == 13


def test_that_an_inject_is_held_is_told_once_a_step():
    text = (
        LONG.format(length=50, takes=20)
        + '[scene.room]\n[scene.room.measure.return]\ngoto = "back"\n[scene.room.measure.stay]\ntakes = 9\n'
        '[inject.first]\non = 2\ngoto = "room"\n[inject.second]\non = 4\ngoto = "room"\n'
    )
    play = played(text, "sleep")

    assert play.events == [("fired", "first"), ("held", "second")]
    assert play.take("stay").events == [("held", "second")]


@st.composite
def sleepers(draw: st.DrawFn) -> str:
    """Scenarios in which hours pass while dates of all kinds come, interrupt, lapse and repeat."""
    units = st.integers(1, 12)
    text = f'[clock]\nunit = "hour"\nlength = {draw(st.integers(6, 40))}\nending = "over"\n' + X
    ids = [f"i{number}" for number in range(draw(st.integers(1, 5)))]
    laters = {name: draw(st.booleans()) for name in ids}
    for number in range(3):
        set_ = [
            f'{{ after = {draw(units)}, inject = "{name}" }}' for name in ids if laters[name] and draw(st.booleans())
        ]
        takes = draw(st.integers(0, 15) | st.integers(-5, 15).map(lambda most: f'"{most} - x"'))
        text += f"[scene.here.measure.m{number}]\ntakes = {takes}\nlater = [{', '.join(set_)}]\n"
        stopped = [f'"{name}"' for name in ids if laters[name] and draw(st.booleans())]
        every = [f'{{ after = 11, inject = "{name}" }}' for name in ids if laters[name]]
        text += f"[scene.here.measure.n{number}]\ncancel = [{', '.join(stopped)}]\nlater = [{', '.join(every)}]\n"
    text += '[inject.door]\non = 4\ngoto = "room"\nrepeat = true\n[scene.room]\n[scene.room.measure.wait]\ntakes = 7\n'
    text += f'[scene.room.measure.return]\ntakes = {draw(units)}\ngoto = "back"\n'
    for name in ids:
        text += f'[inject.{name}]\neffects = ["x += {draw(st.integers(1, 3))}"]\n'
        if not laters[name] or draw(st.booleans()):
            text += f"on = {draw(st.integers(1, 6))}\n"
        if draw(st.booleans()):
            text += 'goto = "room"\n'
        if draw(st.booleans()):
            text += "repeat = true\n"
        if draw(st.booleans()):
            text += f'when = "x % 3 != {draw(st.integers(0, 2))}"\n'
        if draw(st.booleans()) and laters[name]:
            text += f'scenes = ["{draw(st.sampled_from(["here", "room"]))}"]\n'
    return text + '[variable.soon]\nis = "%s"\n' % (f"due('{ids[0]}')" if laters[ids[0]] else "x")


@given(sleepers(), st.lists(st.integers(0, 9), max_size=12))
def test_a_clock_that_leaps_agrees_with_one_that_goes_unit_by_unit(text, choices):
    scenario = load(text)
    judge = PlainJudge(scenario)
    state, world = begin(scenario), judge.begin()
    for choice in choices:
        open_here = [offer.measure for offer in offers(scenario, state) if offer.open]
        if not open_here:
            break
        measure = open_here[choice % len(open_here)]
        assert not possible(scenario, state, measure)
        taken = step(scenario, state, measure)
        world = judge.step(world, measure, None)
        state = taken.after
        plan = compiled(scenario).program
        values = plan.cells.values(state.row)
        held = {(slot.kind, slot.subject): value for slot, value in zip(plan.slots, values, strict=True)}
        assert held == judge.slots(world)
        assert taken.changes is not None, "the traced twin comes to the same row"
        assert isinstance(state, State)
