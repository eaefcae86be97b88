"""The words of the expression language: text in, tokens out; and what to write instead of a word that it lacks."""

from __future__ import annotations

import re

from crisisengine.limits import MOST_TOKENS
from crisisengine.loader.advice import Advice, adviced

__all__ = ["KEYWORDS", "GrammarFault", "Token", "instead_of", "tokens_of"]

Token = tuple[str, str, int]
"""Kind, text and offset; the kind of a symbol or a keyword is its text."""

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<name>[A-Za-z_][A-Za-z_0-9]*(?:\.[A-Za-z_][A-Za-z_0-9]*)*)
    | (?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9]))
    | (?P<integer>[0-9]+(?![A-Za-z_0-9.]))
    | (?P<symbol>\+=|-=|==|!=|<=|>=|//|[<>+\-*%(),=])
    | (?P<word>'[^'\n]*')
    | (?P<end>\Z)
    | (?P<unreadable>\S)
    )""",
    re.VERBOSE,
)
KEYWORDS = frozenset(("and", "or", "not", "if", "else"))
_INSTEAD: dict[str, tuple[str, str | None]] = {
    "=": ("write `==` to compare; `>=` is at least", "=="),
    "==": ("write `=` to set a value, and `==` once to compare", None),
    "===": ("write `==` to compare", "=="),
    "=>": ("write `>=`", ">="),
    "=<": ("write `<=`", "<="),
    "<>": ("write `!=`", "!="),
    ",": ("write `and` where both must hold, `or` where either will do", None),
    ";": ("write `and` where both must hold, `or` where either will do", None),
    "&": ("write `and`", "and"),
    "&&": ("write `and`", "and"),
    "|": ("write `or`", "or"),
    "||": ("write `or`", "or"),
    "!": ("write `not`", "not "),
    "/": ("write `//`, which divides and rounds down", "//"),
    "^": ("powers are not part of the language", None),
    "**": ("powers are not part of the language", None),
    '"': ("write words in single quotes: 'dry'", None),
    "\u2018": ("write words in straight single quotes: 'dry'", "'"),
    "\u2019": ("write words in straight single quotes: 'dry'", "'"),
    "\u201c": ("write words in straight single quotes: 'dry'", "'"),
    "\u201d": ("write words in straight single quotes: 'dry'", "'"),
    "\u2212": ("write the minus of the keyboard, `-`", "-"),
    "\u2013": ("write the minus of the keyboard, `-`", "-"),
    "\u00d7": ("write `*`", "*"),
    "\u00f7": ("write `//`, which divides and rounds down", "//"),
    "\u2264": ("write `<=`", "<="),
    "\u2265": ("write `>=`", ">="),
    "\u2260": ("write `!=`", "!="),
}
"""What people write whose habits are another language's: in words what is written here, and the characters."""


class GrammarFault(Exception):  # noqa: N818 - it never leaves the loader; a Diagnostic does
    """What cannot be read, where, and how to mend it."""

    def __init__(self, message: str, at: int, hint: str | Advice = "") -> None:
        super().__init__(message)
        self.message, self.at, self.hint = message, at, adviced(hint)


def instead_of(written: str, at: int) -> Advice:
    """What to write instead of a sign at some offset, if the language has another one for it."""
    words, sign = _INSTEAD.get(written, ("", None))
    return Advice(words, sign, span=(at, at + len(written)))


def tokens_of(text: str) -> list[Token]:
    """The tokens of an expression, closed by an `end`."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        assert kind is not None, "every alternative has a name"
        written, at = match[kind], match.start(kind)
        if kind == "unreadable":
            raise _unreadable(text, at)
        if kind == "date":
            hint = "a clock counts its units from 0, where it opens: `day >= 2`, or `hour >= 48`"
            raise GrammarFault("an expression knows no dates", at, hint)
        if kind == "symbol" or (kind == "name" and written in KEYWORDS):
            kind = written
        elif kind == "name" and written in ("true", "false"):
            kind = "truth"
        found.append((kind, written, at))
        if kind == "end":
            break
        if len(found) > MOST_TOKENS:
            raise GrammarFault(f"an expression has at most {MOST_TOKENS} tokens", at)
    return found


def _unreadable(text: str, at: int) -> GrammarFault:
    character = text[at]
    if character == "'":
        return GrammarFault("this word is not closed", at, "end it with a single quote: 'dry'")
    if character.isdigit():
        if re.match(r"[0-9]+\.", text[at:]):
            return GrammarFault("numbers are whole", at, "scale the variable, or write `//` to divide")
        return GrammarFault(
            "this is neither a number nor a name", at, "a number has digits only, a name begins with a letter"
        )
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    return GrammarFault(
        f"`{shown}` has no meaning here", at, instead_of(text[at : at + 2], at) or instead_of(character, at)
    )
