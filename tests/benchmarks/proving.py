"""Whole proofs beside other programs in the same run.

    python tests/benchmarks/proving.py [REPEATS]

The story is a generated one that knows no doctrine; the same generator also writes it for SPIN. Ours is the whole
process: start, load, explore, all inspections, report. SPIN's is the run of its compiled verifier alone, and is left
out where `spin` or a C compiler is missing. They take turns, so that a slow phase of the machine meets both.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HOUSE = Path(__file__).parents[2]
BENCH = HOUSE.parent / "shared" / "bench"
LARGE, LARGER, WIDE = "60 4 14 6 3 1", "60 4 16 7 3 1", "60 4 13 60 3 1"
CHECK = [sys.executable, "-m", "crisisengine", "check", "--no-reduction"]


def timed(*command: object, cwd: Path | None = None) -> tuple[float, int, str]:
    """(seconds, most memory in MiB, the last line that the program said)."""
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        child = subprocess.Popen([str(word) for word in command], stdout=said, stderr=said, cwd=cwd)
        _, _, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - began
        said.seek(0)
        lines = said.read().decode().strip().splitlines()
    if any(line.startswith("Traceback") for line in lines):
        raise SystemExit(f"nothing is measured of a program that fails: {lines[-1]}")
    return seconds, usage.ru_maxrss // 1024, lines[-1].rpartition("; ")[2] if lines else ""


def story(folder: Path, numbers: str, name: str) -> Path:
    """The story in our TOML; its JSON lies beside it."""
    made = subprocess.run([sys.executable, BENCH / "story.py", *numbers.split()], capture_output=True, check=True)
    source = folder / f"{name}.json"
    source.write_bytes(made.stdout)
    text = subprocess.run([sys.executable, BENCH / "to_toml.py", source], capture_output=True, check=True).stdout
    source.with_suffix(".toml").write_bytes(text)
    return source.with_suffix(".toml")


def verifier(folder: Path, path: Path) -> list[str] | None:
    """SPIN's verifier for the story, compiled; None where its tools are missing."""
    if not shutil.which("spin") or not shutil.which("gcc"):
        return None
    model = subprocess.run(
        [sys.executable, BENCH / "to_promela.py", path.with_suffix(".json")], capture_output=True, check=True
    )
    (folder / "story.pml").write_bytes(model.stdout)
    subprocess.run(["spin", "-a", "story.pml"], cwd=folder, check=True, capture_output=True)
    compiler = ["gcc", "-O3", "-DSAFETY", "-DMEMLIM=20000", "-o", "pan", "pan.c"]
    subprocess.run(compiler, cwd=folder, check=True, capture_output=True)
    return ["./pan", "-m100000", "-w26"]


def many_scenes(path: Path, count: int = 5_000) -> Path:
    """A long crisis: many scenes of four measures, few states in each."""
    out = ['format = 1\n[scenario]\ntitle = "Long"\nsummary = "Generated."\nstart = "s0"\nminutes = 1']
    out += ["[variable.trust]\nstart = 3\nrange = [0, 6]", "[variable.talked]\nstart = false"]
    measures = [
        ("a", 'effects = ["trust += 1"]'),
        ("b", 'effects = ["talked = true", "trust -= 1"]'),
        ("c", 'requires = "trust >= 2"\neffects = ["trust -= 1"]'),
        ("d", 'when = "talked"\neffects = ["talked = false"]'),
    ]
    for number in range(count):
        out.append(f'[scene.s{number}]\ntitle = "Place {number}"\ntext = "You stand at {number}."')
        after = f"s{number + 1}" if number + 1 < count else "over"
        out += [
            f'[scene.s{number}.measure.{name}]\nlabel = "{name}"\n{rest}\ngoto = "{after}"' for name, rest in measures
        ]
    out.append('[ending.over]\ntitle = "Over"\nrank = 1\ntext = "Over."')
    path.write_text("\n".join(out))
    return path


def main(repeats: int) -> None:
    """Everything that the README's table holds."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        numpy, _, _ = timed(sys.executable, "-c", "import numpy")
        tutorial, memory, said = timed(*CHECK[:-1], HOUSE / "scenarios" / "the_convoy_home.toml")
        print(
            f"tutorial      {tutorial:6.2f} s, {tutorial - numpy:.2f} s more than importing numpy; {memory} MiB; {said}"
        )
        long, _, said = timed(*CHECK[:-1], many_scenes(folder / "long.toml"))
        print(f"20,000 measures {long:4.1f} s; {said}")
        if not BENCH.is_dir():
            print("no copy of the neutral story's generator beside the checkout")
            return
        path = story(folder, LARGE, "large")
        pan = verifier(folder, path)
        if pan is None:
            print("no spin and gcc here: no peer for the neutral story")
        for _ in range(repeats):
            ours, memory, said = timed(*CHECK, path)
            peer = (
                ""
                if pan is None
                else f"SPIN's run alone {(spin := timed(*pan, cwd=folder)[0]):.2f} s, {spin / ours:.1f}x; "
            )
            print(f"neutral story {ours:6.2f} s; {peer}{memory} MiB; {said}")
        for name, numbers in (("larger story", LARGER), ("two words", WIDE)):
            seconds, memory, said = timed(*CHECK, story(folder, numbers, "more"))
            print(f"{name:<13} {seconds:6.2f} s; {memory} MiB; {said}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
