"""A short text can mean a huge program: what it comes to is counted before it is built, and the product named."""

from __future__ import annotations

import time

import pytest
from reading_aloud import CLOCK, only, reading_of, small

from crisisengine.budget import Budget, OverBudget
from crisisengine.engine.rules import begin, offers, possible, step
from crisisengine.engine.view import account, view
from crisisengine.limits import MOST_DATED, MOST_RULES, MOST_TERMS
from crisisengine.loader import MemoryResolver, Reading, Volume, read

X = "[variable.x]\nstart = 0\nrange = [0, 9]\n"


def gated(gates: int, measures: int) -> str:
    """A tag with so many gates, on so many standing measures."""
    tag = "[tag.x]\nlabel = 'X'\ngates = [\n" + ",\n".join(["{ requires = 'x < 9' }"] * gates) + "]\n"
    return X + tag + "".join(f"[measure.m{n}]\nlabel = 'M'\ntags = ['x']\n" for n in range(measures))


def played(reading: Reading) -> float:
    """Seconds of work until a scenario is shown, decided in once and told about."""
    start = time.process_time()
    scenario = reading.sound()
    state = begin(scenario)
    seen = view(scenario, state)
    measure = next(offer.measure for offer in reversed(offers(scenario, state)) if offer.open)
    odds = possible(scenario, state, measure)
    taken = step(scenario, state, measure, odds[0][0] if odds else None)
    assert seen.offers
    assert account(scenario, taken).label
    return time.process_time() - start


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        (
            gated(1_000, 1_000),
            "tag.x",
            "1,000 gates of tag `x` on 1,000 measures: 1,000,000 guards, and 200,000 are the most",
        ),
        (
            "".join(f"[scene.s{n}]\ntitle = 'S'\ntext = 'S.'\n" for n in range(999))
            + "".join(f"[measure.m{n}]\nlabel = 'M'\n" for n in range(1_000)),
            "measure",
            "1,000 standing measures in 1,000 scenes: 1,000,000 measures, and 200,000 are the most",
        ),
        (
            X + "[tag.big]\nlabel = 'B'\ngates = [{ requires = '" + " and ".join(["par"] * 400) + "' }]\n"
            "[measure.m]\nlabel = 'M'\ntags = ['big']\ngates = { par = '" + " or ".join(["x >= 0"] * 120) + "' }\n",
            "scene.road",
            f"what scene `road` asks would have 96,001 terms, and {MOST_TERMS:,} are the most",
        ),
        (
            "[attribute.consent]\nlabel = 'C'\nrange = [0, 6]\n"
            + "".join(f"[party.p{n}]\nname = 'P'\nmain = true\nconsent = 3\n" for n in range(10_000))
            + "[measure.m]\nlabel = 'M'\nwhen = '" + " + ".join(["least(consent)"] * 5) + " > 0'\n",
            "scene.road",
            f"what scene `road` asks would have 50,002 terms, and {MOST_TERMS:,} are the most",
        ),
        (
            "[attribute.consent]\nlabel = 'C'\nrange = [0, 6]\n"
            + "".join(f"[party.p{n}]\nname = 'P'\nmain = true\nconsent = 3\n" for n in range(10_000))
            + "[scene.x]\ntitle = 'X'\ntext = 'X.'\nguidance = '" + "{least(consent) > 0: Ask. | Wait.}" * 5 + "'\n",
            "scene.x",
            f"what a room is told of scene `x` would have 50,010 terms, and {MOST_TERMS:,} are the most",
        ),
        (
            X + "[variable.d0]\nis = 'x'\n"
            + "".join(f"[variable.d{n}]\nis = 'd{n - 1} + 1'\n" for n in range(1, 400))
            + "".join(f"[inject.i{n}]\ntext = 'I.'\nwhen = 'd399 > 8'\neffects = ['x += 1']\n" for n in range(60)),
            "inject.i0",
            f"what all injects and endings ask and do would have 48,241 terms, and {MOST_TERMS:,} are the most",
        ),
        (
            CLOCK + X + "".join(f"[inject.i{n}]\ntext = 'I.'\non = 3\n" for n in range(MOST_DATED + 1)),
            f"inject.i{MOST_DATED}",
            f"{MOST_DATED + 1:,} injects wait for a date, and {MOST_DATED:,} are the most",
        ),
    ],
    ids=["gates and measures", "measures and scenes", "answers", "parties", "guidance", "derived and injects", "dates"],
)  # fmt: skip
def test_what_a_text_comes_to_is_counted_and_the_product_that_does_it_is_named(text, place, message):
    start = time.monotonic()
    found = only(small(text))

    assert time.monotonic() - start < 10 + 2
    assert (found.code, found.route, found.message) == ("too-large", place, message)
    assert found.line > 1


def test_the_limit_itself_is_read_and_played():
    scenes = MOST_RULES // 250 - 20
    text = "".join(f"[scene.s{n}]\ntitle = 'S'\ntext = 'S.'\n" for n in range(scenes)) + "".join(
        f"[measure.m{n}]\nlabel = 'M'\n" for n in range(250)
    )
    assert played(small(text)) < 1 + 2


@pytest.mark.parametrize(
    "text",
    [
        gated(14, 1_000),
        X + "".join(f"[measure.m{n}]\nlabel = 'M'\nwhen = '" + " and ".join(["x >= 0"] * 14) + "'\n" for n in range(1_000)),
        X + "[measure.m]\nlabel = 'M'\n" + "".join(
            f"[measure.m.chance.o{n}]\nweight = 'x + 1'\neffects = ['x += 1']\n" for n in range(5_000)
        ),
        X + "".join(f"[inject.i{n}]\ntext = 'I.'\nwhen = 'x > 2'\neffects = ['x += 1']\n" for n in range(5_000)),
        "[attribute.consent]\nlabel = 'C'\nrange = [0, 6]\n[variable.consent]\nlabel = 'All'\nis = 'least(consent)'\n"
        + "".join(f"[party.p{n}]\nname = 'P'\nmain = true\nconsent = 3\n" for n in range(10_000))
        + "[measure.m]\nlabel = 'M'\nrequires = 'consent > 1'\neffects = ['p7.consent -= 1']\n",
    ],
    ids=["gates", "guards", "outcomes", "injects", "parties"],
)  # fmt: skip
def test_what_is_just_small_enough_is_shown_and_decided_in_time(text):
    assert played(small(text)) < 1 + 2


def test_reading_that_takes_longer_than_its_budget_says_so_where_it_is():
    text = X + "".join(f"[measure.m{n}]\nlabel = 'M'\nwhen = 'x >= {n % 9}'\n" for n in range(9_000))
    budget = Budget(seconds=0.05)
    budget.ask("reading")
    found = only(
        read("id", Volume("id.toml", small().sources[0].text.encode() + text.encode()), MemoryResolver({}), budget)
    )

    assert found.code == "too-large"
    assert found.message.startswith("this takes more than 0.05 seconds to read; the time was up while ")
    assert found.line


def test_whoever_wants_to_stop_stops_the_reading():
    with pytest.raises(OverBudget):
        read(
            "id",
            Volume("id.toml", reading_of("").sources[0].text.encode()),
            MemoryResolver({}),
            Budget(wanted=lambda: False),
        )
