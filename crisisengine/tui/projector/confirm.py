"""Asks before something that is hard to take back."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from crisisengine.session.workshop import WorkshopSession
from crisisengine.text.messages import N_, _, _n
from crisisengine.tui.markdown import running
from crisisengine.tui.projector.voting_lines import label_of
from crisisengine.tui.screens.base import BaseDialog
from crisisengine.tui.typesetting import hang, lines, says
from crisisengine.tui.widgets.frame.footer import FooterBar
from crisisengine.tui.widgets.frame.text import TextPane
from crisisengine.workshop.commands import quorum_of, voters

__all__ = ["ConfirmDialog", "before_closing", "before_undo"]

OPENING = 60
"""Characters by which something that was sent is known again."""


class ConfirmDialog(BaseDialog[bool]):
    """A question, and yes or no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "dismiss(True)", N_("yes"), key_display="y"),
        Binding("n,escape", "dismiss(False)", N_("no"), key_display="n"),
    ]

    def __init__(self, question: str) -> None:
        super().__init__()
        self.question = question

    def compose(self) -> ComposeResult:
        """The question and its two keys."""
        with Vertical(classes="dialog"):
            yield TextPane(lambda width: lines(hang(says(self.question, "bold"), width)))
            yield FooterBar(("y", _("yes")), ("n", _("no")), only=True)


def before_closing(led: WorkshopSession) -> str:
    """What is asked before a vote is closed that too few have voted in; empty where it can be closed unasked."""
    room, current = led.room, led.room.round
    if room.phase != "vote" or current is None:
        return ""
    cast, least = sum(current.votes.values()), quorum_of(room, current, led.present)
    there = len(voters(room, current, led.present) | current.ballots.keys())
    if current.hands is None and not there:  # no time closes it either
        return _("No hands are counted in this vote. Close it? (r counts them)")
    if cast >= least or room.timer.is_up(led.clock()):
        return ""
    if current.hands is not None:
        told = _n("{count} raised hand is counted", "{count} raised hands are counted", cast)
    else:
        told = _("{cast} of {there} have voted", cast=cast, there=there)
    return _n(
        "{told}, {count} is needed. Close the vote?", "{told}, {count} are needed. Close the vote?", least, told=told
    )


def before_undo(led: WorkshopSession) -> str:
    """What is asked before something is taken back: what that is; empty where there is nothing."""
    room, session = led.room, led.session
    if room.question is not None and room.question.lock is None:
        return _("Call this vote off, and go back to the scene?")
    if room.sent and room.sent[-1].after == room.decisions:
        inject = session.scenario.injects[room.sent[-1].inject]
        text = running(session.text(inject.text)).plain
        opening = text if len(text) <= OPENING else text[:OPENING].rpartition(" ")[0] + " …"
        named = f"{inject.sender}: {opening}" if inject.sender else opening
        return _("Take back what was sent last? {sent}", sent=named)
    lock = room.standing[-1].lock if room.standing else None
    if lock is None:
        return ""
    label = label_of(session.views[min(lock.after, len(session.views) - 1)], lock.option)
    return _("Take the last decision back: {label}? What followed from it is undone.", label=label)
