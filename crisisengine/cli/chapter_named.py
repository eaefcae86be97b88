"""The chapter that somebody names on the command line, by its id or its number."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crisisengine.model.scenario import Scenario

__all__ = ["chapter_named"]


def chapter_named(scenario: Scenario, named: str) -> str:
    """Its id.

    Raises:
        Mistake: there is none.
    """
    from crisisengine.cli.output import Mistake
    from crisisengine.engine.starts import known_chapter
    from crisisengine.errors import ChoiceRefused

    try:
        return known_chapter(scenario, named)
    except ChoiceRefused as refused:
        raise Mistake(str(refused), None, refused.hint) from None
