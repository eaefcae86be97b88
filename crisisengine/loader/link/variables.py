"""What an expression can name and nothing computes: plain variables, parties' attributes, the clock."""

from __future__ import annotations

from attrs import evolve

from crisisengine.limits import LARGEST_NUMBER
from crisisengine.loader.advice import Advice, meant, meant_or_listed
from crisisengine.loader.faults import Faults
from crisisengine.loader.link.bands import Bands, bands_of, labels_of
from crisisengine.loader.link.draws import Draw, drawn, drawn_number, drawn_truth, drawn_word, sort_of
from crisisengine.loader.schema.draft import Draft, DraftVariable
from crisisengine.loader.schema.readers import ID, WHOLE, draws, id_advice
from crisisengine.loader.toml.paths import Path
from crisisengine.model.scenario import Party, Variable

__all__ = ["link_parties", "link_variables", "refuse", "site_named"]


def site_named(name: str, draft: Draft, path: Path, faults: Faults) -> str:
    """A site, where one is named; records when there is none of that name."""
    if name and name not in draft.site:
        faults.add("unknown-site", f"there is no site `{name}`", path, meant_or_listed(name, draft.site, "site"))
        return ""
    return name


def link_parties(draft: Draft, faults: Faults) -> tuple[dict[str, Party], dict[str, Variable]]:
    """The parties, and a variable for each attribute that a party starts."""
    parties: dict[str, Party] = {}
    variables: dict[str, Variable] = {}
    ranges = {name: _range(raw.range, ("attribute", name), faults) for name, raw in draft.attribute.items()}
    bands = {name: bands_of(raw, ranges[name], ("attribute", name), faults) for name, raw in draft.attribute.items()}
    for identifier, raw in draft.party.items():
        path = ("party", identifier)
        if raw.of and (raw.of not in draft.party or raw.of == identifier):
            hint = meant_or_listed(raw.of, [name for name in draft.party if name != identifier])
            faults.add("unknown-party", f"there is no other party `{raw.of}`", (*path, "of"), hint)
        parties[identifier] = Party(
            id=identifier,
            name=raw.name,
            main=raw.main,
            of=raw.of,
            about=raw.about,
            site=site_named(raw.site, draft, (*path, "site"), faults),
            attributes=tuple(raw.rest),
        )
        for written, value in raw.rest.items():
            key, attribute = written, draft.attribute.get(written)
            if attribute is None:
                known = [*draft.attribute, "name", "main", "of", "about", "site"]
                advice = meant(key, known) or Advice(f"it knows {', '.join(f'`{name}`' for name in known)}")
                message = f"party `{identifier}` has no key or attribute `{key[:80]}`"
                faults.add("unknown-key", message, (*path, key), advice, on_key=True)
                key = advice.instead or ""
                attribute = draft.attribute.get(key)  # read as what was meant, so that nothing else is blamed
                if attribute is None or key in raw.rest:
                    continue
            if isinstance(value, str) and ranges[key] is not None and not WHOLE.fullmatch(value):
                hint = _start_meant(value, attribute.bands, ranges[key] or ())
                faults.add("wrong-type", f"`{key}` starts with a number, this is a text", (*path, written), hint)
                value = (ranges[key] or (0, 1))[0] if hint.instead is None else int(hint.instead)  # noqa: PLW2901
            start, draw = _first(value, ranges[key], (*path, written), faults)
            name = f"{identifier}.{key}"
            low, high = ranges[key] or (0, 1)
            variables[name] = Variable(
                name=name,
                sort="number",
                low=low,
                high=high,
                start=start,
                label=attribute.label,
                bands=bands[key],
                better=attribute.better,
                hidden=attribute.hidden,
                draw=draw,
                explains=attribute.explains,
                party=identifier,
                attribute=key,
            )
    return parties, variables


