"""The line-by-line player: the same run, the same words, for ears and scripts."""

from __future__ import annotations

import io
import os
import random
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shipped import unasked
from terminal import Terminal

from crisisengine import storage
from crisisengine.engine.rules import offers
from crisisengine.engine.run import Run, replay, start
from crisisengine.errors import FilesError
from crisisengine.loader import MemoryResolver, Volume, read
from crisisengine.plain.player import Player
from crisisengine.session.session import Session
from crisisengine.testing import runs

pytestmark = pytest.mark.filterwarnings(
    "ignore:This process:DeprecationWarning"
)  # xdist has threads; our children need none

CONVOY = unasked("the_convoy_home")
PLAYS = sorted((Path(__file__).parents[1] / "scenarios" / "the_convoy_home").glob("*.txt"))
COMMAND = [sys.executable, "-m", "crisisengine", "play", "the_convoy_home", "--plain", "--seed", "7", "--saves"]
PROMPT = "Your choice: "


class Keeping(storage.Save):
    """A disk that remembers what it was given, and writes nothing."""

    def __init__(self):
        super().__init__(Path("nowhere"))
        self.kept = []

    def store(self, run):
        self.kept.append(run)
        self.path = Path("run.toml")
        return ""


def played(*lines, run=None, save=None):
    """What is said, the session, and the disk."""
    save = save or Keeping()
    out = io.StringIO()
    session = Session(run or start(CONVOY, 7), save)
    Player(session, io.StringIO("".join(f"{line}\n" for line in lines)), out).play()
    return out.getvalue(), session, save


def answer(line, *before, run=None):
    """What is said to one line, after some others."""
    told, *_ = played(*before, line, run=run)
    return told.split(PROMPT)[len(before) + 1].partition("\n")[2].strip()


def begun(saves, *arguments, **more):
    """A terminal in which the tutorial begins; its question about what one believes is passed over."""
    terminal = Terminal("play", "the_convoy_home", "--saves", str(saves), *arguments, **more)
    terminal.shown = terminal.until("to pass it over: ")
    terminal.type("\n")
    return terminal


def on_the_eve():
    """A run that stands where a measure is locked."""
    run = start(CONVOY, 7)
    for measure in ("notice", "paper_alone", "section_leaders"):
        run = run.decide(measure)
    return run


# --- the same run ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("play", PLAYS, ids=lambda path: path.stem)
def test_every_ending_is_reached_by_id_and_by_number(play):
    seed, *measures = play.read_text().split("\n", 1)[0].removeprefix("seed ").split()
    _, by_id, _ = played(*measures, run=start(CONVOY, int(seed)))

    numbers, run = [], start(CONVOY, int(seed))
    for measure in measures:
        numbers.append(1 + [offer.measure for offer in offers(CONVOY, run.state) if offer.open].index(measure))
        run = run.decide(measure)
    told, by_number, _ = played(*numbers, run=start(CONVOY, int(seed)))

    assert by_id.run.place == by_number.run.place == play.stem
    assert (
        [step.after for step in by_id.run.steps]
        == [step.after for step in by_number.run.steps]
        == [step.after for step in run.steps]
    )
    assert "The run is over." in told
    assert CONVOY.endings[play.stem].title in told


@settings(max_examples=25)
@given(st.data())
def test_it_plays_the_same_states_as_the_engine_and_keeps_every_one(data):
    decisions = data.draw(runs(CONVOY, longest=14))
    wished, _ = replay(CONVOY, decisions, 7)
    lines, run = [], start(CONVOY, 7)
    for step in wished.steps:
        if step.decision.measure not in {offer.measure for offer in offers(CONVOY, run.state) if offer.open}:
            break  # the seed has led elsewhere
        lines.append(step.decision.measure)
        run = run.decide(step.decision.measure)

    _, session, save = played(*lines)

    assert [step.after for step in session.run.steps] == [step.after for step in run.steps]
    assert [len(kept.steps) for kept in save.kept if kept.steps] == list(range(1, len(run.steps) + 1))


