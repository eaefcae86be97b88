"""`forced`, `likely` and fair `eventually`: the judge's verdicts, and policies that keep what they promise in the engine itself."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from asks import Asks
from attrs import evolve
from effort import JUDGED, drawn, examples
from hypothesis import given
from hypothesis import strategies as st
from judge import Judge
from judge_of_chances import JudgeOfChances, met
from judge_of_chances import chances as exact
from judge_of_pages import almost_surely_round, round_and_round, surely_round
from test_chances import at as ending_states
from test_chances import gambler
from worlds import loaded

from crisisengine.checker import judge, prove
from crisisengine.checker.formats.registry import FORMATS
from crisisengine.checker.policy_runs import policy_runs
from crisisengine.checker.search.chances import chance
from crisisengine.checker.task import Task
from crisisengine.engine.program import program
from crisisengine.engine.rules import begin, evaluate, offers, place, possible, step
from crisisengine.loader import MemoryResolver, Volume, read
from crisisengine.model.expression import Fact
from crisisengine.model.scenario import Property

BOUNDS = [
    (Fraction(1, 2), None),
    (Fraction(1), None),
    (None, Fraction(0)),
    (None, Fraction(1, 3)),
    (Fraction(1, 10), Fraction(9, 10)),
]


@st.composite
def promises(draw, scenario):
    """A promise about chance: its claim and its `when` from what the scenario asks already, or from its endings."""
    plain = [known for known in scenario.properties.values() if known.claim is not None and known.kind != "changes"]
    said = [expression for known in plain for expression in (known.claim, known.when) if expression is not None]
    said = [expression for expression in said if "possible" not in str(expression)]
    claims = [Fact("ending", name) for name in scenario.endings] + said
    kind = draw(st.sampled_from(["forced", "forced", "likely", "likely", "eventually"]))
    least, most = draw(st.sampled_from(BOUNDS)) if kind == "likely" else (None, None)
    return Property(
        id="asked",
        kind=kind,
        claim=draw(st.sampled_from(claims)),
        when=draw(st.none() | st.sampled_from(said)) if said else None,
        ending="",
        at=(),
        fair=kind == "eventually" or (kind == "forced" and draw(st.booleans())),
        play=draw(st.sampled_from(["best", "worst"])) if kind == "likely" else "best",
        at_least=least,
        at_most=most,
        route="property.asked",
    )


def played(scenario, policy, begun):
    """A policy followed in the engine under every luck: (states of the engine with their moves, its beginnings)."""
    moves, waiting, firsts = {}, [], {}
    for state in policy.states:
        if state.start is not None:
            first = (begun or begin(scenario, state.start), state.id)
            firsts[first] = Fraction(state.share)
            waiting.append(first)
    while waiting:
        here, number = waiting.pop()
        if (here, number) in moves:
            continue
        told = policy.states[number]
        assert told.id == number
        assert told.place == place(scenario, here)
        moves[here, number] = {}
        if told.measure is None:
            continue
        assert told.measure in [offer.measure for offer in offers(scenario, here) if offer.open]
        odds = dict(possible(scenario, here, told.measure)) or {"": 1}
        assert odds.keys() == told.next.keys()
        branches = [
            (
                Fraction(weight, sum(odds.values())),
                (step(scenario, here, told.measure, name or None).after, told.next[name]),
            )
            for name, weight in odds.items()
        ]
        moves[here, number][told.measure] = branches
        waiting += [after for _, after in branches]
    return moves, firsts


@given(st.data())
@examples(120, JUDGED)
def test_promises_about_chance_are_judged_as_by_plain_search_and_policies_keep_them(data):
    scenario = data.draw(drawn(60))
    promised = data.draw(promises(scenario))
    scenario = evolve(scenario, properties={"asked": promised})
    plain = Judge(scenario)
    verdict, length = JudgeOfChances(plain).property(promised)
    (told,) = prove(scenario).properties

    if promised.when is None and promised.kind in ("forced", "likely") and told.verdict != verdict:
        assert_shown_otherwise(scenario, promised, told, verdict)
        return
    assert told.verdict == verdict
    state = begin(scenario, told.start)
    for decision in told.run or ():
        state = step(scenario, state, decision.measure, decision.outcome).after if not decision.send else None
        if state is None:
            return  # somebody sends
    if told.run is not None and verdict == "violated" and (promised.kind != "eventually" or promised.when is None):
        assert (len(told.run), 0) == length
    if told.policy is None or (promised.kind == "forced" and verdict == "violated"):
        return
    moves, firsts = played(scenario, told.policy, state if told.run is not None else None)
    goal = {key for key in moves if evaluate(scenario, key[0], promised.claim)}
    reached = exact(moves, goal, best=True)
    ends = {key for key in moves if not moves[key]}
    if promised.kind == "forced":
        assert all(chance == 1 for chance in reached.values())
        assert promised.fair or exact_longest(moves) < len(moves)
    elif promised.kind == "eventually":
        assert not goal
    else:
        shown = sum(firsts[key] * reached[key] for key in firsts) / sum(firsts.values())
        assert ends or firsts
        if promised.when is not None or (verdict == "violated") or len(scenario.chapters) == 0:
            assert abs(shown - Fraction(told.share.value)) < Fraction(1, 10**11)


def assert_shown_otherwise(scenario, promised, told, verdict):
    """From the beginnings it is asked of one who sees only the pages: where the verdict is another, the judge of pages says why."""

    def reaches(state):
        return bool(evaluate(scenario, state, promised.claim))

    chapters = ("", *scenario.chapters)
    if promised.kind == "forced":
        assert verdict == "holds"
        surely = (
            (lambda chapter: almost_surely_round(scenario, reaches, chapter=chapter))
            if promised.fair
            else lambda chapter: surely_round(scenario, reaches, 60, chapter)
        )
        known = list(map(surely, chapters))
        if told.verdict == "violated":
            assert None in known or False in known
        else:
            assert told.verdict == "undecided" and None in known
        return
    pick = max if promised.play == "best" else min
    known = [round_and_round(scenario, reaches, pick, 60, chapter) for chapter in chapters]
    if None not in known:
        assert told.verdict == ("holds" if all(met(promised, value) for value in known) else "violated")


def exact_longest(moves):
    """How many decisions the longest play takes; it must not go round."""
    longest, open_ = {}, []

    def after(key):
        return [target for branches in moves[key].values() for _, target in branches]

    for first in moves:
        open_.append(first)
        while open_:
            key = open_[-1]
            missing = [target for target in after(key) if target not in longest]
            assert not set(missing) & set(open_), "play goes round"
            if missing:
                open_.append(missing[0])
            else:
                longest[key] = max((longest[target] + 1 for target in after(key)), default=0)
                open_.pop()
    return max(longest.values())


def told_of(text, **more):
    reading = read("world", Volume("world.toml", text.encode()), MemoryResolver({}))
    return judge(Path("world.toml"), reading, **more)


ASKED = """[property.rich]
likely = "ending.top"
at_least = "1/30"
[property.richer]
likely = "ending.top"
at_least = 0.05
[property.sure]
forced = "ending.top"
when = "m == 2"
[property.over]
eventually = "ending.top or ending.bottom"
fair = true
"""


def test_a_policy_is_told_to_people_folded_and_to_machines_whole():
    result = told_of(gambler(10, 3, 2, 3) + ASKED)
    told = {judged["name"]: judged for judged in json.loads(FORMATS["json"]([result]))["scenarios"][0]["properties"]}
    text = FORMATS["full"]([result])

    assert told["rich"]["verdict"] == told["over"]["verdict"] == "holds"
    assert told["rich"]["value"] == pytest.approx(0.0419130, abs=5e-8)
    first, *others = told["rich"]["policy"]
    assert first == {"id": 0, "start": True, "scene": "road", "measure": "bet", "next": {"win": 1, "lose": 2}}
    assert {"id", "scene", "measure", "next"} == others[0].keys()
    assert [other["scene"] for other in others if other["measure"] is None] == ["bottom", "top"]
    assert "  holds      likely           rich, 4.191297%\n      always road.bet\n" in text
    assert "the highest chance of it is 4.191297%" in text
    (lost,) = told["sure"]["policy"]
    assert (lost["measure"], list(lost["next"])) == ("bet", ["win"])
    assert len(told["sure"]["run"]) == 1
    assert "road.bet.win keeps it lost" in text


STAKED = """[scene.road.measure.all]
label = "Stake two"
when = "m == 3"
chance.up = { weight = 1, effects = ["m += 2"] }
chance.down = { weight = 1, effects = ["m -= 2"] }
[property.rich]
likely = "ending.top"
at_least = "1/2"
[property.over]
forced = "ending.top or ending.bottom"
fair = true
"""


def staked():
    """The fair game, in which one stakes two whenever one holds three, and sees what one holds."""
    text = gambler(6, 3, 1, 1).replace("[variable.m]", '[variable.m]\nlabel = "Money"')
    return text.replace("[scene.road.measure.bet]", '[scene.road.measure.bet]\nwhen = "m != 3"') + STAKED


def test_where_play_goes_round_a_policy_is_told_by_the_value_that_decides_it():
    told = FORMATS["full"]([told_of(staked())]) + "\n"

    rules = "      road.bet where `m` is 1 to 2 or 4 to 5, road.all where it is 3\n"
    assert f"  holds      likely           rich, 50.000000%\n{rules}" in told
    assert f"  holds      forced           over\n{rules}" in told


def test_a_rule_says_of_every_state_of_the_policy_what_is_taken_there():
    result = told_of(staked())
    policy = result.properties[0].policy
    slot = next(number for number, slot in enumerate(program(result.scenario).slots) if slot.subject == "m")
    taken = {state.row[slot]: state.measure for state in policy.states if state.measure is not None}

    assert taken == {1: "bet", 2: "bet", 3: "all", 4: "bet", 5: "bet"}


DRAWN = """
format = 1
[scenario]
title = "W"
summary = "W"
start = "road"
minutes = 1
[variable.season]
label = "Season"
start = { dry = 1, rain = 1 }
values = ["dry", "rain"]
[variable.boat]
start = { 0 = 1, 1 = 1 }
range = [0, 1]
hidden = true
[scene.road]
title = "R"
text = "R"
[scene.road.measure.drive]
label = "Drive"
goto = "good if season == 'dry' else bad"
[scene.road.measure.walk]
label = "Walk"
goto = "good if season == 'rain' else bad"
[scene.road.measure.left]
label = "Left"
goto = "away if boat == 0 else bad"
[scene.road.measure.right]
label = "Right"
goto = "away if boat == 1 else bad"
[ending.good]
title = "G"
rank = 2
text = "G"
[ending.away]
title = "A"
rank = 1
text = "A"
[ending.bad]
title = "B"
rank = 0
text = "B"
[property.seen]
forced = "ending.good"
[property.guessed]
likely = "ending.away"
at_least = 0.5
"""


def test_each_beginning_of_a_policy_says_what_was_drawn_and_a_policy_that_is_not_shown_says_why():
    result = told_of(DRAWN)
    told = {judged["name"]: judged for judged in json.loads(FORMATS["json"]([result]))["scenarios"][0]["properties"]}
    text = FORMATS["full"]([result])

    begun = [state for state in told["seen"]["policy"] if "start" in state]
    assert {(state["drawn"]["season"], state["measure"]) for state in begun} == {("dry", "drive"), ("rain", "walk")}
    assert {state["chapter"] for state in begun} == {None}
    assert "      with `season = rain` and `boat = 1`: road.walk, good\n" in text
    assert "policy" not in told["guessed"]
    assert "as shown; 100.000000% only for one who knows `boat`. No policy is shown: what to take hangs on" in text


def test_the_likeliest_plays_of_a_policy_come_first_and_the_others_are_counted():
    result = told_of(gambler(10, 3, 2, 3) + ASKED)
    runs, said = policy_runs(result, Task())
    rich = [run for run in runs if run.name.startswith("rich-")]

    assert len(rich) == 64
    assert len(rich[0].decisions) == 3  # lost three times in a row
    assert "more than anybody can count" in said[0]
    chances = [
        Fraction(2, 5) ** wins * Fraction(3, 5) ** (len(run.decisions) - wins)
        for run in rich
        for wins in [sum(taken.outcome == "win" for taken in run.decisions)]
    ]
    assert chances == sorted(chances, reverse=True)


@pytest.mark.parametrize("asks", [0, 3, 20, 60, 150])
def test_where_the_budget_ends_a_chance_is_a_bound_and_a_promise_undecided(asks):
    futures = prove(loaded(gambler(40, 10, 2, 3))).futures
    goal = ending_states(futures, "top")
    assert futures.graph.components
    futures.graph.found.task.budget = Asks(asks=asks)
    found = chance(futures, goal, "best")
    start = futures.graph.starts

    true = (1.5**10 - 1) / (1.5**40 - 1)
    assert found.low[start] <= true <= found.high[start]
    assert found.known[start].all() or (found.low[start], found.high[start]) == (0, 1)


def test_a_promise_that_there_is_no_time_for_is_undecided_and_says_so():
    result = told_of(gambler(40, 10, 2, 3) + ASKED, budget=Asks(asks=12, phase="judging properties"))

    assert result.verdict == "undecided"
    assert {judged.verdict for judged in result.properties} == {"undecided"}
