"""A question that is answered backwards, where nearly every state leads to nearly every other.

    python tests/benchmarks/backwards.py [VARIABLES] [OTHER]

VARIABLES (7) variables 0..9 in one scene, a measure +1 and a measure -1 for each: ten to the power of them states, and
one promise, `always = "possible('x')"`. OTHER is a directory with another version of the program, which takes turns.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

HOUSE = Path(__file__).parents[2]
CHECK = [sys.executable, "-m", "crisisengine", "check", "--no-reduction"]
TURNS = 3


def dials(variables: int) -> str:
    """The scenario."""
    out = ['format = 1\n[scenario]\ntitle = "Dials"\nsummary = "Dials."\nstart = "desk"\nminutes = 5']
    out += [f"[variable.v{number}]\nstart = 0\nrange = [0, 9]" for number in range(variables)]
    out.append('[scene.desk]\ntitle = "Desk"\ntext = "Dials."')
    for number in range(variables):
        for name, sign in (("up", "+"), ("down", "-")):
            out.append(
                f'[scene.desk.measure.{name}{number}]\nlabel = "{name.title()} {number}"\neffects = ["v{number} {sign}= 1"]'
            )
    highest = " and ".join(f"v{number} == 9" for number in range(variables))
    out.append(f'[scene.desk.measure.leave]\nlabel = "Leave"\nrequires = "{highest}"\ngoto = "x"')
    out.append('[ending.x]\ntitle = "X"\nrank = 1\ntext = "X."\n[property.p]\nalways = "possible(\'x\')"')
    return "\n".join(out)


def measured(path: Path, program: Path) -> str:
    """The processor's time in the program and in the system, the most memory, and what was said."""
    with tempfile.TemporaryFile() as said:
        environment = os.environ | {"PYTHONPATH": str(program)}
        child = subprocess.Popen([*CHECK, path], stdout=said, stderr=said, cwd=program, env=environment)
        _, _, usage = os.wait4(child.pid, 0)
        said.seek(0)
        last = said.read().decode().strip().splitlines()[-1].partition(": ")[2]
    return f"{usage.ru_utime:.1f} s and {usage.ru_stime:.1f} s, {usage.ru_maxrss // 1024} MiB; {last}"


def main(variables: int, other: Path | None) -> None:
    """Measure, in turns."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "dials.toml")
        path.write_text(dials(variables))
        for _ in range(TURNS):
            print(f"ours: {measured(path, HOUSE)}")
            if other is not None:
                print(f"other: {measured(path, other)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7, Path(sys.argv[2]) if len(sys.argv) > 2 else None)
