"""Which slots an expression or a text reads at a place: what is decided by the place alone is read by nobody."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import field, frozen

from crisisengine.checker.task import Task
from crisisengine.engine.program import Program
from crisisengine.model.expression import Before, Choose, Expression, Fact, Junction, Literal, Not, Read, parts
from crisisengine.model.prose import Alternative, Prose, Value

__all__ = ["NONE", "Readings", "Slots"]

Slots = frozenset[int]
NONE: Slots = frozenset()


@frozen(eq=False)
class Readings:
    """What is read, by expression and place; each is looked at once."""

    program: Program
    task: Task
    printed: bool = False
    """Whether a text reads the values that it prints, too."""
    _folded: dict[tuple[int, int], tuple[Expression, tuple[bool | None, Slots]]] = field(init=False, factory=dict)
    """By the identity of an expression, which is held too, and a place."""

    def prose(self, prose: Prose | None, places: Iterable[int]) -> Slots:
        """What the guards of a text read at some places, and what it prints where that is asked."""
        pieces = [piece for piece in prose or () if isinstance(piece, Alternative)]
        asked: list[Expression] = [guard for piece in pieces for guard in piece.guards]
        if self.printed:
            asked += [Read(piece.variable) for piece in prose or () if isinstance(piece, Value)]
        return NONE.union(*(self.reads(expression, place) for expression in asked for place in places))

    def reads(self, expression: Expression | None, place: int) -> Slots:
        """What an expression reads at a place."""
        return NONE if expression is None else self._fold(expression, place)[1]

    def _fold(self, expression: Expression, place: int) -> tuple[bool | None, Slots]:
        """(what a condition is at a place whatever the slots hold, else None; the slots that it reads there)."""
        key = id(expression), place
        found = self._folded.get(key)
        if found is None:
            self.task.ask()
            found = self._folded[key] = expression, self._fold_anew(expression, place)
        return found[1]

    def _fold_anew(self, expression: Expression, place: int) -> tuple[bool | None, Slots]:
        program = self.program
        match expression:
            case Literal(value):
                return bool(value), NONE
            case Fact("scene" | "ending", subject):
                return program.place_number[subject] == place, NONE
            case Fact("possible") | Before():  # what was is read where the step began
                return None, NONE
            case Fact("due", subject):
                return None, program.read_for_due(subject)
            case Fact(kind, subject):
                slot = program.number.get((kind, subject))
                return None, NONE if slot is None else frozenset({slot})
            case Read(variable) if variable in program.derived:
                return self._derived(variable, place)
            case Read():
                return None, frozenset({program.slot_of(expression)})
            case Not(operand):
                known, reads = self._fold(operand, place)
                return None if known is None else not known, reads
            case Junction(word, operands):
                folded = [self._fold(operand, place) for operand in operands]
                decided = word == "or"
                if any(known is decided for known, _ in folded):
                    return decided, NONE
                left = [reads for known, reads in folded if known is None]
                return (None, NONE.union(*left)) if left else (not decided, NONE)
            case Choose(then, condition, otherwise):
                known, reads = self._fold(condition, place)
                if known is not None:
                    return self._fold(then if known else otherwise, place)
                return None, reads | self._fold(then, place)[1] | self._fold(otherwise, place)[1]
        return None, NONE.union(*(self._fold(part, place)[1] for part in parts(expression)))

    def _derived(self, variable: str, place: int) -> tuple[bool | None, Slots]:
        """The same of a derived variable: those that it needs first, so that a long chain of them does not nest."""
        found: tuple[bool | None, Slots] = None, NONE
        for name in self.program.derived[variable]:
            derived = self.program.scenario.variables[name].derived
            assert derived is not None
            found = self._fold(derived, place)
        return found
