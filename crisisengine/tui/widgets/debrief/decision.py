"""A decision read slowly: what was known, what was open, what it changed and why, what it closed, what would have kept it.

Behind the last decision stands the end: where the run came to, and what really happened. Longer than 300 lines because
the sheet has a dozen parts, each a short function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from textual.content import Content

from crisisengine.debriefing.ending_lanes import closed_endings
from crisisengine.debriefing.model import DecisionReview, Question, Road, TurningPoint
from crisisengine.session.debrief_view import DebriefView
from crisisengine.text.messages import N_, _, _n
from crisisengine.tui.markdown import running, set_prose
from crisisengine.tui.typesetting import Lay, between, hang, leaders, lines, says
from crisisengine.tui.widgets.debrief.endings import CLOSINGS, Closing, sampled
from crisisengine.tui.widgets.debrief.grid import CLOSED, COSTLY, END, TURNING
from crisisengine.tui.widgets.debrief.ledger import because
from crisisengine.tui.widgets.debrief.odds import TITLE, costly_line, odds_of_decision, odds_of_run

__all__ = ["WAY", "decision_sheet", "end_sheet", "question_lines"]

WAY = N_("What would have kept it")
"""The title of the way that would have kept the best."""

SIDE_BY_SIDE = 100
"""From this width on, what stood open and what changed stand beside each other."""
AIR = 4
COLUMN = 84
"""Text is set no wider."""
KEEPS = {
    "kept": ("✓", "$good", N_("kept")),
    "risked": ("◇", "$gauge", N_("left to chance")),
    "lost": (CLOSED, "$bad", N_("closed")),
    "": ("·", "$quiet", ""),
}
"""Sign, style and word for what a measure would have done to the best that was still possible."""

Part = Callable[[int], list[Content]]


def decision_sheet(debrief_view: DebriefView, number: int, *, whole_way: bool = False) -> Lay:
    """Everything about a decision; the way that would have kept the best is told whole for whoever asks for it."""
    review = debrief_view.whole.reviews[number - 1]

    def lay(width: int) -> Content:
        out = _head(debrief_view, review, width)
        left: list[Part] = [
            _open(debrief_view, review),
            _likely(debrief_view, review),
            _better(debrief_view, review, whole_way=whole_way),
            _asked(debrief_view, number),
        ]
        right: list[Part] = [_changed(debrief_view, review), _arrived(review), _later(review), _lesson(review)]
        if width < SIDE_BY_SIDE:
            for part in (*left[:2], *right[:1], left[2], *right[1:], left[3]):
                out += _spaced(part(width))
        else:
            half = (width - AIR) // 2
            first, second = ([row for part in parts for row in _spaced(part(half))] for parts in (left, right))
            out += _beside(first, second, half)
        out += _spaced(_read(review, width))
        return lines(out)

    return lay


def end_sheet(debrief_view: DebriefView) -> Lay:
    """Where the run came to."""

    def lay(width: int) -> Content:
        left: list[Part] = [lambda wide: _came_to(debrief_view, wide), lambda wide: _history(debrief_view, wide)]
        right: list[Part] = [
            lambda wide: _short(debrief_view, wide),
            lambda wide: _likely_in_all(debrief_view, wide),
            _asked(debrief_view, 0),
        ]
        if width < SIDE_BY_SIDE:
            parts = (left[0], *right[:2], left[1], right[2])
            return lines([row for part in parts for row in _spaced(part(min(width, COLUMN)))][1:])
        half = min((width - AIR) // 2, COLUMN)
        first, second = ([row for part in parts for row in _spaced(part(half))][1:] for parts in (left, right))
        return lines(_beside(first, second, half))

    return lay


def _came_to(debrief_view: DebriefView, width: int) -> list[Content]:
    ending = debrief_view.whole.ending
    if ending is None:
        return hang(Content(_("The run is not over; this is where it stands.")), width)
    text = set_prose(ending.text, width)
    return [*hang(says(ending.title, "bold"), width, says(f"{END}  ", "bold $accent")), *_spaced(text)]


def _short(debrief_view: DebriefView, width: int) -> list[Content]:
    short = next((section for section in debrief_view.sections if section.key == "short"), None)
    return _titled(short.title, set_prose(short.markdown, width)) if short is not None else []


def _likely_in_all(debrief_view: DebriefView, width: int) -> list[Content]:
    told = odds_of_run(debrief_view.whole, width)
    return _titled(_(TITLE), told) if told else []


def _history(debrief_view: DebriefView, width: int) -> list[Content]:
    whole = debrief_view.whole
    told = set_prose(whole.ending.history, width) if whole.ending else []
    if whole.ending is None and any(chapter.finished for chapter in whole.chapters):
        told = [
            line
            for section in debrief_view.sections
            if section.key == "history"
            for line in set_prose(section.markdown, width)
        ]
    return _titled(_("What really happened"), told) if told else []


def question_lines(question: Question, width: int, mark: str = "?") -> list[Content]:
    """A question with the answer that was given under it."""
    out = hang(Content(question.text), width, says(f"{mark} ", "bold $accent"))
    if question.answer:
        out += hang(Content(question.answer), width, says("  │ ", "$accent"), says("  │ ", "$accent"))
    return out


def _head(debrief_view: DebriefView, review: DecisionReview, width: int) -> list[Content]:
    """Which decision, when and where, what the world decided, what was noted, and what it closed."""
    takes = _("takes {span}", span=review.takes) if review.takes else ""
    where = says(" · ".join(part for part in (review.date, review.scene_title, takes, review.price) if part), "$quiet")
    number = says(f"{review.number}  ", "bold $accent")
    label = number + says(review.label, "bold")
    if label.cell_length + where.cell_length + 2 <= width:
        out = between(label, where, width)
    else:
        out = [*hang(says(review.label, "bold"), width, number), *hang(where, width, "   ")]
    out += _closed(debrief_view, review, width)
    if review.outcome:
        decided = says(f"◇  {_('the world decided: ')}", "$quiet")
        out += hang(Content(review.outcome.replace("_", " ")), width, decided)
    for word, note in ((_("why: "), review.why), (_("by: "), review.by), (_("expected: "), review.expected)):
        if note:
            out += hang(Content(note), width, says(f"   {word}", "$quiet"))
    return out


def _closed(debrief_view: DebriefView, review: DecisionReview, width: int) -> list[Content]:
    """Which endings a decision closed: what was lost by it, and what was not, the best first."""
    whole, turning = debrief_view.whole, review.turning
    plays = sampled(whole)
    out = _turned(turning, whole.names, plays, width) if turning else []
    if not turning and review in whole.turned:
        out = costly_line(review, COSTLY, width)
    closed = closed_endings(whole, review.number)
    lost = [ending for ending in closed.lost if not turning or ending not in turning.lost]
    named_by: dict[Closing, Sequence[str]] = {"lost": lost, "passed": closed.passed, "averted": closed.averted}
    for closing, endings in named_by.items():
        if endings:
            sign, style, word = CLOSINGS[closing]
            told = _("{word}, as far as random plays can tell: ", word=_(word)) if plays else f"{_(word)}: "
            named = Content("; ".join(whole.names[ending] for ending in endings))
            out += hang(named, width, says(f"{sign}  ", f"bold {style}") + says(told, "$quiet"))
    if not out and review.before is not None:
        none = (
            _("Random plays still came to every ending that they had met before.")
            if plays
            else _("No ending was closed by it.")
        )
        out += hang(says(none, "$quiet"), width, "   ")
    return out


def _turned(turning: TurningPoint, names: dict[str, str], plays: int, width: int) -> list[Content]:
    lost = ", ".join(f"“{names[ending]}”" for ending in turning.lost)
    if plays:
        how = _("Random plays came to it before this decision, and none did after it.")
    elif turning.by == "decision":
        how = _("This measure closed it, whatever the world had decided.")
    else:
        how = _("The decision left it to chance, and chance closed it.")
    best = _("Until here the best still possible was {endings}.", endings=lost)
    told = says(f"{_('Turning point.')} ", "bold $bad") + f"{best} {how}"
    return hang(told, width, says(f"{TURNING}  ", "bold $bad"))


def _open(debrief_view: DebriefView, review: DecisionReview) -> Part:
    """Every measure that was offered, and what it would have kept; the one that was taken is marked."""

    def lay(width: int) -> list[Content]:
        out = [row for road in review.roads for row in _road(road, width)]
        if debrief_view.known and review.before is not None and review.before.endings:
            names, ranked = (
                debrief_view.whole.names,
                {option.id: option.rank for option in debrief_view.whole.ending_options},
            )
            best = max(ranked[ending] for ending in review.before.endings)
            wanted = ", ".join(f"“{names[ending]}”" for ending in review.before.endings if ranked[ending] == best)
            measured = (
                _("measured by the best still possible, sampled: {endings}", endings=wanted)
                if sampled(debrief_view.whole)
                else _("measured by the best still possible: {endings}", endings=wanted)
            )
            out += hang(says(measured, "italic $quiet"), width, "   ")
        return _titled(_("What stood open"), out)

    return lay


def _road(road: Road, width: int) -> list[Content]:
    if road.reasons:
        out = hang(says(road.label, "$quiet"), width, says("×  ", "$quiet"))
        for reason in road.reasons:
            out += hang(says(_("locked: "), "$quiet") + running(reason, "italic $quiet"), width, "   ")
        return out
    sign, style, word = KEEPS[road.keeps]
    told = " · ".join(part for part in (_("taken") if road.taken else "", _(word)) if part)
    label = says(road.label, "bold" if road.taken else "")
    return leaders(label, says(told, style), width, says(f"{sign}  ", f"bold {style}"), below=True)


def _better(debrief_view: DebriefView, review: DecisionReview, *, whole_way: bool) -> Part:
    """At a turning point the next step of a play that would have kept the best; the rest for whoever asks."""

    def lay(width: int) -> list[Content]:
        turning = review.turning
        if turning is None or not turning.told:
            return []
        leads_to = debrief_view.whole.names[turning.leads_to]
        way = _("One way on from here to “{ending}” begins with:", ending=leads_to)
        out = hang(Content(way), width)
        for number, told in enumerate(turning.told if whole_way else turning.told[:1], review.number):
            out += hang(Content(told), width, says(f"{number:>2}  ", "bold $accent"))
        if rest := len(turning.told) - 1 if not whole_way else 0:
            more = _n("{count} more step: press m", "{count} more steps: press m", rest)
            out += hang(says(more, "$quiet"), width, "    ")
        return _titled(_(WAY), [*out, *hang(says(_luck(turning), "$quiet"), width)])

    return lay


def _luck(turning: TurningPoint) -> str:
    """How often the world must decide as told on that way."""
    if turning.luck == "needed":
        return _n("It takes luck once.", "It takes luck {count} times.", turning.lucky)
    if turning.luck == "any":
        return _("What the world decides on that way does not close it.")
    return _("It takes no luck.")


def _likely(debrief_view: DebriefView, review: DecisionReview) -> Part:
    """What the decision cost of the chance of the best, and what then moved it."""

    def lay(width: int) -> list[Content]:
        known = debrief_view.whole.odds is not None and review.odds is not None
        told = odds_of_decision(debrief_view.whole, review.odds, width) if known and review.odds else []
        return _titled(_(TITLE), told) if told else []

    return lay


def _changed(debrief_view: DebriefView, review: DecisionReview) -> Part:
    def lay(width: int) -> list[Content]:
        rows = because(debrief_view.changes(review.number), width)
        return _titled(
            _("What it changed, and why"), rows or hang(says(_("Nothing that is watched."), "$quiet"), width)
        )

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
        return _titled(_("What followed"), out) if out else []

    return lay


def _later(review: DecisionReview) -> Part:
    """What it set going, called off, and what came to nothing."""

    def lay(width: int) -> list[Content]:
        told = [
            (_("set going: "), review.set_going),
            (_("called off: "), review.called_off),
            (_("came to nothing: "), review.lapsed),
        ]
        out = [
            row
            for word, texts in told
            for text in texts
            for row in hang(Content(text), width, says(word, "$quiet"), "   ")
        ]
        return _titled(_("What it set going"), out) if out else []

    return lay


def _lesson(review: DecisionReview) -> Part:
    return lambda width: (
        _titled(_("What this teaches"), set_prose(review.lesson, width)) if review.lesson.strip() else []
    )


def _asked(debrief_view: DebriefView, number: int) -> Part:
    """The questions about this decision, with their answers; 0 for the whole run."""

    def lay(width: int) -> list[Content]:
        asked = [question for question in debrief_view.whole.questions if question.number == number]
        out = [row for question in asked for row in question_lines(question, width)]
        return _titled(_("To think about"), out, _("a to answer")) if out else []

    return lay


def _read(review: DecisionReview, width: int) -> list[Content]:
    if not review.situation.strip():
        return []
    return _titled(_("What you had before you"), set_prose(review.situation, min(width, COLUMN)))


def _titled(title: str, rows: Sequence[Content], aside: str = "") -> list[Content]:
    return [says(title, "bold $accent") + says(f"   {aside}" if aside else "", "$quiet"), *rows]


def _spaced(rows: Sequence[Content]) -> list[Content]:
    return [Content(""), *rows] if rows else []


def _beside(first: Sequence[Content], second: Sequence[Content], half: int) -> Iterable[Content]:
    """Two columns of lines."""
    blank = Content("")
    for number in range(max(len(first), len(second))):
        left = first[number] if number < len(first) else blank
        right = second[number] if number < len(second) else blank
        yield left + " " * (half - left.cell_length + AIR) + right
