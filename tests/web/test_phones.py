"""Phones in a room: what each phase shows them, what counts, and what they are told when it does not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from served_room import Browser, begun, served

from crisisengine import storage
from crisisengine.web.phones import COOKIE
from crisisengine.workshop import commands

UNWRITABLE = Path("/dev/full")


def ballots(room) -> dict[int, str]:
    return dict(room.led.room.round.ballots)


def act(room, command) -> None:
    room.do(lambda led: led.act(command))


def test_a_phone_joins_votes_and_is_counted(room):
    phone = room.phone()
    assert "Seat 1" in phone.get().text
    room.to("vote")
    option = phone.get().options[1]
    answer = phone.vote(option)

    assert "Your vote is counted" in answer.text
    assert ballots(room) == {1: option}
    assert f'"seat":1,"option":"{option}"' in room.record[-1]


def test_the_qr_code_fills_in_the_code_and_a_person_takes_the_seat(room):
    phone = room.phone(seated=False)
    page = phone.get(f"/{room.server.keys.code}")
    assert room.led.room.seats == {}  # a look takes no seat: link previews look as well

    phone.post(
        "/join", {"form": page.form, "code": page.hidden("code") or re.search(r'value="(\w+-\d+)"', page.text)[1]}
    )
    assert list(room.led.room.seats) == [1]


@pytest.mark.parametrize("spelled", [str.lower, lambda code: code.replace("-", " "), lambda code: f" {code} "])
def test_a_code_may_be_typed_in_any_way_that_a_person_would(room, spelled):
    assert "Seat 1" in room.phone(seated=False).join(spelled(room.server.keys.code)).text


def test_a_double_tap_on_the_way_in_takes_one_seat(room):
    phone = room.phone(seated=False)
    form = phone.get().form
    for _ in (1, 2):
        phone.post("/join", {"form": form, "code": room.server.keys.code})

    assert list(room.led.room.seats) == [1]


def test_a_refresh_keeps_the_seat_and_a_lost_cookie_is_made_up_for_by_the_code_of_the_seat(room):
    room.phone()
    phone = room.phone()
    code = re.search(r'class="code">([^<]+)<', phone.get().text)[1]
    old = phone.cookies.pop(COOKIE)
    answer = phone.join(code.lower())

    assert "Seat 2" in answer.text
    assert code in phone.get().text
    assert list(room.led.room.seats) == [1, 2]
    phone.cookies[COOKIE] = old  # whoever found the old cookie has nothing
    assert "Take a seat" in phone.get().text


def test_a_phone_without_cookies_is_told_so_and_does_not_fill_the_room(room):
    phone = room.phone(seated=False, cookies=False)
    for _ in range(3):
        answer = phone.join(room.server.keys.code)

    assert "allow cookies" in answer.text
    assert room.led.room.seats == {}


def test_the_first_ballot_is_in_the_order_of_the_scene_and_the_second_begins_with_staying(room):
    phone = room.phone()
    room.to("vote")
    options = phone.get().options
    assert options == list(room.led.room.round.opened.options)
    phone.vote(options[1])
    room.to("talk")
    room.to("vote")
    ballot = phone.get()

    assert ballots(room) == {}  # it is empty
    assert ballot.options == [options[1], options[0], *options[2:]]
    assert "Stay with " in ballot.text


def test_the_last_tap_counts_and_a_vote_can_be_changed_until_it_is_closed(room):
    phone = room.phone()
    room.to("vote")
    options = phone.get().options
    for option in (options[0], options[0], options[1]):
        phone.vote(option)

    assert ballots(room) == {1: options[1]}


def test_a_ballot_of_a_round_that_has_passed_is_refused_kindly_and_the_new_one_is_shown(room):
    phone = room.phone()
    room.to("vote")
    stale = phone.get()
    room.to("talk")
    room.to("vote")
    before = room.record
    answer = phone.post("/vote", {"form": stale.form, "round": stale.hidden("round"), "option": stale.options[0]})

    assert answer.status == 409
    assert "Not counted: this vote is closed" in answer.text
    assert answer.hidden("round") == "1.2"
    assert room.record == before


def test_pages_that_wait_look_for_news_and_can_be_kept_still_and_pages_to_write_on_never_do(room):
    phone = room.phone()
    waits = '<meta http-equiv="refresh" content="3">'
    assert waits in phone.get().text
    assert waits not in phone.get("/?see=now&stay=yes").text
    room.to("vote")
    assert waits not in phone.get().text
    phone.vote()
    assert waits not in phone.get().text  # a line to write a reason on
    assert waits in phone.get("/?see=wait").text
    room.to("expect")
    assert waits not in phone.get().text


def test_a_seat_that_slept_is_away_and_is_back_with_its_next_request(tmp_path):
    now = [1_800_000_000.0]
    with served(begun(tmp_path, clock=lambda: now[0])) as room:
        phone, _other = room.phone(), room.phone()
        now[0] += 601
        assert room.do(lambda led: led.present) == frozenset()
        phone.get()

        assert room.do(lambda led: led.present) == {1}


def test_no_counts_are_shown_while_the_vote_is_open_and_first_counts_stay_hidden_where_that_is_wished(tmp_path):
    with served(begun(tmp_path, hidden=True)) as room:
        phone = room.phone()
        room.to("vote")
        phone.vote()
        assert "<table>" not in phone.get("/?see=wait").text
        room.to("talk")
        assert "<table>" not in phone.get().text
        room.to("vote")
        phone.vote()
        room.to("lock")
        assert "<table>" in phone.get().text


def test_a_reason_reaches_other_phones_only_when_the_facilitator_has_let_it(room):
    phone, other = room.phone(), room.phone()
    room.to("vote")
    phone.vote()
    page = phone.get("/?see=why")
    phone.post("/reason", {"form": page.form, "round": page.hidden("round"), "reason": "<b>they\nare</b> \x1b[2Jtired"})
    (said,) = room.led.room.question.said
    assert said.text == "<b>they are</b> tired"
    room.to("talk")
    assert "tired" not in other.get().text
    act(room, lambda inside, now: commands.approve(inside, 1, 1, 1, now, shown=True))

    assert "&lt;b&gt;they are&lt;/b&gt;" in other.get().text


def test_a_reason_that_comes_too_late_is_given_back_to_whoever_wrote_it(room):
    phone = room.phone()
    room.to("vote")
    phone.vote()
    page = phone.get("/?see=why")
    room.to("consequences")
    room.do(lambda led: led.onward())
    while room.led.room.phase != "vote":
        room.do(lambda led: led.onward())
    answer = phone.post("/reason", {"form": page.form, "round": page.hidden("round"), "reason": "It took me <long>."})

    assert answer.status == 409
    assert "You wrote: It took me &lt;long&gt;." in answer.text


def test_a_seat_says_what_it_expects_before_it_sees_what_came(room):
    phone = room.phone()
    room.to("vote")
    room.skip()
    result = room.led.session.account(1).result
    assert result
    room.to("expect")
    page = phone.get()
    assert result[:30] not in page.text
    answer = phone.post(
        "/reason", {"form": page.form, "round": page.hidden("round"), "expect": "worse", "reason": "hm"}
    )
    assert "You expect: worse" in answer.text
    room.to("consequences")

    assert room.led.room.question.expectations == {"better": 0, "same": 0, "worse": 1}
    assert result.split()[0] in phone.get().text


def test_raised_hands_take_the_ballots_place_and_the_phone_says_so(room):
    phone = room.phone()
    room.to("vote")
    option = room.led.room.round.opened.options[0]
    act(room, lambda inside, now: commands.hands(inside, {option: 1}, now))

    assert "The facilitator counts hands" in phone.get().text


def test_where_the_disk_refuses_nobody_is_told_that_a_vote_counts(room):
    if not UNWRITABLE.exists():
        pytest.skip("nothing here refuses to be written to")
    phone = room.phone()
    room.to("vote")
    record, room.led.record = room.led.record, storage.RecordFile(UNWRITABLE, 0, None)
    answer = phone.vote()
    room.led.record = record

    assert answer.status == 503
    assert "Not counted" in answer.text
    assert "Raise your hand" in answer.text
    assert ballots(room) == {}


def test_observers_rate_objectives_and_do_not_vote_and_nobody_else_rates(room):
    observer, voter = room.phone(), room.phone()
    act(room, lambda inside, now: commands.reseat(inside.seats[1], now, roles=("observer",)))
    page = observer.get()
    objective = re.search(r'name="objective" value="([^"]+)"', page.text)[1]
    observer.post("/observe", {"form": page.form, "objective": objective, "rating": "S", "reason": "they asked late"})
    (seen,) = room.led.room.observations
    assert (seen.seat, seen.objective, seen.rating, seen.text) == (1, objective, "S", "they asked late")
    before = room.record
    refused = voter.post("/observe", {"form": voter.get("/?see=now").form or form_of(room, voter), "reason": "me too"})
    assert refused.status in (403, 409)
    assert room.record == before
    room.to("vote")
    assert "This question is for another role" in observer.get("/?see=now").text


def form_of(room, phone: Browser) -> str:
    return room.server.keys.form(phone.cookies[COOKIE])


def test_a_break_says_on_every_phone_that_the_room_pauses(room):
    phone = room.phone()
    act(room, lambda inside, now: commands.hold(inside, now, pause="break"))

    assert "A break" in phone.get().text


def test_every_phase_has_its_page(room):
    phone = room.phone()
    titles = {}
    for _ in range(200):
        phase = room.led.room.phase
        answer = phone.get()
        assert answer.status == 200, (phase, answer.text)
        titles[phase] = re.search("<h1>(.*?)</h1>", answer.text)[1]
        if phase == "asked":
            room.skip()
        elif phase == "debrief":
            break
        elif phase == "vote":
            phone.vote()
            assert phone.get("/?see=wait").status == 200
            room.do(lambda led: led.onward())
        else:
            room.do(lambda led: led.onward())

    assert set(titles) >= {"door", "scene", "vote", "talk", "lock", "expect", "consequences", "debrief"}
    assert len(set(titles.values())) == len(titles)


@pytest.mark.parametrize(
    "reason",
    [
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\U0001f469\u200d\U0001f467",
        "\u1787\u17b6\u200b\u17a2\u17c6",
    ],
)
def test_a_reason_in_persian_khmer_or_faces_is_kept_as_it_was_written(room, reason):
    phone = room.phone()
    room.to("vote")
    phone.vote()
    page = phone.get("/?see=why")
    phone.post("/reason", {"form": page.form, "round": page.hidden("round"), "reason": reason})
    assert [said.text for said in room.led.room.question.said] == [reason]
    assert reason in phone.get("/?see=why").text
