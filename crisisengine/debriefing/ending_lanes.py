"""How long each ending stayed possible, and where that is certain: one rule for the screen, the pictures and the sentences.

What was reachable after a decision was reachable before it, and what a random play came to could be reached. So a lane
runs to the last state from which its ending was met, however it was found; only where it stops can be in doubt, and
the doubt lasts until the first later state that is known exactly.
"""

from __future__ import annotations

from attrs import frozen

from crisisengine.debriefing.model import Debrief, EndingOption, Outlook

__all__ = ["ClosedEndings", "EndingLane", "closed_endings", "ending_lanes", "fewest_and_most_plays", "outlooks"]


@frozen(kw_only=True)
class EndingLane:
    """An ending, and how long it stayed possible. States are numbered: 0 is the start, n the state after decision n."""

    option: EndingOption
    last: int
    """The last state in which it was possible; -1 for in none."""
    closed: int
    """The decision that closed it; 0 where none did."""
    known: int
    """The first state without it that is known exactly: beyond the one after `last`, the stretch between is in doubt.
    One more than there are where none is."""

    @property
    def sure(self) -> bool:
        """Whether it is certain where the lane stops."""
        return self.known <= self.last + 1


@frozen(kw_only=True)
class ClosedEndings:
    """The endings that a decision took out of reach, by id, the best first; told apart by what was left."""

    lost: tuple[str, ...]
    """Better for civilians than anything that was possible afterwards."""
    passed: tuple[str, ...]
    """Neither better than all that was left nor worse than all of it."""
    averted: tuple[str, ...]
    """Worse for civilians than anything that was possible afterwards: no loss at all."""


def outlooks(debrief: Debrief) -> tuple[Outlook, ...]:
    """What was possible at the start, then after each decision; empty where it is not known throughout."""
    if not debrief.reviews:
        return ()
    found = (debrief.reviews[0].before, *(review.after for review in debrief.reviews))
    known = tuple(outlook for outlook in found if outlook is not None)
    return known if len(known) == len(found) else ()


def ending_lanes(debrief: Debrief) -> tuple[EndingLane, ...]:
    """A lane for each ending, the best for civilians first; none where it is not known what was possible."""
    met = outlooks(debrief)
    return tuple(_lane(option, met, ended=debrief.ended) for option in debrief.ending_options) if met else ()


def fewest_and_most_plays(debrief: Debrief) -> tuple[int, int]:
    """From how many random plays the outlooks of a run were sampled; (0, 0) where all are exact, or nobody has looked."""
    plays = [outlook.plays for outlook in outlooks(debrief) if outlook.plays]
    return min(plays, default=0), max(plays, default=0)


def closed_endings(debrief: Debrief, number: int) -> ClosedEndings:
    """What decision `number`, from 1, took out of reach."""
    review = debrief.reviews[number - 1]
    rank = {option.id: option.rank for option in debrief.ending_options}
    left = [rank[ending] for ending in (review.after.endings if review.after else ())]
    if not left:  # nothing can be reached any more: whatever was closed is lost
        return ClosedEndings(lost=review.closed, passed=(), averted=())
    return ClosedEndings(
        lost=tuple(ending for ending in review.closed if rank[ending] > max(left)),
        passed=tuple(ending for ending in review.closed if min(left) <= rank[ending] <= max(left)),
        averted=tuple(ending for ending in review.closed if rank[ending] < min(left)),
    )


def _lane(option: EndingOption, met: tuple[Outlook, ...], *, ended: bool) -> EndingLane:
    end = len(met) - 1
    seen = [state for state, outlook in enumerate(met) if option.id in outlook.endings]
    last = end if option.reached else max(seen, default=-1)
    closed = last + 1 if 0 <= last < end else 0
    # Where a run has ended, that nothing else can follow is certain without any play.
    exact = [state for state, outlook in enumerate(met) if not outlook.plays or (ended and state == end)]
    known = last if last == end else min((state for state in exact if state > last), default=end + 1)
    return EndingLane(option=option, last=last, closed=closed, known=known)
