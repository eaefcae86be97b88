"""The facilitator's console: who may lead, what can be done, and what a double tap does not do."""

from __future__ import annotations

import json
import re

import pytest
from bench import X, load
from click.testing import CliRunner
from served_room import Browser, begun, served

from crisisengine.cli.console import console as console_command
from crisisengine.workshop import commands


def state_of(console: Browser) -> dict:
    return json.loads(console.get("/console", Accept="application/json").text)


def press(console: Browser, **fields: str):
    return console.post("/console", {"form": state_of(console)["form"], **fields})


def test_an_invitation_lets_one_browser_in_and_a_preview_does_not_use_it_up(room):
    invitation = f"/console/{room.server.keys.invitation}"
    Browser(room.server.port).ask("HEAD", invitation)
    console, late = Browser(room.server.port), Browser(room.server.port)

    assert "Lead" in console.get(invitation).text
    assert late.get(invitation).status == 403
    assert console.get(invitation).status == 200  # reloaded by who is in


@pytest.mark.parametrize("token", ["", "x" * 22, "ក"])
def test_nobody_else_sees_or_does_anything(room, token):
    phone = room.phone()
    before = room.record
    phone.cookies["console"] = token.encode().decode("latin-1")

    assert phone.get("/console").status == 403
    assert phone.post("/console", {"do": "next", "form": phone.get().form}).status == 403
    assert (room.led.room.phase, room.record) == ("door", before)


def test_a_seats_token_is_no_consoles(room):
    phone = room.phone()
    phone.cookies["console"] = phone.cookies["seat"]

    assert phone.get("/console").status == 403


def test_a_second_console_may_take_over_and_the_first_goes_on_leading(room):
    console = room.console()
    address = press(console, do="invite").text
    second = Browser(room.server.port)
    second.get(re.search(r"/console/[\w-]{16}", address)[0])
    press(second, do="next")
    press(console, do="hold")

    assert (room.led.room.phase, room.led.room.pause) == ("scene", "hold")


def test_next_goes_through_the_whole_room_and_is_named_before_it_is_pressed(room):
    console = room.console()
    room.phone()
    told = []
    for _ in range(12):
        state = state_of(console)
        told.append((state["phase"], state["next"]))
        if state["phase"] == "consequences":
            break
        if state["phase"] == "asked":
            press(console, do="choose", option=state["vote"]["options"][0]["id"], round=state["moment"])
        else:
            press(console, do="next", round=state["moment"])

    assert ("scene", "open the vote") in told
    assert ("vote", "close the vote") in told
    assert ("lock", "ask what they expect") in told


def test_until_the_wall_shows_what_came_of_it_the_console_speaks_of_the_scene_that_decided(room):
    console = room.console()
    led = room.led
    scenes = {}
    while (state := state_of(console))["phase"] != "consequences":
        scenes.setdefault(state["phase"], (state["scene"]["id"], state["guidance"]))
        chosen = (
            {"do": "choose", "option": state["vote"]["options"][0]["id"]}
            if state["phase"] == "asked"
            else {"do": "next"}
        )
        press(console, **chosen, round=state["moment"])

    assert scenes["lock"] == scenes["expect"] == scenes["vote"]
    assert state["scene"]["id"] == led.session.view.place != scenes["vote"][0]


def test_the_time_of_the_session_is_that_of_a_room_and_not_of_a_person_alone(room):
    minutes = state_of(room.console())["minutes"]

    assert minutes["session"] == sum(scene.minutes for scene in room.led.session.scenario.scenes.values()) > 60
    assert minutes["left"] == minutes["session"] - minutes["passed"]


def test_a_double_tap_goes_on_once(room):
    console = room.console()
    page = console.get("/console")
    tapped = {"form": page.form, "do": "next", "round": page.hidden("round")}
    console.post("/console", tapped)
    again = console.post("/console", tapped)

    assert again.status == 409
    assert "the room has gone on meanwhile" in again.text
    assert room.led.room.phase == "scene"


def test_while_a_vote_is_open_the_console_knows_who_has_not_voted_and_no_counts(room):
    console, phone, _silent = room.console(), room.phone(), room.phone()
    room.to("vote")
    phone.vote()
    vote = state_of(console)["vote"]

    assert (vote["voted"], vote["able"], vote["not_voted"], vote["counts"]) == (1, 2, [2], None)
    assert "Seats that have not voted: 2" in console.get("/console").text


