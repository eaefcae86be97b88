"""The wall of a room, driven by the facilitator's keys: a whole run by raised hands, and what can be pressed wrongly."""

from __future__ import annotations

import asyncio
import time

import pytest
from attrs import evolve

import crisisengine
from crisisengine import storage
from crisisengine.errors import FilesError
from crisisengine.session.joining import Joining
from crisisengine.session.opening import begin_workshop, resume_workshop
from crisisengine.session.session import Session
from crisisengine.tui.projector.door import painted
from crisisengine.tui.projector.letters import big
from crisisengine.tui.projector.slide import Slide, pages_of
from crisisengine.tui.projector_app import ProjectorApp
from crisisengine.tui.typesetting import lines
from crisisengine.workshop import commands
from tests.tui.conftest import picture, until

SCENARIO = crisisengine.load("the_convoy_home")


class Clock:
    """Time that only goes on when it is told to."""

    def __init__(self):
        self.now = float(int(time.time()))

    def __call__(self):
        return self.now


def begun(folder, **settings):
    settings = {"rule": "plurality", "heads": 12, "clock": Clock(), **settings}
    return begin_workshop(Session(crisisengine.start(SCENARIO, 7), storage.Save(folder)), **settings)


def show(led, script, size=(120, 40), **more):
    """Lead a room by a script of key presses."""

    async def run():
        app = ProjectorApp(led, **more)
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: picture(app).strip() != "")
            await script(app, pilot)
        await app.leave()

    asyncio.run(run())


async def seen(app, pilot, text):
    await until(pilot, lambda: text in " ".join(picture(app).split()))


async def to(led, pilot, phase):
    """Led on by a console, which asks nothing: the keys of a test are those that it is about."""
    while led.room.phase != phase:
        led.onward()
        await pilot.pause()


async def count(app, pilot, *hands):
    """Type raised hands in."""
    await pilot.press("r")
    await until(pilot, lambda: len(app.screen.query("Input")) > 0)
    for number in hands:
        await pilot.press(*str(number), "enter")
    await pilot.pause()


async def decide(app, pilot, led):
    """Two votes by raised hands."""
    await to(led, pilot, "vote")
    options = led.room.round.opened.options
    await count(app, pilot, 7, *[0] * (len(options) - 1))
    await to(led, pilot, "talk")
    await to(led, pilot, "vote")
    await count(app, pilot, 7, 5, *[0] * (len(options) - 2))
    await to(led, pilot, "lock")


# --- a whole session ---------------------------------------------------------------------------------------------------


def test_a_room_goes_by_raised_hands_to_its_ending_and_through_the_five_steps_of_the_debrief(tmp_path):
    led = begun(tmp_path)
    order = []

    async def script(app, pilot):
        steps = []
        while led.room.step < 5:
            phase, current = led.room.phase, led.room.round
            order.append(phase)
            assert led.page <= led.pages
            if phase == "vote" and current.hands is None and led.room.question.number == 1:
                await count(app, pilot, 7, 5, *[0] * (len(current.opened.options) - 2))
                assert led.room.round.hands
            elif phase == "vote" and current.hands is None:  # the form is slow to be typed in
                counted = dict.fromkeys(current.opened.options[:2], 5) | {current.opened.options[0]: 7}
                led.act(lambda room, now, counted=counted: commands.hands(room, counted, now))
            if phase == "expect" and led.room.question.number == 1:
                await count(app, pilot, 3, 2, 1)
                await seen(app, pilot, "better")
            if phase == "debrief" and led.room.step not in steps:
                steps.append(led.room.step)
                await seen(app, pilot, f"Debrief, step {led.room.step} of 5")
            app.wall.action_onward()
            await pilot.pause()
        assert steps == [1, 2, 3, 4]
        await seen(app, pilot, "Debrief, step 5 of 5")

    show(led, script)

    assert led.session.ended
    assert all(decision.by.startswith("the room: ") for decision in led.session.run.decisions)
    assert led.room.questions[0].expectations == {"better": 3, "same": 2, "worse": 1}
    assert {"door", "scene", "vote", "talk", "lock", "expect", "consequences", "debrief"} == set(order)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
