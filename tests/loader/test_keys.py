"""Every key of every table is read, strictly: nothing is converted, nothing is passed over."""

from __future__ import annotations

import datetime
import re
from fractions import Fraction
from typing import Any

import pytest
from attrs import fields
from reading_aloud import CLOCK, DOCTRINE, EXAMPLE, codes, example, only, reading_of, small, told

from crisisengine.loader.schema import draft
from crisisengine.loader.schema.draft import Draft, keys_of
from crisisengine.model.expression import Literal
from crisisengine.model.prose import Alternative, Cite, Date, Plain, Value
from crisisengine.model.scenario import Cost, End, Goto, Scenario


def sound() -> Scenario:
    """The example that uses every key."""
    return example().sound()


def test_the_example_loads_and_nothing_is_said_about_it() -> None:
    assert example().diagnostics == ()


def test_the_example_uses_every_key_that_the_format_knows() -> None:
    written = set(re.findall(r"^(\w+) *=", EXAMPLE + DOCTRINE, re.MULTILINE))
    written |= set(re.findall(r"[{,] *(\w+) *=", EXAMPLE + DOCTRINE)) | set(
        re.findall(r"(\w+)[.\]]", EXAMPLE + DOCTRINE)
    )
    tables = [table for table in vars(draft).values() if isinstance(table, type) and table.__name__.startswith("Draft")]

    known = {key for table in tables for key in keys_of(table)} - {"rest"}

    assert known - written == set()


def test_the_head_is_read() -> None:
    scenario = sound()

    assert (scenario.id, scenario.title, scenario.start, scenario.minutes) == ("id", "The Convoy Home", "road", 10)
    assert scenario.summary.startswith("Sisophon")
    assert scenario.content_note == (Plain("Mines and armed checkpoints; nobody is shown being harmed."),)
    assert scenario.language == "en"
    assert Cite("unhcr") in scenario.invented
    assert scenario.role == (Plain("You are the duty officer."),)
    assert scenario.mandate[0] == Plain("You may advise. [Force](glossary:three_gates) has gates.")
    assert scenario.leaves_out == (Plain("Money and illness."),)
    assert scenario.doctrine == "A small doctrine"
    assert re.fullmatch("[0-9a-f]{64}", scenario.fingerprint)


def test_the_clock_is_read_and_is_a_variable_of_its_own() -> None:
    clock, day = sound().clock, sound().variables["day"]

    assert clock is not None
    assert (clock.unit, clock.opens, clock.length, clock.ending) == (
        "day",
        datetime.date(1992, 3, 30),
        12,
        "time_runs_out",
    )
    assert (day.low, day.high, day.start) == (0, 12, 0)


def test_parties_and_their_attributes_are_read() -> None:
    scenario = sound()
    state, police = scenario.parties.values()
    consent = scenario.variables["soc.consent"]

    assert (state.name, state.main, state.of, state.about) == ("State of Cambodia", True, "", "It holds the town.")
    assert (police.main, police.of, police.attributes) == (False, "soc", ("consent",))
    assert (consent.label, consent.low, consent.high, consent.start, consent.better) == ("Consent", 0, 6, 4, "high")
    assert (consent.party, consent.attribute, consent.route) == ("soc", "consent", "party.soc.consent")
    assert consent.word(4) == "open"


def test_variables_are_read() -> None:
    found = sound().variables
    trust, season, reach = found["trust"], found["season"], found["reach"]

    assert (trust.sort, trust.low, trust.high, trust.start, trust.better) == ("number", 0, 6, 3, "high")
    assert (trust.label, trust.explains) == ("Returnees' trust", "Whether they believe what they are told.")
    assert trust.bands == ((0, "broken"), (2, "wary"), (5, "steady"))
    assert (season.sort, season.words, season.start, season.bands) == ("word", ("dry", "rain"), 0, ((1, "the rains"),))
    assert (found["escort_promised"].sort, found["shelled"].start) == ("truth", 1)
    assert found["corridor_mined"].hidden
    assert (reach.low, reach.high, reach.derived is None) == (0, 6, False)
    assert found["authorisation"].start == 1


def test_variables_stand_in_file_order_the_doctrines_first_and_the_clocks_last() -> None:
    found = list(sound().variables)

    assert found[:3] == ["consent", "authorisation", "escort_promised"]
    assert found[-3:] == ["soc.consent", "soc_sisophon.consent", "day"]


def test_a_measure_is_read() -> None:
    escort = sound().scenes["road"].measures["escort"]

    assert (escort.id, escort.scene, escort.key, escort.label) == (
        "escort",
        "road",
        "road.escort",
        "Put UN vehicles at the head and tail",
    )
    assert (escort.tags, escort.takes.fixed, escort.teaches, escort.cancel) == (
        ("physical_protection",),
        1,
        ("gates",),
        ("rumour",),
    )
    assert (escort.once, escort.fallback, escort.goto, escort.verifies) == (
        True,
        False,
        Goto((End(None, "town"),)),
        "every_convoy_asks",
    )
    assert [effect.variable for effect in escort.effects] == ["trust", "escort_promised"]
    assert [(later.after.fixed, later.inject) for later in escort.later] == [(5, "every_convoy_asks")]
    assert escort.when is not None
    assert escort.gates[0].otherwise == (Plain("The captain will not let armed vehicles pass his line."), Cite("press"))
    assert escort.result
    assert escort.lesson
    assert escort.route == "scene.road.measure.escort"


