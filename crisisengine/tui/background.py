"""What goes on while somebody reads a debrief: the roads of its scenario are worked out.

Exploring loads NumPy and can take a minute, so it has a thread of its own. That thread looks up whenever there is
something to report, and stops when nobody is there any more. It is a daemon, unlike Textual's workers, for which a
program waits before it ends: whoever presses q has the shell back at once.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from threading import Thread

from attrs import frozen

from crisisengine.debriefing.model import Outlook
from crisisengine.debriefing.reachability import ExactReachability, Reachability, SampledReachability
from crisisengine.engine.rules import State
from crisisengine.model.scenario import Scenario

__all__ = ["Abandoned", "Far", "Patient", "reachability_of", "run_in_background"]

STATES, SECONDS = 20_000_000, 90.0
"""An exploration in the debrief goes no farther; then the roads are sampled."""

Far = Callable[[int], None]
"""Told how many states were looked at so far; raises `Abandoned` to stop the work."""


class Abandoned(Exception):  # noqa: N818  # no error: nobody waits for the answer any more
    """The person has gone on."""


@frozen
class Patient:
    """An oracle that looks up before each answer, since a search may ask it a thousand times."""

    reachability: Reachability
    look_up: Callable[[], None]

    def outlook(self, state: State) -> Outlook:
        """What the oracle says, if anybody still wants to know."""
        self.look_up()
        return self.reachability.outlook(state)


def reachability_of(scenario: Scenario, far: Far) -> Reachability:
    """Who knows what could still become of each state: exactly, or where there are too many states, by random play."""
    from crisisengine.checker import Extent, Limits  # noqa: PLC0415  # loads NumPy
    from crisisengine.session.reachability import reachable_endings_of  # noqa: PLC0415  # as above

    found = reachable_endings_of(scenario, Limits(STATES, SECONDS), lambda extent: far(extent.states))
    return SampledReachability(scenario) if isinstance(found, Extent) else ExactReachability(scenario, found)


def run_in_background(work: Callable[[], None]) -> None:
    """Do something beside the interface, which it may send messages to; `Abandoned` ends it quietly."""

    def until_left() -> None:
        try:
            work()
        except Abandoned:
            return

    Thread(target=copy_context().run, args=(until_left,), daemon=True).start()
