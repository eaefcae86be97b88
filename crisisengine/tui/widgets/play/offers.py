"""What can be decided here: number, label, span, below it the price; a locked measure is short until it is marked, then it says what it needs.

Nothing is marked until an arrow is pressed, so that enter takes nothing that nobody chose.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from crisisengine.engine.view_model import OfferLine
from crisisengine.text.messages import _
from crisisengine.tui.markdown import running
from crisisengine.tui.typesetting import Sheet, cut, hang, leaders, lines, says
from crisisengine.tui.widgets.frame.spacing import spaced

__all__ = ["Offers", "offer_sheet"]

CHANCE = "◇"
LOCKED = "×"


def offer_sheet(
    offer: OfferLine, *, marked: bool = False, cut_locked: bool = True, taken: Collection[str] = ()
) -> Sheet:
    """An offer as set for a width; a locked one that is not marked may be cut to one line.

    Letters that are `taken` by keys of the screen stand as capitals: what is printed is what is pressed.
    """
    sign = offer.sign.upper() if offer.locked and offer.sign in taken else offer.sign

    def lay(width: int) -> Content:
        if offer.locked:
            return lines(_locked(offer, sign, width - 1, marked=marked, cut_locked=cut_locked))
        span = says(" ".join(filter(None, [offer.span, CHANCE * offer.chance])), "$quiet")
        rows = leaders(Content(offer.label), span, width - 1, says(f"{offer.sign:>2}  ", "bold $accent"))
        rows += _below(says(offer.price, "$quiet"), width - 1)
        if marked and offer.chance:
            rows += hang(says(_("the world decides what follows"), "$quiet"), width - 1, f"    {CHANCE} ")
        return lines(rows)

    return Sheet(lay)


def _locked(offer: OfferLine, sign: str, width: int, *, marked: bool, cut_locked: bool) -> list[Content]:
    mark = says(f"{LOCKED}{sign:<3}", "$quiet")
    if cut_locked and not marked:
        return [mark + says(cut(offer.label, max(width - mark.cell_length, 1)).rstrip(), "$quiet")]
    rows = hang(says(offer.label, "$quiet"), width, mark)
    if not marked:
        return rows
    for reason in offer.reasons:
        rows += _below(running(reason, "italic $quiet"), width)
    for need in offer.needs:
        rows += _below(running(need, "$quiet"), width)
    return rows + _below(says(offer.price, "$quiet"), width)


def _below(told: Content, width: int) -> list[Content]:
    """What stands under a label."""
    return hang(told, width, "      ") if told.plain else []


class Offers(OptionList):
    """A list of offers; a click or the number in front takes an open one, enter the marked one."""

    def __init__(self) -> None:
        super().__init__(markup=False, id="offers")
        self.offers: tuple[OfferLine, ...] = ()
        self._unfolded: int | None = None
        self.cut = True
        """Whether the labels of locked measures are cut to a line."""
        self.taken: frozenset[str] = frozenset()
        """Letters that do something else on this screen."""

    @property
    def marked(self) -> OfferLine | None:
        """The offer at the mark, if one is marked."""
        if self.highlighted is None:
            return None
        return self.named(self.get_option_at_index(self.highlighted).id or "")

    def named(self, measure: str) -> OfferLine | None:
        """The offer of a measure."""
        return next((offer for offer in self.offers if offer.measure == measure), None)

    def put(self, offers: Sequence[OfferLine], *, roomy: bool = False) -> None:
        """Show these, with air between them if there is room for it; none is marked."""
        self.offers = tuple(offers)
        self._unfolded = None
        options = [Option(self._sheet(offer), id=offer.measure) for offer in self.offers]
        self.set_options(spaced(options) if roomy else options)
        self.highlighted = None

    def spared(self, width: int) -> int:
        """How many lines it spares to cut the labels of locked measures."""
        marked = self.marked
        folded = [offer for offer in self.offers if offer.locked and offer is not marked]
        return sum(offer_sheet(offer, cut_locked=False).get_height({}, width) - 1 for offer in folded)

    def cut_locked(self, *, cut: bool) -> None:
        """Cut the labels of locked measures to a line, or show them whole."""
        if cut != self.cut:
            self.cut = cut
            for place, option in enumerate(self.options):
                offer = self.named(option.id or "")
                if offer is not None and offer.locked and place != self.highlighted:
                    self.replace_option_prompt_at_index(place, self._sheet(offer))

    def _sheet(self, offer: OfferLine, *, marked: bool = False) -> Sheet:
        return offer_sheet(offer, marked=marked, cut_locked=self.cut, taken=self.taken)

    def mark(self, measure: str) -> None:
        """Mark an offer."""
        self.highlighted = self.get_option_index(measure)

    def watch_highlighted(self, highlighted: int | None) -> None:
        """What is marked says more than the others."""
        super().watch_highlighted(highlighted)
        for place in (self._unfolded, highlighted):
            offer = self.named(self.get_option_at_index(place).id or "") if place is not None else None
            if place is not None and offer is not None and (offer.locked or offer.chance):
                self.replace_option_prompt_at_index(place, self._sheet(offer, marked=place == highlighted))
        self._unfolded = highlighted

    def get_selection(self, selection: object) -> None:
        """Nothing to copy here that the journal does not hold."""
