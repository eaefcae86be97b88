"""How likely the best still was: two rows of the timeline, and for each decision its share and luck's share apart.

The best is the best rank that was possible at the start, and every chance is told as so many of 100 plays. A bar, a sign
and a number say the same, so that nobody needs the colour.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from crisisengine.debriefing.model import Debrief, DecisionOdds, DecisionReview, Trajectory
from crisisengine.text.messages import N_, _
from crisisengine.tui.typesetting import hang, says

__all__ = ["TITLE", "costly_line", "odds_of_decision", "odds_of_run", "odds_trajectories"]

TITLE = N_("How likely the best still was")
UNSEEN = 0.005
"""What moves a chance by less is told as nothing."""
BAR = 20
"""Cells of a bar of 100 plays, where there is room for them."""
LEAST_BAR = 5


def odds_trajectories(whole: Debrief) -> tuple[Trajectory, ...]:
    """The chance at the start and after each decision, under best play and under random play; empty where nobody knows it."""
    best, unthinking = whole.best_line, whole.random_line
    if not best:
        return ()
    return (
        Trajectory.of_chances(_("Chance of the best"), best, _of_hundred),
        Trajectory.of_chances(_("in random play"), unthinking, _of_hundred),
    )


def _of_hundred(chance: float) -> str:
    return _("{count} of 100", count=_counted(chance))


def costly_line(review: DecisionReview, sign: str, width: int) -> list[Content]:
    """In a sentence, what a decision cost that did not close the best."""
    assert review.odds is not None
    told = _("The best stayed possible, and lost {count} of 100 by this decision.", count=_counted(review.odds.decided))
    return hang(says(f"{_('Less likely.')} ", "bold $bad") + told, width, says(f"{sign}  ", "bold $bad"))


def odds_of_decision(whole: Debrief, odds: DecisionOdds, width: int) -> list[Content]:
    """Before a decision, with the measure that was taken, and after it; empty where there was nothing to lose any more."""
    if not odds.before and not odds.after:
        return []
    rows = [
        (_("before it"), odds.before, Content("")),
        (_("with this measure"), odds.taken, _moved(-odds.decided, _("the decision"))),
        (_("after it"), odds.after, _moved(odds.luck, _("what then came"))),
    ]
    out = [*_of_what(whole, width), *_bars(rows, width)]
    out += hang(
        says(
            _(
                "random play: {before} before it, {after} after it",
                before=_counted(odds.random_before),
                after=_counted(odds.random_after),
            ),
            "$quiet",
        ),
        width,
    )
    return [*out, *_whose(whole, width)]


def odds_of_run(whole: Debrief, width: int) -> list[Content]:
    """From the start to the last decision: what all decisions cost, and what came beside them."""
    weighed = [review.odds for review in whole.reviews if review.odds is not None]
    if whole.odds is None or not weighed:
        return []
    decided, luck = sum(odds.decided for odds in weighed), sum(odds.luck for odds in weighed)
    last = weighed[-1].after
    rows = [(_("at the start"), weighed[0].before, Content("")), (_("at the end"), last, Content(""))]
    out = [*_of_what(whole, width), *_bars(rows, width)]
    shares = [_moved(-decided, _("all decisions")), _moved(luck, _("what came beside them"))]
    out += hang(Content(", ").join(shares), width)
    told = _("random play, from the start: {count}", count=_counted(weighed[0].random_before))
    out += hang(says(told, "$quiet"), width)
    return [*out, *_whose(whole, width)]


def _bars(rows: Sequence[tuple[str, float, Content]], width: int) -> list[Content]:
    """A label, a number, a bar, and what moved it; what moved it stands below where it does not fit."""
    label = max(len(name) for name, _chance, _tail in rows)
    number = max(len(_counted(chance)) for _name, chance, _tail in rows)
    longest = max(tail.cell_length for _name, _chance, tail in rows)
    room = width - label - number - 4
    bar = min(BAR, max(room - longest - 2, LEAST_BAR))
    out = []
    for name, chance, tail in rows:
        full = max(round(bar * chance), 1 if chance > 0 else 0)
        drawn = says("━" * full, "$gauge") + says("┄" * (bar - full), "$faint")
        lead = Content(name.ljust(label) + "  " + _counted(chance).rjust(number) + "  ") + drawn
        if tail.plain and lead.cell_length + 2 + tail.cell_length > width:
            out += [lead, *hang(tail, width, " " * (label + number + 4))]
        else:
            out.append(lead + "  " + tail if tail.plain else lead)
    return out


def _moved(change: float, why: str) -> Content:
    """`▼37 the decision`."""
    if abs(change) < UNSEEN:
        return says(_("{cause}: nothing", cause=why), "$quiet")
    sign, style = ("▲", "$good") if change > 0 else ("▼", "$bad")
    return says(f"{sign}{_counted(abs(change))}", f"bold {style}") + f" {why}"


def _of_what(whole: Debrief, width: int) -> list[Content]:
    """Which ending is meant, and that the numbers count plays."""
    assert whole.odds is not None
    best = ", ".join(f"“{whole.names[ending]}”" for ending in whole.odds.endings)
    return hang(says(_("of 100 best plays, so many come to {endings}", endings=best), "italic $quiet"), width)


def _whose(whole: Debrief, width: int) -> list[Content]:
    """Whose play it is."""
    assert whole.odds is not None
    told = (
        _("Best play sees no more than the pages show.")
        if whole.odds.shown
        else _("Best play knows all here, what is hidden too; from the pages alone, less may be possible.")
    )
    return hang(says(told, "italic $quiet"), width)


def _counted(chance: float) -> str:
    """So many of 100: never none for what can happen, nor all for what may not."""
    if 0 < chance < UNSEEN:
        return "<1"
    return ">99" if 1 - UNSEEN < chance < 1 else f"{chance * 100:.0f}"
