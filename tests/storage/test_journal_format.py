"""A journal says what a run was: whatever is written can be read, and what cannot be read is told with its place."""

from __future__ import annotations

import re
import tomllib

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisengine import storage
from crisisengine.engine.rules import Decision, offers
from crisisengine.engine.run import Branch, Run, replay, start
from crisisengine.errors import CrisisError, JournalError
from crisisengine.limits import LARGEST_FILE, LONGEST_LABEL, LONGEST_NOTE, MOST_DECISIONS
from crisisengine.storage.journal_format import (
    journal_of,
    read_journal,
    write_journal,
)
from crisisengine.storage.resumed import resume
from crisisengine.testing import runs
from crisisengine.text.printable import FORBIDDEN, note

CONVOY = storage.load("the_convoy_home")

ANYTHING = st.text(st.characters(), max_size=80) | st.sampled_from(
    [
        '"""',
        "'''",
        "\\",
        '\\"',
        "\\u0000",
        "\x1b[2J",
        "\x9b31m",
        "\u202egnirts",
        "\ud800",
        "\ufeff",
        "a\r\nb",
        "\t",
        "#",
        "[[decision]]",
        "x" * LONGEST_NOTE,
        '"' * LONGEST_NOTE,
        "é" * 499 + " y",
        ", = [ {" * 90,
        " ",
        "'",
        "[/red]",
        "{trust}",
        "= 1\n[[decision]]\nscene = 'x'",
    ]
)
SMALLEST = 'journal = 1\nscenario = "x"\nfingerprint = "f"\nseed = 1\n'
DECISION = '[[decision]]\nscene = "a"\nmeasure = "b"\n'


@st.composite
def played(draw) -> Run:
    """Any run of the shipped scenario, with any notes, some of it undone."""
    decisions = draw(runs(CONVOY, longest=14))
    notes = st.fixed_dictionaries({key: st.just("") | ANYTHING for key in ("why", "by", "expected", "at")})
    decisions = [evolve(decision, **draw(notes)) for decision in decisions]
    run, refusal = replay(CONVOY, decisions, draw(st.integers(-(2**63), 2**63 - 1)))
    assert refusal is None
    while run.steps and draw(st.booleans()):
        run = run.undo(draw(st.integers(1, len(run.steps))), draw(st.just("") | ANYTHING))
    for question in draw(
        st.lists(st.sampled_from(["turning.5", "whole.next", "locked.4.Radio back: who?"]), unique=True)
    ):
        run = run.answered(question, draw(ANYTHING))
    return run


def written(run: Run, name: str = "", repeat: int = 1) -> str:
    """The journal's text; of a run that goes the same way so many times."""
    run = evolve(run, moves=run.moves * repeat)
    return write_journal(journal_of(run, engine="0.1.0", started="2026-11-21T18:00:00Z", name=name))


def refused(text: str | bytes) -> JournalError:
    """Why a journal is refused."""
    with pytest.raises(JournalError) as caught:
        read_journal("run.toml", text.encode() if isinstance(text, str) else text)
    return caught.value


def told(text: bytes) -> str:
    """The sentence with which a journal is refused; empty for one that is read and replayed, whole or in part."""
    try:
        resume(read_journal("run.toml", text), CONVOY)
    except CrisisError as error:
        return str(error)
    return ""


def kept(decision):
    """A decision as a journal keeps it."""
    return evolve(decision, **{key: note(getattr(decision, key)) for key in ("why", "by", "expected", "at")})


