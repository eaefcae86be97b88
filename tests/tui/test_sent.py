"""What a facilitator sent, on the full screen: on the page of the scene, in the panel, the journal and earlier scenes."""

from crisisengine import storage
from crisisengine.engine.run import start
from crisisengine.session.session import Session
from crisisengine.tui.screens.journal import JournalScreen


def at_the_loading_point():
    run = start(storage.load("the_convoy_home"), 7)
    for measure in ("notice", "un_escort", "leaflets", "go"):
        run = run.decide(measure)
    return run.send("a_bus_short")


def test_what_was_sent_stands_before_the_scene_and_is_taken_back_alone(stage):
    session = Session(at_the_loading_point())

    async def script(app, pilot):
        await stage.until(pilot, lambda: "sent by the facilitator" in stage.picture(app))
        shown = stage.picture(app)
        assert shown.index("The sixth bus") < shown.index("The men at the loading point")
        assert "respected → heeded" in shown
        await pilot.press("u")
        await stage.until(pilot, lambda: "The sixth bus" not in stage.picture(app))

    stage.play(script, session, size=(120, 44))

    assert [move.decision.measure for move in session.run.moves] == ["notice", "un_escort", "leaflets", "go"]


def test_the_journal_and_earlier_scenes_tell_what_was_sent(stage):
    session = Session(at_the_loading_point().decide("sit_down"))

    async def script(app, pilot):
        await pilot.press("j")
        await stage.until(pilot, lambda: isinstance(app.screen, JournalScreen))
        assert "The facilitator sent: the transport officer" in stage.picture(app)
        await pilot.press("b")
        await stage.until(pilot, lambda: "sent by the facilitator" in stage.picture(app))
        assert "Fifty-eight people" in stage.picture(app)

    stage.play(script, session, size=(120, 44))
