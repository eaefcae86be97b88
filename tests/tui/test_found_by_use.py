"""What people stumbled over, each as it is right."""

from attrs import evolve
from textual import events

from crisisengine import storage
from crisisengine.engine.run import start
from crisisengine.session.library import Listing
from crisisengine.session.session import Session
from crisisengine.tui.screens.briefing import BriefingScreen
from crisisengine.tui.screens.causes import CausesScreen
from crisisengine.tui.screens.debrief import DebriefScreen
from crisisengine.tui.screens.earlier import EarlierScreen
from crisisengine.tui.screens.help import HelpScreen
from crisisengine.tui.screens.journal import JournalScreen
from crisisengine.tui.screens.library import LibraryScreen
from crisisengine.tui.screens.play import PlayScreen
from crisisengine.tui.screens.reason import ReasonDialog
from crisisengine.tui.widgets.frame.line_input import LineInput


def words(stage, app):
    """The screen as one line."""
    return " ".join(stage.picture(app).split())


def test_what_is_said_stands_in_the_frame_covers_nothing_and_is_gone_at_the_next_key(stage):
    async def script(app, pilot):
        before = stage.picture(app).splitlines()
        await stage.press(pilot, "w")
        await stage.until(pilot, lambda: "Each decision now asks for your reason." in stage.picture(app))
        rows = stage.picture(app).splitlines()
        assert rows[-2].strip() == "› Each decision now asks for your reason."
        assert rows[:10] == before[:10]
        await stage.press(pilot, "down")
        await stage.until(pilot, lambda: "now asks" not in stage.picture(app))
        await stage.press(pilot, "w", "j")
        await stage.until(pilot, lambda: isinstance(app.screen, JournalScreen))
        assert "no longer ask" not in stage.picture(app)

    stage.play(script, stage.session("beijing"))


def test_causes_say_the_measure_once_and_turn_their_pages_with_space(stage):
    run = start(storage.load("the_convoy_home"), 1)
    for measure in ("notice", "un_escort"):
        run = run.decide(measure)
    label = run.scenario.scenes[run.decisions[-1].scene].measures["un_escort"].label

    async def script(app, pilot):
        await stage.press(pilot, "c")
        await stage.until(pilot, lambda: isinstance(app.screen, CausesScreen) and "What changed" in stage.picture(app))
        dialog = app.screen.query_one("#account").sheet.at(70).plain
        assert dialog.count(label) == 1
        assert "rule: is the lowest of " in " ".join(dialog.split())
        assert run.scenario.scenes[run.decisions[-1].scene].measures["un_escort"].lesson
        assert "What this teaches" in dialog
        top = app.screen.page.scroll_y
        if app.screen.page.max_scroll_y:
            await stage.press(pilot, "space")
            assert app.screen.page.scroll_y > top

    stage.play(script, Session(run), size=(80, 24))


def test_help_begins_with_the_keys_of_the_screen_then_the_signs_and_space_reads_on(stage):
    async def script(app, pilot):
        await stage.press(pilot, "question_mark")
        await stage.until(pilot, lambda: isinstance(app.screen, HelpScreen) and "Signs" in words(stage, app))
        text = app.screen._told(70).plain
        assert text.index("In the debrief") < text.index("Signs") < text.index("Reading and deciding")
        await pilot.resize_terminal(80, 24)
        await stage.press(pilot, "space")
        await stage.until(pilot, lambda: app.screen.page.scroll_y > 0)

    stage.play(script, stage.session("publish", "withdraw"))


def test_the_shortest_scenario_comes_first_and_is_marked_where_no_run_is_kept(stage):
    library = stage.library()
    library.kept = lambda: ()

    async def script(app, _pilot):
        shown = stage.picture(app)
        assert shown.index("The Convoy Home") < shown.index("Seventeen April") < shown.index("the_lake")
        assert "The shortest comes first." in shown
        entries = app.screen.query_one("#entries")
        assert app.screen.listings[entries.get_option_at_index(entries.highlighted).id].name == "the_convoy_home"

    stage.play(script, library=library)


def test_the_mark_in_the_library_stays_where_it_was_after_a_briefing(stage):
    async def script(app, pilot):
        await stage.press(pilot, "end", "up", "enter")
        await stage.until(pilot, lambda: isinstance(app.screen, BriefingScreen))
        await stage.press(pilot, "escape")
        await stage.until(pilot, lambda: isinstance(app.screen, LibraryScreen))
        await stage.press(pilot)
        entries = app.screen.query_one("#entries")
        assert app.screen.listings[entries.get_option_at_index(entries.highlighted).id].name == "seventeen_april"

    stage.play(script)