# --- there and back --------------------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(played(), ANYTHING.filter(lambda name: len(name) <= LONGEST_LABEL))
def test_whatever_is_written_is_read_as_it_was(run, name):
    journal = read_journal("run.toml", written(run, name).encode())

    assert journal.decisions == tuple(kept(decision) for decision in run.decisions)
    assert [(branch.after, branch.decisions, branch.label) for branch in journal.branches] == [
        (branch.after, tuple(map(kept, branch.decisions)), note(branch.label)) for branch in run.branches
    ]
    assert [(answer.question, answer.text) for answer in journal.answers] == [
        (answer.question, text) for answer in run.answers if (text := note(answer.text))
    ]
    assert (journal.scenario, journal.fingerprint, journal.seed) == (CONVOY.id, CONVOY.fingerprint, run.seed)
    assert (journal.place, journal.name) == (run.place, note(name))


@settings(max_examples=30)
@given(played())
def test_a_run_goes_on_from_its_journal_as_if_nothing_had_happened(run):
    resumed = resume(read_journal("run.toml", written(run).encode()), CONVOY)

    assert not resumed.changed
    assert not resumed.refused
    assert resumed.left == ()
    assert resumed.run.state == run.state
    assert [step.after for step in resumed.run.steps] == [step.after for step in run.steps]
    assert written(resumed.run) == written(run)


@settings(max_examples=30)
@given(played())
def test_the_same_run_is_the_same_bytes(run):
    assert written(run) == written(Run(run.scenario, run.seed, run.moves, run.branches, run.answers))


@settings(max_examples=60)
@given(ANYTHING)
def test_a_note_is_one_line_of_harmless_characters(text):
    kept = note(text)

    assert not FORBIDDEN.search(kept)
    assert "\n" not in kept
    assert note(kept) == kept


def test_five_hundred_reasons_full_of_commas_are_read_again():
    run, refusal = replay(CONVOY, [Decision("desk", "notice", why="because, " * 54)])
    run = evolve(run, moves=run.moves * 560)
    assert refusal is None

    journal = read_journal("run.toml", written(run).encode())

    assert len(journal.decisions) == 560
    assert journal.decisions[-1].why == note("because, " * 54)


@pytest.mark.parametrize("key", ["why", "by", "expected", "at"])
def test_a_note_is_kept_whole_or_refused_by_the_writer_and_by_the_reader(key):
    whole, longer = "y" * LONGEST_NOTE, "y" * (LONGEST_NOTE + 1)
    text = written(start(CONVOY).decide("notice", **{key: whole}))

    assert getattr(read_journal("run.toml", text.encode()).decisions[0], key) == whole
    with pytest.raises(JournalError, match="a text of 2,001 characters is too long for a journal; 2,000 is the most"):
        written(start(CONVOY).decide("notice", **{key: longer}))
    error = refused(text.replace(whole, longer))
    assert str(error).startswith("run.toml:")
    assert str(error).endswith("this text has 2,001 characters; 2,000 is the most")
    assert error.hint == "shorten it with a text editor"


def test_a_run_is_never_longer_than_what_is_read_again():
    run = start(CONVOY).decide("notice")
    most = evolve(run, moves=run.moves * MOST_DECISIONS)
    text = written(most)

    assert len(read_journal("run.toml", text.encode()).decisions) == MOST_DECISIONS
    for longer in (
        evolve(most, moves=(*most.moves, most.moves[0])),
        evolve(most, branches=(Branch(0, run.decisions),)),
        evolve(run, branches=(Branch(0, run.decisions * MOST_DECISIONS),)),
    ):
        with pytest.raises(JournalError, match=r"the run is too long for a journal: 10,00[01] decisions"):
            written(longer)
    assert "the run is too long for a journal: 10,001 decisions" in str(refused(text + DECISION))
    with pytest.raises(JournalError, match=f"is too long to be kept: .* bytes; {LARGEST_FILE:,} is the most"):
        written(start(CONVOY).decide("notice", why="ខ" * LONGEST_NOTE).answered("q", "x"), repeat=1_000)


def test_notes_that_look_like_toml_stay_notes():
    run = start(CONVOY).decide("notice", why='"\n[[decision]]\nscene = "road"\nmeasure = "x', by="'''")

    journal = read_journal("run.toml", written(run).encode())

    assert len(journal.decisions) == 1
    assert journal.decisions[0].why == '" [[decision]] scene = "road" measure = "x'


