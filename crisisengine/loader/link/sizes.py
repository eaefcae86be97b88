"""What a scenario comes to once everything that is written once and meant often is put in.

A short text can mean a huge program: a tag's gates stand on every measure that bears it, a standing measure in every
scene, an answer wherever its gate asks for it, a derived variable behind every guard that reads it. `refuse_products`
counts guards and effects before any is linked, `refuse_long` the terms of what is compiled in one piece afterwards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from attrs import define

from crisisengine.limits import MOST_DATED, MOST_RULES, MOST_TERMS
from crisisengine.loader.expressions.typecheck import Scope
from crisisengine.loader.faults import Faults
from crisisengine.loader.link.standing import offered_in
from crisisengine.loader.schema.draft import Draft, DraftMeasure, DraftOutcome
from crisisengine.loader.schema.readers import forks
from crisisengine.loader.toml.paths import Path
from crisisengine.model.expression import Expression, Read, parts
from crisisengine.model.prose import Alternative, Prose
from crisisengine.model.scenario import Measure, Outcome, Scenario, Scene, Variable

__all__ = ["refuse_long", "refuse_products"]


def refuse_products(draft: Draft, faults: Faults) -> bool:
    """Whether there are more guards and effects than `MOST_RULES`, each where it will stand; records what makes so many."""
    gates = {name: len(tag.gates) for name, tag in draft.tag.items()}
    bearers: Counter[str] = Counter()
    rules = sum(len(inject.effects) + 1 + _forks(inject.goto) for inject in draft.inject.values())
    rules += len(draft.ending) + len(draft.variable)
    rules += sum(len(chapter.effects) for chapter in draft.chapter.values())
    scenes = sum(scene.standing for scene in draft.scene.values())
    offers = {
        name: scenes if measure.scenes is None else len(offered_in(measure, draft))
        for name, measure in draft.measure.items()
    }
    counted = [(measure, 1) for measure in _own(draft)]
    counted += [(measure, offers[name]) for name, measure in draft.measure.items()]
    for measure, times in counted:
        rules += times * (_rules(measure) + sum(gates.get(tag, 0) for tag in measure.tags))
        for tag in measure.tags:
            bearers[tag] += times
    if rules <= MOST_RULES:
        return False
    tag = max(gates, key=lambda name: gates[name] * bearers[name], default="")
    guards, standing = gates.get(tag, 0) * bearers[tag], sum(offers.values())
    most = f"and {MOST_RULES:,} are the most"
    path: Path
    if max(guards, standing) <= MOST_RULES // 2:
        message, path = f"there are {rules:,} guards and effects, {most}", ("scenario",)
        hint = "gates count on every measure with their tag, standing measures in every scene"
    elif guards > standing:
        message = f"{gates[tag]:,} gates of tag `{tag}` on {bearers[tag]:,} measures: {guards:,} guards, {most}"
        path, hint = ("tag", tag), "say several gates in one, or let a derived variable say them all"
    else:
        message = f"{len(draft.measure):,} standing measures in {scenes:,} scenes: {standing:,} measures, {most}"
        path, hint = ("measure",), "write `standing = false` in scenes that do not offer them, or name `scenes` in them"
    faults.add("too-large", message, path, hint, on_key=True)
    return True


def _own(draft: Draft) -> Iterator[DraftMeasure]:
    for scene in draft.scene.values():
        yield from scene.measure.values()


def _rules(measure: DraftMeasure) -> int:
    """The measure itself, its own guards, its price, its effects, its outcomes and their effects, and what decides where they lead."""
    guards = (measure.when is not None) + (measure.requires is not None) + isinstance(measure.takes, str)
    routes: list[DraftMeasure | DraftOutcome] = [measure, *measure.chance.values()]
    return guards + 2 * len(measure.costs or ()) + sum(_of_a_route(route) for route in routes)


def _of_a_route(route: DraftMeasure | DraftOutcome) -> int:
    return 1 + len(route.effects) + _forks(route.goto) + sum(isinstance(later.after, str) for later in route.later)


def _forks(goto: str) -> int:
    return goto.count("if ") if forks(goto) else 0


def refuse_long(scenario: Scenario, scope: Scope, faults: Faults) -> None:
    """Record a piece of the program that has more than `MOST_TERMS` terms, and dated injects beyond `MOST_DATED`.

    Args:
        scenario: linked without a fault.
        scope: in which its expressions were read; holds each variable behind those that it reads.
        faults: takes what is found.
    """
    dated = [inject for inject in scenario.injects.values() if inject.dated]
    if len(dated) > MOST_DATED:
        message = f"{len(dated):,} injects wait for a date, and {MOST_DATED:,} are the most"
        faults.add("too-large", message, ("inject", dated[MOST_DATED].id), on_key=True)
    scale = _Scale(scope.variables.values())
    few = MOST_TERMS // (scope.most_terms + scale.derived)
    for piece in _pieces(scenario, few):
        if piece.parts <= few:
            continue  # as nearly always: however long its expressions may be
        size = scale.size(piece)
        if size > MOST_TERMS:
            message = f"{piece.what} would have {size:,} terms, and {MOST_TERMS:,} are the most"
            hint = "gates count with their answers, `least` with its parties, a derived variable with all that it reads"
            faults.add("too-large", message, piece.path, hint, on_key=True)
            return  # the others are most likely too long for the same reason


@define(kw_only=True)
class _Piece:
    """What is compiled, or told, as a whole."""

    what: str
    path: Path
    asked: tuple[tuple[Expression, ...], ...]
    """Expressions that are asked together, so that a derived value is worked out once for all of them."""
    texts: tuple[Prose, ...]

    @property
    def parts(self) -> int:
        """How many expressions and pieces of text there are in it."""
        return sum(map(len, self.asked)) + sum(map(len, self.texts))


def _pieces(scenario: Scenario, few: int) -> Iterator[_Piece]:
    """All pieces, but for measures of few parts and no outcomes: nearly all that there are."""
    derived = tuple(variable.derived for variable in scenario.variables.values() if variable.derived is not None)
    yield _Piece(what="all derived variables together", path=("variable",), asked=(derived,), texts=())
    for measure in scenario.standing.values():
        if _has_many(measure, few):
            yield _decision(measure, ("measure", measure.id))
    for role in scenario.roles.values():
        yield _told(f"what role `{role.id}` is told", ("role", role.id), (role.brief, role.knows))
    for scene in scenario.scenes.values():
        yield _scene(scene)
        if scene.guidance or scene.ask:
            what = f"what a room is told of scene `{scene.id}`"
            yield _told(what, ("scene", scene.id), (scene.guidance, *scene.ask))
        for measure in scene.measures.values():
            if measure.scene and _has_many(measure, few):
                yield _decision(measure, ("scene", scene.id, "measure", measure.id))
    yield _world(scenario)


def _has_many(measure: Measure, few: int) -> bool:
    texts = len(measure.result) + len(measure.plain) + len(measure.lesson)
    parts = len(measure.effects) + len(measure.later) + len(measure.goto.conditions) + texts
    return bool(measure.outcomes) or parts > few


def _scene(scene: Scene) -> _Piece:
    """All that decides what a scene offers, and what it says."""
    measures = scene.measures.values()
    gates = [gate for measure in measures for gate in measure.gates]
    guards = [measure.when for measure in measures if measure.when is not None]
    spans = [measure.takes for measure in measures]
    return _Piece(
        what=f"what scene `{scene.id}` asks",
        path=("scene", scene.id),
        asked=(
            (*guards, *(gate.requires for gate in gates), *(units.amount for units in spans if units.fixed is None)),
        ),
        texts=(scene.text, scene.plain, *(gate.otherwise for gate in gates if gate.otherwise is not None)),
    )


def _told(what: str, path: Path, texts: tuple[Prose, ...]) -> _Piece:
    """Texts that are told together, and decide nothing."""
    return _Piece(what=what, path=path, asked=(), texts=texts)


def _decision(measure: Measure, path: Path) -> _Piece:
    """All that a measure and its outcomes change, and what they say."""
    routes: tuple[Measure | Outcome, ...] = (measure, *measure.outcomes)
    effects = [tuple(effect.value for effect in route.effects) for route in routes]
    spans = [measure.takes, *(later.after for route in routes for later in route.later)]
    return _Piece(
        what=f"what measure `{measure.id}` does",
        path=path,
        asked=(
            *effects,
            tuple(outcome.weight for outcome in measure.outcomes),
            *(route.goto.conditions for route in routes),
            tuple(units.amount for units in spans if units.fixed is None),
        ),
        texts=tuple(text for route in routes for text in (route.result, route.plain, route.lesson)),
    )


def _world(scenario: Scenario) -> _Piece:
    """What injects and endings ask and do in every step; behind an inject nothing holds that was worked out before it."""
    injects, endings = scenario.injects.values(), scenario.endings.values()
    conditions = [() if inject.when is None else (inject.when,) for inject in injects]
    effects = [tuple(effect.value for effect in inject.effects) for inject in injects]
    whens = tuple(ending.when for ending in endings if ending.when is not None)
    longest = max((text for ending in endings for text in (ending.text, ending.plain)), key=len, default=())
    first = ("inject", next(iter(scenario.injects))) if len(injects) > len(endings) else ("ending",)
    return _Piece(
        what="what all injects and endings ask and do",
        path=first,
        asked=(*conditions, *effects, *(inject.goto.conditions for inject in injects), whens),
        texts=(*(text for inject in injects for text in (inject.text, inject.plain)), longest),
    )


_Measured = tuple[int, frozenset[str]]
"""Terms, and the derived variables that are needed."""
_NONE: frozenset[str] = frozenset()


class _Scale:
    """Counts terms: variables, facts and literals, as often as they will stand there."""

    def __init__(self, variables: Iterable[Variable]) -> None:
        """The variables in an order in which each stands behind those that it reads."""
        self._known: dict[int, tuple[Expression, _Measured]] = {}
        self._derived: dict[str, int] = {}
        self._needs: dict[str, frozenset[str]] = {}
        for variable in variables:
            if variable.derived is not None:
                self._derived[variable.name], needed = self._measured(variable.derived)
                self._needs[variable.name] = needed | {variable.name}

    @property
    def derived(self) -> int:
        """Terms of all derived variables together, which may be worked out for a single expression."""
        return sum(self._derived.values())

    def _measured(self, expression: Expression) -> _Measured:
        """A shared part is looked at once, and counts as often as it stands there."""
        if isinstance(expression, Read):
            return 1, self._needs.get(expression.variable, _NONE)
        known = self._known.get(id(expression))
        if known is None:
            terms, needed = 0, _NONE
            for part in parts(expression):
                more, others = self._measured(part)
                terms += more
                needed = needed | others if others else needed
            known = self._known[id(expression)] = expression, (terms or 1, needed)
        return known[1]

    def asked(self, expressions: Iterable[Expression]) -> int:
        """Terms of what is asked together: a derived variable that several need is worked out once."""
        terms, needed = 0, _NONE
        for expression in expressions:
            more, others = self._measured(expression)
            terms += more
            needed = needed | others if others else needed
        return terms + sum(self._derived[name] for name in needed)

    def size(self, piece: _Piece) -> int:
        """Of a piece: its expressions, the guards of its texts, and one for each other stretch of these."""
        guards = [
            tuple(guard for part in text if isinstance(part, Alternative) for guard in part.guards)
            for text in piece.texts
        ]
        return sum(map(self.asked, (*piece.asked, *guards))) + sum(map(len, piece.texts))
