"""The map of a run: where decisions were taken, and who stands where at its end."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from attrs import frozen

from crisisengine.debriefing.model import Debrief
from crisisengine.engine.situation import PlaceOnMap, Situation
from crisisengine.model.projection import Projection, project
from crisisengine.model.scenario import MapShape
from crisisengine.reports.charts.svg import (
    CAPTION,
    SMALL,
    WIDTH,
    Chart,
    Item,
    breadth,
    element,
    legend,
    lines,
    number,
    picture,
    plated,
)
from crisisengine.reports.markup import Markup
from crisisengine.text.english import degrees, spans

__all__ = ["map_chart", "map_picture"]

HIGHEST = 620
"""A picture is no higher, so that it stands on a page with its table."""
MARK = 5.0
LONGEST = WIDTH / 2 - 2 * MARK - 10
"""A name, with what stands behind it: wherever its mark is, there is room on one side of it. The table has it whole."""
TURN = "\u200e"
"""Behind a name that may run from right to left: what follows does not."""
SIGNS = ("something happened here", "another place", "water", "a border")


def map_chart(debrief: Debrief) -> Chart | None:
    """Where it happened; None of a scenario that names no place."""
    shown = debrief.situation
    if shown is None:
        return None
    decided = {
        place.site.id: [review.number for review in debrief.reviews if review.site and review.site.id == place.site.id]
        for place in shown.places
    }
    rows = tuple(
        (
            place.site.name,
            degrees(place.site.latitude, place.site.longitude),
            spans(decided[place.site.id]) or "none",
            "; ".join(_stands(place)) or "nobody who is told of",
        )
        for place in shown.places
    )
    told = [f"{name}, {where}: decisions {taken}; {stands}" for name, where, taken, stands in rows]
    title = "Where it happened"
    description = f"A map of the places, with the decisions that were taken at each. {'. '.join(told)}."
    return Chart(
        key="map",
        title=title,
        caption="A full mark: something happened there; the numbers are those of the decisions taken there. Lines: borders dashed, water drawn through.",
        description=description,
        svg=map_picture(shown, title, description, {site: spans(taken) for site, taken in decided.items()}),
        header=("Place", "At", "Decisions there", "Who stands there at the end"),
        rows=rows,
    )


def _stands(place: PlaceOnMap) -> Iterator[str]:
    for party in place.parties:
        yield f"{party.name}: {party.stands}" if party.stands else party.name


def map_picture(
    situation: Situation, title: str, description: str, said: dict[str, str], signs: Sequence[str] = SIGNS
) -> Markup:
    """The drawing alone.

    Args:
        situation: what is shown.
        title: its name, for those who do not see it.
        description: all that it shows, in sentences.
        said: what stands behind a place's name, by the site's id.
        signs: what a full mark, an open one, a line and a dashed one mean.
    """
    projection = project([place.site for place in situation.places], situation.outline)
    scale = min(WIDTH / projection.width, HIGHEST / projection.height)
    width, height = projection.width * scale, projection.height * scale
    outline = [_line(shape, projection, scale) for shape in (situation.outline.shapes if situation.outline else ())]
    ground = element(
        "svg",
        *outline,
        x=0,
        y=0,
        width=width,
        height=height,
        aria_hidden="true",
        viewBox=f"0 0 {number(width)} {number(height)}",
    )
    marks = list(_marks(situation.places, projection, scale, said))
    keys, below = legend(
        (
            Item(element("circle", r=MARK, fill="main"), signs[0]),
            Item(element("circle", r=MARK, fill="paper", stroke="main", stroke_width=2), signs[1]),
            Item(element("line", x1=-13, x2=13, y1=0, y2=0, stroke="lane", stroke_width=2.5), signs[2]),
            Item(element("line", x1=-13, x2=13, y1=0, y2=0, stroke="muted", stroke_dasharray="3 3"), signs[3]),
        ),
        0,
        height + 14,
    )
    frame = element("rect", x=0, y=0, width=width, height=height, fill="none", stroke="grid")
    return picture("map", title, description, height + 14 + below, (ground, frame, *marks, *keys))


def _line(shape: MapShape, projection: Projection, scale: float) -> Markup:
    points = " ".join(
        f"{number(x * scale)},{number(y * scale)}" for x, y in (projection.point(*point) for point in shape.points)
    )
    if shape.water:
        return element(
            "polyline", points=points, fill="soft" if shape.closed else "none", stroke="lane", stroke_width=2
        )
    return element("polyline", points=points, fill="none", stroke="muted", stroke_dasharray="3 3")


@frozen
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def _marks(
    places: Sequence[PlaceOnMap], projection: Projection, scale: float, said: dict[str, str]
) -> Iterator[Markup]:
    """A mark for each place, full where something happened at its point, and a name that hides no mark.

    A name gives way to those before it, upwards or downwards; one that finds no room is left to the table.
    """
    spots = [
        tuple(part * scale for part in projection.point(place.site.latitude, place.site.longitude)) for place in places
    ]
    full = {spot for place, spot in zip(places, spots, strict=True) if place.scenes}
    taken = [_Box(x - MARK, y - MARK, x + MARK, y + MARK) for x, y in spots]
    for place, (x, y) in zip(places, spots, strict=True):
        words = _words(place.site.name, said.get(place.site.id, ""))
        around = _around(x, y, breadth(words, SMALL) + 4, projection.height * scale)
        box = next((box for box in around if not any(map(box.meets, taken))), None)
        if box is not None and abs(box.top + CAPTION / 2 - y) > CAPTION:  # it stands away from its mark
            yield element(
                "line", x1=x, y1=y, x2=min(max(x, box.left), box.right), y2=box.top + CAPTION / 2, stroke="muted"
            )
        yield element(
            "circle", cx=x, cy=y, r=MARK, fill="main" if (x, y) in full else "paper", stroke="main", stroke_width=2
        )
        if box is not None:
            taken.append(box)
            yield plated(box.left + 2, box.bottom - 4, words)


def _words(name: str, said: str) -> str:
    """What stands beside a mark: as much of it as there is room for."""
    (behind,) = lines(said, LONGEST / 2, size=SMALL, most=1)
    behind = f" · {behind}" if behind else ""
    (shown,) = lines(name, LONGEST - breadth(behind, SMALL), size=SMALL, most=1)
    turned = any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in shown)
    return f"{shown}{TURN if turned else ''}{behind}"


def _around(x: float, y: float, long: float, height: float) -> Iterator[_Box]:
    """Where a name may stand: beside its mark, then ever further up and down."""
    for lift in range(8):
        for side in dict.fromkeys((lift, -lift)):
            top = y - CAPTION / 2 + side * CAPTION
            for left in (x + MARK + 3, x - MARK - 3 - long):
                if left >= 0 and left + long <= WIDTH and 0 <= top <= height - CAPTION:
                    yield _Box(left, top, left + long, top + CAPTION)
