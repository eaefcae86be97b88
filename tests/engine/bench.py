r"""A bench to try one sentence on: a scenario of a few lines, and a play of a few words.

    play = played('[variable.x]\nstart = 0\n...', "wait", "drive/mine")
    play["x"], play.place, play.open, play.locked, play.events, play.changes

The texts in capitals are pieces that many of these scenarios are put together from.
"""

from __future__ import annotations

import re

from crisisengine.engine.rules import State, Step, begin, offers, place, step, value
from crisisengine.loader import MemoryResolver, Volume, read
from crisisengine.model.scenario import Scenario

HEAD = """
format = 1
{extends}
[scenario]
title = "T"
summary = "S"
start = "{start}"
minutes = 1
"""
SCENE = '[scene.here]\ntitle = "Here"\ntext = "Here."\n'
ENDING = '[ending.over]\ntitle = "Over"\nrank = 0\ntext = "Over."\n'

X = "[variable.x]\nstart = 0\nrange = [0, 9]\n"
Y = "[variable.y]\nstart = 5\nrange = [0, 9]\n"
FLAG = "[variable.flag]\nstart = false\n"
CLOCK = '[clock]\nunit = "day"\nlength = 9\nending = "over"\n'
WAIT = "[scene.here.measure.wait]\n"
LATER = (
    CLOCK + X + WAIT + '[scene.here.measure.set]\ntakes = 2\nlater = [{ after = 3, inject = "rain" }]\n'
    '[scene.here.measure.soon]\ntakes = 0\nlater = [{ after = 1, inject = "rain" }]\n'
    '[scene.here.measure.far]\ntakes = 0\nlater = [{ after = 6, inject = "rain" }]\n'
    '[scene.here.measure.stop]\ncancel = ["rain"]\n'
    '[scene.here.measure.again]\ncancel = ["rain"]\nlater = [{ after = 5, inject = "rain" }]\n'
    '[inject.rain]\neffects = ["x += 1"]\nrepeat = true\n'
    "[variable.left]\nis = \"due('rain')\"\n"
)


def counters(*names: str) -> str:
    """Numbers from 0 to 9 that start at 0."""
    return "".join(f"[variable.{name}]\nstart = 0\nrange = [0, 9]\n" for name in names)


def load(text: str, *, doctrine: str = "") -> Scenario:
    """A scenario of which only what matters is written.

    It gets a head; the first scene, a scene `here` if there is none, starts it; an ending `over` is always there.
    Scenes and endings get titles and texts, measures labels, injects texts, where they have none.
    """
    whole = re.sub(r"(?m)^\[(scene|ending)\.(\w+)\]$", r'[\1.\2]\ntitle = "\2"\ntext = "\2."', text)
    whole = re.sub(r"(?m)^(\[(?:scene\.\w+\.)?measure\.(\w+)\])$", r'\1\nlabel = "\2"', whole)
    whole = re.sub(r"(?m)^(\[inject\.(\w+)\])$(?!\ntext)", r'\1\ntext = "\2."', whole)
    whole = re.sub(r"(?m)^(\[ending\.\w+\])$", r"\1\nrank = 0", whole)
    first = re.search(r"(?m)^\[scene\.(\w+)", text)
    start = first[1] if first else "here"
    if f"[scene.{start}]" not in text:
        whole += SCENE.replace("here", start)
    if "[ending.over]" not in text:
        whole += ENDING
    extends = 'extends = "./mine.toml"' if doctrine else ""
    volume = Volume("bench.toml", (HEAD.format(start=start, extends=extends) + whole).encode())
    return read("bench", volume, MemoryResolver({"mine.toml": doctrine})).sound()


class Play:
    """A scenario, and what has been decided so far."""

    def __init__(self, scenario: Scenario, state: State | None = None) -> None:
        self.scenario = scenario
        self.state = begin(scenario) if state is None else state
        self.steps: list[Step] = []

    def take(self, *decisions: str) -> Play:
        """Decide, one after another: `measure` or `measure/outcome`."""
        for decision in decisions:
            measure, _, outcome = decision.partition("/")
            self.steps.append(step(self.scenario, self.state, measure, outcome or None))
            self.state = self.steps[-1].after
        return self

    def __getitem__(self, variable: str) -> int:
        return value(self.scenario, self.state, variable)

    @property
    def place(self) -> str:
        return place(self.scenario, self.state)

    @property
    def open(self) -> list[str]:
        return [offer.measure for offer in offers(self.scenario, self.state) if offer.open]

    @property
    def locked(self) -> list[str]:
        return [offer.measure for offer in offers(self.scenario, self.state) if not offer.open]

    @property
    def events(self) -> list[tuple[str, str]]:
        """(what, inject) of the last step."""
        return [(event.what, event.inject) for event in self.steps[-1].events]

    @property
    def changes(self) -> list[tuple[str, int, int, str]]:
        """(variable, before, after, cause) of the last step."""
        return [(change.variable, change.before, change.after, change.cause) for change in self.steps[-1].changes]


def played(text: str, *decisions: str) -> Play:
    """A scenario played to somewhere."""
    return Play(load(text)).take(*decisions)


def worth(expression: str, *, start: str = "", sort: str = "number") -> int:
    """The value of a constant-free little expression at the beginning, over the variables that `start` declares."""
    text = f'{start}\n[variable.asked]\nis = "{expression}"\n'
    play = Play(load(text))
    assert play.scenario.variables["asked"].sort == sort
    return play["asked"]
