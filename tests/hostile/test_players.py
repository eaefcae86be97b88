"""What the line-by-line player says is true, and said once."""

from __future__ import annotations

import re

import files
from outside import DECISION, PARTING

SCALE = (
    '[variable.safety]\nlabel = "Civilian safety"\nstart = 1\nrange = [0, 3]\nbetter = "high"\n'
    'bands = { 0 = "grave", 1 = "exposed", 2 = "guarded", 3 = "secure" }\n'
)


def told(outside, text, choices):
    outside.write("m.toml", text)
    done = outside.run("play", "m.toml", "--plain", text=choices, seconds=6 * DECISION + PARTING)
    assert done.code == 0
    return done.out


def locked(*lines):
    """A scenario with a measure that asks for more safety than there is."""
    walk = files.measure("walk", 'requires = "safety >= 2"', *lines, 'goto = "over"', label="Walk")
    more = files.measure("more", 'effects = ["safety += 1"]'), files.measure("less", 'effects = ["safety -= 1"]')
    return files.scenario(SCALE + files.scene("a", walk, *more, files.GO) + files.ending("over"))


def test_a_lock_with_words_of_the_author_says_as_well_what_it_would_need(outside):
    said = " ".join(told(outside, locked('otherwise = "Too few know the signs."'), "why 1\n").split())

    assert "Too few know the signs." in said
    assert re.search(r"needs Civilian safety.{0,10}guarded.{0,10}now.{0,4}exposed", said, re.IGNORECASE), said


def test_a_lock_without_words_of_the_author_speaks_of_labels_and_bands(outside):
    said = " ".join(told(outside, locked(), "why 1\n").split())

    assert "guarded" in said
    assert "exposed" in said
    assert "safety 2" not in said


def test_what_stays_at_the_end_of_its_scale_is_not_said_again_and_again(outside):
    said = told(outside, locked(), "less\nless\nless\nless\n")

    assert said.count("the end of its scale") <= 1


def test_the_debrief_shows_the_next_step_of_a_better_way_and_not_all_of_it(outside):
    steps = "".join(
        files.scene(
            f"s{at}",
            files.measure(f"step{at}", f'goto = "{f"s{at + 1}" if at < 9 else "good"}"', label=f"Step {at}"),
            files.GO,
        )
        for at in range(10)
    )
    better = files.ending("good").replace("rank = 1", "rank = 2")
    text = files.scenario(steps + files.ending("over") + better, start="s0")

    said = told(outside, text, "step0\ngo\n")

    assert "Step 1" in said
    assert not re.search(r"Step [3-9]", said), said


def test_luck_that_had_no_share_is_not_given_as_a_number(outside):
    assert "Luck share 0 %" not in told(outside, files.SOUND, "go\n")


def test_the_closing_of_a_worse_ending_is_no_loss(outside):
    """Going in closes the worst ending of all; that is nothing that was lost."""
    worst = files.ending("worst").replace("rank = 1", "rank = 0")
    first = files.scene("a", files.measure("inside", 'goto = "b"'), files.measure("flee", 'goto = "worst"'))
    then = files.scene("b", files.measure("good_end", 'goto = "good"'), files.GO)
    better = files.ending("good").replace("rank = 1", "rank = 2")
    text = files.scenario(first + then + files.ending("over") + better + worst)

    said = told(outside, text, "inside\ngood_end\n")

    assert not re.search(r"(lost|closed|out of reach)[^.]*Worst", said), said


def test_a_dead_end_is_not_told_that_its_only_measure_is_the_first(outside):
    nothing = files.scene("b", files.measure("never", 'when = "safety > 9 - safety * 9"', 'goto = "over"'))
    text = files.scenario(
        SCALE.replace("start = 1", "start = 0")
        + files.scene("a", files.measure("into", 'goto = "b"'), files.GO)
        + nothing
        + files.ending("over")
    )

    said = told(outside, text, "into\n1\n")

    assert "the only one is 1" not in said
