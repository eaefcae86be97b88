"""How much there is to read: the bounds of a run are those that a plain walk through every state finds, samples lie between them."""

from __future__ import annotations

import heapq
import itertools
import json

import numpy as np
import pytest
from effort import drawn
from hypothesis import given, settings

from crisisengine import storage
from crisisengine.authoring import word_counts
from crisisengine.authoring.word_counts import PLAYS, count_words, minutes
from crisisengine.authoring.word_report import words_json, words_text
from crisisengine.authoring.word_sizes import sizes_of, words_in
from crisisengine.budget import Budget
from crisisengine.checker.search.readings_by_chance import PlaySample, sampled
from crisisengine.engine.compile.scenario import compiled
from crisisengine.engine.rules import begin, offers, place, possible, step
from crisisengine.engine.starts import starts
from crisisengine.loader import MemoryResolver, Volume, read
from crisisengine.model.prose import Alternative, Date, PlaceTitle, Plain, Value

HEAD = """
format = 1
[scenario]
title = "T"
summary = "S"
start = "here"
minutes = 1
[ending.over]
title = "Over and done"
rank = 0
text = "It is over."
history = "It was {trust >= 2: worse than that. | so.}"
[variable.trust]
start = 0
range = [0, 3]
"""
READ = """
[clock]
unit = "day"
length = 9
ending = "over"
[variable.told]
start = { true = 1, false = 3 }
[scene.here]
title = "A gate"
text = "Nine buses wait. {told: They know who you are. | They do not.}"
[scene.here.measure.tell]
label = "Tell them"
effects = ["told = true"]
once = true
result = "{trust >= 1: They nod, all of them, one after the other. | They look away.}"
takes = 0
[scene.here.measure.go]
label = "Go"
effects = ["trust += 1"]
result = "{told: The barrier goes up. | Nobody moves for a long while, and then somebody does.}"
goto = "there"
later = [{ after = 1, inject = "late" }]
[scene.there]
title = "The line"
text = "A pole."
[scene.there.measure.on.chance.well]
weight = 3
result = "Well."
goto = "over"
[scene.there.measure.on.chance.ill]
weight = 1
result = "It goes ill, and for long."
goto = "here"
[scene.there.measure.on]
label = "On"
[inject.late]
from = "The radio"
text = "A voice speaks of {trust} lorries."
"""


def load(text):
    return read("counted", Volume("counted.toml", (HEAD + text).encode()), MemoryResolver({})).sound()


def words_of(scenario, state, prose):
    """A text in a state, word by word as the module says that it counts them."""
    program = compiled(scenario)
    count = 0
    for piece in prose:
        match piece:
            case Plain(text):
                count += len(words_in(text))
            case Value() | PlaceTitle():
                count += 1
            case Date():
                count += 3
            case Alternative(guards, sides):
                holding = [program.evaluate(state.row, guard) for guard in guards]
                shown = holding.index(1) if 1 in holding else len(guards)
                count += words_of(scenario, state, sides[shown])
    return count


def words(text):
    return len(words_in(text))


def arriving(scenario, state):
    here = place(scenario, state)
    if here in scenario.endings:
        ending = scenario.endings[here]
        return words(ending.title) + words_of(scenario, state, ending.text) + words_of(scenario, state, ending.history)
    scene = scenario.scenes[here]
    labels = sum(words(measure.label) for measure in scene.measures.values())
    return words(scene.title) + labels + words_of(scenario, state, scene.text)


def following(scenario, state):
    """(words, state after) of everything that can be decided here."""
    for offer in offers(scenario, state):
        if not offer.open:
            continue
        scene = scenario.scenes[place(scenario, state)]
        measure = scene.measures[offer.measure]
        for outcome in [name for name, _ in possible(scenario, state, offer.measure)] or [None]:
            done = step(scenario, state, offer.measure, outcome)
            told = words_of(scenario, done.after, measure.result)
            for known in measure.outcomes:
                told += words_of(scenario, done.after, known.result) if known.id == outcome else 0
            for event in done.events:
                if event.what == "fired":
                    inject = scenario.injects[event.inject]
                    told += words_of(scenario, done.after, inject.text) + words(f"{inject.sender} {inject.to}")
            if place(scenario, done.after) != place(scenario, state):
                told += arriving(scenario, done.after)
            yield told, done.after


def plain_least(scenario):
    """The cheapest way to an ending, by Dijkstra's algorithm over the engine's own states; None where there is none."""
    tie = itertools.count()
    begun = [begin(scenario, start) for start, _weight in starts(scenario)]
    queue, done = [(arriving(scenario, state), next(tie), state) for state in begun], set()
    heapq.heapify(queue)
    while queue:
        told, _tie, state = heapq.heappop(queue)
        if place(scenario, state) in scenario.endings:
            return told
        if state.row in done:
            continue
        done.add(state.row)
        for more, after in following(scenario, state):
            heapq.heappush(queue, (told + more, next(tie), after))
    return None


def plain_most(scenario, state, known):
    """The dearest way to an ending, by walking all of them; -inf where there is none."""
    if place(scenario, state) in scenario.endings:
        return 0
    if state.row not in known:
        ways = [more + plain_most(scenario, after, known) for more, after in following(scenario, state)]
        known[state.row] = max(ways, default=float("-inf"))
    return known[state.row]


