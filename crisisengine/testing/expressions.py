"""Expressions drawn as text, of the right sort by construction: every operator, function and fact of the language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TypeVar

from attrs import define, evolve, field, frozen
from hypothesis import strategies as st

__all__ = ["Vocabulary", "Writing"]

T = TypeVar("T")

_below = cache(lambda length: st.integers(0, length - 1))
"""Kept, because a scenario draws hundreds of times and making a strategy costs more than drawing from it."""

_COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")


@frozen
class Vocabulary:
    """What expressions may name."""

    numbers: tuple[str, ...] = ()
    truths: tuple[str, ...] = ()
    words: Mapping[str, tuple[str, ...]] = field(factory=dict)
    """Variable to the words that it can take, lowest first."""
    attributes: tuple[str, ...] = ()
    """Borne by some main party."""
    scenes: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    """The measures that `taken()` may ask about, by key."""
    visits: tuple[str, ...] = ()
    """The scenes that `visits()` may ask about."""
    due: tuple[str, ...] = ()
    """The injects that `due()` may ask about; none without a clock."""
    possible: tuple[str, ...] = ()
    """The endings that `possible()` may ask about; none outside properties."""
    first_numbers: tuple[str, ...] = ()
    """The numbers that `first()` may ask about; none outside properties."""
    first_truths: tuple[str, ...] = ()
    of_steps: bool = False
    """Whether `before()` may be asked."""


@define
class Writing:
    """Writes one expression after another with what Hypothesis draws."""

    draw: st.DrawFn
    vocabulary: Vocabulary

    def pick(self, choices: Sequence[T]) -> T:
        """One of several; Hypothesis shrinks towards the first."""
        return choices[self.draw(_below(len(choices)))]

    def number(self, depth: int = 2) -> str:
        """An expression whose value is a number; small enough that no intermediate leaves the language's bounds."""
        kind = (
            self.pick(("leaf", "leaf", "sum", "product", "divide", "extreme", "choose", "negate"))
            if depth > 0
            else "leaf"
        )
        match kind:
            case "sum":
                return f"{self._term(depth)} {self.pick('+-')} {self._term(depth)}"
            case "product":
                return f"{self._term(depth)} * {self.pick((2, -1, 3))}"
            case "divide":
                return f"{self._term(depth)} {self.pick(('//', '%'))} {self._divisor(depth)}"
            case "extreme":
                return self._extreme(depth)
            case "choose":
                return f"{self._term(depth)} if {self._truth_term(depth)} else {self._term(depth)}"
            case "negate":
                return f"-({self.number(depth - 1)})"
        return self._number_leaf()

    def _number_leaf(self) -> str:
        spoken = self.vocabulary
        if spoken.of_steps and self.pick((True, False)):
            return self._before(self.number)
        facts = [
            *(f"first({name})" for name in spoken.first_numbers),
            *(f"least({name})" for name in spoken.attributes),
            *(f"min(due('{name}'), 9)" for name in spoken.due),
        ]
        named = [*spoken.numbers, *facts]
        return self.pick(["1", *named, *named, *named, "0", "2", "-1", "3"])

    def _before(self, write: Callable[[int], str]) -> str:
        """What something was when the step began; within it nothing asks so again."""
        whole = self.vocabulary
        self.vocabulary = evolve(whole, of_steps=False)
        text = write(self.pick((0, 0, 1)))
        self.vocabulary = whole
        return f"before({text})"

    def _term(self, depth: int) -> str:
        """A number as an operand: in brackets where it must be, and sometimes where it need not be."""
        text = self.number(depth - 1)
        return f"({text})" if " if " in text or (" " in text and self.pick((False, True))) else text

    def _divisor(self, depth: int) -> str:
        """A number that the loader can see is not 0."""
        kind = self.pick(("literal", "literal", "above", "below", "rest"))
        if kind == "literal":
            return self.pick(("2", "3", "-2", "1", "-3"))
        value = self._term(depth)
        return {"above": f"max(1, {value})", "below": f"min(-1, {value})", "rest": f"(1 + ({value}) % 3)"}[kind]

    def _extreme(self, depth: int) -> str:
        values = [self.number(depth - 1) for _ in range(self.pick((2, 1, 3)))]
        if self.pick((False, False, True)):
            return f"clamp({values[0]}, {self.pick((0, -1))}, {self.pick((2, 1))})"
        return f"{self.pick(('min', 'max'))}({', '.join(values)})"

    def truth(self, depth: int = 2) -> str:
        """A condition."""
        kinds = ("leaf", "compare", "compare", "words", "junction", "not", "same", "choose")
        match self.pick(kinds) if depth > 0 else "leaf":
            case "compare":
                return self._comparison(depth)
            case "words" if self.vocabulary.words:
                return self._comparison_of_words(depth)
            case "junction":
                operator = self.pick((" and ", " or "))
                return operator.join(self._truth_term(depth) for _ in range(self.pick((2, 2, 3))))
            case "not":
                return f"not {self._truth_term(depth)}"
            case "same":
                return f"({self.truth(depth - 1)}) {self.pick(('==', '!='))} ({self.truth(depth - 1)})"
            case "choose":
                sides = [self._truth_term(depth) for _ in range(3)]
                return f"{sides[0]} if {sides[1]} else {sides[2]}"
        return self._truth_leaf()

    def _truth_term(self, depth: int) -> str:
        text = self.truth(depth - 1)
        return f"({text})" if " if " in text or (" " in text and self.pick((False, True))) else text

    def _truth_leaf(self) -> str:
        spoken = self.vocabulary
        if spoken.of_steps and self.pick((False, False, True)):
            return self._before(self.truth)
        facts = [
            *(f"first({name})" for name in spoken.first_truths),
            *(f"scene.{name}" for name in spoken.scenes),
            *(f"ending.{name}" for name in spoken.endings),
            *(f"taken('{key}')" for key in spoken.taken),
            *(f"possible('{name}')" for name in spoken.possible),
        ]
        if spoken.visits:
            facts += [self._visits()] * 2
        kind = self.pick(("named", "named", "named", "compared", "compared", "compared", "literal"))
        if kind == "literal" or not (facts or spoken.truths):
            return self.pick(("true", "false"))
        if kind == "compared" and spoken.numbers:
            return f"{self.pick(spoken.numbers)} {self.pick(_COMPARISONS)} {self.pick((1, 2, 0))}"
        return self.pick([*spoken.truths, *spoken.truths, *facts])

    def _visits(self) -> str:
        """A visit counter stands only beside literals."""
        count = f"visits('{self.pick(self.vocabulary.visits)}')"
        operator, number = self.pick(_COMPARISONS), self.pick((1, 2, 0))
        return self.pick(
            (f"{count} {operator} {number}", f"{number} {operator} {count}", f"0 < {count} {operator} {number}")
        )

    def _comparison(self, depth: int) -> str:
        """Two numbers or three in a chain; a countdown may stand here bare."""
        if self.pick((False, False, True)) and self.vocabulary.due:
            return f"due('{self.pick(self.vocabulary.due)}') {self.pick(_COMPARISONS)} {self._term(depth)}"
        texts = [self._term(depth)]
        for _ in range(self.pick((1, 1, 2))):
            texts += [self.pick(_COMPARISONS), self._term(depth)]
        return " ".join(texts)

    def _comparison_of_words(self, depth: int) -> str:
        name = self.pick(sorted(self.vocabulary.words))
        words = self.vocabulary.words[name]
        other = self.word(words, depth - 1)
        return f"{name} {self.pick(_COMPARISONS)} {f'({other})' if ' if ' in other else other}"

    def word(self, words: tuple[str, ...], depth: int = 1) -> str:
        """An expression whose value is one of these words."""
        if depth > 0 and self.pick((False, False, True)):
            sides = [self.word(words, depth - 1) for _ in range(2)]
            first, last = (f"({side})" if " if " in side else side for side in sides)
            return f"{first} if {self._truth_term(depth)} else {last}"
        bearers = [name for name, known in self.vocabulary.words.items() if known == words]
        if self.vocabulary.of_steps and self.pick((False, True)):
            return f"before({self.pick(sorted(bearers))})"
        return self.pick([*(f"'{word}'" for word in words), *sorted(bearers)])
