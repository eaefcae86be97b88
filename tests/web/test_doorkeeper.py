"""What every request passes: whom it was meant for, where it comes from, how much it brings, and how long it takes."""

from __future__ import annotations

import socket
import time

import pytest
from served_room import PATIENCE, Browser, begun, served

from crisisengine.web import connections

HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
BALLOT = {"option": "notice", "round": "1.1"}


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """All of these knock at the same room, while it votes."""
    with served(begun(tmp_path_factory.mktemp("room"))) as opened:
        opened.to("vote")
        yield opened


@pytest.mark.parametrize(
    "path", ["/", "/style.css", "/qr", "/console", "/console/x", "/nowhere", "/../../etc/passwd", "/%00"]
)
def test_every_answer_carries_the_headers_and_none_a_script(room, path):
    answer = room.phone(seated=False).ask("GET", path)
    found = {name.lower(): value for name, value in answer.headers.items()}

    assert {name: found.get(name) for name in HEADERS} == HEADERS
    assert "<script" not in answer.text
    assert "server" not in found
    assert answer.status < 500


def test_pages_are_kept_by_no_cache(room):
    assert room.phone().ask("GET", "/").headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "host", ["crisis.example:{port}", "127.0.0.1", "127.0.0.1:1", "127.0.0.1:{port}.example", "", "[::1]:{port}"]
)
def test_a_request_for_somebody_else_is_misdirected(room, host):
    answer = room.phone(seated=False).ask("GET", "/", Host=host.format(port=room.server.port))

    assert answer.status == 421
    assert "seat" not in answer.text


@pytest.mark.parametrize(
    "origin", ["http://crisis.example", "null", "https://127.0.0.1:{port}", "http://127.0.0.1:1", "", "\xff"]
)
def test_a_form_of_another_page_is_refused_and_not_a_line_is_written(room, origin):
    phone = room.phone()
    form, before = phone.get().form, room.record
    answer = phone.post("/vote", {**BALLOT, "form": form}, Origin=origin.format(port=room.server.port))

    assert answer.status == 403
    assert room.record == before


def test_without_an_origin_the_form_token_has_to_do_and_does(room):
    phone = room.phone()
    seat = max(room.led.room.seats)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    refused = phone.ask("POST", "/vote", b"option=notice&round=1.1", **headers)
    assert (refused.status, seat in room.led.room.round.ballots) == (403, False)
    taken = phone.ask("POST", "/vote", f"option=notice&round=1.1&form={phone.get().form}".encode(), **headers)

    assert (taken.status, room.led.room.round.ballots[seat]) == (303, "notice")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"option=notice&option=trucks&round=1.1&form=%s", "application/x-www-form-urlencoded"),
        (b"option=notice&round=1.1&form=%s&\xff=1", "application/x-www-form-urlencoded"),
        (b"option=notice&round=1.1&form=%s", "text/plain"),
        (b"option=%%ff&round=1.1&form=%s", "application/x-www-form-urlencoded"),
        (b"option=notice&round=1.1&form=%s" + b"&a=1" * 300, "application/x-www-form-urlencoded"),
        (b"option=notice&round=one.two&form=%s", "application/x-www-form-urlencoded"),
        (b"option=notice&round=99999999999.1&form=%s", "application/x-www-form-urlencoded"),
        (b"option=notice&round=1.1&form=%s", "multipart/form-data; boundary=x"),
    ],
)
def test_a_body_that_is_no_form_of_ours_writes_nothing(room, body, kind):
    phone = room.phone()
    form, before = phone.get().form, room.record
    answer = phone.ask("POST", "/vote", body % form.encode(), **{"Content-Type": kind})

    assert answer.status == 409
    assert room.record == before


def raw(room, sent: bytes, wait: float = PATIENCE) -> bytes:
    """What comes back for bytes as they are, until the other side ends it."""
    with socket.create_connection(("127.0.0.1", room.server.port), timeout=wait) as connection:
        connection.sendall(sent)
        heard = b""
        while piece := connection.recv(65536):
            heard += piece
        return heard


def head(room, method: str = "POST", path: str = "/vote", **more: str) -> bytes:
    headers = {"Host": f"127.0.0.1:{room.server.port}", "Connection": "close", **more}
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode()


def test_a_body_over_4_kib_is_refused_however_valid_it_is(room):
    assert raw(room, head(room, Content_Length="4097") + b"x" * 4097).startswith(b"HTTP/1.1 413 ")
    assert raw(room, head(room, Content_Length="99999999999999")).startswith(b"HTTP/1.1 413 ")
    assert raw(room, head(room, "GET", "/", Content_Length="4097") + b"x" * 4097).startswith(b"HTTP/1.1 413 ")
    chunk = b"800\r\n" + b"x" * 2048 + b"\r\n"
    assert raw(room, head(room, Transfer_Encoding="chunked") + 3 * chunk).startswith(b"HTTP/1.1 413 ")


def test_a_head_without_an_end_is_refused(room):
    sent = head(room, "GET", "/")[:-2] + b"X-Padding: " + b"x" * 20_000
    assert raw(room, sent).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x00\x01\x02\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01",
    ],
)
def test_what_is_no_request_is_answered_with_a_refusal(room, garbage, monkeypatch):
    monkeypatch.setattr(connections.PatientProtocol, "longest_request", 0.3)
    assert raw(room, garbage)[:12] in (b"HTTP/1.1 400", b"HTTP/1.1 408", b"HTTP/1.1 421")


