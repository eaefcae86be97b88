"""One mistake, one finding, with what would have been right. `mistakes/README.md` tells how a section is written."""

from __future__ import annotations

import re

import pytest
from pages import FENCE, HERE, blocks, findings, written

from crisisengine.diagnostics import mended

PAGES = sorted((HERE / "mistakes").glob("[a-z]*.md"))
(AROUND,) = blocks((HERE / "mistakes" / "README.md").read_text(encoding="utf-8"), "around")
SECTIONS = [
    pytest.param({block["role"]: block["text"] for block in FENCE.finditer(section)}, id=section.partition("\n")[0])
    for page in PAGES
    for section in re.split(r"^## ", page.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
]


def files_with(section: dict[str, str]) -> dict[str, bytes]:
    """The scenario with the mistake in it, and a file that it could include."""
    text = AROUND["text"].replace(section["for"], section["wrote"], 1)
    assert text != AROUND["text"]
    return {"flood.toml": text.encode(), "parts.toml": b""}


@pytest.mark.parametrize("section", SECTIONS)
def test_a_mistake_is_told_once_with_its_place_and_is_gone_once_its_fix_is_made(section):
    files = files_with(section)
    found = findings(files, "flood.toml", explored=True)

    assert written(found) == section["says"].rstrip("\n")
    assert len(found) == 1
    if found[0].fix is not None:
        text = mended(files["flood.toml"].decode(), found[0].fix)
        after = findings(files | {"flood.toml": text.encode()}, "flood.toml")
        assert (found[0].code, found[0].message) not in [(left.code, left.message) for left in after]


def test_the_scenario_around_the_mistakes_has_none():
    assert findings({"flood.toml": AROUND["text"].encode()}, "flood.toml", explored=True) == ()
