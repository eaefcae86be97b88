"""Working out in the background which endings were still possible, and telling the screen that waits for it.

It loads NumPy and can take a minute, so it has a thread of its own: a daemon, unlike Textual's workers, for which a
program waits before it ends. Whoever presses q has the shell back at once. The budget asks whether somebody still waits.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from threading import Thread

from textual.message import Message
from textual.message_pump import MessagePump

from crisisengine.budget import DEBRIEF, OverBudget
from crisisengine.session.debrief_view import DebriefView
from crisisengine.session.library import Library
from crisisengine.session.session import Session

__all__ = ["EndingsFailed", "EndingsFound", "StatesExplored", "seek_endings"]


class StatesExplored(Message):
    """So many states were looked at."""

    def __init__(self, states: int) -> None:
        super().__init__()
        self.states = states


class EndingsFound(Message):
    """Which endings were still possible is known."""

    def __init__(self, debrief_view: DebriefView) -> None:
        super().__init__()
        self.debrief_view = debrief_view


class EndingsFailed(Message):
    """It will not be known."""

    def __init__(self, why: str) -> None:
        super().__init__()
        self.why = why


def seek_endings(screen: MessagePump, library: Library, session: Session, waited_for: Callable[[], bool]) -> None:
    """Find which endings were possible and read the run once more with that, in a thread, as long as somebody waits."""
    run = session.run
    budget = DEBRIEF.begin(lambda: session.run.moves is run.moves and waited_for())

    def send(message: Message) -> None:
        budget.ask("reading the run slowly")
        try:
            screen.post_message(message)
        except RuntimeError:  # the interface has just ended
            raise OverBudget("reading the run slowly", "stopped") from None

    def work() -> None:
        try:
            reachability = library.reachability(run.scenario, budget, lambda states: send(StatesExplored(states)))
            screen.post_message(EndingsFound(session.debrief_view(reachability, budget)))
        except OverBudget:  # nobody waits for it any more
            return
        except Exception as error:  # noqa: BLE001  # whatever it is, the debrief stays readable without it
            screen.post_message(EndingsFailed(str(error) or type(error).__name__))

    Thread(target=copy_context().run, args=(work,), daemon=True).start()
