"""How much there is to read: in all, in a run, at each scene; and what is said more than once in the same words.

A scene counts with its title, its text and the labels of all its measures, each time that one comes to it; a decision with what
it says and brings; an ending with its title, its text and what really happened. What is read before the first scene is told
apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import numpy as np
from attrs import field, frozen

from crisisengine.authoring.repeats import Repeat, repeats
from crisisengine.authoring.word_sizes import prose_size, sizes_of
from crisisengine.budget import Budget, OverBudget
from crisisengine.checker.search.frontier import Extent, explore, unexplored
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.graph import Graph
from crisisengine.checker.search.live_slots import told_slots
from crisisengine.checker.search.reading_bounds import ReadingBounds, reading_bounds
from crisisengine.checker.search.readings_by_chance import PlaySample, sampled
from crisisengine.checker.search.slots import all_slots
from crisisengine.checker.task import Task
from crisisengine.engine.program import Program, program
from crisisengine.model.prose import Plain, Prose
from crisisengine.model.scenario import Scenario, Scene

__all__ = [
    "LONG",
    "PLAYS",
    "SEED",
    "WORDS_A_MINUTE",
    "EndingWords",
    "RunWords",
    "SceneWords",
    "WordCount",
    "count_words",
    "minutes",
]

WORDS_A_MINUTE = 200
"""Of whoever reads with care, in a language that need not be their first (Brysbaert 2019 finds 238 in silent reading of English)."""
LONG = 140
"""Words of a scene's text beyond which a room loses the thread."""
PLAYS, SEED = 10_000, 0
FOR_RUNS = 2 / 3
"""Of the time that is left, what runs may take; the rest is for what repeats."""


@frozen
class SceneWords:
    """A scene's own text, at its shortest and its longest reading."""

    id: str
    least: int
    most: int


@frozen
class EndingWords:
    """The sampled plays that came to an ending."""

    id: str
    plays: int
    median: int | None


@frozen(kw_only=True)
class RunWords:
    """What a run reads. Sampled is what the random plays tell; the bounds are exact."""

    median: int | None = None
    most_read: int | None = None
    """95 in 100 of the plays read no more."""
    plays: int = 0
    """That came to an ending."""
    unfinished: int = 0
    cut: bool = False
    """Whether there was no time to play all of them to the end."""
    bounds: ReadingBounds | None = None
    """None where there was no time to know them."""
    why_unknown: str = ""
    endings: tuple[EndingWords, ...] = ()


@frozen(kw_only=True)
class WordCount:
    """All of it."""

    title: str
    before: int
    """Before the first scene."""
    parts: dict[str, int]
    """Words of all texts, each at its longest reading, by what they are."""
    scenes: tuple[SceneWords, ...]
    run: RunWords | None
    """None for what cannot be played."""
    repeats: tuple[Repeat, ...] | None = field(default=())
    """None where there was no time to look for them."""


