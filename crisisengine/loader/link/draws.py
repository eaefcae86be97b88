"""What the world draws at the start: `start = { east = 2, delta = 1 }`, of a variable or of a party's attribute."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import prod

from crisisengine.limits import LARGEST_NUMBER, MOST_STARTS
from crisisengine.loader.advice import Advice, meant
from crisisengine.loader.faults import Faults
from crisisengine.loader.schema.draft import DraftVariable
from crisisengine.loader.schema.readers import WHOLE
from crisisengine.loader.toml.paths import Path
from crisisengine.model.kinds import Sort
from crisisengine.model.scenario import Variable

__all__ = ["Draw", "drawn", "drawn_number", "drawn_truth", "drawn_word", "refuse_starts", "sort_of"]

Draw = tuple[tuple[int, int], ...]
"""(value, weight above 0), as listed."""


def sort_of(raw: DraftVariable) -> Sort:
    """The sort of a variable, by what it starts with; of a drawn one what it has beside `start` tells, else what can be drawn."""
    weights = raw.start
    if not isinstance(weights, dict):
        return "truth" if isinstance(weights, bool) else "number" if isinstance(weights, int) else "word"
    if raw.values is not None:
        return "word"
    if raw.range is not None or (weights and all(WHOLE.fullmatch(key) for key in weights)):
        return "number"
    return "word" if weights and _ALIKE.keys().isdisjoint(key.lower() for key in weights) else "truth"


def drawn(weights: dict[str, int], read: Callable[[str], int | None]) -> Draw:
    """What can be drawn; `read` tells the value of a key, or records why it is none."""
    found = [(read(key), weight) for key, weight in weights.items()]
    return tuple((value, weight) for value, weight in found if value is not None and weight > 0)


_TRUTHS = {"false": 0, "true": 1}
_ALIKE = _TRUTHS | {"no": 0, "yes": 1}
"""What people write who mean these."""


def drawn_truth(path: Path, faults: Faults) -> Callable[[str], int | None]:
    """Reads `true` and `false`."""

    def read(key: str) -> int | None:
        if key not in _TRUTHS and key.lower() in _ALIKE:
            word = ("false", "true")[_ALIKE[key.lower()]]
            if not any(fault.path[:-1] == path for fault in faults.found):
                right = Advice(f"write `{word}`, in small letters, as in `{{ true = 1, false = 2 }}`", word)
                faults.add("wrong-value", f"`{key}` is neither `true` nor `false`", (*path, key), right, on_key=True)
            return _ALIKE[key.lower()]
        if key not in _TRUTHS:
            message = f"`{key[:80]}` is neither `true` nor `false`"
            hint = "a yes/no variable is drawn as these; a word needs `values`, a number `range`"
            faults.add("wrong-value", message, (*path, key), hint, on_key=True)
        return _TRUTHS.get(key)

    return read


def drawn_number(limits: tuple[int, int] | None, path: Path, faults: Faults) -> Callable[[str], int | None]:
    """Reads whole numbers within a range."""
    low, high = limits or (-LARGEST_NUMBER, LARGEST_NUMBER)

    def read(key: str) -> int | None:
        if not WHOLE.fullmatch(key):
            message = f"`{key[:80]}` is no whole number"
            faults.add("wrong-value", message, (*path, key), "for example `start = { 2 = 3, 4 = 1 }`", on_key=True)
        elif low <= int(key) <= high:
            return int(key)
        else:
            faults.add("wrong-value", f"{key} lies outside the range {low} to {high}", (*path, key), on_key=True)
        return None

    return read


def drawn_word(words: tuple[str, ...], path: Path, faults: Faults) -> Callable[[str], int | None]:
    """Reads the words of a variable."""

    def read(key: str) -> int | None:
        if key in words:
            return words.index(key)
        if words:
            hint = meant(key, words)
            faults.add("wrong-value", f"`{key[:80]}` is none of its `values`", (*path, key), hint, on_key=True)
        return None

    return read


def refuse_starts(variables: Iterable[Variable], chapters: int, faults: Faults) -> None:
    """Record draws that make more starts together than `MOST_STARTS`, each once more for each chapter to begin at."""
    several = [variable for variable in variables if variable.draw]
    count = prod(len(variable.draw) for variable in several) * (1 + chapters)
    if count > MOST_STARTS and not several:
        message = f"there are {chapters:,} chapters to begin at; {MOST_STARTS:,} starts are the most"
        faults.add("too-large", message, ("chapter",), on_key=True)
    elif count > MOST_STARTS:
        most = max(several, key=lambda variable: len(variable.draw))
        product = " x ".join(str(len(variable.draw)) for variable in several[:8]) + (" x ..." if several[8:] else "")
        product += f", and {1 + chapters:,} places to begin at" if chapters else ""
        many = f"{count:,}" if count < 10**12 else "more than can be counted"
        message = f"the draws make {many} starts together ({product}); {MOST_STARTS:,} is the most"
        path = ("party", most.party, most.attribute) if most.party else ("variable", most.name, "start")
        faults.add("too-large", message, path, "draw fewer values, or fewer variables", on_key=True)
