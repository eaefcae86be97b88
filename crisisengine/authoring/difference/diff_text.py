"""What changed, as text for a terminal or a mail: legible without colour, words that are gone in `[- -]`, new ones in `{+ +}`."""

from __future__ import annotations

from collections.abc import Iterator

from crisisengine.authoring.difference.change_text import (
    HEADINGS,
    headline,
    kept_text,
    odds_of,
    shortest_of,
    summary,
    thing_title,
    turn_text,
    unread_text,
)
from crisisengine.authoring.difference.comparing import FacetChange, ThingChange
from crisisengine.authoring.difference.two_versions import ScenarioDifference
from crisisengine.authoring.difference.word_changes import excerpt
from crisisengine.budget import UNLIMITED, Budget
from crisisengine.text.printable import printable
from crisisengine.text.wrapping import WIDTH, width_of, wrapped

__all__ = ["difference_text"]

AROUND = 6
"""Words that are told around a change."""
LONGEST = 120
"""Words of a change that are told; the page has all of them."""
_SIGNS = {"new": "+", "gone": "-", "renamed": "~", "changed": "~", "unread": "?"}
_MARKS = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}


def difference_text(found: ScenarioDifference, budget: Budget = UNLIMITED) -> str:
    """The whole, empty where nothing changed.

    Raises:
        OverBudget: the budget is used up.
    """
    if found.empty:
        return ""
    lines = [
        wrapped(printable(f"{found.title}: {found.old} and {found.new}")),
        "",
        wrapped(headline(found)),
        wrapped(printable(f"Changed: {summary(found)}.")),
    ]
    lines += [wrapped(f"Note: {printable(note)}.") for note in found.notes]
    lines += _promises(found)
    lines += _odds(found)
    lines += _kept(found)
    kind = ""
    for change in found.changes:
        budget.ask("writing")
        if change.kind != kind:
            kind = change.kind
            lines += ["", HEADINGS[change.kind]]
        lines += _change(change)
    return "\n".join(lines) + "\n"


def _promises(found: ScenarioDifference) -> Iterator[str]:
    told = [turn for turn in found.turns if turn.before != turn.after]
    same = sum(turn.before == turn.after for turn in found.turns if turn.name)
    if told or same:
        yield ""
        yield "What is promised"
    for turn in told:
        why = f": {turn.why}" if turn.why and turn.after != "holds" else ""
        yield _signed("!" if turn.turned or turn.after == "violated" else "~", printable(f"{turn_text(turn)}{why}"))
    if same:
        yield f"    {same} as before"


def _odds(found: ScenarioDifference) -> Iterator[str]:
    if not found.endings:
        return
    yield ""
    yield "How it ends, if everybody decides at random"
    rows = [("", "before", "now", "shortest way")]
    for ending in found.endings:
        name = f"{'~' if ending.moved else ' '} {printable(ending.title)}"
        rows.append((name, *odds_of(ending), shortest_of(ending)))
    widths = [max(width_of(row[column]) for row in rows) for column in range(3)]
    for name, before, after, shortest in rows:
        cells = _padded(name, widths[0]), _padded(before, widths[1], right=True), _padded(after, widths[2], right=True)
        yield f"  {'  '.join(cells)}  {shortest}".rstrip()


def _kept(found: ScenarioDifference) -> Iterator[str]:
    if not found.kept:
        return
    fit = sum(kept.after >= kept.before for kept in found.kept)
    yield ""
    yield f"Kept runs: {fit} of {len(found.kept)} still fit"
    for kept in found.kept:
        if kept.after < kept.before:
            yield _signed("!", printable(kept_text(kept)))


def _change(change: ThingChange) -> Iterator[str]:
    said = {"new": "new: ", "gone": "gone: ", "renamed": "", "changed": "", "unread": ""}[change.how]
    yield _signed(_SIGNS[change.how], printable(f"{said}{thing_title(change)}"))
    if change.left_out:
        yield _set(printable(unread_text(change)), "      ", "        ")
    for facet in change.facets:
        yield _set(f"{printable(facet.term)}: {_facet(facet)}", "      ", "        ")


def _facet(facet: FacetChange) -> str:
    """On one line, a slash where a paragraph ends."""
    told = [_MARKS[stretch.kind].format(_within(stretch.text)) for stretch in excerpt(facet.stretches, AROUND)]
    return printable(" ".join(" / ".join("".join(told).split("\n\n")).split()))


def _within(text: str) -> str:
    """A stretch, or of one that nobody reads on a terminal how it begins and how much more there is."""
    words = text.split(" ")
    if len(words) <= LONGEST:
        return text
    return f"{' '.join(words[:LONGEST])} ... and {len(words) - LONGEST} words more"


def _signed(sign: str, text: str) -> str:
    return _set(text, f"  {sign} ", "    ")


def _set(text: str, first: str, others: str) -> str:
    """A paragraph behind what its first line begins with, and its other lines."""
    head, *rest = wrapped(text, WIDTH - len(others)).split("\n")
    return "\n".join([f"{first}{head}", *(f"{others}{line}" for line in rest)])


def _padded(text: str, width: int, *, right: bool = False) -> str:
    blanks = " " * (width - width_of(text))
    return blanks + text if right else text + blanks
