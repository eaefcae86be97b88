"""An author's text read before any run: each stretch that depends on the state, with what it depends on in words.

For whoever prepares a room. It names hidden variables and inner workings as well, so nobody who plays may see it.
"""

from __future__ import annotations

from crisisengine.engine.rendering import source_number
from crisisengine.engine.spelling import label_text, measure_text, spelled, word_text
from crisisengine.model.expression import Compare, Expression, Fact, Junction, Literal, Not, Read
from crisisengine.model.prose import Alternative, Cite, Date, Piece, PlaceTitle, Plain, Prose, Value
from crisisengine.model.scenario import Scenario, Variable
from crisisengine.text.markdown import literal
from crisisengine.text.messages import _

__all__ = ["condition_text", "conditional_text"]


def conditional_text(scenario: Scenario, prose: Prose) -> str:
    """A text as Markdown with all its sides, each behind its condition; citations as `[1]`."""
    return "".join(_piece(scenario, piece) for piece in prose)


def _piece(scenario: Scenario, piece: Piece) -> str:
    match piece:
        case Plain(text):
            return text
        case Value(name):
            return f"[{literal(_called(scenario, name))}]"
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
        return _("*(unless {condition})* {text}", condition=conditions[0], text=rest)
    told = []
    for number, (condition, side) in enumerate(zip(conditions, sides, strict=True)):
        if number:
            told.append(_("*(otherwise, if {condition})* {text}", condition=condition, text=side or _("nothing")))
        elif side or len(sides) > 1:
            told.append(_("*(if {condition})* {text}", condition=condition, text=side or _("nothing")))
    if rest:
        told.append(_("*(otherwise)* {text}", text=rest))
    return " ".join(told)


def condition_text(scenario: Scenario, expression: Expression) -> str:
    """A condition in words, as Markdown; what has no words of its own, as the author wrote it."""
    match expression:
        case Read(name):
            return _("“{name}” holds", name=literal(_called(scenario, name)))
        case Not(Read(name)):
            return _("“{name}” does not hold", name=literal(_called(scenario, name)))
        case Compare((Read(name), Literal(value)), (operator,)):
            return _compared(scenario, scenario.variables[name], operator, value)
        case Fact("scene", subject):
            return _("the scene is “{title}”", title=literal(scenario.scenes[subject].title))
        case Fact("taken", subject):
            return _("“{label}” was taken", label=literal(measure_text(scenario, subject)))
        case Not(Fact("taken", subject)):
            return _("“{label}” was not taken", label=literal(measure_text(scenario, subject)))
        case Junction(operator, operands):
            parts = [
                f"({told})" if isinstance(part, Junction) and part.operator != operator else told
                for part in operands
                for told in [condition_text(scenario, part)]
            ]
            joint = _(" and ") if operator == "and" else _(" or ")
            return joint.join(parts)
    return f"`{spelled(expression, named=lambda name: _called(scenario, name))}`"


def _compared(scenario: Scenario, variable: Variable, operator: str, value: int) -> str:
    if operator == ">" and value < variable.high:
        operator, value = ">=", value + 1
    label = literal(_called(scenario, variable.name))
    amount = literal(str(value) if variable.sort == "number" and not variable.bands else _word(variable, value))
    match operator:
        case "==":
            return _("{label} is {amount}", label=label, amount=amount)
        case "!=":
            return _("{label} is not {amount}", label=label, amount=amount)
        case ">=":
            return _("{label} is at least {amount}", label=label, amount=amount)
        case ">":
            return _("{label} is above {amount}", label=label, amount=amount)
        case "<=":
            return _("{label} is at most {amount}", label=label, amount=amount)
    return _("{label} is below {amount}", label=label, amount=amount)


def _word(variable: Variable, value: int) -> str:
    """The word of the scale, with the number where a band spans several."""
    word = word_text(variable, value)
    return word if variable.sort != "number" else _("{word} ({value})", word=word, value=value)


def _called(scenario: Scenario, name: str) -> str:
    """What a variable is called: its label, or its own name as words."""
    told = label_text(scenario, name)
    return told if told != name else name.replace("_", " ").replace(".", ": ")
