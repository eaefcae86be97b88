"""One run in a browser: it is the same run as anywhere else, on pages without a script, for one browser alone.

`test_browser` opens them in a real one.
"""

from __future__ import annotations

import io
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playing import SCENARIO, Reader, new_run, playing, words_of

from crisisengine import storage
from crisisengine.errors import FilesError
from crisisengine.plain.player import Player
from crisisengine.session import wording
from crisisengine.text.plain import words
from crisisengine.web.addresses import LOOPBACK, bound


@pytest.fixture
def session(tmp_path):
    return new_run(tmp_path)


@pytest.fixture
def server(session):
    with playing(session) as serving:
        yield serving


@pytest.fixture
def reader(server):
    found = Reader(server.port)
    assert found.enter(server).status == 200
    return found


# playing


def test_a_browser_is_asked_what_drives_it_before_the_first_decision_and_before_the_debrief(tmp_path):
    well = storage.load(str(Path(__file__).parents[1] / "session" / "the_well" / "the_well.toml"))
    session = new_run(tmp_path, well)
    with playing(session) as server:
        reader = Reader(server.port)
        reader.enter(server)
        page = reader.see()
        assert "Asking before deciding." in page.text
        asked = page.text.index(well.theory)
        assert page.text.index("What it rehearses") < asked < page.text.index("stand in two groups")
        assert reader.act(page, "theory", question="theory.after", answer="Too soon").status == 409
        too_long = reader.act(page, "theory", question="theory.before", answer="goats " * 400)
        assert too_long.status == 409
        assert "goats goats" in too_long.text, "what was typed is not lost"
        page = reader.act(page, "theory", question="theory.before", answer="The <b>goats</b>")
        assert well.theory not in page.text
        page = reader.to_the_end(page)
        assert "Before it began: The &lt;b&gt;goats&lt;/b&gt;" in page.text
        assert page.text.index(well.theory) < page.text.index("Read the debrief")
        passed = reader.act(page, "theory", question="theory.after", answer=" ")
        assert well.theory in passed.text

    assert [(answer.question, answer.text) for answer in session.run.answers] == [("theory.before", "The <b>goats</b>")]


def test_a_person_plays_to_the_ending_and_every_decision_is_on_the_disk_before_it_is_shown(reader, session):
    page, count = reader.see(), 0
    while page.options:
        page = reader.decide(page, reason=f"Reason {count}")
        count += 1
        resumed, _save = storage.open_journal(session.save.path, "the_convoy_home")
        assert resumed.run.decisions == session.run.decisions
        assert len(resumed.run.decisions) == count
        assert resumed.run.decisions[-1].why == f"Reason {count - 1}"

    assert "The run is over." in page.text
    assert session.view.ending.title in words_of(page)
    assert "What really happened" in page.text


def test_a_page_tells_all_that_can_be_seen_in_words(reader, session):
    page = reader.decide(reader.see())
    for _ in range(3):
        told, view = words_of(page), session.view
        account = session.account()
        assert f"You decided: {account.label}" in told
        for moved in account.movements:
            if moved.before != moved.after:
                assert f"{wording.movement(moved)} {wording.because(SCENARIO, moved)}" in told
        for indicator in [*view.indicators, *(of for party in view.parties for of in party.indicators)]:
            assert f"{indicator.label} {wording.value(indicator)}" in told
        assert wording.time(view) in told
        for card in account.cards:
            assert wording.sender(card) in told
        for offer in view.offers:
            assert offer.label in told
            for reason in offer.reasons:
                assert reason.rstrip(".").lower() in told.lower()
        assert page.options == [offer.measure for offer in view.offers if not offer.locked]
        page = reader.decide(page)


def test_what_is_taken_back_is_kept_as_a_way_that_was_left_and_can_be_gone_again(reader, session):
    ending = reader.to_the_end(reader.see())
    first = session.run.decisions
    page = reader.act(ending, "what_if", number="3")
    assert len(session.run.decisions) == 2
    assert words_of(page).count("You decided:") == 1
    page = reader.act(reader.see(), "undo")
    assert len(session.run.decisions) == 1
    ways = reader.see("branches")
    index = re.findall(r'name="number" value="(\d+)"', ways.text)
    page = reader.act(ways, "take_up", number=index[-1])

    assert session.run.decisions == first
    assert "The run is over." in page.text


