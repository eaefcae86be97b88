"""A condition, or an amount, in words: labels and words of the scale, never an operator's sign where there is a word for it.

Every expression has words. They are Markdown, with an author's labels as plain words in it, and they name hidden variables
and inner workings as well: for whoever writes or leads a scenario, and for nobody who plays.

Longer than 300 lines because every kind of expression has its words here, as a condition and as an amount.
"""

from __future__ import annotations

from crisisengine.engine.movement import movement_text
from crisisengine.engine.naming import (
    called,
    extreme_text,
    inject_text,
    level_text,
    measure_label,
    outermost,
    place_title,
    quoted,
    spoken_name,
)
from crisisengine.engine.negation import negated
from crisisengine.model.expression import (
    Arithmetic,
    Before,
    Choose,
    Compare,
    Expression,
    Fact,
    First,
    Function,
    Junction,
    Literal,
    Negate,
    Not,
    Read,
)
from crisisengine.model.scenario import Scenario, Variable
from crisisengine.text.markdown import literal
from crisisengine.text.messages import _, _n

__all__ = ["amount_text", "condition_text"]

_MIRRORED = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_SIGNS = {"+": "+", "-": "\N{MINUS SIGN}", "*": "\N{MULTIPLICATION SIGN}"}
_BINDING = {"+": 1, "-": 1, "*": 2, "//": 3, "%": 3}


# --- conditions ------------------------------------------------------------------------------------------------------


def condition_text(scenario: Scenario, expression: Expression) -> str:
    """A condition in words, to stand behind `if`."""
    match expression:
        case Literal(value):
            return _("always") if value else _("never")
        case Read(name):
            return _("“{name}” holds", name=literal(called(scenario, name)))
        case First(name):
            return _("“{name}” held at the start", name=literal(called(scenario, name)))
        case Before(operand):
            return _("before, {condition}", condition=condition_text(scenario, operand))
        case Not(operand):
            return _negation(scenario, operand)
        case Compare():
            return _comparison(scenario, expression)
        case Fact(kind, subject):
            return _fact(scenario, kind, subject)
        case Junction("or", operands) if _all_endings(scenario, operands):
            return _("the run has ended")
        case Junction(operator, operands):
            told = [
                f"({text})" if isinstance(part, Junction | Choose) and not _same(part, operator) else text
                for part in operands
                for text in [condition_text(scenario, part)]
            ]
            return (_(" and ") if operator == "and" else _(" or ")).join(told)
        case Choose(then, condition, otherwise):
            return _(
                "{then} (where {condition}; otherwise: {otherwise})",
                then=condition_text(scenario, then),
                condition=condition_text(scenario, condition),
                otherwise=condition_text(scenario, otherwise),
            )
    return _("{amount} is other than 0", amount=amount_text(scenario, expression))


def _same(part: Expression, operator: str) -> bool:
    return isinstance(part, Junction) and part.operator == operator


def _all_endings(scenario: Scenario, operands: tuple[Expression, ...]) -> bool:
    named = {part.subject for part in operands if isinstance(part, Fact) and part.kind == "ending"}
    return len(named) == len(operands) > 1 and named == set(scenario.endings)


def _negation(scenario: Scenario, operand: Expression) -> str:
    match operand:
        case Read(name):
            return _("“{name}” does not hold", name=literal(called(scenario, name)))
        case First(name):
            return _("“{name}” did not hold at the start", name=literal(called(scenario, name)))
        case Before(inner):
            return _("before, {condition}", condition=_negation(scenario, inner))
        case Fact("taken", subject):
            return _("“{label}” was not taken", label=literal(measure_label(scenario, subject)))
        case Fact("scene", subject):
            return _("the scene is not “{title}”", title=literal(place_title(scenario, subject)))
        case Fact("ending", subject):
            return _("the run has not ended in “{title}”", title=literal(place_title(scenario, subject)))
        case Fact("possible", subject):
            return _("“{title}” is no longer possible", title=literal(place_title(scenario, subject)))
        case Junction("or", operands) if _all_endings(scenario, operands):
            return _("the run goes on")
    simpler = negated(operand)
    if isinstance(simpler, Not):
        return _("it is not so that ({condition})", condition=condition_text(scenario, operand))
    return condition_text(scenario, simpler)


