"""No text keeps the program busy for longer than it promises, nor in more memory."""

from __future__ import annotations

import re
from pathlib import Path

import files
import pytest
from outside import DEBRIEF, DECISION, PARTING, READING, SCAN

KILO = 1_000


# --- small texts that take long to read --------------------------------------------------------------------------------

SLOW_TO_READ = {
    "a dotted key of 40 KB": files.dotted_key(40 * KILO),
    "a dotted key of 80 KB": files.dotted_key(80 * KILO),
    "lines of dotted keys": "".join(f"b{at}." + files.dotted_key(19 * KILO) for at in range(30)),
    "a quoted dotted key": '"a".' * 9_000 + '"a" = 1\n',
    "a header of dots": "[" + ".".join("a" * 20 * KILO) + "]\n",
    "dots in an inline table": "scenario = {" + files.dotted_key(40 * KILO).strip() + "}\n",
    "brackets in brackets": "scenario = " + "[" * 40 * KILO + "\n",
    "80 KB of blank lines": files.blank_lines(80 * KILO),
    "1 MB of blank lines": files.blank_lines(1_000 * KILO),
    "1 MB of spaces": files.spaces(1_000 * KILO),
    "300,000 tables": "[[scenario]]\n" * 300 * KILO,
    "a number of 1 MB": "scenario = " + "9" * 1_000 * KILO + "\n",
    "an open text of 4 MB": 'x = """' + "\n" * 4_000 * KILO,
    "5 MB": "# nothing\n" * 500 * KILO,
}
OFTEN = ("a dotted key of 80 KB", "80 KB of blank lines")
"""What every command is asked of; the others of all of them in a campaign."""


def _asked(*default):
    return pytest.mark.parametrize(
        "name", [pytest.param(each, marks=[] if each in default else [pytest.mark.campaign]) for each in SLOW_TO_READ]
    )


slow_to_read = _asked(*OFTEN, "a dotted key of 40 KB", "dots in an inline table")


@slow_to_read
def test_a_file_that_is_slow_to_read_does_not_hold_up_the_list(outside, name):
    outside.write("scenarios/slow.toml", SLOW_TO_READ[name])
    outside.write("scenarios/sound.toml", files.SOUND)

    done = outside.run("list", seconds=2 * SCAN)

    assert done.code == 0
    assert "\nsound\n  T, about 1 minute" in done.out


@slow_to_read
def test_a_file_that_is_slow_to_read_does_not_hold_up_the_check_of_its_folder(outside, name):
    outside.write("scenarios/slow.toml", SLOW_TO_READ[name])
    outside.write("scenarios/sound.toml", files.SOUND)

    done = outside.run("check", "scenarios", "--output-format", "concise", seconds=2 * SCAN)

    assert done.code == 2
    done.located_once("slow.toml")
    assert "sound.toml: holds" in done.talk


@slow_to_read
def test_a_file_that_is_slow_to_read_does_not_hold_up_whoever_asks_for_another(outside, name):
    outside.write("scenarios/slow.toml", SLOW_TO_READ[name])

    outside.run("play", "unknown", "--plain", seconds=SCAN).refused("there is no scenario `unknown`")


@_asked(*SLOW_TO_READ)
def test_a_file_that_is_slow_to_read_is_refused_at_once_by_a_check(outside, name):
    path = outside.write("slow.toml", SLOW_TO_READ[name])

    done = outside.run("check", path, seconds=SCAN)

    done.refused()
    done.located_once("slow.toml")


@pytest.mark.parametrize("command", [["play", "--plain"], ["debrief"]], ids=lambda each: each[0])
@_asked(*OFTEN)
def test_a_file_that_is_slow_to_read_is_refused_at_once_by_whoever_is_asked_for_it(outside, command, name):
    path = outside.write("slow.toml", SLOW_TO_READ[name])

    done = outside.run(*command, path, seconds=SCAN)

    done.refused()
    assert len(done.located) <= 1, done.told


# --- steps -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("injects", [0, 300])
def test_a_step_costs_what_fires_and_not_what_the_clock_runs_over(outside, injects):
    path = outside.write("m.toml", files.long_clock(100_000, injects))

    done = outside.run("play", path, "--plain", text="one_day\nwait\n", seconds=2 * DECISION + PARTING)

    assert done.code == 0
    assert "The run is over." in done.out
    assert f"Word {injects - 1}." in done.out or not injects
    assert "Read all of it with" in done.out


