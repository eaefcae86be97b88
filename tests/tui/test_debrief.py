"""The debrief on screen: the course with its cursor, what if, questions, and roads that arrive when they are known."""

import subprocess
import sys
import threading
import time
import tomllib
from pathlib import Path

import psutil
import pytest
from attrs import evolve
from textual.color import Color

from crisisengine.budget import UNLIMITED, OverBudget
from crisisengine.debriefing.model import EndingOption, Outlook, TurningPoint
from crisisengine.engine.rules import Decision
from crisisengine.engine.run import Branch
from crisisengine.session.library import Library
from crisisengine.session.prefetch import Prefetch
from crisisengine.session.reachability import reachability_of
from crisisengine.storage.cache import find_reachable_endings
from crisisengine.tui.screens.debrief import DebriefScreen
from crisisengine.tui.screens.journal import JournalScreen
from crisisengine.tui.screens.library import LibraryScreen
from crisisengine.tui.screens.play import PlayScreen

BRIDGE = """\
format = 1

[scenario]
title = "The Bridge"
summary = "A bridge, two banks, and people between them."
start = "bank"
minutes = 2
role = "You keep the bridge."

[clock]
unit = "day"
opens = 1992-03-30
length = 6
ending = "dark"

[variable.trust]
label = "Trust"
start = 2
range = [0, 4]
bands = { 0 = "none", 2 = "some", 4 = "full" }
better = "high"

[scene.bank]
title = "The bank"
text = "People wait. Trust is {trust.word}."

[scene.bank.measure.talk]
label = "Talk to them"
effects = ["trust += 1"]

[scene.bank.measure.shout]
label = "Shout at them"
effects = ["trust = 0"]
goto = "water"

[scene.bank.measure.cross]
label = "Cross the bridge"
requires = "trust >= 4"
otherwise = "Nobody sets foot on it yet."
goto = "over"

[scene.water]
title = "The water"
text = "They have gone down to the water."

[scene.water.measure.wait]
label = "Wait"
goto = "dark"

[ending.over]
title = "Over"
rank = 2
text = "They are over."
history = "The bridge stood until 1994."

[ending.dark]
title = "Dark"
rank = 1
text = "It is dark."
"""


