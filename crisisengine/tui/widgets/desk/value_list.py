"""The values of the variables, to look at and to set: first those that the page reads or writes, then all others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from crisisengine.authoring.touched import Touched
from crisisengine.text.messages import N_, _
from crisisengine.text.printable import printable
from crisisengine.tui.typesetting import Sheet, hang, leaders, lines, says

__all__ = ["ValueList"]

MOST_NAMED = 4
"""Measures that are named of those that read or write a variable."""


def value_sheet(touched: Touched) -> Sheet:
    """A variable with its value, and who reads and writes it here."""
    name = says(touched.name, "bold" if touched.settable else "")
    bare = not touched.counted or touched.word == str(touched.value)
    value = says(printable(touched.word)) + ("" if bare else says(f" {touched.value}", "$quiet"))
    about = [printable(touched.label)] * (touched.label != touched.name)
    about += [_("read by {who}", who=_named(touched.read_by))] * bool(touched.read_by)
    about += [_("written by {who}", who=_named(touched.written_by))] * bool(touched.written_by)
    about += [_("follows from others")] * (not touched.settable)

    def lay(width: int) -> Content:
        rows = leaders(name, value, width - 1, Content("  "))
        if about:
            rows += hang(says(" · ".join(about), "$quiet"), width - 1, "    ")
        return lines(rows)

    return Sheet(lay)


def _named(who: Sequence[str]) -> str:
    """The first few, measures by their ids alone."""
    named = ", ".join(each.removeprefix("measure ") for each in who[:MOST_NAMED])
    return f"{named} +{len(who) - MOST_NAMED}" if len(who) > MOST_NAMED else named


def heading(text: str) -> Sheet:
    """A heading inside the list."""
    return Sheet(lambda width: lines(hang(says(text, "bold $accent"), width)))


class ValueList(OptionList):
    """A list of variables; left and right set the marked one, enter asks for a value."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,minus", "shift(-1)", N_("lower"), key_display="←"),
        Binding("right,plus", "shift(1)", N_("higher"), key_display="→"),
    ]

    class Shifted(Message):
        """Somebody wants a value so much higher or lower."""

        def __init__(self, name: str, by: int) -> None:
            super().__init__()
            self.name = name
            self.by = by

    def __init__(self) -> None:
        super().__init__(markup=False, id="values")
        self.names: frozenset[str] = frozenset()

    @property
    def marked(self) -> str:
        """The name of the marked variable; empty where none is."""
        if self.highlighted is None:
            return ""
        return (self.get_option_at_index(self.highlighted).id or "").removeprefix("value-")

    def put(self, here: Sequence[Touched], others: Sequence[Touched]) -> None:
        """Show these; what was marked stays marked."""
        marked = self.marked
        options = [Option(heading(_("Read and written here")), disabled=True)]
        options += [Option(value_sheet(each), id=f"value-{each.name}") for each in here]
        if not here:
            options.append(
                Option(Sheet(lambda width: lines(hang(says(_("nothing"), "$quiet"), width, "  "))), disabled=True)
            )
        options += [Option(Content(" "), disabled=True), Option(heading(_("All other variables")), disabled=True)]
        options += [Option(value_sheet(each), id=f"value-{each.name}") for each in others]
        self.names = frozenset(each.name for each in (*here, *others))
        self.set_options(options)
        if marked in self.names:
            self.highlighted = self.get_option_index(f"value-{marked}")

    def action_shift(self, by: int) -> None:
        """Ask for a value that is higher or lower."""
        if self.marked:
            self.post_message(self.Shifted(self.marked, by))
