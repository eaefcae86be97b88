"""Where scenes and parties are, and what a map shows beside them: bounded, in degrees, and nothing that a run depends on."""

from __future__ import annotations

import json

import pytest

from crisisengine.limits import LARGEST_OUTLINE, MOST_POINTS
from crisisengine.loader import MemoryResolver, Reading, Volume, read

ROAD = """
format = 1
[scenario]
title = "The road"
summary = "A convoy waits."
start = "road"
minutes = 5
MAP
[scene.road]
title = "The road"
text = "A convoy waits."
SITE
[scene.road.measure.leave]
label = "Leave"
goto = "home"
[ending.home]
title = "Home"
rank = 1
text = "They are home."
"""
MAP = """
[map]
outline = "here.geojson"
[site.ford]
name = "The ford"
at = [13.59, 102.97]
"""
LINE = {"type": "LineString", "coordinates": [[102.0, 13.0], [103, 14.5, 20.0]]}
RING = [[1, 1], [2, 1], [2, 2], [1, 1]]


def reading(outline: object = LINE, text: str = ROAD, places: str = MAP, site: str = 'site = "ford"') -> Reading:
    written = outline if isinstance(outline, str) else json.dumps(outline)
    whole = text.replace("MAP", places).replace("SITE", site)
    return read("road", Volume("road.toml", whole.encode()), MemoryResolver({"here.geojson": written}))


def test_sites_and_shapes_are_kept_in_degrees_latitude_first() -> None:
    scenario = reading().sound()

    site = scenario.sites[scenario.scenes["road"].site]
    assert (site.name, site.latitude, site.longitude) == ("The ford", 13.59, 102.97)
    assert scenario.outline is not None
    assert [(shape.closed, shape.points) for shape in scenario.outline.shapes] == [
        (False, ((13.0, 102.0), (14.5, 103.0)))
    ]


def test_every_line_and_every_ring_is_taken_in_the_order_of_the_file() -> None:
    features = [
        {"type": "Feature", "properties": {"name": "x"}, "geometry": {"type": "Polygon", "coordinates": [RING, RING]}},
        {"type": "Feature", "properties": None, "geometry": None},
        {"type": "GeometryCollection", "geometries": [LINE, {"type": "MultiPolygon", "coordinates": [[RING], [RING]]}]},
        {"type": "MultiLineString", "coordinates": [LINE["coordinates"]]},
    ]
    outline = reading({"type": "FeatureCollection", "features": features}).sound().outline

    assert outline is not None
    assert [shape.closed for shape in outline.shapes] == [True, True, False, True, True, False]


def test_water_is_what_its_maker_calls_so_and_anything_else_is_a_border() -> None:
    kinds = ("river", "country", ["river"], None, "lake")
    features = [{"type": "Feature", "properties": {"kind": kind}, "geometry": LINE} for kind in kinds]
    outline = reading({"type": "FeatureCollection", "features": features}).sound().outline

    assert outline is not None
    assert [shape.water for shape in outline.shapes] == [True, False, False, False, True]


@pytest.mark.parametrize(
    ("outline", "said"),
    [
        ("{", "it is no JSON at line 1, column 2"),
        ("", "it is no JSON at line 1, column 1"),
        ("[" * 100_000, "its brackets nest too deeply"),
        ("null", "it holds something without a `type`"),
        ('{"type": 3}', "it holds something without a `type`"),
        ('{"type": "Point", "coordinates": [1, 2]}', "it holds a `Point`"),
        ('{"type": "LineString", "coordinates": [[NaN, 1], [2, 2]]}', "`NaN` is no number of degrees"),
        ('{"type": "LineString", "coordinates": [[1e999, 1], [2, 2]]}', "`[inf, 1]` is nowhere on earth"),
        ('{"type": "LineString", "coordinates": [[' + "9" * 5_000 + ", 1], [2, 2]]}", "`[inf, 1]` is nowhere on earth"),
        ({"type": "LineString", "coordinates": [[500000, 1500000], [2, 2]]}, "`[500000, 1.5e+06]` is nowhere on earth"),
        ({"type": "LineString", "coordinates": [[1, 1]]}, "a line has two positions or more"),
        ({"type": "LineString", "coordinates": [[1], [2]]}, "a position is two numbers"),
        ({"type": "LineString", "coordinates": [[True, False], [1, 2]]}, "a position is two numbers"),
        ({"type": "LineString"}, "`coordinates` is no array"),
        ({"type": "MultiPolygon", "coordinates": [RING]}, "a position is two numbers"),
        ({"type": "Polygon", "coordinates": [RING[:3]]}, "the border of an area has four positions or more"),
        ({"type": "FeatureCollection", "features": []}, "it holds no line and no area"),
        ({"type": "FeatureCollection"}, "`features` is no array"),
    ],
)
def test_what_cannot_be_drawn_is_a_diagnostic_where_the_outline_is_named(outline: object, said: str) -> None:
    (fault,) = reading(outline).diagnostics

    assert (fault.code, fault.route, fault.line, fault.column) == ("bad-outline", "map.outline", 10, 11)
    assert fault.message.startswith(f"`here.geojson` cannot be drawn: {said}")


@pytest.mark.parametrize(
    "outline",
    [
        " " * (LARGEST_OUTLINE + 1),
        {"type": "MultiLineString", "coordinates": [[[1, 1]] * (MOST_POINTS // 2 + 1)] * 2},
    ],
)
def test_an_outline_that_is_too_large_says_so(outline: object) -> None:
    (fault,) = reading(outline).diagnostics

    assert (fault.code, fault.line) == ("too-large", 10)


@pytest.mark.parametrize(
    ("at", "hint"),
    [
        ("[102.97, 13.59]", "the latitude stands first: `[13.59, 102.97]`"),
        ("[91, 200]", ""),
        ("[nan, 3]", ""),
        ("[1]", "write `[13.59, 102.97]`: latitude, then longitude, in degrees; south and west are below 0"),
        ('["13 N", "102 E"]', "write `[13.59, 102.97]`: latitude, then longitude, in degrees; south and west are below 0"),
        ("13.59", "write `[13.59, 102.97]`: latitude, then longitude, in degrees; south and west are below 0"),
    ],
)  # fmt: skip
def test_a_site_is_somewhere_on_earth(at: str, hint: str) -> None:
    (fault,) = reading(places=MAP.replace("[13.59, 102.97]", at)).diagnostics

    assert (fault.code, fault.route, fault.hint) == ("wrong-value", "site.ford.at", hint)


def test_a_map_and_its_sites_are_no_part_of_the_fingerprint_and_an_attribute_of_that_name_still_is() -> None:
    bare = reading(places="", site="").sound().fingerprint

    assert reading().sound().fingerprint == bare
    older = '[attribute.site]\nlabel = "Site"\nrange = [0, 3]\n[party.port]\nname = "Port"\nsite = 2\n'
    scenario = reading(places=older, site="").sound()
    assert scenario.variables["port.site"].start == 2
    assert scenario.parties["port"].site == ""
    assert scenario.fingerprint != reading(places=older.replace("= 2", "= 1"), site="").sound().fingerprint