def test_a_journal_is_toml_for_everybody():
    run = start(CONVOY, 7).decide("notice", why="to be fair").undo().decide("camp_first")

    tables = tomllib.loads(written(run, "Team B"))

    assert tables["journal"] == 1, "nothing was sent"
    assert tables["name"] == "Team B"
    assert tables["decision"] == [{"scene": "desk", "measure": "camp_first"}]
    assert tables["branch"] == [{"after": 0, "decision": [{"scene": "desk", "measure": "notice", "why": "to be fair"}]}]


def test_a_seed_beyond_toml_is_refused_before_anything_is_written():
    with pytest.raises(JournalError, match="the seed is too large for a journal"):
        journal_of(start(CONVOY, 2**63), engine="0.1.0")


# --- what is no journal ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sentence", "hint"),
    [
        ("", "run.toml: the journal is empty", "nothing can be got back"),
        ("\0\0\0\0", "run.toml: the journal is empty", "nothing can be got back"),
        ("\n \n", "run.toml: the journal is empty", "nothing can be got back"),
        ("format = 1\n", "run.toml: this is no journal", "a journal begins with `journal = 1`"),
        ("journal = 4\n", "run.toml:1:11: the journal is of format 4, this version reads 3", "update crisisengine"),
        ("x = 1\njournal = 99\n", "run.toml:2:11: the journal is of format 99, this version reads 3", "update crisisengine"),
        ("journal = 0\n", "run.toml:1:11: the journal is of format 0, this version reads 3", ""),
        ("journal = " + "9" * 40, "run.toml:1:11: the journal is of format unknown, this version reads 3", "update"),
        (SMALLEST.replace("journal = 1", 'journal = "1"'), "run.toml:1:11: `journal` needs a whole number, this is a text", "without quotes"),
        (SMALLEST.replace("journal = 1", "journal = true"), "run.toml:1:11: `journal` needs a whole number, this is yes/no", ""),
        ("journal = 1\n", "run.toml:1:1: the file needs `scenario`", ""),
        (SMALLEST + "sed = 2\n", "run.toml:5:1: the file has no key `sed`", "did you mean `seed`?"),
        (SMALLEST.replace("seed = 1", 'seed = "1"'), "run.toml:4:8: `seed` needs a whole number", "without quotes"),
        (SMALLEST.replace('"x"', "7"), "run.toml:2:12: `scenario` needs a text, this is a whole number", "in quotes"),
        (SMALLEST + "decision = 3\n", "run.toml:5:12: `decision` needs an array of tables", ""),
        (SMALLEST + "[decision]\n", "run.toml:5:2: `decision` needs an array of tables", ""),
        (SMALLEST + DECISION + "[[decision]]\n", "run.toml:8:3: `decision` needs `scene`", "without its lines from 8 on"),
        (SMALLEST + DECISION + "wy = 'x'\n", "run.toml:8:1: `decision` has no key `wy`", "did you mean `why`?"),
        (SMALLEST + DECISION + "why = 1\n", "run.toml:8:7: `why` needs a text", "in quotes"),
        (SMALLEST + DECISION + 'why = "\\u001b[2J"\n', "run.toml:8:8: the character U+001B is not allowed", "only newline"),
        (SMALLEST + DECISION + 'why = "\u202e"\n', "run.toml:8:8: the character U+202E is not allowed", "what turns the direction"),
        (SMALLEST + "[[branch]]\nafter = -1\n", "run.toml:6:9: `after` goes from 0 to 1000000, -1 does not fit", ""),
        (SMALLEST + DECISION + 'why = "abc', "run.toml:8:7: the journal cannot be read: a text is not closed", "without its lines from 5 on"),
        (SMALLEST.encode() + b'name = "\xff"\n', "run.toml:5:9: the journal cannot be read: byte 0xff is not UTF-8", ""),
        (SMALLEST + "seed = 2\n", "run.toml:5:1: the journal cannot be read: the key `seed` stands twice in its table, first in line 4", ""),
    ],
)  # fmt: skip
def test_what_is_no_journal_is_refused_with_its_place_and_a_remedy(text, sentence, hint):
    error = refused(text)

    assert str(error).startswith(sentence)
    assert hint in error.hint
    assert "\n" not in str(error)
    assert not str(error).endswith(".")


