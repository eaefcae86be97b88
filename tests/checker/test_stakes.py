"""What is up to whoever plays, as `--balance` tells it: each number is the brute-force judge's."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import product

import pytest
from asks import Asks
from attrs import evolve
from click.testing import CliRunner
from effort import JUDGED, drawn, examples
from hidden_worlds import doors, hiding
from hypothesis import given
from hypothesis import strategies as st
from judge import Judge
from judge_of_chances import chances, moves_of
from judge_of_pages import best_and_worst_known, best_and_worst_shown
from test_statistics import exact
from worlds import HEAD, hanoi, loaded

from crisisengine.checker import Stopped, prove
from crisisengine.checker.ending_chances import start_chances
from crisisengine.checker.formats.balance_json import balance_told
from crisisengine.checker.formats.balance_text import balance_lines, chances_lines
from crisisengine.checker.search.exact_shares import exact_shares
from crisisengine.checker.shown.best_rank import BestRank
from crisisengine.checker.stakes import stakes
from crisisengine.checker.statistics import balance
from crisisengine.cli import command_line

CLOSE = 1e-11


def known_by(judge, endings, *, best):
    """{state: chance} of some endings, and that chance from where runs begin."""
    goal = {state for state in judge.states if judge.place[state] in endings}
    found = chances(moves_of(judge), goal, best)
    whole = sum(judge.starts.values())
    return found, sum(Fraction(weight, whole) * found[state] for state, weight in judge.starts.items())


def told(scenario):
    """The tables of `--balance`."""
    futures = prove(scenario, reduce=False).futures
    found = balance(futures)
    return evolve(found, stakes=stakes(futures))


@given(st.integers(0, 10**6))
@examples(8, JUDGED)
def test_fractions_are_the_judges_to_the_last_digit(seed):
    scenario = hiding(seed)
    shares = exact(Judge(scenario))

    assert exact_shares(prove(scenario, reduce=False).futures) == shares


@given(drawn(60))
@examples(25, JUDGED)
def test_what_each_measure_leaves_of_the_best_rank_is_the_judges(scenario):
    judge = Judge(scenario)
    ranks = {name: ending.rank for name, ending in scenario.endings.items()}
    played = [state for state, weight in judge.starts.items() if weight]  # from no chapter, and nobody sends anything
    possible = set().union(*(judge.endings[state] for state in played))
    endings = {name for name in possible if ranks[name] == max(ranks[each] for each in possible)}
    from_each, _ = known_by(judge, endings, best=True)
    left, moves = {}, moves_of(judge)
    for state in played:
        for measure, branches in moves[state].items():
            chance = sum(likely * from_each[after] for likely, after in branches)
            left.setdefault((judge.place[state], measure), []).append(chance)
            played += [after for after in dict.fromkeys(after for _, after in branches) if after not in played]

    found = BestRank(prove(scenario, reduce=False).futures_from(""))

    assert found.endings == endings
    names = [(scene.id, measure) for scene in scenario.scenes.values() for measure in scene.measures]
    spans = {names[number]: span for number, span in found.measures().items()}
    assert set(spans) == set(left)
    for name, span in spans.items():
        assert span.least.value == pytest.approx(float(min(left[name])), abs=CLOSE)
        assert span.most.value == pytest.approx(float(max(left[name])), abs=CLOSE)


@given(st.integers(0, 10**6))
@examples(6, JUDGED)
def test_the_chances_of_each_ending_are_the_judges_for_both_players(seed):
    scenario = hiding(seed)

    for listed in balance_told(told(scenario))["endings"]:
        best, worst = best_and_worst_known(scenario, listed["id"])
        seen_best, seen_worst = best_and_worst_shown(scenario, listed["id"])
        assert (listed["best"], listed["worst"]) == pytest.approx((float(best), float(worst)), abs=CLOSE)
        assert listed["shown"] == pytest.approx({"best": float(seen_best), "worst": float(seen_worst)}, abs=CLOSE)
        assert listed["exact"] == {"share": listed["exact"]["share"], "best": str(best), "worst": str(worst)}


def test_three_doors_are_told_to_people_and_to_machines():
    found = told(doors())
    text = "\n".join(balance_lines("doors", found))
    listed = json.loads(json.dumps(balance_told(found)))

    assert "  100.0000%    0.0000%   66.6667%   33.3333%  good" in text
    assert "  exactly, good: random play 1/2" in text
    assert listed["best_rank"] == ["good"]
    assert listed["endings"][0]["exact"] == {"share": "1/2", "best": "1", "worst": "0"}
    assert listed["starts"] == [{"chapter": None, "endings": listed["endings"]}]
    swap = next(measure for measure in listed["measures"] if measure["measure"] == "swap")
    assert (swap["least"], swap["most"]) == (0, 1)


@given(drawn(60))
@examples(15, JUDGED)
def test_chances_alone_are_those_of_the_balance_and_the_judges(scenario):
    judge, proof = Judge(scenario), prove(scenario)

    for found in start_chances(scenario, proof.futures_from, proof.found.task)[0].endings:
        _, best = known_by(judge, {found.id}, best=True)
        _, worst = known_by(judge, {found.id}, best=False)
        assert (found.best.value, found.worst.value) == pytest.approx((float(best), float(worst)), abs=CLOSE)
        assert found.best.known and found.worst.known


def test_chances_alone_are_told_of_every_beginning_to_people_and_to_machines():
    def check(*words):
        return CliRunner().invoke(command_line, ["check", *words]).stdout

    told = check("the_transitional_authority", "--chances")
    (found,) = json.loads(check("the_convoy_home", "--chances", "--output-format", "json"))["scenarios"]
    (balanced,) = json.loads(check("the_convoy_home", "--chances", "--balance", "--output-format", "json"))["scenarios"]

    assert "authority: the best and the worst chance of each ending (knowing all)\n" in told
    assert "  100.0000%    0.0000%  rule_of_law" in told
    assert told.count("(knowing all) from chapter ") == 6
    assert "balance" not in found and "chances" not in balanced
    (begun,) = found["chances"]
    assert begun["chapter"] is None
    assert [(ending["id"], ending["best"], ending["worst"]) for ending in begun["endings"]] == [
        (ending["id"], ending["best"], ending["worst"]) for ending in balanced["balance"]["endings"]
    ]


def test_chances_for_which_there_is_no_time_are_bounds_and_say_so():
    proof = prove(doors())
    assert proof.futures.graph.components
    task = proof.found.task
    task.budget = Asks(asks=2)  # it takes room, and then there is no time
    (found,) = start_chances(doors(), proof.futures_from, task)

    assert not found.known
    assert "  not known  not known  good\n" in "\n".join(chances_lines("doors", [found])) + "\n"


def test_chances_that_were_known_when_the_time_was_up_are_told():
    names = [f"e{number}" for number in range(9)]
    chance = "".join(f'[scene.road.measure.roll.chance.to_{name}]\nweight = 1\ngoto = "{name}"\n' for name in names)
    endings = "".join(f'[ending.{name}]\ntitle = "E"\nrank = 1\ntext = "Over."\n' for name in names)
    road = '[scene.road]\ntitle = "R"\ntext = "R."\n[scene.road.measure.roll]\nlabel = "Roll"\n'
    scenario = loaded(HEAD + road + chance + endings)
    told = set()
    for asks, raises in product(range(40), (False, True)):
        proof = prove(scenario)
        task = proof.found.task
        task.budget = Asks(asks=asks, raises=raises)
        try:
            (start,) = start_chances(scenario, proof.futures_from, task)
        except Stopped as stopped:
            (start,) = stopped.kept
        found = start.endings
        assert [ending.id for ending in found] == names
        assert all(not ending.best.known or ending.best.value == pytest.approx(1 / 9) for ending in found)
        told.add(sum(ending.best.known for ending in found))

    assert {0, 4, 8, 9} <= told  # four are asked together


def test_where_play_can_go_round_no_share_is_told_as_a_fraction():
    found = balance_told(told(loaded(hanoi(3))))

    assert [(ending["best"], ending["worst"]) for ending in found["endings"]] == [(1, 0)]
    assert found["endings"][0].get("exact", {"share": None})["share"] is None


def test_where_too_many_beliefs_would_have_to_be_looked_at_only_bounds_are_told():
    found = told(doors())
    good = found.stakes.endings["good"]
    unknown = evolve(good, shown_best=evolve(good.best, low=0.0), shown_worst=evolve(good.worst, high=1.0))
    bounded = evolve(found, stakes=evolve(found.stakes, endings={"good": unknown, "bad": unknown}))

    assert balance_told(bounded)["endings"][0]["shown"] is None
    lines = list(balance_lines("doors", bounded))
    assert "  100.0000%    0.0000%   at most 100.0000%    at least 0.0000%  good" in lines
    assert all(len(line) <= 80 for line in lines)
