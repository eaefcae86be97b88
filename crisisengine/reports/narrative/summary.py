"""What stands at both ends of the report: in short, how it ended, what really happened; limits, sources, how to run it again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from crisisengine.debriefing.chapters import general
from crisisengine.debriefing.model import ChapterLine, Debrief
from crisisengine.model.scenario import Source
from crisisengine.text.english import percent, plural
from crisisengine.text.markdown import authored, literal
from crisisengine.workshop.room_reading import RoomReading

__all__ = ["absent", "cited_works", "ending", "history", "in_short", "limits", "run_again", "sources"]


def in_short(debrief: Debrief) -> str:
    """The run in a paragraph: how it ended, when the best was lost, how much of it was luck."""
    if not debrief.reviews:
        return "Nothing has been decided yet."
    names = debrief.names
    span = f", {debrief.opened} to {debrief.closed}," if debrief.opened else ""
    count = plural(debrief.decided, "decision")
    told = [
        f"In {count}{span} the run came to “{literal(debrief.ending.title)}”."
        if debrief.ending
        else f"After {count}{span} the run is not over."
    ]
    first, last = debrief.reviews[0].before, debrief.reviews[-1].after
    if first is not None and first.endings:
        closing = next(iter(debrief.turning_points), None)  # until then, an ending of the best rank was possible
        if closing is not None:
            review = debrief.reviews[closing.number - 1]
            by = "closed it" if closing.by == "decision" else "left it to chance, and chance closed it"
            told.append(
                f"Best for civilians would have been “{literal(names[closing.lost[0]])}”. It was possible until decision {closing.number}, “{literal(review.label)}”, which {by}."
            )
        elif debrief.ended:
            told.append("It is the best for civilians that the start allowed, as far as this model goes.")
        elif last is not None and last.endings:
            told.append(f"“{literal(names[last.endings[0]])}”, the best for civilians, is still possible.")
        if first.plays:
            told.append("What is said of roads not taken comes from random plays.")
    acted = [report for report in debrief.graded_reports if report.acted_on]
    if acted:
        wrong = sum(not report.true for report in acted)
        was = "it was true" if len(acted) == 1 else "all were true"
        if wrong:
            was = "it was not true" if len(acted) == 1 else f"{wrong} of them not true"
        told.append(
            f"{plural(len(acted), 'graded report')} {'was' if len(acted) == 1 else 'were'} unchecked when a decision hung on {'it' if len(acted) == 1 else 'them'}; {was}."
        )
    chances = debrief.chances
    if chances and chances.luck:
        told.append(
            f"With the same decisions and other luck, {percent(chances.luck)} of plays do not come to this end."
        )
    elif chances and chances.luck == 0 and not chances.diverged:
        told.append("Chance had no part in the end: the same decisions always lead to it.")
    if debrief.loop_from:
        told.append(
            f"After its last decision the run stands where it stood before decision {debrief.loop_from}: from there it can go "
            "round like this for ever."
        )
    told += debrief.cut
    return " ".join(told)


def ending(debrief: Debrief) -> str:
    """The ending's title and text."""
    if debrief.ending is None:
        return "The run is not over; this is where it stands."
    return f"**{literal(debrief.ending.title)}**\n\n{authored(debrief.ending.text) or 'This ending has no text.'}"


def history(debrief: Debrief) -> str:
    """What really happened, in the author's words."""
    if debrief.ending is not None:
        return authored(debrief.ending.history) or "This ending names no history."
    told = [text for chapter in debrief.chapters if chapter.finished for text in _documented(debrief, chapter)]
    if not told:
        return "Told when the run has ended."
    return "\n\n".join(
        ["What became of the whole is told when the run has ended. Of the chapters that it has finished:", *told]
    )


def _documented(debrief: Debrief, chapter: ChapterLine) -> Iterator[str]:
    """What the author says of a chapter, or else the works that its pages cite; nothing where there is neither."""
    if chapter.documented:
        yield authored(chapter.documented)
        return
    pages = [review for review in debrief.reviews if review.chapter == chapter.title]
    told = "\n".join(
        authored(text)
        for review in pages
        for text in (review.situation, review.result, *(card.text for card in review.cards))
    )
    cited = "".join(f"[{number}]" for number in _cited(told))
    if cited:
        yield f"“{literal(chapter.title)}”: what is documented is cited on its pages, from the works {cited} under Sources."