def test_a_decision_is_on_the_disk_before_it_is_shown():
    out = io.StringIO()
    seen = []

    class Watching(Keeping):
        def store(self, run):
            seen.append(out.getvalue().count("You decide:"))
            return super().store(run)

    Player(Session(start(CONVOY, 7), Watching()), io.StringIO("notice\nliaison\n"), out).play()

    assert seen == [0, 1]


def test_a_run_goes_on_where_it_stopped(tmp_path):
    _, first, save = played("notice", "quit", save=storage.Save(tmp_path))
    resumed, again = storage.open_journal(save.path)
    told, second, _ = played("liaison", run=resumed.run, save=again)

    assert "You go on after 1 decision.\n" in told
    assert "Your mandate" not in told
    assert second.run.decisions[:1] == first.run.decisions
    assert again.path == save.path


# --- what can be said ------------------------------------------------------------------------------------------------


def test_help_names_everything_that_can_be_said():
    told = answer("help")

    for word in (
        "status",
        "why",
        "causes",
        "because",
        "journal",
        "glossary",
        "sources",
        "ids",
        "again",
        "undo",
        "quit",
    ):
        assert f"\n- {word}" in told
        assert "There is no `" not in answer(word)
    assert answer("?") == told


def test_status_tells_every_gauge_in_words():
    told = answer("status")

    assert "Consent: open, 3 of 6." in told
    assert "Authority for force: self-defence, step 2 of 4." in told
    assert "Police chief of Sisophon: consent open." in told
    assert "verge_mined" not in told


@pytest.mark.parametrize(
    ("which", "told"),
    [
        ("trust", "Returnees' trust: waiting, 3 of 6. How far the people on the buses believe"),
        ("Returnees' Trust", "Returnees' trust: waiting, 3 of 6."),
        ("authorisation", "In order: none, self-defence, defence of the mandate, all necessary means."),
        ("soc", "State of Cambodia. Consent: willing, 4 of 6. The administration in Phnom Penh."),
        ("trusst", "There is no indicator `trusst`; did you mean `"),
        ("verge_mined", "There is no indicator `verge_mined`"),
    ],
)
def test_status_of_one_thing_explains_it(which, told):
    assert " ".join(told.split()) in " ".join(answer(f"status {which}").split())


def test_a_locked_measure_is_told_as_locked_with_its_reason_and_cannot_be_taken():
    told, session, save = played("why a", "a", "how_wide", run=on_the_eve())

    assert "\na. Locked: Radio back: who swept it, and how wide? The" in told.replace("\n   ", " ")
    reasons = re.findall(r"^The sergeant who made the report", told, re.MULTILINE)
    assert len(reasons) + told.count("Locked: Radio back: who swept it, and how wide? The sergeant") >= 3
    assert len(session.run.steps) == 3
    assert save.kept == []
    assert "(no time)" not in told.partition("a. Locked")[2]


def test_why_of_an_open_measure_and_of_none():
    assert answer("why 1").startswith("It is open: Call the joint working group")
    assert answer("why notice").startswith("It is open: ")
    assert answer("why") == answer("why 17") == "Nothing is locked here."
    told, *_ = played("why", run=on_the_eve())
    assert "Say `why` and one of these: a." in told


def test_causes_name_what_the_last_decision_changed_and_through_what():
    told = " ".join(answer("causes", "notice").split())

    assert (
        "Impartiality rises from steady to trusted. "
        "Cause: +1 from “Call the joint working group and tell all four parties together”." in told
    )
    assert "made of" not in told
    assert answer("causes") == "Nothing has been decided yet."


def test_a_reason_is_kept_with_the_next_decision_only():
    _, session, _ = played('because to be "fair"', "notice", "liaison")

    assert [decision.why for decision in session.run.decisions] == ['to be "fair"', ""]
    assert answer("because") == "There is no reason for your next decision."
    assert answer("because " + "x" * 2000) == "Noted for your next decision."
    assert answer("because " + "x" * 2001) == "Nothing is noted: at most 2000 characters are kept, these are 2001."


def test_the_journal_tells_the_decisions_with_their_reasons():
    told = answer("journal", "because it is fair", "notice")

    assert (
        " ".join(told.split())
        == "1. Call the joint working group and tell all four parties together. Because: it is fair"
    )
    assert answer("journal") == "Nothing has been decided yet."


