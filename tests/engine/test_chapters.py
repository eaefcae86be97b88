"""Chapters to begin at: where a run then stands, what is proved of it, and that the journal keeps it."""

from __future__ import annotations

from pathlib import Path

import pytest

from crisisengine.authoring.by_hand import Line
from crisisengine.authoring.difference.facets import things
from crisisengine.authoring.outlook import ScenarioOutlook
from crisisengine.authoring.preview import Preview
from crisisengine.authoring.proof_work import of_result
from crisisengine.checker import judge, prove
from crisisengine.debriefing import debrief
from crisisengine.engine.program import program
from crisisengine.engine.rules import begin, value
from crisisengine.engine.run import replay, start
from crisisengine.engine.starts import known_chapter, starts
from crisisengine.engine.view import view
from crisisengine.errors import ChoiceRefused
from crisisengine.loader import MemoryResolver, Volume, read
from crisisengine.reports.sections import head
from crisisengine.storage.journal_format import journal_of, read_journal, write_journal
from crisisengine.storage.resumed import resume

HERE = Path(__file__).parent / "drawn"
TEXT = (HERE / "siege.toml").read_text()
JOURNAL = (HERE / "siege_journal.toml").read_bytes()


def reading(text=TEXT):
    return read("siege", Volume("siege.toml", text.encode()), MemoryResolver({}))


SIEGE = reading().sound()


def stands(run, *names):
    return tuple(value(SIEGE, run.state, name) for name in names)


def test_a_chapter_begins_in_its_scene_with_its_effects_upon_what_was_drawn_and_the_clock_at_0():
    for chapter, place in (("gate", "gate"), ("bread", "square")):
        for begun, _ in starts(SIEGE, chapter):
            drawn = dict(begun.drawn)
            run = replay(SIEGE, (), start=begun)[0]
            grain = drawn["grain"] - 1 if chapter == "gate" else drawn["grain"] - 5 * drawn["spy"]
            assert (run.place, *stands(run, "grain", "spy", "day")) == (place, max(grain, 0), drawn["spy"], 0)
            assert value(SIEGE, run.state, "trusted") == (chapter == "gate" and not drawn["spy"])


def test_its_scene_is_the_first_visit_and_the_scenarios_own_was_not_come_to():
    plan = program(SIEGE)
    values = plan.cells.values(begin(SIEGE, start(SIEGE, 0, "gate").start).row)

    assert (values[plan.number["visits", "gate"]], values[plan.number["visits", "wall"]]) == (1, 0)


def test_a_chapter_draws_what_the_scenario_draws_by_the_same_seed():
    assert start(SIEGE, 5, "bread").start.drawn == start(SIEGE, 5).start.drawn


def test_a_scene_bears_the_title_of_the_chapter_that_it_names():
    assert [scene.chapter for scene in SIEGE.scenes.values()] == ["Before", "The gate", "Bread"]
    assert view(SIEGE, start(SIEGE, 5, "gate").state).chapter == "The gate"


@pytest.mark.parametrize(("said", "meant"), [("1", "gate"), ("2", "bread"), ("bread", "bread"), (" gate ", "gate")])
def test_a_chapter_is_named_by_number_or_id(said, meant):
    assert known_chapter(SIEGE, said) == meant


@pytest.mark.parametrize("said", ["0", "3", "wall", "", "²", "9" * 5000])
def test_a_chapter_that_there_is_not_is_refused_with_those_that_there_are(said):
    with pytest.raises(ChoiceRefused, match="there is no chapter") as refused:
        known_chapter(SIEGE, said)
    assert refused.value.hint == "there are 1 `gate`, 2 `bread`"


# the journal


def test_the_kept_journal_begins_at_its_chapter_and_is_written_again_byte_for_byte():
    journal = read_journal("siege_journal.toml", JOURNAL)
    resumed = resume(journal, SIEGE)

    assert (resumed.run.start.chapter, resumed.run.place, resumed.notes) == ("gate", "held", ())
    assert write_journal(journal_of(resumed.run, engine=journal.engine)).encode() == JOURNAL
    assert resumed.run.what_if(1).place == "gate"
    assert "Begun at “The gate”." in head(debrief(resumed.run))


def test_a_journal_whose_chapter_is_gone_is_refused_before_its_first_decision():
    resumed = resume(
        read_journal("siege_journal.toml", JOURNAL.replace(b'"gate"\n\n[start', b'"tower"\n\n[start')), SIEGE
    )

    assert resumed.refused == "the start does not fit: there is no chapter `tower` to begin at any more"
    assert (resumed.run.moves, resumed.run.place) == ((), "wall")


# the proof


def test_every_promise_is_asked_from_every_chapter_and_says_where_its_run_begins():
    proof = prove(SIEGE)
    broken, kept = proof.properties

    assert (broken.verdict, broken.start.chapter, broken.run) == ("violated", "bread", ())
    assert (kept.verdict, kept.start.chapter) == ("holds", "gate")
    run, refused = replay(SIEGE, kept.run, start=kept.start)
    assert (run.place, refused) == ("wall", None)


