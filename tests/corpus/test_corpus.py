"""The corpus: what was printed before a large change is printed after it, but for what DIFFERENCES.md lists."""

from __future__ import annotations

import difflib
import io
import os
import re
import signal
import subprocess
import sys

import pytest
from make import HERE, HOUSE, Program, recipes

from crisisengine.cli import main

RECIPES = list(recipes())
NEWS = 60
"""Lines of a difference that are worth reading here; `git diff` shows all of it once the corpus is made anew."""


class InThisProcess(Program):
    """The program of this checkout without a process for each call, whose start is most of what a call takes."""

    def run(self, arguments, typed, scratch, ours):
        streams = [io.TextIOWrapper(io.BytesIO(typed.encode()), "utf-8")]
        streams += [io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2)]
        with pytest.MonkeyPatch.context() as patch:
            for name in [name for name in os.environ if name.startswith("CRISISENGINE_")]:
                patch.delenv(name)
            for name, value in ours.items():
                patch.setenv(name, value)
            patch.chdir(scratch)
            for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
                patch.setattr(sys, name, stream)
            heeded = signal.getsignal(signal.SIGINT)
            try:
                main(arguments)
            except SystemExit as left:
                code = left.code
            finally:
                signal.signal(signal.SIGINT, heeded)
        out, talk = (stream.buffer.getvalue().decode().replace("\r\n", "\n") for stream in streams[1:])
        return subprocess.CompletedProcess(arguments, code, out, talk)


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """The program of this checkout, with a cache that nothing else has filled; processes that share the work share it."""
    own = tmp_path_factory.getbasetemp()
    cache = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "corpus_cache"
    cache.mkdir(exist_ok=True)
    return InThisProcess(HOUSE, HERE, cache)


def difference(name, before, after):
    """The first lines of what changed, and what to do about it."""
    lines = list(
        difflib.unified_diff(before.splitlines(), after.splitlines(), f"{name}, kept", f"{name}, now", n=2, lineterm="")
    )
    more = [f"... and {len(lines) - NEWS} lines more"] if len(lines) > NEWS else []
    advice = [
        "",
        "If this is a fault, mend the program. If it is meant, run `python tests/corpus/make.py`, read `git diff",
        "tests/corpus`, and give the change a line with its reason in tests/corpus/DIFFERENCES.md.",
    ]
    return "\n".join([*(line[:300] for line in lines[:NEWS]), *more, *advice])


@pytest.mark.parametrize(
    "recipe",
    [pytest.param(each, id=each.golden, marks=[pytest.mark.campaign] if each.slow else []) for each in RECIPES],
)
def test_the_program_prints_what_it_printed_when_the_corpus_was_made(recipe, program):
    for name, after in recipe.made(program).items():
        before = (HERE / name).read_text(encoding="utf-8")
        if before != after:
            pytest.fail(difference(name, before, after), pytrace=False)


def test_every_golden_is_made_by_a_recipe():
    made = {each.golden for each in RECIPES}

    assert {path.relative_to(HERE).as_posix() for path in HERE.glob("golden/**/*.*")} == made


def test_every_line_of_the_list_of_differences_names_a_golden_and_a_reason():
    rows = [line.strip("| ").split(" | ") for line in (HERE / "DIFFERENCES.md").read_text().splitlines()]
    table = [row for row in rows if len(row) > 1][1:]
    goldens = {each.golden for each in RECIPES} | {each.journal for each in RECIPES}

    for row in table:
        named = re.findall(r"`([^`]+)`", row[0])
        assert named, row
        assert len(row) == 3 and all(row), row
        for pattern in named:
            assert any(re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), golden) for golden in goldens), pattern
