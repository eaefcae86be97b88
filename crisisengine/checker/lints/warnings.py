"""Warnings about behaviour: nothing is broken, and the author probably meant something else.

Each is said only of what was looked at in every state. Where forgetting has taken a value away it is not judged: a
warning may be missed, none is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from crisisengine.checker.lints.reasons import always_because, never_because
from crisisengine.checker.lints.remark import Remark, path_of, places_of
from crisisengine.checker.search.frontier import Exploration
from crisisengine.model.expression import Expression, Literal
from crisisengine.model.prose import Alternative, Plain, Prose
from crisisengine.model.scenario import Effect, Measure, Outcome

__all__ = ["behaviour_warnings"]


def behaviour_warnings(found: Exploration) -> Iterator[Remark]:
    """All warnings that need no second look at the states."""
    measures = list(found.program.scenario.measures)
    for measure in measures:
        found.task.ask()
        yield from _guards(found, measure)
        yield from _chance(found, measure)
    yield from _ends(found)
    yield from _texts(found, measures)


def _says_so(expression: Expression, value: int) -> bool:
    return isinstance(expression, Literal) and expression.value == value


def _guards(found: Exploration, measure: Measure) -> Iterator[Remark]:
    coverage, key, path = found.coverage, measure.key, path_of(measure)
    if key not in coverage.shown:
        return
    if measure.when is not None and key not in coverage.hidden:
        why = always_because(found, measure.when, places_of(found.program, measure))
        message = f"the `when` of measure `{measure.id}` always holds"
        yield Remark("constant-guard", message, (*path, "when"), f"leave it out: {why}" if why else "leave it out")
    own = [number for number, gate in enumerate(measure.gates) if gate.own]
    if key not in coverage.opened:
        if not any(_says_so(measure.gates[number].requires, 0) for number in own):
            guards = [gate.requires for gate in measure.gates]
            why = never_because(found, guards, places_of(found.program, measure), measure.when)
            meant = 'if it is meant never to open, write `requires = "false"`'
            message = f"measure `{measure.id}` is shown and always locked"
            yield Remark("never-open", message, path, f"{why}; {meant}" if why else meant)
        return
    for number in own:
        if (key, number) not in coverage.locked:
            why = always_because(found, measure.gates[number].requires, places_of(found.program, measure))
            message = f"the `requires` of measure `{measure.id}` always holds"
            hint = f"leave it out: {why}" if why else "leave it out"
            yield Remark("constant-guard", message, (*path, "requires"), hint)


def _chance(found: Exploration, measure: Measure) -> Iterator[Remark]:
    coverage, path = found.coverage, path_of(measure)
    if measure.key not in coverage.opened or not measure.outcomes:
        return
    never = [outcome for outcome in measure.outcomes if outcome.route not in coverage.befell]
    for outcome in never:
        message = f"outcome `{outcome.id}` of measure `{measure.id}` never has any weight"
        yield Remark("idle-chance", message, (*path, "chance", outcome.id), "give it a weight, or leave it out")
    if len(measure.outcomes) == 1:
        message = f"chance has one outcome in measure `{measure.id}`"
        yield Remark(
            "idle-chance",
            message,
            (*path, "chance", measure.outcomes[0].id),
            "make it part of the measure, or add what else may happen",
        )
    elif len({_consequence(outcome, measure) for outcome in measure.outcomes}) == 1:
        message = f"all outcomes of measure `{measure.id}` do the same"
        yield Remark(
            "idle-chance", message, (*path, "chance", measure.outcomes[1].id), "tell them apart, or leave chance out"
        )


def _consequence(outcome: Outcome, measure: Measure) -> tuple[object, ...]:
    return outcome.effects, outcome.later, outcome.cancel, outcome.goto.ends or measure.goto.ends, outcome.result


def _ends(found: Exploration) -> Iterator[Remark]:
    coverage, scenario = found.coverage, found.program.scenario
    effects: dict[str, tuple[Effect, ...]] = {inject.route: inject.effects for inject in scenario.injects.values()}
    for measure in scenario.measures:
        routes: tuple[Measure | Outcome, ...] = (measure, *measure.outcomes)
        effects |= {source.route: source.effects for source in routes}
    for cause, name in sorted(coverage.applied - coverage.loose):
        variable = scenario.variables[name]
        message = f"the effect on `{name}` is held by the end of its range every time"
        hint = f"`{name}` goes from {variable.low} to {variable.high}, and each time this would carry it beyond; give the range room, or change the effect"
        number = next((number for number, effect in enumerate(effects.get(cause, ())) if effect.variable == name), 0)
        yield Remark("always-saturates", message, (*cause.split("."), "effects", number), hint)


def _texts(found: Exploration, measures: list[Measure]) -> Iterator[Remark]:
    known = _reached(found, measures)
    for route, sides in groupby(found.coverage.unseen, key=lambda side: side[0]):
        alternatives = [piece for piece in known.get(route, ()) if isinstance(piece, Alternative)]
        for _route, number, which in sides if alternatives else ():
            piece = alternatives[number]
            yield Remark(
                "unreachable-prose",
                f"nobody ever reads {_beginning(piece, which)}",
                tuple(route.split(".")),
                _unread(piece, which),
                side=(number, which),
            )


def _reached(found: Exploration, measures: list[Measure]) -> dict[str, Prose]:
    """The texts that somebody reads, by route."""
    coverage, program = found.coverage, found.program
    scenario = program.scenario
    reached = {program.places[place] for place in coverage.places}
    texts: dict[str, Prose] = {}
    for scene in scenario.scenes.values():
        if scene.id in reached:
            texts |= {f"scene.{scene.id}.text": scene.text, f"scene.{scene.id}.plain": scene.plain}
    for ending in scenario.endings.values():
        if ending.id in reached:
            texts |= {f"{ending.route}.text": ending.text, f"{ending.route}.plain": ending.plain}
            texts |= {f"{ending.route}.history": ending.history}
    for inject in scenario.injects.values():
        if inject.id in coverage.fired:
            texts |= {f"{inject.route}.text": inject.text, f"{inject.route}.plain": inject.plain}
    for measure in measures:
        if measure.key in coverage.opened:
            befell = [outcome for outcome in measure.outcomes if outcome.route in coverage.befell]
            routes: tuple[Measure | Outcome, ...] = (measure, *befell)
            for route in routes:
                texts |= {f"{route.route}.result": route.result, f"{route.route}.plain": route.plain}
        for number, gate in enumerate(measure.gates):
            if gate.own and gate.otherwise is not None and (measure.key, number) in coverage.locked:
                texts[f"{measure.route}.otherwise"] = gate.otherwise
    return texts


def _unread(piece: Alternative, which: int) -> str:
    """Why a side is never shown."""
    if which == 0:
        return "its guard never holds where this text is read"
    if which < len(piece.guards):
        return "where this text is read its guard never holds, or only where one before it does"
    guard = "its guard" if len(piece.guards) == 1 else "one of the guards before it"
    return f"{guard} always holds where this text is read"


def _beginning(piece: Alternative, which: int) -> str:
    text = "".join(part.text for part in piece.sides[which] if isinstance(part, Plain))
    words = " ".join(text.replace("`", "'").split())
    return f"`{words[:40].rstrip()}{'...' if len(words) > 40 else ''}`"
