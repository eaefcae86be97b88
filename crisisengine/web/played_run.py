"""A run that one browser plays: what may be asked of it, and at which moment.

A page says of which moment it is. What is asked of another one is refused, and the present one shown: a page that was
left open, or that the way back brought up again, decides nothing by accident.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from attrs import define, field

from crisisengine.errors import ChoiceRefused
from crisisengine.limits import LONGEST_ANSWER, LONGEST_NOTE
from crisisengine.session.session import Session
from crisisengine.session.theories import theory_asked
from crisisengine.text.messages import _
from crisisengine.web.forms import words
from crisisengine.web.slow_reading import SlowReading

__all__ = ["PlayedRun"]

Found = TypeVar("Found")

_WRITER = ThreadPoolExecutor(1, "journals")
"""Those who decide at the same moment take their turns here, in the order in which they asked; the disk takes them no faster."""


@define(eq=False)
class PlayedRun:
    """One run, asked by one request at a time."""

    session: Session
    reading: SlowReading
    """Works out at the end what was still possible."""
    changed: Callable[[], None] = lambda: None
    """Told in the loop when something was done."""
    notice: str = ""
    """What there is to say about what was done last; empty for nothing."""
    _turn: asyncio.Lock = field(init=False, factory=asyncio.Lock)

    @property
    def moment(self) -> str:
        """Of the run as it stands; another one after everything that is done, and the same for nobody else's page."""
        run = self.session.run
        return f"{len(run.moves)}.{len(run.branches)}"

    async def look(self, work: Callable[[], Found]) -> Found:
        """Read the run in a thread, when nobody does anything with it."""
        async with self._turn:
            return await asyncio.to_thread(work)

    async def act(self, fields: Mapping[str, str]) -> None:
        """Do what a form asks; it is on the disk when this returns, or `session.unkept` says why not.

        Raises:
            ChoiceRefused: it cannot be done, or was asked of another moment.
        """
        async with self._turn:
            await asyncio.get_running_loop().run_in_executor(_WRITER, self._act, fields)
        self.changed()

    def _act(self, fields: Mapping[str, str]) -> None:
        doing = self._doings().get(fields.get("act", ""))
        if doing is None:
            raise ChoiceRefused(_("there is nothing of that name to be done"))
        if fields["act"] != "answer" and fields.get("at", "") != self.moment:
            if self._just_taken(fields):  # a second tap on the same button
                return
            raise ChoiceRefused(_("that page was of an earlier moment of the run"))
        before = self.session.run
        trouble = doing(fields)
        if trouble and self.session.run is before:
            raise ChoiceRefused(trouble)
        self.notice = "" if self.session.unkept else trouble

    def _just_taken(self, fields: Mapping[str, str]) -> bool:
        run = self.session.run
        return (
            fields["act"] == "decide"
            and fields.get("at", "") == f"{len(run.moves) - 1}.{len(run.branches)}"
            and run.moves[-1].decision.measure == fields.get("option", "")
        )

    def _doings(self) -> Mapping[str, Callable[[Mapping[str, str]], str]]:
        """What each form does with its fields; what went wrong, or nothing."""
        return {
            "decide": self._decide,
            "undo": lambda _fields: self.session.undo(),
            "what_if": lambda fields: self.session.what_if(_number(fields)),
            "take_up": lambda fields: self._take_up(_number(fields)),
            "answer": self._answer,
            "theory": self._theory,
        }

    def _decide(self, fields: Mapping[str, str]) -> str:
        why = words(fields.get("reason", ""))
        _short_enough(why, LONGEST_NOTE)
        return self.session.decide(fields.get("option", ""), why)

    def _take_up(self, index: int) -> str:
        if index >= len(self.session.run.branches):
            raise ChoiceRefused(_("there is no such branch"))
        return self.session.take_up(index)

    def _theory(self, fields: Mapping[str, str]) -> str:
        asked = theory_asked(self.session)
        if asked is None or fields.get("question", "") != asked.question:
            raise ChoiceRefused(_("this question is not asked any more"))
        text = words(fields.get("answer", ""))
        _short_enough(text, LONGEST_ANSWER)
        return self.session.answer(asked.question, text) if text else ""

    def _answer(self, fields: Mapping[str, str]) -> str:
        seen = self.reading.seen(self.session)
        known = {asked.id for asked in seen.whole.questions} if seen is not None else set()
        if fields.get("question", "") not in known:
            raise ChoiceRefused(_("this question is not asked any more"))
        text = words(fields.get("answer", ""))
        _short_enough(text, LONGEST_ANSWER)
        return self.session.answer(fields["question"], text)


def _number(fields: Mapping[str, str]) -> int:
    text = fields.get("number", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 7):
        raise ChoiceRefused(_("there is no decision of that number"))
    return int(text)


def _short_enough(text: str, most: int) -> None:
    if len(text) > most:
        raise ChoiceRefused(
            _("that has {count} characters, and at most {most} are kept: make it shorter", count=len(text), most=most)
        )
