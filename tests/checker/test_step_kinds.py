"""`changes` and `answers` on a story with a clock, chance and sends: what holds, what breaks it, and the run that shows it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from asks import Asks
from worlds import HEAD, OVER, loaded, numbers, scene

from crisisengine.checker import judge, prove
from crisisengine.checker.formats.registry import FORMATS
from crisisengine.engine.run import replay
from crisisengine.loader import MemoryResolver, Volume, read

AROUND = """format = 1
[scenario]
title = "The breach"
summary = "A breach is proven, or not."
start = "desk"
minutes = 1
[clock]
unit = "day"
length = 9
ending = "late"
[variable.trust]
start = 4
range = [0, 6]
[variable.season]
start = "dry"
values = ["dry", "rain"]
[variable.proven]
start = false
[variable.answered]
start = false
[scene.desk]
title = "The desk"
text = "Paper."
[scene.desk.measure.look]
label = "Look"
takes = 2
[scene.desk.measure.look.chance.found]
weight = 1
effects = ["proven = true", "trust -= 1"]
goto = "table"
[scene.desk.measure.look.chance.nothing]
weight = 1
[scene.desk.measure.lie]
label = "Lie"
effects = ["trust -= 3", "season = 'rain'"]
[scene.table]
title = "The table"
text = "Talk."
[scene.table.measure.answer]
label = "Answer"
takes = 3
effects = ["answered = true"]
goto = "home"
[scene.table.measure.wait]
label = "Wait"
takes = 2
when = "not {wait}"
[inject.news]
contingency = true
text = "It is in the papers."
effects = ["proven = true", "trust -= {sent}"]
[ending.home]
title = "Home"
rank = 1
text = "Home."
[ending.late]
title = "Late"
rank = 0
text = "Late."
"""


def reading(keys, wait="answered", sent=0):
    around = AROUND.replace("{wait}", wait).replace("{sent}", str(sent))
    return read("breach", Volume("breach.toml", f"{around}[property.promise]\n{keys}\n".encode()), MemoryResolver({}))


def judged(keys, **around):
    scenario = reading(keys, **around).sound()
    (found,) = prove(scenario).properties
    if found.run is not None:
        assert replay(scenario, found.run, start=found.start)[1] is None
    run = None if found.run is None else [decision.send or decision.measure for decision in found.run]
    return found.verdict, run, found.why, found.asked


@pytest.mark.parametrize(
    ("keys", "verdict", "run", "why"),
    [
        ('changes = "trust - before(trust) >= -3"', "holds", None, ""),
        (
            'changes = "trust - before(trust) >= -2"',
            "violated",
            ["lie"],
            "on the last step `trust` goes from 4 to 1",
        ),
        ('changes = "trust - before(trust) >= -2"\nat = ["scene.table"]', "holds", None, ""),
        ('changes = "trust - before(trust) >= -2"\nat = ["desk.look"]', "holds", None, ""),
        (
            'changes = "trust >= before(trust)"\nat = ["desk.look"]',
            "violated",
            ["look"],
            "on the last step `trust` goes from 4 to 3",
        ),
        (
            'changes = "trust >= before(trust)"\nat = ["desk.look"]\nwhen = "season == \'rain\'"',
            "violated",
            ["lie", "look"],
            "on the last step `trust` goes from 1 to 0",
        ),
        (
            'changes = "before(season) == season or scene.table"',
            "violated",
            ["lie"],
            "on the last step `season` goes from 'dry' to 'rain'",
        ),
        ('changes = "not answered or before(proven)"', "holds", None, ""),
        (
            'changes = "before(proven and day < 3) or not answered"',
            "violated",
            ["lie", "look", "answer"],
            "on the last step `proven and day < 3` stays false",
        ),
        ('changes = "trust >= first(trust) - 3"', "violated", ["lie", "look"], "the last step ends in such a state"),
        ("always = \"trust >= first(trust) - 4 and first(season) == 'dry'\"", "holds", None, ""),
    ],
)
def test_a_step_is_judged_from_its_beginning_to_its_end(keys, verdict, run, why):
    assert judged(keys) == (verdict, run, why, True)


ENDS = "from there the run can end without the answer"


@pytest.mark.parametrize(
    ("keys", "around", "verdict", "run", "why"),
    [
        ('answers = "answered"\nto = "proven"', {}, "violated", ["news"], ENDS),
        ('answers = "answered"\nto = "proven"\nwhen = "scene.table"', {}, "violated", ["look"], ENDS),
        ('answers = "answered"\nto = "proven"\nwhen = "scene.table"', {"wait": "true"}, "holds", None, ""),
        ('answers = "answered"\nto = "scene.table"\nwithin = 3', {"wait": "true"}, "holds", None, ""),
        (
            'answers = "answered"\nto = "scene.table"\nwithin = 2',
            {"wait": "true"},
            "violated",
            ["look"],
            "from there the answer can take 3 days",
        ),
        (
            'answers = "answered or ending"\nto = "scene.table"\nwithin = 4',
            {"wait": "day > 4"},
            "violated",
            ["look"],
            "from there the answer can take 7 days",
        ),
        ('answers = "proven"\nto = "proven"\nwithin = 0', {}, "holds", None, ""),
        ('answers = "ending"\nto = "true"\nwithin = 9', {}, "holds", None, ""),
        ('answers = "ending"\nto = "true"\nwithin = 8', {}, "violated", [], "from there the answer can take 9 days"),
        ('answers = "scene.table"\nto = "scene.desk"', {}, "violated", [], ENDS),
        ('answers = "ending.home"\nto = "answered"\nwithin = 0', {}, "holds", None, ""),
    ],
)
def test_an_answer_comes_in_time_from_wherever_it_is_asked_for(keys, around, verdict, run, why):
    assert judged(keys, **around) == (verdict, run, why, True)


def test_what_follows_an_answer_says_nothing_of_the_states_before_it_in_the_same_scene():
    # found by a campaign: what can still end after the answer was handed to the state that had not yet answered
    steps = scene([("leave", "m += 0", "m == 1"), ("stay", "m += 0", "m == 1"), ("answer", "m += 1", "m == 0")])
    ends = steps.replace('label = "leave"', 'label = "leave"\ngoto = "over"')
    text = HEAD + numbers("m", 1) + ends + OVER.format("over", 1, "m > 1").replace('when = "m > 1"\n', "")
    (told,) = prove(loaded(text + '[property.p]\nanswers = "m == 1 and scene.road"\nto = "m == 0"\n')).properties

    assert told.verdict == "holds"


def test_what_is_sent_is_a_step_and_is_told_as_one():
    assert judged('changes = "trust == before(trust)"', sent=2)[:2] == ("violated", ["news"])
    assert judged('changes = "trust == before(trust)"\nat = ["scene.table"]', sent=2)[:2] == (
        "violated",
        ["look", "news"],
    )
    assert judged('changes = "trust - before(trust) > -2 or scene.desk"\nat = ["table.wait"]', sent=2)[0] == "holds"
    result = judge(Path("breach.toml"), reading('changes = "trust == before(trust)"', sent=2))

    (told,) = json.loads(FORMATS["json"]([result]))["scenarios"][0]["properties"]
    assert told["run"] == [{"scene": "desk", "send": "news", "outcome": None}]
    assert (told["verdict"], told["kind"]) == ("violated", "changes")
    assert "on the last step `trust` goes from 4 to 2" in FORMATS["full"]([result])
    assert "after the facilitator's `news`" in FORMATS["full"]([result])


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ('answers = "answered"\nto = "trust == 6"', "its `to` never becomes true"),
        (
            'answers = "answered"\nto = "proven"\nwhen = "trust == 6"',
            "its `to` never becomes true where its `when` holds",
        ),
        ('changes = "answered"\nwhen = "trust == 6"', "its `when` holds in no state"),
        (
            'changes = "answered"\nwhen = "answered"\nat = ["desk.lie"]',
            "its `when` holds in no state in which it is judged",
        ),
    ],
)
def test_what_nothing_asks_is_never_asked(keys, message):
    assert judged(keys)[::3] == ("holds", False)
    (remark,) = [
        located.remark for located in prove(reading(keys).sound()).remarks if located.remark.code == "never-asked"
    ]
    assert remark.message == f"property `promise` is never asked: {message}"


def kept_at(place, keys):
    found = prove(reading(keys).sound()).found
    return {found.program.slots[slot].name for slot in found.kept.slots[found.program.place_number[place]]}


def test_the_clock_is_kept_for_an_answer_in_time_and_what_was_for_a_step():
    soon = 'answers = "ending"\nto = "scene.table"'
    falls = 'changes = "trust >= before(trust)"'

    assert "day" not in kept_at("home", soon)
    assert "day" in kept_at("home", f"{soon}\nwithin = 2")
    assert "trust" not in kept_at("desk", soon) | kept_at("home", soon)
    assert all("trust" in kept_at(place, falls) for place in ("desk", "table", "home"))
    assert "trust" not in kept_at("home", f'{falls}\nat = ["scene.desk"]')


def test_a_budget_that_ends_leaves_them_undecided_and_nothing_raises():
    for asks in range(0, 60, 3):
        for keys in ('answers = "ending"\nto = "scene.table"\nwithin = 9', 'changes = "trust >= 0"'):
            (found,) = prove(reading(keys).sound(), budget=Asks(asks=asks)).properties
            assert found.verdict in ("holds", "undecided")
