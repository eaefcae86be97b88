"""The terminal interface: shows Views, sends decisions, decides nothing.

`app` is a lobby, `desk` the only way out to the engine and the disk, `screens` own the flow, `widgets` own the looks.
Everything on screen is set by `typeset` for the width it gets; authored text is never markup.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from crisisengine.session.session import Session

__all__ = ["launch"]


def launch(
    opened: Session | None = None, theme: str | None = None, notes: tuple[str, ...] = (), folder: Path | None = None
) -> int:
    """Run the interface until the person leaves: the library, or a run at once; returns the exit code.

    `folder` is where runs are kept, when no run is opened.

    `notes` are shown above the run: what has become of a journal whose scenario was edited.

    Nothing of Textual is loaded before this is called. The garbage collector rests until the first frame is out; it
    would run some fifty times over objects of which none can be freed.
    """
    gc.disable()
    try:
        from crisisengine.tui.app import run_app  # noqa: PLC0415  # loads Textual

        return run_app(opened, theme, notes, folder)
    finally:
        gc.enable()
