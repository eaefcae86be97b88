"""The door: how one comes in, how the room will decide, and what is kept of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.content import Content

from crisisengine.session.joining import Joining, Wifi
from crisisengine.session.workshop import WorkshopSession
from crisisengine.text.messages import _, _n
from crisisengine.text.printable import printable
from crisisengine.tui.markdown import headed
from crisisengine.tui.projector.letters import big
from crisisengine.tui.projector.sentences import quorum_sentence, rule_sentence
from crisisengine.tui.projector.slide import Slide
from crisisengine.tui.typesetting import Lay, broken, hang, lines, says

__all__ = ["FRAME", "door_slides", "painted", "way_in"]

BLACK_ON_WHITE = "#000000 on #ffffff"
"""Cameras read no light code on dark."""
FRAME = 4
"""Lines of a window that are not the slide's: two of the header, what space does, the keys."""
GAP = 3
LEAST_BESIDE = 24
"""Cells that text beside the code needs."""
EASY_BESIDE = 40
"""The same, with the room's code in large letters."""
HALVES = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}


def painted(qr: Sequence[Sequence[bool]], *, larger: bool = False) -> list[Content]:
    """A QR code black on white in any theme, with the border that it has: in half blocks, or in whole ones, twice as large."""
    if larger:
        return [says("".join("██" if dark else "  " for dark in row), BLACK_ON_WHITE) for row in qr]
    rows = [list(row) for row in qr]
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return [
        says("".join(HALVES[pair] for pair in zip(upper, lower, strict=True)), BLACK_ON_WHITE) for upper, lower in pairs
    ]


def door_slides(led: WorkshopSession, joining: Joining | None, height: int) -> list[Slide]:
    """With phones the way in first; then the rule, what is kept, and what to know before. `height`: lines of the window."""
    scenario = led.session.scenario
    slides = [] if joining is None else way_in(led, joining, height)
    slides.append(Slide(over=_("Welcome"), title=scenario.title, body=_terms(led, joining)))
    if scenario.content_note:
        note = headed(("", led.session.text(scenario.content_note)))
        slides.append(Slide(over=scenario.title, title=_("Before you begin"), body=note))
    return slides


def way_in(led: WorkshopSession, joining: Joining, height: int) -> list[Slide]:
    """The network first, where the facilitator named one; then the room, address and code beside its QR code."""

    def told(width: int) -> list[Content]:
        drawn = [says(row, "bold") for row in big(joining.code, width)] or broken(says(joining.code, "bold"), width)
        out = [*broken(says(led.session.scenario.title, "bold $accent"), width), Content(""), *drawn, Content("")]
        out += [*broken(says(joining.address, "bold"), width), Content("")]
        out += [*broken(Content(_("Open this address with your phone, and type the code.")), width), Content("")]
        out += broken(says(_people(led), "bold $accent"), width)
        for warning in joining.warnings:
            out += [Content(""), *hang(says(warning, "bold $bad"), width, says("! ", "bold $bad"))]
        return out

    room = Slide(body=_beside(joining.qr, told, height))
    return [room] if joining.wifi is None else [_network(joining.wifi, height), room]


def _network(wifi: Wifi, height: int) -> Slide:
    """How a phone comes into the network in which the room is."""

    def told(width: int) -> list[Content]:
        out = [*broken(says(_("First the Wi-Fi"), "bold $accent"), width), Content("")]
        out += [*broken(says(printable(wifi.name), "bold"), width), Content("")]
        if wifi.password:
            out += [*broken(Content(_("Password: {password}", password=printable(wifi.password))), width), Content("")]
        return out + broken(Content(_("Point your phone's camera at the code, or join by hand.")), width)

    return Slide(body=_beside(wifi.qr, told, height))


def _beside(qr: Sequence[Sequence[bool]], told: Callable[[int], list[Content]], height: int) -> Lay:
    """A QR code whole, text beside it; below one another where the window is narrow."""

    def both(width: int) -> Content:
        larger = len(qr) <= height and 2 * len(qr) + GAP + EASY_BESIDE <= width
        code = painted(qr, larger=larger)
        across = code[0].cell_length + GAP
        if len(code) > height:
            small = _("Make the window larger to show the QR code: {lines} lines are needed.", lines=len(code) + FRAME)
            return lines([*told(width), Content(""), *broken(says(small, "$quiet"), width)])
        if width - across < LEAST_BESIDE:
            return lines([*code, Content(""), *told(width)])
        text = told(width - across)
        text += [Content("")] * (len(code) - len(text))
        margin = Content(" " * (across - GAP))
        left = [*code, *[margin] * (len(text) - len(code))]
        return lines(row + " " * GAP + said for row, said in zip(left, text, strict=True))

    return both


def _terms(led: WorkshopSession, joining: Joining | None) -> Lay:
    """How the room decides, and what is written down."""
    settings = led.room.settings
    sentences = [
        rule_sentence(settings.rule) + " " + quorum_sentence(settings.quorum),
        _("You vote, talk, and vote again; after a tie, or too few votes, once more."),
    ]
    if led.cohort is not None:
        sentences = [
            _("Each of you plays a run of your own, in your own time; the luck is the same for all."),
            _("There are no names and no accounts. The record on this computer maps seats to runs."),
        ]
    elif joining is not None:
        secrecy = _("The ballot is secret for the room: there are no names and no accounts.")
        sentences += [secrecy, _("The record on this computer maps seats to ballots.")]
    else:
        sentences.append(_("You vote by raised hands. What is counted is written down on this computer; no names are."))

    def lay(width: int) -> Content:
        out = broken(says(_people(led), "bold $accent"), width)
        for sentence in sentences:
            out += [Content("")] * bool(out) + hang(Content(sentence), width, says("• ", "$quiet"))
        return lines(out)

    return lay


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
