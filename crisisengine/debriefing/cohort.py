"""Several runs of one scenario, read together: where a room agreed, where it split, and what all of it overlooked.

Alignment follows the practice of crisis exercises: a scene is *unified* where the measure chosen most has three fifths
of the groups or more, else *split*; below five groups no such word is said, and only counts are printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from attrs import frozen

from crisisengine.debriefing.model import Debrief, DecisionReview, EndingOption, Road
from crisisengine.model.kinds import Alignment

__all__ = ["ENOUGH", "UNIFIED", "Choice", "Cohort", "CohortRun", "CohortScene", "read_together"]

UNIFIED = 0.6
ENOUGH = 5
"""Groups below which an alignment says more about single people than about a room."""


@frozen(kw_only=True)
class CohortRun:
    """One run of the cohort."""

    name: str
    decisions: int
    ending: str
    """By id; empty while the run is not over."""
    turning: tuple[int, ...]
    """The numbers of its turning points."""
    luck: float | None


@frozen(kw_only=True)
class Choice:
    """A measure in a scene, and how many took it there first."""

    measure: str
    label: str
    count: int
    kept: int
    """Of these, the runs in which it kept the best that was possible, whatever the world decides."""
    lost: int
    """Of these, the runs in which it closed it."""
    runs: tuple[str, ...]
    """Who took it, by name."""
    reasons: tuple[tuple[str, str], ...]
    """(who, why) of those who wrote a reason down; a minority's as well as a majority's."""


@frozen(kw_only=True)
class CohortScene:
    """A scene as the cohort met it; of each run its first decision there."""

    scene: str
    title: str
    chapter: str
    groups: int
    """How many runs decided here."""
    choices: tuple[Choice, ...]
    """Those taken, the most frequent first."""
    share: float
    """Of the first choice."""
    alignment: Alignment
    better: tuple[str, ...]
    """Labels of measures that stood open and would have kept the best in some run that closed it here."""
    blind: bool
    """Whether most took what closed the best, although something open would have kept it."""


@frozen(kw_only=True)
class Cohort:
    """Runs of one scenario, together."""

    scenario: str
    title: str
    language: str
    fingerprint: str
    engine: str
    ending_options: tuple[EndingOption, ...]
    """Every ending, the best first."""
    lines: tuple[CohortRun, ...]
    forks: tuple[CohortScene, ...]
    """In the order in which the first run to come there met them."""
    parting: tuple[str, ...]
    """The scenes at which runs that had decided alike so far decided differently, in order of play."""
    debriefs: tuple[Debrief, ...]

    @property
    def urgent(self) -> tuple[CohortScene, ...]:
        """In the order in which a room would talk about them: shared blind spots, then splits, then agreements."""
        return tuple(sorted(self.forks, key=_urgency))

    @property
    def endings(self) -> dict[str, int]:
        """How many runs came to each ending."""
        found = Counter(line.ending for line in self.lines)
        return {option.id: found[option.id] for option in self.ending_options}


def read_together(debriefs: Sequence[Debrief], names: Sequence[str]) -> Cohort:
    """Read runs of one scenario together; `names` are for people, one a run."""
    first = debriefs[0]
    met: dict[str, list[tuple[str, DecisionReview]]] = {}
    for name, debrief in zip(names, debriefs, strict=True):
        decided: dict[str, DecisionReview] = {}
        for review in debrief.reviews:
            decided.setdefault(review.scene, review)
        for scene, review in decided.items():
            met.setdefault(scene, []).append((name, review))
    forks = [_fork(found) for found in met.values()]
    lines = [
        CohortRun(
            name=name,
            decisions=debrief.decided,
            ending=debrief.ending.id if debrief.ending else "",
            turning=tuple(turning.number for turning in debrief.turning_points),
            luck=debrief.chances.luck if debrief.chances else None,
        )
        for name, debrief in zip(names, debriefs, strict=True)
    ]
    return Cohort(
        scenario=first.scenario,
        title=first.title,
        language=first.language,
        fingerprint=first.fingerprint,
        engine=first.engine,
        ending_options=first.ending_options,
        lines=tuple(lines),
        forks=tuple(forks),
        parting=_parting(debriefs),
        debriefs=tuple(debriefs),
    )


def _fork(met: Sequence[tuple[str, DecisionReview]]) -> CohortScene:
    taken: dict[str, list[tuple[str, Road]]] = {}
    whys = {name: review.why for name, review in met if review.why}
    for name, review in met:
        road = next(road for road in review.roads if road.taken)
        taken.setdefault(road.measure, []).append((name, road))
    choices = [
        Choice(
            measure=measure,
            label=found[0][1].label,
            count=len(found),
            kept=sum(road.keeps == "kept" for _, road in found),
            lost=sum(road.keeps == "lost" for _, road in found),
            runs=tuple(name for name, _ in found),
            reasons=tuple((name, whys[name]) for name, _ in found if name in whys),
        )
        for measure, found in taken.items()
    ]
    choices.sort(key=lambda choice: -choice.count)
    closed = [review for _, review in met if any(road.taken and road.keeps == "lost" for road in review.roads)]
    better = dict.fromkeys(road.label for review in closed for road in review.roads if road.keeps == "kept")
    mended = sum(any(road.keeps == "kept" for road in review.roads) for review in closed)
    share = choices[0].count / len(met)
    review = met[0][1]
    return CohortScene(
        scene=review.scene,
        title=review.scene_title,
        chapter=review.chapter,
        groups=len(met),
        choices=tuple(choices),
        share=share,
        alignment=("unified" if share >= UNIFIED else "split") if len(met) >= ENOUGH else "",
        better=tuple(better),
        blind=len(met) > 1 and mended / len(met) >= UNIFIED,
    )


def _urgency(fork: CohortScene) -> tuple[int, float]:
    """Shared blind spots, then splits, then agreements; in each the ones that concern most runs."""
    kind = 0 if fork.blind else 1 if fork.share < UNIFIED else 2
    return kind, -fork.groups


def _parting(debriefs: Sequence[Debrief]) -> tuple[str, ...]:
    """The titles of scenes at which the runs part, walking down their common beginning and each branch of it."""
    found: dict[str, None] = {}
    waiting = [(0, list(debriefs))]
    while waiting:
        depth, together = waiting.pop(0)
        here = [debrief for debrief in together if len(debrief.reviews) > depth]
        groups: dict[tuple[str, str, str], list[Debrief]] = {}
        for debrief in here:
            review = debrief.reviews[depth]
            groups.setdefault((review.scene, review.measure, review.outcome), []).append(debrief)
        if len({measure for _, measure, _ in groups}) > 1:
            found.setdefault(here[0].reviews[depth].scene_title)
        waiting += [(depth + 1, group) for group in groups.values() if len(group) > 1]
    return tuple(found)