@pytest.fixture
def bridge(tmp_path, monkeypatch):
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (folder / "bridge.toml").write_text(BRIDGE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CRISISENGINE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "saves"


def played(library, *measures):
    session = library.open("bridge", seed=1)
    for measure in measures:
        session.decide(measure)
    return session


def shows(stage, app, *texts):
    """Whether all of these are on screen, wherever their lines break."""
    return lambda: all(text in " ".join(stage.picture(app).split()) for text in texts)


def test_the_arrows_go_along_the_decisions_and_the_words_follow(stage):
    async def script(app, pilot):
        await stage.until(pilot, shows(stage, app, "at the end", "Nobody answers."))
        await pilot.press("left")
        await stage.until(pilot, shows(stage, app, "after 3", "[3]", "Withdraw the duty desk", "taken"))
        await pilot.press("left")
        await stage.until(pilot, shows(stage, app, "after 2", "[2]", "Turning point.", "strained → grave"))
        await pilot.press("home")
        await stage.until(pilot, shows(stage, app, "after 1", "[1]", "No ending was closed by it."))
        await pilot.press("left")
        await stage.until(pilot, shows(stage, app, "after 1"))
        await pilot.press("end")
        await stage.until(pilot, shows(stage, app, "at the end", "Nobody answers."))

    stage.play(script, stage.session("beijing", "publish", "withdraw"))


def test_a_lane_ends_with_what_closing_it_was_a_loss_an_ending_averted_neither_or_it_was_never_open(stage):
    """Two by decisions, and the last by luck; the sign is in the lane and in the words below it."""
    titles = ("Best", "Fair", "Middling", "Plain", "Poor", "Unmet")
    open_after = (
        {"Best", "Fair", "Middling", "Plain", "Poor"},
        {"Best", "Fair", "Middling", "Plain"},  # 1 averts the poor
        {"Best", "Fair", "Plain"},  # 2 closes what is neither better nor worse than what is left
        {"Fair", "Plain"},  # 3 loses the best, by chance
    )

    class Closing(stage.Session):
        def debrief_view(self, *arguments, **named):
            view = super().debrief_view(*arguments, **named)
            options = tuple(
                EndingOption(id=title, title=title, rank=6 - place, reached=False) for place, title in enumerate(titles)
            )
            met = [Outlook(tuple(sorted(names)), 0) for names in open_after]
            chance = TurningPoint(number=3, lost=("Best",), by="chance", better=(), told=(), leads_to="Fair", lucky=0)
            reviews = tuple(
                evolve(review, before=before, after=after, closed=after_closed, turning=chance if number == 3 else None)
                for number, (review, before, after) in enumerate(
                    zip(view.whole.reviews, met[:-1], met[1:], strict=True), 1
                )
                for after_closed in [tuple(sorted(set(before.endings) - set(after.endings)))]
            )
            return evolve(view, whole=evolve(view.whole, ending_options=options, reviews=reviews))

    def lane(app, title):
        rows = (strip for strip in app.screen._compositor.render_strips() if strip.text.startswith(f" {title} "))
        strip = next(rows)
        cap = next((part for part in strip if part.text in {"┫", "✓", "·"}), None)
        return cap and (cap.text, cap.style.color.get_truecolor()), strip.text

    async def script(app, pilot):
        await stage.until(pilot, lambda: app.screen.debrief_view.known)
        await stage.until(pilot, shows(stage, app, "Unmet", "never"))
        colours = app.theme_variables
        caps = {title: lane(app, title)[0] for title in titles}
        signs = {title: cap and cap[0] for title, cap in caps.items()}
        assert signs == {"Best": "┫", "Fair": None, "Middling": "·", "Plain": None, "Poor": "✓", "Unmet": None}
        for title, name in (("Best", "bad"), ("Middling", "quiet"), ("Poor", "good")):
            assert caps[title][1] == Color.parse(colours[name]).rich_color.get_truecolor()
        assert "━" not in lane(app, "Unmet")[1]
        await pilot.press("home")
        await stage.until(pilot, shows(stage, app, "✓ averted: Poor"))
        await pilot.press("right")
        await stage.until(pilot, shows(stage, app, "· no longer possible: Middling"))
        await pilot.press("right")
        await stage.until(pilot, shows(stage, app, "best still possible was “Best”", "chance closed it."))

    session = stage.session("beijing", "publish", "withdraw")
    stage.play(script, Closing(session.run, None, stage.look, stage.tell))


def test_of_a_long_run_no_stub_is_drawn_of_an_ending_that_was_closed_before_the_stretch(stage):
    async def script(app, pilot):
        await stage.until(pilot, shows(stage, app, "at the end", "until 1"))
        row = next(row for row in stage.picture(app).splitlines() if "until 1" in row)
        assert "━" not in row

    stage.play(script, stage.session("publish", *["beijing"] * 20, "withdraw"), size=(80, 24))


def test_the_contents_of_the_report_mark_what_is_being_read(stage):
    def marked(app):
        return app.screen.report.query_one("#contents").highlighted

    async def script(app, pilot):
        await stage.press(pilot, "r")
        await stage.until(pilot, lambda: marked(app) == 0)
        for _ in range(3):
            await stage.press(pilot, "space")
        await stage.until(pilot, lambda: (marked(app) or 0) > 1)
        for _ in range(3):
            await stage.press(pilot, "pageup")
        await stage.until(pilot, lambda: marked(app) == 0)
        await stage.press(pilot, "6")  # the last parts are all on the last page: the one asked for stays marked
        await stage.until(pilot, lambda: "Report of the Secretary-General" in stage.picture(app))
        assert marked(app) == 5
        await stage.press(pilot, "up")
        await stage.until(pilot, lambda: marked(app) == 4)

    stage.play(script, stage.session("publish", "withdraw"), size=(100, 24))


def test_a_decision_says_what_else_was_open_and_what_each_would_have_kept(stage):
    async def script(app, pilot):
        await pilot.press("n")
        await stage.until(pilot, shows(stage, app, "What stood open", "What would have kept it", "[2]"))
        rows = stage.picture(app).splitlines()

        def told(label):
            at = next(number for number, row in enumerate(rows) if label in row)
            return " ".join(row[:60] for row in rows[at : at + 3])

        assert "✓" in told("Ask Beijing") and "kept" in told("Ask Beijing")
        assert "×" in told("Escort the next") and "locked:" in told("Escort the next")
        assert "closed" in told("┫  Publish what refugees say") and "taken" in told("┫  Publish what refugees say")
        assert shows(stage, app, "It takes no luck.")()

    stage.play(script, stage.session("beijing", "publish", "withdraw"), size=(120, 60))


def test_a_turning_point_has_a_shape_of_its_own_and_a_closed_lane_ends_under_its_decision(stage):
    async def script(app, pilot):
        await stage.until(pilot, shows(stage, app, "◆", "┫", "until 2", "reached"))
        rows = stage.picture(app).splitlines()
        line = next(row for row in rows if row.strip().startswith("Decisions"))
        lane = next(row for row in rows if row.strip().startswith("A corridor"))
        end = next(row for row in rows if row.strip().startswith("The line goes dead"))

        assert line.index("◆") == lane.index("┫")
        assert line.rindex("◉") == end.index("◉")

    stage.play(script, stage.session("beijing", "publish", "withdraw"))


def test_w_leads_back_and_keeps_the_run_as_a_branch_on_the_disk(stage, bridge):
    library = Library(bridge)
    session = played(library, "talk", "shout", "wait")

    async def script(app, pilot):
        await stage.until(pilot, shows(stage, app, "at the end"))
        await pilot.press("left", "left", "w")
        await stage.until(pilot, lambda: isinstance(app.screen, PlayScreen))
        await stage.until(pilot, shows(stage, app, "You are back before decision 2."))
        await pilot.press("1")
        await stage.until(pilot, lambda: len(session.run.steps) == 2)

    stage.play(script, session, library=library)

    (path,) = bridge.glob("*.toml")
    kept = tomllib.loads(path.read_text(encoding="utf-8"))
    assert [decision["measure"] for decision in kept["decision"]] == ["talk", "talk"]
    assert [decision["measure"] for decision in kept["branch"][0]["decision"]] == ["shout", "wait"]
    assert kept["branch"][0]["label"] == "before the what-if at decision 2, to: Dark"


def test_a_branch_is_taken_up_again_in_the_journal_and_the_line_that_was_left_becomes_one(stage, bridge):
    library = Library(bridge)
    session = played(library, "talk", "shout", "wait")
    session.what_if(2)
    session.decide("talk")

    async def script(app, pilot):
        await pilot.press("j")
        await stage.until(pilot, shows(stage, app, "Branches", "before the what-if at decision 2, to: Dark"))
        await pilot.press("end", "o")
        await stage.until(pilot, lambda: isinstance(app.screen, DebriefScreen))
        await stage.until(pilot, shows(stage, app, "It is dark."))
        await pilot.press("j")
        await stage.until(pilot, shows(stage, app, "left for another branch, at: The bank"))
        assert "before the what-if" not in stage.picture(app)

    stage.play(script, session, library=library)

    assert [decision.measure for decision in session.run.decisions] == ["talk", "shout", "wait"]


def test_a_branch_of_a_branch_still_knows_how_it_began(bridge):
    library = Library(bridge)
    session = played(library, "talk", "talk", "shout", "wait")
    session.what_if(3)
    session.decide("talk")
    session.what_if(1)
    session.decide("shout")

    again, _ = library.resume(next(bridge.glob("*.toml")))
    oldest = again.branch_lines()[-1]
    assert again.take_up(oldest.index) == ""
    assert [decision.measure for decision in again.run.decisions] == ["talk", "talk", "shout", "wait"]
    assert again.take_up(again.branch_lines()[-1].index) == ""
    assert [decision.measure for decision in again.run.decisions] == ["talk", "talk", "talk"]
    assert {fork.decisions[-1] for fork in again.branch_lines()} == {"Shout at them", "Wait"}


def test_the_journal_leads_back_before_a_decision_too(stage):
    session = stage.session("beijing", "publish")

    async def script(app, pilot):
        await pilot.press("j")
        await stage.until(pilot, lambda: isinstance(app.screen, JournalScreen))
        await pilot.press("w")
        await stage.until(pilot, lambda: isinstance(app.screen, PlayScreen))
        await stage.until(pilot, shows(stage, app, "You are back before decision 2."))

    stage.play(script, session)

    assert len(session.run.steps) == 1


def test_an_answer_is_kept_in_the_journal_and_stands_under_its_question(stage, bridge):
    library = Library(bridge)
    session = played(library, "talk", "shout", "wait")

    async def script(app, pilot):
        await stage.until(pilot, shows(stage, app, "◆"))
        await pilot.press("n", "a")
        await stage.until(pilot, shows(stage, app, "Questions to talk about", "you passed the last way to"))
        await pilot.press("enter", *"we were tired", "enter")
        await stage.until(pilot, shows(stage, app, "Questions to talk about", "│ we were tired"))
        await pilot.press("escape")
        await stage.until(pilot, shows(stage, app, "after 2", "│ we were tired"))

    stage.play(script, session, library=library, size=(120, 60))

    (path,) = bridge.glob("*.toml")
    kept = tomllib.loads(path.read_text(encoding="utf-8"))
    assert kept["answer"] == [{"question": "turning.2.shout", "text": "we were tired"}]


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40)])
def test_many_questions_leave_the_keys_in_sight(stage, size):
    class Asked(stage.Session):
        def debrief_view(self, reachability=None, budget=UNLIMITED):
            read = super().debrief_view(reachability, budget)
            asked = [
                evolve(read.whole.questions[-1], id=f"q{number}", text=f"Question {number}? " * 9)
                for number in range(9)
            ]
            return evolve(read, whole=evolve(read.whole, questions=tuple(asked)))

    async def script(app, pilot):
        await pilot.press("a", "end")
        await stage.until(pilot, shows(stage, app, "Question 8?", "enter answer esc back"))

    run = stage.session("publish", "withdraw").run
    stage.play(script, Asked(run, None, stage.look, stage.tell), size=size)


