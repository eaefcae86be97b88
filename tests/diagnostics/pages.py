"""The examples of the pages: cut out of them, written into files, read. README.md tells how examples are written."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from crisisengine.diagnostics import Diagnostic, concise
from crisisengine.storage import read_scenario

HERE = Path(__file__).parent
FENCE = re.compile(
    r"^```(?P<language>\w+) (?P<role>\w+)(?P<marks>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
BYTES = re.compile(rb"\\x([0-9a-f]{2})(?:\{(\d+)\})?")
PAGES = sorted(path for path in HERE.glob("*.md") if path.name != "README.md")


def blocks(page: str, role: str) -> list[re.Match[str]]:
    """The fenced blocks of a page that play a role: `fails`, `says`, `mended`, `around`."""
    return [block for block in FENCE.finditer(page) if block["role"] == role]


def said(page: str, role: str) -> str:
    """What the program says about a page's failing or mended example."""
    examples = blocks(page, role)
    if examples[0]["language"] == "console":
        return written(findings({}, examples[0]["text"].removeprefix("$ crisisengine check ").strip()))
    files, explored = files_of(examples)
    return written(findings(files, next(iter(files)), explored=explored))


def files_of(examples: list[re.Match[str]]) -> tuple[dict[str, bytes], bool]:
    """The files that some blocks make, the scenario first; and whether every state of it is looked at."""
    files = {}
    explored = False
    for block in examples:
        marks = block["marks"].split()
        name = next((mark for mark in marks if mark.endswith((".toml", ".geojson"))), "part.toml")
        explored |= "explored" in marks
        text = block["text"].encode()
        if "bytes" in marks:
            text = BYTES.sub(lambda found: bytes([int(found[1], 16)]) * int(found[2] or 1), text)
        files[name] = text
    if "part.toml" in files:
        (around,) = blocks((HERE / "README.md").read_text(encoding="utf-8"), "around")
        files = {"crisis.toml": around["text"].encode(), **files}
    return files, explored


def findings(files: dict[str, bytes], first: str, *, explored: bool = False) -> tuple[Diagnostic, ...]:
    """What is found in the first of some files, which lie side by side in a folder of their own."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            for name, content in files.items():
                Path(name).write_bytes(content)
            reading = read_scenario(Path(first))
            if not explored:
                return reading.diagnostics
            from crisisengine.checker import judge

            result = judge(Path(first), reading)
            return (*result.diagnostics, *result.broken)
        finally:
            os.chdir(before)


def written(diagnostics: tuple[Diagnostic, ...]) -> str:
    """One line each, and the hint on a line of its own."""
    return "\n".join(
        concise(diagnostic) + (f"\n  hint: {diagnostic.hint}" if diagnostic.hint else "") for diagnostic in diagnostics
    )
