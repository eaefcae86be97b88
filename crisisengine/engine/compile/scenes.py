"""A program as Python code for one row: the fast reading of the order of a step, with or without its trace.

Code is written from numbers alone: slot numbers, bounds and literals that the loader has checked to be integers. No
text of an author gets into it. A scene is compiled when a run first comes there, so that loading costs nothing, and
the traced twin of a measure only when somebody asks what it changed and why.

Longer than 300 lines because an expression, the writer that prints it and the scene that compiles it are one matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from attrs import Factory, define, frozen

from crisisengine.engine import order
from crisisengine.engine.program import Program
from crisisengine.engine.state import Decision, Offer, Row
from crisisengine.model.expression import (
    Arithmetic,
    Choose,
    Compare,
    Expression,
    Fact,
    Function,
    Junction,
    Literal,
    Negate,
    Not,
    Read,
)
from crisisengine.model.scenario import Effect, Measure, Outcome

__all__ = ["Code", "Route", "Row", "SceneCode", "Trace", "printed"]

Trace = list[tuple[Any, ...]]
"""`("change", slot, before, after, saturated, cause)` or `(what, subject, amount, clock reading)`, as it happened."""


def printed(expression: Expression, one: Program) -> str:
    """An expression in Python over a row `s`, derived variables as locals `d0`, `d1`, ..."""
    match expression:
        case Literal(value):
            return f"({value})" if value < 0 else str(value)
        case Read(variable) if variable in one.derived:
            return f"d{one.derived_number[variable]}"
        case Read():
            return f"s[{one.slot_of(expression)}]"
        case Fact("scene" | "ending", subject):
            return f"(s[0] == {one.place_number[subject]})"
        case Fact("due", subject):
            slot = one.number.get(("due", subject))
            return "0" if slot is None else f"max(s[{slot}] - 1, 0)"
        case Fact():
            return f"s[{one.slot_of(expression)}]"
        case Negate(operand):
            return f"(-{printed(operand, one)})"
        case Not(operand):
            return f"(not {printed(operand, one)})"
        case Arithmetic(operator, left, right):
            return f"({printed(left, one)} {operator} {printed(right, one)})"
        case Compare(operands, operators):
            texts = [printed(operand, one) for operand in operands]
            tail = (f" {operator} {text}" for operator, text in zip(operators, texts[1:], strict=True))
            return f"({texts[0]}{''.join(tail)})"
        case Junction(operator, operands):
            return "(" + f" {operator} ".join(printed(operand, one) for operand in operands) + ")"
        case Function(name, operands):
            texts = [printed(operand, one) for operand in operands]
            return texts[0] if len(texts) == 1 else f"{name}({', '.join(texts)})"
        case Choose(then, condition, otherwise):
            sides = [printed(side, one) for side in (then, condition, otherwise)]
            return f"({sides[0]} if {sides[1]} else {sides[2]})"


@define
class _Scalar:
    """The Writer for one row, a list `s`; the trace, if any, a list `t`."""

    program: Program
    traced: bool = False
    lines: list[str] = Factory(list)
    _indent: int = 1
    _causes: dict[str, str] = Factory(dict)

    def say(self, line: str) -> None:
        self.lines.append("    " * self._indent + line)

    def prelude(self, expressions: Sequence[Expression]) -> None:
        """Compute the derived values that some expressions need, as things stand now."""
        for name in self.program.needed(expressions):
            expression = self.program.scenario.variables[name].derived
            assert expression is not None
            self.say(f"d{self.program.derived_number[name]} = {printed(expression, self.program)}")

    def truth(self, expression: Expression) -> str:
        self.prelude([expression])
        return printed(expression, self.program)

    def at_least(self, slot: int, value: int) -> str:
        return f"s[{slot}] >= {value}"

    def equals(self, slot: int, value: int) -> str:
        return f"s[{slot}] == {value}"

    def no(self, condition: str) -> str:
        return f"not ({condition})"

    def any_of(self, conditions: Sequence[str]) -> str:
        return f"({' or '.join(conditions)})"

    def all_of(self, conditions: Sequence[str]) -> str:
        return f"({' and '.join(conditions)})"

    @contextmanager
    def when(self, condition: str) -> Iterator[None]:
        self.say(f"if {condition}:")
        self._indent += 1
        before = len(self.lines)
        yield
        if len(self.lines) == before:
            self.say("pass")
        self._indent -= 1

    def choose(self, cases: Sequence[tuple[str | None, Callable[[], None]]]) -> None:
        for number, (condition, action) in enumerate(cases):
            if not number and not condition:
                action()
                return
            self.say(f"{'el' if number else ''}if {condition}:" if condition else "else:")
            self._indent += 1
            before = len(self.lines)
            action()
            if len(self.lines) == before:
                self.say("pass")
            self._indent -= 1

    def effects(self, effects: Sequence[Effect], marks: Sequence[tuple[int, int]], cause: str) -> None:
        self.prelude([effect.value for effect in effects])
        for number, effect in enumerate(effects):
            self.say(f"a{number} = {self._value(effect)}")
        for number, effect in enumerate(effects):
            variable = self.program.scenario.variables[effect.variable]
            slot = self.program.number["variable", effect.variable]
            if self.traced:
                self.say(f"b, w = s[{slot}], a{number}")
            if variable.sort == "number":
                self._clamp(number, effect, variable.low, variable.high)
            self.say(f"s[{slot}] = a{number}")
            if self.traced:
                self.say(f"if b != a{number} or w != a{number}:")
                self.say(f"    t.append(('change', {slot}, b, a{number}, w != a{number}, {self._cause(cause)}))")
        for slot, value in marks:
            self.say(f"s[{slot}] = {value}")

    def _value(self, effect: Effect) -> str:
        text = printed(effect.value, self.program)
        truth = self.program.scenario.variables[effect.variable].sort == "truth"
        return f"1 if {text} else 0" if truth and not isinstance(effect.value, Literal) else text

    def _clamp(self, number: int, effect: Effect, low: int, high: int) -> None:
        """Saturate; a plain `+= 2` can pass only one end."""
        up = down = True
        match effect.value:
            case Arithmetic(sign, Read(variable), Literal(amount)) if variable == effect.variable and sign in "+-":
                up = (amount >= 0) == (sign == "+")
                down = not up
        if up:
            self.say(f"if a{number} > {high}: a{number} = {high}")
        if down:
            self.say(f"if a{number} < {low}: a{number} = {low}")

    def put(self, slot: int, value: int) -> None:
        self.say(f"s[{slot}] = {value}")

    def add(self, slot: int, amount: int) -> None:
        self.say(f"s[{slot}] += {amount}")

    def copy(self, slot: int, source: int, plus: int) -> None:
        self.say(f"s[{slot}] = s[{source}] + {plus}")

    def units(self, takes: int) -> None:
        clock, length = self.program.clock, self.program.scenario.clock
        assert clock is not None
        assert length is not None
        simple = not any(inject.dated for inject in self.program.scenario.injects.values())
        if simple and not self.traced:
            self.say(f"s[{clock}] = min(s[{clock}] + {takes}, {length.length})")
            return
        self.say(f"for _ in range({takes}):")
        self.say(f"    if s[{clock}] >= {length.length}: break")
        self.say(f"    tick(s{', t' if self.traced else ''})")

    def interrupted(self) -> str:
        return "s[-1]"

    def interrupt(self) -> None:
        self.say("s[-1] = 1")

    def note(self, what: str, subject: str, amount: int = 0) -> None:
        if self.traced:
            clock = self.program.clock
            reading = "0" if clock is None else f"s[{clock}]"
            self.say(f"t.append(({what!r}, {self._cause(subject)}, {amount}, {reading}))")

    def _cause(self, text: str) -> str:
        """A route or an id, by the name of a constant: no author's text is ever printed into code."""
        return self._causes.setdefault(text, f"c{len(self._causes)}")

    def compiled(self, name: str, parameters: str, **names: object) -> Callable[..., Any]:
        """The function that the lines make."""
        text = "\n".join([f"def {name}({parameters}):", *self.lines])
        scope: dict[str, Any] = {constant: text for text, constant in self._causes.items()}
        scope.update(names, max=max, min=min, __builtins__={"range": range})
        exec(compile(text, "<crisisengine program>", "exec"), scope)  # noqa: S102 - numbers only; see the module's docstring
        function: Callable[..., Any] = scope[name]
        return function


