"""A sheet, drawn: boxes for places, lines for ways, in a picture of at least 720 units that is legible on A4.

Nothing is told by colour alone. How far a scene is reached is a word, the weight of its frame and a bar; an ending is
round; what leads on by itself is dashed or dotted, and bears a sign.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from crisisengine.authoring.graph.coordinates import coordinates
from crisisengine.authoring.graph.findings import Reach
from crisisengine.authoring.graph.layering import Layering, Node, layered
from crisisengine.authoring.graph.routes import HEIGHT, WIDTH, DrawnMark, routes
from crisisengine.authoring.graph.sheets import SheetBox, StorySheet
from crisisengine.authoring.graph.wording import reach_text, spoken
from crisisengine.budget import UNLIMITED, Budget
from crisisengine.reports.charts.svg import SMALL, breadth, element, lines, placed, text
from crisisengine.reports.markup import Markup, as_markup

__all__ = ["SheetDrawing", "drawn"]

WIDEST = 4
"""Boxes in a row: what a page of A4 bears."""
PAGE = 720.0
GAP = 22.0
"""Between two boxes of a row."""
JOINT = 6.0
ROW = 60.0
"""Between two rows, where little leads from one to the other."""
TITLE = 13


@frozen(kw_only=True)
class SheetDrawing:
    """A picture without its frame."""

    width: float
    height: float
    marks: tuple[DrawnMark, ...]
    cuts: tuple[float, ...]
    """Heights between two rows, where a page may end."""
    words: str
    """All that it shows, in sentences, for those who do not see it."""


def drawn(sheet: StorySheet, *, links: bool = False, budget: Budget = UNLIMITED) -> SheetDrawing:
    """Draw a sheet.

    Args:
        sheet: what to draw.
        links: whether each box is a link to where its text stands on the page.
        budget: for all of it.

    Raises:
        OverBudget: the budget is used up.
    """
    order = [box.id for box in sheet.boxes]
    layering = layered(order, [(line.source, line.target) for line in sheet.lines], WIDEST, budget)
    widths = {node: WIDTH if node[1] < 0 else JOINT for row in layering.rows for node in row}
    across = coordinates(layering, widths, GAP, budget)
    down, cuts = _heights(layering)
    width = max(PAGE, max((across[node] + widths[node] / 2 for node in across), default=0.0))
    left = (width - max((across[node] + widths[node] / 2 for node in across), default=0.0)) / 2
    at = {node: (across[node] + left, down[node]) for node in across}
    rising = {line.source for line in sheet.lines if at[line.source, -1][1] > at[line.target, -1][1]}
    boxes = [_placed(box, *at[box.id, -1], links=links, high=box.id in rising) for box in sheet.boxes]
    marks = [*routes(sheet.lines, layering, at), *boxes]
    return SheetDrawing(width=width, height=cuts[-1], marks=tuple(marks), cuts=cuts[:-1], words=spoken(sheet))


def _heights(layering: Layering) -> tuple[dict[Node, float], tuple[float, ...]]:
    """The top of each node, and where each row ends; where much leads from row to row, they stand further apart."""
    crossing: dict[int, int] = {}
    row_of = {node: number for number, row in enumerate(layering.rows) for node in row}
    for upper, _ in layering.links:
        crossing[row_of[upper]] = crossing.get(row_of[upper], 0) + 1
    found: dict[Node, float] = {}
    top = 20.0
    cuts = [top]
    for place, row in enumerate(layering.rows):
        for node in row:
            found[node] = top
        apart = ROW + min(5.0 * max(crossing.get(place, 0) - 3, 0), 50.0)
        cuts.append(top + HEIGHT + (apart / 2 if place + 1 < len(layering.rows) else 4.0))
        top += HEIGHT + apart
    return found, tuple(cuts[1:]) or (top,)


# --- boxes -----------------------------------------------------------------------------------------------------------


def _placed(box: SheetBox, middle: float, top: float, *, links: bool, high: bool) -> DrawnMark:
    """A box with what stands above it: high, where ways leave it upwards and have their signs there."""
    shown = _box(box, middle, top, high=high)
    if links and box.place is not None:
        shown = element("a", shown, href=f"#{box.place.anchor}")
    return DrawnMark(top, top + HEIGHT, shown)


def _box(box: SheetBox, middle: float, top: float, *, high: bool) -> Markup:
    reach = box.place.found.reach if box.place is not None else "sometimes"
    looks: Mapping[Reach, dict[str, str | float]] = {
        "always": {"stroke_width": 3.0},
        "sometimes": {"stroke_width": 1.4},
        "begun": {"stroke_width": 1.4},
        "sent": {"stroke_width": 1.4, "stroke_dasharray": "1 3"},
        "never": {"stroke_width": 1.4, "stroke_dasharray": "7 4"},
        "unknown": {"stroke_width": 1.4, "stroke_dasharray": "2 3"},
    }
    ink = "muted" if reach in ("never", "unknown") else "ink"
    rounded = {"scene": 3.0, "ending": HEIGHT / 2, "elsewhere": 0.0, "chapter": 3.0}[box.kind]
    frame = element("rect", x=-WIDTH / 2, y=0, width=WIDTH, height=HEIGHT, rx=rounded, fill="soft" if box.kind == "elsewhere" else "paper", stroke=ink if box.kind != "elsewhere" else "grid", **looks[reach])  # fmt: skip
    inside = [*_head(box), *_title(box)]
    if box.kind == "ending":
        inner = element("rect", x=-WIDTH / 2 + 4, y=4, width=WIDTH - 8, height=HEIGHT - 8, rx=HEIGHT / 2 - 4, fill="none", stroke=ink, stroke_width=0.8)  # fmt: skip
        inside.insert(0, inner)
    if box.kind == "scene":
        inside += _bar(box)
    if box.place is not None and box.place.start and box.kind == "scene":
        inside.append(element("path", d="M-9 -17L9 -17L0 -5Z", fill="ink"))
        inside.append(text(14, -22 if high else -8, "start", size=SMALL))
    if box.arrivals:
        start = box.place is not None and box.place.start
        told = f"from {_few(box.arrivals)}"
        inside.append(
            text(-WIDTH / 2, -20 if high else -6, told, size=SMALL, fill="muted") if not start else Markup("")
        )
    name = element("title", as_markup(_tooltip(box)))
    return element("g", name, placed(middle, top, frame, *inside))


def _few(numbers: Sequence[str]) -> str:
    kept = list(numbers[:4])
    return ", ".join(kept) + (" …" if len(numbers) > 4 else "")


def _tooltip(box: SheetBox) -> str:
    if box.place is None:
        return f"{box.title}: {box.aside}"
    told = f"{box.place.number} {box.place.title} ({box.place.id}): {reach_text(box.place.found)}"
    return "; ".join([told, *filter(None, [box.place.begins]), *box.place.from_anywhere])


def _head(box: SheetBox) -> Iterator[Markup]:
    if box.kind == "chapter":
        yield text(0, 18, box.aside, size=SMALL, fill="muted", text_anchor="middle")
        return
    assert box.place is not None
    if box.kind == "elsewhere":
        chapter = lines(box.aside, WIDTH - 60, size=SMALL, most=1)[0] if box.aside else ""
        yield text(-WIDTH / 2 + 10, 18, f"→ {box.place.number}", size=SMALL, font_weight=600)
        yield text(WIDTH / 2 - 10, 18, chapter, size=SMALL, fill="muted", text_anchor="end")
        return
    told = reach_text(box.place.found, short=True)
    if box.kind == "ending":
        yield text(0, 20, f"{box.place.number} · {told}", size=SMALL, text_anchor="middle")
        return
    signs = " ▷" if box.place.begins else ""
    signs += " ↩" if box.place.returns else ""
    signs += " ∗" if box.place.from_anywhere else ""
    number = f"{box.place.number}{signs}"
    room = WIDTH - 28 - breadth(number, TITLE)
    told = lines(told.removeprefix("where "), room, size=SMALL, most=1)[0]
    yield text(-WIDTH / 2 + 10, 19, number, size=TITLE, font_weight=700)
    yield text(WIDTH / 2 - 10, 19, told, size=SMALL, text_anchor="end")


def _title(box: SheetBox) -> Iterator[Markup]:
    muted = {"fill": "muted"} if box.place is not None and box.place.found.reach == "never" else {}
    if box.kind in ("ending", "chapter"):
        room = WIDTH - (44 if box.kind == "ending" else 20)
        told = lines(box.title, room, size=TITLE, most=2)
        for row, line in enumerate(told):
            yield text(0, 38 + 16 * row, line, size=TITLE, text_anchor="middle", **muted)
        return
    for row, line in enumerate(lines(box.title, WIDTH - 20, size=TITLE, most=2)):
        yield text(-WIDTH / 2 + 10, 38 + 16 * row, line, size=TITLE, **muted)


def _bar(box: SheetBox) -> Iterator[Markup]:
    """The share as a length, along the foot of the box."""
    if box.place is not None and box.place.found.share is not None:
        long = (WIDTH - 20) * box.place.found.share
        yield element("rect", x=-WIDTH / 2 + 10, y=HEIGHT - 7, width=WIDTH - 20, height=3, fill="grid")
        yield element("rect", x=-WIDTH / 2 + 10, y=HEIGHT - 7, width=max(long, 1.0), height=3, fill="main")
