"""Everybody's own runs in a room: each seat's browser plays its own, once the door phase is over."""

from __future__ import annotations

from starlette.requests import Request

from crisisengine.session.cohort_room import CohortRoom
from crisisengine.session.reachability import reachability_of
from crisisengine.text.messages import _
from crisisengine.web.desk import Desk
from crisisengine.web.play_routes import Admitted
from crisisengine.web.played_run import PlayedRun
from crisisengine.web.slow_reading import Foresight, SlowReading

__all__ = ["SeatRuns"]


class SeatRuns:
    """Of one room; what was still possible is worked out once for all."""

    def __init__(self, desk: Desk, cohort: CohortRoom, cookie: str) -> None:
        """Args: who knows whose seat a token is; the runs; the name of the cookie that holds the token."""
        self.desk = desk
        self.cohort = cohort
        self.cookie = cookie
        self._foresight = Foresight(reachability_of)
        self._played: dict[int, PlayedRun] = {}

    def admit(self, request: Request) -> Admitted | None:
        """Whose run a request is about; None for a browser without a seat, and before it begins."""
        token = request.cookies.get(self.cookie, "")
        seat = self.desk.seat_of(token)
        if seat is None or self.desk.led.room.phase == "door":
            return None
        self.desk.led.heard(seat.number)
        return Admitted(
            run=self._run_of(seat.number),
            form=self.desk.keys.form(token),
            name=_("Seat {number}", number=seat.number),
            code=self.desk.code_of(seat),
            may_write=lambda: self.desk.may_write(seat),
        )

    def close(self) -> None:
        """Nobody waits any more for what is being worked out."""
        for played in self._played.values():
            played.reading.closed = True

    def _run_of(self, seat: int) -> PlayedRun:
        if seat not in self._played:
            session = self.cohort.run_of(seat)
            self._played[seat] = PlayedRun(session, SlowReading(self._foresight), changed=self.desk.led.tell)
            self.desk.led.tell()
        return self._played[seat]
