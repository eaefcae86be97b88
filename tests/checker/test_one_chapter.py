"""A chapter that is proved alone: what is said of it is so of the whole, and it stops where another begins."""

from __future__ import annotations

import json
from pathlib import Path

from effort import LARGEST, drawn, examples
from hypothesis import given

from crisisengine.checker import judge, prove
from crisisengine.checker.formats import as_json, full
from crisisengine.checker.formats.verdict_line import summary
from crisisengine.engine.rules import begin, offers, place, possible, step
from crisisengine.engine.run import replay
from crisisengine.engine.sending import send, sendable
from crisisengine.engine.starts import starts
from crisisengine.loader import MemoryResolver, Volume, read

SIEGE = """\
format = 1
[scenario]
title = "The siege"
summary = "Two nights."
start = "wall"
minutes = 1
[chapter.first]
title = "The first night"
start = "wall"
[chapter.second]
title = "The second night"
start = "gate"
effects = ["bread = 2"]
[variable.bread]
label = "Bread"
start = 3
range = [0, 3]
[scene.wall]
title = "The wall"
chapter = "first"
text = "Night."
[scene.wall.measure.share]
label = "Share the bread"
effects = ["bread -= 1"]
[scene.wall.measure.sleep]
label = "Sleep"
goto = "gate"
[scene.gate]
title = "The gate"
chapter = "second"
text = "They are at the gate."
[scene.gate.measure.open]
label = "Open it"
goto = "fallen"
[ending.fallen]
title = "Fallen"
rank = 0
text = "Taken."
[property.bread]
never = "bread == 1"
[property.gate]
never = "scene.gate and bread == 0"
[property.fallen]
reachable = "ending.fallen"
[property.ends]
eventually = "ending"
"""


def siege(text=SIEGE):
    return read("siege", Volume("siege.toml", text.encode()), MemoryResolver({}))


def errors(proof):
    return {
        (known.remark.code, known.remark.path[-1]) for known in proof.remarks if known.remark.code in ("dead-end", "trap", "no-outcome")
    }  # fmt: skip


def seen_from(scenario, chapter):
    """Every state from the chapter's beginnings, found by plain search; where another chapter begins nothing follows."""
    own = scenario.chapters[chapter]
    others = [known for known in scenario.chapters.values() if known.id != chapter]
    titles = {known.title for known in others} - {own.title}
    stops = {s.id for s in scenario.scenes.values() if s.chapter in titles} | {known.start for known in others}
    stops -= {own.start}
    found = dict.fromkeys(begin(scenario, start) for start, _ in starts(scenario, chapter))
    waiting = list(found)
    for state in waiting:
        if place(scenario, state) in stops:
            continue
        afters = [send(scenario, state, known.inject).after for known in sendable(scenario, state) if known.open]
        for measure in (offer.measure for offer in offers(scenario, state) if offer.open):
            outcomes = [name for name, _ in possible(scenario, state, measure)] or [None]
            afters += [step(scenario, state, measure, outcome).after for outcome in outcomes]
        new = [after for after in dict.fromkeys(afters) if after not in found]
        found |= dict.fromkeys(new)
        waiting += new
    return found


@given(drawn(LARGEST))
@examples(30)
def test_what_is_found_in_one_chapter_is_found_in_the_whole_and_every_state_of_it_is_seen(scenario):
    whole = prove(scenario) if scenario.chapters else None
    for chapter in scenario.chapters:
        alone, kept = (prove(scenario, chapter=chapter, reduce=reduce) for reduce in (True, False))
        verdicts = {judged.name: judged.verdict for judged in whole.properties}

        assert kept.complete
        assert kept.extent.states == len(seen_from(scenario, chapter)) >= alone.extent.states
        assert errors(alone) == errors(kept) <= errors(whole)
        assert [(known.name, known.verdict) for known in alone.properties] == [
            (known.name, known.verdict) for known in kept.properties
        ]
        for judged in alone.properties:
            assert judged.verdict == "holds" or verdicts[judged.name] == "violated"
            assert judged.kind != "reachable" or verdicts[judged.name] == "holds"
            if judged.run is not None:
                assert judged.start.chapter == chapter
                assert replay(scenario, judged.run, start=judged.start)[1] is None


def test_a_chapter_begins_with_what_is_usually_inherited_and_is_judged_as_far_as_another():
    first, second = (prove(siege().sound(), chapter=chapter) for chapter in ("first", "second"))

    assert {judged.name: judged.verdict for judged in first.properties} == {"bread": "violated", "gate": "holds"}
    assert {judged.name: judged.verdict for judged in second.properties} == {
        "bread": "holds",
        "gate": "holds",
        "fallen": "holds",
    }
    assert (first.not_asked, second.not_asked) == (("fallen", "ends"), ("ends",))


def test_leading_on_to_another_chapter_is_no_trap_and_leading_nowhere_is():
    assert prove(siege().sound(), chapter="first").verdict == "violated", "of bread, and of nothing else"
    assert errors(prove(siege().sound(), chapter="first")) == set()

    locked = SIEGE.replace('label = "Sleep"\n', 'label = "Sleep"\nwhen = "bread >= 2"\n')
    assert errors(prove(siege(locked).sound(), chapter="first")) == {("trap", "wall")}


def test_every_format_says_that_it_is_of_one_chapter_alone():
    result = judge(Path("siege.toml"), siege(), chapter="second")
    (written,) = json.loads(as_json.written([result]))["scenarios"]

    assert summary(result).startswith("siege.toml, chapter `second` alone: holds; all states seen: 2 states")
    assert "  not asked of a chapter alone: ends" in full.written([result])
    assert (written["chapter"], written["not_asked"]) == ("second", ["ends"])
    assert result.reachable_endings is None, "no debrief may take a part for the whole"
