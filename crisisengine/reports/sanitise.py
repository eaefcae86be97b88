"""Markdown that anybody may have written, as HTML that nobody need fear.

Raw HTML is shown as text, an image as its description, and a link is a link only where it leads to http, https or
mailto. Headings are fitted in under the page's own; citations lead to their source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, zip_longest

from attrs import define, field
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from crisisengine.budget import UNLIMITED, Budget
from crisisengine.reports.markup import Markup, as_markup, clean, tag
from crisisengine.reports.sections import Section
from crisisengine.text.commonmark import leads_out, new_reader

__all__ = ["PageWriter"]

_ADDRESS = re.compile(r"(https?://[^\s<>\"]*[^\s<>\".,;:!?)\]}])")
_CITED = re.compile(r"(\[\d{1,6}\])")


_PLACES = {"decisions": "decision", "turning": "turning-point", "votes": "question"}
"""What the cards of a section are called, as places to link to."""


class _Renderer(RendererHTML):
    """markdown-it's own, with every text and every attribute through `as_markup`."""

    def text(self, tokens: Sequence[Token], place: int, *_: object) -> str:
        return as_markup(tokens[place].content)

    text_special = text

    def code_inline(self, tokens: Sequence[Token], place: int, *_: object) -> str:
        return tag("code", {}, as_markup(tokens[place].content))

    def code_block(self, tokens: Sequence[Token], place: int, *_: object) -> str:
        return tag("pre", {}, tag("code", {}, as_markup(tokens[place].content))) + "\n"

    def fence(self, tokens: Sequence[Token], place: int, *_: object) -> str:
        language = tokens[place].info.split()[:1]
        look = {"class": f"language-{language[0]}"} if language else {}
        return tag("pre", {}, tag("code", look, as_markup(tokens[place].content))) + "\n"

    @staticmethod
    def renderAttrs(token: Token) -> str:  # noqa: N802 - markdown-it's name for it
        return "".join(f' {as_markup(key)}="{as_markup(str(value))}"' for key, value in token.attrs.items())


def _reader() -> MarkdownIt:
    found = new_reader()
    # Joined, a citation could not be told from the same marks in a player's words, which come escaped.
    found.disable("text_join")
    found.renderer = _Renderer()
    return found


@define
class PageWriter:
    """Writes the sections of one page."""

    turning: frozenset[int]
    """The decisions that were turning points: their cards look it."""
    sources: frozenset[str]
    """The numbers that the section of sources explains."""
    anchors: frozenset[str] = frozenset()
    """Places of the page to which its own texts may lead, besides."""
    _markdown: MarkdownIt = field(init=False, factory=_reader)

    def written(self, section: Section, budget: Budget = UNLIMITED) -> Markup:
        """A section's text as elements; what is about a decision as a card of its own: a place to link to."""
        return Markup("").join(
            self._card(section, number, markdown) if number else self._part(section, markdown)
            for number, markdown in section.within(budget)
        )

    def line(self, markdown: str) -> Markup:
        """A text in one line, to stand inside an element of ours: no paragraph, no list."""
        (inline,) = self._markdown.parseInline(clean(markdown))
        inline.children = list(self._citations(list(_harmless(inline.children or [], self.anchors))))
        return Markup(self._markdown.renderer.render([inline], self._markdown.options, {}))

    def _card(self, section: Section, number: int, markdown: str) -> Markup:
        name = _PLACES[section.key]
        look = {"class": "turning"} if number in self.turning and section.key == "decisions" else {}
        body = Markup("\n") + self._part(section, markdown, card=True)
        return tag("article", {"id": f"{name}-{number}", **look}, body) + Markup("\n")

    def _part(self, section: Section, markdown: str, *, card: bool = False) -> Markup:
        tokens = self._markdown.parse(clean(markdown))
        for token in tokens:
            if token.type == "inline":
                children = list(_harmless(token.children or [], self.anchors))
                token.children = list(_addresses(children) if section.key == "sources" else self._citations(children))
        if card:
            for token in tokens[1:]:
                if token.type == "heading_open":
                    token.tag = max(token.tag, "h4")  # an author's own, under the card's
        tokens = list(_fitted(tokens))
        if section.key == "sources":
            _name_sources(tokens)
        tokens = list(_tables(tokens, section.title))
        return Markup(self._markdown.renderer.render(tokens, self._markdown.options, {}))

    def _citations(self, children: Sequence[Token]) -> Iterator[Token]:
        """`[1]` in running text as a link to what it cites."""
        linked = 0
        for token in children:
            linked += token.nesting if token.type.startswith("link_") else 0
            if token.type != "text" or linked:
                yield token
                continue
            for part in _CITED.split(token.content):
                if _CITED.fullmatch(part) and part[1:-1] in self.sources:
                    leads = {"class": "cite", "role": "doc-noteref", "href": f"#source-{part[1:-1]}"}
                    yield _raw(tag("a", leads, as_markup(part)), "html_inline")
                elif part:
                    yield _text(part)


