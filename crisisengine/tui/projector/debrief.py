"""The debrief of a room on the wall, in five steps, each from the room's own record."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.content import Content

from crisisengine.session.workshop import WorkshopSession
from crisisengine.text.messages import N_, _
from crisisengine.tui.markdown import running
from crisisengine.tui.projector.sentences import decided, trend_word
from crisisengine.tui.projector.slide import Slide
from crisisengine.tui.projector.voting_lines import label_of
from crisisengine.tui.typesetting import Lay, hang, lines, says
from crisisengine.workshop.events import DEBRIEF_STEPS
from crisisengine.workshop.question import RoomQuestion

__all__ = ["debrief_slide"]

Rows = Sequence[tuple[str, str]]
"""What stands first in a line, and the rest of it; a line without a first is a heading."""

_STEPS = (
    (N_("Reactions"), N_("One word each: how was it? No explanations yet.")),
    (N_("What happened"), N_("Tell it in turns. Correct one another about what happened, not about what was right.")),
    (N_("Why"), N_("Where did you split, what moved you, and what had you expected?")),
    (N_("What was learned"), N_("What would you keep, and what would you do otherwise?")),
    (N_("What you take along"), N_("Each of you: a thing that you will do differently, and by when.")),
)


def debrief_slide(led: WorkshopSession) -> Slide:
    """The step at which the debrief is."""
    step = min(max(led.room.step, 1), DEBRIEF_STEPS)
    title, prompt = _STEPS[step - 1]
    told = _CONTENT[step - 1](led)
    over = _("Debrief, step {step} of {steps}", step=step, steps=DEBRIEF_STEPS)
    listed = _listed(told)

    def lay(width: int) -> Content:
        prompted = hang(says(_(prompt), "bold"), width)
        return lines([*prompted, Content(""), listed(width)] if told else prompted)

    return Slide(over=over, title=_(title), body=lay, prose=True)


def _listed(rows: Rows) -> Lay:
    def lay(width: int) -> Content:
        out: list[Content] = []
        for first, rest in rows:
            if first:
                out += [*hang(running(rest), width, says(f"{first}  ", "bold $accent"), "    "), Content("")]
            else:
                out += [*hang(says(rest, "bold $accent"), width), Content("")]
        return lines(out).rstrip()

    return lay


def _reactions(led: WorkshopSession) -> Rows:
    view = led.session.view
    return [("", view.title)] if view.ending is not None else []


def _happened(led: WorkshopSession) -> Rows:
    rows: list[tuple[str, str]] = []
    for number, question in enumerate(led.room.standing, 1):
        view = led.session.views[question.after]
        rows.append((str(number), f"{view.title}: **{_label(led, question)}**. {decided(question)}"))
    return rows


def _why(led: WorkshopSession) -> Rows:
    rows: list[tuple[str, str]] = []
    for number, question in enumerate(led.room.standing, 1):
        told = [_moved(question), _expected(question)]
        told += [f"“{said.text}”" for said in question.said if said.shown]
        if any(told):
            rows.append((str(number), " ".join([f"**{_label(led, question)}**.", *(part for part in told if part)])))
    return rows


def _moved(question: RoomQuestion) -> str:
    """How many votes what was taken had, round after round."""
    if question.lock is None or not question.rounds:
        return ""
    option = question.lock.option
    counts = [f"{current.votes.get(option, 0)}/{sum(current.votes.values())}" for current in question.rounds]
    if not any(sum(current.votes.values()) for current in question.rounds):
        return ""
    return _("Votes for it, vote after vote: {counts}.", counts=", ".join(counts))


def _expected(question: RoomQuestion) -> str:
    told = [f"{trend_word(trend)} {number}" for trend, number in question.expectations.items() if number]
    return _("Expected: {counts}.", counts=", ".join(told)) if told else ""


def _learned(led: WorkshopSession) -> Rows:
    rows: list[tuple[str, str]] = []
    for number in range(1, len(led.session.run.steps) + 1):
        account = led.session.account(number)
        if account is not None and account.lesson.strip():
            rows.append((str(number), f"**{account.label}**. {account.lesson}"))
    return rows


def _taken_along(led: WorkshopSession) -> Rows:
    return [("•", objective.text) for objective in led.session.scenario.objectives.values()]


def _label(led: WorkshopSession, question: RoomQuestion) -> str:
    view = led.session.views[question.after]
    return label_of(view, question.lock.option) if question.lock is not None else ""


_CONTENT: tuple[Callable[[WorkshopSession], Rows], ...] = (_reactions, _happened, _why, _learned, _taken_along)