def test_the_least_and_the_most_are_those_of_a_plain_walk():
    scenario = load(READ)
    run = count_words(scenario, Budget(60)).run

    assert run.bounds.least == plain_least(scenario)
    begun = [begin(scenario, start) for start, _weight in starts(scenario)]
    assert run.bounds.most == max(arriving(scenario, state) + plain_most(scenario, state, {}) for state in begun)
    assert run.bounds.least < run.median <= run.most_read <= run.bounds.most
    assert (run.plays, run.unfinished) == (PLAYS, 0)


@settings(max_examples=15)
@given(drawn(60))
def test_the_least_of_any_scenario_is_that_of_a_plain_walk_and_no_sample_reads_less_or_more(scenario):
    counted = count_words(scenario, Budget(60), plays=100)
    run = counted.run

    assert run.bounds.least == plain_least(scenario)
    assert run.bounds.least is None or run.median is None or run.bounds.least <= run.median
    assert run.bounds.most is None or run.median is None or run.most_read <= run.bounds.most
    assert run.plays + run.unfinished == 100
    text = words_text(scenario, counted)
    assert ("sampled" in text) == (run.median is not None) or run.endings
    assert json.loads(words_json(scenario, counted))["run"]["least"] == run.bounds.least


def test_random_plays_are_those_of_the_seed_and_end_as_the_odds_say():
    scenario = load(READ)
    first, again = (count_words(scenario, Budget(60)).run for _ in range(2))

    assert first == again
    assert sum(ending.plays for ending in first.endings) == PLAYS


def test_where_play_can_go_round_there_is_no_most():
    scenario = load(
        '[scene.here]\ntitle = "Here"\ntext = "Here."\n[scene.here.measure.wait]\nlabel = "Wait"\nresult = "You wait."\n'
        '[scene.here.measure.stop]\nlabel = "Stop"\ngoto = "over"\n'
    )
    counted = count_words(scenario, Budget(60))

    assert counted.run.bounds.most is None
    assert counted.run.bounds.least == plain_least(scenario)
    assert "play can go round and round" in words_text(scenario, counted)


def test_a_play_that_never_ends_is_let_go():
    scenario = load(
        '[scene.here]\ntitle = "Here"\ntext = "Here."\n[scene.here.measure.wait]\nlabel = "Wait"\nresult = "You wait."\n'
    )
    counted = count_words(scenario, Budget(60), plays=20)

    assert (counted.run.plays, counted.run.unfinished) == (0, 20)
    assert "no play comes to an ending" in words_text(scenario, counted)


def test_without_time_what_is_exact_is_not_told():
    counted = count_words(load(READ), Budget(1e-9))

    text, raw = words_text(load(READ), counted), json.loads(words_json(load(READ), counted))
    assert counted.run.bounds is None
    assert "least and most: not known, the time was up" in text
    assert "the time was up when 0 of 10,000 plays had come to their ends" in text
    assert "Phrases that repeat: not known, the time was up" in text
    assert raw["repeats"] is None


def test_of_plays_that_were_cut_short_no_median_is_told(monkeypatch):
    def cut(_sizes, count, _seed):
        return PlaySample(
            sizes=np.array([3, 4]), endings=np.array([1, 1]), decisions=np.array([1, 1]), unfinished=count - 2, cut=True
        )

    monkeypatch.setattr(word_counts, "sampled", cut)  # those that ended in time are the short ones
    counted = count_words(load(READ), Budget(60))

    assert (counted.run.median, counted.run.most_read, counted.run.endings) == (None, None, ())
    assert counted.run.bounds is not None
    assert "the time was up when 2 of 10,000 plays had come to their ends" in words_text(load(READ), counted)


def test_long_scenes_and_phrases_of_two_texts_are_named_those_of_one_text_are_not():
    scenario = load(f"""
[scene.here]
title = "Long"
text = "{"word " * 141}"
[scene.here.measure.go]
label = "Go"
goto = "there"
result = "The colonel of the frontier guard smiles at nobody. Then he goes."
[scene.there]
title = "Short"
text = "[The colonel of the frontier guard](https://example.org/a/b/c/d/e/f) smiles. {{taken('here.go'): a b c d e f g | a b c d e f g}}"
[scene.there.measure.stop]
label = "Stop"
goto = "over"
""")
    counted = count_words(scenario, Budget(60))

    assert [(scene.id, scene.most) for scene in counted.scenes if scene.most > 140] == [("here", 141)]
    assert [(repeat.phrase, repeat.times) for repeat in counted.repeats] == [
        ("The colonel of the frontier guard smiles", 2)
    ]
    assert "above 140" in words_text(scenario, counted)


@pytest.mark.parametrize("name", ["the_convoy_home"])
def test_a_shipped_scenario_is_counted_whole(name):
    scenario = storage.load(name)
    counted = count_words(scenario, Budget(60))

    assert counted.run.bounds.most is not None
    assert counted.run.bounds.least < counted.run.median < counted.run.most_read < counted.run.bounds.most
    assert minutes(counted.run.median) <= scenario.minutes


def test_plays_are_cut_when_somebody_has_no_more_time():
    from crisisengine.checker.search.frontier import unexplored
    from crisisengine.checker.search.slots import all_slots
    from crisisengine.checker.task import Task
    from crisisengine.engine.program import program

    plan = program(load(READ))
    sample = sampled(sizes_of(unexplored(plan, all_slots(plan), Task(Budget(1e-9)))), 100, 0)

    assert (len(sample.sizes), sample.unfinished, sample.cut) == (0, 100, True)
