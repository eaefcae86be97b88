"""Keys that come together, as a quick hand or a terminal sends them: nothing crashes, and what was decided stays decided."""

import asyncio
import itertools

import pytest
from idle import ready
from textual import events
from textual.keys import _character_to_key

from crisisengine.engine.run import start
from crisisengine.loader import MemoryResolver, Volume, read
from crisisengine.session.library import Library
from crisisengine.session.session import Session
from crisisengine.tui.app import CrisisApp
from crisisengine.tui.screens.briefing import BriefingScreen
from crisisengine.tui.screens.causes import CausesScreen
from crisisengine.tui.screens.debrief import DebriefScreen
from crisisengine.tui.screens.earlier import EarlierScreen
from crisisengine.tui.screens.ending import EndingScreen
from crisisengine.tui.screens.journal import JournalScreen
from crisisengine.tui.screens.play import PlayScreen

FERRY = """\
format = 1

[scenario]
title = "The Ferry"
summary = "A landing, a rope, and people waiting."
minutes = 2
start = "landing"
role = "You keep the ferry."

[variable.trust]
label = "Trust"
start = 2
range = [0, 4]
better = "high"

[glossary.rope]
term = "Rope"
text = "What the ferry hangs on."

[site.landing]
name = "The landing"
at = [13.3, 103.8]

[scene.landing]
title = "The landing"
text = "People wait by the [rope](glossary:rope). Trust is {trust}."
site = "landing"

[scene.landing.measure.talk]
label = "Talk to them"
effects = ["trust += 1"]
result = "They listen."

[scene.landing.measure.cross]
label = "Cross the river"
result = "It holds."
goto = "over"

[scene.landing.measure.wait]
label = "Wait for the other boat"
requires = "trust >= 4"
otherwise = "Nobody waits."
result = "It comes."

[ending.over]
title = "Over"
rank = 1
text = "They are over."
"""
EVERY_KEY = (
    *"12abcgijlmpstuw?", "B", "enter", "escape", "space", "left", "down",
)  # fmt: skip
CHANGING = (*"1bcgjmulw", "escape", "left")
"""What asks for another page or changes the run."""


def run_of(*measures):
    reading = read("ferry", Volume("ferry.toml", FERRY.encode()), MemoryResolver({}))
    assert not reading.errors, reading.errors
    run = start(reading.scenario, 1)
    for measure in measures:
        run = run.decide(measure)
    return run


def send(app, *keys):
    """All in one, as a terminal does: nothing is painted in between."""
    for key in keys:
        name = _character_to_key(key) if len(key) == 1 else key
        event = events.Key(name, key if len(key) == 1 else None)
        event.set_sender(app)
        app.post_message(event)


def lines_of(session):
    """All lines that were ever decided, as the run keeps them."""
    run = session.run
    own = tuple(move.decision.measure for move in run.moves)
    return {own, *(own[: left.after] + tuple(decision.measure for decision in left.decisions) for left in run.branches)}


def crashes(stage, folder, bursts, screen_of, measures):
    """The bursts of keys that ended the interface, each sent together on a screen of a run; a lost run is a crash, too."""
    told, waiting = [], list(bursts)

    async def send_them():
        library, begun = Library(folder), run_of(*measures)
        app = CrisisApp(library, Session(begun))
        async with app.run_test(size=(60, 18)) as pilot:
            while waiting:
                keys = waiting.pop(0)
                told.append(keys)
                session = Session(begun)
                app.settings.ask_why = False
                app.session, app.runs = session, [session]
                app.go(screen_of(session, library, app.settings))
                await stage.until(pilot, lambda: ready(app))
                send(app, *keys)
                await pilot.pause()
                await stage.until(pilot, lambda: app._exception is not None or (ready(app) and app.screen.is_mounted))
                if app._exception is not None:
                    return
                if not any(line[: len(measures)] == measures for line in lines_of(session)):
                    raise AssertionError("a run was lost")
                told.pop()

    while waiting:
        count = len(told)
        try:
            asyncio.run(send_them())
        except Exception as fault:  # noqa: BLE001  # whatever it is, the keys before it are told
            told[count:] = [(*told[-1], repr(fault)[:120])]
    return told


PAIRS = [
    (first, *rest)
    for first in "bcjmg"
    for rest in (("u",), ("1",), ("escape", "u"))
] + [("u", "b"), ("1", "b"), ("2", "u"), ("2", "b"), ("b", "left"), ("b", "left", "left"), ("w", "1", "u"), ("l", "u")]  # fmt: skip


def test_keys_that_come_together_while_playing_end_nothing(stage, tmp_path):
    assert crashes(stage, tmp_path, PAIRS, PlayScreen, ("talk",)) == []


@pytest.mark.campaign
@pytest.mark.parametrize("measures", [(), ("talk",)], ids=len)
def test_all_pairs_of_keys_while_playing_end_nothing(stage, tmp_path, measures):
    assert crashes(stage, tmp_path, itertools.product(EVERY_KEY, repeat=2), PlayScreen, measures) == []


@pytest.mark.campaign
def test_all_triples_of_keys_that_ask_or_change_end_nothing(stage, tmp_path):
    assert crashes(stage, tmp_path, itertools.product(CHANGING, repeat=3), PlayScreen, ("talk",)) == []


@pytest.mark.parametrize(
    ("screen_of", "measures", "bursts"),
    [
        (lambda session, _library, _settings: JournalScreen(session), ("talk", "talk"), [("c", "w"), ("b", "w"), ("w", "w", "c")]),
        (lambda session, _library, _settings: EndingScreen(session), ("talk", "cross"), [("enter", "u"), ("u", "enter"), ("u", "u")]),
        (lambda session, library, _settings: DebriefScreen(session, library), ("talk", "cross"), [("j", "u"), ("m", "w"), ("u", "j"), ("a", "u")]),
        (lambda session, _library, _settings: BriefingScreen(session), (), [("enter", "enter"), ("enter", "1"), ("enter", "l")]),
    ],
    ids=["journal", "ending", "debrief", "briefing"],
)  # fmt: skip
def test_keys_that_come_together_on_other_screens_end_nothing(stage, tmp_path, screen_of, measures, bursts):
    assert crashes(stage, tmp_path, bursts, screen_of, measures) == []


def test_keys_that_come_together_are_heard_in_their_order(stage, tmp_path):
    """A number behind `u` was pressed before anybody could see what it would take now."""
    session = Session(run_of("talk", "talk"))

    async def script(app, pilot):
        send(app, "u", "1")
        await stage.until(pilot, lambda: len(session.run.moves) == 1 and ready(app))
        assert [len(left.decisions) for left in session.run.branches] == [1]

    stage.play(script, session, library=Library(tmp_path))


def test_who_asks_for_an_earlier_scene_and_types_on_has_taken_nothing_back(stage, tmp_path):
    session = Session(run_of("talk"))

    async def script(app, pilot):
        send(app, "b", "u")
        await stage.until(pilot, lambda: isinstance(app.screen, EarlierScreen) and ready(app))
        assert len(session.run.moves) == 1
        send(app, "c", "left", "u")
        await stage.until(pilot, lambda: isinstance(app.screen, CausesScreen) and ready(app))
        assert len(session.run.moves) == 1

    stage.play(script, session, library=Library(tmp_path))
