"""Markdown as plain text: nothing is left of the marks, and nothing of the words is lost."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisengine.text.plain import plain, words
from crisisengine.text.wrapping import wrapped

ANYTHING = st.text(st.sampled_from([*"ab*_`~[]()<>!#|>-+1. \\\n"]), max_size=80)


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("one\ntwo", "one two"),
        ("one\n\n\n\ntwo", "one\n\ntwo"),
        ("# Head", "Head"),
        ("### 1. Call *them* ###\ntext", "1. Call them\n\ntext"),
        ("- a\n  b\n- c", "- a b\n- c"),
        ("1. a\n2) b", "1. a\n2) b"),
        ("> **Post**, C3\n>\n> All\n> clear.", "Post, C3\n\nAll clear."),
        ("**bold\nover lines**", "bold over lines"),
        ("*a* _b_ __c__ ~~d~~ ***e***", "a b c d e"),
        ("snake_case_id and 2*3*4", "snake_case_id and 2*3*4"),
        ("`code *kept*`", "code *kept*"),
        ("``a ` b``", "a ` b"),
        ("[Force](glossary:three_gates) is[1]", "Force is[1]"),
        ("![a map](map.png)", "a map"),
        ("<https://un.org>", "https://un.org"),
        (r"\*kept\* \[kept\](x) \\ \| \#", r"*kept* [kept](x) \ | #"),
        ("| Decision | What |\n|---|---|\n| 1 | a \\| b |\n| 2 |  |", "Decision 1; what: a | b\nDecision 2"),
        ("```\nx  *y*\n```", "x  *y*"),
        ("a  \nb\\\nc", "a\nb\nc"),
        ("---\n\na\n\n***", "a"),
        ("[words](https://x.org/a_(b)?c=(d)).", "words (https://x.org/a_(b)?c=(d))."),
        ("[*so* it was](mailto:a@x.org)", "so it was (mailto:a@x.org)"),
        ("<https://x.org/(a)>", "https://x.org/(a)"),
        ("[a](javascript:b) [c](map.png) [d](glossary:e)", "a c d"),
        ("2*3*4 = 24, 2 * 3, a*b*c", "2*3*4 = 24, 2 * 3, abc"),
        ("- a\n  - b\n\n    c\n1. d", "- a\n- b\n\nc\n1. d"),
        ("-\n- a", "-\n- a"),
        ("**Strengths**\n\n- a\n- b\n\n**Weak**", "Strengths\n\n- a\n- b\n\nWeak"),
        ("a\n\n> - b\n> - c", "a\n\n- b\n- c"),
        ("[1]: https://x.org\n\nSo.[1]", "[1]: https://x.org\n\nSo.[1]"),
    ],
)
def test_marks_go_and_words_stay(markdown, text):
    assert plain(markdown) == text


@given(ANYTHING)
def test_letters_and_their_order_survive(markdown):
    text = re.sub(r"!?\[[^\[\]]*\]\([^)\s]*\)|<[^>]*>", "", markdown)

    assert re.sub("[^ab]", "", plain(text)) == re.sub("[^ab]", "", text)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=60))
def test_what_is_escaped_is_told_word_by_word(note):
    escaped = "".join(f"\\{char}" if char in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~" else char for char in note)

    assert words(escaped) == note


@given(ANYTHING)
def test_there_are_never_two_blank_lines_nor_one_at_an_end(markdown):
    text = plain(markdown)

    assert "\n\n\n" not in text
    assert text == text.strip("\n")


@pytest.mark.parametrize(
    "mark",
    [
        "*",
        "**",
        "_",
        "__",
        "`",
        "``",
        "[",
        "[a](",
        "![",
        "<http://",
        "~~",
        "**a ",
        "*a ",
        "_a ",
        "|",
        "| a ",
        "> ",
        "- ",
        "\\",
        "#",
        "1. ",
    ],
)
@pytest.mark.parametrize("end", ["", "\n"])
def test_twenty_thousand_marks_take_no_time(mark, end):
    text = (mark + end) * (20_000 // len(mark + end))
    began = time.process_time()

    wrapped(plain(text))

    assert time.process_time() - began < 5  # it takes one, and grows with the length
