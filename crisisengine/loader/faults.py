"""Faults are gathered, not raised: an author gets all of them at once.

A Fault knows its path in the document; only `located` turns paths into lines, and only when there is something to
show.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from attrs import Factory, define, frozen

from crisisengine.diagnostics import CODES, Diagnostic, Fix, sorted_by_place
from crisisengine.limits import MOST_FAULTS
from crisisengine.loader.advice import NO_ADVICE, Advice, adviced
from crisisengine.loader.expressions.parser import GrammarFault
from crisisengine.loader.expressions.types import Blameless, ResolveFault
from crisisengine.loader.toml.paths import Path, line_and_column
from crisisengine.loader.toml.source import SourceText
from crisisengine.text.printable import printable

__all__ = ["Enough", "Fault", "Faults", "route_of"]

LONGEST = 400


class Enough(Exception):  # noqa: N818 - no error: the reader stops because nobody mends so many faults at once
    """There are as many faults as will be shown, or one behind which nothing can be read."""


@frozen(kw_only=True)
class Fault:
    """One finding, by path."""

    code: str
    message: str
    path: Path
    hint: Advice = NO_ADVICE
    on_key: bool = False
    """Whether the key is meant, not its value."""
    offset: int | None = None
    """A character inside the text value at `path`."""
    source: int | None = None
    """Which file, where the path alone does not tell (an id that two files declare)."""


@define
class Faults:
    """What has been found so far."""

    stops: bool = False
    """Whether reading stops, with `Enough`, once there are 250."""
    found: list[Fault] = Factory(list)
    unread: set[Path] = Factory(set)
    """Where a value is at fault and has been left at its default; nothing further is said of these."""

    misnamed: set[str] = Factory(set)
    """Ids that can be none, which has been told: whoever writes one as it should be is not to blame."""
    nameless: set[str] = Factory(set)
    """Kinds of which a table has no id: whoever names one that is not there is not to blame."""

    def add(
        self,
        code: str,
        message: str,
        path: Path,
        hint: str | Advice = "",
        *,
        on_key: bool = False,
        offset: int | None = None,
        source: int | None = None,
    ) -> None:
        """Record one.

        Raises:
            Enough: there are 250, and `stops` is set.

        """
        whole = path[:-1] if path and isinstance(path[-1], int) else path
        if not on_key and (path in self.unread or whole in self.unread):
            return
        advice = adviced(hint)
        if (
            self.misnamed
            and code.startswith("unknown-")
            and not self.misnamed.isdisjoint(re.split(r"\W+", advice.instead or ""))
        ):
            return
        self.found.append(
            Fault(code=code, message=message, path=path, hint=advice, on_key=on_key, offset=offset, source=source)
        )
        if self.stops and len(self.found) == MOST_FAULTS:
            message = f"there are {MOST_FAULTS:,} faults already, so reading stops"
            self.found.append(Fault(code="too-large", message=message, path=(), hint=Advice("mend these first")))
            raise Enough

    def settle(self) -> None:
        """Close the first reading: a value that was refused stands at its default, and is not judged again."""
        self.unread = {fault.path for fault in self.found if not fault.on_key}

    def about(self, path: Path) -> bool:
        """Whether something has been said of exactly this: what follows from it is no news."""
        return any(fault.path == path for fault in self.found)

    @property
    def errors(self) -> bool:
        """Whether any of them keeps the scenario from loading."""
        return any(CODES[fault.code].severity == "error" for fault in self.found)

    def grammar(self, fault: GrammarFault, path: Path) -> None:
        """Record a fault inside the expression at `path`."""
        if isinstance(fault, Blameless):
            return
        code = fault.code if isinstance(fault, ResolveFault) else "expression-syntax"
        self.add(code, fault.message, path, fault.hint, offset=fault.at)

    def located(self, sources: Sequence[SourceText]) -> tuple[Diagnostic, ...]:
        """As diagnostics, in the order of the files (a later source overlays an earlier one, so it is asked first)."""
        shown = [_locate(fault, sources) for fault in self.found[: MOST_FAULTS + 1]]
        return sorted_by_place(shown, [source.name for source in sources])


def _locate(fault: Fault, sources: Sequence[SourceText]) -> Diagnostic:
    source = sources[fault.source] if fault.source is not None else _holder(fault.path, sources)
    line, column, excerpt, width = source.place(fault.path, key=fault.on_key, offset=fault.offset)
    if fault.offset is not None and fault.hint.span is not None and fault.hint.span[0] == fault.offset:
        width = max(1, min(fault.hint.span[1] - fault.offset, len(excerpt) - column + 1))
    severity = CODES[fault.code].severity
    message, hint = printable(fault.message[:LONGEST]), printable(fault.hint.words[:LONGEST])
    return Diagnostic(
        code=fault.code,
        severity=severity,
        message=message,
        route=route_of(fault.path),
        file=source.name,
        line=line,
        column=column,
        hint=hint,
        excerpt=excerpt,
        width=width,
        fix=_fix(fault, source),
    )


def _fix(fault: Fault, source: SourceText) -> Fix | None:
    """The replacement that the advice amounts to, where the text holds what it would take the place of."""
    advice = fault.hint
    if not source.has(fault.path):
        return None
    if advice.removes:
        lines = source.lines_of(fault.path)
        return None if lines is None else Fix(line=lines[0], column=1, end_line=lines[1], end_column=1, replacement="")
    if advice.instead is None:
        return None
    found = source.replaceable(
        fault.path, key=fault.on_key, offset=fault.offset, inside=advice.span, unquoted=advice.unquoted
    )
    if found is None:
        return None
    start, end, quote = found
    replacement = advice.instead
    if advice.unquoted and advice.span:
        replacement = replacement.replace('"', quote)  # it ends a text and begins another
    elif quote and not set(advice.instead).isdisjoint({quote, "\\", "\n"}):
        return None  # it would have to be written another way there
    line, column = line_and_column(source.text, start)
    end_line, end_column = line_and_column(source.text, end)
    return Fix(line=line, column=column, end_line=end_line, end_column=end_column, replacement=replacement)


def _holder(path: Path, sources: Sequence[SourceText]) -> SourceText:
    """The file that an author should open: the last that holds the path, or as much of it as any does."""
    while path:
        for source in reversed(sources):
            if source.has(path):
                return source
        path = path[:-1]
    return next((source for source in sources if "scenario" in source.tables), sources[-1])


def route_of(path: Iterable[str | int]) -> str:
    """`scene.road.measure.escort.effects[0]`."""
    route = ""
    for step in path:
        if isinstance(step, int):
            route += f"[{step}]"
        else:
            route += "." * bool(route) + printable(step[:80])
    return route
