"""The page for the wall: one sheet whatever was played, what a room voted, and nobody's words that were not let onto it."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
from attrs import evolve
from effort import examples
from hypothesis import given
from hypothesis import strategies as st
from recorded import a_room, divided, kept
from strangers import HOSTILE, MARKUP, ONE, rewritten

from crisisengine.debriefing.cohort import read_together
from crisisengine.reports.wall_page import cohort_report, debrief_report
from crisisengine.reports.wall_sheet import MOST_CELLS, MOST_LINES, sheet_of_cohort, sheet_of_run
from crisisengine.workshop.record_reading import reading
from crisisengine.workshop.room_reading import BlindSpot, SentLine

ROOM = reading(a_room().room, ONE)
LONG = "an uncommonly long label that goes on " * 10


def many(count):
    """A run of so many decisions, every text of it too long for its place."""
    reviews = tuple(evolve(ONE.reviews[number % 3], number=number + 1, label=LONG) for number in range(count))
    options = tuple(evolve(option, title=LONG) for option in ONE.ending_options)
    return evolve(ONE, title=LONG, reviews=reviews, ending_options=options, trajectories=(), lessons=(LONG,) * 30)


def test_each_decision_stands_with_its_silent_and_its_last_vote():
    cells = sheet_of_run(ONE, ROOM).cells

    assert [cell.label for cell in cells] == [review.label for review in ONE.reviews]
    assert [(bar.name, bar.parts, bar.words) for bar in cells[0].bars] == [
        ("silent", (2, 3), "2 of 5"),
        ("last", (3, 1), "3 of 4"),
    ]
    assert [cell.bars for cell in sheet_of_run(ONE, None).cells] == [(), (), ()]


def test_the_decision_that_closed_an_ending_says_so_and_what_was_averted_is_no_loss():
    first, second, _ = (
        evolve(review, before=evolve(review.before, plays=0), after=evolve(review.after, plays=0))
        for review in ONE.reviews
    )
    left = evolve(first.after, endings=("late_and_wary",))
    closing = evolve(first, after=left, closed=("home_and_told", "safe_but_partisan", "stopped", "incident"))
    cell, _ = sheet_of_run(
        evolve(ONE, reviews=(closing, evolve(second, before=left, after=left, closed=()))), None
    ).cells

    assert cell.remarks == ("closed “Home, and told the truth”",)
    assert cell.averted == ("Home, under one flag", "Stopped at the line", "An incident, and an inquiry")


def test_what_nobody_saw_stands_before_what_split_the_room():
    known = kept(ONE, 1, notice="lost", camp_first="kept")
    room = reading(a_room().room, known)
    split = evolve(
        room,
        questions=tuple(
            evolve(question, options=tuple(evolve(option, silent=1) for option in question.options))
            for question in room.questions
        ),
    )
    panel = sheet_of_run(known, split).panels[0]

    assert panel.lines[0].startswith("Decision 1: nobody voted for")
    assert panel.lines[1].startswith("Decision 1 split the room")


def test_only_reasons_that_were_let_onto_the_wall_stand_on_it():
    page = debrief_report(ONE, room=reading(divided(), ONE))

    assert "“he holds the road” (decision 1)" in page
    assert "they would call it a trick" not in page


def test_what_the_facilitator_sent_stands_on_it():
    titles = {panel.title: panel.lines for panel in sheet_of_run(ONE, ROOM).panels}

    assert titles["What the facilitator sent"] == ("A call at night (after decision 2)",)
    assert len(sheet_of_run(ONE, evolve(ROOM, sent=())).panels) == 2


@pytest.mark.parametrize("letters", [10, 70, 500])
def test_a_rooms_lists_are_no_higher_than_the_picture_and_say_what_they_leave_out(letters):
    spot = BlindSpot(kind="agreed", number=1, where="", labels=("x" * letters,), lost=())
    sent = tuple(SentLine(inject="x" * letters, number=number) for number in range(20))
    panels = sheet_of_run(ONE, evolve(ROOM, blind_spots=(spot,) * 20, sent=sent)).panels
    high = sum(7.32 + sum(3.84 * min(3, -(-len(line) // 56)) + 0.8 for line in panel.lines) for panel in panels)

    assert 60 < high <= 76.5
    assert panels[2].lines[-1] == f"and {20 - len(panels[2].lines) + 1} more"


def test_of_more_than_there_is_room_for_those_that_tell_most_are_kept_and_counted():
    run = many(MOST_CELLS + 10)
    reviews = [*run.reviews[:-1], evolve(run.reviews[-1], closed=("incident",))]
    sheet = sheet_of_run(evolve(run, reviews=tuple(reviews)), None)

    assert len(sheet.cells) == MOST_CELLS
    assert sheet.cells[-1].number == str(MOST_CELLS + 10)
    assert f"{MOST_CELLS} of {MOST_CELLS + 10}" in sheet.heading
    assert sheet.panels[1].lines[-1] == f"and {30 - MOST_LINES + 1} more"
    assert [int(cell.number) for cell in sheet.cells] == sorted(int(cell.number) for cell in sheet.cells)


def test_a_cohort_has_a_page_of_its_own():
    cohort = read_together([ONE] * 6, [f"team {number}" for number in range(6)])
    sheet = sheet_of_cohort(cohort)

    assert [cell.bars[0].words for cell in sheet.cells] == ["6 of 6"] * 3
    assert "6 runs: team 0, team 1" in cohort_report(cohort)


@examples(8)
@given(MARKUP | st.just(HOSTILE))
def test_nothing_that_anybody_wrote_becomes_an_element(text):
    words = text.strip() or "x"
    page = debrief_report(rewritten(ONE, words), room=reading(a_room(words).room, rewritten(ONE, words)))
    plain = debrief_report(rewritten(ONE, "x"), room=reading(a_room("x").room, rewritten(ONE, "x")))

    tags = [re.sub(r'="[^"]*"', "", tag) for tag in re.findall(r"<\w+[^>]*", page)]
    assert set(tags) <= {re.sub(r'="[^"]*"', "", tag) for tag in re.findall(r"<\w+[^>]*", plain)}
    assert re.findall(r'style="([^"]*)"', page) == re.findall(r'style="(flex-grow:\d+)"', page)


@pytest.mark.skipif(shutil.which("chromium") is None, reason="only a browser knows where a page ends")
def test_it_prints_on_exactly_one_sheet_of_a4_whatever_was_played(tmp_path):

    for name, run, words in (("few", ONE, "said"), ("many", many(60), LONG)):
        page, paper = tmp_path / f"{name}.html", tmp_path / f"{name}.pdf"
        page.write_text(debrief_report(run, room=reading(a_room(words).room, run)))
        subprocess.run(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={paper}", f"--user-data-dir={tmp_path / name}", page.as_uri()],
            check=True, capture_output=True, timeout=60,
        )  # fmt: skip
        printed = paper.read_bytes()
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 1
        (width, height) = map(float, re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", printed).groups())
        assert (round(width), round(height)) == (842, 595)
