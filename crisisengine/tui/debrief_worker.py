"""Working out the roads of a run behind the stage, and telling the screen that waits for them."""

from __future__ import annotations

from collections.abc import Callable

from textual.message import Message
from textual.message_pump import MessagePump

from crisisengine.debriefing.reachability import Oracle
from crisisengine.engine.run import Run
from crisisengine.session.debrief_view import Reading
from crisisengine.session.library import Desk
from crisisengine.session.session import Sitting
from crisisengine.tui.background import Left, Patient, backstage

__all__ = ["Failed", "Far", "Found", "seek_roads"]


class Far(Message):
    """So many states were looked at."""

    def __init__(self, states: int) -> None:
        super().__init__()
        self.states = states


class Found(Message):
    """The roads are known."""

    def __init__(self, oracle: Oracle, reading: Reading, run: Run) -> None:
        super().__init__()
        self.oracle = oracle
        self.reading = reading
        self.run = run


class Failed(Message):
    """The roads will not be known."""

    def __init__(self, why: str) -> None:
        super().__init__()
        self.why = why


def seek_roads(screen: MessagePump, desk: Desk, sitting: Sitting, waited_for: Callable[[], bool]) -> None:
    """Find who knows the roads and read the run once more with them, in a thread, as long as somebody waits for it."""
    run = sitting.run

    def look_up() -> None:
        if sitting.run.steps is not run.steps or not waited_for():
            raise Left

    def send(message: Message) -> None:
        look_up()
        try:
            screen.post_message(message)
        except RuntimeError:  # the interface has just ended
            raise Left from None

    def seek() -> None:
        try:
            oracle = Patient(desk.oracle(run.scenario, lambda states: send(Far(states))), look_up)
            reading = sitting.reading(oracle)
        except Left:
            raise
        except Exception as error:  # noqa: BLE001  # whatever it is, the debrief without roads stays readable
            send(Failed(str(error) or type(error).__name__))
        else:
            send(Found(oracle, reading, run))

    backstage(seek)
