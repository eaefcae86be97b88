"""The terminal interface: shows Views, sends decisions, decides nothing.

`app` is a lobby, `desk` the only way out to the engine and the disk, `screens` own the flow, `widgets` own the looks.
Everything on screen is set by `typeset` for the width it gets; authored text is never markup.
"""

from __future__ import annotations

import gc
from pathlib import Path

__all__ = ["launch"]


def launch(
    saves: Path,
    *,
    play: str = "",
    resume: Path | None = None,
    seed: int | None = None,
    theme: str = "",
) -> None:
    """Run the interface: the library, or at once a scenario (`play`, an id or a path) or a kept run (`resume`).

    Nothing of Textual is loaded before this is called. The garbage collector rests until the first frame is out; it
    would run some fifty times over objects of which none can be freed.

    Raises:
        CrisisError: what was asked for cannot be opened.

    """
    gc.disable()
    try:
        from crisisengine.tui.desk import Desk  # noqa: PLC0415  # loads the engine

        desk, sitting = Desk(saves), None
        notes: tuple[str, ...] = ()
        if resume is not None:
            sitting, notes = desk.resume(resume)
        elif play:
            sitting = desk.open(play, seed)
        from crisisengine.tui.app import CrisisApp  # noqa: PLC0415  # loads Textual, after all that can fail

        CrisisApp(desk, sitting, notes=notes, theme=theme).run()
    finally:
        gc.enable()