def test_the_library_tells_what_holds_means_and_which_endings_were_seen(stage):
    library = stage.library()
    listing = Listing("seventeen_april", "Seventeen April", "Spring 1975.", 25, "", verdict="holds", endings=7)
    (kept,) = stage.Library.kept(library)
    ended = [evolve(kept, place=place, ended=True) for place in ("Silence", "A corridor", "Silence")]
    library.listings, library.kept = lambda: (listing,), lambda: (kept, *ended)

    async def script(app, pilot):
        await stage.press(pilot, "end")
        await stage.until(pilot, lambda: "2 of 7 endings seen" in words(stage, app))
        told = app.screen.query_one("#marked").sheet.at(200).plain
        assert "◉ A corridor" in told
        assert "Every promise that its author makes was proved for every run there can be." in told

    stage.play(script, library=library)


def test_whoever_leaves_is_told_where_the_run_is_kept_and_how_to_go_on(stage, tmp_path):
    session = Session(start(storage.load("the_convoy_home"), 1), storage.Save(tmp_path))
    told = []

    async def script(app, pilot):
        assert app.parting() == (0, "")
        session.decide("notice")
        await stage.press(pilot, "escape")
        await stage.until(pilot, lambda: isinstance(app.screen, LibraryScreen))
        told.append(app.parting())

    stage.play(script, session)

    assert told == [(0, session.farewell)]
    assert session.place in session.farewell
    assert session.way_back.startswith("crisisengine play ")


def test_a_decision_on_the_full_screen_bears_the_time(stage, tmp_path):
    session = Session(start(storage.load("the_convoy_home"), 1), storage.Save(tmp_path))
    session.decide("notice")

    async def script(app, pilot):
        while app.screen.query_one("Column").waits:
            await stage.press(pilot, "space")
        await stage.press(pilot, "1")
        await stage.until(pilot, lambda: len(session.run.steps) == 2)

    stage.play(script, session)

    assert all(len(decision.at) >= len("2026-11-29T09:00:00") for decision in session.run.decisions)


def test_several_lines_that_are_pasted_become_one_and_what_does_not_fit_is_said(stage):
    session = stage.session("beijing")

    async def script(app, pilot):
        await stage.press(pilot, "w", "3")
        await stage.until(pilot, lambda: isinstance(app.screen, ReasonDialog))
        line = app.screen.query_one(LineInput)
        app.post_message(events.Paste("They must know.\n\n  All of them.\r\nToday."))
        await stage.until(pilot, lambda: line.value == "They must know. All of them. Today.")
        await stage.until(pilot, lambda: "3 lines were pasted, joined into one." in stage.picture(app))
        app.post_message(events.Paste("word " * line.max_length))
        await stage.until(pilot, lambda: len(line.value) == line.max_length)
        await stage.until(pilot, lambda: f"There is room for {line.max_length} characters" in words(stage, app))
        await stage.press(pilot, "enter")
        await stage.until(pilot, lambda: isinstance(app.screen, PlayScreen))

    stage.play(script, session)

    assert session.run.steps[-1].decision.why.startswith("They must know. All of them. Today.")


def test_earlier_scenes_are_read_again_from_the_play_screen_and_from_the_journal(stage):
    async def script(app, pilot):
        await stage.press(pilot, "b")
        await stage.until(pilot, lambda: isinstance(app.screen, EarlierScreen))
        await stage.until(pilot, lambda: "Decision 2 of 2" in stage.picture(app))
        assert "You decided: Verify" in stage.picture(app)
        await stage.press(pilot, "left")
        await stage.until(pilot, lambda: "Decision 1 of 2" in stage.picture(app))
        assert "The river is closed" in stage.picture(app)
        await stage.press(pilot, "escape", "j", "up", "b")
        await stage.until(pilot, lambda: isinstance(app.screen, EarlierScreen))
        await stage.until(pilot, lambda: "Decision 1 of 2" in stage.picture(app))

    stage.play(script, stage.session("beijing", "verify"))


