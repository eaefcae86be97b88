"""The map: borders dotted, water drawn through, a mark for each site; and the same as a list, which leaves nothing out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from textual.content import Content

from crisisengine.engine.situation import PlaceOnMap, Situation
from crisisengine.model.projection import Projection, project
from crisisengine.session.wording import place_lines
from crisisengine.text.messages import _
from crisisengine.tui.braille import ACROSS, DOWN, Dots
from crisisengine.tui.typesetting import Lay, hang, lines, says, unsteady
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["MapPanel", "map_and_list"]

HERE, BEEN, OTHER = "◆", "●", "○"
CELL = 2.0
"""How many times as high as wide a cell of a terminal is, about."""
LEAST_ROWS = 10
"""A smaller picture shows nothing."""


def drawn(situation: Situation, width: int, rows: int) -> list[Content]:
    """The picture, as large as it can be in so many cells; nothing where there is too little room."""
    projection = project([place.site for place in situation.places], situation.outline)
    width = min(width, round(rows * CELL * projection.width / projection.height))
    rows = min(rows, round(width * projection.height / projection.width / CELL))
    if rows < LEAST_ROWS:
        return []
    scale = min((width * ACROSS - 1) / projection.width, (rows * DOWN - 1) / projection.height)
    borders, water = Dots(width, rows), Dots(width, rows)
    for shape in situation.outline.shapes if situation.outline else ():
        points = [(x * scale, y * scale) for x, y in (projection.point(*point) for point in shape.points)]
        (water if shape.water else borders).line(points, every=1 if shape.water else 2)
    signs = [[_ground(borders, water, column, row) for column in range(width)] for row in range(rows)]
    _put_sites(signs, situation, projection, scale)
    return [_joined(row) for row in signs]


def _ground(borders: Dots, water: Dots, column: int, row: int) -> tuple[str, str]:
    if (column, row) in water:
        return water.sign(column, row), "$accent"
    return borders.sign(column, row), "$quiet"


def _put_sites(signs: list[list[tuple[str, str]]], situation: Situation, projection: Projection, scale: float) -> None:
    """Marks first, then names where they hide no mark and no other name; else the number that the list has for it.

    Where the scene is goes before where something has happened, and that before the others.
    """
    taken: set[tuple[int, int]] = set()
    marked: list[tuple[int, int, int, PlaceOnMap]] = []
    known = enumerate(situation.places, 1)
    for number, place in sorted(known, key=lambda told: (not told[1].here, not told[1].scenes)):
        x, y = projection.point(place.site.latitude, place.site.longitude)
        column = min(max(int(x * scale / ACROSS), 0), len(signs[0]) - 1)
        row = min(max(int(y * scale / DOWN), 0), len(signs) - 1)
        if (column, row) not in taken:
            signs[row][column] = mark(place)
        taken.add((column, row))
        marked.append((number, column, row, place))
    marks = frozenset(taken)
    for number, column, row, place in marked:
        style = mark(place)[1]
        for name in filter(_in_cells, (place.site.name, str(number))):
            spots = _beside(column, row, len(name)) + (_over(column, row, len(name)) if place.here else [])
            free = next(
                (spot for spot in spots if _has_room(signs, spot, len(name), taken, marks - {(column, row)})), None
            )
            if free is not None:
                start, line = free
                for at, letter in enumerate(f" {name} ", start - 1):
                    if not 0 <= at < len(signs[0]) or (at, line) in taken:
                        continue
                    signs[line][at] = letter, style
                    taken.add((at, line))
                break


def _beside(column: int, row: int, long: int) -> list[tuple[int, int]]:
    """Where a name begins that stands right or left of its mark."""
    return [(column + 2, row), (column - 1 - long, row)]


def _over(column: int, row: int, long: int) -> list[tuple[int, int]]:
    """The same above and below: only for where the scene is, whose sign and name are told from all others."""
    return [(column - long // 2, row - 1), (column - long // 2, row + 1)]


def _has_room(
    signs: list[list[tuple[str, str]]],
    spot: tuple[int, int],
    long: int,
    taken: set[tuple[int, int]],
    others: frozenset[tuple[int, int]],
) -> bool:
    """Whether a name lies in the picture, hides nothing, and is nearer to its own mark than to another one."""
    start, row = spot
    if not (0 <= row < len(signs) and 0 <= start <= len(signs[0]) - long):
        return False
    hides = taken & {(at, row) for at in range(start - 1, start + long + 1)}
    return not hides and not others & {(start - 2, row), (start + long + 1, row)}


def _in_cells(name: str) -> bool:
    """Whether a name takes a cell for each letter, from left to right: else a terminal might move what stands beside it."""
    turned = any(unicodedata.bidirectional(letter) in {"R", "AL", "AN"} for letter in name)
    return not turned and not unsteady(name) and Content(name).cell_length == len(name)


def mark(place: PlaceOnMap) -> tuple[str, str]:
    """The sign of a site, and its style: where the scene is, where something has happened, and the others."""
    if place.here:
        return HERE, "bold $accent"
    return (BEEN, "bold") if place.scenes else (OTHER, "")


def _joined(row: list[tuple[str, str]]) -> Content:
    """Runs of a style, each one piece."""
    parts: list[tuple[str, str]] = []
    for sign, style in row:
        if parts and parts[-1][1] == style:
            parts[-1] = parts[-1][0] + sign, style
        else:
            parts.append((sign, style))
    return Content("").join(says(text, style) for text, style in parts)


def listed(situation: Situation, width: int) -> Iterator[Content]:
    """Site by site: its mark and number, who stands there, what has happened there."""
    for number, place in enumerate(situation.places, 1):
        sign, style = mark(place)
        name, *rest = place_lines(place)
        yield from hang(
            says(name, "bold" if place.here or place.scenes else ""), width, says(f"{sign} {number} ", style)
        )
        for told in rest:
            yield from hang(Content(told), width, "    ")


def map_and_list(situation: Situation, rows: int) -> Lay:
    """The picture in so many rows at most, what its signs mean, and the list."""

    def lay(width: int) -> Content:
        picture = drawn(situation, width, rows)
        out = [says(_("Where things are"), "bold $accent"), Content("")]
        if picture:
            meanings = _(
                "{here} the scene   {been} something has happened   {other} another place   ⣿ water   ⠅⠅ a border",
                here=HERE,
                been=BEEN,
                other=OTHER,
            )
            out += [*picture, Content(""), *hang(says(meanings, "$quiet"), width), Content("")]
        return lines([*out, *listed(situation, width)])

    return lay


class MapPanel(TextPane):
    """The picture alone, where a large window has room for it; the key for the list stands below."""

    def tell(self, situation: Situation | None) -> None:
        """Show where things are; nothing of a scenario without a place."""
        self.display = situation is not None
        if situation is None:
            return

        def lay(width: int) -> Content:
            here = next((place.site.name for place in situation.places if place.here), "")
            told = _("{place}; m tells more", place=here) if here else _("m tells more")
            return lines(
                [
                    says(_("Where things are"), "bold"),
                    *drawn(situation, width, ROWS),
                    *hang(says(told, "$quiet"), width),
                ]
            )

        self.show(lay)


ROWS = 20
"""Of the picture in the panel."""
