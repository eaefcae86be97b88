"""Debrief, glossary, help and the command palette."""

from textual.command import CommandPalette

from crisisengine.tui.screens.debrief import DebriefScreen
from crisisengine.tui.screens.glossary import GlossaryScreen
from crisisengine.tui.screens.help import HelpScreen
from crisisengine.tui.screens.journal import JournalScreen
from crisisengine.tui.screens.play import PlayScreen


def test_an_ended_run_opens_on_its_debrief_with_what_really_happened(stage):
    async def script(app, pilot):
        await stage.until(pilot, lambda: isinstance(app.screen, DebriefScreen))
        shown = stage.picture(app)

        assert "Nobody answers." in shown
        assert "On 17 April the city fell" in shown
        await pilot.press("r")
        await stage.until(pilot, lambda: "The causal ledger" in stage.picture(app))
        await pilot.press("escape")
        await stage.until(pilot, lambda: "The causal ledger" not in stage.picture(app))

    stage.play(script, stage.session("publish", "withdraw"))


def test_a_number_jumps_to_a_part_of_the_debrief(stage):
    async def script(app, pilot):
        await pilot.press("r", "7")
        await stage.until(pilot, lambda: "you decided: publish what refugees say" in stage.picture(app))

        assert "strained → grave" in stage.picture(app)

    stage.play(script, stage.session("publish", "publish", "withdraw"), size=(100, 24))


def test_u_in_the_debrief_goes_back_to_the_decision_before_the_end(stage):
    session = stage.session("publish", "withdraw")

    async def script(app, pilot):
        await pilot.press("j")
        await stage.until(pilot, lambda: isinstance(app.screen, JournalScreen))
        await pilot.press("escape", "u")
        await stage.until(pilot, lambda: isinstance(app.screen, PlayScreen))

    stage.play(script, session)

    assert len(session.run.steps) == 1


def test_the_glossary_puts_the_words_of_the_scene_first_and_searches(stage):
    async def script(app, pilot):
        await pilot.press("g")
        await stage.until(
            pilot, lambda: isinstance(app.screen, GlossaryScreen) and "Barges under escort" in stage.picture(app)
        )
        assert "in this scene" in stage.picture(app)
        await pilot.press(*"agreement")
        await stage.until(pilot, lambda: "The agreement of the main parties" in stage.picture(app))
        assert "See also: Mekong convoy" in stage.picture(app)
        await pilot.press(*" of nobody")
        await stage.until(pilot, lambda: "No entry has this" in stage.picture(app))
        await pilot.press("escape")
        await stage.until(pilot, lambda: isinstance(app.screen, PlayScreen))

    stage.play(script, stage.session("publish"))


def test_a_word_in_the_text_opens_its_entry_when_clicked(stage):
    async def script(app, pilot):
        line = next(
            number for number, text in enumerate(stage.picture(app).splitlines()) if "consent of anybody" in text
        )
        column = stage.picture(app).splitlines()[line].index("consent of anybody")
        await pilot.click(offset=(column + 2, line))
        await stage.until(pilot, lambda: isinstance(app.screen, GlossaryScreen))
        await stage.until(pilot, lambda: "The agreement of the main parties" in stage.picture(app))

    stage.play(script, stage.session("publish"))


def test_question_mark_and_f1_open_the_help_and_close_it(stage):
    async def script(app, pilot):
        for key in ("question_mark", "f1"):
            await pilot.press(key)
            await stage.until(
                pilot, lambda: isinstance(app.screen, HelpScreen) and "Reading and deciding" in stage.picture(app)
            )
            await pilot.press(key)
            await stage.until(pilot, lambda: isinstance(app.screen, PlayScreen))

    stage.play(script, stage.session("publish"))


def test_the_palette_offers_what_the_keys_do_the_glossary_and_the_kept_runs(stage):
    async def script(app, pilot):
        await pilot.press("ctrl+p")
        await stage.until(pilot, lambda: isinstance(app.screen, CommandPalette) and "Undo" in stage.picture(app))
        assert "Scroll" not in stage.picture(app)
        await pilot.press(*"mekong")
        await stage.until(pilot, lambda: "Glossary: Mekong convoy" in stage.picture(app))
        await pilot.press("enter")
        await stage.until(pilot, lambda: isinstance(app.screen, GlossaryScreen))
        await pilot.press("ctrl+p")
        await stage.until(pilot, lambda: isinstance(app.screen, CommandPalette))
        await pilot.press(*"go on")
        await stage.until(pilot, lambda: "Go on: before the river" in stage.picture(app))
        await pilot.press("down", "enter")
        await stage.until(pilot, lambda: isinstance(app.screen, PlayScreen) or "Go on" not in stage.picture(app))

    stage.play(script, stage.session("publish"))