def _fact(scenario: Scenario, kind: str, subject: str) -> str:
    match kind:
        case "scene":
            return _("the scene is “{title}”", title=literal(place_title(scenario, subject)))
        case "ending":
            return _("the run has ended in “{title}”", title=literal(place_title(scenario, subject)))
        case "taken":
            return _("“{label}” was taken", label=literal(measure_label(scenario, subject)))
        case "possible":
            return _("“{title}” is still possible", title=literal(place_title(scenario, subject)))
        case "visits":
            return _("“{title}” was visited", title=literal(place_title(scenario, subject)))
    return _("“{inject}” is on its way", inject=inject_text(scenario, subject))


def _comparison(scenario: Scenario, compare: Compare) -> str:
    operands, operators = compare.operands, compare.operators
    if len(operators) == 1:
        return _pair(scenario, operands[0], operators[0], operands[1])
    match operands, operators:
        case (Literal(low), Read(name), Literal(high)), ("<=", "<=") if low < high:
            variable = scenario.variables[name]
            least, most = level_text(variable, ">=", low), level_text(variable, "<=", high)
            label = spoken_name(scenario, variable, least, most)
            return _("{label} is between {least} and {most}", label=label, least=least, most=most)
    told = [
        _pair(scenario, left, operator, right)
        for left, operator, right in zip(operands, operators, operands[1:], strict=False)
    ]
    return _(" and ").join(told)


def _pair(scenario: Scenario, left: Expression, operator: str, right: Expression) -> str:
    if isinstance(left, Literal) and not isinstance(right, Literal):
        return _pair(scenario, right, _MIRRORED[operator], left)
    moved = movement_text(scenario, left, operator, right)
    if moved:
        return moved
    match left, right:
        case Read(name), Literal(value):
            return _level(scenario, scenario.variables[name], operator, value)
        case Fact("visits", subject), Literal(value):
            return _visits(scenario, subject, operator, value)
        case Fact("due", subject), Literal(0) if operator in (">", "!="):
            return _("“{inject}” is on its way", inject=inject_text(scenario, subject))
        case Fact("due", subject), Literal(0) if operator in ("==", "<="):
            return _("“{inject}” is not on its way", inject=inject_text(scenario, subject))
        case _, Literal(value, text) if text in ("true", "false") and operator in ("==", "!="):
            return condition_text(scenario, left if bool(value) == (operator == "==") else Not(left))
    if operator in ("==", "!=") and _is_claim(scenario, left) and _is_claim(scenario, right):
        first, second = condition_text(scenario, left), condition_text(scenario, right)
        if operator == "==":
            return _("({first}) just where ({second})", first=first, second=second)
        return _("either ({first}) or ({second}), and not both", first=first, second=second)
    like = next(filter(None, (_scale(scenario, side) for side in (left, right))), None)
    subject, other = (_side(scenario, side, like) for side in (left, right))
    return _compared(subject, operator, other)


def _side(scenario: Scenario, side: Expression, like: Variable | None) -> str:
    return quoted(scenario, side.variable) if isinstance(side, Read) else amount_text(scenario, side, like=like)


def _scale(scenario: Scenario, side: Expression) -> Variable | None:
    """The variable that one side of a comparison is, or was."""
    match side:
        case Read(name) | First(name) | Before(Read(name)):
            return scenario.variables[name]
    return None


def _is_claim(scenario: Scenario, expression: Expression) -> bool:
    """Whether it is true or not, rather than so much."""
    match expression:
        case Literal(_, text):
            return text in ("true", "false")
        case Read(name) | First(name):
            return scenario.variables[name].sort == "truth"
        case Before(operand):
            return _is_claim(scenario, operand)
        case Fact(kind):
            return kind not in ("visits", "due")
        case Choose(then):
            return _is_claim(scenario, then)
    return isinstance(expression, Not | Compare | Junction)


