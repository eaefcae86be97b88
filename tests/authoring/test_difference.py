"""What an edit changed for people: nothing between a scenario and itself, every change once, odds as two balances tell them."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from threading import Event

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisengine import storage
from crisisengine.authoring.difference import two_proofs, two_versions
from crisisengine.authoring.difference.change_text import odds_of, shortest_of
from crisisengine.authoring.difference.comparing import compare
from crisisengine.authoring.difference.diff_json import difference_json
from crisisengine.authoring.difference.diff_page import difference_page
from crisisengine.authoring.difference.diff_text import difference_text
from crisisengine.authoring.difference.two_versions import Version, difference
from crisisengine.authoring.difference.word_changes import excerpt, word_changes
from crisisengine.budget import Budget, OverBudget
from crisisengine.checker import judge
from crisisengine.engine.run import start
from crisisengine.loader import MemoryResolver, Volume, read
from crisisengine.testing import scenario_texts

TEXT = """
format = 1
[scenario]
title = "The Gate"
summary = "S"
start = "gate"
minutes = 5
[variable.trust]
start = 2
range = [0, 4]
label = "Trust"
bands = { 0 = "none", 2 = "thin", 4 = "firm" }
[scene.gate]
title = "The gate"
text = "Nine buses have stopped short of the line.[^one]"
[scene.gate.measure.wait]
label = "Wait"
effects = ["trust -= 1"]
result = "Nothing moves."
goto = "line"
[scene.gate.measure.talk.chance.well]
weight = 3
goto = "line"
[scene.gate.measure.talk.chance.ill]
weight = 1
goto = "lost"
[scene.gate.measure.talk]
label = "Talk"
[scene.line]
title = "The line"
text = "A pole, painted twice.[^two]"
[scene.line.measure.cross]
label = "Cross"
requires = "trust >= 1"
goto = "home"
[scene.line.measure.leave]
label = "Leave"
goto = "lost"
[ending.home]
title = "Home"
rank = 2
text = "Home."
[ending.lost]
title = "Lost"
rank = 0
text = "Lost."
[source.one]
title = "First work"
[source.two]
title = "Second work"
[property.way_home]
reachable = "ending.home"
[property.trust_is_kept]
never = "trust == 0"
"""


def version(text, name="gate"):
    reading = read("gate", Volume(f"{name}.toml", text.encode()), MemoryResolver({}))
    return Version(name=name, path=Path(f"{name}.toml"), reading=reading)


def changed(*edits, text=TEXT):
    new = text
    for before, after in edits:
        assert before in new
        new = new.replace(before, after)
    return difference(version(text, "old"), version(new, "new"))


def told(found):
    return {(change.kind, change.key): change for change in found.changes}


def test_between_a_scenario_and_itself_there_is_nothing():
    found = changed()

    assert found.empty
    assert difference_text(found) == ""
    assert json.loads(difference_json(found))["changes"] == []
    assert "Nothing changed for anybody." in difference_page(found)


@settings(max_examples=12)
@given(scenario_texts(largest=200))
def test_a_scenario_is_no_different_from_itself_whatever_it_is(text):
    reading = read("drawn", Volume("drawn.toml", text.encode()), MemoryResolver({}))
    assert compare(reading.sound(), read("drawn", Volume("b.toml", text.encode()), MemoryResolver({})).sound()) == ()


def test_comments_layout_and_the_order_of_works_are_no_change():
    shuffled = TEXT.replace('[source.one]\ntitle = "First work"\n', "").replace(
        "[property.way_home]", '# first\n[source.one]\ntitle = "First work"\n[property.way_home]'
    )

    assert compare(version(TEXT).reading.sound(), version(shuffled).reading.sound()) == ()


def test_each_change_is_told_in_words_at_the_thing_that_it_is_about():
    found = changed(
        ("Nine buses have", "Seven buses have"),
        ("trust >= 1", "trust >= 4"),
        ('title = "Lost"', 'title = "Turned away"'),
        ("trust -= 1", "trust -= 2"),
    )
    changes = told(found)

    assert set(changes) == {
        ("scene", "gate"),
        ("measure", "scene.gate.measure.wait"),
        ("measure", "scene.gate.measure.talk"),
        ("measure", "scene.line.measure.leave"),
        ("measure", "scene.line.measure.cross"),
        ("ending", "lost"),
    }
    (facet,) = changes["measure", "scene.line.measure.cross"].facets
    assert (facet.term, facet.before, facet.after) == (
        "Open",
        "only if “Trust” is at least 1 (none)",
        "only if “Trust” is firm",
    )
    text = difference_text(found)
    assert "[-Nine-]{+Seven+} buses have stopped" in " ".join(text.split())
    assert "Does: Trust down by [-one-]{+two+}" in text


def test_a_place_that_moved_is_told_though_every_run_is_the_same():
    site = '[site.gate]\nname = "The gate"\nat = [13.6, {}]\n'
    before, after = (version(TEXT + site.format(longitude)).reading.legible for longitude in (102.5, 102.9))
    (change,) = compare(before, after)

    assert before.fingerprint == after.fingerprint
    assert [(facet.term, facet.before, facet.after) for facet in change.facets] == [
        ("On the map", "The gate (13.6° N, 102.5° E)", "The gate (13.6° N, 102.9° E)")
    ]


def test_what_came_what_went_and_what_bears_another_name_are_told_apart():
    found = changed(
        ("[scene.line]", "[scene.pole]"), ("[scene.line.", "[scene.pole."), ('goto = "line"', 'goto = "pole"'),
        ("[ending.lost]", '[ending.late]\ntitle = "Late"\nrank = 1\ntext = "Late."\nwhen = "trust == 4"\n[ending.lost]'),
        ('[property.way_home]\nreachable = "ending.home"\n', ""),
    )  # fmt: skip
    changes = told(found)

    assert (changes["scene", "pole"].how, changes["scene", "pole"].was) == ("renamed", "line")
    assert changes["ending", "late"].how == "new"
    assert changes["promise", "way_home"].how == "gone"
    assert ("scene", "line") not in changes
    assert [turn.after for turn in found.turns if turn.name == "way_home"] == [None]


def test_a_promise_that_turned_comes_first_and_odds_and_shortest_ways_are_told_before_and_now():
    found = changed(("trust -= 1", "trust -= 2"), ("weight = 3", "weight = 1"))

    assert [turn.name for turn in found.turned if turn.name] == ["trust_is_kept"]
    moves = {move.id: move for move in found.endings}
    assert moves["home"].before.share == pytest.approx((0.5 + 0.5 * 0.75) * 0.5)
    assert moves["home"].after.share == pytest.approx(0.5 * 0.5 * 0.5)
    assert difference_text(found).split("\n")[2].startswith("1 promise that held no longer does")
    assert 'class="headline turned"' in difference_page(found)


def test_odds_that_moved_by_less_than_is_read_are_told_as_they_are_read():
    text = TEXT.replace("weight = 3", "weight = 20000").replace("weight = 1", "weight = 10000")
    found = changed(("weight = 10000", "weight = 10001"), text=text)
    (home,) = (move for move in found.endings if move.id == "home")

    assert odds_of(home) == ("41.7 %", "41.7 %")
    assert shortest_of(home) == "2 decisions; a little less likely"


@settings(max_examples=6)
@given(scenario_texts(largest=100), scenario_texts(largest=100))
def test_the_odds_are_those_of_two_balances(old, new):
    found = difference(version(old, "old"), version(new, "new"))
    for side, text in (("before", old), ("after", new)):
        told_version = version(text)
        balance = judge(told_version.path, told_version.reading, with_balance=True).balance
        if balance is None or not found.endings:
            continue
        told_of = {move.id: getattr(move, side) for move in found.endings if getattr(move, side) is not None}
        assert set(told_of) == {ending.id for ending in balance.endings}
        for ending in balance.endings:
            odds = told_of[ending.id]
            assert (odds.share, odds.known) == (ending.share.value, ending.share.known)
            assert odds.shortest == ending.shortest


@pytest.mark.parametrize("there_is_a_process", [True, False])
def test_an_older_version_proved_beside_the_newer_has_the_odds_that_it_has_here(monkeypatch, there_is_a_process):
    begun, here, find_out = Event(), [], two_proofs._found_out

    class Watched(two_proofs.Proving):
        def start(self, path, reading):
            super().start(path, reading)
            begun.set()

    def found_out(path, *rest):
        assert begun.wait(10), "the newer one's proof took long: the older one's was to begin beside it"
        here.append(path.stem)
        return find_out(path, *rest)

    monkeypatch.setattr(two_proofs, "LONG", 0.0)
    monkeypatch.setattr(two_proofs, "Proving", Watched)
    monkeypatch.setattr(two_proofs, "_found_out", found_out)
    if not there_is_a_process:
        monkeypatch.setattr(sys, "executable", "/nowhere/python")
    beside = f"Beside {there_is_a_process}"  # texts that no cache knows
    before, after = TEXT.replace("Nothing moves", beside), TEXT.replace("Nothing moves", beside + " now")
    found = difference(version(before, "old"), version(after, "new"))

    assert here == (["new"] if there_is_a_process else ["new", "old"])
    moves = {move.id: move for move in found.endings}
    assert moves["home"].before.share == moves["home"].after.share == pytest.approx((0.5 + 0.5 * 0.75) * 0.5)


def test_without_time_nothing_is_known_of_either_version_and_both_share_what_there_is(monkeypatch):
    given, find_out = [], two_proofs._found_out

    def found_out(path, reading, budget, progress):
        given.append((path.stem, budget.seconds))
        return find_out(path, reading, budget.part(0.0), progress)

    monkeypatch.setattr(two_proofs, "_found_out", found_out)
    hasty = TEXT.replace("Nothing moves", "Nobody has time")  # texts that no cache knows
    old, new = version(hasty, "old"), version(hasty.replace("trust >= 1", "trust >= 2"), "new")
    spent = two_proofs.two_outlooks((old.path, old.reading), (new.path, new.reading), Budget(2.0))

    assert [name for name, _seconds in given] == ["new", "old"]
    assert given[0][1] <= 1.0 < given[1][1] <= 2.0
    assert [outlook.verdict for outlook in spent] == ["undecided", "undecided"]
    assert not any(outlook.endings for outlook in spent)


def test_kept_runs_for_which_there_was_no_time_are_counted(tmp_path, monkeypatch):
    old = version(TEXT, "old")
    storage.save_run(start(old.reading.sound(), 1).decide("wait"), tmp_path)

    def no_time(*_journal, **_budget):
        raise OverBudget("replaying", "seconds")

    monkeypatch.setattr(two_versions, "resume", no_time)
    found = difference(old, version(TEXT, "new"), tuple(storage.saves(tmp_path)))

    assert (found.kept, found.notes) == ((), ("there was no time to try 1 kept run",))
    assert "Note: there was no time to try 1 kept run." in difference_text(found)


def test_kept_runs_that_no_longer_fit_are_named_with_the_decision(tmp_path):
    old = version(TEXT, "old")
    run = start(old.reading.sound(), 1).decide("wait").decide("cross")
    storage.save_run(run, tmp_path)
    kept = tuple(storage.saves(tmp_path))
    found = difference(old, version(TEXT.replace("trust -= 1", "trust -= 2"), "new"), kept)

    assert [(fit.before, fit.after) for fit in found.kept] == [(2, 1)]
    assert "fits up to decision 1 of 2" in difference_text(found)
    assert "Kept runs: 0 of 1 still fit" in difference_text(found)


def test_a_version_that_does_not_load_is_compared_as_far_as_it_can_be_read():
    found = changed(("trust >= 1", "nosuch >= 1"), ("Nine buses", "Ten buses"))

    assert ("scene", "gate") in told(found)
    assert any("does not load" in note for note in found.notes)
    assert found.turns[0].after == "invalid"
    assert found.endings == ()


@pytest.mark.parametrize(("before", "after"), [("trust >= 1", "nosuch >= 1"), ('"Nine buses have stopped', '"""Nine buses have stopped'), ("Nine buses", "word " * 5_000), ("[scene.line]", "[scene..line]")])  # fmt: skip
def test_a_text_that_does_not_load_is_no_different_from_itself_either(before, after):
    torn = TEXT.replace(before, after)
    found = changed(text=torn)

    assert version(torn).reading.scenario is None
    assert (found.empty, found.notes, difference_text(found)) == (True, (), "")
    assert json.loads(difference_json(found))["empty"] is True
    assert "Nothing changed for anybody." in difference_page(found)
    assert "does not load" not in difference_page(found)


