"""The highest and the lowest chance to come somewhere: the textbook's, the judge's, and bounds where time is up."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from effort import JUDGED, drawn, examples
from hidden_worlds import doors
from hypothesis import given
from hypothesis import strategies as st
from judge import judge_of
from judge_of_chances import chances as exact
from judge_of_chances import known_from, moves_of
from worlds import HEAD, OVER, hanoi, loaded, numbers, plane, walk

from crisisengine.checker import prove
from crisisengine.checker.search import attractor
from crisisengine.checker.search.chances import Wanted, chance, chances
from crisisengine.checker.search.cycles import may_circle
from crisisengine.checker.search.decision_process import DecisionProcess
from crisisengine.checker.search.fractions_of_chance import exact_chance
from crisisengine.checker.search.optimum import solve
from crisisengine.checker.task import Task
from crisisengine.engine.starts import starts

PLAYS = ("best", "worst")


def at(futures, ending):
    graph = futures.graph
    place = graph.found.program.place_number[ending]
    return graph.places_of(np.arange(len(graph.keys), dtype=np.int32)) == place


def gambler(high, start, win, lose):
    """One bet after the other until nothing is left, or enough."""
    bet = '[scene.road]\ntitle = "Road"\ntext = "Dust."\n[scene.road.measure.bet]\nlabel = "Bet"\n'
    for name, weight, sign in (("win", win, "+"), ("lose", lose, "-")):
        bet += f'[scene.road.measure.bet.chance.{name}]\nweight = {weight}\neffects = ["m {sign}= 1"]\nresult = "So."\n'
    ends = OVER.format("top", 1, f"m == {high}") + OVER.format("bottom", 0, "m == 0")
    return HEAD + numbers("m", high, start) + bet + ends


def bold(high, start):
    """Each bet with the odds 3 to 2, or with 2 to 3 if one would rather lose."""
    with_luck, without = gambler(high, start, 3, 2), gambler(high, start, 2, 3)
    first = without.index("[scene.road.measure.bet]")
    return with_luck + without[first : without.index("[ending.top]")].replace(".bet", ".throw")


def climbed(high, start, ratio):
    return (1 - ratio**start) / (1 - ratio**high)


@pytest.mark.parametrize(
    ("text", "ending", "best", "worst"),
    [
        (bold(10, 3), "top", climbed(10, 3, 2 / 3), climbed(10, 3, 3 / 2)),
        (bold(900, 300), "top", 1, 0),
        (gambler(10, 3, 2, 3), "top", (1.5**3 - 1) / (1.5**10 - 1), (1.5**3 - 1) / (1.5**10 - 1)),
        (gambler(3_100, 100, 1, 1), "top", 1 / 31, 1 / 31),
        (walk(3_100, 100), "top", 1, 0),
        (hanoi(6), "done", 1, 0),
        (plane(30), "west", 1, 0),
    ],
    ids=[
        "a choice of bets",
        "bets for ever",
        "a gambler's ruin",
        "a long fair game",
        "a way to walk",
        "the tower of Hanoi",
        "a plane",
    ],
)
def test_a_chance_is_the_textbooks(text, ending, best, worst):
    futures = prove(loaded(text)).futures

    for play, expected in zip(PLAYS, (best, worst), strict=True):
        found = chance(futures, at(futures, ending), play)
        start = futures.graph.starts
        assert found.known[start].all()
        assert found.value[start] == pytest.approx(expected, abs=1e-12)


def states_by_judge(proof, judge):
    """The judge's state for each number, where nothing is forgotten."""
    graph = proof.futures.graph
    rows = {}
    for block in graph.blocks:
        columns = graph.found.columns(block.place, block.clock, graph.keys[block.start : block.end])
        slots = [np.broadcast_to(columns.get(slot), len(block)) for slot in range(len(graph.found.layout.fields))]
        found = zip(*(slot.tolist() for slot in slots), strict=True)
        rows |= dict(zip(found, range(block.start, block.end), strict=True))
    values = graph.found.program.cells.values
    return [rows[values(state.row)] for state in judge.states]


