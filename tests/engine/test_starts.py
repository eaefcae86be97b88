"""A start that is drawn: what can be drawn, who draws it, and that it is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

from crisisengine.checker import prove
from crisisengine.checker.search.graph import Graph
from crisisengine.debriefing import debrief
from crisisengine.debriefing.chance import chances
from crisisengine.engine.rules import begin, value
from crisisengine.engine.run import Run, replay, start
from crisisengine.engine.starts import drawn_start, start_named, start_text, start_told, starts
from crisisengine.engine.view import view
from crisisengine.errors import ChoiceRefused, JournalError
from crisisengine.loader import MemoryResolver, Volume, read
from crisisengine.reports.sections import sections
from crisisengine.session.branches import taken_up
from crisisengine.storage import load
from crisisengine.storage.journal_format import journal_of, read_journal, write_journal
from crisisengine.storage.resumed import resume

HERE = Path(__file__).parent / "drawn"
TEXT = (HERE / "ferry.toml").read_text()
JOURNAL = (HERE / "ferry_journal.toml").read_bytes()


def loaded(text=TEXT):
    return read("ferry", Volume("ferry.toml", text.encode()), MemoryResolver({})).sound()


FERRY = loaded()


def told(seed):
    return start_told(FERRY, drawn_start(FERRY, seed))


def test_every_combination_of_what_has_a_weight_is_a_start_with_the_product_of_its_weights():
    found = {tuple(start_told(FERRY, begun).values()): weight for begun, weight in starts(FERRY)}

    assert found == {
        (bank, knows, consent): weight * (3 if consent == 2 else 1)
        for bank, weight in (("soldiers", 1), ("families", 2))
        for knows in (True, False)
        for consent in (2, 5)
    }


def test_a_seed_draws_the_same_start_always_and_many_seeds_draw_each_about_as_often_as_it_weighs():
    drawn = [told(seed) for seed in range(2_000)]

    assert drawn[:20] == [told(seed) for seed in range(20)]
    assert sum(one["bank"] == "families" for one in drawn) / 2_000 == pytest.approx(2 / 3, abs=0.04)
    assert sum(one["told"] for one in drawn) / 2_000 == pytest.approx(1 / 2, abs=0.04)
    assert sum(one["headman.consent"] == 2 for one in drawn) / 2_000 == pytest.approx(3 / 4, abs=0.04)
    assert {tuple(one.values()) for one in drawn} == {
        tuple(start_told(FERRY, begun).values()) for begun, _ in starts(FERRY)
    }


def test_a_run_begins_with_what_its_seed_draws_and_goes_back_to_it():
    run = start(FERRY, 3).decide("cross").decide("wait")
    begun = run.start

    assert start_told(FERRY, begun) == told(3)
    assert run.what_if(1).state == run.undo(2).state == begin(FERRY, begun)
    left = run.undo(1)
    assert taken_up(left, 0).state == run.state
    assert replay(FERRY, run.decisions, 3)[0].state == run.state


def test_what_is_hidden_stays_hidden_while_playing():
    shown = {indicator.variable for indicator in view(FERRY, start(FERRY, 3).state).indicators}

    assert "told" in shown
    assert "bank" not in shown


def test_without_a_draw_there_is_one_start_and_a_journal_says_nothing_of_it():
    plain = loaded(
        TEXT.replace("start = { soldiers = 1, families = 2, nobody = 0 }", 'start = "families"')
        .replace("start = { true = 1, false = 1 }", "start = true")
        .replace("{ 2 = 3, 5 = 1 }", "2")
    )

    assert [weight for _, weight in starts(plain)] == [1]
    text = write_journal(journal_of(start(plain, 7), engine="x"))
    assert text.startswith("journal = 1\n")
    assert "start" not in text


# the journal


def test_the_kept_journal_replays_to_its_end_and_is_written_again_byte_for_byte():
    journal = read_journal("journal.toml", JOURNAL)
    resumed = resume(journal, FERRY)

    assert (resumed.run.place, resumed.refused, resumed.changed, resumed.notes) == ("fired_upon", "", False, ())
    assert write_journal(journal_of(resumed.run, engine=journal.engine)).encode() == JOURNAL


def test_a_start_that_the_seed_does_not_draw_is_played_and_told():
    journal = read_journal("journal.toml", JOURNAL.replace(b'"families"', b'"soldiers"'))
    resumed = resume(journal, FERRY)

    assert value(FERRY, resumed.run.state, "bank") == 2
    assert resumed.notes == ("what was drawn at the start is not what the seed draws",)
    assert "This start is not the seed's: seed 3 draws another" in chance_told(resumed.run)


@pytest.mark.parametrize(
    ("was", "now", "why"),
    [
        (
            b'bank = "families"',
            b'bank = "nobody"',
            "`bank` is never drawn as `nobody`; it is drawn as one of `soldiers`, `families`",
        ),
        (b'bank = "families"', b'shore = "families"', "`shore` is not drawn at the start any more"),
        (b'bank = "families"', b"crossed = true", "`crossed` is not drawn at the start any more"),
        (b"told = true", b"told = 1", "`told` is never drawn as `1`; it is drawn as one of `true`, `false`"),
        (b'consent" = 2', b'consent" = 3', "`headman.consent` is never drawn as `3`; it is drawn as one of `2`, `5`"),
    ],
)
def test_a_journal_whose_draw_is_gone_is_refused_before_its_first_decision_and_begins_as_its_seed_draws(was, now, why):
    resumed = resume(read_journal("journal.toml", JOURNAL.replace(was, now)), FERRY)

    assert resumed.refused == f"the start does not fit: {why}"
    assert resumed.notes[1] == "0 of 2 decisions stand; this journal stays as it is, and going on writes another"
    assert (resumed.run.moves, start_told(FERRY, resumed.run.start)) == ((), told(3))


def test_what_a_journal_does_not_name_is_drawn_by_its_seed():
    fewer = JOURNAL.replace(b"told = true\n", b"")

    assert resume(read_journal("journal.toml", fewer), FERRY).run.start == drawn_start(FERRY, 3)


@pytest.mark.parametrize(
    ("was", "now", "why"),
    [
        (b"journal = 3", b"journal = 2", "a journal of format 2 holds no `start`"),
        (b'bank = "families"', b"bank = { families = 1 }", "what was drawn is a number, true or false, or a word"),
        (b'bank = "families"', b"bank = 1.5", "`bank` needs a number"),
        (b"[start.drawn]", b"[start.given]", "`start` has no key `given`"),
    ],
)
def test_a_start_that_is_none_is_refused_with_its_place(was, now, why):
    with pytest.raises(JournalError, match=r"journal.toml:\d+:\d+: ") as refused:
        read_journal("journal.toml", JOURNAL.replace(was, now))

    assert why in str(refused.value)


def test_a_journal_of_the_lake_from_before_it_drew_is_refused_at_the_draw_that_is_gone_by_name():
    resumed = resume(read_journal("lake.toml", (HERE / "lake_before_it_drew.toml").read_bytes()), load("the_lake"))

    assert resumed.refused == (
        "decision 2, `whose_task.council` with outcome `something_seen_only_later`, does not fit: "
        "`something_seen_only_later` cannot follow `council` here"
    )
    assert (resumed.refused_number, len(resumed.run.moves)) == (2, 1)


# the proof


def test_a_counterexample_begins_where_it_says_and_from_there_it_is_one():
    proof = prove(FERRY)
    judged = {found.name: found for found in proof.properties}

    assert [found.verdict for found in judged.values()] == ["holds", "holds", "violated", "violated"]
    run, refused = replay(FERRY, judged["it_always_ends_dry"].run, start=judged["it_always_ends_dry"].start)
    assert (run.place, refused) == ("fired_upon", None)
    assert judged["the_pilot_always_knows"].run == ()
    assert dict(judged["the_pilot_always_knows"].start.drawn)["told"] == 0
    assert "told = false" in start_text(FERRY, judged["the_pilot_always_knows"].start)


def test_starts_that_forgetting_makes_equal_add_their_weights():
    unread = (
        TEXT.partition("[property")[0]
        .replace("""when = "bank == 'families'"\n""", "")
        .replace("{bank == 'soldiers': ", "{true: ")
    )
    blind = loaded(unread)
    merged = prove(blind).found.beginnings
    apart = prove(blind, reduce=False).found.beginnings

    assert (len(apart.keys), len(merged.keys)) == (8, 4), "nobody asks which bank it is"
    assert sorted(merged.shares) == pytest.approx([1 / 8, 1 / 8, 3 / 8, 3 / 8])
    graph = Graph(prove(blind).found)
    assert graph.depths[graph.starts].tolist() == [0] * 4


# the debrief


def chance_told(run):
    return next(section.markdown for section in sections(debrief(run)) if section.key == "chance")


def test_the_debrief_tells_what_was_drawn_and_weighs_every_other_start():
    run = start(FERRY, 3).decide("cross").decide("wait")

    assert chance_told(run).startswith(
        "Drawn at the start, before anybody decided:\n\n- Who waits there: families (in 66.7 % of plays; hidden while playing)"
    )
    called = Run(FERRY, 3, start=start_named(FERRY, {"bank": "families"}, 3)).decide("cross").decide("call")
    assert chances(called).diverged == pytest.approx(1 / 3), "where soldiers wait, nobody can call out"
    assert dict(chances(called).endings) == {"safe": pytest.approx(2 / 3)}
    assert evolve(called, moves=()).state == begin(FERRY, called.start)


def test_a_start_that_is_told_wrongly_is_refused():
    with pytest.raises(ChoiceRefused, match="never drawn as `nobody`"):
        start_named(FERRY, {"bank": "nobody"}, 0)
