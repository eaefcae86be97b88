"""The facilitator's console: let in once by a token, and then whatever the projector's keys can do, and more.

Any number of consoles may lead; a new one takes nothing from the others, so that a lost phone stops nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from crisisengine.errors import ChoiceRefused, FilesError
from crisisengine.session.joining import Joining
from crisisengine.text.messages import _
from crisisengine.web.codes import is_token
from crisisengine.web.console_state import console_state, moment_of, reasons_of, sign_of
from crisisengine.web.desk import Desk
from crisisengine.web.forms import fields_of, words
from crisisengine.web.pages import Page, rendered
from crisisengine.web.phones import with_cookie
from crisisengine.web.seat_page import RATINGS
from crisisengine.workshop import commands
from crisisengine.workshop.events import RoomEvent
from crisisengine.workshop.room import Room
from crisisengine.workshop.seats import OBSERVER

__all__ = ["COOKIE", "Consoles"]

COOKIE = "console"
Do = Callable[[Mapping[str, str]], str]


class Consoles:
    """The routes of consoles."""

    def __init__(
        self, desk: Desk, joining: Callable[[], Joining], invitation: Callable[[], str], keep: Callable[[], None]
    ) -> None:
        """Args: the desk; what the door shows; where one more console is let in; puts the keys away."""
        self.desk = desk
        self.joining = joining
        self.invitation = invitation
        self.keep = keep
        self.acts: Mapping[str, Do] = {
            "next": self._next,
            "hold": self._hold,
            "break": self._break,
            "minute": self._minute,
            "hands": self._hands,
            "skip": self._skip,
            "undo": self._undo,
            "back": self._back,
            "finish": self._finish,
            "send": self._send,
            "door": self._door,
            "choose": self._choose,
            "approve": self._approve,
            "say": self._say,
            "observe": self._observe,
            "roles": self._roles,
            "admit": self._admit,
            "forgive": self._forgive,
            "invite": self._invite,
        }

    @property
    def routes(self) -> list[Route]:
        """All of them."""
        return [
            Route("/console/{token}", self.enter, methods=["GET"]),
            Route("/console", self.show, methods=["GET"]),
            Route("/console", self.act, methods=["POST"]),
        ]

    async def enter(self, request: Request) -> Response:
        """Let a console in, once."""
        if self.desk.keys.is_console(request.cookies.get(COOKIE, "")):
            return RedirectResponse("/console", 303)
        if request.method == "HEAD":  # a look from outside, by what previews links, shall not use it up
            return self._shut()
        token = self.desk.keys.accept(str(request.path_params["token"]))
        if not token:
            return self._shut()
        try:
            self.keep()
        except FilesError as refusal:  # it leads until the laptop is restarted
            self.desk.led.notice = str(refusal)
        return with_cookie(RedirectResponse("/console", 303), COOKIE, token)

    async def show(self, request: Request) -> Response:
        """The room as it is."""
        token = _token_of(request)
        if not self.desk.keys.is_console(token):
            return self._shut()
        return self._page(request, token)

    async def act(self, request: Request) -> Response:
        """Do what a button says."""
        token = _token_of(request)
        if not self.desk.keys.is_console(token):
            return self._shut()
        try:
            fields = await fields_of(request)
            if not self.desk.keys.is_form(token, fields.get("form", "")):
                return self._page(
                    request, token, said=_("That button was not of this page: nothing was done."), status=403
                )
            said = self._done(fields)
        except ChoiceRefused as refusal:
            return self._page(request, token, said=_("Not done: {refusal}.", refusal=refusal), status=409)
        if said or _wants_json(request):
            return self._page(request, token, said=said)
        return RedirectResponse("/console", 303)

    def _done(self, fields: Mapping[str, str]) -> str:
        wanted = self.acts.get(fields.get("do", ""))
        if wanted is None:
            raise ChoiceRefused(_("there is nothing of this name to do"))
        if "round" in fields and fields["round"] != moment_of(self.desk):
            raise ChoiceRefused(_("the room has gone on meanwhile"))
        return wanted(fields)

    def _page(self, request: Request, token: str, *, said: str = "", status: int = 200) -> Response:
        state = console_state(self.desk, self.joining())
        form = self.desk.keys.form(token)
        if _wants_json(request):
            return JSONResponse({**state, "form": form, "said": said}, status)
        waits = "wait" in request.query_params and status == 200 and not said
        page = Page(template="console", title=_("Console"), waits=waits, fields={"room": state, "ratings": RATINGS})
        return HTMLResponse(rendered(page, form=form, said=said), status)

    def _shut(self) -> Response:
        said = _(
            "This is the facilitator's, and this browser was not let in. `crisisengine console --qr` shows the way in."
        )
        return HTMLResponse(rendered(Page(template="shut", title=_("Not here"), fields={"text": said})), 403)

    # what can be done

    def _next(self, _fields: Mapping[str, str]) -> str:
        return self.desk.led.onward()

    def _hold(self, _fields: Mapping[str, str]) -> str:
        return self.desk.led.act(commands.hold)

    def _break(self, _fields: Mapping[str, str]) -> str:
        return self.desk.led.act(lambda room, now: commands.hold(room, now, pause="break"))

    def _minute(self, _fields: Mapping[str, str]) -> str:
        return self.desk.led.act(commands.lengthen)

    def _hands(self, fields: Mapping[str, str]) -> str:
        votes = {
            name.removeprefix("hands:"): _number(value or "0")
            for name, value in fields.items()
            if name.startswith("hands:")
        }
        return self.desk.led.act(lambda room, now: commands.hands(room, votes, now))

    def _skip(self, _fields: Mapping[str, str]) -> str:
        led = self.desk.led
        return led.act(lambda room, now: commands.skip(room, led.asked, now))

    def _undo(self, _fields: Mapping[str, str]) -> str:
        return self.desk.led.act(commands.take_back)

    def _send(self, fields: Mapping[str, str]) -> str:
        return self.desk.led.send(fields.get("inject", ""))

    def _back(self, _fields: Mapping[str, str]) -> str:
        return self.desk.led.act(commands.step_back)

    def _finish(self, _fields: Mapping[str, str]) -> str:
        return self.desk.led.act(commands.finish)

    def _door(self, fields: Mapping[str, str]) -> str:
        open_ = fields.get("open", "") == "yes"
        return self.desk.led.act(lambda room, now: commands.door(room, now, open_=open_))

    def _choose(self, fields: Mapping[str, str]) -> str:
        option = fields.get("option", "")
        return self.desk.led.act(lambda room, now: commands.choose(room, option, now))

    def _approve(self, fields: Mapping[str, str]) -> str:
        question, number, seat = (_number(fields.get(name, "")) for name in ("question", "number", "seat"))
        shown, read = fields.get("shown", "") == "yes", fields.get("read", "")

        def approve(room: Room, now: float) -> tuple[RoomEvent, ...]:
            events = commands.approve(room, question, number, seat, now, shown=shown)
            said = next(said for said in reasons_of(room, question) if (said.round, said.seat) == (number, seat))
            if shown and read != sign_of(said):
                raise ChoiceRefused(_("its words are others than you have read: look at them again"))
            return events

        return self.desk.led.act(approve)

    def _say(self, fields: Mapping[str, str]) -> str:
        """What somebody said aloud, written down by the facilitator."""
        current, text = self.desk.led.room.round, words(fields.get("reason", ""))
        if current is None:
            raise ChoiceRefused(_("no question is open"))
        question, number = current.opened.question, current.number
        return self.desk.led.act(lambda room, now: commands.say(room, 0, question, number, text, now))

    def _observe(self, fields: Mapping[str, str]) -> str:
        objective, rating = fields.get("objective", ""), fields.get("rating", "")
        if objective and objective not in self.desk.led.session.scenario.objectives:
            raise ChoiceRefused(_("there is no such objective"))
        text = words(fields.get("reason", ""))
        return self.desk.led.act(
            lambda room, now: commands.observe(room, 0, now, objective=objective, rating=rating, text=text)
        )

    def _roles(self, fields: Mapping[str, str]) -> str:
        number = _number(fields.get("seat", ""))
        roles = tuple(dict.fromkeys(fields.get("roles", "").replace(",", " ").split()))
        known = {*self.desk.led.session.scenario.roles, OBSERVER}
        strange = [role for role in roles if role not in known]
        if strange:
            raise ChoiceRefused(_("there is no role `{role}`", role=words(strange[0])[:60]))

        def give(room: Room, now: float) -> tuple[RoomEvent, ...]:
            if number not in room.seats:
                raise ChoiceRefused(_("this seat is not in the room"))
            return commands.reseat(room.seats[number], now, roles=roles)

        return self.desk.led.act(give)

    def _admit(self, fields: Mapping[str, str]) -> str:
        self.desk.admit(_number(fields.get("number", "")))
        return ""

    def _forgive(self, _fields: Mapping[str, str]) -> str:
        self.desk.forgive()
        return ""

    def _invite(self, _fields: Mapping[str, str]) -> str:
        return self.invitation()


def _token_of(request: Request) -> str:
    token = request.cookies.get(COOKIE, "")
    return token if is_token(token) else ""


def _wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 6):
        raise ChoiceRefused(_("a whole number is wanted"))
    return int(text)
