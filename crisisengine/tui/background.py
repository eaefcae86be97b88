"""What goes on while somebody reads: work that loads NumPy and can take a minute has a thread of its own.

That thread looks up whenever there is something to report, and stops when nobody is there any more. It is a daemon,
unlike Textual's workers, for which a program waits before it ends: whoever presses q has the shell back at once.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from threading import Thread

from crisisengine.session.reachability import Abandoned

__all__ = ["run_in_background"]


def run_in_background(work: Callable[[], None]) -> None:
    """Do something beside the interface, which it may send messages to; `Abandoned` ends it quietly."""

    def until_abandoned() -> None:
        try:
            work()
        except Abandoned:
            return

    Thread(target=copy_context().run, args=(until_abandoned,), daemon=True).start()
