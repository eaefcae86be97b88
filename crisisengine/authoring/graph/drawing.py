"""A sheet, drawn: boxes for places, lines for ways, in a picture of at least 720 units that is legible on A4.

Nothing is told by colour alone. How far a scene is reached is a word, the weight of its frame and a bar; an ending is
round; what leads on by itself is dashed or dotted, and bears a sign.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from attrs import frozen

from crisisengine.authoring.graph.coordinates import coordinates
from crisisengine.authoring.graph.findings import Reach
from crisisengine.authoring.graph.layering import Layering, Node, layered
from crisisengine.authoring.graph.sheets import Box, Line, Sheet
from crisisengine.authoring.graph.wording import reach_text, spoken
from crisisengine.budget import UNLIMITED, Budget
from crisisengine.reports.charts.svg import SMALL, breadth, element, lines, number, placed, text
from crisisengine.reports.markup import Markup, as_markup

__all__ = ["Drawing", "drawn"]

WIDEST = 4
"""Boxes in a row: what a page of A4 bears."""
PAGE = 720.0
WIDTH, HEIGHT = 160.0, 68.0
GAP = 22.0
"""Between two boxes of a row."""
JOINT = 6.0
ROW = 60.0
"""Between two rows, where little leads from one to the other."""
STEM = 17.0
"""By how much a way runs straight on from its box, beside its sign."""
ARROW = 7.0
TITLE = 13


@frozen(kw_only=True)
class Drawing:
    """A picture without its frame."""

    width: float
    height: float
    body: tuple[Markup, ...]
    words: str
    """All that it shows, in sentences, for those who do not see it."""


def drawn(sheet: Sheet, *, links: bool = False, budget: Budget = UNLIMITED) -> Drawing:
    """Draw a sheet.

    Args:
        sheet: what to draw.
        links: whether each box is a link to `#place-ID` on the page where the picture stands.
        budget: for all of it.

    Raises:
        OverBudget: the budget is used up.
    """
    order = [box.id for box in sheet.boxes]
    layering = layered(order, [(line.source, line.target) for line in sheet.lines], WIDEST, budget)
    widths = {node: WIDTH if node[1] < 0 else JOINT for row in layering.rows for node in row}
    across = coordinates(layering, widths, GAP, budget)
    down, height = _heights(layering)
    width = max(PAGE, max((across[node] + widths[node] / 2 for node in across), default=0.0))
    left = (width - max((across[node] + widths[node] / 2 for node in across), default=0.0)) / 2
    at = {node: (across[node] + left, down[node]) for node in across}
    boxes = {box.id: box for box in sheet.boxes}
    body = [*_lines(sheet.lines, layering, at), *(_linked(_box(box, *at[box.id, -1]), box, links=links) for box in boxes.values())]  # fmt: skip
    return Drawing(width=width, height=height, body=tuple(body), words=spoken(sheet))


def _heights(layering: Layering) -> tuple[dict[Node, float], float]:
    """The top of each node, and the height of the whole; where much leads from row to row, they stand further apart."""
    crossing: dict[int, int] = {}
    row_of = {node: number for number, row in enumerate(layering.rows) for node in row}
    for upper, _ in layering.links:
        crossing[row_of[upper]] = crossing.get(row_of[upper], 0) + 1
    found: dict[Node, float] = {}
    top = 20.0
    for number_, row in enumerate(layering.rows):
        for node in row:
            found[node] = top
        top += HEIGHT + ROW + min(5.0 * max(crossing.get(number_, 0) - 3, 0), 50.0)
    last = top - ROW if layering.rows else 0.0
    return found, last


# --- boxes -----------------------------------------------------------------------------------------------------------


def _linked(drawn_box: Markup, box: Box, *, links: bool) -> Markup:
    if not links or box.place is None:
        return drawn_box
    return element("a", drawn_box, href=f"#place-{box.place.number}")


def _box(box: Box, middle: float, top: float) -> Markup:
    reach = box.place.found.reach if box.place is not None else "sometimes"
    looks: Mapping[Reach, dict[str, str | float]] = {
        "always": {"stroke_width": 3.0},
        "sometimes": {"stroke_width": 1.4},
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
        inside.append(text(14, -8, "start", size=SMALL))
    if box.arrivals:
        start = box.place is not None and box.place.start
        told = f"from {_few(box.arrivals)}"
        inside.append(text(-WIDTH / 2, -6, told, size=SMALL, fill="muted") if not start else Markup(""))
    name = element("title", as_markup(_tooltip(box)))
    return element("g", name, placed(middle, top, frame, *inside))


def _few(numbers: Sequence[str]) -> str:
    kept = list(numbers[:4])
    return ", ".join(kept) + (" …" if len(numbers) > 4 else "")


def _tooltip(box: Box) -> str:
    if box.place is None:
        return f"{box.title}: {box.aside}"
    told = f"{box.place.number} {box.place.title} ({box.place.id}): {reach_text(box.place.found)}"
    return "; ".join([told, *box.place.from_anywhere])


def _head(box: Box) -> Iterator[Markup]:
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
    signs = " ↩" if box.place.returns else ""
    signs += " ∗" if box.place.from_anywhere else ""
    yield text(-WIDTH / 2 + 10, 19, f"{box.place.number}{signs}", size=TITLE, font_weight=700)
    yield text(WIDTH / 2 - 10, 19, told, size=SMALL, text_anchor="end")


def _title(box: Box) -> Iterator[Markup]:
    muted = {"fill": "muted"} if box.place is not None and box.place.found.reach == "never" else {}
    if box.kind in ("ending", "chapter"):
        room = WIDTH - (44 if box.kind == "ending" else 20)
        told = lines(box.title, room, size=TITLE, most=2)
        for row, line in enumerate(told):
            yield text(0, 38 + 16 * row, line, size=TITLE, text_anchor="middle", **muted)
        return
    for row, line in enumerate(lines(box.title, WIDTH - 20, size=TITLE, most=2)):
        yield text(-WIDTH / 2 + 10, 38 + 16 * row, line, size=TITLE, **muted)


def _bar(box: Box) -> Iterator[Markup]:
    """The share as a length, along the foot of the box."""
    if box.place is not None and box.place.found.share is not None:
        long = (WIDTH - 20) * box.place.found.share
        yield element("rect", x=-WIDTH / 2 + 10, y=HEIGHT - 7, width=WIDTH - 20, height=3, fill="grid")
        yield element("rect", x=-WIDTH / 2 + 10, y=HEIGHT - 7, width=max(long, 1.0), height=3, fill="main")


# --- lines -----------------------------------------------------------------------------------------------------------

_DASHES = {"decision": "", "chance": "6 3", "sent": "2 3", "rule": "10 3 2 3"}


def _lines(ways: Sequence[Line], layering: Layering, at: dict[Node, tuple[float, float]]) -> Iterator[Markup]:
    """Every stretch once; where ways run together, the surest of them gives its look."""
    ports = _ports(ways, layering, at)
    strongest = ["decision", "chance", "sent", "rule"]
    stretches: dict[tuple[Node, Node], Line] = {}
    for way in sorted(ways, key=lambda way: (way.taken is False, strongest.index(way.kind))):
        chain = layering.chains[way.source, way.target]
        for pair in pairwise(chain):
            stretches.setdefault(pair, way)
    for (here, there), way in stretches.items():
        yield _stretch(here, there, way, at, ports)
    for target, up in {(way.target, _up(way, at)): None for way in ways}:
        x, y = _arrival(target, at, up=up)
        tip = ARROW if not up else -ARROW
        yield element("path", d=f"M{number(x)} {number(y)}l-4 {number(-tip)}h8z", fill="ink")
    for way in ways:
        yield from _sign(way, layering, ports, at)


def _up(way: Line, at: dict[Node, tuple[float, float]]) -> bool:
    return at[way.source, -1][1] > at[way.target, -1][1]


def _arrival(target: str, at: dict[Node, tuple[float, float]], *, up: bool) -> tuple[float, float]:
    x, y = at[target, -1]
    return (x + WIDTH / 2 - 16, y + HEIGHT + 1) if up else (x, y - 1)


def _ports(
    ways: Sequence[Line], layering: Layering, at: dict[Node, tuple[float, float]]
) -> dict[tuple[str, Node], float]:
    """Where along the edge of its box each way leaves, in the order in which they go on, with room for its sign."""
    leaving: dict[tuple[str, bool], dict[Node, float]] = {}
    for way in ways:
        following = layering.chains[way.source, way.target][1]
        room = max(18.0, breadth(_signed(way), SMALL) + 8)
        leaving.setdefault((way.source, _up(way, at)), {})[following] = room
    found = {}
    for (source, _), rooms in leaving.items():
        nodes = sorted(rooms, key=lambda node: (at[node][0], node))
        whole = sum(rooms.values())
        scale = min(1.0, (WIDTH + 16) / whole)
        left = at[source, -1][0] - whole * scale / 2
        for node in nodes:
            found[source, node] = left + min(8.0, rooms[node] * scale / 2)
            left += rooms[node] * scale
    return found


def _signed(way: Line) -> str:
    """The sign of a way; that nobody takes it is a sign, too."""
    return f"{way.sign} ×".strip() if way.taken is False else way.sign


def _stretch(
    here: Node, there: Node, way: Line, at: dict[Node, tuple[float, float]], ports: dict[tuple[str, Node], float]
) -> Markup:
    """One stretch, from a box or a joint to the next."""
    up = at[here][1] > at[there][1]
    x, y = at[here]
    if here[1] < 0:
        x = ports[here[0], there]
    y += 0 if up else HEIGHT
    if there[1] < 0:
        to_x, to_y = _arrival(there[0], at, up=up)
        to_y += ARROW if up else -ARROW
        straight = ""
    else:
        to_x, to_y = at[there][0], at[there][1] + (HEIGHT if up else 0)
        straight = f"v{number(-HEIGHT if up else HEIGHT)}"
    stem = (-STEM if up else STEM) if here[1] < 0 else 0.0
    bend = (to_y - y - stem) / 2
    points = (x, y + stem + bend, to_x, to_y - bend, to_x, to_y)
    path = f"M{number(x)} {number(y)}v{number(stem)}C{' '.join(map(number, points))}{straight}"
    dashes = "1 5" if way.taken is False else _DASHES[way.kind]
    looks: dict[str, str | float] = {"stroke_dasharray": dashes} if dashes else {}
    name = element("title", as_markup("; ".join(way.told)))
    return element(
        "path", name, d=path, fill="none", stroke="muted" if way.taken is False else "ink", stroke_width=1.2, **looks
    )


def _sign(
    way: Line, layering: Layering, ports: dict[tuple[str, Node], float], at: dict[Node, tuple[float, float]]
) -> Iterator[Markup]:
    """Which measures lead that way, where it leaves; and that nobody takes it."""
    told = _signed(way)
    if not told:
        return
    x = ports[way.source, layering.chains[way.source, way.target][1]]
    y = at[way.source, -1][1]
    y = y - 5 if _up(way, at) else y + HEIGHT + 14
    yield element("rect", x=x + 2, y=y - 10, width=breadth(told, SMALL) + 2, height=13, fill="paper")
    yield text(x + 3.5, y, told, size=SMALL, fill="muted")
