"""A run being played: what is decided is kept before it is seen, and leads back to its own scenario."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from attrs import evolve

from crisisengine import storage
from crisisengine.engine.run import replay, start
from crisisengine.engine.view import view
from crisisengine.errors import ChoiceRefused, FilesError
from crisisengine.limits import LONGEST_NOTE, MOST_DECISIONS
from crisisengine.session.library import Library
from crisisengine.session.session import Session

CONVOY = storage.load("the_convoy_home")
PLAY = Path(__file__).parents[1] / "scenarios" / "the_convoy_home" / "stopped.txt"
FERRY = """\
format = 1
[scenario]
title = "The Ferry"
summary = "A landing, a rope, and people waiting."
start = "landing"
minutes = 2
invented = "All of it."
[scene.landing]
title = "The landing"
text = "A rope."
[scene.landing.measure.wait]
label = "Wait"
[scene.landing.measure.cross]
label = "Cross the river"
goto = "over"
[ending.over]
title = "Over"
rank = 1
text = "They are over."
history = "Ferries crossed here until 1994."
"""


@pytest.fixture
def session(tmp_path):
    return Session(start(CONVOY, 7), storage.Save(tmp_path / "saves"))


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A current folder of one's own, and a cache that remembers nothing yet."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CRISISENGINE_CACHE", str(tmp_path / "cache"))
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "ferry.toml").write_text(FERRY)
    return tmp_path


# --- deciding --------------------------------------------------------------------------------------------------------


def test_a_decision_is_kept_with_its_time_and_its_reason(session):
    assert session.decide("notice", "to be  fair\n") == ""

    (decision,) = storage.resume_file(session.save.path).decisions
    assert (decision.measure, decision.why) == ("notice", "to be fair")
    assert decision.at.endswith("Z")


@pytest.mark.parametrize("measure", ["nonsense", ""])
def test_what_cannot_be_decided_is_said_and_changes_nothing(session, measure):
    before = session.run

    assert session.decide(measure) == f"`{measure}` is not offered in `desk`"
    assert session.run is before
    assert session.save.path is None


def test_a_decision_that_would_make_the_run_too_long_to_be_read_again_is_not_taken(session):
    session.decide("notice")
    session = Session(evolve(session.run, moves=session.run.moves * MOST_DECISIONS), session.save)
    assert session.store() == ""
    kept, before = session.save.path.read_bytes(), session.run

    trouble = session.decide("liaison")

    assert trouble.startswith("the run is too long for a journal: 10,001 decisions with those of its branches")
    assert session.run is before
    assert session.unkept == ""
    assert session.save.path.read_bytes() == kept
    assert session.undo() == "", "taking back adds no decision"


def test_a_reason_that_is_too_long_takes_no_decision(session):
    assert "is too long for a journal" in session.decide("notice", "y" * (LONGEST_NOTE + 1))
    assert session.run.steps == ()


def test_views_are_those_of_the_states_whatever_is_gone_back_to(session):
    for measure in ("notice", "liaison"):
        session.decide(measure)
    assert [view.place for view in session.views] == ["desk", "table", "camp"]
    escorted = session.account().label
    session.undo()
    session.decide("un_escort")

    assert [view.text for view in session.views] == [
        *(view(CONVOY, step.before).text for step in session.run.steps),
        session.view.text,
    ]
    assert session.account().label != escorted
    session.what_if(1)
    assert session.view.place == "desk"
    assert len(session.views) == 1


def test_what_a_decision_did_is_asked_by_its_number(session):
    assert session.account() is None
    for measure in ("notice", "liaison"):
        session.decide(measure)
    first, second = session.account(1), session.account(2)
    assert (first.label, second.label) == tuple(
        CONVOY.scenes[step.decision.scene].measures[step.decision.measure].label for step in session.run.steps
    )
    assert session.account() is second
    for number in (-1, 0, 3):
        with pytest.raises(ChoiceRefused, match=f"^there is no decision {number}$"):
            session.account(number)


def test_a_what_if_at_a_decision_that_was_never_taken_is_refused_in_words(session):
    session.decide("notice")
    before = session.run
    assert session.what_if(2) == "there is no decision 2"
    assert session.run is before


# --- the way back ----------------------------------------------------------------------------------------------------


def arguments(session):
    """What stands behind the program's name in the command that leads back."""
    return shlex.split(session.way_back)[1:]


