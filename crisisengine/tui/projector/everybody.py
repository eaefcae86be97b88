"""A room in which everybody plays, on the wall: how many are where while they play, then what their runs say together."""

from __future__ import annotations

from attrs import evolve
from textual.content import Content

from crisisengine.debriefing.cohort import CohortScene
from crisisengine.reports.cohort_sections import sections
from crisisengine.session.cohort_room import CohortRoom
from crisisengine.session.workshop import WorkshopSession
from crisisengine.text.markdown import literal
from crisisengine.text.messages import N_, _, _n
from crisisengine.tui.markdown import set_prose
from crisisengine.tui.projector.slide import Slide
from crisisengine.tui.typesetting import hang, leaders, lines, says
from crisisengine.workshop.events import DEBRIEF_STEPS

__all__ = ["cohort_slides", "progress_slide"]

MOST_FORKS = 5
"""Scenes that a room talks about."""
_WHY = N_("Why")
_STEPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (N_("Reactions"), N_("One word each: how was it? No explanations yet."), ("short",)),
    (N_("What happened"), N_("Tell your neighbour how your run went, and where you hesitated."), ("endings",)),
    (_WHY, N_("What did you know when you decided, and what did the others see?"), ()),
    (N_("What was learned"), N_("What would you keep, and what would you do otherwise?"), ("questions",)),
    (N_("What you take along"), N_("Each of you: a thing that you will do differently, and by when."), ("objectives",)),
)
"""(title, what the room is asked to do, which sections of the cohort's report are shown), step by step."""


def progress_slide(led: WorkshopSession, cohort: CohortRoom) -> Slide:
    """How many are where. No seat is named, and no scene that others have yet to see."""
    progress, seats = cohort.progress, len(led.room.seats)
    rows = [(chapter or _("On their way"), count) for chapter, count in progress.chapters]
    if waiting := seats - progress.begun:
        rows.insert(0, (_("Not yet begun"), waiting))
    rows.append((_("At an ending"), progress.ended))

    def lay(width: int) -> Content:
        fewest, most = progress.decisions
        told = _("Decisions so far: from {fewest} to {most}.", fewest=fewest, most=most) if progress.begun else ""
        listed = [
            row for label, count in rows for row in leaders(says(label), says(str(count), "bold"), width, says(""))
        ]
        return lines([*listed, Content(""), *hang(says(told, "$quiet"), width)])

    over = _n("{count} seat is taken", "{count} seats are taken", seats)
    return Slide(over=over, title=_("Everybody plays"), body=lay, dense=True)


def cohort_slides(led: WorkshopSession, cohort: CohortRoom) -> list[Slide]:
    """The step at which the debrief is, from all runs together."""
    step = min(max(led.room.step, 1), DEBRIEF_STEPS)
    title, prompt, keys = _STEPS[step - 1]
    over = _("Debrief, step {step} of {steps}", step=step, steps=DEBRIEF_STEPS)
    asked = Slide(over=over, title=_(title), body=lambda width: lines(hang(says(_(prompt), "bold"), width)))
    runs = cohort.named
    found = cohort.reading.seen(runs, led.tell)
    if found is not None:
        nameless = evolve(found, lines=tuple(evolve(line, name=_("a run")) for line in found.lines))
        told = [(section.title, section.markdown) for section in sections(nameless) if section.key in keys]
        told += [(fork.title, _fork(fork)) for fork in found.urgent[:MOST_FORKS]] if title == _WHY else []
    elif not runs:
        told = [(_("Your runs together"), _("Nobody has decided anything yet."))]
    elif cohort.reading.failed:
        why = _("The runs could not be read together: {reason}.", reason=cohort.reading.failed)
        told = [(_("Your runs together"), why)]
    else:
        told = [(_("Your runs together"), _("They are being read together; that takes a moment."))]
    return [asked, *(_told(over, heading, markdown) for heading, markdown in told)]


def _fork(fork: CohortScene) -> str:
    """A scene, as Markdown: how many did what, and what that kept. The report says which seats; a wall does not."""
    rows = []
    for choice in fork.choices:
        told = [f"**{literal(choice.label)}**", _("{count} of {groups}", count=choice.count, groups=fork.groups)]
        told += [_("kept the best possible in {count}", count=choice.kept)] if choice.kept else []
        told += [_("closed it in {count}", count=choice.lost)] if choice.lost else []
        rows.append(f"- {'; '.join(told)}")
    if fork.better:
        better = "; ".join(literal(label) for label in fork.better)
        rows.append("\n" + _("Where it was closed, these stood open and would have kept it: {better}.", better=better))
    return "\n".join(rows)


def _told(over: str, heading: str, markdown: str) -> Slide:
    return Slide(over=over, title=heading, body=lambda width: lines(set_prose(markdown, width)))
