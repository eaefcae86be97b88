"""`crisisengine check --watch`: the verdicts of texts that are being written, again at every save, each in its place.

Each text is checked in a process of its own, which the next save of that text ends: whoever writes faster than the
checker proves sees the verdict of what was written last, and waits for no other. However the watch ends, what it started
ends with it.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Literal

import click
from attrs import define

from crisisengine.cli.output import fail, out
from crisisengine.session.prefetch import HOME, WATCH

if TYPE_CHECKING:
    from rich.console import RenderableType

__all__ = ["watch_as_asked"]

LOOK = 0.1
"""Seconds between two looks at a process, and at whether a text was saved."""

CHECK = f"""{WATCH}
sys.path.append(sys.argv.pop(1))
from crisisengine.__main__ import main
main()
"""
"""The program, with what follows as its arguments; it ends when its standard input closes."""

Standing = Literal["waiting", "checking", "told"]


@define
class Watched:
    """A text, and what was found out about it."""

    path: Path
    files: tuple[Path, ...] = ()
    text: object = None
    """What was read of it last, to tell a save that changed something from one that did not."""
    standing: Standing = "waiting"
    verdict: str = ""
    """In one line; of an earlier text while it is waiting or checking."""
    report: str = ""
    code: int = 0

    def read(self) -> bool:
        """Read it as it is on the disk now; whether it says anything else than before."""
        from crisisengine import storage
        from crisisengine.budget import READING, OverBudget

        try:
            reading = storage.read_scenario(self.path, READING.begin(), alone=True)
        except OverBudget:
            return True
        self.files = (self.path, *(Path(source.name) for source in reading.sources))
        text = ([(source.name, source.text) for source in reading.sources], reading.diagnostics)
        changed, self.text = text != self.text, text
        return changed


def watch_as_asked(paths: Iterable[Path]) -> None:
    """The same again at every save, with the same options."""
    from crisisengine.authoring.watching import MISSING, can_watch

    if not can_watch():
        fail(MISSING)
    given = click.get_current_context().params
    options = [f"--output-format={given['output_format']}"]
    valued = ("max_states", "max_seconds", "max_memory", "journals")
    options += [f"--{name.replace('_', '-')}={given[name]}" for name in valued if given[name] is not None]
    options += [f"--{name.replace('_', '-')}" for name in ("sizes", "balance", "no_reduction") if given[name]]
    watch_check(paths, options)


def watch_check(paths: Iterable[Path], options: list[str]) -> None:
    """Check texts at every save, until somebody presses Ctrl-C.

    Args:
        paths: their files.
        options: of `check`, for each of them.

    Raises:
        KeyboardInterrupt: somebody did.
    """
    texts = [Watched(path) for path in paths]
    saved, stop = Event(), Event()
    Thread(target=_watch, args=(texts, saved, stop), daemon=True).start()
    with _shown(texts) as show:
        try:
            while True:
                while not saved.wait(LOOK):
                    pass
                saved.clear()
                for each in texts:
                    if each.read():
                        each.standing = "waiting"
                show()
                for each in texts:
                    if each.standing != "told" and not _check(each, options, saved, show):
                        break
        finally:
            stop.set()


def _watch(texts: list[Watched], saved: Event, stop: Event) -> None:
    from crisisengine.authoring.watching import saves

    def files() -> Iterable[Path]:
        return [path for each in texts for path in each.files or (each.path,)]

    for _save in saves(files, stop):
        saved.set()


def _check(each: Watched, options: list[str], saved: Event, show: Callable[[], None]) -> bool:
    """Check a text; False where a save came first, and nothing is known."""
    each.standing = "checking"
    show()
    command = [sys.executable, "-P", "-c", CHECK, HOME, "check", *options, "--", str(each.path)]
    with subprocess.Popen(  # noqa: S603  # our own program
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        leash, process.stdin = process.stdin, None  # `communicate` would close it
        try:
            while True:
                try:
                    report, talk = process.communicate(timeout=LOOK)
                    break
                except subprocess.TimeoutExpired:
                    if saved.is_set():
                        each.standing = "waiting"
                        return False
                    show()
        finally:
            process.kill()
            if leash is not None:
                leash.close()
    each.standing, each.report, each.code = "told", report.rstrip("\n"), process.returncode
    said = [line for line in talk.splitlines() if line.strip() and not line.startswith("  hint: ")]
    each.verdict = said[-1] if said else f"{each.path}: it could not be checked"
    show()
    return True


# --- how it is shown --------------------------------------------------------------------------------------------------


@contextmanager
def _shown(texts: list[Watched]) -> Iterator[Callable[[], None]]:
    """On a terminal the list stays in its place; elsewhere each verdict is printed once, as it comes."""
    if not sys.stdout.isatty():
        yield _printing(texts)
        return
    from rich.console import Console
    from rich.live import Live

    console = Console(highlight=False)
    with Live(console=console, auto_refresh=False, transient=False) as live:

        def show() -> None:
            live.update(_page(texts, console.height), refresh=True)

        yield show


def _printing(texts: list[Watched]) -> Callable[[], None]:
    told: dict[Path, str] = {}

    def show() -> None:
        for each in texts:
            found = f"{each.report}\n{each.verdict}".strip()
            if each.standing != "told":
                told.pop(each.path, None)
            elif told.get(each.path) != found:
                told[each.path] = found
                out(found)
                sys.stdout.flush()

    return show


SIGNS = {0: ("✓", "green"), 1: ("×", "red"), 2: ("×", "red"), 3: ("◇", "yellow")}


def _page(texts: list[Watched], height: int) -> RenderableType:
    from rich.console import Group
    from rich.text import Text

    rows: list[RenderableType] = []
    for each in texts:
        sign, style = SIGNS.get(each.code, ("×", "red")) if each.verdict else (" ", "")
        doing = {"waiting": "  waiting", "checking": "  checking ...", "told": ""}[each.standing]
        name = each.verdict or str(each.path)
        rows.append(Text.assemble((f"{sign} ", style), name, (doing, "dim"), no_wrap=True, overflow="ellipsis"))
    reports = [line for each in texts if each.code for line in [*each.report.splitlines(), ""]]
    room = max(height - len(rows) - 4, 3)
    if len(reports) > room:
        reports = [*reports[: room - 1], f"... and {len(reports) - room + 1} lines more"]
    told: list[RenderableType] = [Text(line, no_wrap=True, overflow="ellipsis") for line in reports]
    return Group(*rows, Text(""), *told, Text("at every save again; Ctrl-C ends it", style="dim"))
