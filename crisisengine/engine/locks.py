"""Why a measure is locked: the author's sentence, what can be derived from the condition, and what it would need."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import pairwise

from crisisengine.engine.naming import called
from crisisengine.engine.paying import short_text
from crisisengine.engine.rendering import Rendering
from crisisengine.engine.spelling import (
    begins,
    ends,
    label_text,
    measure_text,
    spelled,
    tells_hidden,
    word_text,
)
from crisisengine.engine.state import State
from crisisengine.model.expression import Compare, Expression, Fact, Function, Junction, Literal, Not, Read
from crisisengine.model.scenario import Gate, Measure, Scenario, Variable
from crisisengine.text.messages import _

__all__ = ["needs", "reasons", "why_locked"]


def why_locked(scenario: Scenario, state: State, measure: Measure, refusals: Sequence[int]) -> tuple[str, ...]:
    """Why a measure is locked in a state: the author's sentences, or what can be derived from the conditions.

    Args:
        scenario: whose it is.
        state: where it is offered.
        measure: that is locked.
        refusals: the numbers of its gates that fail there.
    """
    return reasons(Rendering.of(scenario, state), measure, refusals)


def reasons(rendering: Rendering, measure: Measure, refusals: Sequence[int]) -> tuple[str, ...]:
    """The same for a state that is being shown: each once, and a price that cannot be paid in one; never empty."""
    failing = [measure.gates[number] for number in refusals]
    told = [reason for gate in failing if gate.cost is None for reason in _reasons(rendering, gate)]
    missing = [gate.cost for gate in failing if gate.cost is not None]
    if missing:
        told.append(short_text(rendering, measure.costs, missing))
    return tuple(dict.fromkeys(told))


def _reasons(rendering: Rendering, gate: Gate) -> tuple[str, ...]:
    if gate.otherwise is not None:
        return (rendering.text(gate.otherwise),)
    told = [_need(rendering, part) or _reason(rendering, part) for part in _failing(rendering, gate)]
    return tuple(dict.fromkeys(told)) or (_("not possible here and now"),)


def needs(rendering: Rendering, gate: Gate) -> tuple[str, ...]:
    """What a gate with an author's sentence would need, as far as a panel shows it: told below that sentence.

    A gate without one has told it as its reason. Hidden variables and inner workings are never told.
    """
    if gate.otherwise is None:
        return ()
    told = [_need(rendering, part) for part in _failing(rendering, gate)]
    return tuple(dict.fromkeys(need for need in told if need))


def _failing(rendering: Rendering, gate: Gate) -> list[Expression]:
    """The parts of a condition that do not hold and can be told."""
    return [
        part
        for part in _conjuncts(gate.requires)
        if not isinstance(part, Literal)
        and not rendering.compiled.evaluate(rendering.row, part)
        and not tells_hidden(rendering.scenario, part)
    ]


def _conjuncts(expression: Expression) -> tuple[Expression, ...]:
    """The parts that must all hold, each as plain as it can be put: `min(a, b) >= 3` asks the same of both."""
    match expression:
        case Junction("and", operands):
            return tuple(part for operand in operands for part in _conjuncts(operand))
        case Not(Junction("or", operands)):
            return tuple(part for operand in operands for part in _conjuncts(Not(operand)))
        case Not(Compare(operands, (operator,))):
            return _conjuncts(Compare(operands, (_OPPOSITE[operator],)))
        case Compare((Literal() as number, other), (operator,)) if not isinstance(other, Literal):
            return _conjuncts(Compare((other, number), (_MIRRORED[operator],)))
        case Compare(operands, operators) if len(operators) > 1:
            pairs = zip(pairwise(operands), operators, strict=True)
            return tuple(part for pair, operator in pairs for part in _conjuncts(Compare(pair, (operator,))))
        case Compare((Function("min", operands), number), (">" | ">=" as operator,)):
            return tuple(part for operand in operands for part in _conjuncts(Compare((operand, number), (operator,))))
        case Compare((Function("max", operands), number), ("<" | "<=" as operator,)):
            return tuple(part for operand in operands for part in _conjuncts(Compare((operand, number), (operator,))))
    return (expression,)


_MIRRORED = {">": "<", "<": ">", ">=": "<=", "<=": ">=", "==": "==", "!=": "!="}
_OPPOSITE = {">": "<=", "<": ">=", ">=": "<", "<=": ">", "==": "!=", "!=": "=="}


# --- in the words that a panel shows ---------------------------------------------------------------------------------


def _need(rendering: Rendering, part: Expression) -> str:
    """What a failing part needs, in labels and words of the scale; empty where no panel shows it."""
    variables = rendering.scenario.variables
    match part:
        case Compare((Read(name), Literal(value)), (operator,)) if variables[name].label:
            return _compared(rendering, variables[name], operator, value)
        case Read(name) if variables[name].label:
            return _compared(rendering, variables[name], "==", 1)
        case Not(Read(name)) if variables[name].label:
            return _compared(rendering, variables[name], "==", 0)
        case Junction("or", operands):
            ways = [_way(rendering, operand) for operand in operands]
            return reduce(_either, ways) if all(ways) else ""
    return ""


def _way(rendering: Rendering, part: Expression) -> str:
    """One of several ways, which may itself ask for more than one thing; empty where it cannot be told in plain words."""
    told = [
        _need(rendering, each) or (_reason(rendering, each) if _is_plain_fact(each) else "")
        for each in _conjuncts(part)
    ]
    return reduce(_both, told) if all(told) else ""


def _is_plain_fact(part: Expression) -> bool:
    return isinstance(part, Fact) and part.kind == "taken"


def _either(need: str, other: str) -> str:
    return _("{need}, or {other}", need=need, other=other)


def _both(need: str, other: str) -> str:
    return _("{need} and {other}", need=need, other=other)


def _compared(rendering: Rendering, variable: Variable, operator: str, value: int) -> str:
    stands = rendering.compiled.value(rendering.row, variable.name)
    wanted = value + {">": 1, "<": -1}.get(operator, 0)
    if not variable.low <= wanted <= variable.high:
        return ""
    exact = (operator in ("<", "<=") or begins(variable, wanted)) and (
        operator in (">", ">=") or ends(variable, wanted)
    )
    bare = exact and operator != "!=" and variable.word(wanted) != variable.word(stands)
    asked, now = (_standing(variable, amount, bare=bare) for amount in (wanted, stands))
    label = called(rendering.scenario, variable.name)
    if operator in ("<", "<="):
        return _("needs {label}: at most {asked} (now {now})", label=label, asked=asked, now=now)
    if operator == "!=":
        return _("needs {label}: other than {asked}", label=label, asked=asked)
    if operator == "==" and variable.sort == "number":
        return _("needs {label}: exactly {asked} (now {now})", label=label, asked=asked, now=now)
    return _("needs {label}: {asked} (now {now})", label=label, asked=asked, now=now)


def _standing(variable: Variable, value: int, *, bare: bool) -> str:
    """A value in the word of its scale; with the number where the word alone would not tell."""
    if variable.sort == "number" and not variable.bands:
        return str(value)
    word = f"*{word_text(variable, value)}*"
    if bare or variable.sort != "number":
        return word
    return _("{word}, {value} of {highest}", word=word, value=value, highest=variable.high)


# --- in the author's own names ---------------------------------------------------------------------------------------


def _reason(rendering: Rendering, part: Expression) -> str:
    scenario = rendering.scenario
    match part:
        case Compare((Read(name), Literal(value)), (operator,)):
            return _plainly(rendering, scenario.variables[name], operator, value)
        case Read(name):
            return _("needs `{name}`", name=name)
        case Not(Read(name)):
            return _("cannot be done once `{name}`", name=name)
        case Fact("taken", subject):
            return _("needs `{name}` first", name=measure_text(scenario, subject))
        case Compare((Fact("visits", subject), Literal(1)), (">=",)) | Compare(
            (Fact("visits", subject), Literal(0)), (">",)
        ):
            return _("needs to have been at `{name}`", name=scenario.scenes[subject].title)
        case Not(Fact("taken", subject)):
            return _("cannot be done after `{name}`", name=measure_text(scenario, subject))
    return _("needs `{name}`", name=spelled(part, named=lambda name: label_text(scenario, name)))


def _plainly(rendering: Rendering, variable: Variable, operator: str, value: int) -> str:
    stands = rendering.compiled.value(rendering.row, variable.name)
    name = label_text(rendering.scenario, variable.name)
    numbers = variable.sort == "number"
    asked, now = (str(amount) if numbers else variable.word(amount) for amount in (value, stands))
    match operator:
        case ">":
            return _("needs `{name}` above {asked}, it is {now}", name=name, asked=asked, now=now)
        case "<=":
            return _("needs `{name}` at most {asked}, it is {now}", name=name, asked=asked, now=now)
        case "<":
            return _("needs `{name}` below {asked}, it is {now}", name=name, asked=asked, now=now)
        case "!=":
            return _("needs `{name}` other than {asked}, it is {now}", name=name, asked=asked, now=now)
    return _("needs `{name}` {asked}, it is {now}", name=name, asked=asked, now=now)
