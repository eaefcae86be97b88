"""A scenario edited under a journal, in the seven ways that break other engines' saves, and a few more.

Each is right, or openly refused at the exact decision; the old journal is never touched.
"""

from __future__ import annotations

import pytest

from crisisengine import storage
from crisisengine.engine.rules import value
from crisisengine.engine.run import start
from crisisengine.errors import CrisisError, JournalError

STORY = """
format = 1

[scenario]
title    = "The culvert"
summary  = "Three decisions on a road."
start    = "road"
minutes  = 1
invented = "All of it."

[variable.trust]
label = "Trust"
start = 3
range = [0, 6]

[variable.notes]
start = 0
range = [0, 9]

[scene.road]
title = "Kilometre 31"
text  = "A lorry stands in the way."

[scene.road.measure.ask]
label   = "Ask the driver"
effects = ["trust += 1", "notes += 1"]

[scene.road.measure.report]
label   = "Report it"
effects = ["trust -= 1"]
goto    = "town"

[scene.town]
title = "Sisophon"
text  = "The barrier is down."

[scene.town.measure.wait]
label   = "Wait"
effects = ["notes += 1"]

[scene.town.measure.walk]
label = "Walk through"
goto  = "home"

[ending.home]
title   = "Home"
rank    = 1
text    = "You are there."
history = "Nothing of the kind is recorded."
"""
DECIDED = ("ask", "report", "wait")


def edited(*changes: tuple[str, str]) -> str:
    """The story with some text replaced, each of it exactly once."""
    text = STORY
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


@pytest.fixture
def kept(tmp_path):
    """A journal of three decisions, with its scenario beside it."""
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "culvert.toml").write_text(STORY)
    run = start(storage.load(str(tmp_path / "scenarios" / "culvert.toml")), 7)
    for measure in DECIDED:
        run = run.decide(measure)
    return storage.save_run(run, tmp_path / "saves")


def reopened(kept, text):
    """The journal after the scenario was edited."""
    (kept.parents[1] / "scenarios" / "culvert.toml").write_text(text)
    return storage.open_journal(kept)


FITS = {
    "text changed": edited(("A lorry stands in the way.", "A lorry, on its side.")),
    "variable added": edited(("[variable.notes]", "[variable.fuel]\nstart = 5\nrange = [0, 9]\n\n[variable.notes]")),
    "variable removed": edited(
        ("[variable.notes]\nstart = 0\nrange = [0, 9]\n", ""), ('["trust += 1", "notes += 1"]', '["trust += 1"]'), ('\neffects = ["notes += 1"]', "")
    ),
    "measure added above": edited(("[scene.road.measure.ask]", '[scene.road.measure.back_off]\nlabel = "Turn back"\ngoto = "home"\n\n[scene.road.measure.ask]')),
    "measure removed that was not taken": edited(('[scene.town.measure.walk]\nlabel = "Walk through"\ngoto  = "home"\n', "")),
    "measures in another order": edited(
        ('[scene.road.measure.ask]\nlabel   = "Ask the driver"\neffects = ["trust += 1", "notes += 1"]\n\n', ""),
        ("[scene.town]\n", '[scene.road.measure.ask]\nlabel   = "Ask the driver"\neffects = ["trust += 1", "notes += 1"]\n\n[scene.town]\n'),
    ),
    "scene added above": edited(("[scene.road]", '[scene.camp]\ntitle = "Camp"\ntext = "x"\n[scene.camp.measure.go]\nlabel = "Go"\ngoto = "road"\n\n[scene.road]')),
}  # fmt: skip
REFUSED = {
    "measure removed": (
        edited(('[scene.town.measure.wait]\nlabel   = "Wait"\neffects = ["notes += 1"]\n', "")),
        3, "decision 3, `town.wait`, does not fit: `wait` is not offered in `town`",
    ),
    "first measure removed": (
        edited(('[scene.road.measure.ask]\nlabel   = "Ask the driver"\neffects = ["trust += 1", "notes += 1"]\n', "")),
        1, "decision 1, `road.ask`, does not fit: `ask` is not offered in `road`",
    ),
    "scene renamed": (
        edited(("[scene.town]", "[scene.gate]"), ("[scene.town.measure.wait]", "[scene.gate.measure.wait]"),
               ("[scene.town.measure.walk]", "[scene.gate.measure.walk]"), ('goto    = "town"', 'goto    = "gate"')),
        3, "decision 3, `town.wait`, does not fit: it was taken in `town`, and the run is in `gate` now",
    ),
    "first scene renamed": (
        STORY.replace("scene.road", "scene.street").replace('"road"', '"street"'),
        1, "decision 1, `road.ask`, does not fit: it was taken in `road`, and the run is in `street` now",
    ),
    "scene deleted": (
        edited((STORY[STORY.index("[scene.town]") : STORY.index("[ending.home]")], ""), ('goto    = "town"', 'goto    = "home"')),
        3, "decision 3, `town.wait`, does not fit: it was taken in `town`, and the run is in `home` now",
    ),
    "measure locked": (
        edited(('label = "Wait"'.replace("label ", "label   "), 'label   = "Wait"\nrequires = "trust > 5"')),
        3, "decision 3, `town.wait`, does not fit: `wait` is locked in `town`",
    ),
    "measure hidden": (
        edited(('label   = "Report it"', 'label   = "Report it"\nwhen = "notes > 1"')),
        2, "decision 2, `road.report`, does not fit: `report` is not offered in `road`",
    ),
    "chance added": (
        edited(('effects = ["notes += 1"]\n', 'effects = ["notes += 1"]\n[scene.town.measure.wait.chance.rain]\nweight = 1\n[scene.town.measure.wait.chance.sun]\nweight = 1\n')),
        3, "decision 3, `town.wait`, does not fit: the world decides what follows `wait`, and no outcome is given",
    ),
}  # fmt: skip


