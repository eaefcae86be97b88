"""No warning cries wolf: what each says is so in every state, whether or not anything was forgotten."""

from __future__ import annotations

import re
from itertools import combinations, cycle, product
from pathlib import Path

import pytest
from attrs import astuple
from effort import LARGEST, drawn, examples
from hypothesis import given
from judge import Judge, judge_of, proved

from crisisengine.checker import judge, prove
from crisisengine.checker.lints.remark import path_of
from crisisengine.checker.search.prices import prices_of
from crisisengine.engine.rules import evaluate, possible, step, value
from crisisengine.engine.run import replay
from crisisengine.engine.sending import send, sendable
from crisisengine.loader import MemoryResolver, Volume, read
from crisisengine.model.prose import Alternative
from crisisengine.model.scenario import End
from crisisengine.testing import scenario_texts


def remarks(scenario, reduce):
    proof = proved(scenario, reduce)
    return [located.remark for located in proof.remarks if located.severity == "warning"]


def measure_at(scenario, path):
    return scenario.scenes[path[1]].measures[path[3]] if path[0] == "scene" else scenario.standing[path[1]]


REACH = re.compile(r"`([\w.]+)` never (rises above|falls below) (-?\d+) in scene `(\w+)`")


class Witness(Judge):
    """What a warning may be held against."""

    def bears(self, state, measure):
        scene = self.scenario.scenes.get(self.place[state])
        return scene is not None and measure in scene.measures.values()

    def after(self, state, measure):
        return [after for name, _, after in self.next[state] if name == measure.id]

    def contradicts(self, remark):
        """A state in which the warning is wrong, if there is one."""
        return next((state for state in self.states if self.wrong(remark, state)), None)

    def wrong(self, remark, state):
        elsewhere = remark.code in (
            "unreachable-prose",
            "default-closed",
            "free-cost",
        )  # test_against_the_judge.py, and below
        if remark.path[0] not in ("scene", "measure") or elsewhere:
            return False
        measure = measure_at(self.scenario, remark.path)
        if not self.bears(state, measure):
            return False
        shown = {offer.measure: offer.open for offer in self.shown[state]}
        match remark.code, remark.path[-1]:
            case "constant-guard", "when":
                return not evaluate(self.scenario, state, measure.when)
            case "constant-guard", "requires":
                (own,) = (gate for gate in measure.gates if gate.own)
                return measure.id in shown and not evaluate(self.scenario, state, own.requires)
            case "never-open", _:
                return shown.get(measure.id, False)
            case "idle-chance", _ if "never" not in remark.message:
                return self.chance_matters(state, measure)
            case "idle-chance", outcome:
                return measure.id in self.open[state] and outcome in dict(possible(self.scenario, state, measure.id))
        return False

    def chance_matters(self, state, measure):
        if measure.id not in self.open[state]:
            return False
        return len(possible(self.scenario, state, measure.id)) > 1 and len(set(self.after(state, measure))) > 1

    def worth(self, state):
        return [
            value(self.scenario, state, variable.name) * (1 if variable.better == "high" else -1)
            for variable in self.scenario.variables.values()
            if variable.better
        ]

    def improved(self, state, way):
        """Whether a way round can be walked from a state, at no time, and leaves it better."""
        reached = {state}
        for scene, measure in way:
            taken = self.scenario.scenes[scene].measures[measure].takes.amount
            here = [come for come in reached if self.place[come] == scene and measure in self.open[come]]
            here = [come for come in here if not evaluate(self.scenario, come, taken)]
            reached = {
                after for come in here for after in self.after(come, self.scenario.scenes[scene].measures[measure])
            }
        before = self.worth(state)
        back = [self.worth(come) for come in reached if self.place[come] == self.place[state]]
        return any(now != before and all(a >= b for a, b in zip(now, before, strict=True)) for now in back)

    def slower(self, state, measure, other):
        asked = [evaluate(self.scenario, state, each.takes.amount) for each in (measure, other)]
        return asked[0] > asked[1]

    def short_of(self, measure):
        """The counts that a measure spends and that are not always there in full, though sometimes."""
        left = {}
        for state in (state for state in self.states if self.bears(state, measure) and measure.id in self.open[state]):
            for name, amount in prices_of(self.scenario, measure).items():
                enough = value(self.scenario, state, name) - self.scenario.variables[name].low >= amount
                left.setdefault(name, set()).add(enough)
        return {name for name, enough in left.items() if len(enough) == 2}

    def pointless(self, measure):
        """Whether some other measure is at least as good wherever both are open."""
        scenes = [scene for scene in self.scenario.scenes.values() if measure in scene.measures.values()]
        return any(self.beaten(scene, measure, other) for scene in scenes for other in scene.measures.values())

    def beaten(self, scene, measure, other):
        together = [s for s in self.states if self.place[s] == scene.id and {measure.id, other.id} <= set(self.open[s])]
        if other is measure or not together or any(self.slower(state, other, measure) for state in together):
            return False
        for state in together:
            after, better = self.after(state, measure), self.after(state, other)
            for worse, good in product(map(self.worth, after), map(self.worth, better)):
                if any(a > b for a, b in zip(worse, good, strict=True)) or worse == good:
                    return False
            left = set().union(*(self.endings[end] for end in better))
            if not set().union(*(self.endings[end] for end in after)) <= left:
                return False
        return True


