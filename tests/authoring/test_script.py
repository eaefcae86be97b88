"""The script of a scenario: everything once, in the order of the story, numbered, and every reference leads somewhere."""

from __future__ import annotations

import io
import json
import re
import zipfile

import docx
import pytest
from bench import CLOCK, load
from effort import LARGEST, drawn
from hypothesis import given, settings
from markdown_it import MarkdownIt
from shipped import SHIPPED, loaded

from crisisengine.authoring.reading_order import chapters, reading_order, ways_on
from crisisengine.authoring.script.as_docx import script_docx
from crisisengine.authoring.script.as_html import script_page
from crisisengine.authoring.script.as_markdown import script_markdown
from crisisengine.authoring.script.document import Entry, anchors
from crisisengine.authoring.script.writing import script_of
from crisisengine.loader import MemoryResolver, Volume, read

STORY = (
    CLOCK
    + """
[scene.first]
[scene.first.measure.on]
goto = "second"
later = [{ after = 2, inject = "late" }]
[scene.last]
[scene.last.measure.stop]
goto = "over"
[scene.aside]
[scene.aside.measure.return]
goto = "back"
[scene.second]
[scene.second.measure.on]
goto = "last"
[scene.nowhere]
[scene.nowhere.measure.on]
goto = "last"
[inject.late]
[inject.call]
when = "scene.second"
goto = "aside"
[inject.dated]
on = 4
"""
)


def entries(blocks):
    for block in blocks:
        if isinstance(block, Entry):
            yield block
            yield from entries(block.blocks)


def test_scenes_stand_in_the_order_of_the_story_and_what_nothing_leads_to_comes_last():
    scenario = load(STORY)

    assert reading_order(scenario) == ("first", "second", "last", "aside", "nowhere") or reading_order(scenario) == (
        "first",
        "second",
        "aside",
        "last",
        "nowhere",
    )


def reachable(on, scene):
    found, waiting = set(), [scene]
    while waiting:
        for following in on.get(waiting.pop(), ()):
            if following not in found:
                found.add(following)
                waiting.append(following)
    return found


@settings(max_examples=25)
@given(drawn(LARGEST))
def test_the_reading_order_holds_every_scene_once_and_begins_where_the_story_does(scenario):
    order = reading_order(scenario)

    assert sorted(order) == sorted(scenario.scenes)
    assert order[0] == scenario.start
    on = ways_on(scenario)
    after = {name: reachable(on, name) for name in scenario.scenes}
    for scene in after[scenario.start] | {scenario.start}:
        for following in on.get(scene, ()):
            if following in scenario.scenes and scene not in after[following] and following != scene:
                assert order.index(scene) < order.index(following)
    assert sorted(name for _chapter, scenes in chapters(scenario) for name in scenes) == sorted(order)


def test_an_inject_stands_where_a_reader_meets_it():
    found = {entry.number: entry for entry in entries(script_of(load(STORY)).parts)}
    calendar = next(part for part in script_of(load(STORY)).parts if part.anchor == "calendar")

    assert [entry.title for entry in calendar.blocks] == ["dated"]
    assert [entry.title for entry in entries(found["1"].blocks) if entry.kind == "inject"] == ["late"]
    assert [entry.title for entry in entries(found["2"].blocks) if entry.kind == "inject"] == ["call"]


@pytest.mark.parametrize("name", SHIPPED)
def test_every_scene_measure_inject_and_ending_stands_in_it_once_and_every_reference_leads_to_its_anchor(name):
    scenario = loaded(name)
    document = script_of(scenario)
    page = script_page(document)
    known = [entry for entry in entries(document.parts) if entry.anchor]
    counts = {kind: sum(entry.kind == kind for entry in known) for kind in ("scene", "measure", "inject", "ending")}

    assert counts == {
        "scene": len(scenario.scenes),
        "measure": sum(1 for _measure in scenario.measures),
        "inject": len(scenario.injects),
        "ending": len(scenario.endings),
    }
    assert len(anchors(document)) == len(known)
    for anchor in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{anchor}"' in page


def test_a_way_names_the_number_and_the_title_of_where_it_leads():
    page = script_page(script_of(loaded("the_convoy_home")))

    assert 'goes to <a href="#scene-7">7, The men at the loading point</a>' in page
    assert "only if “Civilian safety” is at least <em>grave</em>" in page


