"""The doors of the lobby: each room is loaded when somebody first enters it."""
# ruff: noqa: PLC0415  # that is what this file is for

from __future__ import annotations

from textual.command import Provider
from textual.screen import Screen

from crisisengine.session.library import Desk
from crisisengine.session.session import Sitting

__all__ = ["commands", "ending", "glossary", "help_sheet", "library", "play", "room_of"]


def library(desk: Desk) -> Screen[None]:
    """The library, read from the disk anew."""
    from crisisengine.tui.screens.library import Library

    return Library(desk)


def room_of(sitting: Sitting) -> Screen[None]:
    """Where a run belongs: the debrief when it has ended, the briefing before it begins, the play screen in between."""
    if sitting.ended:
        from crisisengine.tui.screens.debrief import Debrief

        return Debrief(sitting)
    if not sitting.run.steps:
        from crisisengine.tui.screens.briefing import Briefing

        return Briefing(sitting)
    return play(sitting)


def play(sitting: Sitting) -> Screen[None]:
    """The play screen."""
    from crisisengine.tui.screens.play import Play

    return Play(sitting)


def ending(sitting: Sitting) -> Screen[None]:
    """Where a run has just ended."""
    from crisisengine.tui.screens.ending import Ending

    return Ending(sitting)


def glossary(sitting: Sitting, entry: str) -> Screen[None]:
    """The glossary, at an entry."""
    from crisisengine.tui.screens.glossary import Glossary

    return Glossary(sitting, entry)


def help_sheet() -> Screen[None]:
    """The help."""
    from crisisengine.tui.screens.help import Help

    return Help()


def commands() -> type[Provider]:
    """What the command palette offers."""
    from crisisengine.tui.commands import CrisisCommands

    return CrisisCommands
