"""The line-by-line player: for screen readers, pipes and scripts.

Append-only: nothing is drawn, redrawn, coloured or timed, and every gauge is a word. It reads one choice a line from
its input, the number or the id, and plays the same run into the same journal as the full-screen interface.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator
from typing import TextIO

from attrs import define, field

from crisisengine.debriefing import debrief
from crisisengine.debriefing.report import plain, sections
from crisisengine.diagnostics import did_you_mean
from crisisengine.engine.run import Run
from crisisengine.engine.view import Account, Movement, OfferLine, View, account, view
from crisisengine.engine.wording import render
from crisisengine.errors import ChoiceRefused, FilesError
from crisisengine.files import Save, now

__all__ = ["Player"]

WIDTH = 78
LONGEST_LINE = 4000
HELP = """\
Type the number or the id of a measure. Other words:
  status      every indicator, and who stands where
  why N       why measure N is locked
  causes      what your last decision changed, and why
  because ... the reason for your next decision, kept in the journal
  journal     what you have decided so far
  glossary    the terms; `glossary impartiality` explains one
  again       read this scene again
  undo        take the last decision back; it is kept as a branch
  quit        stop here; the run is kept"""


@define
class Player:
    """One person, one run, one line at a time."""

    run: Run
    save: Save
    source: TextIO
    target: TextIO
    _reason: str = field(init=False, default="")

    def play(self) -> None:
        """Until the run has ended, the person quits, or the input is at its end."""
        self._opening()
        self._keep()
        self._scene()
        while not self.run.ended:
            line = self._ask()
            if line is None or line.lower() in ("quit", "q", "exit"):
                self._parting()
                return
            self._answer(line)
        self._closing()

    def _ask(self) -> str | None:
        self.say("")
        print("Your choice: ", end="", file=self.target, flush=True)
        line = self.source.readline(LONGEST_LINE)
        if not line:
            print(file=self.target)
            return None
        if not self.source.isatty():
            print(file=self.target)  # no one pressed Enter, so the line is still open
        return line.strip()

    def _answer(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        commands: dict[str, Callable[[str], None]] = {
            "help": lambda _: self.say(HELP, wrap=False),
            "?": lambda _: self.say(HELP, wrap=False),
            "status": lambda _: self._status(),
            "why": self._why,
            "causes": lambda _: self._causes(),
            "because": self._because,
            "journal": lambda _: self._journal(),
            "glossary": self._glossary,
            "again": lambda _: self._scene(),
            "undo": lambda _: self._undo(),
        }
        offer = self._offer(line)
        if offer is not None:
            self._decide(offer)
        elif word.lower() in commands:
            commands[word.lower()](rest.strip())
        elif line:
            known = [one.measure for one in self._view().offers] + list(commands)
            hint = did_you_mean(word.lower(), known) or "type `help` for what can be said here"
            self.say(f"There is no `{_harmless(line)}` here; {hint}")

    def _offer(self, line: str) -> OfferLine | None:
        offers = self._view().offers
        if line.isdecimal() and len(line) < 5 and 1 <= int(line) <= len(offers):
            return offers[int(line) - 1]
        return next((one for one in offers if one.measure == line), None)

    def _decide(self, offer: OfferLine) -> None:
        if offer.locked:
            self.say(f"Locked: {offer.label}. {self._reasons(offer)}")
            return
        try:
            self.run = self.run.decide(offer.measure, why=self._reason, at=now())
        except ChoiceRefused as refusal:  # a world with no outcome left to decide
            self.say(f"{refusal}.")
            return
        self._reason = ""
        self._keep()
        self.say("")
        self.say(f"You decide: {offer.label}.")
        self._tell(account(self.run.scenario, self.run.steps[-1]))
        self._scene()

    def _keep(self) -> None:
        """Store before anything is shown as taken."""
        try:
            notice = self.save.store(self.run)
        except FilesError as error:
            self.say(f"Warning: {error}. {error.hint}")
            return
        if notice:
            self.say(f"Note: {notice}.")

    # what is told

    def _opening(self) -> None:
        scenario = self.run.scenario
        self.say(scenario.title)
        self.say(scenario.summary)
        if self.run.steps:
            self.say(f"You go on after {len(self.run.steps)} decisions.")
            return
        for title, text in (
            ("Content note", scenario.content_note),
            ("Your role", render(scenario, self.run.state, scenario.role)),
            ("Your mandate", render(scenario, self.run.state, scenario.mandate)),
            ("What is invented", render(scenario, self.run.state, scenario.invented)),
        ):
            if text.strip():
                self.say("")
                self.say(f"{title}. {plain(text.strip())}")
        self.say("")
        self._status()

    def _scene(self) -> None:
        one = self._view()
        if one.ending is not None:
            return
        self.say("")
        self.say(". ".join(part for part in (one.chapter, one.title, self._time(one)) if part) + ".")
        self.say(plain(one.text.strip()))
        self.say("")
        self.say("What you can do:")
        for number, offer in enumerate(one.offers, 1):
            self.say(f"{number}. {self._line(offer)}")

    def _line(self, offer: OfferLine) -> str:
        span = f" ({offer.span})" if offer.span else ""
        locked = f" - locked. {self._reasons(offer)}" if offer.locked else ""
        return f"{offer.label}{span}{locked} [{offer.measure}]"

    def _reasons(self, offer: OfferLine) -> str:
        return " ".join(f"{reason[:1].upper()}{reason[1:].rstrip('.')}." for reason in map(plain, offer.reasons))

    def _time(self, one: View) -> str:
        clock = one.clock
        if clock is None:
            return ""
        count = f"{clock.unit} {clock.reading} of {clock.length}"
        return f"{clock.date}, {count}" if clock.date != f"{clock.unit} {clock.reading}" else count

    def _tell(self, told: Account) -> None:
        if told.result:
            self.say(plain(told.result))
        for card in told.cards:
            sender = f"{card.by} from {card.sender}" if card.sender else card.by
            grade = f", graded {card.grade}" if card.grade else ""
            self.say("")
            self.say(f"{sender[:1].upper()}{sender[1:]}{grade}: {plain(card.text.strip())}")
        for finding in told.findings:
            self.say(f"The report is {'confirmed' if finding.true else 'not confirmed'}.")
        if told.movements:
            self.say("")
        for movement in told.movements:
            self.say(_moved(movement))

    def _status(self) -> None:
        one = self._view()
        for each in one.indicators:
            scale = f" ({each.value} on a scale from {each.low} to {each.high})" if each.sort == "number" else ""
            ladder = f" (of {', '.join(each.words)})" if each.words else ""
            self.say(f"{each.label}: {each.word}{scale}{ladder}.")
        for party in one.parties:
            stands = ", ".join(f"{each.label.lower()} {each.word}" for each in party.indicators)
            self.say(f"{party.name}: {stands or 'no consent is asked of it'}.")

    def _causes(self) -> None:
        if not self.run.steps:
            self.say("Nothing has been decided yet.")
            return
        movements = account(self.run.scenario, self.run.steps[-1]).movements
        for movement in movements:
            self.say(f"{_moved(movement)} Cause: {movement.cause}.")
        if not movements:
            self.say("Your last decision moved nothing that is watched.")

    def _why(self, which: str) -> None:
        offer = self._offer(which)
        if offer is None:
            self.say("Say `why` and the number of a measure.")
        elif offer.locked:
            self.say(self._reasons(offer))
        else:
            self.say(f"{offer.label} is open.")

    def _because(self, reason: str) -> None:
        self._reason = reason[:400]
        self.say("Noted for your next decision." if reason else "The reason is cleared.")

    def _journal(self) -> None:
        for number, step in enumerate(self.run.steps, 1):
            told = account(self.run.scenario, step)
            why = f" Because: {step.decision.why}" if step.decision.why else ""
            self.say(f"{number}. {told.label}.{why}")
        if not self.run.steps:
            self.say("Nothing has been decided yet.")

    def _glossary(self, which: str) -> None:
        glossary = self.run.scenario.glossary
        if not which:
            self.say(", ".join(f"{entry.term} [{entry.id}]" for entry in glossary.values()) or "There is no glossary.")
            return
        wanted = which.lower()
        entry = next((one for one in glossary.values() if wanted in (one.id, one.term.lower())), None)
        if entry is None:
            hint = did_you_mean(wanted, [*glossary, *(one.term.lower() for one in glossary.values())])
            self.say(f"There is no entry `{_harmless(which)}`. {hint}")
        else:
            self.say(f"{entry.term}. {plain(render(self.run.scenario, self.run.state, entry.text))}")

    def _undo(self) -> None:
        if not self.run.steps:
            self.say("There is nothing to undo.")
            return
        label = account(self.run.scenario, self.run.steps[-1]).label
        self.run = self.run.undo()
        self._keep()
        self.say(f"Taken back: {label}.")
        self._scene()

    def _closing(self) -> None:
        self.say("")
        for title, text in sections(debrief(self.run)):
            self.say("")
            self.say(title)
            self.say(plain(text))
        self._where()

    def _parting(self) -> None:
        self.say("You stop here.")
        self._where()

    def _where(self) -> None:
        if self.save.path is not None:
            self.say("")
            self.say(f"The run is kept in {self.save.path}")

    def _view(self) -> View:
        return view(self.run.scenario, self.run.state)

    def say(self, text: str, *, wrap: bool = True) -> None:
        """Print paragraphs; an author's line breaks inside one are not meant, those of a list are."""
        for line in _lines(text) if wrap else text.split("\n"):
            print(line, file=self.target)
        self.target.flush()


