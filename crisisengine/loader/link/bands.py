"""Bands: the words of a scale, each with the value at which it begins."""

from __future__ import annotations

from crisisengine.loader.advice import meant
from crisisengine.loader.faults import Faults
from crisisengine.loader.schema.draft import DraftAttribute, DraftVariable
from crisisengine.loader.schema.readers import WHOLE
from crisisengine.loader.toml.paths import Path

__all__ = ["Bands", "bands_of", "labels_of"]

Bands = tuple[tuple[int, str], ...]


def labels_of(raw: DraftVariable, words: tuple[str, ...], path: Path, faults: Faults) -> Bands:
    """For a word variable, `bands` gives the display word of each value."""
    found = []
    for key, label in (raw.bands or {}).items():
        if key in words:
            found.append((words.index(key), label))
        else:
            hint = meant(key, words)
            faults.add("wrong-value", f"`{key}` is none of its `values`", (*path, "bands", key), hint, on_key=True)
    return tuple(sorted(found))


def bands_of(raw: DraftVariable | DraftAttribute, limits: tuple[int, int] | None, path: Path, faults: Faults) -> Bands:
    """(lowest value, word), ascending, the first at the bottom of the range."""
    found: list[tuple[int, str]] = []
    if limits is None:
        return ()
    for key, word in (raw.bands or {}).items():
        place = (*path, "bands", key)
        if not WHOLE.fullmatch(key):
            hint = 'for example `bands = { 0 = "broken", 3 = "steady" }`'
            faults.add("wrong-value", f"the band `{key[:80]}` is no whole number", place, hint, on_key=True)
        elif not limits[0] <= int(key) <= limits[1]:
            message = f"the band {key} lies outside the range {limits[0]} to {limits[1]}"
            faults.add("wrong-value", message, place, on_key=True)
        else:
            found.append((int(key), word))
    if found and min(found)[0] > limits[0]:
        hint = f'give {limits[0]} a word, too: `{limits[0]} = "..."`'
        faults.add(
            "wrong-value", f"the bands begin at {min(found)[0]}, the range at {limits[0]}", (*path, "bands"), hint
        )
    return tuple(sorted(found))
