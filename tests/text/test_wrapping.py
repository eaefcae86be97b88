"""Lines of a width: nothing is lost, nothing is wider than it must be, and every writing breaks where it may."""

from __future__ import annotations

import re
import textwrap
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth

from crisisengine.text.wrapping import WIDTH, clusters, pieces, width_of, wrapped

HAN = "这是，重点。内容（中）「引」"
KHMER = "ខ្មែរ\u200bស្រឡាញ់\u200bជាតិ"
ANYTHING = st.text(
    st.sampled_from([*"ab -1.–é“”", *HAN, *KHMER, "\u200d", "❤", "\ufe0f", "ー", "ッ", "한", "\u0301", "\u00ad"]),
    max_size=120,
)


@settings(max_examples=50)
@given(st.lists(st.text("abc é", max_size=300), max_size=5))
def test_wrapping_changes_nothing_but_white_space(paragraphs):
    text = "\n".join(paragraphs)
    folded = wrapped(text)

    assert folded.split() == text.split()
    assert all(len(line) <= WIDTH or " " not in line.strip() for line in folded.split("\n"))


def test_an_items_further_lines_are_set_under_its_words():
    first, second = wrapped("12. " + "word " * 20).split("\n")

    assert first.startswith("12. word")
    assert second.startswith("    word")


@given(ANYTHING, st.integers(4, 90))
def test_only_blanks_are_lost_at_the_ends_of_lines(text, width):
    assert re.sub("[ \u200b]", "", wrapped(text, width).replace("\n", "")) == re.sub("[ \u200b]", "", text)


@given(ANYTHING, st.integers(12, 90))
def test_no_line_is_wider_than_asked_but_for_a_latin_word_that_is(text, width):
    for line in wrapped(text, width).split("\n"):
        assert width_of(line) <= width or max(width_of(piece.rstrip(" ")) for piece in pieces(line)) > width - 8


@settings(max_examples=300)
@given(st.text("ab-1.,é“”– ", max_size=200))
def test_latin_text_is_wrapped_as_ever(text):
    text = text.strip()
    indent = re.match(r"\s*(?:[-*+]|\d{1,9}[.)]|[a-z]\.)\s+", text)
    under = " " * len(indent[0]) if indent else ""
    ever = textwrap.wrap(text, WIDTH, subsequent_indent=under, break_long_words=False, break_on_hyphens=False)

    assert wrapped(text).split("\n") == (ever or [""])


def test_khmer_breaks_at_its_invisible_blanks_and_nowhere_else():
    lines = wrapped((KHMER + "\u200b") * 9, 40).split("\n")

    assert len(lines) > 1
    assert {word for line in lines for word in line.split("\u200b")} <= set(KHMER.split("\u200b"))


def test_khmer_without_them_breaks_between_letters_and_never_inside_one():
    for line in wrapped("ស្ត្រីកម្ពុជា" * 9, 20).split("\n"):
        assert not re.match("[\u17b4-\u17d3]", line)
        assert not line.endswith("\u17d2")


def test_han_breaks_between_its_characters_but_never_before_a_closing_mark():
    lines = wrapped(HAN * 9, 40).split("\n")

    assert all(36 <= wcswidth(line) <= 40 for line in lines[:-1])
    assert not any(line[0] in "，。）」" or line[-1] in "（「" for line in lines)


@pytest.mark.parametrize(
    "word", ["https://x.org/a-b/c?d=e-f&g=1", "self-defence", "1970–1975", "a_mine_went_off", "and/or"]
)
def test_what_one_may_want_to_copy_stays_whole(word):
    for start in range(60, 80):
        assert word in wrapped("x" * start + f" {word} and more", WIDTH)


@pytest.mark.parametrize(
    ("text", "cells"),
    [("abc", 3), ("中文", 4), ("ស្ត្រី", wcswidth("ស្ត្រី")), ("❤️", 2), ("a\u0301", 1), ("a\x07b", 2), ("\u200b", 0)],
)
def test_width_is_what_a_terminal_shows(text, cells):
    assert width_of(text) == cells


@given(ANYTHING)
def test_letters_and_pieces_put_together_are_the_text(text):
    assert "".join(clusters(text)) == text
    assert "".join(pieces(text)) == text


@pytest.mark.parametrize("text", [HAN, KHMER, "កម្ពុជា", "a", "a ", "é-", "漢a", "。", "\u200d", "❤️"])
def test_the_longest_text_takes_no_time(text):
    began = time.process_time()

    wrapped(text * (20_000 // len(text)))

    assert time.process_time() - began < 5


def test_a_locked_measures_further_lines_are_set_under_its_words():
    first, second = wrapped("a. Locked: " + "word " * 20).split("\n")

    assert first.startswith("a. Locked: word")
    assert second.startswith("   word")


@pytest.mark.parametrize(("sign", "indent"), [("a.", 3), ("ab.", 4), ("7.", 3), ("12.", 4), ("-", 2)])
@pytest.mark.parametrize("width", [60, 80])
def test_an_item_hangs_under_its_first_word_whatever_its_sign(sign, indent, width):
    first, *further = wrapped(f"{sign} {'Send them along the road. ' * 9}", width).split("\n")

    assert first.startswith(f"{sign} Send")
    assert len(further) >= 2
    assert all(re.match(rf" {{{indent}}}\S", line) and len(line) <= width for line in further)