def test_the_glossary_lists_explains_and_guesses_and_where_tells_the_places():
    assert "Impartiality (impartiality)" in answer("glossary").split("\n")
    assert answer("glossary impartiality") == answer("glossary Impartiality")
    assert answer("glossary impartiality").startswith("Impartiality. Carrying out the mandate")
    assert "Sisophon (13.59° N, 102.97° E). The scene is here." in answer("where")
    assert answer("glossary impartialty") == "There is no entry `impartialty`; did you mean `impartiality`?"


def test_sources_tell_what_the_numbers_in_a_scene_stand_for():
    numbers = set(re.findall(r"\[(\d+)\]", answer("again")))

    assert numbers
    assert set(re.findall(r"^(\d+)\. ", answer("sources"), re.MULTILINE)) == numbers


def test_again_tells_the_scene_again_and_ids_the_measures_for_scripts():
    told, *_ = played("again")

    assert told.count("Three days. A borrowed table. 27 March 1992, day 0 of 18.") == 2
    assert answer("ids") == "1. notice\n2. town_first\n3. camp_first"


def test_undo_takes_back_and_keeps_a_branch():
    told, session, save = played("undo", "notice", "undo", "camp_first")

    assert "There is nothing to undo." in told
    assert "Taken back: Call the joint working group" in told
    assert [decision.measure for decision in session.run.decisions] == ["camp_first"]
    assert [decision.measure for decision in session.run.branches[0].decisions] == ["notice"]
    assert save.kept[-1].branches == session.run.branches


@pytest.mark.parametrize("word", ["quit", "q", "exit", "QUIT"])
def test_quit_stops_and_says_how_to_go_on(word):
    told, session, _ = played("notice", word, "liaison")

    assert len(session.run.steps) == 1
    assert told.endswith("You stop here.\n\nThe run is kept in run.toml\nGo on with: crisisengine play run.toml\n")


def test_who_asked_for_the_plain_player_goes_on_with_it():
    _, session, _ = played("notice", "quit")
    session.way_of_playing = "--plain"

    assert session.way_back == "crisisengine play run.toml --plain"


def test_the_end_of_the_input_stops_and_keeps_the_run_even_if_nothing_was_decided():
    told, _, save = played()

    assert [len(kept.steps) for kept in save.kept] == [0]
    assert "The run is kept in run.toml" in told


def test_an_ended_run_is_debriefed_in_the_words_of_the_command():
    from crisisengine.debriefing import debrief
    from crisisengine.reports.text_report import hot_wash

    seed, *measures = PLAYS[0].read_text().split("\n", 1)[0].removeprefix("seed ").split()
    told, session, _ = played(*measures, "status", run=start(CONVOY, int(seed)))

    assert hot_wash(debrief(session.run)) in told
    assert told.endswith("Read all of it with: crisisengine debrief run.toml\n")


@pytest.mark.parametrize(("sign", "measure"), [("1", "notice"), ("town_first", "town_first")])
def test_a_measure_is_named_by_its_sign_or_its_id(sign, measure):
    _, session, _ = played(sign)

    assert [decision.measure for decision in session.run.decisions] == [measure]


def test_open_measures_have_numbers_and_locked_ones_letters():
    told = played("ids", run=on_the_eve())[0].rpartition(PROMPT)[0]
    signs = re.findall(r"^(\w+)\. (\w+)(, locked)?$", told, re.MULTILINE)

    assert [sign for sign, _, locked in signs if not locked] == ["1", "2", "3"]
    assert [sign for sign, _, locked in signs if locked] == ["a"]
    assert "There is no measure 4 here; choose from 1 to 3." in played("4", run=on_the_eve())[0]


def test_that_the_end_of_a_scale_holds_a_value_is_said_once():
    stays = "Trust stays all, the end of its scale."
    scenario = read("x", Volume("x.toml", HELD.encode()), MemoryResolver({})).sound()
    told, session, _ = played("ask", "ask", "ask", "lose", "ask", "ask", run=start(scenario))

    assert len(session.run.steps) == 6
    assert told.count(stays) == 2