def test_a_number_pressed_once_too_often_at_the_end_does_not_turn_the_page(stage):
    async def script(app, pilot):
        await pilot.press("4")
        await stage.until(pilot, shows(stage, app, "Nobody answers."))
        await pilot.press("4", "1", "enter")
        await stage.until(pilot, lambda: isinstance(app.screen, DebriefScreen))
        await pilot.press("4", "1")
        await stage.until(pilot, shows(stage, app, "at the end", "Nobody answers."))

    stage.play(script, stage.session("publish"))


def test_an_answer_that_is_emptied_is_taken_back(stage):
    session = stage.session("publish", "withdraw")
    session.answer("whole.next", "ask sooner")

    async def script(app, pilot):
        await stage.until(pilot, shows(stage, app, "│ ask sooner"))
        await pilot.press("a", "end", "enter", "ctrl+u", "enter", "escape")
        await stage.until(
            pilot, lambda: isinstance(app.screen, DebriefScreen) and "ask sooner" not in stage.picture(app)
        )

    stage.play(script, session)

    assert session.run.answers == ()


def test_the_debrief_is_there_at_once_and_the_roads_arrive_without_moving_the_cursor(stage):
    going, library = threading.Event(), stage.library()

    def slow(_scenario, _budget, explored):
        explored(41186)
        going.wait(60)
        return stage.Reachability()

    library.reachability_of = slow

    async def script(app, pilot):
        await stage.until(pilot, shows(stage, app, "Nobody answers.", "is being worked out: 41,186 states"))
        await pilot.press("left", "left")
        await stage.until(pilot, shows(stage, app, "after 1", "strained → grave"))
        assert "Turning point." not in stage.picture(app)
        going.set()
        await stage.until(pilot, shows(stage, app, "after 1", "Turning point.", "until 1"))
        assert "worked out" not in stage.picture(app)

    stage.play(script, stage.session("publish", "withdraw"), library=library)


