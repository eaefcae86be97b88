"""Everybody plays: each seat's browser has a run of its own, and the room's numbers say how far they are."""

from __future__ import annotations

import pytest
from playing import Reader, words_of
from served_room import begun, resumed, served

from crisisengine import storage


@pytest.fixture
def room(tmp_path):
    with served(begun(tmp_path, each=True)) as opened:
        yield opened


def reader_of(room) -> Reader:
    """A browser that has taken a seat."""
    found = Reader(room.server.port)
    assert found.join(room.server.keys.code).status == 200
    return found


def test_nobody_plays_before_the_room_begins_and_then_each_plays_alone(room):
    first, second = reader_of(room), reader_of(room)
    assert "You are in" in first.get("/").text
    assert "You are in" in first.get("/play").text  # led home
    room.to("scene")
    page, other = first.get("/"), second.get("/")
    assert "Seat 1" in words_of(page)
    assert "Seat 2" in words_of(other)
    first.to_the_end(page)
    second.decide(other, 1)

    runs = room.led.cohort.runs
    assert runs[1].ended
    assert len(runs[2].run.steps) == 1
    assert (room.led.cohort.progress.begun, room.led.cohort.progress.ended) == (2, 1)
    for seat, run in runs.items():
        resumed_run, _save = storage.open_journal(
            storage.seat_journal(room.led.cohort.journal, seat), "the_convoy_home"
        )
        assert resumed_run.run.decisions == run.run.decisions


def test_a_seats_form_decides_for_nobody_else_and_without_a_seat_nothing_is_seen(room):
    first, second = reader_of(room), reader_of(room)
    room.to("scene")
    page, _other = first.get("/"), second.get("/")
    fields = {"form": page.form, "at": page.hidden("at"), "act": "decide", "option": page.options[0]}
    assert second.post("/play", fields).status == 409
    assert "The code on the wall" in Reader(room.server.port).get("/play").text
    assert Reader(room.server.port).post("/play", fields).status == 200  # led to the door
    assert all(not run.run.steps for run in room.led.cohort.runs.values())
    assert first.post("/play", fields).status == 200
    assert len(room.led.cohort.runs[1].run.steps) == 1


def test_who_comes_late_or_lost_the_cookie_plays_on_and_a_restarted_laptop_knows_all(tmp_path):
    with served(begun(tmp_path, each=True)) as room:
        first = reader_of(room)
        room.to("scene")
        late = reader_of(room)
        late.decide(late.get("/"))
        page = first.decide(first.get("/"))
        title = words_of(page)
        port, seats = room.server.port, {seat: run.run.decisions for seat, run in room.led.cohort.runs.items()}
    assert len(seats) == 2
    with served(resumed(tmp_path), port=port) as again:
        assert words_of(first.get("/play")) == title
        assert {seat: run.run.decisions for seat, run in again.led.cohort.runs.items()} == seats


def test_the_console_says_how_far_they_are_in_numbers(room):
    reader = reader_of(room)
    room.to("scene")
    reader.decide(reader.get("/"))
    told = words_of(room.console().get("/console"))

    assert "Everybody plays: 1 of 1 have begun, 0 are at an ending." in told
    assert "begin the debrief" in told
