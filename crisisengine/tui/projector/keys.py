"""The facilitator's keys, each with what it does."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from crisisengine.text.messages import N_, _
from crisisengine.tui.screens.base import PagedDialog
from crisisengine.tui.typesetting import columns, lines, says
from crisisengine.tui.widgets.frame.footer import FooterBar
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["ProjectorHelp"]

KEYS = (
    ("space", N_("the next page; after the last one, the next phase")),
    ("page up", N_("the page before; in the debrief also the step before")),
    ("r", N_("raised hands: type how many are for each measure, or expect what")),
    ("h", N_("hold the time, or let it run on")),
    ("t", N_("a minute more")),
    ("b", N_("a break, or the end of it")),
    ("x", N_("skip the vote: take what was named beforehand for that, else you are asked")),
    ("u", N_("undo: call the vote off, or take back what was sent or decided last")),
    ("e", N_("end the run here: the debrief")),
    ("1 2 3", N_("choose for the room, where no rule decided")),
    ("s", N_("in a vote or a talk: the scene's text again; space goes back")),
    ("d", N_("close the door to newcomers, or open it again: then the wall shows the way in until space")),
    ("n", N_("show the next network address")),
    ("ctrl+p", N_("themes and other commands")),
    ("q", N_("leave; `crisisengine workshop RUN.toml` goes on from here")),
)


class ProjectorHelp(PagedDialog):
    """All keys in two columns."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1,enter", "dismiss", N_("back"), key_display="esc"),
    ]

    def compose(self) -> ComposeResult:
        """The keys."""
        with Vertical(classes="dialog tall"):
            yield TextPane(lambda _width: says(_("Leading a room"), "bold $accent"))
            with VerticalScroll(can_focus=False):
                yield TextPane(_keys)
            yield FooterBar()


def _keys(width: int) -> Content:
    return lines(columns([(says(key, "bold $accent"), Content(_(told))) for key, told in KEYS], width))
