"""A QR code of where a room is: as modules for a terminal, as a picture for a page (segno, https://segno.readthedocs.io)."""

from __future__ import annotations

import io
from functools import lru_cache

import segno
from segno import helpers

from crisisengine.session.joining import Wifi

__all__ = ["modules", "picture", "wifi_of"]

BORDER = 4
"""Light modules around it; with fewer, scanners do not find it."""


@lru_cache(maxsize=8)
def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """Rows of modules, True is dark, border included."""
    code = segno.make_qr(text, error="L", boost_error=True)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix_iter(border=BORDER))


@lru_cache(maxsize=8)
def picture(text: str) -> bytes:
    """An SVG, black on white whatever the page looks like."""
    written = io.BytesIO()
    segno.make_qr(text, error="L", boost_error=True).save(
        written, kind="svg", border=BORDER, dark="#000", light="#fff", xmldecl=False, omitsize=True, scale=8
    )
    return written.getvalue()


def wifi_of(text: str) -> Wifi:
    """A network and its password as a facilitator writes them: `NAME:PASSWORD`, or `NAME` alone for an open one."""
    name, _, password = text.partition(":")
    told = helpers.make_wifi_data(ssid=name, password=password or None, security="WPA" if password else "nopass")
    return Wifi(name=name, password=password, qr=modules(told))
