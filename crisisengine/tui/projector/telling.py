"""What is read: the task and the scene before a vote, what follows from a decision, and how it ended."""

from __future__ import annotations

from textual.content import Content

from crisisengine.engine.view_model import Account, View
from crisisengine.session.workshop import WorkshopSession
from crisisengine.text.messages import _
from crisisengine.tui.markdown import headed, set_prose
from crisisengine.tui.projector.slide import Slide
from crisisengine.tui.typesetting import Lay, lines, says
from crisisengine.tui.widgets.play.card import origin
from crisisengine.tui.widgets.play.changes import causes
from crisisengine.tui.widgets.play.indicators import Trend, panel, visible_indicators

__all__ = ["consequences_slide", "scene_slide"]


def scene_slide(led: WorkshopSession) -> Slide:
    """The scene; before the first decision also what the room is here to do. A run that has ended shows how."""
    view, session = led.session.view, led.session
    if view.ending is not None:
        return Slide(over=_("The end of the run"), title=view.title, parts=_ending(view))
    scenario = session.scenario
    parts: list[Lay] = []
    if not led.room.decisions:
        task = ((_("Your role"), scenario.role), (_("Your mandate"), scenario.mandate))
        parts += [headed((title, session.text(prose))) for title, prose in task if prose]
    parts.append(lambda width: lines(set_prose(view.text, width)))
    return Slide(over=view.chapter, title=view.title, parts=parts)


def consequences_slide(led: WorkshopSession) -> Slide:
    """What the decision led to, what came in, what changed; then the state; then the ending, where it is reached."""
    session = led.session
    account, view = session.account(), session.view
    if account is None:  # nothing is decided: the record says more than the journal
        return scene_slide(led)
    parts: list[Lay] = [_told(account), _changed(account), _state(led)]
    if view.ending is not None:
        parts += _ending(view)
    return Slide(over=_("What follows"), title=account.label, parts=parts)


def _told(account: Account) -> Lay:
    """The result, then what arrived."""

    def lay(width: int) -> Content:
        out = set_prose(account.result, width) if account.result.strip() else []
        for card in account.cards:
            out += [Content("")] * bool(out)
            out.append(says(f"▌ {origin(card)}", "bold $accent"))
            out += [says("▌ ", "$accent") + row for row in set_prose(card.text, width - 2)]
        for finding in account.findings:
            told = _("✓ The report was true.") if finding.true else _("× The report was false.")
            out += [Content(""), says(told, "bold $good" if finding.true else "bold $bad")]
        return lines(out)

    return lay


def _changed(account: Account) -> Lay:
    """What changed that can be seen, and why."""
    listed = causes(account.movements, account.label)

    def lay(width: int) -> Content:
        head = [says(_("What changed"), "bold $accent"), Content("")]
        if not account.movements:
            return lines([*head, Content(_("Nothing you can see has changed."))])
        return lines([*head, listed(width)])

    return lay


def _state(led: WorkshopSession) -> Lay:
    """Every indicator as it stands now."""
    session = led.session
    before, now, past = session.values(-2), session.values(), session.past()
    trends = {name: Trend(past[name], value - before.get(name, value)) for name, value in now.items()}
    shown = panel(session.view, trends, session.last_rungs())
    scales = [row for row in visible_indicators(session.view) if row.sort == "word" and len(row.words) > 2]

    def lay(width: int) -> Content:
        out = [says(_("How things stand"), "bold $accent"), Content(""), shown(min(width, 76))]
        out += [says(row.label, "bold") + f"  {row.word}" for row in scales]
        return lines(out)

    return lay


def _ending(view: View) -> list[Lay]:
    """How it ended, and what really happened."""
    ending = view.ending
    if ending is None:
        return []
    parts = [headed((ending.title, ending.text))]
    if ending.history.strip():
        parts.append(headed((_("What really happened"), ending.history)))
    return parts
