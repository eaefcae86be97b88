"""The screens that the App pushes; each is loaded when somebody first goes there.

A new screen has its row in `PLACES` or in `OVERLAYS`, under the name that `requests` has for it.
"""
# ruff: noqa: PLC0415  # that is what this file is for

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.command import Provider
from textual.screen import Screen

from crisisengine.session.library import Library
from crisisengine.session.session import Session
from crisisengine.tui.requests import OverlayName, PlaceName
from crisisengine.tui.settings import Settings

__all__ = ["OVERLAYS", "PLACES", "commands", "glossary", "help_screen", "library", "screen_of"]


def library(library: Library, settings: Settings) -> Screen[None]:
    """The library, read from the disk anew."""
    from crisisengine.tui.screens.library import LibraryScreen

    return LibraryScreen(library, settings)


def screen_of(session: Session, library: Library, settings: Settings) -> Screen[None]:
    """Where a run belongs: the debrief when it has ended, the briefing before it begins, the play screen in between."""
    if session.ended:
        from crisisengine.tui.screens.debrief import DebriefScreen

        return DebriefScreen(session, library)
    if not session.run.moves:
        from crisisengine.tui.screens.briefing import BriefingScreen

        return BriefingScreen(session)
    return _scene(session, library, settings)


def _scene(session: Session, library: Library, settings: Settings) -> Screen[None]:
    from crisisengine.tui.screens.play import PlayScreen

    return PlayScreen(session, library, settings)


def _ending(session: Session, _library: Library, _settings: Settings) -> Screen[None]:
    from crisisengine.tui.screens.ending import EndingScreen

    return EndingScreen(session)


def _causes(session: Session, number: int) -> Screen[Any]:
    from crisisengine.tui.screens.causes import CausesScreen

    return CausesScreen(session, number)


def _earlier(session: Session, number: int) -> Screen[Any]:
    from crisisengine.tui.screens.earlier import EarlierScreen

    return EarlierScreen(session, number)


def _indicators(session: Session, _number: int) -> Screen[Any]:
    from crisisengine.tui.screens.indicators import IndicatorsDialog

    return IndicatorsDialog(session)


def _journal(session: Session, _number: int) -> Screen[Any]:
    from crisisengine.tui.screens.journal import JournalScreen

    return JournalScreen(session)


def _map(session: Session, _number: int) -> Screen[Any]:
    from crisisengine.tui.screens.map import MapDialog

    return MapDialog(session)


def _save_as(session: Session, _number: int) -> Screen[Any]:
    from crisisengine.tui.screens.save_as import SaveAsDialog

    return SaveAsDialog(session)


PLACES: dict[PlaceName, Callable[[Session, Library, Settings], Screen[None]]] = {
    "run": screen_of,
    "scene": _scene,
    "ending": _ending,
}
"""Where one can go with a run."""

OVERLAYS: dict[OverlayName, Callable[[Session, int], Screen[Any]]] = {
    "causes": _causes,
    "earlier": _earlier,
    "indicators": _indicators,
    "journal": _journal,
    "map": _map,
    "save_as": _save_as,
}
"""What can be laid over a screen; of a decision, numbered from 1, or of the whole run. What it answers with, if it is a
sentence, is said."""


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
