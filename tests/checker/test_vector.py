"""The two readings of the order of a step never differ: one row, and columns of many."""

from __future__ import annotations

import numpy as np
import pytest
from effort import LARGEST, drawn, examples
from hypothesis import given
from hypothesis import strategies as st
from judge import Judge, judge_of, proved

from crisisengine.checker import prove
from crisisengine.checker.search.dedup import NextLayer
from crisisengine.checker.statistics import balance
from crisisengine.checker.task import Task
from crisisengine.checker.vector.layout import Layout
from crisisengine.engine.program import program
from crisisengine.engine.rules import offers, possible
from crisisengine.loader import MemoryResolver, Volume, read
from crisisengine.testing import scenario_texts

PADDING = "".join(f"\n[variable.pad_{n}]\nstart = {n}\nrange = [-2000000000, 2000000000]\n" for n in range(5))


def load(text):
    return read("drawn", Volume("drawn.toml", text.encode()), MemoryResolver({})).sound()


@given(drawn(LARGEST))
@examples(20)
def test_offers_and_steps_of_whole_groups_are_those_of_each_row(scenario):
    judge, found = judge_of(scenario), proved(scenario, False).found
    states = {state.row: state for state in judge.states}
    for layer in found.layers:
        for place, clock, keys in found.groups(layer):
            rows = [found.layout.row(key) for key in keys]
            group = found.group(place, clock, keys)
            shown = {row: set() for row in rows}
            steps = {row: set() for row in rows}
            for offered in group.offered:
                for number in np.flatnonzero(np.broadcast_to(offered.shown, len(rows))):
                    is_open = bool(np.broadcast_to(offered.opened, len(rows))[number])
                    shown[rows[number]].add((offered.option.measure.id, is_open))
            for move in group.moves:
                numbers = range(len(rows)) if move.rows is None else move.rows
                for number, key in zip(numbers, move.keys, strict=True):
                    outcome = move.outcome.id if move.outcome else None
                    steps[rows[number]].add((move.option.measure.id, outcome, found.layout.row(key)))
            for row in rows:
                assert shown[row] == {(offer.measure, offer.open) for offer in offers(scenario, states[row])}
                assert steps[row] == {
                    (measure, outcome, after.row) for measure, outcome, after in judge.next[states[row]]
                }


@given(st.data())
@examples(20)
def test_states_wider_than_a_word_are_exact(data):
    text = data.draw(scenario_texts(largest=LARGEST))
    narrow, wide = prove(load(text), reduce=False), prove(load(text + PADDING), reduce=False)

    assert wide.found.layout.words > 1
    assert evolved(wide.found.extent) == evolved(narrow.found.extent)
    assert wide.properties == narrow.properties
    errors = [
        [(located.remark.code, located.remark.path, located.run) for located in proof.remarks]
        for proof in (narrow, wide)
    ]
    assert errors[0] == errors[1]


def evolved(extent):
    return extent.states, extent.steps, extent.depth


@given(drawn(LARGEST), st.data())
@examples(20)
def test_a_packed_row_is_the_row(scenario, data):
    plan = program(scenario)
    layout = Layout(plan)
    values = tuple(data.draw(st.integers(slot.low, slot.high)) for slot in plan.slots)
    row = plan.cells.row(values)

    assert plan.cells.values(row) == values
    assert layout.row(layout.pack(row)[0]) == row


PLACES = (
    """format = 1
scenario = { title = "T", summary = "S", start = "a", minutes = 1 }
clock = { unit = "day", length = 5, ending = "over" }
variable.x = { start = 0, range = [0, 9] }
"""
    + "".join(
        f"""[scene.{place}]\ntitle = "T"\ntext = "T"\nmeasure.m = {{ label = "L", effects = ["x += 1"], goto = "{after}" }}\n"""
        for place, after in zip("abcdef", [*"bcdef", "over"], strict=True)
    )
    + """[ending.over]\ntitle = "T"\nrank = 1\ntext = "T"\n"""
)


