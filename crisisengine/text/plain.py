"""Markdown as plain text: for terminals, screen readers and mails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from attrs import Factory, define

from crisisengine.text.english import in_a_row
from crisisengine.text.everyday import everyday

if TYPE_CHECKING:
    from markdown_it.token import Token

__all__ = ["plain", "words"]


def plain(markdown: str) -> str:
    """Each paragraph, item and table row on a line of its own, without marks; blank lines where the source has some.

    A link is its words with the address behind them where it leads out of the program, and a picture its description.
    """
    told = everyday(markdown)
    return _read(markdown) if told is None else told


def _read(markdown: str) -> str:
    """The same of any text."""
    from crisisengine.text.commonmark import reader  # noqa: PLC0415 - most texts need no parser

    writer = _Writer(markdown.split("\n"))
    for token in reader().parse(markdown):
        writer.take(token)
    return "\n".join(writer.lines).strip("\n")


def words(markdown: str) -> str:
    """The same for a stretch inside one paragraph, to stand inside a sentence: a link is its words alone."""
    from crisisengine.text.commonmark import reader  # noqa: PLC0415 - as above

    return "".join(_spoken(token.children or (), addresses=False) for token in reader().parseInline(markdown))


@define
class _Writer:
    """Puts the lines together, block by block."""

    source: Sequence[str]
    lines: list[str] = Factory(list)
    _marker: str = ""
    """Of the item that begins."""
    _cells: list[str] | None = None
    """Of the table row being read; None outside of one."""
    _header: list[str] = Factory(list)
    """The heads of the columns of the table being read."""

    def take(self, token: Token) -> None:
        """The next token."""
        if token.map and token.type in {"paragraph_open", "heading_open", "table_open", "fence", "code_block"}:
            above = token.map[0] - 1
            if above >= 0 and not self.source[above].strip(" \t>"):
                self._blank()
        match token.type:
            case "inline" if self._cells is not None:
                self._cells.append(_spoken(token.children or ()))
            case "inline":
                for line in _spoken(token.children or ()).split("\n"):
                    self._put(line)
            case "list_item_open":
                self._marker += f"{token.info}{token.markup} "
            case "list_item_close" if self._marker:
                self._put("")  # an item that holds nothing
            case "heading_close" | "hr":
                self._blank()
            case "fence" | "code_block":
                for line in token.content.removesuffix("\n").split("\n"):
                    self._put(line)
            case "tr_open":
                self._cells = []
            case "thead_close":
                self._header = self._cells or []
            case "tbody_open" | "table_close":
                self._cells = None
            case "tr_close" if self._cells is not None and self._header:
                self._put(_row(self._header, self._cells))

    def _put(self, line: str) -> None:
        line, self._marker = (self._marker + line).rstrip(" "), ""
        self.lines.append(line) if line else self._blank()

    def _blank(self) -> None:
        if self.lines and self.lines[-1]:  # never two blank lines, nor one at the top
            self.lines.append("")


def _spoken(children: Iterable[Token], *, addresses: bool = True) -> str:
    return "".join(_parts(children, addresses=addresses))


def _parts(children: Iterable[Token], *, addresses: bool) -> Iterator[str]:
    """The words of a paragraph, and behind a link's own words where it leads, unless they say so themselves."""
    from crisisengine.text.commonmark import leads_out  # noqa: PLC0415 - as above

    address = ""
    for token in children:
        match token.type:
            case "softbreak":
                yield " "
            case "hardbreak":
                yield "\n"
            case "image":
                yield _spoken(token.children or (), addresses=False)
            case "link_open":
                leads = str(token.attrGet("href") or "")
                address = leads if addresses and leads_out(leads) and token.markup != "autolink" else ""
            case "link_close":
                yield f" ({address})" if address else ""
                address = ""
            case _:
                yield token.content


def _row(header: Sequence[str], cells: Sequence[str]) -> str:
    """A table's row as a sentence: every cell but the first says what it is, the first only if it is a bare number."""
    told = []
    for number, cell in enumerate(cells):
        if cell:
            name = header[number] if number < len(header) else ""
            if number == 0:
                told.append(f"{name} {cell}" if cell.isdecimal() and name else cell)
            else:
                told.append(f"{name[:1].lower()}{name[1:]}: {cell}" if name else cell)
    return in_a_row(told)