def test_what_a_measure_takes_is_one_unit_unless_it_says_otherwise() -> None:
    scenes = sound().scenes

    assert scenes["road"].measures["force"].takes.fixed == 1
    assert scenes["town"].measures["wait"].takes.fixed == 0
    assert small().sound().scenes["road"].measures["leave"].takes.fixed == 0, "there is no clock"


def test_the_gates_of_a_tag_come_before_the_measures_own_and_hold_its_answers() -> None:
    gates = sound().scenes["road"].measures["force"].gates

    assert [gate.tag for gate in gates] == ["robust_force"] * 3 + [""] * 2
    assert [gate.cost for gate in gates] == [None] * 3 + [Cost("trust", 1), Cost("soc.consent", 1)]
    assert gates[1].otherwise == (Plain("There is no hostile act or intent yet."),)
    assert gates[2].otherwise is None


def test_outcomes_are_read() -> None:
    quiet, mine = sound().scenes["road"].measures["drive_on"].outcomes

    assert (quiet.id, quiet.goto, quiet.effects) == ("quiet", Goto(), ())
    assert (mine.weight, mine.goto.places, mine.cancel) == (Literal(1, "1"), ("stopped",), ("every_convoy_asks",))
    assert [later.inject for later in mine.later] == ["rumour"]
    assert mine.result
    assert mine.lesson


def test_a_standing_measure_is_offered_last_in_every_scene_that_does_not_refuse_it() -> None:
    scenes = sound().scenes

    assert list(scenes["road"].measures) == ["escort", "force", "drive_on", "withdraw"]
    assert scenes["road"].measures["withdraw"].key == "withdraw"
    assert list(scenes["town"].measures) == ["wait"]
    assert list(scenes["lake"].measures) == ["return", "withdraw"]


def test_injects_are_read() -> None:
    asks, rumour, rains, reporter = sound().injects.values()

    assert (asks.sender, asks.to, asks.by, asks.grade) == ("Field office Sisophon", "Duty desk", "cable", "B2")
    assert (asks.scenes, asks.goto.places, asks.repeat, asks.scheduled, asks.on) == (
        ("road", "town"),
        ("cable_room",),
        True,
        True,
        0,
    )
    assert (asks.claims is None, asks.when is None, len(asks.effects), len(asks.lesson)) == (False, False, 1, 1)
    assert (rumour.dated, rumour.scheduled, rumour.by) == (True, True, "cable")
    assert (rains.on, rains.dated, rains.scheduled) == (8, True, False)
    assert (reporter.contingency, reporter.dated, reporter.when, len(reporter.good_answer)) == (True, False, None, 1)
    assert (rains.contingency, sound().contingencies) == (False, 1)


def test_endings_properties_and_the_rest_are_read() -> None:
    scenario = sound()
    home = scenario.endings["safe_home"]

    assert (home.title, home.rank, home.when is None) == ("Home, and told the truth", 4, False)
    assert home.history[-1] == Cite("unhcr")
    assert {key: promise.kind for key, promise in scenario.properties.items()} == {
        "force_only_with_authority": "always",
        "a_safe_arrival_exists": "reachable",
        "only_a_decision_closes_it": "never_by_chance",
        "no_mine_and_home": "never",
        "every_run_ends": "eventually",
        "a_good_desk_gets_them_home": "forced",
        "home_is_no_miracle": "likely",
        "mines_are_answered": "answers",
        "trust_is_not_lost_at_once": "changes",
    }
    assert scenario.properties["force_only_with_authority"].at == ("tag.robust_force",)
    assert scenario.properties["only_a_decision_closes_it"].ending == "safe_home"
    assert (scenario.objectives["gates"].level, scenario.tiers["protection"].explains) == ("apply", "Being there.")
    assert (scenario.tags["physical_protection"].tier, scenario.tags["robust_force"].principle) == (
        "protection",
        "use_of_force",
    )
    assert (scenario.glossary["three_gates"].see, scenario.phases["response"].label) == (("consent",), "Response")
    assert {key: source.date for key, source in scenario.sources.items()} == {
        "manual": "undated",
        "unhcr": "1993",
        "press": "31 March 1992",
    }
    assert (scenario.sources["unhcr"].url, scenario.sources["unhcr"].note) == (
        "https://example.org/report",
        "The figures.",
    )


