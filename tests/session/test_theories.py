"""What somebody believes drives it: asked before the first decision and when it is over, and it may be passed over."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest

from crisisengine import storage
from crisisengine.debriefing import debrief
from crisisengine.debriefing.cohort import read_together
from crisisengine.engine.run import Run, start
from crisisengine.plain.player import Player
from crisisengine.reports import csv_report, html_report, json_report, markdown_report, text_report
from crisisengine.session.debrief_view import answered, view_of_debrief
from crisisengine.session.session import Session
from crisisengine.session.theories import theory_asked

WELL = Path(__file__).parent / "the_well" / "the_well.toml"
KEPT = WELL.with_name("asked_twice.toml")
ASKED = "What do you believe drives this?"


def played(tmp_path: Path, *lines: str, run: Run | None = None) -> tuple[str, Session]:
    session = Session(run or start(storage.load(str(WELL)), 7), storage.Save(tmp_path))
    out = io.StringIO()
    Player(session, io.StringIO("".join(f"{line}\n" for line in lines)), out).play()
    return out.getvalue(), session


def over(*answers: tuple[str, str]) -> Run:
    run = start(storage.load(str(WELL)), 7).decide("ask").decide("mend")
    for question, text in answers:
        run = run.answered(question, text)
    return run


def test_the_plain_player_asks_behind_the_briefing_and_before_the_debrief(tmp_path: Path) -> None:
    told, session = played(tmp_path, "The goats.", "ask", "mend", "The rope.")

    assert [answer.text for answer in session.run.answers] == ["The goats.", "The rope."]
    assert told.count(f"\n{ASKED}\n") == 3, "twice for an answer, and above what became of them"
    assert told.index("What it rehearses. Asking before deciding.") < told.index(ASKED) < told.index("The square")
    assert told.index("The run is over.") < told.index("Before it began: The goats.") < told.index("In short")
    assert "before the first decision: The goats. When it was over: The rope." in " ".join(told.split())


@pytest.mark.parametrize(
    ("lines", "decisions", "answers"),
    [
        (["", "ask", "mend", ""], ["ask", "mend"], []),
        (["1", "1"], ["ask", "mend"], []),
        (["ask", "quit"], ["ask"], []),
        (["quit"], [], []),
        (["Help", "ask"], ["ask"], []),
        ([], [], []),
        (["x" * 2001, "ask"], ["ask"], []),
        (["The goats.", "quit"], [], ["The goats."]),
    ],
)
def test_it_may_be_passed_over_and_a_line_that_decides_decides(
    tmp_path: Path, lines: list[str], decisions: list[str], answers: list[str]
) -> None:
    _, session = played(tmp_path, *lines)

    assert [decision.measure for decision in session.run.decisions] == decisions
    assert [answer.text for answer in session.run.answers] == answers


def test_it_is_asked_once_and_not_in_between(tmp_path: Path) -> None:
    session = Session(start(storage.load(str(WELL)), 7), storage.Save(tmp_path))

    first = theory_asked(session)
    assert first is not None and session.answer(first.question, "The goats.") == ""
    assert theory_asked(session) is None
    opened, _ = (
        storage.open_journal(session.save.path, str(WELL)) if session.save and session.save.path else (None, None)
    )
    assert opened is not None and opened.run.answers == session.run.answers, "kept before anything is decided"
    session.decide("ask")
    assert theory_asked(session) is None
    session.decide("mend")
    second = theory_asked(session)
    assert second is not None and second.before == "The goats."
    assert second.question != first.question


def test_a_run_that_was_asked_is_kept_and_read_again_as_it_was() -> None:
    opened, _ = storage.open_journal(KEPT, str(WELL))

    assert [answer.text for answer in opened.run.answers] == ["Two streets, one well.", "Nobody asked."]
    assert opened.run.ended


def test_every_report_sets_both_answers_side_by_side_and_none_asks_where_nobody_answered() -> None:
    opened, _ = storage.open_journal(KEPT, str(WELL))
    read = debrief(opened.run)

    for report in (markdown_report, text_report, html_report):
        told = report.debrief_report(read)
        assert "What you believed drives it" in told
        assert re.search(r"Two streets, one well\..{0,60}Nobody asked\.", " ".join(told.split()))
        assert "Answered earlier" not in told
    assert json.loads(json_report.debrief_report(read))["theories"] == {
        "question": ASKED,
        "before": "Two streets, one well.",
        "after": "Nobody asked.",
    }
    assert csv_report.debrief_report(read)
    changed = [question for question in read.questions if question.id == "theory.changed"]
    assert [("Two streets" in asked.text, "Nobody asked" in asked.text) for asked in changed] == [(True, True)]
    silent = debrief(over())
    assert "believed drives it" not in markdown_report.debrief_report(silent)
    half = html_report.debrief_report(debrief(over(("theory.after", "Thirst | <b>bold</b>"))))
    assert "passed over" in half
    assert "Thirst | &lt;b&gt;bold" in half


def test_an_answer_that_comes_late_stands_in_the_debrief_that_is_open() -> None:
    seen = view_of_debrief(over())
    run = over(("theory.after", "Thirst."))

    later = answered(seen, run.answers)
    assert later.whole.theories is not None and later.whole.theories.after == "Thirst."
    assert [section.title for section in later.sections if "Thirst." in section.markdown] == [
        "What you believed drives it"
    ]
    assert answered(later, run.answers) is later


def test_a_cohort_sets_every_runs_answers_side_by_side_and_asks_nothing_where_nobody_answered() -> None:
    opened, _ = storage.open_journal(KEPT, str(WELL))
    half = over(("theory.after", "Thirst | <b>bold</b>"))
    together = read_together([debrief(run) for run in (opened.run, half, over())], ["north", "south", "east"])

    for report in (markdown_report, text_report, html_report):
        told = " ".join(report.cohort_report(together).split())
        assert "What each believed drives it" in told
        assert re.search(r"north.{0,40}Two streets, one well\..{0,40}Nobody asked\.", told)
        assert re.search(r"south.{0,40}passed over.{0,40}Thirst", told)
        assert "Passed over both times in 1 run." in told
        assert "<b>bold" not in told or report is not html_report
    silent = read_together([debrief(over()), debrief(over())], ["north", "south"])
    assert "believed drives it" not in markdown_report.cohort_report(silent)
