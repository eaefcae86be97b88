"""Code for one row: it does not nest with the length of what an author wrote, and works out nothing twice."""

from __future__ import annotations

import pytest
from bench import FLAG, X, Y, counters, load, played

from crisisengine.engine.compile import program_text
from crisisengine.engine.rules import begin, step
from crisisengine.engine.view import account, view


def depth(text: str) -> int:
    """Levels of indentation."""
    return max((len(line) - len(line.lstrip())) // 4 for line in text.splitlines() if line.strip())


@pytest.mark.parametrize("count", [2, 3_000])
def test_thousands_of_endings_are_asked_in_order_and_side_by_side(count):
    text = "[variable.x]\nstart = 0\nrange = [0, 9000]\n[scene.here.measure.go]\neffects = ['x += 1']\n" + "".join(
        f'[ending.e{number}]\nwhen = "x >= {number + 2}"\n' for number in reversed(range(count))
    )
    play = played(text, "go", "go")

    assert play.place == "e0"
    assert account(play.scenario, play.steps[-1]).label == "go"
    assert depth("\n".join(program_text(play.scenario))) <= 4


def test_two_hundred_derived_variables_in_a_chain_whose_root_an_effect_changes():
    chain = "".join(f'[variable.d{number}]\nis = "d{number - 1} + 1"\n' for number in range(1, 200))
    text = (
        X
        + '[variable.d0]\nis = "x"\n'
        + chain
        + '[scene.here.measure.go]\nrequires = "d199 < 203"\neffects = ["x += 1"]\n'
    )
    play = played(text, "go", "go", "go", "go")

    assert play["d199"] == 203
    assert play.locked == ["go"]
    assert ("d199", 202, 203, "variable.d199") in play.changes
    assert view(play.scenario, play.state).offers[0].locked
    assert depth("\n".join(program_text(play.scenario))) <= 4


def test_many_derived_values_are_worked_out_by_one_function_and_few_where_they_are_needed():
    few = load(X + '[variable.d]\nis = "x + 1"\n[scene.here.measure.go]\nwhen = "d > 0"\n')
    names = [f"d{number}" for number in range(20)]
    many = load(
        X + "".join(f'[variable.{name}]\nis = "x + 1"\n' for name in names)
        + f'[scene.here.measure.go]\nwhen = "{" + ".join(names)} > 0"\n'
    )  # fmt: skip

    assert "derived(s)" not in "".join(list(program_text(few))[2:])
    assert "derived(s)" in "".join(list(program_text(many))[2:])
    assert step(many, begin(many), "go").after == begin(many)


def test_a_derived_value_is_worked_out_anew_only_once_something_has_changed():
    text = (
        X
        + '[variable.d]\nis = "x + 1"\n[scene.here.measure.go]\nwhen = "d > 0"\nrequires = "d < 9"\neffects = ["x = d"]\n'
    )
    scenario = load(text)
    code = next(piece for piece in program_text(scenario) if piece.startswith("# <crisis bench here.go>"))

    assert code.count("d0 = ") == 1
    assert step(scenario, begin(scenario), "go").after.row[1] == 1


def test_an_inject_reads_what_the_one_before_it_left():
    injects = "".join(
        f'[inject.i{number}]\nwhen = "twice >= {number * 2}"\neffects = ["x += 1"]\n' for number in range(1, 4)
    )
    play = played(X + '[variable.twice]\nis = "x * 2"\n[scene.here.measure.go]\neffects = ["x += 1"]\n' + injects, "go")

    assert play["x"] == 4
    assert play.events == [("fired", "i1"), ("fired", "i2"), ("fired", "i3")]


def test_a_choice_between_a_yes_and_a_no_leaves_nothing_stale_behind():
    """Both sides of a lapse or a firing may change what a later guard reads."""
    clock = '[clock]\nunit = "day"\nlength = 9\nending = "over"\n'
    text = clock + X + Y + FLAG + counters("z") + (
        '[variable.sum]\nis = "x + y"\n[scene.here.measure.go]\neffects = ["flag = not flag"]\n'
        '[inject.early]\non = 1\nwhen = "flag and sum == 5"\neffects = ["x += 1"]\n'
        '[inject.late]\non = 1\nwhen = "sum == 6"\neffects = ["z = 7"]\n'
    )  # fmt: skip
    assert played(text, "go")["z"] == 7
