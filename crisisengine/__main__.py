"""Where the program begins: `python -m crisisengine`, and the command `crisisengine`.

Until the command line is loaded, which takes longer than a person's second thoughts, Ctrl-C ends the program at once.
Before the first line here it is Python that is starting, and that answers Ctrl-C: by a traceback of its own.
"""

from __future__ import annotations

import gc
import os
import signal

__all__ = ["main"]


def main() -> None:
    """Load the command line, and hand over to it; what is loaded stays, and the garbage collector never walks it."""
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    gc.disable()
    from crisisengine.cli import main as run  # noqa: PLC0415 - that it takes time is why this file is here

    gc.freeze()
    gc.enable()
    run()


if __name__ == "__main__":
    main()
