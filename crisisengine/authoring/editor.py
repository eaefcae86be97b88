"""The author's editor: which it is, and how it is told to open a file at a line."""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Mapping
from pathlib import Path

from attrs import frozen

__all__ = ["EditorCall", "chosen_editor", "editor_call"]

WITH_PLUS = frozenset(
    [
        "vi",
        "vim",
        "nvim",
        "nvi",
        "view",
        "elvis",
        "nano",
        "pico",
        "emacs",
        "emacsclient",
        "micro",
        "kak",
        "ne",
        "joe",
        "jmacs",
        "mg",
        "jed",
        "mcedit",
        "gvim",
        "mvim",
        "gedit",
    ]
)
"""Those that take the line as `+LINE` before the file."""
WITH_COLON = frozenset(["hx", "helix", "subl", "sublime_text", "zed", "zeditor", "zedit"])
"""Those that take it behind the file, with the column: `FILE:LINE:COLUMN`."""
WITH_GOTO = frozenset(["code", "code-insiders", "codium", "code-oss", "cursor", "windsurf", "positron"])
"""Those that take the same behind `--goto`."""
OWN_WINDOW = WITH_GOTO | frozenset(
    ["subl", "sublime_text", "zed", "zeditor", "zedit", "gvim", "mvim", "gedit", "kate", "mate", "bbedit", "notepad"]
)
"""Those that leave the terminal to whoever called them."""


@frozen
class EditorCall:
    """A command that opens a file."""

    command: tuple[str, ...]
    takes_terminal: bool
    at_line: bool
    """Whether the editor is known to go to a line; else it opens the file at its beginning."""


def chosen_editor(environment: Mapping[str, str] = os.environ) -> tuple[str, str]:
    """The variable that names an editor, and what it says: $VISUAL before $EDITOR; ("EDITOR", "") where neither does."""
    named = ((name, environment.get(name, "")) for name in ("VISUAL", "EDITOR"))
    return next((each for each in named if each[1]), ("EDITOR", ""))


def editor_call(
    path: Path, line: int, column: int = 1, environment: Mapping[str, str] = os.environ
) -> EditorCall | None:
    """How to open a file: by $VISUAL, else by $EDITOR; None where neither names a program that there is."""
    _variable, chosen = chosen_editor(environment)
    try:
        words = shlex.split(chosen)
    except ValueError:
        return None
    if not words or shutil.which(words[0], path=environment.get("PATH")) is None:
        return None
    name = Path(words[0]).name.lower().removesuffix(".exe")
    file = str(path) if not str(path).startswith(("-", "+")) else f"./{path}"
    if name in WITH_PLUS:
        words += [f"+{line}", file]
    elif name in WITH_COLON:
        words += [f"{file}:{line}:{column}"]
    elif name in WITH_GOTO:
        words += ["--goto", f"{file}:{line}:{column}"]
    elif name == "kate":
        words += ["--line", str(line), file]
    else:
        return EditorCall((*words, file), takes_terminal=name not in OWN_WINDOW, at_line=False)
    return EditorCall(tuple(words), takes_terminal=name not in OWN_WINDOW, at_line=True)
