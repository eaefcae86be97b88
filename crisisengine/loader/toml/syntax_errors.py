"""What `tomllib` finds wrong, in our voice: for somebody who writes a scenario and has never heard of a statement.

`tomllib` stops at the first fault and says what it expected there. Its sentences are translated one by one; one that
is new (another Python's) is passed on as it is.
"""

from __future__ import annotations

import re

from crisisengine.text.printable import printable

__all__ = ["in_our_voice"]

_ONE_ID = "each id and each key stands once; merge the two, or give one of them another name"
_SENTENCES = (
    (r"Expected newline or end of document after a statement", "nothing can follow a value on its line", ""),
    (r"Expected '=' after a key in a key/value pair", "`=` is missing after this key", ""),
    (r"Invalid statement", "this is neither a key nor a table's header", ""),
    (r"Invalid initial character for a key part", "a key is missing here", ""),
    (r"Expected '\]' at the end of a table declaration", "`]` is missing at the end of this header", ""),
    (r"Expected '\]\]' at the end of an array declaration", "`]]` is missing at the end of this header", ""),
    (r"Unclosed array", "`,` or `]` is missing here", ""),
    (
        r"Unclosed inline table",
        "`,` or `}` is missing here",
        "such a table stands on one line, without a comma at its end",
    ),
    (r"Unterminated string", "a text is not closed", "end it with the quotes that it begins with"),
    (r"Expected [\"']'{1,3}[\"']", "a text is not closed", "end it with the quotes that it begins with"),
    (
        r"(Illegal|Found invalid) character '\\n'",
        "a text is not closed on its line",
        'end it with `"`; a longer one stands between `"""` and `"""`',
    ),
    (
        r"Unescaped '\\' in a string",
        "this backslash has no meaning",
        r"write `\\` for a backslash, `\"` for a quotation mark",
    ),
    (
        r"Invalid hex value",
        "this code of a character cannot be read",
        r"write `\u` and four digits, or the character itself",
    ),
    (r"Escaped character is not a Unicode scalar value", "there is no character with this code", ""),
    (r"Invalid date or datetime", "there is no such date or time", "write 1992-03-30, or 1992-03-30T06:00:00"),
    (r"Cannot overwrite a value", "this key stands twice", _ONE_ID),
    (r"Duplicate inline table key .*", "this key stands twice", _ONE_ID),
    (r"Cannot declare (?P<key>.*) twice", "the table `{}` is declared twice", _ONE_ID),
    (r"Cannot redefine namespace (?P<key>.*)", "the table `{}` is declared already", _ONE_ID),
    (r"Cannot mutate immutable namespace (?P<key>.*)", "`{}` is complete already and takes no further keys", _ONE_ID),
)
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
_INSTEAD = (
    (r"(?i)(true|yes|on)\b", "write `true`, small and without quotes"),
    (r"(?i)(false|no|off)\b", "write `false`, small and without quotes"),
    ("[\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb]", 'use straight quotation marks: `"`'),
    (r"[^\W\d]", "texts, ids and expressions stand in quotes"),
)
_TEXT_GOES_ON = r"write `\"` for a quotation mark within a text"


def in_our_voice(sentence: str, text: str, at: int) -> tuple[str, str]:
    """The message and the hint for a sentence of `tomllib` about the character `at` of a text."""
    here = text[at : at + 1]
    if not here.isprintable() and here not in "\n\t":
        return f"the character U+{ord(here):04X} is not allowed here", "delete it, or write a plain blank"
    if sentence == "Invalid value":
        return _value(text, at)
    for pattern, message, hint in _SENTENCES:
        found = re.fullmatch(pattern, sentence)
        if found is not None:
            key = found.groupdict().get("key") or ""
            route = ".".join(single or double for single, double in _QUOTED.findall(key))
            follows_text = message.startswith("nothing can follow") and text[max(0, at - 2) : at].rstrip()[-1:] == '"'
            return printable(message.replace("{}", route)), _TEXT_GOES_ON if follows_text else hint
    return printable(sentence[:1].lower() + sentence[1:].rstrip(".")), ""


def _value(text: str, at: int) -> tuple[str, str]:
    here = text[at : at + 40]
    if not here.partition("\n")[0].partition("#")[0].strip():
        return "a value is missing here", ""
    if here[0] in ",]}":
        return f"a value is missing before `{here[0]}`", ""
    hint = next((hint for pattern, hint in _INSTEAD if re.match(pattern, here)), "")
    return "this value cannot be read", hint
