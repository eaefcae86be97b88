"""From values to words: reasons, dates, prose and citations, and what is never told."""

from __future__ import annotations

import pytest
from bench import Play, load, played

from crisisengine import storage
from crisisengine.engine.rendering import Rendering, render, span_text
from crisisengine.engine.rules import value
from crisisengine.engine.run import start
from crisisengine.engine.spelling import spelled
from crisisengine.engine.view import account, view
from crisisengine.loader import MemoryResolver, Volume, read

X = "[variable.x]\nstart = 2\nrange = [0, 9]\n"
FLAG = "[variable.flag]\nstart = false\n"
SEASON = '[variable.season]\nstart = "dry"\nvalues = ["dry", "rain", "flood"]\n'
SECRET = "[variable.mined]\nstart = false\nhidden = true\n"
TRUST = '[attribute.trust]\nlabel = "Trust"\nrange = [0, 6]\n[party.town]\nname = "Town"\nmain = true\ntrust = 2\n'


def reasons(requires: str, declared: str, *, more: str = "") -> tuple[str, ...]:
    """Why the only measure is locked."""
    play = played(f'{declared}[scene.here.measure.go]\nrequires = "{requires}"\n{more}')
    return view(play.scenario, play.state).offers[0].reasons


def said(text: str, declared: str = "", *decisions: str) -> str:
    """What the scene `here` says after some decisions."""
    play = Play(load(f"{declared}\n[scene.here]\n")).take(*decisions)
    pieces = load(f'{declared}\n[ending.over]\nhistory = """{text}"""\n').endings["over"].history
    return render(play.scenario, play.state, pieces)


# --- the reasons of a lock -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("requires", "declared", "reason"),
    [
        ("town.trust >= 3", TRUST, "needs Trust of Town: 3 (now 2)"),
        ("x > 3", X, "needs `x` above 3, it is 2"),
        ("x <= 1", X, "needs `x` at most 1, it is 2"),
        ("x < 1", X, "needs `x` below 1, it is 2"),
        ("x == 1", X, "needs `x` 1, it is 2"),
        ("x != 2", X, "needs `x` other than 2, it is 2"),
        ("season >= 'rain'", SEASON, "needs `season` rain, it is dry"),
        ("season == 'flood'", SEASON, "needs `season` flood, it is dry"),
        ("flag", FLAG, "needs `flag`"),
        ("not flag", FLAG.replace("false", "true"), "cannot be done once `flag`"),
        ("x + 1 > 5", X, "needs `x + 1 > 5`"),
        ("x > 5 or flag", X + FLAG, "needs `x > 5 or flag`"),
        ("false", X, "not possible here and now"),
    ],
)
def test_the_reason_of_a_lock_is_derived_from_its_condition(requires, declared, reason):
    assert reasons(requires, declared) == (reason,)


def test_each_failing_part_of_a_conjunction_has_a_reason_of_its_own():
    assert reasons("x >= 3 and (x > 0 and flag)", X + FLAG) == ("needs `x` 3, it is 2", "needs `flag`")


def test_a_reason_names_a_measure_by_its_label():
    speak = '[scene.here.measure.speak]\nlabel = "Speak first"\n'

    assert reasons("taken('here.speak')", "", more=speak.replace("]\nlabel", "] \nlabel")) == (
        "needs `Speak first` first",
    )


def test_a_reason_names_the_measure_that_closed_the_way():
    play = played("[scene.here.measure.go]\nrequires = \"not taken('leave')\"\n[measure.leave]\n", "leave")

    assert view(play.scenario, play.state).offers[0].reasons == ("cannot be done after `leave`",)


def test_the_author_s_sentence_comes_before_a_derived_one_and_reads_the_state():
    more = 'otherwise = "The captain wants {x}."\n'

    assert reasons("x > 3", X, more=more) == ("The captain wants 2.",)


def test_several_failing_gates_give_several_reasons_and_equal_ones_are_told_once():
    tag = (
        '[tag.heavy]\nlabel = "Heavy"\ngates = [\n  { requires = "x > 5", otherwise = "No mandate." },\n'
        '  { requires = "ready", otherwise = "Nobody is able." },\n  { requires = "x > 6", otherwise = "No mandate." },\n]\n'
    )

    told = reasons("flag", X + FLAG + tag, more='tags = ["heavy"]\ngates = { ready = "x == 3" }\n')
    assert told == ("No mandate.", "Nobody is able.", "needs `flag`")


