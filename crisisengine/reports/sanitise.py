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
from markdown_it.token import Token

from crisisengine.debriefing.model import DecisionReview
from crisisengine.reports.charts.svg import clean, escaped
from crisisengine.reports.sections import Section

__all__ = ["PageWriter"]

_LEADS = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
_ADDRESS = re.compile(r"(https?://[^\s<>\"]*[^\s<>\".,;:!?)\]}])")
_CITED = re.compile(r"(\[\d{1,6}\])")


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    # Joined, a citation could not be told from the same marks in a player's words, which come escaped.
    reader.disable("text_join")
    # A definition, `[1]: somewhere`, would vanish from the page; no other format of ours knows any.
    reader.disable("reference")
    reader.validateLink = lambda url: True  # type: ignore[method-assign] # noqa: ARG005 # judged in `_harmless`, by a shorter list
    reader.add_render_rule("text_special", _escape)
    return reader


def _escape(_: object, tokens: Sequence[Token], place: int, *__: object) -> str:
    return escaped(tokens[place].content)


@define
class PageWriter:
    """Writes the sections of one page."""

    reviews: tuple[DecisionReview, ...]
    """The decisions that the page tells of, each in a card of its own."""
    sources: frozenset[str]
    """The numbers that the last section explains."""
    _markdown: MarkdownIt = field(init=False, factory=_reader)

    def written(self, section: Section) -> str:
        """A section's text as elements."""
        tokens = self._markdown.parse(clean(section.markdown))
        for token in tokens:
            if token.type == "inline":
                children = list(_harmless(token.children or []))
                token.children = list(_addresses(children) if section.key == "sources" else self._citations(children))
        tokens = list(_fitted(list(self._cards(tokens, section.key))))
        if section.key == "sources":
            _name_sources(tokens)
        tokens = list(_tables(tokens, section.title))
        return str(self._markdown.renderer.render(tokens, self._markdown.options, {}))

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
                    yield _raw(
                        f'<a class="cite" role="doc-noteref" href="#source-{part[1:-1]}">{part}</a>', "html_inline"
                    )
                elif part:
                    yield _text(part)

    def _cards(self, tokens: Sequence[Token], key: str) -> Iterator[Token]:
        """Each decision, and each turning point, as an element of its own: a place to link to, kept whole on paper."""
        starts = {}
        if key == "decisions":
            starts = {f"{each.number}. {_flat(each.label)}": each for each in self.reviews}
        if key == "turning":
            starts = {f"Decision {each.number}: {_flat(each.label)}": each for each in self.reviews}
        within = False
        for token, following in zip_longest(tokens, tokens[1:]):
            top = token.type == "heading_open" and token.level == 0 and token.tag == "h3"
            # Taken out, so that an author's heading of the same words starts no second card.
            review = starts.pop(_flat(_spoken(following.children or [])), None) if top and following else None
            if review:
                if within:
                    yield _raw("</article>\n")
                within = True
                name = "decision" if key == "decisions" else "turning-point"
                look = ' class="turning"' if review.turning and key == "decisions" else ""
                yield _raw(f'<article id="{name}-{review.number}"{look}>\n')
            elif within and token.type == "heading_open":
                token.tag = max(token.tag, "h4")  # an author's own, under the card's
            yield token
        if within:
            yield _raw("</article>\n")


def _harmless(children: Iterable[Token]) -> Iterator[Token]:
    """Without links that lead elsewhere than they may, and with images as their descriptions."""
    dropped = False
    for token in children:
        if token.type == "link_open":
            dropped = not _LEADS.match(str(token.attrGet("href") or ""))
            token.attrs = {"href": token.attrs.get("href", ""), "rel": "noreferrer"}
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
            address = escaped(part)
            yield _raw(f'<a class="bare" href="{address}" rel="noreferrer">{address}</a>', "html_inline")
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
            label = escaped(f"Table: {title}")
            yield _raw(f'<div class="scroll" role="group" aria-label="{label}" tabindex="0">\n')
            if _to_fill_in(tokens[place:]):
                token.attrs = {"class": "form"}
        elif token.type in {"th_open", "td_open"}:
            aligned = str(token.attrs.pop("style", "")).partition(":")[2]
            token.attrs |= {"class": aligned} if aligned in {"right", "center"} else {}
            token.attrs |= {"scope": "col"} if token.type == "th_open" else {}
        yield token
        if token.type == "table_close":
            yield _raw("</div>\n")


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
    return "".join("\n" if each.type.endswith("break") else each.content for each in children if not each.nesting)


def _flat(text: str) -> str:
    return " ".join(clean(text).split())


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _raw(markup: str, kind: str = "html_block") -> Token:
    """Markup of our own; the reader makes no such token, for raw HTML is off."""
    return Token(kind, "", 0, content=markup)