def test_the_balance_of_a_chapter_is_that_of_a_scenario_which_begins_there():
    result = judge(Path("siege.toml"), reading(), with_balance=True, with_runs=True)
    alone = {}
    for chapter, scene in (("", "wall"), ("gate", "gate"), ("bread", "square")):
        text = TEXT.replace('start = "wall"', f'start = "{scene}"').replace("[chapter.", "[chapter.no_")
        text = text.replace('chapter = "gate"', 'chapter = "x"').replace('chapter = "bread"', 'chapter = "x"')
        if chapter == "gate":
            text = text.replace("start = { 4 = 1, 6 = 1 }", "start = { 3 = 1, 5 = 1 }")
        if chapter != "bread":
            alone[chapter] = judge(Path("siege.toml"), reading(text), with_balance=True).balance.endings

    told = {"": result.balance.endings} | {chapter.id: chapter.endings for chapter in result.balance.chapters}
    for chapter, expected in alone.items():
        assert [(ending.id, ending.share.value, ending.shortest) for ending in told[chapter]] == [
            (ending.id, pytest.approx(ending.share.value), ending.shortest) for ending in expected
        ]
    # With a spy, a third of the time, there is no grain left to share; else it is shared or hoarded.
    assert {ending.id: ending.share.value for ending in told["bread"]} == pytest.approx(
        {"held": 1 / 3, "lost": 2 / 3, "starved": 0}
    )
    assert result.shortest["held"].start.chapter == ""


# the text


@pytest.mark.parametrize(
    ("was", "now", "code", "message"),
    [
        ('start = "gate"', 'start = "held"', "unknown-scene", "there is no scene `held`"),
        (
            '"grain -= 1", "trusted',
            '"grain -= 1", "grain += 1", "trusted',
            "repeated-effect",
            "`grain` is changed twice in one list",
        ),
        ('"grain -= 1", ', '"day += 1", ', "not-assignable", "`day` cannot be changed"),
        ('title = "Bread"\n', "", "missing-key", "chapter `bread` needs `title`"),
        ('title = "Bread"', 'title = "Bread"\nends = "x"', "unknown-key", "chapter `bread` has no key `ends`"),
    ],
)
def test_what_is_wrong_with_a_chapter_is_told(was, now, code, message):
    assert [(found.code, found.message) for found in reading(TEXT.replace(was, now)).errors] == [(code, message)]


def test_chapters_count_among_the_starts():
    many = "{ " + ", ".join(f"{number} = 1" for number in range(1_700)) + " }"
    text = TEXT.replace("{ 4 = 1, 6 = 1 }", many).replace("range = [0, 6]", "range = [0, 1700]")

    (fault,) = reading(text).errors
    assert fault.message == (
        "the draws make 10,200 starts together (1700 x 2, and 3 places to begin at); 10,000 is the most"
    )


def test_two_versions_differ_where_a_chapter_the_draw_or_the_condition_of_a_promise_does():
    def facets(text):
        return {
            (thing.key, term): said for thing in things(reading(text).sound()) for term, said in thing.facets.items()
        }

    before = facets(TEXT)
    for was, now, changed in (
        ('effects = ["grain -= 1", ', 'effects = ["grain -= 2", ', ("scenario", "Chapters to begin at")),
        ("{ 4 = 1, 6 = 1 }", "{ 4 = 1, 6 = 2 }", ("variable.grain", "Starts at")),
        ('always = "grain >= 2"', 'always = "grain >= 2"\nwhen = "spy"', ("enough_to_share", "Promise")),
    ):
        after = facets(TEXT.replace(was, now))
        assert [key for key in after if after[key] != before.get(key)] == [changed]


def test_a_preview_plays_a_counterexample_from_where_it_begins():
    result = judge(Path("siege.toml"), reading(), with_balance=True, with_runs=True)
    told = ScenarioOutlook.read(of_result(result, 0, whole=True).written())
    broken = told.promises[0]
    opened = Preview(HERE / "siege.toml", reading())

    assert (broken.chapter, broken.drawn) == ("bread", {"grain": 4, "spy": True})
    assert opened.play(Line(None, broken.run, broken.drawn, broken.chapter)) == ""
    assert (opened.run.place, value(SIEGE, opened.run.state, "grain")) == ("square", 0)
    shortest = next(ending for ending in told.endings if ending.id == "held")
    assert opened.play(Line(None, shortest.run, shortest.drawn, shortest.chapter)) == ""
    assert opened.run.place == "held"
    opened.take(reading(TEXT.replace("{ 4 = 1, 6 = 1 }", "{ 3 = 1, 5 = 1 }")))  # what was drawn is gone: drawn anew
    assert dict(opened.run.start.drawn)["grain"] in (3, 5)
