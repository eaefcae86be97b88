"""The documents that TOML forbids: each is refused with one diagnostic that says where, in words for an author."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading_aloud import ROOT, only, reading_of

SUITE = ROOT.parent / "shared" / "toml-test" / "invalid"
DOCUMENTS = sorted(SUITE.rglob("*.toml"))


@pytest.mark.skipif(not DOCUMENTS, reason="no copy of the TOML test suite beside the checkout")
@pytest.mark.parametrize("path", DOCUMENTS, ids=[str(path.relative_to(SUITE)) for path in DOCUMENTS])
def test_a_forbidden_document_is_refused_with_one_clear_diagnostic(path: Path) -> None:
    content = path.read_bytes()
    found = only(reading_of(content))

    assert found.severity == "error"
    assert found.code in ("toml-syntax", "not-utf8")
    assert 1 <= found.line <= content.count(b"\n") + 1
    assert found.column >= 1
    assert found.message.isprintable()
    assert not any(
        word in found.message for word in ("namespace", "inline table", "statement", "declaration", "Unescaped", "('")
    )


@pytest.mark.parametrize(
    ("text", "said", "place"),
    [
        ('a = "b" c', 'nothing can follow a value on its line; write `\\"` for a quotation mark within a text', (1, 9)),
        ("a = b", 'a text stands in quotes; write `"b"`: texts, ids and expressions stand in quotes', (1, 5)),
        ("a = True", "this value cannot be read; write `true`, small and without quotes", (1, 5)),
        ("a = “b”", "these quotation marks are not the keyboard's; write `\"b\"`", (1, 5)),
        ("a = # nothing", "a value is missing here; ", (1, 5)),
        ("a = [1,, 2]", "a value is missing before `,`; ", (1, 8)),
        ("a", "`=` is missing after this key; ", (1, 1)),
        ("= 1", "this is neither a key nor a table's header; ", (1, 1)),
        ('a = "b\nc"', 'a text is not closed on its line; end it with `"`; a longer one stands between `"""` and `"""`', (1, 5)),
        ("a = 'b\nc'", 'a text is not closed on its line; end it with `\'`; a longer one stands between `"""` and `"""`', (1, 5)),
        ('x = 1\na = """b\nc\n\n', "a text is not closed; end it with the quotes that it begins with", (2, 5)),
        ("a = [1\n\n", "`,` or `]` is missing here; ", (1, 7)),
        ("[a\nb = 1", "`]` is missing at the end of this header; write it there", (1, 3)),
        ("[]", "a key is missing here; ", (1, 2)),
        ('a = "\\d"', 'this backslash has no meaning; write `\\\\` for a backslash, `\\"` for a quotation mark', (1, 6)),
        ("a = 1992-02-30", "there is no such date; February 1992 has 29 days", (1, 5)),
        ("a = 1992-02-20T25:00:00", "there is no such date or time; hours go from 00 to 23, minutes from 00 to 59", (1, 5)),
        ("a = 1\na = 2", "the key `a` stands twice in its table, first in line 1; keep one of them", (2, 1)),
        ("[a.b]\n[a.b]", "`[a.b]` stands twice, first in line 1; give the last part of one of them another name, or delete that header with all its keys", (2, 1)),
        ("a = 1\x00", "the character U+0000 is not allowed here; delete it, or write a plain blank", (1, 6)),
    ],
)  # fmt: skip
def test_a_fault_of_toml_is_told_to_somebody_who_has_never_heard_of_toml(
    text: str, said: str, place: tuple[int, int]
) -> None:
    found = only(reading_of(text))

    assert f"{found.message}; {found.hint}" == said
    assert (found.line, found.column) == place
