"""A connection that has to come to the point: uvicorn's own, with an end to requests that come slowly or never.

uvicorn (https://www.uvicorn.org) bounds how large the head of a request may be, and how long a connection may idle
between two; nothing in it ends a head or a body that trickles in, nor a peer that never reads its answer.
"""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["PatientProtocol"]

LONGEST_REQUEST = 10.0
"""Seconds from a request's first byte, or from the beginning of a connection, until the whole of it is here."""
LONGEST_GOODBYE = 5.0
"""Seconds in which a peer has to take what was still to be said to it."""
MOST_OF_AN_ADDRESS = 60
"""Connections of one other computer at once: browsers hold half a dozen, and nobody shall hold them all."""
_TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class PatientProtocol(H11Protocol):
    """One connection."""

    longest_request = LONGEST_REQUEST
    longest_goodbye = LONGEST_GOODBYE
    most_of_an_address = MOST_OF_AN_ADDRESS
    _deadline: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody is there."""
        super().connection_made(transport)
        if self._is_greedy():
            transport.abort()
        else:
            self._wait()

    def data_received(self, data: bytes) -> None:
        """A piece of a request came, or all of it."""
        super().data_received(data)
        self._wait()

    def on_response_complete(self) -> None:
        """An answer was given; the next request may have begun to come before."""
        super().on_response_complete()
        if self.conn.their_state is h11.SEND_BODY:
            self._wait()

    def pause_writing(self) -> None:
        """The peer does not take what it is told."""
        super().pause_writing()
        self._unread = self.loop.call_later(self.longest_request, self.transport.abort)

    def resume_writing(self) -> None:
        """It does again."""
        super().resume_writing()
        self._read_again()

    def connection_lost(self, exc: Exception | None) -> None:
        """Somebody is gone."""
        self._wait_no_more()
        self._read_again()
        super().connection_lost(exc)

    def timeout_keep_alive_handler(self) -> None:
        """Nothing came for a while after the last answer."""
        super().timeout_keep_alive_handler()
        self._leave()

    def _is_greedy(self) -> bool:
        host = self.client[0] if self.client is not None else ""
        if self.server is not None and host == self.server[0]:  # from this computer itself
            return False
        clients = (other.client for other in self.connections if isinstance(other, PatientProtocol))
        return sum(client is not None and client[0] == host for client in clients) > self.most_of_an_address

    def _wait(self) -> None:
        """Until the whole request is here, and not anew with each of its bytes."""
        if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self._wait_no_more()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(self.longest_request, self._too_slow)

    def _wait_no_more(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _read_again(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _too_slow(self) -> None:
        if not self.transport.is_closing():
            if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
                self.transport.write(_TOO_SLOW)
            self._leave()

    def _leave(self) -> None:
        self.transport.close()
        self.loop.call_later(self.longest_goodbye, self.transport.abort)