def test_what_a_version_leaves_out_is_named_once_a_side_and_not_told_as_changed():
    found = changed(("Nine buses have stopped", "word " * 5_000), ("trust >= 1", "nosuch >= 1"), ("A pole", "A post"))
    text = " ".join(difference_text(found).split())
    changes = told(found)

    assert {key: change.how for key, change in changes.items()} == {
        ("scene", "gate"): "unread",
        ("measure", "scene.line.measure.cross"): "unread",
        ("scene", "line"): "changed",
    }
    assert changes["scene", "gate"].facets == ()
    assert found.notes == ("new does not load: `scene.gate.text` and `scene.line.measure.cross.requires` are left out, and nothing is proved of it",)  # fmt: skip
    assert "Not compared: `text` is left out in new" in text
    assert "1 scene changed, 1 not compared; 1 measure not compared" in text
    assert "<code>text</code> is left out in new" in difference_page(found)


def test_where_both_do_not_load_each_says_what_it_alone_leaves_out():
    torn = TEXT.replace("trust >= 1", "nosuch >= 1")
    more = torn.replace("trust -= 1", "nosuch -= 1")
    found = difference(version(torn, "old"), version(more, "new"))

    assert found.notes == (
        "old does not load, and nothing is proved of it",
        "new does not load: `scene.gate.measure.wait.effects[0]` is left out, and nothing is proved of it",
    )
    assert set(told(found)) == {("measure", "scene.gate.measure.wait")}