def test_every_word_of_every_slide_stands_on_a_page(tmp_path, size):
    led = begun(tmp_path)

    async def script(app, pilot):
        for phase, words in {
            "scene": led.session.view.text.split()[-6:],
            "consequences": ["How things stand", "What changed"],
        }.items():
            if phase == "consequences":
                await decide(app, pilot, led)
            await to(led, pilot, phase)
            read = ""
            while led.room.phase == phase:
                read += " ".join(picture(app).replace("\n", " ").split()) + " "
                await pilot.press("space")
                await pilot.pause()
            for word in words:
                assert word.upper() in read.upper() or big(word, 400), word
            assert "…" not in read

    show(led, script, size)


def test_voting_cannot_open_before_the_last_page_was_shown_in_a_small_window(tmp_path):
    led = begun(tmp_path)

    async def script(_app, pilot):
        await to(led, pilot, "scene")
        pages = led.pages
        assert pages > 1
        for page in range(1, pages + 1):
            assert (led.room.phase, led.page) == ("scene", page)
            await pilot.press("space")
            await pilot.pause()
        assert led.room.phase == "vote"

    show(led, script, (80, 24))


def test_a_window_of_another_size_has_other_pages_and_the_room_stays_where_it_is(tmp_path):
    led = begun(tmp_path)

    async def script(_app, pilot):
        await to(led, pilot, "scene")
        small = led.pages
        await pilot.resize_terminal(62, 18)
        await until(pilot, lambda: led.pages > small)
        await pilot.press("space", "space")
        await pilot.pause()
        await pilot.resize_terminal(200, 60)
        await until(pilot, lambda: led.pages <= small)
        assert led.room.phase == "scene"
        assert led.page <= led.pages

    show(led, script, (80, 24))


# --- what must not be told too early -----------------------------------------------------------------------------------


def test_the_wall_tells_no_counts_while_a_vote_is_open_and_no_consequence_before_it_was_asked_what_is_expected(
    tmp_path,
):
    led = begun(tmp_path, heads=0)
    led.act(lambda room, now: commands.join(room, "a1", "", (), now))
    led.heard(1)

    async def script(app, pilot):
        await to(led, pilot, "vote")
        opened = led.room.round.opened
        await led.submit(lambda room, now: commands.vote(room, 1, opened.question, 1, opened.options[0], now))
        await seen(app, pilot, "1 of 1 have voted.")
        assert "█ 1" not in picture(app)
        before = led.session.view
        await to(led, pilot, "talk")
        await seen(app, pilot, "█ 1")
        led.act(lambda room, now: commands.skip(room, led.asked, now))
        if led.room.phase == "asked":
            await pilot.press("1")
        for phase in ("lock", "expect"):
            await to(led, pilot, phase)
            assert led.session.view.title not in picture(app)
            assert before.clock.date in picture(app)

    show(led, script)


def test_guidance_never_reaches_the_wall(tmp_path):
    led = begun(tmp_path)
    guidance = [scene.guidance for scene in SCENARIO.scenes.values() if scene.guidance]

    async def script(app, pilot):
        await to(led, pilot, "vote")
        for prose in guidance:
            assert led.session.text(prose)[:30] not in picture(app)

    show(led, script)


def test_counts_that_are_to_stay_hidden_stay_so_in_the_talk(tmp_path):
    led = begun(tmp_path, hidden=True)

    async def script(app, pilot):
        await to(led, pilot, "vote")
        await count(app, pilot, 9, *[0] * (len(led.room.round.opened.options) - 1))
        await to(led, pilot, "talk")
        await seen(app, pilot, "The votes stay hidden while you talk.")
        assert "█ 9" not in picture(app)

    show(led, script)


# --- what can be pressed wrongly ---------------------------------------------------------------------------------------


