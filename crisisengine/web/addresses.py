"""Where phones can reach this laptop, as its own network cards tell it; nobody is asked over the network."""

from __future__ import annotations

import ipaddress
import socket

from crisisengine.errors import FilesError
from crisisengine.text.messages import _
from crisisengine.web.network import cards

__all__ = ["EVERYWHERE", "LOOPBACK", "bound", "own_addresses"]

EVERYWHERE, LOOPBACK = "0.0.0.0", "127.0.0.1"  # noqa: S104 - a room is reached from every network that the laptop is in
FIRST_PORT = 8765
PORTS_TRIED = 20


def own_addresses() -> tuple[str, ...]:
    """The laptop's IPv4 addresses in networks that are up: those of homes and halls first, links without a router last."""
    return tuple(dict.fromkeys(card.address for card in cards()))


def bound(bind: str, port: int, kept: int) -> socket.socket:
    """A socket that listens.

    Args:
        bind: an IPv4 address of this laptop, or all of them.
        port: as asked for; 0: where the room was before, else the first that is free.
        kept: where the room was before; 0: nowhere.

    Raises:
        FilesError: there is no such address here, or the port is taken.
    """
    try:
        ipaddress.IPv4Address(bind)
    except ValueError:
        raise FilesError(
            _("`{bind}` is no IPv4 address", bind=bind[:40]), hint=_("for instance `--bind 127.0.0.1`")
        ) from None
    wanted = [port] if port else [*([kept] if kept else ()), *range(FIRST_PORT, FIRST_PORT + PORTS_TRIED)]
    refusal: OSError | None = None
    for number in wanted:
        # Named as TCP, or asyncio would not switch Nagle's algorithm off, and each answer would wait 40 ms for its second half.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows, where "reuse" would share it with a stranger
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            else:
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((bind, number))
            listener.listen(1024)
        except (OSError, OverflowError) as error:
            listener.close()
            refusal = error if isinstance(error, OSError) else OSError(str(error))
            continue
        listener.setblocking(False)
        return listener
    raise FilesError(
        _("nothing can be served at {bind}: {reason}", bind=bind, reason=(refusal and refusal.strerror) or refusal),
        hint=_("another program may have the port: choose one with `--port`"),
    )
