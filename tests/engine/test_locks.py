"""What a lock would need, in the words of the panel; what stands on a scale, and how an offer is called."""

from __future__ import annotations

import gettext
import re

import pytest
from bench import FLAG, Play, X, load

from crisisengine.engine.view import account, view
from crisisengine.text.messages import speak

SAFETY = (
    '[variable.safety]\nlabel = "Civilian safety"\nstart = 2\nrange = [0, 6]\n'
    'bands = { 0 = "broken", 1 = "exposed", 4 = "guarded", 6 = "safe" }\nbetter = "high"\n'
)
SEASON = '[variable.season]\nlabel = "Season"\nstart = "dry"\nvalues = ["dry", "rain", "flood"]\nbands = { rain = "the rains" }\n'
PARTY = '[attribute.trust]\nlabel = "Trust"\nrange = [0, 6]\nbands = { 0 = "none", 3 = "some" }\n[party.town]\nname = "Town"\ntrust = 2\n'
PROMISE = '[variable.promised]\nlabel = "Escort promised"\nstart = false\n'
BOATS = '[variable.boats]\nlabel = "Boats"\nstart = 1\nrange = [0, 9]\n'
SECRET = '[variable.mined]\nlabel = "Mines"\nstart = true\nhidden = true\n'


def lock(requires: str, declared: str, otherwise: str = 'otherwise = "No."\n'):
    """The one locked offer of a scenario."""
    play = Play(load(f'{declared}[scene.here.measure.go]\nrequires = "{requires}"\n{otherwise}'))
    (offer,) = view(play.scenario, play.state).offers
    return offer


@pytest.mark.parametrize(
    ("requires", "declared", "need"),
    [
        ("safety >= 4", SAFETY, "needs Civilian safety: *guarded* (now *exposed*)"),
        ("safety > 3", SAFETY, "needs Civilian safety: *guarded* (now *exposed*)"),
        ("safety >= 5", SAFETY, "needs Civilian safety: *guarded*, 5 of 6 (now *exposed*, 2 of 6)"),
        ("safety >= 3", SAFETY, "needs Civilian safety: *exposed*, 3 of 6 (now *exposed*, 2 of 6)"),
        ("safety < 1", SAFETY, "needs Civilian safety: at most *broken* (now *exposed*)"),
        ("safety <= 1", SAFETY, "needs Civilian safety: at most *exposed*, 1 of 6 (now *exposed*, 2 of 6)"),
        ("safety == 6", SAFETY, "needs Civilian safety: exactly *safe* (now *exposed*)"),
        ("safety == 4", SAFETY, "needs Civilian safety: exactly *guarded*, 4 of 6 (now *exposed*, 2 of 6)"),
        ("safety != 2", SAFETY, "needs Civilian safety: other than *exposed*, 2 of 6"),
        ("boats >= 2", BOATS, "needs Boats: 2 (now 1)"),
        ("season == 'rain'", SEASON, "needs Season: *the rains* (now *dry*)"),
        ("season > 'rain'", SEASON, "needs Season: *flood* (now *dry*)"),
        ("promised", PROMISE, "needs Escort promised: *yes* (now *no*)"),
        ("not promised", PROMISE.replace("false", "true"), "needs Escort promised: *no* (now *yes*)"),
        ("town.trust >= 3", PARTY, "needs Trust of Town: *some* (now *none*)"),
        (
            "promised or boats > 3",
            PROMISE + BOATS,
            "needs Escort promised: *yes* (now *no*), or needs Boats: 4 (now 1)",
        ),
    ],
)
def test_below_an_author_s_sentence_stands_what_the_lock_needs_in_words(requires, declared, need):
    offer = lock(requires, declared)

    assert (offer.reasons, offer.needs) == (("No.",), (need,))


def test_without_an_author_s_sentence_it_is_the_reason_itself_and_not_told_twice():
    offer = lock("safety >= 4", SAFETY, otherwise="")

    assert (offer.reasons, offer.needs) == (("needs Civilian safety: *guarded* (now *exposed*)",), ())


def test_each_failing_part_is_told_and_no_part_that_holds():
    offer = lock("safety >= 4 and boats >= 1 and promised", SAFETY + BOATS + PROMISE)

    assert offer.needs == (
        "needs Civilian safety: *guarded* (now *exposed*)",
        "needs Escort promised: *yes* (now *no*)",
    )


@pytest.mark.parametrize(
    ("requires", "declared"),
    [
        ("not mined", SECRET),
        ("safe", SECRET + '[variable.safe]\nlabel = "Safe road"\nis = "not mined"\n'),
        ("flag", FLAG),
        ("x + 1 > 5", X),
        ("season > 'flood'", SEASON),
        ("mined and false", SECRET),
    ],
    ids=["hidden", "derived from what is hidden", "inner workings", "a sum", "never", "a constant"],
)
def test_what_no_panel_shows_is_not_told_below_an_author_s_sentence(requires, declared):
    assert lock(requires, declared).needs == ()


def test_an_open_offer_needs_nothing():
    assert lock("safety >= 1", SAFETY).needs == ()


