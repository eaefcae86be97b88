"""A door to try: one page at the address that the room will have, and what is noticed of whoever comes.

It listens and serves as the room's own server does, so what gets through here gets through on the day. Nothing is kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from crisisengine.session.joining import Joining
from crisisengine.text.messages import _
from crisisengine.web.addresses import EVERYWHERE, LOOPBACK, bound
from crisisengine.web.connections import PatientProtocol
from crisisengine.web.network import NetworkCard, cards, remarks
from crisisengine.web.pages import Page, rendered, style_sheet
from crisisengine.web.qr import modules
from crisisengine.web.serving import serve

__all__ = ["TrialDoor"]

PATIENCE = 3.0
"""Seconds in which a computer reaches itself."""
_HELLO_OF_TLS = 0x16
"""The first byte of whoever wants `https`."""


class TrialDoor:
    """It listens from the moment that it is made, and answers while `serve` runs."""

    def __init__(
        self, *, bind: str = EVERYWHERE, port: int = 0, look: Callable[[], tuple[NetworkCard, ...]] = cards
    ) -> None:
        """Listen.

        Args:
            bind: an IPv4 address of this computer, or `0.0.0.0`: all of them.
            port: 0: the first that is free, as the room will take it.
            look: how this computer's addresses are found.

        Raises:
            FilesError: it cannot listen there.
        """
        self._socket = bound(bind, port, 0)
        self.port: int = self._socket.getsockname()[1]
        self.bind = bind
        self.cards = look() if bind == EVERYWHERE else tuple(card for card in look() if card.address == bind)
        self.came = asyncio.Event()
        """A phone has come, and was shown the page."""
        self.phone = ""
        """Its address."""
        self.connected = ""
        """What somebody who connected and was shown nothing seems to have tried, a sentence."""
        self._place = 0

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where a phone may try, likeliest first; the loopback where there is no other."""
        return self._bound or (LOOPBACK,)

    @property
    def joining(self) -> Joining:
        """What a phone is shown now."""
        urls = [f"http://{address}:{self.port}" for address in self.addresses]
        shown = urls.pop(self._place % len(urls))
        return Joining(address=shown, code="", qr=modules(f"{shown}/"), other_addresses=tuple(urls))

    def next_address(self) -> None:
        """Show the next of this computer's addresses."""
        self._place += 1

    async def serve(self) -> None:
        """Answer until cancelled. Raises OSError where the system will not let it."""

        def protocol(*args: object, **kwargs: object) -> PatientProtocol:
            connection = _Watched(*args, **kwargs)  # type: ignore[arg-type]
            connection.tell = self._met
            return connection

        await serve(self._page, self._socket, protocol)  # type: ignore[arg-type]

    def close(self) -> None:
        """Listen no more."""
        self._socket.close()

    async def seen(self) -> list[str]:
        """What is seen of the network, and whether this computer reaches itself at each address; `serve` has to run."""
        reached = {address: await _reaches(address, self.port) for address in self._bound}
        return remarks(self.cards, reached, bind="" if self.bind == EVERYWHERE else self.bind)

    @property
    def in_a_network(self) -> bool:
        """Whether there is an address to try at all."""
        return bool(self._bound)

    @property
    def _bound(self) -> tuple[str, ...]:
        if self.bind != EVERYWHERE:
            return (self.bind,)
        return tuple(dict.fromkeys(card.address for card in self.cards))

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One page, whatever is asked for."""
        if scope["type"] != "http":
            return
        if scope["path"] == "/style.css":
            await Response(style_sheet(), media_type="text/css")(scope, receive, send)
            return
        host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
        text = _("This phone reaches the room's computer. On the day it is asked for a code here; the wall shows it.")
        page = Page(template="shut", title=_("It works"), fields={"text": text})
        await HTMLResponse(rendered(page))(scope, receive, send)
        who = scope["client"][0] if scope.get("client") else ""
        if self._is_ours(who):
            return
        if host.lower() not in {f"{address}:{self.port}" for address in self.addresses}:
            self.connected = _(
                "Something at {who} came, and called this computer {host}. On the day it would not be let in: use the "
                "address with numbers, as it stands here.",
                who=who,
                host=host[:60] or "?",
            )
            return
        self.phone = who
        self.came.set()

    def _met(self, who: str, first: bytes) -> None:
        """Somebody sent something."""
        if not self._is_ours(who) and not self.came.is_set() and first[:1] == bytes([_HELLO_OF_TLS]):
            self.connected = _(
                "Something at {who} did connect, and asked for https. The network is fine: write http:// before the address.",
                who=who,
            )

    def _is_ours(self, who: str) -> bool:
        """Whether it is this computer itself."""
        return who == LOOPBACK or who in self.addresses


class _Watched(PatientProtocol):
    """A connection whose first bytes are looked at."""

    tell: Callable[[str, bytes], None]
    _met = False

    def data_received(self, data: bytes) -> None:
        """A piece of a request."""
        if not self._met and self.client:
            self._met = True
            self.tell(self.client[0], data)
        super().data_received(data)


async def _reaches(address: str, port: int) -> bool:
    """Whether a page of ours can be had from here."""
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection(address, port)
            try:
                writer.write(f"GET / HTTP/1.1\r\nHost: {address}:{port}\r\nConnection: close\r\n\r\n".encode())
                return (await reader.readline()).startswith(b"HTTP/1.1 200")
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return False
