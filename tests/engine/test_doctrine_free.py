"""The engine knows no word of any doctrine: a flood brings its own, and Python holds none of peacekeeping's."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench import Play
from plain_judge import PlainJudge

from crisisengine.engine.rules import offers
from crisisengine.engine.view import account, view
from crisisengine.loader import MemoryResolver, Volume, read
from crisisengine.model.scenario import Scenario

HIGH_WATER = """
format = 1
[doctrine]
title = "High water"
summary = "What a river authority may do, and when."

[attribute.trust]
label = "Trust"
range = [0, 4]
bands = { 0 = "none", 1 = "little", 3 = "firm" }
better = "high"
explains = "Whether people there open the door when somebody knocks at night."

[variable.trust]
label = "Trust"
is = "least(trust)"
better = "high"

[variable.warning]
label = "Stage of warning"
start = "watch"
values = ["watch", "alert", "emergency"]

[variable.level]
label = "Gauge at the bridge"
start = 2
range = [0, 6]
bands = { 0 = "low", 3 = "at the sill", 5 = "over the wall" }
better = "low"

[tier.dry]
label = "Before the water"
[phase.rising]
label = "Rising"
[principle.early]
label = "Early, with little, beats late, with much"

[tag.sluice]
label = "Works on the river"
tier = "dry"
phase = "rising"
principle = "early"
gates = [
  { requires = "warning >= 'alert'", otherwise = "Nobody may touch the sluice at the stage of {warning.word}." },
  { requires = "staffed", otherwise = "There is no crew at the sluice." },
]
[tag.by_door]
label = "From door to door"
gates = [{ requires = "asked >= 1 if warning == 'watch' else asked >= 0" }]

[glossary.sill]
term = "Sill"
text = "The height at which the lower street gets wet."
"""

# A gate parameter is a yes/no; the second tag asks for a variable that only this scenario has.
FLOOD = """
format = 1
extends = "./high_water.toml"

[scenario]
title = "The lower street"
summary = "Nine hours of rain, two streets, one sluice."
start = "gauge"
minutes = 2

[clock]
unit = "hour"
opens = 2002-08-12T18:00:00
length = 9
ending = "morning"

[party.upper]
name = "Upper street"
main = true
trust = 3
[party.lower]
name = "Lower street"
main = true
trust = 1

[variable.asked]
start = 0
range = [0, 2]
[variable.crew]
start = false
[variable.crack]
start = true
hidden = true

[scene.gauge]
title = "At the gauge"
text = "{date}. The water is {level.word}. {trust < 2: Few listen. | They listen.}"

[scene.gauge.measure.ask]
label = "Knock in the lower street"
effects = ["asked += 1", "lower.trust += 1"]
[scene.gauge.measure.raise_stage]
label = "Raise the stage"
requires = "warning < 'emergency'"
effects = ["warning = 'emergency' if warning == 'alert' else 'alert'", "upper.trust -= 1"]
[scene.gauge.measure.call_crew]
label = "Call the crew"
once = true
takes = 2
effects = ["crew = true"]
[scene.gauge.measure.open_sluice]
label = "Open the sluice"
tags = ["sluice"]
gates = { staffed = "crew" }
effects = ["level -= 2"]
goto = "after"
[scene.gauge.measure.open_sluice.chance.holds]
weight = "2 + trust"
[scene.gauge.measure.open_sluice.chance.breaks]
weight = "2 if crack else 0"
goto = "street_lost"
[scene.gauge.measure.clear]
label = "Clear the lower street"
tags = ["by_door"]
requires = "least(trust) >= 2"
goto = "all_out"

[scene.after]
title = "After the sluice"
text = "The gauge stands at {level}."
[scene.after.measure.watch]
label = "Watch"

[inject.rain]
text = "It rains."
when = "level < 6 and not scene.after"
repeat = true
effects = ["level += 1"]

[ending.all_out]
title = "All out"
rank = 3
text = "Everybody is out."
[ending.street_lost]
title = "The lower street"
rank = 0
when = "level == 6"
text = "The lower street is under water."
[ending.morning]
title = "Morning"
rank = 2
text = "It is morning, and the gauge stands at {level.word}."

