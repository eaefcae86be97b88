"""Where screens ask to go: each name has its row, and whatever is laid over a screen can be left again."""

from typing import get_args

import pytest

from crisisengine.tui.navigation import OVERLAYS, PLACES
from crisisengine.tui.requests import OverlayAsked, OverlayName, PlaceName


def test_every_place_that_can_be_asked_for_has_its_row():
    assert set(get_args(PlaceName)) == PLACES.keys()
    assert set(get_args(OverlayName)) == OVERLAYS.keys()


@pytest.mark.parametrize("name", get_args(OverlayName))
def test_whatever_is_laid_over_a_scene_leads_back_to_it(stage, name):
    async def script(app, pilot):
        scene = app.screen
        app.post_message(OverlayAsked(name, app.session, 1))
        await stage.until(pilot, lambda: app.screen is not scene)
        await stage.press(pilot, "escape")
        await stage.until(pilot, lambda: app.screen is scene)

    stage.play(script, stage.session("beijing"))


def test_escape_leads_from_a_debrief_to_the_library_whatever_its_key_is(stage):
    async def script(app, pilot):
        await stage.until(pilot, lambda: "Debrief" in stage.picture(app))
        await stage.press(pilot, "escape")
        await stage.until(pilot, lambda: "Begin a scenario" in stage.picture(app))
        assert app.session is None

    stage.play(script, stage.session("publish", "withdraw"))
