"""A room being led on a real disk: what was acknowledged is never lost, and what the disk refuses is said."""

from __future__ import annotations

import asyncio
import errno
import os
import random
import signal
import time
from pathlib import Path

import pytest

import crisisengine
from crisisengine import storage
from crisisengine.errors import ChoiceRefused, FilesError, JournalError
from crisisengine.session.opening import begin_workshop, resume_workshop
from crisisengine.session.session import Session
from crisisengine.session.workshop import WorkshopSession
from crisisengine.workshop import commands

SCENARIO = crisisengine.load("the_convoy_home")


def begun(folder: Path, rule: str = "plurality", **more) -> WorkshopSession:
    return begin_workshop(Session(crisisengine.start(SCENARIO, 7), storage.Save(folder)), rule=rule, **more)


def resumed(folder: Path) -> WorkshopSession:
    (journal,) = folder.glob("*.toml")
    found, save = storage.open_journal(journal, "the_convoy_home")
    return resume_workshop(Session(found.run, save), journal)


def seated(led: WorkshopSession, count: int) -> None:
    for number in range(1, count + 1):
        led.act(lambda room, now, number=number: commands.join(room, f"{number:x}", "", (), now))
        led.heard(number)


async def cast(led: WorkshopSession, seat: int, option: str) -> None:
    current = led.room.round
    await led.submit(lambda room, now: commands.vote(room, seat, current.opened.question, current.number, option, now))


def decided(led: WorkshopSession) -> list[str]:
    return [decision.measure for decision in led.session.run.decisions]


def to_vote(led: WorkshopSession) -> None:
    while led.room.phase != "vote":
        led.onward()


def test_a_room_decides_and_its_journal_is_a_plain_run(tmp_path):
    async def lead():
        led = begun(tmp_path)
        seated(led, 5)
        to_vote(led)
        options = led.room.round.opened.options
        for round_ in (1, 2):
            for seat in range(1, 6):
                await cast(led, seat, options[seat % 2])
            assert led.room.phase == "vote"
            led.onward()
            if round_ == 1:
                assert led.room.phase == "talk"
                led.onward()
        assert led.room.phase == "lock"
        await led.close()
        return options[1]

    option = asyncio.run(lead())
    (journal,) = tmp_path.glob("*.toml")
    run = storage.resume_file(journal, "the_convoy_home")

    assert [(decision.measure, decision.by) for decision in run.decisions] == [(option, "the room: plurality")]
    assert sorted(path.name for path in tmp_path.iterdir()) == [journal.name, f"{journal.stem}.workshop.jsonl"]
    assert journal.read_text().startswith("journal = 1\n")


def test_voting_cannot_open_before_the_last_page_of_the_scene_was_shown(tmp_path):
    led = begun(tmp_path)
    led.onward()
    led.pages = 3
    seen = []
    for _ in range(3):
        seen.append((led.room.phase, led.page))
        led.onward()

    assert seen == [("scene", 1), ("scene", 2), ("scene", 3)]
    assert led.room.phase == "vote"


def test_a_room_that_is_resumed_is_the_room_that_it_was_with_its_time_held(tmp_path):
    led = begun(tmp_path, minutes=4)
    seated(led, 3)
    to_vote(led)
    asyncio.run(cast(led, 2, led.room.round.opened.options[0]))
    asyncio.run(led.close())
    again = resumed(tmp_path)

    assert again.room.seats == led.room.seats
    assert again.room.questions == led.room.questions
    assert (again.room.phase, again.room.pause) == ("vote", "hold")
    assert again.room.timer.held