def test_a_dead_end_says_that_nothing_is_open():
    scenario = read("x", Volume("x.toml", HELD.encode()), MemoryResolver({})).sound()
    told, *_ = played("wall", "1", "undo", run=start(scenario))

    assert "Nothing is open here:\na. Locked: Climb. Too high.\n" in told
    assert "There is no measure 1 here: nothing is open. `undo` takes the last decision back." in " ".join(told.split())
    assert "Taken back: Go to the wall." in told


HELD = """\
format = 1
[scenario]
title = "T"
summary = "S"
start = "a"
minutes = 1
invented = "All."
[variable.t]
label = "Trust"
start = 2
range = [0, 3]
bands = { 0 = "none", 3 = "all" }
[scene.a]
title = "A"
text = "A"
[scene.a.measure.ask]
label = "Ask"
effects = ["t += 1"]
[scene.a.measure.lose]
label = "Lose"
effects = ["t -= 1"]
[scene.a.measure.wall]
label = "Go to the wall"
goto = "b"
[scene.a.measure.end]
label = "End"
goto = "e"
[scene.b]
title = "B"
text = "B"
[scene.b.measure.climb]
label = "Climb"
requires = "t > 9"
otherwise = "Too high."
goto = "e"
[ending.e]
title = "E"
rank = 1
text = "E"
history = "E"
"""


# --- input without an end --------------------------------------------------------------------------------------------


class Endless(io.TextIOBase):
    """An input that says the same for ever."""

    def __init__(self, text):
        self.text = text

    def readline(self, size=-1):
        return self.text if len(self.text) <= size else self.text[:size]


def heard_from(source):
    out = io.StringIO()
    Player(Session(start(CONVOY, 7), Keeping()), source, out).play()
    return out.getvalue()


def test_an_input_whose_line_never_ends_is_not_read_on():
    told = heard_from(Endless("\0" * 4000))

    assert "This input is no text: its line has no end. It is not read on." in told
    assert "Go on with: crisisengine play run.toml" in told


@pytest.mark.parametrize("line", ["what\n", "status\n", "\n", "a\n"])
def test_a_pipe_that_decides_nothing_is_not_listened_to_for_ever(line):
    told = heard_from(Endless(line))

    assert told.count(PROMPT) == 1_001
    assert "You stop here." in told


# --- what should not be said -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("17", "There is no measure 17 here; choose from 1 to 3."),
        ("0", "There is no measure 0 here; choose from 1 to 3."),
        ("9" * 5000, "There is no measure"),
        ("-1", "There is no `-1` here; type `help` for what can be said here."),
        ("1.5", "There is no `1.5` here"),
        ("\u0661", "There is no"),
        ("notise", "There is no `notise` here; did you mean `notice`?"),
        ("stauts", "There is no `stauts` here; did you mean `status`?"),
        ("qiut", "There is no `qiut` here; did you mean `quit`?"),
        ("", ""),
        ("   ", ""),
        ("\x1b[2J\x1b]0;x\x07", "There is no `??2J??0?x?` here"),
        ("\u202enotice", "There is no `?notice` here"),
        ("[red]x[/red]", "There is no `?red?x??red?` here"),
        ("\udcff", "There is no `?` here"),
        ("__class__", "There is no `__class__` here"),
        ("x" * 100_000, "There is no `xxx"),
    ],
)
def test_what_cannot_be_said_is_answered_in_one_short_harmless_sentence(line, told):
    said = answer(line)

    assert said.startswith(told)
    assert len(said) < 150


@settings(max_examples=60)
@given(
    st.lists(
        st.text(st.characters(), max_size=30)
        | st.sampled_from(["1", "2", "undo", "why 1", "glossary x", "because \x1b[1m", "status \ud800"]),
        max_size=6,
    )
)
def test_no_line_ends_the_game_or_reaches_the_screen_unharmed(lines):
    told, session, _ = played(*[line.replace("\n", " ") for line in lines])

    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", told)
    assert session.run.place in {*CONVOY.scenes, *CONVOY.endings}


def test_there_is_never_an_escape_code_nor_a_drawing():
    told, *_ = played("status", "causes", "glossary", "help", "notice", "journal", "liaison", "undo", "quit")

    assert "\x1b" not in told
    assert not re.search("[\u2500-\u259f\u25a0-\u25ff\u2800-\u28ff]", told)
    assert max(len(line) for line in told.split("\n")) <= 110


