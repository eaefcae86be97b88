"""`crisisengine check --spill DIR`: a folder of our own in one that somebody named, and that nothing is left of it."""

from __future__ import annotations

import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NoReturn

from crisisengine.cli.output import fail, shown
from crisisengine.storage.disk import UNREADABLE, reason

__all__ = ["spill_folder"]

PREFIX = "crisisengine-spill-"


@contextmanager
def spill_folder(name: str) -> Iterator[Path]:
    """The folder in which a check may hold what it finds; it does not come back where nothing can be written.

    What it holds there has no name: the folder is empty for whoever looks, and of two checks each has its own. The one
    that was named is made where there is none; what was made is taken away again.
    """
    folder = Path(name)
    with ExitStack() as made:
        made.enter_context(_leaving_by_the_door())
        try:
            with suppress(FileExistsError):
                folder.mkdir(mode=0o700)
                made.callback(_take_away, folder)
            own = Path(tempfile.mkdtemp(prefix=PREFIX, dir=folder))
            made.callback(_take_away, own)
            with tempfile.TemporaryFile(dir=own) as file:
                file.write(b"\0")
        except UNREADABLE as error:
            why = "there is no such folder" if isinstance(error, FileNotFoundError) else reason(error)
            fail(
                f"nothing can be held in {shown(name)}: {why}", "`--spill` names a folder of yours, on a disk with room"
            )
        yield own


@contextmanager
def _leaving_by_the_door() -> Iterator[None]:
    """Whoever is told to end, or whose terminal is closed, takes the folder away first."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def leave(number: int, _frame: object) -> NoReturn:
        sys.exit(128 + number)

    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]  # Windows has no SIGHUP
    before = {name: signal.signal(getattr(signal, name), leave) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


def _take_away(folder: Path) -> None:
    """A folder that we made, unless somebody has put something there meanwhile."""
    with suppress(OSError):
        folder.rmdir()
