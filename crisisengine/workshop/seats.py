"""Seats at a room's door: who holds one is told by the hash of a token that only their phone knows.

No names, no accounts. A seat that has not been heard of for a while is away: it does not count for the quorum, and is back
with its next request; its ballots are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import frozen

__all__ = ["AWAY_AFTER", "OBSERVER", "Seat", "default_quorum", "electorate"]

AWAY_AFTER = 600.0
"""Seconds without a request after which a seat is away."""


OBSERVER = "observer"
"""The role of a seat that watches the others: given by the facilitator, in any scenario. With no other role it does not vote."""


@frozen(kw_only=True)
class Seat:
    """A place in the room."""

    number: int
    """From 1, in the order of joining."""
    token: str
    """The hash of its token, in hexadecimal digits; never the token."""
    rejoin: str
    """The hash of the short code for phones that lose their cookies."""
    roles: tuple[str, ...] = ()


def electorate(seats: Mapping[int, Seat], role: str) -> frozenset[int]:
    """The seats that vote where a scene asks a role; all but observers, where it asks none or nobody holds it."""
    holders = frozenset(seat.number for seat in seats.values() if role in seat.roles) if role else frozenset()
    return holders or frozenset(seat.number for seat in seats.values() if seat.roles != (OBSERVER,))


def default_quorum(present: Iterable[int]) -> int:
    """Half of the seats at the door now, rounded up; at least 1."""
    return max(1, -(-len(frozenset(present)) // 2))
