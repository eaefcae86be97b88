"""The words that the present scene points to, explained beside it where there is room."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from crisisengine.text.messages import _
from crisisengine.tui.markdown import set_prose
from crisisengine.tui.typesetting import broken, lines, says
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["GlossaryPanel"]


class GlossaryPanel(TextPane):
    """Term and explanation, for the glossary links in the text."""

    def tell(self, entries: Sequence[tuple[str, str]]) -> None:
        """Show these; nothing where there are none."""

        def lay(width: int) -> Content:
            out = [says(_("Words in this scene"), "bold")]
            for term, text in entries:
                out += [Content(""), *broken(says(term, "$accent"), width), *set_prose(text, width)]
            return lines(out)

        self.show(lay)
        self.display = bool(entries)