def test_more_hands_than_heads_are_refused_in_the_form_and_the_room_is_what_it_was(tmp_path):
    led = begun(tmp_path)

    async def script(app, pilot):
        await to(led, pilot, "vote")
        options = led.room.round.opened.options
        await count(app, pilot, 7, 6, *[0] * (len(options) - 2))
        await seen(app, pilot, "13 hands are more than the 12 heads in the room.")
        assert led.room.round.hands is None
        await pilot.press("escape")
        await pilot.pause()
        assert not app.screen.query("Input")

    show(led, script)


def test_a_form_of_hands_takes_neither_a_minus_nor_a_number_without_end(tmp_path):
    led = begun(tmp_path, heads=0)

    async def script(app, pilot):
        await to(led, pilot, "vote")
        options = led.room.round.opened.options
        await count(app, pilot, "-4", *[0] * (len(options) - 1))
        await seen(app, pilot, "A count belongs to each option, and is 0 or more.")
        await pilot.press("escape")
        await count(app, pilot, "99999", *[0] * (len(options) - 1))
        await seen(app, pilot, "hands are more than")
        assert led.room.round.hands is None

    show(led, script)


@pytest.mark.parametrize("phase", ["door", "scene", "vote", "talk", "lock"])
def test_no_key_crashes_a_phase_or_moves_it_unasked(tmp_path, phase):
    led = begun(tmp_path)

    async def script(app, pilot):
        if phase == "lock":
            await decide(app, pilot, led)
        await to(led, pilot, phase)
        for key in ("t", "r", "x", "u", "1", "n", "d", "pageup", "question_mark", "enter", "j", "ctrl+c", "h", "b"):
            await pilot.press(key)
            await pilot.pause()
            if app.screen is not app.wall:
                await pilot.press("escape")
            await until(pilot, lambda: app.screen is app.wall)
            assert led.room.phase == phase, key

    show(led, script, (80, 24))


# --- undo, skip, hold, break -------------------------------------------------------------------------------------------


def test_undo_asks_and_takes_the_last_decision_back(tmp_path):
    led = begun(tmp_path)

    async def script(app, pilot):
        await decide(app, pilot, led)
        scene = SCENARIO.scenes[led.room.question.scene]
        label = scene.measures[led.room.question.lock.option].label
        await pilot.press("u")
        await seen(app, pilot, f"Take the last decision back: {' '.join(label.split()[:4])}")
        await pilot.press("n")
        await pilot.pause()
        assert len(led.session.run.decisions) == 1
        await pilot.press("u", "y")
        await until(pilot, lambda: led.room.phase == "scene")
        assert led.session.run.decisions == ()

    show(led, script)


def test_undo_calls_an_open_vote_off(tmp_path):
    led = begun(tmp_path)

    async def script(app, pilot):
        await to(led, pilot, "vote")
        await pilot.press("u")
        await seen(app, pilot, "Call this vote off")
        await pilot.press("y")
        await until(pilot, lambda: led.room.phase == "scene")

    show(led, script)


def test_a_vote_that_too_few_have_voted_in_is_closed_only_when_that_is_meant(tmp_path):
    led = begun(tmp_path, quorum=2)
    for seat in (1, 2, 3):
        led.act(lambda room, now, seat=seat: commands.join(room, f"a{seat}", "", (), now))
        led.heard(seat)

    async def script(app, pilot):
        await to(led, pilot, "vote")
        opened = led.room.round.opened
        await led.submit(lambda room, now: commands.vote(room, 1, opened.question, 1, opened.options[0], now))
        await pilot.press("space")
        await seen(app, pilot, "1 of 3 have voted, 2 are needed. Close the vote?")
        await pilot.press("n")
        await pilot.pause()
        assert led.room.phase == "vote"
        await pilot.press("space", "y")
        await until(pilot, lambda: led.room.phase == "talk")
        await to(led, pilot, "vote")
        for seat in (1, 2):
            await led.submit(lambda room, now, seat=seat: commands.vote(room, seat, 1, 2, opened.options[0], now))
        await pilot.press("space")
        await until(pilot, lambda: led.room.phase == "lock")

    show(led, script)