@settings(max_examples=100)
@given(st.text("ab .,\n", max_size=40), st.text("ab .,\n", max_size=40))
def test_words_that_are_not_new_are_the_text_before_and_those_not_gone_the_text_after(before, after):
    stretches = word_changes(before, after)

    assert "".join(stretch.text for stretch in stretches if stretch.kind != "new") == before
    assert "".join(stretch.text for stretch in stretches if stretch.kind != "gone") == after
    for shown in (excerpt(stretches, 2), excerpt(stretches, 0)):
        assert [part for part in shown if part.kind != "same"] == [part for part in stretches if part.kind != "same"]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("All, or the buses turn round", "Ask for their doctor to examine the nine", "[-All, or the buses turn round-]{+Ask for their doctor to examine the nine+}"),
        ("Calm down by one; The staff down by one; Fuel set to 3", "Calm down by one; Fuel set to 3", "Calm down by one; [-The staff down by one; -]Fuel set to 3"),
        ("Calm down by one; Staff down by one; Fuel up by one", "Calm down by two; Fuel up by two", "Calm down by [-one-]{+two+}; [-Staff down by one; -]Fuel up by [-one-]{+two+}"),
        ("It was night. Nobody came.", "It was a night. Nobody came.", "It was {+a +}night. Nobody came."),
    ],
)  # fmt: skip
def test_a_change_is_told_clause_by_clause_and_two_sentences_are_not_woven_into_one(before, after, told):
    marks = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}

    assert "".join(marks[stretch.kind].format(stretch.text) for stretch in word_changes(before, after)) == told


def test_a_change_that_nobody_reads_on_a_terminal_is_told_in_part_and_whole_on_the_page():
    found = changed(("Nine buses have stopped short of the line.", "word " * 500))

    assert len(difference_text(found)) < 3_000
    assert "... and 3" in " ".join(difference_text(found).split())
    assert difference_page(found).count("word") >= 500


def test_a_strangers_words_are_words_on_the_page_and_steer_no_terminal():
    hostile = "<script>alert(1)</script> </ins><img src=x onerror=y> \\u200d"
    found = changed(("Nine buses have", hostile), ('title = "Lost"', f'title = "{hostile}"'))
    page, text = difference_page(found), difference_text(found)

    assert "<script" not in page
    assert "<img" not in page
    assert len(re.findall("<ins>", page)) == len(re.findall("</ins>", page))
    assert all(character.isprintable() or character == "\n" for character in text)