@pytest.mark.parametrize("padding", [0, 1, 5], ids=["half a word", "a word", "many words"])
@given(data=st.data())
@examples(30)
def test_a_layer_to_come_holds_what_came_in_order_each_once_and_not_what_was_seen(padding, data):
    layout = Layout(program(load("\n".join([PLACES, *PADDING.strip().split("\n\n")[:padding]]))))
    slots = layout.program.slots
    cells = st.tuples(*(st.integers(slot.low, min(slot.high, slot.low + 7)) for slot in slots))
    parts = [
        np.concatenate([layout.pack(layout.program.cells.row(values)) for values in part])
        for part in data.draw(st.lists(st.lists(cells, min_size=1, max_size=20), max_size=9))
    ]
    seen = np.unique(np.concatenate(parts[: len(parts) // 3] or [np.empty(0, dtype=layout.dtype)]))

    came = NextLayer(layout, Task())
    for part in parts:
        came.add(part)
        if data.draw(st.booleans()):
            came.tidy()

    expected = np.setdiff1d(np.concatenate([*parts, seen]), seen)
    assert came.count_new([seen]) == len(expected)
    np.testing.assert_array_equal(came.new_among([seen]), expected)


@given(drawn(LARGEST))
@examples(20)
def test_the_share_of_each_ending_is_the_solution_of_its_equations(scenario):
    judge = judge_of(scenario)
    number = {state: place for place, state in enumerate(judge.states)}
    table = np.eye(len(number))
    for state in judge.states:
        if judge.endings[state]:  # a play that can no longer end never does
            for measure in judge.open[state]:
                odds = dict(possible(scenario, state, measure)) or {None: 1}
                for name, outcome, after in judge.next[state]:
                    if name == measure:
                        table[number[after], number[state]] -= (
                            odds[outcome] / sum(odds.values()) / len(judge.open[state])
                        )
    start = np.zeros(len(number))
    start[0] = 1
    visits = np.linalg.solve(table, start)
    found = balance(prove(scenario, reduce=False).futures)

    for ending in found.endings:
        there = [state for state in judge.unsent if judge.place[state] == ending.id]
        assert ending.share.value == pytest.approx(sum(visits[number[state]] for state in there), abs=1e-9)
        assert ending.states == len(there)
        assert ending.shortest == min((judge.length[state][0] for state in there), default=None)
    for measure in found.measures:
        assert measure.open == sum(
            judge.place[state] == measure.scene and measure.measure in judge.open[state] for state in judge.unsent
        )


@st.composite
def calendars(draw):
    """A crisis of long waits, dates and countdowns, with injects that lead elsewhere and back."""
    text = (
        'format = 1\n[scenario]\ntitle = "Dates"\nsummary = "Dates."\nstart = "road"\nminutes = 1\n'
        '[clock]\nunit = "day"\nlength = 14\nending = "over"\n[variable.m]\nstart = 2\nrange = [0, 5]\n'
    )
    kinds = draw(st.lists(st.sampled_from(["on", "later", "both"]), min_size=1, max_size=4))
    for number, kind in enumerate(kinds):
        text += f'[inject.i{number}]\ntext = "News."\neffects = ["m {draw(st.sampled_from("+-"))}= 1"]\n'
        text += f"on = {draw(st.integers(1, 12))}\n" if kind != "later" else ""
        options = ['goto = "town"', 'goto = "road"', 'when = "m > 2"', 'scenes = ["town"]', "repeat = true"]
        chosen = draw(st.sets(st.sampled_from(options if number else [*options[:1], *options[2:]])))
        text += "\n".join(chosen - ({'goto = "road"'} if 'goto = "town"' in chosen else set())) + "\n"
    later = [number for number, kind in enumerate(kinds) if kind != "on"]
    text += '[inject.guest]\ntext = "A guest."\non = 5\ngoto = "town"\n'
    for scene in ("road", "town"):
        text += f'[scene.{scene}]\ntitle = "{scene}"\ntext = "Here. {{m}}"\n'
        for number in range(3):
            text += f'[scene.{scene}.measure.w{number}]\nlabel = "Wait {number}"\n'
            text += f"takes = {draw(st.sampled_from([1, 2, 3, 6, 9] if number == 0 else [0, 1, 4, 7, 13]))}\n"
            text += f'goto = "{draw(st.sampled_from(["road", "town", "back"]))}"\n'
            if later and draw(st.booleans()):
                text += (
                    f'later = [{{ after = {draw(st.integers(1, 9))}, inject = "i{draw(st.sampled_from(later))}" }}]\n'
                )
            if later and draw(st.booleans()):
                text += f'cancel = ["i{draw(st.sampled_from(later))}"]\n'
    for number in later:
        text += f'[scene.road.measure.set_{number}]\nlabel = "Set {number}"\ntakes = 1\n'
        text += f'later = [{{ after = 2, inject = "i{number}" }}]\n'
    return load(text + '[ending.over]\ntitle = "Over"\nrank = 1\ntext = "Over. {m}"\n')


@given(calendars())
@examples(40)
def test_days_on_which_nothing_comes_pass_at_once_and_change_nothing(scenario):
    judge, found = Judge(scenario), prove(scenario, reduce=False).found

    assert (found.extent.states, found.extent.steps) == (len(judge.states), sum(map(len, judge.next.values())))
    layout = Layout(program(scenario))
    assert {layout.row(key) for key in np.concatenate(found.layers)} == {state.row for state in judge.states}