def test_open_offers_have_numbers_and_locked_ones_letters_in_file_order():
    measures = "".join(
        f"[scene.here.measure.m{number}]\n{'' if number % 3 else chr(114) + 'equires = ' + chr(34) + 'false' + chr(34)}\n"
        for number in range(90)
    )
    play = Play(load(measures))

    signs = [offer.sign for offer in view(play.scenario, play.state).offers]
    assert signs[:6] == ["a", "1", "2", "b", "3", "4"]
    assert [sign for sign in signs if not sign.isdigit()][25:29] == ["z", "aa", "ab", "ac"]
    assert len(set(signs)) == 90


def test_a_value_knows_its_rung_on_the_scale_of_words():
    play = Play(load(SAFETY + SEASON + BOATS + PROMISE))
    rungs = {shown.variable: (shown.word, shown.rung, shown.of) for shown in view(play.scenario, play.state).indicators}

    assert rungs == {
        "safety": ("exposed", 2, 4),
        "season": ("dry", 1, 3),
        "boats": ("1", 0, 0),
        "promised": ("no", 0, 0),
    }


def test_a_movement_tells_the_rule_that_did_it():
    text = SAFETY + SEASON + BOATS + SECRET + PARTY + (
        '[variable.calm]\nlabel = "Calm"\nis = "min(safety, town.trust)"\n[variable.luck]\nlabel = "Luck"\nis = "1 if mined else 2"\n'
        '[scene.here.measure.go] \nlabel = "Send the escort"\n'
        "effects = [\"safety += 1\", \"season = 'flood'\", \"boats = safety + 1\", \"mined = false\"]\n"
        '[scene.here.measure.go.chance.ill]\nweight = 1\neffects = ["safety -= 2", "town.trust += boats"]\n'
        '[inject.rain]\ntext = "Rain."\nfrom = "Post"\nwhen = "true"\neffects = ["boats = 1 if mined else 7"]\n'
    )  # fmt: skip
    scenario = load(text)
    play = Play(scenario).take("go/ill")

    rules = [(movement.variable, movement.rule) for movement in account(scenario, play.steps[0]).movements]
    assert rules == [
        ("safety", "+1 from “Send the escort”"),
        ("season", "set to *flood* by “Send the escort”"),
        ("boats", "set to Civilian safety + 1 by “Send the escort”"),
        ("safety", "\N{MINUS SIGN}2 from “Send the escort”"),
        ("town.trust", "+Boats from “Send the escort”"),
        ("boats", "changed by “Post: Rain.”"),
        ("calm", "is the lower of Civilian safety and Town: Trust"),
        ("luck", "follows from what it is made of"),
    ]


@pytest.mark.parametrize(
    ("effect", "rule"),
    [
        ("safety = min(safety + 1, 3)", "+1, then kept at *exposed* at most by “Go”"),
        ("safety = max(safety - 1, 1)", "\N{MINUS SIGN}1, then kept at *exposed* at least by “Go”"),
        ("safety = clamp(safety - 1, 0, 3)", "\N{MINUS SIGN}1, then kept between *broken* and *exposed* by “Go”"),
        ("safety = max(safety, 4)", "kept at *guarded* at least by “Go”"),
        ("safety = 6 if boats < 2 else min(safety, 1)", "set to *safe* by “Go”"),
        ("safety -= 1 if turns == 0 else 0", "set to *exposed* (1) by “Go”"),
        ("safety = turns + 4", "set to *guarded* (4) by “Go”"),
        ("safety = min(boats, 4)", "set to min(Boats, 4) by “Go”"),
        ("safety = 6", "set to *safe* by “Go”"),
    ],
)
def test_a_rule_with_bounds_or_a_condition_is_told_in_words_of_the_scale(effect, rule):
    measure = (
        f'[variable.turns]\nrange = [0, 1]\nstart = 0\n[scene.here.measure.go] \nlabel = "Go"\neffects = ["{effect}"]\n'
    )
    scenario = load(SAFETY + BOATS + measure)

    (movement,) = account(scenario, Play(scenario).take("go").steps[0]).movements
    assert movement.rule == rule


class _Shouting(gettext.NullTranslations):
    """A language in which every sentence of the program is in capitals, and its fields are what they are."""

    def gettext(self, message: str) -> str:
        return re.sub(r"\{\w+\}|[^{]+", lambda part: part[0] if part[0][0] == "{" else part[0].upper(), message)

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        return self.gettext(singular if count == 1 else plural)


def test_every_sentence_of_the_engine_is_translated_and_none_of_an_author():
    clock = '[clock]\nunit = "day"\nlength = 9\nending = "over"\n'
    text = clock + SAFETY + PROMISE + (
        '[scene.here.measure.go]\ntakes = 3\nrequires = "safety > 2"\neffects = ["promised = true"]\n'
        '[scene.here.measure.never]\nrequires = "false"\n[scene.here.measure.now]\ntakes = 0\neffects = ["safety += 1"]\n'
    )  # fmt: skip
    speak(_Shouting())
    try:
        play = Play(load(text))
        lines = view(play.scenario, play.state).offers
        play.take("now")
        promised = view(play.scenario, play.state).indicators[1].word
        (moved,) = account(play.scenario, play.steps[0]).movements
    finally:
        speak()

    assert lines[0].reasons == ("NEEDS Civilian safety: *exposed*, 3 OF 6 (NOW *exposed*, 2 OF 6)",)
    assert (lines[0].span, lines[2].span) == ("3 DAYS", "NO TIME")
    assert lines[1].reasons == ("NOT POSSIBLE HERE AND NOW",)
    assert (promised, moved.rule) == ("NO", "+1 FROM “now”")
