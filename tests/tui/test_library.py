"""The library, the briefing, and the way from one to the other."""

from crisisengine.session.library import Listing
from crisisengine.tui.screens.briefing import BriefingScreen
from crisisengine.tui.screens.library import LibraryScreen
from crisisengine.tui.screens.play import PlayScreen


def test_the_library_lists_runs_and_scenarios_with_minutes_and_whether_they_hold(stage):
    async def script(app, pilot):
        await stage.until(pilot, lambda: "✓ holds" in stage.picture(app))
        shown = stage.picture(app)

        assert "before the river" in shown
        assert "25 min" in shown
        assert "× 3 faults" in shown
        assert "crisisengine check the_lake" in shown

    stage.play(script)


def test_an_empty_library_says_what_to_do(stage):
    library = stage.library()
    library.empty = True

    async def script(app, pilot):
        await stage.until(pilot, lambda: "No scenario was found" in stage.picture(app))
        shown = stage.picture(app)

        assert "crisisengine play PATH" in " ".join(shown.split())
        assert "No run is kept yet" in shown
        assert "enter open" not in shown
        await pilot.press("enter")
        assert isinstance(app.screen, LibraryScreen)

    stage.play(script, library=library)


def test_enter_leads_from_the_library_through_the_briefing_to_the_first_scene(stage):
    async def script(app, pilot):
        await pilot.press("down", "enter")
        await stage.until(pilot, lambda: isinstance(app.screen, BriefingScreen) and "Your role" in stage.picture(app))
        shown = stage.picture(app)
        assert "Before you begin" in shown
        assert "What is invented" in shown
        assert "Name the three gates" in shown
        await pilot.press("enter")
        await stage.until(
            pilot, lambda: isinstance(app.screen, PlayScreen) and "The river is closed" in stage.picture(app)
        )

    stage.play(script)


def test_a_kept_run_goes_on_where_it_stopped_and_says_what_changed(stage):
    async def script(app, pilot):
        await pilot.press("enter")
        await stage.until(
            pilot, lambda: isinstance(app.screen, PlayScreen) and "You decided: Publish" in stage.picture(app)
        )
        await stage.until(pilot, lambda: "The scenario has changed since" in " ".join(stage.picture(app).split()))

    stage.play(script)


def test_a_faulty_scenario_is_refused_with_the_command_that_tells_why(stage):
    async def script(app, pilot):
        await pilot.press("end", "enter")
        await stage.until(pilot, lambda: "see them with" in stage.picture(app))
        assert isinstance(app.screen, LibraryScreen)

    stage.play(script)


def test_the_first_screen_stays_below_and_no_other_piles_up(stage):
    async def script(app, pilot):
        for _ in range(3):
            await pilot.press("l")
            await stage.until(
                pilot, lambda: isinstance(app.screen, LibraryScreen) and "Begin a scenario" in stage.picture(app)
            )
            await pilot.press("enter")
            await stage.until(pilot, lambda: isinstance(app.screen, PlayScreen))
        assert len(app.screen_stack) == 2

    stage.play(script, stage.session("beijing"))


def test_a_scenario_that_took_too_long_to_read_is_no_fault_and_enter_opens_it(stage):
    library = stage.library()
    library.listings = lambda: (Listing("seventeen_april", "seventeen_april", "", 0, "", unread=True),)

    async def script(app, pilot):
        await stage.press(pilot, "end")
        shown = " ".join(stage.picture(app).split())
        assert "took too long to read; enter opens it" in shown
        assert "fault" not in shown
        await stage.press(pilot, "enter")
        await stage.until(pilot, lambda: isinstance(app.screen, BriefingScreen))

    stage.play(script, library=library)


def test_what_the_marked_line_is_about_stands_there_with_the_first_frame(stage):
    async def script(app, pilot):
        app.action_library()
        await stage.until(pilot, lambda: "Go on with a run" in stage.picture(app))
        assert "Open it to go on" in stage.picture(app)

    stage.play(script, stage.session("publish"))
