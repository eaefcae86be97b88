"""Where one chapter ends and the next begins, and what is told who begins in the middle: in every front end."""

from __future__ import annotations

import io

import pytest
from shipped import unasked

from crisisengine.engine.run import start
from crisisengine.loader import MemoryResolver, Volume, read
from crisisengine.plain.player import Player
from crisisengine.session.chapters import begun, chapter_line, new_chapter, when_and_what
from crisisengine.session.session import Session
from crisisengine.web.played_run import PlayedRun
from crisisengine.web.run_pages import run_page

TWO = """\
format = 1

[scenario]
title = "Two Rivers"
summary = "One river, then another."
start = "bank"
minutes = 40
role = "You have a boat."

[variable.trust]
label = "Trust"
start = 2
range = [0, 4]
better = "high"
bands = { 0 = "none", 1 = "little", 2 = "some" }

[chapter.first]
title = "The first river"
start = "bank"

[chapter.second]
title = "The second river"
start = "far"
effects = ["trust -= 1"]

[scene.bank]
title = "The bank"
chapter = "The first river"
text = "Water."
minutes = 10

[scene.bank.measure.stay]
label = "Stay a day"
result = "A day."

[scene.bank.measure.cross]
label = "Cross"
result = "Over."
goto = "far"

[scene.far]
title = "The far bank"
chapter = "The second river"
text = "More water."
minutes = 30

[scene.far.measure.cross]
label = "Cross again"
result = "Over again."
goto = "over"

[scene.far.measure.rest]
label = "Rest"
result = "Rested."

[ending.over]
title = "Over"
rank = 1
text = "Over."
"""
LINE = "Chapter 2 of 2: The second river"


def session_of(*measures, chapter=""):
    reading = read("two", Volume("two.toml", TWO.encode()), MemoryResolver({}))
    assert not reading.errors, reading.errors
    session = Session(start(reading.scenario, 1, chapter))
    for measure in measures:
        assert session.decide(measure) == ""
    return session


@pytest.mark.parametrize(
    ("measures", "line"),
    [((), ""), (("stay",), ""), (("cross",), LINE), (("cross", "rest"), ""), (("cross", "cross"), "")],
)
def test_a_chapter_begins_where_the_scene_before_was_of_another_one(measures, line):
    assert new_chapter(session_of(*measures)) == line


def test_a_scenario_of_one_chapter_does_not_number_it():
    flags = unasked("twelve_flags")
    titles = {scene.chapter for scene in flags.scenes.values() if scene.chapter}

    for title in titles:
        assert chapter_line(flags, title) == title if len(titles) < 2 else title in chapter_line(flags, title)
    assert chapter_line(session_of().scenario, "no such chapter") == "no such chapter"


def test_line_by_line_the_new_chapter_stands_between_what_followed_and_its_first_scene():
    out = io.StringIO()
    Player(session_of(), io.StringIO("cross\nrest\n"), out).play()
    told = out.getvalue()

    assert told.index("Over.") < told.index(f"{LINE}.") < told.index("The far bank.")
    assert told.count(LINE) == 1


def test_in_the_browser_the_new_chapter_stands_behind_what_followed():
    page = run_page(PlayedRun(session_of("cross"), reading=None))

    assert page.fields["chapter"] == LINE
    assert run_page(PlayedRun(session_of("cross", "rest"), reading=None)).fields["chapter"] == ""


def test_who_begins_in_the_middle_is_told_where_for_how_long_and_with_what():
    told = begun(session_of(chapter="second"))

    assert told is not None
    assert (told.line, told.minutes, told.onward) == (LINE, 30, 30)
    assert told.inherited == (("Trust", "little"),)
    assert when_and_what(told).startswith(f"Your run begins with **{LINE}**. It takes about 30 minutes.")
    assert begun(session_of()) is None


def test_the_chapters_of_a_scenario_take_its_time_together():
    long = unasked("the_transitional_authority")
    told = [begun(Session(start(long, 1, chapter))) for chapter in long.chapters]

    assert abs(sum(chapter.minutes for chapter in told) - long.minutes) <= 5 * len(told) / 2
    assert told[0].onward == long.minutes
    assert told[-1].onward == told[-1].minutes


@pytest.mark.parametrize("chapter", ["", "second"])
def test_every_front_end_tells_it_at_the_beginning(chapter):
    out = io.StringIO()
    Player(session_of(chapter=chapter), io.StringIO("quit\n"), out).play()
    headings = [
        heading
        for heading, _text in run_page(PlayedRun(session_of(chapter=chapter), reading=None)).fields["background"]
    ]

    assert ("Where you begin. Your run begins with Chapter 2 of 2" in out.getvalue()) == bool(chapter)
    assert ("Where you begin" in headings) == bool(chapter)
