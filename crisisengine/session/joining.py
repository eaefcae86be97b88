"""How people come into a room with their phones, as the wall shows it."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from attrs import frozen

__all__ = ["Joining", "Wifi"]


@frozen(kw_only=True)
class Wifi:
    """The network in which the room is, as the facilitator names it."""

    name: str
    password: str
    """Empty: an open one."""
    qr: tuple[tuple[bool, ...], ...]
    """Rows of modules with a border of 4; true is dark. A phone's camera that reads it offers to join."""


@frozen(kw_only=True)
class Joining:
    """An address, a code, and both as a QR code."""

    address: str
    """`http://192.168.1.7:8765`"""
    code: str
    """`KRAM-42`"""
    qr: tuple[tuple[bool, ...], ...]
    """Rows of modules with a border of 4; true is dark."""
    other_addresses: tuple[str, ...] = ()
    """Where the computer is in several networks."""
    warnings: tuple[str, ...] = ()
    """What may keep phones from it, a sentence each."""
    wifi: Wifi | None = None
    """None where the facilitator named none: then the phones are in it already."""

    @property
    def unreachable(self) -> bool:
        """Whether no phone can reach it, and that was not meant so: the computer has no address but its own."""
        try:
            alone = ip_address(urlsplit(self.address).hostname or "").is_loopback
        except ValueError:  # a name
            return False
        return alone and bool(self.warnings)