def test_earlier_scenes_glossary_people_and_briefing_are_each_a_page(reader, session):
    reader.decide(reader.see(), reason="We were asked to.")
    assert "We were asked to." in words_of(reader.see("earlier"))
    scene = words_of(reader.see("scene", 1))
    assert session.views[0].title in scene
    assert session.account(1).label in scene
    entry = next(iter(SCENARIO.glossary.values()))
    assert entry.term in words_of(reader.see("words"))
    assert session.view.parties[0].name in words_of(reader.see("people"))
    assert next(iter(SCENARIO.objectives.values())).text in words_of(reader.see("briefing"))
    for place in session.situation().places:
        assert place.site.name in words_of(reader.see("places"))
    for wish, number in (("scene", 99), ("scene", 0), ("nothing", 0), ("debrief", 0), ("questions", 0)):
        assert session.view.title in words_of(reader.see(wish, number))  # there is none: the present scene


def test_what_a_facilitator_sent_is_told_where_it_came_and_taken_back_alone(tmp_path):
    session = new_run(tmp_path)
    contingencies = [inject.id for inject in SCENARIO.injects.values() if inject.contingency]
    while all(session.send(inject) for inject in contingencies):  # what is refused says why
        assert not session.decide(next(offer.measure for offer in session.view.offers if not offer.locked))
    (sent,), before = session.sent(len(session.run.steps)), session.run.decisions
    label = words(sent.label)
    with playing(session) as server:
        reader = Reader(server.port)
        page = reader.enter(server)
        assert f"The facilitator sent: {label}" in words_of(page)
        assert sent.cards[0].sender in words_of(page).lower()
        reader.decide(page)
        assert f"Before it the facilitator sent: {label}" in words_of(reader.see("earlier"))
        reader.act(reader.see(), "undo")
        page = reader.act(reader.see(), "undo")

    assert "The facilitator sent" not in page.text
    assert not any(session.run.sends)
    assert len(session.run.steps) == sum(not decision.send for decision in before)


def test_the_debrief_is_there_at_once_and_the_roads_follow(reader, session):
    reader.to_the_end(reader.see())
    report = reader.see("debrief")
    assert report.status == 200
    deadline = time.monotonic() + 60
    while "being worked out" in report.text and time.monotonic() < deadline:
        assert 'http-equiv="refresh"' in report.text
        time.sleep(0.1)
        report = reader.see("debrief")

    assert 'http-equiv="refresh"' not in report.text
    assert "<svg" in report.text
    assert "The roads that closed" in report.text
    assert not re.search(r"<style|<script|\sstyle=|\son\w+=", report.text)
    assert reader.get("/report.css").headers["content-type"].startswith("text/css")
    asked = reader.see("questions")
    reader.act(asked, "answer", question=asked.hidden("question"), answer="A second map.")
    assert session.run.answers[0].text == "A second map."
    assert "A second map." in words_of(reader.see("debrief"))


@settings(max_examples=8, deadline=None)
@given(
    moves=st.lists(st.one_of(st.integers(0, 9), st.just("undo")), min_size=1, max_size=10),
    reasons=st.lists(st.text("abc ÄÖ&<>\"'", max_size=12), min_size=10, max_size=10),
)
def test_a_walk_in_the_browser_keeps_the_journal_that_the_same_walk_line_by_line_keeps(moves, reasons):
    with tempfile.TemporaryDirectory() as folder:
        session = new_run(Path(folder, "browser"))
        typed = []
        with playing(session) as server:
            reader = Reader(server.port)
            page = reader.enter(server)
            for move, reason in zip(moves, reasons, strict=False):
                if session.ended:
                    break
                if move == "undo":
                    typed.append("undo")
                    if session.run.steps:
                        page = reader.act(page, "undo")
                    continue
                offers = [offer.sign for offer in session.view.offers if not offer.locked]
                typed += [f"because {reason}", offers[move % len(offers)]]
                page = reader.decide(page, move, reason=reason)
        again = new_run(Path(folder, "plain"))
        Player(again, io.StringIO("\n".join([*typed, "quit", ""])), io.StringIO()).play()

        assert _kept(session) == _kept(again)


def _kept(session):
    """The journal without the moments at which it was written."""
    if session.save.path is None or (not session.run.steps and not session.run.branches):
        return ""
    return re.sub(r'^(at|started) = ".*"\n', "", session.save.path.read_text(), flags=re.MULTILINE)


# what goes wrong


