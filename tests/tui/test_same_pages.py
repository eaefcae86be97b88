"""What is hidden stays hidden: runs with the same pages so far look the same on every screen, whatever is asked of it."""

from __future__ import annotations

import io

from crisisengine.engine.observation import observation
from crisisengine.engine.run import replay
from crisisengine.engine.state import Decision, Start
from crisisengine.loader import MemoryResolver, Volume, read
from crisisengine.plain.player import Player
from crisisengine.session.session import Session
from crisisengine.web.pages import rendered
from crisisengine.web.played_run import PlayedRun
from crisisengine.web.run_pages import run_page

SAID = ("again", "status", "causes", "journal", "why a", "why b", "ids", "glossary", "sources")
WISHES = ("", "earlier", "scene", "words", "people", "branches", "briefing")
KEYS = ("c", "j", "b", "i")
SHARED = {
    "scenario": "",
    "language": "en",
    "ended": False,
    "decided": 1,
    "left": 0,
    "places_named": False,
    "unkept": "",
    "place": "",
}
SHARED |= {"moment": "1.0", "form": "", "name": "", "code": "", "reason": "", "typed": {}}
TEXT = """
format = 1
[scenario]
title = "The ford"
summary = "A ford, and what lies in it."
start = "bank"
minutes = 5
[clock]
unit = "day"
opens = 1992-03-30
length = 9
ending = "late"
[variable.mined]
start = { true = 1, false = 2 }
hidden = true
[variable.watched]
start = false
hidden = true
[variable.trust]
label = "Trust"
start = 3
range = [0, 6]
better = "high"
[variable.calm]
label = "Calm"
is = "trust + 1"
[scene.bank]
title = "The bank"
text = "Mud. {trust >= 3: They wait. | They leave.}"
[scene.bank.measure.wade]
label = "Send two people in"
result = "They come back wet."
lesson = "Who has been in does not know it all."
effects = ["trust -= 1"]
[scene.bank.measure.wade.chance.seen]
weight = "2 if mined else 1"
effects = ["watched = true", "trust += 2"]
later = [{ after = 5, inject = "shots" }]
[scene.bank.measure.wade.chance.alone]
weight = 1
effects = ["trust += 2"]
[scene.bank.measure.cross]
label = "Cross"
requires = "not mined"
otherwise = "{trust > 9: Now. | Nobody wants to go first.}"
goto = "over"
[scene.bank.measure.wait]
label = "Wait"
requires = "trust >= 6"
[inject.shots]
from = "Post"
text = "Shots at the ford."
effects = ["trust -= 1"]
[ending.over]
title = "Over"
rank = 1
text = "Over."
[ending.late]
title = "Late"
rank = 0
text = "Late."
"""


def pairs():
    """Two runs in which the world chose differently, and what it chose is hidden."""
    scenario = read("ford", Volume("ford.toml", TEXT.encode()), MemoryResolver({})).sound()
    runs = []
    for outcome in ("seen", "alone"):
        run, refused = replay(scenario, [Decision("bank", "wade", outcome)], start=Start((("mined", 1),)), seed=3)
        assert refused is None
        runs.append(run)
    return runs


def pages_of(run):
    """What the pages of a run show, one after the other."""
    steps = run.moves
    return [observation(run.scenario, steps[0].before)] + [observation(run.scenario, s.after, s) for s in steps]


def test_an_observation_is_what_the_page_shows_and_nothing_else():
    first, second = pairs()

    assert first.state != second.state
    assert pages_of(first) == pages_of(second)
    assert len(set(pages_of(first))) == 2
    assert pages_of(first.decide("wade"))[-1] != pages_of(first)[-1]


def in_the_plain_player(run):
    out = io.StringIO()
    Player(Session(run), io.StringIO("".join(f"{line}\n" for line in SAID)), out).play()
    return out.getvalue()


def in_a_browser(run):
    played = PlayedRun(Session(run), reading=None)
    return [rendered(run_page(played, wish, number), **SHARED) for wish in WISHES for number in (0, 1)]


def test_the_plain_player_says_the_same_of_both():
    first, second = map(in_the_plain_player, pairs())

    assert "Trust falls from 3 to 2" in first
    assert first == second


def test_the_pages_in_a_browser_are_the_same_of_both():
    first, second = map(in_a_browser, pairs())

    assert any("Trust falls from 3 to 2" in page for page in first)
    assert first == second


def test_the_screens_are_the_same_of_both(stage):
    shown = []
    for run in pairs():
        pictures = []

        async def script(app, pilot, pictures=pictures):
            pictures.append(stage.picture(app))
            for key in KEYS:
                await stage.press(pilot, key)
                pictures.append(stage.picture(app))
                await stage.press(pilot, "escape")

        stage.play(script, Session(run))
        shown.append(pictures)

    assert any("What changed, and why" in picture for picture in shown[0])
    assert shown[0] == shown[1]
