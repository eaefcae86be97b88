"""An author's text read before any run: each stretch that depends on the state, with what it depends on in words.

For whoever prepares a room. It names hidden variables and inner workings as well, so nobody who plays may see it.
"""

from __future__ import annotations

from crisisengine.engine.conditions import condition_text
from crisisengine.engine.naming import called
from crisisengine.engine.rendering import source_number
from crisisengine.model.prose import Alternative, Cite, Date, Piece, PlaceTitle, Plain, Prose, Value
from crisisengine.model.scenario import Scenario
from crisisengine.text.markdown import literal
from crisisengine.text.messages import _

__all__ = ["conditional_text"]


def conditional_text(scenario: Scenario, prose: Prose) -> str:
    """A text as Markdown with all its sides, each behind its condition; citations as `[1]`.

    A condition stands in underscores, so that a word of a scale in it, and an author's asterisks around it, are told apart.
    """
    return "".join(_piece(scenario, piece) for piece in prose)


def _piece(scenario: Scenario, piece: Piece) -> str:
    match piece:
        case Plain(text):
            return text
        case Value(name):
            return f"[{literal(called(scenario, name))}]"
        case Date():
            return _("[the date]")
        case PlaceTitle():
            return _("[where one is]")
        case Cite(source):
            return f"[{source_number(scenario, source)}]"
        case Alternative():
            return _alternative(scenario, piece)


def _alternative(scenario: Scenario, piece: Alternative) -> str:
    *sides, rest = [conditional_text(scenario, side).strip() for side in piece.sides]
    conditions = [condition_text(scenario, guard) for guard in piece.guards]
    if len(sides) == 1 and rest and not sides[0]:
        return _("_(unless {condition})_ {text}", condition=conditions[0], text=rest)
    told = []
    for number, (condition, side) in enumerate(zip(conditions, sides, strict=True)):
        if number:
            told.append(_("_(otherwise, if {condition})_ {text}", condition=condition, text=side or _("nothing")))
        elif side or len(sides) > 1:
            told.append(_("_(if {condition})_ {text}", condition=condition, text=side or _("nothing")))
    if rest:
        told.append(_("_(otherwise)_ {text}", text=rest))
    return " ".join(told)
