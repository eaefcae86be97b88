"""Serving an application at a socket that listens, in the loop of whoever asks.

uvicorn serves (https://www.uvicorn.org). It says no word on the terminal, and Ctrl-C stays with whoever had it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

from crisisengine.limits import MOST_SEATS
from crisisengine.web.connections import PatientProtocol

__all__ = ["serve"]

MOST_CONNECTIONS = 2 * MOST_SEATS + 100
"""At once: browsers hold two."""
LARGEST_HEAD = 8192
"""Bytes of a request's head."""
IDLE = 5
"""Seconds between two requests of a connection."""
GONE = 2
"""Seconds in which open answers may be finished when the room closes."""


class _Quiet(uvicorn.Server):
    """A server whose signals stay with whoever had them."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take none."""
        yield


async def serve(app: ASGIApp, listener: socket.socket, protocol: type[PatientProtocol] = PatientProtocol) -> None:
    """Answer until cancelled; it may be begun again, in another loop.

    Args:
        app: what answers.
        listener: listens already; it is left open.
        protocol: of a connection.

    Raises:
        OSError: the system will not let it.
    """
    _silence()
    _raise_open_files()
    server = _Quiet(
        uvicorn.Config(
            app,
            interface="asgi3",
            http=protocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            limit_concurrency=MOST_CONNECTIONS,
            h11_max_incomplete_event_size=LARGEST_HEAD,
            timeout_keep_alive=IDLE,
            timeout_graceful_shutdown=GONE,
        )
    )
    with listener.dup() as own:
        serving = asyncio.create_task(server.serve([own]))
        try:
            await asyncio.shield(serving)
        finally:
            server.should_exit = True
            await serving  # what is being written for a phone is written, and said to it


def _silence() -> None:
    """Keep whatever the server has to say off the terminal."""
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi", "asyncio"):
        logger = logging.getLogger(name)
        logger.addHandler(logging.NullHandler())
        logger.propagate = False


def _raise_open_files() -> None:
    """A phone's connection is an open file, and some systems begin with 256 of them."""
    try:
        import resource  # noqa: PLC0415 - not on Windows, which has no such bound
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + 200 if hard == resource.RLIM_INFINITY else min(hard, MOST_CONNECTIONS + 200)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