def test_a_journal_with_several_faults_tells_the_first_and_how_many_there_are():
    assert str(refused("journal = 1\nfoo = 1\n")).endswith("(and 3 more)")


def test_a_journal_cut_off_at_any_byte_is_read_in_part_or_says_how_to_mend_it():
    run = start(CONVOY, 3)
    for number in range(4):
        offer = next(offer for offer in offers(run.scenario, run.state) if offer.open)
        run = run.decide(offer.measure, why=f"reason {number}, ខ្មែរ")
    run = run.undo(2)
    text = written(run).encode()
    whole = read_journal("run.toml", text)

    mended = 0
    for end in range(len(text)):
        try:
            journal = read_journal("run.toml", text[:end])
        except JournalError as error:
            lines = re.search(r"without its lines from (\d+) on", error.hint)
            if lines is None:
                assert b"[[" not in text[:end] or end <= text.index(b"[[") + 12
                continue
            rest = b"\n".join(text[:end].split(b"\n")[: int(lines[1]) - 1])
            journal = read_journal("run.toml", rest)
            mended += 1
        begun = whole.decisions[: len(journal.decisions)]
        assert [(decision.scene, decision.measure) for decision in journal.decisions] == [
            (decision.scene, decision.measure) for decision in begun
        ]
    assert mended > 100


HOSTILE = st.sampled_from(
    [
        '""',
        "0",
        "-1",
        "9" * 30,
        "1.5",
        "nan",
        "true",
        "[]",
        "{}",
        "[[1]]",
        '"x"',
        "1979-05-27",
        '"\\u0000"',
        '"..\\\\..\\\\x"',
        '"' + "y" * 600 + '"',
    ]
)
KEYS = ("journal", "engine", "scenario", "fingerprint", "seed", "started", "name", "place", "decision", "branch")


@settings(max_examples=150)
@given(st.sampled_from(KEYS), HOSTILE, st.sampled_from(("scene", "measure", "outcome", "why", "at", "after")), HOSTILE)
def test_any_value_anywhere_is_read_or_refused_never_more(key, value, inner, other):
    head = {"journal": "1", "scenario": '"x"', "fingerprint": '"f"', "seed": "1"} | {key: value}
    text = "".join(f"{name} = {told}\n" for name, told in head.items())
    if key not in ("decision", "branch"):
        fields = {"scene": '"a"', "measure": '"b"'} | {inner: other}
        text += "[[decision]]\n" + "".join(f"{name} = {told}\n" for name, told in fields.items())

    sentence = told(text.encode())

    assert not sentence or sentence.startswith("run.toml:")
    assert not FORBIDDEN.search(sentence)
    assert "\n" not in sentence


@settings(max_examples=100)
@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_an_error_of_ours(content):
    assert told(content).isprintable()


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("\x1b[1;31mred\x1b[0m light", "red light"),
        ("\x1b]0;a title\x07to the \x1b]8;;https://a.example\x1b\\north\x1b]8;;\x1b\\", "to the north"),
        ("\x1b(Bplain\x1b7", "plain"),
        ("\x9b31mred", "red"),
        ("a\x1b", "a"),
        ("[31m is kept", "[31m is kept"),
    ],
)
def test_of_a_pasted_text_its_words_are_kept_and_not_its_colours(pasted, kept):
    assert note(pasted) == kept
