"""Working out the roads of a run behind the stage, and telling the screen that waits for them."""

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

__all__ = ["Explored", "RoadsFailed", "RoadsFound", "seek_roads"]


class Explored(Message):
    """So many states were looked at."""

    def __init__(self, states: int) -> None:
        super().__init__()
        self.states = states


class RoadsFound(Message):
    """The roads are known."""

    def __init__(self, reachability: Reachability, debrief_view: DebriefView, run: Run) -> None:
        super().__init__()
        self.reachability = reachability
        self.debrief_view = debrief_view
        self.run = run


class RoadsFailed(Message):
    """The roads will not be known."""

    def __init__(self, why: str) -> None:
        super().__init__()
        self.why = why


def seek_roads(screen: MessagePump, desk: Library, session: Session, waited_for: Callable[[], bool]) -> None:
    """Find who knows the roads and read the run once more with them, in a thread, as long as somebody waits for it."""
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
            reachability = Patient(desk.reachability(run.scenario, lambda states: send(Explored(states))), look_up)
            debrief_view = session.debrief_view(reachability)
        except Abandoned:
            raise
        except Exception as error:  # noqa: BLE001  # whatever it is, the debrief without roads stays readable
            send(RoadsFailed(str(error) or type(error).__name__))
        else:
            send(RoadsFound(reachability, debrief_view, run))

    run_in_background(seek)