def link_variables(draft: Draft, faults: Faults) -> tuple[dict[str, Variable], set[str]]:
    """The plain variables, and the names of those at fault; derived ones follow once these can be named."""
    found: dict[str, Variable] = {}
    faulty = set()
    for name, raw in draft.variable.items():
        path = ("variable", name)
        if not faults.unread.isdisjoint((*path, key) for key in ("range", "values", "bands")):
            faulty.add(name)
        if raw.is_ is not None:
            _check_derived(raw, path, faults)
        elif raw.start is None:
            faulty.add(name)
            if (*path, "start") not in faults.unread and not faults.about(path):
                hint = "`start = 3` with a `range`, `start = false`, or `start = 'dry'` with `values`; or `is` for a derived one"
                faults.add("missing-key", f"variable `{name}` needs `start` or `is`", path, hint, on_key=True)
        else:
            meant_so = _unquoted(raw, path, faults)
            found[name] = _plain(name, meant_so, path, faults)
            if _is_shapeless(found[name], meant_so):
                faulty.add(name)
    return found, faulty


def _unquoted(raw: DraftVariable, path: Path, faults: Faults) -> DraftVariable:
    """A variable whose `start` is a number or yes/no in quotes, without these, which is told; any other as it is."""
    written = raw.start
    if not isinstance(written, str) or raw.values is not None:
        return raw
    if written.lower() in ("true", "false"):
        hint = Advice(f"write {written.lower()} without quotes", written.lower(), unquoted=True)
        faults.add("wrong-type", "this `start` is a text, and yes/no is no text", (*path, "start"), hint)
        return evolve(raw, start=written.lower() == "true")
    if not WHOLE.fullmatch(written):
        return _of_a_band(raw, written, path, faults)
    hint = Advice(f"write {written} without quotes", written, unquoted=True)
    faults.add("wrong-type", "this `start` is a text, and a number is no text", (*path, "start"), hint)
    return evolve(raw, start=int(written))


def _of_a_band(raw: DraftVariable, written: str, path: Path, faults: Faults) -> DraftVariable:
    """A number that starts with the word of a band, or another word, with a number in its place, which is told; any other as it is."""
    if raw.range is None or len(raw.range) != 2:
        return raw
    hint = _start_meant(written, raw.bands, raw.range)
    faults.add("wrong-type", "what has a `range` is a number, and starts with one", (*path, "start"), hint)
    return evolve(raw, start=min(raw.range) if hint.instead is None else int(hint.instead))


def _start_meant(written: object, bands: dict[str, str] | None, limits: tuple[int, ...]) -> Advice:
    """The number of a band that was written in its place."""
    low = next((key for key, word in (bands or {}).items() if word == written and WHOLE.fullmatch(key)), None)
    if low is None:
        return Advice(f"write a number from {min(limits)} to {max(limits)}")
    return Advice(f"`{written}` is a band: write {low}", low, unquoted=True)


def _is_shapeless(variable: Variable, raw: DraftVariable) -> bool:
    """Whether nobody knows what it can be, so that whoever reads it is not to blame; what it lacks has been told."""
    if variable.sort == "number":
        return raw.range is None or len(set(raw.range)) < 2
    return variable.sort == "word" and not variable.words


def _plain(name: str, raw: DraftVariable, path: Path, faults: Faults) -> Variable:
    sort = sort_of(raw)
    low, high, start = 0, 1, 0
    draw: Draw = ()
    words: tuple[str, ...] = ()
    bands: Bands = ()
    place = (*path, "start")
    if sort == "truth":
        refuse(raw, path, ("range", "values", "bands"), "a yes/no variable", faults)
        if isinstance(raw.start, dict):
            draw = drawn(raw.start, drawn_truth(place, faults))
        else:
            start = int(raw.start is True)
    elif sort == "number":
        refuse(raw, path, ("values",), "a number", faults)
        limits = None
        if raw.range is None and not (faults.about((*path, "min")) or faults.about((*path, "max"))):
            faults.add(
                "missing-key", f"number `{name}` needs `range`", path, "for example `range = [0, 6]`", on_key=True
            )
        if raw.range is not None:
            limits = _range(raw.range, path, faults)
        start, draw = _first(raw.start, limits, place, faults)
        low, high = limits or (start, start + 1)
        bands = bands_of(raw, limits, path, faults)
    else:
        refuse(raw, path, ("range",), "a word", faults)
        words = _words(raw, path, faults)
        high = max(0, len(words) - 1)
        bands = labels_of(raw, words, path, faults)
        if isinstance(raw.start, dict):
            draw = drawn(raw.start, drawn_word(words, place, faults))
        elif raw.start in words:
            start = words.index(raw.start)
        elif words and (*path, "values") not in faults.unread:
            hint = meant(str(raw.start), words)
            faults.add("wrong-value", f"`{raw.start}` is none of its `values`", place, hint)
    return Variable(
        name=name,
        sort=sort,
        low=low,
        high=high,
        start=draw[0][0] if draw else start,
        label=raw.label,
        words=words,
        bands=bands,
        better=raw.better,
        hidden=raw.hidden,
        draw=draw,
        explains=raw.explains,
    )