def test_a_vote_by_hands_alone_is_not_closed_by_a_space_too_many(tmp_path):
    led = begun(tmp_path)

    async def script(app, pilot):
        await to(led, pilot, "vote")
        await seen(app, pilot, "6 votes are needed.")
        await pilot.press("space")
        await seen(app, pilot, "No hands are counted in this vote. Close it?")
        await pilot.press("escape")
        await pilot.pause()
        assert led.room.phase == "vote"
        await count(app, pilot, 4, *[0] * (len(led.room.round.opened.options) - 1))
        await pilot.press("space")
        await seen(app, pilot, "4 raised hands are counted, 6 are needed. Close the vote?")

    show(led, script)


def test_the_wall_says_beforehand_what_is_taken_if_the_time_ends_too_early(tmp_path):
    led = begun(tmp_path, minutes=4)
    scene = SCENARIO.scenes[led.session.view.place]
    label = scene.measures[scene.default].label

    async def script(app, pilot):
        await to(led, pilot, "vote")
        await seen(app, pilot, f"If fewer than 6 have voted when the time is up, this is taken: {label}.")

    show(led, script)


def test_undo_names_what_was_sent_where_that_is_what_it_takes_back(tmp_path):
    led = begun(tmp_path)

    async def script(app, pilot):
        while not any(known.open for known in led.contingencies):
            await decide(app, pilot, led)
            await to(led, pilot, "scene")
        await to(led, pilot, "scene")
        sent = next(known.inject for known in led.contingencies if known.open)
        led.send(sent)
        await pilot.press("u")
        inject = SCENARIO.injects[sent]
        opening = " ".join(led.session.text(inject.text).split()[:2])
        await seen(app, pilot, f"Take back what was sent last? {inject.sender}: {opening}")
        await pilot.press("y")
        await until(pilot, lambda: not led.room.sent)

    show(led, script)


def test_a_run_is_ended_half_way_by_a_key_and_its_debrief_can_be_gone_through_and_back(tmp_path):
    led = begun(tmp_path)

    async def script(app, pilot):
        await decide(app, pilot, led)
        await to(led, pilot, "scene")
        await pilot.press("e")
        await seen(app, pilot, "End the run here")
        await pilot.press("n", "e", "y")
        await seen(app, pilot, "Debrief, step 1 of 5")
        while led.room.step < 5:
            await pilot.press("space")
            await pilot.pause()
        await seen(app, pilot, "Debrief, step 5 of 5")
        led.page = 1
        await pilot.press("pageup")
        await seen(app, pilot, "Debrief, step 4 of 5")
        await pilot.press("pageup", "pageup", "pageup", "pageup")
        await until(pilot, lambda: led.room.phase == "scene")
        assert len(led.session.run.decisions) == 1

    show(led, script)


def test_a_skip_without_a_default_asks_the_facilitator_who_chooses_by_a_number(tmp_path):
    led = begun(tmp_path)

    async def script(app, pilot):
        await to(led, pilot, "vote")
        default = led.room.round.opened.default
        await pilot.press("x")
        await seen(app, pilot, "Skip this vote")
        await pilot.press("y")
        await until(pilot, lambda: led.room.phase in ("asked", "lock"))
        if not default:
            await pilot.press("9")
            await seen(app, pilot, "No measure has the number 9.")
            await pilot.press("space")
            await seen(app, pilot, "choose a measure for the room")
            await pilot.press("2")
            await until(pilot, lambda: led.room.phase == "lock")
            await seen(app, pilot, "The facilitator decided for the room.")

    show(led, script)


def test_what_the_chair_says_is_pressed_where_the_chair_holds_no_seat(tmp_path):
    led = begun(tmp_path, rule="chair")

    async def script(app, pilot):
        await to(led, pilot, "vote")
        await to(led, pilot, "talk")
        await to(led, pilot, "vote")
        await to(led, pilot, "asked")
        await seen(app, pilot, "The chair decides")
        await pilot.press("1")
        await until(pilot, lambda: led.room.phase == "lock")
        assert led.room.question.lock.decider == "chair"

    show(led, script)


