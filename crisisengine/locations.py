"""Where things are: shipped doctrines and scenarios, a checkout's folders, the user's own.

Finding a folder is all that happens here; `storage` opens what is in it.
"""

from __future__ import annotations

import os
from pathlib import Path

__all__ = [
    "cache_folder",
    "doctrine_folder",
    "in_checkout",
    "package_folder",
    "saves_folder",
    "scenario_folders",
]

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent


def in_checkout() -> bool:
    """Whether the package runs from its own repository."""
    return (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / "scenarios").is_dir()


def package_folder() -> Path:
    """The program's own."""
    return _PACKAGE


def doctrine_folder() -> Path:
    """The doctrines that come with the program."""
    return _PACKAGE / "doctrines"


def scenario_folders() -> tuple[Path, ...]:
    """Where an id is looked for: the shipped scenarios, then `scenarios/` below the current folder."""
    shipped = _CHECKOUT / "scenarios" if in_checkout() else _PACKAGE / "scenarios"
    here = Path("scenarios")
    try:
        return (shipped,) if here.resolve() == shipped.resolve() else (shipped, here)
    except (OSError, RuntimeError):  # the current folder is no more, or its links lead in a circle
        return (shipped,)


def saves_folder(chosen: str | os.PathLike[str] | None = None) -> Path:
    """Where journals are kept: as chosen, else $CRISISENGINE_SAVES, else the checkout's, else the user's data folder."""
    if chosen is not None:
        return Path(chosen)
    if set_by_user := os.environ.get("CRISISENGINE_SAVES"):
        return Path(set_by_user)
    if in_checkout():
        return _CHECKOUT / "saves"
    from platformdirs import user_data_path  # noqa: PLC0415 - needed by an installed copy only

    return user_data_path("crisisengine", appauthor=False) / "saves"


def cache_folder() -> Path:
    """Where is kept what took long to find out, and may be deleted: $CRISISENGINE_CACHE, else the user's cache folder."""
    if set_by_user := os.environ.get("CRISISENGINE_CACHE"):
        return Path(set_by_user)
    from platformdirs import user_cache_path  # noqa: PLC0415 - only when something is looked for there

    return user_cache_path("crisisengine", appauthor=False)
