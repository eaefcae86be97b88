"""What is read without a parser is read as the parser reads it; and the texts that ship are of that kind."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shipped import SHIPPED, loaded

from crisisengine.engine.rendering import render
from crisisengine.engine.rules import begin
from crisisengine.text.everyday import everyday
from crisisengine.text.plain import _read

PIECES = st.sampled_from([
    "word", "Word", "1992", "7", "é", "\u1780\u17d2\u1798", "字", " ", " ", " ", "\n", "\n", "\n\n", ".", ",", ";", ":", "?", "!", "'", '"',
    "(", ")", "“", "”", "’", "—", "-", "+", "=", "--", "===", "*", "**", "*word*", "*two words*", "_", "[", "]", "[32]", "[7]:", "](", "#",
    "[the four](glossary:parties)", "[out](https://a.example)", "glossary:parties", "`", "~~", "\\", "<", ">", "&amp;", "|", "1. ", "- ",
    "    ", "  \n", "\t", "\u00a0", "\u200b", "\u3000", "\r", "\x00",
])  # fmt: skip


@settings(max_examples=500)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_what_is_read_without_a_parser_is_read_as_the_parser_reads_it(markdown):
    told = everyday(markdown)

    assert told is None or told == _read(markdown)


@pytest.mark.parametrize(
    ("markdown", "told"),
    [
        (
            "Two *stressed words*, and\na [link](glossary:three_gates).[32][45]",
            "Two stressed words, and a link.[32][45]",
        ),
        ("One.\n\n\nTwo\nlines.\n", "One.\n\nTwo lines."),
        ("12 June 1979, Bangkok.", "12 June 1979, Bangkok."),
    ],
)
def test_an_everyday_text_loses_its_marks(markdown, told):
    assert everyday(markdown) == told


@pytest.mark.parametrize(
    "markdown",
    [
        "- item",
        "1. item",
        "# head",
        "a\n---",
        "a\n===",
        "**bold**",
        "2*3*4",
        "`code`",
        "[a](https://a.example)",
        "a  \nb",
        "> said",
        "a | b",
    ],
)
def test_any_other_text_is_left_to_the_parser(markdown):
    assert everyday(markdown) is None


@pytest.mark.parametrize("name", SHIPPED)
def test_the_scenes_that_ship_are_told_without_a_parser(name):
    scenario = loaded(name)
    state = begin(scenario)
    texts = [render(scenario, state, scene.text) for scene in scenario.scenes.values()]

    assert sum(everyday(text.strip()) is not None for text in texts) >= 0.75 * len(texts)