@pytest.mark.parametrize("edit", FITS)
def test_an_edit_that_takes_nothing_away_leaves_the_run_as_it_was(kept, edit):
    before = kept.read_bytes()

    resumed, save = reopened(kept, FITS[edit])

    assert resumed.changed
    assert not resumed.refused
    assert [decision.measure for decision in resumed.run.decisions] == list(DECIDED)
    assert resumed.run.place == "town"
    assert value(resumed.run.scenario, resumed.run.state, "trust") == 3
    save.store(resumed.run.undo().decide("wait"))
    assert save.path != kept
    assert kept.read_bytes() == before


@pytest.mark.parametrize("edit", REFUSED)
def test_an_edit_that_takes_a_decision_away_is_refused_at_that_decision(kept, edit):
    text, number, sentence = REFUSED[edit]
    before = kept.read_bytes()

    resumed, save = reopened(kept, text)

    assert resumed.refused == sentence
    assert resumed.refused_number == number
    assert [decision.measure for decision in resumed.run.decisions] == list(DECIDED[: number - 1])
    assert [decision.measure for decision in resumed.left] == list(DECIDED[number - 1 :])
    save.store(resumed.run)
    assert save.path != kept
    assert kept.read_bytes() == before
    with pytest.raises(JournalError, match="does not fit"):
        storage.resume_file(kept)


def test_a_changed_effect_is_replayed_as_it_is_now_and_said_to_be_another_scenario(kept):
    resumed, _ = reopened(kept, edited(('["trust += 1", "notes += 1"]', '["trust += 2", "notes += 1"]')))

    assert resumed.changed
    assert value(resumed.run.scenario, resumed.run.state, "trust") == 4


def test_a_comment_or_another_layout_is_no_edit(kept):
    resumed, save = reopened(kept, "# revised\n" + STORY.replace("    = ", "=").replace("\n\n", "\n\n\n"))

    assert not resumed.changed
    assert save.path == kept


def test_an_edit_taken_back_lets_the_old_journal_go_on(kept):
    reopened(kept, REFUSED["scene deleted"][0])

    resumed, save = reopened(kept, STORY)
    save.store(resumed.run.decide("walk"))

    assert save.path == kept
    assert storage.resume_file(kept).place == "home"


def test_a_scenario_that_no_longer_loads_leaves_the_journal_alone(kept):
    before = kept.read_bytes()

    with pytest.raises(CrisisError):
        reopened(kept, "= 1")

    assert kept.read_bytes() == before
