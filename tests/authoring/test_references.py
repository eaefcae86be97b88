"""Every id is found wherever it stands: in keys, in values, inside expressions and inside prose."""

from __future__ import annotations

import inspect
import itertools
import shutil
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisengine.authoring.mentions import Mentions
from crisisengine.authoring.names import declared
from crisisengine.authoring.references import References, references
from crisisengine.loader import MemoryResolver, Volume, read
from crisisengine.loader.schema.accepts import Holds
from crisisengine.storage import read_scenario
from crisisengine.testing import scenario_texts

LOADER = Path(__file__).parents[1] / "loader"


def of(text: str) -> References:
    """What is found in a single file."""
    return references(read("id", Volume("id.toml", text.encode()), MemoryResolver({})).sources)


def places(found: References, *symbol: str) -> list[str]:
    """Each place of a symbol: its line, with the id marked."""
    shown = []
    for occurrence in found.by_symbol.get(symbol, ()):
        text, span = found.sources[occurrence.source].text, occurrence.span
        start, end = text.rfind("\n", 0, span.start) + 1, text.find("\n", span.end)
        shown.append(f"{text[start : span.start]}<{text[span.start : span.end]}>{text[span.end : end]}")
    return shown


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> References:
    """The example that uses every key, with its doctrine and its part."""
    folder = tmp_path_factory.mktemp("example")
    for name in ("example.toml", "mine.toml", "lake.geojson"):
        shutil.copy(LOADER / name, folder)
    (folder / "lake").mkdir()
    part = '[scene.lake]\ntitle = "The lake"\ntext = "Water."\n[scene.lake.measure.return]\nlabel = "Back"\ngoto = "road"\n'
    (folder / "lake" / "one.toml").write_text(part)
    reading = read_scenario(folder / "example.toml")
    assert reading.errors == ()
    return references(reading.sources)


def test_whatever_a_sound_scenario_names_is_declared_somewhere(example: References) -> None:
    undeclared = {found.symbol for found in example.occurrences if not example.declarations(found.symbol)}

    assert undeclared == set()


def test_an_id_is_found_in_every_file(example: References) -> None:
    road = [example.sources[found.source].name.rpartition("/")[2] for found in example.by_symbol["scene", "road"]]

    assert set(road) == {"example.toml", "one.toml"}


KEYS = """
format = 1
scenario.title = "T"
scenario.start = 'gate'
[scene."gate"]
title = "gate"
[scene.gate.measure.wait]
goto = "gate"
[scene.gate.measure.wait.chance.mine]
goto = '''gate'''
[inject.storm]
scenes = ["other", "gate"] # gate
goto = "gate"
[property.p]
at = ["scene.gate", "gate.wait", "measure.gate.wait", "tag.gate"]
always = "scene.gate or visits('gate') > 1 or taken('gate.wait') or ending.gate"
"""


def test_a_scene_is_found_in_headers_values_lists_and_expressions_and_nowhere_else() -> None:
    assert places(of(KEYS), "scene", "gate") == [
        "scenario.start = '<gate>'",
        '[scene."<gate>"]',
        "[scene.<gate>.measure.wait]",
        'goto = "<gate>"',
        "[scene.<gate>.measure.wait.chance.mine]",
        "goto = '''<gate>'''",
        'scenes = ["other", "<gate>"] # gate',
        'goto = "<gate>"',
        'at = ["scene.<gate>", "gate.wait", "measure.gate.wait", "tag.gate"]',
        'at = ["scene.gate", "<gate>.wait", "measure.gate.wait", "tag.gate"]',
        'at = ["scene.gate", "gate.wait", "measure.<gate>.wait", "tag.gate"]',
        "always = \"scene.<gate> or visits('gate') > 1 or taken('gate.wait') or ending.gate\"",
        "always = \"scene.gate or visits('<gate>') > 1 or taken('gate.wait') or ending.gate\"",
        "always = \"scene.gate or visits('gate') > 1 or taken('<gate>.wait') or ending.gate\"",
    ]


PROSE = r'''
[variable.trust]
start = 1
[party.port]
name = "Port"
trust = 2
[scene.a]
text = """
{trust} and \
  {port.trust.word}, {port.name}, {trust > 1: [^trust] | port.trust == 2: x [y](glossary:trust) | trust} {{trust} "\u0041{trust}
"""
'''


def test_names_in_prose_are_found_behind_escapes_and_line_ends_and_in_each_of_several_readings() -> None:
    line = '  {port.trust.word}, {port.name}, {trust > 1: [^trust] | port.trust == 2: x [y](glossary:trust) | trust} {{trust} "\\u0041{trust}'

    def marked(at: int, name: str = "trust") -> str:
        return f"{line[:at]}<{name}>{line[at + len(name) :]}"

    found = of(PROSE)

    assert places(found, "variable", "trust") == [
        "[variable.<trust>]",
        "{<trust>} and \\",
        marked(line.index("{trust >") + 1),
        marked(line.rindex("trust")),
    ]
    assert places(found, "attribute", "trust") == ["<trust> = 2", marked(8), marked(line.index("port.trust ==") + 5)]
    assert places(found, "party", "port")[1:] == [
        marked(3, "port"),
        marked(line.index("{port.name") + 1, "port"),
        marked(line.index("port.trust =="), "port"),
    ]
    assert places(found, "source", "trust") == [marked(line.index("[^trust") + 2)]
    assert places(found, "glossary", "trust") == [marked(line.index(":trust") + 1)]