[property.a_dry_night_exists]
reachable = "ending.morning"
"""


@pytest.fixture(scope="module")
def flood() -> Scenario:
    resolver = MemoryResolver({"high_water.toml": HIGH_WATER})
    return read("flood", Volume("flood.toml", FLOOD.encode()), resolver).sound()


# --- another doctrine, whole -----------------------------------------------------------------------------------------


def test_a_scenario_over_another_doctrine_can_be_played_to_each_of_its_endings(flood):
    sluice = ("call_crew", "raise_stage", "open_sluice/holds")

    plays = {
        "all_out": Play(flood).take("ask", "clear"),
        "street_lost": Play(flood).take(*["ask"] * 4),
        "morning": Play(flood).take(*sluice, *["watch"] * 5),
    }
    assert {name: play.place for name, play in plays.items()} == {name: name for name in flood.endings}
    assert Play(flood).take(*sluice[:2], "open_sluice/breaks").place == "street_lost"


def test_the_gates_of_another_doctrine_lock_with_its_own_reasons(flood):
    lines = {line.measure: line for line in view(flood, Play(flood).state).offers}

    assert lines["open_sluice"].reasons == (
        "Nobody may touch the sluice at the stage of watch.",
        "There is no crew at the sluice.",
    )
    assert lines["clear"].reasons[0] == "needs `asked >= 1 if Stage of warning == 'watch' else asked >= 0`"
    assert lines["clear"].reasons[1] == "needs Trust of Lower street: *little*, 2 of 4 (now *little*, 1 of 4)"


def test_an_attribute_and_a_variable_of_one_name_are_another_doctrine_s_to_choose(flood):
    play = Play(flood).take("ask")

    assert [play["trust"], play["lower.trust"], play["upper.trust"]] == [2, 2, 3]
    assert [party.name for party in view(flood, play.state).parties] == ["Upper street", "Lower street"]


def test_what_a_step_of_a_flood_did_is_told_in_its_own_words(flood):
    play = Play(flood).take("ask")

    told = {
        movement.label: (movement.word_before, movement.word_after, movement.cause)
        for movement in account(flood, play.steps[0]).movements
    }
    assert told == {
        "Lower street: Trust": ("little", "little", "Knock in the lower street"),
        "Gauge at the bridge": ("low", "at the sill", "It rains."),
        "Trust": ("1", "2", "follows from what it is made of"),
    }
    assert view(flood, play.state).text == "12 August 2002, 19:00. The water is at the sill. They listen."


def test_the_plain_judge_knows_no_doctrine_either_and_finds_every_ending(flood):
    judge = PlainJudge(flood)

    worlds = judge.every_world()
    assert {world["place"] for world in worlds.values() if judge.ended(world)} == set(flood.endings)
    assert all(offers(flood, Play(flood).take("ask").state))


# --- no word of peacekeeping in Python -------------------------------------------------------------------------------

ROOT = Path(__file__).parents[2]
DOCTRINE = tomllib.loads((ROOT / "crisisengine/doctrines/peacekeeping.toml").read_text(encoding="utf-8"))

NOUNS = {"peacekeeping", *DOCTRINE["attribute"], *DOCTRINE["variable"]}
"""Ids that no text in Python may hold, not even inside a sentence."""
IDS = NOUNS | {name for kind in ("tag", "tier", "phase", "principle", "glossary") for name in DOCTRINE[kind]}
IDS |= {word for variable in DOCTRINE["variable"].values() for word in variable.get("values", ())}
"""Ids that no text in Python may be, nor hold where they cannot be mistaken for plain English (`use_of_force`)."""

ALLOWED = {
    (
        "loader/expressions/typecheck.py",
        "consent",
    ): "an example in a hint to an author: `least(consent)`; nothing compares it",
    ("loader/schema/draft.py", "peacekeeping"): "an example of what `extends` names",
    ("cli/new.py", "peacekeeping"): "an example of what `--doctrine` takes",
    ("", "chapters"): "parts of a story; those of the Charter are an entry of its glossary too",
    ("", "none"): "plain English for nothing; it is a stage of authority too",
    ("", "return"): "a word of Python; it is a tag too",
}
"""(file or folder, empty for all, and word): why it may stand there."""


def texts(tree: ast.Module) -> Iterator[ast.Constant]:
    """Every text of a module that is no docstring; the pieces of f-strings among them."""
    spoken = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in spoken:
            yield node


def doctrine_words(text: str) -> set[str]:
    """The doctrine's words in a text."""
    words = set(re.findall(r"[a-z][a-z_]*", text.lower()))
    return (words & NOUNS) | {word for word in words & IDS if "_" in word} | ({text} & IDS)


def test_the_search_finds_what_it_looks_for():
    tree = ast.parse(
        '"""consent"""\nx = "consent"\ny = f"the {x} consent"\nz = "use_of_force"\nw = "dialogue"\nv = "a dialogue"'
    )

    assert sorted(word for node in texts(tree) for word in doctrine_words(node.value)) == [
        "consent",
        "consent",
        "dialogue",
        "use_of_force",
    ]
    assert {"consent", "impartiality", "civilian_safety", "authorisation", "credibility"} <= NOUNS


@pytest.mark.parametrize(
    "path", sorted((ROOT / "crisisengine").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_no_word_of_the_peacekeeping_doctrine_stands_in_python(path):
    where = str(path.relative_to(ROOT / "crisisengine"))

    found = {
        f"{where}:{node.lineno}: {word}"
        for node in texts(ast.parse(path.read_text(encoding="utf-8")))
        for word in doctrine_words(node.value)
        if not any(where.startswith(place) and word == allowed for place, allowed in ALLOWED)
    }
    assert found == set()
