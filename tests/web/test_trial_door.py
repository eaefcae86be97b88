"""The door that is tried the day before: who comes is noticed, and this computer itself is no phone."""

from __future__ import annotations

import asyncio
import sys

import pytest
from free_port import free_port

from crisisengine.web.trial_door import TrialDoor

PHONE, HERE = "127.0.0.2", "127.0.0.1"
"""On Linux all of 127.0.0.0/8 is this computer; the door takes only the first for it."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a second address of this computer plays the phone")


def opened(talk):
    """What a talk with a door at a free port comes to."""

    async def whole():
        door = TrialDoor(bind=HERE, port=free_port())
        serving = asyncio.create_task(door.serve())
        try:
            return await talk(door)
        finally:
            serving.cancel()
            with pytest.raises(asyncio.CancelledError):
                await serving
            door.close()

    return asyncio.run(whole())


async def asked(door, sent, who=PHONE):
    reader, writer = await asyncio.open_connection(HERE, door.port, local_addr=(who, 0))
    writer.write(sent)
    async with asyncio.timeout(30):
        answer = await reader.read()
    writer.close()
    return answer.decode(errors="replace")


def request(host):
    return f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()


def test_a_phone_that_comes_is_shown_that_it_works_and_is_noticed():
    async def talk(door):
        answer = await asked(door, request(f"{HERE}:{door.port}"))
        return answer, door.came.is_set(), door.phone

    answer, came, phone = opened(talk)

    assert "It works" in answer
    assert (came, phone) == (True, PHONE)


def test_this_computer_reaches_itself_and_is_no_phone():
    async def talk(door):
        return await door.seen(), door.came.is_set()

    seen, came = opened(talk)

    assert any("reaches itself" in told for told in seen)
    assert not came


def test_who_asks_for_https_is_told_apart_from_who_never_comes():
    async def talk(door):
        await asked(door, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")
        return door.connected, door.came.is_set()

    connected, came = opened(talk)

    assert "asked for https" in connected
    assert not came


def test_who_calls_this_computer_by_a_name_is_told_that_the_room_would_not_let_it_in():
    async def talk(door):
        await asked(door, request("laptop.local"))
        return door.connected, door.came.is_set()

    connected, came = opened(talk)

    assert "laptop.local" in connected
    assert not came
