"""The screens that the App pushes; each is loaded when somebody first goes there."""
# ruff: noqa: PLC0415  # that is what this file is for

from __future__ import annotations

from typing import Any

from textual.command import Provider
from textual.screen import Screen

from crisisengine.session.library import Library
from crisisengine.session.session import Session
from crisisengine.tui.settings import Settings

__all__ = [
    "causes",
    "commands",
    "earlier",
    "ending",
    "glossary",
    "help_screen",
    "indicators",
    "journal",
    "library",
    "play",
    "save_as",
    "screen_of",
]


def library(library: Library, settings: Settings) -> Screen[None]:
    """The library, read from the disk anew."""
    from crisisengine.tui.screens.library import LibraryScreen

    return LibraryScreen(library, settings)


def screen_of(session: Session, library: Library, settings: Settings) -> Screen[None]:
    """Where a run belongs: the debrief when it has ended, the briefing before it begins, the play screen in between."""
    if session.ended:
        from crisisengine.tui.screens.debrief import DebriefScreen

        return DebriefScreen(session, library)
    if not session.run.steps:
        from crisisengine.tui.screens.briefing import BriefingScreen

        return BriefingScreen(session)
    return play(session, library, settings)


def play(session: Session, library: Library, settings: Settings) -> Screen[None]:
    """The scene that a run is in."""
    from crisisengine.tui.screens.play import PlayScreen

    return PlayScreen(session, library, settings)


def ending(session: Session) -> Screen[None]:
    """Where a run has just ended."""
    from crisisengine.tui.screens.ending import EndingScreen

    return EndingScreen(session)


def causes(session: Session, number: int) -> Screen[Any]:
    """What a decision changed; numbered from 1."""
    from crisisengine.tui.screens.causes import CausesScreen

    return CausesScreen(session, number)


def earlier(session: Session, number: int) -> Screen[None]:
    """What was read at a decision, numbered from 1."""
    from crisisengine.tui.screens.earlier import EarlierScreen

    return EarlierScreen(session, number)


def indicators(session: Session) -> Screen[Any]:
    """What the indicators mean, and their scales."""
    from crisisengine.tui.screens.indicators import IndicatorsDialog

    return IndicatorsDialog(session)


def journal(session: Session) -> Screen[None]:
    """The decisions so far."""
    from crisisengine.tui.screens.journal import JournalScreen

    return JournalScreen(session)


def save_as(session: Session) -> Screen[Any]:
    """Where a run is kept, and a copy of it."""
    from crisisengine.tui.screens.save_as import SaveAsDialog

    return SaveAsDialog(session)


def glossary(session: Session, entry: str) -> Screen[None]:
    """The glossary, at an entry."""
    from crisisengine.tui.screens.glossary import GlossaryScreen

    return GlossaryScreen(session, entry)


def help_screen(below: Screen[Any]) -> Screen[Any]:
    """The help, from the keys of the screen that it is opened on."""
    from crisisengine.tui.screens.base import BaseDialog, BaseScreen
    from crisisengine.tui.screens.help import HelpScreen

    return HelpScreen(below.help_part if isinstance(below, (BaseScreen, BaseDialog)) else "everywhere")


def commands() -> type[Provider]:
    """What the command palette offers."""
    from crisisengine.tui.commands import CrisisCommands

    return CrisisCommands
