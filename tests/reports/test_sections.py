"""The printed forms of a debrief: the same bytes everywhere, nothing empty, nothing of the markup left over."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import jsonschema
import pytest
from attrs import evolve
from effort import LARGEST, drawn
from explored import CONVOY, REACHABLE
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from crisisengine import reports, storage
from crisisengine.checker import explore_endings
from crisisengine.debriefing import ExactReachability, SampledReachability, debrief
from crisisengine.debriefing.cohort import read_together
from crisisengine.engine.rules import Decision
from crisisengine.engine.run import Answer, replay, start
from crisisengine.loader import MemoryResolver, Volume, read
from crisisengine.reports import cohort_sections, csv_report, html_report, json_report, markdown_report, text_report
from crisisengine.reports.formats import FORMATS, writer_of
from crisisengine.reports.narrative.reachability import roads
from crisisengine.reports.narrative.summary import in_short
from crisisengine.reports.sections import sections
from crisisengine.session.debrief_view import answered, view_of_debrief
from crisisengine.storage.journal_format import journal_of, read_journal, write_journal
from crisisengine.storage.resumed import resume
from crisisengine.testing import runs

BARE = """
format = 1
[scenario]
title = "Bare"
summary = "Nothing but a door."
start = "room"
minutes = 1
invented = "All of it."
[scene.room]
title = "A room"
text = "A door."
[scene.room.measure.go]
label = "Go *now* | [x](y) <b>"
goto = "out"
[ending.out]
title = "Out"
rank = 1
text = "Air."
history = "None."
"""
NOTES = st.sampled_from(
    ["*not bold*", "| a | b |", "# no head", "[x](http://x)", "<b>x</b>", "`rm -rf`", "a_b_c _d_", "1. no list", "> no quote", "~~no~~", "&amp; &lt;", "![x](y)", "\\*", "---"]
)  # fmt: skip


@st.composite
def told(draw):
    """A debrief of any run of the shipped scenario, with notes that look like Markdown."""
    decisions = draw(runs(CONVOY, longest=16))
    run, _ = replay(
        CONVOY, [evolve(decision, why=draw(NOTES), by=draw(NOTES), expected=draw(NOTES)) for decision in decisions]
    )
    return debrief(run, ExactReachability(CONVOY, REACHABLE))


@settings(max_examples=15)
@given(told())
def test_no_section_is_empty_and_each_stands_in_every_form(whole):
    markdown, text = markdown_report.debrief_report(whole), text_report.debrief_report(whole)
    found = sections(whole)

    assert all(section.markdown.strip() for section in found)
    assert [section.title for section in found] == re.findall(r"^## (.*)$", markdown, re.MULTILINE)
    assert all(re.search(rf"^{section.title}$", text, re.MULTILINE) for section in found)
    assert not re.search(r"\n\n\n", markdown + text)


@settings(max_examples=15)
@given(told())
def test_a_players_words_stand_in_the_text_as_they_were_typed(whole):
    text = " ".join(text_report.debrief_report(whole).split())

    for review in whole.reviews:
        assert f"Why: {review.why}" in text
        assert f"Expected: {review.expected}" in text


@settings(max_examples=15)
@given(told())
def test_a_players_words_are_no_markup_for_any_reader_of_markdown(whole):
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown_report.debrief_report(whole))
    spoken = [
        token
        for token in tokens
        if token.type == "inline" and token.content.startswith(("Why: ", "By: ", "Expected: "))
    ]

    assert len(spoken) == 3 * len(whole.reviews)
    for token in spoken:
        assert {child.type for child in token.children} <= {"text", "text_special", "softbreak"}
    notes = {"".join(child.content for child in token.children).partition(": ")[2] for token in spoken}
    assert notes == {note for review in whole.reviews for note in (review.why, review.by, review.expected)}


@settings(max_examples=12)
@given(st.data())
def test_the_text_of_a_run_without_notes_has_no_markup_left(data):
    run, _ = replay(CONVOY, data.draw(runs(CONVOY, longest=16)))
    text = text_report.debrief_report(debrief(run))

    assert not re.search(r"\*|`|__|\]\(|^#|^>|^\||\\|\{|\}|glossary:", text, re.MULTILINE)
    assert text.isascii() or all(char.isprintable() or char == "\n" for char in text)


@settings(max_examples=25)
@given(st.data())
def test_any_scenario_is_debriefed_in_every_form(data):
    scenario = data.draw(drawn(LARGEST))
    run, _ = replay(scenario, data.draw(runs(scenario)))
    whole = debrief(run)

    assert markdown_report.debrief_report(whole) == markdown_report.debrief_report(debrief(run))
    assert text_report.debrief_report(whole).startswith("Debrief: ")
    assert json.loads(json_report.debrief_report(whole))["scenario"] == "drawn"


SCHEMA = json.loads((Path(reports.__file__).parent / "debrief.schema.json").read_text())


@settings(max_examples=12)
@given(told())
def test_the_json_is_what_its_schema_promises_and_holds_the_decisions_of_the_run(whole):
    document = json.loads(json_report.debrief_report(whole))

    jsonschema.validate(document, SCHEMA)
    assert document["fingerprint"] == CONVOY.fingerprint
    assert [decision["measure"] for decision in document["decisions"]] == [review.measure for review in whole.reviews]
    assert document["ending"] == (whole.ending.id if whole.ending else None)
    assert json.dumps(document, ensure_ascii=False, indent=2) + "\n" == json_report.debrief_report(whole)


def bare():
    return read("bare", Volume("bare.toml", BARE.encode()), MemoryResolver({})).sound()


def test_where_there_is_nothing_to_tell_a_sentence_says_why():
    before, after = debrief(start(bare())), debrief(start(bare()).decide("go"))

    told_before, told_after = (
        {section.title: section.markdown for section in sections(whole)} for whole in (before, after)
    )
    assert told_before["How it ended"] == "The run is not over; this is where it stands."
    assert told_before["What really happened"] == "Told when the run has ended."
    assert told_before["What was decided"] == "Nothing has been decided yet."
    assert told_after["What changed, and why"] == "Nothing that is watched has changed."
    assert told_after["Believed and true"] == "No graded report came in."
    assert told_after["What to take away"] == "The measures taken carry no lesson."
    assert told_after["Objectives"] == "The scenario names no objective."
    assert told_after["Sources"] == "Nothing told here cites a source."


def test_a_label_that_looks_like_markup_is_words():
    whole = debrief(start(bare()).decide("go"))

    assert "1. Go *now* | [x](y) <b>" in text_report.debrief_report(whole)
    assert r"### 1. Go \*now\* \| \[x\]&#40;y) &lt;b\>" in markdown_report.debrief_report(whole)


def test_a_link_into_the_glossary_is_words_outside_the_program():
    run = start(CONVOY).decide("notice")

    assert "](glossary:" not in markdown_report.debrief_report(debrief(run))


def test_every_source_that_is_told_of_is_listed_and_no_other():
    run = start(CONVOY, 1)
    for measure in ("town_first", "police_escort", "promise", "go", "sit_down", "tow", "flags", "leave_it"):
        run = run.decide(measure)
    markdown = markdown_report.debrief_report(debrief(run))
    body, _, rest = markdown.partition("## Sources")
    listed, _, limits = rest.partition("## What this model leaves out")

    assert set(re.findall(r"\[(\d+)\]", body + limits)) == set(re.findall(r"^(\d+)\. ", listed, re.MULTILINE))


def test_the_ledger_is_a_table_and_in_text_a_sentence_a_row():
    whole = debrief(start(CONVOY).decide("notice"))

    assert (
        "| 1 | 27 March 1992 | Impartiality | steady to trusted (up 1) | Call the joint working group and tell"
        in markdown_report.debrief_report(whole)
    )
    assert "Decision 1; when: 27 March 1992; what: Impartiality; change: steady to trusted (up 1)" in " ".join(
        text_report.debrief_report(whole).split()
    )


def test_a_word_and_a_yes_or_no_have_no_amount():
    run = start(CONVOY).decide("notice").decide("liaison")

    assert "drivers and clerks to officers of all parties |" in markdown_report.debrief_report(debrief(run))


@pytest.mark.parametrize("renderer", [writer_of(name).debrief_report for name in FORMATS])
def test_the_same_run_is_the_same_bytes(renderer):
    runs_ = [start(storage.load("the_convoy_home"), 3).decide("notice", why="x").decide("liaison") for _ in range(2)]

    assert renderer(debrief(runs_[0])) == renderer(debrief(runs_[1]))


@settings(max_examples=12)
@given(told())
def test_the_csv_has_a_row_for_each_decision_and_no_cell_that_a_spreadsheet_would_work_out(whole):
    rows = list(csv.DictReader(io.StringIO(csv_report.debrief_report(whole), newline="")))

    assert [row["measure"] for row in rows] == [review.measure for review in whole.reviews]
    assert [row["turning_point"] == "yes" for row in rows] == [bool(review.turning) for review in whole.reviews]
    assert not any(cell[:1] in "=+-@" and cell for row in rows for cell in row.values())


def test_a_note_that_looks_like_a_formula_is_words_in_the_csv():
    whole = debrief(start(CONVOY).decide("notice", why="=1+1"))

    assert "'=1+1" in csv_report.debrief_report(whole)


def test_where_nobody_has_looked_no_word_is_said_of_roads_in_text_and_in_markdown_that_nobody_looked():
    whole = debrief(start(CONVOY).decide("notice"))

    assert "Turning points" not in text_report.debrief_report(whole)
    assert "nobody has looked at all states" in markdown_report.debrief_report(whole)


def test_what_was_sampled_is_labelled_with_its_number():
    whole = debrief(start(CONVOY).decide("notice"), SampledReachability(CONVOY, 25))

    assert "from each state 25 random plays" in markdown_report.debrief_report(whole)


def test_the_hot_wash_is_the_report_without_what_was_just_played():
    run = start(CONVOY, 1)
    for measure in ("notice", "liaison", "leaflets", "go", "allow"):
        run = run.decide(measure)
    text = text_report.hot_wash(debrief(run, ExactReachability(CONVOY, REACHABLE)))

    assert "Turning points" in text
    assert "What was decided" not in text


def test_what_the_model_leaves_out_closes_every_report():
    whole = debrief(start(CONVOY).decide("notice"))

    assert sections(whole)[-1].key == "limits"
    assert cohort_sections.sections(read_together([whole], ["a"]))[-1].key == "limits"


TIES = """
format = 1
[scenario]
title = "Ties"
summary = "Two endings of one rank."
start = "fork"
minutes = 1
[variable.outcome]
label = "Outcome so far"
start = 0
range = [0, 3]
[variable.run]
label = "On the run"
start = false
[scene.fork]
title = "Fork"
text = "{outcome} {run}"
[scene.fork.measure.left]
label = "Left"
effects = ["outcome += 1", "run = true"]
goto = "ford"
[scene.fork.measure.right]
label = "Right"
goto = "first"
[scene.ford]
title = "Ford"
text = "Water."
[scene.ford.measure.wade]
label = "Wade"
goto = "worst"
[scene.ford.measure.wait]
label = "Wait"
goto = "second"
[scene.ford.measure.ferry]
label = "Ask the neighbours for an open corridor to the north"
requires = "outcome > 2"
goto = "first"
[scene.ford.measure.sit]
label = "Sit"
goto = "stuck"
[scene.ford.measure.dive]
label = "Dive"
[scene.ford.measure.dive.chance.deep]
weight = 1
goto = "worst"
[scene.ford.measure.dive.chance.shallow]
weight = 1
goto = "second"
[ending.first]
title = "First"
rank = 2
text = "Air."
[ending.second]
title = "Second"
rank = 2
text = "Air."
[ending.worst]
title = "Worst"
rank = 1
text = "Air."
[ending.stuck]
title = "Stuck"
rank = 0
text = "Air."
"""


def tied(*measures):
    scenario = read("ties", Volume("ties.toml", TIES.encode()), MemoryResolver({})).sound()
    run = start(scenario, 1)
    for measure in measures:
        run = run.decide(measure)
    return run


def test_of_two_best_endings_the_loss_of_the_second_is_what_is_told_first():
    run = tied("left", "wade")
    short = in_short(debrief(run, ExactReachability(run.scenario, explore_endings(run.scenario))))

    assert "Best for civilians would have been “Second”. It was possible until decision 2, “Wade”" in short
    assert "the start allowed" not in short


def test_what_is_said_to_be_still_possible_is():
    run = tied("left")
    short = in_short(debrief(run, ExactReachability(run.scenario, explore_endings(run.scenario))))

    assert "“Second”, the best for civilians, is still possible." in short


def test_only_what_another_outcome_would_have_kept_was_lost_to_chance():
    run, _ = replay(tied().scenario, [Decision("fork", "left"), Decision("ford", "dive", "deep")])
    told = roads(debrief(run, ExactReachability(run.scenario, explore_endings(run.scenario))))

    assert "| Second | until decision 2, Dive, when it was lost to chance |" in told
    assert "| Stuck | until decision 2, Dive |" in told


def test_an_indicator_called_like_a_column_has_one_of_its_own():
    run = tied("left", "wade")
    (first, _) = csv.DictReader(io.StringIO(csv_report.debrief_report(debrief(run))))
    (also, _) = csv.DictReader(io.StringIO(csv_report.cohort_report(read_together([debrief(run)], ["team a"]))))

    assert (first["outcome"], first["indicator.outcome"], first["indicator.run"]) == ("", "1", "yes")
    assert (also["run"], also["indicator.run"]) == ("team a", "yes")


def test_an_answer_finds_its_question_in_the_file_again():
    run = tied("left", "wade")
    for question in debrief(run).questions:
        run = run.answered(question.id, "So it was.")
    kept = read_journal("kept", write_journal(journal_of(run, engine="0")).encode())
    again = resume(kept, run.scenario).run

    assert next(question.id for question in debrief(again).questions).startswith("locked.")
    assert {question.answer for question in debrief(again).questions} == {"So it was."}


@pytest.mark.parametrize("writer", [text_report, markdown_report, html_report, json_report])
def test_an_answer_to_a_question_that_is_asked_no_more_is_told_all_the_same(writer):
    run = tied("left", "wade").answered("turning.9.swim", "We thought it was shallow.").answered("whole.next", "Ask.")
    told = writer.debrief_report(debrief(run))

    assert "We thought it was shallow." in told
    assert "turning.9.swim" in told
    assert told.count("Ask.") == 1


def test_the_screen_too_tells_an_answer_to_a_question_that_is_asked_no_more():
    run = tied("left", "wade")
    seen = answered(view_of_debrief(run), run.answered("turning.9.swim", "We thought it was shallow.").answers)

    (asked,) = (section for section in seen.sections if section.key == "questions")
    assert "Answered earlier, no longer asked:\n\n- “We thought it was shallow.” (to turning.9.swim)" in asked.markdown
    assert answered(seen, seen.whole.answered_earlier) is seen


def test_of_two_answers_to_one_question_both_are_told():
    run = evolve(tied("left"), answers=(Answer("whole.next", "Ask first."), Answer("whole.next", "Wait.")))
    read = debrief(run)

    assert read.questions[-1].answer == "Wait."
    assert read.answered_earlier == (Answer("whole.next", "Ask first."),)


@pytest.mark.parametrize(
    "note",
    [
        "one\n===",
        "one\n\n- two",
        "one\n\n    two",
        "one\n\n# two",
        "7. one",
        "- one",
        "---",
        "+ one",
        "3) one",
        "\n\n***",
    ],
)
def test_a_note_by_another_hand_stays_words_on_one_line(note):
    decision = evolve(tied("left").decisions[0], why=note, by=note)
    run, _ = replay(tied().scenario, [decision])
    words = MarkdownIt("commonmark").render(markdown_report.debrief_report(debrief(run.answered("whole.next", note))))

    said = " ".join(note.split()).replace(">", "&gt;")
    assert f"<p>Why: {said}</p>" in words
    assert f"<blockquote>\n<p>{said}</p>\n</blockquote>" in words
