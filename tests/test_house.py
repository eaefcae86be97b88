"""What keeps the house one that a newcomer finds the way in: no circle, no name twice, no room that has outgrown its job."""

from __future__ import annotations

import ast
import io
import re
import statistics
import tokenize
from collections import defaultdict
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "crisisengine"
MODULES = {
    ".".join(("crisisengine", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}
LONG = 300
"""Lines beyond which a module says why."""


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> set[str]:
    """Our own modules that a module names in an import, wherever it stands: at the top, in a function, for type checking."""
    found = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            whole = {f"{node.module}.{name.name}" for name in node.names}
            found |= {name if name in MODULES else node.module for name in whole}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return {name for name in found if name in MODULES}


@cache
def imports() -> dict[str, set[str]]:
    """What each module imports of ours; asked by tests, so that a process that has none of them reads nothing."""
    return {name: imported(path) for name, path in MODULES.items()}


def test_no_modules_import_each_other_in_a_circle_type_checking_imports_counted():
    without_the_door = {name: found for name, found in imports().items() if name != "crisisengine"}
    try:
        TopologicalSorter(without_the_door).prepare()
    except CycleError as circle:
        pytest.fail(" -> ".join(circle.args[1]))


def test_nothing_inside_a_package_imports_the_package_itself():
    """Its `__init__` is the door for others; who goes through it from inside meets a house that is half built."""
    found = [
        f"{name} imports {package}"
        for name, packages in imports().items()
        for package in packages
        if name.startswith(f"{package}.") and MODULES[package].name == "__init__.py"
    ]

    assert not found


def test_class_names_are_unique():
    homes = defaultdict(list)
    for name, path in MODULES.items():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ClassDef):
                homes[node.name].append(name)

    assert {name: found for name, found in homes.items() if len(found) > 1} == {}


def test_a_long_module_says_why_it_is_long_and_most_are_short():
    lines = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in MODULES.items()}
    unexplained = [
        f"{name}: {count}"
        for name, count in lines.items()
        if count > LONG and "onger than 300 lines because" not in (ast.get_docstring(tree_of(MODULES[name])) or "")
    ]

    assert not unexplained
    assert 60 <= statistics.median(count for count in lines.values() if count > 3) <= 250


def test_nothing_is_called_one():
    """A name says what a thing is; `one` says only that there is something."""
    found = []
    for name, path in MODULES.items():
        tokens = tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline)
        found += [
            f"{name}:{token.start[0]}" for token in tokens if token.type == tokenize.NAME and token.string == "one"
        ]

    assert not found


def test_every_public_function_and_class_says_what_it_is():
    found = [
        f"{name}.{node.name}"
        for name, path in MODULES.items()
        for node in tree_of(path).body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef))
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]

    assert not found


POSSESSIVE = re.compile(r"(?<!\\)[*+?}]\+")


def test_no_pattern_is_possessive():
    """Python 3.11.2, which Debian ships, finds other things with them than every later Python."""
    found = []
    for name, path in MODULES.items():
        for node in ast.walk(tree_of(path)):
            compiles = isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile"
            if compiles and POSSESSIVE.search(re.sub(r"\[[^]]*\]", "x", ast.unparse(node.args[0]))):
                found.append(f"{name}:{node.lineno}")

    assert not found


SHARED = {
    "briefing": "what one must know before the first decision: line by line, and the screen",
    "causes": "why something moved: found, told, set on a page and shown",
    "chance": "what other luck would have brought: worked out, and drawn",
    "chapters": "the parts of a story: as whoever plays comes to them, and as a run met them",
    "clock": "time that leaps from date to date: for one row, and for columns",
    "commands": "what can be said to the program: line by line, and in the palette",
    "conditions": "conditions in words: the bare expression, and what an author hangs on it",
    "console": "the facilitator's console: the command, and what it asks of the room",
    "debrief": "the debrief: the command, and the screen",
    "endings": "how long each ending stayed possible: the picture, and the widget",
    "expressions": "what an expression comes to: for one row, for columns, and drawn for tests",
    "glossary": "the glossary: the screen, and what of it stands beside a scene",
    "indicators": "the indicators: judged, shown while playing, explained, and drawn",
    "library": "what can be played and gone on with: the list, and the screen",
    "markdown": "Markdown: written, and set in a terminal",
    "mix": "what was taken of what stood open: counted, and drawn",
    "preview": "a run beside the text that is being written: the model, the command, and the screen",
    "odds": "the chance of the best end along a run: worked out, told and drawn",
    "play": "playing: the command, and the screen",
    "prose": "an author's text: the nouns, and their reading",
    "map": "where things are: drawn in dots, laid over a screen, and on paper",
    "questions": "the questions of a debrief: made, and answered",
    "reachability": "what can still become of a run: who knows it, how it is got, and how it is told",
    "registry": "the rows of what there is of a kind, in the package of that kind",
    "room": "a room: what an author writes for it, and what happens in it",
    "scenario": "a scenario: the nouns, linked, and compiled",
    "state": "where a run is: one row, and columns of them",
    "workshop": "a room being led: the command, and the session",
    "theories": "what somebody believed drives it: asked, and set side by side",
    "wording": "values in words: on paper, line by line, and for every front end",
}
"""The files of one name, and the one thing that they are."""


def test_two_files_share_a_name_only_when_they_are_one_thing_on_two_floors():
    """A new shared name is a decision, not an accident."""
    homes = defaultdict(list)
    for name, path in MODULES.items():
        if path.name != "__init__.py":
            homes[path.name].append(name)
    shared = {name.removesuffix(".py") for name, found in homes.items() if len(found) > 1}

    assert shared == set(SHARED)
