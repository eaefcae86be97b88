"""A process that explores a scenario while it is played, so that it is known what was possible when the run ends."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import Factory, define

from crisisengine import locations
from crisisengine.storage import cache

if TYPE_CHECKING:  # most runs from a pipe start no process
    import subprocess

__all__ = ["HOME", "WATCH", "Prefetch"]

WATCH = """
import os, sys, threading
threading.Thread(target=lambda: (os.read(0, 1), os._exit(0)), daemon=True).start()
"""
"""Standard input is a pipe from the interface that nothing is ever written to: when it closes, the interface has gone,
however that came about."""
AHEAD = 5_000_000
"""States: whoever did not ask for the work shall not miss the memory for it. What is exact does not depend on it."""
EXPLORE = f"""{WATCH}
sys.path.append(sys.argv[2])
from crisisengine import storage
from crisisengine.session.reachability import foresee
foresee(storage.load(sys.argv[1]), max_states={AHEAD:d})
"""
HOME = str(locations.package_folder().parent)
"""Where the program lies; without `-P` modules of the current folder would come before everybody else's."""


@define
class Prefetch:
    """At most one process, at the lowest priority; what it finds lies in the cache, and it ends with the interface."""

    process: subprocess.Popen[bytes] | None = None
    tried: set[str] = Factory(set)
    """What was too large once is not explored again and again."""

    def explore(self, path: Path, fingerprint: str) -> None:
        """Begin with a scenario, by its file, unless what a debrief will ask is known or being worked out."""
        import subprocess  # noqa: PLC0415 - as above

        busy = self.process is not None and self.process.poll() is None
        if busy or fingerprint in self.tried or self._is_known(fingerprint):
            return
        self.stop()  # whoever is done already is let go
        self.tried.add(fingerprint)
        command = [sys.executable, "-P", "-c", EXPLORE, str(path.resolve()), HOME]
        with suppress(OSError):
            self.process = subprocess.Popen(  # noqa: S603  # our own program, on a file that was just played
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            if hasattr(os, "setpriority"):
                os.setpriority(os.PRIO_PROCESS, self.process.pid, 19)

    @staticmethod
    def _is_known(fingerprint: str) -> bool:
        kept = cache.find_reachable_endings, cache.find_rank_chances
        return all(find(fingerprint) is not None for find in kept)

    def stop(self) -> None:
        """End the exploration, finished or not."""
        process, self.process = self.process, None  # the debrief's thread and the end of the program can ask at once
        if process is not None:
            process.kill()
            process.communicate()
