"""What a person would see: `view` shows a state, `account` tells what a step did.

Texts are Markdown without markup of any front end; a citation appears as `[1]`, numbered over the scenario's sources
in file order. Hidden variables appear in neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crisisengine.engine.causes import cause_text, measure_of
from crisisengine.engine.change_rules import rule_text
from crisisengine.engine.compile.scenario import compiled
from crisisengine.engine.locks import needs, reasons
from crisisengine.engine.paying import price_text
from crisisengine.engine.rendering import Rendering, span_text
from crisisengine.engine.rules import Step, route
from crisisengine.engine.spelling import label_text, word_text
from crisisengine.engine.state import Change, Offer, State
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
from crisisengine.model.scenario import Measure, Outcome, Party, Scenario, Variable

__all__ = ["account", "arrival_account", "view"]


def view(scenario: Scenario, state: State) -> View:
    """What a person would see in this state."""
    rendering = Rendering.of(scenario, state)
    here = rendering.compiled.program.places[state.row[0]]
    ending = scenario.endings.get(here)
    card = None
    if ending is not None:
        title, chapter = ending.title, ""
        text = rendering.text(ending.text)
        card = EndingCard(id=ending.id, title=ending.title, text=text, history=rendering.text(ending.history))
    else:
        scene = scenario.scenes[here]
        title, chapter, text = scene.title, scene.chapter, rendering.text(scene.text)
    shown = [variable for variable in scenario.variables.values() if variable.label and not variable.hidden]
    return View(
        scenario=scenario.title,
        place=here,
        title=title,
        chapter=chapter,
        text=text,
        clock=_clock_face(rendering),
        indicators=tuple(_indicator(rendering, variable) for variable in shown if not variable.party),
        parties=_parties(rendering),
        offers=_offer_lines(rendering),
        ending=card,
    )


def _indicator(rendering: Rendering, variable: Variable) -> Indicator:
    """A variable as it stands."""
    amount = rendering.compiled.value(rendering.row, variable.name)
    ladder = tuple(variable.word(number) for number in range(len(variable.words)))
    rungs = range(len(ladder)) if ladder else [lowest for lowest, _ in variable.bands]
    return Indicator(
        variable=variable.name,
        label=variable.label,
        sort=variable.sort,
        value=amount,
        low=variable.low,
        high=variable.high,
        word=word_text(variable, amount),
        words=ladder,
        better=variable.better,
        explains=variable.explains,
        rung=max(sum(lowest <= amount for lowest in rungs), min(len(rungs), 1)),
        of=len(rungs),
    )


def _clock_face(rendering: Rendering) -> ClockFace | None:
    clock = rendering.scenario.clock
    if clock is None:
        return None
    reading = rendering.compiled.value(rendering.row, clock.unit)
    return ClockFace(date=rendering.date(), reading=reading, length=clock.length, unit=clock.unit)


def _parties(rendering: Rendering) -> tuple[PartyLine, ...]:
    """Main parties in file order, each with its parties in a place behind it; then whoever is left."""
    parties = rendering.scenario.parties
    belonging: dict[str, list[Party]] = {}
    for party in parties.values():
        belonging.setdefault(party.of, []).append(party)
    order: dict[str, Party] = {}
    for party in sorted(belonging.get("", []), key=lambda party: not party.main):
        order |= {place.id: place for place in (party, *belonging.get(party.id, []))}
    return tuple(_party_line(rendering, party) for party in (order | {**parties, **order}).values())


def _party_line(rendering: Rendering, party: Party) -> PartyLine:
    variables = [rendering.scenario.variables[f"{party.id}.{attribute}"] for attribute in party.attributes]
    return PartyLine(
        id=party.id,
        name=party.name,
        main=party.main,
        of=party.of,
        about=party.about,
        indicators=tuple(_indicator(rendering, variable) for variable in variables if not variable.hidden),
    )


def _offer_lines(rendering: Rendering) -> tuple[OfferLine, ...]:
    scene = rendering.compiled.scenes[rendering.row[0]]
    if scene is None:
        return ()
    lines: list[OfferLine] = []
    opened = locked = 0
    for offer in scene.offers(rendering.row):
        opened, locked = opened + offer.open, locked + (not offer.open)
        sign = str(opened) if offer.open else _letters(locked)
        lines.append(_offer_line(rendering, offer, scene.measures[offer.measure], sign))
    return tuple(lines)


def _letters(number: int) -> str:
    """`a` to `z`, then `aa`, `ab`, ...; from 1."""
    found = ""
    while number:
        number, letter = divmod(number - 1, 26)
        found = chr(ord("a") + letter) + found
    return found


def _offer_line(rendering: Rendering, offer: Offer, measure: Measure, sign: str) -> OfferLine:
    takes = measure.takes.fixed
    if takes is None:
        takes = rendering.compiled.evaluate(rendering.row, measure.takes.amount)
    shut = [measure.gates[number] for number in offer.refusals]
    return OfferLine(
        measure=measure.id,
        label=measure.label,
        locked=not offer.open,
        reasons=reasons(rendering, measure, offer.refusals),
        takes=takes,
        span=span_text(rendering.scenario, takes),
        tags=tuple(rendering.scenario.tags[tag].label for tag in measure.tags),
        standing=not measure.scene,
        chance=bool(measure.outcomes),
        sign=sign,
        needs=tuple(dict.fromkeys(need for gate in shut for need in needs(rendering, gate))),
        price=price_text(rendering.scenario, measure.costs) if all(gate.cost is None for gate in shut) else "",
    )


def account(scenario: Scenario, step: Step, earlier: Iterable[Step] = ()) -> Account:
    """What a step did, as told to a person; texts read the state after the step.

    Args:
        scenario: what is played.
        step: a decision or a send, and what followed.
        earlier: the moves before it. Only a report that came in with one of them can be verified.
    """
    rendering = Rendering(step.compiled, step.after.row)
    if step.decision.send:
        return _account_of_send(rendering, step)
    measure, outcome = route(scenario, step.decision)
    sources: list[Measure | Outcome] = [measure] if outcome is None else [measure, outcome]
    return Account(
        label=measure.label,
        result="\n\n".join(rendering.text(source.result).strip() for source in sources if source.result),
        cards=_cards(rendering, step),
        movements=_movements(step),
        findings=_findings(step, measure, earlier),
        lesson="\n\n".join(rendering.text(source.lesson).strip() for source in sources if source.lesson),
    )


def arrival_account(scenario: Scenario, state: State, injects: Sequence[str]) -> Account:
    """What comes where somebody has set a run by hand: no decision, and the texts of injects."""
    rendering = Rendering(compiled(scenario), state.row)
    cards = tuple(_card(rendering, name) for name in injects)
    return Account(label="", result="", cards=cards, movements=(), findings=(), lesson="")


def _account_of_send(rendering: Rendering, step: Step) -> Account:
    """What a send did: it brings its own card first, and perhaps others behind it."""
    label = cause_text(step.scenario, step.scenario.injects[step.decision.send].route)
    lesson = rendering.text(step.scenario.injects[step.decision.send].lesson)
    return Account(
        label=label, result="", cards=_cards(rendering, step), movements=_movements(step), findings=(), lesson=lesson
    )


def _cards(rendering: Rendering, step: Step) -> tuple[Card, ...]:
    return tuple(_card(rendering, event.inject) for event in step.events if event.what == "fired")


def _movements(step: Step) -> tuple[Movement, ...]:
    return tuple(_movement(step.scenario, change) for change in step.changes if _visible(step.scenario, change))


def _card(rendering: Rendering, name: str) -> Card:
    inject = rendering.scenario.injects[name]
    return Card(
        inject=inject.id,
        sender=inject.sender,
        to=inject.to,
        by=inject.by,
        grade=inject.grade,
        text=rendering.text(inject.text),
    )


def _visible(scenario: Scenario, change: Change) -> bool:
    """Indicators and parties move before a person's eyes; inner workings, hidden ones and the clock do not."""
    variable = scenario.variables[change.variable]
    return bool(variable.label) and not variable.hidden


