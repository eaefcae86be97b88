"""What a room's server keeps to itself: its secret, the code at the door, its port, and who may use the console.

All of it outlives the program, so that after a restart phones and consoles go on where they were.
"""

from __future__ import annotations

import secrets
from typing import Any

from attrs import define, field

from crisisengine import storage
from crisisengine.web.codes import code_key, hashed, is_token, new_invitation, new_room_code, new_token, proof, same

__all__ = ["RoomKeys"]

MOST_CONSOLES = 20
"""That are remembered; the one that came first goes."""


@define
class RoomKeys:
    """Of one room."""

    name: str
    """Of the file that they are kept in."""
    secret: bytes = field(factory=lambda: secrets.token_bytes(32), repr=False)
    code: str = field(factory=new_room_code, repr=False)
    """What lets newcomers in."""
    port: int = 0
    """Where the room was opened last; 0: nowhere yet."""
    terminal: str = field(factory=new_token, repr=False)
    """The token of the console in this user's other terminal."""
    consoles: list[str] = field(factory=list, repr=False)
    """Hashes of the tokens of other consoles."""
    invitation: str = field(factory=new_invitation, init=False, repr=False)
    """Lets one more console in, once; a new one each time that it is shown."""

    @classmethod
    def of_room(cls, name: str) -> RoomKeys:
        """As they were kept, else new ones."""
        kept = storage.find_room_keys(name)
        try:
            return cls._read(name, kept) if kept else cls(name)
        except (KeyError, TypeError, ValueError):
            return cls(name)

    @classmethod
    def _read(cls, name: str, kept: dict[str, Any]) -> RoomKeys:
        keys = cls(
            name,
            secret=bytes.fromhex(kept["secret"]),
            code=str(kept["code"]),
            port=int(kept["port"]),
            terminal=str(kept["terminal"]),
            consoles=[str(token) for token in kept["consoles"]][-MOST_CONSOLES:],
        )
        if not (len(keys.secret) == 32 and 0 <= keys.port < 2**16 and code_key(keys.code) and is_token(keys.terminal)):
            raise ValueError(name)
        return keys

    def keep(self, address: str) -> None:
        """Put them away, with the address at which this laptop reaches the room. Raises FilesError."""
        storage.keep_room_keys(
            self.name,
            {
                "address": address,
                "port": self.port,
                "code": self.code,
                "secret": self.secret.hex(),
                "terminal": self.terminal,
                "consoles": self.consoles,
            },
        )

    # consoles

    def is_console(self, token: str) -> bool:
        """Whether this token leads the room."""
        return is_token(token) and (
            same(token, self.terminal) or any(same(hashed(token), known) for known in self.consoles)
        )

    def accept(self, invitation: str) -> str:
        """The token of one more console; empty where the invitation is none, or was used."""
        if not same(invitation, self.invitation):
            return ""
        self.invitation = new_invitation()
        token = new_token()
        self.consoles = [*self.consoles, hashed(token)][-MOST_CONSOLES:]
        return token

    # forms

    def form(self, token: str) -> str:
        """What a page's forms bring back, so that no other page can send them."""
        return proof(self.secret, "form", token)

    def is_form(self, token: str, given: str) -> bool:
        """Whether a form came from a page of ours for this token."""
        return same(given, self.form(token))
