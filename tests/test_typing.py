"""What a type checker sees from outside: the front door tells the type of everything, and nothing is `Any`."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import crisisengine

PROGRAM = '''
"""An outside program, as somebody would write it."""

from pathlib import Path

import crisisengine
from crisisengine import CrisisError, Decision, Scenario, ScenarioError, State, Step, View

scenario: Scenario = crisisengine.load("the_convoy_home")
run = crisisengine.start(scenario, seed=7)
reveal_type(scenario)
reveal_type(run)
reveal_type(run.decide("notice", why="it is the rule"))
reveal_type(run.place)
reveal_type(run.decisions)
reveal_type(run.state)
state: State = crisisengine.begin(scenario)
reveal_type(crisisengine.begin(scenario))
reveal_type(crisisengine.offers(scenario, state))
step: Step = crisisengine.step(scenario, state, "notice")
reveal_type(crisisengine.step(scenario, state, "notice"))
reveal_type(step.changes)
reveal_type(step.after)
seen: View = crisisengine.view(scenario, state)
reveal_type(crisisengine.view(scenario, state))
reveal_type(seen.offers[0].sign)
reveal_type(seen.indicators[0].rung)
reveal_type(crisisengine.debrief(run))
reveal_type(crisisengine.check(scenario))
reveal_type(crisisengine.__version__)
problem: type[CrisisError] = ScenarioError
made: Decision = run.decisions[0]
'''

TYPES = [
    "crisisengine.model.scenario.Scenario",
    "crisisengine.engine.run.Run",
    "crisisengine.engine.run.Run",
    "str",
    "tuple[crisisengine.engine.state.Decision, ...]",
    "crisisengine.engine.state.State",
    "crisisengine.engine.state.State",
    "tuple[crisisengine.engine.state.Offer, ...]",
    "crisisengine.engine.rules.Step",
    "tuple[crisisengine.engine.state.Change, ...]",
    "crisisengine.engine.state.State",
    "crisisengine.engine.view_model.View",
    "str",
    "int",
    "crisisengine.debriefing.model.Debrief",
    "crisisengine.checker.proof.Proof",
    "str",
]

MISTAKES = {
    "crisisengine.load(7)": "arg-type",
    'crisisengine.start("the_convoy_home")': "arg-type",
    'crisisengine.start(crisisengine.load("x")).decide(3)': "arg-type",
    'crisisengine.start(crisisengine.load("x")).plaice': "attr-defined",
    'crisisengine.lode("the_convoy_home")': "attr-defined",
    'crisisengine.view(crisisengine.load("x"), 3)': "arg-type",
}  # fmt: skip


def checked(program: Path) -> str:
    """What mypy says of a program outside of the project, with all its strictness."""
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--no-error-summary",
        "--cache-dir",
        str(program.parent / "cache"),
    ]
    done = subprocess.run([*command, program.name], cwd=program.parent, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.stdout


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> str:
    """What mypy says of the program and of the mistakes, in one go."""
    program = tmp_path_factory.mktemp("outside") / "outside.py"
    program.write_text(PROGRAM + "\n".join(MISTAKES) + "\n", encoding="utf-8")
    return checked(program)


def test_the_package_says_that_it_is_typed():
    assert (Path(crisisengine.__file__).parent / "py.typed").is_file()


def test_everything_at_the_front_door_has_a_type_and_none_is_any(told):
    assert re.findall(r'Revealed type is "(.*)"', told.replace("builtins.", "")) == TYPES


def test_an_outside_program_is_sound_under_all_strictness_but_for_its_mistakes(told):
    found = re.findall(r"outside\.py:(\d+): error: .*\[([\w-]+)\]", told)

    first = PROGRAM.count("\n") + 1
    assert found == [(str(first + number), code) for number, code in enumerate(MISTAKES.values())]
