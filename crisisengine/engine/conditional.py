"""An author's text read before any run: each stretch that depends on the state, with what it depends on in words.

For whoever prepares a room. It names hidden variables and inner workings as well, so nobody who plays may see it.
"""

from __future__ import annotations

from crisisengine.engine.conditions import condition_text
from crisisengine.engine.naming import called
from crisisengine.engine.rendering import source_number
from crisisengine.model.prose import Alternative, Cite, Date, Plain, Prose, Value
from crisisengine.model.scenario import Scenario
from crisisengine.text.markdown import literal
from crisisengine.text.messages import _

__all__ = ["conditional_text"]


def conditional_text(scenario: Scenario, prose: Prose) -> str:
    """A text as Markdown with all its sides, each behind its condition; citations as `[1]`."""
    return "".join(_piece(scenario, piece) for piece in prose)


def _piece(scenario: Scenario, piece: Plain | Value | Date | Alternative | Cite) -> str:
    match piece:
        case Plain(text):
            return text
        case Value(name):
            return f"[{literal(called(scenario, name))}]"
        case Date():
            return _("[the date]")
        case Cite(source):
            return f"[{source_number(scenario, source)}]"
        case Alternative(guard, then, otherwise):
            when = condition_text(scenario, guard)
            sides = [conditional_text(scenario, side).strip() for side in (then, otherwise)]
            told = [_("*(if {condition})* {text}", condition=when, text=sides[0])] if sides[0] else []
            if sides[1]:
                without = _("*(otherwise)* {text}", text=sides[1])
                told.append(without if told else _("*(unless {condition})* {text}", condition=when, text=sides[1]))
            return " ".join(told)