_ITEM = re.compile(r"\s*(?:[-*>|]|\d+[.)]\s)")


def _lines(text: str) -> Iterator[str]:
    paragraph: list[str] = []
    for line in text.split("\n"):
        if paragraph and (not line.strip() or _ITEM.match(line)):
            yield from _wrapped(paragraph)
            paragraph = []
        if line.strip():
            paragraph.append(line.strip())
        else:
            yield ""
    yield from _wrapped(paragraph)


def _wrapped(paragraph: list[str]) -> list[str]:
    return textwrap.wrap(" ".join(paragraph), WIDTH, break_long_words=False, break_on_hyphens=False)


def _moved(movement: Movement) -> str:
    if movement.before == movement.after:
        return f"{movement.label} stays {movement.word_after}, the end of its scale."
    if movement.sort != "number":
        return f"{movement.label}: {movement.word_after}, no longer {movement.word_before}."
    direction = "rises" if movement.after > movement.before else "falls"
    if movement.word_before == movement.word_after:
        return f"{movement.label} {direction}, still {movement.word_after}."
    return f"{movement.label} {direction} from {movement.word_before} to {movement.word_after}."


def _harmless(text: str) -> str:
    """What a person typed, fit to be printed back."""
    return re.sub(r"[^\w .,'-]", "?", text)[:60]
