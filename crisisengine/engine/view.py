"""What a person would see: `view` shows a state, `account` tells what a step did.

Texts are Markdown without markup of any front end; a citation appears as `[1]`, numbered over the scenario's sources
in file order. Hidden variables appear in neither.
"""

from __future__ import annotations

from itertools import count
from string import ascii_lowercase

from attrs import evolve

from crisisengine.engine.rendering import date_text, reasons, render, span_text
from crisisengine.engine.rules import Change, Offer, State, Step, evaluate, offers, place, route, value
from crisisengine.engine.view_model import (
    Account,
    Card,
    ClockFace,
    EndingCard,
    Finding,
    Indicator,
    Movement,
    OfferLine,
    PartyLine,
    View,
)
from crisisengine.model.prose import Plain, Prose
from crisisengine.model.scenario import Measure, Party, Scenario, Variable

__all__ = ["account", "cause_text", "indicator", "view"]


def view(scenario: Scenario, state: State) -> View:
    """What a person would see in this state."""
    here = place(scenario, state)
    ending = scenario.endings.get(here)
    card = None
    if ending is not None:
        title, chapter = ending.title, ""
        text = render(scenario, state, ending.text)
        card = EndingCard(ending.id, ending.title, text, render(scenario, state, ending.history))
    else:
        scene = scenario.scenes[here]
        title, chapter, text = scene.title, scene.chapter, render(scenario, state, scene.text)
    shown = [one for one in scenario.variables.values() if one.label and not one.hidden]
    return View(
        scenario=scenario.title,
        place=here,
        title=title,
        chapter=chapter,
        text=text,
        clock=_clock_face(scenario, state),
        indicators=tuple(indicator(scenario, state, one) for one in shown if not one.party),
        parties=_parties(scenario, state),
        offers=signed(tuple(_offer_line(scenario, state, offer) for offer in offers(scenario, state))),
        ending=card,
    )


def indicator(scenario: Scenario, state: State, variable: Variable) -> Indicator:
    """A variable as it stands."""
    amount = value(scenario, state, variable.name)
    words = tuple(variable.word(number) for number in range(len(variable.words)))
    return Indicator(
        variable.name,
        variable.label,
        variable.sort,
        amount,
        variable.low,
        variable.high,
        variable.word(amount),
        words,
        variable.better,
        variable.explains,
    )


def _clock_face(scenario: Scenario, state: State) -> ClockFace | None:
    clock = scenario.clock
    if clock is None:
        return None
    return ClockFace(date_text(scenario, state), value(scenario, state, clock.unit), clock.length, clock.unit)


def _parties(scenario: Scenario, state: State) -> tuple[PartyLine, ...]:
    """Main parties in file order, each with its parties in a place behind it; then whoever is left."""
    parties = scenario.parties
    order: list[Party] = []
    for party in sorted(parties.values(), key=lambda one: not one.main):
        if not party.of:
            order.append(party)
            order += [one for one in parties.values() if one.of == party.id]
    order += [one for one in parties.values() if one not in order]
    return tuple(
        PartyLine(
            party.id,
            party.name,
            party.main,
            party.of,
            party.about,
            tuple(
                indicator(scenario, state, variable)
                for attribute in party.attributes
                if not (variable := scenario.variables[f"{party.id}.{attribute}"]).hidden
            ),
        )
        for party in order
    )


def _offer_line(scenario: Scenario, state: State, offer: Offer) -> OfferLine:
    measure = scenario.scenes[place(scenario, state)].measures[offer.measure]
    told = [reason for number in offer.refusals for reason in reasons(scenario, state, measure.gates[number])]
    return OfferLine(
        measure=measure.id,
        label=measure.label,
        locked=not offer.open,
        reasons=tuple(dict.fromkeys(told)),
        takes=measure.takes,
        span=span_text(scenario, measure.takes),
        tags=tuple(scenario.tags[tag].label for tag in measure.tags),
        standing=not measure.scene,
        chance=bool(measure.outcomes),
    )


def signed(lines: tuple[OfferLine, ...]) -> tuple[OfferLine, ...]:
    """The lines with their signs: open ones 1, 2, 3 ..., locked ones a, b, c ..."""
    numbers, letters = (str(number) for number in count(1)), iter(ascii_lowercase)
    return tuple(evolve(line, sign=next(letters, "") if line.locked else next(numbers)) for line in lines)


def account(scenario: Scenario, step: Step) -> Account:
    """What a step did, as told to a person; texts read the state after the step."""
    measure, outcome = route(scenario, step.decision)
    texts = [render(scenario, step.after, one.result) for one in (measure, outcome) if one is not None and one.result]
    lessons = [render(scenario, step.after, one.lesson) for one in (measure, outcome) if one is not None and one.lesson]
    cards = tuple(_card(scenario, step, event.inject) for event in step.events if event.what == "fired")
    return Account(
        measure.label,
        "\n\n".join(text.strip() for text in texts),
        cards,
        tuple(_movement(scenario, change) for change in step.changes if _visible(scenario, change)),
        _findings(scenario, step, measure),
        "\n\n".join(text.strip() for text in lessons),
    )


def _card(scenario: Scenario, step: Step, name: str) -> Card:
    inject = scenario.injects[name]
    text = render(scenario, step.after, inject.text)
    return Card(inject.id, inject.sender, inject.to, inject.by, inject.grade, text)


def _visible(scenario: Scenario, change: Change) -> bool:
    """Indicators and parties move before a person's eyes; inner workings, hidden ones and the clock do not."""
    variable = scenario.variables[change.variable]
    return bool(variable.label) and not variable.hidden


def _movement(scenario: Scenario, change: Change) -> Movement:
    variable = scenario.variables[change.variable]
    label = f"{scenario.parties[variable.party].name}: {variable.label}" if variable.party else variable.label
    return Movement(
        change.variable,
        label,
        change.before,
        change.after,
        variable.word(change.before),
        variable.word(change.after),
        variable.better,
        change.saturated,
        cause_text(scenario, change.cause),
        change.cause,
        change.follows_from,
        variable.sort,
    )


def cause_text(scenario: Scenario, cause: str) -> str:
    """A cause in words: the measure's label, or who sent what."""
    kind, _, rest = cause.partition(".")
    if kind == "scene":
        scene, _, rest = rest.partition(".measure.")
        measure, _, outcome = rest.partition(".chance.")
        label = scenario.scenes[scene].measures[measure].label
        return f"{label} ({outcome.replace('_', ' ')})" if outcome else label
    if kind == "measure":
        measure, _, outcome = rest.partition(".chance.")
        return scenario.standing[measure].label
    if kind == "inject":
        inject = scenario.injects[rest]
        opening = " ".join(_opening(inject.text).split())
        short = opening if len(opening) <= 60 else opening[:57].rsplit(" ", 1)[0] + "..."
        return f"{inject.sender}: {short}" if inject.sender else short
    if kind == "ending":
        return scenario.endings[rest].title
    if kind == "variable":
        return "follows from what it is made of"
    return "time"


def _opening(prose: Prose) -> str:
    """The first words of a text that do not depend on the state."""
    return next((piece.text for piece in prose if isinstance(piece, Plain) and piece.text.strip()), "")


def _findings(scenario: Scenario, step: Step, measure: Measure) -> tuple[Finding, ...]:
    if not measure.verifies:
        return ()
    claim = scenario.injects[measure.verifies].claims
    assert claim is not None, "the loader refuses to verify what claims nothing"
    # As it was when somebody went to look: the same decision may have put it right.
    return (Finding(measure.verifies, bool(evaluate(scenario, step.before, claim))),)