def test_hold_stops_the_time_and_a_minute_more_is_one(tmp_path):
    led = begun(tmp_path, minutes=4)

    async def script(app, pilot):
        await to(led, pilot, "vote")
        seconds = led.room.round.opened.seconds
        await pilot.press("h")
        await seen(app, pilot, "HELD")
        led.clock.now += 30
        assert led.room.timer.left(led.clock()) == seconds
        await pilot.press("h", "t")
        await pilot.pause()
        assert led.room.timer.left(led.clock()) == seconds + 60

    show(led, script)


def test_time_that_runs_out_waits_for_hands_that_nobody_has_counted_yet(tmp_path):
    led = begun(tmp_path, minutes=4)

    async def script(app, pilot):
        await to(led, pilot, "vote")
        led.clock.now += led.room.round.opened.seconds + 1
        app.wall.looked = led.clock.now  # all the while
        await seen(app, pilot, "Time is up: raise your hands when your measure is called.")
        assert led.room.phase == "vote"
        await count(app, pilot, 7, *[0] * (len(led.room.round.opened.options) - 1))
        await until(pilot, lambda: led.room.phase == "talk")

    show(led, script)


def test_a_break_is_said_and_nothing_goes_on_in_it(tmp_path):
    led = begun(tmp_path)

    async def script(app, pilot):
        await to(led, pilot, "scene")
        await pilot.press("space", "b")
        await seen(app, pilot, "b ends the break")
        page = led.page
        await pilot.press("space")
        await seen(app, pilot, "The room has a break: end it first.")
        await pilot.press("b")
        await pilot.pause()
        assert (led.room.phase, led.page) == ("scene", page)

    show(led, script)


# --- going on ------------------------------------------------------------------------------------------------------------


def test_a_room_that_was_left_in_the_middle_of_a_vote_goes_on_there(tmp_path):
    led = begun(tmp_path)

    async def leave(app, pilot):
        await to(led, pilot, "vote")
        await count(app, pilot, 7, 5, *[0] * (len(led.room.round.opened.options) - 2))
        await pilot.press("q")
        await seen(app, pilot, "Leave the room?")
        await pilot.press("y")

    show(led, leave)
    (journal,) = tmp_path.glob("*.toml")
    found, save = storage.open_journal(journal, "the_convoy_home")
    again = resume_workshop(Session(found.run, save), journal)

    async def go_on(app, pilot):
        await seen(app, pilot, "12 raised hands are counted.")
        await seen(app, pilot, "HELD")
        await to(again, pilot, "talk")

    show(again, go_on)
    assert "crisisengine workshop" in again.farewell


# --- the door, and what runs beside it ---------------------------------------------------------------------------------

JOINING = Joining(
    address="http://192.168.1.7:8765",
    code="KRAM-42",
    qr=tuple(tuple((row * column + row) % 3 == 0 for column in range(37)) for row in range(37)),
)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
def test_the_door_shows_the_address_the_code_and_the_whole_qr_code(tmp_path, size):
    led = begun(tmp_path)

    async def script(app, pilot):
        pages = []
        while led.room.phase == "door":
            pages.append(picture(app))
            await pilot.press("space")
            await pilot.pause()
        shown = "\n".join(pages)
        assert JOINING.address in shown
        assert JOINING.code in shown or all(row.rstrip() in shown for row in big(JOINING.code, 80))
        rows = [row.plain for row in painted(JOINING.qr, larger=size[1] >= 48)]
        assert any(all(row.rstrip() in page for row in rows) for page in pages), shown

    show(led, script, size, joining=lambda: JOINING)


def test_a_qr_code_is_painted_black_on_white_whatever_the_theme():
    qr = ((False, True), (True, True), (True, False))

    rows = painted(qr)

    assert [row.plain for row in rows] == ["▄█", "▀ "]
    assert all("#000000 on #ffffff" in {str(span.style) for span in row.spans} for row in rows)


def test_a_server_that_fails_is_said_and_the_room_goes_on_by_hands(tmp_path):
    led = begun(tmp_path)

    async def fails():
        raise OSError("the port is taken")

    async def script(app, pilot):
        await seen(app, pilot, "Phones cannot be served: the port is taken. The room goes on by raised hands.")
        await to(led, pilot, "vote")

    show(led, script, joining=lambda: JOINING, beside=fails)


