"""The doors of the lobby: each room is loaded when somebody first enters it."""
# ruff: noqa: PLC0415  # that is what this file is for

from __future__ import annotations

from textual.command import Provider
from textual.screen import Screen

from crisisengine.session.library import Library
from crisisengine.session.session import Session

__all__ = ["commands", "ending", "glossary", "help_sheet", "library", "play", "room_of"]


def library(desk: Library) -> Screen[None]:
    """The library, read from the disk anew."""
    from crisisengine.tui.screens.library import LibraryScreen

    return LibraryScreen(desk)


def room_of(session: Session) -> Screen[None]:
    """Where a run belongs: the debrief when it has ended, the briefing before it begins, the play screen in between."""
    if session.ended:
        from crisisengine.tui.screens.debrief import DebriefScreen

        return DebriefScreen(session)
    if not session.run.steps:
        from crisisengine.tui.screens.briefing import BriefingScreen

        return BriefingScreen(session)
    return play(session)


def play(session: Session) -> Screen[None]:
    """The play screen."""
    from crisisengine.tui.screens.play import PlayScreen

    return PlayScreen(session)


def ending(session: Session) -> Screen[None]:
    """Where a run has just ended."""
    from crisisengine.tui.screens.ending import EndingScreen

    return EndingScreen(session)


def glossary(session: Session, entry: str) -> Screen[None]:
    """The glossary, at an entry."""
    from crisisengine.tui.screens.glossary import GlossaryScreen

    return GlossaryScreen(session, entry)


def help_sheet() -> Screen[None]:
    """The help."""
    from crisisengine.tui.screens.help import HelpScreen

    return HelpScreen()


def commands() -> type[Provider]:
    """What the command palette offers."""
    from crisisengine.tui.commands import CrisisCommands

    return CrisisCommands
