"""The schema is the format: whatever the loader takes it takes, and faults of shape it refuses."""

from __future__ import annotations

import datetime
import re
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from reading_aloud import DOCTRINE, EXAMPLE, INCLUDED, reading_of

from crisisengine import locations
from crisisengine.loader.schema import draft
from crisisengine.loader.schema.accepts import Reader
from crisisengine.loader.schema.draft import KINDS, keys_of
from crisisengine.loader.schema.json_schema import json_schema
from crisisengine.testing import scenario_texts

HOUSE = Path(__file__).parents[2]
SCHEMA = json_schema()
JUDGE = jsonschema.Draft202012Validator(SCHEMA)
PAGES = HOUSE / "tests" / "diagnostics"
EXAMPLES = re.compile(r"^```toml (fails|mended)(?![^\n]*bytes)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TABLES = [table for name, table in vars(draft).items() if name in draft.__all__ and isinstance(table, type)]
KEYS = [(table.__name__, key, metadata) for table in TABLES for key, (_, metadata, _) in keys_of(table).items()]


def as_json(value: Any) -> Any:
    """What TOML holds, as an editor shows it to a schema: dates are texts."""
    if isinstance(value, dict):
        return {key: as_json(part) for key, part in value.items()}
    if isinstance(value, list):
        return [as_json(part) for part in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def refusals(text: str) -> list[str]:
    return [error.message for error in JUDGE.iter_errors(as_json(tomllib.loads(text)))]


def texts_in(accepts: Any) -> bool:
    """Whether a piece of schema takes texts that are not words of the format."""
    if isinstance(accepts, list):
        return any(map(texts_in, accepts))
    if not isinstance(accepts, dict):
        return False
    free = accepts.get("type") == "string" and "format" not in accepts and "pattern" not in accepts
    return free or any(
        texts_in(part) for key, part in accepts.items() if key in ("anyOf", "items", "additionalProperties")
    )


def test_the_schema_is_sound_and_says_which_dialect_it_is() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)

    assert SCHEMA["$schema"] == jsonschema.Draft202012Validator.META_SCHEMA["$id"]


def test_every_key_is_described_in_a_sentence() -> None:
    silent = [f"{table}.{key}" for table, key, metadata in KEYS if not re.fullmatch(r"[^ ].*[.]", metadata["says"])]

    assert silent == []


def test_every_key_that_holds_a_text_says_in_which_language_it_is_and_which_names_it_may_be() -> None:
    readers = [
        (f"{table}.{key}", metadata.get("read") or metadata.get("rest"))
        for table, key, metadata in KEYS
        if {"read", "rest"} & set(metadata)
    ]

    assert [key for key, read in readers if not isinstance(read, Reader)] == []
    assert [key for key, read in readers if texts_in(read.accepts) and not read.holds] == []
    assert [key for key, read in readers if (read.holds in ("name", "goto")) != bool(read.names)] == []
    assert {name for _, read in readers for name in read.names} <= {*KINDS, "back"}


@pytest.mark.parametrize("holds", ["plain", "prose"])
def test_prose_is_what_is_read_as_prose_and_nothing_else(holds: str) -> None:
    """A reader could say `plain` and linking read prose: then a name in it would be overlooked by whoever renames."""
    whole = {"id": tomllib.loads(EXAMPLE), "mine": tomllib.loads(DOCTRINE), "lake": tomllib.loads(INCLUDED)}
    wrong, tried = [], set()
    for name, tables in whole.items():
        for path, reader in held(draft.Draft, tables, ()):
            place = (
                *[step for step in path if not isinstance(step, int)][:1],
                path[-1] if isinstance(path[-1], str) else path[-2],
            )
            if reader.holds != holds or place in tried:
                continue
            tried.add(place)
            codes = read_with(whole, name, path)
            if ("unknown-name" in codes) != (holds == "prose"):
                wrong.append((path, codes))

    assert len(tried) > 15
    assert wrong == []


def held(table: type, raw: dict[str, Any], path: tuple[Any, ...]) -> Any:
    """(path, reader) of each value that a document holds."""
    keys = keys_of(table)
    for key, value in raw.items():
        metadata = keys[key][1] if key in keys else {}
        if "read" in metadata and isinstance(value, list):
            yield from (
                ((*path, key, number), metadata["read"]) for number, item in enumerate(value) if isinstance(item, str)
            )
        elif "read" in metadata and isinstance(value, str):
            yield (*path, key), metadata["read"]
        elif "array" in metadata:
            for number, each in enumerate(value):
                yield from held(metadata["array"], each, (*path, key, number))
        elif "table" in metadata:
            yield from held(metadata["table"], value, (*path, key))
        elif "tables" in metadata:
            for identifier, each in value.items():
                yield from held(metadata["tables"], each, (*path, key, identifier))


def read_with(whole: dict[str, Any], name: str, path: tuple[Any, ...]) -> list[str]:
    """The codes of what is said when the text at a path ends in a value that there is not."""
    import copy

    import tomli_w

    documents = copy.deepcopy(whole)
    here = documents[name]
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] += " {no_such_thing}"
    written = {key: tomli_w.dumps(tables) for key, tables in documents.items()}
    found = reading_of(written["id"], mine=written["mine"], lake__one=written["lake"])
    return [diagnostic.code for diagnostic in found.errors]


