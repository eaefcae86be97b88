"""Who is who: the parties of the story and what the author says of each, where a wide window has room for it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from crisisengine.engine.view_model import PartyLine
from crisisengine.text.messages import _
from crisisengine.tui.markdown import running
from crisisengine.tui.typesetting import Lay, hang, lines, says
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["PeoplePanel", "people"]


def people(parties: Sequence[PartyLine]) -> Lay:
    """Name and description of each party."""

    def lay(width: int) -> Content:
        out = [says(_("Who is who"), "bold")]
        for party in parties:
            out += [Content(""), *hang(says(party.name, "$accent"), width), *hang(running(party.about), width, "  ")]
        return lines(out)

    return lay


class PeoplePanel(TextPane):
    """Those of whom anything is said."""

    def tell(self, parties: Sequence[PartyLine]) -> None:
        """Show these; nothing where there are none."""
        described = [party for party in parties if party.about]
        self.show(people(described))
        self.display = bool(described)