def test_there_are_never_two_blank_lines_nor_a_space_at_the_end_of_a_line():
    told, *_ = played(
        "status", "status trust", "glossary impartiality", "notice", "causes", "1", "undo", "1", "1", "1", "1"
    )

    assert "\n\n\n" not in told
    assert not re.search(r" \n", told.replace(PROMPT, ""))


@pytest.mark.parametrize("length", [2_001, 3_992, 9_000, 4_000_000])
def test_a_reason_that_is_too_long_is_refused_with_its_true_length(length):
    told, session, _ = played(f"because {'y' * length}", "notice")

    assert f"these are {length}." in told
    assert session.run.decisions[0].why == ""


def test_a_disk_that_refuses_is_said_and_the_run_goes_on():
    class Full(Keeping):
        def store(self, run):
            if len(run.steps) == 1:
                raise FilesError("the run is not saved: the disk is full", hint="make room for saves")
            return super().store(run)

    told, session, save = played("notice", "liaison", save=Full())

    assert "Warning: The run is not saved: the disk is full; make room for saves.\n" in told
    assert len(session.run.steps) == 2
    assert [len(kept.steps) for kept in save.kept] == [2]


def test_who_leaves_with_decisions_that_are_not_kept_is_told_so():
    class Full(Keeping):
        def store(self, _run):
            raise FilesError("the run is not saved: the disk is full", hint="make room for saves")

    told, *_ = played("notice", "quit", save=Full())

    assert told.rstrip().endswith("The last decisions are not kept.")


def test_another_program_on_the_same_journal_is_said(tmp_path):
    path = storage.save_run(start(CONVOY, 7).decide("notice"), tmp_path)
    (first, mine), (other, yours) = storage.open_journal(path), storage.open_journal(path)
    yours.store(other.run.decide("un_escort"))

    told, *_ = played("liaison", run=first.run, save=mine)

    assert "Note: Another program went on with" in told
    assert len(storage.saves(tmp_path)) == 2


# --- the program -----------------------------------------------------------------------------------------------------


def program(folder, text, **environment):
    """The whole program, through pipes."""
    return subprocess.run(
        [*COMMAND, str(folder)],
        input=text,
        capture_output=True,
        check=False,
        timeout=60,
        env={**os.environ, **environment},
    )


def test_pipes_read_numbers_and_ids_and_the_end_of_the_input_is_no_fault(tmp_path):
    done = program(tmp_path, b"1\nliaison\n")

    (kept,) = storage.saves(tmp_path)
    assert done.returncode == 0
    assert done.stderr == b""
    assert f"Go on with: crisisengine play {kept.path}".encode() in done.stdout
    assert [decision.measure for decision in kept.journal.decisions] == ["notice", "liaison"]
    assert kept.journal.seed == 7


def test_a_run_that_could_not_be_kept_ends_with_2_and_says_why_on_standard_error(tmp_path):
    (tmp_path / "file").write_text("no folder")
    done = program(tmp_path / "file" / "runs", b"1\nquit\n")

    assert done.returncode == 2
    assert done.stderr.startswith(b"error: the run is not saved: a part of its path is no folder; is ")
    assert b"The last decisions are not kept." in done.stdout


def test_an_input_that_is_no_text_is_answered_and_not_died_of(tmp_path):
    done = program(tmp_path, b"\xff\xfe\n\0\nbecause \xff\n1\n", PYTHONIOENCODING="ascii")

    assert done.returncode == 0
    assert done.stderr == b""
    assert [decision.measure for decision in storage.saves(tmp_path)[0].journal.decisions] == ["notice"]


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [(["--plain"], {}), ([], {"ACCESSIBLE": "1"}), ([], {"TERM": "dumb"})],
    ids=["--plain", "ACCESSIBLE", "TERM"],
)
def test_on_a_real_terminal_it_is_read_line_by_line(tmp_path, arguments, environment):
    terminal = begun(tmp_path, *arguments, **environment)
    shown = terminal.until(PROMPT)
    terminal.type("1\n")
    shown += terminal.until(PROMPT)
    terminal.type("quit\n")

    assert "\x1b" not in shown
    assert "Your choice: 1\n\nYou decide: Call the joint working group" in shown
    assert terminal.leave() == 0
    assert len(storage.saves(tmp_path)) == 1


