"""Syntax in, meaning out: names resolved, sorts checked, every value kept within bounds.

The sorts are number, yes/no (`truth`) and word; they never mix, and words belong to one `values` list.

Longer than 300 lines because every kind of node is resolved here, and each refusal says what is right instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise

from attrs import define, field

from crisisengine.limits import LONGEST_CLOCK, MOST_VISITS
from crisisengine.loader.advice import NO_ADVICE, Advice, meant, meant_or_listed
from crisisengine.loader.expressions.parser import EffectSyntax, GrammarFault, Node, parse_effect, parse_expression
from crisisengine.loader.expressions.strangers import band_advice, function_advice, name_advice
from crisisengine.loader.expressions.types import (
    SORTS,
    TRUTH,
    Blameless,
    Kind,
    Meaning,
    ResolveFault,
    arithmetic,
    bounded,
    mismatch,
)
from crisisengine.model.expression import (
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
from crisisengine.model.kinds import FactKind, PropertyKind, Sort
from crisisengine.model.scenario import Variable

__all__ = ["Scope"]

_FACTS: dict[str, tuple[FactKind, str]] = {
    "visits": ("visits", "scene"),
    "due": ("due", "inject"),
    "possible": ("possible", "ending"),
}
"""Functions that ask a fact, and of what."""
_PLACES: dict[str, FactKind] = {"scene": "scene", "ending": "ending"}
_OF_OTHER_TIMES = ("first", "before")
"""Functions that ask what was."""
_WITHOUT_POSSIBLE: frozenset[PropertyKind] = frozenset(("forced", "likely", "answers", "changes"))
"""Kinds of property that do not ask what is still possible."""


@define
class Scope:
    """What an expression may name."""

    variables: dict[str, Variable]
    scenes: Mapping[str, object]
    endings: Mapping[str, object]
    injects: Mapping[str, object]
    measures: Mapping[str, Sequence[str]]
    """Bare id, or `scene.measure`, to the keys that it could mean."""
    main: Mapping[str, Sequence[str]]
    """Attribute to the variables of the main parties that bear it."""
    clock: bool
    asked_of: PropertyKind | None = None
    """The kind of property that is being read; None outside properties."""
    of_steps: bool = False
    """Whether what is being read is asked of a step, so that it may say `before()`."""
    starts: Mapping[str, str] = field(factory=dict)
    """For each variable that does not start alike in every run, why."""
    parameters: Mapping[str, Expression] = field(factory=dict)
    """Gate parameters, each an expression already resolved."""
    visit_caps: dict[str, int] = field(factory=dict)
    """Filled while resolving: where each visit counter may stop."""
    taken: set[str] = field(factory=set)
    """Filled while resolving: the measures that `taken()` asks about."""
    read: set[str] = field(factory=set)
    """Filled while resolving: the variables that some expression reads."""
    faulty: set[str] = field(factory=set)
    """Variables whose own declaration is at fault."""
    longest: int = 0
    """Filled while parsing: the characters of the longest expression."""
    longest_answer: int = 0
    """Filled while linking: the characters of the longest answer to a gate's parameters."""
    _known: dict[tuple[str, str, PropertyKind | None, bool], Meaning] = field(factory=dict)
    _effects: dict[str, EffectSyntax] = field(factory=dict)
    _named: dict[str, Meaning] = field(factory=dict)
    in_before: bool = False
    """Whether what is being read stands within `before()`."""
    _least_of: dict[str, Meaning] = field(factory=dict)

    @contextmanager
    def filled(self, parameters: Mapping[str, Expression]) -> Iterator[None]:
        """Read expressions with these answers in the place of gate parameters."""
        self.parameters = parameters
        try:
            yield
        finally:
            self.parameters = {}

    def parse(self, text: str) -> Node:
        """As `parse_expression`, and its length is remembered."""
        self.longest = max(self.longest, len(text))
        return parse_expression(text)

    def parse_effect(self, text: str) -> EffectSyntax:
        """As `parse_effect`, once for all places that say the same; and its length is remembered."""
        if text not in self._effects:
            self.longest = max(self.longest, len(text))
            self._effects[text] = parse_effect(text)
        return self._effects[text]

    @property
    def most_terms(self) -> int:
        """A number that the terms of no expression pass, beside those of derived variables: told from lengths, in no time."""
        parties = max(map(len, self.main.values()), default=1) if self._least_of else 1
        return (self.longest // 2 + 1) * (self.longest_answer // 2 + 1) * parties

    def resolve(self, text: str, sort: Sort) -> Meaning:
        """The meaning of an expression that must be of the sort `number` or `truth`.

        Raises:
            GrammarFault, ResolveFault: the first fault, with its offset in `text`.
        """
        remembered = (text, sort, self.asked_of, self.of_steps)
        if not self.parameters and remembered in self._known:
            return self._known[remembered]
        meaning = self.meaning(self.parse(text), sort)
        if not self.parameters:
            self._known[remembered] = meaning
        return meaning

    def is_guard(self, text: str) -> bool:
        """Whether a text can be read as a guard, be its names misspelt or not."""
        try:
            self.resolve(text, "truth")
        except ResolveFault:
            return any(sign in text for sign in "<>=")
        except GrammarFault:
            return False
        return True

    def meaning(self, node: Node, sort: Sort, words: tuple[str, ...] = ()) -> Meaning:
        """The meaning of a node that must be of a given sort (for `word`: of the values list `words`)."""
        expression, kind = self.infer(node, words)
        if kind.sort != sort:
            raise mismatch(f"{SORTS[sort]} is needed here, this is {kind}", node, _needed(sort, words, node))
        if sort == "word" and kind.words != words:
            raise mismatch("these words belong to another variable's `values`", node)
        return expression, kind

    def infer(self, node: Node, words: tuple[str, ...] = ()) -> Meaning:
        """The meaning of a node of whatever sort; `words` are those that a bare word beside it may be one of."""
        return _RULES[node.kind](self, node, words)

    # one method per kind of node

    def _integer(self, node: Node, _: tuple[str, ...]) -> Meaning:
        value = int(node.text)
        return Literal(value, node.text), Kind("number", value, value)

    def _truth(self, node: Node, _: tuple[str, ...]) -> Meaning:
        value = int(node.text == "true")
        return Literal(value, node.text), Kind("truth", value, value)

    def _word(self, node: Node, words: tuple[str, ...]) -> Meaning:
        if not words:
            raise mismatch(f"the word `'{node.text}'` stands beside nothing that has words", node)
        if node.text not in words:
            hint = meant(node.text, words, span=_between_quotes(node)) or f"its words are {_listed(words)}"
            raise ResolveFault("unknown-name", f"`'{node.text}'` is none of the variable's words", node.at, hint)
        rank = words.index(node.text)
        return Literal(rank, f"'{node.text}'"), Kind("word", rank, rank, words)

    def _name(self, node: Node, _: tuple[str, ...]) -> Meaning:
        name = node.text
        if name in self.faulty:
            raise Blameless(node.at)
        if name in self._named:
            return self._named[name]
        if name in self.variables:
            self.read.add(name)
            variable = self.variables[name]
            kind = Kind(variable.sort, variable.low, variable.high, variable.words)
            return self._named.setdefault(name, (Read(name), kind))
        if name in self.parameters:
            return self.parameters[name], TRUTH
        if name == "ending" and self.endings:
            facts = tuple(Fact("ending", ending) for ending in self.endings)
            return (Junction("or", facts) if len(facts) > 1 else facts[0]), TRUTH
        family, dot, rest = name.partition(".")
        if family in _PLACES and dot:
            known = self.scenes if family == "scene" else self.endings
            if rest not in known:
                hint = meant_or_listed(rest, known, family, span=(node.at + len(family) + 1, node.at + len(name)))
                raise ResolveFault(f"unknown-{family}", f"there is no {family} `{rest}`", node.at, hint)
            return Fact(_PLACES[family], rest), TRUTH
        raise ResolveFault("unknown-name", f"there is no variable `{name}`", node.at, self.stranger(name))

    def stranger(self, name: str) -> Advice:
        """What was meant by a name that no variable bears."""
        return name_advice(
            name,
            self.variables,
            scenes=self.scenes,
            endings=self.endings,
            injects=self.injects,
            measures=self.measures,
        )

    def _negate(self, node: Node, _: tuple[str, ...]) -> Meaning:
        inner, kind = self.meaning(node.operands[0], "number")
        return Negate(inner), bounded(node, -kind.high, -kind.low)

    def _not(self, node: Node, _: tuple[str, ...]) -> Meaning:
        return Not(self.meaning(node.operands[0], "truth")[0]), TRUTH

    def _arithmetic(self, node: Node, _: tuple[str, ...]) -> Meaning:
        left, right = (self.meaning(operand, "number") for operand in node.operands)
        return arithmetic(node.text, left, right, node, node.operands[1])

    def _compare(self, node: Node, _: tuple[str, ...]) -> Meaning:
        words = next(filter(None, (self._words(operand) for operand in node.operands)), ())
        if not words:
            self._refuse_places(node)
            self._refuse_bands(node)
        found = [
            self._visits(node, number) or self.infer(operand, words) for number, operand in enumerate(node.operands)
        ]
        sort = found[0][1].sort
        for (_expression, kind), operand in zip(found[1:], node.operands[1:], strict=True):
            if kind.sort != sort:
                raise mismatch(f"{found[0][1]} is compared with {kind}", operand, self._sorts_apart(node))
            if kind.words != found[0][1].words:
                raise mismatch("words of two different variables are compared", operand)
        if sort == "truth" and set(node.operators) - {"==", "!="}:
            raise mismatch("a yes/no is neither more nor less than another", node, "compare with `==` or `!=`")
        return Compare(tuple(expression for expression, _ in found), node.operators), TRUTH

    def _refuse_places(self, node: Node) -> None:
        """Refuse `scene == 'road'`: being in a scene is a fact, and has a name of its own."""
        for (first, second), operator in zip(pairwise(node.operands), node.operators, strict=True):
            known = {"scene": self.scenes, "ending": self.endings}.get(first.text, ())
            if first.kind == "name" and second.kind in ("word", "name") and second.text in known:
                right = f"{'not ' * (operator == '!=')}{first.text}.{second.text}"
                span = first.at, second.at + len(second.text) + 2 * (second.kind == "word")
                advice = Advice(f"write `{right}`", right, span=span)
                raise ResolveFault("unknown-name", f"there is no variable `{first.text}`", first.at, advice)

    def _refuse_bands(self, node: Node) -> None:
        """Refuse the word of a band beside the number that it stands for."""
        for number, operand in enumerate(node.operands):
            if operand.kind not in ("word", "name") or operand.text in self.variables:
                continue
            for beside in (number - 1, number + 1):
                if not 0 <= beside < len(node.operands) or node.operands[beside].text not in self.variables:
                    continue
                variable = self.variables[node.operands[beside].text]
                operator = node.operators[min(number, beside)] if beside < number else ""
                span = operand.at, operand.at + len(operand.text) + 2 * (operand.kind == "word")
                hint = band_advice(operand.text, variable, operator, span)
                if hint:
                    message = f"`{operand.text}` is a band of `{variable.name}`, and a guard compares its number"
                    raise mismatch(message, operand, hint)

    def _sorts_apart(self, node: Node) -> Advice:
        """What to write where a yes/no is held against 0 or 1, or a word of a `values` list against a number."""
        if len(node.operands) == 2:
            name, other = node.operands
            variable = self.variables.get(name.text) if name.kind == "name" else None
            if variable is not None and variable.sort == "truth" and other.kind == "integer":
                yes = (other.text != "0") == (node.operators[0] in ("==", ">", ">="))
                asked = name.text if yes else f"not {name.text}"
                return Advice(f"`{name.text}` is yes or no: write `{asked}`")
            if variable is not None and variable.sort == "word":
                return Advice(f"the words of `{name.text}` are {_listed(variable.words)}")
        return NO_ADVICE

    def _visits(self, node: Node, number: int) -> Meaning | None:
        """If this operand is a visit counter: it stops one above the largest number it is compared with."""
        operand = node.operands[number]
        if operand.kind != "call" or operand.text != "visits":
            return None
        meaning = self._fact(operand)
        beside = node.operands[max(0, number - 1) : number] + node.operands[number + 1 : number + 2]
        if any(other.kind != "integer" for other in beside):
            raise _visits_alone(operand)
        scene = operand.operands[0].text
        largest = max(int(other.text) for other in beside)
        if largest > MOST_VISITS:
            raise ResolveFault("out-of-bounds", f"`visits()` counts to {MOST_VISITS} and no further", operand.at)
        self.visit_caps[scene] = max(self.visit_caps.get(scene, 1), largest + 1)
        return meaning

    def _words(self, node: Node) -> tuple[str, ...]:
        """The words that a node can take, as far as its shape tells."""
        if node.kind == "name" and node.text in self.variables:
            return self.variables[node.text].words
        if node.kind == "choose":
            return self._words(node.operands[0]) or self._words(node.operands[2])
        if node.kind == "call" and node.text in _OF_OTHER_TIMES and len(node.operands) == 1:
            return self._words(node.operands[0])
        return ()

    def _junction(self, node: Node, _: tuple[str, ...]) -> Meaning:
        return Junction(node.text, tuple(self.meaning(operand, "truth")[0] for operand in node.operands)), TRUTH

    def _choose(self, node: Node, words: tuple[str, ...]) -> Meaning:
        words = words or self._words(node)
        (then, chosen), (otherwise, other) = (self.infer(node.operands[side], words) for side in (0, 2))
        condition, _ = self.meaning(node.operands[1], "truth")
        if chosen.sort != other.sort or chosen.words != other.words:
            raise mismatch(f"one side of `if` is {chosen}, the other is {other}", node.operands[2])
        kind = Kind(chosen.sort, min(chosen.low, other.low), max(chosen.high, other.high), chosen.words)
        return Choose(then, condition, otherwise), kind

    def _call(self, node: Node, words: tuple[str, ...]) -> Meaning:
        if node.text in ("min", "max"):
            return self._extreme(node, node.text, self._numbers(node.operands))
        if node.text == "clamp":
            if len(node.operands) != 3:
                raise ResolveFault("expression-syntax", "`clamp` takes a value, a least and a most", node.at)
            value, least, most = self._numbers(node.operands)
            return self._extreme(node, "min", [self._extreme(node, "max", [value, least]), most])
        if node.text == "least":
            return self._least(node)
        if node.text == "visits":
            raise _visits_alone(node)
        if node.text in ("taken", *_FACTS):
            return self._fact(node)
        if node.text in _OF_OTHER_TIMES:
            return self._of_other_times(node, words)
        raise ResolveFault("unknown-name", f"there is no function `{node.text}`", node.at, function_advice(node.text))

    def _numbers(self, operands: tuple[Node, ...]) -> list[Meaning]:
        return [self.meaning(operand, "number") for operand in operands]

    def _extreme(self, node: Node, name: str, found: Sequence[Meaning]) -> Meaning:
        if not found:
            raise ResolveFault("expression-syntax", f"`{name}` needs at least one value", node.at)
        choose: Callable[..., int] = min if name == "min" else max
        low, high = choose(kind.low for _, kind in found), choose(kind.high for _, kind in found)
        return Function(name, tuple(expression for expression, _ in found)), Kind("number", low, high)

    def _least(self, node: Node) -> Meaning:
        if len(node.operands) != 1 or node.operands[0].kind != "name":
            raise ResolveFault("expression-syntax", "`least` takes one attribute: `least(consent)`", node.at)
        attribute = node.operands[0].text
        if attribute in self._least_of:
            self.read.update(self.main[attribute])
            return self._least_of[attribute]
        names = self.main.get(attribute, ())
        if not names:
            hint = meant(attribute, self.main) or "mark a party `main = true` and give it the attribute"
            raise ResolveFault("unknown-name", f"no main party bears `{attribute}`", node.operands[0].at, hint)
        found = self._extreme(node, "min", [self._name(Node("name", node.at, name), ()) for name in names])
        return self._least_of.setdefault(attribute, found)

    def _fact(self, node: Node) -> Meaning:
        function = node.text
        if len(node.operands) != 1 or node.operands[0].kind != "word":
            example = "'scene.measure'" if function == "taken" else f"'{_FACTS[function][1]}'"
            message = f"`{function}` takes one id in quotes: `{function}({example})`"
            raise ResolveFault("expression-syntax", message, node.at, _quoted(node))
        word = node.operands[0]
        subject, at = word.text, word.at
        if function == "taken":
            return self._taken(word), TRUTH
        if function == "due" and not self.clock:
            clockless = "add a `[clock]` table"
            raise ResolveFault("needs-clock", "`due` asks for a clock, and there is none", node.at, clockless)
        if function == "possible":
            self._refuse_possible(node)
        kind, noun = _FACTS[function]
        known = {"scene": self.scenes, "inject": self.injects, "ending": self.endings}[noun]
        if subject not in known:
            hint = meant_or_listed(subject, known, noun, span=_between_quotes(word))
            raise ResolveFault(f"unknown-{noun}", f"there is no {noun} `{subject}`", at, hint)
        return Fact(kind, subject), TRUTH if function == "possible" else Kind("number", 0, LONGEST_CLOCK)

    def _refuse_possible(self, node: Node) -> None:
        if self.asked_of is None:
            raise ResolveFault("misplaced", "`possible` can be asked only in a property", node.at)
        if self.asked_of in _WITHOUT_POSSIBLE:
            hint = "`always`, `never`, `reachable`, `eventually` and `never_by_chance` can ask it"
            raise ResolveFault("misplaced", f"`possible` cannot be asked in `{self.asked_of}`", node.at, hint)

    def _of_other_times(self, node: Node, words: tuple[str, ...]) -> Meaning:
        """`first(x)` and `before(...)`: what was, at the start or when the step began."""
        function = node.text
        if self.asked_of is None:
            raise ResolveFault("misplaced", f"`{function}` can be asked only in a property", node.at)
        if len(node.operands) != 1 or (function == "first" and node.operands[0].kind != "name"):
            example = "one variable: `first(trust)`" if function == "first" else "one expression: `before(trust)`"
            raise ResolveFault("expression-syntax", f"`{function}` takes {example}", node.at)
        (operand,) = node.operands
        if function == "first":
            return self._first(operand)
        if not self.of_steps:
            message = "`before` is asked of steps, and only `changes` speaks of these"
            if self.asked_of == "changes":
                message = "a `when` is asked where the step begins: `before` says nothing there"
            raise ResolveFault("misplaced", message, node.at)
        if self.in_before:
            raise ResolveFault("misplaced", "`before` stands within `before`: a step has one beginning", node.at)
        self.in_before = True
        try:
            meaning, kind = self.infer(operand, words)
        finally:
            self.in_before = False
        return Before(meaning), kind

    def _first(self, operand: Node) -> Meaning:
        name = operand.text
        _, kind = self._name(operand, ())
        variable = self.variables.get(name)
        if variable is None:
            raise ResolveFault("misplaced", f"`first` asks for a variable, `{name}` is none", operand.at)
        if variable.derived is not None:
            hint = "ask for the start of what it follows from"
            raise ResolveFault("misplaced", f"`{name}` is derived, and has no start of its own", operand.at, hint)
        if name in self.starts:
            message = f"`first({name})` is no one value: {self.starts[name]}"
            raise ResolveFault("misplaced", message, operand.at, "compare with the number itself")
        return First(name, variable.start), Kind(kind.sort, variable.start, variable.start, kind.words)

    def _taken(self, word: Node) -> Fact:
        subject, at = word.text, word.at
        keys = self.measures.get(subject, ())
        if not keys:
            own = [name for name, named in self.measures.items() if named == [name]]
            span = _between_quotes(word)
            hint = meant(subject, self.measures, span=span) or meant_or_listed(subject, own, span=span)
            raise ResolveFault("unknown-measure", f"there is no measure `{subject}`", at, hint)
        if len(keys) > 1:
            listed = ", ".join(f"`{key}`" for key in keys[:5])
            raise ResolveFault("unknown-measure", f"`{subject}` could be any of {listed}", at, "name the scene too")
        self.taken.add(keys[0])
        return Fact("taken", keys[0])


_RULES: dict[str, Callable[[Scope, Node, tuple[str, ...]], Meaning]] = {
    "integer": Scope._integer,  # noqa: SLF001 - the table belongs to the class
    "truth": Scope._truth,  # noqa: SLF001
    "word": Scope._word,  # noqa: SLF001
    "name": Scope._name,  # noqa: SLF001
    "call": Scope._call,  # noqa: SLF001
    "negate": Scope._negate,  # noqa: SLF001
    "not": Scope._not,  # noqa: SLF001
    "arithmetic": Scope._arithmetic,  # noqa: SLF001
    "compare": Scope._compare,  # noqa: SLF001
    "junction": Scope._junction,  # noqa: SLF001
    "choose": Scope._choose,  # noqa: SLF001
}


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"`'{word}'`" for word in words[:8])


def _needed(sort: Sort, words: tuple[str, ...], node: Node) -> Advice:
    """What of the sort could stand in the place of a node of another."""
    if sort == "word" and words:
        return Advice(f"its words are {_listed(words)}")
    if sort == "truth" and node.kind in ("integer", "truth"):
        return Advice(f"write `{'false' if node.text == '0' else 'true'}`", "false" if node.text == "0" else "true")
    if sort == "truth" and node.kind == "name":
        return Advice(f"compare it: `{node.text} >= 1`")
    return NO_ADVICE


def _between_quotes(word: Node) -> tuple[int, int]:
    """Where a word stands in the expression, without its quotes."""
    return word.at + 1, word.at + 1 + len(word.text)


def _quoted(call: Node) -> Advice:
    """The quotes that an id lacks, where that is all that is wrong."""
    if len(call.operands) != 1 or call.operands[0].kind != "name":
        return NO_ADVICE
    named = call.operands[0]
    span = named.at, named.at + len(named.text)
    return Advice(f"write `{call.text}('{named.text}')`", f"'{named.text}'", span=span)


def _visits_alone(node: Node) -> ResolveFault:
    return mismatch(
        "`visits()` is compared with a number and with nothing else", node, "for example `visits('road') >= 2`"
    )
