"""From values to words: prose rendered for a state, dates and spans.

Nothing here knows a word of any doctrine: labels, bands and texts all come from the scenario.
"""

from __future__ import annotations

import datetime

from attrs import define

from crisisengine.engine.compile.scenario import CompiledScenario, Text, compiled
from crisisengine.engine.state import Row, State
from crisisengine.model.dates import day_text, month_text
from crisisengine.model.prose import Alternative, Cite, Date, Piece, PlaceTitle, Plain, Prose, Value
from crisisengine.model.scenario import Scenario
from crisisengine.text.markdown import literal
from crisisengine.text.messages import _, _n

__all__ = ["Rendering", "date_at", "render", "source_number", "span_text"]


@define(eq=False)
class Rendering:
    """One state, ready to be put into words."""

    compiled: CompiledScenario
    row: Row

    @classmethod
    def of(cls, scenario: Scenario, state: State) -> Rendering:
        """Of a state of a scenario."""
        return cls(compiled(scenario), state.row)

    @property
    def scenario(self) -> Scenario:
        """Whose state it is."""
        return self.compiled.scenario

    def text(self, prose: Prose) -> str:
        """A text as Markdown for this state; citations as `[1]`."""
        return _written(self.compiled, self.row, prose)

    def pieces(self, text: Text) -> str:
        """A text, put together piece by piece."""
        guards = iter(()) if text.guards is None else iter(text.guards(self.row))
        written: list[str] = []
        for piece in text.prose:
            if isinstance(piece, Alternative):
                holds = [next(guards) for _guard in piece.guards]
                shown = holds.index(1) if 1 in holds else -1
                written += map(self._piece, piece.sides[shown])
            else:
                written.append(self._piece(piece))
        return "".join(written)

    def _piece(self, piece: Piece) -> str:
        match piece:
            case Plain(text):
                return text
            case Value(name, as_word):
                variable, amount = self.scenario.variables[name], self.compiled.value(self.row, name)
                return str(amount) if variable.sort == "number" and not as_word else variable.word(amount)
            case Date():
                return self.date()
            case PlaceTitle():
                return literal(self.place_title())
            case Cite(source):
                return f"[{source_number(self.scenario, source)}]"
            case Alternative():
                raise AssertionError("alternatives do not nest")

    def place_title(self) -> str:
        """Of the scene, or the ending reached."""
        place = self.compiled.program.places[self.row[0]]
        scene = self.scenario.scenes.get(place)
        return self.scenario.endings[place].title if scene is None else scene.title

    def date(self) -> str:
        """What the clock reads, as a date where the author gave one; empty without a clock."""
        clock = self.scenario.clock
        return "" if clock is None else date_at(self.scenario, self.compiled.value(self.row, clock.unit))


def render(scenario: Scenario, state: State, prose: Prose) -> str:
    """A text as Markdown for a state; citations as `[1]`."""
    return _written(compiled(scenario), state.row, prose)


def _written(code: CompiledScenario, row: Row, prose: Prose) -> str:
    text = code.text(prose)
    return Rendering(code, row).pieces(text) if text.simply is None else text.simply(row)


def source_number(scenario: Scenario, source: str) -> int:
    """The number by which texts cite a source: its place in file order, from 1."""
    numbers: dict[str, int] | None = scenario.kept.get("source numbers")
    if numbers is None:
        numbers = scenario.kept["source numbers"] = {name: number for number, name in enumerate(scenario.sources, 1)}
    return numbers[source]


def date_at(scenario: Scenario, reading: int) -> str:
    """The date of a clock reading: `12 March 1975`, `12 March 1975, 06:00`, `March 1975`, or `day 4` without a date."""
    clock = scenario.clock
    assert clock is not None
    if clock.opens is None:
        return f"{clock.unit} {reading}"
    if clock.unit == "month":
        months = clock.opens.month - 1 + reading
        year, month = clock.opens.year + months // 12, months % 12 + 1
        return month_text(year, month)
    unit = {"day": "days", "week": "weeks", "hour": "hours", "minute": "minutes"}[clock.unit]
    moment = clock.opens + datetime.timedelta(**{unit: reading})
    day = day_text(moment)
    return f"{day}, {moment:%H:%M}" if isinstance(moment, datetime.datetime) else day


def span_text(scenario: Scenario, takes: int) -> str:
    """`3 days`, `no time`; empty without a clock. `takes` is in the clock's units."""
    if scenario.clock is None:
        return ""
    if not takes:
        return _("no time")
    match scenario.clock.unit:
        case "minute":
            return _n("{count} minute", "{count} minutes", takes)
        case "hour":
            return _n("{count} hour", "{count} hours", takes)
        case "day":
            return _n("{count} day", "{count} days", takes)
        case "week":
            return _n("{count} week", "{count} weeks", takes)
        case "month":
            return _n("{count} month", "{count} months", takes)
        case "turn":
            return _n("{count} turn", "{count} turns", takes)
