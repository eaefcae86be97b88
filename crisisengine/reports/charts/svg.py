"""Drawing primitives: elements, colours by name, and text that fits its place without a font to measure it by.

Every chart is 720 units wide. Colours stand as plain attributes, so that a picture taken out of the page keeps them on
any slide; beside them stand classes, by which the page's stylesheet (`STYLE`) recolours the same picture in the dark.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from attrs import frozen

from crisisengine.reports.markup import Markup, as_markup, tag
from crisisengine.text.wrapping import clusters, pieces

__all__ = [
    "CAPTION",
    "SMALL",
    "STYLE",
    "WIDTH",
    "Chart",
    "Item",
    "breadth",
    "element",
    "legend",
    "lines",
    "number",
    "picture",
    "placed",
    "plated",
    "text",
]

WIDTH = 720
_EDGE = 5
"""Of empty paper above and below; at the sides only a hair's breadth, so that a picture stands flush with the text."""
TEXT = 13
SMALL = 12
"""Nothing is set smaller than this, so that it is legible at 720 px and on paper."""
CAPTION = 16
"""From one line of text to the next."""

_PALETTE = {
    # name: (light, dark). Text keeps 4.5:1 against the paper, marks 3:1; `grid` and `soft` carry nothing alone.
    "paper": ("#ffffff", "#15181c"),
    "ink": ("#1c2024", "#e7e9eb"),
    "muted": ("#59616b", "#a9b1ba"),
    "grid": ("#dde1e6", "#343a41"),
    "soft": ("#e6ebf1", "#2a323b"),
    "lane": ("#64809c", "#7f9bb8"),
    "main": ("#0b4f8a", "#8ec5ff"),
    "turn": ("#a8450c", "#ffab73"),
}


def _style() -> str:
    light = "".join(f"--{name}:{light};" for name, (light, _) in _PALETTE.items())
    dark = "".join(f"--{name}:{dark};" for name, (_, dark) in _PALETTE.items())
    classes = "\n".join(
        f".fill-{name}{{fill:var(--{name},{light})}}.stroke-{name}{{stroke:var(--{name},{light})}}"
        for name, (light, _) in _PALETTE.items()
    )
    # Only on a screen: paper is white, whatever the reader's screen prefers.
    return f":root{{{light}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n{classes}"


STYLE = _style()
"""The colours as custom properties, and the classes that the elements bear."""


def element(name: str, *inside: Markup, **attributes: str | float) -> Markup:
    """One element. A `fill` or `stroke` that is a colour's name gets its class as well."""
    classes = [f"{key}-{attributes[key]}" for key in ("fill", "stroke") if attributes.get(key) in _PALETTE]
    written = {"class": " ".join(classes)} if classes else {}
    for key, value in attributes.items():
        shown = _PALETTE[str(value)][0] if key in {"fill", "stroke"} and value in _PALETTE else value
        written[key.rstrip("_").replace("_", "-")] = shown if isinstance(shown, str) else number(shown)
    return tag(name, written, Markup("").join(inside) if inside else None)


def text(x: float, y: float, content: str, *, size: int = TEXT, **attributes: str | float) -> Markup:
    """A line of text with its baseline at `y`."""
    return element("text", as_markup(content), x=x, y=y, font_size=size, **{"fill": "ink", **attributes})


def placed(x: float, y: float, *inside: Markup) -> Markup:
    """Marks drawn around (0, 0), moved to their place."""
    return element("g", *inside, transform=f"translate({number(x)} {number(y)})")


def plated(x: float, y: float, content: str, **attributes: str | float) -> Markup:
    """A small text on a piece of paper of its own, where lines would run through it."""
    plate = element("rect", x=x - 2, y=y - SMALL, width=breadth(content, SMALL) + 4, height=SMALL + 4, fill="paper")
    return plate + text(x, y, content, size=SMALL, **attributes)


