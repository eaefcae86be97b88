"""The project's habits are true: what its documents tell a contributor to do can be done, and the workflow asks what is claimed."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PROJECT = PYPROJECT["project"]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()
SECURITY = (ROOT / "SECURITY.md").read_text()
WORKFLOW = (ROOT / ".github" / "workflows" / "checks.yml").read_text()
FENCES = "".join(re.findall(r"```sh\n(.*?)```", CONTRIBUTING, re.DOTALL))
COMMANDS = [line.strip() for line in FENCES.splitlines() if line.strip()]


def sessions():
    """The names of what nox can run, without nox."""
    return {
        each.name
        for each in ast.parse((ROOT / "noxfile.py").read_text()).body
        if isinstance(each, ast.FunctionDef) and "nox.session" in map(ast.unparse, decorators(each))
    }


def decorators(function):
    return [each.func if isinstance(each, ast.Call) else each for each in function.decorator_list]


def tried_versions():
    (matrix,) = re.findall(r"^ +python: \[(.*)\]$", WORKFLOW, re.MULTILINE)
    return re.findall(r'"([\d.]+)"', matrix)


def test_the_workflow_tries_every_python_that_is_claimed_and_none_that_is_refused():
    claimed = re.findall(r"Python :: (3\.\d+)", "\n".join(PROJECT["classifiers"]))
    oldest = PROJECT["requires-python"].removeprefix(">=")

    assert set(claimed) <= set(tried_versions())
    assert tried_versions()[0] == claimed[0] == oldest
    assert set(re.findall(r'python-version: "(.*)"', WORKFLOW)) == {oldest}


def test_the_workflow_tries_every_system_with_the_newest_and_the_oldest_packages():
    newest, oldest = re.findall(r"^ +os: \[(.*)\]$", WORKFLOW, re.MULTILINE)

    assert newest == oldest == "ubuntu-latest, macos-latest, windows-latest"


def test_the_workflow_runs_sessions_that_there_are():
    named = {name for names in re.findall(r"run: nox -s (.*)", WORKFLOW) for name in names.split()}

    assert {"tests", "lowest", "coverage"} <= named <= sessions()


def test_every_session_has_its_row_and_no_row_is_left_over():
    rows = re.findall(r"^\| `(\w+)` \|", CONTRIBUTING, re.MULTILINE)

    assert sorted(rows) == sorted(sessions())


@pytest.mark.skipif(not shutil.which("actionlint"), reason="actionlint is not on the path")
def test_actionlint_finds_no_fault_in_the_workflow():
    done = subprocess.run(["actionlint"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "")


def test_every_package_has_an_oldest_version_so_that_the_oldest_can_be_tried():
    asked = [*PROJECT["dependencies"], *(each for extra in PROJECT["optional-dependencies"].values() for each in extra)]

    assert [each for each in asked if not re.match(r"[\w-]+(\[\w+\])?>=\d", each)] == [
        "crisisengine[author]",
        "crisisengine[test]",
    ]


def test_a_contributor_is_given_every_tool_that_contributing_names():
    given = {
        re.split(r"[\[>]", each)[0] for extra in ("dev", "test") for each in PROJECT["optional-dependencies"][extra]
    }
    packages = {"lint-imports": "import-linter"}
    at_hand = {"python3", "pip", "git", "."}
    named = {line.split()[0] for line in COMMANDS if not line.startswith((".venv/", "/tmp/"))}

    assert {"pytest", "ruff", "mypy", "lint-imports", "nox", "pre-commit"} <= named
    assert {packages.get(name, name) for name in named - at_hand} <= given


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "SECURITY.md", ".github/pull_request_template.md"])
def test_every_file_that_a_document_names_is_there(name):
    text = (ROOT / name).read_text()
    named = re.findall(r"[\w./-]+/[\w./-]+\.(?:py|md|yml)|\b[A-Z]+\.md|(?<= )tests/[\w/.]+", text)

    assert [each for each in named if not (ROOT / each).exists()] == []


def test_a_hook_fetches_nothing():
    hooks = (ROOT / ".pre-commit-config.yaml").read_text()

    assert re.findall(r"repo: (.*)", hooks) == ["local"]
    assert re.findall(r"language: (.*)", hooks) == ["system"] * hooks.count("- id: ")


def test_the_source_archive_holds_what_the_documents_link_to():
    archived = PYPROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    texts = [(ROOT / "README.md").read_text(), CONTRIBUTING, SECURITY]
    links = {link for text in texts for link in re.findall(r"\]\(([^)#:]+)\)", text)}

    assert links
    assert [link for link in sorted(links) if not any(fnmatch(f"{link}/", f"{each}/*") for each in archived)] == []


def test_every_document_that_the_code_cites_is_in_the_project():
    cited = {
        f"{path.relative_to(ROOT)}: {name}"
        for folder in ("crisisengine", "tests")
        for path in (ROOT / folder).rglob("*.py")
        for name in re.findall(r"\bdesign section \d+|\.\./shared|(?<=`)[\w/-]+\.md(?=`)", path.read_text())
        if not any((home / name).is_file() for home in (ROOT, ROOT / "crisisengine", path.parent))
    }

    assert sorted(cited) == []
