"""Everything that an expression can name: variables, parties' attributes, the clock, and derived values in order."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping

from crisisengine.diagnostics import did_you_mean
from crisisengine.loader.draft import Draft, DraftAttribute, DraftClock, DraftVariable
from crisisengine.loader.faults import Faults
from crisisengine.loader.grammar import GrammarFault, Node, parse_expression
from crisisengine.loader.positions import Path
from crisisengine.loader.resolving import Scope
from crisisengine.loader.values import ID
from crisisengine.model.scenario import Clock, Party, Variable

__all__ = ["link_clock", "link_derived", "link_parties", "link_variables", "names_in"]

Bands = tuple[tuple[int, str], ...]

_LONGEST = {"day": 1, "week": 7, "month": 31, "hour": 1 / 24, "turn": 0}


def link_clock(draft: Draft, faults: Faults) -> Clock | None:
    """The clock, whose variable bears the name of its unit."""
    raw = draft.clock
    if raw is None:
        return None
    _check_opening(raw, faults)
    if raw.ending and raw.ending not in draft.ending:
        hint = did_you_mean(raw.ending, draft.ending)
        faults.add("unknown-ending", f"there is no ending `{raw.ending}`", ("clock", "ending"), hint)
    return Clock(raw.unit, raw.opens, raw.length, raw.ending)


def _check_opening(raw: DraftClock, faults: Faults) -> None:
    path = ("clock", "opens")
    if raw.opens is None:
        return
    if raw.unit == "turn":
        faults.add("wrong-value", "turns have no dates", path, "leave `opens` out, or choose another `unit`")
    if isinstance(raw.opens, datetime.datetime) != (raw.unit == "hour"):
        wanted = "a date and time, 1992-03-30T06:00:00" if raw.unit == "hour" else "a date, 1992-03-30"
        faults.add("wrong-value", f"a clock that counts {raw.unit}s opens at {wanted.split(',')[0]}", path, f"write {wanted}")
    try:
        raw.opens + datetime.timedelta(days=_LONGEST[raw.unit] * raw.length + 1)
    except OverflowError:
        faults.add("wrong-value", "the clock would run beyond the year 9999", ("clock", "length"))


def link_parties(draft: Draft, faults: Faults) -> tuple[dict[str, Party], dict[str, Variable]]:
    """The parties, and a variable for each attribute that a party starts."""
    parties: dict[str, Party] = {}
    variables: dict[str, Variable] = {}
    bands = {name: _bands(raw, raw.range, ("attribute", name), faults) for name, raw in draft.attribute.items()}
    for identifier, raw in draft.party.items():
        path = ("party", identifier)
        if raw.of and (raw.of not in draft.party or raw.of == identifier):
            hint = did_you_mean(raw.of, set(draft.party) - {identifier})
            faults.add("unknown-party", f"there is no other party `{raw.of}`", (*path, "of"), hint)
        parties[identifier] = Party(identifier, raw.name, raw.main, raw.of, raw.about, tuple(raw.rest))
        for key, value in raw.rest.items():
            attribute = draft.attribute.get(key)
            if attribute is None:
                known = [*draft.attribute, "name", "main", "of", "about"]
                hint = did_you_mean(key, known) or f"it knows {', '.join(f'`{one}`' for one in known)}"
                faults.add("unknown-key", f"party `{identifier}` has no key or attribute `{key}`", (*path, key), hint, on_key=True)
                continue
            start = _start(value, attribute.range, (*path, key), faults)
            name = f"{identifier}.{key}"
            variables[name] = _attribute(name, identifier, key, attribute, bands[key], start)
    return parties, variables


def _attribute(name: str, party: str, key: str, raw: DraftAttribute, bands: Bands, start: int) -> Variable:  # noqa: PLR0913
    return Variable(
        name, "number", *raw.range, start, raw.label, (), bands, raw.better, raw.hidden, None, raw.explains, party, key
    )


def link_variables(draft: Draft, faults: Faults) -> dict[str, Variable]:
    """The plain variables; derived ones follow once these can be named."""
    found = {}
    for name, raw in draft.variable.items():
        path = ("variable", name)
        if raw.is_ is not None:
            _check_derived(raw, path, faults)
        elif raw.start is None:
            hint = "`start = 3` with a `range`, `start = false`, or `start = 'dry'` with `values`; or `is` for a derived one"
            faults.add("missing-key", f"variable `{name}` needs `start` or `is`", path, hint, on_key=True)
        else:
            found[name] = _plain(name, raw, path, faults)
    return found


def _plain(name: str, raw: DraftVariable, path: Path, faults: Faults) -> Variable:
    rest = (raw.better, raw.hidden, None, raw.explains)
    if isinstance(raw.start, bool):
        _refuse(raw, path, ("range", "values", "bands"), "a yes/no variable", faults)
        return Variable(name, "truth", 0, 1, int(raw.start), raw.label, (), (), *rest)
    if isinstance(raw.start, int):
        _refuse(raw, path, ("values",), "a number", faults)
        if raw.range is None:
            faults.add("missing-key", f"number `{name}` needs `range`", path, "for example `range = [0, 6]`", on_key=True)
            limits = (raw.start, raw.start + 1)
        else:
            limits = _range(raw.range, path, faults)
        start = _start(raw.start, limits, (*path, "start"), faults)
        return Variable(name, "number", *limits, start, raw.label, (), _bands(raw, limits, path, faults), *rest)
    _refuse(raw, path, ("range",), "a word", faults)
    words = _words(raw, path, faults)
    start = words.index(raw.start) if raw.start in words else 0
    if words and raw.start not in words:
        hint = did_you_mean(str(raw.start), words)
        faults.add("wrong-value", f"`{raw.start}` is none of its `values`", (*path, "start"), hint)
    return Variable(name, "word", 0, max(0, len(words) - 1), start, raw.label, words, _labels(raw, words, path, faults), *rest)


def _words(raw: DraftVariable, path: Path, faults: Faults) -> tuple[str, ...]:
    if raw.values is None:
        faults.add("missing-key", f"word `{path[-1]}` needs `values`", path, 'for example `values = ["dry", "rain"]`', on_key=True)
        return ()
    seen: dict[str, None] = {}
    for number, word in enumerate(raw.values):
        if not ID.match(word):
            message = f"`{word[:80]}` cannot be a word"
            faults.add("bad-id", message, (*path, "values", number), "a word has lower-case letters, digits and `_`")
        if word in seen:
            faults.add("duplicate-id", f"the word `{word}` stands twice", (*path, "values", number))
        seen[word] = None
    return tuple(seen)


def _labels(raw: DraftVariable, words: tuple[str, ...], path: Path, faults: Faults) -> Bands:
    """For a word variable, `bands` gives the display word of each value."""
    found = []
    for key, label in (raw.bands or {}).items():
        if key in words:
            found.append((words.index(key), label))
        else:
            hint = did_you_mean(key, words)
            faults.add("wrong-value", f"`{key}` is none of its `values`", (*path, "bands", key), hint, on_key=True)
    return tuple(sorted(found))


def _bands(raw: DraftVariable | DraftAttribute, limits: tuple[int, ...], path: Path, faults: Faults) -> Bands:
    """(lowest value, word), ascending, the first at the bottom of the range."""
    found = []
    for key, word in (raw.bands or {}).items():
        place = (*path, "bands", key)
        if not key.lstrip("-").isdigit() or len(key) > 11:
            faults.add("wrong-value", f"the band `{key[:80]}` is no whole number", place, "write `0 = \"broken\"`", on_key=True)
        elif not limits[0] <= int(key) <= limits[1]:
            message = f"the band {key} lies outside the range {limits[0]} to {limits[1]}"
            faults.add("wrong-value", message, place, on_key=True)
        else:
            found.append((int(key), word))
    if found and min(found)[0] > limits[0]:
        faults.add("wrong-value", f"the bands begin at {min(found)[0]}, the range at {limits[0]}", (*path, "bands"))
    return tuple(sorted(found))


def _range(raw: tuple[int, ...], path: Path, faults: Faults) -> tuple[int, int]:
    if len(raw) != 2:
        return (0, 1)  # said already
    low, high = raw
    if low >= high:
        faults.add("wrong-value", "a range goes from a lower to a higher number", (*path, "range"))
        return (low, low + 1)
    return (low, high)


def _start(value: object, limits: tuple[int, ...], path: Path, faults: Faults) -> int:
    if type(value) is not int:
        faults.add("wrong-type", f"`{path[-1]}` needs a whole number", path)
        return limits[0]
    if not limits[0] <= value <= limits[1]:
        shown = value if abs(value) < 10**18 else "this number"
        faults.add("wrong-value", f"{shown} lies outside the range {limits[0]} to {limits[1]}", path)
        return limits[0]
    return value


def _refuse(raw: DraftVariable, path: Path, keys: tuple[str, ...], noun: str, faults: Faults) -> None:
    for key in keys:
        if getattr(raw, key) is not None:
            faults.add("misplaced", f"{noun} has no `{key}`", (*path, key), on_key=True)


def _check_derived(raw: DraftVariable, path: Path, faults: Faults) -> None:
    for key in ("start", "range", "values"):
        if getattr(raw, key) is not None:
            faults.add("misplaced", f"a derived variable has no `{key}`", (*path, key), "it follows from `is`", on_key=True)


def link_derived(draft: Draft, scope: Scope, faults: Faults) -> None:
    """Add the derived variables to the scope, each after those that it reads."""
    waiting: dict[str, Node] = {}
    for name, raw in draft.variable.items():
        if raw.is_ is not None:
            try:
                waiting[name] = parse_expression(raw.is_)
            except GrammarFault as fault:
                faults.grammar(fault, ("variable", name, "is"))
                _set_aside(name, scope)
    needs = {name: {one for one in names_in(node, scope.main) if one in waiting} for name, node in waiting.items()}
    readers: dict[str, list[str]] = {}
    for name, wanted in needs.items():
        for one in wanted:
            readers.setdefault(one, []).append(name)
    ready = [name for name in waiting if not needs[name]]
    done = set()
    while ready:
        name = ready.pop(0)
        done.add(name)
        _derive(name, draft.variable[name], waiting[name], scope, faults)
        for reader in readers.get(name, ()):
            needs[reader].discard(name)
            if not needs[reader]:
                ready.append(reader)
    for name in waiting:
        if name not in done:
            others = ", ".join(f"`{one}`" for one in sorted(needs[name]))
            message = f"`{name}` depends on itself" if needs[name] == {name} else f"`{name}` depends on itself through {others}"
            faults.add("circular-variable", message, ("variable", name, "is"))
            _set_aside(name, scope)


def _derive(name: str, raw: DraftVariable, node: Node, scope: Scope, faults: Faults) -> None:
    path = ("variable", name)
    try:
        expression, kind = scope.infer(node)
    except GrammarFault as fault:
        faults.grammar(fault, (*path, "is"))
        _set_aside(name, scope)
        return
    bands: Bands = ()
    if kind.sort == "number":
        bands = _bands(raw, (kind.low, kind.high), path, faults)
    elif raw.bands is not None and kind.sort == "word":
        bands = _labels(raw, kind.words, path, faults)
    scope.variables[name] = Variable(
        name, kind.sort, kind.low, kind.high, kind.low, raw.label, kind.words, bands, raw.better, raw.hidden,
        expression, raw.explains,
    )  # fmt: skip


def _set_aside(name: str, scope: Scope) -> None:
    """A faulty variable keeps its name, so that whoever reads it is not blamed as well."""
    scope.variables[name] = Variable(name, "number", 0, 1, 0, "")
    scope.faulty.add(name)


def names_in(node: Node, main: Mapping[str, object]) -> Iterator[str]:
    """Every variable that an expression names, as written; `least` reads the parties, never a derived value."""
    stack = [node]
    while stack:
        one = stack.pop()
        if one.kind == "name":
            yield one.text
        if not (one.kind == "call" and one.text == "least" and main):
            stack.extend(one.operands)