@pytest.mark.parametrize("stage", ["before the decision", "after it"])
def test_a_lock_that_never_came_to_the_journal_is_made_up_for(tmp_path, monkeypatch, stage):
    led = begun(tmp_path)
    to_vote(led)
    option = led.room.round.opened.default
    if stage == "before the decision":
        monkeypatch.setattr(Session, "decide", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
    try:
        led.act(lambda room, now: commands.skip(room, led.asked, now))
    except KeyboardInterrupt:
        monkeypatch.undo()
    led.record.close()

    assert decided(resumed(tmp_path)) == [option]


def test_a_decision_that_was_taken_back_in_the_record_alone_is_taken_back_in_the_journal(tmp_path, monkeypatch):
    led = begun(tmp_path)
    to_vote(led)
    led.act(lambda room, now: commands.skip(room, led.asked, now))
    if led.room.phase == "asked":
        led.act(lambda room, now: commands.choose(room, led.room.round.opened.options[0], now))
    assert len(decided(led)) == 1
    with monkeypatch.context() as patched:
        patched.setattr(Session, "undo", lambda _: "")
        led.act(commands.take_back)
    led.record.close()

    assert decided(resumed(tmp_path)) == []


def test_a_torn_last_line_is_cut_and_a_strange_one_is_named(tmp_path):
    led = begun(tmp_path)
    seated(led, 2)
    led.record.close()
    path = led.record.path
    with path.open("ab") as file:
        file.write(b'{"kind":"seat","at":"2026')
    led = resumed(tmp_path)
    assert sorted(led.room.seats) == [1, 2]
    led.onward()
    led.record.close()
    assert path.read_bytes().endswith(b'"phase":"scene","step":0}\n')

    strange = path.read_bytes() + b"\x1b[2J\nand no end"
    path.write_bytes(strange)
    with pytest.raises(JournalError, match=r"workshop.jsonl:\d+: this is no JSON"):
        resumed(tmp_path)
    assert path.read_bytes() == strange, "what is refused is left as it was"


def test_two_programs_do_not_lead_the_same_room(tmp_path):
    led = begun(tmp_path)
    with pytest.raises(FilesError, match="another program has this room open"):
        resumed(tmp_path)
    led.record.close()
    resumed(tmp_path).record.close()


def test_where_the_disk_refuses_no_vote_is_acknowledged_and_the_room_goes_on_by_hands(tmp_path):
    if os.geteuid() == 0 and not Path("/dev/full").exists():
        pytest.skip("nothing here refuses to be written to")
    led = begun(tmp_path)
    seated(led, 2)
    to_vote(led)
    option = led.room.round.opened.options[1]
    record, led.record = led.record, storage.RecordFile(Path("/dev/full"), 0, None)
    with pytest.raises(FilesError, match="not written"):
        asyncio.run(cast(led, 1, option))
    assert led.room.round.ballots == {}
    assert "not written" in led.unrecorded

    for _ in (1, 2):
        led.act(lambda room, now: commands.hands(room, {option: 2}, now))
        led.onward()
        if led.room.phase == "talk":
            led.onward()
    assert decided(led) == [option]

    led.record = record  # somebody made room
    led.onward()
    assert led.unrecorded == ""
    led.record.close()
    assert resumed(tmp_path).room == led.room


def test_a_record_of_another_story_or_with_other_decisions_is_refused(tmp_path):
    led = begun(tmp_path)
    led.record.close()
    (journal,) = tmp_path.glob("*.toml")
    run = storage.resume_file(journal, "the_convoy_home")
    for _ in (1, 2):
        options = [offer.measure for offer in crisisengine.view(SCENARIO, run.state).offers if not offer.locked]
        run = run.decide(options[0])
    _, save = storage.open_journal(journal, "the_convoy_home")
    save.store(run)

    with pytest.raises(JournalError, match="2 decisions in the journal, 0 in the record"):
        resumed(tmp_path)


def voting_child(folder: Path, told: int) -> None:
    """Leads a room as fast as it can, and tells of each vote and decision only when it was told so itself."""

    async def lead():
        led = begun(folder)
        seated(led, 4)
        while led.asked is not None and led.room.phase != "debrief":
            if led.room.phase == "vote":
                current = led.room.round.opened
                for seat in range(1, 5):
                    option = current.options[(seat + current.question + current.round) % len(current.options)]
                    await cast(led, seat, option)
                    os.write(told, f"vote {current.question} {current.round} {seat} {option}\n".encode())
            before = len(decided(led))
            if led.room.phase == "asked":
                led.act(lambda room, now: commands.choose(room, room.round.opened.options[0], now))
            else:
                led.onward()
            if len(decided(led)) > before:
                os.write(told, f"decided {before + 1} {decided(led)[-1]}\n".encode())

    asyncio.run(lead())
    os._exit(0)


def killed_at_random(folder: Path, luck: random.Random) -> list[list[str]]:
    """What a child was told before it was killed."""
    ear, told = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ear)
        try:
            voting_child(folder, told)
        finally:
            os._exit(1)
    os.close(told)
    lines = os.fdopen(ear)
    heard = [lines.readline() for _ in range(luck.randrange(40))]
    time.sleep(luck.uniform(0, 0.01))
    os.kill(child, signal.SIGKILL)
    heard += lines.read().splitlines(keepends=True)
    lines.close()
    os.waitpid(child, 0)
    return [line.split() for line in heard if line.endswith("\n")]


