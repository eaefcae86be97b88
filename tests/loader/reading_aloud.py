"""What the loader's tests share: ways to read a text, and the example that uses every key."""

from __future__ import annotations

from pathlib import Path

from crisisengine.diagnostics import Diagnostic, concise
from crisisengine.loader import MemoryResolver, Reading, Volume, read

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
EXAMPLE = (HERE / "example.toml").read_text(encoding="utf-8")
DOCTRINE = (HERE / "mine.toml").read_text(encoding="utf-8")
INCLUDED = (
    '[scene.lake]\ntitle = "The lake"\ntext = "Water."\n[scene.lake.measure.back]\nlabel = "Go back"\ngoto = "road"\n'
)
INCLUDED = INCLUDED.replace("measure.back", "measure.return")

LAKE = (HERE / "lake.geojson").read_text(encoding="utf-8")
"""What the example's map shows."""

SMALL = """
format = 1
[scenario]
title = "Small"
summary = "As little as loads."
start = "road"
minutes = 1
[scene.road]
title = "Road"
text = "A road."
[scene.road.measure.leave]
label = "Leave"
goto = "home"
[ending.home]
title = "Home"
rank = 1
text = "Home."
"""
CLOCK = '[clock]\nunit = "day"\nlength = 9\nending = "home"\n'


def reading_of(text: str | bytes, **files: str) -> Reading:
    """Read a text; `mine="..."` puts a file `mine.toml` beside it, `sub__one` one at `sub/one.toml`."""
    content = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    beside = {f"{name.replace('__', '/')}.toml": other for name, other in files.items()}
    resolver = MemoryResolver(beside | {"lake.geojson": LAKE})
    return read("id", Volume("id.toml", content), resolver)


def small(more: str = "", **files: str) -> Reading:
    """Read the smallest scenario with some more tables behind it."""
    return reading_of(SMALL + more, **files)


def example() -> Reading:
    """Read the example that uses every key."""
    return reading_of(EXAMPLE, mine=DOCTRINE, lake__one=INCLUDED)


def codes(reading: Reading) -> list[str]:
    """The codes of all diagnostics, in order."""
    return [diagnostic.code for diagnostic in reading.diagnostics]


def only(reading: Reading) -> Diagnostic:
    """The one diagnostic that there is."""
    (diagnostic,) = reading.diagnostics
    return diagnostic


def told(reading: Reading) -> list[str]:
    """The diagnostics in one line each, without the file."""
    return [concise(diagnostic).partition(":")[2] for diagnostic in reading.diagnostics]


def pointed(reading: Reading) -> str:
    """The text that the one diagnostic underlines."""
    diagnostic = only(reading)
    return diagnostic.excerpt[diagnostic.column - 1 : diagnostic.column - 1 + diagnostic.width]
