"""The full screen asks what drives the crisis, behind the briefing and before the debrief; escape passes it over."""

from __future__ import annotations

from pathlib import Path

import pytest

from crisisengine import storage
from crisisengine.engine.run import start
from crisisengine.session.session import Session
from crisisengine.tui.screens.briefing import BriefingScreen
from crisisengine.tui.screens.debrief import DebriefScreen
from crisisengine.tui.screens.ending import EndingScreen
from crisisengine.tui.screens.play import PlayScreen
from crisisengine.tui.screens.theory import TheoryDialog

WELL = Path(__file__).parents[1] / "session" / "the_well" / "the_well.toml"


@pytest.mark.parametrize(("size", "answer"), [((80, 24), "goats"), ((120, 40), "")])
def test_the_question_stands_between_the_briefing_and_the_scene_and_between_the_ending_and_the_debrief(
    stage, tmp_path, size, answer
):
    session = Session(start(storage.load(str(WELL)), 7), storage.Save(tmp_path))

    def on(app, screen):
        return lambda: isinstance(app.screen, screen)

    async def asked(app, pilot):
        await stage.until(pilot, on(app, TheoryDialog))
        await stage.until(pilot, lambda: "What do you believe drives this?" in stage.picture(app))
        keys = [*answer, "enter"] if answer else ["escape"]
        await stage.press(pilot, *keys)

    async def script(app, pilot):
        await stage.until(pilot, on(app, BriefingScreen))
        await stage.until(pilot, lambda: "Asking before deciding." in stage.picture(app))
        await stage.press(pilot, "enter")
        await asked(app, pilot)
        await stage.until(pilot, on(app, PlayScreen))
        for scene in ("stand in two groups", "blunt knife"):
            await stage.until(pilot, lambda scene=scene: scene in stage.picture(app))
            await stage.press(pilot, "1")
        await stage.until(pilot, on(app, EndingScreen))
        await stage.press(pilot, "enter")
        await asked(app, pilot)
        await stage.until(pilot, on(app, DebriefScreen))

    stage.play(script, session, size=size)

    assert [given.text for given in session.run.answers] == [answer, answer][: 2 * bool(answer)]