def test_roads_that_arrive_leave_the_reader_where_he_was(stage):
    going, library = threading.Event(), stage.library()
    library.reachability_of = lambda _scenario, _budget, _explored: going.wait(60) and stage.Reachability()

    async def script(app, pilot):
        await pilot.press("r", "4")
        await stage.until(pilot, lambda: app.screen.query_one("#report-text").scroll_y > 0)
        before = app.screen.query_one("#report-text").scroll_y
        going.set()
        await stage.until(pilot, lambda: app.screen.debrief_view.known)
        await pilot.pause(0.05)
        assert app.screen.reads
        assert app.screen.query_one("#report-text").scroll_y == before

    stage.play(script, stage.session("publish", "withdraw"), library=library, size=(100, 18))


def test_whoever_leaves_stops_the_work(stage):
    stopped, library = threading.Event(), stage.library()

    def endless(_scenario, _budget, explored):
        try:
            while True:
                time.sleep(0.01)
                explored(1)
        except OverBudget:
            stopped.set()
            raise

    library.reachability_of = endless

    async def script(app, pilot):
        await stage.until(pilot, shows(stage, app, "1 state looked at so far"))
        await pilot.press("l")
        await stage.until(pilot, lambda: isinstance(app.screen, LibraryScreen) and stopped.is_set())

    stage.play(script, stage.session("publish", "withdraw"), library=library)


