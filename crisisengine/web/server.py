"""The server of a room: one listening socket, one application, in the loop of whoever leads the room.

Starlette routes (https://www.starlette.io). How it is served, `serving` says.
"""

from __future__ import annotations

import hashlib
import time

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from crisisengine.session.joining import Joining
from crisisengine.session.workshop import WorkshopSession
from crisisengine.text.messages import _
from crisisengine.web.addresses import EVERYWHERE, LOOPBACK, bound, own_addresses
from crisisengine.web.console import COOKIE as CONSOLE
from crisisengine.web.console import Consoles
from crisisengine.web.desk import Desk
from crisisengine.web.doorkeeper import Doorkeeper
from crisisengine.web.kept_keys import RoomKeys
from crisisengine.web.pages import Page, prepare, rendered, style_sheet
from crisisengine.web.phones import COOKIE as SEAT
from crisisengine.web.phones import Phones
from crisisengine.web.play_routes import PlayRoutes
from crisisengine.web.qr import modules, picture, wifi_of
from crisisengine.web.seat_runs import SeatRuns
from crisisengine.web.serving import serve

__all__ = ["RoomServer"]

HTTP = 80
"""The port that an address without a port means."""
LOOKED = 5.0
"""Seconds after which the laptop's addresses are looked at again."""