def test_a_page_of_an_earlier_moment_decides_nothing_and_the_present_one_is_shown(reader, session):
    old = reader.see()
    reader.decide(reader.decide(old))
    answer = reader.decide(old, 1, reason="Too late <b>")

    assert answer.status == 409
    assert "earlier moment" in answer.text
    assert "Too late &lt;b&gt;" in answer.text  # what was typed is not lost
    assert len(session.run.decisions) == 2


def test_a_second_tap_on_the_same_button_decides_once(reader, session):
    page = reader.see()
    first, second = reader.decide(page), reader.decide(page)

    assert (first.status, second.status) == (200, 200)
    assert len(session.run.decisions) == 1


def test_a_locked_or_unknown_measure_and_a_reason_that_is_too_long_are_refused_in_words(reader, session):
    page = reader.see()
    for fields in ({"option": "nothing"}, {"option": page.options[0], "reason": "x" * 2001}):
        answer = reader.act(page, "decide", **fields)
        assert answer.status == 409
        assert "Nothing was done" in answer.text
    assert "at most 2000" in answer.text
    for act, number in (("what_if", "7"), ("take_up", "7"), ("take_up", "-1"), ("fly", "1")):
        assert reader.act(page, act, number=number).status == 409
    assert not session.run.steps


def test_a_disk_that_refuses_is_said_on_every_page_and_the_run_goes_on(reader, session, monkeypatch):
    def refuse(_save, _run):
        raise FilesError("the disk is full")

    page = reader.decide(reader.see())
    monkeypatch.setattr(type(session.save), "store", refuse)
    page = reader.decide(page)
    assert 'role="alert"' in page.text
    assert "the disk is full" in words_of(page).lower()
    assert "the disk is full" in words_of(reader.see("earlier")).lower()
    monkeypatch.undo()
    page = reader.decide(page)
    assert 'role="alert"' not in page.text
    resumed, _save = storage.open_journal(session.save.path, "the_convoy_home")
    assert resumed.run.decisions == session.run.decisions


# who may


def test_the_address_lets_one_browser_in_once(server, reader):
    used = Reader(server.port)
    assert used.get("/play").status == 403
    assert used.get("/enter/AAAAAAAAAAAAAAAAAAAAAA").status == 403
    assert reader.enter(server).status == 200  # who is in already stays
    other = Reader(server.port)
    assert other.enter(server).status == 200  # the next address, as the terminal shows it: the run moves along
    assert reader.get("/play").status == 403
    assert "/report.css" not in used.get("/play").text


def test_nothing_is_decided_by_whoever_has_no_form_of_this_browsers(server, reader, session):
    page = reader.see()
    fields = {"form": page.form, "at": page.hidden("at"), "act": "decide", "option": page.options[0]}
    strange = f"localhost.example:{server.port}"
    assert reader.post("/play", fields, Origin="http://evil.example").status == 403
    assert reader.post("/play", fields, Origin=f"http://{strange}", Host=strange).status == 421
    assert reader.post("/play", {**fields, "form": "0" * 32}).status == 409
    assert reader.post("/play", {**fields, "reason": "x" * 4096}).status == 413
    assert Reader(server.port).post("/play", fields).status == 403
    assert not session.run.steps
    assert reader.post("/play", fields).status == 200
    assert len(session.run.steps) == 1


def test_every_page_comes_with_the_policy_that_forbids_scripts(reader):
    for answer in (reader.see(), reader.see("words"), reader.get("/play.css")):
        assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
        assert "<script" not in answer.text


def test_the_command_says_where_it_is_and_ends_with_a_farewell(tmp_path):
    command = [sys.executable, "-m", "crisisengine", "play", "the_convoy_home", "--browser", "--saves", str(tmp_path)]
    program = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
    try:
        title, address = (program.stdout.readline().strip() for _ in range(2))
        assert title.startswith("The Convoy Home")
        host, enter = re.fullmatch(r"http://127\.0\.0\.1:(\d+)(/enter/[\w-]{22})", address).groups()
        reader = Reader(int(host))
        reader.decide(reader.get(enter))
        program.send_signal(signal.SIGINT)
        told, _nothing = program.communicate(timeout=30)
    finally:
        program.kill()
    (journal,) = tmp_path.glob("*.toml")

    assert program.returncode == 0
    assert f"The run is kept in {journal}" in told
    assert f"Go on with: crisisengine play {journal}" in told


def test_no_answer_is_held_back_until_its_first_half_was_acknowledged():
    with bound(
        LOOPBACK, 0, 0
    ) as listener:  # asyncio switches Nagle's algorithm off for what is named TCP, and nothing else
        assert listener.proto == socket.IPPROTO_TCP
