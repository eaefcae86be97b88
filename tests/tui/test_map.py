"""The map in the terminal: dots that stay in their cells, names where there is room, and a list that leaves nothing out."""

from __future__ import annotations

import re

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from crisisengine import storage
from crisisengine.engine.run import start
from crisisengine.session.session import Session
from crisisengine.tui.braille import Dots
from crisisengine.tui.screens.map import MapDialog
from crisisengine.tui.widgets.play.map import drawn, map_and_list

CONVOY = storage.load("the_convoy_home")
anywhere = st.tuples(*[st.floats(-1e9, 1e9)] * 2)


@given(st.lists(anywhere, min_size=2, max_size=5), st.integers(1, 2))
def test_a_line_from_anywhere_to_anywhere_is_drawn_in_the_cells_that_there_are(points, every):
    dots = Dots(7, 5)
    dots.line(points, every)
    assert all(0 <= column < 7 and 0 <= row < 5 for column, row in dots._set)


def test_a_line_across_the_picture_sets_the_dots_that_it_crosses_and_a_dotted_one_every_second():
    whole, dotted = Dots(3, 1), Dots(3, 1)
    whole.line([(-10, 0), (10, 0)])
    dotted.line([(-10, 0), (10, 0)], every=2)
    assert [whole.sign(column, 0) for column in range(3)] == ["⠉", "⠉", "⠁"]
    assert [dotted.sign(column, 0) for column in range(3)] == ["⠁", "⠁", "⠁"]


def test_the_list_has_every_place_and_its_number_whatever_the_picture_has_room_for():
    found = Session(start(CONVOY, 1)).situation()
    crowded = evolve(found, places=tuple(evolve(place, site=found.places[0].site) for place in found.places) * 5)
    shown = map_and_list(crowded, 12)(60).plain

    assert shown.count("(13.68° N, 102.5° E)") == 20
    assert "20 Camp beyond the border" in shown
    assert all(len(line) <= 60 for line in shown.split("\n"))


@pytest.mark.parametrize("name", ["ជំរំ", "東京", "مركز", "שלום", "a\u200e1"])
def test_a_name_that_terminals_disagree_on_gives_way_to_its_number_in_the_picture(name):
    found = Session(start(CONVOY, 1)).situation()
    first, *rest = found.places
    foreign = evolve(first, site=evolve(first.site, name=name))
    picture, listed = map_and_list(evolve(found, places=(foreign, *rest)), 20)(80).plain.split("◆ the scene")

    assert name not in picture
    assert "○ 1" in picture
    assert f"1 {name}" in listed


def test_no_name_stands_halfway_between_two_marks_and_the_scene_is_named_above_where_there_is_no_room_beside_it():
    found = Session(start(CONVOY, 1)).situation()
    first = found.places[0]

    def row(*columns):
        """The scene first, and places beside it, on a map of a cell for each tenth of a degree."""
        corners = [(14.0, 100.0), (11.0, 106.0)]
        spots = [(12.5, 100 + column / 10) for column in columns] + corners
        return tuple(
            evolve(
                first,
                here=not number,
                scenes=(),
                parties=(),
                site=evolve(first.site, name="Town", latitude=spot[0], longitude=spot[1]),
            )
            for number, spot in enumerate(spots)
        )

    picture = [line.plain for line in drawn(evolve(found, places=row(30, 26, 34), outline=None), 66, 40)]
    (at,) = (number for number, line in enumerate(picture) if "◆" in line)

    assert not re.search(r"[○◆] \S+ [○◆]", picture[at])
    assert "Town" in picture[at - 1]
    assert abs(picture[at - 1].index("Town") + 2 - picture[at].index("◆")) <= 1


def test_where_two_places_share_a_cell_the_one_where_something_has_happened_is_drawn():
    found = Session(start(CONVOY, 1)).situation()
    first = evolve(found.places[0], here=False, scenes=())
    both = evolve(found, places=(first, evolve(first, scenes=("The table",))), outline=None)
    picture = map_and_list(both, 20)(80).plain.split("◆ the scene")[0]

    assert "●" in picture
    assert "○" not in picture


async def opened(stage, app, pilot, hint):
    """What the map shows once it is opened by the key that a hint names."""
    await stage.until(pilot, lambda: hint in stage.picture(app))
    await pilot.press("m")
    await stage.until(pilot, lambda: isinstance(app.screen, MapDialog))
    return stage.picture(app)


def test_a_key_opens_it_and_a_large_window_shows_it_beside_the_story(stage):
    session = Session(start(CONVOY, 1).decide("notice"))

    async def script(app, pilot):
        shown = await opened(stage, app, pilot, "m tells more")
        assert "◆ 4 Sisophon (13.59° N, 102.97° E)" in shown
        assert "Happened here: “A borrowed table”, “The same page, four times”." in shown
        assert "Police chief of Sisophon: consent" in shown
        await pilot.press("escape")
        await stage.until(pilot, lambda: not isinstance(app.screen, MapDialog))

    stage.play(script, session, size=(200, 60))


def test_a_window_of_forty_rows_shows_the_picture_whole_with_its_signs_and_the_first_of_the_list(stage):
    session = Session(start(CONVOY, 1).decide("notice"))

    async def script(app, pilot):
        shown = await opened(stage, app, pilot, "m map")
        assert "◆ the scene   ● something has happened" in shown
        assert "○ 1 Camp beyond the border" in shown

    stage.play(script, session, size=(120, 40))
