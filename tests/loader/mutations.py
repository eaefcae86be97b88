"""Scenarios gone wrong: texts that authors, editors and enemies could make of sound ones; and what must hold for all.

`python tests/loader/mutations.py SEED` prints the text that a seed makes.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from random import Random

from reading_aloud import DOCTRINE, EXAMPLE, INCLUDED, LAKE, ROOT

from crisisengine.diagnostics import CODES, as_json, concise, full
from crisisengine.engine.notes import role_card, scene_notes
from crisisengine.engine.rules import begin, offers, possible, step
from crisisengine.engine.view import account, view
from crisisengine.loader import MemoryResolver, Reading, Volume, read
from crisisengine.model.scenario import Scenario

TOKEN = re.compile(r'"""|"[^"\n]*"|\'[^\'\n]*\'|[A-Za-z_][A-Za-z_0-9]*|[0-9]+|[^\s\w]|\s+')
VALUES = (
    *("0", "1", "-1", "3", "2147483647", "2147483648", "-2147483649", "99999999999999999999", "0x" + "f" * 5000),
    *(
        "9" * 5000,
        "1.0",
        "nan",
        "-inf",
        "1e400",
        "true",
        "false",
        '""',
        '"x"',
        "'y'",
        '"""\nlong\n"""',
        '"true"',
        '"3"',
    ),
    *("[]", "[[]]", "[1, 2]", '["a"]', '["a", 1]', "{}", "{ a = 1 }", '{ 0 = "a" }', "[{}]", '{ "" = "" }'),
    *("1992-03-30", "9999-12-31", "0001-01-01", "1992-03-30T06:00:00", "1992-03-30T06:00:00Z", "06:00:00"),
    *(
        '"\\u202e"',
        '"\\u0000"',
        '"\\u001b[2J"',
        '"{"',
        '"{}"',
        '"{trust}"',
        '"{trust.word: a | b}"',
        '"[^unhcr]"',
        '"\\n"',
    ),
)
PIECES = (
    *("trust", "soc.consent", "'dry'", "season", "day", "scene.road", "ending.stopped", "escort_promised", "reach"),
    *("taken('escort')", "visits('road') >= 2", "due('rumour')", "possible('safe_home')", "least(consent)", "min()"),
    *(
        "+",
        "-",
        "*",
        "//",
        "%",
        "==",
        "!=",
        "<",
        "<=",
        "and",
        "or",
        "not",
        "if",
        "else",
        "(",
        ")",
        ",",
        "=",
        "+=",
        "-=",
    ),
    *(
        "0",
        "1",
        "2147483648",
        "99999999999",
        "1.5",
        "''",
        "'",
        '"',
        "{",
        "}",
        "|",
        ":",
        "[^",
        "]",
        "\\",
        "#",
        "\n",
        "\t",
    ),
    *(
        "\x00",
        "\x1b",
        "\u202e",
        "\u2028",
        "\U000e0041",
        "\ufeff",
        "\u17d2\u178f",
        "é",
        "\u2212",
        "\u200b",
        "__import__('os')",
    ),
)
KEYS = (
    *(
        "when",
        "requires",
        "effects",
        "goto",
        "later",
        "cancel",
        "takes",
        "chance",
        "weight",
        "on",
        "start",
        "is",
        "range",
    ),
    *(
        "values",
        "bands",
        "tags",
        "gates",
        "scenes",
        "at",
        "always",
        "include",
        "extends",
        "format",
        "allow",
        "main",
        "of",
    ),
    *(
        "consent",
        "rest",
        "measure",
        "scene",
        '"a.b"',
        '""',
        "__class__",
        "title",
        "text",
        "repeat",
        "verifies",
        "claims",
        "default",
        "minutes",
        "guidance",
        "ask",
        "for",
        "chair",
        "knows",
    ),
)
HEADERS = (
    "[scene.road]",
    "[[scene]]",
    "[scene]",
    "[ending.road]",
    "[doctrine]",
    "[variable.day]",
    "[x]",
    "[party.soc.of]",
    "[role.officer]",
    "[role]",
)