@frozen(eq=False, slots=False)
class Code:
    """The functions that all scenes share, and the scenes compiled so far."""

    program: Program

    @cached_property
    def scenes(self) -> tuple[SceneCode | None, ...]:
        """By place number; None for endings, where nothing can be decided."""
        names = self.program.places
        count = self.program.scene_count
        return tuple(SceneCode(self, name) if number < count else None for number, name in enumerate(names))

    def shared(self, sentence: Callable[[order.Writer[str]], None], *, traced: bool) -> Callable[..., None]:
        """`tick` or `close`."""
        w = _Scalar(self.program, traced)
        sentence(w)
        w.say("return")
        return w.compiled("shared", "s, t" if traced else "s")

    @cached_property
    def plain(self) -> dict[str, Callable[..., None]]:
        """`tick` and `close` without a trace."""
        return self._both(traced=False)

    @cached_property
    def traced(self) -> dict[str, Callable[..., None]]:
        """`tick` and `close` with one."""
        return self._both(traced=True)

    def _both(self, *, traced: bool) -> dict[str, Callable[..., None]]:
        found = {"close": self.shared(order.close, traced=traced)}
        if self.program.clock is not None:
            found["tick"] = self.shared(order.tick, traced=traced)
        return found

    @cached_property
    def derived(self) -> Callable[[Row], tuple[int, ...]]:
        """A function from a row to the values of all derived variables, in the order of their numbers."""
        w = _Scalar(self.program)
        w.prelude([Read(name) for name in self.program.derived])
        # The sign makes a number of a yes or no.
        w.say(f"return ({''.join(f'+d{number}, ' for number in self.program.derived_number.values())})")
        return w.compiled("derived", "s")

    def value(self, expression: Expression) -> Callable[[Row], int]:
        """A function from a row to the value of any expression."""
        w = _Scalar(self.program)
        text = w.truth(expression)
        w.say(f"return {text}")
        return w.compiled("value", "s")


