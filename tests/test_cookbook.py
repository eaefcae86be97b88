"""The author's cookbook is true: each recipe is a whole scenario that holds without a remark, and does what the page shows."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from followed_pages import FENCE, commands, fits, quoted, rows, shown_by

from crisisengine.checker import judge
from crisisengine.loader import MemoryResolver, Volume, read
from crisisengine.loader.faults import Faults
from crisisengine.loader.schema import draft
from crisisengine.storage import read_scenario

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "scenarios" / "cookbook.md").read_text(encoding="utf-8")
RECIPES = {
    fence["marks"].strip().removeprefix("file="): fence["text"]
    for fence in FENCE.finditer(PAGE)
    if fence["language"] == "toml"
}
CONSOLES = [
    (command, expected)
    for fence in FENCE.finditer(PAGE)
    if fence["language"] == "console"
    for command, expected in commands(fence["text"])
]


@pytest.fixture(scope="module")
def kitchen(tmp_path_factory):
    """A folder with every recipe in it."""
    folder = tmp_path_factory.mktemp("kitchen")
    for name, text in RECIPES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_holds_without_a_remark_and_promises_something(name, kitchen):
    path = kitchen / name
    result = judge(path, read_scenario(path))

    assert (result.verdict, result.diagnostics) == ("holds", ())
    assert result.properties


@pytest.mark.parametrize(("command", "expected"), CONSOLES, ids=[command for command, _ in CONSOLES])
def test_a_command_prints_what_the_cookbook_shows(command, expected, kitchen, monkeypatch):
    monkeypatch.chdir(kitchen)
    monkeypatch.setenv("CRISISENGINE_SAVES", str(kitchen / "saves"))

    shown = shown_by(command, expected)
    assert fits(expected, shown), shown


def test_every_recipe_is_in_the_table_and_every_fence_is_one_of_the_two_kinds():
    headings = re.findall(r"^## (.*)$", PAGE, re.MULTILINE)
    listed = [re.match(r"\[(.*)\]\(#(.*)\)$", recipe) for _, recipe in rows(PAGE)]

    assert [found[1] for found in listed] == headings
    assert [found[2] for found in listed] == [heading.lower().replace(" ", "-") for heading in headings]
    assert len(RECIPES) == len(headings)
    assert PAGE.count("```") == 2 * len(FENCE.findall(PAGE))
    assert {fence["language"] for fence in FENCE.finditer(PAGE)} == {"toml", "console"}


# coming from elsewhere


ELSEWHERE = (ROOT / "scenarios" / "coming_from.md").read_text(encoding="utf-8")
HERE = [cells[-1] for cells in rows(ELSEWHERE)]


def test_all_rows_tell_of_all_languages():
    assert len(HERE) > 20
    assert {len(cells) for cells in rows(ELSEWHERE)} == {6}


def test_what_is_written_here_is_what_the_format_takes():
    """Every key stands in some table of the format and takes the value; every table is one of its kinds."""
    tables = [getattr(draft, name) for name in draft.__all__ if name.startswith("Draft")]

    def taken(key, value):
        for kept in (keys[key][1] for keys in map(draft.keys_of, tables) if key in keys):
            faults = Faults()
            if "read" in kept:
                kept["read"](value, (key,), faults)
            yield faults.found == []

    written = [each for cell in HERE for each in quoted(cell) if " = " in each]
    for each in written:
        ((key, value),) = tomllib.loads(each).items()
        assert any(taken(key, value)), each
    headers = [each.strip("[]").split(".")[0] for cell in HERE for each in quoted(cell) if each.startswith("[")]
    assert set(headers) <= {*draft.KINDS, "clock"}
    assert len(written) + len(headers) > 30


def test_its_guards_effects_and_texts_are_read_without_a_fault():
    guards = [each for cell in HERE for each in quoted(cell) if re.match(r"(when|requires|text|is|effects) = ", each)]
    scenario = [
        'format = 1\n[scenario]\ntitle = "T"\nsummary = "S"\nstart = "quay"\nminutes = 1',
        '[variable.fuel]\nstart = 3\nrange = [0, 6]\nbands = { 0 = "dry" }\n[variable.trust]\nstart = 3\nrange = [0, 6]',
        '[scene.quay]\ntitle = "Q"\ntext = "T"\n[scene.quay.measure.sail]\nlabel = "Sail"\ngoto = "sea"',
        '[ending.sea]\ntitle = "E"\nrank = 1\ntext = "T"',
    ]
    for number, each in enumerate(guards):
        key = each.partition(" ")[0]
        if key == "is":
            scenario.append(f"[variable.tried_{number}]\n{each}")
        elif key == "text":
            scenario.append(f'[scene.tried_{number}]\ntitle = "T"\n{each}')
        else:
            scenario.append(f'[scene.quay.measure.tried_{number}]\nlabel = "L"\n{each}')
    reading = read("tried", Volume("tried.toml", "\n".join(scenario).encode()), MemoryResolver({}))

    assert [fault.message for fault in reading.errors] == []
    assert len(guards) > 8