@given(drawn(60))
@examples(100, JUDGED)
def test_every_chance_is_the_judges_fraction_within_what_is_proved(scenario):
    judge = judge_of(scenario)
    moves = moves_of(judge)
    proof = prove(scenario, reduce=False)
    numbers_of = states_by_judge(proof, judge)
    asked = [(ending, play) for ending in scenario.endings for play in PLAYS]
    found = chances(proof.futures, [Wanted(at(proof.futures, ending), play) for ending, play in asked])

    begun = list(starts(scenario))
    for (ending, play), known in zip(asked, found, strict=True):
        true = exact(moves, {state for state in judge.states if judge.place[state] == ending}, play == "best")
        assert known.known.all()
        for state, number in zip(judge.states, numbers_of, strict=True):
            assert abs(Fraction(float(known.value[number])) - true[state]) <= Fraction(float(known.error[number]))
        told = exact_chance(proof.futures, known, play)
        assert told is None or told == known_from(scenario, begun, true)
        assert told is not None or may_circle(proof.found.program)


@st.composite
def processes(draw):
    """(moves for the judge, the same in arrays, the goals): a few states, each with some choices of some branches."""
    count = draw(st.integers(1, 7))
    branch = st.tuples(st.integers(1, 5), st.integers(0, count - 1))
    choices = st.lists(st.lists(branch, min_size=1, max_size=3), max_size=3)
    plan = draw(st.lists(choices, min_size=count, max_size=count))
    goals = draw(st.sets(st.integers(0, count - 1), max_size=2))
    moves = {
        state: {
            number: [(Fraction(weight, sum(w for w, _ in branches)), after) for weight, after in branches]
            for number, branches in enumerate(some)
        }
        for state, some in enumerate(plan)
    }
    steps = [
        (state, number, after, weight)
        for state, some in enumerate(plan)
        for number, branches in enumerate(some)
        for weight, after in branches
    ]
    columns = np.array(steps, dtype=np.int64).reshape(-1, 4).T
    process = DecisionProcess.of(columns[0], columns[1], columns[2], columns[3].astype(float), count)
    return moves, process, goals


@given(processes(), st.sampled_from(PLAYS), st.booleans())
@examples(300)
def test_a_policy_is_worth_what_is_proved_wherever_play_goes_round(drawn, play, as_arrays):
    moves, process, goals = drawn
    goal = np.isin(np.arange(process.states), list(goals))
    true = exact(moves, goals, play == "best")
    with pytest.MonkeyPatch.context() as patch:
        if as_arrays:
            patch.setattr(attractor, "FEW", 0)
        found = solve(process, goal, play, Task())

    assert found.known.all()
    for state in moves:
        assert abs(Fraction(float(found.value[state])) - true[state]) <= Fraction(float(found.error[state]))
    policy = {state: int(found.taken[state]) for state in moves if moves[state] and state not in goals}
    alone = {state: {policy[state]: moves[state][policy[state]]} if state in policy else {} for state in moves}
    assert exact(alone, goals, best=True) == true, "the policy comes to what it promises"


def pond(size, likely):
    """A walk on a square that is pushed to its far sides, and lost at the near ones: the moves, the same in arrays, the goal."""
    moves = {}
    for x in range(size):
        for y in range(size):
            moves[x * size + y] = {}
            for number, (right, up) in enumerate(((1, 0), (-1, 0), (0, 1), (0, -1))) if x and y else ():
                ahead, back = (min(x + way * right, size - 1) * size + min(y + way * up, size - 1) for way in (1, -1))
                moves[x * size + y][number] = [(Fraction(likely, likely + 1), ahead), (Fraction(1, likely + 1), back)]
    moves[size * size - 1] = {}
    steps = [
        (state, number, after, odds * (likely + 1))
        for state, some in moves.items()
        for number, branches in some.items()
        for odds, after in branches
    ]
    columns = np.array(steps, dtype=np.int64).T
    process = DecisionProcess.of(columns[0], columns[1], columns[2], columns[3].astype(float), size * size)
    return moves, process, size * size - 1


@pytest.mark.parametrize("play", PLAYS)
def test_a_chance_is_proved_where_play_stays_for_longer_than_anybody_can_reckon(play):
    moves, process, goal = pond(6, likely=10**6)
    true = exact(moves, {goal}, best=play == "best")

    found = solve(process, np.arange(36) == goal, play, Task())

    assert found.known.all()
    for state in moves:
        assert abs(Fraction(float(found.value[state])) - true[state]) <= Fraction(float(found.error[state]))


def test_whoever_knows_where_the_car_is_always_wins_or_always_loses():
    futures = prove(doors()).futures
    starts_at = futures.graph.starts

    assert [chance(futures, at(futures, "good"), play).value[starts_at].tolist() for play in PLAYS] == [
        [1] * 3,
        [0] * 3,
    ]
