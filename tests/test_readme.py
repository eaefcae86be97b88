"""The README is true: its commands run, and print what it says they print."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
CONSOLE = re.findall(r"```console\n\$ (.*?)\n(.*?)```", README, re.DOTALL)


def shell(command, folder):
    """A command as a person types it, `crisisengine` being the one under test."""
    folder.mkdir()
    program = folder / "crisisengine"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m crisisengine "$@"\n')
    program.chmod(0o755)
    environment = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, shell=True, capture_output=True, text=True, env=environment, cwd=folder, check=False)  # noqa: S602 - a README's commands are a shell's


@pytest.mark.parametrize(("command", "expected"), CONSOLE, ids=[command[:40] for command, _ in CONSOLE])
def test_a_command_prints_what_the_readme_shows(command, expected, tmp_path):
    done = shell(command.replace("/tmp/", f"{tmp_path}/"), tmp_path / "bin")

    assert done.stdout.replace(f"{tmp_path}/", "/tmp/") == expected


def test_the_python_example_runs():
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)

    done = subprocess.run([sys.executable, "-c", example], capture_output=True, text=True, cwd=ROOT, check=False)

    assert done.stderr == ""
    assert "because of scene." in done.stdout


def test_the_two_commands_install_what_they_need():
    begin, test = re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert begin.endswith(".venv/bin/crisisengine")
    assert "'.[test]'" in test
    assert test.endswith(".venv/bin/python -m pytest -q -n auto")
    assert {
        "Babel",
        "crisisengine",
        "jsonschema",
        "mypy",
        "opencv-python-headless",
        "playwright",
        "pytest",
        "pytest-lsp",
        "pytest-xdist",
        "types-psutil",
    } == {re.split(r"[\[><=]", package)[0] for package in project["optional-dependencies"]["test"]}
    assert (sys.version_info >= (3, 11)) and project["requires-python"] == ">=3.11"


def test_every_command_has_its_row():
    listed = subprocess.run(
        [sys.executable, "-m", "crisisengine", "--help"], capture_output=True, text=True, cwd=ROOT, check=True
    )
    commands = re.findall(
        r"^  (\w+)  ", listed.stdout.partition("Commands:")[2].partition("Examples:")[0], re.MULTILINE
    )

    assert commands
    assert [name for name in commands if f"crisisengine {name}" not in README] == []


def test_every_link_leads_somewhere():
    links = re.findall(r"\]\(([^)#:]+)\)", README)

    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_dependency_has_its_line_in_the_tour():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    tour = (ROOT / "crisisengine" / "README.md").read_text()

    missing = [package for package in project["dependencies"] if f"| {re.split('[<>=]', package)[0]} |" not in tour]
    assert missing == []