class RoomServer:
    """Of one room. It listens from the moment that it is made, and answers while `serve` runs."""

    def __init__(self, led: WorkshopSession, *, bind: str = EVERYWHERE, port: int = 0, wifi: str = "") -> None:
        """Listen.

        Args:
            led: the room.
            bind: an IPv4 address of this laptop, or `0.0.0.0`: all of them.
            port: 0: where this room was before, else the first that is free.
            wifi: `NAME:PASSWORD` of the network that phones join first; empty: they are in it.

        Raises:
            FilesError: it cannot listen there, or what must be known again after a restart cannot be kept.
        """
        self.led = led
        self.bind = bind
        self._wifi = wifi_of(wifi) if wifi else None
        self.keys = RoomKeys.of_room(_name_of(led))
        self._socket = bound(bind, port, self.keys.port)
        self.port: int = self._socket.getsockname()[1]
        self._chosen = ""
        self._own: tuple[str, ...] = ()
        self._looked = 0.0
        self.desk = Desk(led, self.keys)
        self._runs = SeatRuns(self.desk, led.cohort, SEAT) if led.cohort is not None else None
        prepare()
        try:
            self.keys.port = self.port
            self.keys.keep(self._reached_by_us())
        except BaseException:
            self._socket.close()
            raise

    # where it is

    @property
    def joining(self) -> Joining:
        """What the door shows now."""
        others, address = self._addresses(), self._shown()
        return Joining(
            address=self._url(address),
            code=self.keys.code,
            qr=modules(self._invitation(address)),
            other_addresses=tuple(self._url(other) for other in others if other != address),
            warnings=self._warnings(others),
            wifi=self._wifi,
        )

    def next_address(self) -> None:
        """Show the next of the laptop's addresses."""
        others = self._addresses()
        place = others.index(self._chosen) if self._chosen in others else 0
        self._chosen = others[(place + 1) % len(others)]

    @property
    def console_address(self) -> str:
        """Where a console is let in, once; for the facilitator's eyes alone."""
        return f"{self.joining.address}/console/{self.keys.invitation}"

    @property
    def console_qr(self) -> tuple[tuple[bool, ...], ...]:
        """The same as a QR code."""
        return modules(self.console_address)

    def _shown(self) -> str:
        others = self._addresses()
        return self._chosen if self._chosen in others else others[0]

    def _addresses(self) -> tuple[str, ...]:
        """Those that phones may try, likeliest first; the loopback where there is no other."""
        if self.bind != EVERYWHERE:
            return (self.bind,)
        if not self._own or time.monotonic() - self._looked > LOOKED:
            self._own, self._looked = own_addresses(), time.monotonic()
        return self._own or (LOOPBACK,)

    def _warnings(self, addresses: tuple[str, ...]) -> tuple[str, ...]:
        if addresses == (LOOPBACK,):
            return (_("no phone can reach this laptop: it is in no network. Open a hotspot, or join the hall's Wi-Fi"),)
        if len(addresses) > 1:
            return (_("this laptop is in several networks: `n` shows the next address"),)
        return ()

    def _url(self, address: str) -> str:
        return f"http://{address}:{self.port}"

    def _invitation(self, address: str) -> str:
        """In capitals, of which a QR code holds more: its modules are larger, and seen from further off."""
        return f"{self._url(address)}/{self.keys.code}".upper()

    def _reached_by_us(self) -> str:
        return self._url(LOOPBACK if self.bind == EVERYWHERE else self.bind)

    def _hosts(self) -> frozenset[str]:
        """What a request may call us: an address that we listen at, never a name that somebody else could give us."""
        addresses = {*self._addresses(), LOOPBACK} if self.bind == EVERYWHERE else {self.bind}
        if LOOPBACK in addresses:
            addresses.add("localhost")
        unsaid = addresses if self.port == HTTP else set()  # browsers leave the usual port out
        return frozenset({f"{address}:{self.port}" for address in addresses} | unsaid)

    # what it does

    async def serve(self) -> None:
        """Answer until cancelled; it may be begun again, in another loop. Raises OSError where the system will not let it."""
        await serve(Doorkeeper(self._application(), self._hosts), self._socket)

    def close(self) -> None:
        """Listen no more."""
        self._socket.close()
        if self._runs is not None:
            self._runs.close()

    def _application(self) -> Starlette:
        consoles = Consoles(self.desk, lambda: self.joining, lambda: self.console_address, self._keep)
        own = [
            Route("/style.css", self._style, methods=["GET"]),
            Route("/favicon.ico", self._no_picture, methods=["GET"]),
            Route("/qr", self._qr, methods=["GET"]),
            Route("/qr.svg", self._qr_picture, methods=["GET"]),
        ]
        plays = PlayRoutes(self._runs.admit, "/").routes if self._runs is not None else []
        routes = [*own, *plays, *consoles.routes, *Phones(self.desk).routes]
        return Starlette(routes=routes, exception_handlers={Exception: self._failed})

    def _keep(self) -> None:
        self.keys.keep(self._reached_by_us())

    async def _failed(self, _request: Request, fault: Exception) -> Response:
        """A fault of ours: said where somebody can report it, since the log is silent."""
        self.led.notice = _("a page failed ({fault}); please report it", fault=f"{type(fault).__name__}: {fault}"[:200])
        text = _("This page has a fault, and nothing was counted by it. Go back to where you came from.")
        return HTMLResponse(rendered(Page(template="shut", title=_("Sorry"), fields={"text": text})), 500)

    async def _style(self, _request: Request) -> Response:
        return Response(style_sheet(), media_type="text/css", headers={"cache-control": "max-age=600"})

    async def _no_picture(self, _request: Request) -> Response:
        """Browsers ask for one by themselves; once is enough."""
        return Response(status_code=404, headers={"cache-control": "max-age=86400"})

    async def _qr(self, request: Request) -> Response:
        """For a neighbour whose phone cannot see the wall: shown by those who are in, since the code is on it."""
        if not self._inside(request):
            return RedirectResponse("/", 303)
        joining = self.joining
        fields: dict[str, object] = {"address": joining.address, "code": joining.code}
        return HTMLResponse(rendered(Page(template="qr", title=_("Join the room"), fields=fields)))

    async def _qr_picture(self, request: Request) -> Response:
        if not self._inside(request):
            return Response(status_code=404)
        return Response(picture(self._invitation(self._shown())), media_type="image/svg+xml")

    def _inside(self, request: Request) -> bool:
        cookies = request.cookies
        return self.desk.seat_of(cookies.get(SEAT, "")) is not None or self.keys.is_console(cookies.get(CONSOLE, ""))


def _name_of(led: WorkshopSession) -> str:
    """The same for a room that was resumed, and for no other."""
    settings = led.room.settings
    told = f"{settings.fingerprint}\n{settings.seed}\n{settings.at}"
    return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()
