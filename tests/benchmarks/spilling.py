"""A proof that holds its states on a disk, beside the same proof in memory: three sizes, and what larger ones would take.

    python tests/benchmarks/spilling.py [VARIABLES ...] [--disk DIR] [--promise] [--alone]

The scenario is that of `backwards.py`: so many (6, 7 and 8) variables 0..9 in one scene, a measure +1 and a measure -1 for
each, so that every layer leads back into the one before it; ten to the power of them states, twice as many steps for each
variable. With `--promise` also its promise, which is asked backwards. Both take turns, unless the disk is to be `--alone`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from backwards import CHECK, HOUSE, dials

LOOK = 0.1
"""Seconds between two looks at the files, which have no names."""
MIB = 1 << 20


def held(process: int) -> int:
    """Bytes on a disk of all files without a name that a process has open or mapped."""
    files = {}
    with suppress(OSError):
        for handle in Path(f"/proc/{process}/fd").iterdir():
            with suppress(OSError):
                found = handle.stat()
                if not found.st_nlink:
                    files[found.st_ino] = found.st_blocks * 512
    return sum(files.values())


def measured(path: Path, *options: object) -> str:
    """The processor's time in the program and in the system, the time on the clock, the most memory and disk, and what was said."""
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        child = subprocess.Popen([*CHECK, path, *map(str, options)], stdout=said, stderr=said, cwd=HOUSE)
        most = ended = 0
        while not ended:
            most = max(most, held(child.pid))
            time.sleep(LOOK)
            ended, status, usage = os.wait4(child.pid, os.WNOHANG)
        seconds = time.perf_counter() - began
        said.seek(0)
        last = said.read().decode().strip().splitlines()[-1].partition(": ")[2]
    return (
        f"{usage.ru_utime:.1f} s and {usage.ru_stime:.1f} s, {seconds:.0f} s on the clock, "
        f"{usage.ru_maxrss // 1024} MiB, {most // MIB} MiB on disk; exit {os.waitstatus_to_exitcode(status)}; {last}"
    )


def main(variables: list[int], disk: Path, *, promise: bool, alone: bool) -> None:
    """Measure, in turns."""
    with tempfile.TemporaryDirectory(dir=disk) as folder:
        for count in variables:
            path = Path(folder, "dials.toml")
            path.write_text(dials(count) if promise else dials(count).partition("[property")[0])
            most = f"--max-states={2 * 10**count}"
            print(f"{count} on a disk: {measured(path, most, f'--spill={folder}')}", flush=True)
            if not alone:
                print(f"{count} in memory: {measured(path, most)}", flush=True)


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("variables", type=int, nargs="*", default=[6, 7, 8])
    asked.add_argument("--disk", type=Path, default=Path(tempfile.gettempdir()))
    asked.add_argument("--promise", action="store_true")
    asked.add_argument("--alone", action="store_true")
    given = asked.parse_args()
    main(given.variables, given.disk, promise=given.promise, alone=given.alone)
