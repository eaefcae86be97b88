"""What a contingency inject may not have, said at its line."""

from __future__ import annotations

import pytest

from crisisengine.diagnostics import concise
from crisisengine.loader import MemoryResolver, Volume, read

AROUND = """\
format = 1
[scenario]
title = "T"
summary = "S"
start = "here"
minutes = 1
{head}
[clock]
unit = "day"
length = 3
ending = "over"
[scene.here]
title = "Here"
text = "Here."
[scene.here.measure.wait]
label = "Wait"
{measure}
[ending.over]
title = "Over"
rank = 1
text = "Over."
[inject.rain]
text = "It rains."
{inject}
"""


def said(*, head="", measure="", inject=""):
    text = AROUND.format(head=head, measure=measure, inject=inject)
    return [concise(known) for known in read("t", Volume("t.toml", text.encode()), MemoryResolver({})).errors]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"inject": "contingency = true"}, []),
        ({"inject": "contingency = true", "head": "contingencies = 3"}, []),
        ({"inject": "contingency = true\non = 2"}, ["t.toml:25:1: error[misplaced] a facilitator sends a contingency inject, once at most, so it has no date of its own"]),
        ({"inject": "contingency = true\nrepeat = true"}, ["t.toml:25:1: error[misplaced] a facilitator sends a contingency inject, once at most, so it cannot repeat"]),
        ({"inject": "contingency = true", "measure": 'later = [{ after = 1, inject = "rain" }]'}, ["t.toml:17:32: error[misplaced] `rain` is a contingency: a facilitator sends it, and no `later` does"]),
        ({"inject": "on = 1\ngood_answer = 'Wait.'"}, ["t.toml:25:1: error[misplaced] only a contingency inject has a `good_answer`"]),
        ({"inject": "on = 1", "head": "contingencies = 2"}, ["t.toml:7:1: error[misplaced] no inject is a contingency, so nothing can be sent"]),
        ({"inject": "contingency = true", "head": "contingencies = 0"}, ["t.toml:7:17: error[wrong-value] `contingencies` goes from 1 to 100, 0 does not fit"]),
    ],
)  # fmt: skip
def test_a_contingency_is_brought_by_nobody_but_a_facilitator(given, expected):
    assert said(**given) == expected