@pytest.mark.parametrize(
    "requires",
    [
        "mined",
        "mined == true",
        "mined or x > 5",
        "not (not mined)",
        "x > (1 if mined else 7)",
        "danger > 0",
        "worse > 1",
    ],
)
def test_a_hidden_variable_is_in_no_derived_reason_not_even_through_a_derived_one(requires):
    declared = X + SECRET + '[variable.danger]\nis = "1 if mined else 0"\n[variable.worse]\nis = "danger + 1"\n'

    assert reasons(requires, declared) == ("not possible here and now",)


def test_a_visible_part_is_told_and_a_hidden_one_beside_it_is_not():
    assert reasons("mined and x > 3", X + SECRET) == ("needs `x` above 3, it is 2",)


def test_a_hidden_variable_is_on_no_panel_and_in_no_account():
    scenario = load(
        '[variable.mined]\nstart = false\nhidden = true\nlabel = "Mines"\n[variable.seen]\nstart = false\nlabel = "Seen"\n'
        '[scene.here.measure.go]\neffects = ["mined = true", "seen = true"]\n'
    )
    play = Play(scenario).take("go")

    assert [indicator.variable for indicator in view(scenario, play.state).indicators] == ["seen"]
    assert [movement.variable for movement in account(scenario, play.steps[0]).movements] == ["seen"]


def test_an_attribute_that_is_hidden_is_on_no_party_s_line():
    scenario = load(TRUST.replace("range", "hidden = true\nrange"))

    assert view(scenario, Play(scenario).state).parties[0].indicators == ()


# --- an expression as an author would write it -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "x - (2 - 3) > 0",
        "(x + 1) * 2 > 3",
        "x + 1 * 2 > 3",
        "x // 2 % 3 == 1",
        "x * (2 % 3) == 1",
        "-x < -3",
        "-(x + 1) < 3",
        "(x < 3) == (x > 1)",
        "(not flag) == flag",
        "not flag == flag",
        "0 < x <= 3",
        "flag and (x > 5 or not flag)",
        "flag and x > 5 or not flag",
        "min(x + 1, 3) > max(x, -2)",
        "(1 if flag else x) > 2",
        "flag if x > 1 else not flag",
        "(flag if x > 1 else flag) or flag",
        "season >= 'rain'",
        "scene.here or ending.over",
        "visits('here') >= 2",
        "taken('here.go')",
    ],
)
def test_an_expression_is_spelled_as_it_was_written(text):
    declared = X + FLAG + SEASON + "[scene.here.measure.go]\n"
    scenario = load(f'{declared}[property.asked]\nalways = "{text}"\n')

    assert spelled(scenario.properties["asked"].claim) == text


# --- prose -----------------------------------------------------------------------------------------------------------


def test_a_value_is_printed_as_a_number_and_in_its_band():
    bands = 'bands = { 0 = "broken", 2 = "wary", 5 = "steady" }\n'

    assert said("{x}, {x.word}", X + bands) == "2, wary"


def test_a_yes_or_no_and_a_word_are_printed_in_words():
    season = SEASON + 'bands = { dry = "the dry season" }\n'

    assert said("{flag}, {season}, {season.word}", FLAG + season) == "no, the dry season, the dry season"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{x > 1: One. | Other.}", "One."),
        ("{x > 2: One. | Other.}", "Other."),
        ("{x > 2: One.}", ""),
        ("{x > 1: a \\\\| b}", "a | b"),
        ("{{x}", "{x}"),
        ("{x > 2: many | x > 1: two | x > 0: some | none}", "two"),
        ("{x > 2: many | x > 5: lots | few: two}", "few: two"),
        ("{x > 0: some | x > 1: two | none}", "some"),
        ("{x > 2: many | x > 1: | none}", ""),
        ("{x > 2: many | x > 3: }", "x > 3:"),
    ],
)
def test_an_alternative_shows_the_side_that_its_guard_chooses(text, expected):
    assert said(text, X) == expected


def test_a_party_s_name_and_the_title_of_the_place_after_the_step_are_words_and_no_marks():
    scenario = load(
        '[attribute.trust]\nlabel = "Trust"\nrange = [0, 2]\n[party.port]\nname = "The *port*"\ntrust = 1\n'
        '[scene.the_quay.measure.ask]\nresult = "{scene.title}: {port.name} waits."\n'
        '[scene.the_quay.measure.go]\ngoto = "over_there"\nresult = "Now: {scene.title}."\n[ending.over_there]\n'
    )

    told = [account(scenario, Play(scenario).take(measure).steps[0]).result for measure in ("ask", "go")]
    assert told == [r"Here: The \*port\* waits.", r"Now: over\_there."]


