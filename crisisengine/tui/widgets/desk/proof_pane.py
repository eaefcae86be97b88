"""The proof of a text that is being written: its verdict, the odds of its endings, and what the last save did to them."""

from __future__ import annotations

from textual.content import Content

from crisisengine.authoring.outlook import EndingOdds, ScenarioOutlook, odds_text, play_text
from crisisengine.authoring.prospects import Prospects
from crisisengine.model.kinds import Verdict
from crisisengine.text.messages import _, _n
from crisisengine.text.printable import printable
from crisisengine.tui.typesetting import Lay, between, broken, hang, lines, says
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["ProofPane", "verdict_words"]

SIGNS: dict[Verdict, tuple[str, str]] = {
    "holds": ("✓", "bold $good"),
    "violated": ("×", "bold $bad"),
    "undecided": ("◇", "bold"),
    "invalid": ("×", "bold $bad"),
}
TURNING = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
BAR = 10
"""Cells of a full bar."""


def verdict_words(verdict: Verdict) -> str:
    """A verdict as a person reads it."""
    return {"holds": _("holds"), "violated": _("violated"), "undecided": _("undecided"), "invalid": _("invalid")}[
        verdict
    ]


class ProofPane(TextPane):
    """Follows what is known; while more is to come, a sign turns."""

    def __init__(self) -> None:
        super().__init__(id="proof")
        self.prospects = Prospects()
        self.turn = 0

    def tell(self, prospects: Prospects) -> None:
        """Show what is known now."""
        self.prospects = prospects
        self.show(_sheet(prospects, TURNING[self.turn]))

    def on_mount(self) -> None:
        """Turn the sign while something is worked out."""
        self.set_interval(0.15, self._turn)

    def _turn(self) -> None:
        if self.prospects.busy:
            self.turn = (self.turn + 1) % len(TURNING)
            self.tell(self.prospects)


def _sheet(prospects: Prospects, turning: str) -> Lay:
    def lay(width: int) -> Content:
        out = between(says(_("The proof"), "bold $accent"), _work(prospects, turning), width)
        if prospects.latest is not None:
            out += _verdict(prospects, prospects.latest, width)
        if prospects.odds is not None and prospects.odds.endings:
            older = prospects.current and prospects.odds.fingerprint != prospects.wanted
            out += [Content(""), *_odds(prospects.odds, width, older=older)]
        changed = prospects.changed
        if changed is not None:
            out += [Content(""), says(_("What the last save changed"), "bold")]
            told = changed or (_("nothing that the proof can see"),)
            out += [row for text in told for row in hang(Content(printable(text)), width, says("› ", "$accent"))]
        return lines(out)

    return lay


def _work(prospects: Prospects, turning: str) -> Content:
    """What is being done."""
    if prospects.failed:
        return says(_("could not be worked out"), "$bad")
    if not prospects.busy:
        return Content("")
    states = prospects.progress.states if prospects.progress is not None else 0
    told = _n("{shown} state", "{shown} states", states, shown=f"{states:,}") if states else _("proving")
    if prospects.current:
        told = _("looking at the odds")
    return says(f"{turning} ", "bold $accent") + says(told, "$quiet")


def _verdict(prospects: Prospects, latest: ScenarioOutlook, width: int) -> list[Content]:
    sign, style = SIGNS[latest.verdict]
    out = []
    if not prospects.current:
        why = _("of the text before this save:") if prospects.wanted else _("of the text that loaded last:")
        out += hang(says(why, "$quiet"), width)
    out += hang(says(verdict_words(latest.verdict), style), width, says(f"{sign} ", style))
    out += hang(says(latest.told, "$quiet"), width, "  ")
    kept = sum(promise.verdict == "holds" for promise in latest.promises)
    if latest.promises and kept == len(latest.promises):
        told = _n("its promise holds", "all its {count} promises hold", kept)
        out += hang(says(told, "$quiet"), width, "  ")
    for promise in latest.promises:
        if promise.verdict != "holds":
            mark, tone = SIGNS[promise.verdict]
            told = _(
                "promise `{name}`: {verdict}", name=printable(promise.name), verdict=verdict_words(promise.verdict)
            )
            out += hang(Content(told), width, says(f"{mark} ", tone))
    return out


def _odds(outlook: ScenarioOutlook, width: int, *, older: bool) -> list[Content]:
    out = broken(says(_("How often random play ends where"), "bold"), width)
    out += hang(says(_("of the text before this save:"), "$quiet"), width) if older else []
    widest = max(len(odds_text(odds)) for odds in outlook.endings)
    for odds in outlook.endings:
        out += _row(odds, widest, width)
    return out


def _row(odds: EndingOdds, widest: int, width: int) -> list[Content]:
    full = round(BAR * min(max(odds.share, 0.0), 1.0))
    bar = says("━" * full, "$gauge") + says("┄" * (BAR - full), "$faint")
    lead = says(f"  {odds_text(odds):>{widest}} ") + bar + " "
    played = play_text(odds)
    told = Content(printable(odds.title))
    return hang(told + says(f" · {played}", "$quiet") if played else told, width, lead)
