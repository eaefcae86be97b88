"""A real room with a real server on a real port, for tests that are its phones."""

from __future__ import annotations

import asyncio
import http.client
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from free_port import free_port

import crisisengine
from crisisengine import storage
from crisisengine.session.opening import begin_workshop, resume_workshop
from crisisengine.session.session import Session
from crisisengine.session.workshop import WorkshopSession
from crisisengine.web.server import RoomServer
from crisisengine.workshop import commands

SCENARIO = crisisengine.load("the_convoy_home")
PATIENCE = 30.0
"""Seconds in which a slow machine has done what is quick; nobody waits for them unless something is wrong."""


class Answer:
    """What came back."""

    def __init__(self, status: int, headers: dict[str, str], text: str) -> None:
        self.status, self.headers, self.text = status, headers, text

    @property
    def form(self) -> str:
        return self.hidden("form")

    def hidden(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.text)
        return found[1] if found else ""

    @property
    def options(self) -> list[str]:
        return re.findall(r'<button name="option" value="([^"]*)"', self.text)


class Browser:
    """A phone, or a console: it keeps cookies, and follows where it is sent."""

    def __init__(self, port: int, *, cookies: bool = True) -> None:
        self.port, self.keeps, self.cookies = port, cookies, {}

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        if self.cookies:
            headers.setdefault("Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        for cookie in response.headers.get_all("set-cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            if self.keeps:
                self.cookies[name] = value
        return Answer(response.status, dict(response.headers.items()), text)

    def get(self, path: str = "/", **headers: str) -> Answer:
        answer = self.ask("GET", path, **headers)
        return self.get(answer.headers["location"], **headers) if answer.status == 303 else answer

    def post(self, path: str, fields: dict[str, str], *, follow: bool = True, **headers: str) -> Answer:
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://127.0.0.1:{self.port}",
            **headers,
        }
        answer = self.ask("POST", path, urlencode(fields).encode(), **headers)
        return self.get(answer.headers["location"]) if answer.status == 303 and follow else answer

    def join(self, code: str) -> Answer:
        return self.post("/join", {"form": self.get().form, "code": code})

    def vote(self, option: str = "") -> Answer:
        ballot = self.get("/?see=again")
        return self.post(
            "/vote",
            {"form": ballot.form, "round": ballot.hidden("round"), "option": option or ballot.options[0]},
        )


class Room:
    """A room that is led, as the tests see it from outside; what they do inside is done in its own loop."""

    def __init__(self, led: WorkshopSession, server: RoomServer, loop: asyncio.AbstractEventLoop) -> None:
        self.led, self.server, self.loop = led, server, loop

    def do(self, act: Callable[[WorkshopSession], object]) -> object:
        async def done() -> object:
            return act(self.led)

        return asyncio.run_coroutine_threadsafe(done(), self.loop).result(PATIENCE)

    def to(self, phase: str) -> None:
        while self.led.room.phase != phase:
            if self.led.room.phase == "asked":
                self.skip()
            else:
                self.do(lambda led: led.onward())

    def phone(self, *, seated: bool = True, cookies: bool = True) -> Browser:
        browser = Browser(self.server.port, cookies=cookies)
        if seated:
            answer = browser.join(self.server.keys.code)
            assert answer.status == 200
            assert self.server.desk.seat_of(browser.cookies["seat"]) is not None
        return browser

    def console(self) -> Browser:
        browser = Browser(self.server.port)
        assert browser.get(f"/console/{self.server.keys.invitation}").status == 200
        return browser

    @property
    def record(self) -> list[str]:
        return self.led.record.path.read_text().splitlines()

    def skip(self) -> None:
        """Decide without a vote."""
        if self.led.room.phase != "asked":
            self.do(lambda led: led.act(lambda room, now: commands.skip(room, led.asked, now)))
        if self.led.room.phase == "asked":
            option = self.led.room.round.opened.options[0]
            self.do(lambda led: led.act(lambda room, now: commands.choose(room, option, now)))


def begun(folder: Path, scenario=SCENARIO, **more) -> WorkshopSession:
    session = Session(crisisengine.start(scenario, 7), storage.Save(folder))
    return begin_workshop(session, rule=more.pop("rule", "plurality"), **more)


def resumed(folder: Path) -> WorkshopSession:
    (journal,) = (path for path in folder.glob("*.toml") if storage.record_path(path).exists())
    found, save = storage.open_journal(journal, "the_convoy_home")
    return resume_workshop(Session(found.run, save), journal)


LEAVING: list[Callable[[], None]] = []
"""Rooms that are over: saying goodbye takes a server a fifth of a second, in which the next test may begin."""


@contextmanager
def served(led: WorkshopSession, *, hurried: bool = False, **more) -> Iterator[Room]:
    """The room, answering until the end of the block; `hurried`: nobody needs its record afterwards."""
    server = RoomServer(led, bind="127.0.0.1", **{"port": free_port(), **more})
    ready = threading.Event()
    box: dict[str, object] = {}

    async def run() -> None:
        box["loop"] = asyncio.get_running_loop()
        box["serving"] = asyncio.create_task(server.serve())
        ready.set()
        try:
            await box["serving"]
        except asyncio.CancelledError:
            await led.close()

    thread = threading.Thread(target=asyncio.run, args=(run(),))
    thread.start()
    assert ready.wait(PATIENCE)

    def left() -> None:
        thread.join(PATIENCE)
        server.close()
        led.record.close()  # by the thread that opened it
        assert not thread.is_alive()

    try:
        yield Room(led, server, box["loop"])
    finally:
        box["loop"].call_soon_threadsafe(box["serving"].cancel)
        LEAVING.append(left)
        while len(LEAVING) > (4 if hurried else 0):
            LEAVING.pop(0)()
