"""A run beside a text: it stays where it still fits, and is set by hand without ever becoming a journal."""

from __future__ import annotations

from pathlib import Path

import pytest

from crisisengine.authoring.by_hand import Line
from crisisengine.authoring.preview import Preview, read_text
from crisisengine.errors import ChoiceRefused

STORY = """\
format = 1
[scenario]
title = "Tale"
summary = "S"
start = "road"
minutes = 1
invented = "All."
[variable.trust]
range = [0, 6]
start = 3
label = "Trust"
bands = { 0 = "none", 3 = "some", 5 = "much" }
[variable.seen]
start = false
[variable.mood]
values = ["low", "high"]
start = "low"
[variable.safe]
is = "trust >= 3"
[scene.road]
title = "Road"
text = "{seen: You saw it. | Nothing yet.}"
[scene.road.measure.look]
label = "Look"
effects = ["seen = true", "trust += 1"]
goto = "gate"
[scene.gate]
title = "Gate"
text = "A gate."
[scene.gate.measure.ask]
label = "Ask"
requires = "safe"
effects = ["trust += 1", "mood = 'high'"]
[scene.gate.measure.go]
label = "Go"
when = "seen"
goto = "home"
[ending.home]
title = "Home"
rank = 1
text = "E"
history = "H"
[property.ends]
eventually = "ending.home"
"""


