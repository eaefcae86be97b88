"""The names in an expression, an effect or a text, each at its offset; as far as these can be read.

Declared come from the tokens, so that a guard that is being written is understood up to where it stops making sense. Words
need the whole tree: which variable's they are depends on what stands beside them, as the loader's types have it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Literal

from attrs import define, field, frozen

from crisisengine.authoring.names import Declared, Symbol
from crisisengine.limits import MOST_STRETCHES
from crisisengine.loader.expressions.lexer import GrammarFault, Token, tokens_of
from crisisengine.loader.expressions.parser import Node, parse_effect, parse_expression
from crisisengine.loader.expressions.prose import BAR, STRETCH

__all__ = ["Mention", "Mentions", "Role"]

Role = Literal["declaration", "reading", "writing"]

MOST_SKIPPED = 50
"""Signs without a meaning behind which an expression is still read: beyond them it is none."""
_OF_OTHER_TIMES = ("first", "before")
"""Functions that come to what their one operand comes to, at another time."""
_FACTS = {"visits": "scene", "due": "inject", "possible": "ending"}


@frozen
class Mention:
    """An id that is named, and where in the text."""

    symbol: Symbol
    at: int
    length: int
    role: Role = "reading"


@define
class Mentions:
    """Finds what texts name; remembers which variables share their words, told by what is compared with what."""

    names: Declared
    alike: dict[str, str] = field(factory=dict)
    """Variable to another one whose words are the same list, because some expression sets them side by side."""
    _bearers: dict[str, str] = field(factory=dict)

    def word(self, variable: str, word: str) -> Symbol:
        """A word that a variable can be: the same symbol for all variables that share the list."""
        return ("variable", self.bearer(variable), "values", word)

    def bearer(self, variable: str) -> str:
        """The variable that declares the words which this one can be; empty if it has none."""
        if variable not in self._bearers:
            self._settle(variable)
        found = self._bearers[variable]
        while found in self.alike:
            found = self.alike[found]
        return found

    def _settle(self, variable: str) -> None:
        """Find out whose words a variable can be; derived ones may follow from each other in a long row, or in a circle."""
        waiting, begun = [variable], {variable}
        while waiting:
            name = waiting[-1]
            node = _parsed(self.names.derived.get(name, "")) if name not in self.names.words else None
            ends = [end.text for end in _ends(node)[0]] if node is not None else []
            further = next((end for end in ends if end not in self._bearers and end not in begun), None)
            if further is not None:
                waiting.append(further)
                begun.add(further)
            else:
                own = name if name in self.names.words else ""
                self._bearers[name] = own or next(filter(None, (self._bearers.get(end, "") for end in ends)), "")
                waiting.pop()

    def expression(self, text: str, at: int = 0, *, gate: bool = False) -> Iterator[Mention]:
        """What an expression names; `gate`: of a tag, where a name that no variable bears is asked of each measure."""
        yield from self._tokens(_tokens(text), at, gate=gate)
        node = _parsed(text)
        if node is not None:
            yield from self._words(node, "", at)

    def way(self, text: str, kinds: tuple[str, ...]) -> Iterator[Mention]:
        """What a `goto` names: places, and what decides between them."""
        node = _parsed(text)
        ends, conditions = _ends(node) if node is not None else ([], [])
        places = {end.at for end in ends}
        for number, token in enumerate(tokens := _tokens(text)):
            if token[0] == "name" and token[2] in places:
                yield Mention(self.names.of_kind(token[1], kinds), token[2], len(token[1]))
                tokens[number] = ("end", "", token[2])
        yield from self._tokens(tokens, 0, gate=False)
        for condition in conditions:
            yield from self._words(condition, "", 0)

    def effect(self, text: str) -> Iterator[Mention]:
        """What an effect names; its variable is written."""
        tokens = _tokens(text)
        if tokens and tokens[0][0] == "name":
            for symbol, inside, length in self.names.variable(tokens[0][1]):
                yield Mention(symbol, tokens[0][2] + inside, length, "writing")
            tokens = tokens[1:]
        yield from self._tokens(tokens, 0, gate=False)
        try:
            syntax = parse_effect(text)
        except GrammarFault:
            return
        bearer = self.bearer(syntax.target)
        self._set_side_by_side(bearer, self._bearer_of(syntax.value))
        yield from self._words(syntax.value, bearer, 0)

    def prose(self, text: str) -> Iterator[Mention]:
        """What a text names: values, guards, sources, glossary entries."""
        for match in islice(STRETCH.finditer(text), MOST_STRETCHES):
            for kind, group in (("source", "source"), ("glossary", "entry")):
                if match[group] is not None:
                    yield Mention((kind, match[group]), match.start(group), len(match[group]))
            if match["inner"] is not None:
                yield from self._braces(match["inner"], match.start("inner"))

    def _braces(self, inner: str, at: int) -> Iterator[Mention]:
        if ":" not in inner:
            yield from self._value(inner.strip(), at + len(inner) - len(inner.lstrip()))
            return
        readings = BAR.split(inner)
        for number, reading in enumerate(readings):
            guard, colon, side = reading.partition(":")
            if colon and (number == 0 or number < len(readings) - 1):
                yield from self.expression(guard, at)
            else:
                guard, colon, side = "", "", reading
            start = at + len(guard) + len(colon)
            for mention in self.prose(side):
                yield Mention(mention.symbol, start + mention.at, mention.length)
            at += len(reading) + 1

    def _value(self, name: str, at: int) -> Iterator[Mention]:
        """`{trust}`, `{trust.word}`, `{soc.consent}`, `{soc.name}`; `{date}` and `{scene.title}` name nothing."""
        bare, _, last = name.rpartition(".")
        if name in ("date", "scene.title") or not re.fullmatch(r"[A-Za-z_][A-Za-z_0-9.]*", name):
            return
        if last == "name" and bare in self.names.ids["party"]:
            yield Mention(("party", bare), at, len(bare))
            return
        for symbol, inside, length in self.names.variable(bare if last == "word" else name):
            yield Mention(symbol, at + inside, length)

    def _tokens(self, tokens: list[Token], at: int, *, gate: bool) -> Iterator[Mention]:
        """What the names among tokens mean, and the ids in quotes that facts ask about."""
        function = ""
        for number, (kind, text, place) in enumerate(tokens):
            opens = number + 1 < len(tokens) and tokens[number + 1][0] == "("
            if kind == "name" and opens:
                function = text
                continue
            if kind == "word" and function:
                yield from self._asked(function, text[1:-1], at + place + 1)
            elif kind == "name" and function == "least":
                yield Mention(("attribute", text), at + place, len(text))
            elif (
                kind == "name"
                and gate
                and "." not in text
                and text not in self.names.ids["variable"] | {self.names.unit}
            ):
                yield Mention(("gate", text), at + place, len(text), "declaration")
            elif kind == "name":
                for symbol, inside, length in self.names.variable(text):
                    yield Mention(symbol, at + place + inside, length)
            if kind != "(":
                function = ""

    def _asked(self, function: str, subject: str, at: int) -> Iterator[Mention]:
        if function == "taken":
            for symbol, inside, length in self.names.measure(subject):
                yield Mention(symbol, at + inside, length)
        elif function in _FACTS:
            yield Mention((_FACTS[function], subject), at, len(subject))

    def _words(self, node: Node, bearer: str, at: int) -> Iterator[Mention]:
        """The words in a tree; `bearer`: the variable whose words a bare word here is of, if any."""
        if node.kind == "word" and bearer:
            yield Mention(("variable", bearer, "values", node.text), at + node.at + 1, len(node.text))
        elif node.kind == "compare":
            bearers = [self._bearer_of(operand) for operand in node.operands]
            self._set_side_by_side(*bearers)
            beside = next(filter(None, bearers), "")
            for operand in node.operands:
                yield from self._words(operand, beside, at)
        elif node.kind == "choose":
            then, condition, otherwise = node.operands
            self._set_side_by_side(bearer, self._bearer_of(then), self._bearer_of(otherwise))
            beside = bearer or self._bearer_of(node)
            yield from self._words(then, beside, at)
            yield from self._words(condition, "", at)
            yield from self._words(otherwise, beside, at)
        elif node.kind != "call" or node.text not in ("taken", *_FACTS):
            for operand in node.operands:
                yield from self._words(operand, "", at)

    def _bearer_of(self, node: Node) -> str:
        """The variable whose words a node can be, as far as its shape tells."""
        return next(filter(None, (self.bearer(end.text) for end in _ends(node)[0])), "")

    def _set_side_by_side(self, *bearers: str) -> None:
        """Note that these variables' words are one list, if their lists say the same; else it is a fault of the text."""
        first, *others = [bearer for bearer in bearers if bearer] or [""]
        for other in others:
            root, known = self.bearer(other), self.bearer(first)
            if root != known and self.names.words.get(root) == self.names.words.get(known):
                self.alike[root] = known


