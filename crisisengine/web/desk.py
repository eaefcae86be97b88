"""The desk at the door: which token holds which seat, who may take one, and who has to wait for the facilitator."""

from __future__ import annotations

from attrs import define, field, frozen

from crisisengine.errors import ChoiceRefused
from crisisengine.session.workshop import WorkshopSession
from crisisengine.text.messages import _
from crisisengine.web.codes import code_key, hashed, is_token, new_token, rejoin_code, same
from crisisengine.web.kept_keys import RoomKeys
from crisisengine.web.pace import Guesses, Pace
from crisisengine.workshop import commands
from crisisengine.workshop.events import RoomEvent
from crisisengine.workshop.room import Room
from crisisengine.workshop.seats import Seat

__all__ = ["Desk", "Knock"]

MOST_KNOCKS = 200
"""That wait at once."""
REQUESTS_A_MINUTE = 40
"""Of a seat that wants something written; a person taps far less often."""


@frozen
class Knock:
    """Somebody who has the right code while guesses are being made, and waits to be let in."""

    number: int
    address: str
    token: str
    """Its hash."""


@define(eq=False)
class Desk:
    """Of one room."""

    led: WorkshopSession
    keys: RoomKeys
    guesses: Guesses = field(factory=Guesses)
    pace: Pace = field(factory=lambda: Pace(REQUESTS_A_MINUTE, 60.0))
    knocks: dict[str, Knock] = field(factory=dict)
    """Those who wait, by the hash of their token."""
    _knocked: int = 0

    def seat_of(self, token: str) -> Seat | None:
        """The seat that a token holds."""
        return self.led.kept.seat_of(hashed(token)) if is_token(token) else None

    def code_of(self, seat: Seat) -> str:
        """What brings a seat back to a phone that lost it; empty where this room no longer knows it."""
        code = rejoin_code(self.keys.secret, seat.number)
        return code if same(hashed(code_key(code)), seat.rejoin) else ""

    async def enter(self, token: str, code: str, address: str) -> str:
        """Take a seat with the code at the door, or one's own again with its code.

        Returns:
            The token that holds the seat, or waits for the facilitator (`knocks`).

        Raises:
            ChoiceRefused: the code is wrong, too many were, the door is closed, or the room is full.
            FilesError: the disk refuses.
        """
        if self.guesses.has_to_wait(address):
            raise ChoiceRefused(_("too many wrong codes: wait a minute, then read the code on the wall again"))
        key = code_key(code)
        if same(key, code_key(self.keys.code)):
            if not self.guesses.guarded or self.led.kept.seat_of(hashed(token)):
                await self._take_seat(hashed(token))
            else:
                self._knock(hashed(token), address)
            return token
        seat = self._seat_with(key)
        if seat is None:
            self.guesses.missed(address)
            raise ChoiceRefused(_("this code opens nothing here: compare it with the wall, letter by letter"))
        if self.guesses.guarded:
            raise ChoiceRefused(_("many wrong codes were tried: ask the facilitator to open the desk again"))
        anew = new_token()
        await self.led.submit(lambda room, now: commands.reseat(room.seats[seat.number], now, token=hashed(anew)))
        return anew

    def admit(self, number: int) -> None:
        """The facilitator lets somebody in who waits.

        Raises:
            ChoiceRefused: nobody waits under this number, the door is closed, or the room is full.
        """
        knock = next((knock for knock in self.knocks.values() if knock.number == number), None)
        if knock is None:
            raise ChoiceRefused(_("nobody waits under this number"))
        self.led.act(lambda room, now: self._seated(room, knock.token, now))
        del self.knocks[knock.token]

    def forgive(self) -> None:
        """From now on the code alone will do again; who waits may simply try once more."""
        self.guesses.forgive()
        self.knocks.clear()

    def may_write(self, seat: Seat) -> None:
        """Count a request of a seat. Raises ChoiceRefused where there are too many."""
        if self.pace.spent(seat.number):
            raise ChoiceRefused(_("that was a lot of taps: wait a little, then look at what counts"))
        self.pace.note(seat.number)

    async def _take_seat(self, token: str) -> None:
        await self.led.submit(lambda room, now: self._seated(room, token, now))

    def _seated(self, room: Room, token: str, now: float) -> tuple[RoomEvent, ...]:
        """A seat's number is drawn where its line is made: between the two nobody else can take it."""
        if room.seat_of(token) is not None:
            return ()
        number = max(room.seats, default=0) + 1
        return commands.join(room, token, hashed(code_key(rejoin_code(self.keys.secret, number))), (), now)

    def _seat_with(self, key: str) -> Seat | None:
        wanted = hashed(key) if key else ""
        return next((seat for seat in self.led.kept.seats.values() if seat.rejoin and same(seat.rejoin, wanted)), None)

    def _knock(self, token: str, address: str) -> None:
        if token in self.knocks:
            return
        if len(self.knocks) >= MOST_KNOCKS:
            raise ChoiceRefused(_("too many wait already: ask the facilitator"))
        self._knocked += 1
        self.knocks[token] = Knock(self._knocked, address, token)