def nothing_was_lost(folder: Path, told: list[list[str]]) -> None:
    if not list(folder.glob("*.workshop.jsonl")):
        assert told == []
        return
    (record,) = folder.glob("*.workshop.jsonl")
    if not record.read_bytes().endswith(b"\n") and b"\n" not in record.read_bytes():
        assert told == []
        return
    room = (led := resumed(folder)).room
    ballots = {
        (question.number, round_.number, seat): option
        for question in room.questions
        for round_ in question.rounds
        for seat, option in round_.ballots.items()
    }
    for kind, *words in told:
        if kind == "vote":
            question, round_, seat, option = words
            assert ballots[int(question), int(round_), int(seat)] == option
        else:
            number, measure = words
            assert decided(led)[int(number) - 1] == measure
    assert len(decided(led)) == room.decisions
    led.record.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize(
    "seed", [*range(20), *(pytest.param(seed, marks=pytest.mark.campaign) for seed in range(20, 300))]
)
def test_what_was_acknowledged_is_there_after_a_kill(tmp_path, seed):
    nothing_was_lost(tmp_path, killed_at_random(tmp_path, random.Random(seed)))


def test_many_votes_at_once_are_all_on_the_disk(tmp_path):
    async def lead():
        led = begun(tmp_path)
        seated(led, 200)
        to_vote(led)
        options = led.room.round.opened.options
        await asyncio.gather(*(cast(led, seat, options[seat % len(options)]) for seat in range(1, 201)))
        votes = led.room.round.votes
        await led.close()
        return votes

    votes = asyncio.run(lead())
    again = resumed(tmp_path)

    assert sum(votes.values()) == 200
    assert again.room.round.votes == votes


def test_what_the_room_refuses_is_on_no_disk(tmp_path):
    led = begun(tmp_path)
    seated(led, 1)
    to_vote(led)
    before = led.record.path.read_bytes()
    with pytest.raises(ChoiceRefused):
        asyncio.run(cast(led, 1, "no such measure"))

    assert led.record.path.read_bytes() == before


def at_boarding(led: WorkshopSession) -> None:
    """To the first scene in which something can be sent."""
    while not any(known.open for known in led.contingencies) or led.room.phase != "scene":
        if led.room.phase == "asked":
            led.act(lambda room, now: commands.choose(room, room.round.opened.options[0], now))
        else:
            led.onward()


def test_what_the_facilitator_sends_is_in_record_and_journal_and_is_taken_back_alone(tmp_path):
    led = begun(tmp_path)
    at_boarding(led)
    decisions = decided(led)
    inject = next(known.inject for known in led.contingencies if known.open)
    led.send(inject)
    assert [sent.inject for sent in led.room.sent] == [inject]
    assert led.session.run.decisions[-1].send == inject
    with pytest.raises(ChoiceRefused, match="sent already"):
        led.send(inject)
    led.onward()
    assert led.room.phase == "vote"
    with pytest.raises(ChoiceRefused, match="before its vote"):
        led.act(lambda room, now: commands.send(room, inject, now))
    led.act(commands.take_back)  # the question is called off
    led.act(commands.take_back)  # what was sent

    assert led.room.sent == ()
    assert decided(led) == decisions
    led.send(inject)
    led.record.close()
    again = resumed(tmp_path)
    assert [sent.inject for sent in again.room.sent] == [inject]
    assert again.session.run.decisions == led.session.run.decisions
    again.act(commands.take_back)
    again.act(commands.take_back)
    assert again.room.decisions == len(again.session.run.steps) == len(decisions) - 1


@pytest.mark.parametrize("act", ["send", "undo"])
def test_a_send_that_never_came_to_the_journal_is_made_up_for(tmp_path, monkeypatch, act):
    led = begun(tmp_path)
    at_boarding(led)
    inject = next(known.inject for known in led.contingencies if known.open)
    if act == "undo":
        led.send(inject)
    with monkeypatch.context() as patched:
        patched.setattr(Session, act, lambda *_, **__: "")
        led.send(inject) if act == "send" else led.act(commands.take_back)
    led.record.close()
    again = resumed(tmp_path)

    assert [sent.inject for sent in again.room.sent] == ([inject] if act == "send" else [])
    assert [move.send for move in again.session.run.decisions if move.send] == [sent.inject for sent in again.room.sent]