@pytest.mark.parametrize(("columns", "widest"), [(60, 60), (80, 78)])
def test_what_is_locked_hangs_under_its_first_word_on_a_narrow_terminal_too(tmp_path, columns, widest):
    terminal = begun(tmp_path, "--plain", "--seed", "7", columns=columns)
    for choice in ("3\n", "1\n", "quit\n"):
        shown = terminal.until(PROMPT)
        terminal.type(choice)

    assert terminal.leave() == 0
    assert max(map(len, shown.splitlines())) <= widest
    item = re.search(r"^a\. Locked: .+\n((?:   \S.*\n)*)", shown, re.MULTILINE)
    assert item and item[1]
    assert shown[item.end() :][:1] in "\nb1234"


def test_while_a_person_types_it_is_worked_out_what_is_still_possible(tmp_path):
    cache = tmp_path / "cache"
    terminal = begun(tmp_path / "saves", "--plain", CRISISENGINE_CACHE=str(cache))
    terminal.until(PROMPT)
    end = time.monotonic() + 60
    while not (list(cache.glob("*.endings")) and list(cache.glob("*.chances"))):
        assert time.monotonic() < end
        time.sleep(0.05)
    terminal.type("quit\n")

    assert terminal.leave() == 0
    assert not list(cache.glob("*.tmp"))


def test_several_lines_that_are_pasted_as_a_reason_are_one_reason(tmp_path):
    terminal = begun(tmp_path, "--plain")
    terminal.until(PROMPT)
    terminal.type("because it is fair,\nto all four\n1\n")
    assert "Noted for your next decision, 3 lines as one." in terminal.until(PROMPT)
    terminal.type("1\n")
    terminal.until(PROMPT)
    terminal.type("quit\n")

    assert terminal.leave() == 0
    assert storage.saves(tmp_path)[0].journal.decisions[0].why == "it is fair, to all four 1"


def test_ctrl_c_on_a_terminal_stops_says_where_the_run_is_kept_and_exits_130(tmp_path):
    terminal = begun(tmp_path, "--plain")
    terminal.until(PROMPT)
    terminal.type("1\n")
    terminal.until(PROMPT)
    terminal.type("\x03")
    shown = terminal.until("Go on with: crisisengine play")

    assert terminal.leave() == 130
    assert "You stop here." in shown
    assert "Traceback" not in shown + terminal.shown
    assert len(storage.saves(tmp_path)[0].journal.decisions) == 1


def test_ctrl_d_on_a_terminal_is_the_end_of_the_input(tmp_path):
    terminal = begun(tmp_path, "--plain")
    terminal.until(PROMPT)
    terminal.type("\x04")
    terminal.until("You stop here.")

    assert terminal.leave() == 0


def test_a_random_player_never_sees_a_dead_end():
    for seed in range(25):
        dice, run = random.Random(seed), start(CONVOY, seed)
        lines = []
        while not run.ended:
            open_here = [offer.measure for offer in offers(CONVOY, run.state) if offer.open]
            lines.append(dice.choice(open_here))
            run = run.decide(lines[-1])
        told, session, _ = played(*lines, run=Run(CONVOY, seed))

        assert session.run.place == run.place
        assert "You stop here" not in told


def test_what_is_known_of_the_roads_not_taken_is_told_at_the_end():
    from crisisengine.checker import explore_endings
    from crisisengine.debriefing import ExactReachability

    seed, *measures = PLAYS[0].read_text().split("\n", 1)[0].removeprefix("seed ").split()
    out = io.StringIO()
    source = io.StringIO("".join(f"{line}\n" for line in measures))
    Player(
        Session(start(CONVOY, int(seed)), Keeping()),
        source,
        out,
        lambda scenario, _budget: ExactReachability(scenario, explore_endings(scenario)),
    ).play()

    assert "Turning points" in out.getvalue()