DOCTRINE = """
format = 1
[doctrine]
title = "D"
summary = "D"
[attribute.access]
label = "Access"
range = [0, 3]
explains = "How far they let people through."
[principle.need]
label = "Need"
explains = "Need alone decides."
[tag.triage]
label = "Triage"
explains = "Who goes first."
principle = "need"
[tag.idle]
label = "Idle"
explains = "Nobody is of this kind."
"""


def test_a_colleague_reads_what_values_kinds_and_principles_mean():
    scenario = load(
        STORY.replace("[scene.first.measure.on]", '[scene.first.measure.on]\ntags = ["triage"]')
        + '[variable.calm]\nlabel = "Calm"\nstart = 1\nrange = [0, 3]\nexplains = "Whether they still listen."\n'
        + '[party.ring]\nname = "The Ring"\naccess = 1\n[party.post]\nname = "The post"\nabout = "A hut."\nof = "ring"\naccess = 1\n',
        doctrine=DOCTRINE,
    )
    told = script_markdown(script_of(scenario))

    assert "| **Calm** | 0 to 3 | 1 | Whether they still listen. |" in told
    assert "- Access: How far they let people through." in told
    assert "| **The post** (of The Ring) | A hut. |" in told
    assert "| **Triage** | Who goes first. | Need |" in told
    assert "- Need (principle): Need alone decides." in told
    assert "Idle" not in told


def test_what_chance_can_make_of_a_measure_has_a_number_to_be_named_by():
    scenario = load(
        STORY + "[scene.first.measure.on.chance.calm]\nweight = 2\n[scene.first.measure.on.chance.storm]\nweight = 1\n"
    )
    told = script_markdown(script_of(scenario))

    assert "1.1.1. By chance: calm" in told
    assert "1.1.2. By chance: storm" in told


def test_what_is_said_in_plain_words_as_well_stands_behind_the_text():
    text = STORY.replace("[scene.second]\n", '[scene.second]\nplain = "Short."\n').replace(
        "[inject.late]\n", '[inject.late]\ntext = "It is late."\nplain = "Late."\n'
    )
    markdown = script_markdown(script_of(load(text)))

    assert "**In plain words**\n\n> Short." in markdown
    assert "> It is late.\n\n**In plain words**\n\n> Late." in markdown


HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) ![p](http://x/y.png) **b** {{ 7 }} \\N | `c`"


def hostile():
    words = json.dumps(HOSTILE, ensure_ascii=False)
    text = f"""
format = 1
[scenario]
title = {words}
summary = {words}
start = "here"
minutes = 1
[variable.trust]
start = 1
range = [0, 6]
label = {words}
[scene.here]
title = {words}
text = {words}
[scene.here.measure.act]
label = {words}
requires = "trust >= 3"
otherwise = {words}
result = {words}
goto = "over"
[inject.sent]
from = {words}
text = {words}
when = "trust >= 1"
[ending.over]
title = {words}
rank = 0
text = {words}
history = {words}
"""
    return read("hostile", Volume("hostile.toml", text.encode()), MemoryResolver({})).sound()


def test_a_strangers_text_is_text_in_every_format():
    document = script_of(hostile())
    page, markdown = script_page(document), script_markdown(document)
    words = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(script_docx(document))).paragraphs)

    assert "<script" not in page
    assert not [address for address in re.findall(r'href="([^"]*)"', page) if "javascript" in address]
    assert "<img" not in page
    assert "<script" not in MarkdownIt().render(markdown)
    assert "<script>alert(1)</script>" in words


def test_a_word_processors_document_has_headings_for_what_is_numbered_and_links_to_it():
    document = script_of(loaded("the_convoy_home"))
    written = script_docx(document)
    opened = docx.Document(io.BytesIO(written))
    headings = [paragraph.text for paragraph in opened.paragraphs if (paragraph._p.style or "").startswith("Heading")]
    inside = zipfile.ZipFile(io.BytesIO(written)).read("word/document.xml").decode()

    assert [heading.split("  ")[0] for heading in headings if re.match(r"\d+  ", heading)] == [
        str(number) for number in range(1, 17)
    ]
    assert set(re.findall(r'w:anchor="([^"]+)"', inside)) <= set(
        re.findall(r'<w:bookmarkStart[^>]*w:name="([^"]+)"', inside)
    )


def test_a_scenario_that_does_not_load_says_that_something_is_left_out():
    document = script_of(load(STORY), faults=2)

    assert "does not load yet" in document.head[0]
    assert "2 errors" in document.head[0]