@pytest.mark.parametrize(
    "part", ["nothing at all", "a head that trickles in", "a body that trickles in", "a body that never comes"]
)
def test_a_request_that_comes_slowly_ends(room, part, monkeypatch):
    monkeypatch.setattr(connections.PatientProtocol, "longest_request", 0.5)
    whole = {
        "nothing at all": b"",
        "a head that trickles in": head(room, "GET", "/"),
        "a body that trickles in": head(room, Content_Length="100") + b"x" * 100,
        "a body that never comes": head(room, Content_Length="100"),
    }[part]
    until = len(whole) - 100 if part == "a body that trickles in" else (len(whole) if "never" in part else 0)
    with socket.create_connection(("127.0.0.1", room.server.port), timeout=PATIENCE) as connection:
        connection.sendall(whole[:until])
        begun = time.monotonic()
        connection.settimeout(0.1)
        heard = None
        for place in range(until, until + 100):
            try:
                connection.sendall(whole[place : place + 1])
                heard = connection.recv(1000)
                break
            except TimeoutError:
                continue
            except OSError:
                heard = b""
                break
        assert heard is not None
        assert time.monotonic() - begun < 8  # all of it would take ten
    assert heard == b"" or heard.startswith(b"HTTP/1.1 408 ")
    assert room.phone().get().status == 200


def test_an_upgrade_is_not_followed(room):
    sent = head(room, "GET", "/", Upgrade="websocket", Connection="Upgrade", Sec_WebSocket_Key="x")
    with socket.create_connection(("127.0.0.1", room.server.port), timeout=PATIENCE) as connection:
        connection.sendall(sent)
        assert not connection.recv(100).startswith(b"HTTP/1.1 101")


def test_the_server_says_nothing_on_the_terminal(room, capfd):
    raw(room, b"\x00\x01\r\n\r\n")
    room.phone().get("/nowhere")

    assert capfd.readouterr() == ("", "")


def test_one_address_cannot_hold_all_connections(room, monkeypatch):
    monkeypatch.setattr(connections.PatientProtocol, "most_of_an_address", 5)
    held = []
    for _ in range(8):
        connection = socket.socket()
        connection.bind(("127.0.0.9", 0))  # another computer, as far as the server can tell
        connection.settimeout(PATIENCE)
        connection.connect(("127.0.0.1", room.server.port))
        held.append(connection)
    sent = head(room, "GET", "/")
    answered = 0
    for connection in held:
        try:
            connection.sendall(sent)
            answered += connection.recv(100).startswith(b"HTTP/1.1 200")
        except ConnectionError:
            continue
    for connection in held:
        connection.close()

    assert answered == 5
    assert room.phone().get().status == 200


def test_a_page_that_fails_says_so_on_itself_and_on_the_console(room, monkeypatch):
    phone, console = room.phone(), room.console()
    with monkeypatch.context() as broken:
        broken.setattr("crisisengine.web.phones.seat_page", lambda *_: 1 / 0)
        answer = phone.ask("GET", "/")

    assert answer.status == 500
    assert "nothing was counted" in answer.text
    assert "ZeroDivisionError" not in answer.text
    assert "a page failed (ZeroDivisionError" in console.get("/console").text
    room.led.notice = ""


def test_the_picture_that_browsers_ask_for_by_themselves_is_no_page_of_the_seat(room):
    answer = room.phone().ask("GET", "/favicon.ico")

    assert answer.status == 404
    assert answer.headers["cache-control"] == "max-age=86400"


def test_at_the_port_that_goes_without_saying_no_browser_says_it(tmp_path):
    with served(begun(tmp_path)) as opened:
        port, opened.server.port = opened.server.port, 80
        for host, status in (
            ("127.0.0.1", 200),
            ("127.0.0.1:80", 200),
            (f"127.0.0.1:{port}", 421),
            ("crisis.example", 421),
        ):
            assert Browser(port).ask("GET", "/", Host=host).status == status


def ends(connection: socket.socket, within: float = PATIENCE) -> bool:
    """Whether the other side lets go of a connection in time."""
    connection.settimeout(within)
    try:
        while connection.recv(100_000):
            pass
    except TimeoutError:
        return False
    except ConnectionError:
        pass
    return True


def test_a_request_that_began_behind_another_ends_as_well(room, monkeypatch):
    monkeypatch.setattr(connections.PatientProtocol, "longest_request", 0.5)
    with socket.create_connection(("127.0.0.1", room.server.port), timeout=PATIENCE) as connection:
        connection.sendall(head(room, "GET", "/") + head(room, Content_Length="100") + b"abc")
        assert ends(connection)


def ask_for_ever(connection: socket.socket, request: bytes) -> None:
    while True:
        connection.sendall(200 * request)


def test_who_asks_and_asks_and_never_reads_is_let_go(room, monkeypatch):
    monkeypatch.setattr(connections.PatientProtocol, "longest_request", 0.5)
    with (
        socket.create_connection(("127.0.0.1", room.server.port), timeout=PATIENCE) as connection,
        pytest.raises(ConnectionError),
    ):
        ask_for_ever(connection, head(room, "GET", "/"))
