"""What nobody in a room may miss: the disk refuses, a decision could not be taken, nobody can join."""

from __future__ import annotations

from textual.content import Content

from crisisengine.session.workshop import WorkshopSession
from crisisengine.text.messages import _
from crisisengine.tui.typesetting import Lay, hang, lines

__all__ = ["alarms"]


def alarms(led: WorkshopSession, trouble: str) -> Lay:
    """All that is wrong now, a sentence each; `trouble` is that of the server."""
    told = [led.notice or led.session.unkept, trouble]
    if led.unrecorded:
        told.insert(0, _("votes by phone are not counted now: {reason}. Raised hands are", reason=led.unrecorded))
    sentences = [f"{text[:1].upper()}{text[1:].rstrip('.')}." for text in told if text]

    def lay(width: int) -> Content:
        return lines(row for sentence in sentences for row in hang(Content(sentence), width - 2, " ! ", "   "))

    return lay
