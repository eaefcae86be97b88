"""Scenario prose on screen: a modest Markdown, set without a single markup tag.

Paragraphs, headings, lists, quotes, tables, rules and code; bold, italic, `[1]` citations. HTML and bare addresses
stay text, images show their caption, and the only links that lead anywhere are `[word](glossary:entry)`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from attrs import frozen
from markdown_it.token import Token
from textual.content import Content
from textual.style import Style

from crisisengine.text.commonmark import GLOSSARY, reader
from crisisengine.tui.typesetting import Lay, columns, hang, lines, rule, says

__all__ = ["CITATION", "Block", "blocks", "headed", "lay_blocks", "running", "set_prose"]

CITATION = re.compile(r"\[\d{1,3}\]")


@frozen(eq=False)
class Block:
    """A stretch of prose that is set as one."""

    content: Content
    first: str = ""
    rest: str = ""
    tight: bool = False
    """No blank line before it."""
    across: bool = False
    """A thin line instead of text."""
    table: tuple[tuple[Content, ...], ...] = ()


def running(markdown: str, style: str = "") -> Content:
    """Markdown as one running text, for where a paragraph of its own would be too much."""
    text = Content(" ").join(block.content for block in blocks(markdown) if block.content.plain)
    return text.stylize_before(style) if style else text


def headed(*sections: tuple[str, str]) -> Lay:
    """Sections of Markdown under their titles, the empty ones left out."""

    def lay(width: int) -> Content:
        out: list[Content] = []
        for title, text in sections:
            if text.strip():
                out += [Content("")] * bool(out) + [says(title, "bold $accent"), *set_prose(text, width)]
        return lines(out)

    return lay


def set_prose(markdown: str, width: int) -> list[Content]:
    """Markdown as lines for a width."""
    return lay_blocks(blocks(markdown), width)


def lay_blocks(parsed: Sequence[Block], width: int) -> list[Content]:
    """The lines of some blocks, a blank line between them."""
    out: list[Content] = []
    for block in parsed:
        if out and not block.tight:
            out.append(Content(""))
        if block.across:
            out.append(rule(min(width, 24)))
        elif block.table:
            out += columns(block.table, width)
        else:
            first, rest = says(block.first, "$quiet"), says(block.rest, "$quiet")
            out += hang(block.content, width, first, rest)
    return out


@lru_cache(maxsize=256)
def blocks(markdown: str) -> tuple[Block, ...]:
    """What the Markdown says, block by block."""
    return tuple(_Reader(reader().parse(markdown)).read())


class _Reader:
    """Walks the tokens of one text and remembers how deep it is in lists and quotes."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.indents: list[str] = []
        self.numbered: list[bool] = []
        self.marker = ""
        self.style = ""
        self.in_table = False
        self.hidden = False
        self.later_item = False
        self.row: list[Content] = []
        self.rows: list[tuple[Content, ...]] = []

    def read(self) -> list[Block]:
        out: list[Block] = []
        for token in self.tokens:
            block = self._take(token)
            if block is not None:
                out.append(block)
        return out

    def _take(self, token: Token) -> Block | None:  # noqa: C901, PLR0912  # one case per kind of token
        match token.type:
            case "paragraph_open":
                self.hidden = token.hidden
            case "heading_open":
                self.style = "bold $accent"
            case "heading_close" | "th_close":
                self.style = ""
            case "bullet_list_open":
                self.numbered.append(False)
                self.later_item = bool(self.indents)
            case "ordered_list_open":
                self.numbered.append(True)
                self.later_item = bool(self.indents)
            case "bullet_list_close" | "ordered_list_close":
                self.numbered.pop()
            case "list_item_open":
                self.marker = f"{token.info}. " if self.numbered[-1] else "• "
                self.indents.append(" " * len(self.marker))
            case "list_item_close" | "blockquote_close":
                self.indents.pop()
                self.marker = ""
            case "blockquote_open":
                self.indents.append("│ ")
            case "th_open":
                self.style = "bold"
            case "tr_close":
                if any(cell.plain for cell in self.row):
                    self.rows.append(tuple(self.row))
                self.row = []
            case "table_open":
                self.in_table = True
            case "table_close":
                rows, self.rows, self.in_table = tuple(self.rows), [], False
                return Block(Content(""), table=rows)
            case "inline" if self.in_table:
                self.row.append(_inline(token, self.style))
            case "inline":
                return self._block(_inline(token, self.style), tight=self.hidden)
            case "fence" | "code_block":
                return self._block(says(token.content.rstrip("\n"), "$code"))
            case "hr":
                return Block(Content(""), across=True)
            case _:
                pass
        return None

    def _block(self, content: Content, *, tight: bool = False) -> Block:
        rest = "".join(self.indents)
        first = rest[: len(rest) - len(self.marker)] + self.marker if self.marker else rest
        close, self.marker = tight and self.later_item, ""
        self.later_item = self.hidden = bool(self.numbered)
        return Block(content, first, rest, tight=close)


def _inline(token: Token, base: str) -> Content:
    """One paragraph's running text with its emphasis, citations and glossary links."""
    parts: list[Content] = []
    flags: list[str] = [base] if base else []
    link: list[str] = []
    for child in token.children or ():
        match child.type:
            case "strong_open":
                flags.append("bold")
            case "em_open":
                flags.append("italic")
            case "s_open":
                flags.append("strike")
            case "strong_close" | "em_close" | "s_close":
                flags.pop()
            case "link_open":
                link.append(str(child.attrs.get("href", "")))
            case "link_close":
                link.pop()
            case "softbreak":
                parts.append(Content(" "))
            case "hardbreak":
                parts.append(Content("\n"))
            case "code_inline":
                parts.append(says(child.content, "$code"))
            case _:
                parts.append(_text(child.content, " ".join(flags), link[-1] if link else ""))
    return Content("").join(parts)


def _text(text: str, style: str, href: str) -> Content:
    content = says(text, style)
    for found in CITATION.finditer(text):
        content = content.stylize("$quiet", *found.span())
    if href.startswith(GLOSSARY) and text:
        entry = href.removeprefix(GLOSSARY)
        content = content.stylize("underline $link")
        content = content.stylize(Style.from_meta({"@click": ("app.glossary", (entry,))}))
    return content
