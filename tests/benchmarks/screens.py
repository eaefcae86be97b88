"""The full-screen interface in a real pseudo-terminal, as a multiple of a bare Textual app with the same kind of content.

    python tests/benchmarks/screens.py [RUNS]

Needs the probe and the bare app of the workplace (`../shared/bench/tui`); without them it says so and stops.
Measures from spawning the process to the first frame that shows the Play screen's text, and from a key to the end of
the frame that answers it.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from crisisengine import files
from crisisengine.engine.run import start

PROBE = Path(__file__).resolve().parents[3] / "shared" / "bench" / "tui"


def measure(command: list[str], until: str, runs: int) -> dict:
    """One series of the probe."""
    probe = [sys.executable, str(PROBE / "ttff.py"), "--json", "--runs", str(runs), "--until", until]
    probe += ["--presses", "60", "--quit", "q", "--quit", "ctrl+c", "--idle-wait", "5", "--", *command]
    return json.loads(subprocess.run(probe, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    """Interleaved rounds of the bare app and of Play, opened from a journal."""
    if not PROBE.is_dir():
        sys.exit("the probe for terminal programs is not here")
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    bare, ours = [], []
    with tempfile.TemporaryDirectory() as folder:
        run = start(files.load("the_convoy_home"), 3).decide("notice").decide("un_escort")
        journal = files.save_run(run, Path(folder))
        play = [sys.executable, "-m", "crisisengine", "play", str(journal)]
        for _ in range(4):
            bare.append(measure([sys.executable, str(PROBE / "app_min.py")], "measure number 8", runs))
            ours.append(measure(play, "duplicating machine", runs))
    for name, field in (("first frame, median", "ttff_ms"), ("cpu at first frame", "cpu_at_frame_ms")):
        pick = (
            (lambda one, field=field: one[field]["median"])
            if field == "ttff_ms"
            else (lambda one, field=field: one[field])
        )
        one, two = (statistics.median(map(pick, series)) for series in (bare, ours))
        print(f"{name:22}{one:8.0f} ms bare {two:8.0f} ms Play   ratio {two / one:.2f}")
    for quantile in ("p50", "p99"):
        one, two = (statistics.median(each["key_frame_ms"][quantile] for each in series) for series in (bare, ours))
        print(f"{'key to frame, ' + quantile:22}{one:8.1f} ms bare {two:8.1f} ms Play   ratio {two / one:.2f}")


if __name__ == "__main__":
    main()