def test_markup_in_a_text_is_text():
    assert said("[bold]x[/bold] <b> *y*") == "[bold]x[/bold] <b> *y*"


def test_a_citation_is_the_number_of_its_source_in_file_order():
    sources = '[source.one]\ntitle = "One"\n[source.two]\ntitle = "Two"\n'

    assert said("A.[^two] B.[^one] {x > 1: C.[^two] | D.}", sources + X) == "A.[2] B.[1] C.[2]"


def test_all_that_a_step_shows_reads_the_state_after_it():
    scenario = load(
        X + '[scene.here.measure.go]\neffects = ["x = 5"]\nresult = "It is {x}."\nlesson = "Now {x}."\n'
        '[scene.here.measure.go.chance.fine]\nweight = 1\nresult = "Fine: {x}."\n'
        '[inject.early]\ntext = "Early: {x}."\nwhen = "x == 5"\n[inject.late]\nwhen = "x == 5"\neffects = ["x = 7"]\n'
    )
    told = account(scenario, Play(scenario).take("go/fine").steps[0])

    assert told.result == "It is 7.\n\nFine: 7."
    assert told.lesson == "Now 7."
    assert told.cards[0].text == "Early: 7."


def test_a_verifying_measure_tells_whether_the_report_was_true_once_it_has_come_in():
    scenario = load(
        X + '[inject.report]\nwhen = "x == 2"\nclaims = "x > 1"\n[scene.here.measure.check]\nverifies = "report"\n'
        '[scene.here.measure.spend]\neffects = ["x = 0"]\n'
    )
    play = Play(scenario).take("check", "check", "spend", "check")  # the first of them is what brings it in

    findings = [account(scenario, taken, play.steps[:number]).findings for number, taken in enumerate(play.steps)]
    assert [[(finding.inject, finding.true) for finding in found] for found in findings] == [
        [],
        [("report", True)],
        [],
        [("report", False)],
    ]


# --- time ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "opens", "texts"),
    [
        ("day", "1992-02-28", ["28 February 1992", "29 February 1992", "1 March 1992"]),
        ("week", "1992-12-28", ["28 December 1992", "4 January 1993", "11 January 1993"]),
        ("month", "1992-11-30", ["November 1992", "December 1992", "January 1993"]),
        ("hour", "1992-03-30T22:30:00", ["30 March 1992, 22:30", "30 March 1992, 23:30", "31 March 1992, 00:30"]),
        ("minute", "1992-03-30T22:58:00", [f"30 March 1992, {read}" for read in ("22:58", "22:59", "23:00")]),
        ("day", "", ["day 0", "day 1", "day 2"]),
        ("turn", "", ["turn 0", "turn 1", "turn 2"]),
    ],
)
def test_the_clock_reads_as_a_date_where_the_author_gave_one(unit, opens, texts):
    start = f"opens = {opens}\n" if opens else ""
    play = played(f'[clock]\nunit = "{unit}"\nlength = 9\nending = "over"\n{start}[scene.here.measure.wait]\n')

    found = [Rendering.of(play.scenario, play.state).date()]
    found += [Rendering.of(play.scenario, play.take("wait").state).date() for _ in range(2)]
    assert found == texts


def test_a_text_prints_the_date():
    clock = '[clock]\nunit = "day"\nlength = 9\nending = "over"\nopens = 1992-03-30\n[scene.here.measure.wait]\n'

    assert said("It is {date}.", clock) == "It is 30 March 1992."


def test_without_a_clock_there_is_no_date_and_no_span():
    scenario = load("")

    assert Rendering.of(scenario, Play(scenario).state).date() == ""
    assert span_text(scenario, 0) == ""
    assert view(scenario, Play(scenario).state).clock is None


@pytest.mark.parametrize(("takes", "span"), [(0, "no time"), (1, "1 day"), (3, "3 days")])
def test_how_long_a_measure_takes_is_told_in_words(takes, span):
    scenario = load('[clock]\nunit = "day"\nlength = 9\nending = "over"\n')

    assert span_text(scenario, takes) == span


# --- causes ----------------------------------------------------------------------------------------------------------


