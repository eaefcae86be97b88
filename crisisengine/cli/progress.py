"""What a person sees, and what Python leaves be, while a scenario is explored."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crisisengine.checker import Extent


__all__ = ["make_room", "progress_bar", "progress_line", "uncollected"]


@contextmanager
def uncollected() -> Iterator[None]:
    """No garbage collector for a while: it would walk a large plan again and again, and find no circle in it.

    Nor is what was made meanwhile walked afterwards: that may be millions of things, and while they are walked nobody's
    Ctrl-C is heard. What is left of them goes with the process.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def make_room() -> None:
    """Free what one piece of work has left over, for another one: its plans, and the files that it held on a disk."""
    gc.unfreeze()
    gc.collect()


@contextmanager
def progress_bar(name: str) -> Iterator[Callable[[Extent], None] | None]:
    """A bar on standard error that says how far an exploration has come; none where nobody looks.

    How much is left is not known to anybody: the bar says that it goes on, the numbers how far it is.
    """
    with progress_line(name) as show:
        yield None if show is None else lambda extent: show(f"{extent.states:,} states, depth {extent.depth}")


@contextmanager
def progress_line(name: str) -> Iterator[Callable[[str], None] | None]:
    """The same with a line that says how far it is."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(20),
        TextColumn("{task.fields[far]}", markup=False),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True, highlight=False), transient=True) as bar:
        task = bar.add_task(name, total=None, far="")
        yield lambda far: bar.update(task, far=far)
