"""The story as one SVG: sheet below sheet, a legend, and what was found; it needs nothing beside it, by day and by night."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from crisisengine.authoring.graph.drawing import drawn
from crisisengine.authoring.graph.plot import Plot
from crisisengine.authoring.graph.sheets import StorySheet
from crisisengine.authoring.graph.wording import leaving_texts, referred
from crisisengine.budget import UNLIMITED, Budget
from crisisengine.reports.charts.svg import SMALL, STYLE, Item, breadth, element, legend, lines, number, placed, text
from crisisengine.reports.markup import Markup, as_markup
from crisisengine.text.english import plural

__all__ = ["legend_picture", "notes", "picture_of", "sheet_pictures"]

MARGIN = 16.0
STROKE = 25.0
"""How long a line of the legend is: enough for its dashes to be told from others."""
PAGE_HEIGHT = 1_030.0
"""Of a stretch that is as wide as a page of A4 and fits on it."""
FONTS = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Noto Sans', 'Noto Sans Khmer', sans-serif"


def picture_of(story: Plot, sheets: Sequence[StorySheet], budget: Budget = UNLIMITED) -> str:
    """The whole picture.

    Raises:
        OverBudget: the budget is used up.
    """
    drawings = [(sheet, drawn(sheet, budget=budget)) for sheet in sheets]
    width = max((drawing.width for _, drawing in drawings), default=720.0)
    body: list[Markup] = [text(0, 24, story.title, size=22, font_weight=700)]
    top = 44.0
    for line in _told(story, width):
        body.append(text(0, top, line, size=SMALL, fill="muted"))
        top += 16
    signed, height = signs(0, top + 4)
    body += signed
    top += height + 24
    for sheet, drawing in drawings:
        body.append(text(0, top + 18, sheet.title, size=17, font_weight=600))
        body.append(placed((width - drawing.width) / 2, top + 34, *(mark.drawn for mark in drawing.marks)))
        top += 34 + drawing.height + 10
        for line in notes(sheet, width):
            body.append(text(0, top + 12, line, size=SMALL))
            top += 17
        top += 34
    words = " ".join(f"{sheet.title}. {drawing.words}" for sheet, drawing in drawings)
    return str(framed(f"{story.title}: the story", words, width, top, body, standing_alone=True)) + "\n"


def framed(
    title: str,
    words: str,
    width: float,
    height: float,
    body: Sequence[Markup],
    *,
    standing_alone: bool,
    key: str = "story",
) -> Markup:
    """An SVG that is named and described; one that stands alone brings its style and its paper."""
    return _framed((title, words), width, (-MARGIN, height + MARGIN), body, standing_alone=standing_alone, key=key)


def _framed(
    told: tuple[str, str],
    width: float,
    between: tuple[float, float],
    body: Sequence[Markup],
    *,
    standing_alone: bool,
    key: str,
) -> Markup:
    """The stretch of a picture between two heights; without words it goes on from one that has them."""
    names = f"{key}-title", f"{key}-words"
    top, bottom = between
    paper = element("rect", x=-MARGIN, y=top, width=width + 2 * MARGIN, height=bottom - top, fill="paper")
    spoken = [element("title", as_markup(told[0]), id=names[0]), element("desc", as_markup(told[1]), id=names[1])]
    labels = {"aria_labelledby": " ".join(names)} if any(told) else {"aria_label": "the picture goes on"}
    return element(
        "svg",
        *(spoken if any(told) else ()),
        *([element("style", as_markup(Markup(STYLE)))] if standing_alone else ()),
        paper,
        Markup("\n").join(body),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=" ".join(map(number, (-MARGIN, top, width + 2 * MARGIN, bottom - top))),
        role="img",
        font_family=FONTS,
        **labels,
    )


def sheet_pictures(sheet: StorySheet, key: str, budget: Budget = UNLIMITED) -> Iterator[Markup]:
    """A sheet for a page that has a style, each box a link to where its text stands there.

    It comes in stretches of a page of A4, cut between rows: one below the other they are the whole picture.

    Raises:
        OverBudget: the budget is used up.
    """
    made = drawn(sheet, links=True, budget=budget)
    edges = [-MARGIN]
    for cut, following in pairwise([*made.cuts, made.height]):
        if following - edges[-1] > PAGE_HEIGHT:
            edges.append(cut)
    for place, (top, bottom) in enumerate(pairwise([*edges, made.height + MARGIN])):
        body = [mark.drawn for mark in made.marks if mark.bottom > top and mark.top < bottom]
        told = (sheet.title, made.words) if not place else ("", "")
        yield _framed(told, made.width, (top, bottom), body, standing_alone=False, key=key)


def legend_picture() -> Markup:
    """The legend, for a page."""
    drawn_signs, height = signs(0, 0)
    words = "What frames, lines and signs mean, each with its word beside it."
    return framed("The signs", words, 720, height, drawn_signs, standing_alone=False, key="signs-picture")


def _told(story: Plot, width: float) -> Iterator[str]:
    known = f"{plural(story.faults, 'error')} in the text: parts may be missing. " if story.faults else ""
    yield from lines(f"{known}{story.findings.told}", width, size=SMALL, most=3)


def notes(sheet: StorySheet, width: float) -> Iterator[str]:
    """What ends runs on a sheet without a way, and what leads to its places from anywhere, below the picture."""
    for told in leaving_texts(sheet):
        yield from lines(told, width, size=SMALL, most=3)
    for box in sheet.boxes:
        if box.place is not None and box.place.begins and box.kind == "scene":
            yield from lines(f"{referred(box.place)}: {box.place.begins}", width, size=SMALL, most=3)
        if box.place is not None and box.place.from_anywhere and box.kind in ("scene", "ending"):
            yield from lines(f"{referred(box.place)}: {'; '.join(box.place.from_anywhere)}", width, size=SMALL, most=3)


def signs(x: float, y: float) -> tuple[list[Markup], float]:
    """The legend, and its height."""

    def frame(rounded: float, **looks: str | float) -> Markup:
        return element("rect", x=-12, y=-7, width=24, height=14, rx=rounded, fill="paper", stroke="ink", **looks)

    def stroke(dashes: str, sign: str, meaning: str) -> Item:
        """A line, its sign behind it, and what they mean."""
        looks: dict[str, str | float] = {"stroke_dasharray": dashes} if dashes else {}
        room = STROKE + 4 + breadth(sign, SMALL)
        line = element("path", d=f"M{number(-room / 2)} 0h{number(STROKE)}", fill="none", stroke="ink", stroke_width=1.4, **looks)  # fmt: skip
        return Item(line + text(STROKE + 4 - room / 2, 4, sign, size=SMALL, fill="muted"), meaning, room)

    return legend(
        [
            Item(frame(3, stroke_width=3), "every play comes here"),
            Item(frame(3, stroke_width=1.4), "some do, in so many of random plays"),
            Item(frame(3, stroke_width=1.4, stroke_dasharray="7.5 4.31"), "nobody ever does"),
            Item(frame(3, stroke_width=1.4, stroke_dasharray="2 3"), "not known, or only when sent"),
            Item(frame(7, stroke_width=1.4), "an ending"),
            stroke("", "1", "by the first measure"),
            stroke("", "1?", "by it, on a condition"),
            stroke("6 3", "1◇", "if chance will have it"),
            stroke("2 3", "↯", "the world sends it"),
            stroke("10 3 2 3", "=", "by the ending's own condition, or the clock"),
            stroke("1 5", "×", "never taken"),
            Item(text(0, 4, "▷", size=14, text_anchor="middle"), "a chapter can be begun here"),
            Item(text(0, 4, "∗", size=14, text_anchor="middle"), "also from elsewhere, see below"),
            Item(text(0, 4, "↩", size=14, text_anchor="middle"), "leads back to where one came from"),
        ],
        x,
        y,
    )
