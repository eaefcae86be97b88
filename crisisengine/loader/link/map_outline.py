"""A map's outline: lines and areas of a GeoJSON file (RFC 7946), bounded, in degrees.

Of what stands there beside them only a feature's `kind` is read: whether it is water.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NoReturn

from crisisengine.budget import Budget
from crisisengine.limits import LARGEST_OUTLINE, MOST_POINTS
from crisisengine.loader.faults import Faults
from crisisengine.loader.toml.resolver import Volume
from crisisengine.model.scenario import MapOutline, MapShape
from crisisengine.text.printable import printable

__all__ = ["read_outline"]

_LINES = {"LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
"""The geometries that can be drawn, with how many arrays are around their positions."""
WATER = ("river", "lake", "sea", "coast", "canal")
"""What a feature's property `kind` calls water; the rest are borders."""
_PATH = ("map", "outline")
_DEGREES = "positions are in degrees, longitude first, as RFC 7946 has it"

Ring = tuple[tuple[float, float], ...]


class _NoOutlineError(Exception):
    """What is wrong with it, and how to mend that."""

    def __init__(self, message: str, hint: str = "", code: str = "bad-outline") -> None:
        super().__init__(message)
        self.message, self.hint, self.code = message, hint, code


def read_outline(name: str, volume: Volume, faults: Faults, budget: Budget) -> MapOutline | None:
    """The shapes of the outline `name`, or None, and a fault at `map.outline` that says what keeps them from being drawn.

    Raises:
        OverBudget: the time or the memory is up.
    """
    try:
        shapes = tuple(_shapes(_document(volume.content), budget))
        if not shapes:
            raise _NoOutlineError("it holds no line and no area", "a point is a `[site.ID]`")  # noqa: TRY301 - as below
    except _NoOutlineError as fault:
        message = f"`{printable(volume.name)}` cannot be drawn: {fault.message}"
        faults.add(fault.code, message, _PATH, fault.hint)
        return None
    return MapOutline(name, shapes)


def _document(content: bytes) -> Any:
    if len(content) > LARGEST_OUTLINE:
        hint = "simplify it: a screen shows no more of a border than a few hundred points"
        raise _NoOutlineError(f"it has more than {LARGEST_OUTLINE:,} bytes", hint, "too-large")
    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=_no_number, parse_int=float)
    except UnicodeDecodeError:
        raise _NoOutlineError("it is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise _NoOutlineError(f"it is no JSON at line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise _NoOutlineError("its brackets nest too deeply") from None


def _no_number(text: str) -> NoReturn:
    raise _NoOutlineError(f"`{text}` is no number of degrees")


def _shapes(document: Any, budget: Budget) -> Iterator[MapShape]:
    """Every line and every ring, in the order of the file."""
    waiting, left = [(document, False)], MOST_POINTS
    while waiting:
        budget.ask("reading")
        part, water = waiting.pop()
        kind = part.get("type") if isinstance(part, dict) else None
        if kind == "FeatureCollection":
            waiting += [(inner, water) for inner in reversed(_list(part.get("features"), "`features`"))]
        elif kind == "GeometryCollection":
            waiting += [(inner, water) for inner in reversed(_list(part.get("geometries"), "`geometries`"))]
        elif kind == "Feature":
            waiting += [] if part.get("geometry") is None else [(part["geometry"], _is_water(part))]
        elif isinstance(kind, str) and kind in _LINES:
            for ring in _rings(part.get("coordinates"), _LINES[kind]):
                left -= len(ring)
                if left < 0:
                    hint = "simplify it: a screen shows no more of a border than a few hundred points"
                    raise _NoOutlineError(f"it has more than {MOST_POINTS:,} points", hint, "too-large")
                yield _shape(ring, closed=kind.endswith("Polygon"), water=water)
        else:
            named = f"a `{printable(kind[:40])}`" if isinstance(kind, str) else "something without a `type`"
            raise _NoOutlineError(
                f"it holds {named}", "an outline is lines and areas; a point on the map is a `[site.ID]`"
            )


def _rings(coordinates: Any, depth: int) -> Iterator[list[Any]]:
    """The arrays of positions, however many arrays are around them."""
    found = [_list(coordinates, "`coordinates`")]
    for _ in range(depth - 1):
        found = [_list(inner, "`coordinates`") for outer in found for inner in outer]
    yield from found


def _list(value: Any, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise _NoOutlineError(f"{what} is no array")
    return value


def _is_water(feature: dict[str, Any]) -> bool:
    """By what its maker calls it; anything else that a feature says of itself is nobody's concern here."""
    properties = feature.get("properties")
    return isinstance(properties, dict) and properties.get("kind") in WATER


def _shape(ring: list[Any], *, closed: bool, water: bool) -> MapShape:
    points = tuple(_point(position) for position in ring)
    if closed and (len(points) < 4 or points[0] != points[-1]):
        raise _NoOutlineError("the border of an area has four positions or more, the last of which is the first")
    if len(points) < 2:
        raise _NoOutlineError("a line has two positions or more")
    return MapShape(closed, points, water)


def _point(position: Any) -> tuple[float, float]:
    """(latitude, longitude) of a position; its height, if it has one, is not drawn."""
    if not isinstance(position, list) or len(position) < 2 or not all(type(part) is float for part in position[:2]):
        raise _NoOutlineError("a position is two numbers", _DEGREES)
    longitude, latitude = position[:2]
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise _NoOutlineError(f"`[{longitude:g}, {latitude:g}]` is nowhere on earth", _DEGREES)
    return latitude, longitude
