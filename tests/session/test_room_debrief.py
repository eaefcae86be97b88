"""A record on the disk, beside the debrief of its run: read where it fits, left out and said so where it does not."""

from __future__ import annotations

import asyncio

import pytest

import crisisengine
from crisisengine import storage
from crisisengine.budget import Budget, OverBudget
from crisisengine.debriefing import debrief
from crisisengine.session.debrief_view import view_of_debrief
from crisisengine.session.opening import begin_workshop
from crisisengine.session.room_debrief import read_room, steps
from crisisengine.session.session import Session
from crisisengine.workshop import commands

SCENARIO = crisisengine.load("the_convoy_home")


@pytest.fixture
def led(tmp_path):
    """A room of three that has decided once."""
    room = begin_workshop(Session(crisisengine.start(SCENARIO, 7), storage.Save(tmp_path)), rule="majority")

    async def lead() -> None:
        for seat in (1, 2, 3):
            room.act(lambda asked, now, seat=seat: commands.join(asked, f"{seat:x}", "", (), now))
        while room.room.phase != "lock":
            if room.room.phase == "vote":
                for seat in (1, 2, 3):
                    await room.submit(lambda asked, now, seat=seat: vote(asked, seat, now))
            room.onward()
        await room.close()

    asyncio.run(lead())
    return room


def vote(room, seat, now):
    opened = room.round.opened
    return commands.vote(room, seat, opened.question, opened.round, opened.options[seat % 2], now)


def test_the_record_beside_a_journal_is_read_with_its_debrief(led):
    whole = debrief(led.session.run)
    told, room = read_room(led.session.save.path, whole)

    assert told is whole
    assert [(question.decider, question.silent_cast, question.last_cast) for question in room.questions] == [
        ("majority", 3, 3)
    ]
    assert [option.last for option in room.questions[0].options][:2] == [1, 2]


def test_a_journal_without_a_record_has_no_room(led):
    led.record.path.unlink()
    whole = debrief(led.session.run)

    assert read_room(led.session.save.path, whole) == (whole, None)


def test_a_record_that_does_not_fit_is_left_out_and_the_report_says_so(led):
    path = led.record.path
    path.write_bytes(path.read_bytes().replace(SCENARIO.fingerprint.encode(), b"0" * 64))
    told, room = read_room(led.session.save.path, debrief(led.session.run))

    assert room is None
    assert told.cut == (
        f"The room's record is left out: {path.name}:1: this room played another scenario, or another state of it.",
    )


def test_a_record_for_which_there_is_no_time_is_left_out_unless_nobody_waits(led):
    journal, whole = led.session.save.path, debrief(led.session.run)

    told, room = read_room(journal, whole, Budget(0.0))
    assert room is None
    assert "the time or the memory for it was up" in told.cut[-1]
    with pytest.raises(OverBudget):
        read_room(journal, whole, Budget(wanted=lambda: False))


def test_the_projector_has_five_steps_for_the_room_that_is_led(led):
    told = steps(led, view_of_debrief(led.session.run))

    assert len(told) == 5
    assert any("silently" in block.text for block in told[1].blocks)