def _level(scenario: Scenario, variable: Variable, operator: str, value: int) -> str:
    """A variable beside a value of its own scale."""
    if variable.sort == "truth" and not variable.bands and operator in ("==", "!="):
        read = Read(variable.name)
        return condition_text(scenario, read if bool(value) == (operator == "==") else Not(read))
    if operator == ">" and value < variable.high:
        operator, value = ">=", value + 1
    told = level_text(variable, operator, value)
    if outermost(variable, operator, value):  # nothing lies beyond
        operator, told = "==", told if told.startswith("*") else level_text(variable, "==", value)
    return _compared(spoken_name(scenario, variable, told), operator, told)


def _compared(label: str, operator: str, amount: str) -> str:
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


def _visits(scenario: Scenario, subject: str, operator: str, value: int) -> str:
    title = literal(place_title(scenario, subject))
    if operator in (">", "<"):
        operator, value = (">=", value + 1) if operator == ">" else ("<=", value - 1)
    if value <= 0 and operator in ("==", "<="):
        return _("“{title}” was never visited", title=title)
    if value == 1 and operator == ">=":
        return _("“{title}” was visited", title=title)
    match operator:
        case ">=":
            return _n("“{title}” was visited at least {count} time", "“{title}” was visited at least {count} times", value, title=title)  # fmt: skip
        case "<=":
            return _n("“{title}” was visited at most {count} time", "“{title}” was visited at most {count} times", value, title=title)  # fmt: skip
        case "==":
            return _n("“{title}” was visited exactly {count} time", "“{title}” was visited exactly {count} times", value, title=title)  # fmt: skip
    return _n("“{title}” was not visited exactly {count} time", "“{title}” was not visited exactly {count} times", value, title=title)  # fmt: skip


# --- amounts ---------------------------------------------------------------------------------------------------------


def amount_text(scenario: Scenario, expression: Expression, binding: int = 0, *, like: Variable | None = None) -> str:
    """An amount in words, in brackets where it binds less than `binding`.

    Args:
        scenario: whose names they are.
        expression: of any sort; one that is true or not is told as a condition.
        binding: how closely its surroundings bind it, 0 to 4.
        like: the variable on whose scale a bare value is meant.
    """

    def part(below: Expression, least: int = 0) -> str:
        return amount_text(scenario, below, least, like=like)

    own = 0
    match expression:
        case Literal(value, text):
            return _value(value, text, like)
        case Read(name):
            return literal(called(scenario, name))
        case First(name) if scenario.variables[name].sort != "truth":
            own, told = 2, _("{label} at the start", label=literal(called(scenario, name)))
        case Before(operand) if not _is_claim(scenario, operand):
            own, told = 2, _("{amount} before", amount=part(operand, 4))
        case Fact("visits", subject):
            own, told = 2, _("the visits to “{title}”", title=literal(place_title(scenario, subject)))
        case Fact("due", subject):
            own, told = 2, _("the time until “{inject}” comes", inject=inject_text(scenario, subject))
        case Negate(operand):
            own, told = 4, f"\N{MINUS SIGN}{part(operand, 4)}"
        case Arithmetic("//", left, Literal(2)):
            own, told = 3, _("half of {amount}, rounded down", amount=part(left, 4))
        case Arithmetic("//", left, right):
            own, told = 3, _("{amount} ÷ {by}, rounded down", amount=part(left, 4), by=part(right, 4))
        case Arithmetic("%", left, right):
            own, told = 3, _("what is left of {amount} ÷ {by}", amount=part(left, 4), by=part(right, 4))
        case Arithmetic(operator, left, right):
            own = _BINDING[operator]
            told = f"{part(left, own)} {_SIGNS[operator]} {part(right, own + 1)}"
        case Function(name, operands):
            own, told = 2, extreme_text(name, [part(operand) for operand in operands])
        case Choose(then, condition, otherwise):
            told = _(
                "{then} if {condition}, otherwise {otherwise}",
                then=part(then, 1),
                condition=condition_text(scenario, condition),
                otherwise=part(otherwise),
            )
        case _:
            told = condition_text(scenario, expression)
    return f"({told})" if own < binding else told


def _value(value: int, text: str, like: Variable | None) -> str:
    if like is not None and (like.sort == "word" or text not in ("true", "false")):
        return level_text(like, "==", value) if like.sort == "word" else str(value)
    if text in ("true", "false"):
        return _("yes") if value else _("no")
    return f"*{literal(text.strip(chr(39)).replace('_', ' '))}*" if text.startswith("'") else str(value)
