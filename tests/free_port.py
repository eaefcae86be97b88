"""A port that stays free until a test listens there."""

from __future__ import annotations

import random
import socket

__all__ = ["free_port"]


def free_port() -> int:
    """One below those that systems lend to whoever connects somewhere: none of them is given away meanwhile.

    Which one is drawn, so that tests side by side do not want the same.
    """
    while True:
        port = random.SystemRandom().randrange(10_000, 32_000)
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return port
