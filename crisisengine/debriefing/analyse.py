"""Run in, Debrief out: pure, from the same four functions that played it.

While playing, hidden variables stay hidden; here they are told, because here is where one learns. Whoever calls may
hand in an oracle that knows what could still become of each state (`debriefing.oracle`); without one the debrief says
nothing about roads not taken.
"""

from __future__ import annotations

from crisisengine import __version__
from crisisengine.debriefing.causes import Ledger, date_of, happened
from crisisengine.debriefing.chance import chances
from crisisengine.debriefing.conduct import doubts, mix, objectives, shut
from crisisengine.debriefing.model import Course, Debrief, Door, Moment, Road
from crisisengine.debriefing.questions import questions
from crisisengine.debriefing.reachability import Oracle, by_rank
from crisisengine.debriefing.turning_points import Roads
from crisisengine.engine.rendering import date_at, render, source_number, span_text
from crisisengine.engine.rules import Step, route
from crisisengine.engine.run import Run
from crisisengine.engine.view import View, account, view

__all__ = ["debrief"]


def debrief(run: Run, oracle: Oracle | None = None) -> Debrief:
    """Read a run, ended or not."""
    scenario = run.scenario
    views = [view(scenario, one.before) for one in run.steps] + [view(scenario, run.state)]
    ledger = Ledger(scenario)
    roads = None if oracle is None else Roads(run, oracle)
    moments = tuple(_moment(step, number, views[number - 1], ledger, roads) for number, step in enumerate(run.steps, 1))
    turning = frozenset(moment.number for moment in moments if moment.turning)
    believed, locked = doubts(run), shut(run)
    learned = objectives(run, turning, believed)
    doors = _doors(run)
    last = views[-1]
    return Debrief(
        scenario.id,
        scenario.title,
        scenario.fingerprint,
        __version__,
        run.seed,
        run.ended,
        last.ending,
        date_at(scenario, 0) if scenario.clock else "",
        last.clock.date if last.clock else "",
        doors,
        moments,
        _courses(views),
        believed,
        chances(run),
        mix(run),
        locked,
        learned,
        questions(run, moments, believed, locked, learned, {door.id: door.title for door in doors}),
        tuple(dict.fromkeys(moment.lesson for moment in moments if moment.lesson)),
        tuple((source_number(scenario, name), source) for name, source in scenario.sources.items()),
        render(scenario, run.state, scenario.invented),
        render(scenario, run.state, scenario.leaves_out),
    )


def _doors(run: Run) -> tuple[Door, ...]:
    endings = run.scenario.endings
    return tuple(
        Door(one, endings[one].title, endings[one].rank, run.place == one)
        for one in by_rank(run.scenario, frozenset(endings))
    )


def _courses(views: list[View]) -> tuple[Course, ...]:
    """Every indicator of the side panel, from state to state."""
    found = []
    panels = [
        [("", one) for one in shown.indicators]
        + [(f"{party.name}: ", one) for party in shown.parties for one in party.indicators]
        for shown in views
    ]
    for row in zip(*panels, strict=True):
        whose, first = row[0]
        found.append(
            Course(
                first.variable,
                whose + first.label,
                first.sort,
                first.low,
                first.high,
                first.better,
                tuple(one.value for _, one in row),
                tuple(one.word for _, one in row),
                bool(whose),
            )
        )
    return tuple(found)


def _moment(step: Step, number: int, before: View, ledger: Ledger, roads: Roads | None) -> Moment:
    scenario, decision = step.scenario, step.decision
    scene = scenario.scenes[decision.scene]
    measure, _ = route(scenario, decision)
    told = account(scenario, step)
    return Moment(
        number,
        date_of(scenario, step),
        scene.id,
        scene.title,
        scene.chapter,
        before.text,
        measure.id,
        measure.label,
        decision.outcome or "",
        decision.why,
        decision.by,
        decision.expected,
        decision.at,
        tuple(scenario.tags[tag].label for tag in measure.tags),
        span_text(scenario, measure.takes) if scenario.clock else "",
        _roads(number, before, measure.id, roads),
        told.result,
        told.lesson,
        told.cards,
        happened(scenario, step, "lapsed"),
        happened(scenario, step, "set"),
        happened(scenario, step, "cancelled"),
        ledger.read(step, number),
        roads.outlooks[number - 1] if roads else None,
        roads.outlooks[number] if roads else None,
        roads.closed(number) if roads else (),
        roads.turning_point(number) if roads else None,
    )


def _roads(number: int, before: View, taken: str, roads: Roads | None) -> tuple[Road, ...]:
    return tuple(
        Road(
            one.measure,
            one.label,
            one.measure == taken,
            one.reasons,
            roads.keeps(number, one.measure) if roads and not one.locked else "",
        )
        for one in before.offers
    )
