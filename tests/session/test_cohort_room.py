"""A room in which everybody plays: a journal for each seat, one luck for all, and their runs read together."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

import crisisengine
from crisisengine import storage
from crisisengine.errors import ChoiceRefused
from crisisengine.session.opening import begin_workshop, resume_workshop
from crisisengine.session.session import Session
from crisisengine.workshop import commands

SCENARIO = crisisengine.load("the_convoy_home")


@pytest.fixture
def led(tmp_path):
    """A room that is past its door, with three seats."""
    session = Session(crisisengine.start(SCENARIO, 7), storage.Save(tmp_path))
    found = begin_workshop(session, rule="plurality", each=True)
    for number in (1, 2, 3):
        found.act(lambda room, now, number=number: commands.join(room, f"{number:064x}", "", (), now))
    found.onward()
    return found


def decide(run: Session, *places: int) -> None:
    for place in places:
        options = [offer.measure for offer in run.view.offers if not offer.locked]
        assert run.decide(options[place % len(options)]) == ""


def test_each_seat_has_a_journal_beside_the_rooms_that_any_front_end_goes_on_with(led):
    decide(led.cohort.run_of(1), 0, 0)
    decide(led.cohort.run_of(2), 1)
    room = led.cohort.journal

    assert sorted(path.name for path in room.parent.glob("*.toml")) == sorted(
        [room.name, f"{room.stem}.seat-01.toml", f"{room.stem}.seat-02.toml"]
    )
    resumed, _save = storage.open_journal(storage.seat_journal(room, 1), "the_convoy_home")
    assert resumed.run.decisions == led.cohort.run_of(1).run.decisions
    assert resumed.run.seed == led.session.run.seed
    assert not led.session.run.steps


def test_the_same_decisions_meet_the_same_luck_in_every_seat(led):
    first, second = led.cohort.run_of(1), led.cohort.run_of(2)
    while not first.ended:
        decide(first, 1)
        decide(second, 1)

    assert first.run.state.row == second.run.state.row


def test_progress_is_numbers_and_no_names(led):
    first, second = led.cohort.run_of(1), led.cohort.run_of(2)
    while not first.ended:
        decide(first, 0)
    decide(second, 0)
    progress = led.cohort.progress

    assert progress.ended == 1
    assert progress.begun == 2
    assert progress.chapters == ((second.view.chapter, 1),)
    assert progress.decisions == (1, len(first.run.steps))


def test_a_room_that_is_resumed_knows_everybodys_runs_again(led):
    decide(led.cohort.run_of(1), 0, 0)
    decide(led.cohort.run_of(3), 1)
    before = {seat: run.run.decisions for seat, run in led.cohort.runs.items()}
    journal = led.cohort.journal
    asyncio.run(led.close())
    resumed, save = storage.open_journal(journal, "the_convoy_home")
    again = resume_workshop(Session(resumed.run, save), journal)

    assert {seat: run.run.decisions for seat, run in again.cohort.runs.items()} == before
    decide(again.cohort.run_of(1), 0)
    assert len(list(journal.parent.glob("*.seat-*.toml"))) == 2
    asyncio.run(again.close())


def test_a_seats_journal_that_cannot_be_read_stays_as_it_is_and_the_seat_begins_anew(led):
    path = storage.seat_journal(led.cohort.journal, 2)
    path.write_text("this is no journal")
    decide(led.cohort.run_of(2), 0)

    assert path.read_text() == "this is no journal"
    assert led.cohort.run_of(2).save.path not in (None, path)


def test_whoever_leaves_is_told_how_to_read_all_runs_together(led):
    assert "debrief" not in led.farewell
    for seat in (1, 2):
        decide(led.cohort.run_of(seat), seat)
    command = next(line for line in led.farewell.splitlines() if "debrief" in line).partition(": ")[2]
    words = command.split()
    pattern = Path(words[2])

    assert words[:2] == ["crisisengine", "debrief"]
    assert sorted(pattern.parent.glob(pattern.name)) == [
        storage.seat_journal(led.cohort.journal, seat) for seat in (1, 2)
    ]


def test_nobody_votes_and_the_debrief_comes_after_the_play(led):
    assert led.room.phase == "scene"
    with pytest.raises(ChoiceRefused):
        led.act(lambda room, now: commands.skip(room, led.asked, now))
    led.onward()
    assert (led.room.phase, led.room.step) == ("debrief", 1)


def test_everybodys_runs_are_read_together_while_the_room_talks(led):
    for seat, place in ((1, 0), (2, 1), (3, 2)):
        run = led.cohort.run_of(seat)
        while not run.ended:
            decide(run, place)

    async def read():
        told = asyncio.Event()
        assert led.cohort.reading.seen(led.cohort.named, told.set) is None
        await asyncio.wait_for(told.wait(), 30)
        return led.cohort.reading.seen(led.cohort.named, told.set)

    cohort = asyncio.run(read())
    assert [line.name for line in cohort.lines] == ["seat 1", "seat 2", "seat 3"]
    assert all(line.ending for line in cohort.lines)
    assert cohort.debriefs[0].reviews[0].before is not None  # with what was still possible
