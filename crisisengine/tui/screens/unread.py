"""A text that does not load, and none before it did: what is wrong with it, until it is mended."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList

from crisisengine.authoring.preview import Preview
from crisisengine.text.messages import N_, _
from crisisengine.text.printable import printable
from crisisengine.tui.editing import open_editor
from crisisengine.tui.screens.base import BaseScreen, HelpPart
from crisisengine.tui.typesetting import hang, lines
from crisisengine.tui.widgets.desk.fault_list import FaultList
from crisisengine.tui.widgets.frame.footer import FooterBar
from crisisengine.tui.widgets.frame.header import HeaderBar
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["UnreadScreen"]


class UnreadScreen(BaseScreen):
    """Shown in place of the preview, which begins by itself as soon as the text loads."""

    help_part: ClassVar[HelpPart] = "previewing"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", N_("open the editor"), show=False),
    ]

    def __init__(self, preview: Preview) -> None:
        super().__init__()
        self.preview = preview

    def compose(self) -> ComposeResult:
        """What is said, and the faults."""
        yield HeaderBar(_("Preview"), printable(str(self.preview.path)))
        yield TextPane(self._told, id="unread")
        yield FaultList()
        yield FooterBar(("↑↓", _("choose")), ("enter", _("open the editor at the line")))

    def on_mount(self) -> None:
        """Show what is wrong."""
        self.tell()
        self.query_one(FaultList).focus()

    def tell(self) -> None:
        """Show the faults as they are now."""
        self.query_one(FaultList).put(self.preview.faults)

    def _told(self, width: int) -> Content:
        told = _("This text cannot be played yet. Mend what stands below and save: the preview begins by itself.")
        return lines(hang(Content(told), min(width, 84)))

    @on(OptionList.OptionSelected, "#faults")
    def action_edit(self) -> None:
        """Open the editor at the marked fault."""
        fault = self.query_one(FaultList).marked
        open_editor(self, self.preview.place_of(fault) if fault is not None else self.preview.here())