@frozen(eq=False)
class Route:
    """A decision that a scene knows: how it is written down, and how a row follows it."""

    decision: Decision
    follow: Callable[[Row], Row | None]
    """None where the measure is not open, or the outcome cannot follow."""


class _Offers(dict[int, Offer]):
    """Bits of failing gates -> the Offer; each is made once and shared ever after."""

    def __init__(self, measure: str) -> None:
        super().__init__({0: Offer(measure, ())})
        self.measure = measure

    def __missing__(self, bits: int) -> Offer:
        found = self[bits] = Offer(self.measure, tuple(one for one in range(bits.bit_length()) if bits >> one & 1))
        return found


class _Routes(dict[tuple[str, str | None], "Route | None"]):
    """Routes, each compiled when a run first takes it."""

    def __init__(self, scene: SceneCode) -> None:
        super().__init__()
        self.scene = scene

    def __missing__(self, key: tuple[str, str | None]) -> Route | None:
        found = self[key] = self.scene.route(*key)
        return found


@frozen(eq=False, slots=False)
class SceneCode:
    """What can be decided in one scene, compiled."""

    code: Code
    scene: str

    @cached_property
    def offers(self) -> Callable[[Row], tuple[Offer, ...]]:
        """Row -> all that is shown, in file order; a fallback is shown only where nothing else is open."""
        w = _Scalar(self.code.program)
        measures = list(self.code.program.scenario.scenes[self.scene].measures.values())
        plain = [(number, one) for number, one in enumerate(measures) if not one.fallback]
        fallbacks = [(number, one) for number, one in enumerate(measures) if one.fallback]
        w.prelude([expression for one in measures for expression in conditions_of(one)])
        made = [_Offers(measure.id) for measure in measures]
        names: dict[str, Any] = {f"t{number}": one for number, one in enumerate(made)}
        names |= {f"o{number}": one[0] for number, one in enumerate(made)}
        if not fallbacks and all(not self._shown(measure) and not measure.gates for measure in measures):
            w.say(f"return ({''.join(f'o{number}, ' for number, _ in plain)})")
            return w.compiled("offers", "s", **names)
        w.say("o = []")
        for number, measure in plain:
            self._offer(w, number, measure)
        if fallbacks:
            w.say("for one in o:")
            w.say("    if not one.refusals: return tuple(o)")
            for number, measure in fallbacks:
                self._offer(w, number, measure)
            if plain:
                order_ = {measure.id: number for number, measure in enumerate(measures)}
                names["place"] = lambda offer: order_[offer.measure]
                w.say("o.sort(key=place)")
        w.say("return tuple(o)")
        return w.compiled("offers", "s", tuple=tuple, **names)

    def _offer(self, w: _Scalar, number: int, measure: Measure) -> None:
        shown = self._shown(measure)
        gates = [printed(gate.requires, w.program) for gate in measure.gates]
        if len(gates) == 1:
            line = f"o.append(o{number} if {gates[0]} else t{number}[1])"
        elif gates:
            bits = " | ".join(f"(0 if {gate} else {1 << place})" for place, gate in enumerate(gates))
            line = f"o.append(t{number}[{bits}])"
        else:
            line = f"o.append(o{number})"
        w.say(f"if {shown}: {line}" if shown else line)

    def _shown(self, measure: Measure) -> str:
        """The condition under which a measure is shown, empty for always; derived values are at hand already."""
        program = self.code.program
        conditions = []
        if measure.once:
            conditions.append(f"not s[{program.number['taken', measure.key]}]")
        if measure.when is not None:
            conditions.append(printed(measure.when, program))
        return " and ".join(conditions)

    @cached_property
    def routes(self) -> _Routes:
        """(measure, outcome or None) -> what follows; None where the scene knows no such measure or outcome."""
        return _Routes(self)

    def route(self, measure: str, outcome: str | None) -> Route | None:
        """Compile what follows a measure with an outcome."""
        found = self.code.program.scenario.scenes[self.scene].measures.get(measure)
        if found is None:
            return None
        chosen = next((one for one in found.outcomes if one.id == outcome), None)
        if chosen is None and outcome is not None:
            return None
        follow = plain = self._step(found, chosen, traced=False)
        if found.outcomes and chosen is None:
            # Only where no outcome has any weight is there nothing for the world to decide.
            odds = self.odds[measure]
            follow = lambda row: None if any(weight > 0 for weight in odds(row)) else plain(row)  # noqa: E731
        if found.fallback:
            open_ = follow
            offers = self.offers
            follow = lambda row: open_(row) if any(one.measure == measure for one in offers(row)) else None  # noqa: E731
        return Route(Decision(self.scene, measure, outcome), follow)

    def trace(self, measure: Measure, outcome: Outcome | None) -> Callable[[Row, Trace], Row | None]:
        """As a route's `follow`, writing down what happens; the caller has seen that it is open."""
        return self._step(measure, outcome, traced=True)

    def _step(self, measure: Measure, outcome: Outcome | None, *, traced: bool) -> Callable[..., Row | None]:
        program = self.code.program
        w = _Scalar(program, traced)
        w.prelude(conditions_of(measure))
        conditions = [self._shown(measure), *(printed(gate.requires, program) for gate in measure.gates)]
        if any(conditions):
            w.say(f"if not ({' and '.join(filter(None, conditions))}): return None")
        w.say("s = [*s, 0]" if program.interrupts else "s = [*s]")
        if outcome is not None:
            # Asked on a copy: `decide` says sentence 1 again, and the trace must hear it once.
            self._weigh(w, measure, outcome)
        order.decide(w, self.scene, measure, outcome)
        if program.scenario.injects:
            w.say(f"close(s{', t' if traced else ''})")
        else:  # with endings alone it is short, and a call would cost as much again
            order.close(w)
        w.say("return tuple(s[:-1])" if program.interrupts else "return tuple(s)")
        names = self.code.traced if traced else self.code.plain
        return w.compiled("step", "s, t" if traced else "s", **names, tuple=tuple)

    def _weigh(self, w: _Scalar, measure: Measure, outcome: Outcome) -> None:
        if isinstance(outcome.weight, Literal) and outcome.weight.value:
            return
        w.say("k = s")
        w.say("s = [*s]")
        quiet = _Scalar(w.program)
        order.effects_of(quiet, measure)
        w.lines += quiet.lines
        w.say(f"if {w.truth(outcome.weight)} <= 0: return None")
        w.say("s = k")

    @cached_property
    def odds(self) -> dict[str, Callable[[Row], list[int]]]:
        """For each measure that chance decides: row -> the weight of each outcome after the measure's effects."""
        found = {}
        for measure in self.code.program.scenario.scenes[self.scene].measures.values():
            if measure.outcomes:
                w = _Scalar(self.code.program)
                w.say("s = [*s]")
                order.effects_of(w, measure)
                weights = [outcome.weight for outcome in measure.outcomes]
                w.prelude(weights)
                w.say(f"return [{', '.join(printed(weight, w.program) for weight in weights)}]")
                found[measure.id] = w.compiled("odds", "s")
        return found


def conditions_of(measure: Measure) -> list[Expression]:
    """What decides whether a measure is shown and open."""
    when = [] if measure.when is None else [measure.when]
    return [*when, *(gate.requires for gate in measure.gates)]
