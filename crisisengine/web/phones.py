"""What phones may ask for: the page of their seat, a seat, and to write down a vote, a reason, an expectation, an observation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from crisisengine.errors import ChoiceRefused, CrisisError, FilesError
from crisisengine.text.messages import _
from crisisengine.web.codes import ROOM_CODE, hashed, is_token, new_token
from crisisengine.web.desk import Desk
from crisisengine.web.forms import fields_of, words
from crisisengine.web.pages import Page, rendered
from crisisengine.web.seat_page import seat_page
from crisisengine.workshop import commands
from crisisengine.workshop.room import Room
from crisisengine.workshop.seats import OBSERVER, Seat

__all__ = ["COOKIE", "Phones", "with_cookie"]

COOKIE = "seat"
COOKIE_DAYS = 7
"""A session over two days, and the days between."""
Write = Callable[[Seat, Mapping[str, str]], Awaitable[None]]


class Phones:
    """The routes of phones."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @property
    def routes(self) -> list[Route]:
        """All of them."""
        return [
            Route("/", self.home, methods=["GET"]),
            Route("/join", self.join, methods=["POST"]),
            Route("/vote", self._writing(self._vote), methods=["POST"]),
            Route("/reason", self._writing(self._reason), methods=["POST"]),
            Route("/observe", self._writing(self._observe), methods=["POST"]),
            Route("/{path:path}", self.elsewhere, methods=["GET"]),
        ]

    async def home(self, request: Request) -> Response:
        """The page of this seat's state; without a seat, the way to one."""
        token = _token_of(request)
        seat = self.desk.seat_of(token)
        if seat is not None:
            if self.desk.led.cohort is not None and self.desk.led.room.phase != "door":
                return RedirectResponse("/play", 303)
            return self._seat(
                seat, token, wish=request.query_params.get("see", ""), still="stay" in request.query_params
            )
        return self._door(request, token or new_token())

    async def join(self, request: Request) -> Response:
        """Take a seat, or come back to one."""
        token = _token_of(request) or new_token()
        try:
            held = await self._entered(request, token)
        except FilesError as refusal:
            return self._door(request, token, said=_not_counted(refusal), status=503)
        except ChoiceRefused as refusal:
            return self._door(request, token, said=_sentence(refusal), status=403)
        return with_cookie(RedirectResponse("/", 303), COOKIE, held)

    async def _entered(self, request: Request, token: str) -> str:
        fields = await fields_of(request)
        if "form" in fields and not self.desk.keys.is_form(token, fields["form"]):
            raise ChoiceRefused(
                _("this phone did not keep what it was given: allow cookies for this address, and send it once more")
            )
        return await self.desk.enter(token, fields.get("code", ""), _address_of(request))

    async def elsewhere(self, request: Request) -> Response:
        """The QR code's address brings the code along; any other that leads nowhere leads home."""
        token, path = _token_of(request), str(request.path_params["path"])
        if ROOM_CODE.fullmatch(path) and self.desk.seat_of(token) is None:
            return self._door(request, token or new_token(), code=path)
        return RedirectResponse("/", 303)

    # what is written down

    def _writing(self, write: Write) -> Callable[[Request], Awaitable[Response]]:
        """A route that writes something down for a seat, or says why not and shows what there is now."""

        async def route(request: Request) -> Response:
            token = _token_of(request)
            seat = self.desk.seat_of(token)
            if seat is None:
                said = _("This phone has no seat here, so nothing was counted.")
                return self._door(request, token or new_token(), said=said, status=403)
            fields: Mapping[str, str] = {}
            try:
                fields = await fields_of(request)
                if not self.desk.keys.is_form(token, fields.get("form", "")):
                    return self._seat(
                        seat, token, said=_("That form was not from this page: nothing was counted."), status=403
                    )
                self.desk.may_write(seat)
                await write(seat, fields)
            except ChoiceRefused as refusal:
                said = _("Not counted: {refusal}. This is where the room is now.", refusal=refusal)
                return self._seat(seat, token, said=said + _given_back(fields), status=409)
            except FilesError as refusal:
                return self._seat(seat, token, said=_not_counted(refusal) + _given_back(fields), status=503)
            self.desk.led.heard(seat.number)
            return RedirectResponse("/", 303)

        return route

    async def _vote(self, seat: Seat, fields: Mapping[str, str]) -> None:
        question, number = _round(fields)
        option = fields.get("option", "")
        await self.desk.led.submit(
            lambda room, now: commands.vote(room, _still(room, seat), question, number, option, now)
        )

    async def _reason(self, seat: Seat, fields: Mapping[str, str]) -> None:
        question, number = _round(fields)
        text = words(fields.get("reason", ""))
        if "expect" in fields:
            trend = fields["expect"]
            await self.desk.led.submit(
                lambda room, now: commands.expect(room, _still(room, seat), question, now, trend=trend, text=text)
            )
        else:
            await self.desk.led.submit(
                lambda room, now: commands.say(room, _still(room, seat), question, number, text, now)
            )

    async def _observe(self, seat: Seat, fields: Mapping[str, str]) -> None:
        if OBSERVER not in seat.roles:
            raise ChoiceRefused(_("only observers write this down; the facilitator makes you one"))
        objective, rating = fields.get("objective", ""), fields.get("rating", "")
        if objective and objective not in self.desk.led.session.scenario.objectives:
            raise ChoiceRefused(_("there is no such objective"))
        if bool(objective) != bool(rating):
            raise ChoiceRefused(_("an objective and its rating go together"))
        text = words(fields.get("reason", ""))
        await self.desk.led.submit(
            lambda room, now: commands.observe(
                room, _still(room, seat), now, objective=objective, rating=rating, text=text
            )
        )

    # what is shown

    def _seat(
        self, seat: Seat, token: str, *, wish: str = "", still: bool = False, said: str = "", status: int = 200
    ) -> Response:
        """The page of a seat. What answers a form stays: it would be sent once more."""
        desk = self.desk
        desk.led.heard(seat.number)
        page = seat_page(desk.led, seat, wish)
        roles = desk.led.session.scenario.roles
        html = rendered(
            page,
            said=said,
            waits=page.waits and not still and status == 200,
            wish=wish if wish.isalpha() and wish.isascii() else "",
            seat=seat,
            titles=[roles[role].title for role in seat.roles if role in roles],
            observer=OBSERVER in seat.roles,
            code=desk.code_of(seat),
            form=desk.keys.form(token),
        )
        return HTMLResponse(html, status)

    def _door(self, request: Request, token: str, *, code: str = "", said: str = "", status: int = 200) -> Response:
        desk = self.desk
        knock = desk.knocks.get(hashed(token))
        if knock is not None and not said:
            page = Page(template="knock", title=_("Please wait"), waits=True, fields={"number": knock.number})
            return HTMLResponse(rendered(page, waits="stay" not in request.query_params))
        title = desk.led.session.scenario.title
        page = Page(template="join", title=title, fields={"code": code})
        html = rendered(page, said=said, form=desk.keys.form(token))
        return with_cookie(HTMLResponse(html, status), COOKIE, token)


