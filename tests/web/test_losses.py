"""Nothing that a phone was told is counted is lost: not by a kill at any moment, not by a whole evening."""

from __future__ import annotations

import json
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict
from http.client import HTTPException
from pathlib import Path

import pytest
from free_port import free_port
from served_room import Browser, begun, resumed, served

from crisisengine import storage
from crisisengine.web.phones import COOKIE

CHILD = """
import asyncio, sys
sys.path[:0] = {paths!r}
from pathlib import Path
from served_room import begun
from crisisengine.web.server import RoomServer

led = begun(Path({folder!r}))
while led.room.phase != "vote":
    led.onward()
server = RoomServer(led, bind="127.0.0.1", port={port})
print(server.keys.code, flush=True)
asyncio.run(server.serve())
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a kill that cannot be refused")
@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.campaign) for seed in range(2, 60))])
def test_every_vote_that_a_phone_was_told_is_counted_is_in_the_record_after_a_kill(tmp_path, seed):
    luck, port = random.Random(seed), free_port()
    code = CHILD.format(paths=[str(Path(__file__).parents[up]) for up in (0, 1)], folder=str(tmp_path), port=port)
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    key = child.stdout.readline().strip()
    told: dict[str, list[str]] = defaultdict(list)

    def vote(seed: int) -> None:
        phone, choice = Browser(port), random.Random(seed)
        try:
            if "Seat" not in phone.join(key).text:
                return
            seat = phone.cookies[COOKIE]
            told[seat] = []
            for _ in range(35):
                ballot = phone.get("/?see=again")
                option = choice.choice(ballot.options)
                fields = {"form": ballot.form, "round": ballot.hidden("round"), "option": option}
                if phone.post("/vote", fields, follow=False).status == 303:
                    told[seat].append(option)
        except (OSError, HTTPException):  # it was killed
            return

    phones = [threading.Thread(target=vote, args=(luck.random(),)) for _ in range(4)]
    for phone in phones:
        phone.start()
    time.sleep(luck.uniform(0.05, 0.6))
    child.kill()
    child.wait()
    child.stdout.close()
    for phone in phones:
        phone.join()

    (journal,) = tmp_path.glob("*.toml")
    lines = [json.loads(line) for line in storage.read_record(journal)]
    led = resumed(tmp_path)
    for token, votes in told.items():
        with_hash = [seat for seat in led.room.seats.values() if seat.token == hashed(token)]
        assert with_hash, "who was told that they have a seat has it"
        cast = [line["option"] for line in lines if line["kind"] == "vote" and line["seat"] == with_hash[0].number]
        left = iter(cast)
        assert all(option in left for option in votes), (votes, cast)
    led.record.close()


def hashed(token: str) -> str:
    import hashlib

    return hashlib.sha256(token.encode()).hexdigest()


def test_an_evening_with_twelve_phones_one_lost_cookie_and_a_restart_is_told_as_it_was(tmp_path):
    luck, cast = random.Random(11), {}
    with served(begun(tmp_path, minutes=0)) as room:
        phones = [room.phone() for _ in range(12)]
        evening(room, phones, luck, cast, decisions=2)
        lost = re.search(r'class="code">([^<]+)<', phones[3].get().text)[1]
        port = room.server.port
    with served(resumed(tmp_path), port=port) as room:
        room.do(lambda led: led.tick())
        phones[3].cookies.clear()
        assert "Seat 4" in phones[3].join(lost).text
        evening(room, phones, luck, cast, decisions=100)
        assert room.led.room.phase == "debrief"
        assert "Part 1 of 5" in phones[0].get().text
        decided = [decision.measure for decision in room.led.session.run.decisions]
        locked = [question.lock.option for question in room.led.room.standing]

    (journal,) = tmp_path.glob("*.toml")
    lines = [json.loads(line) for line in storage.read_record(journal)]
    recorded = {
        (line["question"], line["round"], line["seat"]): line["option"] for line in lines if line["kind"] == "vote"
    }
    assert recorded == cast
    assert decided == locked
    assert len(decided) > 3
    assert max(line["seat"] for line in lines if line["kind"] == "seat") == 12


def evening(room, phones: list[Browser], luck: random.Random, cast: dict, decisions: int) -> None:
    """Lead on by the console's own routes, every phone voting as it likes, until so many decisions stand or it ends."""
    while room.led.room.phase != "debrief" and len(room.led.session.run.decisions) < decisions:
        phase = room.led.room.phase
        if phase == "vote":
            current = room.led.room.round
            for seat, phone in enumerate(phones, 1):
                option = luck.choice(phone.get("/?see=again").options)
                assert "Your vote is counted" in phone.vote(option).text
                cast[current.opened.question, current.number, seat] = option
        if phase == "asked":
            room.skip()
        else:
            room.do(lambda led: led.onward())
