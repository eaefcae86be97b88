"""Run in, Debrief out: pure, from the same four functions that played it.

While playing, hidden variables stay hidden; here they are told, because here is where one learns. Whoever calls may
hand in an oracle that knows what could still become of each state (`debriefing.oracle`); without one the debrief says
nothing about roads not taken.
"""

from __future__ import annotations

from crisisengine.debriefing.causes import CauseReader, date_of, happened
from crisisengine.debriefing.chance import chances
from crisisengine.debriefing.conduct import graded_reports, locked_measures, mix, objectives
from crisisengine.debriefing.model import Debrief, DecisionReview, EndingOption, Road, Trajectory
from crisisengine.debriefing.questions import questions
from crisisengine.debriefing.reachability import Reachability, by_rank
from crisisengine.debriefing.turning_points import RunOutlook
from crisisengine.engine.rendering import date_at, render, source_number, span_text
from crisisengine.engine.rules import Step, route
from crisisengine.engine.run import Run
from crisisengine.engine.view import account, view
from crisisengine.engine.view_model import View
from crisisengine.version import __version__

__all__ = ["debrief"]


def debrief(run: Run, reachability: Reachability | None = None) -> Debrief:
    """Read a run, ended or not."""
    scenario = run.scenario
    views = [view(scenario, one.before) for one in run.steps] + [view(scenario, run.state)]
    ledger = CauseReader(scenario)
    roads = None if reachability is None else RunOutlook(run, reachability)
    reviews = tuple(_review(step, number, views[number - 1], ledger, roads) for number, step in enumerate(run.steps, 1))
    turning = frozenset(review.number for review in reviews if review.turning)
    believed, locked = graded_reports(run), locked_measures(run)
    learned = objectives(run, turning, believed)
    ending_options = _ending_options(run)
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
        ending_options,
        reviews,
        _trajectories(views),
        believed,
        chances(run),
        mix(run),
        locked,
        learned,
        questions(run, reviews, believed, locked, learned, {option.id: option.title for option in ending_options}),
        tuple(dict.fromkeys(review.lesson for review in reviews if review.lesson)),
        tuple((source_number(scenario, name), source) for name, source in scenario.sources.items()),
        render(scenario, run.state, scenario.invented),
        render(scenario, run.state, scenario.leaves_out),
    )


def _ending_options(run: Run) -> tuple[EndingOption, ...]:
    endings = run.scenario.endings
    return tuple(
        EndingOption(one, endings[one].title, endings[one].rank, run.place == one)
        for one in by_rank(run.scenario, frozenset(endings))
    )


def _trajectories(views: list[View]) -> tuple[Trajectory, ...]:
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
            Trajectory(
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


def _review(step: Step, number: int, before: View, ledger: CauseReader, roads: RunOutlook | None) -> DecisionReview:
    scenario, decision = step.scenario, step.decision
    scene = scenario.scenes[decision.scene]
    measure, _ = route(scenario, decision)
    told = account(scenario, step)
    return DecisionReview(
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


def _roads(number: int, before: View, taken: str, roads: RunOutlook | None) -> tuple[Road, ...]:
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