def _movement(scenario: Scenario, change: Change) -> Movement:
    """A change as it is told while playing: which outcome brought it is for the debrief."""
    variable = scenario.variables[change.variable]
    return Movement(
        variable=change.variable,
        label=label_text(scenario, change.variable),
        before=change.before,
        after=change.after,
        word_before=word_text(variable, change.before),
        word_after=word_text(variable, change.after),
        better=variable.better,
        saturated=change.saturated,
        cause=cause_text(scenario, measure_of(change.cause)),
        route=measure_of(change.cause),
        follows_from=tuple(dict.fromkeys(map(measure_of, change.follows_from))),
        sort=variable.sort,
        rule=rule_text(scenario, change),
    )


def _findings(step: Step, measure: Measure, earlier: Iterable[Step]) -> tuple[Finding, ...]:
    """Nothing of a report that had not come in: it would tell what nobody has claimed yet."""
    name = measure.verifies
    if not name or not any(event.what == "fired" and event.inject == name for move in earlier for event in move.events):
        return ()
    claim = step.scenario.injects[name].claims
    assert claim is not None, "the loader refuses to verify what claims nothing"
    # As it was when somebody went to look: the same decision may have put it right.
    return (Finding(inject=name, true=bool(step.compiled.evaluate(step.before.row, claim))),)
