"""What is explored while somebody plays is the very scenario that is played."""

from __future__ import annotations

from pathlib import Path

import pytest

from crisisengine.session.library import Library
from crisisengine.session.prefetch import Prefetch
from crisisengine.storage.cache import find_reachable_endings

STORY = """\
format = 1
[scenario]
title = "T"
summary = "S"
start = "a"
minutes = 1
invented = "All."
[scene.a]
title = "A"
text = "A"
[scene.a.measure.go]
label = "Go"
goto = "e"
[ending.e]
title = "E"
rank = 1
text = "E"
history = "E"
"""


@pytest.fixture
def library(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "scenarios").mkdir()
    Path("elsewhere/tale.toml").write_text(STORY)
    Path("scenarios/tale.toml").write_text(STORY.replace("All.", "Another tale."))
    return Library(tmp_path / "saves", Prefetch())


def test_a_scenario_played_by_its_path_is_explored_and_not_another_one_of_its_id(library):
    session, other = library.open("elsewhere/tale.toml"), library.open("tale")
    library.explore_ahead(session)
    library.prefetch.process.wait(60)
    library.close()

    assert find_reachable_endings(session.scenario.fingerprint) is not None
    assert find_reachable_endings(other.scenario.fingerprint) is None
