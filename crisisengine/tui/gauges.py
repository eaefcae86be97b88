"""A number as a person sees it: a word first, pips second, an arrow for what changed, a trace on a fixed scale.

The scale of a gauge is the variable's own range, never the values seen so far: 48 and 52 of 100 must not look like
0 and 100. Colour says better or worse, and a sign or a word beside it says the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from crisisengine.engine.view_model import Indicator
from crisisengine.text.messages import _
from crisisengine.tui.typesetting import says

__all__ = ["PIPS", "arrow", "gauge", "level", "spark", "standing", "tone", "verdict"]

PIPS = 7
"""Scales of up to so many rungs are shown rung by rung; wider ones as a bar."""
BAR = 6
STEPS = "▁▂▃▄▅▆▇█"


def standing(value: int, low: int, high: int, better: str) -> str:
    """The style of a value as it stands: whether it is in the good, the bad or the middle part of its scale."""
    if not better or high <= low:
        return "$gauge"
    share = (value - low) / (high - low)
    good = share if better == "high" else 1 - share
    return "$bad" if good <= 1 / 3 else "$good" if good > 2 / 3 else "$gauge"


def level(indicator: Indicator) -> str:
    """The style of an indicator as it stands."""
    return standing(indicator.value, indicator.low, indicator.high, indicator.better)


def gauge(indicator: Indicator) -> Content:
    """The pips or the bar of a number; nothing for words and yes or no, whose word says all."""
    if indicator.sort != "number" or indicator.high <= indicator.low:
        return Content("")
    span, value = indicator.high - indicator.low, indicator.value - indicator.low
    if span < PIPS:
        return says("●" * value, level(indicator)) + says("○" * (span - value), "$faint")
    full = round(BAR * value / span)
    return says("━" * full, level(indicator)) + says("┄" * (BAR - full), "$faint")


def tone(change: int, better: str) -> str:
    """The style of a change: for the better, for the worse, or neither."""
    if not change or not better:
        return "$gauge"
    return "$good" if (change > 0) == (better == "high") else "$bad"


def verdict(change: int, better: str) -> str:
    """The same in a word, for whoever does not see the colour."""
    return {"$good": _("better"), "$bad": _("worse")}.get(tone(change, better), "")


def arrow(change: int, better: str, sort: str = "number") -> Content:
    """`▼1`, `▲2`, or nothing; words and yes or no do not rise by an amount, they become: `▸`."""
    if not change:
        return Content("")
    sign = f"{'▲' if change > 0 else '▼'}{abs(change)}" if sort == "number" else "▸"
    return says(sign, f"bold {tone(change, better)}")


def spark(values: Sequence[int], low: int, high: int, width: int) -> Content:
    """The last values as a trace from low to high, whatever was seen."""
    if high <= low or len(values) < 2:
        return Content("")
    top = len(STEPS) - 1
    trace = "".join(STEPS[round(top * (value - low) / (high - low))] for value in values[-width:])
    return says(trace, "$trace")
