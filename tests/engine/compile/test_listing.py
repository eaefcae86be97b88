"""Generated code can be read: in a traceback, and printed."""

from __future__ import annotations

import linecache
import traceback

from bench import CLOCK, FLAG, X, load, played
from click.testing import CliRunner

from crisisengine import storage
from crisisengine.cli.main import command_line
from crisisengine.engine.compile import compiled, program_text
from crisisengine.engine.rules import begin, offers, step

TEXT = CLOCK + X + FLAG + (
    '[scene.road.measure.escort]\nrequires = "x < 5"\neffects = ["x += 1", "flag = true"]\ntakes = 2\n'
    '[scene.road.measure.drive]\n[scene.road.measure.drive.chance.mine]\nweight = 1\n[scene.road.measure.drive.chance.quiet]\nweight = "x"\n'
    '[inject.rain]\non = 3\neffects = ["x -= 1"]\n[variable.twice]\nis = "x * 2"\n[ending.over]\nwhen = "twice > 8"\n'
)  # fmt: skip


def test_a_traceback_through_generated_code_shows_the_line_and_names_scenario_scene_and_measure():
    scenario = load(TEXT)
    follow = compiled(scenario).routes[0, "escort", None].follow

    try:
        follow((0, "no number"))
    except TypeError:
        told = traceback.format_exc()

    assert "<crisis bench road.escort>" in told
    assert "if not (s[1] < 5): return None" in told


def test_what_a_slot_is_called_stands_beside_the_line_that_uses_it():
    text = "\n".join(program_text(load(TEXT)))

    assert "    a0 = (s[1] + 1)  # x" in text
    assert "    s[0] = 1  # over" in text.replace("        ", "    ").replace("        ", "    ")
    assert "#   s[1]  x  0..9, at first 0" in text


def test_the_printed_program_is_what_is_compiled():
    scenario = load(TEXT)
    pieces = list(program_text(scenario))
    state = begin(scenario)
    offers(scenario, state)
    step(scenario, state, "escort")

    names = [piece.partition("\n")[0].removeprefix("# ") for piece in pieces[1:]]
    assert names == [
        "<crisis bench derived>", "<crisis bench close>", "<crisis bench tick>", "<crisis bench road offers>",
        "<crisis bench road.escort>", "<crisis bench road.drive odds>", "<crisis bench road.drive mine>",
        "<crisis bench road.drive quiet>", "<crisis bench road.drive>",
    ]  # fmt: skip
    for name in ("<crisis bench road.escort>", "<crisis bench road offers>", "<crisis bench close>"):
        piece = pieces[1 + names.index(name)]
        assert piece == f"# {name}\n{''.join(linecache.getlines(name))}"


def test_an_author_s_prose_is_nowhere_in_the_program():
    scenario = load(TEXT.replace("[scene.road.measure.escort]\n", '[scene.road.measure.escort]\nresult = "Prose"\n'))

    text = "\n".join(program_text(scenario))
    assert "Prose" not in text
    assert "escort" in text


def test_a_scenario_s_id_cannot_break_out_of_the_name_of_its_code():
    scenario = load(TEXT)
    object.__setattr__(scenario, "id", "a\n> evil")

    assert "<crisis a___evil road.escort>" in "\n".join(program_text(scenario))


def test_the_code_of_the_changes_of_a_step_has_a_name_of_its_own():
    play = played(TEXT, "escort")

    assert play.changes[0] == ("x", 0, 1, "scene.road.measure.escort")
    assert "t.append(" in "".join(linecache.getlines("<crisis bench road.escort traced>"))


def test_check_prints_the_program_and_explores_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(command_line, ["check", "the_convoy_home", "--show-program"])

    assert done.exit_code == 0
    assert done.output == "".join(f"{piece}\n" for piece in program_text(storage.load("the_convoy_home")))
