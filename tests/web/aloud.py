"""What a page says to a screen reader, how well its words stand out, and how it is tapped; for tests with a real browser."""

from __future__ import annotations

import re
from itertools import pairwise

from playwright.sync_api import Locator, Page

NAMELESS = re.compile(r"^\s*- (button|link|textbox|radio|combobox|img|spinbutton|heading)(?: \[|:|$)", re.MULTILINE)


PATIENCE = 30_000
"""Milliseconds in which a browser on a slow machine has done what it was asked."""


def tap(control: Locator) -> None:
    """Tap, and wait until the page that answers is there: what comes next is meant for that one.

    Nor can a browser that is still on its way to it be asked for another.
    """
    with control.page.expect_navigation(timeout=PATIENCE):
        control.click()


def heard(page: Page) -> str:
    """What a screen reader is told of the whole page."""
    return page.locator("body").aria_snapshot()


def sound(page: Page, where: str) -> None:
    """A landmark, one heading of the first level, names for everything that can be pressed or filled in, a language, no scroll sideways."""
    told = heard(page)
    assert "- main:" in told, where
    assert len(re.findall(r"heading .*\[level=1\]", told)) == 1, (where, told)
    assert not NAMELESS.search(told), (where, told)
    levels = [int(level) for level in re.findall(r"heading .*\[level=(\d)\]", told)]
    assert levels[0] == 1, (where, told)
    assert all(later - before <= 1 for before, later in pairwise(levels)), (where, levels)
    assert page.locator("html").get_attribute("lang"), where
    assert page.title(), where
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], where
    for control in page.locator(
        "main button, main input:not([type=hidden]):not([type=radio]), main select, main textarea"
    ).all():
        if control.is_visible():
            box = control.bounding_box()
            assert box["height"] >= 44, where
            assert box["x"] >= 0, where
            assert box["x"] + box["width"] <= page.viewport_size["width"], (where, control.inner_text())


def contrast(one_colour: str, other: str) -> float:
    """As WCAG 2.2 defines it."""
    light, dark = sorted((_luminance(one_colour), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (int(part) / 255 for part in re.findall(r"\d+", colour)[:3])
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
