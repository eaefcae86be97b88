"""Writing Markdown: words that shall stay words, authors' texts, tables, and all of it harmless in any renderer.

Renderers differ in what they call Markdown: some pass raw HTML on, follow `javascript:`, load pictures, set attributes from
braces. So nothing is left that any of them could take for such: not a less-than sign before a name, no brace, no picture, no
definition of a reference, and no link but to the web or a mailbox.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import partial

__all__ = ["authored", "harmless", "literal", "table"]

_GLOSSARY_LINK = re.compile(r"\[([^\]\[]{1,500})\]\(glossary:[^)\s]{0,500}\)")

_LEADING = re.compile(r"^(\d{0,9})((?<=\d)[.)]|(?<!\d)[-+=])(?=[-+=\s]|$)")
"""What would begin a list, or underline a heading."""


_AUTOLINK = re.compile(r"(?<!\\)<((?:https?://|mailto:)[^\s<>\[\]()]{1,2000})>")
_LINK = re.compile(r"(?<!\\)(!?)\[([^\]\[\n]{0,500})\]\(\s*([^()\s]{0,2000})\s*\)")
_MAY_LEAD_TO = re.compile(r"(?:https?://|mailto:)[^<>\"'`]*\Z", re.IGNORECASE)
_ELSEWHERE = re.compile(r"(?<=\])(\\*)\((?!(?:https?://|mailto:)[^\s<>\"'`]{0,2000}\))", re.IGNORECASE)
_PRODUCT = re.compile(r"(?<=\d)\*(?=\d)")
"""Arithmetic here (`commonmark`), and emphasis elsewhere."""
_DANGEROUS = {
    re.compile(r"(?<!\\)(\\*)<"): "&lt;",  # a tag
    re.compile(r"(?<!\\)(\\*)\{"): "&#123;",  # attributes
    re.compile(r"(?<!\\)(\\*)!(?=\[)"): "&#33;",  # a picture
    re.compile(r"(?<=\])(\\*):"): "&#58;",  # a definition
    _ELSEWHERE: "&#40;",  # a link that leads elsewhere
}
"""What opens something, with the backslashes before it; as an entity it opens nothing, in any renderer."""


def harmless(markdown: str) -> str:
    """The same document for any renderer: raw HTML as words, pictures as their descriptions, links only to the web or a mailbox."""
    told = _AUTOLINK.sub(r"[\1](\1)", markdown)
    told = _PRODUCT.sub(r"\\*", _LINK.sub(_kept, told))
    for opening, entity in _DANGEROUS.items():
        told = opening.sub(partial(_as_entity, entity), told)
    return told


def _as_entity(entity: str, found: re.Match[str]) -> str:
    """A backslash that escaped it is dropped: some renderers know no such escape, and would show both."""
    return "\\" * (len(found[1]) // 2 * 2) + entity


def _kept(link: re.Match[str]) -> str:
    picture, words, address = link.groups()
    return link[0] if not picture and _MAY_LEAD_TO.match(address) else words


def table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already."""
    every = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(' '.join(cell.split()) for cell in row)} |" for row in every)


def authored(text: str) -> str:
    """An author's Markdown outside the program: a link into its glossary would lead nowhere."""
    return _GLOSSARY_LINK.sub(r"\1", text.strip())


def literal(text: str) -> str:
    """Words that no reader of Markdown should take for marks; on one line, since a line's beginning can be a mark too."""
    line = " ".join(filter(None, map(str.strip, text.splitlines())))
    line = re.sub(r"([\\`*_~\[\]<>#|&!])", r"\\\1", line)
    return _LEADING.sub(r"\1\\\2", line)