def test_prose_is_read_into_its_pieces() -> None:
    found = small(
        CLOCK + '[variable.trust]\nstart = 1\nrange = [0, 2]\nbands = { 0 = "low" }\n[source.a]\ntitle = "A"\n'
        "[scene.x]\ntitle = 'X'\n"
        "text = '{{a} {trust} {trust.word} {date} {trust > 1: yes \\| so | no[^a]} {trust > 1: only} [^a]'\n"
    )

    pieces = found.sound().scenes["x"].text

    assert [type(piece) for piece in pieces if not isinstance(piece, Plain)] == [
        Value,
        Value,
        Date,
        Alternative,
        Alternative,
        Cite,
    ]
    assert "".join(piece.text for piece in pieces if isinstance(piece, Plain)) == "{a}      "
    both, single = (piece for piece in pieces if isinstance(piece, Alternative))
    assert both.sides == ((Plain("yes | so"),), (Plain("no"), Cite("a")))
    assert single.sides == ((Plain("only"),), ())


# strictness

READERS = {(table, key): metadata for table in vars(draft).values() if isinstance(table, type) and
           table.__name__.startswith("Draft") for key, (_, metadata, _) in keys_of(table).items()}  # fmt: skip


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('once = "false"', "`once` needs yes/no, this is a text"),
        ("once = 0", "`once` needs yes/no, this is a whole number"),
        ("takes = true", "`takes` needs a whole number or an expression, this is yes/no"),
        ("takes = 1.0", "`takes` needs a whole number or an expression, this is a fraction"),
        ("takes = -1", "`takes` goes from 0 to 100000, -1 does not fit"),
        ("result = 3", "`result` needs a text, this is a whole number"),
        ("result = 1992-03-30", "`result` needs a text, this is a date"),
        ("when = true", "`when` needs a text, this is yes/no"),
        ('tags = "escort"', "`tags` needs an array, this is a text"),
        ("tags = [1]", "an item of `tags` needs a text, this is a whole number"),
        ('tags = [""]', "an item of `tags` is empty"),
        ("effects = { }", "`effects` needs an array, this is a table"),
        ('gates = "x"', "`gates` needs a table, this is a text"),
        ("later = [1]", "`later` needs an array of tables"),
        ("later = { after = 1 }", "`later` needs an array of tables"),
        ('chance = "x"', "`chance` needs a table for each id"),
        ("goto = 10:00:00", "`goto` needs a text, this is a time"),
        ('goto = ""', "`goto` is empty"),
    ],
)
def test_a_value_of_another_type_is_refused_and_said_once(line: str, message: str) -> None:
    found = small(CLOCK + f'[scene.x]\ntitle = "X"\ntext = "X"\n[scene.x.measure.m]\nlabel = "M"\n{line}\n')

    assert only(found).message == message
    assert only(found).excerpt == line


def _is_chance(read: object, value: object) -> bool:
    """A chance is taken as the fraction that stands there, whether 1 or 0.5 is written; yes and no are none."""
    return isinstance(read, Fraction) and not isinstance(value, bool)


@pytest.mark.parametrize("value", [True, 1, 1.5, "x", [1], {"a": 1}, datetime.date(1992, 3, 30)], ids=str)
def test_no_key_takes_two_types_that_could_be_mistaken_for_each_other(value: Any) -> None:
    from crisisengine.loader.faults import Faults

    for place in sorted(READERS, key=str):
        metadata = READERS[place]
        if "read" not in metadata:
            continue
        faults = Faults()
        read = metadata["read"](value, ("key",), faults)
        if not faults.found and not isinstance(value, list | dict):
            assert read == value or place[1] == "date", "what is taken is taken as it is"
            assert type(read) is type(value) or place[1] == "date" or _is_chance(read, value), place


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("scene = 3", "`scene` needs a table for each id"),
        ('[[ending]]\ntitle = "x"', "`ending` needs a table for each id"),
        ('variable = ["trust"]', "`variable` needs a table for each id"),
        ('scenario = "x"', "`scenario` needs a table"),
        ("clock = 3", "`clock` needs a table"),
        ("party.soc = 3", "`soc` is no party: a party is a table"),
    ],
)
def test_a_table_that_is_none_is_said_so(text: str, message: str) -> None:
    assert message in [diagnostic.message for diagnostic in reading_of(f"format = 1\n{text}\n").diagnostics]


def test_a_key_that_the_format_does_not_know_is_refused_wherever_it_stands() -> None:
    for table in fields(Draft):
        kind = table.name
        if "tables" in table.metadata:
            assert "unknown-key" in codes(small(f"[{kind}.x]\nkolor = 1\n")), kind
    assert told(small("[kolor]\n")) == ["18:2: error[unknown-key] the file has no key `kolor`"]


@pytest.mark.parametrize(
    "more",
    [
        '[inject.a]\ntext = "A"\non = 2\n',
        '[scene.a]\ntitle = "A"\ntext = "{date}"\n',
        "[property.p]\nnever = \"due('b') > 1\"\n",
    ],
)
def test_time_needs_a_clock(more: str) -> None:
    sends = '[inject.b]\ntext = "B"\nwhen = "false"\n'

    assert codes(small(sends + more)) == ["needs-clock"]
    assert small(sends + more + CLOCK).errors == ()