def test_roads_that_cannot_be_worked_out_are_a_sentence_and_all_else_stays(stage):
    library = stage.library()

    def failing(_scenario, _budget, _explored):
        raise MemoryError("no room for so many states")

    library.reachability_of = failing

    async def script(app, pilot):
        await stage.until(pilot, shows(stage, app, "could not be worked out: no room for so many states."))
        assert "Nobody answers." in stage.picture(app)

    stage.play(script, stage.session("publish", "withdraw"), library=library)


def test_sampled_roads_say_so_and_look_so(stage):
    library = stage.library()
    library.reachability_of = stage.Reachability(plays=300)

    async def script(app, pilot):
        await stage.until(pilot, shows(stage, app, "sampled, not exact: 300 random plays", "╍╍╍", "until 1"))
        certain = [row for row in stage.picture(app).split("\n") if "━━" in row]
        assert len(certain) == 1 and "reached" in certain[0]  # where the run came to is no guess

    stage.play(script, stage.session("publish", "withdraw"), library=library)


def test_the_roads_of_a_real_run_are_worked_out_in_the_background_and_kept(stage, bridge):
    library = Library(bridge)
    session = played(library, "talk", "shout", "wait")
    assert find_reachable_endings(session.scenario.fingerprint) is None

    async def script(app, pilot):
        await stage.until(pilot, shows(stage, app, "Over", "until 2", "reached"))

    stage.play(script, session, library=library)

    assert find_reachable_endings(session.scenario.fingerprint) is not None


