"""Debrief, glossary, help and the command palette."""

from attrs import evolve
from textual.command import CommandPalette

from crisisengine.tui.screens.debrief import DebriefScreen
from crisisengine.tui.screens.ending import EndingScreen
from crisisengine.tui.screens.glossary import GlossaryScreen
from crisisengine.tui.screens.help import HelpScreen
from crisisengine.tui.screens.journal import JournalScreen
from crisisengine.tui.screens.play import PlayScreen
from crisisengine.tui.widgets.play.column import Column, Story


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
        assert "\N{RIGHT-POINTING MAGNIFYING GLASS}" not in stage.picture(app)
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


def test_what_is_said_in_the_footer_takes_no_measure_away_where_text_and_measures_only_just_fit(stage):
    async def script(app, pilot):
        column = app.screen.query_one(Column)
        spare = column.size.height - sum(child.region.height for child in column.children)
        await pilot.resize_terminal(120, 40 - spare)
        await stage.until(pilot, lambda: column.whole and column.whole[1].height == 40 - spare and not column.waits)
        await stage.press(pilot, "w")
        await stage.until(pilot, lambda: "now asks for your reason" in stage.picture(app))
        assert not column.waits
        for whole in ("Only those who can leave", "Withdraw the duty desk", "1-4 decide"):
            assert whole in stage.picture(app)
        await stage.press(pilot, "up", "up")
        await stage.until(pilot, lambda: "has not authorised" in stage.picture(app))
        assert not column.waits

    stage.play(script, stage.session("beijing"))


def test_the_end_of_what_was_read_stays_in_sight_where_the_scrollbar_takes_a_cell_of_every_line(stage):
    paragraphs = "\n\n".join(f"{'so ' * 24}{number:04}" for number in range(3))  # 76 cells, all that there are

    def look(scenario, world):
        return evolve(stage.look(scenario, world), text=paragraphs)

    async def script(app, pilot):
        column, story = app.screen.query_one(Column), app.screen.query_one(Story)
        await stage.until(pilot, lambda: column.waits and story.max_scroll_y == 0)
        await stage.press(pilot, "space")
        await stage.until(pilot, lambda: "1-4 decide" in stage.picture(app) and story.max_scroll_y > 0)
        await stage.until(pilot, lambda: story.scroll_y == story.max_scroll_y)
        assert "0002" in stage.picture(app)

    stage.play(script, stage.Session(stage.session("beijing").run, None, look, stage.tell), size=(80, 24))


def test_the_end_of_a_run_has_no_blank_line_to_scroll_to(stage):
    async def script(app, pilot):
        await stage.press(pilot, "4")
        await stage.until(
            pilot, lambda: isinstance(app.screen, EndingScreen) and "Nobody answers." in stage.picture(app)
        )
        last = app.screen.query_one("#end").children[-1]
        assert "On 17 April the city fell" in stage.picture(app).splitlines()[last.region.bottom - 1]
        assert not last.styles.margin.bottom

    stage.play(script, stage.session("beijing"))


def test_a_ruled_line_turns_the_page_where_a_chapter_begins(stage):
    """Between what the last decision led to and the first scene, with the number, the title and when it plays."""

    def look(scenario, world):
        view = stage.look(scenario, world)
        return evolve(view, chapter="The silence" if world.place == "verified" else "The siege")

    session = stage.Session(stage.session("beijing").run, None, look, stage.tell)

    async def script(app, pilot):
        assert "── The" not in stage.picture(app)
        await stage.press(pilot, "2")
        await stage.until(pilot, lambda: "What the delegates found" in stage.picture(app))
        shown = stage.picture(app)
        head = next(row for row in shown.splitlines() if "── The silence · 15 March 1975 ──" in row)
        assert shown.index("You decided: Verify") < shown.index(head) < shown.index("What the delegates found")
        await stage.press(pilot, "1")
        await stage.until(pilot, lambda: "You decided: Ask Beijing" in stage.picture(app))
        assert "── The silence" not in stage.picture(app)

    stage.play(script, session)
