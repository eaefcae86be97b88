"""What there is to know of an id: what it is, in words, where it is read and written, and how likely it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crisisengine.authoring.conditions import (
    arrival_texts,
    effect_text,
    guard_text,
    lock_text,
    property_text,
    weight_text,
)
from crisisengine.authoring.language.manuscript import Manuscript
from crisisengine.authoring.measure_parts import locks, unpaid_effects
from crisisengine.authoring.names import Symbol
from crisisengine.authoring.outlook import ScenarioOutlook, odds_text, play_text
from crisisengine.authoring.references import Occurrence
from crisisengine.engine.paying import price_text
from crisisengine.engine.spelling import spelled
from crisisengine.loader.faults import route_of
from crisisengine.loader.schema.readers import ID
from crisisengine.model.scenario import Measure, Scenario, Variable
from crisisengine.text.english import plural
from crisisengine.text.markdown import literal

__all__ = ["hover_text"]

MOST_PLACES = 8
"""That a hover names."""
LONGEST_OPENING = 200
"""Characters of a text that it quotes."""
_TITLES = ("title", "label", "name", "term")
_TEXTS = ("text", "explains", "about", "brief", "summary", "result")


def hover_text(read: Manuscript, occurrence: Occurrence, outlook: ScenarioOutlook | None) -> str:
    """In Markdown; nothing in it is taken from the text without being made harmless."""
    symbol = _variable_around(read, occurrence) or occurrence.symbol
    scenario = read.reading.legible
    name = read.found.names.unit if symbol[0] == "clock" else symbol[-1]
    parts = [f"**{f'`{name}`' if ID.match(name.replace('.', '_')) else literal(name)}** · {_noun(symbol)}"]
    parts += [told for told in _told(read, symbol, scenario) if told]
    parts += list(_chances(symbol, outlook))
    parts += list(_uses(read, symbol))
    return "\n\n".join(parts)


def _noun(symbol: Symbol) -> str:
    match symbol:
        case ("variable", name, "values", _):
            return f"a word of `{name}`"
        case ("clock", _):
            return "the reading of the clock"
        case ("gate", _):
            return "what the gates of tags ask of each measure"
        case ("scene", scene, "measure", _):
            return f"measure of `{scene}`"
        case ("measure", _):
            return "standing measure"
    return "outcome" if symbol[-2] == "chance" else symbol[-2]


def _variable_around(read: Manuscript, occurrence: Occurrence) -> Symbol:
    """`soc.consent` where one of its two ids is looked at in an expression or a text."""
    text, span = read.reading.sources[occurrence.source].text, occurrence.span
    known = read.found.names.attributes
    if occurrence.symbol[0] == "party" and text[span.end : span.end + 1] == ".":
        behind = read.found.at(occurrence.source, span.end + 1)
        if behind is not None and behind.symbol[-1] in known.get(occurrence.symbol[1], ()):
            return ("variable", f"{occurrence.symbol[1]}.{behind.symbol[-1]}")
    if occurrence.symbol[0] == "attribute" and text[span.start - 1 : span.start] == ".":
        before = read.found.at(occurrence.source, span.start - 2)
        if before is not None and before.symbol[0] == "party":
            return ("variable", f"{before.symbol[1]}.{occurrence.symbol[1]}")
    return ()


def _told(read: Manuscript, symbol: Symbol, scenario: Scenario | None) -> Iterator[str]:
    """What it is called, how it begins, and what it does, as far as the text can be read."""
    table = _declared(read, symbol)
    yield literal(next((str(table[key]) for key in _TITLES if isinstance(table.get(key), str)), ""))
    text = next((table[key] for key in _TEXTS if isinstance(table.get(key), str)), "")
    yield literal(text[:LONGEST_OPENING] + ("..." if len(text) > LONGEST_OPENING else ""))
    if scenario is None:
        return
    match symbol:
        case ("variable", name) if name in scenario.variables:
            yield from _variable(scenario.variables[name])
        case ("scene", place, "measure", name) if place in scenario.scenes and name in scenario.scenes[place].measures:
            yield from _measure(scenario, scenario.scenes[place].measures[name])
        case ("measure", name) if name in scenario.standing:
            yield from _measure(scenario, scenario.standing[name])
        case ("inject", name) if name in scenario.injects:
            inject = scenario.injects[name]
            yield _listed([*arrival_texts(scenario, inject), *(effect_text(scenario, each) for each in inject.effects)])
        case ("scene", place, "measure", name, "chance", outcome) if place in scenario.scenes:
            yield from _outcome(scenario, scenario.scenes[place].measures.get(name), outcome)
        case ("measure", name, "chance", outcome):
            yield from _outcome(scenario, scenario.standing.get(name), outcome)
        case ("variable", name, "values", word) if (
            name in scenario.variables and word in scenario.variables[name].words
        ):
            yield f"shown as *{literal(scenario.variables[name].word(scenario.variables[name].words.index(word)))}*"
        case ("clock", _) if scenario.clock is not None:
            yield f"0 to {scenario.clock.length}"
        case ("ending", name) if name in scenario.endings:
            ending = scenario.endings[name]
            yield f"rank {ending.rank}" + (f"; {guard_text(scenario, ending.when)}" if ending.when is not None else "")
        case ("property", name) if name in scenario.properties:
            yield property_text(scenario, scenario.properties[name])


def _declared(read: Manuscript, symbol: Symbol) -> dict[str, Any]:
    """All keys of the table that declares it, the later file's in front of the earlier one's."""
    whole: dict[str, Any] = {}
    for source in read.reading.sources:
        here: Any = source.tables
        for step in symbol:
            here = here.get(step) if isinstance(here, dict) else None
        if isinstance(here, dict):
            whole |= here
    return whole


def _variable(variable: Variable) -> Iterator[str]:
    words = ", ".join(f"{value} *{literal(word)}*" for value, word in variable.bands)
    if variable.sort == "word":
        words = ", ".join(f"`{word}` *{literal(variable.word(rank))}*" for rank, word in enumerate(variable.words))
    elif variable.sort == "truth":
        words = "yes or no"
    else:
        words = f"{variable.low} to {variable.high}" + (f": {words}" if words else "")
    yield words
    if variable.derived is not None:
        yield f"is `{spelled(variable.derived)}`"
    else:
        yield f"starts at {literal(variable.word(variable.start))}" + (
            f" ({variable.start})" if variable.bands and variable.sort == "number" else ""
        )
    marks = ["hidden"] if variable.hidden else []
    marks += [f"{variable.better} is better for civilians"] if variable.better else []
    yield ", ".join(marks)


def _measure(scenario: Scenario, measure: Measure) -> Iterator[str]:
    told = [f"shown {guard_text(scenario, measure.when)}"] if measure.when is not None else []
    told += [literal(price_text(scenario, measure.costs))] if measure.costs else []
    told += [lock_text(scenario, gate) for gate in locks(measure)]
    told += [effect_text(scenario, effect) for effect in unpaid_effects(measure)]
    yield _listed(told)


def _outcome(scenario: Scenario, measure: Measure | None, name: str) -> Iterator[str]:
    for outcome in measure.outcomes if measure is not None else ():
        if outcome.id == name:
            assert measure is not None, "it has outcomes"
            effects = [effect_text(scenario, effect) for effect in outcome.effects]
            yield _listed([weight_text(scenario, outcome, measure.outcomes), *effects])


def _listed(clauses: list[str]) -> str:
    return "\n".join(f"- {clause}" for clause in clauses)


def _chances(symbol: Symbol, outlook: ScenarioOutlook | None) -> Iterator[str]:
    if outlook is None:
        return
    if symbol[0] == "ending":
        for odds in outlook.endings:
            if odds.id == symbol[1]:
                shortest = "" if odds.shortest is None else f"; at least {plural(odds.shortest, 'decision')}"
                yield f"under random play {odds_text(odds)}{shortest}"
                if played := play_text(odds):
                    yield f"as whoever plays would have it: {played}"
    if symbol[0] == "property":
        for promise in outlook.promises:
            if promise.name == symbol[1]:
                yield promise.verdict + (f": {literal(promise.why)}" if promise.why else "")


def _uses(read: Manuscript, symbol: Symbol) -> Iterator[str]:
    """Where it is read and written, by the tables that do so."""
    attribute = symbol[-1].partition(".")[2]
    if attribute:
        found = [
            each
            for each in read.found.by_symbol.get(("attribute", attribute), ())
            if _variable_around(read, each) == symbol
        ]
    else:
        found = list(read.found.by_symbol.get(symbol, ()))
    for role, verb in (("reading", "read" if symbol[0] in ("variable", "clock") else "named"), ("writing", "written")):
        places = list(dict.fromkeys(_table(each) for each in found if each.role == role))
        if places:
            more = f" and {len(places) - MOST_PLACES} more" if len(places) > MOST_PLACES else ""
            yield f"{verb} by " + ", ".join(f"`{place}`" for place in places[:MOST_PLACES]) + more


def _table(occurrence: Occurrence) -> str:
    """The table that a use stands in: of `scene.gate.measure.wait.effects[0]` the measure."""
    path = [step for step in occurrence.path if isinstance(step, str)]
    depth = 2 * max((number for number in (1, 2, 3) if tuple(path[: 2 * number : 2]) in _NESTED), default=1)
    return route_of(path[:depth])


_NESTED = {("scene",), ("scene", "measure"), ("scene", "measure", "chance"), ("measure",), ("measure", "chance")}
