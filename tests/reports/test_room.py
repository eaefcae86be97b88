"""A room's record beside its debrief: what is told is what was cast and said, and what is not known is said to be unknown."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest
from attrs import evolve
from effort import examples
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from recorded import Recorder, a_room, divided, kept
from strangers import HOSTILE, MARKUP, ONE

from crisisengine.budget import Budget, OverBudget
from crisisengine.debriefing.model import Outlook
from crisisengine.errors import JournalError
from crisisengine.reports import csv_report, html_report, json_report, markdown_report, text_report
from crisisengine.reports.formats import FORMATS, writer_of
from crisisengine.reports.narrative.room_steps import steps
from crisisengine.reports.sections import sections
from crisisengine.workshop import commands
from crisisengine.workshop.record_reading import read_lines, reading
from crisisengine.workshop.room_reading import BlindSpot, IndicatorMove, SeatMove

SCHEMA = json.loads(Path(json_report.__file__).with_name("debrief.schema.json").read_text())
ROOM = read_lines(a_room().lines, "a.workshop.jsonl", ONE)
FIRST, SECOND, THIRD = ROOM.questions


def in_words(debrief=ONE, room=ROOM):
    """The text report as one line."""
    return " ".join(text_report.debrief_report(debrief, room=room).split())


def test_the_silent_vote_stands_beside_the_last_with_exact_shares():
    votes = {option.measure: (option.silent, option.last) for option in FIRST.options}

    assert votes == {"notice": (2, 3), "town_first": (3, 1), "camp_first": (0, 0)}
    assert (FIRST.number, FIRST.taken, FIRST.share) == (1, ONE.reviews[0].label, Fraction(3, 5))
    assert (FIRST.silent_cast, FIRST.last_cast, FIRST.fell_silent, FIRST.came_in) == (5, 4, 1, 0)
    assert "3 of 5 (60 %)" in in_words()


@pytest.mark.parametrize(
    ("notice", "town_first", "direction"),
    [
        ("kept", "lost", "toward"), ("kept", "risked", "toward"), ("risked", "lost", "toward"), ("lost", "kept", "away"),
        ("lost", "risked", "away"), ("kept", "kept", "neither"), ("kept", "", "unknown"), ("", "lost", "unknown"),
    ],
)  # fmt: skip
def test_who_moved_is_told_by_what_either_measure_kept_open(notice, town_first, direction):
    known = kept(ONE, 1, notice=notice, town_first=town_first)
    first = reading(a_room().room, known).questions[0]
    labels = {option.measure: option.label for option in first.options}

    assert first.moves == (SeatMove(from_=labels["town_first"], to=labels["notice"], seats=1, direction=direction),)


def test_hands_have_no_seats_so_nobody_knows_who_moved():
    assert THIRD.hands
    assert THIRD.moves is None
    assert [option.last for option in THIRD.options if option.last] == [4, 1]
    assert "hands were counted, and a hand has no seat" in in_words()


def test_a_minoritys_reason_is_quoted_and_no_seat_is_named():
    assert [reason.text for reason in FIRST.minority] == ["nobody asked them"]
    assert [(reason.text, reason.minority) for reason in FIRST.reasons] == [("nobody asked them", True)]
    for name in FORMATS:
        assert not re.search(r"\bseat (number )?\d", writer_of(name).debrief_report(ONE, room=ROOM))


@pytest.mark.parametrize("name", list(FORMATS))
def test_what_the_facilitator_did_not_put_on_the_wall_stands_in_no_report_and_is_counted(name):
    recorder = a_room("words for the wall")
    question = recorder.room.question
    recorder.do(commands.say(recorder.room, 2, question.number, 1, "I was afraid to say it", recorder.now))
    recorder.to("expect")
    recorder.do(commands.expect(recorder.room, 2, question.number, recorder.now, text="fears of mine alone"))
    room = read_lines(recorder.lines, "a.workshop.jsonl", ONE)
    told = " ".join(writer_of(name).debrief_report(ONE, room=room).split())

    assert "words for the wall" in told
    assert not [text for text in ("all four must", "call it a trick", "afraid to say", "fears of mine") if text in told]
    assert [asked.unshown for asked in room.questions] == [2, 0, 1]
    assert [asked.words for asked in room.questions] == [1, 0, 1]


def test_a_reason_that_was_taken_off_the_wall_is_not_quoted():
    recorder = a_room()
    recorder.do(commands.approve(recorder.room, 2, 2, 4, recorder.now, shown=False))
    first = reading(recorder.room, ONE).questions[0]

    assert (first.reasons, first.unshown) == ((), 3)
    assert "Written, and not put on the wall: 3 reasons." in in_words(room=reading(recorder.room, ONE))
    assert "Written, and not put on the wall: 2 more reasons." in in_words()


def test_what_was_expected_stands_beside_what_came_and_nobody_judges():
    moved = [
        IndicatorMove(label=line.label, before=line.words[0], after=line.words[1])
        for line in ONE.trajectories
        if line.values[0] != line.values[1]
    ]

    assert FIRST.expected == {"better": 2, "worse": 1}
    assert list(FIRST.movements) == moved != []
    assert f"What came: {moved[0].label}: {moved[0].before} → {moved[0].after}" in in_words()


def test_a_decision_that_was_taken_back_is_told_as_taken_back():
    (gone,) = ROOM.taken_back

    assert (gone.question, gone.number, gone.taken_back, gone.movements) == (1, 0, True, ())
    assert [question.question for question in ROOM.questions] == [2, 3, 4]
    assert "was locked, and taken back" in in_words()


def test_a_vote_that_was_called_off_is_no_decision_taken_back_and_stands_last():
    recorder = Recorder(ONE, 5, heads=30)
    recorder.ask()
    recorder.do(commands.take_back(recorder.room, recorder.now))
    recorder.ask()
    recorder.cast({1: "notice"})
    recorder.do(commands.take_back(recorder.room, recorder.now))
    recorder.settle(dict.fromkeys(range(1, 6), "notice"), dict.fromkeys(range(1, 6), "notice"))
    room = reading(recorder.room, ONE)
    told = in_words(room=room)

    assert (room.taken_back, [question.question for question in room.called_off]) == ((), [1, 2])
    assert "5 seats, 30 expected." in told
    assert "1 question decided, 2 questions called off before a decision." in told
    assert told.index("Question 2:") < told.index("Question 3:") < told.index("Question 1:")
    assert "It was called off before a decision." in told
    assert told.split("Question 1:")[1].split("was called off before anybody voted.")[0].endswith(" It ")


def test_a_default_is_told_with_what_let_it_be_taken():
    few, tied = Recorder(ONE, 5, quorum=3), Recorder(ONE, 4)
    few.ask(default="notice")
    few.cast({1: "notice"})
    few.do(commands.close(few.room, few.room.seats, few.now, time_up=True))
    tied.ask(default="notice")
    for number in (1, 2, 3):
        tied.cast({1: "notice", 2: "notice", 3: "town_first", 4: "town_first"})
        tied.onward()
        if number < 3:
            tied.onward()

    assert "the author's default, when the time ended; the rule plurality reached nothing: too few voted" in in_words(
        room=reading(few.room, ONE)
    )
    assert "the author's default, after 3 votes; the rule plurality reached nothing: two measures had" in in_words(
        room=reading(tied.room, ONE)
    )


def test_the_clock_on_the_wall_ran_from_the_first_vote_to_the_lock():
    assert FIRST.seconds == 5 + 30 + 30 + 4 + 30


def test_observers_who_differ_are_listed_and_never_averaged():
    (rated,) = ROOM.ratings

    assert rated.objective == next(objective.text for objective in ONE.objectives if objective.id == "gates")
    assert dict(rated.ratings) == {"S": 1, "M": 1}
    assert rated.disagree
    assert [note.text for note in ROOM.notes] == ["nobody asked them"]


def test_what_the_facilitator_sent_is_told_and_asked_about():
    assert "The facilitator sent: a call at night (after decision 2)." in in_words()
    assert "what the facilitator sent" in " ".join(block.text for block in steps(ONE, ROOM)[1].blocks)


def blind(debrief, room):
    return [(spot.kind, spot.number, spot.labels) for spot in reading(room, debrief).blind_spots]


def test_a_measure_nobody_voted_for_is_a_blind_spot_where_it_alone_would_have_kept_the_best():
    room = a_room().room
    label = ONE.reviews[0].roads[2].label
    spots = lambda taken, unvoted: blind(kept(ONE, 1, notice=taken, town_first="lost", camp_first=unvoted), room)  # noqa: E731

    assert ("unvoted", 1, (label,)) in spots("lost", "kept")
    assert ("unvoted", 1, (label,)) in spots("risked", "kept")
    assert not [spot for spot in spots("kept", "kept") if spot[:2] == ("unvoted", 1)]
    assert not [spot for spot in spots("lost", "risked") if spot[:2] == ("unvoted", 1)]
    assert not [spot for spot in spots("lost", "") if spot[:2] == ("unvoted", 1)]


def test_what_somebody_voted_for_silently_is_no_blind_spot():
    room = Recorder(ONE, 5)
    room.settle({1: "town_first", 2: "notice"}, {1: "town_first", 2: "town_first", 3: "town_first"})
    spots = blind(kept(ONE, 1, notice="kept", town_first="lost", camp_first="risked"), room.room)

    assert [spot for spot in spots if spot[0] == "unvoted"] == []


def test_of_what_the_facilitator_wrote_down_nobody_knows_whose_vote_it_was():
    room = Recorder(ONE, 5)
    room.settle({1: "notice"}, {1: "notice", 2: "notice", 3: "notice"}, {0: "somebody at the back doubts it"})
    room.do(commands.approve(room.room, 1, 2, 0, room.now, shown=True))
    (reason,) = reading(room.room, ONE).questions[0].reasons

    assert (reason.text, reason.option, reason.minority) == ("somebody at the back doubts it", "", False)


def test_where_all_agreed_silently_it_is_a_blind_spot_only_if_it_closed_something_better():
    review = ONE.reviews[1]
    closing = evolve(review, closed=("home_and_told",), after=Outlook(("late_and_wary",), 20))
    known = evolve(ONE, reviews=(ONE.reviews[0], closing, ONE.reviews[2]))

    assert ("agreed", 2, (review.label,)) in blind(known, a_room().room)
    assert not [spot for spot in blind(ONE, a_room().room) if spot[0] == "agreed"]  # it averted the worst ending


def test_a_report_that_was_acted_on_and_never_verified_is_a_blind_spot():
    (report,) = ONE.graded_reports
    believed = evolve(report, sender="the police post", acted_on=(3,))
    label = ONE.reviews[2].label

    assert blind(evolve(ONE, graded_reports=(believed,)), a_room().room)[-1] == ("unverified", 3, (label,))
    assert not [
        spot
        for spot in blind(evolve(ONE, graded_reports=(evolve(believed, verified=3),)), a_room().room)
        if spot[0] == "unverified"
    ]


def test_the_most_even_split_comes_first():
    room = Recorder(ONE, 5)
    room.settle(
        {1: "notice", 2: "notice", 3: "town_first", 4: "camp_first", 5: "notice"},
        dict.fromkeys(range(1, 6), "notice"),
    )
    room.settle(
        {1: "liaison", 2: "liaison", 3: "un_escort", 4: "un_escort", 5: "paper_alone"},
        dict.fromkeys(range(1, 6), "un_escort"),
    )
    found = reading(room.room, ONE)

    assert [question.number for question in found.splits] == [2]  # three of five are no split
    assert found.turned == ()
    assert "split the room of 5" in " ".join(block.text for block in steps(ONE, found)[2].blocks)


def test_five_timed_steps_each_ask_something():
    told = steps(ONE, ROOM)

    assert [step.title for step in told] == [
        "Reactions", "What happened", "Why", "What we learned", "What we will apply",
    ]  # fmt: skip
    assert all(step.minutes > 0 and any(block.kind == "ask" for block in step.blocks) for step in told)
    assert all("\n" not in block.text for step in told for block in step.blocks)


def test_the_steps_quote_a_minority_only_where_the_facilitator_let_it_be_seen():
    room = reading(divided(), ONE)
    quoted = [block.text for step in steps(ONE, room) for block in step.blocks if block.kind == "quote"]

    assert [reason.text for reason in room.questions[0].minority] == ["he holds the road"]
    assert quoted == ["he holds the road"]


def test_the_authors_questions_are_asked_of_the_decision_they_belong_to():
    review = evolve(ONE.reviews[0], ask=("Who was *not* asked?",))
    known = evolve(ONE, reviews=(review, *ONE.reviews[1:]))
    found = reading(a_room().room, known)

    assert ("ask", f"Decision 1, {review.scene_title}: Who was not asked?", 1) in [
        (block.kind, block.text, block.number) for block in steps(known, found)[2].blocks
    ]
    assert "The author asks: Who was not asked?" in in_words(known, found)


@pytest.mark.parametrize("name", list(FORMATS))
def test_without_a_record_no_report_says_a_word_of_rooms(name):
    alone = writer_of(name).debrief_report(ONE)

    assert alone == writer_of(name).debrief_report(ONE, room=None)
    assert not re.search(r'"room"|room\.silent|Question by question|Five steps for the room', alone)


def test_no_section_of_a_room_is_empty_and_each_stands_in_every_form():
    markdown, text = markdown_report.debrief_report(ONE, room=ROOM), text_report.debrief_report(ONE, room=ROOM)
    page = html_report.debrief_report(ONE, room=ROOM)
    found = [
        section for section in sections(ONE, reading=ROOM) if section.key in ("room", "steps", "votes", "observers")
    ]

    assert [(section.key, section.annex) for section in found] == [
        ("room", False), ("steps", False), ("votes", True), ("observers", True),
    ]  # fmt: skip
    for section in found:
        assert section.markdown.strip()
        assert f"## {section.title}\n" in markdown
        assert f"\n{section.title}\n" in text
        assert f'id="{section.key}"' in page
    ids = re.findall(r'\bid="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    assert {f"question-{number}" for number in range(1, 5)} <= set(ids)


def test_before_the_annex_a_room_has_a_few_of_each_list_and_in_it_all_of_them():
    spot = BlindSpot(kind="agreed", number=1, where="here", labels=("x",), lost=())
    told = {
        section.key: section.markdown
        for section in sections(
            ONE, reading=evolve(ROOM, blind_spots=tuple(evolve(spot, labels=(f"label {n}",)) for n in range(9)))
        )
    }

    assert [n for n in range(9) if f"label {n}" in told["room"]] == [0, 1, 2, 3]
    assert "- 5 more: they stand in the annex, question by question." in told["room"]
    assert [n for n in range(9) if f"label {n}" in told["votes"]] == list(range(9))


@pytest.mark.skipif(shutil.which("chromium") is None, reason="only a browser knows where a page ends")
def test_what_a_room_talks_about_prints_on_three_pages_of_a4_before_the_annex(tmp_path):
    page, paper = tmp_path / "room.html", tmp_path / "room.pdf"
    spots = ROOM.blind_spots + tuple(
        BlindSpot(
            kind="agreed", number=1, where="a scene", labels=("a label as long as they are",) * 3, lost=("an ending",)
        )
        for _ in range(20)
    )
    crowded = evolve(ROOM, blind_spots=spots, questions=ROOM.questions * 6)
    whole = html_report.debrief_report(ONE, room=crowded)
    before, annex, _ = whole.partition('<p class="annex">')
    page.write_text(before + annex + "Annex</p></main></body></html>")
    subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={paper}", f"--user-data-dir={tmp_path / 'of'}", page.as_uri()],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    printed = paper.read_bytes()

    assert annex
    assert 2 <= len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) <= 4  # the page of the annex is the last
    (width, height) = map(float, re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", printed).groups())
    assert (round(width), round(height)) == (595, 842)


def test_the_json_of_a_room_is_as_its_schema_says():
    document = json.loads(json_report.debrief_report(ONE, room=ROOM))

    jsonschema.validate(document, SCHEMA)
    assert document["room"]["questions"][2]["moves"] is None
    assert [option["silent"] for option in document["room"]["questions"][0]["options"]] == [2, 3, 0]
    assert document | {"room": None} == json.loads(json_report.debrief_report(ONE)) | {"room": None}


def test_the_table_of_a_room_has_a_column_for_each_thing_it_did():
    rows = list(csv.DictReader(io.StringIO(csv_report.debrief_report(ONE, room=ROOM), newline="")))

    assert rows[0]["room.silent"] == "notice 2; town_first 3; camp_first 0"
    assert rows[0]["room.last"] == "notice 3; town_first 1; camp_first 0"
    assert rows[0]["room.moved"] == "toward 1"
    assert rows[2]["room.moved"] == "unknown"


@examples(12)
@given(
    MARKUP.map(str.strip).filter(bool) | st.sampled_from([HOSTILE, "=1+1", "@SUM(A1)", "\x1b[2J", "\ud800", "[/red]"])
)
def test_what_a_phone_sent_is_inert_in_every_form(words):
    room = read_lines(a_room(words).lines, "a.workshop.jsonl", ONE)
    page = html_report.debrief_report(ONE, room=room)
    empty = html_report.debrief_report(ONE, room=read_lines(a_room("said").lines, "a.workshop.jsonl", ONE))
    text = text_report.debrief_report(ONE, room=room)
    tokens = MarkdownIt("commonmark", {"html": True}).parse(markdown_report.debrief_report(ONE, room=room))
    rows = csv.reader(io.StringIO(csv_report.debrief_report(ONE, room=room), newline=""))

    assert set(re.findall(r"<\w+[^>]*", page)) <= set(re.findall(r"<\w+[^>]*", empty))
    assert not [character for character in text if ord(character) < 32 and character != "\n"]
    assert not [token for token in tokens if token.type.startswith("html")]
    assert not [child for token in tokens for child in token.children or () if child.type in ("html_inline", "image")]
    assert not [cell for row in rows for cell in row if cell[:1] in set("=+-@\t\r")]
    json_report.debrief_report(ONE, room=room).encode()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda lines: [b"{}", *lines], r"a\.jsonl:1: this is no line of a room's record"),
        (lambda lines: [*lines[:3], b"torn", *lines[3:]], r"a\.jsonl:4: this is no JSON"),
        (lambda lines: lines[1:], r"a\.jsonl:1: the first line says what the room is"),
        (lambda lines: [lines[0].replace(ONE.fingerprint.encode(), b"0" * 64)], r"a\.jsonl:1: this room played another scenario"),
        (lambda _: [], r"a\.jsonl: the record is empty"),
    ],
)  # fmt: skip
def test_a_record_that_cannot_be_read_is_refused_with_its_line(change, told):
    with pytest.raises(JournalError, match=told):
        read_lines(change(a_room().lines), "a.jsonl", ONE)


def test_a_record_of_another_run_is_refused_with_the_line_that_says_so():
    lines = a_room().lines
    number = max(number for number, line in enumerate(lines, 1) if b'"lock"' in line and b"un_escort" in line)
    other = evolve(ONE, reviews=(ONE.reviews[0], evolve(ONE.reviews[1], measure="liaison"), ONE.reviews[2]))

    with pytest.raises(
        JournalError,
        match=rf"a\.jsonl:{number}: the room locked `table.un_escort` as decision 2, and the journal has `table.liaison`",
    ):
        read_lines(lines, "a.jsonl", other)


def test_a_record_that_locks_a_decision_twice_is_refused():
    lines = a_room().lines
    lock = next(line for line in lines if b'"lock"' in line and b"un_escort" in line)
    twice = lock.replace(b'"question":3', b'"question":9')

    with pytest.raises(JournalError, match=rf"a\.jsonl:{len(lines) + 1}: this decision was locked before"):
        read_lines([*lines, twice], "a.jsonl", ONE)


def test_a_room_that_locked_more_than_the_journal_has_is_told_as_far_as_both_go():
    short = evolve(ONE, reviews=ONE.reviews[:2], decided=2)
    found = read_lines(a_room().lines, "a.jsonl", short)

    assert [question.number for question in found.questions] == [1, 2, 0]
    assert text_report.debrief_report(short, room=found)


def test_a_record_is_read_within_its_budget():
    with pytest.raises(OverBudget):
        read_lines(a_room().lines, "a.jsonl", ONE, Budget(0.0))
