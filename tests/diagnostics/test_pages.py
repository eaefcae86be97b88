"""Every page is executed: what it says is said, what is mended is sound. README.md tells how examples are written."""

from __future__ import annotations

from pathlib import Path

import pytest
from pages import FENCE, PAGES, blocks, said

from crisisengine.diagnostics import CODES


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert [path.stem for path in PAGES] == sorted(CODES)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_is_headed_by_its_code_and_shows_each_kind_of_block(path: Path) -> None:
    page = path.read_text(encoding="utf-8")

    assert page.startswith(f"# {path.stem}\n\n")
    assert [len(blocks(page, role)) > 0 for role in ("fails", "says", "mended")] == [True, True, True]
    assert page.index("fails") < page.index("```text says") < page.index("mended")
    assert page.count("```") == 2 * len(FENCE.findall(page)), "every block has a role"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_failing_example_says_what_the_page_says(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    (expected,) = blocks(page, "says")

    assert said(page, "fails") == expected["text"].rstrip("\n")
    assert f"{CODES[path.stem].severity}[{path.stem}]" in expected["text"]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_mended_example_raises_nothing(path: Path) -> None:
    page = path.read_text(encoding="utf-8")

    assert said(page, "mended") == ""
