"""What can be decided here: number, label, span; a locked measure stays in sight with every reason on its own line."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, islice

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from crisisengine.engine.view_model import OfferLine
from crisisengine.tui.markdown import running
from crisisengine.tui.typesetting import Sheet, hang, leaders, lines, says

__all__ = ["KEYS", "Offers", "keyed", "spaced"]

FREE_LETTERS = "abdefhikmnorvxyz"
"""Letters that no other key of the play screen claims; for the tenth offer and those after it."""
KEYS = "123456789" + FREE_LETTERS


def keyed(offers: Sequence[OfferLine]) -> dict[str, OfferLine]:
    """The open offers under the keys that take them."""
    return dict(zip(KEYS, (offer for offer in offers if not offer.locked), strict=False))


def spaced(options: Sequence[Option]) -> list[Option]:
    """A blank line between the options of a list; an option's own mark then ends where its text ends."""
    out: list[Option] = []
    for option in options:
        out += [Option(Content(" "), disabled=True)] * bool(out) + [option]
    return out


def offer_sheet(offer: OfferLine, key: str) -> Sheet:
    """One offer as set for a width."""
    span = offer.span + (" ◇" if offer.chance else "")

    def lay(width: int) -> Content:
        mark = says(f" {key or '·'}  ", "bold $accent")
        if offer.locked:
            rows = hang(says(offer.label, "$quiet"), width, says(" ×  ", "$quiet"))
            for reason in offer.reasons:
                rows += hang(running(reason, "italic $quiet"), width, "      ")
        else:
            rows = leaders(Content(offer.label), says(span, "$quiet"), width - 1, mark)
        return lines(rows)

    return Sheet(lay)


class Offers(OptionList):
    """A list of offers; enter, a click or the key in front takes one."""

    def __init__(self) -> None:
        super().__init__(markup=False, id="offers")
        self.offers: tuple[OfferLine, ...] = ()

    def put(self, offers: Sequence[OfferLine], *, roomy: bool = False) -> None:
        """Show these, with air between them if there is room for it; the first open one is marked."""
        self.offers = tuple(offers)
        keys = chain(KEYS)
        options: list[Option] = []
        for offer in self.offers:
            key = "" if offer.locked else "".join(islice(keys, 1))
            options.append(Option(offer_sheet(offer, key), id=offer.measure, disabled=offer.locked))
        shown = spaced(options) if roomy else options
        self.set_options(shown)
        self.highlighted = next((number for number, option in enumerate(shown) if not option.disabled), None)

    def get_selection(self, selection: object) -> None:
        """Nothing to copy here that the journal does not hold."""
