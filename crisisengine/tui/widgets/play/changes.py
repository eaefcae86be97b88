"""Since your last decision: each change with its words and its cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from textual.content import Content

from crisisengine.engine.view_model import Movement
from crisisengine.tui.gauges import arrow, verdict
from crisisengine.tui.typesetting import Lay, flow, hang, leaders, lines, says
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["Changes", "brief", "causes", "gist"]

MOST = 6
CONSEQUENCE = "and therefore"


def words(movement: Movement) -> str:
    """`open → refusing`, or the numbers where the word stays the same."""
    before, after = movement.word_before, movement.word_after
    if before == after:
        before, after = str(movement.before), str(movement.after)
        return f"{movement.word_after}, {before} → {after}" if movement.word_after != after else f"{before} → {after}"
    return f"{before} → {after}"


def gist(movements: Sequence[Movement], most: int = MOST) -> Lay:
    """The first changes, briefly; derived values repeat their causes and come last."""

    def lay(width: int) -> Content:
        out = [says("Since your last decision", "bold")]
        if not movements:
            out += hang(says("Nothing you can see has changed.", "$quiet"), width, "  ")
        shown = sorted(movements, key=lambda movement: bool(movement.follows_from))[:most]
        for cause, group in groupby(
            shown, key=lambda movement: CONSEQUENCE if movement.follows_from else movement.cause
        ):
            out += hang(says(cause, "italic $quiet"), width, "  ")
            for movement in group:
                sign = arrow(movement.after - movement.before, movement.better, movement.sort)
                mark = Content("  ") + sign + " " * max(4 - sign.cell_length, 1)
                out += leaders(Content(movement.label), says(words(movement), "$quiet"), width, mark, below=True)
        if len(movements) > most:
            out += hang(says(f"and {len(movements) - most} more: press c", "$quiet"), width, "  ")
        return lines(out)

    return lay


def brief(movements: Sequence[Movement], width: int, indent: str) -> list[Content]:
    """Arrows and labels alone, running on; derived values left out."""
    direct = [movement for movement in movements if not movement.follows_from]
    parts = [
        arrow(one.after - one.before, one.better, one.sort)
        + says(f" {one.label}" if one.sort == "number" else f" {one.label}: {one.word_after}", "$quiet")
        for one in direct
        if one.after != one.before
    ]
    return [indent + line for line in flow(parts, width - len(indent))]


def causes(movements: Sequence[Movement], told: Mapping[str, str]) -> Lay:
    """Every change in full: words, numbers, better or worse, the cause, and what a derived value follows from."""

    def lay(width: int) -> Content:
        out: list[Content] = []
        for movement in movements:
            change = movement.after - movement.before
            sign = arrow(change, movement.better, movement.sort)
            judged = verdict(change, movement.better)
            tail = says(f"{words(movement)}{f' · {judged}' if judged else ''}", "$quiet")
            out += leaders(
                says(movement.label, "bold"), tail, width, sign + " " * max(4 - sign.cell_length, 1), below=True
            )
            if movement.cause and not movement.follows_from:
                out += hang(Content(movement.cause), width, says("    because: ", "$quiet"))
            elif movement.follows_from:
                follows = "; ".join(dict.fromkeys(told.get(route, route) for route in movement.follows_from))
                out += hang(Content(follows), width, says("    follows from: ", "$quiet"))
            if movement.saturated:
                out += hang(
                    says("it had reached the end of its scale; the rule asked for more", "italic $quiet"), width, "    "
                )
            out.append(Content(""))
        return lines(out[:-1])

    return lay


class Changes(TextPane):
    """The last changes, in the panel."""

    def tell(self, movements: Sequence[Movement] | None) -> None:
        """Show these; None before the first decision."""
        self.show(gist(movements or ()))
        self.display = movements is not None
