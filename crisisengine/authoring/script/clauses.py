"""What can be decided, what the world sends and where a run ends: each as an entry, every guard and effect in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from crisisengine.authoring.conditions import (
    arrival_texts,
    effect_text,
    guard_text,
    lock_text,
    number_word,
    units_text,
    weight_text,
)
from crisisengine.authoring.measure_parts import locks, unpaid_effects
from crisisengine.authoring.script.document import Block, Entry, Passage, Rows
from crisisengine.authoring.script.numbering import ScriptNumbers
from crisisengine.engine.conditional import conditional_text
from crisisengine.engine.conditions import condition_text
from crisisengine.engine.naming import joined
from crisisengine.engine.paying import paid_text
from crisisengine.engine.rendering import span_text
from crisisengine.model.prose import Prose
from crisisengine.model.scenario import Chapter, Effect, Ending, Inject, Later, Measure, Outcome, Scenario
from crisisengine.text.markdown import authored, literal

__all__ = [
    "chapter_text",
    "ending_entry",
    "in_line",
    "inject_entry",
    "measure_entry",
    "named",
    "passage",
    "plain_words",
    "rows_of",
]

MOST_NAMED = 12
"""Places of one kind that a line refers to."""


def passage(scenario: Scenario, prose: Prose) -> tuple[Passage, ...]:
    """A text with all its sides, each behind its condition; none where there is no text."""
    return (Passage(authored(conditional_text(scenario, prose))),) if prose else ()


def plain_words(scenario: Scenario, prose: Prose) -> tuple[Rows | Passage, ...]:
    """The same text in plain words, under a heading that says so; none where the author gives none."""
    return (Rows((("In plain words", ()),)), *passage(scenario, prose)) if prose else ()


def in_line(scenario: Scenario, prose: Prose) -> str:
    """The same in one line, for a text that stands among others."""
    return " ".join(authored(conditional_text(scenario, prose)).split())


def rows_of(rows: Iterable[tuple[str, Sequence[str]]]) -> tuple[Rows, ...]:
    """The terms of which there is anything to say."""
    told = tuple((term, tuple(said)) for term, said in rows if any(said))
    return (Rows(told),) if told else ()


# --- measures --------------------------------------------------------------------------------------------------------


def measure_entry(numbers: ScriptNumbers, measure: Measure) -> Entry:
    """A measure: when it is shown, what opens it, what it does, what the world makes of it, and where it leads."""
    scenario, number = numbers.scenario, numbers.measures[measure.route]
    rows: list[tuple[str, Sequence[str]]] = [
        ("Kind", [literal(", ".join(scenario.tags[tag].label for tag in measure.tags if tag in scenario.tags))]),
        ("Shown", _shown(scenario, measure)),
        ("Open", [lock_text(scenario, gate).removeprefix("open ") for gate in locks(measure)]),
        ("For", [literal(scenario.roles[measure.voters].title)] if measure.voters in scenario.roles else []),
        ("Takes", [units_text(scenario, measure.takes)] if scenario.clock else []),
        ("Price", [literal(", ".join(paid_text(scenario, cost) for cost in measure.costs))]),
        *_consequences(numbers, unpaid_effects(measure), measure.later, measure.cancel),
        ("Verifies", [numbers.inject(measure.verifies)] if measure.verifies else []),
        ("Then", [numbers.way(measure.goto)] if measure.goto or not _all_lead(measure) else []),
        ("Lesson", [in_line(scenario, measure.lesson)] if measure.lesson else []),
        (
            "Teaches",
            [literal(scenario.objectives[name].text) for name in measure.teaches if name in scenario.objectives],
        ),
    ]
    return Entry(
        kind="measure",
        title=measure.label,
        anchor=f"measure-{number.replace('.', '-')}",
        number=number,
        blocks=(
            *rows_of(rows),
            *passage(scenario, measure.result),
            *plain_words(scenario, measure.plain),
            *(_outcome_entry(numbers, outcome, measure, place) for place, outcome in enumerate(measure.outcomes, 1)),
        ),
    )


def _all_lead(measure: Measure) -> bool:
    return bool(measure.outcomes) and all(outcome.goto for outcome in measure.outcomes)


def _shown(scenario: Scenario, measure: Measure) -> list[str]:
    told = [] if measure.when is None else [guard_text(scenario, measure.when)]
    told += ["until it is taken, once in a run"] if measure.once else []
    return told + (["only where nothing else is open"] if measure.fallback else [])


def _consequences(
    numbers: ScriptNumbers, effects: Sequence[Effect], later: Sequence[Later], cancel: Sequence[str]
) -> Iterator[tuple[str, Sequence[str]]]:
    scenario = numbers.scenario
    yield "Does", ["; ".join(effect_text(scenario, effect) for effect in effects)]
    yield "Brings", [f"in {units_text(scenario, item.after)} {numbers.inject(item.inject)}" for item in later]
    yield "Calls off", [numbers.inject(name) for name in cancel]


def _outcome_entry(numbers: ScriptNumbers, outcome: Outcome, measure: Measure, place: int) -> Entry:
    """What chance can make of a measure: the `place`th such outcome, which its author knows by its id."""
    scenario = numbers.scenario
    rows: list[tuple[str, Sequence[str]]] = [
        *_consequences(numbers, outcome.effects, outcome.later, outcome.cancel),
        ("Then", [numbers.way(outcome.goto)] if outcome.goto else []),
        ("Lesson", [in_line(scenario, outcome.lesson)] if outcome.lesson else []),
    ]
    likely = Rows((("Chance", (weight_text(scenario, outcome, measure.outcomes),)),))
    return Entry(
        kind="outcome",
        title=f"By chance: {outcome.id.replace('_', ' ')}",
        number=f"{numbers.measures[measure.route]}.{place}",
        blocks=(likely, *rows_of(rows), *passage(scenario, outcome.result), *plain_words(scenario, outcome.plain)),
    )


# --- what the world sends --------------------------------------------------------------------------------------------


def inject_entry(numbers: ScriptNumbers, inject: Inject) -> Entry:
    """An inject: from whom, when it comes, what it says, claims and does."""
    scenario, number = numbers.scenario, numbers.injects[inject.id]
    rows: list[tuple[str, Sequence[str]]] = [
        ("Comes", ["; ".join(arrival_texts(scenario, inject, numbers.place))]),
        ("Brought by", named([numbers.measure(measure) for measure in _bringing(scenario, inject)])),
        ("Claims", [f"that {condition_text(scenario, inject.claims)}"] if inject.claims is not None else []),
        *_consequences(numbers, inject.effects, (), ()),
        ("Then", [f"interrupts: {numbers.way(inject.goto)}"] if inject.goto else []),
        ("A good answer", [in_line(scenario, inject.good_answer)] if inject.good_answer else []),
        ("Lesson", [in_line(scenario, inject.lesson)] if inject.lesson else []),
    ]
    to = f" to {inject.to}" if inject.to else ""
    return Entry(
        kind="inject",
        title=f"{inject.sender}{to}" if inject.sender else inject.id.replace("_", " "),
        anchor=f"inject-{number}",
        number=f"Inject {number}",
        aside=", ".join(filter(None, [inject.by, f"grade {inject.grade}" if inject.grade else ""])),
        blocks=(*passage(scenario, inject.text), *plain_words(scenario, inject.plain), *rows_of(rows)),
    )


def _bringing(scenario: Scenario, inject: Inject) -> list[Measure]:
    return [
        measure
        for measure in scenario.measures
        if any(
            later.inject == inject.id
            for later in (*measure.later, *(later for outcome in measure.outcomes for later in outcome.later))
        )
    ]


def named(references: list[str]) -> list[str]:
    """References in one line; of many only the first, and how many more there are."""
    more = len(references) - MOST_NAMED
    told = references if more <= 1 else [*references[:MOST_NAMED], f"{number_word(more)} more"]
    return [joined(told, "and")] if told else []


# --- endings ---------------------------------------------------------------------------------------------------------


def ending_entry(numbers: ScriptNumbers, ending: Ending, reached_from: Sequence[str]) -> Entry:
    """An ending: how it is reached, what is read there, and what really happened."""
    scenario, number = numbers.scenario, numbers.endings[ending.id]
    reached = [guard_text(scenario, ending.when).replace("only if", "as soon as", 1)] if ending.when is not None else []
    reached += [f"from {told}" for told in named(list(reached_from))]
    if scenario.clock is not None and scenario.clock.ending == ending.id:
        reached.append(f"when the time is up, after {span_text(scenario, scenario.clock.length)}")
    history: tuple[Block, ...] = (Rows((("What really happened", ()),)), *passage(scenario, ending.history))
    return Entry(
        kind="ending",
        title=ending.title,
        anchor=f"ending-{number}",
        number=f"E{number}",
        aside=f"rank {ending.rank}",
        blocks=(
            *rows_of([("Reached", reached)]),
            *passage(scenario, ending.text),
            *plain_words(scenario, ending.plain),
            *(history if ending.history else ()),
        ),
    )


def chapter_text(scenario: Scenario, chapter: Chapter) -> str:
    """Where a chapter begins, and with what."""
    told = [f"begins in *{literal(scenario.scenes[chapter.start].title)}*"]
    return "; ".join((*told, *(effect_text(scenario, effect) for effect in chapter.effects)))
