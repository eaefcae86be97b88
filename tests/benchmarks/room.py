"""Phones in a room: 500 of them join, vote twice and give reasons, with the projector running in a pseudo-terminal.

    python tests/benchmarks/room.py [PHONES]

Loopback, bounded. Beside it, in the same run, a bare Starlette app that writes the same lines, many at once, each on the
disk before it is answered. Status codes prove nothing: what was cast is held against the tally and against the record.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import pty
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from crisisengine.cli.console_client import ConsoleClient

BURST, SPREAD = 1.0, 20.0
"""Seconds within which all phones vote."""
TIMES = 120.0
"""Seconds for the whole of it."""


# the room, in a process of its own


def lead(folder: Path, scenario: str = "the_convoy_home", *, each: bool = False) -> None:
    """Lead a room until told to stop; what its loop and its screen did goes to a file."""
    import psutil

    import crisisengine
    from crisisengine import storage
    from crisisengine.session.opening import begin_workshop
    from crisisengine.session.session import Session
    from crisisengine.tui.projector_app import ProjectorApp
    from crisisengine.web.server import RoomServer

    session = Session(crisisengine.start(crisisengine.load(scenario), 7), storage.Save(folder))
    led = begin_workshop(session, rule="plurality", minutes=0, each=each)
    server = RoomServer(led, bind="127.0.0.1")
    app = ProjectorApp(led, joining=lambda: server.joining, beside=server.serve, next_address=server.next_address)
    stalls: list[tuple[float, float]] = []
    waits: list[float] = []
    waiting: list[float] = []
    memory: dict[str, int] = {}
    spent: list[float] = []

    def changed() -> None:
        waiting.append(time.perf_counter())

    async def watch() -> None:
        write = app._driver.write

        def drawn(text: str) -> None:
            write(text)
            now = time.perf_counter()
            waits.extend(now - moment for moment in waiting)
            waiting.clear()

        app._driver.write = drawn
        led.changed.append(changed)
        while True:
            before, worked = time.perf_counter(), time.thread_time()
            await asyncio.sleep(0.005)
            stalls.append((time.perf_counter() - before - 0.005, time.thread_time() - worked))
            if not spent:
                memory["at the start"] = psutil.Process().memory_info().rss
                spent.append(time.process_time())

    async def run() -> None:
        async def watched() -> None:
            await asyncio.sleep(1)
            await watch()

        watching = asyncio.create_task(watched())
        await app.run_async()
        watching.cancel()
        await app.leave()

    asyncio.run(run())
    memory["at the end"] = psutil.Process().memory_info().rss
    told = {
        "stalls": stalls,
        "waits": sorted(waits),
        "memory": memory,
        "processor": time.process_time() - spent[0],
    }
    (folder / "told.json").write_text(json.dumps(told))


def bare(folder: Path) -> None:
    """The least that keeps a line before it answers."""
    import socket

    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route

    pending: list[tuple[bytes, asyncio.Future[None]]] = []
    writing: list[asyncio.Task[None]] = []
    file = (folder / "bare.jsonl").open("ab")

    def kept(lines: bytes) -> None:
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())

    async def write() -> None:
        while pending:
            batch = pending[:]
            pending.clear()
            await asyncio.to_thread(kept, b"".join(line for line, _ in batch))
            for _, future in batch:
                future.set_result(None)

    async def vote(request: Request) -> PlainTextResponse:
        future = asyncio.get_running_loop().create_future()
        pending.append((await request.body() + b"\n", future))
        if not writing or writing[-1].done():
            writing.append(asyncio.create_task(write()))
        await future
        return PlainTextResponse("counted")

    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    (folder / "bare.port").write_text(str(listener.getsockname()[1]))
    app = Starlette(routes=[Route("/vote", vote, methods=["POST"])])
    uvicorn.Server(uvicorn.Config(app, http="h11", log_config=None, access_log=False, lifespan="off")).run([listener])


# the phones


class Phone:
    """One connection that stays open while it can, and one cookie."""

    def __init__(self, port: int) -> None:
        self.port, self.cookie = port, ""
        self.form = self.round = ""
        self.options: list[str] = []
        self.stream: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        body = urlencode(fields or {}).encode()
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nContent-Length: {len(body)}\r\n"
        head += f"Cookie: seat={self.cookie}\r\n" if self.cookie else ""
        head += f"Origin: http://127.0.0.1:{self.port}\r\n" if method == "POST" else ""
        sent = head.encode() + b"\r\n" + body
        for _ in range(3):
            if self.stream is None:
                self.stream = await asyncio.open_connection("127.0.0.1", self.port)
            reader, writer = self.stream
            try:
                writer.write(sent)
                answer = await reader.readuntil(b"\r\n\r\n")
            except (asyncio.IncompleteReadError, ConnectionError):  # it idled too long; a browser asks again
                self.stream = None
                continue
            found = re.search(rb"(?i)content-length: (\d+)", answer)
            text = await reader.readexactly(int(found[1])) if found else b""
            if b"set-cookie" in answer.lower():
                self.cookie = re.search(rb"(?i)set-cookie: seat=([^;]+)", answer)[1].decode()
            return int(answer.split()[1]), text.decode()
        raise ConnectionError(path)

    async def look(self, path: str = "/") -> str:
        _, text = await self.ask("GET", path)
        self.form = _hidden(text, "form") or self.form
        self.round = _hidden(text, "round") or self.round
        self.options = re.findall(r'name="option" value="([^"]*)"', text) or self.options
        return text


def _hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    return found[1] if found else ""


async def timed(phones: list[Phone], within: float, act) -> list[float]:
    """All phones do something, evenly within so many seconds; how long each waited for its answer."""

    async def later(number: int, phone: Phone) -> float:
        await asyncio.sleep(within * number / len(phones))
        before = time.perf_counter()
        await act(number, phone)
        return time.perf_counter() - before

    return await asyncio.gather(*(later(number, phone) for number, phone in enumerate(phones)))


async def everybody(count: int, folder: Path, console, keys: dict) -> None:
    """The whole evening of 500 phones."""
    phones = [Phone(keys["port"]) for _ in range(count)]
    said: Counter[int] = Counter()

    async def join(_number: int, phone: Phone) -> None:
        await phone.look()
        status, _ = await phone.ask("POST", "/join", {"form": phone.form, "code": keys["code"]})
        said[status] += 1

    tell("join (two requests)", await timed(phones, 5.0, join))
    go_to(console, "vote")
    cast: dict[int, dict[int, str]] = {}
    for number, within in ((1, BURST), (2, SPREAD)):
        tell("reload, within 1 s", await timed(phones, BURST, lambda _number, phone: phone.look()))
        options = phones[0].options
        cast[number] = {}

        async def vote(place: int, phone: Phone, number: int = number, options: list[str] = options) -> None:
            option = options[(place * 7 + number) % len(options)]
            fields = {"form": phone.form, "round": phone.round, "option": option}
            status, _ = await phone.ask("POST", "/vote", fields)
            assert status == 303, status
            cast[number][place] = option

        tell(f"vote {number}, within {within:.0f} s", await timed(phones, within, vote))

        async def reason(place: int, phone: Phone) -> None:
            fields = {"form": phone.form, "round": phone.round, "reason": f"because of {place}"}
            assert (await phone.ask("POST", "/reason", fields))[0] == 303

        tell(f"reason {number}, within 5 s", await timed(phones, 5.0, reason))

        async def reload(_place: int, phone: Phone) -> None:
            await phone.look()

        tell("reload, within 3 s", await timed(phones, 3.0, reload))
        if number == 1:
            go_to(console, "talk")
            go_to(console, "vote")
    console.do({"do": "next"})
    counts = console.state["vote"]["counts"]
    lines = recorded_lines(folder)
    seats = {line["token"] for line in lines if line["kind"] == "seat"}
    recorded = {
        number: Counter(
            {
                line["seat"]: line["option"] for line in lines if line["kind"] == "vote" and line["round"] == number
            }.values()
        )
        for number in cast
    }
    print(f"  joined: {dict(said)}, distinct seats {len(seats)}")
    for number, votes in cast.items():
        agree = Counter(votes.values()) == recorded[number]
        shown = agree and (number == 1 or counts == {**dict.fromkeys(counts, 0), **recorded[number]})
        print(
            f"  vote {number}: cast {len(votes)}, recorded {sum(recorded[number].values())}, the same: {agree and shown}"
        )
    print(f"  reasons recorded: {sum(line['kind'] == 'why' for line in lines)}")


def recorded_lines(folder: Path) -> list[dict]:
    """The record of the only room in a folder."""
    (path,) = folder.glob("*.workshop.jsonl")
    return [json.loads(line) for line in path.read_text().splitlines()]


async def beside(count: int, port: int) -> None:
    """The same votes for the bare app."""
    phones = [Phone(port) for _ in range(count)]
    line = '{"kind":"vote","at":"2026-11-29T12:00:00.000Z","question":1,"round":1,"seat":123,"option":"un_escort"}'

    async def vote(_number: int, phone: Phone) -> None:
        assert (await phone.ask("POST", "/vote", {"line": line}))[0] == 200

    for within in (BURST, SPREAD / 4):
        tell(f"bare: vote within {within:.0f} s", await timed(phones, within, vote))


def tell(what: str, seconds: list[float]) -> None:
    """Median and 99th percentile."""
    ranked = sorted(seconds)
    p99 = ranked[int(len(ranked) * 0.99)]
    print(f"  {what:32} p50 {1000 * statistics.median(ranked):7.1f} ms   p99 {1000 * p99:7.1f} ms")


def go_to(console, phase: str) -> None:
    """Go on until the room is there."""
    console.look()
    while console.state["phase"] != phase:
        console.do({"do": "next"})


@contextlib.contextmanager
def led_by(program: str, folder: Path) -> Iterator[ConsoleClient]:
    """A room that another process leads, with its projector in a pseudo-terminal, until the end of the block."""
    from crisisengine.cli.console_client import ConsoleClient

    terminal, other = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "120", "LINES": "40"}
    room = subprocess.Popen(
        [sys.executable, program, "--lead", str(folder)], stdin=other, stdout=other, stderr=other, env=environment
    )
    os.close(other)
    threading.Thread(target=_drain, args=(terminal,), daemon=True).start()
    console = None
    until = time.monotonic() + 20
    while console is None and time.monotonic() < until:
        time.sleep(0.2)
        console = ConsoleClient.found()
    time.sleep(2)
    try:
        yield console
    finally:
        room.send_signal(signal.SIGTERM)
        room.wait(20)


def main() -> None:
    """The room, then the bare app."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        os.environ["CRISISENGINE_CACHE"] = str(folder / "cache")
        from crisisengine.storage import kept_room_keys

        with led_by(__file__, folder) as console:
            asyncio.run(asyncio.wait_for(everybody(count, folder, console, kept_room_keys()[0]), TIMES))
        told = json.loads((folder / "told.json").read_text())
        tell("vote to projector", told["waits"])
        for number, what in enumerate(("by the clock", "of its own work")):
            longest = sorted((stall[number] for stall in told["stalls"]), reverse=True)[:5]
            print(f"  longest stalls of the loop, {what}: {', '.join(f'{1000 * stall:.0f} ms' for stall in longest)}")
        start, end = (told["memory"][when] for when in ("at the start", "at the end"))
        print(
            f"  memory: {start / 2**20:.0f} MiB, then {end / 2**20:.0f} MiB: {(end - start) / count / 1024:.1f} KiB a phone"
        )
        peer = subprocess.Popen([sys.executable, __file__, "--bare", home])
        try:
            while not (folder / "bare.port").exists():
                time.sleep(0.1)
            time.sleep(0.5)
            asyncio.run(asyncio.wait_for(beside(count, int((folder / "bare.port").read_text())), TIMES))
        finally:
            peer.kill()
            peer.wait()


def _drain(terminal: int) -> None:
    with contextlib.suppress(OSError):
        while os.read(terminal, 65536):
            pass


if __name__ == "__main__":
    if sys.argv[1:2] == ["--lead"]:
        lead(Path(sys.argv[2]))
    elif sys.argv[1:2] == ["--bare"]:
        bare(Path(sys.argv[2]))
    else:
        main()
