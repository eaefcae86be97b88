"""Finds who is asked for, and never shows a traceback for what a person can mend."""

from __future__ import annotations

import io
import os
import re
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

import click

from crisisengine.cli.check import check
from crisisengine.cli.console import console
from crisisengine.cli.debrief import debrief
from crisisengine.cli.diff import diff
from crisisengine.cli.list_info import completion, info, list_
from crisisengine.cli.lsp import lsp
from crisisengine.cli.new import new
from crisisengine.cli.output import HOLDS, STOPPED, UNHEARD, UNREADABLE, Mistake, full_screen, say, shown
from crisisengine.cli.pack import pack
from crisisengine.cli.parameters import SAVES
from crisisengine.cli.play import play
from crisisengine.cli.preview import preview
from crisisengine.cli.rename import rename
from crisisengine.cli.schema import schema
from crisisengine.cli.script import script
from crisisengine.cli.simulate import simulate
from crisisengine.cli.story_graph import graph
from crisisengine.cli.words import words
from crisisengine.cli.workshop import workshop
from crisisengine.version import __version__

__all__ = ["command_line", "main"]


class _Unheard(Exception):  # noqa: N818 - no error: whoever read the output has gone
    """Carries a broken pipe past click, which would make an exit code of 1 of it."""


class _CommandLine(click.Group):
    """A group that guesses what a mistyped command was meant to be."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except BrokenPipeError:
            raise _Unheard from None

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise _Unheard from None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            from crisisengine.text.english import did_you_mean

            hint = did_you_mean(name, self.list_commands(ctx)) or "`crisisengine --help` lists the commands"
            if name.endswith(".toml") or _known(name):
                hint = f"to play it, write `crisisengine play {shown(name)}`"
            raise Mistake(f"there is no command `{shown(name)}`", ctx, hint)
        return super().resolve_command(ctx, args)


def _known(name: str) -> bool:
    """Whether it is a scenario's id."""
    from crisisengine import locations

    return any(name == path.stem for folder in locations.scenario_folders() for path in folder.glob("*.toml"))


@click.group(
    cls=_CommandLine,
    invoke_without_command=True,
    # A fixed width: help is the same text on every terminal, and the README can quote it.
    context_settings={"help_option_names": ["-h", "--help"], "terminal_width": 80},
    epilog="""\b
Examples:
  crisisengine                                the library
  crisisengine play the_convoy_home           begin a run
  crisisengine play saves/RUN.toml            go on with one
  crisisengine play the_convoy_home --plain   line by line, for screen readers
  crisisengine workshop the_convoy_home       a room decides, with a projector
  crisisengine check scenarios/               is every scenario sound?
  crisisengine debrief saves/RUN.toml         what was decided, and why
""",
)
@click.version_option(__version__, "-V", "--version", prog_name="crisisengine", message="%(prog)s %(version)s")
@SAVES
@click.pass_context
def command_line(context: click.Context, saves: str | None) -> None:
    """Play, prove and debrief crisis scenarios in the terminal.

    Without a command: the library, or where there is no interactive terminal, the list of scenarios.
    """
    if context.invoked_subcommand is None:
        if full_screen():
            from crisisengine.locations import saves_folder
            from crisisengine.tui import launch

            sys.exit(launch(folder=saves_folder(saves)))
        else:
            context.invoke(list_, output_format="text")


for _command in (
    check,
    completion,
    console,
    debrief,
    diff,
    info,
    list_,
    new,
    pack,
    lsp,
    play,
    preview,
    rename,
    schema,
    script,
    simulate,
    graph,
    words,
    workshop,
):
    command_line.add_command(_command)


def main(arguments: list[str] | None = None) -> NoReturn:
    """The program. Never a traceback for what a person can mend."""
    try:
        _heed_ctrl_c(signal.default_int_handler)
        _prepare_streams()
        code = _run(arguments)
        sys.stdout.flush()
        _heed_ctrl_c(_leave_at_once)  # all is said, and there is nothing to stop but Python's own farewell
    except KeyboardInterrupt:
        _heed_ctrl_c(_leave_at_once)  # whoever presses it again means it
        from crisisengine.text.messages import _

        click.echo(_("stopped"), err=True)
        code = STOPPED
    except (_Unheard, BrokenPipeError):
        _give_up_output()
        code = UNHEARD
    except OSError as error:
        _give_up_output()
        say(f"the output cannot be written: {(error.strerror or str(error)).lower()}")
        code = UNREADABLE
    sys.exit(code)


def _heed_ctrl_c(handler: Callable[[int, FrameType | None], object]) -> None:
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, handler)


def _leave_at_once(_signal: int, _frame: FrameType | None) -> NoReturn:
    os._exit(STOPPED)


def _give_up_output() -> None:
    """Nobody hears what is left over; Python shall not complain about that while it closes."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _run(arguments: list[str] | None) -> int:
    """Find the command and run it; returns the exit code."""
    try:
        command_line.main(args=arguments, prog_name="crisisengine", standalone_mode=False)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else HOLDS
    except click.exceptions.Abort:
        raise KeyboardInterrupt from None
    except (_Unheard, OSError):
        raise
    except Exception as error:
        if not _told(error):
            raise
        return UNREADABLE
    return HOLDS


def _told(error: Exception) -> bool:
    """Tell a person what can be mended; anything else is a fault of ours, and shows where it lies."""
    from crisisengine.budget import OverBudget
    from crisisengine.diagnostics import full
    from crisisengine.errors import CrisisError, ScenarioError

    match error:
        case OverBudget():
            say(f"it was given up while {error.phase}: the {_SPENT[error.reason]} for it was used up")
        case click.ClickException():
            say(*_misused(error))
        case ScenarioError():
            click.echo("\n\n".join(full(diagnostic) for diagnostic in error.diagnostics), err=True)
        case CrisisError():
            say(str(error), error.hint)
        case _:
            return False
    return True


_SPENT = {"seconds": "time", "memory": "memory", "states": "number of states", "stopped": "wish for it", "disk": "disk"}


def _misused(error: click.ClickException) -> tuple[str, str]:
    """Click's complaint in our voice: one line, and a hint at what would do."""
    from crisisengine.text.english import did_you_mean

    context: click.Context | None = getattr(error, "ctx", None)
    hint = f"`{context.command_path if context else 'crisisengine'} --help` tells how it is used"
    match error:
        case Mistake():
            return error.message, error.hint
        case click.NoSuchOption():
            known = [name for option in (context.command.params if context else ()) for name in option.opts]
            return f"there is no option `{shown(error.option_name)}`", did_you_mean(error.option_name, known) or hint
        case click.MissingParameter(param=click.Parameter() as param):
            name = getattr(param, "metavar", None) or str(param.name).upper()
            return f"`{name.removesuffix('...')}` is missing", hint
        case click.BadParameter(param=click.Parameter(type=click.Choice() as kind) as param):
            asked = re.match(r"'(.*)' is not one of", error.message, re.DOTALL)
            words = [str(word) for word in kind.choices]
            listed = ", ".join(f"`{word}`" for word in words)
            value, name = asked[1] if asked else "", max(param.opts, key=len)
            return f"`{shown(value)}` is no value of `{name}`", did_you_mean(value, words) or f"it is one of {listed}"
    sentence = error.format_message().replace("'", "`").rstrip(".")
    return sentence[:1].lower() + shown(sentence[1:]), hint


def _prepare_streams() -> None:
    """The same bytes in a pipe on any machine; and neither a closed stream nor an odd character ends the program."""
    for name in ("stdin", "stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, io.StringIO())
        elif isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="replace", newline=None if name == "stdin" else "\n")
