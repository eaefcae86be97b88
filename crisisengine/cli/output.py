"""How the program speaks: data on standard output, talk on standard error, mistakes in one line with a hint."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import click

__all__ = [
    "HOLDS",
    "STOPPED",
    "UNDECIDED",
    "UNHEARD",
    "UNREADABLE",
    "WRONG",
    "Mistake",
    "deliver",
    "fail",
    "full_screen",
    "note",
    "out",
    "say",
    "shown",
    "terminal_size",
]

HOLDS, WRONG, UNREADABLE, UNDECIDED, STOPPED, UNHEARD = (
    0,
    1,
    2,
    3,
    130,
    141,
)  # what `check` ends with, its report decides


class Mistake(click.UsageError):
    """What was asked for does not exist, with a hint at what does."""

    def __init__(self, message: str, ctx: click.Context | None, hint: str) -> None:
        super().__init__(message, ctx)
        self.hint = hint


def shown(text: str) -> str:
    """What a person typed, fit to be printed back."""
    return "".join(character if character.isprintable() else "?" for character in text[:120])


def out(text: str) -> None:
    """Print data. Not through Rich, not in colour: the same bytes on a terminal and in a pipe."""
    print(text)


def deliver(written: str | bytes, output: str | None, *, force: bool) -> None:
    """Print data, or write it to a file; `force`: over one that is there.

    Raises:
        FilesError: the file is there already, is none to be replaced, or cannot be written.
    """
    content = written.encode("utf-8", "replace") if isinstance(written, str) else written
    if output is not None:
        from pathlib import Path

        from crisisengine import storage

        (storage.keep_over if force else storage.keep_new)(Path(output), content)
    elif isinstance(written, str):
        out(written.rstrip("\n"))
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)


def say(message: str, hint: str = "") -> None:
    """Say on standard error what is wrong, and how to mend it."""
    click.echo(f"error: {message}", err=True)
    if hint:
        click.echo(f"  hint: {hint}", err=True)


def fail(message: str, hint: str = "") -> NoReturn:
    """The same, and stop: it cannot be read or asked."""
    say(message, hint)
    sys.exit(UNREADABLE)


def note(notes: tuple[str, ...]) -> None:
    """Say on standard error what there is to know about a journal that was opened."""
    from crisisengine.text.messages import _

    for number, told in enumerate(notes):
        click.echo(_("  hint: {told}", told=told) if number else _("note: {told}", told=told), err=True)


def full_screen() -> bool:
    """Whether the terminal, and the person, can do with a full-screen interface."""
    wished = os.environ.get("ACCESSIBLE", "").lower() in ("", "0", "false")
    return wished and os.environ.get("TERM") != "dumb" and sys.stdin.isatty() and sys.stdout.isatty()


def terminal_size() -> tuple[int, int]:
    """(columns, lines)."""
    import shutil

    return tuple(shutil.get_terminal_size())  # type: ignore[return-value]
