"""All benchmarks, one after the other: `python tests/benchmarks`."""

import runpy
import sys
from pathlib import Path

for name in (
    "decisions",
    "sampling",
    "loading",
    "proving",
    "screens",
    "room",
    "everybody",
    "preview",
    "chances",
    "backwards",
):
    print(f"\n{name}")
    sys.argv = [name]
    try:
        runpy.run_path(str(Path(__file__).parent / f"{name}.py"), run_name="__main__")
    except SystemExit as reason:
        print(reason)
