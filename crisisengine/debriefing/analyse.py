"""Run in, Debrief out: pure, from the same four functions that played it.

While playing, hidden variables stay hidden; here they are told, because here is where one learns. Whoever calls may
hand in somebody who knows what could still become of each state (`debriefing.reachability`); without, the debrief says
nothing about roads not taken. Over its budget a debrief goes on without what there was no time for, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from attrs import define, evolve, field

from crisisengine.budget import UNLIMITED, Budget, OverBudget, Reason
from crisisengine.debriefing.causes import CauseReader, date_of, happened
from crisisengine.debriefing.chance import begun_at, chances, drawn_values
from crisisengine.debriefing.chapters import chapters
from crisisengine.debriefing.graded_reports import graded_reports
from crisisengine.debriefing.locked import locked_measures
from crisisengine.debriefing.mix import mix
from crisisengine.debriefing.model import (
    Chances,
    Debrief,
    DecisionReview,
    EndingOption,
    Odds,
    Road,
    SentInject,
)
from crisisengine.debriefing.objectives import objectives
from crisisengine.debriefing.odds import odds_along
from crisisengine.debriefing.questions import answered_earlier, questions
from crisisengine.debriefing.reachability import Reachability, by_rank
from crisisengine.debriefing.theories import theories
from crisisengine.debriefing.trajectories import trajectories
from crisisengine.debriefing.turning_points import RunOutlook
from crisisengine.engine.rendering import date_at, render, source_number
from crisisengine.engine.rules import Step, route
from crisisengine.engine.run import Run, other_luck
from crisisengine.engine.situation import situation
from crisisengine.engine.starts import drawn_start
from crisisengine.engine.view import account, view
from crisisengine.engine.view_model import View
from crisisengine.version import __version__

__all__ = ["debrief"]


def debrief(run: Run, reachability: Reachability | None = None, budget: Budget = UNLIMITED) -> Debrief:
    """Read a run, ended or not.

    Half of the time may go into reading decision by decision; what is then not told, and every part that there was no
    time or memory for, is named in `Debrief.cut`.

    Raises:
        OverBudget: whoever waited for it has gone (`stopped`), and for no other reason.
    """
    scenario = run.scenario
    reader = _DebriefReader(run, budget)
    reader.read()
    if len(reader.reviews) == len(run.steps):
        read = run
        reader.look_around(reachability)
    else:
        read = evolve(run, moves=run.moves[: run.moves.index(run.steps[len(reader.reviews)])])
    reviews = tuple(reader.reviews)
    last = view(scenario, run.state)
    turning = frozenset(review.number for review in reviews if review.turning)
    believed, locked = graded_reports(read), locked_measures(read)
    learned = objectives(read, turning, believed)
    ending_options = _ending_options(run)
    titles = {option.id: option.title for option in ending_options}
    believed_of_it = theories(scenario.theory, run.answers)
    asked = questions(read, reviews, believed, locked, learned, titles, believed_of_it)
    return Debrief(
        scenario=scenario.id,
        title=scenario.title,
        language=scenario.language or "en",
        fingerprint=scenario.fingerprint,
        engine=__version__,
        seed=run.seed,
        begun=begun_at(run),
        drawn=drawn_values(run),
        start_as_seeded=run.start == drawn_start(scenario, run.seed, run.start.chapter),
        decided=len(run.steps),
        loop_from=_loop_from(run),
        ended=run.ended,
        ending=last.ending,
        opened=date_at(scenario, 0) if scenario.clock else "",
        closed=last.clock.date if last.clock else "",
        chapters=chapters(run),
        ending_options=ending_options,
        reviews=reviews,
        sent=tuple(reader.sent),
        trajectories=trajectories(scenario, [*reader.views, view(scenario, read.state)]),
        graded_reports=believed,
        situation=situation(scenario, [*(step.decision.scene for step in run.steps), run.place], last.parties),
        odds=reader.odds,
        chances=reader.chances,
        mix=mix(read),
        locked_measures=locked,
        objectives=learned,
        theories=believed_of_it,
        questions=asked,
        answered_earlier=answered_earlier(asked, run.answers, believed_of_it),
        lessons=tuple(dict.fromkeys(review.lesson for review in reviews if review.lesson)),
        sources=tuple((source_number(scenario, name), source) for name, source in scenario.sources.items()),
        invented=render(scenario, run.state, scenario.invented),
        leaves_out=render(scenario, run.state, scenario.leaves_out),
        cut=tuple(reader.cut),
    )


_WHY: dict[Reason, str] = {
    "seconds": "the time for it was up",
    "memory": "the memory for it was up",
    "states": "chance branches too far to be followed",
}


@define
class _DebriefReader:
    """Reads as much of a run as there is time for, and keeps account of what there was none for."""

    run: Run
    budget: Budget
    views: list[View] = field(init=False, factory=list)
    """Before each decision that was read."""
    reviews: list[DecisionReview] = field(init=False, factory=list)
    sent: list[SentInject] = field(init=False, factory=list)
    chances: Chances | None = field(init=False, default=None)
    odds: Odds | None = field(init=False, default=None)
    cut: list[str] = field(init=False, factory=list)

    def read(self) -> None:
        """Decision by decision, as far as half of the time goes; nothing yet of roads not taken."""
        ledger = CauseReader(self.run.scenario)
        # A journal can be edited, and a play that the checker found has no seed.
        edited = frozenset(other_luck(self.run))
        budget = self.budget.part(self.budget.left / 2)
        with self._cutting("Decisions {next} to {all}, the roads not taken, and what chance decided are left out"):
            for step in self.run.moves:
                budget.ask("reading the run slowly")
                if step.decision.send:
                    self.sent.append(_sent(step, len(self.reviews), ledger))
                    continue
                number = len(self.reviews) + 1
                before = view(self.run.scenario, step.before)
                review = _review(step, number, before, ledger, as_seeded=number not in edited)
                self.views.append(before)
                self.reviews.append(review)

    def look_around(self, reachability: Reachability | None) -> None:
        """The roads not taken, and what other luck would have made of these decisions."""
        with self._cutting("What chance decided is left out"):
            self.chances = chances(self.run, self.budget.part(self.budget.left / 4))
        if reachability is None:
            return
        outlook = None
        with self._cutting("Roads not taken are left out"):
            found = RunOutlook(self.run, reachability, self.budget)
            turning = [found.turning_point(number) for number in range(1, len(self.reviews) + 1)]
            outlook = found
        if outlook is None:
            return
        if outlook.hurried:
            self.cut.append("Roads not taken are sampled by fewer plays than usual, since the time for more was up.")
        for number, review in enumerate(self.reviews, 1):
            self.reviews[number - 1] = evolve(
                review,
                before=outlook.before(number),
                after=outlook.after(number),
                closed=outlook.closed(number),
                turning=turning[number - 1],
            )
        self._weigh(reachability)
        with self._cutting("What other measures would have kept is left out in part"):
            for number, review in enumerate(self.reviews, 1):
                self.reviews[number - 1] = evolve(
                    review,
                    roads=tuple(
                        road if road.reasons else evolve(road, keeps=outlook.keeps(number, road.measure))
                        for road in review.roads
                    ),
                )
        with self._cutting("Ways on from turning points are left out in part"):
            for number, review in enumerate(self.reviews, 1):
                if review.turning:
                    self.reviews[number - 1] = evolve(review, turning=outlook.way_on(review.turning))

    def _weigh(self, reachability: Reachability) -> None:
        """The chance of the best rank around each decision."""
        with self._cutting("The chance of the best end, decision by decision, is left out"):
            found = odds_along(self.run, reachability, self.budget.part(self.budget.left / 2))
            if found is not None:
                self.odds, along = found
                self.reviews = [evolve(review, odds=odds) for review, odds in zip(self.reviews, along, strict=True)]

    @contextmanager
    def _cutting(self, sentence: str) -> Iterator[None]:
        """Do without something where the budget is used up, and say so."""
        try:
            yield
        except OverBudget as over:
            if over.reason == "stopped":
                raise
            what = sentence.format(next=len(self.reviews) + 1, all=len(self.run.steps))
            self.cut.append(f"{what}: {_WHY[over.reason]}.")


def _loop_from(run: Run) -> int:
    """The last decision before which an unfinished run stood where it stands now."""
    if run.ended:
        return 0
    return next((number for number, step in reversed(list(enumerate(run.steps, 1))) if step.before == run.state), 0)


def _ending_options(run: Run) -> tuple[EndingOption, ...]:
    endings = run.scenario.endings
    return tuple(
        EndingOption(id=name, title=endings[name].title, rank=endings[name].rank, reached=run.place == name)
        for name in by_rank(run.scenario, frozenset(endings))
    )


def _sent(step: Step, number: int, ledger: CauseReader) -> SentInject:
    scenario, decision = step.scenario, step.decision
    told = account(scenario, step)
    return SentInject(
        number=number,
        scene_title=scenario.scenes[decision.scene].title,
        card=told.cards[0],
        good_answer=render(scenario, step.after, scenario.injects[decision.send].good_answer),
        others=told.cards[1:],
        by=decision.by,
        at=decision.at,
        ledger=ledger.read(step, number),
    )


def _review(step: Step, number: int, before: View, ledger: CauseReader, *, as_seeded: bool) -> DecisionReview:
    scenario, decision = step.scenario, step.decision
    scene = scenario.scenes[decision.scene]
    measure, _ = route(scenario, decision)
    told, offered = account(scenario, step), next(offer for offer in before.offers if offer.measure == measure.id)
    return DecisionReview(
        number=number,
        date=date_of(scenario, step),
        scene=scene.id,
        scene_title=scene.title,
        chapter=scene.chapter,
        site=scenario.sites.get(scene.site),
        situation=before.text,
        measure=measure.id,
        label=measure.label,
        outcome=decision.outcome or "",
        as_seeded=as_seeded,
        why=decision.why,
        by=decision.by,
        expected=decision.expected,
        at=decision.at,
        tags=tuple(scenario.tags[tag].label for tag in measure.tags),
        takes=offered.span,
        price=offered.price,
        roads=tuple(
            Road(
                measure=offer.measure,
                label=offer.label,
                taken=offer.measure == measure.id,
                reasons=offer.reasons,
                keeps="",
            )
            for offer in before.offers
        ),
        result=told.result,
        lesson=told.lesson,
        cards=told.cards,
        lapsed=happened(scenario, step, "lapsed"),
        set_going=happened(scenario, step, "set"),
        called_off=happened(scenario, step, "cancelled"),
        ledger=ledger.read(step, number),
        before=None,
        after=None,
        closed=(),
        turning=None,
        ask=tuple(render(scenario, step.before, question) for question in scene.ask),
    )