@pytest.mark.parametrize(
    "path",
    [*HOUSE.glob("scenarios/**/*.toml"), *locations.doctrine_folder().glob("*.toml")],
    ids=lambda path: path.stem,
)
def test_every_shipped_scenario_and_doctrine_is_taken(path: Path) -> None:
    assert refusals(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("text", [EXAMPLE, DOCTRINE, INCLUDED], ids=["example", "doctrine", "part"])
def test_the_example_that_uses_every_key_is_taken_with_its_doctrine_and_its_part(text: str) -> None:
    assert refusals(text) == []


@given(scenario_texts())
@settings(max_examples=10)
def test_whatever_scenario_can_be_drawn_is_taken(text: str) -> None:
    assert refusals(text) == []


def test_what_mends_a_fault_is_taken() -> None:
    refused = []
    for page in sorted(PAGES.glob("*.md")):
        for role, text in EXAMPLES.findall(page.read_text(encoding="utf-8")):
            if role == "mended" and refusals(text):
                refused.append((page.stem, refusals(text)))

    assert refused == []


@pytest.mark.parametrize(
    "code", ["bad-id", "missing-key", "unknown-format", "unknown-key", "wrong-type", "wrong-value"]
)
def test_the_examples_of_a_wrong_shape_are_refused(code: str) -> None:
    page = (PAGES / f"{code}.md").read_text(encoding="utf-8")
    failing = [text for role, text in EXAMPLES.findall(page) if role == "fails"]

    assert failing
    assert [text for text in failing if not refusals(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        'format = 2\n[scenario]\ntitle = "A"\nsummary = "A"\nstart = "a"\nminutes = 1\n',
        '[scenario]\ntitle = "A"\nsummary = "A"\nstart = "a"\nminutes = 1\n',
        '[scene.a]\ntitle = "A"\n',
        '[scene.scene]\ntitle = "A"\ntext = "A"\n',
        '[scene.a]\ntitle = "A"\ntext = "A"\n[scene.a.measure.m]\nlabel = "M"\nlater = { after = 1 }\n',
        '[inject.a]\ntext = "A"\ngrade = "G7"\n',
        "[variable.a]\nstart = [1]\n",
        '[party.a]\nname = "A"\nconsent = "high"\n',
        "[kolor.a]\n",
    ],
)  # fmt: skip
def test_what_an_editor_should_underline_at_once_is_refused(text: str) -> None:
    assert refusals(text)
