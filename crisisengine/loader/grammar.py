"""The expression language: text in, syntax tree with offsets out. Names are resolved later, by `resolving`.

    expression = either [ "if" either "else" expression ]
    either     = both { "or" both }
    both       = denial { "and" denial }
    denial     = "not" denial | comparison
    comparison = sum { ("==" | "!=" | "<" | "<=" | ">" | ">=") sum }
    sum        = term { ("+" | "-") term }
    term       = sign { ("*" | "//" | "%") sign }
    sign       = "-" sign | atom
    atom       = integer | "true" | "false" | 'word' | name | function "(" [ expression { "," expression } ] ")"
               | "(" expression ")"
    effect     = name ( "=" | "+=" | "-=" ) expression

Nothing here calls into Python, and nothing can: the tree has eleven kinds of nodes and no way to name a Python
object. At most 1,000 tokens and 50 levels, so that neither time nor the stack can be used up.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from attrs import frozen

__all__ = ["EffectSyntax", "GrammarFault", "Node", "parse_effect", "parse_expression"]

MOST_TOKENS = 1000
MOST_LEVELS = 50
LARGEST = 2**31

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<integer>[0-9]+(?![A-Za-z_0-9.]))
    | (?P<name>[A-Za-z_][A-Za-z_0-9]*(?:\.[A-Za-z_][A-Za-z_0-9]*)*)
    | (?P<word>'[^'\n]*')
    | (?P<symbol>\+=|-=|==|!=|<=|>=|//|[<>+\-*%(),=])
    | (?P<end>$)
    )""",
    re.VERBOSE,
)
_COMPARISONS = frozenset(("==", "!=", "<", "<=", ">", ">="))
_KEYWORDS = frozenset(("and", "or", "not", "if", "else", "true", "false"))
_INSTEAD = {
    "=": "write `==` to compare",
    "&&": "write `and`",
    "||": "write `or`",
    "!": "write `not`",
    "/": "write `//`, which divides and rounds down",
    "**": "powers are not part of the language",
    '"': "write words in single quotes: 'dry'",
}


@frozen
class Node:
    """A syntax node."""

    kind: str
    """`integer`, `truth`, `word`, `name`, `call`, `negate`, `not`, `arithmetic`, `compare`, `junction`, `choose`."""
    at: int
    """Offset of its first character in the expression's text."""
    text: str = ""
    """Literal text, name, function or operator."""
    operands: tuple[Node, ...] = ()
    operators: tuple[str, ...] = ()
    """Of a comparison."""
    depth: int = 1
    """Levels from here down, this one included."""


@frozen
class EffectSyntax:
    """`target operator value`."""

    target: str
    at: int
    operator: str
    value: Node