def test_too_many_states_are_sampled_instead(stage, bridge):
    class Small(Library):
        def reachability(self, scenario, budget, explored):  # noqa: ARG002 - as the real one
            return reachability_of(scenario, budget, max_states=2)

    library = Small(bridge)

    async def script(app, pilot):
        await stage.until(pilot, shows(stage, app, "sampled, not exact"))

    stage.play(script, played(library, "talk", "shout", "wait"), library=library)


@pytest.mark.parametrize("size", [(60, 18), (80, 24)])
def test_in_a_small_window_nothing_is_cut_and_what_waits_is_named(stage, size):
    async def script(app, pilot):
        await stage.until(pilot, shows(stage, app, "more indicators", "press i", "reached"))
        for key in ("left", "left", "left"):
            await pilot.press(key)
            await stage.until(pilot, shows(stage, app, "Decisions"))
            lines = stage.picture(app).splitlines()
            assert max(map(len, lines)) <= size[0]
            assert "…" not in stage.picture(app)
        await stage.until(pilot, shows(stage, app, "1 Ask Beijing"))
        seen = ""
        await pilot.press("i")
        await stage.until(pilot, shows(stage, app, "i back"))
        for _ in range(8):
            await pilot.pause(0.03)
            seen += stage.picture(app)
            await pilot.press("space")
        for label in ("Consent", "Impartiality", "Rice in store", "Prince Sihanouk", "The line goes dead"):
            assert label in seen

    stage.play(script, stage.session("beijing", "publish", "withdraw"), size=size)


def test_a_long_run_is_drawn_around_the_cursor(stage):
    async def script(app, pilot):
        await stage.until(pilot, shows(stage, app, "‹", "60", "at the end"))
        await pilot.press("home")
        await stage.until(pilot, shows(stage, app, "[1]", "›", "after 1"))
        await pilot.press(*["right"] * 30)
        await stage.until(pilot, shows(stage, app, "[31]", "‹", "›", "after 31"))

    stage.play(script, stage.session(*["beijing"] * 59, "withdraw"), size=(80, 24))


def test_glossary_sources_and_journal_are_one_key_away(stage):
    async def script(app, pilot):
        await pilot.press("g")
        await stage.until(pilot, shows(stage, app, "Mekong convoy"))
        await pilot.press("escape", "s")
        await stage.until(pilot, shows(stage, app, "Report of the Secretary-General"))
        await pilot.press("r")
        await stage.until(pilot, shows(stage, app, "at the end"))
        assert "w what if" not in stage.picture(app)
        await pilot.press("left")
        await stage.until(pilot, shows(stage, app, "w what if", "a questions", "s sources", "g glossary", "j journal"))

    stage.play(script, stage.session("publish", "withdraw"))


def test_nobody_explores_ahead_unless_a_person_plays(bridge):
    library = Library(bridge)
    library.explore_ahead(played(library, "talk"))

    assert library.prefetch is None


def test_the_prefetch_is_one_process_that_ends_with_the_interface(bridge):
    prefetch = Prefetch()
    library = Library(bridge, prefetch)
    session = played(library, "talk")
    library.explore_ahead(session)
    process = prefetch.process
    library.explore_ahead(session)
    assert prefetch.process is process
    library.close()

    assert process.poll() is not None
    assert prefetch.process is None


def test_the_prefetch_leaves_the_endings_in_the_cache(bridge):
    prefetch = Prefetch()
    scenario = played(Library(bridge), "talk").scenario
    prefetch.explore(Path("scenarios/bridge.toml"), scenario.fingerprint)
    prefetch.process.wait(60)
    assert find_reachable_endings(scenario.fingerprint) is not None
    prefetch.stop()
    prefetch.explore(Path("scenarios/bridge.toml"), scenario.fingerprint)

    assert prefetch.process is None


