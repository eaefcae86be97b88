"""A real server of one run on a real port, and a browser that plays it without knowing anything but its pages."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

from free_port import free_port
from served_room import PATIENCE, Answer, Browser
from shipped import unasked

import crisisengine
from crisisengine import storage
from crisisengine.budget import Budget
from crisisengine.debriefing.reachability import Reachability
from crisisengine.model.scenario import Scenario
from crisisengine.session.reachability import reachability_of
from crisisengine.session.session import Session
from crisisengine.web.play_server import PlayServer

SCENARIO = unasked("the_convoy_home")


class Reader(Browser):
    """It plays."""

    def enter(self, server: PlayServer) -> Answer:
        return self.get(f"/{server.address.split('/', 3)[3]}")

    def see(self, wish: str = "", number: int = 0) -> Answer:
        return self.get(f"/play?see={wish}&number={number}")

    def act(self, page: Answer, act: str, **fields: str) -> Answer:
        return self.post("/play", {"form": page.form, "at": page.hidden("at"), "act": act, **fields})

    def decide(self, page: Answer, place: int = 0, **fields: str) -> Answer:
        options = [unescape(option) for option in page.options]
        return self.act(page, "decide", option=options[place % len(options)], **fields)

    def to_the_end(self, page: Answer) -> Answer:
        while page.options:
            page = self.decide(page)
        return page


def foreseen(scenario: Scenario, budget: Budget) -> Reachability:
    return reachability_of(scenario, budget)


def new_run(folder: Path, scenario: Scenario = SCENARIO, seed: int = 7) -> Session:
    return Session(crisisengine.start(scenario, seed), storage.Save(folder))


def words_of(page: Answer) -> str:
    """What a page says, without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page.text)).split())


@contextmanager
def playing(session: Session, ask=foreseen) -> Iterator[PlayServer]:
    """The run, served until the end of the block."""
    server = PlayServer(session, ask, port=free_port())
    loop, ready = asyncio.new_event_loop(), threading.Event()
    serving: list[asyncio.Task[None]] = []

    async def serve() -> None:
        serving.append(asyncio.ensure_future(server.serve()))
        ready.set()
        await asyncio.wait(serving)

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    assert ready.wait(PATIENCE)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(serving[0].cancel)
        thread.join(PATIENCE)
        loop.close()
        server.close()
        assert not thread.is_alive()