def test_a_movement_tells_its_cause_in_words():
    labelled = X.replace("start", 'label = "X"\nstart') + '[variable.y]\nlabel = "Y"\nis = "x + 1"\n'
    scenario = load(
        labelled + '[scene.here.measure.go]\neffects = ["x += 1"]\n'
        '[scene.here.measure.go.chance.far_away]\nweight = 1\neffects = ["x += 1"]\n[measure.leave]\neffects = ["x -= 1"]\n'
        '[inject.rain]\ntext = "{x > 9: No.}Rain\\non the road."\nfrom = "Post"\nwhen = "x > 3"\neffects = ["x += 1"]\n'
    )
    play = Play(scenario).take("go/far_away", "leave")

    causes = [[movement.cause for movement in account(scenario, step).movements] for step in play.steps]
    assert causes == [
        ["go", "go", "Post: Rain on the road.", "follows from what it is made of"],
        ["leave", "follows from what it is made of"],
    ]


@pytest.mark.parametrize("stop", ["", ",", ".", ";"])
def test_a_long_inject_is_named_by_its_first_words_and_dots_alone(stop):
    text = f"The road is flooded at the second bridge and nobody has{stop} seen the ferryman since the morning."
    scenario = load(
        X.replace("start", 'label = "X"\nstart')
        + f'[scene.here.measure.go]\n[inject.rain]\ntext = "{text}"\nwhen = "true"\neffects = ["x += 1"]\n'
    )
    (movement,) = account(scenario, Play(scenario).take("go").steps[0]).movements

    assert movement.cause == "The road is flooded at the second bridge and nobody has..."


# --- the view --------------------------------------------------------------------------------------------------------


def test_parties_in_a_place_follow_the_party_that_they_belong_to_and_main_ones_come_first():
    parties = '[attribute.trust]\nlabel = "Trust"\nrange = [0, 6]\n' + "".join(
        f'[party.{name}]\nname = "{name}"\n{more}\n'
        for name, more in (
            ("chief", 'of = "town"\ntrust = 1'),
            ("aid", ""),
            ("town", "main = true\ntrust = 2"),
            ("clerk", 'of = "chief"'),
        )
    )
    scenario = load(parties)

    lines = view(scenario, Play(scenario).state).parties
    assert [line.id for line in lines] == ["town", "chief", "aid", "clerk"]
    assert [[indicator.value for indicator in line.indicators] for line in lines] == [[2], [1], [], []]


def test_an_ending_shows_its_text_and_what_really_happened():
    scenario = load('[scene.here.measure.go]\ngoto = "over"\n[ending.over]\nhistory = "In truth."\n')
    seen = view(scenario, Play(scenario).take("go").state)

    assert (seen.place, seen.title, seen.text, seen.offers) == ("over", "over", "over.", ())
    assert seen.ending is not None
    assert seen.ending.history == "In truth."


def test_an_offer_tells_what_a_person_must_know_before_taking_it():
    scenario = load(
        '[clock]\nunit = "day"\nlength = 9\nending = "over"\n[tag.heavy]\nlabel = "Heavy"\n'
        '[scene.here.measure.go]\ntags = ["heavy"]\ntakes = 3\n[scene.here.measure.go.chance.fine]\nweight = 1\n[measure.leave]\n'
    )

    go, leave = view(scenario, Play(scenario).state).offers
    assert (go.label, go.takes, go.span, go.tags, go.chance, go.standing) == (
        "go",
        3,
        "3 days",
        ("Heavy",),
        True,
        False,
    )
    assert (leave.chance, leave.standing, leave.locked) == (False, True, False)


def test_a_view_of_a_scenario_with_everything_can_be_had(pytestconfig):
    """The shipped tutorial, from its first view to where its first open measures lead."""
    folder = pytestconfig.rootpath
    doctrine = (folder / "crisisengine/doctrines/peacekeeping.toml").read_text(encoding="utf-8")
    volume = Volume("the_convoy_home.toml", (folder / "scenarios/the_convoy_home.toml").read_bytes())
    outline = (folder / "scenarios/cambodia.geojson").read_text(encoding="utf-8")
    beside = MemoryResolver({"peacekeeping": doctrine, "cambodia.geojson": outline})
    play = Play(read("the_convoy_home", volume, beside).sound())

    for _ in range(30):
        seen = view(play.scenario, play.state)
        assert seen.title
        assert seen.text
        if seen.ending:
            break
        offer = next(offer for offer in seen.offers if not offer.locked and not offer.chance)
        account(play.scenario, play.take(offer.measure).steps[-1])


def test_a_finding_tells_how_it_was_before_the_same_decision_put_it_right():
    scenario = storage.load("the_convoy_home")
    run = start(scenario, 1).decide("notice").decide("liaison").decide("leaflets").decide("walk_the_verges")

    (finding,) = account(scenario, run.steps[-1], run.steps).findings

    assert (finding.inject, finding.true) == ("road_clear", False)
    assert value(scenario, run.state, "verge_mined") == 0