@pytest.mark.parametrize("reduce", [False, True], ids=["keeping everything", "forgetting"])
@given(scenario=drawn(LARGEST))
@examples(30)
def test_a_warning_about_a_measure_is_so_in_every_state(scenario, reduce):
    witness = Witness(scenario)

    for remark in remarks(scenario, reduce):
        assert witness.contradicts(remark) is None, remark
        if remark.code == "no-dilemma":
            assert witness.pointless(measure_at(scenario, remark.path)), remark
        for name, word, end, scene in REACH.findall(remark.hint):
            known = [value(scenario, state, name) for state in witness.states if witness.place[state] == scene]
            assert (max(known) >= int(end)) if word == "rises above" else (min(known) <= int(end)), remark
            assert int(end) in known, "it gets there, and (where the measure is shown) no further"
            if measure_at(scenario, remark.path).when is None:
                assert int(end) == (max(known) if word == "rises above" else min(known)), remark


TWO_WAYS_ON = """
format = 1
[scenario]
title = "The road"
summary = "A convoy waits."
start = "road"
minutes = 5
[variable.trust]
label = "Trust"
start = 3
range = [0, 9]
better = "high"
[scene.road]
title = "The road"
text = "A convoy waits."
[scene.road.measure.leave]
label = "Leave"
effects = ["trust -= 1"]
goto = "town"
[scene.town]
title = "Town"
text = "Town. {trust}"
[scene.town.measure.rest]
label = "Rest"
goto = "home"
effects = ["trust -= 1"]
[scene.town.measure.ride]
label = "Ride"
goto = "home"
[measure.wire]
label = "Wire"
once = true
effects = ["trust += 1"]
[ending.home]
title = "Home"
rank = 1
text = "They are home. {trust >= 3: Good. | Bad.}"
"""


@pytest.mark.parametrize("reduce", [False, True], ids=["keeping everything", "forgetting"])
def test_what_can_be_taken_one_after_the_other_is_no_choice_and_only_one_of_two_ways_on_is_pointless(reduce):
    reading = read("road", Volume("road.toml", TWO_WAYS_ON.encode()), MemoryResolver({}))
    pointless = [remark.path[-1] for remark in remarks(reading.sound(), reduce) if remark.code == "no-dilemma"]

    assert pointless == ["rest"], "wiring stays open on the road and in town; riding out is what one does after it"


