"""What expressions are worth: facts, and every operator."""

from __future__ import annotations

import pytest
from bench import CLOCK, FLAG, LATER, WAIT, X, played, worth

# --- facts -----------------------------------------------------------------------------------------------------------


def test_taken_tells_whether_a_measure_was_ever_taken_also_one_that_is_not_used_up():
    play = played(WAIT + "[scene.here.measure.speak]\n[variable.spoken]\nis = \"taken('here.speak')\"\n")

    assert [play["spoken"], play.take("wait")["spoken"], play.take("speak")["spoken"], play.take("wait")["spoken"]] == [
        0,
        0,
        1,
        1,
    ]


def test_due_counts_the_units_left_and_is_0_where_none_are():
    play = played(LATER)

    assert [play["left"], play.take("far")["left"], play.take("wait")["left"]] == [0, 6, 5]


def test_due_of_an_inject_with_only_a_reading_is_the_time_left_to_it():
    play = played(CLOCK + WAIT + "[inject.rain]\non = 2\n[variable.left]\nis = \"due('rain')\"\n")

    assert [play["left"], play.take("wait")["left"], play.take("wait")["left"], play.take("wait")["left"]] == [
        2,
        1,
        0,
        0,
    ]


@pytest.mark.parametrize(
    ("after", "repeat", "left"),
    [(2, "true", [5, 2, 1, 2, 1]), (2, "false", [5, 2, 1, 0, 0]), (6, "true", [5, 4, 3, 2, 1])],
)
def test_due_of_an_inject_with_two_dates_is_the_time_to_the_sooner_and_0_when_it_is_used_up(after, repeat, left):
    play = played(
        CLOCK + WAIT + f'[scene.here.measure.set]\nlater = [{{ after = {after}, inject = "rain" }}]\n'
        f"[inject.rain]\non = 5\nrepeat = {repeat}\n[variable.left]\nis = \"due('rain')\"\n"
    )

    assert [play["left"], play.take("set")["left"], *(play.take("wait")["left"] for _ in range(3))] == left


def test_ending_alone_tells_that_the_run_has_ended_wherever():
    play = played(
        '[scene.here.measure.leave]\ngoto = "over"\n[scene.here.measure.flee]\ngoto = "away"\n[ending.away]\n'
        '[variable.out]\nis = "ending"\n'
    )

    assert [play["out"], play.take("flee")["out"]] == [0, 1]


def test_scene_and_ending_tell_the_place():
    play = played(
        '[scene.here.measure.leave]\ngoto = "over"\n[variable.inside]\nis = "scene.here"\n[variable.out]\nis = "ending.over"\n'
    )

    assert (play["inside"], play["out"]) == (1, 0)
    play.take("leave")
    assert (play["inside"], play["out"]) == (0, 1)


# --- operators -------------------------------------------------------------------------------------------------------

NUMBERS = "[variable.p]\nstart = 7\nrange = [-9, 9]\n[variable.n]\nstart = -7\nrange = [-9, 9]\n[variable.z]\nstart = 0\nrange = [-9, 9]\n"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("p + n", 0),
        ("p - n", 14),
        ("p * n", -49),
        ("p // 2", 3),
        ("n // 2", -4),
        ("p // -2", -4),
        ("n // -2", 3),
        ("p % 3", 1),
        ("n % 3", 2),
        ("p % -3", -2),
        ("n % -3", -1),
        ("-p", -7),
        ("- -p", 7),
        ("p - 2 - 3", 2),
        ("p - (2 - 3)", 8),
        ("2 + p * 2", 16),
        ("(2 + p) * 2", 18),
        ("min(p, n, z)", -7),
        ("max(p, n, z)", 7),
        ("max(p)", 7),
        ("clamp(p, 0, 5)", 5),
        ("clamp(n, 0, 5)", 0),
        ("clamp(z, 0, 5)", 0),
        ("1 if p > 0 else 2", 1),
        ("1 if n > 0 else 2", 2),
        ("1 if n > 0 else 2 if z > 0 else 3", 3),
    ],
)
def test_arithmetic(expression, expected):
    assert worth(expression, start=NUMBERS) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("p == 7", True),
        ("p != 7", False),
        ("n < z", True),
        ("n <= -7", True),
        ("p > 7", False),
        ("p >= 7", True),
        ("n < z < p", True),
        ("n < p < z", False),
        ("n < p > z", True),
        ("p > n == -7 < z", True),
        ("not p > 7", True),
        ("p > 7 or z == 0", True),
        ("p > 7 and z == 0", False),
        ("false and false or true", True),
        ("false and (false or true)", False),
        ("not false and false", False),
        ("not (false and false)", True),
        ("(p > 7) == (n > 7)", True),
        ("(p == 7) != (n == 7)", True),
        ("true if n > 0 else z == 0", True),
    ],
)
def test_conditions(expression, expected):
    assert worth(expression, start=NUMBERS, sort="truth") == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("season == 'rain'", True),
        ("season > 'dry'", True),
        ("season <= 'dry'", False),
        ("'dry' < season < 'flood'", True),
        ("season != other", True),
        ("season < other", True),
        ("(season if season == 'dry' else other) == 'flood'", True),
    ],
)
def test_words_are_ordered_as_their_values_stand(expression, expected):
    words = 'values = ["dry", "rain", "flood"]\n'
    seasons = f'[variable.season]\nstart = "rain"\n{words}[variable.other]\nstart = "flood"\n{words}'

    assert worth(expression, start=seasons, sort="truth") == expected


def test_least_is_the_least_over_the_main_parties():
    parties = '[attribute.trust]\nlabel = "Trust"\nrange = [0, 6]\n' + "".join(
        f'[party.{name}]\nname = "{name}"\nmain = {main}\ntrust = {trust}\n'
        for name, main, trust in (("a", "true", 4), ("b", "true", 3), ("c", "false", 1))
    )

    assert worth("least(trust)", start=parties) == 3


def test_a_yes_or_no_variable_takes_the_truth_of_a_condition():
    play = played(X + FLAG + '[scene.here.measure.go]\neffects = ["flag = x < 1 and not flag"]\n', "go")

    assert play["flag"] == 1
    assert play.take("go")["flag"] == 0
