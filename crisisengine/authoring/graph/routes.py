"""The ways of a sheet, drawn: curves from box to box through the joints of their rows, arrows, and the signs beside them.

Ways to one box run together before they arrive, each stretch is drawn once. A way leaves its box in the order in which the
ways go on, straight for as long as its sign needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from attrs import frozen

from crisisengine.authoring.graph.layering import Layering, Node
from crisisengine.authoring.graph.sheets import SheetLine
from crisisengine.reports.charts.svg import SMALL, breadth, element, number, text
from crisisengine.reports.markup import Markup, as_markup

__all__ = ["HEIGHT", "WIDTH", "DrawnMark", "routes"]

WIDTH, HEIGHT = 160.0, 68.0
"""Of a box."""
STEM = 17.0
"""By how much a way runs straight on from its box, beside its sign."""
ARROW = 7.0
APART = 14.0
"""From the end of a sign to the next way, where the edge of the box has room for it; it can shrink to `CLOSE`."""
CLOSE = 6.0


@frozen
class DrawnMark:
    """Something drawn, and between which heights it lies."""

    top: float
    bottom: float
    drawn: Markup


_Ports = dict[tuple[str, Node], tuple[float, float]]
"""By source and the node to which a way leaves it: where along the edge, and how much room its sign has."""
_DASHES = {"decision": "", "chance": "6 3", "sent": "2 3", "rule": "10 3 2 3"}


def routes(ways: Sequence[SheetLine], layering: Layering, at: dict[Node, tuple[float, float]]) -> Iterator[DrawnMark]:
    """Every stretch once; where ways run together, the surest of them gives its look."""
    ports = _ports(ways, layering, at)
    strongest = ["decision", "chance", "sent", "rule"]
    stretches: dict[tuple[Node, Node], SheetLine] = {}
    for way in sorted(ways, key=lambda way: (way.taken is False, strongest.index(way.kind))):
        chain = layering.chains[way.source, way.target]
        for pair in pairwise(chain):
            stretches.setdefault(pair, way)
    for (here, there), way in stretches.items():
        ends = at[here][1], at[there][1]
        yield DrawnMark(min(ends), max(ends) + HEIGHT, _stretch(here, there, way, at, ports))
    for target, up in {(way.target, _up(way, at)): None for way in ways}:
        x, y = _arrival(target, at, up=up)
        tip = ARROW if not up else -ARROW
        arrow = element("path", d=f"M{number(x)} {number(y)}l-4 {number(-tip)}h8z", fill="ink")
        yield DrawnMark(min(y, y - tip), max(y, y - tip), arrow)
    for way in ways:
        yield from _sign(way, layering, ports, at)


def _up(way: SheetLine, at: dict[Node, tuple[float, float]]) -> bool:
    return at[way.source, -1][1] > at[way.target, -1][1]


def _arrival(target: str, at: dict[Node, tuple[float, float]], *, up: bool) -> tuple[float, float]:
    x, y = at[target, -1]
    return (x + WIDTH / 2 - 16, y + HEIGHT + 1) if up else (x, y - 1)


def _ports(ways: Sequence[SheetLine], layering: Layering, at: dict[Node, tuple[float, float]]) -> _Ports:
    """Where along the edge of its box each way leaves, in the order in which they go on, with room for its sign."""
    leaving: dict[tuple[str, bool], dict[Node, float]] = {}
    for way in ways:
        following = layering.chains[way.source, way.target][1]
        room = max(22.0, breadth(_signed(way), SMALL) + APART)
        leaving.setdefault((way.source, _up(way, at)), {})[following] = room
    found = {}
    for (source, up), rooms in leaving.items():
        nodes = sorted(rooms, key=lambda node: (at[node][0], node))
        whole = sum(rooms.values())
        scale = min(1.0, WIDTH / whole)
        middle = at[source, -1][0]
        left = middle + WIDTH / 2 - 4 - whole * scale if up else middle - whole * scale / 2
        for node in nodes:
            found[source, node] = left + min(8.0, rooms[node] * scale / 2), rooms[node] * scale - CLOSE
            left += rooms[node] * scale
    return found


def _fitted(sign: str, room: float) -> str:
    """A sign in the room that it has; what does not fit is told by the way's title alone."""
    parts = sign.split(", ")
    while len(parts) > 1 and breadth(", ".join(parts), SMALL) > room:
        parts = [*parts[:-2], f"{parts[-2].rstrip('…')}…"]
    fitted = ", ".join(parts)
    return fitted if breadth(fitted, SMALL) <= room else ""


def _signed(way: SheetLine) -> str:
    """The sign of a way; that nobody takes it is a sign, too."""
    return f"{way.sign} ×".strip() if way.taken is False else way.sign


def _stretch(here: Node, there: Node, way: SheetLine, at: dict[Node, tuple[float, float]], ports: _Ports) -> Markup:
    """One stretch, from a box or a joint to the next."""
    up = at[here][1] > at[there][1]
    x, y = at[here]
    if here[1] < 0:
        x = ports[here[0], there][0]
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
    way: SheetLine, layering: Layering, ports: _Ports, at: dict[Node, tuple[float, float]]
) -> Iterator[DrawnMark]:
    """Which measures lead that way, where it leaves; and that nobody takes it."""
    x, room = ports[way.source, layering.chains[way.source, way.target][1]]
    told = _fitted(_signed(way), room)
    if not told:
        return
    y = at[way.source, -1][1]
    y = y - 5 if _up(way, at) else y + HEIGHT + 14
    plate = element("rect", x=x + 2, y=y - 10, width=breadth(told, SMALL) + 2, height=13, fill="paper")
    yield DrawnMark(y - 10, y + 3, plate + text(x + 3.5, y, told, size=SMALL, fill="muted"))
