"""What a reader would stumble over in a text: marks that show nothing, show as they stand, or cannot be seen at all.

Markdown is forgiving: whatever it does not understand it prints. These are the stretches that hardly anybody means.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator

from attrs import frozen

from crisisengine.loader.advice import NO_ADVICE, Advice
from crisisengine.loader.link.suspects import OPEN_CITATION

__all__ = ["Oddity", "oddities"]

_IMAGE = re.compile(r"!\[([^\]\n]{0,200})\](?:\([^)\n]{0,500}\))?")
_LINK = re.compile(
    r"\]\((?P<address>[^\s()]{0,500}(?:\([^\s()]{0,200}\)[^\s()]{0,200})*)(?P<closed>[ \t]*(?:\"[^\"\n]*\")?[ \t]*\))?"
)
_BRACES = re.compile(r"\{\{[ \t]*([A-Za-z_][A-Za-z_0-9.]*)[ \t]*\}\}")
_ELSE = re.compile(r"\|[ \t\n]*(else|otherwise) ?:[ \t]*")
_SECOND = re.compile(r"\{[^{}|:]*:[^{}|]*(?<!\\)\|\s*(?P<second>[^{}|:]{1,80}):[^{}|]*\}")
"""Two sides, the second of which holds a colon."""
_UNSEEN = {"\u200b": "a zero-width space", "\u2060": "a word joiner", "\u00ad": "a soft hyphen"}
_INVISIBLE = re.compile(f"[{''.join(_UNSEEN)}]")
_SPACELESS = re.compile("[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u1a20-\u1aaf\u2e80-\u9fff\uac00-\ud7af]")
"""Scripts that write no blanks between words, in which a zero-width space says where a line may break."""


_WAY = re.compile(r"\[\[([^\[\]\n]{1,200})\]\]")
_MACRO = re.compile(r"<<[^\n]{1,200}?>>")
_DOLLAR = re.compile(r"\$(?=\{[A-Za-z_])")
_TAG = re.compile(r"<(b|strong|i|em|u|br|p|h[1-6]|a|span|div|img)\b[^<>\n]{0,200}>")


@frozen
class Oddity:
    """A stretch of a text, and what is odd about it."""

    code: str
    message: str
    at: int
    """The offset of its first character."""
    hint: Advice = NO_ADVICE


def oddities(text: str, variables: Container[str], is_guard: Callable[[str], bool]) -> Iterator[Oddity]:
    """Every odd stretch; `variables` are the names that a text may print, and `is_guard` knows what reads as a guard."""
    for found in _IMAGE.finditer(text):
        shown = f"only `{found[1]}` is read" if found[1].strip() else "nothing is shown in its place"
        hint = Advice("say in words what it would show; a map is a `[map]` with sites")
        yield Oddity("odd-markdown", f"a text shows no images: {shown}", found.start(), hint)
    for found in _LINK.finditer(text):
        if found["closed"] is None:
            ends = found.end("address")
            hint = Advice("write `)` behind its address", ")", span=(ends, ends))
            yield Oddity("odd-markdown", "this link is not closed, so its brackets are printed", found.start(), hint)
    for found in _BRACES.finditer(text):
        if found[1].removesuffix(".word") in variables or found[1] == "date":
            hint = Advice(f"write `{{{found[1]}}}` for its value", f"{{{found[1]}}}", span=found.span())
            yield Oddity("odd-markdown", f"`{found[0]}` prints a brace and a name", found.start(), hint)
    for found in _ELSE.finditer(text):
        hint = Advice(
            f"leave `{found[1]}:` out: what follows the bar is for all other cases",
            "",
            span=(found.start(1), found.end()),
        )
        yield Oddity("odd-markdown", f"`{found[1]}:` is printed as it stands", found.start(1), hint)
    for found in _SECOND.finditer(text):
        said = found["second"].strip()
        if said not in ("else", "otherwise") and is_guard(said):
            hint = Advice(
                f"write a third side for all other cases: `{{... | {said}: ... | ...}}`; of two sides the second is words"
            )
            yield Oddity("odd-markdown", f"`{said}:` is printed as it stands", found.start("second"), hint)
    yield from _other_engines(text)
    for found in _INVISIBLE.finditer(text):
        around = text[max(0, found.start() - 1) : found.start()] + text[found.end() : found.end() + 1]
        if not (found[0] == "\u200b" and _SPACELESS.search(around)):
            name = _UNSEEN[found[0]]
            hint = Advice("delete it: searching and reading aloud go wrong there", "", span=found.span())
            yield Oddity("invisible-character", f"{name} (U+{ord(found[0]):04X}) that nobody sees", found.start(), hint)


def _other_engines(text: str) -> Iterator[Oddity]:
    """Ways, macros and tags that Twine, Yarn, ChoiceScript and HTML know, and this prints; and a citation without its end."""
    for found in _WAY.finditer(text):
        hint = Advice("a way on is a measure: `[scene.S.measure.M]` with a `label` and a `goto`")
        yield Oddity("odd-markdown", f"`{found[0][:60]}` is printed as it stands", found.start(), hint)
    for found in _MACRO.finditer(text):
        hint = Advice("what changes is written in a measure's `effects`, what depends as `{guard: this | that}`")
        yield Oddity("odd-markdown", f"`{found[0][:60]}` is printed as it stands", found.start(), hint)
    for found in _DOLLAR.finditer(text):
        hint = Advice("leave `$` out, if no sum of money is meant", "", span=found.span())
        yield Oddity("odd-markdown", "`$` is printed before the value", found.start(), hint)
    for found in _TAG.finditer(text):
        hint = Advice("write `**bold**` or `*slanted*`; a blank line begins a paragraph")
        yield Oddity("odd-markdown", f"`{found[0][:60]}` is printed as it stands", found.start(), hint)
    for found in OPEN_CITATION.finditer(text):
        hint = Advice(f"write `[^{found[1]}]`", f"[^{found[1]}]", span=found.span())
        yield Oddity("odd-markdown", "this citation is not closed", found.start(), hint)
