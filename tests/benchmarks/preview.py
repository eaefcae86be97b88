"""The preview in a real pseudo-terminal: from a save to the page that shows it, and from a key to its answer during a proof.

    python tests/benchmarks/preview.py [ROUNDS]

On copies of the largest shipped scenarios. The first frame is measured as `screens.py` does, where its probe is at hand.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import shutil
import statistics
import struct
import sys
import tempfile
import termios
import time
from pathlib import Path

from screens import PROBE, measure

ROOT = Path(__file__).resolve().parents[2]
LARGEST = "seventeen_april"


class Window:
    """A terminal of 120 by 40 with the preview of a text in it."""

    def __init__(self, text: Path, cache: str) -> None:
        self.pid, self.handle = pty.fork()
        if self.pid == 0:
            os.environ.update({"TERM": "xterm-256color", "CRISISENGINE_CACHE": cache})
            os.execv(sys.executable, [sys.executable, "-m", "crisisengine", "preview", str(text)])  # noqa: S606  # our own program
        fcntl.ioctl(self.handle, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))

    def until(self, found: str, seconds: float = 60) -> float:
        """Read until something is shown; when that was."""
        shown, end = "", time.perf_counter() + seconds
        while time.perf_counter() < end:
            if select.select([self.handle], [], [], 0.05)[0]:
                shown += os.read(self.handle, 1 << 16).decode(errors="replace")
                if re.search(found, re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)):
                    return time.perf_counter()
        sys.exit(f"`{found}` was never shown")

    def settle(self, seconds: float) -> None:
        """Read whatever comes for a while."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            if select.select([self.handle], [], [], 0.02)[0]:
                os.read(self.handle, 1 << 16)

    def key(self, key: str, found: str) -> float:
        """Milliseconds from a key to its answer."""
        begun = time.perf_counter()
        os.write(self.handle, key.encode())
        return (self.until(found) - begun) * 1000


def told(name: str, values: list[float]) -> None:
    """One line."""
    values = sorted(values)
    print(f"{name:44}median {statistics.median(values):7.0f} ms   worst {values[-1]:7.0f} ms   of {len(values)}")


def main() -> None:
    """All of it."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 12
    with tempfile.TemporaryDirectory() as folder:
        for path in (ROOT / "scenarios").glob(f"{LARGEST}*"):
            (shutil.copytree if path.is_dir() else shutil.copy)(path, Path(folder) / path.name)
        text = Path(folder) / f"{LARGEST}.toml"
        page = next(
            path for path in sorted((Path(folder) / LARGEST).glob("*.toml")) if "[scene.desk]" in path.read_text()
        )
        original = page.read_text()
        title = re.search(r'(?s)\[scene\.desk\].*?\ntitle\s*=\s*"([^"]*)"', original)
        window = Window(text, f"{folder}/cache")
        window.until(re.escape(title[1]))
        window.settle(1.5)
        saved, during = [], []
        for number in range(rounds):
            word = f"Zebra {number}"
            beside = page.with_suffix(".new")
            beside.write_text(original.replace(f'"{title[1]}"', f'"{word}"', 1))
            begun = time.perf_counter()
            beside.replace(page)
            saved.append((window.until(word) - begun) * 1000)
            window.settle(1.0)  # now it is being proved
            for key, answer in (("a", "Which page"), ("\x1b", word)):
                during.append(window.key(key, answer))
                window.settle(0.2)
        told(f"save to screen, {LARGEST}", saved)
        told("key to its answer, while it is proved", during)
        beside = page.with_suffix(".new")
        beside.write_text(original)
        beside.replace(page)
        window.until(r"all its \d+ promises hold|odds", 120)
        window.settle(6)
        idle = []
        for _ in range(rounds):
            for key, answer in (("a", "Which page"), ("\x1b", re.escape(title[1]))):
                idle.append(window.key(key, answer))
                window.settle(0.2)
        told("key to its answer, when all is known", idle)
        os.kill(window.pid, 15)
    if PROBE.is_dir():
        preview = [sys.executable, "-m", "crisisengine", "preview", str(ROOT / "scenarios" / "the_convoy_home.toml")]
        bare = [sys.executable, str(PROBE / "app_min.py")]
        pairs = [(measure(bare, "measure number 8"), measure(preview, "borrowed table")) for _ in range(5)]
        for name, read in (
            ("first frame", lambda one: one["ttff_ms"]["median"]),
            ("its processor time", lambda one: one["cpu_at_frame_ms"]),
        ):
            first = [(read(one), read(other)) for one, other in pairs[1:]]
            ratio = statistics.median(other / one for one, other in first)
            print(
                f"{name:20}{statistics.median(x for x, _ in first):8.1f} ms bare {statistics.median(y for _, y in first):8.1f} ms preview   ratio {ratio:.2f}"
            )


if __name__ == "__main__":
    main()