def test_a_break_ends_by_its_own_button_and_a_held_room_that_has_one_does_not_run(room):
    console = room.console()
    room.to("vote")
    for button, pause in (
        ("hold", "hold"),
        ("break", "break"),
        ("hold", "hold"),
        ("hold", ""),
        ("break", "break"),
        ("break", ""),
    ):
        press(console, do=button, round=state_of(console)["moment"])
        assert room.led.room.pause == pause
        assert room.led.room.timer.held == bool(pause)
        assert console.get("/console").text.count(">Go on<") == bool(pause)


def test_half_a_run_is_ended_and_its_debrief_goes_back_by_a_step(room):
    console = room.console()
    room.to("talk")
    assert "End here: the debrief" in console.get("/console").text
    press(console, do="finish", round=state_of(console)["moment"])
    assert (room.led.room.phase, room.led.room.step, room.led.room.question) == ("debrief", 1, None)

    press(console, do="next", round=state_of(console)["moment"])
    assert "Back by a step" in console.get("/console").text
    press(console, do="back", round=state_of(console)["moment"])
    assert (room.led.room.phase, room.led.room.step) == ("debrief", 1)


def test_raised_hands_are_counted_in(room):
    console = room.console()
    room.to("vote")
    options = room.led.room.round.opened.options
    assert press(console, do="hands", **{f"hands:{options[0]}": "3", f"hands:{options[1]}": "x"}).status == 409
    press(console, do="hands", **{f"hands:{options[0]}": "3", f"hands:{options[1]}": ""})

    assert room.led.room.round.votes[options[0]] == 3


def test_the_rest_of_the_buttons(room):
    console, phone = room.console(), room.phone()
    press(console, do="roles", seat="1", roles="observer")
    assert room.led.room.seats[1].roles == ("observer",)
    assert press(console, do="roles", seat="1", roles="king").status == 409
    assert press(console, do="roles", seat="9", roles="").status == 409
    press(console, do="roles", seat="1", roles="")
    press(console, do="door", open="no")
    assert not room.led.room.door_open
    room.to("vote")
    left = room.led.room.timer.left(room.led.clock())
    press(console, do="minute")
    assert room.led.room.timer.left(room.led.clock()) > left + 50
    press(console, do="break")
    assert (room.led.room.pause, room.led.room.timer.held) == ("break", True)
    press(console, do="hold")
    phone.vote()
    page = phone.get("/?see=why")
    phone.post("/reason", {"form": page.form, "round": page.hidden("round"), "reason": "it is their road"})
    (reason,) = state_of(console)["reasons"]
    press(console, do="approve", question="1", number="1", seat="1", read=reason["sign"], shown="yes")
    press(console, do="say", reason="said aloud")
    assert [(said.seat, said.shown) for said in room.led.room.question.said] == [(1, True), (0, False)]
    objective = next(iter(state_of(console)["objectives"]))
    press(console, do="observe", objective=objective, rating="M", reason="late")
    assert press(console, do="observe", objective="none", rating="M").status == 409
    assert [seen.rating for seen in room.led.room.observations] == ["M"]
    press(console, do="skip")
    if room.led.room.phase == "asked":
        press(console, do="choose", option=room.led.room.round.opened.options[0])
    assert len(room.led.session.run.decisions) == 1
    press(console, do="undo")
    assert room.led.session.run.decisions == ()
    assert press(console, do="dance").status == 409
    assert press(console, do="admit", number="7").status == 409


def test_the_page_says_everything_that_the_terminal_is_told(room):
    console, phone = room.console(), room.phone()
    room.to("vote")
    phone.vote()
    room.led.unrecorded = "the disk is full"
    room.server.desk.guesses.wrong = 60
    page, state = console.get("/console").text, state_of(console)

    for told in (
        state["scene"]["title"],
        state["now"],
        state["next"],
        "the disk is full",
        "60 wrong codes",
        state["door"]["code"],
    ):
        assert told in page


ROLES = X + (
    '[role.pilot]\ntitle = "Pilot"\nchair = true\nbrief = "You fly."\nknows = "The tank is *empty*."\n'
    '[role.mate]\ntitle = "Mate"\nbrief = "You read maps."\n'
    '[scene.here]\nguidance = "Let them wait."\nask = ["Who said so?"]\ndefault = "stop"\n'
    '[scene.here.measure.stop]\ngoto = "over"\n[scene.here.measure.wait]\nfor = "pilot"\n'
)


