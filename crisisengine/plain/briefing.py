"""What somebody is told before the first line is read from them, and what they are asked."""

from __future__ import annotations

from crisisengine.plain.commands import status
from crisisengine.plain.voice import Voice
from crisisengine.session.chapters import begun, when_and_what
from crisisengine.session.session import Session
from crisisengine.session.theories import TheoryAsked
from crisisengine.text.markdown import literal
from crisisengine.text.messages import _, _n
from crisisengine.text.printable import printable

__all__ = ["briefing", "theory_question"]


def briefing(session: Session, voice: Voice) -> None:
    """Who one is and what is true in it; of a run that goes on, only how far it is."""
    scenario = session.scenario
    voice.say(scenario.title)
    voice.tell(scenario.summary)
    count = len(session.run.steps)
    if count:
        voice.say()
        voice.say(_n("You go on after {count} decision.", "You go on after {count} decisions.", count))
        return
    middle = begun(session)
    for told in (
        _("Where you begin. {text}", text=when_and_what(middle)) if middle else "",
        _("Content note. {text}", text=note) if (note := session.text(scenario.content_note).strip()) else "",
        _("Your role. {text}", text=role) if (role := session.text(scenario.role).strip()) else "",
        _("Your mandate. {text}", text=mandate) if (mandate := session.text(scenario.mandate).strip()) else "",
        _("What it rehearses. {text}", text=literal(scenario.rehearses)) if scenario.rehearses else "",
        _("What is invented. {text}", text=text) if (text := session.text(scenario.invented).strip()) else "",
    ):
        if told:
            voice.say()
            voice.tell(told)
    voice.say()
    voice.say(_("Where things stand."))
    status(session, voice, "")
    voice.say()
    voice.say(_("Type help at any time for what can be said."))


def theory_question(asked: TheoryAsked, voice: Voice) -> None:
    """The scenario's question, and what was answered to it before."""
    voice.say()
    if asked.before:
        voice.say(_("Before it began: {text}", text=printable(asked.before)))
    voice.say(asked.text)
