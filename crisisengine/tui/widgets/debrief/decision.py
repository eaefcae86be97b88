"""One decision read slowly: what was known, what was open, what it changed and why, what it closed, what would have kept it.

Behind the last decision stands the end: where the run came to, and what really happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from textual.content import Content

from crisisengine.debriefing.model import DecisionReview, Question, Road, TurningPoint
from crisisengine.session.debrief_view import DebriefView
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


def decision_sheet(debrief_view: DebriefView, number: int) -> Lay:
    """Everything about one decision."""
    review = debrief_view.whole.reviews[number - 1]

    def lay(width: int) -> Content:
        out = _head(debrief_view, review, width)
        left: list[Part] = [_open(debrief_view, review), _better(debrief_view, review), _asked(debrief_view, number)]
        right: list[Part] = [_changed(debrief_view, review), _arrived(review), _later(review), _lesson(review)]
        if width < SIDE_BY_SIDE:
            for part in (left[0], *right[:1], left[1], *right[1:], left[2]):
                out += _spaced(part(width))
        else:
            half = (width - AIR) // 2
            one, two = ([row for part in parts for row in _spaced(part(half))] for parts in (left, right))
            out += _beside(one, two, half)
        out += _spaced(_read(review, width))
        return lines(out)

    return lay


def end_sheet(debrief_view: DebriefView) -> Lay:
    """Where the run came to."""

    def lay(width: int) -> Content:
        left: list[Part] = [lambda wide: _came_to(debrief_view, wide), lambda wide: _history(debrief_view, wide)]
        right: list[Part] = [lambda wide: _short(debrief_view, wide), _asked(debrief_view, 0)]
        if width < SIDE_BY_SIDE:
            parts = (left[0], right[0], left[1], right[1])
            return lines([row for part in parts for row in _spaced(part(min(width, COLUMN)))][1:])
        half = min((width - AIR) // 2, COLUMN)
        one, two = ([row for part in parts for row in _spaced(part(half))][1:] for parts in (left, right))
        return lines(_beside(one, two, half))

    return lay


def _came_to(debrief_view: DebriefView, width: int) -> list[Content]:
    ending = debrief_view.whole.ending
    if ending is None:
        return hang(Content("The run is not over; this is where it stands."), width)
    text = set_prose(ending.text, width)
    return [*hang(says(ending.title, "bold"), width, says(f"{END}  ", "bold $accent")), *_spaced(text)]


def _short(debrief_view: DebriefView, width: int) -> list[Content]:
    short = next((one.markdown for one in debrief_view.sections if one.title == "In short"), "")
    return _titled("In short", set_prose(short, width)) if short else []


def _history(debrief_view: DebriefView, width: int) -> list[Content]:
    ending = debrief_view.whole.ending
    told = set_prose(ending.history, width) if ending else []
    return _titled("What really happened", told) if told else []


def question_lines(question: Question, width: int, mark: str = "?") -> list[Content]:
    """A question with the answer that was given under it."""
    out = hang(Content(question.text), width, says(f"{mark} ", "bold $accent"))
    if question.answer:
        out += hang(Content(question.answer), width, says("  │ ", "$accent"), says("  │ ", "$accent"))
    return out


def _head(debrief_view: DebriefView, review: DecisionReview, width: int) -> list[Content]:
    """Which decision, when and where, what the world decided, what was noted, and what it closed."""
    names = debrief_view.whole.names
    places = (review.date, review.scene_title, f"takes {review.takes}" if review.takes else "")
    where = says(" · ".join(part for part in places if part), "$quiet")
    label = says(f"{review.number}  ", "bold $accent") + says(review.label, "bold")
    out = between(label, where, width) if label.cell_length + where.cell_length + 2 <= width else []
    if not out:
        out = [
            *hang(says(review.label, "bold"), width, says(f"{review.number}  ", "bold $accent")),
            *hang(where, width, "   "),
        ]
    plays = sampled(debrief_view.whole)
    if review.turning:
        out += _turned(review.turning, names, plays, width)
    if others := [names[one] for one in review.closed if not review.turning or one not in review.turning.lost]:
        word = ("not met any more: " if plays else "closed: ") if not review.turning else "and with it: "
        out += hang(Content("; ".join(others)), width, says(f"{CLOSED}  ", "bold $bad") + says(word, "$quiet"))
    elif review.before is not None and not review.turning:
        none = (
            "Random plays still came to every ending that they had met before."
            if plays
            else "No ending was closed by it."
        )
        out += hang(says(none, "$quiet"), width, "   ")
    if review.outcome:
        out += hang(Content(review.outcome.replace("_", " ")), width, says("◇  the world decided: ", "$quiet"))
    for word, note in (("why", review.why), ("by", review.by), ("expected", review.expected)):
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


def _open(debrief_view: DebriefView, review: DecisionReview) -> Part:
    """Every measure that was offered, and what it would have kept; the one that was taken is marked."""

    def lay(width: int) -> list[Content]:
        out = [row for road in review.roads for row in _road(road, width)]
        if debrief_view.known and review.before is not None and review.before.endings:
            names, ranked = (
                debrief_view.whole.names,
                {option.id: option.rank for option in debrief_view.whole.ending_options},
            )
            best = max(ranked[one] for one in review.before.endings)
            wanted = " or ".join(f"“{names[one]}”" for one in review.before.endings if ranked[one] == best)
            guess = ", sampled" if sampled(debrief_view.whole) else ""
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


def _better(debrief_view: DebriefView, review: DecisionReview) -> Part:
    """At a turning point a play that would have kept the best."""

    def lay(width: int) -> list[Content]:
        turning = review.turning
        if turning is None or not turning.told:
            return []
        luck = (
            "It takes no luck."
            if not turning.lucky
            else "It takes luck once."
            if turning.lucky == 1
            else f"It takes luck {turning.lucky} times."
        )
        out = hang(Content(f"One way on from here to “{debrief_view.whole.names[turning.leads_to]}”. {luck}"), width)
        for number, told in enumerate(turning.told, review.number):
            out += hang(Content(told), width, says(f"{number:>2}  ", "bold $accent"))
        return _titled("What would have kept it", out)

    return lay


def _changed(debrief_view: DebriefView, review: DecisionReview) -> Part:
    def lay(width: int) -> list[Content]:
        rows = because(debrief_view.changes(review.number), width)
        return _titled("What it changed, and why", rows or hang(says("Nothing that is watched.", "$quiet"), width))

    return lay


def _arrived(review: DecisionReview) -> Part:
    """What followed and what the world sent."""

    def lay(width: int) -> list[Content]:
        out = set_prose(review.result, width)
        for card in review.cards:
            origin = " · ".join(part for part in (card.by, card.sender, card.grade) if part)
            bar = says("│ ", "$line")
            out += hang(says(origin, "$accent"), width, bar, bar)
            out += [row for text in set_prose(card.text, width - 2) for row in hang(text, width, bar, bar)]
        return _titled("What followed", out) if out else []

    return lay


def _later(review: DecisionReview) -> Part:
    """What it set going, called off, and what came to nothing."""

    def lay(width: int) -> list[Content]:
        told = [
            ("set going: ", review.set_going),
            ("called off: ", review.called_off),
            ("came to nothing: ", review.lapsed),
        ]
        out = [
            row
            for word, texts in told
            for text in texts
            for row in hang(Content(text), width, says(word, "$quiet"), "   ")
        ]
        return _titled("What it set going", out) if out else []

    return lay


def _lesson(review: DecisionReview) -> Part:
    return lambda width: _titled("What this teaches", set_prose(review.lesson, width)) if review.lesson.strip() else []


def _asked(debrief_view: DebriefView, number: int) -> Part:
    """The questions about this decision, with their answers; 0 for the whole run."""

    def lay(width: int) -> list[Content]:
        out = [
            row for one in debrief_view.whole.questions if one.number == number for row in question_lines(one, width)
        ]
        return _titled("To think about", out, "a to answer") if out else []

    return lay


def _read(review: DecisionReview, width: int) -> list[Content]:
    if not review.situation.strip():
        return []
    return _titled("What you had before you", set_prose(review.situation, min(width, COLUMN)))


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