def test_a_debrief_costs_what_fired_and_not_what_the_clock_ran_over(outside):
    outside.write("m.toml", files.long_clock(100_000, 300))
    path = outside.write("run.toml", files.journal([files.decision("one_day"), files.decision("wait")]))

    done = outside.run("debrief", path, "--max-states", "1", seconds=PARTING)  # the exploring is another matter

    assert done.code == 0
    assert "How it ended" in done.out


def test_a_check_of_a_long_clock_ends_in_its_time(outside):
    path = outside.write("m.toml", files.long_clock(100_000, 300))

    assert outside.run("check", path, "--max-seconds", "1", seconds=1).code == 3


def test_ten_thousand_parties_are_played_or_refused_as_too_many(outside):
    path = outside.write("m.toml", files.many_parties(10_000))

    done = outside.run("play", path, "--plain", text="lower\ngo\n", seconds=READING / 2 + 2 * DECISION + PARTING)

    if done.code == 2:
        done.refused("too-large")
        done.located_once("m.toml")
    else:
        assert "Read all of it with" in done.out


def test_ten_thousand_parties_are_checked_in_the_time_that_is_given(outside):
    path = outside.write("m.toml", files.many_parties(10_000))

    assert outside.run("check", path, "--max-seconds", "3", seconds=3).code in (0, 2, 3)


@pytest.mark.parametrize("command", [["play", "m.toml", "--plain"], ["debrief", "run.toml", "--max-states", "10000"]])
def test_a_debrief_of_a_story_too_wide_to_be_worked_out_says_what_it_leaves_out(outside, command):
    """The roads not taken are sampled: there are forty million states."""
    outside.write("m.toml", files.wide(9))
    decisions = ("up0", "up1", "finish")
    outside.write("run.toml", files.journal([files.decision(each) for each in decisions]))

    done = outside.run(*command, text="\n".join(decisions) + "\n", seconds=3 * DECISION + PARTING)

    assert done.code == 0
    assert re.search("sampled|random play|left out", done.said), done.told


def test_the_parting_debrief_of_a_deep_story_does_not_keep_anybody_waiting(outside):
    """Half a million states one behind the other, each a layer of its own."""
    path = outside.write("m.toml", files.fair_walk(1, 500_000))

    done = outside.run("play", path, "--plain", text="down\n", seconds=DECISION + PARTING)

    assert done.code == 0
    assert "Read all of it with" in done.out


# --- every phase of a check asks whether the time is up ------------------------------------------------------------------

LONG_TO_CHECK = {
    "nine numbers and 27 promises": lambda: files.wide(9, 27),
    "six numbers and 27 promises": lambda: files.wide(6, 27),
    "six numbers and 300 promises": lambda: files.wide(6, 300),
    "1 MB of reasons": lambda: files.long_otherwise(1_000_000),
    "texts of fifty sides": lambda: files.many_sides(15),
    "5,000 outcomes": lambda: files.many_outcomes(5_000),
    "2,000 measures in a scene": lambda: files.many_measures(2_000),
    "two strides up to 80,000": lambda: files.two_strides(80_000),
    "two strides up to 1,000,000": lambda: files.two_strides(1_000_000),
    "talks of 200 by 200": lambda: files.talks(200),
}


MORE = [
    (name, limit, options)
    for name in LONG_TO_CHECK
    for limit in (1, 4)
    for options in ([], ["--balance"], ["--chances"], ["--sizes"])
    if limit == 4 or options
    if (name, limit, options) != ("talks of 200 by 200", 1, ["--chances"])
]