def reopened(words):
    """The scenario that such a command leads to, and the notes about it."""
    _verb, journal, *rest = words
    resumed, _save = storage.open_journal(Path(journal), rest[1] if rest else None)
    return resumed


def test_a_shipped_scenario_needs_no_naming(session):
    assert session.way_back == ""
    session.decide("notice")

    assert arguments(session) == ["play", str(session.save.path)]


def test_a_scenario_that_the_id_does_not_lead_to_is_named(here):
    session = Library(here / "saves").open("sub/ferry.toml")
    session.decide("wait")

    assert arguments(session) == ["play", str(session.save.path), "--scenario", "sub/ferry.toml"]
    session.decide("cross")
    assert arguments(session)[0] == "debrief"
    assert not reopened(arguments(session)).changed


def test_another_scenario_of_the_same_id_in_this_folder_is_not_taken_for_it(here):
    (here / "ferry.toml").write_text(FERRY.replace("A rope", "No rope"))
    session = Library(here / "saves").open("sub/ferry.toml")
    session.decide("wait")

    assert reopened(arguments(session)).notes == ()
    assert reopened(arguments(session)[:2]).notes == (), "without being named it is found where it was played from"


def test_an_edited_scenario_is_known_by_the_file_that_the_run_was_played_from(here):
    (here / "ferry.toml").write_text(FERRY.replace("A rope", "No rope"))
    session = Library(here / "saves").open("sub/ferry.toml")
    session.decide("wait")
    (here / "sub" / "ferry.toml").write_text(FERRY.replace("A rope", "A new rope"))

    resumed = reopened(["play", str(session.save.path)])

    assert resumed.run.scenario.scenes["landing"].text[0].text == "A new rope."
    assert resumed.notes[0].startswith("the scenario was edited since")


def test_another_scenario_of_the_same_id_is_never_taken_for_one_that_is_gone(here):
    (here / "ferry.toml").write_text(FERRY.replace("A rope", "No rope"))
    session = Library(here / "saves").open("sub/ferry.toml")
    session.decide("wait")
    (here / "sub" / "ferry.toml").unlink()

    with pytest.raises(FilesError, match=r"was played in sub/ferry\.toml, which is gone") as caught:
        reopened(["play", str(session.save.path)])

    assert caught.value.hint == "say where it is with `--scenario PATH`"
    assert reopened(["play", str(session.save.path), "--scenario", "ferry.toml"]).changed


def test_where_nobody_remembers_what_a_run_was_played_from_that_is_said(here, monkeypatch):
    session = Library(here / "saves").open("sub/ferry.toml")
    session.decide("wait")
    (here / "ferry.toml").write_text(FERRY.replace("A rope", "No rope"))
    monkeypatch.setenv("CRISISENGINE_CACHE", str(here / "another_machine"))

    notes = reopened(["play", str(session.save.path)]).notes

    assert len(notes) == 1
    assert "is not word for word the one of this run: it was edited since, or is another of the same id" in notes[0]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("folder", ["a b", "-x", "it's"])
def test_an_odd_folder_is_quoted(folder):
    session = Library(Path(folder)).open("sub/ferry.toml")
    session.decide("wait")

    assert not reopened(arguments(session)).changed
    assert not arguments(session)[1].startswith("-")


# --- luck ------------------------------------------------------------------------------------------------------------


def test_an_outcome_that_the_seed_does_not_draw_is_said_and_replay_goes_on(tmp_path):
    seed, *measures = PLAY.read_text().split("\n", 1)[0].removeprefix("seed ").split()
    session = Session(start(CONVOY, int(seed)), storage.Save(tmp_path))
    for measure in measures:
        session.decide(measure)
    number, drawn = next((n, step.decision) for n, step in enumerate(session.run.steps, 1) if step.decision.outcome)
    odds = CONVOY.scenes[drawn.scene].measures[drawn.measure].outcomes
    assert storage.open_journal(session.save.path)[0].notes == ()
    other = next(outcome.id for outcome in odds if outcome.id != drawn.outcome)
    changed = [*session.run.decisions[: number - 1], evolve(drawn, outcome=other)]
    run, _refusal = replay(CONVOY, changed, int(seed))
    path = storage.save_run(run, tmp_path)

    resumed, _save = storage.open_journal(path)

    assert resumed.other_luck == (number,)
    assert resumed.notes == (f"decision {number}'s luck is not the seed's",)
    assert resumed.run.decisions[number - 1].outcome == other
