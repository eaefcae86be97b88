"""What a word is, and how many of them a text has in each of its readings.

Words are what stands between blanks and marks; a printed value or title counts as one, a date as three.
"""

from __future__ import annotations

import re

from crisisengine.checker.search.frontier import Exploration
from crisisengine.checker.search.text_sizes import TextSize, TextSizes
from crisisengine.model.prose import Alternative, Cite, Date, Piece, PlaceTitle, Plain, Prose, Value

__all__ = ["prose_size", "sizes_of", "words_in"]

_WORD = re.compile(r"[^\W_]+(?:['\u2019.,-][^\W_]+)*")
_ADDRESS = re.compile(r"\]\([^()\s]*\)|<https?://[^>\s]*>")


def words_in(text: str) -> list[str]:
    """The words of a stretch of Markdown, without where its links lead."""
    return _WORD.findall(_ADDRESS.sub(" ", text))


def _count(text: str) -> int:
    return len(words_in(text))


def prose_size(prose: Prose) -> TextSize:
    """The words of a text, by what it depends on."""
    always, stretches = 0, []
    for piece in prose:
        if isinstance(piece, Alternative):
            sides = tuple(sum(_piece(part) for part in side) for side in piece.sides)
            if len(set(sides)) > 1:
                stretches.append((piece.guards, sides))
            else:
                always += sides[0]
        else:
            always += _piece(piece)
    return TextSize(always, tuple(stretches))


def _piece(piece: Piece) -> int:
    match piece:
        case Plain(text):
            return _count(text)
        case Value() | PlaceTitle():
            return 1
        case Date():
            return 3
        case Cite() | Alternative():
            return 0


def sizes_of(found: Exploration) -> TextSizes:
    """The words of every text that a run may show."""
    scenario = found.program.scenario
    places = {}
    for scene in scenario.scenes.values():
        labels = sum(_count(measure.label) for measure in scene.measures.values())
        places[scene.id] = _more(prose_size(scene.text), _count(scene.title) + labels)
    for ending in scenario.endings.values():
        text, history = prose_size(ending.text), prose_size(ending.history)
        whole = TextSize(text.always + history.always, (*text.stretches, *history.stretches))
        places[ending.id] = _more(whole, _count(ending.title))
    routes = {}
    for measure in scenario.measures:
        routes[measure.route] = prose_size(measure.result)
        routes |= {outcome.route: prose_size(outcome.result) for outcome in measure.outcomes}
    injects = {
        inject.id: _more(prose_size(inject.text), _count(f"{inject.sender} {inject.to}"))
        for inject in scenario.injects.values()
    }
    return TextSizes(found=found, places=places, routes=routes, injects=injects)


def _more(size: TextSize, words: int) -> TextSize:
    return TextSize(size.always + words, size.stretches)
