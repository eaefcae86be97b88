"""Where scenes are is told by `info` and in the debrief, and a run that was kept before a map was given goes on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crisisengine import storage
from crisisengine.cli.main import main
from crisisengine.debriefing import debrief
from crisisengine.reports import html_report, json_report, markdown_report

WELL = Path(__file__).parent / "the_well" / "the_well.toml"
KEPT = WELL.with_name("asked_twice.toml")


def test_info_lists_the_sites_and_what_is_drawn_beside_them(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["info", str(WELL)])
    told = capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["info", str(WELL), "--output-format", "json"])
    facts = json.loads(capsys.readouterr().out)

    assert "1 site on the map\n  square: The square, 1.5° S, 36.8° E (1 scene)\n" in told
    assert "outline brook.geojson: 1 line of 3 points" in told
    assert facts["sites"] == [{"id": "square", "name": "The square", "at": [-1.5, 36.8]}]
    assert facts["outline"] == "brook.geojson"


def test_the_debrief_tells_the_site_of_each_scene_that_has_one() -> None:
    opened, _ = storage.open_journal(KEPT, str(WELL))
    read = debrief(opened.run)

    assert opened.notes == (), "kept before the scenario had a map"
    for report in (markdown_report, html_report):
        assert report.debrief_report(read).count("at The square (1.5° S, 36.8° E)") == 1
    first, second = json.loads(json_report.debrief_report(read))["decisions"]
    assert first["site"] == {"id": "square", "name": "The square", "at": [-1.5, 36.8]}
    assert "site" not in second