class Clock:
    """A computer's clock, which can be set."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def test_a_clock_that_is_set_back_takes_no_time_and_gives_none(tmp_path):
    clock = Clock(time.time() + 3 * 86400)
    led = begun(tmp_path, clock=clock)
    to_vote(led)
    clock.now -= 3 * 86400
    assert led.room.timer.left(clock()) == led.room.timer.seconds
    led.act(commands.hold)
    led.record.close()

    assert resumed(tmp_path).room.timer.seconds == led.room.timer.seconds


def test_a_computer_that_slept_holds_the_time_and_sends_nobody_away(tmp_path):
    clock = Clock(2e9)
    led = begun(tmp_path, clock=clock)
    seated(led, 3)
    to_vote(led)
    clock.now += 20
    since = clock.now
    clock.now += 7200
    led.woken(since)
    led.tick()
    assert (led.room.phase, led.room.pause, led.room.timer.seconds) == ("vote", "hold", 100.0)
    assert led.present == {1, 2, 3}
    led.record.close()


@pytest.mark.parametrize("edit", [lambda text: text[:200], lambda text: text.replace(b'"seat"', b'"seat"  ')])
def test_a_record_that_another_program_has_changed_is_left_as_that_program_wrote_it(tmp_path, edit):
    led = begun(tmp_path)
    seated(led, 3)
    changed = edit(led.record.path.read_bytes())
    led.record.path.write_bytes(changed)
    to_vote(led)
    assert "another program has changed" in led.unrecorded
    assert "another program has changed" in led.farewell
    assert led.record.path.read_bytes() == changed
    led.record.close()


def test_a_room_whose_journal_moved_keeps_other_programs_out_where_it_went(tmp_path):
    led = begun(tmp_path)
    to_vote(led)
    led.act(lambda room, now: commands.skip(room, led.asked, now))
    first = led.session.save.path
    first.write_text(first.read_text() + "# edited\n")
    led.act(commands.take_back)
    moved = led.session.save.path
    assert moved != first
    assert led.record.path == storage.record_path(moved)
    assert not storage.record_path(first).exists()

    found, save = storage.open_journal(moved, "the_convoy_home")
    with pytest.raises(FilesError, match="another program has this room open"):
        resume_workshop(Session(found.run, save), moved)
    led.record.close()


def test_a_ballot_that_the_disk_refused_is_not_counted_by_a_vote_that_is_closed_meanwhile(tmp_path):
    async def lead():
        led = begun(tmp_path)
        seated(led, 3)
        to_vote(led)
        led.onward()
        led.onward()
        option, path = led.room.round.opened.options[0], led.record.path
        casting = [asyncio.ensure_future(cast(led, seat, option)) for seat in (1, 2, 3)]
        await asyncio.sleep(0)
        away = path.rename(tmp_path / "away")
        led.onward()
        told = await asyncio.gather(*casting, return_exceptions=True)
        assert {type(answer) for answer in told} == {FilesError}
        assert led.room.phase == "talk", "nobody has voted"
        away.rename(path)
        await led.close()

    asyncio.run(lead())


def test_a_phone_is_not_told_that_its_vote_counts_where_hands_do(tmp_path):
    led = begun(tmp_path)
    seated(led, 3)
    to_vote(led)
    option = led.room.round.opened.options[0]
    led.act(lambda room, now: commands.hands(room, {option: 2}, now))
    with pytest.raises(ChoiceRefused, match="raised hands are counted"):
        asyncio.run(cast(led, 1, option))
    led.record.close()


def test_what_was_said_about_the_disk_stays_while_time_runs_out_in_a_room_without_phones(tmp_path):
    clock = Clock(2e9)
    led = begun(tmp_path, clock=clock)
    to_vote(led)
    clock.now += 1000
    led.notice, size = "the disk is full", led.record.path.stat().st_size
    led.tick()
    assert led.notice == "the disk is full"
    assert led.record.path.stat().st_size == size
    led.record.close()


@pytest.mark.parametrize("leave", [False, True])
def test_decisions_that_the_disk_refused_are_kept_as_soon_as_there_is_room_again(tmp_path, monkeypatch, leave):
    def refuse(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "no space")

    led = begun(tmp_path)
    led.onward()
    with monkeypatch.context() as full:
        full.setattr(os, "fsync", refuse)
        for _ in (1, 2):
            to_vote(led)
            option = led.room.round.opened.options[0]
            led.act(lambda room, now: commands.skip(room, led.asked, now))
            if led.room.phase == "asked":
                led.act(lambda room, now, option=option: commands.choose(room, option, now))
        assert led.unrecorded
        assert led.session.unkept
    if leave:
        asyncio.run(led.close())
    else:
        led.act(commands.hold)
        assert (led.unrecorded, led.session.unkept) == ("", "")
        led.record.close()

    assert decided(resumed(tmp_path)) == decided(led)
    assert len(decided(led)) == 2