@pytest.mark.parametrize(
    ("name", "limit", "options"),
    [
        *((name, 1, ["--chances"] if "talks" in name else []) for name in LONG_TO_CHECK),
        *(pytest.param(*each, marks=pytest.mark.campaign) for each in MORE),
    ],
    ids=lambda each: "".join(each) if isinstance(each, list) else str(each),
)
def test_a_check_ends_when_its_time_is_up_whatever_it_is_at(outside, name, limit, options):
    path = outside.write("m.toml", LONG_TO_CHECK[name]())

    done = outside.run("check", path, "--max-seconds", limit, *options, "--output-format", "json", seconds=limit)

    (found,) = done.json()["scenarios"]
    if found["verdict"] == "invalid":
        assert [fault["code"] for fault in found["diagnostics"]] == ["too-large"], done.told
        return
    verdicts = {each["verdict"] for each in found["properties"]}
    assert done.code == {"holds": 0, "violated": 1, "undecided": 3}[found["verdict"]], done.told
    # A broken promise is broken however much was not looked at any more; that it was not is told with it.
    assert found["verdict"] == "violated" or "violated" not in verdicts
    if found["verdict"] == "undecided" or "undecided" in verdicts or not found["extent"]["complete"]:
        assert found["verdict"] != "holds"
        assert "the time is up" in done.talk, done.told


def test_what_was_found_before_the_time_was_up_is_told(outside):
    claim = '[property.soon]\nreachable = "v0 == 2"\n[property.wrong]\nalways = "v0 < 2"\n'
    path = outside.write("m.toml", files.wide(9) + claim)

    done = outside.run("check", path, "--max-seconds", "1", "--output-format", "json", seconds=1)

    assert done.code in (1, 3)
    (found,) = done.json()["scenarios"]
    verdicts = {each["name"]: each["verdict"] for each in found["properties"]}
    assert verdicts == {"soon": "holds", "wrong": "violated"}, done.told
    assert not found["extent"]["complete"]


# --- journals and inputs -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decisions", "output_format"),
    [
        (3_000, "text"),
        *(
            pytest.param(10_000, output_format, marks=pytest.mark.campaign)
            for output_format in ("text", "markdown", "html", "json", "csv")
        ),
    ],
)
def test_a_long_journal_is_read_slowly_in_its_time(outside, decisions, output_format):
    outside.write("m.toml", files.SOUND)
    path = outside.write("run.toml", files.long_journal(decisions))

    done = outside.run("debrief", path, "--output-format", output_format, seconds=DEBRIEF)

    assert done.code == 0
    assert done.out.count("We wait.") >= decisions or re.search("left out", done.said), done.told


@pytest.mark.parametrize("decisions", [3_000, pytest.param(9_990, marks=pytest.mark.campaign)])
def test_a_long_journal_is_gone_on_with_a_decision_a_second(outside, decisions):
    outside.write("m.toml", files.SOUND)
    path = outside.write("saves/run.toml", files.long_journal(decisions))

    done = outside.run("play", path, "--plain", text="wait\nundo\ngo\n", seconds=READING / 2 + 3 * DECISION + PARTING)

    assert done.code == 0
    assert "Read all of it with" in done.out


@pytest.mark.parametrize("command", [["play"], ["check"], ["debrief"]], ids=lambda each: each[0])
@pytest.mark.parametrize("path", ["/dev/zero", "."])
def test_what_is_no_file_is_refused_at_once(outside, command, path):
    done = outside.run(*command, path, seconds=1)

    assert done.code == 2
    assert len(done.said.splitlines()) <= 3, done.told


def test_an_input_that_never_ends_a_line_is_no_endless_choice(outside):
    path = outside.write("m.toml", files.SOUND)
    with Path("/dev/zero").open("rb") as zeros:
        done = outside.run("play", path, "--plain", text=zeros, seconds=2 * DECISION)

    assert done.code in (0, 2), done.told
    assert len(done.said) < 20_000


def test_a_line_of_a_megabyte_is_one_choice_that_is_not_there(outside):
    path = outside.write("m.toml", files.SOUND)

    done = outside.run("play", path, "--plain", text="x" * 1_000_000 + "\ngo\n", seconds=2 * DECISION + PARTING)

    assert done.code == 0
    assert len(done.out) < 20_000
    assert "The run is over." in done.out


@pytest.mark.parametrize("command", [["play", "--plain"], ["check"]], ids=lambda each: each[0])
def test_who_misspells_one_of_two_thousand_scenarios_is_not_told_all_of_them(outside, command):
    for number in range(2_000):  # as one sees them whose folder has grown for years
        outside.write(f"scenarios/s{number:04}.toml", files.SOUND)

    done = outside.run(*command, "quite_another_one", seconds=READING / 2)

    done.refused("there is no scenario `quite_another_one`")
    assert len(done.said) < 600, done.told
