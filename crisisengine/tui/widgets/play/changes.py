"""Since your last decision: each change with its words and its cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from textual.content import Content

from crisisengine.engine.view_model import Movement
from crisisengine.text.messages import _, _n
from crisisengine.tui.gauges import arrow, verdict
from crisisengine.tui.markdown import running
from crisisengine.tui.typesetting import Lay, flow, hang, leaders, lines, says
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["Changes", "brief", "causes", "gist", "words"]

MOST = 6
PLAIN_SIGNS = "+\N{MINUS SIGN}"
"""A rule that adds a number says no more than the arrow does."""


def words(movement: Movement) -> str:
    """`open → refusing`, or the numbers where the word stays the same; what could not move any further stays as it is."""
    before, after = movement.word_before, movement.word_after
    if movement.before == movement.after:
        return _("stays {word}", word=after)
    if before == after:
        before, after = str(movement.before), str(movement.after)
        return f"{movement.word_after}, {before} → {after}" if movement.word_after != after else f"{before} → {after}"
    return f"{before} → {after}"


def gist(movements: Sequence[Movement], most: int = MOST) -> Lay:
    """The first changes, briefly; derived values repeat their causes and come last."""

    def lay(width: int) -> Content:
        out = [says(_("Since your last decision"), "bold")]
        if not movements:
            out += hang(says(_("Nothing you can see has changed."), "$quiet"), width, "  ")
        therefore = _("and therefore")
        shown = sorted(movements, key=lambda movement: bool(movement.follows_from))[:most]
        for cause, group in groupby(shown, key=lambda movement: therefore if movement.follows_from else movement.cause):
            out += hang(says(cause, "italic $quiet"), width, "  ")
            for movement in group:
                sign = arrow(movement.after - movement.before, movement.better, movement.sort)
                mark = Content("  ") + sign + " " * max(4 - sign.cell_length, 1)
                out += leaders(Content(movement.label), says(words(movement), "$quiet"), width, mark, below=True)
        rest = len(movements) - most
        if rest > 0:
            more = _n("and {count} more: press c", "and {count} more: press c", rest)
            out += hang(says(more, "$quiet"), width, "  ")
        return lines(out)

    return lay


def brief(movements: Sequence[Movement], label: str, width: int, indent: str) -> list[Content]:
    """Arrows and labels alone, running on; derived values left out.

    What the measure itself brought, whose `label` stands above, comes first; what else moved something is named.
    """
    direct = [moved for moved in movements if moved.after != moved.before and not moved.follows_from]
    out = _arrows([moved for moved in direct if moved.cause == label], width, indent)
    others = [moved for moved in direct if moved.cause != label]
    for cause in dict.fromkeys(moved.cause for moved in others):
        out += hang(says(cause, "italic $quiet"), width, indent)
        out += _arrows([moved for moved in others if moved.cause == cause], width, f"{indent}  ")
    return out


def _arrows(movements: Sequence[Movement], width: int, indent: str) -> list[Content]:
    parts = []
    for movement in movements:
        number = movement.sort == "number"
        label = f" {movement.label}" if number else f" {movement.label}: {movement.word_after}"
        sign = arrow(movement.after - movement.before, movement.better, movement.sort)
        parts.append(sign + says(label, "$quiet"))
    return [indent + line for line in flow(parts, width - len(indent))]


def causes(movements: Sequence[Movement], label: str) -> Lay:
    """Every change under what brought it, said once: words, better or worse, the rule; then what follows from them.

    What the measure itself brought, whose `label` stands above, comes without another word.
    """
    direct = [movement for movement in movements if not movement.follows_from]
    derived = [movement for movement in movements if movement.follows_from]
    told = {movement.route: movement.cause for movement in direct}

    def lay(width: int) -> Content:
        out: list[Content] = []
        for cause, group in groupby(direct, key=lambda movement: movement.cause):
            out += [Content("")] * bool(out)
            if cause != label:
                out += hang(Content(cause), width, says(_("because: "), "$quiet"))
            for movement in group:
                out += _change(movement, width)
        if derived:
            out += [Content("")] * bool(out) + hang(says(_("and therefore"), "$quiet"), width)
        for movement in derived:
            out += _change(movement, width, told if len(told) > 1 else {})
        return lines(out)

    return lay


def _change(movement: Movement, width: int, told: Mapping[str, str] | None = None) -> list[Content]:
    """A change in a line or two, and the rule that made it; of a derived one what it follows from, by `told`."""
    change = movement.after - movement.before
    sign, judged = arrow(change, movement.better, movement.sort), verdict(change, movement.better)
    tail = says(f"{words(movement)}{f' · {judged}' if judged else ''}", "$quiet")
    mark = Content("  ") + sign + " " * max(4 - sign.cell_length, 1)
    out = leaders(says(movement.label, "bold"), tail, width, mark, below=True)
    if movement.rule and (movement.follows_from or movement.rule[0] not in PLAIN_SIGNS):
        out += hang(running(movement.rule), width, says(f"      {_('rule: ')}", "$quiet"))
    if movement.follows_from and told:
        follows = "; ".join(dict.fromkeys(told.get(route, route) for route in movement.follows_from))
        out += hang(Content(follows), width, says(f"      {_('follows from: ')}", "$quiet"))
    if movement.saturated:
        end = _("it had reached the end of its scale; the rule asked for more")
        out += hang(says(end, "italic $quiet"), width, "      ")
    return out


class Changes(TextPane):
    """The last changes, in the panel."""

    def tell(self, movements: Sequence[Movement] | None) -> None:
        """Show these; None before the first decision."""
        self.show(gist(movements or ()))
        self.display = movements is not None
