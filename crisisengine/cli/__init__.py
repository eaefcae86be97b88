"""The command_line: subcommands, exit codes, and nothing that knows a scenario.

Standard output is data, standard error is talk. A subcommand imports what it needs when it is called, so `--help`,
`list` and `check` never load a terminal interface.

Exit codes: 0 all holds, 1 something is violated or wrong, 2 cannot be read, asked or kept, 3 undecided; 130 after Ctrl-C,
129 and 143 when the full screen was ended by a hang-up or from outside, and 141 when whoever read the output has gone, as
other programs have it.
"""

from __future__ import annotations

from crisisengine.cli.main import command_line, main

__all__ = ["command_line", "main"]
