"""The terminal interface: shows Views, sends decisions, decides nothing.

`app` goes from screen to screen when one of them asks for it (`requests`, `navigation`), `screens` own the flow,
`widgets` own the looks. Everything on screen is set by `typesetting` for the width it gets; authored text is never markup.
Engine and disk are reached through `crisisengine.session` alone.
"""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from crisisengine.session.session import Session

__all__ = ["launch"]


def launch(
    opened: Session | None = None, theme: str | None = None, notes: tuple[str, ...] = (), folder: Path | None = None
) -> int:
    """Run the interface until the person leaves: the library, or a run at once; returns the exit code.

    `folder` is where runs are kept, when no run is opened. `notes` are shown below the run: what has become of a journal
    whose scenario was edited. Where the run is kept is told on standard error, once the screen is the shell's again.

    Nothing of Textual is loaded before this is called. The garbage collector rests until the first frame is out; it
    would run some fifty times over objects of which none can be freed.
    """
    gc.disable()
    try:
        from crisisengine.tui.app import run_app  # noqa: PLC0415  # loads Textual

        code, farewell = run_app(opened, theme, notes, folder)
    finally:
        gc.enable()
    if farewell:
        sys.stderr.write(farewell)
    return code
