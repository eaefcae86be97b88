"""Who is in it and what is kept track of: parties and variables, with their scales from low to high."""

from __future__ import annotations

from collections.abc import Iterator

from crisisengine.authoring.script.document import Block, Entry, Grid, Rows
from crisisengine.engine.conditions import amount_text
from crisisengine.engine.naming import called, level_text
from crisisengine.engine.spelling import word_text
from crisisengine.model.scenario import Party, Scenario, Variable
from crisisengine.text.english import mid_sentence, percent
from crisisengine.text.markdown import literal

__all__ = ["attributes_explained", "watched_entry"]

_BETTER = {"high": "higher is better", "low": "lower is better", "": ""}


def watched_entry(scenario: Scenario) -> Iterator[Entry]:
    """A part with two tables, as far as there is anything to put into them."""
    blocks: list[Block] = []
    if scenario.parties:
        rows = [_party(scenario, party) for party in scenario.parties.values()]
        blocks.append(Grid(("Party", "About", "Starts at"), tuple(rows)))
        explained = attributes_explained(scenario)
        blocks += [Rows(tuple((label, (text,)) for label, text in explained.values()))] if explained else []
    clock = scenario.clock.unit if scenario.clock else ""
    known = [variable for variable in scenario.variables.values() if not variable.party and variable.name != clock]
    if known:
        rows = [_variable(scenario, variable) for variable in known]
        names: tuple[str, ...] = ("Kept track of", "Scale, from low to high", "Starts at")
        if any(variable.explains for variable in known):
            names = (*names, "What it means")
            rows = [(*row, literal(variable.explains)) for row, variable in zip(rows, known, strict=True)]
        blocks.append(Grid(names, tuple(rows)))
    if blocks:
        yield Entry(
            kind="part", title="Who is in it, and what is kept track of", anchor="watched", blocks=tuple(blocks)
        )


def attributes_explained(scenario: Scenario) -> dict[str, tuple[str, str]]:
    """By its id, what an attribute of parties is called, in bare words, and what it means: of those that are explained."""
    return {
        variable.attribute: (variable.label or variable.attribute.replace("_", " "), literal(variable.explains))
        for variable in scenario.variables.values()
        if variable.party and variable.explains
    }


def _party(scenario: Scenario, party: Party) -> tuple[str, ...]:
    notes = ["main party"] if party.main else []
    notes += [f"of {literal(mid_sentence(scenario.parties[party.of].name))}"] if party.of in scenario.parties else []
    names = [f"{party.id}.{attribute}" for attribute in party.attributes]
    starts = [_start(scenario.variables[name]) for name in names if name in scenario.variables]
    noted = f" ({', '.join(notes)})" if notes else ""
    return (f"**{literal(party.name)}**{noted}", literal(party.about), ", ".join(starts))


def _start(variable: Variable) -> str:
    return f"{literal(variable.label or variable.attribute)} {_first(variable)}"


def _first(variable: Variable) -> str:
    """What it starts with; where that is drawn, all that can be, each with how likely it is."""
    if not variable.draw:
        return _value(variable, variable.start)
    together = sum(weight for _, weight in variable.draw)
    drawn = [f"{_value(variable, value)} ({percent(weight / together)})" for value, weight in variable.draw]
    return f"drawn: {', '.join(drawn)}"


def _value(variable: Variable, value: int) -> str:
    return word_text(variable, value) if variable.sort == "truth" else level_text(variable, "==", value)


def _variable(scenario: Scenario, variable: Variable) -> tuple[str, ...]:
    name = literal(called(scenario, variable.name))
    notes = [
        "hidden while playing" if variable.hidden else "",
        "" if variable.label or variable.hidden else "inner working",
        _BETTER[variable.better],
    ]
    noted = ", ".join(filter(None, notes))
    if variable.derived is not None:
        start = f"always {amount_text(scenario, variable.derived, like=variable)}"
    else:
        start = _first(variable)
    return (f"**{name}**" + (f" ({noted})" if noted else ""), _scale(variable), start)


def _scale(variable: Variable) -> str:
    if variable.sort == "truth" and not variable.bands:
        return "no, yes"
    if variable.sort == "word":
        return ", ".join(literal(word_text(variable, value)) for value in range(len(variable.words)))
    if variable.bands:
        return ", ".join(f"{value} {literal(word)}" for value, word in variable.bands)
    return f"{variable.low} to {variable.high}"
