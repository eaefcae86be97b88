"""The pytest plugin: scenarios and their properties are test items."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from test_defects import DEAD_END, PROVED

ROOT = Path(__file__).parents[2]
BROKEN = PROVED + '\n[property.nobody_asks]\nnever = "asked"\n[property.somebody_asks]\nreachable = "asked"\n'


def proved(folder, *arguments):
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-rA",
        *arguments,
    ]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment, check=False)
    return done.returncode, done.stdout + done.stderr


def test_each_scenario_and_each_property_is_an_item(tmp_path):
    (tmp_path / "crises").mkdir()
    (tmp_path / "crises" / "good.toml").write_text(PROVED)
    (tmp_path / "crises" / "bad.toml").write_text(BROKEN)
    (tmp_path / "crises" / "stuck.toml").write_text(DEAD_END)
    (tmp_path / "pyproject.toml").write_text(
        '[tool.pytest.ini_options]\ntestpaths = ["tests"]\ncrisis_scenarios = ["crises"]\n'
    )
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_other.py").write_text("def test_other(): pass\n")
    code, out = proved(tmp_path)

    assert code == 1
    assert "2 failed, 4 passed" in out
    assert "property `nobody_asks` is violated" in out
    assert "hint: after `desk.ask`" in out
    assert "error[dead-end]: nothing is open in scene `road`" in out
    assert "Traceback" not in out


def test_chapters_are_proved_one_by_one_where_the_whole_is_for_another_time(tmp_path):
    text = PROVED.replace("[scenario]", '[chapter.road]\ntitle = "The road"\nstart = "road"\n[scenario]', 1)
    (tmp_path / "crises").mkdir()
    (tmp_path / "crises" / "good.toml").write_text(text)
    (tmp_path / "crises" / "bad.toml").write_text(text + '\n[property.never_on_the_road]\nnever = "scene.road"\n')
    (tmp_path / "pyproject.toml").write_text(
        '[tool.pytest.ini_options]\ncrisis_scenarios = ["crises"]\ncrisis_whole_marker = "slow"\n'
        'addopts = ["-m", "not slow"]\nmarkers = ["slow"]\n'
    )
    code, out = proved(tmp_path)

    assert code == 1
    assert "1 failed, 1 passed, 3 deselected" in out
    assert "bad.toml, chapter `road` alone: violated" in out


def test_the_projects_own_scenarios_are_proved_where_the_configuration_names_them():
    code, out = proved(ROOT, "scenarios/the_convoy_home.toml", "-o", "crisis_scenarios=scenarios", "-q")

    assert code == 0, out
    assert "property.force_only_with_authority" in out
