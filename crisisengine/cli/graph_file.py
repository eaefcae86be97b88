"""`crisisengine check --export-graph`: the graph of one scenario, written where somebody asked for it, whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from attrs import define

from crisisengine import storage
from crisisengine.budget import OverBudget
from crisisengine.checker import Proof, Result
from crisisengine.checker.formats.drn import drn
from crisisengine.checker.task import REASONS
from crisisengine.cli.output import fail
from crisisengine.errors import FilesError

__all__ = ["GraphFile"]


@define(eq=False)
class GraphFile:
    """Where a graph is to be written, and whether it was."""

    path: Path
    force: bool
    written: bool = False
    _wrong: tuple[str, str] | None = None
    """Why it was not, where that came up while it was written, and what to do about it."""

    @classmethod
    def asked(cls, name: str, scenarios: int, *, watch: bool, force: bool) -> GraphFile:
        """Where somebody wants it; it does not come back where that is what one file cannot hold."""
        if scenarios != 1:
            fail(f"`--export-graph` writes one graph, and these are {scenarios} scenarios", "name one of them")
        if watch:
            fail("`--export-graph` writes a graph once, and `--watch` checks again and again", "leave one of them out")
        return cls(Path(name), force)

    def write(self, proof: Proof) -> None:
        """Write it if all states were seen."""
        if not proof.complete:
            return
        task = proof.found.task
        task.phase = "writing"
        keep = storage.keep_over if self.force else storage.keep_new
        try:
            keep(self.path, drn(proof.futures_from("")))
            self.written = True
        except FilesError as error:
            self._wrong = str(error), error.hint
        except OverBudget as over:
            self._wrong = f"{self._name} is not written: {REASONS[over.reason]} while {over.phase}", "give it more"
        except MemoryError:
            self._wrong = f"{self._name} is not written: {REASONS['memory']} while {task.phase}", ""

    def why_not(self, results: Sequence[Result]) -> tuple[str, str]:
        """What is said of a graph that was not written, and a hint."""
        if self._wrong is not None:
            return self._wrong
        explored = [result.extent for result in results if result.extent is not None]
        if not explored:
            return f"{self._name} is not written: nothing was explored", "it takes a scenario that can be read"
        if not explored[0].complete:
            seen = f"only {explored[0].states:,} states were seen, and there are more"
            return f"{self._name} is not written: {seen}", "raise `--max-states`, `--max-seconds` or `--max-memory`"
        return f"{self._name} is not written: stopped by hand", ""

    @property
    def _name(self) -> str:
        return storage.shown(self.path)
