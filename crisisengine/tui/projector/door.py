"""The door: how one comes in, how the room will decide, and what is kept of it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from crisisengine.session.joining import Joining
from crisisengine.session.workshop import WorkshopSession
from crisisengine.text.messages import _, _n
from crisisengine.tui.markdown import set_prose
from crisisengine.tui.projector.sentences import quorum_sentence, rule_sentence
from crisisengine.tui.projector.slide import Slide
from crisisengine.tui.typesetting import broken, hang, lines, says

__all__ = ["door_slides", "painted"]

BLACK_ON_WHITE = "#000000 on #ffffff"
"""Cameras read no light code on dark."""
FRAME = 12
"""Lines of a window that hold something else, the code in large letters among them."""
HALVES = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}


def painted(qr: Sequence[Sequence[bool]]) -> list[Content]:
    """A QR code in half blocks, black on white in any theme, with the border that it has."""
    rows = [list(row) for row in qr]
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return [
        says("".join(HALVES[pair] for pair in zip(upper, lower, strict=True)), BLACK_ON_WHITE) for upper, lower in pairs
    ]


def door_slides(led: WorkshopSession, joining: Joining | None, height: int) -> list[Slide]:
    """With phones the way in, the code beside it; always the rule, and what is kept. `height`: lines of the window."""
    scenario, settings = led.session.scenario, led.room.settings
    sentences = [
        rule_sentence(settings.rule) + " " + quorum_sentence(settings.quorum),
        _("You vote, talk, and vote again; after a tie, or too few votes, once more."),
    ]
    if joining is not None:
        sentences.append(
            _(
                "The ballot is secret for the room. There are no names and no accounts, but the record on this computer "
                "maps seats to ballots."
            )
        )
    else:
        sentences.append(_("You vote by raised hands. What is counted is written down on this computer; no names are."))
    code = painted(joining.qr) if joining is not None else []
    small = bool(code) and len(code) + FRAME > height
    if small:
        code = code[1:-1]  # half of the border, which cameras do without; never a part of the code itself
    beside = bool(code) and len(code) + 6 > height // 2

    def lay(width: int) -> Content:
        out: list[Content] = []
        across = code[0].cell_length + 3 if code else 0
        room = width - across if beside and width - across >= 24 else width
        if joining is not None:
            out += broken(says(joining.address, "bold"), room)
            out += broken(says(joining.code, "bold $accent"), room) if small else []
            out.append(Content(""))
            out += broken(says(_("Open this address with your phone, and type the code."), "$quiet"), room)
            out.append(Content(""))
        out += broken(says(_people(led), "bold $accent"), room)
        for sentence in sentences:
            out += [Content(""), *hang(Content(sentence), room, says("• ", "$quiet"))]
        for warning in joining.warnings if joining is not None else ():
            out += [Content(""), *hang(says(warning, "bold $bad"), room, says("! ", "bold $bad"))]
        if not code:
            return lines(out)
        if room == width:
            return lines([*code, Content(""), *out])
        rows = []
        for number in range(max(len(out), len(code))):
            left = code[number] if number < len(code) else Content(" " * code[0].cell_length)
            rows.append(left + "   " + (out[number] if number < len(out) else ""))
        return lines(rows)

    def note(width: int) -> Content:
        return lines(set_prose(led.session.text(scenario.content_note), width))

    code_shown = joining.code if joining is not None and not small else ""
    slides = [Slide(over=_("Welcome"), title=scenario.title, figure=code_shown, body=lay)]
    if scenario.content_note:
        slides.append(Slide(over=scenario.title, title=_("Before you begin"), body=note, prose=True))
    return slides


def _people(led: WorkshopSession) -> str:
    """How many are there, and whether others may still come."""
    room = led.room
    heads, seats = room.settings.heads, len(room.seats)
    if seats and heads:
        told = _("{seats} of {heads} have taken a seat.", seats=seats, heads=heads)
    elif seats:
        told = _n("{count} has taken a seat.", "{count} have taken a seat.", seats)
    elif heads:
        told = _n("There is {count} of you.", "There are {count} of you.", heads)
    else:
        told = ""
    shut = "" if room.door_open else _("The door is closed.")
    return " ".join(part for part in (told, shut) if part)
