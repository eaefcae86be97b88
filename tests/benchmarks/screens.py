"""The full-screen interface in a real pseudo-terminal, as a multiple of a bare Textual app with the same kind of content.

    python tests/benchmarks/screens.py [ROUNDS]

Needs a probe and a bare app to compare with, beside the checkout; without them it says so and stops.
Measures from spawning the process to the first frame that shows the Play screen's text, and from a key to the end of
the frame that answers it.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from crisisengine import storage
from crisisengine.engine.run import start

PROBE = Path(__file__).resolve().parents[3] / "shared" / "bench" / "tui"


def measure(command: list[str], until: str) -> dict:
    """One run through the probe."""
    probe = [sys.executable, str(PROBE / "ttff.py"), "--json", "--runs", "1", "--warmup", "0", "--until", until]
    probe += ["--presses", "60", "--quit", "q", "--quit", "ctrl+c", "--idle-wait", "2", "--", *command]
    # An installed program has its bytecode beside it; so has ours after the first, unmeasured run.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return json.loads(subprocess.run(probe, check=True, capture_output=True, text=True, env=environment).stdout)


def main() -> None:
    """Rounds of the bare app and of Play, opened from a journal, in turn; medians, and the median of the ratios."""
    if not PROBE.is_dir():
        sys.exit("the probe for terminal programs is not here")
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 11
    with tempfile.TemporaryDirectory() as folder:
        run = start(storage.load("the_convoy_home"), 3).decide("notice").decide("un_escort")
        play = [sys.executable, "-m", "crisisengine", "play", str(storage.save_run(run, Path(folder)))]
        bare = [sys.executable, str(PROBE / "app_min.py")]
        pairs = [(measure(bare, "measure number 8"), measure(play, "section leaders")) for _ in range(rounds + 1)]
    for name, read in (
        ("first frame", lambda one: one["ttff_ms"]["median"]),
        ("cpu at first frame", lambda one: one["cpu_at_frame_ms"]),
        ("key to frame, p50", lambda one: one["key_frame_ms"]["p50"]),
        ("key to frame, p99", lambda one: one["key_frame_ms"]["p99"]),
    ):
        values = [(read(one), read(two)) for one, two in pairs[1:]]
        one, two, ratio = (
            statistics.median(column) for column in (*zip(*values, strict=True), [b / a for a, b in values])
        )
        print(f"{name:20}{one:8.1f} ms bare {two:8.1f} ms Play   ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
