"""The door: guessing is slowed and then needs the facilitator, and after a restart everything is where it was."""

from __future__ import annotations

import os
import re
import stat

import pytest
from served_room import Browser, begun, resumed, served

from crisisengine import locations, storage
from crisisengine.errors import FilesError
from crisisengine.web.addresses import LOOPBACK, bound, own_addresses
from crisisengine.web.codes import code_key, new_room_code, rejoin_code, same
from crisisengine.web.kept_keys import RoomKeys
from crisisengine.web.pace import Guesses, Pace
from crisisengine.web.phones import COOKIE
from crisisengine.workshop import commands


def test_ten_wrong_codes_a_minute_and_then_even_the_right_one_has_to_wait(room):
    phone = room.phone(seated=False)
    for _ in range(10):
        assert "this code opens nothing" in phone.join("AAAA-00").text.lower()
    answer = phone.join(room.server.keys.code)

    assert "too many wrong codes" in answer.text.lower()
    assert room.led.room.seats == {}


def test_an_address_that_waited_may_try_again():
    now = [0.0]
    guesses = Guesses(lambda: now[0])
    for _ in range(10):
        guesses.missed("a")
    assert guesses.has_to_wait("a")
    assert not guesses.has_to_wait("b")
    now[0] = 61.0
    assert not guesses.has_to_wait("a")


def test_after_sixty_wrong_codes_the_facilitator_lets_people_in_one_by_one(room):
    seated = room.phone()
    room.server.desk.guesses.wrong = 60
    phone, thief = room.phone(seated=False), room.phone(seated=False)
    assert "Show them this number" in phone.join(room.server.keys.code).text
    thief.join(room.server.keys.code)
    assert list(room.led.room.seats) == [1]
    assert "Seat 1" in seated.get().text  # who is in stays in

    console = room.console()
    state = json_of(console)
    assert [waiting["number"] for waiting in state["door"]["waiting"]] == [1, 2]
    press(console, do="admit", number="1")
    assert "Seat 2" in phone.get().text
    assert "Show them this number" in thief.get().text

    press(console, do="forgive")
    assert "Seat 3" in thief.join(room.server.keys.code).text


def test_codes_of_seats_are_guessed_as_slowly_as_the_code_at_the_door(room):
    room.phone()
    for _ in range(10):
        room.phone(seated=False).join("ABCD-EFGH")
    code = rejoin_code(room.server.keys.secret, 1)

    assert "too many wrong codes" in room.phone(seated=False).join(code).text.lower()


def test_a_closed_door_lets_nobody_in_but_those_who_were_in(room):
    phone = room.phone()
    code = re.search(r'class="code">([^<]+)<', phone.get().text)[1]
    room.do(lambda led: led.act(lambda inside, now: commands.door(inside, now, open_=False)))

    assert "The door is closed" in room.phone(seated=False).join(room.server.keys.code).text
    phone.cookies.clear()
    assert "Seat 1" in phone.join(code).text


def test_a_seat_that_asks_too_often_is_slowed_and_no_other_seat_is(room):
    phone, other = room.phone(), room.phone()
    room.to("vote")
    answers = {phone.vote().status for _ in range(45)}
    assert answers == {200, 409}
    assert sum('"kind":"vote"' in line for line in room.record) == 40
    assert other.vote().status == 200


def test_after_a_restart_phones_and_consoles_go_on_at_the_same_address(tmp_path):
    with served(begun(tmp_path)) as room:
        phone, console, port, code = room.phone(), room.console(), room.server.port, room.server.keys.code
        room.to("vote")
        option = phone.get().options[0]
        phone.vote(option)
    with served(resumed(tmp_path), port=0) as room:
        assert (room.server.port, room.server.keys.code) == (port, code)
        assert phone.get("/?see=wait").text.count("Your vote is counted")
        assert dict(room.led.room.round.ballots) == {1: option}
        phone.vote(phone.get("/?see=again").options[1])
        assert room.led.room.round.ballots[1] != option
        assert console.get("/console").status == 200


def test_where_the_keys_are_lost_seats_are_not(tmp_path, monkeypatch):
    with served(begun(tmp_path)) as room:
        phone = room.phone()
        code = re.search(r'class="code">([^<]+)<', phone.get().text)[1]
        monkeypatch.setenv("CRISISENGINE_CACHE", str(tmp_path / "another"))
    with served(resumed(tmp_path)) as room:
        phone.port = room.server.port
        page = phone.get()
        assert "Seat 1" in page.text
        assert 'class="code"' not in page.text  # it would be a wrong one
        phone.cookies.clear()
        assert "Seat 1" in phone.join(code).text


def test_only_hashes_of_tokens_and_codes_are_in_the_record(room):
    phone = room.phone()
    code = rejoin_code(room.server.keys.secret, 1)
    text = "\n".join(room.record)

    assert phone.cookies[COOKIE] not in text
    assert code not in text
    assert code_key(code) not in text
    assert room.server.keys.code not in text


def test_what_the_server_keeps_to_itself_only_this_user_can_read(room):
    if os.name == "nt":
        pytest.skip("its files have no such modes")
    folder = locations.cache_folder() / "rooms"
    (path,) = folder.glob(f"{room.server.keys.name}.json")

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) & 0o077 == 0


@pytest.mark.parametrize(
    "kept", [{}, {"secret": "x"}, {"secret": "00", "code": "A", "port": 1, "terminal": "", "consoles": []}]
)
def test_keys_that_cannot_be_read_are_made_anew(kept):
    storage.keep_room_keys("broken", kept)
    keys = RoomKeys.of_room("broken")

    assert len(keys.secret) == 32
    assert keys.is_console(keys.terminal)
    assert not keys.is_console("")


def test_codes_are_made_of_signs_that_nobody_mistakes():
    codes = {new_room_code() for _ in range(200)}
    assert all(re.fullmatch(r"[B-Z]{2}[AEU][B-Z]-[2-9]{2}", code) for code in codes)
    assert len(codes) > 190
    seats = {rejoin_code(b"secret", seat) for seat in range(1, 1001)}
    assert len(seats) == 1000
    assert not re.search("[IO01]", "".join(seats))
    assert rejoin_code(b"another", 1) not in seats


def test_texts_of_any_script_are_compared_without_an_error():
    assert not same("ក", "x")
    assert not same("\ud800", "x")
    assert same("ក", "ក")
    assert code_key("ក") == ""


def test_a_pace_forgets_whom_it_has_not_heard_of_for_long():
    pace = Pace(1, 60.0, lambda: 0.0)
    for who in range(10_000):
        pace.note(who)

    assert not pace.spent(0)
    assert pace.spent(9_999)


def test_a_port_that_is_taken_is_said_or_passed_over():
    first = bound(LOOPBACK, 0, 0)
    number = first.getsockname()[1]
    with pytest.raises(FilesError, match="nothing can be served at"):
        bound(LOOPBACK, number, 0)
    second = bound(LOOPBACK, 0, number)
    assert second.getsockname()[1] != number
    first.close()
    second.close()


@pytest.mark.parametrize("bind", ["localhost", "::1", "256.0.0.1", "203.0.113.9"])
def test_an_address_that_is_not_ours_is_refused(bind):
    with pytest.raises(FilesError):
        bound(bind, 0, 0)


def test_the_laptop_tells_its_own_addresses_and_not_the_loopback():
    assert LOOPBACK not in own_addresses()


def json_of(console: Browser) -> dict:
    import json

    return json.loads(console.get("/console", Accept="application/json").text)


def press(console: Browser, **fields: str):
    return console.post("/console", {"form": json_of(console)["form"], **fields})