def _words(raw: DraftVariable, path: Path, faults: Faults) -> tuple[str, ...]:
    if raw.values is None:
        hint = 'for example `values = ["dry", "rain"]`'
        faults.add("missing-key", f"word `{path[-1]}` needs `values`", path, hint, on_key=True)
        return ()
    seen: dict[str, None] = {}
    for number, word in enumerate(raw.values):
        if not ID.match(word):
            message = f"`{word[:80]}` cannot be a word"
            faults.add("bad-id", message, (*path, "values", number), id_advice(word, "a word"))
        if word in seen:
            faults.add("duplicate-id", f"the word `{word}` stands twice", (*path, "values", number))
        seen[word] = None
    return tuple(seen)


def _range(raw: tuple[int, ...], path: Path, faults: Faults) -> tuple[int, int] | None:
    """The range, or None where it is at fault: nothing is measured by it then."""
    if len(raw) != 2:
        return None  # that has been said
    low, high = raw
    if low == high:
        why = "a value that never changes needs no variable"
        faults.add("wrong-value", "a range goes from a lower to a higher number", (*path, "range"), why)
        return None
    if low > high:
        hint = Advice(f"write `range = [{high}, {low}]`", f"[{high}, {low}]", unquoted=True)
        faults.add("wrong-value", "a range goes from a lower to a higher number", (*path, "range"), hint)
        return (high, low)  # as it was meant
    return (low, high)


def _first(value: object, limits: tuple[int, int] | None, path: Path, faults: Faults) -> tuple[int, Draw]:
    """(the first value, what can be drawn) of a number, from its value or its table of weights."""
    if isinstance(value, dict):
        draw = drawn(draws(value, path, faults), drawn_number(limits, path, faults))
        return (draw[0][0] if draw else (limits or (0, 1))[0]), draw
    return _start(value, limits, path, faults), ()


def _start(value: object, limits: tuple[int, int] | None, path: Path, faults: Faults) -> int:
    low, high = limits or (-LARGEST_NUMBER, LARGEST_NUMBER)
    if type(value) is not int:
        faults.add("wrong-type", f"`{path[-1]}` needs a whole number", path)
        return low
    if not low <= value <= high:
        shown = value if abs(value) < 10**18 else "this number"  # Python prints no integer of thousands of digits
        faults.add("wrong-value", f"{shown} lies outside the range {low} to {high}", path)
        return low
    return value


def refuse(raw: DraftVariable, path: Path, keys: tuple[str, ...], noun: str, faults: Faults) -> None:
    """Record the keys that a variable of this sort does not have."""
    for key in keys:
        if getattr(raw, key) is not None:
            hint = Advice(f"leave `{key}` out", removes=True)
            faults.add("misplaced", f"{noun} has no `{key}`", (*path, key), hint, on_key=True)


def _check_derived(raw: DraftVariable, path: Path, faults: Faults) -> None:
    for key in ("start", "range", "values"):
        if getattr(raw, key) is not None:
            hint = Advice(f"leave `{key}` out: it follows from `is`", removes=True)
            faults.add("misplaced", f"a derived variable has no `{key}`", (*path, key), hint, on_key=True)
