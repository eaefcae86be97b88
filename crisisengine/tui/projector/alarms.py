"""What nobody in a room may miss: the disk refuses, a decision could not be taken, nobody can join."""

from __future__ import annotations

from textual.content import Content

from crisisengine.session.joining import Joining
from crisisengine.session.workshop import WorkshopSession
from crisisengine.text.messages import _
from crisisengine.tui.typesetting import Lay, hang, lines, says

__all__ = ["alarms", "cut_off"]


def alarms(led: WorkshopSession, trouble: str) -> Lay:
    """All that is wrong now, a sentence each; `trouble` is that of the server."""
    told = [led.notice or led.session.unkept, trouble]
    if led.unrecorded:
        told.insert(0, _("votes by phone are not counted now: {reason}. Raised hands are", reason=led.unrecorded))
    sentences = [f"{text[:1].upper()}{text[1:].rstrip('.')}." for text in told if text]

    def lay(width: int) -> Content:
        return lines(row for sentence in sentences for row in hang(Content(sentence), width - 2, " ! ", "   "))

    return lay


def cut_off(joining: Joining | None) -> Lay:
    """That the network is gone, and how the room goes on; nothing where phones get through, or there never were any."""
    told = ""
    if joining is not None and joining.unreachable:
        told = _("No phone can reach this laptop: it is in no network. r counts raised hands.")

    def lay(width: int) -> Content:
        return lines(hang(says(told, "$bad"), width - 2, says(" ! ", "bold $bad"), "   ")) if told else Content("")

    return lay
