"""What to take where, for a promise about what a player can do: a tree that unfolds where chance decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from crisisengine.authoring.outlook import PolicyStep, Promised
from crisisengine.text.messages import N_, _
from crisisengine.text.printable import printable
from crisisengine.tui.screens.base import BaseDialog
from crisisengine.tui.typesetting import hang, lines, says
from crisisengine.tui.widgets.frame.footer import FooterBar
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["PolicyDialog"]


MOST_RULES = 3
"""That stand above the tree: more of them would leave it no room, and it goes round less."""


class PolicyDialog(BaseDialog[None]):
    """The rules, where they are few, and the tree; what chance decides is folded, and opened by enter."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", N_("back"))]

    def __init__(self, promise: Promised) -> None:
        super().__init__()
        self.promise = promise

    def compose(self) -> ComposeResult:
        """The promise, the tree."""
        tree: Tree[None] = Tree("", id="policy")
        tree.show_root = False
        tree.guide_depth = 2
        _grow(tree.root, self.promise.policy)
        with Vertical(classes="dialog tall"):
            yield TextPane(self._head)
            yield tree
            yield FooterBar(("↑↓", _("go along it")), ("enter", _("unfold, fold")), ("esc", _("back")), only=True)

    def on_mount(self) -> None:
        """At its beginning."""
        tree = self.query_one(Tree)
        tree.focus()
        self.call_after_refresh(tree.action_cursor_down)

    def _head(self, width: int) -> Content:
        name = printable(self.promise.name)
        if self.promise.verdict == "violated":
            told = _("{name}: what keeps it broken", name=name)
        elif self.promise.kind == "forced":
            told = _("{name}: what to take, whatever chance decides", name=name)
        else:
            told = _("{name}: the play whose chance is told", name=name)
        out = hang(says(told, "bold $accent"), width)
        if 0 < len(self.promise.rules) <= MOST_RULES:
            for rule in self.promise.rules:
                out += hang(Content(printable(rule)), width, "", "  ")
            out += [Content(""), *hang(says(_("Step by step:"), "$quiet"), width)]
        return lines(out)


def _grow(node: TreeNode[None], steps: Sequence[PolicyStep]) -> None:
    for step in steps:
        label = Text(printable(step.told))
        if step.below:
            _grow(node.add(label), step.below)
        else:
            node.add_leaf(label)
