"""Where things are: who stands where, what happened where; and every place lies in the picture, whatever an outline holds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crisisengine import storage
from crisisengine.engine.rules import Decision
from crisisengine.engine.run import replay, start
from crisisengine.engine.situation import situation
from crisisengine.engine.view import view
from crisisengine.model.projection import project
from crisisengine.model.scenario import MapOutline, MapShape, Site

CONVOY = storage.load("the_convoy_home")
degrees = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
outlines = st.builds(
    lambda shapes: MapOutline("any", tuple(MapShape(closed, tuple(points), water) for closed, points, water in shapes)),
    st.lists(
        st.tuples(st.booleans(), st.lists(degrees, min_size=2, max_size=4), st.booleans()), min_size=1, max_size=3
    ),
)


def test_a_place_knows_whether_the_scene_is_there_what_was_there_and_who_stands_there():
    run, _ = replay(CONVOY, [Decision("desk", "notice"), Decision("table", "liaison")])
    places = situation(CONVOY, ["desk", "table", run.place], view(CONVOY, run.state).parties).places
    told = {place.site.id: place for place in places}

    assert run.place == "camp"
    assert [name for name, place in told.items() if place.here] == ["border_camp"]
    assert told["sisophon"].scenes == ("A borrowed table", "The same page, four times")
    assert [party.name for party in told["town_barrier"].parties] == ["Police chief of Sisophon"]


def test_a_scenario_without_places_has_no_map():
    run = start(storage.load("tests/session/the_well/the_well.toml"), 1)
    assert situation(run.scenario, [run.place], view(run.scenario, run.state).parties) is not None
    assert situation(storage.load("tests/scenarios/format/costs.toml"), [], ()) is None


@given(st.lists(degrees, min_size=1, max_size=5), st.none() | outlines)
def test_every_place_lies_in_the_picture_and_the_picture_is_no_strip(places, outline):
    sites = [Site(id=str(number), name="A", latitude=at[0], longitude=at[1]) for number, at in enumerate(places)]
    projection = project(sites, outline)

    assert 0.999 < max(projection.width, projection.height) < 1.001
    assert min(projection.width, projection.height) > 0.49
    for site in sites:
        x, y = projection.point(site.latitude, site.longitude)
        assert 0 <= x <= projection.width
        assert 0 <= y <= projection.height


def test_islands_on_both_sides_of_the_date_line_are_neighbours():
    suva, apia = (
        Site(id=name, name=name, latitude=latitude, longitude=longitude)
        for name, latitude, longitude in (("Suva", -18.1, 178.4), ("Apia", -13.8, -171.8))
    )
    projection = project([suva, apia], None)
    west, east = (projection.point(site.latitude, site.longitude)[0] for site in (suva, apia))

    assert west < 0.2 * projection.width
    assert east > 0.8 * projection.width
    assert projection.scale > 1 / 15
