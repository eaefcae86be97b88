"""A price stands wherever a measure is offered: on a phone, on the pages of a run alone, on the wall and line by line."""

from __future__ import annotations

from pathlib import Path

from playing import Reader, new_run, playing, words_of
from served_room import begun, served

from crisisengine.engine.rules import begin
from crisisengine.engine.view import view
from crisisengine.plain.wording import measure
from crisisengine.storage import read_scenario
from crisisengine.tui.projector.voting_lines import numbered

SCENARIO = read_scenario(Path(__file__).parents[1] / "scenarios" / "format" / "costs.toml").sound()
PRICE = "price: Patience of the village −2"


def test_on_the_ballot_of_a_phone(tmp_path):
    with served(begun(tmp_path, SCENARIO)) as room:
        phone = room.phone()
        room.to("vote")

        ballot = words_of(phone.get())
        assert f"2: Ask the village for another boat ({PRICE})" in ballot.replace("3: Ask", "2: Ask")
        assert "Stop here (" not in ballot


def test_on_the_pages_of_a_run_alone_open_or_locked(tmp_path):
    with playing(new_run(tmp_path, SCENARIO)) as server:
        reader = Reader(server.port)
        page = words_of(reader.see() if reader.enter(server).options else reader.act(reader.see(), "begin"))

        assert f"Ask the village for another boat ({PRICE})" in page
        assert "Nobody has seen a boat come back yet." in page
        assert "Price: Boats −2, `ropes` −1." in page


def test_on_the_wall_and_line_by_line():
    seen = view(SCENARIO, begin(SCENARIO))
    wall = numbered(seen, [offer.measure for offer in seen.offers if not offer.locked])(120).plain
    lines = [measure(offer) for offer in seen.offers]

    assert PRICE in wall
    assert "Send two, roped together (price: Boats −2, `ropes` −1): locked." in wall
    assert lines[0] == "Send one boat (price: Boats −1)"
    assert lines[1].endswith("Price: Boats −2, `ropes` −1.")
