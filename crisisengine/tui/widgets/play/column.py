"""The reading column: the story, and below it what can be decided.

Where both fit, one stands right below the other, and locked measures are shown whole if there is room for that, too. Where they do not, the story comes first and has all the room; once it
was seen to its end, the offers stand below it, and both scroll.
"""

from __future__ import annotations

from textual.containers import Container, VerticalScroll
from textual.geometry import NULL_OFFSET, NULL_SPACING, Region, Size
from textual.layout import Layout, WidgetPlacement
from textual.message import Message
from textual.widget import Widget

from crisisengine.tui.widgets.play.offers import Offers

__all__ = ["Column", "Story"]

STORY_SHARE = 0.4
"""The story keeps at least so much of the height, however many offers there are."""


class ColumnLayout(Layout):
    """From top to bottom: what is fixed, the story, the mark that there is more of it, the offers."""

    name = "column"

    def arrange(
        self,
        parent: Widget,
        children: list[Widget],
        size: Size,
        greedy: bool = True,  # noqa: ARG002  # Textual's signature
    ) -> list[WidgetPlacement]:
        """Place the children; a part that has no room now gets no height."""
        assert isinstance(parent, Column), "the layout belongs to the column"
        parent.pre_layout(self)
        viewport = parent.app.viewport_size
        *fixed, story, more, offers = (_height(child, size, viewport) for child in children)
        room = max(size.height - sum(fixed), 2)
        listed = children[-1]
        assert isinstance(listed, Offers), "what can be decided stands last"
        spared = listed.spared(_inner_width(listed, size))
        least_offers = offers if listed.cut else offers - spared
        listed.cut_locked(cut=story + least_offers + spared > room)
        offers = least_offers if listed.cut else least_offers + spared
        parent.fits = story + offers <= room
        shown = (story, viewport)
        if parent.whole == shown and not parent.fits:  # a line in the footer, or why one is locked, takes none away
            parent.keep_whole()
        if parent.fits:
            parent.whole = shown
            more = 0
        elif not parent.read:
            story, more, offers = room - 1, 1, 0
        else:
            least = min(story, max(round(room * STORY_SHARE), 3))
            offers = min(offers, room - least)
            more = 1 if story > room - offers else 0
            story = room - offers - more
        placements, y = [], 0
        for child, height in zip(children, (*fixed, story, more, offers), strict=True):
            region = Region(0, y, _width(child, size), height)
            placements.append(WidgetPlacement(region, NULL_OFFSET, NULL_SPACING, child))
            y += height
        return placements


def _width(child: Widget, size: Size) -> int:
    limit = child.styles.max_width
    return min(size.width, int(limit.value)) if limit else size.width


def _inner_width(child: Widget, size: Size) -> int:
    return _width(child, size) - child.gutter.width - child.scrollbar_size_vertical * child.is_container


def _height(child: Widget, size: Size, viewport: Size) -> int:
    return child.get_content_height(size, viewport, _inner_width(child, size)) + child.gutter.height


class Story(VerticalScroll, can_focus=False):
    """What is read; when it has to give room to the measures, its end stays in sight."""

    class Changed(Message):
        """It has another size now, so that there may be more below it or less."""

    keeps_end = False
    """Whether it was seen to its end."""

    def on_resize(self) -> None:
        """Keep the end in sight, and tell the screen."""
        if self.keeps_end:
            self.scroll_end(animate=False, immediate=True)
        self.post_message(self.Changed())

    def watch_virtual_size(self) -> None:
        """The same where only its text is set anew, since a scrollbar has taken a cell of its width."""
        self.call_later(self.on_resize)


class Column(Container):
    """Holds the strip, the story, the mark below it, and the offers."""

    read = False
    """Whether the story was seen to its end; the offers wait for that where not both fit."""
    fits = True
    """Whether both fit, as last arranged."""
    whole: tuple[int, Size] | None = None
    """The height of a story that stood whole above the offers, and the size of the window that it did so in."""

    @property
    def layout(self) -> Layout:
        """Its own way of sharing the height."""
        return ColumnLayout()

    @property
    def waits(self) -> bool:
        """Whether the offers are still to come."""
        return not (self.fits or self.read)

    def keep_whole(self) -> None:
        """Count a story as read that stood whole above the offers."""
        self.read = self.query_one(Story).keeps_end = True
