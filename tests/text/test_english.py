"""Small words of English: a verb of several for labels of several things, sentences in a row, articles inside them."""

from __future__ import annotations

import pytest

from crisisengine.engine.view_model import Movement
from crisisengine.session.wording import movement
from crisisengine.text.english import in_a_row, is_plural, mid_sentence, sentence


@pytest.mark.parametrize(
    "label", ["Boats and trucks", "Days of food", "People", "The port: Boats", "Heroes", "Boats left on the river"]
)
def test_a_label_of_several_things_is_plural(label):
    assert is_plural(label)


@pytest.mark.parametrize(
    "label",
    ["Trust", "Progress", "Crisis", "Status", "The storm's track", "Returnees' trust", "State of Cambodia: Consent"],
)
def test_a_label_of_one_thing_is_not(label):
    assert not is_plural(label)


@pytest.mark.parametrize(
    ("label", "before", "after", "told"),
    [
        ("Boats and trucks", 2, 1, "Boats and trucks fall from 2 to 1."),
        ("Boats and trucks", 1, 2, "Boats and trucks rise from 1 to 2."),
        ("Boats and trucks", 0, 0, "Boats and trucks stay 0, the end of their scale."),
        ("Trust", 2, 1, "Trust falls from 2 to 1."),
    ],
)
def test_a_change_agrees_with_its_label(label, before, after, told):
    moved = Movement(
        variable="x",
        label=label,
        before=before,
        after=after,
        word_before=str(before),
        word_after=str(after),
        better="",
        saturated=before == after,
        cause="",
        route="",
        follows_from=(),
    )

    assert movement(moved) == told


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        (["Fuel up by one", "Trust set to 3"], "Fuel up by one; Trust set to 3"),
        (["Weigh what it costs.", "keep the house"], "Weigh what it costs. Keep the house"),
        (["open if dry; else: “It is wet.”", "only if calm"], "open if dry; else: “It is wet.” Only if calm"),
        (["*Who goes first?*", "3 of them"], "*Who goes first?* 3 of them"),
        ([], ""),
    ],
)
def test_sentences_in_a_row_have_no_semicolon_behind_their_full_stop(parts, told):
    assert in_a_row(parts) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("the bridge is down", "The bridge is down."),
        ('"Make it so, then I walk."', '"Make it so, then I walk."'),
        ("he asks “Which?”", "He asks “Which?”"),
        ('the gate is called "North"', 'The gate is called "North".'),
        ("either of these:", "Either of these:"),
        ("", ""),
    ],
)
def test_a_sentence_gets_one_full_stop_and_no_second_behind_a_quotation(text, told):
    assert sentence(text) == told


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("A porter", "a porter"),
        ("The minister's office", "the minister's office"),
        ("The Town Guard", "the Town Guard"),
        ("An old man", "an old man"),
        ("The Hague", "The Hague"),
        ("A Luoi", "A Luoi"),
        ("Phnom Penh", "Phnom Penh"),
        ("The", "The"),
    ],
)
def test_an_article_is_small_inside_a_sentence_unless_it_is_part_of_a_name(name, told):
    assert mid_sentence(name) == told
