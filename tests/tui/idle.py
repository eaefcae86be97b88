"""When an application has done what it was asked, told by its event loop instead of guessed.

Textual's Pilot waits after each key until the process has hardly worked for 20 ms, twice, and can be mistaken where other
programs keep the process from working. A loop in which nothing waits to be run has done it all, once what is on the screen
is what keys are meant for; a glance at the processor's time remains for what threads do.
"""

from __future__ import annotations

import asyncio
from math import inf
from time import monotonic, process_time

import textual.app
import textual.pilot
from textual._context import active_app

GLANCE = 0.004
"""Seconds."""
REST = GLANCE / 10
"""Of processor time within a glance: a screen that stands still looks at itself sixty times in a second."""


def ready(app) -> bool:
    """Whether what is on the screen is what keys are meant for: an application of ours drops those that come sooner."""
    foremost = app.screen_stack[-1:]  # what lies under a dialog is painted when it is seen again
    return getattr(app, "seen_since", 0) < inf and all(
        0 < getattr(screen, "told_at", 1.0) < inf and not unpainted(screen) for screen in foremost
    )


def unpainted(screen) -> bool:
    """Whether something waits for the next of the sixty frames of a second: a loop with nothing to run does not know of it."""
    return bool(screen._layout_required or screen._scroll_required or screen._dirty_widgets or screen._callbacks)


async def wait_for_idle(_least: float = 0, most: float = 1) -> None:
    """Until nothing waits to be run, nothing runs, and the application is ready."""
    loop, end, app = asyncio.get_running_loop(), monotonic() + most, active_app.get()
    while monotonic() < end:
        before = process_time()
        await asyncio.sleep(GLANCE)
        if not loop._ready and process_time() - before < REST and ready(app):
            return


def wait_as_told() -> None:
    """Let every Pilot wait so."""
    for module in (textual.app, textual.pilot):
        assert module.wait_for_idle.__name__ == wait_for_idle.__name__
        module.wait_for_idle = wait_for_idle