def test_a_server_is_ended_with_the_room(tmp_path):
    led = begun(tmp_path)
    ended = []

    async def serves():
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(True)

    async def script(_app, pilot):
        await pilot.pause()

    show(led, script, beside=serves)
    assert ended == [True]


def test_a_disk_that_refuses_the_record_is_said_on_the_wall_until_it_is_mended(tmp_path, monkeypatch):
    led = begun(tmp_path)

    async def script(app, pilot):
        def refuses(*_):
            raise FilesError("the room's record is not written: the disk is full")

        monkeypatch.setattr(led.record, "append", refuses)
        await to(led, pilot, "scene")
        await seen(app, pilot, "the disk is full")
        monkeypatch.undo()
        await to(led, pilot, "vote")
        await until(pilot, lambda: "the disk is full" not in picture(app))

    show(led, script)


def test_what_was_said_of_the_door_is_gone_with_the_next_key(tmp_path):
    led = begun(tmp_path)

    async def script(app, pilot):
        await pilot.press("d")
        await seen(app, pilot, "The door is closed to newcomers")
        await pilot.press("space")
        await to(led, pilot, "vote")
        await seen(app, pilot, "The measure with the most votes is taken")

        assert "closed to newcomers" not in picture(app)

    show(led, script, joining=lambda: JOINING)


def test_a_door_that_is_opened_in_a_vote_shows_the_way_in_and_the_vote_goes_on_below(tmp_path):
    led = begun(tmp_path, minutes=4)

    async def script(app, pilot):
        await pilot.press("d")
        await to(led, pilot, "vote")
        left = led.room.timer.left(led.clock())
        for key in ("space", "escape"):
            await pilot.press("d")
            await seen(app, pilot, JOINING.address)
            led.clock.now += 5
            await pilot.press(key)
            await seen(app, pilot, "First vote")
            assert JOINING.address not in picture(app)
            assert led.room.door_open
            await pilot.press("d")
        await pilot.press("d")
        await seen(app, pilot, JOINING.address)
        await pilot.press("d")
        await seen(app, pilot, "First vote")
        assert not led.room.door_open
        assert (led.room.phase, led.room.timer.left(led.clock())) == ("vote", left - 10)

    show(led, script, joining=lambda: JOINING)


def test_the_way_in_stays_while_time_ends_a_vote_and_is_taken_off_when_a_console_goes_on(tmp_path):
    led = begun(tmp_path, minutes=4)
    led.act(lambda room, now: commands.join(room, "a1", "", (), now))
    led.heard(1)

    async def script(app, pilot):
        await pilot.press("d")
        await to(led, pilot, "vote")
        await pilot.press("d")
        await seen(app, pilot, JOINING.address)
        led.clock.now += led.room.round.opened.seconds
        app.wall.looked = led.clock.now  # all the while
        await until(pilot, lambda: led.room.phase != "vote")
        await seen(app, pilot, JOINING.address)
        led.page = led.pages
        led.onward()
        await until(pilot, lambda: JOINING.address not in picture(app))

    show(led, script, joining=lambda: JOINING)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_what_is_said_at_the_foot_covers_nothing_of_the_slide(tmp_path, size):
    led = begun(tmp_path)

    async def script(app, pilot):
        await to(led, pilot, "vote")
        await pilot.press("d")
        await seen(app, pilot, "The door is closed to newcomers.")
        await seen(app, pilot, "The measure with the most votes is taken.")

    show(led, script, size, joining=lambda: JOINING)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_the_scene_can_be_read_again_while_it_is_voted_on(tmp_path, size):
    led = begun(tmp_path)
    words = led.session.view.text.split()[-4:]

    async def script(app, pilot):
        await to(led, pilot, "vote")
        await pilot.press("s")
        await pilot.pause()
        read = ""
        while app.wall.aside.kind is not None:
            read += picture(app)
            await pilot.press("space")
            await pilot.pause()
        assert all(word in read for word in words)
        await seen(app, pilot, "First vote")
        assert led.room.phase == "vote"

    show(led, script, size)


