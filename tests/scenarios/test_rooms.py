"""What the shipped scenarios bring for a room: roles that have something to say, and time and words for every scene.

That no default of theirs is ever closed is in the corpus: `check` says nothing about any of them.
"""

from __future__ import annotations

import random
import re

import pytest
from attrs import asdict
from shipped import SHIPPED, loaded

from crisisengine.engine.notes import role_card
from crisisengine.engine.rules import begin, offers
from crisisengine.engine.run import start
from crisisengine.engine.view import view
from crisisengine.model.prose import Cite

LONG = "the_transitional_authority"
CHAPTERS = tuple(loaded(LONG).chapters)


@pytest.fixture(params=SHIPPED)
def scenario(request):
    """Each shipped scenario."""
    return loaded(request.param)


def test_there_are_four_roles_or_more_and_one_of_them_has_the_chair(scenario):
    assert len(scenario.roles) >= 4
    assert sum(role.chair for role in scenario.roles.values()) == 1


def test_every_role_is_told_in_a_few_sentences_who_it_is(scenario):
    state = begin(scenario)
    for name in scenario.roles:
        brief = role_card(scenario, state, name).brief

        assert len(re.findall(r"[.?!](?: |$)", brief)) in (2, 3), brief
        assert " you" in brief.lower() or brief.startswith("You"), brief


def test_every_role_knows_something_that_says_whether_it_is_documented_or_invented(scenario):
    for role in scenario.roles.values():
        told = role_card(scenario, begin(scenario), role.id).knows

        assert told.startswith(("Documented: ", "Invented: ")), told
        assert ("Documented: " in told) == any(isinstance(piece, Cite) for piece in role.knows), told


def test_every_scene_has_its_minutes_and_the_main_ones_have_guidance_and_questions(scenario):
    led = [scene for scene in scenario.scenes.values() if scene.guidance]

    least = 3 if scenario.chapters else 5  # a chapter is a sitting of its own
    assert all(least <= scene.minutes <= 10 for scene in scenario.scenes.values())
    assert len(led) >= 10
    assert scenario.start in {scene.id for scene in led}
    for scene in scenario.scenes.values():
        assert (len(scene.ask) in (1, 2, 3)) if scene in led else not scene.ask, scene.id


def test_most_scenes_say_what_is_taken_when_the_time_ends(scenario):
    without = [scene.id for scene in scenario.scenes.values() if not scene.default]

    assert len(without) <= 2, without


def test_nothing_that_is_for_whoever_leads_or_for_one_role_is_in_what_everybody_sees(scenario):
    state = begin(scenario)
    shown = repr(asdict(view(scenario, state)))
    secrets = [role_card(scenario, state, role).knows for role in scenario.roles]

    assert not any(secret in shown for secret in secrets)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_workshop_takes_one_chapter_in_thirty_to_forty_five_minutes(chapter):
    scenario = loaded(LONG)
    title = scenario.chapters[chapter].title
    for seed in range(30):
        dice, run, minutes = random.Random(seed), start(scenario, seed, chapter), 0
        while not run.ended and (scene := scenario.scenes[run.place]).chapter == title:
            minutes += scene.minutes
            run = run.decide(dice.choice([offer.measure for offer in offers(scenario, run.state) if offer.open]))

        shortest = 30 if scene.id.startswith("closing") else 0  # an ending may come before its closing
        assert shortest <= minutes <= 45, [decision.measure for decision in run.decisions]
