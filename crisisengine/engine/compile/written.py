"""A function in Python, ready to be compiled, and readable when somebody looks: `check --show-program`, a traceback.

For people what a slot is called stands as a comment beside the line that uses it. Only ids get there, which have letters,
digits and `_` only; and only when somebody looks, so that naming costs a run nothing.
"""

from __future__ import annotations

import linecache
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, overload

from attrs import frozen

from crisisengine.engine.program import Program

__all__ = ["Lines", "Names", "Written", "names_of"]

MOST_NAMED = 8
"""Names in one comment; more of them tell nobody anything."""

_NAMED = re.compile(r"s\[0\] ==? \d+|s\[\d+\](?: >> \d+| \|= 1 << \d+| &= ~\(1 << \d+)?|\bd\d+\b|\bc\d+\b")
_NUMBER = re.compile(r"\d+")


class Names(dict[str, str]):
    """What is written in code -> what it is called: `s[4]`, `s[0] == 2`, `s[9] >> 3`, `d3`."""

    def __init__(self, program: Program) -> None:
        super().__init__()
        # Not the program: tracebacks may ask for names when its scenario has long been forgotten.
        self.places, self.derived = program.places, program.derived_names
        self.cells = {
            (cell.place, cell.bit): slot.name for cell, slot in zip(program.cells.of, program.slots, strict=True)
        }

    def __missing__(self, written: str) -> str:
        first, *more = map(int, _NUMBER.findall(written))
        if written.startswith("s[0] "):
            name = self.places[more[-1]]
        elif written.startswith("d"):
            name = self.derived[first]
        else:  # whoever asks about more than a state puts it behind the slots
            name = self.cells.get((first, more[-1] if more else None), "asked")
        self[written] = name
        return name


def names_of(program: Program) -> Names:
    """The names of a scenario's slots, made once."""
    found: Names | None = program.scenario.kept.get("names of slots")
    if found is None:
        found = program.scenario.kept["names of slots"] = Names(program)
    return found


@frozen(slots=False)
class Lines(Sequence[str]):
    """Lines of code, and beside each what its slots are called; put together when somebody looks at them, as few do."""

    code: str
    names: Names
    caused: Mapping[str, str]
    """What each constant stands for."""

    @cached_property
    def _named(self) -> list[str]:
        return [self._beside(line) for line in self.code.splitlines()]

    def _beside(self, line: str) -> str:
        written = _NAMED.findall(line)
        names = dict.fromkeys([self.caused.get(part) or self.names[part] for part in written])
        return f"{line}  # {', '.join(names)}\n" if 0 < len(names) <= MOST_NAMED else f"{line}\n"

    def __len__(self) -> int:
        return len(self._named)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        return self._named[index]


@frozen
class Written:
    """A function in Python, ready to be compiled."""

    function: str
    where: str
    """What a traceback calls it: scenario, scene and measure."""
    lines: Lines
    scope: dict[str, Any]
    """What it names beside Python's own `range`, `min` and `max`."""

    @property
    def text(self) -> str:
        """For people: beside each line what its slots are called."""
        return "".join(self.lines)

    def compiled(self) -> Callable[..., Any]:
        """The function; a traceback through it shows its lines."""
        code = self.lines.code
        linecache.cache[self.where] = (len(code), None, self.lines, self.where)  # type: ignore[assignment] # any sequence does
        scope = {**self.scope, "max": max, "min": min, "__builtins__": {"range": range}}
        exec(compile(code, self.where, "exec"), scope)  # noqa: S102 - numbers only; see the module's docstring
        function: Callable[..., Any] = scope[self.function]
        return function