def test_what_is_for_the_facilitator_or_for_a_role_is_on_nobody_elses_page(tmp_path):
    with served(begun(tmp_path, load(ROLES))) as room:
        console, pilot, mate = room.console(), room.phone(), room.phone()
        press(console, do="roles", seat="1", roles="pilot")
        press(console, do="roles", seat="2", roles="mate")
        room.to("scene")
        seen = {name: phone.get(path).text for name, phone, path in (
            ("console", console, "/console"), ("pilot", pilot, "/"), ("pilot's card", pilot, "/?see=role"),
            ("mate", mate, "/"), ("mate's card", mate, "/?see=role"),
        )}  # fmt: skip

        assert [name for name, text in seen.items() if "Let them wait" in text] == ["console"]
        assert [name for name, text in seen.items() if "Who said so?" in text] == ["console"]
        assert [name for name, text in seen.items() if "<em>empty</em>" in text] == ["pilot's card"]
        assert "You are the chair" in seen["pilot's card"]
        assert "You read maps" in seen["mate's card"]


def test_an_option_of_another_role_is_shown_and_cannot_be_voted_for(tmp_path):
    with served(begun(tmp_path, load(ROLES))) as room:
        console, pilot, mate = room.console(), room.phone(), room.phone()
        press(console, do="roles", seat="1", roles="pilot mate")
        press(console, do="roles", seat="2", roles="mate")
        room.to("vote")
        assert mate.get().options == ["stop"]
        assert "(Pilot)" in mate.get().text
        assert mate.vote("wait").status == 409
        pilot.vote("wait")

        assert dict(room.led.room.round.ballots) == {1: "wait"}


def test_a_contingency_is_sent_from_the_console_and_is_on_every_phone(room):
    console, phone = room.console(), room.phone()
    while (
        not any(not known["refusal"] for known in state_of(console)["contingencies"]) or room.led.room.phase != "scene"
    ):
        if room.led.room.phase == "asked":
            room.skip()
        else:
            room.do(lambda led: led.onward())
    known = next(known for known in state_of(console)["contingencies"] if not known["refusal"])
    answer = known["good_answer"][:40]
    assert answer
    page = console.get("/console")
    tapped = {"form": page.form, "do": "send", "inject": known["id"], "round": page.hidden("round")}
    console.post("/console", tapped)
    again = console.post("/console", tapped)

    assert again.status == 409
    assert [sent.inject for sent in room.led.room.sent] == [known["id"]]
    assert known["text"][:40] in phone.get().text
    assert answer not in phone.get().text
    assert answer in console.get("/console").text
    press(console, do="undo")
    assert room.led.room.sent == ()
    CliRunner().invoke(console_command, input=f"send {known['id']}\n")
    assert [sent.inject for sent in room.led.room.sent] == [known["id"]]


def test_the_terminal_leads_by_lines(room):
    phone = room.phone()
    room.to("vote")
    phone.vote()
    page = phone.get("/?see=why")
    phone.post("/reason", {"form": page.form, "round": page.hidden("round"), "reason": "a\x1breason"})
    lines = [
        "help",
        "show 1",
        "minute",
        "say it was said",
        "note they are slow",
        "door close",
        "roles 1 observer",
        "hands 1",
        "show 9",
        "dance",
        "hold",
        "",
        "next",
        "qr",
        "quit",
        "next",
    ]
    told = CliRunner().invoke(console_command, input="\n".join(lines) + "\n")

    assert told.exit_code == 0, told.output
    assert [(said.seat, said.shown) for said in room.led.room.question.said] == [(1, True), (0, False)]
    assert [seen.text for seen in room.led.room.observations] == ["they are slow"]
    assert not room.led.room.door_open
    assert room.led.room.phase == "talk"
    assert "1 of 1 have voted" in told.output
    assert "\x1breason" not in told.output
    assert f"/console/{room.server.keys.invitation}" in told.output
    assert told.output.count("is not understood") == 3


def test_where_no_room_is_open_the_terminal_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("CRISISENGINE_CACHE", str(tmp_path))
    told = CliRunner().invoke(console_command)

    assert told.exit_code == 2
    assert "no room is open on this computer" in told.output


def test_a_console_shows_what_the_room_did_by_itself(room):
    console = room.console()
    room.to("vote")
    room.skip()
    room.do(lambda led: led.act(commands.hold))

    assert "Decided: " in console.get("/console").text


def test_words_that_were_changed_after_they_were_read_do_not_reach_the_wall(room):
    console, phone = room.console(), room.phone()
    room.to("vote")
    phone.vote()
    page = phone.get("/?see=why")
    fields = {"form": page.form, "round": page.hidden("round")}
    phone.post("/reason", {**fields, "reason": "the road is dry"})
    (read,) = state_of(console)["reasons"]
    phone.post("/reason", {**fields, "reason": "our colonel is a thief"})
    before = room.record
    for sign in (read["sign"], ""):
        assert press(console, do="approve", question="1", number="1", seat="1", read=sign, shown="yes").status == 409
    assert room.record == before
    assert [said.shown for said in room.led.room.question.said] == [False]
