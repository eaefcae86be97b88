"""An ending that values bring announces itself one step before, and never tells what is hidden."""

import pytest
from attrs import evolve

from crisisengine.budget import Budget
from crisisengine.engine.run import start
from crisisengine.loader import MemoryResolver, Volume, read
from crisisengine.session.last_rungs import last_rungs

STORY = """\
format = 1

[scenario]
title = "The Ledge"
summary = "A ledge."
minutes = 1
start = "ledge"

[party.north]
name = "North"
main = true
consent = 2
[party.south]
name = "South"
main = true
consent = 3

[attribute.consent]
range = [0, 4]
label = "Consent"
better = "high"

[variable.consent]
label = "Consent of all"
is = "least(consent)"
better = "high"

[variable.credit]
label = "Credit"
start = 3
range = [0, 4]
better = "high"

[variable.hunger]
label = "Hunger"
start = 2
range = [0, 4]
better = "low"

[variable.grass]
label = "Grass"
start = 42
range = [0, 60]
better = "high"
bands = { 0 = "bare", 30 = "short", 50 = "high" }

[variable.mined]
start = false
hidden = true

[scene.ledge]
title = "The ledge"
text = "Stand."

[scene.ledge.measure.lose]
label = "Lose credit"
effects = ["credit -= 1"]

[scene.ledge.measure.starve]
label = "Starve"
effects = ["hunger += 1"]

[scene.ledge.measure.offend]
label = "Offend the North"
effects = ["north.consent -= 1"]

[scene.ledge.measure.lay]
label = "Lay a mine"
effects = ["mined = true"]

[scene.ledge.measure.step]
label = "Step down"
goto = "down"

[scene.ledge.measure.climb]
label = "Climb on"
goto = "hut"

[scene.ledge.measure.descend]
label = "Climb down"
goto = "valley"

[scene.hut]
title = "The hut"
text = "Rest."

[scene.hut.measure.borrow]
label = "Borrow a rope"
effects = ["credit -= 1"]

[scene.hut.measure.borrow.chance.lent]
weight = "1 if credit >= 2 else 0"

[scene.hut.measure.borrow.chance.refused]
weight = "0 if credit >= 2 else 1"
goto = "down"

[scene.hut.measure.gamble]
label = "Draw lots"

[scene.hut.measure.gamble.chance.well]
weight = "1"

[scene.hut.measure.gamble.chance.ill]
weight = "1 if mined and hunger >= 3 else 0"
goto = "down"

[scene.hut.measure.feast]
label = "Share the bread"
effects = ["hunger = 3"]

[scene.hut.measure.lay]
label = "Lay a mine"
effects = ["mined = true"]

[scene.hut.measure.homeward]
label = "Go back"
goto = "ledge"

[scene.valley]
title = "The valley"
text = "Grass."

[scene.valley.measure.graze]
label = "Graze"
effects = ["grass -= 10"]

[scene.valley.measure.nibble]
label = "Nibble"
effects = ["grass -= 1"]

[scene.valley.measure.homeward]
label = "Go back"
goto = "hut"

[inject.bare]
from = "A herdsman"
to = "You"
by = "visitor"
when = "grass < 30"
scenes = ["valley"]
text = "There is no grass left."
goto = "down"

[ending.spent]
title = "Spent"
when = "credit <= GONE"
rank = 1
text = "Over."

[ending.famine]
title = "Famine"
when = "hunger >= 4"
rank = 1
text = "Over."

[ending.refused]
title = "Refused"
when = "consent == 0"
rank = 1
text = "Over."

[ending.blown]
title = "Blown up"
when = "mined and hunger >= 1 and credit <= 2"
rank = 1
text = "Over."

[ending.down]
title = "Down"
rank = 1
text = "Over."
"""


@pytest.fixture
def ledge():
    def story(gone="0"):
        text = STORY.replace("GONE", gone)
        return read("ledge", Volume("ledge.toml", text.encode()), MemoryResolver({})).sound()

    return story


def after(scenario, *measures):
    run = start(scenario)
    for measure in measures:
        run = run.decide(measure)
    return last_rungs(scenario, run.state)


def test_a_value_one_step_above_the_end_is_named_and_one_two_steps_above_is_not(ledge):
    assert after(ledge()) == set()
    assert after(ledge(), "lose") == set()
    assert after(ledge(), "lose", "lose") == {"credit"}
    assert after(ledge(gone="1"), "lose") == {"credit"}


def test_worse_is_up_where_low_is_better(ledge):
    assert after(ledge(), "starve") == {"hunger"}


def test_a_derived_value_is_named_with_the_one_that_it_would_follow(ledge):
    assert after(ledge(), "offend") == {"consent", "north.consent"}


def test_an_ending_that_something_hidden_would_bring_is_not_given_away(ledge):
    assert after(ledge(), "lay") == set()


def test_over_the_budget_it_names_what_it_has_found(ledge):
    scenario = ledge()
    run = start(scenario).decide("lose").decide("lose")

    assert last_rungs(scenario, run.state, Budget(0.0)) == set()
    assert last_rungs(scenario, evolve(run.state, row=run.state.row), Budget(10.0)) == {"credit"}


def test_a_message_that_would_end_the_run_is_announced_where_it_can_come(ledge):
    grazed = ("descend", "graze", "nibble", "nibble")

    assert after(ledge(), *grazed) == {"grass"}
    assert after(ledge(), *grazed, "homeward") == set()


def test_a_step_is_a_unit_of_the_value_and_not_a_band_of_it(ledge):
    assert after(ledge(), "descend", "graze") == set()
    assert after(ledge(), "descend", "graze", "nibble") == set()


def test_a_value_that_lets_a_measure_end_the_run_is_named_where_that_measure_is_open(ledge):
    assert after(ledge(), "climb") == set()
    assert after(ledge(), "lose") == set()
    assert after(ledge(), "lose", "climb") == {"credit"}


def test_a_chance_that_something_hidden_gives_is_not_given_away(ledge):
    assert after(ledge(), "climb", "feast") == {"hunger"}
    assert after(ledge(), "climb", "lay", "feast") == {"hunger"}


FORKS = """
[scene.hut.measure.jump]
label = "Jump the crevasse"
effects = ["credit -= 1"]
goto = "down if credit <= 1 else hut"

[scene.hut.measure.slide]
label = "Slide"
goto = "down if mined and hunger >= 2 else hut"
"""


@pytest.mark.parametrize(("credit", "named"), [(3, set()), (2, {"credit"})])
def test_a_conditional_way_to_an_ending_announces_itself_and_what_is_hidden_does_not(credit, named):
    text = (
        STORY.replace("GONE", "0")
        .replace('start = "ledge"', 'start = "hut"')
        .replace("start = 3\n", f"start = {credit}\n")
    )
    for name in ("borrow", "gamble"):
        text = text.replace(f"[scene.hut.measure.{name}]\n", f'[scene.hut.measure.{name}]\nwhen = "false"\n')
    scenario = read("ledge", Volume("ledge.toml", (text + FORKS).encode()), MemoryResolver({})).sound()

    assert last_rungs(scenario, start(scenario, 1).state) == named
