"""What a scenario comes to once everything that is written once and meant often is put in.

A short text can mean a huge program: a tag's gates stand on every measure that bears it, a standing measure in every
scene, an answer wherever its gate asks for it, a derived variable behind every guard that reads it. `refuse_products`
counts guards and effects before any is linked, `refuse_long` the terms of what is compiled in one piece afterwards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from crisisengine.limits import MOST_DATED, MOST_RULES, MOST_TERMS
from crisisengine.loader.faults import Faults
from crisisengine.loader.schema.draft import Draft, DraftMeasure
from crisisengine.loader.toml.paths import Path
from crisisengine.model.expression import Expression, Read, parts
from crisisengine.model.prose import Alternative, Prose
from crisisengine.model.scenario import Inject, Measure, Outcome, Scenario, Scene, Variable

__all__ = ["refuse_long", "refuse_products"]


def refuse_products(draft: Draft, faults: Faults) -> bool:
    """Whether there are more guards and effects than `MOST_RULES`, each where it will stand; records what makes so many."""
    scenes = sum(scene.standing for scene in draft.scene.values())
    gates = {name: len(tag.gates) for name, tag in draft.tag.items()}
    bearers: Counter[str] = Counter()
    rules = sum(len(inject.effects) + 1 for inject in draft.inject.values()) + len(draft.ending) + len(draft.variable)
    for measures, times in ((_own(draft), 1), (draft.measure.values(), scenes)):
        for measure in measures:
            rules += times * (_rules(measure) + sum(gates.get(tag, 0) for tag in measure.tags))
            for tag in measure.tags:
                bearers[tag] += times
    if rules <= MOST_RULES:
        return False
    tag = max(gates, key=lambda name: gates[name] * bearers[name], default="")
    guards, standing = gates.get(tag, 0) * bearers[tag], len(draft.measure) * scenes
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
        path, hint = ("measure",), "write `standing = false` in scenes that do not offer them"
    faults.add("too-large", message, path, hint, on_key=True)
    return True


def _own(draft: Draft) -> Iterator[DraftMeasure]:
    for scene in draft.scene.values():
        yield from scene.measure.values()


def _rules(measure: DraftMeasure) -> int:
    """The measure itself, its own guards, its effects, its outcomes and their effects."""
    guards = (measure.when is not None) + (measure.requires is not None)
    return 1 + guards + len(measure.effects) + sum(1 + len(outcome.effects) for outcome in measure.chance.values())


def refuse_long(scenario: Scenario, variables: Iterable[Variable], faults: Faults) -> None:
    """Record a piece of the program that has more than `MOST_TERMS` terms, and dated injects beyond `MOST_DATED`.

    Args:
        scenario: linked without a fault.
        variables: its variables, each behind those that it reads.
        faults: takes what is found.
    """
    dated = [inject for inject in scenario.injects.values() if inject.dated]
    if len(dated) > MOST_DATED:
        message = f"{len(dated):,} injects wait for a date, and {MOST_DATED:,} are the most"
        faults.add("too-large", message, ("inject", dated[MOST_DATED].id), on_key=True)
    scale = _Scale(variables)
    for what, path, size in _pieces(scenario, scale):
        if size > MOST_TERMS:
            message = f"{what} would have {size:,} terms, and {MOST_TERMS:,} are the most"
            hint = "gates count with their answers, `least` with its parties, a derived variable with all that it reads"
            faults.add("too-large", message, path, hint, on_key=True)
            return  # the others are most likely too long for the same reason


def _pieces(scenario: Scenario, scale: _Scale) -> Iterator[tuple[str, Path, int]]:
    """(what it is, where it stands, its terms) of everything that is compiled, or told, in one piece."""
    derived = [variable.derived for variable in scenario.variables.values() if variable.derived is not None]
    yield "all derived variables together", ("variable",), sum(map(scale.terms, derived))
    for measure in scenario.standing.values():
        yield f"what measure `{measure.id}` does", ("measure", measure.id), scale.decision(measure)
    for scene in scenario.scenes.values():
        yield f"what scene `{scene.id}` asks", ("scene", scene.id), scale.scene(scene)
        for measure in scene.measures.values():
            if measure.scene:
                path = ("scene", scene.id, "measure", measure.id)
                yield f"what measure `{measure.id}` does", path, scale.decision(measure)
    injects = sum(scale.inject(inject) for inject in scenario.injects.values())
    whens = [ending.when for ending in scenario.endings.values() if ending.when is not None]
    endings = scale.asked(whens) + max((scale.text(ending.text) for ending in scenario.endings.values()), default=0)
    first = next(iter(scenario.injects), "")
    place: Path = ("inject", first) if injects > endings else ("ending", next(iter(scenario.endings), ""))
    yield "what all injects and endings ask and do", place, injects + endings


class _Scale:
    """Counts terms: variables, facts and literals, as often as they will stand there."""

    def __init__(self, variables: Iterable[Variable]) -> None:
        """The variables in an order in which each stands behind those that it reads."""
        self._known: dict[int, tuple[Expression, int]] = {}
        self._derived: dict[str, int] = {}
        self._needs: dict[str, frozenset[str]] = {}
        for variable in variables:
            if variable.derived is not None:
                self._needs[variable.name] = self._needed([variable.derived]) | {variable.name}
                self._derived[variable.name] = self.terms(variable.derived)

    def terms(self, expression: Expression) -> int:
        """Of one expression; a shared part is looked at once, and counts as often as it stands there."""
        known = self._known.get(id(expression))
        if known is None:
            below = parts(expression)
            known = self._known[id(expression)] = expression, sum(map(self.terms, below)) if below else 1
        return known[1]

    def _needed(self, expressions: Iterable[Expression]) -> frozenset[str]:
        names = {read.variable for expression in expressions for read in self._read(expression)}
        return frozenset().union(*(self._needs.get(name, ()) for name in names))

    def _read(self, expression: Expression) -> Iterator[Read]:
        """The variables that it reads, each part of it looked at once."""
        seen, waiting = set(), [expression]
        while waiting:
            node = waiting.pop()
            if id(node) not in seen:
                seen.add(id(node))
                waiting += parts(node)
                if isinstance(node, Read):
                    yield node

    def asked(self, expressions: Iterable[Expression]) -> int:
        """Terms of what is asked together: a derived variable that several need is worked out once."""
        found = list(expressions)
        return sum(map(self.terms, found)) + sum(self._derived[name] for name in self._needed(found))

    def text(self, prose: Prose) -> int:
        """Of the guards in a text, and one for each other piece."""
        return len(prose) + self.asked(piece.guard for piece in prose if isinstance(piece, Alternative))

    def scene(self, scene: Scene) -> int:
        """Of all that decides what a scene offers, and of what it says."""
        measures = scene.measures.values()
        guards = [measure.when for measure in measures if measure.when is not None]
        gates = [gate for measure in measures for gate in measure.gates]
        texts = sum(self.text(gate.otherwise) for gate in gates if gate.otherwise is not None)
        return self.asked([*guards, *(gate.requires for gate in gates)]) + texts + self.text(scene.text)

    def decision(self, measure: Measure) -> int:
        """Of all that a measure and its outcomes change, and of what they say."""
        routes: tuple[Measure | Outcome, ...] = (measure, *measure.outcomes)
        changes = sum(self.asked(effect.value for effect in route.effects) for route in routes)
        weights = self.asked(outcome.weight for outcome in measure.outcomes)
        return changes + weights + sum(self.text(route.result) + self.text(route.lesson) for route in routes)

    def inject(self, inject: Inject) -> int:
        """Of an inject's condition, its effects and its text; nothing that was worked out before it holds behind it."""
        condition = [] if inject.when is None else [inject.when]
        return self.asked(condition) + self.asked(effect.value for effect in inject.effects) + self.text(inject.text)
