"""The story as one SVG: sheet below sheet, a legend, and what was found; it needs nothing beside it, by day and by night."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crisisengine.authoring.graph.drawing import Drawing, drawn
from crisisengine.authoring.graph.sheets import Sheet
from crisisengine.authoring.graph.story import Story, StoryPlace
from crisisengine.authoring.graph.wording import reach_text
from crisisengine.budget import UNLIMITED, Budget
from crisisengine.reports.charts.svg import SMALL, STYLE, Item, element, legend, lines, number, placed, text
from crisisengine.reports.markup import Markup, as_markup

__all__ = ["framed", "picture_of", "sheet_picture", "signs"]

MARGIN = 16.0
FONTS = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Noto Sans', 'Noto Sans Khmer', sans-serif"


def picture_of(story: Story, sheets: Sequence[Sheet], budget: Budget = UNLIMITED) -> str:
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
        body.append(placed((width - drawing.width) / 2, top + 34, *drawing.body))
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
    names = f"{key}-title", f"{key}-words"
    paper = element("rect", x=-MARGIN, y=-MARGIN, width=width + 2 * MARGIN, height=height + 2 * MARGIN, fill="paper")
    style = [element("style", as_markup(Markup(STYLE)))] if standing_alone else []
    return element(
        "svg",
        element("title", as_markup(title), id=names[0]),
        element("desc", as_markup(words), id=names[1]),
        *style,
        paper,
        Markup("\n").join(body),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=" ".join(map(number, (-MARGIN, -MARGIN, width + 2 * MARGIN, height + 2 * MARGIN))),
        role="img",
        aria_labelledby=" ".join(names),
        font_family=FONTS,
    )


def sheet_picture(sheet: Sheet, key: str, budget: Budget = UNLIMITED) -> tuple[Markup, Drawing]:
    """One sheet for a page that has a style, each box a link to its place there.

    Raises:
        OverBudget: the budget is used up.
    """
    drawing = drawn(sheet, links=True, budget=budget)
    shown = framed(
        sheet.title, drawing.words, drawing.width, drawing.height, drawing.body, standing_alone=False, key=key
    )
    return shown, drawing


def _told(story: Story, width: float) -> Iterator[str]:
    known = f"{story.faults} errors in the text: parts may be missing. " if story.faults else ""
    yield from lines(f"{known}{story.findings.told}", width, size=SMALL, most=3)


def notes(sheet: Sheet, width: float) -> Iterator[str]:
    """What leads to the places of a sheet from anywhere, below the picture."""
    for box in sheet.boxes:
        if box.place is not None and box.place.from_anywhere and box.kind in ("scene", "ending"):
            yield from lines(
                f"{_reference(box.place)}: {'; '.join(box.place.from_anywhere)}", width, size=SMALL, most=3
            )


def _reference(place: StoryPlace) -> str:
    told = f"{place.number} {place.title}"
    return f"{told}, {reach_text(place.found, short=True)}" if place.kind == "ending" else told


def signs(x: float, y: float) -> tuple[list[Markup], float]:
    """The legend, and its height."""

    def frame(rounded: float, **looks: str | float) -> Markup:
        return element("rect", x=-12, y=-7, width=24, height=14, rx=rounded, fill="paper", stroke="ink", **looks)

    def stroke(dashes: str, sign: str) -> Markup:
        looks: dict[str, str | float] = {"stroke_dasharray": dashes} if dashes else {}
        line = element("path", d="M-13 0h26", fill="none", stroke="ink", stroke_width=1.4, **looks)
        return line + text(0, -3, sign, size=SMALL, text_anchor="middle") if sign else line

    return legend(
        [
            Item(frame(3, stroke_width=3), "every play comes here"),
            Item(frame(3, stroke_width=1.4), "some do, in so many of random plays"),
            Item(frame(3, stroke_width=1.4, stroke_dasharray="7 4"), "nobody ever does"),
            Item(frame(3, stroke_width=1.4, stroke_dasharray="2 3"), "not known, or only when sent"),
            Item(frame(7, stroke_width=1.4), "an ending"),
            Item(stroke("", "1"), "by the first measure"),
            Item(stroke("6 3", "1◇"), "if chance will have it"),
            Item(stroke("2 3", "↯"), "the world sends it"),
            Item(stroke("10 3 2 3", "="), "by a rule of the ending"),
            Item(stroke("1 5", "×"), "never taken"),
            Item(text(0, 4, "∗", size=14, text_anchor="middle"), "also from elsewhere, see below"),
            Item(text(0, 4, "↩", size=14, text_anchor="middle"), "leads back to where one came from"),
        ],
        x,
        y,
    )
