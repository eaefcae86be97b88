"""The terminal's side of a console: asks the room as a browser would, and says in lines what it is told."""

from __future__ import annotations

import json
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from attrs import define, field

from crisisengine import storage
from crisisengine.errors import FilesError
from crisisengine.text.messages import _
from crisisengine.text.printable import printable
from crisisengine.text.wrapping import wrapped

__all__ = ["ConsoleClient", "told"]

PATIENCE = 10.0
"""Seconds for an answer."""
LARGEST_ANSWER = 4 * 1024 * 1024
"""Bytes."""


@define
class ConsoleClient:
    """Of one room."""

    address: str
    token: str = field(repr=False)
    state: dict[str, Any] = field(factory=dict, repr=False)
    """What the room was when it was last looked at."""

    @classmethod
    def found(cls) -> ConsoleClient | None:
        """The room of this user that answers, the one opened last first; None where none does."""
        for keys in storage.kept_room_keys():
            client = cls(str(keys.get("address", "")), str(keys.get("terminal", "")))
            try:
                client.look()
            except FilesError:
                continue
            return client
        return None

    def look(self) -> dict[str, Any]:
        """The room as it is now.

        Raises:
            FilesError: it does not answer.
        """
        return self._ask(None)

    def do(self, fields: Mapping[str, str]) -> dict[str, Any]:
        """Press a button; the room as it is then, and in `said` what there is to say.

        Raises:
            FilesError: it does not answer.
        """
        return self._ask({"form": str(self.state.get("form", "")), **fields})

    def _ask(self, fields: Mapping[str, str] | None) -> dict[str, Any]:
        request = urllib.request.Request(  # noqa: S310 - the address is our own, from a file that only this user writes
            f"{self.address}/console",
            None if fields is None else urlencode(fields).encode(),
            {"Accept": "application/json", "Cookie": f"console={self.token}"},
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            try:
                answer = opener.open(request, timeout=PATIENCE)
            except urllib.error.HTTPError as refusal:
                answer = refusal
            with answer:
                state: Any = json.loads(answer.read(LARGEST_ANSWER))
        except (OSError, ValueError) as error:
            raise FilesError(
                _("the room does not answer at {address}", address=printable(self.address)[:100]),
                hint=_("is `crisisengine workshop` still running?"),
            ) from error
        if not isinstance(state, dict) or "moment" not in state:
            raise FilesError(_("the room at {address} is another one", address=printable(self.address)[:100]))
        self.state = state
        return state


def told(state: Mapping[str, Any]) -> Iterator[str]:
    """A console's state in lines as wide as the terminal, nothing in them that could steer it."""
    width = shutil.get_terminal_size().columns
    return (wrapped(printable(line), width) for line in _lines(state))


def _lines(state: Mapping[str, Any]) -> Iterator[str]:
    scene, minutes, vote, door = state["scene"], state["minutes"], state["vote"], state["door"]
    if state["said"]:
        yield f"! {state['said']}"
    if state["unrecorded"]:
        yield "! " + _("The record cannot be written: {reason}. Go on by raised hands.", reason=state["unrecorded"])
    if state["notice"]:
        yield f"! {state['notice']}"
    yield f"== {scene['title']}  {scene['date']}".rstrip()
    yield _("now:  {what}", what=state["now"]) + _time(state)
    yield _("next: {what}", what=state["next"])
    yield _(
        "session: {passed} minutes; all scenes together are given {whole}, so {left} are left at most",
        passed=minutes["passed"],
        whole=minutes["session"],
        left=minutes["left"],
    )
    yield _(
        "door: {open}, {address}, code {code}, seats: {count}",
        open=_("open") if door["open"] else _("closed"),
        address=door["address"],
        code=door["code"],
        count=len(state["seats"]),
    )
    for knock in door["waiting"]:
        yield _("waits to be let in: number {number} ({address})", number=knock["number"], address=knock["address"])
    if door["guarded"]:
        yield _("{count} wrong codes: whoever joins waits for you (`admit`, `forgive`)", count=door["wrong_codes"])
    if vote:
        yield from _vote_lines(vote, state["rule"])
    for number, reason in enumerate(state["reasons"], 1):
        mark = _("on the wall") if reason["shown"] else _("not shown")
        yield _(
            "reason {number} (seat {seat}, {mark}): {text}",
            number=number,
            seat=reason["seat"],
            mark=mark,
            text=reason["text"],
        )
    for known in state["contingencies"]:
        if not known["refusal"] and state["phase"] == "scene":
            yield _("can be sent: {id}: {text}", id=known["id"], text=" ".join(known["text"].split()))
            if known["good_answer"]:
                yield "  " + _("a good room: {answer}", answer=" ".join(known["good_answer"].split()))
    if state["default"]:
        yield _("if the time ends without a decision: {default}", default=state["default"])
    for line in state["guidance"].splitlines():
        yield f"  {line}"
    for question in state["ask"]:
        yield _("ask: {question}", question=" ".join(question.split()))


def _vote_lines(vote: Mapping[str, Any], rule: str) -> Iterator[str]:
    yield _(
        "vote {round}: {voted} of {able} have voted, quorum {quorum}, rule {rule}",
        round=vote["round"],
        voted=vote["voted"],
        able=vote["able"],
        quorum=vote["quorum"],
        rule=rule,
    )
    for number, option in enumerate(vote["options"], 1):
        count = "" if vote["counts"] is None else f"  {vote['counts'][option['id']]}"
        yield f"  {number}  {option['label']}{count}"
    if vote["not_voted"]:
        yield _("not voted: seats {seats}", seats=", ".join(map(str, vote["not_voted"])))
    if vote["decided"]:
        yield _("decided: {decision} ({decider})", decision=vote["decided"], decider=vote["decider"])


def _time(state: Mapping[str, Any]) -> str:
    left = state["seconds_left"]
    if state["pause"]:
        return f" ({state['pause']})"
    return "" if left is None else f" ({left // 60}:{left % 60:02d})"
