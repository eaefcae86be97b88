"""The expression language: text in, syntax tree with offsets out. Names are resolved later, by `typecheck`.

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

from attrs import frozen

from crisisengine.limits import LARGEST_NUMBER, MOST_LEVELS
from crisisengine.loader.advice import Advice
from crisisengine.loader.expressions.lexer import KEYWORDS, GrammarFault, Token, instead_of, tokens_of
from crisisengine.loader.expressions.phrases import as_effect, as_guard

__all__ = ["EffectSyntax", "GrammarFault", "Node", "parse_effect", "parse_expression"]

_COMPARISONS = frozenset(("==", "!=", "<", "<=", ">", ">="))
# How tightly an operator holds; `not` stands between `and` and the comparisons.
_OR, _AND, _COMPARE, _SUM, _TERM = 1, 2, 3, 4, 5
_BINDING = {"or": _OR, "and": _AND, "+": _SUM, "-": _SUM, "*": _TERM, "//": _TERM, "%": _TERM}
_BINDING |= dict.fromkeys(_COMPARISONS, _COMPARE)


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


def parse_expression(text: str) -> Node:
    """Read one expression.

    Raises:
        GrammarFault: with the offset of the first character that does not fit.
    """
    try:
        parser = _Parser(text)
        node = parser.expression()
        parser.finish()
    except GrammarFault as fault:
        raise (fault if fault.hint else as_guard(text, fault)) from None
    return node


def parse_effect(text: str) -> EffectSyntax:
    """Read one effect; raises as `parse_expression` does."""
    try:
        return _effect(text)
    except GrammarFault as fault:
        raise (fault if fault.hint.instead is not None else as_effect(text, fault)) from None


def _effect(text: str) -> EffectSyntax:
    try:
        parser = _Parser(text)
    except GrammarFault as fault:
        if text[fault.at] != ";":
            raise
        raise GrammarFault("an effect changes one variable", fault.at, _apart(text, fault.at)) from None
    kind, target, at = parser.take()
    if kind != "name":
        raise GrammarFault("an effect begins with the variable that it changes", at, 'for example "trust += 1"')
    operator, _, place = parser.take()
    if operator not in ("=", "+=", "-="):
        message = "an effect says `=`, `+=` or `-=` after its variable"
        raise GrammarFault(message, place, _changing(text, target, place))
    if operator == "=" and text[place + 1 : place + 2] == "+":
        raise GrammarFault("`=+` is no sign", place, Advice("write `+=` to add", "+=", span=(place, place + 2)))
    value = parser.expression()
    if parser.sees(","):
        place = parser.tokens[parser.position][2]
        raise GrammarFault("an effect changes one variable", place, _apart(text, place))
    parser.finish()
    return EffectSyntax(target, at, operator, value)


def _changing(text: str, target: str, place: int) -> Advice:
    """What to write instead of a sign that no effect has."""
    signs = text[place:].split(maxsplit=1)
    sign = next((sign for sign in ("++", "--", "*=", "//=", "/=", "%=", "==") if text.startswith(sign, place)), "")
    if sign in ("++", "--"):
        return Advice(f"write `{target} {sign[0]}= 1`", f" {sign[0]}= 1", span=(place, place + 2))
    if sign == "==":
        return Advice("write `=` to set a value", "=", span=(place, place + 2))
    if sign:
        operator = {"/=": "//"}.get(sign, sign[:-1])
        return Advice(
            f"write `{target} = {target} {operator} ...`", f"= {target} {operator}", span=(place, place + len(sign))
        )
    words = ('for example "trust += 1" or "season = \'rain\'"', "write `=` to set a value")
    return Advice(words[signs[:1] in (["to"], ["is"], [":="], [":"])])


def _apart(text: str, at: int) -> Advice:
    """How to write two effects that stand in one text with a mark between them."""
    behind = len(text) - len(text[at + 1 :].lstrip())
    first, second = text[:at].strip(), text[behind:].strip()
    words = f'each effect stands in quotes of its own: "{first}", "{second}"'
    return Advice(words, '", "', unquoted=True, span=(at, behind))


def _too_deep(at: int) -> GrammarFault:
    hint = "name a part of it as a derived variable"
    return GrammarFault(f"an expression nests at most {MOST_LEVELS} levels", at, hint)


def _node(kind: str, at: int, text: str, operands: tuple[Node, ...], operators: tuple[str, ...] = ()) -> Node:
    """A node over others, refused where the tree would become too deep for a reader, or for a stack."""
    depth = 0
    for operand in operands:
        depth = max(depth, operand.depth)
    if depth >= MOST_LEVELS:
        raise _too_deep(at)
    return Node(kind, at, text, operands, operators, depth + 1)


class _Parser:
    """Reads the tokens of one expression, the tighter operators first."""

    def __init__(self, text: str) -> None:
        self.tokens = tokens_of(text)
        self.position = 0
        self.levels = 0

    def take(self) -> Token:
        token = self.tokens[self.position]
        if token[0] != "end":
            self.position += 1
        return token

    def sees(self, kind: str) -> bool:
        return self.tokens[self.position][0] == kind

    def finish(self) -> None:
        kind, text, at = self.tokens[self.position]
        if kind == "=":
            raise GrammarFault("`=` sets a value, and nothing is set here", at, self.hint())
        if kind != "end":
            raise GrammarFault(f"`{text}` is too much here", at, self.hint())

    def hint(self) -> Advice:
        """What to write instead of the token here, or of it and its neighbour."""
        _, text, at = self.tokens[self.position]
        _, following, after = self.tokens[min(self.position + 1, len(self.tokens) - 1)]
        if text.lower() in KEYWORDS and text not in KEYWORDS:
            return Advice(f"write `{text.lower()}`", text.lower())
        _, before, place = self.tokens[max(0, self.position - 1)]
        if place + len(before) == at and (advice := instead_of(before + text, place)):
            return advice
        if after == at + len(text) and (advice := instead_of(text + following, at)):
            return advice
        return instead_of(text, at)

    def expression(self) -> Node:
        self.levels += 1
        at = self.tokens[self.position][2]
        if self.levels > MOST_LEVELS:
            raise _too_deep(at)
        node = self.operation(_OR)
        if self.sees("if"):
            self.take()
            condition = self.operation(_OR)
            if not self.sees("else"):
                hint = "write `x if condition else y`"
                raise GrammarFault("`if` needs an `else`", self.tokens[self.position][2], hint)
            self.take()
            node = _node("choose", at, "", (node, condition, self.expression()))
        self.levels -= 1
        return node

    def operation(self, loosest: int) -> Node:
        """An operand, and whatever operators follow that hold at least so tightly."""
        at = self.tokens[self.position][2]
        node = self.denial() if loosest <= _COMPARE and self.sees("not") else self.sign()
        while True:
            operator = self.tokens[self.position][0]
            binding = _BINDING.get(operator, 0)
            if binding < loosest:
                return node
            if binding >= _SUM:
                self.position += 1
                node = _node("arithmetic", at, operator, (node, self.operation(binding + 1)))
            elif binding == _COMPARE:
                node = self.comparison(node, at)
            else:
                operands = [node]
                while self.sees(operator):
                    self.position += 1
                    operands.append(self.operation(binding + 1))
                node = _node("junction", at, operator, tuple(operands))

    def comparison(self, first: Node, at: int) -> Node:
        operands, operators = [first], []
        while (operator := self.tokens[self.position][0]) in _COMPARISONS:
            self.position += 1
            operators.append(operator)
            operands.append(self.operation(_SUM))
        return _node("compare", at, "", tuple(operands), tuple(operators))

    def denial(self) -> Node:
        starts = []
        while self.sees("not"):
            starts.append(self.take()[2])
        node = self.operation(_COMPARE)
        for at in reversed(starts):
            node = _node("not", at, "", (node,))
        return node

    def sign(self) -> Node:
        starts = []
        while self.sees("-"):
            starts.append(self.take()[2])
        node = self.atom()
        if node.kind == "integer" and starts:
            return Node("integer", starts[0], str(int(node.text) * (-1) ** len(starts)))
        for at in reversed(starts):
            node = _node("negate", at, "", (node,))
        return node

    def ended(self, at: int) -> GrammarFault:
        """The fault of an expression that is over where something should follow."""
        if not self.position:
            return GrammarFault("the expression is empty", at)
        _, last, place = self.tokens[self.position - 1]
        if last == "%":
            hint = Advice("leave `%` out: weights are shares of their sum", "", span=(place, place + 1))
            return GrammarFault("`%` is the rest of a division, and no percent", place, hint)
        return GrammarFault(f"the expression ends too early: something is missing after `{last}`", at)

    def atom(self) -> Node:
        kind, text, at = self.tokens[self.position]
        if kind == "end":
            raise self.ended(at)
        if kind not in ("integer", "word", "truth", "name", "("):
            raise GrammarFault(f"`{text}` has no meaning here", at, self.hint())
        self.position += 1
        if kind == "integer":
            if len(text) > 10 or int(text) > LARGEST_NUMBER:
                raise GrammarFault("this number is too large", at, f"numbers go up to {LARGEST_NUMBER}")
            return Node("integer", at, str(int(text)))
        if kind == "word":
            return Node("word", at, text[1:-1])
        if kind == "(":
            node = self.expression()
            if not self.sees(")"):
                raise GrammarFault("this bracket is not closed", at, "end it with `)`")
            self.position += 1
            return node
        if kind == "name" and self.sees("("):
            self.position += 1
            return _node("call", at, text, self.arguments())
        return Node(kind, at, text)

    def arguments(self) -> tuple[Node, ...]:
        found: list[Node] = []
        while not self.sees(")"):
            found.append(self.expression())
            if self.sees(","):
                self.position += 1
            elif not self.sees(")"):
                raise GrammarFault("`,` or `)` is missing here", self.tokens[self.position][2], self.hint())
        self.position += 1
        return tuple(found)
