"""What happens in a random play, and on the way to the best: as a judge finds it who walks from state to state with fractions."""

from __future__ import annotations

from fractions import Fraction

import pytest
from asks import Asks
from effort import drawn, examples, once_each
from hypothesis import given
from hypothesis import strategies as st
from judge import judge_of
from worlds import HEAD, OVER, loaded, numbers, scene

from crisisengine.checker import prove
from crisisengine.checker.search import step_events
from crisisengine.checker.search.occurrences import arrivals, random_play, scenes_met
from crisisengine.checker.statistics import balance
from crisisengine.engine.rules import possible, step

SLACK = Fraction(1, 10**12)


class Plays:
    """All steps of a scenario, each with its probability in a random play and with what happens on it."""

    def __init__(self, scenario):
        self.judge = judge_of(scenario)
        self.steps = {state: [] for state in self.judge.states}
        taken = [(state, *decided) for state in self.judge.states for decided in self.judge.next[state]]
        for state, measure, outcome, after in taken:
            odds = dict(possible(scenario, state, measure)) or {None: 1}
            likely = Fraction(odds[outcome], sum(odds.values()) * len(self.judge.open[state]))
            happened = {
                event.inject for event in step(scenario, state, measure, outcome).events if event.what == "fired"
            }
            if self.judge.place[after] != self.judge.place[state]:
                happened.add(f"scene {self.judge.place[after]}")
            self.steps[state].append((likely, happened, after))

    def chance(self, what):
        """How likely something happens at all, from the start: the smallest solution, by Gauss's elimination."""
        hopeful, known = set(), -1
        while known < (known := len(hopeful)):
            for state, steps in self.steps.items():
                if any(what in happened or after in hopeful for _, happened, after in steps):
                    hopeful.add(state)
        number = {state: place for place, state in enumerate(state for state in self.steps if state in hopeful)}
        rows, right = [], []
        for state, place in number.items():
            row, now = {place: Fraction(1)}, Fraction(0)
            for likely, happened, after in self.steps[state]:
                if what in happened:
                    now += likely
                elif after in number:
                    row[number[after]] = row.get(number[after], 0) - likely
            rows.append(row)
            right.append(now)
        for place in range(len(rows)):
            pivot = next(other for other in range(place, len(rows)) if rows[other].get(place))
            rows[place], rows[pivot], right[place], right[pivot] = rows[pivot], rows[place], right[pivot], right[place]
            for other in range(len(rows)):
                factor = rows[other].get(place, 0) / rows[place][place] if other != place else 0
                if factor:
                    for column, entry in rows[place].items():
                        rows[other][column] = rows[other].get(column, Fraction(0)) - factor * entry
                    right[other] -= factor * right[place]
        found, starts = Fraction(0), self.judge.starts
        for state, weight in starts.items():
            if (start := number.get(state)) is not None:
                found += right[start] / rows[start][start] * Fraction(weight, sum(starts.values()))
        return found

    def met(self, what, places):
        """How many of the plays that end in some places meet something: every pair of a state and whether it happened is walked."""
        seen = {(state, False) for state, weight in self.judge.starts.items() if weight}
        waiting = list(seen)
        while waiting:
            state, already = waiting.pop()
            following = {(after, already or what in happened) for _, happened, after in self.steps[state]}
            waiting += following - seen
            seen |= following
        ended = {already for state, already in seen if self.judge.place[state] in places}
        return "none" if True not in ended else "some" if False in ended else "every"

    def best(self):
        """The endings of the best rank that is possible at some start."""
        endings = self.judge.scenario.endings
        possible_here = set().union(
            *(self.judge.endings[state] for state, weight in self.judge.starts.items() if weight)
        )
        highest = max((endings[name].rank for name in possible_here), default=None)
        return {name for name in possible_here if endings[name].rank == highest}


def lies_within(share, known):
    return share.low - SLACK <= known <= share.high + SLACK


plays_of = once_each(Plays)


@pytest.mark.parametrize("reduce", [False, True], ids=["keeping everything", "forgetting"])
@given(scenario=drawn(60))
@examples(30)
def test_every_inject_and_every_scene_is_as_likely_as_the_judge_says(scenario, reduce):
    plays, proof = plays_of(scenario), prove(scenario, reduce=reduce)

    for inject in balance(proof.futures).injects:
        assert inject.share.known
        assert abs(Fraction(inject.share.value) - plays.chance(inject.id)) < SLACK
        assert lies_within(inject.share, plays.chance(inject.id))
        assert inject.best == plays.met(inject.id, plays.best())
    for name, share in arrivals(proof.futures).items():
        assert share.known
        known = Fraction(1) if name == scenario.start else plays.chance(f"scene {name}")  # endings, too
        assert abs(Fraction(share.value) - known) < SLACK
        assert lies_within(share, known)
    for name, met in scenes_met(proof.futures).items():
        ended = plays.met(f"scene {name}", scenario.endings)
        assert met == ("every" if name == scenario.start else ended)


@given(scenario=drawn(60), asks=st.integers(0, 80))
@examples(30)
def test_what_there_was_no_time_to_know_lies_between_its_bounds(scenario, asks):
    plays, proof = plays_of(scenario), prove(scenario, reduce=False)
    assert proof.futures.endings is not None
    assert len(proof.futures.graph.depths) == len(proof.futures.hopeless) > 0
    proof.found.task.budget = Asks(asks=asks)

    for name, share in random_play(proof.futures).injects.items():
        assert lies_within(share, plays.chance(name))
    for name, share in arrivals(proof.futures).items():
        assert lies_within(share, Fraction(1) if name == scenario.start else plays.chance(f"scene {name}"))


def test_more_things_than_a_number_has_bits_are_all_looked_for(monkeypatch):
    monkeypatch.setattr(step_events, "MOST_AT_ONCE", 2)
    inject = '[inject.i{0}]\nfrom = "A"\nto = "B"\nby = "cable"\ntext = "N"\nwhen = "m >= {0}"\n'
    measures = scene([("up", "m += 1"), ("stop", "over = 1")])
    ends = OVER.format("high", 1, "m == 8") + OVER.format("low", 0, "over == 1")
    text = HEAD + numbers(["m"], 8) + numbers(["over"], 1) + measures + ends

    found = balance(prove(loaded(text + "".join(map(inject.format, range(1, 6))))).futures).injects

    assert [found.share.value for found in found] == [1 / 2, 1 / 4, 1 / 8, 1 / 16, 1 / 32]
    assert {found.best for found in found} == {"every"}
