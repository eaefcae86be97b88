"""Remarks about the care that a crisis owes to those who play it and to those it is about.

They ask nothing of the states: what really happened is told at every end or at none, a report that may be wrong can be
looked into, nobody has to read a page before they may decide, nobody sits in a room with nothing of their own to decide,
and what is hidden, or watched and moved, has a consequence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from crisisengine.checker.lints.remark import Remark
from crisisengine.model.expression import Expression, Read, reads
from crisisengine.model.prose import Alternative, Cite, Plain, Prose, Value
from crisisengine.model.scenario import Effect, Scenario
from crisisengine.text.plain import plain

__all__ = ["care_remarks", "most_words"]

MOST_WORDS = 140
"""Of a scene: what one reads aloud in a minute, and what stands on a screen of 80 by 24."""


def care_remarks(scenario: Scenario) -> Iterator[Remark]:
    """All of them, kind by kind."""
    yield from _endings(scenario)
    yield from _claims(scenario)
    yield from _lengths(scenario)
    yield from _roles(scenario)
    yield from _consequences(scenario)
    yield from _tellers(scenario)


def _endings(scenario: Scenario) -> Iterator[Remark]:
    """A scenario in which most endings tell of no history is invented, or not yet so far."""
    told = [ending for ending in scenario.endings.values() if ending.history]
    if len(told) * 2 < len(scenario.endings):
        return
    for ending in scenario.endings.values():
        if not ending.history:
            hint = "write `history` with a source, as most endings here have it"
            yield Remark(
                "no-history", f"ending `{ending.id}` does not tell what really happened", ("ending", ending.id), hint
            )


def _claims(scenario: Scenario) -> Iterator[Remark]:
    verified = {measure.verifies for measure in scenario.measures}
    for inject in scenario.injects.values():
        if inject.claims is not None and inject.id not in verified:
            message = f"nothing verifies what inject `{inject.id}` claims"
            hint = f'write `verifies = "{inject.id}"` on a measure that looks into it'
            yield Remark("unverified-claim", message, ("inject", inject.id, "claims"), hint)


def _lengths(scenario: Scenario) -> Iterator[Remark]:
    for scene in scenario.scenes.values():
        count = most_words(scene.text)
        if count > MOST_WORDS:
            message = f"scene `{scene.id}` has up to {count} words to read before anything can be decided"
            hint = f"{MOST_WORDS} are a minute: leave some to the measures' results, or to a scene before it"
            yield Remark("long-scene", message, ("scene", scene.id, "text"), hint)


def _roles(scenario: Scenario) -> Iterator[Remark]:
    """Where nothing is kept for any role, everybody decides everything, and nobody is idle."""
    scenes = scenario.scenes.values()
    busy = {scene.voters for scene in scenes} | {measure.voters for measure in scenario.measures}
    if busy == {""}:
        return
    for role in scenario.roles.values():
        if role.id not in busy:
            hint = f'write `for = "{role.id}"` on a scene or a measure, or leave the role out'
            message = f"role `{role.id}` has nothing of its own to decide, and others have"
            yield Remark("idle-role", message, ("role", role.id), hint)


def _consequences(scenario: Scenario) -> Iterator[Remark]:
    felt = set(_felt(scenario))
    moved = {effect.variable for effect in _effects(scenario)}
    for variable in scenario.variables.values():
        if variable.hidden and variable.name not in felt:
            message = f"nothing that happens or is told depends on hidden variable `{variable.name}`"
            hint = "let a guard, a weight or a text ask for it; what nobody sees and nothing feels is not there"
            yield Remark("idle-secret", message, tuple(variable.route.split(".")), hint)
        elif variable.better and variable.derived is None and variable.name in moved - felt:
            message = f"indicator `{variable.name}` moves, and nothing that happens or is told depends on it"
            hint = "let a guard, a weight, a text or an ending ask for it; else it is only a score"
            yield Remark("idle-indicator", message, tuple(variable.route.split(".")), hint)


def _tellers(scenario: Scenario) -> Iterator[Remark]:
    """What is shown and follows from what is hidden may tell it."""
    for variable in scenario.variables.values():
        if variable.derived is None or variable.hidden or not variable.label:
            continue
        hidden = sorted({name for name in _opened(scenario, [variable.derived]) if scenario.variables[name].hidden})
        if hidden:
            told = " and ".join(f"`{name}`" for name in hidden[:2]) + (" and others" if hidden[2:] else "")
            message = (
                f"`{variable.name}` is shown, and follows from {told}, hidden: whoever sees the one may know the other"
            )
            hint = "write `hidden = true` there too, leave out its label, or let it follow from what may be seen"
            yield Remark("tells-hidden", message, (*variable.route.split("."), "is"), hint)


def _effects(scenario: Scenario) -> Iterator[Effect]:
    for measure in scenario.measures:
        yield from measure.effects
        for outcome in measure.outcomes:
            yield from outcome.effects
    for inject in scenario.injects.values():
        yield from inject.effects


def _felt(scenario: Scenario) -> Iterator[str]:
    """The variables on which something depends that happens or is told, derived ones opened."""
    return _opened(scenario, _asked(scenario))


def _opened(scenario: Scenario, expressions: Iterable[Expression]) -> Iterator[str]:
    """The variables that expressions read, derived ones opened."""
    waiting = list(expressions)
    opened: set[str] = set()
    while waiting:
        for read in reads(waiting.pop()):
            if isinstance(read, Read) and read.variable not in opened:
                opened.add(read.variable)
                yield read.variable
                derived = scenario.variables[read.variable].derived
                waiting += [] if derived is None else [derived]


def _asked(scenario: Scenario) -> Iterator[Expression]:
    """Every expression that decides something, but for a promise and for what an effect on a variable asks of the same."""
    texts: list[Prose] = []
    for measure in scenario.measures:
        yield from () if measure.when is None else (measure.when,)
        for gate in measure.gates:
            yield gate.requires
            texts.append(gate.otherwise or ())
        yield from _given(measure.effects)
        yield from measure.goto.conditions
        for outcome in measure.outcomes:
            yield outcome.weight
            yield from _given(outcome.effects)
            yield from outcome.goto.conditions
            texts += [outcome.result, outcome.plain, outcome.lesson]
        texts += [measure.result, measure.plain, measure.lesson]
    for inject in scenario.injects.values():
        yield from (asked for asked in (inject.when, inject.claims) if asked is not None)
        yield from _given(inject.effects)
        yield from inject.goto.conditions
        texts += [inject.text, inject.plain, inject.lesson]
    for ending in scenario.endings.values():
        yield from () if ending.when is None else (ending.when,)
        texts += [ending.text, ending.plain, ending.history]
    texts += [text for scene in scenario.scenes.values() for text in (scene.text, scene.plain)]
    for text in texts:
        for piece in text:
            if isinstance(piece, Value):
                yield Read(piece.variable)
            elif isinstance(piece, Alternative):
                yield from piece.guards


def _given(effects: tuple[Effect, ...]) -> Iterator[Expression]:
    """What effects on other variables read."""
    for effect in effects:
        if not all(isinstance(read, Read) and read.variable == effect.variable for read in reads(effect.value)):
            yield effect.value


def most_words(text: Prose) -> int:
    """The words of a text in the state that shows most of them, as far as its pieces tell."""
    return len(plain("".join(map(_longest, text))).split())


def _longest(piece: object) -> str:
    """The most that a piece may come to."""
    match piece:
        case Plain(words):
            return words
        case Alternative(_, sides):
            said = ("".join(map(_longest, side)) for side in sides)
            return max(said, key=lambda side: len(side.split()))
        case Cite():
            return ""
    return "x"
