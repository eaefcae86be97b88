"""Saves of files, as they happen: written in place, or replaced by another file as careful editors do.

The system tells of them within milliseconds; where it does not (a folder over the network), a look at the files four times
a second finds them. What is written in several strokes counts as a save once it has been quiet for a moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from threading import Event

from crisisengine.storage.disk import UNREADABLE

__all__ = ["MISSING", "can_watch", "saves"]

QUIET = 30
"""Milliseconds without a further stroke."""
LONGEST_STROKES = 300
"""Milliseconds after which whatever has come until then counts."""
LOOK = 250
"""Milliseconds between two looks at the files themselves."""
MISSING = "watching files needs one part more: pip install 'crisisengine[author]'"
"""What is said where it cannot be done."""


def can_watch() -> bool:
    """Whether the part that watches files is installed."""
    from importlib.util import find_spec  # noqa: PLC0415  # only here

    return find_spec("watchfiles") is not None


def saves(files: Callable[[], Iterable[Path]], stop: Event) -> Iterator[None]:
    """Goes on at once, and then at each save of one of the files, or of a TOML file beside one; ends when `stop` is set.

    Args:
        files: what is watched; asked again after each save, since a text may include others by then. What does not
            exist is waited for.
        stop: set by whoever watches no longer, from any thread.
    """
    from watchfiles import watch  # noqa: PLC0415  # comes with the part for authors

    seen = _stamps(files())
    yield
    while not stop.is_set():
        folders = _folders(files())
        try:
            for written in _told(watch, folders, stop):
                found = _stamps(files())
                if written or found != seen:
                    seen = found
                    yield
                if _folders(files()) != folders:
                    break
        except (OSError, RuntimeError):  # a folder has just gone, or cannot be watched
            stop.wait(LOOK / 1000)


def _told(watch: Callable[..., Iterator[object]], folders: tuple[Path, ...], stop: Event) -> Iterator[bool]:
    """At each stroke, and from time to time without any: whether something was written."""
    if not folders:
        while not stop.wait(LOOK / 1000):
            yield False
        return
    for changes in watch(
        *folders,
        watch_filter=lambda _change, path: path.endswith(".toml"),
        step=QUIET,
        debounce=LONGEST_STROKES,
        rust_timeout=LOOK,
        yield_on_timeout=True,
        stop_event=stop,
        recursive=False,
        raise_interrupt=True,
    ):
        yield bool(changes)


def _folders(files: Iterable[Path]) -> tuple[Path, ...]:
    """The folders that the files lie in, as far as there are any."""
    return tuple(dict.fromkeys(folder for path in files if _there(folder := path.absolute().parent)))


def _there(folder: Path) -> bool:
    try:
        return folder.is_dir()
    except UNREADABLE:
        return False


def _stamps(files: Iterable[Path]) -> dict[Path, tuple[int, int, int] | None]:
    """When each was written, how long it is and which file it is; None for what is not there."""
    return {path: _stamp(path) for path in files}


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except UNREADABLE:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