@cache
def originals() -> tuple[str, ...]:
    """What is mutated."""
    files = ("scenarios/the_convoy_home.toml", "crisisengine/doctrines/peacekeeping.toml")
    return (EXAMPLE, *((ROOT / name).read_text(encoding="utf-8") for name in files))


@cache
def resolver() -> MemoryResolver:
    """What the originals reach for."""
    beside = {"mine.toml": DOCTRINE, "lake/one.toml": INCLUDED, "peacekeeping": originals()[2], "lake.geojson": LAKE}
    return MemoryResolver(beside | {"cambodia.geojson": LAKE})


def mutated(seed: int) -> bytes:
    """A text that the seed decides."""
    chance = Random(seed)
    first = chance.choices(originals(), weights=(12, 2, 1))[0]
    lines = first.split("\n")
    if len(lines) > 400 and chance.random() < 0.8:  # shorter ones are read faster, so more are read
        headers = _headers(lines)
        start, stop = sorted(chance.choices(headers, k=2))
        lines = [*lines[: headers[3]], *lines[start : min(stop, start + 200)]]
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        chance.choice(CHANGES)(lines, chance)
    text = "\n".join(lines)
    if chance.random() < 0.03:
        text = text[: chance.randrange(len(text) + 1)]
    content = text.encode("utf-8", "surrogatepass")
    if chance.random() < 0.03 and content:
        at = chance.randrange(len(content))
        content = content[:at] + bytes([chance.randrange(256)]) + content[at + chance.randrange(2) :]
    return content


def _headers(lines: list[str]) -> list[int]:
    """Where tables begin."""
    return [at for at, line in enumerate(lines) if re.match(r"\[[a-z_.]+\]", line)] or [0]


def _line(lines: list[str], chance: Random) -> int:
    return chance.randrange(len(lines)) if lines else 0


def _remove(lines: list[str], chance: Random) -> None:
    at = _line(lines, chance)
    del lines[at : at + chance.choice((1, 1, 2, 8))]


def _repeat(lines: list[str], chance: Random) -> None:
    at = _line(lines, chance)
    lines[at:at] = lines[at : at + chance.choice((1, 3, 8))] * chance.choice((1, 1, 1, 40))


def _swap(lines: list[str], chance: Random) -> None:
    if lines:
        first, second = _line(lines, chance), _line(lines, chance)
        lines[first], lines[second] = lines[second], lines[first]


def _splice(lines: list[str], chance: Random) -> None:
    other = chance.choice(originals()).split("\n")
    headers = _headers(other)
    number = chance.randrange(len(headers) - 1)
    at = chance.choice(_headers(lines))
    lines[at:at] = other[headers[number] : headers[min(number + chance.choice((1, 1, 3)), len(headers) - 1)]]


def _token(lines: list[str], chance: Random) -> None:
    if not lines:
        return
    at = _line(lines, chance)
    tokens = TOKEN.findall(lines[at])
    if not tokens:
        return
    here = chance.randrange(len(tokens))
    others = TOKEN.findall(lines[_line(lines, chance)]) or [" "]
    match chance.randrange(4):
        case 0:
            del tokens[here]
        case 1:
            tokens[here] = chance.choice(others)
        case 2:
            tokens.insert(here, chance.choice(PIECES))
        case _:
            tokens[here] = chance.choice(PIECES)
    lines[at] = "".join(tokens)


def _inside(lines: list[str], chance: Random) -> None:
    """Change one token of a text or an expression, its quotes left whole."""
    quoted = [at for at, line in enumerate(lines) if '"' in line]
    if not quoted:
        return
    at = chance.choice(quoted)
    head, _, rest = lines[at].partition('"')
    inner, _, tail = rest.rpartition('"')
    tokens = TOKEN.findall(inner) or [""]
    tokens[chance.randrange(len(tokens))] = chance.choice(PIECES).replace('"', "'").replace("\n", " ")
    lines[at] = f'{head}"{"".join(tokens)}"{tail}'


