"""The author's editor, opened from a screen: in this terminal, which is given back as it was, or in a window of its own."""

from __future__ import annotations

import subprocess
from threading import Thread
from typing import Any

from textual.app import SuspendNotSupported
from textual.screen import Screen

from crisisengine.authoring.editor import chosen_editor, editor_call
from crisisengine.authoring.preview import Place
from crisisengine.text.messages import _
from crisisengine.text.printable import printable

__all__ = ["open_editor"]


def open_editor(screen: Screen[Any], place: Place) -> None:
    """Open the editor at a place, or say where that is; whoever watches the file sees what is saved there."""
    where = f"{printable(str(place.path))}:{place.line}:{place.column}"
    call = editor_call(place.path, place.line, place.column)
    if call is None:
        screen.notify(_without_editor(where))
        return
    try:
        if call.takes_terminal:
            with screen.app.suspend():
                subprocess.run(call.command, check=False)  # noqa: S603  # the person's own editor
        else:
            process = subprocess.Popen(  # noqa: S603  # as above
                call.command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            Thread(target=process.wait, daemon=True).start()
    except (OSError, SuspendNotSupported) as error:
        screen.notify(_("The editor cannot be opened: {reason}", reason=printable(str(error))), severity="error")
        return
    if not call.at_line:
        screen.notify(_("The place is {where}", where=where))


def _without_editor(where: str) -> str:
    """Why there is no editor to open, and where it would have been opened."""
    variable, chosen = chosen_editor()
    if not chosen:
        return _("$EDITOR names no editor to open; the place is {where}", where=where)
    return _(
        "${variable} is `{chosen}`, and there is no such program here; the place is {where}",
        variable=variable,
        chosen=printable(chosen),
        where=where,
    )
