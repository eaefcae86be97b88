"""`crisisengine simulate`: everything that it tells is sampled and says so, and what it refuses it refuses as other commands do."""

from __future__ import annotations

import json

import pytest
from called import inside


def test_shares_are_told_with_their_intervals_and_as_sampled():
    done = inside("simulate", "the_convoy_home", "--plays", "20000")

    assert done.returncode == 0
    assert "sampled: 20,000 plays, seed 0" in done.stdout
    assert "99 % interval" in done.stdout
    assert "late_and_wary" in done.stdout
    assert "only when somebody sends it, so never here: a_bus_short, photographers" in done.stdout
    assert done.stderr.startswith("sampled: 20,000 plays, ")
    assert all(len(line) <= 79 for line in done.stdout.splitlines())


@pytest.mark.parametrize(
    ("command", "undone"),
    [
        (("simulate",), "nothing was sampled"),
        (("words",), "nothing was counted"),
        (("graph", "--output", "story.svg"), "nothing is drawn"),
        (("diff", "the_border", "--output", "what.html"), "nothing was compared"),
    ],
)
def test_a_limit_that_is_reached_while_reading_is_told_as_such(command, undone, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = inside(command[0], "the_convoy_home", *command[1:], "--max-seconds", "0.000001")

    assert (done.returncode, done.stdout) == (3, "")
    assert f"{undone}; the time is up while reading" in done.stderr
    assert not list(tmp_path.iterdir())


def test_the_same_for_machines():
    first, again = (inside("simulate", "the_convoy_home", "--plays", "2000", "--output-format", "json") for _ in "12")
    told = json.loads(first.stdout)

    assert first.stdout == again.stdout
    assert told["sampled"] is True
    assert sum(ending["plays"] for ending in told["endings"]) == told["plays"] == 2_000
    assert all(ending["low"] <= ending["share"] <= ending["high"] for ending in told["endings"])


def test_it_begins_at_a_chapter_and_ends_when_it_is_narrow_enough(tmp_path):
    file = tmp_path / "two.toml"
    file.write_text(
        'format = 1\n[scenario]\ntitle = "Two"\nsummary = "S"\nstart = "here"\nminutes = 1\n'
        '[chapter.later]\ntitle = "Later"\nstart = "there"\n'
        + "".join(
            f'[scene.{scene}]\ntitle = "{scene}"\ntext = "A gate."\n[scene.{scene}.measure.go]\nlabel = "Go"\ngoto = "{goto}"\n'
            for scene, goto in (("here", "lost"), ("there", "home"))
        )
        + "".join(f'[ending.{name}]\ntitle = "{name}"\nrank = 0\ntext = "Done."\n' for name in ("lost", "home")),
        encoding="utf-8",
    )
    own, later = (
        json.loads(inside("simulate", file, "--until-width", "1%", "--output-format", "json", *more).stdout)
        for more in ((), ("--chapter", "1"))
    )

    assert [ending["share"] for ending in own["endings"]] == [1, 0]
    assert [ending["share"] for ending in later["endings"]] == [0, 1]
    assert later["chapter"] == "later"
    assert later["until_width"]["reached"] is True
    assert inside("simulate", file, "--until-width", "0.01%", "--plays", "50").returncode == 3


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (("--plays", "0"), "it is a whole number above 0"),
        (("--until-width", "1"), "it is a share above 0 and below 1"),
        (("--until-width", "0%"), "it is a share above 0 and below 1"),
        (("--until-width", "nan"), "it is a share above 0 and below 1"),
        (("--max-seconds", "inf"), "it is a number of seconds above 0"),
        (("--seed", "-1"), "a seed goes from 0"),
        (("--chapter", "9"), "there is no chapter `9`"),
        (("--max-decisions", "none"), "it is a whole number above 0"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(option, said):
    done = inside("simulate", "the_convoy_home", *option)

    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""
