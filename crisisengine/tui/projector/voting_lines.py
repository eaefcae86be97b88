"""The measures of a question as the wall lists them: with their numbers, or with the votes for each as bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from textual.content import Content

from crisisengine.engine.view_model import OfferLine, View
from crisisengine.text.messages import _
from crisisengine.tui.typesetting import Lay, hang, leaders, lines, says

__all__ = ["bars", "counted", "label_of", "numbered", "open_offers"]

BAR = 40
"""Cells of the longest bar."""


def open_offers(view: View, options: Sequence[str]) -> list[OfferLine]:
    """The offers of a question's options, in their order."""
    offers = {offer.measure: offer for offer in view.offers}
    return [offers[option] for option in options if option in offers]


def label_of(view: View, option: str) -> str:
    """What a measure is called where it was offered."""
    return next((offer.label for offer in view.offers if offer.measure == option), option)


def numbered(view: View, options: Sequence[str], *, locked: bool = True) -> Lay:
    """The open measures with their numbers; below them the locked ones, and why."""
    shut = [offer for offer in view.offers if offer.locked] if locked else []

    def lay(width: int) -> Content:
        out: list[Content] = []
        for offer in open_offers(view, options):
            sign = says(f"{offer.sign:>2}  ", "bold $accent")
            terms = offer.terms if offer.takes else offer.price  # "no time" reads as if there were none left
            out += leaders(says(offer.label, "bold"), says(terms, "$quiet"), width, sign, below=True)
            out.append(Content(""))
        for offer in shut:
            why = " ".join(offer.reasons or offer.needs)
            label = f"{offer.label} ({offer.price})" if offer.price else offer.label
            told = says(_("{label}: locked. {why}", label=label, why=why), "$quiet")
            out += hang(told, width, says(" ×  ", "$quiet"))
        return lines(out).rstrip()

    return lay


def bars(rows: Sequence[tuple[str, str, int]], *, taken: str = "") -> Lay:
    """The votes for each: (sign, label, votes); the one that was taken is marked, in colour and by a sign."""
    most = max((votes for _sign, _label, votes in rows), default=0)

    def lay(width: int) -> Content:
        out: list[Content] = []
        longest = max(min(BAR, width - 14), 4)
        for sign, label, votes in rows:
            style = "bold $good" if label == taken else "bold"
            mark = "✓" if label == taken else " "
            out += hang(says(label, style), width, says(f"{mark}{sign:>2}  ", "bold $accent"))
            bar = "█" * round(longest * votes / most) if most else ""
            bar = bar or ("▏" if votes else "")
            lead = " " * cell_len(f"{mark}{sign:>2}  ")
            out += [lead + says(bar, "$good" if label == taken else "$accent") + says(f" {votes}", "bold"), Content("")]
        return lines(out).rstrip()

    return lay


def counted(view: View, votes: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """The rows of `bars` for a round's votes."""
    return [(offer.sign, offer.label, votes.get(offer.measure, 0)) for offer in open_offers(view, list(votes))]
