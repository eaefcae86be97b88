"""Everybody plays, on the wall: how many are where, and what their runs say together; no seat is named."""

from __future__ import annotations

import asyncio

import pytest

import crisisengine
from crisisengine import storage
from crisisengine.session.opening import begin_workshop
from crisisengine.session.session import Session
from crisisengine.tui.projector_app import ProjectorApp
from crisisengine.workshop import commands
from tests.tui.conftest import picture, until

SCENARIO = crisisengine.load("the_convoy_home")


@pytest.fixture
def led(tmp_path):
    """A room at its door, with six seats."""
    found = begin_workshop(
        Session(crisisengine.start(SCENARIO, 7), storage.Save(tmp_path)), rule="plurality", each=True
    )
    for number in range(1, 7):
        found.act(lambda room, now, number=number: commands.join(room, f"{number:064x}", "", (), now))
    return found


def decide(run: Session, place: int) -> None:
    options = [offer.measure for offer in run.view.offers if not offer.locked]
    assert run.decide(options[place % len(options)]) == ""


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
def test_the_wall_follows_everybody_and_reads_their_runs_together(led, size):
    async def run() -> None:
        app = ProjectorApp(led)
        async with app.run_test(size=size) as pilot:

            async def seen(*texts: str) -> None:
                await until(pilot, lambda: all(text in " ".join(picture(app).split()) for text in texts))

            await seen("Each of you plays a run of your own")
            while led.room.phase == "door":
                await pilot.press("space")
                await pilot.pause()
            await seen("Not yet begun 6", "At an ending 0")
            for seat in range(1, 6):
                run = led.cohort.run_of(seat)
                decide(run, seat)
                while seat < 5 and not run.ended:
                    decide(run, seat)
            led.tell()
            await seen("Not yet begun 1", f"{led.cohort.run_of(5).view.chapter} 1", "At an ending 4")
            assert "seat 1" not in picture(app).lower()
            assert led.cohort.run_of(5).view.title not in picture(app)  # which others have yet to see
            await pilot.press("x", "r", "u")
            await pilot.pause()
            assert led.room.phase == "scene"
            await pilot.press("space")
            await seen("One word each")
            told = ""
            for _ in range(60):
                await until(pilot, lambda: "being read together" not in picture(app))
                told += " ".join(picture(app).split())
                if led.room.step == 5 and led.page == led.pages:
                    break
                await pilot.press("space")
                await pilot.pause()
            for text in ("5 runs", "Not over", "kept the best possible", "Not met"):
                assert text in told
            assert "seat " not in told.lower()  # what a seat decided is its own affair
        await app.leave()

    asyncio.run(run())
