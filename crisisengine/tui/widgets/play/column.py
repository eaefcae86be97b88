"""The reading column: the story, and right below it what can be decided.

A short text has its offers directly below; a long one scrolls above them, so that both are always in sight.
"""

from __future__ import annotations

from textual.containers import Container
from textual.geometry import NULL_OFFSET, NULL_SPACING, Region, Size
from textual.layout import Layout, WidgetPlacement
from textual.widget import Widget

__all__ = ["Column"]

STORY_SHARE = 0.4
"""The story keeps at least so much of the height, however many offers there are."""


class ColumnLayout(Layout):
    """From top to bottom; the last child sits under the others, which give way to it."""

    name = "column"

    def arrange(
        self,
        parent: Widget,
        children: list[Widget],
        size: Size,
        greedy: bool = True,  # noqa: ARG002  # Textual's signature
    ) -> list[WidgetPlacement]:
        """Place strip, story and offers."""
        parent.pre_layout(self)
        viewport = parent.app.viewport_size
        wishes = [_height(child, size, viewport) for child in children]
        if len(wishes) > 1 and sum(wishes) > size.height:
            fixed, story, offers = sum(wishes[:-2]), wishes[-2], wishes[-1]
            room = max(size.height - fixed, 2)
            least = min(story, max(round(room * STORY_SHARE), 3))
            wishes[-1] = min(offers, room - least)
            wishes[-2] = room - wishes[-1]
        placements, y = [], 0
        for child, height in zip(children, wishes, strict=True):
            width = min(size.width, int(child.styles.max_width.value)) if child.styles.max_width else size.width
            region = Region(0, y, width, height)
            placements.append(WidgetPlacement(region, NULL_OFFSET, NULL_SPACING, child))
            y += height
        return placements


def _height(child: Widget, size: Size, viewport: Size) -> int:
    limit = child.styles.max_width
    width = min(size.width, int(limit.value)) if limit else size.width
    gutter = child.gutter
    inner = width - gutter.width - child.scrollbar_size_vertical * child.is_container
    return child.get_content_height(size, viewport, inner) + gutter.height


class Column(Container):
    """Holds the strip, the story and the offers."""

    @property
    def layout(self) -> Layout:
        """Its own way of sharing the height."""
        return ColumnLayout()
