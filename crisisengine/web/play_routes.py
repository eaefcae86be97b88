"""The browser's player: the routes of runs, each asked by the browser that plays it and by no other.

For one person (`play --browser`), and for each seat of a room in which everybody plays (`workshop --each`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import frozen
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from crisisengine.errors import ChoiceRefused
from crisisengine.text.english import sentence
from crisisengine.text.messages import _
from crisisengine.web.codes import same
from crisisengine.web.forms import fields_of
from crisisengine.web.pages import rendered, style_sheet
from crisisengine.web.played_run import PlayedRun
from crisisengine.web.report_page import report_page, report_sheet
from crisisengine.web.run_pages import run_page

__all__ = ["Admitted", "PlayRoutes", "sheet"]

AFTERWARDS = {"answer": "/play?see=questions"}
"""Where a browser is led after what was done, other than to the present scene."""


@frozen(kw_only=True)
class Admitted:
    """A browser that plays."""

    run: PlayedRun
    form: str
    """What its forms bring back, so that no other page can send them."""
    name: str = ""
    """Of the seat, where there are several."""
    code: str = ""
    """What brings a seat back to a browser that lost it."""
    may_write: Callable[[], None] = lambda: None
    """Counts a request. Raises ChoiceRefused where there are too many."""

    def check(self, fields: Mapping[str, str]) -> None:
        """Raises ChoiceRefused where a form is not from a page of this browser's, or comes too soon after others."""
        if not same(fields.get("form", ""), self.form):
            raise ChoiceRefused(_("that form was not from this page"))
        self.may_write()


class PlayRoutes:
    """The routes of whoever is let in."""

    def __init__(self, admit: Callable[[Request], Admitted | None], door: str) -> None:
        """Args: whose run a request is about, None where nobody knows; where such a browser is led."""
        self.admit = admit
        self.door = door

    @property
    def routes(self) -> list[Route]:
        """All of them."""
        return [
            Route("/play", self.see, methods=["GET"]),
            Route("/play", self.act, methods=["POST"]),
            Route("/play.css", sheet(lambda: style_sheet("play")), methods=["GET"]),
            Route("/report.css", sheet(report_sheet), methods=["GET"]),
        ]

    async def see(self, request: Request) -> Response:
        """A page of the run."""
        admitted = self.admit(request)
        if admitted is None:
            return RedirectResponse(self.door, 303)
        wish, still = request.query_params.get("see", ""), "stay" in request.query_params
        text = request.query_params.get("number", "")
        number = int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0
        return HTMLResponse(await admitted.run.look(lambda: _page(admitted, wish, number, still=still)))

    async def act(self, request: Request) -> Response:
        """Do what a form asks, and show what came of it."""
        admitted = self.admit(request)
        if admitted is None:
            return RedirectResponse(self.door, 303)
        fields: Mapping[str, str] = {}
        try:
            fields = await fields_of(request)
            admitted.check(fields)
            await admitted.run.act(fields)
        except ChoiceRefused as refusal:
            said = _("Nothing was done: {refusal} This is where you are now.", refusal=sentence(str(refusal)))
            return HTMLResponse(await admitted.run.look(lambda: _page(admitted, "", 0, said=said, typed=fields)), 409)
        return RedirectResponse(AFTERWARDS.get(fields["act"], "/play"), 303)


def _page(
    admitted: Admitted,
    wish: str,
    number: int,
    *,
    still: bool = False,
    said: str = "",
    typed: Mapping[str, str] | None = None,
) -> str:
    """A page as HTML; what was typed into a form that was refused stands in it again."""
    played, typed = admitted.run, typed or {}
    session = played.session
    seen = played.reading.seen(session) if wish == "debrief" else None
    if seen is not None:
        return report_page(seen, failed=played.reading.failed, still=still)
    page = run_page(played, "questions" if typed.get("act") == "answer" else wish, number)
    return rendered(
        page,
        said=said or sentence(played.notice),
        scenario=session.scenario.title,
        language=session.scenario.language or "en",
        ended=session.ended,
        decided=len(session.run.steps),
        left=len(session.run.branches),
        places_named=bool(session.scenario.sites),
        unkept=sentence(session.unkept),
        place=session.place,
        moment=played.moment,
        form=admitted.form,
        name=admitted.name,
        code=admitted.code,
        reason=typed.get("reason", ""),
        typed=typed,
    )


def sheet(style: Callable[[], bytes]) -> Callable[[Request], Response]:
    """A route to a style sheet."""

    def styled(_request: Request) -> Response:
        return Response(style(), media_type="text/css", headers={"cache-control": "max-age=600"})

    return styled
