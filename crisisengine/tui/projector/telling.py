"""What is read: the task and the scene before a vote, what follows from a decision, and how it ended."""

from __future__ import annotations

from itertools import groupby

from textual.content import Content

from crisisengine.engine.view_model import Account, View
from crisisengine.session.chapters import new_chapter
from crisisengine.session.session import Session
from crisisengine.session.workshop import WorkshopSession
from crisisengine.text.messages import _
from crisisengine.tui.gauges import arrow, verdict
from crisisengine.tui.markdown import headed, set_prose
from crisisengine.tui.projector.slide import Slide
from crisisengine.tui.typesetting import Lay, hang, leaders, lines, says
from crisisengine.tui.widgets.play.changes import words
from crisisengine.tui.widgets.play.indicators import Trend, has_scale, panel, visible_indicators

__all__ = ["consequences_slides", "scene_again", "scene_slides"]


def scene_slides(led: WorkshopSession) -> list[Slide]:
    """The scene; before the first decision also what the room is here to do. A run that has ended shows how."""
    view, session = led.session.view, led.session
    if view.ending is not None:
        return _ending(view)
    scenario = session.scenario
    slides = []
    if not led.room.decisions and (scenario.role or scenario.mandate):
        task = (_("Your role"), session.text(scenario.role)), (_("Your mandate"), session.text(scenario.mandate))
        slides.append(Slide(over=scenario.title, title=_("Your task"), body=headed(*task)))
    return [*_came_in(led), *slides, _scene(session)]


def scene_again(led: WorkshopSession) -> list[Slide]:
    """The text of the scene that is voted on, for who cannot read it on a phone; then what was sent into it."""
    return [_scene(led.session), *_came_in(led)]


def _scene(session: Session) -> Slide:
    view = session.view
    return Slide(over=new_chapter(session) or view.chapter, title=view.title, body=_prose(view.text))


def _came_in(led: WorkshopSession) -> list[Slide]:
    """What the facilitator sent into this scene, the last first."""
    sent, title = led.session.sent(len(led.session.run.steps)), led.session.view.title
    return [Slide(over=title, title=_("This comes in"), body=_told(told)) for told in sent[::-1]]


def consequences_slides(led: WorkshopSession) -> list[Slide]:
    """What the decision led to, what came in, what changed; then the state; then the ending, where it is reached."""
    session = led.session
    account = session.account()
    if account is None:  # nothing is decided: the record says more than the journal
        return scene_slides(led)
    follows = _("What follows from: {label}", label=account.label)
    slides = [
        Slide(over=_("What follows"), title=account.label, body=_told(account)),
        Slide(over=follows, title=_("What changed"), body=_changed(account), dense=True),
        Slide(over=follows, title=_("How things stand"), body=_state(led)),
    ]
    return [*slides, *_ending(session.view)]


def _prose(text: str) -> Lay:
    return lambda width: lines(set_prose(text, width))


def _told(account: Account) -> Lay:
    """The result, then what arrived."""

    def lay(width: int) -> Content:
        out = set_prose(account.result, width) if account.result.strip() else []
        for card in account.cards:
            out += [Content("")] * bool(out)
            origin = " · ".join(part for part in (card.by, card.sender, card.grade) if part)
            out.append(says(f"▌ {origin}", "bold $accent"))
            out += [says("▌ ", "$accent") + row for row in set_prose(card.text, width - 2)]
        for finding in account.findings:
            told = _("✓ The report was true.") if finding.true else _("× The report was false.")
            out += [Content(""), says(told, "bold $good" if finding.true else "bold $bad")]
        return lines(out) if out else says(_("Nothing is heard yet."), "$quiet")

    return lay


def _changed(account: Account) -> Lay:
    """What changed that can be seen, under what brought it; rules are for the debrief."""

    def lay(width: int) -> Content:
        out: list[Content] = []
        therefore = _("and therefore")
        ordered = sorted(account.movements, key=lambda movement: bool(movement.follows_from))
        for cause, group in groupby(ordered, lambda movement: therefore if movement.follows_from else movement.cause):
            out += [Content("")] * bool(out)
            if cause != account.label:
                out += hang(says(cause, "$quiet"), width)
            for movement in group:
                change = movement.after - movement.before
                sign, judged = arrow(change, movement.better, movement.sort), verdict(change, movement.better)
                tail = says(f"{words(movement)}{f' · {judged}' if judged else ''}", "$quiet")
                mark = sign + " " * max(4 - sign.cell_length, 1)
                out += leaders(says(movement.label, "bold"), tail, width, mark, below=True)
        return lines(out) if out else Content(_("Nothing you can see has changed."))

    return lay


def _state(led: WorkshopSession) -> Lay:
    """Every indicator as it stands now."""
    session = led.session
    before, now, past = session.values(-2), session.values(), session.past()
    trends = {name: Trend(past[name], value - before.get(name, value)) for name, value in now.items()}
    shown = panel(session.view, trends, session.last_rungs())
    scales = [indicator for indicator in visible_indicators(session.view) if has_scale(indicator)]

    def lay(width: int) -> Content:
        out = [shown(min(width, WIDEST_PANEL))]
        for indicator in scales:
            out += hang(says(indicator.word), width, says(f"{indicator.label}  ", "bold"))
        return lines(out)

    return lay


WIDEST_PANEL = 84
"""Cells; between a label and its value the eye loses the line."""


def _ending(view: View) -> list[Slide]:
    """How it ended, and what really happened."""
    ending = view.ending
    if ending is None:
        return []
    slides = [Slide(over=_("The end of the run"), title=ending.title, body=_prose(ending.text))]
    if ending.history.strip():
        told = _prose(ending.history)
        slides.append(Slide(over=ending.title, title=_("What really happened"), body=told))
    return slides