@pytest.mark.parametrize("reduce", [False, True], ids=["keeping everything", "forgetting"])
@given(scenario=drawn(LARGEST))
@examples(30)
def test_a_text_that_nobody_reads_and_an_effect_without_room_are_so_in_every_step(scenario, reduce):
    judge = judge_of(scenario)
    found = remarks(scenario, reduce)
    saturating = {
        (".".join(remark.path[:-2]), remark.message.split("`")[1])
        for remark in found
        if remark.code == "always-saturates"
    }
    prose = {".".join(remark.path): remark.message for remark in found if remark.code == "unreachable-prose"}

    for state in judge.states:
        place = judge.place[state]
        scene = scenario.scenes.get(place)
        noun = scene or scenario.endings[place]
        for key, text in (("text", noun.text), ("plain", noun.plain)):
            message = prose.get(f"{'scene' if scene else 'ending'}.{place}.{key}", "")
            for piece in text if message else ():
                if isinstance(piece, Alternative):
                    holding = (number for number, guard in enumerate(piece.guards) if evaluate(scenario, state, guard))
                    side = piece.sides[next(holding, -1)]
                    assert "".join(piece.text for piece in side).strip() not in message
        for measure, outcome, _ in judge.next[state] if saturating else ():
            for change in step(scenario, state, measure, outcome).changes:
                assert (change.cause, change.variable) not in saturating or change.saturated


@pytest.mark.parametrize("reduce", [False, True], ids=["keeping everything", "forgetting"])
@given(scenario=drawn(LARGEST))
@examples(30)
def test_a_way_round_that_is_warned_of_takes_no_time_comes_back_and_leaves_everything_as_good_and_something_better(
    scenario, reduce
):
    witness = Witness(scenario)

    for remark in remarks(scenario, reduce):
        if remark.code == "timeless-loop":
            way = [tuple(name.split(".")) for name in re.findall(r"`(\w+\.\w+)`", remark.message)]
            assert any(witness.improved(state, way) for state in witness.states if witness.place[state] == way[0][0])


LOOP = """
format = 1
[scenario]
title = "The road"
summary = "A convoy waits."
start = "road"
minutes = 5
[clock]
unit = "day"
length = 4
ending = "home"
[variable.trust]
label = "Trust"
start = 3
range = [0, 6]
better = "high"
[scene.road]
title = "The road"
text = "A convoy waits."
[scene.road.measure.leave]
label = "Leave"
requires = "trust > 3"
goto = "home"
[scene.road.measure.visit]
label = "Visit"
takes = 0
goto = "village"
[scene.village]
title = "The village"
text = "Tea."
[scene.village.measure.talk]
label = "Talk"
takes = 0
effects = ["trust += {gain}"]
goto = "road"
[ending.home]
title = "Home"
rank = 1
text = "They are home. {{trust}}"
"""


@pytest.mark.parametrize(("gain", "warned"), [(1, True), (0, False), (-1, False)])
def test_a_way_round_over_two_scenes_is_warned_of_where_it_improves_something(gain, warned):
    scenario = read("loop", Volume("loop.toml", LOOP.format(gain=gain).encode()), MemoryResolver({})).sound()

    assert ("timeless-loop" in {remark.code for remark in remarks(scenario, reduce=True)}) is warned


@given(scenario_texts(largest=600))
@examples(40)
def test_a_label_is_warned_of_just_where_two_measures_that_bear_it_are_open_at_once_and_differ(text):
    alike = re.sub(r'(measure\.\w+\]\nlabel = )"[^"]*"', r'\1"Go"', text)
    scenario = read("alike", Volume("alike.toml", alike.encode()), MemoryResolver({})).sound()
    judge = Judge(scenario)
    warned = {remark.path[:-1] for remark in remarks(scenario, reduce=True) if remark.code == "same-label"}
    met = set()
    for state in judge.states:
        scene = scenario.scenes.get(judge.place[state])
        together = [scene.measures[name] for name in judge.open[state]] if scene else []
        order = list(scene.measures) if scene else []
        together.sort(key=lambda measure: order.index(measure.id))
        for first, second in combinations(together, 2):
            if first.label == second.label and does(first) != does(second):
                met.add(("scene", second.scene, "measure", second.id) if second.scene else ("measure", second.id))
    assert warned == met


