"""Labels of several things take a verb of several: "Boats and trucks fall", "Trust falls"."""

from __future__ import annotations

import pytest

from crisisengine.engine.view_model import Movement
from crisisengine.session.wording import movement
from crisisengine.text.english import is_plural


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
