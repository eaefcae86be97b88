"""How much there is to read, as text for a terminal and as JSON: what is exact says so, and so does what was sampled."""

from __future__ import annotations

from collections.abc import Iterator

from crisisengine.authoring.reading_order import reading_order
from crisisengine.authoring.word_counts import LONG, PLAYS, SEED, WORDS_A_MINUTE, RunWords, WordCount, minutes
from crisisengine.model.scenario import Scenario
from crisisengine.text.english import plural
from crisisengine.text.json_text import json_text
from crisisengine.text.printable import printable
from crisisengine.text.wrapping import WIDTH, width_of, wrapped

__all__ = ["words_json", "words_text"]


def words_text(scenario: Scenario, count: WordCount) -> str:
    """A page of it."""
    lines = [printable(f"{count.title}: how much there is to read"), ""]
    lines += _table(
        [("In all", f"{sum(count.parts.values()):,}", "words")]
        + [(f"  {name}", f"{words:,}", "") for name, words in count.parts.items()]
    )
    lines += ["", *_run(scenario, count)]
    lines += ["", "Scenes: words of the text, at its shortest and its longest"]
    known = {scene.id: scene for scene in count.scenes}
    rows = []
    for number, name in enumerate(reading_order(scenario), 1):
        scene = known[name]
        span = f"{scene.least} to {scene.most}" if scene.least != scene.most else str(scene.most)
        rows.append(
            (
                f"  {number:>3}  {printable(scenario.scenes[name].title)}",
                span,
                f"above {LONG}" if scene.most > LONG else "",
            )
        )
    lines += _table(rows)
    lines += ["", *_repeats(count)]
    lines += [
        "",
        wrapped(
            f"Read at {WORDS_A_MINUTE} words a minute; deciding takes longer. A scene counts with its title, its text and the labels of its measures each time that one comes to it; a printed value or title counts as one word."
        ),
    ]
    return "\n".join(lines) + "\n"


def _run(scenario: Scenario, count: WordCount) -> Iterator[str]:
    run = count.run
    if run is None:
        yield "A run: not known, for the scenario does not load."
        return
    rows = [("A run", "words", "minutes", "")]
    rows.append(("  before the first scene", f"{count.before:,}", str(minutes(count.before)), ""))
    sampled = f"sampled: {PLAYS:,} plays, seed {SEED}"
    bounds = run.bounds
    exact = [
        ("  least", bounds.least if bounds else None, "exact"),
        ("  median", run.median, sampled),
        ("  95 in 100 read no more than", run.most_read, "sampled: the same plays"),
        ("  most", bounds.most if bounds else None, "exact"),
    ]
    for name, words, how in exact:
        if words is not None:
            rows.append((name, f"{words:,}", str(minutes(words)), how))
    yield from _columns(rows)
    yield from _unknown(run)
    if run.endings:
        yield ""
        rows = [("By ending, sampled: the same plays", "plays", "median", "minutes")]
        for ending in run.endings:
            median = ("-", "-") if ending.median is None else (f"{ending.median:,}", str(minutes(ending.median)))
            rows.append((f"  {printable(scenario.endings[ending.id].title)}", f"{ending.plays:,}", *median))
        yield from _columns(rows, last_right=True)


def _unknown(run: RunWords) -> Iterator[str]:
    """What cannot be told, and why."""
    if run.bounds is None:
        yield f"  least and most: not known, {run.why_unknown}"
    elif run.bounds.least is None:
        yield "  no play comes to an ending"
    elif run.bounds.most is None:
        yield "  most: none, play can go round and round"
    if run.cut:
        yield f"  the time was up when {run.plays:,} of {PLAYS:,} plays had come to their ends"
    elif run.unfinished:
        yield f"  {plural(run.unfinished, 'play')} of {PLAYS:,} came to no ending"


def _repeats(count: WordCount) -> Iterator[str]:
    if count.repeats is None:
        yield "Phrases that repeat: not known, the time was up."
        return
    if not count.repeats:
        yield "No phrase of six words or more stands in two texts."
        return
    yield "Phrases that repeat"
    for repeat in count.repeats:
        first, *rest = wrapped(printable(f"{repeat.times} times “{repeat.phrase}”"), WIDTH - 4).split("\n")
        yield "\n".join([f"  {first}", *(f"    {line}" for line in rest)])
        for place in repeat.places:
            first, *rest = wrapped(printable(place), WIDTH - 8).split("\n")
            yield "\n".join([f"      {first}", *(f"        {line}" for line in rest)])


def _table(rows: list[tuple[str, str, str]]) -> list[str]:
    return list(_columns([(name, amount, "", note) for name, amount, note in rows]))


def _columns(rows: list[tuple[str, str, str, str]], *, last_right: bool = False) -> Iterator[str]:
    """The first column to the left, amounts to the right, what is said of them behind."""
    widths = [max(width_of(row[at]) for row in rows) for at in range(4)]
    for row in rows:
        cells = [_filled(row[0], widths[0], right=False), _filled(row[1], widths[1], right=True)]
        cells += [_filled(row[2], widths[2], right=True)] if widths[2] else []
        cells += [_filled(row[3], widths[3], right=last_right)] if widths[3] else []
        yield "  ".join(cells).rstrip()


def _filled(text: str, width: int, *, right: bool) -> str:
    blanks = " " * (width - width_of(text))
    return blanks + text if right else text + blanks


def words_json(scenario: Scenario, count: WordCount) -> str:
    """One object; null where something is not known."""
    run = count.run
    bounds = run.bounds if run is not None else None
    return json_text(
        {
            "id": scenario.id,
            "title": count.title,
            "words_a_minute": WORDS_A_MINUTE,
            "texts": count.parts,
            "before": count.before,
            "run": None
            if run is None
            else {
                "least": bounds.least if bounds else None,
                "most": bounds.most if bounds else None,
                "sampled": {
                    "plays": PLAYS,
                    "seed": SEED,
                    "ended": run.plays,
                    "median": run.median,
                    "95": run.most_read,
                    "endings": [{"id": each.id, "plays": each.plays, "median": each.median} for each in run.endings],
                },
            },
            "scenes": [
                {"id": scene.id, "least": scene.least, "most": scene.most, "long": scene.most > LONG}
                for scene in count.scenes
            ],
            "repeats": None
            if count.repeats is None
            else [{"phrase": each.phrase, "times": each.times, "places": list(each.places)} for each in count.repeats],
        }
    )
