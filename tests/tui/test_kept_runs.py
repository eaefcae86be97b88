"""Session and library with the real engine and the real disk: what is decided is kept, and opens again as it was."""

import subprocess
import sys

import pytest

from crisisengine.budget import Allowance
from crisisengine.engine.run import start
from crisisengine.errors import FilesError
from crisisengine.loader import MemoryResolver, Volume, read
from crisisengine.session.library import Library
from crisisengine.session.session import Session
from crisisengine.tui.screens.debrief import DebriefScreen
from crisisengine.tui.screens.ending import EndingScreen
from crisisengine.tui.screens.library import LibraryScreen
from crisisengine.tui.screens.play import PlayScreen

FERRY = """\
format = 1

[scenario]
title = "The Ferry"
summary = "A landing, a rope, and people waiting."
start = "landing"
minutes = 2
role = "You keep the ferry."

[clock]
unit = "day"
opens = 1992-03-30
length = 4
ending = "dark"

[variable.trust]
label = "Trust"
start = 2
range = [0, 4]
bands = { 0 = "none", 2 = "some", 4 = "full" }
better = "high"

[scene.landing]
title = "The landing"
text = "Trust is {trust.word} on {date}."

[scene.landing.measure.talk]
label = "Talk to them"
effects = ["trust += 1"]
result = "They listen."

[scene.landing.measure.cross]
label = "Cross the river"
requires = "trust >= 4"
otherwise = "Nobody steps aboard yet."
goto = "over"

[ending.over]
title = "Over"
rank = 2
text = "They are over."
history = "Ferries crossed here until 1994."

[ending.dark]
title = "Dark"
rank = 1
text = "It is dark."
"""


