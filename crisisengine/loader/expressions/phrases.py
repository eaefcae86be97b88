"""Guards and effects in the words of speech, or in the signs of other engines: what of it can be written here.

Asked only about a text that cannot be read. What is found here is said in place of the parser's own sentence, which
knows where it could not go on and not what was meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from crisisengine.loader.advice import Advice
from crisisengine.loader.expressions.lexer import KEYWORDS, GrammarFault

__all__ = ["as_effect", "as_guard"]

_NAME = r"[A-Za-z_][A-Za-z_0-9]*(?:\.[A-Za-z_][A-Za-z_0-9]*)*"
_SPOKEN = {
    "at least": ">=",
    "no less than": ">=",
    "greater than or equal to": ">=",
    "at most": "<=",
    "no more than": "<=",
    "less than or equal to": "<=",
    "greater than": ">",
    "more than": ">",
    "higher than": ">",
    "above": ">",
    "over": ">",
    "less than": "<",
    "lower than": "<",
    "fewer than": "<",
    "below": "<",
    "under": "<",
    "equal to": "==",
    "equals": "==",
    "is not": "!=",
    "isn't": "!=",
    "is": "==",
}
_COMPARED = re.compile(rf"\s*\b(?:is )?({'|'.join(_SPOKEN)})\b\s*")
_NAMELESS = re.compile(r"\b(and|or) +(<=|>=|==|!=|<|>)")
_TRUE_OR_FALSE = re.compile(rf"({_NAME}) +(?:is|equals) +(true|false|yes|no)\b")
_SIGNED = re.compile(rf"[$@#&]({_NAME})")
_PART = re.compile(rf"({_NAME})(?:\[ *['\"]?([a-z_]\w*)['\"]? *\]|->([a-z_]\w*))")
_TWO_NAMES = re.compile(r"\b([a-z_]\w*) +([a-z_]\w*)\b")
_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_SENTENCE = re.compile(
    r"(?:the|a|an|this|that|they|there|it|we|he|she|all|every|no|our|their|his|her|its)(?: [\w',-]+){2,}[.!]?",
    re.IGNORECASE,
)
"""Words of speech that begin as no expression does; brackets, signs and numbers of it are asked elsewhere."""
_LONGEST = 500
"""Characters of a text that is looked at so closely."""


def as_guard(text: str, fault: GrammarFault) -> GrammarFault:
    """The fault of a guard, in better words where what was meant is known."""
    return next(_guards(text), fault) if len(text) <= _LONGEST else fault


def _guards(text: str) -> Iterator[GrammarFault]:
    bare = text.strip()
    if _SENTENCE.fullmatch(bare):
        yield GrammarFault(
            "this is a sentence, and what is asked of it is an expression",
            text.index(bare[0]),
            Advice("say it of variables, for example `not mined` or `trust >= 3`"),
        )
    if bare.startswith("if "):
        at = text.index("if ")
        yield GrammarFault("a guard needs no `if`", at, Advice("leave `if` out", "", span=(at, at + 3)))
    if bare[:1] == "{" and bare[-1:] == "}":
        inner = bare[1:-1].strip()
        yield GrammarFault("braces are for texts", text.index("{"), _instead(text, inner))
    if bare[-1:] in ("?", ";", ".", ":", "!"):
        at = len(text.rstrip()) - 1
        yield GrammarFault(
            f"nothing stands at the end of a guard, no `{bare[-1]}`", at, Advice("leave it out", "", span=(at, at + 1))
        )
    found = _NAMELESS.search(text)
    names = re.findall(rf"({_NAME})\s*[<>=!]", text[: found.start()]) if found is not None else []
    if found is not None and names:
        hint = Advice(f"write `{names[-1]} {found[2]}` again", f"{names[-1]} {found[2]}", span=found.span(2))
        yield GrammarFault(f"`{found[2]}` does not say what is compared", found.start(2), hint)
    found = _TRUE_OR_FALSE.search(text)
    if found is not None:
        asked = found[1] if found[2] in ("true", "yes") else f"not {found[1]}"
        yield GrammarFault(
            "a yes/no is asked by its name alone", found.start(), Advice(f"write `{asked}`", asked, span=found.span())
        )
    found = _COMPARED.search(text)
    if found is not None and found.start():
        sign = _SPOKEN[found[1]]
        yield GrammarFault(
            f"a guard compares with signs, not with `{found[0].strip()}`",
            found.start(1),
            Advice(f"write `{sign}`", f" {sign} ", span=found.span()),
        )
    yield from _names(text)
    found = _TWO_NAMES.search(text)
    if found is not None and KEYWORDS.isdisjoint(found.groups()) and "'" not in text[: found.start()]:
        joined = f"join them: `{found[1]}.{found[2]}` for a party's attribute, `{found[1]} and {found[2]}` where both must hold"
        yield GrammarFault(f"`{found[2]}` stands beside `{found[1]}`, and nothing joins them", found.start(2), joined)


def _names(text: str) -> Iterator[GrammarFault]:
    """Names with signs before them, and parts of names in brackets or behind arrows."""
    found = _SIGNED.search(text)
    if found is not None:
        yield GrammarFault(
            "a name stands without a sign", found.start(), Advice(f"write `{found[1]}`", found[1], span=found.span())
        )
    found = _PART.search(text)
    if found is not None:
        name = f"{found[1]}.{found[2] or found[3]}"
        yield GrammarFault(
            "a party's attribute stands behind a dot", found.end(1), Advice(f"write `{name}`", name, span=found.span())
        )


def _instead(text: str, right: str) -> Advice:
    return Advice(f"write `{right}`", right, span=(0, len(text)))


_Written = Callable[[re.Match[str]], str]
_EFFECTS: tuple[tuple[re.Pattern[str], str, _Written], ...] = (
    (
        re.compile(rf"(?:set|let|change|make) +({_NAME}) *(?:=|to|:) *(.+)"),
        "an effect needs no verb",
        lambda found: f"{found[1]} = {found[2]}",
    ),
    (
        re.compile(rf"(?:increase|raise|add to|inc) +({_NAME})(?: +by +(\d+))?"),
        "an effect is written with signs",
        lambda found: f"{found[1]} += {found[2] or 1}",
    ),
    (
        re.compile(rf"(?:decrease|lower|reduce|dec) +({_NAME})(?: +by +(\d+))?"),
        "an effect is written with signs",
        lambda found: f"{found[1]} -= {found[2] or 1}",
    ),
    (
        re.compile(rf"({_NAME}) *([+-]) *(\d+)"),
        "this changes nothing",
        lambda found: f"{found[1]} {found[2]}= {found[3]}",
    ),
    (
        re.compile(rf"([+-]) *(\d+) +({_NAME})"),
        "an effect begins with the variable that it changes",
        lambda found: f"{found[3]} {found[1]}= {found[2]}",
    ),
    (
        re.compile(rf"({_NAME}) +(plus|minus) +(\d+)"),
        "an effect is written with signs",
        lambda found: f"{found[1]} {'+' if found[2] == 'plus' else '-'}= {found[3]}",
    ),
    (
        re.compile(rf"({_NAME}) *:=? *([+-]) *(\d+)"),
        "an effect is written with signs",
        lambda found: f"{found[1]} {found[2]}= {found[3]}",
    ),
    (
        re.compile(rf"({_NAME}) *(?::=?|->|<-|to\b|becomes\b|is\b) *(.+)"),
        "an effect sets with `=`",
        lambda found: f"{found[1]} = {found[2]}",
    ),
    (re.compile(rf"not +({_NAME})"), "an effect says what it sets", lambda found: f"{found[1]} = false"),
    (re.compile(rf"({_NAME})"), "an effect says what it sets", lambda found: f"{found[1]} = true"),
)


def as_effect(text: str, fault: GrammarFault) -> GrammarFault:
    """The fault of an effect, in better words where what was meant is known."""
    bare = text.strip()
    if len(bare) > _LONGEST:
        return fault
    conditional = re.fullmatch(rf"(?:if|when) +(.+?) *(?:,|:| then)? +({_NAME}) *([+-]?=) *(.+)", bare)
    if conditional is not None:
        guard, name, sign, value = conditional.groups()
        value = value if sign == "=" else f"{name} {sign[0]} {value}"
        return GrammarFault(
            "an effect says what the variable is in both cases",
            fault.at,
            _instead(text, f"{name} = {value} if {guard} else {name}"),
        )
    for pattern, message, written in _EFFECTS:
        found = pattern.fullmatch(bare)
        if found is not None:
            return GrammarFault(message, fault.at, _instead(text, written(found)))
    return next(_names(text), fault)
