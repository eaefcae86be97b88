"""`crisisengine check --spill DIR`: a folder of our own in one that somebody named, and that nothing is left of it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

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


def _take_away(folder: Path) -> None:
    """A folder that we made, unless somebody has put something there meanwhile."""
    with suppress(OSError):
        folder.rmdir()
