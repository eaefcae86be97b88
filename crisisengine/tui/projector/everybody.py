"""A room in which everybody plays, on the wall: how many are where while they play, then what their runs say together."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from crisisengine.reports.cohort_sections import sections
from crisisengine.session.cohort_room import CohortRoom
from crisisengine.session.workshop import WorkshopSession
from crisisengine.text.messages import N_, _, _n
from crisisengine.tui.markdown import set_prose
from crisisengine.tui.projector.slide import Slide
from crisisengine.tui.typesetting import hang, leaders, lines, says
from crisisengine.workshop.events import DEBRIEF_STEPS

__all__ = ["cohort_slides", "progress_slide"]

_STEPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (N_("Reactions"), N_("One word each: how was it? No explanations yet."), ("short",)),
    (N_("What happened"), N_("Tell your neighbour how your run went, and where you hesitated."), ("endings",)),
    (N_("Why"), N_("What did you know when you decided, and what did the others see?"), ("blind", "split")),
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
    return [
        Slide(over=over, title=_(title), body=lambda width: lines(hang(says(_(prompt), "bold"), width)), prose=True),
        *(_told(over, heading, markdown) for heading, markdown in _sections(led, cohort, keys)),
    ]


def _sections(led: WorkshopSession, cohort: CohortRoom, keys: Sequence[str]) -> list[tuple[str, str]]:
    """(heading, Markdown) of what the runs say together; a sentence where that is not known yet."""
    runs = cohort.named
    found = cohort.reading.seen(runs, led.tell)
    if found is not None:
        return [(section.title, section.markdown) for section in sections(found) if section.key in keys]
    if not runs:
        return [(_("Your runs together"), _("Nobody has decided anything yet."))]
    if cohort.reading.failed:
        told = _("The runs could not be read together: {reason}.", reason=cohort.reading.failed)
        return [(_("Your runs together"), told)]
    return [(_("Your runs together"), _("They are being read together; that takes a moment."))]


def _told(over: str, heading: str, markdown: str) -> Slide:
    return Slide(over=over, title=heading, body=lambda width: lines(set_prose(markdown, width)))