class GrammarFault(Exception):  # noqa: N818 - it never leaves the loader; a Diagnostic does
    """What cannot be read, where, and how to mend it."""

    def __init__(self, message: str, at: int, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.at, self.hint = message, at, hint


def parse_expression(text: str) -> Node:
    """Read one expression.

    Raises:
        GrammarFault: with the offset of the first character that does not fit.
    """
    parser = _Parser(text)
    node = parser.expression()
    parser.finish()
    return node


def parse_effect(text: str) -> EffectSyntax:
    """Read one effect; raises as `parse_expression` does."""
    parser = _Parser(text)
    kind, target, at = parser.take()
    if kind != "name" or target in _KEYWORDS:
        raise GrammarFault("an effect begins with the variable that it changes", at, 'for example "trust += 1"')
    _, operator, place = parser.take()
    if operator not in ("=", "+=", "-="):
        hint = "write `=` to set a value" if operator == "==" else 'for example "trust += 1" or "season = \'rain\'"'
        raise GrammarFault("an effect says `=`, `+=` or `-=` after its variable", place, hint)
    value = parser.expression()
    parser.finish()
    return EffectSyntax(target, at, operator, value)


def _tokens(text: str) -> list[tuple[str, str, int]]:
    """(kind, text, offset) of every token, closed by an `end`."""
    found: list[tuple[str, str, int]] = []
    position = 0
    while True:
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            rest = text[position:]
            at = position + len(rest) - len(rest.lstrip())
            raise _unreadable(text, at)
        kind = match.lastgroup
        found.append((kind, match[kind], match.start(kind)))
        if kind == "end":
            return found
        if len(found) > MOST_TOKENS:
            raise GrammarFault(f"an expression has at most {MOST_TOKENS} tokens", match.start(kind))
        position = match.end()


def _too_deep(at: int) -> GrammarFault:
    return GrammarFault(
        f"an expression nests at most {MOST_LEVELS} levels", at, "name a part of it as a derived variable"
    )


def _node(kind: str, at: int, text: str, operands: tuple[Node, ...], operators: tuple[str, ...] = ()) -> Node:
    """A node over others, refused where the tree would become too deep for a reader, or for a stack."""
    depth = 1 + max((operand.depth for operand in operands), default=0)
    if depth > MOST_LEVELS:
        raise _too_deep(at)
    return Node(kind, at, text, operands, operators, depth)


def _unreadable(text: str, at: int) -> GrammarFault:
    character = text[at]
    if character == "'":
        return GrammarFault("this word is not closed", at, "end it with a single quote: 'dry'")
    if character.isdigit():
        return GrammarFault("numbers are whole", at, "scale the variable, or write `//` to divide")
    hint = _INSTEAD.get(text[at : at + 2]) or _INSTEAD.get(character, "")
    return GrammarFault(f"`{character}` has no meaning here", at, hint)


class _Parser:
    """Recursive descent over the tokens of one expression."""

    def __init__(self, text: str) -> None:
        self.tokens = _tokens(text)
        self.position = 0
        self.levels = 0

    def take(self) -> tuple[str, str, int]:
        token = self.tokens[self.position]
        if token[0] != "end":
            self.position += 1
        return token

    def sees(self, *texts: str) -> bool:
        kind, text, _ = self.tokens[self.position]
        return text in texts and kind in ("symbol", "name")

    def finish(self) -> None:
        kind, text, at = self.tokens[self.position]
        if kind != "end":
            raise GrammarFault(f"`{text}` is too much here", at, _INSTEAD.get(text, ""))

    def expression(self) -> Node:
        self.levels += 1
        at = self.tokens[self.position][2]
        if self.levels > MOST_LEVELS:
            raise _too_deep(at)
        node = self.junction("or", lambda: self.junction("and", self.denial))
        if self.sees("if"):
            self.take()
            condition = self.junction("or", lambda: self.junction("and", self.denial))
            if not self.sees("else"):
                raise GrammarFault(
                    "`if` needs an `else`", self.tokens[self.position][2], "write `x if condition else y`"
                )
            self.take()
            node = _node("choose", at, "", (node, condition, self.expression()))
        self.levels -= 1
        return node

    def junction(self, operator: str, below: Callable[[], Node]) -> Node:
        at = self.tokens[self.position][2]
        operands = [below()]
        while self.sees(operator):
            self.take()
            operands.append(below())
        return operands[0] if len(operands) == 1 else _node("junction", at, operator, tuple(operands))

    def denial(self) -> Node:
        at = self.tokens[self.position][2]
        count = 0
        while self.sees("not"):
            self.take()
            count += 1
        node = self.comparison()
        for _ in range(count):
            node = _node("not", at, "", (node,))
        return node

    def comparison(self) -> Node:
        at = self.tokens[self.position][2]
        operands, operators = [self.sum()], []
        while self.sees(*_COMPARISONS):
            operators.append(self.take()[1])
            operands.append(self.sum())
        if not operators:
            return operands[0]
        return _node("compare", at, "", tuple(operands), tuple(operators))

    def sum(self) -> Node:
        return self.chain(("+", "-"), self.term)

    def term(self) -> Node:
        return self.chain(("*", "//", "%"), self.sign)

    def chain(self, operators: tuple[str, ...], below: Callable[[], Node]) -> Node:
        at = self.tokens[self.position][2]
        node = below()
        while self.sees(*operators):
            operator = self.take()[1]
            node = _node("arithmetic", at, operator, (node, below()))
        return node

    def sign(self) -> Node:
        at = self.tokens[self.position][2]
        count = 0
        while self.sees("-"):
            self.take()
            count += 1
        node = self.atom()
        if node.kind == "integer" and count:
            return Node("integer", at, str(int(node.text) * (-1) ** count))
        for _ in range(count):
            node = _node("negate", at, "", (node,))
        return node

    def atom(self) -> Node:
        kind, text, at = self.take()
        if kind == "integer":
            if len(text) > 10 or int(text) > LARGEST:
                raise GrammarFault("this number is too large", at, f"numbers go up to {LARGEST}")
            return Node("integer", at, str(int(text)))
        if kind == "word":
            return Node("word", at, text[1:-1])
        if kind == "name" and text in ("true", "false"):
            return Node("truth", at, text)
        if kind == "name" and text not in _KEYWORDS:
            if self.sees("("):
                self.take()
                return _node("call", at, text, self.arguments())
            return Node("name", at, text)
        if text == "(":
            node = self.expression()
            if not self.sees(")"):
                raise GrammarFault("this bracket is not closed", at)
            self.take()
            return node
        if kind == "end":
            raise GrammarFault("the expression ends too early", at)
        raise GrammarFault(f"`{text}` has no meaning here", at, _INSTEAD.get(text, ""))

    def arguments(self) -> tuple[Node, ...]:
        found: list[Node] = []
        while not self.sees(")"):
            found.append(self.expression())
            if self.sees(","):
                self.take()
            elif not self.sees(")"):
                raise GrammarFault("`,` or `)` is missing here", self.tokens[self.position][2])
        self.take()
        return tuple(found)
