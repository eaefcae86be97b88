"""A scenario, compiled: its slots and its code together, made once and passed along."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from operator import itemgetter

from attrs import define, field, frozen

from crisisengine.engine.compile.scenes import Route, SceneCode
from crisisengine.engine.compile.sends import SendCode
from crisisengine.engine.compile.shared import SharedCode
from crisisengine.engine.compile.written import Written
from crisisengine.engine.program import Program, program
from crisisengine.engine.state import Offer, Row, Start
from crisisengine.model.expression import Expression
from crisisengine.model.prose import Alternative, Piece, Plain, Prose, Value
from crisisengine.model.scenario import Scenario

__all__ = ["CompiledScenario", "Text", "compiled"]

_Values = Callable[[Row], tuple[int, ...]]


@frozen(eq=False)
class Text:
    """A text, ready to be filled in."""

    prose: Prose
    guards: _Values | None
    """The values of its guards in a row, in order; None where it has none."""
    simply: Callable[[Row], str] | None
    """The whole text, where nothing in it needs more than the numbers of plain variables."""


class _Offering(dict[int, Callable[[Row], tuple[Offer, ...]]]):
    """What a place offers, by its number: compiled when a run first comes there; an ending offers nothing."""

    def __init__(self, scenes: Sequence[SceneCode | None]) -> None:
        super().__init__()
        self.scenes = scenes

    def __missing__(self, place: int) -> Callable[[Row], tuple[Offer, ...]]:
        scene = self.scenes[place]
        found = self[place] = _nothing if scene is None else scene.offers
        return found


def _nothing(row: Row) -> tuple[Offer, ...]:  # noqa: ARG001 - an ending offers nothing, whatever the row
    return ()


class _Routes(dict[tuple[int, str, str | None], Route | None]):
    """(place number, measure, outcome or None) -> what follows, compiled when a run first takes it; None where nothing can."""

    def __init__(self, scenes: Sequence[SceneCode | None]) -> None:
        super().__init__()
        self.scenes = scenes

    def __missing__(self, key: tuple[int, str, str | None]) -> Route | None:
        place, measure, outcome = key
        scene = self.scenes[place]
        found = self[key] = None if scene is None else scene.route(measure, outcome)
        return found


@define(eq=False, slots=False)
class CompiledScenario:
    """What the four functions and their helpers ask of a scenario; whoever has one hands it on."""

    program: Program
    shared: SharedCode = field(init=False, repr=False)
    _texts: dict[int, Text] = field(init=False, factory=dict, repr=False)
    _single: dict[Expression, _Values] = field(init=False, factory=dict, repr=False)
    _latest: tuple[Row, tuple[int, ...]] | None = field(init=False, default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        self.shared = SharedCode(self.program)

    @property
    def scenario(self) -> Scenario:
        """What was compiled."""
        return self.program.scenario

    @cached_property
    def scenes(self) -> tuple[SceneCode | None, ...]:
        """By place number; None for endings, where nothing can be decided."""
        count = self.program.scene_count
        return tuple(
            SceneCode(self.program, self.shared, name) if number < count else None
            for number, name in enumerate(self.program.places)
        )

    @cached_property
    def offering(self) -> _Offering:
        """By place number: row -> all that is shown there, in file order."""
        return _Offering(self.scenes)

    @cached_property
    def routes(self) -> _Routes:
        """By place number, measure and outcome: what follows."""
        return _Routes(self.scenes)

    @cached_property
    def sends(self) -> SendCode:
        """What follows when a facilitator sends something."""
        return SendCode(self.program, self.shared)

    def derived(self, row: Row) -> tuple[int, ...]:
        """The values of all derived variables, in the order of their numbers; those of the row asked about last are kept."""
        latest = self._latest
        if latest is None or latest[0] is not row:
            self._latest = latest = row, self.shared.derived(row)
        return latest[1]

    def value(self, row: Row, variable: str) -> int:
        """The value of a variable, plain or derived."""
        slot = self.program.variable_slot.get(variable)
        return self.derived(row)[self.program.derived_number[variable]] if slot is None else row[slot]

    def evaluate(self, row: Row, expression: Expression) -> int:
        """The value of any expression of the scenario; yes and no are 1 and 0."""
        function = self._single.get(expression)
        if function is None:
            written = self.shared.write_values((expression,), f"expression {len(self._single) + 1}")
            function = self._single[expression] = written.compiled()
        return int(function(row)[0])

    def starting(self, start: Start) -> Row:
        """The first row of a run that begins there; a chapter's effects all read what was drawn."""
        before = self.program.drawn_row(start)
        if not start.chapter:
            return before
        row = list(before)
        for effect in self.scenario.chapters[start.chapter].effects:
            variable = self.scenario.variables[effect.variable]
            value = self.evaluate(before, effect.value)
            row[self.program.variable_slot[variable.name]] = min(max(value, variable.low), variable.high)
        return tuple(row)

    def text(self, prose: Prose) -> Text:
        """A text, made ready when it is first shown."""
        try:
            return self._texts[id(prose)]
        except KeyError:  # what is made holds the prose, so that no other gets the same number
            found = self._texts[id(prose)] = Text(prose, self._guards(prose), self._simply(prose))
            return found

    def _simply(self, prose: Prose) -> Callable[[Row], str] | None:
        template, slots = "", []
        for piece in prose:
            slot = self._printed(piece)
            if isinstance(piece, Plain):
                template += piece.text.replace("%", "%%")
            elif slot is not None:
                template += "%d"
                slots.append(slot)
            else:
                return None
        if not slots:
            whole = template % ()
            return lambda row: whole  # noqa: ARG005 - it reads nothing of it
        numbers = itemgetter(*slots)
        return lambda row: template % numbers(row)

    def _printed(self, piece: Piece) -> int | None:
        """The slot whose number stands in a text as it is, if the piece is one."""
        if not isinstance(piece, Value) or piece.as_word or self.scenario.variables[piece.variable].sort != "number":
            return None
        return self.program.variable_slot.get(piece.variable)

    def _guards(self, prose: Prose) -> _Values | None:
        guards = tuple(guard for piece in prose if isinstance(piece, Alternative) for guard in piece.guards)
        return self.shared.write_values(guards, f"text {len(self._texts) + 1}").compiled() if guards else None

    def write(self) -> Iterator[Written]:
        """Every function that a run may come to, without traces, in the order of the scenario's text."""
        yield self.shared.write_derived()
        yield from self.shared.write(traced=False)
        for scene in self.scenes:
            if scene is not None:
                yield from scene.write()
        for inject in self.program.contingencies:
            yield self.sends.write_send(inject, traced=False)


def compiled(scenario: Scenario) -> CompiledScenario:
    """The scenario's code; made when it is first asked for, and kept with the scenario."""
    try:
        found: CompiledScenario = scenario.kept["compiled"]
    except KeyError:
        found = scenario.kept["compiled"] = CompiledScenario(program(scenario))
    return found
