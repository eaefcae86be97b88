"""A run as its debrief reads on screen: prepared Markdown, part by part, and the rows of the ledger."""

from __future__ import annotations

from crisisengine.model.scenario import Source
from crisisengine.tui.desk import Entry, LedgerRow, Reading, Section, Sitting
from crisisengine.tui.prose import CITATION

__all__ = ["reading"]


def reading(sitting: Sitting) -> Reading:
    """Everything that the debrief screen shows."""
    view, entries = sitting.view, sitting.entries()
    ending = view.ending
    sections = [
        Section(ending.title if ending else view.title, ending.text if ending else view.text),
        Section("What really happened", ending.history if ending else ""),
        Section("Your decisions", "\n".join(_decision(entry) for entry in entries)),
        Section("What your decisions teach", "\n\n".join(_lessons(sitting))),
    ]
    cited = _cited(sitting, sections)
    sources = [one for number, one in enumerate(sitting.scenario.sources.values(), 1) if number in cited]
    sections.append(
        Section("Sources", "\n".join(_source(number, one) for number, one in zip(sorted(cited), sources, strict=False)))
    )
    return Reading(
        title=view.scenario,
        sections=tuple(section for section in sections if section.markdown.strip()),
        ledger=tuple(row for entry in entries for row in _rows(entry)),
    )


def _cited(sitting: Sitting, sections: list[Section]) -> set[int]:
    """The numbers of the sources that this run's texts have cited, from the first scene to the debrief."""
    texts = [view.text for view in sitting.views] + [section.markdown for section in sections]
    for number in range(len(sitting.run.steps)):
        told = sitting.account(number)
        if told:
            texts += [told.result, *(card.text for card in told.cards)]
    return {int(found[1:-1]) for text in texts for found in CITATION.findall(text)}


def _decision(entry: Entry) -> str:
    """One line of the timeline, the notes under it."""
    date = f"*{entry.date}*  " if entry.date else ""
    outcome = f" (the world decided: {entry.outcome.replace('_', ' ')})" if entry.outcome else ""
    notes = [
        f"  {word}: {_plain(note)}"
        for word, note in (("why", entry.why), ("expected", entry.expected), ("by", entry.by))
        if note
    ]
    return "  \n".join([f"{entry.number}. {date}**{_plain(entry.label)}**{outcome}", *(f"   {note}" for note in notes)])


def _plain(text: str) -> str:
    """Words of a person inside Markdown, with nothing in them taken for Markdown."""
    return "".join(f"\\{one}" if one in "\\`*_{}[]<>#|!~" else one for one in text)


def _lessons(sitting: Sitting) -> list[str]:
    """Each lesson once, in the order in which it was earned."""
    accounts = [sitting.account(number) for number in range(len(sitting.run.steps))]
    told = {account.lesson: account.label for account in accounts if account and account.lesson}
    return [f"**{_plain(label)}**\n\n> {lesson.strip()}" for lesson, label in told.items()]


def _source(number: int, source: Source) -> str:
    parts = (source.title, source.publisher, source.date, source.url, source.note)
    return f"- [{number}] " + ". ".join(_plain(part.strip().rstrip(".")) for part in parts if part) + "."


def _rows(entry: Entry) -> list[LedgerRow]:
    return [
        LedgerRow(
            number=entry.number,
            date=entry.date,
            label=movement.label,
            before=movement.word_before,
            after=movement.word_after,
            change=movement.after - movement.before,
            better=movement.better,
            cause=movement.cause,
        )
        for movement in entry.movements
    ]
