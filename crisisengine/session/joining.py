"""What a room is told at its door: where the phones find it, and the code that lets them in."""

from __future__ import annotations

from attrs import frozen

__all__ = ["Joining"]


@frozen(kw_only=True)
class Joining:
    """How a phone joins."""

    address: str
    """What a person types: `http://192.168.1.7:8765`."""
    code: str
    """What lets a newcomer in: `KRAM-42`."""
    qr: tuple[tuple[bool, ...], ...]
    """Address and code as a QR code: rows of modules, True is dark, with the light border of 4 that scanners need."""
    other_addresses: tuple[str, ...] = ()
    """Of the same room, where the laptop is in several networks."""
    warnings: tuple[str, ...] = ()
    """What may keep phones out, a sentence each."""