def _tokens(text: str) -> list[Token]:
    """The tokens of an expression, those behind something that cannot be read too."""
    found: list[Token] = []
    behind = 0
    for _ in range(MOST_SKIPPED):
        try:
            return found + [(kind, written, behind + at) for kind, written, at in tokens_of(text[behind:])]
        except GrammarFault as fault:
            stop = behind + fault.at
            found += [(kind, written, behind + at) for kind, written, at in _before(text[behind:stop])]
            behind = stop + 1
    return found


def _before(text: str) -> list[Token]:
    """The tokens of a stretch without the `end`; none where it is longer than an expression may be."""
    try:
        return tokens_of(text)[:-1]
    except GrammarFault:
        return []


def _ends(node: Node) -> tuple[list[Node], list[Node]]:
    """The names that an expression can come to, left to right, and what decides between them."""
    ends, conditions, waiting = [], [], [node]
    while waiting:
        part = waiting.pop()
        if part.kind == "name":
            ends.append(part)
        elif part.kind == "choose":
            waiting += [part.operands[2], part.operands[0]]
            conditions.append(part.operands[1])
        elif part.kind == "call" and part.text in _OF_OTHER_TIMES:
            waiting += part.operands
    return ends, conditions


def _parsed(text: str) -> Node | None:
    try:
        return parse_expression(text)
    except GrammarFault:
        return None
