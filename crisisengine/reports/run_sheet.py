"""The run sheet: what a facilitator holds in the hand while leading a room, made from a scenario before anybody plays.

Sections of Markdown, as every report has. It tells what the wall never shows: guidance, what each role alone is told, what
depends on what. Where a text depends on the state, each side stands behind its condition; what a role is told stands as it
reads at the start.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from attrs import frozen

from crisisengine.engine.conditional import conditional_text
from crisisengine.engine.conditions import condition_text
from crisisengine.engine.notes import role_card
from crisisengine.engine.rendering import render
from crisisengine.engine.state import State
from crisisengine.model.scenario import Scenario, Scene
from crisisengine.reports.narrative.summary import cited_works
from crisisengine.reports.sections import Section
from crisisengine.text.markdown import authored, literal
from crisisengine.text.messages import _, _n

__all__ = ["RunSheet", "run_sheet"]


@frozen(kw_only=True)
class RunSheet:
    """A document for one person."""

    title: str
    """In bare words."""
    head: str
    """Markdown."""
    sections: tuple[Section, ...]


def run_sheet(scenario: Scenario, state: State, *, minutes: float, rules: Sequence[str]) -> RunSheet:
    """The run sheet of a scenario.

    Args:
        scenario: whole.
        state: at the start, as roles read their cards.
        minutes: of a question where its scene names none; 0: no limit.
        rules: what this room was told beforehand, a sentence each.
    """
    timed = sum(_minutes(scene, minutes) for scene in scenario.scenes.values())
    told = [
        Section("needed", _("What is needed"), (_bullets(_needed(scenario)),)),
        Section("rules", _("What this room is told"), (_bullets(map(literal, rules)),)),
        Section("before", _("Before the first scene"), tuple(_before(scenario, state))),
        Section("scenes", _("Scenes"), tuple(_scenes(scenario, minutes))),
        *_contingencies(scenario),
        *_handouts(scenario, state),
    ]
    works = cited_works(enumerate(scenario.sources.values(), 1), "\n".join(section.markdown for section in told))
    if works:
        told.append(Section("sources", _("Sources"), (works,)))
    return RunSheet(
        title=_("Run sheet: {title}", title=scenario.title),
        head=" ".join(
            [
                _("**For the facilitator alone: it gives the story away.**"),
                _n(
                    "{scenes} scenes; in a room {count} minute, if it comes to each of them once, and the debrief after it.",
                    "{scenes} scenes; in a room {count} minutes, if it comes to each of them once, and the debrief after it.",
                    round(timed),
                    scenes=len(scenario.scenes),
                ),
                _("Most runs come to some of them only."),
            ]
        ),
        sections=tuple(told),
    )


def _needed(scenario: Scenario) -> Iterator[str]:
    yield _("this computer, its charger, and a projector or a large screen; windows that can be darkened")
    yield _("a network of the room's own for the phones, or none: raised hands and paper do")
    if scenario.roles:
        yield _n(
            "{count} handout, for the role that the room has: one page each, from `--rehearse --out DIR`",
            "{count} handouts, one for each role: one page each, from `--rehearse --out DIR`",
            len(scenario.roles),
        )
    yield _("paper, pens, and slips for ballots; this sheet, printed")
    yield _("a wall to write on, or large sheets: promises, questions, what is to be applied")
    yield _("a second person, if there is one: to count hands and to watch the room")


def _before(scenario: Scenario, state: State) -> Iterator[str]:
    if scenario.content_note:
        yield _("Read this aloud, and say how one steps out:")
        yield _quoted(render(scenario, state, scenario.content_note))
    if scenario.invented:
        yield _("When somebody asks what is true:")
        yield _quoted(render(scenario, state, scenario.invented))
    if scenario.rehearses:
        yield _("What it rehearses: {text}", text=literal(scenario.rehearses))
    if scenario.objectives:
        yield _("What the exercise is for:")
        yield _bullets(literal(objective.text) for objective in scenario.objectives.values())


def _scenes(scenario: Scenario, minutes: float) -> Iterator[str]:
    number = 0
    for chapter, members in groupby(scenario.scenes.values(), key=lambda scene: scene.chapter):
        scenes = list(members)
        if chapter:
            span = _span(sum(_minutes(scene, minutes) for scene in scenes))
            yield f"### {literal(chapter)} ({span})"
        for scene in scenes:
            number += 1
            yield f"#### {number}. {literal(scene.title)} ({_span(_minutes(scene, minutes))})"
            yield _bullets(_vote(scenario, scene))
            if scene.guidance:
                yield authored(conditional_text(scenario, scene.guidance))
            if scene.ask:
                yield _("Ask:")
                yield _bullets(authored(conditional_text(scenario, question)) for question in scene.ask)


def _vote(scenario: Scenario, scene: Scene) -> Iterator[str]:
    """Who votes on what, and what is taken when nobody decides."""
    voters = literal(scenario.roles[scene.voters].title) if scene.voters else _("everybody")
    yield _("votes: {voters}", voters=voters)
    for measure in scene.measures.values():
        if measure.voters:
            role = literal(scenario.roles[measure.voters].title)
            yield _("only for {role}: “{label}”", role=role, label=literal(measure.label))
    if scene.default:
        label = literal(scene.measures[scene.default].label)
        yield _("if the room does not decide: “{label}”, where it is open", label=label)
    else:
        yield _("if the room does not decide: you are asked")


def _contingencies(scenario: Scenario) -> Iterator[Section]:
    """What a facilitator may send."""
    sent = [inject for inject in scenario.injects.values() if inject.contingency]
    if not sent:
        return
    parts = [
        _n(
            "You may send {count} of these in a run.",
            "You may send {count} of these in a run, each of them once.",
            scenario.contingencies,
        )
    ]
    for inject in sent:
        sender = literal(inject.sender) or _("without a sender")
        parts.append(f"#### {literal(inject.id.replace('_', ' '))} ({sender})")
        parts.append(_quoted(conditional_text(scenario, inject.text)))
        where = [f"“{literal(scenario.scenes[name].title)}”" for name in inject.scenes]
        limits = [_("sent from your console; line by line: `send {id}`", id=inject.id)]
        limits += [_("only in {scenes}", scenes=", ".join(where))] if where else []
        if inject.when is not None:
            limits.append(_("only if {condition}", condition=condition_text(scenario, inject.when)))
        parts.append(_bullets(limits))
        if inject.good_answer:
            parts.append(_("A good answer:") + " " + authored(conditional_text(scenario, inject.good_answer)))
    yield Section("contingencies", _("Contingencies"), tuple(parts))


def _handouts(scenario: Scenario, state: State) -> Iterator[Section]:
    """What each role reads; what it alone knows is for nobody else's eyes."""
    if not scenario.roles:
        return
    parts = [_("What a role alone knows is for that role alone: never on the wall.")]
    for name in scenario.roles:
        card = role_card(scenario, state, name)
        chair = _(" (has the chair)") if card.chair else ""
        parts.append(f"### {literal(card.title)}{chair}")
        parts.append(authored(card.brief))
        if card.knows:
            parts.append(_("Only they know:") + " " + authored(card.knows))
    yield Section("handouts", _("Roles and their handouts"), tuple(parts))


def _minutes(scene: Scene, otherwise: float) -> float:
    return scene.minutes or otherwise


def _span(minutes: float) -> str:
    return _n("{count} minute", "{count} minutes", round(minutes)) if minutes else _("no limit")


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join("- " + line.replace("\n", "\n  ") for line in lines)


def _quoted(markdown: str) -> str:
    return "\n".join(f"> {line}" for line in authored(markdown).split("\n"))
