"""One decision read slowly: what was known, what was open, what it changed and why, what it closed, what would have kept it.

Behind the last decision stands the end: where the run came to, and what really happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from textual.content import Content

from crisisengine.debriefing.model import Moment, Question, Road, TurningPoint
from crisisengine.session.debrief_view import Reading
from crisisengine.tui.markdown import running, set_prose
from crisisengine.tui.typesetting import Lay, between, hang, leaders, lines, says
from crisisengine.tui.widgets.debrief.endings import sampled
from crisisengine.tui.widgets.debrief.grid import CLOSED, END, TURNING
from crisisengine.tui.widgets.debrief.ledger import because

__all__ = ["decision_sheet", "end_sheet", "question_lines"]

SIDE_BY_SIDE = 100
"""From this width on, what stood open and what changed stand beside each other."""
AIR = 4
COLUMN = 84
"""Text is set no wider."""
KEEPS = {
    "kept": ("✓", "$good", "kept"),
    "risked": ("◇", "$gauge", "left to chance"),
    "lost": (CLOSED, "$bad", "closed"),
    "": ("·", "$quiet", ""),
}
"""Sign, style and word for what a measure would have done to the best that was still possible."""

Part = Callable[[int], list[Content]]


def decision_sheet(reading: Reading, number: int) -> Lay:
    """Everything about one decision."""
    moment = reading.whole.moments[number - 1]

    def lay(width: int) -> Content:
        out = _head(reading, moment, width)
        left: list[Part] = [_open(reading, moment), _better(reading, moment), _asked(reading, number)]
        right: list[Part] = [_changed(reading, moment), _arrived(moment), _later(moment), _lesson(moment)]
        if width < SIDE_BY_SIDE:
            for part in (left[0], *right[:1], left[1], *right[1:], left[2]):
                out += _spaced(part(width))
        else:
            half = (width - AIR) // 2
            one, two = ([row for part in parts for row in _spaced(part(half))] for parts in (left, right))
            out += _beside(one, two, half)
        out += _spaced(_read(moment, width))
        return lines(out)

    return lay


def end_sheet(reading: Reading) -> Lay:
    """Where the run came to."""

    def lay(width: int) -> Content:
        left: list[Part] = [lambda wide: _came_to(reading, wide), lambda wide: _history(reading, wide)]
        right: list[Part] = [lambda wide: _short(reading, wide), _asked(reading, 0)]
        if width < SIDE_BY_SIDE:
            parts = (left[0], right[0], left[1], right[1])
            return lines([row for part in parts for row in _spaced(part(min(width, COLUMN)))][1:])
        half = min((width - AIR) // 2, COLUMN)
        one, two = ([row for part in parts for row in _spaced(part(half))][1:] for parts in (left, right))
        return lines(_beside(one, two, half))

    return lay


def _came_to(reading: Reading, width: int) -> list[Content]:
    ending = reading.whole.ending
    if ending is None:
        return hang(Content("The run is not over; this is where it stands."), width)
    text = set_prose(ending.text, width)
    return [*hang(says(ending.title, "bold"), width, says(f"{END}  ", "bold $accent")), *_spaced(text)]


def _short(reading: Reading, width: int) -> list[Content]:
    short = next((one.markdown for one in reading.sections if one.title == "In short"), "")
    return _titled("In short", set_prose(short, width)) if short else []


def _history(reading: Reading, width: int) -> list[Content]:
    ending = reading.whole.ending
    told = set_prose(ending.history, width) if ending else []
    return _titled("What really happened", told) if told else []


def question_lines(question: Question, width: int, mark: str = "?") -> list[Content]:
    """A question with the answer that was given under it."""
    out = hang(Content(question.text), width, says(f"{mark} ", "bold $accent"))
    if question.answer:
        out += hang(Content(question.answer), width, says("  │ ", "$accent"), says("  │ ", "$accent"))
    return out


def _head(reading: Reading, moment: Moment, width: int) -> list[Content]:
    """Which decision, when and where, what the world decided, what was noted, and what it closed."""
    names = reading.whole.names
    places = (moment.date, moment.scene_title, f"takes {moment.takes}" if moment.takes else "")
    where = says(" · ".join(part for part in places if part), "$quiet")
    label = says(f"{moment.number}  ", "bold $accent") + says(moment.label, "bold")
    out = between(label, where, width) if label.cell_length + where.cell_length + 2 <= width else []
    if not out:
        out = [
            *hang(says(moment.label, "bold"), width, says(f"{moment.number}  ", "bold $accent")),
            *hang(where, width, "   "),
        ]
    plays = sampled(reading.whole)
    if moment.turning:
        out += _turned(moment.turning, names, plays, width)
    if others := [names[one] for one in moment.closed if not moment.turning or one not in moment.turning.lost]:
        word = ("not met any more: " if plays else "closed: ") if not moment.turning else "and with it: "
        out += hang(Content("; ".join(others)), width, says(f"{CLOSED}  ", "bold $bad") + says(word, "$quiet"))
    elif moment.before is not None and not moment.turning:
        none = (
            "Random plays still came to every ending that they had met before."
            if plays
            else "No ending was closed by it."
        )
        out += hang(says(none, "$quiet"), width, "   ")
    if moment.outcome:
        out += hang(Content(moment.outcome.replace("_", " ")), width, says("◇  the world decided: ", "$quiet"))
    for word, note in (("why", moment.why), ("by", moment.by), ("expected", moment.expected)):
        if note:
            out += hang(Content(note), width, says(f"   {word}: ", "$quiet"))
    return out


def _turned(turning: TurningPoint, names: dict[str, str], plays: int, width: int) -> list[Content]:
    lost = " and ".join(f"“{names[one]}”" for one in turning.lost)
    how = (
        "This measure closed it, whatever the world had decided."
        if turning.by == "decision"
        else "The decision left it to chance, and chance closed it."
    )
    if plays:
        how = "Random plays came to it before this decision, and none did after it."
    text = f"Until here the best still possible was {lost}. {how}"
    return hang(says("Turning point. ", "bold $bad") + text, width, says(f"{TURNING}  ", "bold $bad"))


def _open(reading: Reading, moment: Moment) -> Part:
    """Every measure that was offered, and what it would have kept; the one that was taken is marked."""

    def lay(width: int) -> list[Content]:
        out = [row for road in moment.roads for row in _road(road, width)]
        if reading.known and moment.before is not None and moment.before.endings:
            names, ranked = reading.whole.names, {door.id: door.rank for door in reading.whole.doors}
            best = max(ranked[one] for one in moment.before.endings)
            wanted = " or ".join(f"“{names[one]}”" for one in moment.before.endings if ranked[one] == best)
            guess = ", sampled" if sampled(reading.whole) else ""
            out += hang(says(f"measured by the best still possible: {wanted}{guess}", "italic $quiet"), width, "   ")
        return _titled("What stood open", out)

    return lay


def _road(road: Road, width: int) -> list[Content]:
    if road.reasons:
        out = hang(says(road.label, "$quiet"), width, says("×  ", "$quiet"))
        for reason in road.reasons:
            out += hang(says("locked: ", "$quiet") + running(reason, "italic $quiet"), width, "   ")
        return out
    sign, style, word = KEEPS[road.keeps]
    told = " · ".join(part for part in ("taken" if road.taken else "", word) if part)
    label = says(road.label, "bold" if road.taken else "")
    return leaders(label, says(told, style), width, says(f"{sign}  ", f"bold {style}"), below=True)


def _better(reading: Reading, moment: Moment) -> Part:
    """At a turning point a play that would have kept the best."""

    def lay(width: int) -> list[Content]:
        turning = moment.turning
        if turning is None or not turning.told:
            return []
        luck = (
            "It takes no luck."
            if not turning.lucky
            else "It takes luck once."
            if turning.lucky == 1
            else f"It takes luck {turning.lucky} times."
        )
        out = hang(Content(f"One way on from here to “{reading.whole.names[turning.leads_to]}”. {luck}"), width)
        for number, told in enumerate(turning.told, moment.number):
            out += hang(Content(told), width, says(f"{number:>2}  ", "bold $accent"))
        return _titled("What would have kept it", out)

    return lay


def _changed(reading: Reading, moment: Moment) -> Part:
    def lay(width: int) -> list[Content]:
        rows = because(reading.changes(moment.number), width)
        return _titled("What it changed, and why", rows or hang(says("Nothing that is watched.", "$quiet"), width))

    return lay


def _arrived(moment: Moment) -> Part:
    """What followed and what the world sent."""

    def lay(width: int) -> list[Content]:
        out = set_prose(moment.result, width)
        for card in moment.cards:
            origin = " · ".join(part for part in (card.by, card.sender, card.grade) if part)
            bar = says("│ ", "$line")
            out += hang(says(origin, "$accent"), width, bar, bar)
            out += [row for text in set_prose(card.text, width - 2) for row in hang(text, width, bar, bar)]
        return _titled("What followed", out) if out else []

    return lay


def _later(moment: Moment) -> Part:
    """What it set going, called off, and what came to nothing."""

    def lay(width: int) -> list[Content]:
        told = [
            ("set going: ", moment.set_going),
            ("called off: ", moment.called_off),
            ("came to nothing: ", moment.lapsed),
        ]
        out = [
            row
            for word, texts in told
            for text in texts
            for row in hang(Content(text), width, says(word, "$quiet"), "   ")
        ]
        return _titled("What it set going", out) if out else []

    return lay


def _lesson(moment: Moment) -> Part:
    return lambda width: _titled("What this teaches", set_prose(moment.lesson, width)) if moment.lesson.strip() else []


def _asked(reading: Reading, number: int) -> Part:
    """The questions about this decision, with their answers; 0 for the whole run."""

    def lay(width: int) -> list[Content]:
        out = [row for one in reading.whole.questions if one.number == number for row in question_lines(one, width)]
        return _titled("To think about", out, "a to answer") if out else []

    return lay


def _read(moment: Moment, width: int) -> list[Content]:
    if not moment.situation.strip():
        return []
    return _titled("What you had before you", set_prose(moment.situation, min(width, COLUMN)))


def _titled(title: str, rows: Sequence[Content], aside: str = "") -> list[Content]:
    return [says(title, "bold $accent") + says(f"   {aside}" if aside else "", "$quiet"), *rows]


def _spaced(rows: Sequence[Content]) -> list[Content]:
    return [Content(""), *rows] if rows else []


def _beside(one: Sequence[Content], two: Sequence[Content], half: int) -> Iterable[Content]:
    """Two columns of lines."""
    blank = Content("")
    for number in range(max(len(one), len(two))):
        left = one[number] if number < len(one) else blank
        right = two[number] if number < len(two) else blank
        yield left + " " * (half - left.cell_length + AIR) + right