@pytest.fixture
def text(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = Path("tale.toml")
    path.write_text(STORY)
    return path


@pytest.fixture
def preview(text):
    return Preview(text, read_text(text))


def save(preview, old, new):
    """Save the text with a change, and go on with it."""
    assert old in preview.path.read_text()
    preview.path.write_text(preview.path.read_text().replace(old, new))
    return preview.take(read_text(preview.path))


def play(preview, *measures):
    for measure in measures:
        assert not preview.session.decide(measure)


def test_an_edit_that_changes_no_rule_leaves_the_run_where_it_is_and_shows_the_new_words(preview):
    play(preview, "look", "ask")
    assert save(preview, "A gate.", "A high gate.") == ()

    assert preview.run.place == "gate"
    assert len(preview.run.decisions) == 2
    assert preview.session.view.text == "A high gate."


def test_while_the_text_is_broken_what_loaded_last_is_played_on_and_the_faults_say_where(preview):
    play(preview, "look")
    assert save(preview, 'requires = "safe"', 'requires = "saef"') == ()

    assert preview.broken
    place = preview.place_of(preview.faults[0])
    assert STORY.splitlines()[place.line - 1] == 'requires = "safe"'
    assert place.path == preview.path
    play(preview, "ask")
    assert save(preview, "saef", "safe") == ()
    assert not preview.broken
    assert [decision.measure for decision in preview.run.decisions] == ["look", "ask"]


def test_the_first_decision_that_no_longer_fits_is_named_the_page_stays_and_undo_leads_to_what_fits(preview):
    play(preview, "look", "ask")
    told = save(preview, "[scene.road.measure.look]", "[scene.road.measure.watch]")

    assert told[0].startswith("decision 1 of 2, `road.look`, no longer fits: `look` is not offered in `road`")
    assert preview.run.place == "gate"
    assert preview.session.values()["trust"] == 5
    assert preview.run.opening
    assert preview.undo() == ""
    assert preview.run.place == "road"
    assert not preview.run.opening


def test_a_scene_that_gets_another_name_is_followed(preview):
    play(preview, "look", "ask")
    preview.path.write_text(STORY.replace("scene.gate", "scene.door").replace('goto = "gate"', 'goto = "door"'))
    told = preview.take(read_text(preview.path))

    assert told == ("scene `gate` is called `door` now",)
    assert preview.run.place == "door"
    assert [decision.scene for decision in preview.run.decisions] == ["road", "door"]


def test_a_scene_that_is_gone_leaves_the_run_where_it_still_fits(preview):
    play(preview, "look")
    preview.path.write_text(
        STORY[: STORY.index("[scene.gate]")]
        .replace('goto = "gate"', 'goto = "home"')
        .replace("measure.look", "measure.x")
        + STORY[STORY.index("[ending.home]") :]
    )
    told = preview.take(read_text(preview.path))

    assert told[1] == "`gate` is gone; the run stands where it still fits"
    assert preview.run.place == "road"


def test_decisions_that_lead_elsewhere_now_are_followed_and_told_of(preview):
    play(preview, "look")
    told = save(preview, 'goto = "gate"', 'goto = "home"')

    assert told == ("the same decisions lead to `home` now, they led to `gate`",)


def test_a_file_that_is_gone_is_a_fault_and_comes_back(preview):
    play(preview, "look")
    preview.path.unlink()
    preview.take(read_text(preview.path))
    assert preview.broken and preview.faults[0].code == "unreadable-file"
    assert preview.place_of(preview.faults[0]).line == 1
    preview.path.write_text(STORY)
    assert preview.take(read_text(preview.path)) == ()
    assert preview.run.place == "gate"


def test_a_text_that_never_loaded_is_played_as_soon_as_it_loads(text):
    text.write_text("[scenario")
    preview = Preview(text, read_text(text))
    assert preview.session is None and preview.broken
    assert preview.here().line == 1
    text.write_text(STORY)
    preview.take(read_text(text))
    assert preview.run.place == "road"


def test_values_are_set_by_hand_as_an_author_writes_them_or_as_a_player_reads_them(preview):
    preview.go_to("gate")
    for name, said, value in (
        ("trust", "1", 1), ("trust", "much", 5), ("seen", "yes", 1), ("seen", "false", 0), ("mood", "'high'", 1),
    ):  # fmt: skip
        preview.set_value(name, said)
        assert {each.name: each.value for each in (*preview.touched(), *preview.others())}[name] == value
    assert preview.run.place == "gate"
    assert preview.shift("trust", 1) and not preview.shift("trust", 5)
    assert preview.session.values()["trust"] == 6
    preview.undo()
    assert preview.run.place == "road", "settings in a row are one step back"


@pytest.mark.parametrize(
    ("name", "said", "told"),
    [
        ("trsut", "1", "did you mean `trust`?"),
        ("safe", "1", "set what it is derived from"),
        ("trust", "7", "it can be 0 to 6"),
        ("trust", "\x1b[31m", "it can be 0 to 6"),
        ("mood", "3", "it can be `low`, `high`"),
        ("seen", "maybe", "it can be `yes`, `true`, `no`, `false`"),
    ],
)
def test_what_cannot_be_set_is_refused_with_what_can(preview, name, said, told):
    with pytest.raises(ChoiceRefused) as refused:
        preview.set_value(name, said)
    assert told in refused.value.hint
    assert str(refused.value).isprintable()


def test_a_state_set_by_hand_outlives_an_edit_of_the_text_and_is_no_journal(preview, tmp_path):
    preview.go_to("gate")
    preview.set_value("trust", "6")
    assert save(preview, "range = [0, 6]", "range = [0, 5]") == ()
    assert preview.run.place == "gate"
    assert preview.session.values()["trust"] == 5, "held by the end of its new range"
    play(preview, "ask")
    with pytest.raises(ChoiceRefused, match="set by hand"):
        preview.keep(tmp_path / "saves")
    assert not (tmp_path / "saves").exists()


def test_a_run_is_kept_as_a_journal_only_when_somebody_asks(preview, tmp_path):
    with pytest.raises(ChoiceRefused, match="nothing is decided"):
        preview.keep(tmp_path / "saves")
    play(preview, "look")
    assert not (tmp_path / "saves").exists()
    assert preview.keep(tmp_path / "saves").is_file()


def test_what_is_read_and_written_here_is_told_with_who_does_it(preview):
    assert [(each.name, each.read_by, each.written_by) for each in preview.touched()] == [
        ("seen", ("the text",), ("measure look",)),
        ("trust", (), ("measure look",)),
    ]
    preview.go_to("gate")
    found = {each.name: each for each in preview.touched()}
    assert found["safe"].read_by == ("measure ask",) and not found["safe"].settable
    assert found["trust"].read_by == (), "`trust += 1` asks for nothing"
    assert found["mood"].written_by == ("measure ask",)
    assert (found["trust"].label, found["trust"].word) == ("Trust", "some")
    assert "seen" in found
    preview.go_to("home")
    assert preview.touched() == ()


def test_of_what_is_touched_here_it_is_told_which_ending_asks_for_it_anywhere(preview):
    save(preview, "rank = 1\n", "rank = 1\nwhen = \"trust == 0 and mood == 'low'\"\n")

    assert [(each.name, each.read_by) for each in preview.touched()] == [
        ("seen", ("the text",)),
        ("trust", ("ending home",)),
    ]


def test_the_page_that_is_looked_at_has_its_place_in_the_text(preview):
    preview.go_to("gate")
    assert STORY.splitlines()[preview.here().line - 1] == "[scene.gate]"


def test_a_way_begins_with_the_draw_that_it_needs_and_an_edit_keeps_it(preview):
    save(preview, "[variable.seen]\nstart = false", "[variable.seen]\nstart = { false = 1, true = 1 }")
    for drawn in (False, True):
        assert preview.play(Line(None, preview.run.decisions, {"seen": drawn})) == ""
        assert {each.name: each.value for each in preview.touched()}["seen"] == drawn
        assert save(preview, "A gate", "A gate") == ()
        assert {each.name: each.value for each in preview.touched()}["seen"] == drawn


ARRIVING = """
[inject.call]
from = "The gate"
text = "Somebody calls. Trust is {trust.word}."
when = "scene.gate and trust >= 3"
effects = ["trust += 2"]
[inject.away]
from = "The world"
text = "You are called away."
when = "scene.gate"
goto = "road"
[inject.silent]
from = "The gate"
text = "Nobody trusts you."
when = "scene.gate and trust < 3"
"""


def test_a_page_that_one_goes_to_by_hand_shows_what_comes_on_arriving_and_leads_nowhere_else(text):
    text.write_text(STORY + ARRIVING)
    preview = Preview(text, read_text(text))
    assert preview.session.account() is None
    preview.go_to("gate")

    told = preview.session.account()
    assert [(card.inject, card.text) for card in told.cards] == [("call", "Somebody calls. Trust is much.")]
    assert (preview.run.place, preview.session.values()["trust"]) == ("gate", 5)
    preview.set_value("trust", "1")
    assert [card.inject for card in preview.session.account().cards] == ["call"]
    save(preview, "Somebody calls.", "Somebody shouts.")
    assert preview.session.account().cards[0].text.startswith("Somebody shouts.")
    preview.go_to("gate")
    assert [card.inject for card in preview.session.account().cards] == ["silent"]
    preview.go_to("gate")
    assert preview.session.account() is None, "what came once does not come again"


def test_the_scenarios_own_variables_stand_before_those_of_its_doctrine(text, tmp_path):
    (tmp_path / "mine.toml").write_text(
        'format = 1\n[doctrine]\ntitle = "D"\nsummary = "D"\n[variable.brought]\nstart = false\nlabel = "Brought"\n'
    )
    text.write_text(STORY.replace("format = 1\n", 'format = 1\nextends = "./mine.toml"\n'))
    preview = Preview(text, read_text(text))
    preview.go_to("home")

    assert [each.name for each in preview.others()] == ["trust", "seen", "mood", "safe", "brought"]
    assert [each.name for each in preview.others() if each.counted] == ["trust"]
