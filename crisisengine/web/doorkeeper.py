"""What every request passes before a page sees it: whom it was meant for, where it comes from, and how much it brings.

Plain ASGI (https://asgi.readthedocs.io): it stands around the application, so that no route can be added outside it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from crisisengine.text.messages import _

__all__ = ["LARGEST_BODY", "Doorkeeper"]

LARGEST_BODY = 4096
"""Bytes."""
_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    # Not `no-referrer`: with it a browser sends `Origin: null`, and a form of our own could not be told from another's.
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_OURS = [(name.encode(), value.encode()) for name, value in _HEADERS.items()]


class Doorkeeper:
    """Around the application."""

    def __init__(self, app: ASGIApp, hosts: Callable[[], Collection[str]]) -> None:
        """Args: the application; what a request may call us, port included (`192.168.1.7:8765`)."""
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or say why not."""
        if scope["type"] != "http":
            return
        refusal = self._refusal(scope)
        body: bytes | None = b""
        if refusal is None:
            body = await _whole(scope, receive)
            if body is None:
                return
            if len(body) > LARGEST_BODY:
                refusal = PlainTextResponse(_("That is more than a form here can hold."), 413, {"connection": "close"})
        answer: ASGIApp = self.app if refusal is None else refusal
        given = False

        async def received() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message.get("headers", ()), *_OURS]
                if not any(name == b"cache-control" for name, _value in headers):
                    headers.append((b"cache-control", b"no-store"))
                message["headers"] = headers
            await send(message)

        await answer(scope, received, sent)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        host = _only(scope, b"host")
        if host is None or host.lower() not in self.hosts():
            return PlainTextResponse(_("This is not the address of this room."), 421, {"connection": "close"})
        if scope["method"] not in ("GET", "HEAD"):
            origins = [value for name, value in scope["headers"] if name == b"origin"]
            if origins and origins != [f"http://{host}".encode("latin-1")]:
                return PlainTextResponse(_("This did not come from a page of this room."), 403, {"connection": "close"})
        return None


def _only(scope: Scope, wanted: bytes) -> str | None:
    """A header's value; None where it is missing, or there are several."""
    values = [value for name, value in scope["headers"] if name == wanted]
    return values[0].decode("latin-1") if len(values) == 1 else None


async def _whole(scope: Scope, receive: Receive) -> bytes | None:
    """A request's body, or more than `LARGEST_BODY` of it; None where whoever sent it has gone."""
    announced = _only(scope, b"content-length") or "0"
    if len(announced) > 9 or (announced.isdecimal() and int(announced) > LARGEST_BODY):
        return bytes(LARGEST_BODY + 1)
    body = b""
    while len(body) <= LARGEST_BODY:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if not message.get("more_body", False):
            break
    return body
