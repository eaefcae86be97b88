"""Working out in the background which endings were still possible, and telling the screen that waits for it."""

from __future__ import annotations

from collections.abc import Callable

from textual.message import Message
from textual.message_pump import MessagePump

from crisisengine.debriefing.reachability import Reachability
from crisisengine.engine.run import Run
from crisisengine.session.debrief_view import DebriefView
from crisisengine.session.library import Library
from crisisengine.session.reachability import Abandoned, Patient
from crisisengine.session.session import Session
from crisisengine.tui.background import run_in_background

__all__ = ["EndingsFailed", "EndingsFound", "StatesExplored", "seek_endings"]


class StatesExplored(Message):
    """So many states were looked at."""

    def __init__(self, states: int) -> None:
        super().__init__()
        self.states = states


class EndingsFound(Message):
    """Which endings were still possible is known."""

    def __init__(self, reachability: Reachability, debrief_view: DebriefView, run: Run) -> None:
        super().__init__()
        self.reachability = reachability
        self.debrief_view = debrief_view
        self.run = run
        """The run as it stood when the work began."""


class EndingsFailed(Message):
    """It will not be known."""

    def __init__(self, why: str) -> None:
        super().__init__()
        self.why = why


def seek_endings(screen: MessagePump, library: Library, session: Session, waited_for: Callable[[], bool]) -> None:
    """Find which endings were possible and read the run once more with that, in a thread, as long as somebody waits."""
    run = session.run

    def look_up() -> None:
        if session.run.steps is not run.steps or not waited_for():
            raise Abandoned

    def send(message: Message) -> None:
        look_up()
        try:
            screen.post_message(message)
        except RuntimeError:  # the interface has just ended
            raise Abandoned from None

    def seek() -> None:
        try:
            found = library.reachability(run.scenario, lambda states: send(StatesExplored(states)))
            reachability = Patient(found, look_up)
            debrief_view = session.debrief_view(reachability)
        except Abandoned:
            raise
        except Exception as error:  # noqa: BLE001  # whatever it is, the debrief stays readable without it
            send(EndingsFailed(str(error) or type(error).__name__))
        else:
            send(EndingsFound(reachability, debrief_view, run))

    run_in_background(seek)