def test_the_journal_and_the_report_can_be_searched(stage):
    async def script(app, pilot):
        await stage.press(pilot, "j", "slash", *"BEIJING", "enter")
        await stage.until(pilot, lambda: "1 line has it" in stage.picture(app))
        assert app.screen.marked == ("decision", 1)
        await stage.press(pilot, "slash", "ctrl+u", *"nowhere", "enter")
        await stage.until(pilot, lambda: "“nowhere” is not in this journal." in stage.picture(app))
        await stage.press(pilot, "escape", "r", "slash", *"published", "enter")
        await stage.until(pilot, lambda: isinstance(app.screen, DebriefScreen) and "next place" in stage.picture(app))
        assert "What is published cannot be taken back." in stage.picture(app)
        first = app.screen.report.found
        await stage.press(pilot, "slash", "enter")
        await stage.until(pilot, lambda: isinstance(app.screen, DebriefScreen) and app.screen.report.found >= first)

    stage.play(script, stage.session("beijing", "publish", "withdraw"), size=(100, 24))


def test_the_debrief_shows_the_next_step_that_would_have_kept_the_best_and_the_rest_for_whoever_asks(stage):
    class Longer(stage.Session):
        def debrief_view(self, *arguments, **named):
            view = super().debrief_view(*arguments, **named)
            reviews = tuple(
                evolve(review, turning=evolve(review.turning, told=("The first step", "The second", "The third")))
                if review.turning
                else review
                for review in view.whole.reviews
            )
            return evolve(view, whole=evolve(view.whole, reviews=reviews))

    session = stage.session("publish", "withdraw")

    async def script(app, pilot):
        await stage.until(pilot, lambda: app.screen.debrief_view.known)
        await stage.press(pilot, "home")
        await stage.until(pilot, lambda: "The first step" in stage.picture(app))
        assert "2 more steps: press m" in stage.picture(app)
        assert "The second" not in stage.picture(app)
        await stage.press(pilot, "m")
        await stage.until(pilot, lambda: "The third" in stage.picture(app))
        await stage.press(pilot, "right", "left")
        await stage.until(pilot, lambda: "2 more steps: press m" in stage.picture(app))
        await pilot.resize_terminal(80, 24)
        await stage.until(pilot, lambda: "The first step" not in stage.picture(app))
        await stage.press(pilot, "m")  # where it stands below what is seen, it comes into sight
        await stage.until(pilot, lambda: "The third" in stage.picture(app))

    stage.play(script, Longer(session.run, None, stage.look, stage.tell), size=(120, 60))


def test_the_people_of_the_story_stand_where_a_wide_window_has_room(stage):
    async def script(app, pilot):
        await stage.until(pilot, lambda: "Who is who" in stage.picture(app))
        assert "The party's military command" in words(stage, app)

    stage.play(script, stage.session("beijing"), size=(200, 50))


def test_a_value_one_rung_above_the_end_says_so_in_the_panel_and_in_the_strip(stage):
    class Near(stage.Session):
        def last_rungs(self):
            return frozenset({"safety"})

    session = stage.session("beijing")

    async def script(app, pilot):
        await stage.until(pilot, lambda: "! one step from the end of the run" in stage.picture(app))
        await pilot.resize_terminal(80, 24)
        await stage.until(pilot, lambda: "! Civilian safety: one step from the end of the run" in stage.picture(app))
        await stage.press(pilot, "i")
        await stage.until(pilot, lambda: "What the indicators mean" in stage.picture(app))
        assert words(stage, app).index("Civilian safety") < words(stage, app).index("one step from the end")

    stage.play(script, Near(session.run, None, stage.look, stage.tell))


def test_nothing_stands_beside_a_text_whose_width_terminals_disagree_on(stage):
    khmer = "ព្រះរាជាណាចក្រ\u200bកម្ពុជា"

    def look(scenario, world):
        return evolve(stage.look(scenario, world), text=khmer)

    run = stage.session("beijing").run

    async def script(app, pilot):
        await stage.until(pilot, lambda: "ព្រះ" in stage.picture(app))
        for row in stage.picture(app).splitlines():
            if any(letter in row for letter in khmer):
                assert "│" not in row
        assert not app.screen.query_one("#panel").region.width
        await stage.press(pilot, "p")
        await stage.until(pilot, lambda: "Authority for force" in stage.picture(app))

    stage.play(script, stage.Session(run, None, look, stage.tell), size=(200, 50))