def _value(lines: list[str], chance: Random) -> None:
    keyed = [at for at, line in enumerate(lines) if " = " in line]
    if keyed:
        at = chance.choice(keyed)
        lines[at] = f"{lines[at].partition(' = ')[0]} = {chance.choice(VALUES)}"


def _key(lines: list[str], chance: Random) -> None:
    keyed = [at for at, line in enumerate(lines) if " = " in line]
    if keyed:
        at = chance.choice(keyed)
        lines[at] = f"{chance.choice(KEYS)} = {lines[at].partition(' = ')[2]}"


def _new(lines: list[str], chance: Random) -> None:
    line = chance.choice(HEADERS) if chance.random() < 0.3 else f"{chance.choice(KEYS)} = {chance.choice(VALUES)}"
    lines.insert(_line(lines, chance), line)


def _rename(lines: list[str], chance: Random) -> None:
    """One id, everywhere: what loads again is another scenario."""
    ids = sorted(set(re.findall(r"[a-z_]{3,}", "\n".join(lines))))
    if ids:
        old, new = chance.choice(ids), chance.choice(ids)
        lines[:] = [re.sub(rf"\b{old}\b", new, line) for line in lines]


def _number(lines: list[str], chance: Random) -> None:
    """Another number: the scenario often stays sound."""
    numbered = [at for at, line in enumerate(lines) if re.search(r"\b[0-9]+\b", line)]
    if numbered:
        at = chance.choice(numbered)
        new = chance.choice(("0", "1", "2", "5", "12", "100000", "2147483647"))
        spots = [found.span() for found in re.finditer(r"\b[0-9]+\b", lines[at])]
        start, end = chance.choice(spots)
        lines[at] = lines[at][:start] + new + lines[at][end:]


CHANGES = (
    *(
        _remove,
        _repeat,
        _swap,
        _splice,
        _splice,
        _token,
        _inside,
        _inside,
        _inside,
        _inside,
        _value,
        _value,
        _key,
        _new,
    ),
    *(_rename, _rename, _number, _number),
)


def check(content: bytes) -> Reading:
    """Read a text; whatever is said about it must be well said, and whatever loads must play."""
    reading = read("id", Volume("id.toml", content), resolver())
    texts = {source.name: source.text.split("\n") for source in reading.sources}
    for diagnostic in reading.diagnostics:
        assert diagnostic.code in CODES
        assert diagnostic.severity == CODES[diagnostic.code].severity
        assert diagnostic.message
        assert (diagnostic.message + diagnostic.hint + diagnostic.route).isprintable()
        assert diagnostic.line >= 1
        assert diagnostic.column >= 1
        lines = texts.get(diagnostic.file)
        if lines is not None:
            assert diagnostic.line <= len(lines)
            assert diagnostic.column <= len(lines[diagnostic.line - 1]) + 1
            assert lines[diagnostic.line - 1] == diagnostic.excerpt
        assert "\n" not in concise(diagnostic)
        assert all(line.isprintable() for line in full(diagnostic).split("\n"))
        as_json(diagnostic)
    assert (reading.scenario is None) == bool(reading.errors)
    if reading.scenario is not None:
        play(reading.scenario)
    return reading


def play(scenario: Scenario, steps: int = 6) -> None:
    """Take whatever is open, for a few steps, looking at everything."""
    state = begin(scenario)
    chance = Random(len(scenario.scenes))
    for _ in range(steps):
        view(scenario, state)
        scene_notes(scenario, state)
        for role in scenario.roles:
            role_card(scenario, state, role)
        taken = [offer.measure for offer in offers(scenario, state) if offer.open]
        if not taken:
            return
        measure = chance.choice(taken)
        odds = possible(scenario, state, measure)
        done = step(scenario, state, measure, chance.choice(odds)[0] if odds else None)
        account(scenario, done)
        state = done.after
    view(scenario, state)


if __name__ == "__main__":
    sys.stdout.buffer.write(mutated(int(sys.argv[1])))