WORDS = """
[variable.season]
start = "dry"
values = ["dry", "rain"]
bands = { dry = "the dry months" }
[variable.forecast]
start = { dry = 2, rain = 1 }
values = ["dry", "rain"]
[variable.mood]
start = "dry"
values = ["dry", "rain"]
[variable.worst]
is = "season if mood == 'dry' else 'rain'"
bands = { rain = "wet" }
[ending.a]
when = "season == forecast or worst != 'dry'"
[measure.m]
effects = ["forecast = 'dry' if worst == 'dry' else season", "mood = 'dry'"]
"""


def test_a_word_belongs_to_the_variable_beside_it_and_to_all_that_share_their_words() -> None:
    found = of(WORDS)

    assert places(found, "variable", "mood", "values", "dry") == [
        'start = "<dry>"',
        'values = ["<dry>", "rain"]',
        "is = \"season if mood == '<dry>' else 'rain'\"",
        "effects = [\"forecast = 'dry' if worst == 'dry' else season\", \"mood = '<dry>'\"]",
    ]
    assert len(places(found, "variable", "season", "values", "dry")) == 8
    assert ("variable", "forecast", "values", "dry") not in found.by_symbol


def test_a_word_is_known_beside_what_a_variable_was() -> None:
    promise = (
        "[property.p]\nchanges = \"before(season) == 'dry' or first(season) == 'dry' or 'rain' == before(season)\"\n"
    )
    found = of(WORDS + promise)

    assert len(places(found, "variable", "season", "values", "dry")) == 10
    assert sum("<season>" in place for place in places(found, "variable", "season")) >= 3


def test_a_long_row_of_derived_variables_and_a_circle_are_followed_to_their_end() -> None:
    row = "".join(f'[variable.v{number}]\nis = "v{number + 1}"\n' for number in range(1_500))
    circle = '[variable.a]\nis = "b if true else v0"\n[variable.b]\nis = "a"\n'
    end = '[variable.v1500]\nstart = "dry"\nvalues = ["dry", "rain"]\n[ending.e]\nwhen = "v0 == \'rain\' and a == \'dry\'"\n'

    found = of(row + circle + end)

    assert len(places(found, "variable", "v1500", "values", "rain")) == 2
    assert len(places(found, "variable", "v1500", "values", "dry")) == 3


def test_a_way_that_depends_names_places_at_its_ends_and_variables_between_them() -> None:
    known = declared([{"variable": {"told": {}}, "scene": {"told": {}, "dry": {}}, "ending": {"home": {}}}])
    text = "dry if told else (told if scene.dry else home)"

    found = [(mention.symbol, mention.at) for mention in Mentions(known).way(text, ("scene", "ending", "back"))]

    assert sorted(found, key=lambda mention: mention[1]) == [
        (("scene", "dry"), 0),
        (("variable", "told"), 7),
        (("scene", "told"), 18),
        (("scene", "dry"), text.index("scene.dry") + 6),
        (("ending", "home"), text.index("home")),
    ]


def test_what_is_being_written_is_found_as_far_as_it_can_be_read() -> None:
    found = of(
        '[variable.a]\nstart = 1\n[measure.m]\nwhen = "a > 1 and (a <"\nrequires = "a ~ a + \'a"\neffects = ["a +="]\ngoto = 3\n'
    )

    assert len(places(found, "variable", "a")) == 7


def test_every_language_that_a_key_can_be_written_in_is_looked_through_or_holds_no_id() -> None:
    text = Path(inspect.getsourcefile(references) or "").read_text(encoding="utf-8")
    without = {"", "plain", "attribute", "file", "code"}

    assert [holds for holds in get_args(Holds) if holds not in without and f'"{holds}"' not in text] == []


@given(st.data(), scenario_texts(largest=2_000))
@settings(max_examples=10)
def test_every_place_says_what_it_is_found_for_and_no_two_overlap(data: st.DataObject, text: str) -> None:
    found = of(text)
    spans = sorted((occurrence.span.start, occurrence.span.end) for occurrence in found.occurrences)

    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(spans))
    for occurrence in found.occurrences:
        assert (
            text[occurrence.span.start : occurrence.span.end] == occurrence.symbol[-1]
            or occurrence.symbol[0] == "clock"
        )
        assert found.declarations(occurrence.symbol)
    picked = data.draw(st.sampled_from(found.occurrences))
    assert found.at(0, picked.span.start) == picked
    assert found.at(0, picked.span.end) is not None