def test_a_network_that_is_lost_is_said_in_any_phase_until_it_is_back(tmp_path):
    led = begun(tmp_path)
    lost = evolve(JOINING, address="http://127.0.0.1:8765", warnings=("it is in no network",))
    now = [JOINING]

    async def script(app, pilot):
        await to(led, pilot, "vote")
        assert "No phone can reach this laptop" not in picture(app)
        now[0] = lost
        await seen(app, pilot, "! No phone can reach this laptop: it is in no network. r counts raised hands.")
        await seen(app, pilot, "Raise your hands")
        now[0] = JOINING
        await until(pilot, lambda: "No phone can reach this laptop" not in picture(app))

    show(led, script, (80, 24), joining=lambda: now[0])


def test_a_door_that_is_meant_for_this_computer_alone_is_no_lost_network():
    assert not evolve(JOINING, address="http://127.0.0.1:8765").unreachable
    assert not evolve(JOINING, address="http://hall.local:8765", warnings=("several networks",)).unreachable


@pytest.mark.parametrize("phase", ["door", "scene", "vote", "talk", "lock"])
def test_leaving_and_help_stand_in_the_key_line_of_a_small_window(tmp_path, phase):
    led = begun(tmp_path, minutes=4)

    async def script(app, pilot):
        if phase == "lock":
            await decide(app, pilot, led)
        await to(led, pilot, phase)
        await seen(app, pilot, "q quit ? help")

    show(led, script, (80, 24), joining=lambda: JOINING, next_address=lambda: None)


def test_what_some_say_stands_below_the_counts_where_there_is_room(tmp_path):
    led = begun(tmp_path)

    async def script(app, pilot):
        await to(led, pilot, "talk")
        led.act(lambda room, now: commands.say(room, 0, 1, 1, "they know the river", now))
        led.act(lambda room, now: commands.approve(room, 1, 1, 0, now, shown=True))
        await seen(app, pilot, "What some of you say “ they know the river")
        assert led.pages == 1

    show(led, script)


# --- slides ------------------------------------------------------------------------------------------------------------


def test_pages_hold_every_line_once_whatever_the_window():
    from textual.content import Content

    text = [f"line {number}" if number % 7 else "" for number in range(1, 60)]
    slide = Slide(over="Over", title="Title", body=lambda _width: lines(Content(row) for row in text), foot="Foot")

    for height in (12, 17, 24, 41, 66):
        pages = pages_of(slide, 80, height)
        shown = [row.strip() for page in pages for row in page.plain.split("\n") if row.strip().startswith("line")]
        assert shown == [row for row in text if row]
        assert all(len(page.plain.split("\n")) <= height for page in pages)


def test_what_has_no_large_letter_is_set_in_small_ones():
    assert big("ចម្ការ", 200) == []
    assert big("a much too long title", 40) == []
    assert big("Élan", 80) == big("ELAN", 80)


def test_a_computer_that_slept_through_a_vote_holds_its_time(tmp_path):
    led = begun(tmp_path)

    async def script(app, pilot):
        await to(led, pilot, "vote")
        led.clock.now += 7200
        await seen(app, pilot, "The computer slept")
        await seen(app, pilot, "HELD")
        assert (led.room.phase, led.room.pause) == ("vote", "hold")
        assert led.room.timer.left(led.clock()) > 0

    show(led, script)


def test_in_a_window_that_is_too_small_to_read_nothing_is_passed(tmp_path):
    led = begun(tmp_path)

    async def script(app, pilot):
        await seen(app, pilot, "Please make the window larger")
        await seen(app, pilot, "The room is where it was")
        await pilot.press("space", "space")
        await pilot.pause()
        assert (led.room.phase, led.page) == ("door", 1)

    show(led, script, size=(40, 12))


@pytest.mark.parametrize("key", ["ctrl+c", "ctrl+q"])
def test_nobody_leaves_a_room_by_accident(tmp_path, key):
    async def script(app, pilot):
        await pilot.press(key)
        await seen(app, pilot, "Press q to leave")
        assert app.is_running

    show(begun(tmp_path), script)