def minutes(words: int) -> int:
    """How long reading takes, rounded up."""
    return -(-words // WORDS_A_MINUTE)


def count_words(
    scenario: Scenario,
    budget: Budget,
    *,
    playable: bool = True,
    plays: int = PLAYS,
    progress: Callable[[Extent], None] | None = None,
) -> WordCount:
    """Count.

    Args:
        scenario: sound, or as far as it can be read.
        budget: for all of it; what there is no time for is not told.
        playable: whether it is sound, so that it can be played.
        plays: how many random plays.
        progress: is told how far the exploration came.

    Raises:
        OverBudget: somebody wants to stop.
    """
    texts = dict(_texts(scenario))
    parts: Counter[str] = Counter()
    for name, prose in texts.items():
        parts[name.partition(": ")[0]] += prose_size(prose).most
    head = ("content note", "role", "mandate", "what is invented")
    before = sum(prose_size(texts[name]).most for name in head if name in texts)
    run = _run(scenario, budget.part(budget.left * FOR_RUNS), plays, progress) if playable else None
    return WordCount(
        title=scenario.title,
        before=before,
        parts=dict(parts),
        scenes=tuple(_scene(scene) for scene in scenario.scenes.values()),
        run=run,
        repeats=repeats(texts, budget),
    )


def _scene(scene: Scene) -> SceneWords:
    size = prose_size(scene.text)
    return SceneWords(scene.id, size.least, size.most)


# --- a run -----------------------------------------------------------------------------------------------------------


def _run(scenario: Scenario, budget: Budget, plays: int, progress: Callable[[Extent], None] | None) -> RunWords:
    plan = program(scenario)
    sample = _sample(plan, budget.part(budget.left / 2), plays)
    bounds, why = _bounds(plan, budget, progress)
    if sample is None or sample.cut:  # those that ended in time are the short ones, and stand for no others
        ended = 0 if sample is None else len(sample.sizes)
        return RunWords(plays=ended, unfinished=plays - ended, cut=True, bounds=bounds, why_unknown=why)
    return RunWords(
        median=_quantile(sample.sizes, 0.5),
        most_read=_quantile(sample.sizes, 0.95),
        plays=len(sample.sizes),
        unfinished=sample.unfinished,
        bounds=bounds,
        why_unknown=why,
        endings=tuple(_ending(plan, name, sample) for name in scenario.endings),
    )


def _sample(plan: Program, budget: Budget, plays: int) -> PlaySample | None:
    """None where there was no time for any."""
    task = Task(budget, "sampling")
    try:
        return sampled(sizes_of(unexplored(plan, all_slots(plan), task)), plays, SEED)
    except OverBudget as over:
        if over.reason == "stopped":
            raise
        return None


def _ending(plan: Program, name: str, sample: PlaySample) -> EndingWords:
    there = sample.sizes[sample.endings == plan.place_number[name]]
    return EndingWords(name, len(there), _quantile(there, 0.5))


def _quantile(sizes: np.ndarray, share: float) -> int | None:
    """The least of the sizes than which so large a share of them is not larger."""
    if not len(sizes):
        return None
    return int(np.sort(sizes)[max(int(np.ceil(share * len(sizes))) - 1, 0)])


def _bounds(
    plan: Program, budget: Budget, progress: Callable[[Extent], None] | None
) -> tuple[ReadingBounds | None, str]:
    """The exact bounds; without them, why there are none."""
    task = Task(budget, "exploring")
    try:
        found = unexplored(plan, told_slots(plan, task), task)
        explore(found, progress=progress)
        return reading_bounds(Futures(Graph(found)), sizes_of(found)), ""
    except OverBudget as over:
        if over.reason == "stopped":
            raise
        return None, {"seconds": "the time was up", "memory": "the memory was used up"}.get(
            over.reason, "there are too many states"
        )


def _texts(scenario: Scenario) -> Iterator[tuple[str, Prose]]:
    """Every text that somebody who plays can read, by what it is: `scene: The gate`."""
    head = {
        "content note": scenario.content_note,
        "role": scenario.role,
        "mandate": scenario.mandate,
        "what is invented": scenario.invented,
    }
    yield from ((name, prose) for name, prose in head.items() if prose)
    for scene in scenario.scenes.values():
        yield f"scenes: {scene.title} ({scene.id})", scene.text
    for measure in scenario.measures:
        where = scenario.scenes[measure.scene].title if measure.scene else "many scenes"
        yield f"measures: {measure.label} ({where}, {measure.id})", (Plain(f"{measure.label}. "), *measure.result)
        for outcome in measure.outcomes:
            yield f"outcomes: {measure.label}: {outcome.id.replace('_', ' ')} ({where}, {measure.id})", outcome.result
        for gate in measure.gates:
            if gate.otherwise and not gate.tag:
                yield f"reasons: {measure.label} ({where}, {measure.id})", gate.otherwise
    for inject in scenario.injects.values():
        yield f"injects: {inject.sender or inject.id} ({inject.id})", inject.text
    for ending in scenario.endings.values():
        yield f"endings: {ending.title}", (*ending.text, Plain(" "), *ending.history)