def _harmless(children: Iterable[Token], anchors: frozenset[str]) -> Iterator[Token]:
    """Without links that lead elsewhere than they may, and with images as their descriptions."""
    dropped = False
    for token in children:
        if token.type == "link_open":
            address = str(token.attrGet("href") or "")
            inside = address[:1] == "#" and address[1:] in anchors
            dropped = not inside and not leads_out(address)
            token.attrs = {"href": address} if inside else {"href": address, "rel": "noreferrer"}
        if token.type.startswith("link_") and dropped:
            continue
        if token.type == "image":
            yield _text(_spoken(token.children or []))
        else:
            yield token


def _addresses(children: Iterable[Token]) -> Iterator[Token]:
    """Bare addresses of works as links: in the list of sources, where an address is what it says."""
    for part in _ADDRESS.split(_spoken(children)):
        if _ADDRESS.fullmatch(part):
            leads = {"class": "bare", "href": part, "rel": "noreferrer"}
            yield _raw(tag("a", leads, as_markup(part)), "html_inline")
        else:
            yield _text(part)


def _fitted(tokens: Sequence[Token]) -> Iterator[Token]:
    """Headings of a level that follows from the one before: none above the page's own, none skipped, none empty."""
    level = 2
    empty = False
    for token, following in zip_longest(tokens, tokens[1:]):
        if token.type == "heading_open":
            empty = following is not None and not _spoken(following.children or []).strip()
            level = level if empty else min(max(int(token.tag[1]), 3), level + 1)
        if not empty:
            token.tag = f"h{level}" if token.type.startswith("heading_") else token.tag
            yield token
        elif token.type == "heading_close":
            empty = False


def _name_sources(tokens: Iterable[Token]) -> None:
    """Each source under its own number, as a place that citations lead to."""
    named = set()
    for token in tokens:
        # An item's marker is kept in `info`; a list by itself would count on from its first.
        if token.type == "list_item_open" and token.level == 1 and token.info.isdecimal() and token.info not in named:
            named.add(token.info)
            token.attrs = {"id": f"source-{token.info}", "value": token.info}


def _tables(tokens: Sequence[Token], title: str) -> Iterator[Token]:
    """Tables that scroll by themselves, say what their headings head, and leave room where they are to be filled in."""
    for place, token in enumerate(tokens):
        if token.type == "table_open":
            opening = '<div class="scroll" role="group" aria-label="Table: {}" tabindex="0">\n'
            yield _raw(Markup(opening).format(clean(title)))
            if _to_fill_in(tokens[place:]):
                token.attrs = {"class": "form"}
        elif token.type in {"th_open", "td_open"}:
            aligned = str(token.attrs.pop("style", "")).partition(":")[2]
            token.attrs |= {"class": aligned} if aligned in {"right", "center"} else {}
            token.attrs |= {"scope": "col"} if token.type == "th_open" else {}
        yield token
        if token.type == "table_close":
            yield _raw(Markup("</div>\n"))


def _to_fill_in(tokens: Sequence[Token]) -> bool:
    """Whether a column of the table that begins here is empty throughout."""
    written: dict[int, bool] = {}
    column = 0
    for token, following in pairwise(tokens):
        if token.type == "tr_open":
            column = 0
        elif token.type == "td_open":
            written[column] = written.get(column, False) or bool(following.content)
            column += 1
        elif token.type == "table_close":
            break
    return not all(written.values())


def _spoken(children: Iterable[Token]) -> str:
    """The words of a paragraph without its marks."""
    return "".join("\n" if token.type.endswith("break") else token.content for token in children if not token.nesting)


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _raw(markup: Markup, kind: str = "html_block") -> Token:
    """Markup of our own; the reader makes no such token, for raw HTML is off."""
    return Token(kind, "", 0, content=markup)
