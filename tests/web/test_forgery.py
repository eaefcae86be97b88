"""Nothing forged: whatever is sent, the record has not one line more without a seat's own token and its form token."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from served_room import begun, served

from crisisengine.web.phones import COOKIE


@pytest.fixture(scope="module")
def standing(tmp_path_factory):
    """A room that votes, with the phones of two seats and a console."""
    with served(begun(tmp_path_factory.mktemp("room"))) as room:
        mine, theirs, console = room.phone(), room.phone(), room.console()
        room.to("vote")
        room.server.desk.pace.most = 100_000
        yield room, mine, theirs, console


WORDS = ("", "0", "1.1", "1.2", "2.1", "1", "notice", "un_escort", "better", "yes", "next", "\x00", "ក" * 9, "x" * 5000)
paths = st.sampled_from(
    ["/", "/vote", "/reason", "/observe", "/join", "/console", "/console/x", "/qr", "/play", "/vote/", "//vote"]
)
methods = st.sampled_from(["GET", "HEAD", "POST", "POST", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "vote"])
names = st.sampled_from(["form", "round", "option", "reason", "expect", "code", "do", "seat", "objective", "rating"])
fields = st.dictionaries(names, st.sampled_from(WORDS) | st.text(max_size=20), max_size=6)
cookies = st.sampled_from(["none", "mine", "theirs", "new", "mine, cut", "hash", "console", "text"])
forms = st.sampled_from(["none", "mine", "theirs", "console's", "new", "text"])
hosts = st.sampled_from(["ours", "ours", "ours", "evil.example", "", "ours.evil"])
origins = st.sampled_from(["none", "ours", "ours", "evil", "null", "https"])
bodies = st.sampled_from(["form", "form", "form", "json", "multipart", "noise", "huge"])


@settings(max_examples=150)
@given(st.data())
def test_not_a_line_without_a_seats_own_token_and_form_token(standing, data):
    room, mine, theirs, console = standing
    port, keys = room.server.port, room.server.keys
    own = f"http://127.0.0.1:{port}"
    new = secrets.token_urlsafe(16)
    tokens = {
        "none": None, "mine": mine.cookies[COOKIE], "theirs": theirs.cookies[COOKIE], "new": new,
        "mine, cut": mine.cookies[COOKIE][:-1], "hash": room.led.room.seats[1].token, "text": "\xe9" * 22,
        "console": console.cookies["console"],
    }  # fmt: skip
    cookie, form = data.draw(cookies), data.draw(forms)
    proofs = {
        "none": None, "mine": keys.form(tokens["mine"]), "theirs": keys.form(tokens["theirs"]),
        "console's": keys.form(tokens["console"]), "new": keys.form(new), "text": data.draw(st.text(max_size=40)),
    }  # fmt: skip
    method, path, host, origin = data.draw(methods), data.draw(paths), data.draw(hosts), data.draw(origins)
    sent = data.draw(fields)
    kind = data.draw(bodies)
    if proofs[form] is not None:
        sent["form"] = proofs[form]
    else:
        sent.pop("form", None)
    headers = {"Host": {"ours": own[7:], "ours.evil": f"{own[7:]}.evil"}.get(host, host)}
    if tokens[cookie] is not None:
        headers["Cookie"] = f"{COOKIE}={tokens[cookie]}"
    if origin != "none":
        headers["Origin"] = {"ours": own, "evil": "http://evil.example", "https": own.replace("http", "https")}.get(
            origin, origin
        )
    headers["Content-Type"] = {"json": "application/json", "multipart": "multipart/form-data; boundary=a"}.get(
        kind, "application/x-www-form-urlencoded"
    )
    from urllib.parse import urlencode

    body = {"noise": data.draw(st.binary(max_size=60)), "huge": urlencode(sent).encode() + b"&a=" + b"x" * 4096}.get(
        kind, urlencode(sent, errors="replace").encode()
    )
    before, decided = room.record, room.led.room.phase
    honest = (
        (cookie, form) in {("mine", "mine"), ("theirs", "theirs")}
        and (host, kind) == ("ours", "form")
        and origin in ("none", "ours")
        and (method, path) in {("POST", "/vote"), ("POST", "/reason"), ("POST", "/observe")}
    )
    answer = mine.ask(method, path, body if method != "GET" else None, **headers)
    after = room.record

    assert answer.status < 500
    assert room.led.room.phase == decided
    if not honest:
        assert after == before
    else:
        seat = {"mine": 1, "theirs": 2}[cookie]
        assert all(f'"seat":{seat}' in line for line in after[len(before) :])
    assert tokens["theirs"] not in answer.text
    assert tokens["mine"] not in answer.text


@pytest.mark.parametrize("phase", ["vote", "talk", "lock"])
def test_no_phone_can_read_what_another_seat_voted_or_holds(room, phase):
    mine, theirs = room.phone(), room.phone()
    room.to("vote")
    theirs.vote(theirs.get().options[1])
    page = theirs.get("/?see=why")
    theirs.post("/reason", {"form": page.form, "round": page.hidden("round"), "reason": "a word of mine"})
    room.to(phase)
    token, form = theirs.cookies[COOKIE], page.form
    seen = [
        mine.get(path).text
        for path in ("/", "/?see=wait", "/?see=again", "/?see=why", "/?see=role", "/?see=observe", "/?seat=2", "/qr")
    ]

    for secret in (token, form, "a word of mine", "Seat 2", room.server.desk.code_of(room.led.room.seats[2])):
        assert not any(secret in text for text in seen)
