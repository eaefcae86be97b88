"""What is read on the play screen: what the last decision led to, and the scene with its text."""

from __future__ import annotations

from textual.content import Content

from crisisengine.engine.view_model import Account, View
from crisisengine.text.messages import _
from crisisengine.tui.markdown import set_prose
from crisisengine.tui.typesetting import Lay, broken, hang, lines, rule, says

__all__ = ["chapter_head", "result", "scene"]


def scene(view: View) -> Lay:
    """Title and text."""

    def lay(width: int) -> Content:
        return lines([*broken(says(view.title, "bold"), width), Content(""), *set_prose(view.text, width)])

    return lay


def chapter_head(line: str, when: str) -> Lay:
    """Where a chapter begins: a ruled line across, with its number and title, and when it plays."""

    def lay(width: int) -> Content:
        told = " · ".join(part for part in (line, when) if part)
        head = says("── ", "$line") + says(told, "bold $accent") + " "
        if head.cell_length > width:
            return lines([*hang(says(told, "bold $accent"), width), rule(width)])
        return head + says("─" * (width - head.cell_length), "$line")

    return lay


def result(account: Account) -> Lay:
    """What a decision led to."""

    def lay(width: int) -> Content:
        out = hang(says(account.label, "bold"), width, says(_("You decided: "), "$quiet"), "  ")
        out += set_prose(account.result, width)
        for finding in account.findings:
            told = (
                says(_("✓ The report was true."), "bold $good")
                if finding.true
                else says(_("× The report was false."), "bold $bad")
            )
            out += broken(told, width)
        return lines(out)

    return lay
