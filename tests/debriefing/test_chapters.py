"""Of a story in chapters a debrief speaks of what was played: the rest is not come to, and no failing."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from crisisengine import reports
from crisisengine.debriefing import debrief
from crisisengine.debriefing.cohort import read_together
from crisisengine.debriefing.improvement_plan import areas, plan, strengths
from crisisengine.engine.run import start
from crisisengine.loader import MemoryResolver, Volume, read
from crisisengine.reports import cohort_sections
from crisisengine.reports.json_report import debrief_report
from crisisengine.reports.sections import sections
from crisisengine.session.debrief_view import view_of_debrief
from crisisengine.tui.widgets.debrief.decision import end_sheet

HEAD = """
format = 1
[scenario]
title = "Three nights"
summary = "A long story."
start = "dusk"
minutes = 3
invented = '''
All names are invented.[^first]

In *The first night* documented: the dusk.[^first]
Invented: the lamp.

In *The third night* documented: the dawn.[^third]
'''
[source.first]
title = "On dusk"
[source.second]
title = "On noon"
[source.third]
title = "On dawn"
[chapter.one]
title = "The first night"
start = "dusk"
[chapter.two]
title = "The second night"
start = "noon"
[chapter.three]
title = "The third night"
start = "dawn"
[ending.home]
title = "Home"
rank = 1
text = "Home."
history = "Nobody came home."
"""
AIMS = ("lamp", "rope", "boat", "shade", "road", "song", "bell")
"""Taken in the first night; open there; on a road of it that is not taken; in the second; in second and third; in the third; nowhere."""
SCENES = {
    "dusk": ("one", "Dusk.", {"light": (["lamp"], "noon"), "tie": (["rope"], "noon"), "wade": ([], "ford")}),
    "ford": ("one", "Water.", {"row": (["boat"], "noon")}),
    "noon": ("two", "Noon.[^second]", {"rest": (["shade"], "noon"), "walk": (["road"], "dawn"), "hide": ([], "dawn")}),
    "dawn": ("three", "Dawn.", {"sing": (["song", "road"], "home"), "sleep": ([], "home")}),
}


def story(aims=AIMS):
    text = HEAD + "".join(f'[objective.{aim}]\ntext = "Mind the {aim}."\n' for aim in aims)
    for name, (chapter, page, measures) in SCENES.items():
        text += f'[scene.{name}]\ntitle = "{name}"\nchapter = "{chapter}"\ntext = "{page}"\n'
        for measure, (teaches, way) in measures.items():
            text += f'[scene.{name}.measure.{measure}]\nlabel = "{measure}"\nteaches = {json.dumps(teaches)}\n'
            text += f'goto = "{way}"\n' if way != name else ""
    return read("nights", Volume("nights.toml", text.encode()), MemoryResolver({})).sound()


def played(*measures, chapter=""):
    run = start(story(), chapter=chapter)
    for measure in measures:
        run = run.decide(measure)
    return run


def told(run, key):
    (section,) = (section for section in sections(debrief(run)) if section.key == key)
    return section.markdown


def results(run):
    return {line.id: (line.result, line.lies) for line in debrief(run).objectives}


def test_what_a_run_could_not_have_shown_yet_is_not_come_to():
    assert results(played("light")) == {
        "lamp": ("met", ""),
        "rope": ("not", ""),
        "boat": ("not", ""),
        "shade": ("beyond", "later"),
        "road": ("beyond", "later"),
        "song": ("beyond", "later"),
        "bell": ("beyond", "nowhere"),
    }


def test_a_run_that_begins_at_a_chapter_is_not_asked_for_those_before_it():
    found = results(played("hide", chapter="two"))

    assert found["lamp"] == found["rope"] == found["boat"] == ("beyond", "elsewhere")
    assert found["shade"] == found["road"] == ("not", "")
    assert found["song"] == ("beyond", "later")


def test_what_lies_ahead_in_the_chapter_that_is_being_played_is_not_come_to():
    assert results(played("wade"))["boat"] == ("beyond", "ahead")
    assert results(played())["lamp"] == ("beyond", "ahead")


def test_what_an_ended_run_left_aside_in_the_chapters_that_it_played_is_not_met():
    found = results(played("light", "hide", "sleep"))

    assert {name for name, (result, _) in found.items() if result == "not"} == {"rope", "boat", "shade", "road", "song"}


def test_what_was_not_come_to_is_told_once_and_is_nothing_to_improve():
    run = played("light")
    whole = debrief(run)
    text = told(run, "objectives")

    assert text.count("Not come to: 4.") == 1
    assert (
        "In later chapters only (The second night, The third night): Mind the shade; Mind the road; Mind the song."
        in text
    )
    assert "In no scene: Mind the bell." in text
    for name in ("shade", "road", "song", "bell"):
        assert f"Mind the {name}" not in told(run, "strengths") + told(run, "plan")
        assert not any(name in area.issue for area in areas(whole))
        assert not any(name in cell for row in plan(whole) for cell in row)
        assert not any(name in strength for strength in strengths(whole))
    assert len(areas(whole)) == 2


def test_an_objective_that_is_met_is_not_told_what_else_stood_open():
    run = played("rest", "walk", chapter="two")
    lines = told(run, "objectives").splitlines()

    assert next(line for line in lines if "Mind the road" in line) == "- **Met.** Mind the road. Decision 2 bore on it."
    assert debrief(run).objectives[AIMS.index("road")].missed == (1,)


def test_a_chapter_that_was_finished_has_its_history_though_the_run_goes_on():
    run = played("light")
    history = told(run, "history")

    assert "In *The first night* documented: the dusk.[1]" in history
    assert "third night" not in history
    assert "Nobody came home" not in history


def test_a_finished_chapter_of_which_nothing_is_said_apart_names_the_works_that_its_pages_cite():
    run = played("hide", chapter="two")

    assert "“The second night”" in told(run, "history")
    assert "[2]" in told(run, "history")
    assert "On noon" in told(run, "sources")


@pytest.mark.parametrize(("measures", "chapter"), [((), ""), (("wade",), ""), (("rest",), "two")])
def test_in_the_middle_of_a_chapter_its_history_is_still_to_come(measures, chapter):
    assert told(played(*measures, chapter=chapter), "history") == "Told when the run has ended."


def test_the_history_of_a_run_that_has_ended_is_its_endings():
    assert told(played("light", "hide", "sleep"), "history") == "Nobody came home."


def test_what_is_invented_and_its_sources_are_told_of_the_chapters_that_were_played():
    begun, ended = played("wade"), played("sleep", chapter="three")

    assert "the dusk" in told(begun, "limits")
    assert "the dawn" not in told(begun, "limits")
    assert "On dawn" not in told(begun, "sources")
    assert "chapters that were not played is left out: “The third night”" in told(begun, "limits")
    assert "the dawn" in told(ended, "limits")
    assert "the dusk" not in told(ended, "limits")
    assert "All names are invented" in told(begun, "limits")
    assert "All names are invented" in told(ended, "limits")


def test_of_a_run_through_all_chapters_nothing_is_left_out():
    text = told(played("light", "hide", "sleep"), "limits")

    assert "the dusk" in text
    assert "the dawn" in text
    assert "not played" not in text


def test_the_screen_tells_the_history_of_a_finished_chapter_too():
    finished, begun = (str(end_sheet(view_of_debrief(played(measure)))(100).plain) for measure in ("light", "wade"))

    assert "What really happened" in finished
    assert "documented: the dusk" in finished
    assert "What really happened" not in begun


def test_machines_are_told_all_of_it():
    document = json.loads(debrief_report(debrief(played("light"))))
    schema = json.loads((Path(reports.__file__).parent / "debrief.schema.json").read_text())

    jsonschema.validate(document, schema)
    assert [(line["title"], line["played"], line["finished"]) for line in document["chapters"]] == [
        ("The first night", True, True),
        ("The second night", False, False),
        ("The third night", False, False),
    ]
    assert "the dawn" in document["invented"]
    song = next(line for line in document["objectives"] if line["id"] == "song")
    assert (song["result"], song["lies"], song["chapters"]) == ("beyond", "later", ["The third night"])


def test_a_cohort_counts_what_a_run_did_not_come_to_apart():
    cohort = read_together([debrief(played("light")), debrief(played("light", "hide", "sleep"))], ["a", "b"])
    (section,) = (part for part in cohort_sections.sections(cohort) if part.key == "objectives")

    assert "| Objective | Met | Partly met | Not met | Not come to |" in section.markdown
    assert "| Mind the song. | 0 | 0 | 1 | 1 |" in section.markdown