def with_cookie(answer: Response, name: str, token: str) -> Response:
    """An answer after which the browser holds a token."""
    answer.set_cookie(name, token, max_age=COOKIE_DAYS * 86400, path="/", httponly=True, samesite="strict")
    return answer


def _token_of(request: Request) -> str:
    token = request.cookies.get(COOKIE, "")
    return token if is_token(token) else ""


def _address_of(request: Request) -> str:
    return request.client.host if request.client is not None else ""


def _round(fields: Mapping[str, str]) -> tuple[int, int]:
    """(question, round) of a form; no round is 0."""
    question, _dot, number = fields.get("round", "").partition(".")
    parts = [part for part in (question, number) if part]
    if not question or not all(part.isascii() and part.isdecimal() and len(part) < 6 for part in parts):
        raise ChoiceRefused(_("this vote is closed"))
    return int(question), int(number or 0)


def _still(room: Room, seat: Seat) -> int:
    """The number of a seat whose token still holds when its line is made: another phone may have taken it meanwhile."""
    if room.seats[seat.number].token != seat.token:
        raise ChoiceRefused(_("another phone holds this seat now"))
    return seat.number


def _sentence(refusal: CrisisError) -> str:
    text = str(refusal)
    return f"{text[:1].upper()}{text[1:]}."


def _not_counted(refusal: FilesError) -> str:
    return _("Not counted: the laptop cannot write ({refusal}). Raise your hand instead.", refusal=refusal)


def _given_back(fields: Mapping[str, str]) -> str:
    """What a person wrote, so that it is not lost with the refusal."""
    text = words(fields.get("reason", ""))
    return " " + _("You wrote: {text}", text=text) if text else ""
