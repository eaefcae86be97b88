"""A text that does not load, and none before it did: what is wrong with it, until it is mended."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList

from crisisengine.authoring.by_hand import page_as_read
from crisisengine.authoring.preview import Preview
from crisisengine.engine.view_model import View
from crisisengine.text.messages import N_, _
from crisisengine.text.printable import printable
from crisisengine.tui.editing import open_editor
from crisisengine.tui.screens.base import BaseScreen, HelpPart, turn
from crisisengine.tui.typesetting import Lay, hang, lines, says
from crisisengine.tui.widgets.desk.fault_list import FaultList
from crisisengine.tui.widgets.frame.footer import FooterBar
from crisisengine.tui.widgets.frame.header import HeaderBar
from crisisengine.tui.widgets.frame.text import TextPane
from crisisengine.tui.widgets.play.story import scene

__all__ = ["UnreadScreen"]


class UnreadScreen(BaseScreen):
    """Shown in place of the preview, which begins by itself as soon as the text loads."""

    help_part: ClassVar[HelpPart] = "previewing"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", N_("open the editor"), show=False),
        Binding("a", "go_to", N_("another page")),
        Binding("space,pagedown", "turn(1)", N_("read on"), key_display="space"),
        Binding("pageup", "turn(-1)", show=False),
    ]

    def __init__(self, preview: Preview) -> None:
        super().__init__()
        self.preview = preview
        self.readable = False
        """Whether any page can be read."""

    def compose(self) -> ComposeResult:
        """What is said, and the faults."""
        yield HeaderBar(_("Preview"), printable(str(self.preview.path)))
        yield TextPane(self._told, id="unread")
        yield FaultList()
        with VerticalScroll(id="as-read", can_focus=False):
            yield TextPane(id="page")
        yield FooterBar(("↑↓", _("choose")), ("enter", _("open the editor at the line")))

    def on_mount(self) -> None:
        """Show what is wrong."""
        self.tell()
        self.query_one(FaultList).focus()

    def tell(self) -> None:
        """Show the faults as they are now."""
        self.query_one(FaultList).put(self.preview.faults)

    def show_page(self, place: str = "") -> None:
        """Show a page as far as it can be read, once that is known."""
        self.readable = self.preview.reading.legible is not None
        page = page_as_read(self.preview.reading, place)
        self.query_one("#page", TextPane).show(_page(page) if page is not None else lambda _width: Content(""))
        self.query_one("#as-read").scroll_home(animate=False)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  # Textual's
        """There are other pages once any can be read."""
        return self.readable if action == "go_to" else True

    def action_turn(self, direction: int) -> None:
        """Scroll the page."""
        turn(self.query_one("#as-read"), direction)

    def action_go_to(self) -> None:
        """Look at another page of what can be read."""
        from crisisengine.tui.screens.pick import PickDialog  # noqa: PLC0415  # not before it is needed

        scenario = self.preview.reading.legible
        if scenario is not None:
            choices = [(scene.id, scene.title, scene.id) for scene in scenario.scenes.values()]
            choices += [(ending.id, ending.title, ending.id) for ending in scenario.endings.values()]
            picked = PickDialog(_("Which page?"), choices)
            self.app.push_screen(picked, lambda place: None if place is None else self.show_page(place))

    def _told(self, width: int) -> Content:
        told = _("This text cannot be played yet. Mend what stands below and save: the preview begins by itself.")
        return lines(hang(Content(told), min(width, 84)))

    @on(OptionList.OptionSelected, "#faults")
    def action_edit(self) -> None:
        """Open the editor at the marked fault."""
        fault = self.query_one(FaultList).marked
        open_editor(self, self.preview.place_of(fault) if fault is not None else self.preview.here())


def _page(page: View) -> Lay:
    text = scene(page)

    def lay(width: int) -> Content:
        out = [says(_("As far as it can be read"), "bold $accent"), Content(""), text(min(width, 84))]
        for offer in page.offers:
            out += [Content(""), *hang(says(offer.label, "$quiet"), min(width, 84), "  · ")]
        return lines(out)

    return lay
