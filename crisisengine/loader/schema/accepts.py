"""What a key may hold, said once: how its value is read, the same in the words of JSON Schema, and in which language it is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, Literal, TypeVar

from attrs import frozen

from crisisengine.loader.faults import Faults
from crisisengine.loader.toml.paths import Path

__all__ = ["Holds", "Read", "Reader", "accepting"]

Read = Callable[[Any, Path, Faults], Any]

Holds = Literal[
    "",
    "plain",
    "prose",
    "expression",
    "effect",
    "name",
    "goto",
    "moment",
    "word",
    "declared word",
    "bands",
    "answers",
    "costs",
    "attribute",
    "file",
    "code",
]
"""The language of a text: where whoever looks for names has to look.

Empty where the value is no text, or one of a few words of the format. `plain`: words for people, shown as they stand.
`prose`: the same with values, guards and citations. `expression`, `effect`: as they say. `name`: an id, of the kinds
that the Reader names. `goto`: such a name, or several with `if`, a guard and `else` between them. `moment`: a tag, a scene or a measure, as `at` names them. `word`: of the same table's
`values`; `declared word`: where these are declared. `bands`, `answers`: tables, by number or word and by a gate's
parameter. `costs`: a table, by variable. `attribute`: a party's own, by its id. `file`: what `extends` and `include` name. `code`: a warning's.
"""

_T = TypeVar("_T")


@frozen(eq=False)
class Reader(Generic[_T]):
    """What a key may hold. Call it to read a value: no coercion, faults are recorded."""

    read: Callable[[Any, Path, Faults], _T]
    accepts: Mapping[str, Any]
    """JSON Schema; never refuses what `read` takes."""
    holds: Holds = ""
    names: tuple[str, ...] = ()
    """For a `name` or a `goto`: the kinds of table whose ids it may be; `back` for the way back from an interrupt."""

    def __call__(self, value: Any, path: Path, faults: Faults) -> _T:
        """The value as the Draft keeps it; what is wrong with it goes to `faults`."""
        return self.read(value, path, faults)


def accepting(
    accepts: Mapping[str, Any], holds: Holds = "", names: tuple[str, ...] = ()
) -> Callable[[Callable[[Any, Path, Faults], _T]], Reader[_T]]:
    """Make a Reader of a function that reads."""

    def made(read: Callable[[Any, Path, Faults], _T]) -> Reader[_T]:
        return Reader(read, accepts, holds, names)

    return made
