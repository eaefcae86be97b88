"""What somebody meant whose text is no TOML: the slips of people who have never heard of it, each with the way out.

`tomllib` says where it could not go on, which is often far from what was left out. Each function here looks at the
text around that place for one kind of slip, and knows what would have been right.

Longer than 300 lines because every kind of slip that authors were seen to make has its function here, one after the other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from attrs import frozen

from crisisengine.loader.toml.texts import TEXT_OR_COMMENT
from crisisengine.loader.toml.written_dates import date_meant

__all__ = ["Slip", "slip_at"]

FARTHEST = 20_000
"""Characters that are looked back over for a bracket that was opened."""
LONGEST_VALUE = 2_000
"""Characters of a value that is looked at for slips of one line."""
_SWALLOWED = re.compile(
    r"""^[ \t]*(?:\[\[?[a-z_]+(?:\.[\w"'-]+)*\]\]?[ \t]*(?:\#.*)?$|[a-z_]+[ \t]*=[ \t]*(?:["'\[{]|[0-9-]+[ \t]*$|true|false))""",
    re.MULTILINE,
)
_KEY_AND_VALUE = re.compile(r"[ \t]*(?P<key>[\w.-]+)[ \t]*=[ \t]*(?P<value>[^\n]*)")
_NOTE = re.compile(r"(?P<mark>//|--|;|/\*|<!--|%)")
_IN_A_PATH = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.*-"
_CURLY = re.compile(
    '[\u201c\u201d\u201e\u00ab\u201f]([^"\\\\\n\u201c\u201d\u201e\u00ab\u00bb]*)[\u201c\u201d\u00bb]|\u2018([^"\\\\\n\u2018\u2019]*)\u2019'
)


@frozen
class Slip:
    """What is wrong, where, and what would have been right."""

    at: int
    message: str
    hint: str = ""
    start: int = 0
    end: int = 0
    instead: str | None = None
    """What to write from `start` to `end`; None where words must do."""


def slip_at(text: str, at: int, sentence: str) -> Slip | None:
    """The slip behind a sentence of `tomllib` about the character `at`, where it is one that people make."""
    here = text[at : at + 1]
    if not here.isprintable() and here not in "\n\t":
        return None
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", start)
    line = text[start : end if end >= 0 else len(text)]
    kinds = (_swallowed, _inline_table, _open_array)
    found = next(filter(None, (kind(text, at) for kind in kinds)), None)
    return found or next(_on_line(line, start, at, sentence), None) or _again(text, at, sentence)


# --- over several lines ----------------------------------------------------------------------------------------------


def _swallowed(text: str, at: int) -> Slip | None:
    """A text between three quotes that is closed by the opening of the next."""
    found = None
    for token in TEXT_OR_COMMENT.finditer(text, 0, len(text)):
        if token.start() >= at and found is not None:
            break
        if token.start() > at:
            break
        if token[0][:3] in ('"""', "'''"):
            line = _SWALLOWED.search(token[0], 3)
            if line is not None:
                found = token.start(), token.start() + line.start(), line[0].strip(), token[0][:3]
    if found is None:
        return None
    begins, behind, first, quotes = found
    number = text.count("\n", 0, behind) + 1
    shown = first if len(first) <= 60 else f"{first[:57]}..."
    message = f"this text is not closed: it goes on over `{shown}` in line {number}"
    before = len(text[:behind].rstrip())
    return Slip(begins, message, f"end it with `{quotes}` before that line", before, before, f"\n{quotes}")


def _opened(text: str, at: int, bracket: str) -> int | None:
    """Where a bracket stands that is open at a place."""
    closing = {"{": "}", "[": "]"}[bracket]
    begin = max(0, at - FARTHEST)
    masked = TEXT_OR_COMMENT.sub(lambda token: " " * len(token[0]), text[begin:at])
    depth = 0
    for place in range(len(masked) - 1, -1, -1):
        if masked[place] == closing:
            depth += 1
        elif masked[place] == bracket:
            if not depth:
                return begin + place
            depth -= 1
        elif masked[place] == "\n" and masked.startswith("[", place + 1) and bracket == "{":
            return None  # a header: nothing is open across it
    return None


def _inline_table(text: str, at: int) -> Slip | None:
    """A table between braces that goes over several lines, or ends in a comma."""
    begins = _opened(text, at, "{")
    if begins is None:
        return None
    closes = text.find("}", at)
    inside = text[begins : closes + 1] if 0 <= closes - begins < FARTHEST else ""
    if "\n" not in text[begins : at + 1]:
        comma = text[:at].rstrip()
        if text[at : at + 1] == "}" and comma.endswith(","):
            return Slip(at, "a comma stands before this `}`", "leave it out", len(comma) - 1, at, " ")
        return None
    joined = None
    if inside and "#" not in inside and "\n[" not in inside and '"""' not in inside and "'''" not in inside:
        joined = re.sub(r",\s*}$", " }", " ".join(inside.split()))
    message = "a table between braces stands on one line"
    shown = f"write `{joined}`" if joined and len(joined) < 100 else "join its lines, without a comma before `}`"
    return Slip(begins, message, shown, begins, closes + 1, joined)


def _open_array(text: str, at: int) -> Slip | None:
    """A list that is open where the next key or table begins."""
    line = text[text.rfind("\n", 0, at) + 1 :]
    begins = _opened(text, at, "[")
    if begins is None or "\n" not in text[begins:at] or text[begins - 1 : begins] in ("", "\n"):
        return None
    if not (re.match(r"[ \t]*[a-z_]+[ \t]*=", line) or line.startswith("[")):
        return None
    ends = len(text[: text.rfind("\n", 0, at) + 1].rstrip())
    return Slip(begins, "this list is not closed", "end it with `]`", ends, ends, "]")


# --- on one line -----------------------------------------------------------------------------------------------------


def _on_line(line: str, start: int, at: int, sentence: str) -> Iterator[Slip]:
    bare = line.lstrip()
    indent = start + len(line) - len(bare)
    note = _NOTE.match(bare)
    if note is not None:
        yield Slip(
            indent,
            "a note to oneself begins with `#`",
            f"write `#` for `{note['mark']}`",
            indent,
            indent + note.end(),
            "#",
        )
    if bare.startswith("["):
        yield from _header(line, start)
    drawn = re.match(r"(={2,}|[*+>-]+ |-+>|<<|:: )", bare)
    if drawn is not None:
        hint = "a scene begins with `[scene.ID]`, a measure with `[scene.ID.measure.ID]`, and its way on is `goto`"
        yield Slip(indent, "this is no table and no key", hint, indent, indent + drawn.end())
    quoted = re.match(r"([\"'])([\w-]+)\1[ \t]*:[ \t]*([^\n]*?),?[ \t]*$", bare)
    if quoted is not None:
        right = f"{quoted[2]} = {quoted[3]}"
        yield Slip(
            indent,
            "this is JSON: a key has no quotes, and `=` before its value",
            f"write `{right[:100]}`",
            indent,
            indent + len(bare.rstrip()),
            right,
        )
    twice = re.match(r"[\w.-]+[ \t]*(==)", bare)
    if twice is not None:
        begins, ends = indent + twice.start(1), indent + twice.end(1)
        yield Slip(begins, "a key and its value are joined by `=`", "write `=` once", begins, ends, "=")
    colon = re.match(r"([\w-]+)[ \t]*(:=?)", bare)
    if colon is not None:
        yield Slip(
            indent + colon.start(2),
            "a key and its value are joined by `=`",
            f"write `=` for `{colon[2]}`",
            indent + colon.start(2),
            indent + colon.end(2),
            " =" if colon.start(2) == colon.end(1) else "=",
        )
    odd = re.match(r"([^\s=\[\]{}#\"',]+)[ \t]*=", bare)
    if odd is not None and not re.fullmatch(r"[A-Za-z0-9_.-]+", odd[1]):
        yield Slip(
            indent,
            f"`{odd[1][:80]}` cannot be a key",
            "keys have letters a to z, digits and `_`",
            indent,
            indent + odd.end(1),
        )
    found = _KEY_AND_VALUE.match(line)
    if found is not None and found["value"]:
        yield from _value(found["value"], start + found.start("value"), at)
    yield from _inside_text(line, start, at, sentence)


def _header(line: str, start: int) -> Iterator[Slip]:
    """`[scene.the gate]`, `[scene.été]`, `[scene.gate`."""
    found = re.match(r"[ \t]*\[\[?([^\]\"'\n#]*)", line)
    if found is None:
        return
    at = found.start(1)
    for part in found[1].split("."):
        name = part.strip()
        if name and not re.fullmatch(r"[A-Za-z0-9_-]+", name):
            begins = start + at + len(part) - len(part.lstrip())
            plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
            near = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
            hint = "ids have lower-case letters a to z, digits and `_`"
            joint = re.fullmatch(r"([A-Za-z0-9_-]+)[ \t]+(measure|chance)", name)
            if joint is not None:
                right = f"{joint[1]}.{joint[2]}"
                ends = begins + len(name)
                yield Slip(begins, "a dot is missing here", f"write `{right}`", begins, ends, right)
            yield Slip(
                begins,
                f"`{name[:80]}` cannot be an id",
                f"write `{near}`: {hint}" if near else hint,
                begins,
                begins + len(name),
                near or None,
            )
        at += len(part) + 1
    beside = re.match(r"[ \t]*\[\[?[A-Za-z0-9_.-]+\]\]?([ \t]*)([A-Za-z_]\w*[ \t]*=)", line)
    if beside is not None:
        begins = start + beside.start(1)
        yield Slip(
            start + beside.start(2),
            "a key stands on a line of its own",
            "begin a new line here",
            begins,
            start + beside.end(1),
            "\n",
        )
    if "]" not in line:
        bare = line.rstrip()
        double = bare.lstrip().startswith("[[")
        whole = re.fullmatch(r"[ \t]*\[\[?[A-Za-z0-9_.-]+", bare) is not None
        ends = start + len(bare)
        closing = ("]" * (1 + double)) if whole else None
        yield Slip(ends, "`]` is missing at the end of this header", "write it there", ends, ends, closing)


def _lists(bare: str, start: int) -> Iterator[Slip]:
    """Lists without brackets, without quotes, in other brackets."""
    pair = re.fullmatch(r"[\[({]? *(-?[0-9]+) *(?:\.\.\.?|-|,|to|\u2013) *(-?[0-9]+) *[\])}]?", bare)
    if pair is not None and not re.fullmatch(r"[0-9]{1,3},[0-9]{3}", bare):
        right = f"[{pair[1]}, {pair[2]}]"
        yield Slip(
            start,
            "two numbers stand in square brackets with a comma between them",
            f"write {right}",
            start,
            start + len(bare),
            right,
        )
    braced = re.fullmatch(r"[{(] *((?:\"[^\"\\]*\"|'[^']*')(?: *, *(?:\"[^\"\\]*\"|'[^']*'))*) *,? *[})]", bare)
    if braced is not None:
        yield Slip(
            start,
            "a list stands in square brackets",
            f"write `[{braced[1]}]`" if len(bare) < 80 else "",
            start,
            start + len(bare),
            f"[{braced[1]}]",
        )
    listed = re.fullmatch(r"\[ *([^\[\]\"'{}#]+?) *,? *\]", bare)
    parts = [part.strip() for part in listed[1].split(",")] if listed is not None else []
    if any(re.match(r"[^\W\d]", part) and part not in ("true", "false") for part in parts):
        right = "[" + ", ".join(f'"{part}"' for part in parts) + "]"
        hint = f"write `{right}`" if len(right) < 100 else ""
        yield Slip(start, "each text in a list stands in quotes", hint, start, start + len(bare), right)


def _value(value: str, start: int, at: int) -> Iterator[Slip]:
    """A value that is nearly one."""
    bare = value.partition("#")[0].rstrip()
    if len(bare) > LONGEST_VALUE:
        return
    yield from _lists(bare, start)
    ended = re.fullmatch(r"(\"[^\"\\]*\"|'[^']*'|\[[^\[\]]*\]|\{[^{}]*\}|[\w.:+-]+)[ \t]*([,;])", bare)
    if ended is not None:
        begins = start + ended.start(2)
        yield Slip(
            begins,
            f"no `{ended[2]}` stands behind a value: the next key begins on the next line",
            "leave it out",
            begins,
            begins + 1,
            "",
        )
    ticked = re.fullmatch(r"`([^`\"\\]*)`", bare)
    if ticked is not None:
        yield Slip(
            start,
            "a text stands in straight quotes",
            f'write `"{ticked[1]}"`'.replace("``", "`"),
            start,
            start + len(bare),
            f'"{ticked[1]}"',
        )
    spoken = re.fullmatch(r"[^\W\d][^\"\\\[\]{}#,]*'[^\"\\\[\]{}#]*", bare)
    if spoken is not None and at <= start + len(bare):
        yield Slip(
            start,
            "a text stands in quotes",
            f'write `"{bare}"`' if len(bare) < 80 else "",
            start,
            start + len(bare),
            f'"{bare}"',
        )
    dated = _date(bare, start)
    if dated is not None:
        yield dated
    noted = re.match(r"(?P<kept>\"[^\"]*\"|'[^']*'|\[[^\]]*\]|\{[^}]*\}|[\w.:+-]+)[ \t]+" + _NOTE.pattern, bare)
    if noted is not None and not re.fullmatch(r"\w+", bare):
        begins, ends = start + noted.start("mark"), start + noted.end("mark")
        yield Slip(begins, "a note to oneself begins with `#`", f"write `#` for `{noted['mark']}`", begins, ends, "#")
    number = re.fullmatch(r"-?[0-9]{1,3}(?:,[0-9]{3})+", bare)
    if number is not None:
        whole = bare.replace(",", "")
        yield Slip(start, "a number has no comma", f"write {whole}", start, start + len(bare), whole)
    counted = re.fullmatch(r"(-?[0-9]+)[ \t]*(%|[a-z]{2,12})", bare)
    if counted is not None:
        yield Slip(
            start + counted.start(2),
            f"a number stands alone, without `{counted[2]}`",
            f"write {counted[1]}",
            start,
            start + len(bare),
            counted[1],
        )
    if re.fullmatch(r"0[0-9]+", bare):
        yield Slip(
            start,
            "a number does not begin with 0",
            f"write {int(bare[:9])}",
            start,
            start + len(bare),
            f"{int(bare[:9])}",
        )
    curly = _CURLY.match(bare)
    if curly is not None:
        inner = curly[1] if curly[1] is not None else curly[2]
        yield Slip(
            start,
            "these quotation marks are not the keyboard's",
            f'write `"{inner}"`' if len(inner) < 60 else 'use straight ones: `"`',
            start,
            start + curly.end(),
            f'"{inner}"',
        )
    truth = re.fullmatch(r"(?i)(true|yes|on|false|no|off)", bare)
    if truth is not None and bare not in ("true", "false"):
        word = "true" if truth[1].lower() in ("true", "yes", "on") else "false"
        yield Slip(
            start,
            "this value cannot be read",
            f"write `{word}`, small and without quotes",
            start,
            start + len(bare),
            word,
        )
    elif re.fullmatch(r"[^\W\d][^\"'\\\[\]{}#,]*", bare) and start <= at <= start + len(bare):
        shown = f'write `"{bare}"`: ' if len(bare) < 60 else ""
        yield Slip(
            start,
            "a text stands in quotes",
            f"{shown}texts, ids and expressions stand in quotes",
            start,
            start + len(bare),
            f'"{bare}"',
        )


def _date(bare: str, start: int) -> Slip | None:
    """A date in another order than year, month, day, with its own day in the right one; None where it is right, or none."""
    found = date_meant(bare)
    if found is None or found.right == bare:
        return None
    message = found.wrong or "a date is a year, a month and a day, with a `T` before the time"
    if not found.right or found.other:
        return Slip(start, message, found.advice)
    return Slip(start, message, found.advice, start, start + len(bare), found.right)


def _inside_text(line: str, start: int, at: int, sentence: str) -> Iterator[Slip]:
    """Quotes and backslashes within a text, and a text that its line does not close."""
    if sentence.startswith("Unescaped"):
        before = line[: at - start]
        before = before[len(before.rstrip(_IN_A_PATH)) :]
        behind = line[at - start + 1 :]
        behind = behind[: len(behind) - len(behind.lstrip(_IN_A_PATH + "\\"))]
        if behind.endswith(".toml"):
            right = f"{before}/{behind}".replace("\\", "/")
            hint = f"write `/` between a folder and a file: `{right}`"
            yield Slip(at, "this backslash has no meaning", hint, at - len(before), at + 1 + len(behind), right)
    gap = re.search(r"""[\[,][ \t]*(["'])[^"'\n]*\1([ \t]+)\1""", line)
    if gap is not None and start + gap.start(2) <= at <= start + gap.end(2):
        begins, ends = start + gap.start(2), start + gap.end(2)
        yield Slip(begins, "`,` is missing between two texts", "write `,` here", begins, ends, ", ")
    opened = re.fullmatch(r"[ \t]*[\w.-]+[ \t]*=[ \t]*(?P<quote>[\"'])(?P<inner>[^\"'\\]*)", line.rstrip())
    if opened is not None:
        ends = start + len(line.rstrip())
        begins = start + opened.start("quote")
        yield Slip(
            begins,
            "a text is not closed on its line",
            f'end it with `{opened["quote"]}`; a longer one stands between `"""` and `"""`',
            ends,
            ends,
            opened["quote"],
        )
    if '"""' in line or "'''" in line:
        return
    quoted = re.fullmatch(
        r"[ \t]*[\w.-]+[ \t]*=[ \t]*\[?(?P<quote>[\"'])(?P<inner>[^\n]*)(?P=quote)\]?[ \t]*(?:#.*)?", line
    )
    if (
        quoted is not None
        and quoted["quote"] in quoted["inner"]
        and '", "' not in quoted["inner"]
        and "', '" not in quoted["inner"]
    ):
        yield _quotes_within(quoted, start)


def _quotes_within(quoted: re.Match[str], start: int) -> Slip:
    """`"track == "delta""`, `'track == 'delta''`, `"He said "no""`."""
    quote, inner = quoted["quote"], quoted["inner"]
    begins, ends = start + quoted.start("quote"), start + quoted.end("inner") + 1
    at = start + quoted.start("inner") + inner.index(quote)
    if "\\" in inner:
        return Slip(
            at, "the text ends here, at its own kind of quotation mark", r"write `\"` for one that is meant to be seen"
        )
    if re.search(r"[=<>!]=|[<>]|\b(?:taken|visits|due|possible)\(", inner) or re.fullmatch(r"[a-z_.]+ = .*", inner):
        right = '"' + inner.replace('"', "'") + '"'
        return Slip(
            at,
            "the text ends here, at its own kind of quotation mark",
            f"write {right}: the words of an expression stand in single quotes",
            begins,
            ends,
            right,
        )
    if quote == "'":
        return Slip(
            at,
            "the text ends here, at its own kind of quotation mark",
            "put the text between double quotes",
            begins,
            ends,
            None if '"' in inner else f'"{inner}"',
        )
    right = '"' + inner.replace('"', '\\"') + '"'
    return Slip(
        at,
        "the text ends here, at its own kind of quotation mark",
        r"write `\"` for one that is meant to be seen",
        begins,
        ends,
        right,
    )


# --- a second time ---------------------------------------------------------------------------------------------------


def _again(text: str, at: int, sentence: str) -> Slip | None:
    """A table or a key that stands twice: where the first one is."""
    start = text.rfind("\n", 0, at - 1) + 1
    line = text[start : text.find("\n", start) if "\n" in text[start:] else len(text)]
    header = re.match(r"[ \t]*(\[\[?[^\]\n]+\]\]?)", line)
    if header is not None and re.match("Cannot (declare|redefine|mutate)", sentence):
        first = re.search(rf"^[ \t]*{re.escape(header[1])}", text[:start], re.MULTILINE)
        if first is not None:
            number = text.count("\n", 0, first.end()) + 1
            return Slip(
                start + header.start(1),
                f"`{header[1]}` stands twice, first in line {number}",
                "give the last part of one of them another name, or delete that header with all its keys",
            )
    key = re.match(r"[ \t]*([\w-]+)[ \t]*=", line)
    if key is not None and sentence.startswith("Cannot overwrite"):
        above = max(text.rfind("\n[", 0, start), 0)
        first = re.search(rf"^[ \t]*{re.escape(key[1])}[ \t]*=", text[above:start], re.MULTILINE)
        if first is not None:
            number = text.count("\n", 0, above + first.end()) + 1
            return Slip(
                start + key.start(1),
                f"the key `{key[1]}` stands twice in its table, first in line {number}",
                "keep one of them",
            )
    return None