@pytest.mark.parametrize("reduce", [False, True], ids=["keeping everything", "forgetting"])
@given(text=scenario_texts(largest=600))
@examples(30)
def test_a_price_is_warned_of_just_where_it_is_paid_in_some_states_and_not_in_full_in_others(reduce, text):
    spending = re.sub(r'"(number_\d) [+-]?= [^"]*"', r'"\1 -= 1"', text)
    bare = re.sub(r'label = "Watched"\nbetter = "\w+"\n', "", spending)
    counted = r'\1label = "Boats"\nbetter = "high"\nstart = 1\nrange = [0, 2]\n'
    counting = re.sub(r"(\[variable\.number_\d\]\n)start = -?\d+\nrange = \[[^]]*\]\n", counted, bare)
    scenario = read("spent", Volume("spent.toml", counting.encode()), MemoryResolver({})).sound()
    witness, proof = Witness(scenario), prove(scenario, reduce=reduce)
    told = [located for located in proof.remarks if located.remark.code == "free-cost"]

    warned = [(located.remark.path[:-1], located.remark.message.split("`")[3]) for located in told]
    assert set(warned) == {
        (path_of(measure), name) for measure in scenario.measures for name in witness.short_of(measure)
    }
    for located, (path, name) in zip(told, warned, strict=True):
        measure, last = measure_at(scenario, path), replay(scenario, located.run, start=located.start)[0].state
        assert measure.id in witness.open[last]
        assert value(scenario, last, name) < scenario.variables[name].low + prices_of(scenario, measure)[name]


@pytest.mark.parametrize("reduce", [False, True], ids=["keeping everything", "forgetting"])
@given(text=scenario_texts(largest=300))
@examples(30)
def test_who_verifies_what_never_came_is_warned_of_just_where_no_run_has_both_in_this_order(reduce, text):
    reports = re.findall(r"^\[inject\.(\w+)\]\n", text, re.MULTILINE)
    asserting = re.sub(r"(?m)^(\[inject\.\w+\]\n)", r'\1claims = "true"\n', text)
    asking = cycle(reports)
    checking = re.sub(
        r"(?m)^(\[(?:scene\.\w+\.)?measure\.\w+\]\n)",
        lambda head: f'{head[0]}verifies = "{next(asking)}"\n' if reports else head[0],
        asserting,
    )
    scenario = read("checks", Volume("checks.toml", checking.encode()), MemoryResolver({})).sound()
    judge = Judge(scenario)
    warned = {remark.path[:-1] for remark in remarks(scenario, reduce) if remark.code == "idle-verifies"}

    opened = {
        path_of(measure): (measure, [state for state in judge.states if shows(scenario, judge, state, measure)])
        for measure in scenario.measures
        if measure.verifies in judge.fired
    }
    assert warned == {
        path
        for path, (measure, states) in opened.items()
        if states and not after_arrival(scenario, judge, measure.verifies) & set(states)
    }


def shows(scenario, judge, state, measure):
    scene = scenario.scenes.get(judge.place[state])
    return scene is not None and measure.id in judge.open[state] and scene.measures[measure.id].key == measure.key


def after_arrival(scenario, judge, report):  # every state to which a run can come when the report has come in
    found = []
    for state in judge.states:
        steps = [step(scenario, state, measure, outcome) for measure, outcome, _ in judge.next[state]]
        steps += [send(scenario, state, known.inject) for known in sendable(scenario, state) if known.open]
        found += [each.after for each in steps if ("fired", report) in [(e.what, e.inject) for e in each.events]]
    found = list(dict.fromkeys(found))
    for state in found:
        following = [after for _, _, after in judge.next[state]] + judge.sent[state]
        found += [after for after in dict.fromkeys(following) if after not in found]
    return set(found)


LESSONS = """
format = 1
[scenario]
title = "The road"
summary = "A convoy waits."
start = "road"
minutes = 5
[objective.ask]
text = "Ask."
[objective.look]
text = "Look."
[scene.road]
title = "The road"
text = "A convoy waits."
[scene.road.measure.aside]
label = "Turn aside"
goto = "village"
[scene.road.measure.look]
label = "Look"
goto = "hill"
[scene.hill]
title = "The hill"
text = "Wind."
[scene.hill.measure.look]
label = "Look"
teaches = ["look"]
goto = "home"
[scene.village]
title = "The village"
text = "Tea."
[scene.village.measure.ask]
label = "Ask"
teaches = ["ask"]
goto = "road"
[scene.village.measure.flee]
label = "Flee"
goto = "lost"
[ending.home]
title = "Home"
rank = 1
text = "They are home."
[ending.lost]
title = "Lost"
rank = 0
text = "They are lost."
"""