@pytest.fixture
def ferry(tmp_path, monkeypatch):
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (folder / "ferry.toml").write_text(FERRY, encoding="utf-8")
    (folder / "broken.toml").write_text("format = 1\n[scenario]\ntitle = 3\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "saves"


def test_the_library_counts_the_faults_of_what_cannot_be_played(ferry):
    listed = {listing.name: listing for listing in Library(ferry).listings()}

    assert listed["ferry"].title == "The Ferry"
    assert listed["ferry"].faults == 0
    assert listed["broken"].faults > 0


def test_what_took_too_long_to_read_has_no_faults_and_opens(ferry, monkeypatch):
    library = Library(ferry)
    library.open("ferry").decide("talk")
    monkeypatch.setattr("crisisengine.storage.scenarios.SCAN", Allowance(0.0))

    (listed,) = (listing for listing in library.listings() if listing.name == "ferry")
    (kept,) = library.kept()

    assert (listed.faults, listed.unread) == (0, True)
    assert kept.title == "ferry"
    assert library.open("ferry").scenario.title == "The Ferry"


def test_a_run_of_a_scenario_that_nobody_has_read_stands_somewhere_in_words(ferry, monkeypatch):
    library = Library(ferry)
    text = FERRY.replace("[scene.landing", "[scene.ferry_landing").replace(
        'start = "landing"', 'start = "ferry_landing"'
    )
    (ferry.parent / "scenarios" / "the_old_ferry.toml").write_text(text, encoding="utf-8")
    library.open("the_old_ferry").decide("talk")
    monkeypatch.setattr("crisisengine.storage.scenarios.SCAN", Allowance(0.0))

    (kept,) = library.kept()

    assert (kept.title, kept.stands) == ("the old ferry", "now at: ferry landing")


def test_a_run_is_kept_after_each_decision_and_opens_again_as_it_was(ferry):
    library = Library(ferry)
    session = library.open("ferry", seed=1)
    assert library.kept() == ()

    assert session.decide("talk", why="they asked") == ""
    (kept,) = library.kept()
    again, notes = library.resume(kept.path)

    assert (kept.decisions, kept.place, notes) == (1, "The landing", ())
    assert (again.view.text, again.values()) == (session.view.text, session.values())
    assert again.entries()[0].why == "they asked"
    assert again.place == session.place


def test_undo_is_kept_too(ferry):
    library = Library(ferry)
    session = library.open("ferry")
    session.decide("talk")
    session.undo()

    assert library.kept()[0].decisions == 0


def test_a_slot_is_a_copy_that_stays_as_it_is(ferry):
    library = Library(ferry)
    session = library.open("ferry")
    session.decide("talk")
    session.keep_as("before the crossing")
    session.decide("talk")

    assert {(kept.name, kept.decisions) for kept in library.kept()} == {("before the crossing", 1), ("", 2)}


def test_a_disk_that_refuses_is_a_sentence_and_the_run_goes_on(ferry):
    ferry.write_text("a file where the folder should be", encoding="utf-8")
    session = Library(ferry).open("ferry")

    trouble = session.decide("talk")

    assert trouble.startswith("the run is not saved")
    assert session.unkept == trouble
    assert len(session.run.steps) == 1
    with pytest.raises(FilesError):
        session.keep_as("x")


def test_the_past_of_an_indicator_ends_with_what_it_is_now(ferry):
    session = Library(ferry).open("ferry")
    session.decide("talk")
    session.decide("talk")

    assert session.past()["trust"] == (2, 3, 4)
    assert session.values(-2)["trust"] == 3


def test_a_session_without_a_place_keeps_nothing():
    scenario = read("ferry", Volume("ferry.toml", FERRY.encode()), MemoryResolver({})).sound()
    session = Session(start(scenario))

    assert session.decide("talk") == ""
    assert session.place == ""
    with pytest.raises(FilesError):
        session.keep_as("x")


def test_a_whole_run_from_the_library_to_the_debrief_and_back(ferry, stage):
    library = Library(ferry)

    async def script(app, pilot):
        await stage.until(pilot, lambda: "The Ferry" in stage.picture(app))
        assert "crisisengine check broken" in " ".join(stage.picture(app).split())
        await stage.press(pilot, "enter")  # it is the shortest, and marked
        await stage.until(pilot, lambda: "You keep the ferry" in stage.picture(app))
        await stage.press(pilot, "enter")
        await stage.until(pilot, lambda: "Trust is some on 30 March 1992." in stage.picture(app))
        await stage.press(pilot, "down", "down")
        await stage.until(pilot, lambda: "Nobody steps aboard yet." in stage.picture(app))
        await stage.press(pilot, "1")
        await stage.until(pilot, lambda: "They listen." in stage.picture(app))
        await stage.press(pilot, "1")
        await stage.until(pilot, lambda: "2  Cross the river" in stage.picture(app))
        await stage.press(pilot, "2")
        await stage.until(
            pilot, lambda: isinstance(app.screen, EndingScreen) and "They are over." in stage.picture(app)
        )
        assert "You decided: Cross the river" in stage.picture(app)
        assert "Ferries crossed here until 1994." in stage.picture(app)
        await stage.press(pilot, "enter")
        await stage.until(
            pilot, lambda: isinstance(app.screen, DebriefScreen) and "They are over." in stage.picture(app)
        )
        await stage.press(pilot, "u")
        await stage.until(pilot, lambda: isinstance(app.screen, PlayScreen))
        await stage.press(pilot, "l")
        await stage.until(pilot, lambda: isinstance(app.screen, LibraryScreen) and "2 decisions" in stage.picture(app))

    stage.play(script, library=library, size=(120, 60))


def test_the_package_loads_nothing_of_textual_before_it_is_launched():
    program = (
        "import sys, crisisengine.tui; print([name for name in sys.modules if name.startswith(('textual', 'rich'))])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


CHAPTERS = FERRY.replace(
    "[ending.over]",
    """[scene.far_bank]
title = "The far bank"
chapter = "Afterwards"
text = "You stand on the other side."

[scene.far_bank.measure.rest]
label = "Rest"
goto = "over"

[chapter.after]
title = "Afterwards"
start = "far_bank"

[ending.over]""",
)


@pytest.mark.parametrize("way", ["keys", "mouse", "beginning", "back"])
def test_a_scenario_with_chapters_asks_where_to_begin(ferry, stage, way):
    (ferry.parent / "scenarios" / "ferry.toml").write_text(CHAPTERS, encoding="utf-8")

    async def script(app, pilot):
        await stage.until(pilot, lambda: "The Ferry" in stage.picture(app))
        await stage.press(pilot, "enter")
        await stage.until(pilot, lambda: "Where does your run begin?" in stage.picture(app))
        assert "From the beginning" in stage.picture(app)
        assert "chapter 1" in stage.picture(app)
        if way == "back":
            await stage.press(pilot, "escape")
            await stage.until(pilot, lambda: "Where does" not in stage.picture(app))
            assert isinstance(app.screen, LibraryScreen)
            return
        if way == "mouse":
            await pilot.click("#choices", offset=(4, 1))
        else:
            await stage.press(pilot, *(["down"] if way == "keys" else []), "enter")
        await stage.until(pilot, lambda: "You keep the ferry" in stage.picture(app))
        await stage.press(pilot, "enter")
        first = "Trust is some" if way == "beginning" else "You stand on the other side."
        await stage.until(pilot, lambda: first in stage.picture(app))

    stage.play(script, library=Library(ferry), size=(80, 24))
