"""Several runs together: counts are counts, agreement is a word only for five groups and more, blind spots come first."""

from __future__ import annotations

import csv
import io
import json

from attrs import evolve
from effort import examples
from explored import CONVOY, REACHABLE
from hypothesis import given
from hypothesis import strategies as st

from crisisengine.debriefing import ExactReachability, debrief
from crisisengine.debriefing.cohort import ENOUGH, UNIFIED, read_together
from crisisengine.debriefing.cohort_questions import cohort_questions
from crisisengine.engine.run import replay, start
from crisisengine.reports import cohort_sections, csv_report, json_report, markdown_report, text_report
from crisisengine.testing import runs
from crisisengine.text.markdown import literal

REACHABILITY = ExactReachability(CONVOY, REACHABLE)


def played(*measures, seed=1):
    run = start(CONVOY, seed)
    for measure in measures:
        run = run.decide(measure)
    return run


def together(*found):
    return read_together(
        [debrief(run, REACHABILITY) for run in found], [f"team {number}" for number in range(1, len(found) + 1)]
    )


@st.composite
def cohorts_of(draw):
    """A cohort of one to seven runs of the shipped scenario."""
    found = draw(st.lists(runs(CONVOY, longest=16), min_size=1, max_size=7))
    return together(*(replay(CONVOY, decisions)[0] for decisions in found))


@examples(10)
@given(cohorts_of())
def test_every_group_is_counted_once_in_each_scene_that_it_came_to(cohort):
    for fork in cohort.forks:
        who = [name for choice in fork.choices for name in choice.runs]
        assert len(who) == len(set(who)) == fork.groups == sum(choice.count for choice in fork.choices)
        came = [whole for whole in cohort.debriefs if fork.scene in {review.scene for review in whole.reviews}]
        assert len(came) == fork.groups
        assert fork.share == max(choice.count for choice in fork.choices) / fork.groups


@examples(10)
@given(cohorts_of())
def test_agreement_is_said_of_five_groups_and_more_and_means_three_fifths(cohort):
    for fork in cohort.forks:
        if fork.groups < ENOUGH:
            assert fork.alignment == ""
        else:
            assert fork.alignment == ("unified" if fork.share >= UNIFIED else "split")


@examples(10)
@given(cohorts_of())
def test_every_run_stands_in_every_form(cohort):
    document = json.loads(json_report.cohort_report(cohort))
    rows = list(csv.DictReader(io.StringIO(csv_report.cohort_report(cohort), newline="")))

    assert sum(cohort.endings.values()) + sum(not line.ending for line in cohort.lines) == len(cohort.lines)
    assert [run["name"] for run in document["runs"]] == [line.name for line in cohort.lines]
    assert len(rows) == sum(line.decisions for line in cohort.lines)
    assert all(line.name in text_report.cohort_report(cohort) for line in cohort.lines)
    assert all(section.markdown.strip() for section in cohort_sections.sections(cohort))
    assert markdown_report.cohort_report(cohort) == markdown_report.cohort_report(cohort)


def test_what_most_overlooked_comes_first():
    blind = played("notice", "liaison", "leaflets", "go", "allow")
    seeing = played("notice", "liaison", "leaflets", "go", "read_aloud")
    cohort = together(*[blind] * 4, seeing)

    assert [fork.scene for fork in cohort.urgent if fork.blind] == ["boarding"]
    first = cohort.urgent[0]
    assert (first.scene, first.alignment, first.choices[0].lost) == ("boarding", "unified", 4)
    assert "Stand between, and read the manifest yourself" in first.better
    assert cohort.parting == ("The men at the loading point",)


def test_runs_that_decide_alike_do_not_part():
    cohort = together(*[played("notice", "liaison")] * 3)

    assert cohort.parting == ()
    assert "Runs that decide alike never part." in markdown_report.cohort_report(cohort)


def test_runs_that_chance_alone_parted_have_not_split():
    lucky = [
        played("notice", "liaison", "leaflets", "go", "read_aloud", "by_the_verge", seed=seed) for seed in range(12)
    ]
    assert {run.decisions[-1].outcome for run in lucky} == {"no_mine_went_off", "a_mine_went_off"}

    assert together(*lucky).parting == ()


def test_runs_of_one_name_are_two_runs():
    runs = [debrief(played(first), REACHABILITY) for first in ("notice", "notice")]
    (fork,) = read_together(runs, ["team", "team"]).forks

    assert (fork.groups, fork.choices[0].count) == (2, 2)


def test_the_reasons_of_a_minority_stand_beside_the_others():
    reasoned = [start(CONVOY, 1).decide("notice", why=f"reason {number}") for number in range(4)]
    cohort = together(*reasoned, start(CONVOY, 1).decide("town_first", why="he holds the road"))
    told = next(section.markdown for section in cohort_sections.sections(cohort) if section.key == "reasons")

    assert "reason 3" in told
    assert "“he holds the road” (team 5)" in told


def told(cohort, key):
    return next(section.markdown for section in cohort_sections.sections(cohort) if section.key == key)


def test_how_the_runs_ended_is_told_once_with_the_names_of_the_runs():
    cohort = together(*[played("notice", "liaison", "leaflets", "go", "allow")] * 2, played("notice"))
    names = [line.name for line in cohort.lines]

    for option in cohort.ending_options:
        assert [
            section.key for section in cohort_sections.sections(cohort) if f"| {option.title} |" in section.markdown
        ] == ["endings"]
    assert told(cohort, "endings").count(", ".join(names)) == 1
    assert not any(option.title in told(cohort, "short") for option in cohort.ending_options)


def test_a_cohort_asks_first_of_what_most_overlooked_then_of_its_splits():
    blind = played("notice", "liaison", "leaflets", "go", "allow")
    seeing = played("town_first")
    cohort = together(*[blind] * 3, seeing, seeing)
    questions = cohort_questions(cohort)
    overlooked, last = questions[0], questions[-1]

    assert overlooked.startswith("In “The men at the loading point” 3 of 3 runs closed the best")
    assert "“Stand between, and read the manifest yourself” and “" in overlooked
    assert last.startswith("Which road would you take now")
    assert all(literal(question) in told(cohort, "questions") for question in questions)


def test_a_split_is_asked_about_with_its_counts():
    cohort = together(*[played("notice")] * 2, *[played("town_first")] * 2)

    assert any(
        question.startswith("In “A borrowed table” the groups split: “") and question.count(" 2") == 2
        for question in cohort_questions(cohort)
    )


def test_runs_that_decided_alike_and_ended_otherwise_ask_what_an_end_says_of_a_decision():
    cohort = read_together([debrief(played("notice"))] * 3, ["a", "b", "c"])

    def ended(*endings):
        lines = [evolve(line, ending=ending) for line, ending in zip(cohort.lines, endings, strict=True)]
        return cohort_questions(evolve(cohort, lines=tuple(lines)))

    assert ended("stopped", "incident", "")[0].startswith(
        "“a” and “b” decided alike throughout and came to other ends."
    )
    assert len(ended("stopped", "stopped", "")) == 1


def test_a_report_that_most_runs_believed_unverified_is_asked_about():
    run = debrief(played("notice", "liaison", "leaflets"), REACHABILITY)
    (report,) = run.graded_reports
    believing = evolve(run, graded_reports=(evolve(report, sender="the police post", acted_on=(3,)),))

    assert "In 2 of 3 runs a decision hung on the report of the police post" in " ".join(
        cohort_questions(read_together([believing, believing, run], ["a", "b", "c"]))
    )
    assert "police post" not in " ".join(cohort_questions(read_together([believing, run, run], ["a", "b", "c"])))
