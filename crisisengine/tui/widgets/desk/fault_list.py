"""The strip of what is wrong with the text: a line each, with the file, the line and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from crisisengine.diagnostics import Diagnostic
from crisisengine.text.printable import printable
from crisisengine.tui.typesetting import Sheet, hang, lines, says

__all__ = ["FaultList"]

MOST = 100
"""Faults that are listed; nobody mends more before the next save."""


def fault_sheet(fault: Diagnostic) -> Sheet:
    """A fault as set for a width."""
    error = fault.severity == "error"
    mark = says("× " if error else "! ", "bold $bad" if error else "bold $accent")
    place = f"{fault.file}:{fault.line}:{fault.column}" if fault.line else fault.file

    def lay(width: int) -> Content:
        rows = hang(says(printable(place), "bold") + f"  {printable(fault.message)}", width - 1, mark)
        if fault.hint:
            rows += hang(says(printable(fault.hint), "$quiet"), width - 1, "  → ")
        return lines(rows)

    return Sheet(lay)


class FaultList(OptionList):
    """What is wrong, errors first; enter opens the editor there. Nothing is seen of it while nothing is wrong."""

    def __init__(self) -> None:
        super().__init__(markup=False, id="faults")
        self.faults: tuple[Diagnostic, ...] = ()

    @property
    def marked(self) -> Diagnostic | None:
        """The fault at the mark; the first where none is marked."""
        if not self.faults:
            return None
        return self.faults[min(self.highlighted or 0, len(self.faults) - 1)]

    @property
    def broken(self) -> bool:
        """Whether there is an error among them."""
        return any(fault.severity == "error" for fault in self.faults)

    def put(self, faults: Sequence[Diagnostic]) -> None:
        """Show these; the mark stays where it was as far as it can."""
        if tuple(faults) == self.faults:
            return
        kept = self.highlighted
        self.faults = tuple(faults[:MOST])
        self.display = bool(self.faults)
        self.set_class(not self.broken, "-warnings")
        self.set_options([Option(fault_sheet(fault), id=f"fault-{number}") for number, fault in enumerate(self.faults)])
        self.highlighted = min(kept or 0, len(self.faults) - 1) if self.faults else None