def test_the_prefetch_imports_nothing_from_the_current_folder(bridge, tmp_path):
    for name in ("numpy", "json", "threading", "crisisengine"):
        (tmp_path / f"{name}.py").write_text("open('stranger', 'w').close()\nraise SystemExit\n")
    prefetch = Prefetch()
    scenario = played(Library(bridge), "talk").scenario
    prefetch.explore(Path("scenarios/bridge.toml"), scenario.fingerprint)
    prefetch.process.wait(60)
    prefetch.stop()

    assert not (tmp_path / "stranger").exists()
    assert find_reachable_endings(scenario.fingerprint) is not None


KILLED = """
import os, pathlib, signal, sys
from crisisengine.session import prefetch
prefetch.EXPLORE = prefetch.WATCH + "import time; time.sleep(60)"
ahead = prefetch.Prefetch()
ahead.explore(pathlib.Path("nowhere.toml"), "sha256:none")
assert ahead.process.poll() is None
pathlib.Path(sys.argv[1]).write_text(str(ahead.process.pid))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_interface_leaves_no_prefetch_behind(bridge, tmp_path):
    assert not bridge.exists()
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "ahead")], check=False)
    ahead, end = int((tmp_path / "ahead").read_text()), time.monotonic() + 30

    assert killed.returncode < 0
    while psutil.pid_exists(ahead) and psutil.Process(ahead).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < end
        time.sleep(0.02)


def test_what_was_taken_back_step_by_step_is_one_line(bridge):
    session = played(Library(bridge), "talk", "talk", "talk")
    for _ in range(3):
        session.undo()

    (fork,) = session.branch_lines()
    assert session.take_up(fork.index) == ""
    assert [decision.measure for decision in session.run.decisions] == ["talk"] * 3


def test_thousands_of_branches_are_no_hindrance(bridge):
    session = played(Library(bridge), "talk")
    talk = session.run.decisions
    session.run = evolve(session.run.undo(), branches=tuple(Branch(after, talk) for after in reversed(range(3_000))))

    (fork,) = session.branch_lines()
    assert "no longer fits" in session.take_up(fork.index)


def test_a_branch_that_no_longer_fits_is_a_sentence_and_nothing_else_is_said(stage, bridge):
    library = Library(bridge)
    session = played(library, "talk", "shout", "wait")
    session.run = evolve(session.run, branches=(Branch(0, (Decision("bank", "gone"),)),))

    async def script(app, pilot):
        await pilot.press("j")
        await stage.until(pilot, shows(stage, app, "Branches"))
        await pilot.press("end", "o")
        await stage.until(pilot, shows(stage, app, "This branch no longer fits"))
        assert "You are on this branch again" not in stage.picture(app)
        assert isinstance(app.screen, JournalScreen)

    stage.play(script, session, library=library)


def test_the_marked_question_is_the_one_that_is_answered_when_more_were_found_meanwhile(stage, bridge):
    going = threading.Event()

    class Slow(Library):
        def reachability(self, scenario, budget, explored):
            going.wait(60)
            return super().reachability(scenario, budget, explored)

    library = Slow(bridge)
    session = played(library, "talk", "shout", "wait")

    async def script(app, pilot):
        debrief = app.screen
        await pilot.press("a")
        await stage.until(pilot, shows(stage, app, "Questions to talk about"))
        marked = debrief.debrief_view.whole.questions[0].text
        going.set()
        await stage.until(pilot, lambda: debrief.debrief_view.known)
        assert debrief.debrief_view.whole.questions[0].text != marked
        await pilot.press("enter")
        await stage.until(pilot, shows(stage, app, "it is kept with the journal"))
        assert app.screen.question.text == marked
        await pilot.press(*"so", "enter")
        await stage.until(pilot, shows(stage, app, "│ so"))

    stage.play(script, session, library=library)

    assert [answer.text for answer in session.run.answers] == ["so"]
    assert (
        session.run.answers[0].question
        != session.debrief_view(library.reachability(session.scenario, UNLIMITED, int)).whole.questions[0].id
    )
