"""From degrees to a flat picture: what of the world a map shows, and where in the picture a point lies.

Plate carrée, true at the middle latitude: over a country the error is below what a screen can show.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians

from attrs import frozen

from crisisengine.model.scenario import MapOutline, Site

__all__ = ["Projection", "project"]

MARGIN = 0.06
"""Of the longer side, around what is shown."""
LEAST = 0.5
"""Degrees that a map shows at least: a single site has its surroundings."""
FLATTEST = 2.0
"""A picture is at most so many times as wide as it is high, or as high as it is wide."""
CLOSE = 0.2
"""Sites that are spread over less than this share of the first area are shown by themselves."""


@frozen
class Projection:
    """A part of the world as a picture whose upper left corner is (0, 0) and whose longer side is 1."""

    north: float
    west: float
    scale: float
    """Of a degree of latitude, in the picture's unit."""
    narrowing: float
    """How much shorter a degree of longitude is than one of latitude."""
    width: float
    height: float
    pacific: bool = False
    """Whether longitudes are counted from 0 to 360, since what is shown lies on both sides of the date line."""

    def point(self, latitude: float, longitude: float) -> tuple[float, float]:
        """(x, y) of a point; outside of (0, 0) to (width, height) it is not shown."""
        return (_counted(longitude, self.pacific) - self.west) * self.narrowing * self.scale, (
            self.north - latitude
        ) * self.scale


def project(sites: Sequence[Site], outline: MapOutline | None) -> Projection:
    """A picture of all sites: in the first area of the outline, whole, unless they lie close together in it.

    Args:
        sites: one at least.
        outline: what is drawn beside them, if anything; what lies around its first area comes in by chance.
    """
    pacific = _across_the_date_line(sites)
    places = [(site.latitude, _counted(site.longitude, pacific)) for site in sites]
    area = [(latitude, _counted(longitude, pacific)) for latitude, longitude in _first_area(outline)]
    spread = _extent(places)
    close = bool(area) and spread < CLOSE * _extent(area)
    shown = places if close else [*places, *area]
    latitudes, longitudes = ([point[axis] for point in shown] for axis in (0, 1))
    middle = (min(latitudes) + max(latitudes)) / 2, (min(longitudes) + max(longitudes)) / 2
    narrowing = max(cos(radians(middle[0])), 0.05)
    high, wide = max(latitudes) - min(latitudes), (max(longitudes) - min(longitudes)) * narrowing
    margin = MARGIN * max(high, wide) if not close else max(high, wide) / 2
    high, wide = max(high + 2 * margin, LEAST), max(wide + 2 * margin, LEAST)
    high, wide = max(high, wide / FLATTEST), max(wide, high / FLATTEST)
    scale = 1 / max(high, wide)
    north, west = middle[0] + high / 2, middle[1] - wide / narrowing / 2
    return Projection(north, west, scale, narrowing, wide * scale, high * scale, pacific)


def _across_the_date_line(sites: Sequence[Site]) -> bool:
    """Whether sites lie closer together by the date line than by Greenwich."""
    spreads = [[_counted(site.longitude, pacific) for site in sites] for pacific in (False, True)]
    there, across = (max(spread) - min(spread) for spread in spreads)
    return across < there


def _counted(longitude: float, pacific: bool) -> float:
    return longitude + 360 if pacific and longitude < 0 else longitude


def _extent(points: Sequence[tuple[float, float]]) -> float:
    """Degrees from end to end, the longer way."""
    return max(max(values) - min(values) for values in zip(*points, strict=True)) if points else 0.0


def _first_area(outline: MapOutline | None) -> tuple[tuple[float, float], ...]:
    shapes = outline.shapes if outline is not None else ()
    return next((shape.points for shape in shapes if shape.closed and not shape.water), ())
