"""The server of one run that one person plays: on this computer alone, unless another address is asked for.

The address that is printed holds a secret that lets one browser in, once; from then on a cookie does.
"""

from __future__ import annotations

import secrets

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from crisisengine.session.session import Session
from crisisengine.text.messages import _
from crisisengine.web.addresses import EVERYWHERE, LOOPBACK, bound, own_addresses
from crisisengine.web.codes import new_token, proof, same
from crisisengine.web.doorkeeper import Doorkeeper
from crisisengine.web.pages import Page, prepare, rendered, style_sheet
from crisisengine.web.play_routes import Admitted, PlayRoutes, sheet
from crisisengine.web.played_run import PlayedRun
from crisisengine.web.serving import serve
from crisisengine.web.slow_reading import Ask, Foresight, SlowReading

__all__ = ["PlayServer"]


class PlayServer:
    """Of one run. It listens from the moment that it is made, and answers while `serve` runs."""

    def __init__(self, session: Session, ask: Ask, *, bind: str = LOOPBACK, port: int = 0, notice: str = "") -> None:
        """Listen.

        Args:
            session: the run.
            ask: who knows at its end what could have become of each state.
            bind: an IPv4 address of this computer, or `0.0.0.0`: all of them.
            port: 0: the first that is free.
            notice: what there is to say about the run at first.

        Raises:
            FilesError: it cannot listen there.
        """
        self.played = PlayedRun(session, SlowReading(Foresight(ask)), notice=notice)
        prepare()
        self._socket = bound(bind, port, 0)
        self.port: int = self._socket.getsockname()[1]
        self._addresses = (own_addresses() or (LOOPBACK,)) if bind == EVERYWHERE else (bind,)
        self._token = ""
        """Of the browser that plays."""
        self._secret = secrets.token_bytes(32)
        self._invitation = new_token()

    @property
    def title(self) -> str:
        """Of what is played."""
        return self.played.session.scenario.title

    @property
    def address(self) -> str:
        """Where a browser is let in, once; for whoever plays alone."""
        return f"http://{self._addresses[0]}:{self.port}/enter/{self._invitation}"

    async def serve(self) -> None:
        """Answer until cancelled. Raises OSError where the system will not let it."""
        hosts = {f"{address}:{self.port}" for address in {*self._addresses, LOOPBACK, "localhost"}}
        try:
            await serve(Doorkeeper(self._application(), lambda: hosts), self._socket)
        finally:
            self.played.reading.closed = True

    def close(self) -> None:
        """Listen no more."""
        self._socket.close()

    def _application(self) -> Starlette:
        own = [
            Route("/style.css", sheet(style_sheet), methods=["GET"]),
            Route("/enter/{invitation}", self._enter, methods=["GET"]),
        ]
        elsewhere = Route("/{_path:path}", self._elsewhere, methods=["GET"])
        routes = [*own, *PlayRoutes(self._admit, "/").routes, elsewhere]
        return Starlette(routes=routes, exception_handlers={Exception: _failed})

    @property
    def _cookie(self) -> str:
        """Its name: browsers tell apart two computers, and not two ports of this one."""
        return f"run-{self.port}"

    def _plays(self, request: Request) -> bool:
        return bool(self._token) and same(request.cookies.get(self._cookie, ""), self._token)

    def _admit(self, request: Request) -> Admitted | None:
        if not self._plays(request):
            return None
        return Admitted(run=self.played, form=proof(self._secret, "form", self._token))

    async def _enter(self, request: Request) -> Response:
        if self._plays(request):
            return RedirectResponse("/play", 303)
        if not same(request.path_params["invitation"], self._invitation):
            return _shut()
        self._invitation, self._token = new_token(), new_token()
        entered = RedirectResponse("/play", 303)
        entered.set_cookie(self._cookie, self._token, path="/", httponly=True, samesite="strict")
        return entered

    async def _elsewhere(self, request: Request) -> Response:
        """An address that leads nowhere leads to the run, for the browser that plays it."""
        return RedirectResponse("/play", 303) if self._plays(request) else _shut()


async def _failed(_request: Request, fault: Exception) -> Response:
    """A fault of ours: said where somebody can report it, since the log is silent."""
    text = _(
        "This page has a fault ({fault}); please report it. The run is kept: go back to where you came from.",
        fault=f"{type(fault).__name__}: {fault}"[:200],
    )
    return HTMLResponse(rendered(Page(template="run_shut", title=_("Sorry"), fields={"text": text})), 500)


def _shut() -> Response:
    text = _(
        "This run is played in another browser, or this address was used before: see the terminal for the present one."
    )
    page = Page(template="run_shut", title=_("Not here"), fields={"text": text})
    return HTMLResponse(rendered(page), 403)
