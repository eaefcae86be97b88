"""Everybody plays: 40 browsers each play "Seventeen April" to an ending against one process with its projector.

    python tests/benchmarks/everybody.py [SEATS]

Loopback, bounded. Every seat decides, is led to the page that follows, reads a while, decides again. What the pages said
is held against the journals.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import sys
import tempfile
import time
from html import unescape
from pathlib import Path

from room import Phone, _hidden, go_to, lead, led_by, tell

SCENARIO = "seventeen_april"
READING = 2.0
"""Seconds between two decisions of a seat, on average; people take a minute and more."""
TIMES = 200.0
"""Seconds for the whole of it."""


async def evening(
    phone: Phone, code: str, begun: asyncio.Event, waits: list[float], chance: random.Random
) -> list[str]:
    """One seat joins, waits for the room to begin, and plays to an ending; what it decided."""
    await phone.look()
    assert (await phone.ask("POST", "/join", {"form": phone.form, "code": code}))[0] == 303
    await begun.wait()
    _, page = await phone.ask("GET", "/play")
    decided = []
    while options := re.findall(r'name="option" value="([^"]*)"', page):
        await asyncio.sleep(chance.uniform(0, 2 * READING))
        option = unescape(chance.choice(options))
        fields = {"form": _hidden(page, "form"), "at": _hidden(page, "at"), "act": "decide", "option": option}
        before = time.perf_counter()
        status, _ = await phone.ask("POST", "/play", fields)
        assert status == 303, status
        _, page = await phone.ask("GET", "/play")
        waits.append(time.perf_counter() - before)
        decided.append(option)
    assert "The run is over" in page
    return decided


async def watch(stalls: list[float]) -> None:
    """How late this process is for nothing at all: so much of every wait is the machine's."""
    while True:
        before = time.perf_counter()
        await asyncio.sleep(0.02)
        stalls.append(time.perf_counter() - before - 0.02)


async def room(count: int, console, keys: dict) -> list[list[str]]:
    """All seats at once."""
    begun, waits = asyncio.Event(), []
    playing = [
        asyncio.create_task(evening(Phone(keys["port"]), keys["code"], begun, waits, random.Random(number)))
        for number in range(count)
    ]
    await asyncio.sleep(2)
    go_to(console, "scene")
    begun.set()
    watching = asyncio.create_task(watch(stalls := []))
    decided = await asyncio.gather(*playing)
    watching.cancel()
    tell("what this machine adds by itself", stalls)
    tell(f"decide to page, {count} seats", waits)
    print(f"  {len(waits)} decisions")
    return decided


def main() -> None:
    """The room, and what it kept."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        os.environ["CRISISENGINE_CACHE"] = str(folder / "cache")
        from crisisengine import storage

        with led_by(__file__, folder) as console:
            decided = asyncio.run(asyncio.wait_for(room(count, console, storage.kept_room_keys()[0]), TIMES))
        kept = [
            [decision.measure for decision in storage.open_journal(path, SCENARIO)[0].run.decisions]
            for path in folder.glob("*.seat-*.toml")
        ]
        print(f"  journals kept: {len(kept)}, the same as what was decided: {sorted(kept) == sorted(decided)}")
        told = json.loads((folder / "told.json").read_text())
        for number, what in enumerate(("by the clock", "of its own work")):
            longest = sorted((stall[number] for stall in told["stalls"]), reverse=True)[:5]
            print(f"  longest stalls of the loop, {what}: {', '.join(f'{1000 * stall:.0f} ms' for stall in longest)}")
        print(
            f"  processor: {1000 * told['processor'] / sum(map(len, decided)):.1f} ms a decision, the screen and the waiting included"
        )
        start, end = (told["memory"][when] for when in ("at the start", "at the end"))
        print(f"  memory: {start / 2**20:.0f} MiB, then {end / 2**20:.0f} MiB")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--lead"]:
        lead(Path(sys.argv[2]), SCENARIO, each=True)
    else:
        main()