def test_an_objective_is_missed_at_an_ending_whose_runs_never_offer_it_however_one_goes_round():
    scenario = read("lessons", Volume("lessons.toml", LESSONS.encode()), MemoryResolver({})).sound()
    told = [remark for remark in remarks(scenario, reduce=True) if remark.code == "missed-objective"]

    assert [(remark.path, "`lost`" in remark.message, "`home`" in remark.message) for remark in told] == [
        (("objective", "look"), True, False)
    ]


@pytest.mark.parametrize(
    ("code", "table"),
    [("missed-objective", "[objective.look]"), ("idle-role", "[role.aide]"), ("idle-secret", "[variable.leak]")],
)
def test_a_remark_of_care_is_accepted_in_the_table_that_it_is_about(code, table):
    roles = '[role.lead]\ntitle = "Lead"\nbrief = "Leads."\n[role.aide]\ntitle = "Aide"\nbrief = "Helps."\n'
    text = LESSONS.replace('label = "Turn aside"', 'label = "Turn aside"\nfor = "lead"') + roles
    text += '[variable.leak]\nstart = false\nhidden = true\n[property.p]\nnever = "leak"\n'

    def codes(written):
        reading = read("lessons", Volume("lessons.toml", written.encode()), MemoryResolver({}))
        return {found.code for found in judge(Path("lessons.toml"), reading).diagnostics}

    assert codes(text) - codes(text.replace(table, f'{table}\nallow = ["{code}"]')) == {code}


def does(measure):
    """What a measure does, but for its texts."""
    chance = [
        (outcome.weight, outcome.goto, outcome.cancel, *map(parts, (outcome.effects, outcome.later)))
        for outcome in measure.outcomes
    ]
    return (
        measure.goto.ends or (End(None, measure.scene),),
        measure.takes.amount,
        measure.cancel,
        parts(measure.effects),
        parts(measure.later),
        chance,
    )


def parts(some):
    return [astuple(each, recurse=False) for each in some]


ALIKE = LOOP.replace("{gain}", "1").replace("{{trust}}", "{trust}").replace('label = "Visit"', 'label = "Leave"')


@pytest.mark.parametrize(
    ("old", "new", "warned"),
    [
        ("", "", True),
        ('requires = "trust > 3"', 'requires = "trust > 6"', False),
        ('takes = 0\ngoto = "village"', 'takes = 0\nwhen = "trust < 4"\ngoto = "village"', False),
        ('takes = 0\ngoto = "village"', 'goto = "home"', False),
    ],
    ids=["both open", "one is always locked", "never at once", "both do the same"],
)
def test_measures_with_one_label_are_warned_of_where_a_person_would_have_to_guess(old, new, warned):
    text = ALIKE.replace(old, new, 1) if old else ALIKE
    scenario = read("loop", Volume("loop.toml", text.encode()), MemoryResolver({})).sound()

    assert ("same-label" in {remark.code for remark in remarks(scenario, reduce=True)}) is warned


CHOICE = """format = 1
[scenario]
title = "T"
summary = "S"
start = "quay"
minutes = 1
[scene.quay]
title = "Quay"
text = "Fog."
default = "default"
[scene.quay.measure.default]
label = "Wait"
requires = "{requires}"
[scene.quay.measure.sail]
label = "Sail"
goto = "over"
[ending.over]
title = "Over"
rank = 0
text = "Over."
"""


@pytest.mark.parametrize(
    ("requires", "table", "code"),
    [("not taken('default')", "quay", "default-closed"), ("taken('sail')", "quay.measure.default", "never-open")],
)
def test_a_warning_is_accepted_in_its_table_whatever_the_ids_are(requires, table, code):
    text = CHOICE.format(requires=requires)
    accepted = text.replace(f"[scene.{table}]\n", f'[scene.{table}]\nallow = ["{code}"]\n')

    readings = [read("t", Volume("t.toml", written.encode()), MemoryResolver({})) for written in (text, accepted)]
    told, left = ({found.code for found in judge(Path("t.toml"), reading).diagnostics} for reading in readings)
    assert told - left == {code}
