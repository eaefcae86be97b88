"""From the vote to the decision: what is asked, how it stands, what the room expects of it.

How many voted for what is shown in the talk, where it is not hidden, and when the decision is locked; never while a vote
is open.
"""

from __future__ import annotations

from textual.content import Content

from crisisengine.engine.view_model import View
from crisisengine.session.workshop import WorkshopSession
from crisisengine.text.messages import _
from crisisengine.tui.markdown import running
from crisisengine.tui.projector.sentences import (
    decided,
    default_sentence,
    missed_why,
    progress,
    rule_sentence,
    trend_word,
    vote_name,
)
from crisisengine.tui.projector.slide import Slide
from crisisengine.tui.projector.voting_lines import bars, counted, label_of, numbered
from crisisengine.tui.typesetting import hang, lines, says
from crisisengine.workshop.commands import quorum_of
from crisisengine.workshop.question import RoomQuestion, Round

__all__ = ["asked_slide", "clock", "expect_slide", "lock_slide", "talk_slide", "view_at", "vote_slide"]


def view_at(led: WorkshopSession) -> View:
    """What the room has seen: after a decision the state before it, until its consequences are shown."""
    question = led.room.question
    if led.room.phase in ("lock", "expect") and question is not None:
        return led.session.views[min(question.after, len(led.session.views) - 1)]
    return led.session.view


def clock(led: WorkshopSession) -> str:
    """The time left as `1:05`; empty where there is no limit."""
    left = led.room.timer.left(led.clock())
    if left is None:
        return ""
    seconds = int(left + 0.999)
    return f"{seconds // 60}:{seconds % 60:02}"


def _open(led: WorkshopSession) -> tuple[RoomQuestion, Round]:
    question, current = led.room.question, led.room.round
    if question is None or current is None:
        raise AssertionError("these phases have a question with a round")
    return question, current


def vote_slide(led: WorkshopSession) -> Slide:
    """The question and its numbered measures; how many have voted, and by which rule it will be decided."""
    _question, current = _open(led)
    view = led.session.view
    over = vote_name(current.number)
    role = current.opened.role
    if role and role in led.session.scenario.roles:
        over = _("{vote}, for: {role}", vote=over, role=led.session.scenario.roles[role].title)
    told = progress(led, current), rule_sentence(led.room.settings.rule), default_sentence(led, current)
    return Slide(
        over=over,
        title=view.title,
        figure=clock(led),
        body=numbered(view, current.opened.options),
        dense=True,
        foot=" ".join(part for part in told if part),
    )


def talk_slide(led: WorkshopSession) -> Slide:
    """The first counts, unless they stay hidden; what the author asks; what was said and let onto the wall."""
    question, current = _open(led)
    view, settings = led.session.view, led.room.settings
    missed = current.counted(settings.rule, quorum_of(led.room, current, led.present), led.room.chair).missed
    questions = [led.session.text(prose) for prose in led.session.scenario.scenes[question.scene].ask]
    said = [said.text for said in question.said if said.shown]

    def lay(width: int) -> Content:
        out: list[Content] = []
        if not settings.hidden:
            out += [bars(counted(view, current.votes))(width), Content("")]
        for text in questions:
            out += [*hang(running(text, "bold"), width, says("? ", "bold $accent")), Content("")]
        if said:
            out.append(says(_("What some of you say"), "bold $accent"))
        for text in said:
            out += [*hang(Content(text), width, says("“ ", "$accent")), Content("")]
        return lines(out).rstrip()

    told = ""
    if missed is not None and current.number > 1:
        told = _("No decision: {why}.", why=missed_why(missed)) + " "
    elif settings.hidden:
        told = _("The votes stay hidden while you talk.") + " "
    told += _("Time is up: vote once more.") if led.room.timer.is_up(led.clock()) else _("Then you vote once more.")
    over = _("Talk: what speaks for it, what against it?")
    return Slide(over=over, title=view.title, figure=clock(led), body=lay, foot=told, dense=True)


def asked_slide(led: WorkshopSession) -> Slide:
    """No rule decided: the facilitator does, or passes on what the chair says."""
    _question, current = _open(led)
    settings, view = led.room.settings, led.session.view
    missed = current.counted(settings.rule, quorum_of(led.room, current, led.present), led.room.chair).missed
    if settings.rule == "chair":
        over, foot = _("The chair decides"), _("The facilitator presses the number that the chair says.")
    else:
        over, foot = _("No decision"), _("The facilitator decides for the room, by pressing a number.")
        if missed is not None:
            over = _("No decision: {why}", why=missed_why(missed))
    return Slide(
        over=over, title=view.title, body=numbered(view, current.opened.options, locked=False), foot=foot, dense=True
    )


def lock_slide(led: WorkshopSession) -> Slide:
    """What was decided, by which votes, and how."""
    question = led.room.question
    lock = question.lock if question is not None else None
    if question is None or lock is None:
        raise AssertionError("a lock shows a decision")
    view = view_at(led)
    label = label_of(view, lock.option)
    cast = sum(lock.votes.values())

    def how(width: int) -> Content:
        out = hang(says(label, "bold $good"), width, says("✓ ", "bold $good"))
        out += [Content(""), *hang(Content(decided(question)), width)]
        if lock.decider in ("plurality", "majority", "consensus") and lock.quorum:
            told = _("{cast} have voted; {quorum} were needed.", cast=cast, quorum=lock.quorum)
            out += hang(says(told, "$quiet"), width)
        if cast:
            out += [Content(""), bars(counted(view, lock.votes), taken=label)(width)]
        return lines(out)

    return Slide(over=_("The room has decided"), title=view.title, body=how, dense=True)


def expect_slide(led: WorkshopSession) -> Slide:
    """What the room expects, before it sees."""
    question = led.room.question
    if question is None or question.lock is None:
        raise AssertionError("something was decided")
    view = view_at(led)
    label = label_of(view, question.lock.option)
    told = question.expectations

    def lay(width: int) -> Content:
        out = hang(says(label, "bold"), width, says(_("You decided: "), "$quiet"), "  ")
        out += [Content(""), Content(_("For the people who are to be protected, will it become")), Content("")]
        if any(told.values()):
            rows = [("", trend_word(trend), number) for trend, number in told.items()]
            out.append(bars(rows)(width))
        else:
            out += [line for word in told for line in (says(f"    {trend_word(word)}", "bold $accent"), Content(""))]
        return lines(out)

    return Slide(over=_("Before you see what follows"), title=_("What do you expect?"), body=lay)