def picture(key: str, title: str, description: str, height: float, body: Iterable[Markup]) -> Markup:
    """A whole SVG that speaks for itself: named and described for those who do not see it, on paper of its own."""
    names = f"chart-{key}-title", f"chart-{key}-desc"
    x, y, width, height = -1, -_EDGE, WIDTH + 2, height + 2 * _EDGE
    paper = element("rect", x=x, y=y, width=width, height=height, fill="paper")
    return element(
        "svg",
        Markup("\n"),
        element("title", as_markup(title), id=names[0]),
        Markup("\n"),
        element("desc", as_markup(description), id=names[1]),
        Markup("\n"),
        Markup("\n").join((paper, *body)),
        Markup("\n"),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=" ".join(map(number, (x, y, width, height))),
        role="img",
        aria_labelledby=" ".join(names),
        font_family="system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Noto Sans', 'Noto Sans Khmer', sans-serif",
    )


@frozen
class Chart:
    """A picture, and the same in words and in a table."""

    key: str
    title: str
    caption: str
    """How to read it, and what to doubt in it."""
    description: str
    """All that it shows, in sentences, for those who do not see it."""
    svg: Markup
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """The first cell of each is its heading."""


@frozen
class Item:
    """An entry of a legend: a sign drawn around (0, 0), at most as wide as its room, and what it means."""

    sign: Markup
    meaning: str
    room: float = 26.0


def legend(items: Iterable[Item], x: float, y: float) -> tuple[list[Markup], float]:
    """The entries side by side, in as many lines as they need, and the height of it all."""
    drawn = []
    left, top = x, y
    for item in items:
        needed = item.room + 8 + breadth(item.meaning, SMALL)
        if left > x and left + needed > WIDTH:
            left, top = x, top + 22
        drawn.append(placed(left + item.room / 2, top + 8, item.sign))
        drawn.append(text(left + item.room + 6, top + 12, item.meaning, size=SMALL))
        left += needed + 20
    return drawn, (top - y + 22 if drawn else 0)


def lines(content: str, width: float, *, size: int = TEXT, most: int = 3, bold: bool = False) -> tuple[str, ...]:
    """The text broken to a width, in at most so many lines; what does not fit ends in an ellipsis."""
    room = width / (1.06 if bold else 1)
    found = [""]
    for piece in _pieces(content, room, size):
        if found[-1] and breadth((found[-1] + piece).rstrip(), size) > room:
            found.append("")
        found[-1] += piece
    kept = [line.rstrip(" \u200b") for line in found]
    if len(kept) > most:
        last = kept[most - 1]
        while last and breadth(last + "…", size) > room:
            last = "".join(list(clusters(last))[:-1]).rstrip()
        kept = [*kept[: most - 1], last + "…"]
    return tuple(kept)


def breadth(content: str, size: int) -> float:
    """About how wide a text is in an ordinary sans-serif: on the wide side, for fonts differ."""
    return sum(map(_em, content)) * size


def _em(char: str) -> float:
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    if unicodedata.east_asian_width(char) in "WF":
        return 1.05
    if not char.isascii():
        return 0.75
    if char in "iljtfrI.,:;'|!()[] ":
        return 0.39
    if char in "mwMW@%":
        return 0.93
    return 0.72 if char.isupper() else 0.61


def _pieces(content: str, room: float, size: int) -> Iterator[str]:
    """What a line may not break inside of; what is wider than the line is broken between its letters."""
    for piece in pieces(" ".join(content.split())):
        if breadth(piece.rstrip(), size) > room:
            yield from _letters(piece)
        else:
            yield piece


def _letters(piece: str) -> Iterator[str]:
    """Letters, each with the blanks behind it."""
    kept = ""
    for cluster in clusters(piece):
        if kept and not cluster.isspace():
            yield kept
            kept = ""
        kept += cluster
    if kept:
        yield kept


def number(value: float) -> str:
    """To a tenth: finer is not seen, and the same on any machine."""
    tenths = round(value * 10)
    whole, tenth = divmod(abs(tenths), 10)
    return f"{'-' if tenths < 0 else ''}{whole}{f'.{tenth}' if tenth else ''}"
