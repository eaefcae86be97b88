"""The terminal interface: shows Views, sends decisions, decides nothing.

`app` is a lobby, `desk` the only way out to the engine and the disk, `screens` own the flow, `widgets` own the looks.
Everything on screen is set by `typeset` for the width it gets; authored text is never markup.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path

__all__ = ["launch"]


def launch(saves: Path | None = None, *, play: str = "", resume: Path | None = None, seed: int | None = None,
           theme: str = "", mouse: bool = True) -> None:  # fmt: skip
    """Run the interface: the library, or at once a scenario (`play`) or a kept run (`resume`).

    Nothing of Textual is loaded before this is called. The garbage collector rests until the first frame is out; it
    would run some fifty times over objects of which none can be freed.
    """
    gc.disable()
    try:
        _open(saves, play, resume, seed)(theme).run(mouse=mouse)
    finally:
        gc.enable()


def _open(saves: Path | None, play: str, resume: Path | None, seed: int | None) -> Callable[[str], App]:
    raise NotImplementedError
