"""The script as a document of a word processor: headings that it lists, links inside, a wide margin for its comments.

Needs python-docx (https://python-docx.readthedocs.io), which comes with `crisisengine[author]`.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import docx
from attrs import define, field
from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from markdown_it import MarkdownIt
from markdown_it.token import Token

from crisisengine.authoring.script.document import Block, Entry, Grid, Passage, Rows, ScriptDocument, anchors
from crisisengine.budget import UNLIMITED, Budget
from crisisengine.reports.markup import clean
from crisisengine.text.commonmark import leads_out, new_reader

__all__ = ["script_docx"]

_GREY = RGBColor(0x59, 0x61, 0x6B)
_INDENTS = {"measure": 0.6, "inject": 0.6, "outcome": 1.2}
"""Centimetres from the left."""
_TERM = 3.0
"""Centimetres that the terms of a row take."""
LONGEST_BOOKMARK = 40


def script_docx(document: ScriptDocument, budget: Budget = UNLIMITED) -> bytes:
    """The file's bytes.

    Raises:
        OverBudget: the budget is used up.
    """
    writer = _DocxWriter(document, budget)
    writer.write()
    file = io.BytesIO()
    writer.file.save(file)
    return file.getvalue()


@define(eq=False)
class _DocxWriter:
    """Puts one document together, from the top to the bottom."""

    script: ScriptDocument
    budget: Budget
    file: Document = field(factory=docx.Document)
    _reader: MarkdownIt = field(factory=new_reader)
    _anchors: frozenset[str] = field(init=False)
    _bookmarks: int = 0

    def __attrs_post_init__(self) -> None:
        self._anchors = anchors(self.script)

    def write(self) -> None:
        """The whole document."""
        self._prepare()
        self.file.add_heading(clean(self.script.title), 0)
        self.file.add_paragraph(clean(self.script.subtitle)).style = "Subtitle"
        for said in self.script.head:
            self._passage(said, 0.0)
        self._contents()
        for part in self.script.parts:
            self._entry(part, 1)

    def _prepare(self) -> None:
        section = self.file.sections[0]
        section.page_width, section.page_height = Cm(21.0), Cm(29.7)
        section.left_margin, section.right_margin = Cm(2.2), Cm(5.2)
        section.top_margin = section.bottom_margin = Cm(2.0)
        style = self.file.styles["Normal"]
        style.font.name, style.font.size = "Georgia", Pt(10)
        style.paragraph_format.space_after = Pt(5)
        properties = self.file.core_properties
        properties.title, properties.author, properties.comments = clean(self.script.title)[:255], "", ""
        properties.language = self.script.language

    def _contents(self) -> None:
        """Parts and scenes, each a link."""
        for part in self.script.parts:
            paragraph = self.file.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(1)
            self._link(paragraph, part.title, anchor=part.anchor, bold=True)
            for block in part.blocks:
                if isinstance(block, Entry) and block.kind in ("scene", "ending"):
                    line = self.file.add_paragraph()
                    line.paragraph_format.left_indent, line.paragraph_format.space_after = Cm(0.6), Pt(0)
                    self._link(line, block.heading, anchor=block.anchor)

    # --- entries and blocks ---

    def _entry(self, entry: Entry, level: int) -> None:
        self.budget.ask("writing")
        indent = _INDENTS.get(entry.kind, 0.0)
        heading = self.file.add_heading("", min(level, 6))
        heading.paragraph_format.left_indent = Cm(indent)
        heading.paragraph_format.page_break_before = level == 1 and any(
            isinstance(block, Entry) and block.kind == "scene" for block in entry.blocks
        )
        self._mark(heading, entry.anchor)
        heading.add_run(clean(entry.heading))
        if entry.aside:
            aside = heading.add_run(f"  {clean(entry.aside)}")
            aside.bold, aside.font.size, aside.font.color.rgb = False, Pt(8.5), _GREY
        for block in entry.blocks:
            self._block(block, level, indent)
        if entry.kind in ("scene", "ending"):
            self._remarks(entry.number)

    def _remarks(self, number: str) -> None:
        """Two lines to write on."""
        for text in (f"Remarks on {number}:", ""):
            paragraph = self.file.add_paragraph(text)
            paragraph.paragraph_format.space_before = Pt(9)
            if paragraph.runs:
                paragraph.runs[0].font.size, paragraph.runs[0].font.color.rgb = Pt(8.5), _GREY
            _underline(paragraph)

    def _block(self, block: Block, level: int, indent: float) -> None:
        match block:
            case Passage(markdown):
                self._passage(markdown, indent)
            case Rows(rows):
                for term, said in rows:
                    self._row(term, said, indent)
            case Grid(names, rows):
                self._table(
                    [[self._inline(name) for name in names], *([self._inline(cell) for cell in row] for row in rows)]
                )
            case Entry():
                self._entry(block, level + 1)

    def _row(self, term: str, said: Sequence[str], indent: float) -> None:
        if not said:
            paragraph = self.file.add_paragraph()
            paragraph.paragraph_format.keep_with_next = True
            paragraph.add_run(clean(term)).bold = True
        for number, told in enumerate(said):
            paragraph = self.file.add_paragraph()
            shape = paragraph.paragraph_format
            shape.left_indent, shape.first_line_indent = Cm(indent + _TERM), Cm(-_TERM)
            shape.space_after = Pt(1)
            shape.tab_stops.add_tab_stop(Cm(indent + _TERM), WD_TAB_ALIGNMENT.LEFT)
            name = paragraph.add_run(f"{'' if number else clean(term)}\t")
            name.font.size, name.font.color.rgb = Pt(8.5), _GREY
            self._write(paragraph, self._inline(told))

    # --- Markdown ---

    def _inline(self, markdown: str) -> list[Token]:
        (token,) = self._reader.parseInline(clean(markdown))
        return token.children or []

    def _passage(self, markdown: str, indent: float) -> None:
        """Blocks of Markdown, one after the other; what stands in lists and quotations is drawn in."""
        depth, marker = 0.0, ""
        rows: list[list[list[Token]]] = []
        for token in self._reader.parse(clean(markdown)):
            self.budget.ask("writing")
            match token.type:
                case "blockquote_open" | "bullet_list_open" | "ordered_list_open":
                    depth += 0.6
                case "blockquote_close" | "bullet_list_close" | "ordered_list_close":
                    depth -= 0.6
                case "list_item_open":
                    marker = f"{token.info}{token.markup} " if token.info else "\N{BULLET} "
                case "tr_open":
                    rows.append([])
                case "table_close":
                    self._table(rows)
                    rows = []
                case "inline" if rows:
                    rows[-1].append(token.children or [])
                case "inline":
                    paragraph = self.file.add_paragraph(marker)
                    paragraph.paragraph_format.left_indent, marker = Cm(indent + depth), ""
                    self._write(paragraph, token.children or [])
                case "fence" | "code_block":
                    paragraph = self.file.add_paragraph(token.content.rstrip("\n"))
                    paragraph.paragraph_format.left_indent = Cm(indent + depth)

    def _table(self, rows: list[list[list[Token]]]) -> None:
        width = max((len(row) for row in rows), default=0)
        if not width:
            return
        table = self.file.add_table(0, width, style="Light List Accent 1")
        for row in rows:
            self.budget.ask("writing")
            cells = table.add_row().cells
            for cell, tokens in zip(cells, row, strict=False):
                self._write(cell.paragraphs[0], tokens)
                cell.paragraphs[0].paragraph_format.space_after = Pt(1)
        self.file.add_paragraph()

    def _write(self, paragraph: Paragraph, tokens: Iterable[Token]) -> None:
        """Words with their emphasis; a link where it leads out of the document or to a place in it."""
        bold = italic = struck = 0
        anchor = address = ""
        for token in tokens:
            match token.type:
                case "strong_open" | "strong_close":
                    bold += token.nesting
                case "em_open" | "em_close":
                    italic += token.nesting
                case "s_open" | "s_close":
                    struck += token.nesting
                case "link_open":
                    leads = str(token.attrGet("href") or "")
                    anchor = leads[1:] if leads[:1] == "#" and leads[1:] in self._anchors else ""
                    address = leads if leads_out(leads) else ""
                case "link_close":
                    anchor = address = ""
                case "softbreak":
                    paragraph.add_run(" ")
                case "hardbreak":
                    paragraph.add_run().add_break()
                case _:
                    words = token.content
                    run = (
                        self._link(paragraph, words, anchor, address) if anchor or address else paragraph.add_run(words)
                    )
                    run.bold, run.italic, run.font.strike = bold > 0 or None, italic == 1 or None, struck > 0 or None

    def _link(
        self, paragraph: Paragraph, words: str, anchor: str = "", address: str = "", *, bold: bool = False
    ) -> Run:
        """A run inside a hyperlink (ECMA-376, 17.16.22)."""
        link = OxmlElement("w:hyperlink")
        if address:
            link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        else:
            link.set(qn("w:anchor"), _bookmark(anchor))
        run = paragraph.add_run(clean(words))
        run.bold = bold or None
        run.font.color.rgb = RGBColor(0x0B, 0x4F, 0x8A)
        link.append(run._r)
        paragraph._p.append(link)
        return run

    def _mark(self, paragraph: Paragraph, anchor: str) -> None:
        """A bookmark that links lead to (ECMA-376, 17.13.6.2)."""
        if not anchor:
            return
        self._bookmarks += 1
        for name in ("w:bookmarkStart", "w:bookmarkEnd"):
            mark = OxmlElement(name)
            mark.set(qn("w:id"), str(self._bookmarks))
            if name == "w:bookmarkStart":
                mark.set(qn("w:name"), _bookmark(anchor))
            paragraph._p.append(mark)


def _bookmark(anchor: str) -> str:
    """An anchor as the name of a bookmark: letters, digits and low lines."""
    return anchor.replace("-", "_")[:LONGEST_BOOKMARK]


def _underline(paragraph: Paragraph) -> None:
    """A line below a paragraph, to write on (ECMA-376, 17.3.1.24)."""
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "4"), ("space", "1"), ("color", "B8BEC5")):
        bottom.set(qn(f"w:{key}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().append(borders)
