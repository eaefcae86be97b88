"""Plain words stand in place of what they say plainly; decisions, journals and proofs are the same in either wording."""

from __future__ import annotations

import io
import re
from pathlib import Path

import attrs
import pytest

from crisisengine import storage
from crisisengine.authoring.script.as_markdown import script_markdown
from crisisengine.authoring.script.writing import script_of
from crisisengine.cli.main import main
from crisisengine.debriefing import debrief
from crisisengine.engine.plain_words import has_plain_words, plainly
from crisisengine.engine.run import start
from crisisengine.engine.state import Decision
from crisisengine.loader import MemoryResolver, Volume, read
from crisisengine.plain.player import Player
from crisisengine.session.cohort_room import CohortRoom
from crisisengine.session.library import Library
from crisisengine.session.session import Session

WELL = Path(__file__).parent / "the_well" / "the_well.toml"
ORNATE = ("two groups. They look", "other's goats", "as ropes do", "only playing", "one street after the other")
PLAIN = ("are here. They wait", "their goats did it", "rope is good again", "A boy cut the rope", "Everybody has water")
LINES = ("", "ask", "mend", "")


def played(folder: Path, *, plain_words: bool) -> tuple[str, Session]:
    scenario = storage.load(str(WELL))
    run = start(plainly(scenario) if plain_words else scenario, 7)
    session, out = Session(run, storage.Save(folder, scenario_path=WELL)), io.StringIO()
    Player(session, io.StringIO("".join(f"{line}\n" for line in LINES)), out).play()
    return " ".join(out.getvalue().split()), session


def untimed(session: Session) -> list[Decision]:
    """The decisions without the time of day, for two plays may lie on either side of a second."""
    return [attrs.evolve(decision, at="") for decision in session.run.decisions]


def test_every_text_that_has_a_plain_wording_is_told_in_it_and_the_others_as_always(tmp_path: Path) -> None:
    told, ornate = played(tmp_path / "one", plain_words=False)
    plainly_told, plain = played(tmp_path / "two", plain_words=True)

    assert [text for text in (*ORNATE, *PLAIN) if text in told] == list(ORNATE)
    assert [text for text in (*ORNATE, *PLAIN) if text in plainly_told] == list(PLAIN)
    assert "blunt knife" in told and "blunt knife" in plainly_told, "which has no plain wording"
    assert untimed(plain) == untimed(ornate) != []
    assert plain.scenario.fingerprint == ornate.scenario.fingerprint
    kept = [session.save.path.read_text("utf-8") for session in (ornate, plain) if session.save and session.save.path]
    assert len({re.sub(r"(?m)^(at|started) = .*$", "", journal) for journal in kept}) == 1


def test_a_run_goes_on_in_either_wording_and_the_way_back_names_it(tmp_path: Path) -> None:
    session = Session(start(plainly(storage.load(str(WELL))), 7), storage.Save(tmp_path, scenario_path=WELL))
    session.decide("ask")

    assert session.way_back.split()[:2] == ["crisisengine", "play"]
    assert "--plain-words" in session.way_back
    assert session.save is not None and session.save.path is not None
    ornate, _ = storage.open_journal(session.save.path, str(WELL))
    plain, _ = storage.open_journal(session.save.path, str(WELL), plain_words=True)
    assert ornate.notes == plain.notes == ()
    assert ornate.run.decisions == plain.run.decisions == session.run.decisions
    assert not ornate.run.scenario.in_plain_words
    assert plain.run.scenario.in_plain_words
    assert Library(tmp_path, plain_words=True).open(str(WELL)).scenario.in_plain_words


def test_what_is_told_of_an_ended_run_is_told_in_the_words_in_which_it_was_read() -> None:
    run = start(plainly(storage.load(str(WELL))), 7).decide("ask").decide("mend")

    read_slowly = debrief(run)
    assert read_slowly.ending is not None and read_slowly.ending.text == "Everybody has water."
    assert read_slowly.reviews[0].result == "Each group says: their goats did it."


def test_the_scenario_is_made_plain_once() -> None:
    scenario = storage.load(str(WELL))

    assert plainly(scenario) is plainly(scenario)
    assert plainly(plainly(scenario)) is plainly(scenario)
    assert has_plain_words(scenario)
    assert not has_plain_words(storage.load("the_border"))


@pytest.mark.parametrize(("target", "noted"), [("the_border", True), (str(WELL), False)])
def test_the_command_asks_for_plain_words_and_says_where_there_are_none(
    tmp_path: Path, target: str, noted: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("quit\n"))

    with pytest.raises(SystemExit) as left:
        main(["--saves", str(tmp_path), "play", target, "--plain", "--plain-words", "--seed", "7"])

    told = capsys.readouterr()
    assert left.value.code == 0
    assert ("has a plain wording" in told.err) is noted
    assert "quit" in told.out and "--plain-words" in told.out


def test_a_fault_in_a_plain_wording_is_found_where_it_stands() -> None:
    text = WELL.read_text("utf-8").replace("their goats did it", "{goats} did it").replace("A boy cut", "{calm.name}")
    beside = MemoryResolver({"brook.geojson": WELL.with_name("brook.geojson").read_text("utf-8")})
    faults = read("well", Volume("well.toml", text.encode()), beside).errors

    assert [(fault.code, fault.route) for fault in faults] == [
        ("unknown-name", "scene.square.measure.ask.plain"),
        ("unknown-name", "inject.boy.plain"),
    ]
    bare = WELL.read_text("utf-8").replace('result = "It slips once, and holds."', 'plain = "It slips."')
    (fault,) = read("well", Volume("well.toml", bare.encode()), beside).errors
    assert (fault.code, fault.message) == ("misplaced", "`plain` stands without `result`")


def test_the_script_for_colleagues_has_both_wordings_the_site_and_the_question() -> None:
    told = script_markdown(script_of(storage.load(str(WELL))))

    assert [text for text in (*ORNATE, *PLAIN) if text not in told] == []
    assert "Where: The square (1.5° S, 36.8° E)" in told
    assert "What it rehearses: Asking before deciding." in told
    assert "Asked before and after: What do you believe drives this?" in told


def test_in_a_room_where_everybody_plays_a_seat_s_run_is_opened_again_in_the_room_s_words(tmp_path: Path) -> None:
    """As it is after a restart: the seat's journal is read from the disk."""
    led = Session(start(plainly(storage.load(str(WELL))), 7), storage.Save(tmp_path, scenario_path=WELL))
    led.store(untouched=True)
    assert CohortRoom(led).run_of(1).decide("ask") == ""

    again = CohortRoom(led)
    again.reopen([1])
    account = again.run_of(1).account()
    assert account is not None and account.result == "Each group says: their goats did it."
    assert again.run_of(2).view.text == "Two groups of people are here. They wait."