def limits(debrief: Debrief) -> str:
    """What the model leaves out, and what is invented: of single chapters only of those that were played."""
    told_above = debrief.ending is None
    parts = [debrief.leaves_out, general(debrief.invented, debrief.chapters)]
    parts += [
        chapter.documented for chapter in debrief.chapters if chapter.played and not (told_above and chapter.finished)
    ]
    told = [authored(text) for text in parts if text.strip()]
    above = [chapter for chapter in debrief.chapters if told_above and chapter.finished and chapter.documented]
    unplayed = [chapter for chapter in debrief.chapters if not chapter.played and chapter.documented]
    if above:
        told.append(f"What is documented and invented in {_chapters(above)} stands under “What really happened”.")
    if unplayed:
        told.append(
            f"What is documented and invented in chapters that were not played is left out: {_chapters(unplayed)}."
        )
    return "\n\n".join(told) or "The scenario does not say."


def _chapters(chapters: Iterable[ChapterLine]) -> str:
    return ", ".join(f"“{literal(chapter.title)}”" for chapter in chapters)


def run_again(debrief: Debrief) -> str:
    """All that is needed to play the run, and to write its report, again."""
    decisions = [
        f"{review.scene}.{review.measure}" + (f".{review.outcome}" if review.outcome else "")
        for review in debrief.reviews
    ]
    begun = (
        f" Drawn at the start: {literal(', '.join(f'{value.label}: {value.word}' for value in debrief.drawn))}."
        if debrief.drawn
        else ""
    )
    played = "\n".join(decisions) or "nothing decided"
    return (
        "The journal holds all that is needed: `crisisengine play JOURNAL` opens it, `crisisengine debrief JOURNAL` writes this "
        f"report again, byte for byte. Scenario `{debrief.scenario}`, fingerprint `{debrief.fingerprint}`, seed {debrief.seed}, engine "
        f"{literal(debrief.engine)}.{begun} The decisions:\n\n```\n{played}\n```"
    )


def absent(debrief: Debrief, room: RoomReading | None = None) -> str:
    """The fields of an after-action report that a run, and a room's record where there is one, leave empty, and why."""
    missing = [
        "Individual pages: a journal keeps decisions, not people."
        if room is None
        else "Individual pages: ballots are secret; votes are counted, and no seat is named."
    ]
    if room is None:
        missing.append("Counts per option, confidence and votes: these decisions were entered by one hand.")
    unshown = sum(question.unshown for question in room.questions) if room is not None else 0
    if unshown:
        missing.append(f"Reasons that the facilitator did not put on the wall: {unshown}. They are quoted nowhere.")
    elif not any(review.why for review in debrief.reviews) and not (
        room and any(question.reasons for question in room.questions)
    ):
        missing.append("Reasons: none was written down; playing can ask for one before each decision.")
    if not any(review.at for review in debrief.reviews):
        missing.append("Time on the wall: not kept, so that the same journal gives the same report.")
    if room is None:
        missing.append("Observers' ratings and a survey of participants: nobody has entered any.")
    else:
        missing.append("A survey of participants: nobody has entered any.")
        missing += [] if room.ratings else ["Observers' ratings: nobody has entered any."]
    return "\n".join(f"- {field}" for field in missing)


def sources(debrief: Debrief, told: str) -> str:
    """The works that the sections above cite, by their numbers."""
    return cited_works(debrief.sources, told) or "Nothing told here cites a source."


def cited_works(works: Iterable[tuple[int, Source]], told: str) -> str:
    """Those of some numbered works that a Markdown text cites, a line each; empty where it cites none."""
    cited = frozenset(_cited(told))
    lines = []
    for number, source in works:
        if number in cited:
            parts = [part for part in (source.title, source.publisher, source.date, source.url, source.note) if part]
            lines.append(f"{number}. {literal(', '.join(parts))}")
    return "\n".join(lines)


def _cited(told: str) -> list[int]:
    """The numbers that a Markdown text cites, each once, in order."""
    return sorted({int(number) for number in re.findall(r"(?<!\\)\[(\d{1,6})\]", told)})
