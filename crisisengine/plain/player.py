"""The line-by-line player: for screen readers, pipes and scripts.

Append-only: nothing is drawn, redrawn, coloured or timed, and every gauge is a word. It reads one choice a line from
its input, the number or the id, and plays the same run into the same journal as the full-screen interface.

Longer than 300 lines because it is a whole front end: what can be said to it, and every sentence with which it answers.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from typing import TextIO

from attrs import define, field

from crisisengine.debriefing import debrief
from crisisengine.debriefing.reachability import Reachability
from crisisengine.engine.causes import cause_text
from crisisengine.engine.rendering import render, source_number
from crisisengine.engine.run import Run
from crisisengine.engine.view import account, view
from crisisengine.engine.view_model import Account, Indicator, Movement, OfferLine, View
from crisisengine.errors import ChoiceRefused, FilesError
from crisisengine.limits import LONGEST_NOTE
from crisisengine.model.scenario import Scenario
from crisisengine.reports.sections import HOT_WASH, as_text
from crisisengine.storage import Save, now
from crisisengine.storage.journal_format import note
from crisisengine.text.english import did_you_mean, plural
from crisisengine.text.plain import plain, wrapped

__all__ = ["Player"]

LONGEST_LINE = 4000
HELP = """\
Type the number or the id of a measure. Other words:
- status: every indicator, and who stands where; `status trust` explains one
- why 4: why measure 4 is locked
- causes: what your last decision changed, and why
- because ...: the reason for your next decision, kept in the journal
- journal: what you have decided so far
- glossary: the terms; `glossary` and a term explains one
- sources: the works that this scene cites
- ids: the measures by id, for scripts
- again: read this scene again
- undo: take the last decision back; it is kept as a branch
- quit: stop here; the run is kept"""


@define
class Player:
    """One person, one run, one line at a time."""

    run: Run
    save: Save
    source: TextIO
    target: TextIO
    foresee: Callable[[Scenario], Reachability | None] = field(default=lambda _: None, repr=False)
    """Who can tell at the end what could have become of each state."""
    _reason: str = field(init=False, default="")
    _unkept: bool = field(init=False, default=False)
    """Whether the disk refused the last decision."""

    def play(self) -> None:
        """Until the run has ended, the person quits, or the input is at its end; Ctrl-C as well leaves the run kept."""
        try:
            self._play()
        except KeyboardInterrupt:
            self.say("")
            self._parting()
            raise

    def _play(self) -> None:
        self._opening()
        self._scene()
        while not self.run.ended:
            line = self._ask()
            if line is None or line.lower() in ("quit", "q", "exit"):
                self._parting()
                return
            self._answer(line)
        self._closing()

    def _ask(self) -> str | None:
        """One line; of a longer one the beginning. Where nobody types, the line is told, so that a record can be read."""
        self.say("")
        print("Your choice: ", end="", file=self.target, flush=True)
        line = self.source.readline(LONGEST_LINE)
        rest = line
        while rest and not rest.endswith("\n"):
            rest = self.source.readline(LONGEST_LINE)
        if not self.source.isatty():
            print(_harmless(line.strip()), file=self.target)  # no one pressed Enter, so the line is still open
        elif not line:
            print(file=self.target)
        return line.strip() if line else None

    def _answer(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        offer = self._offer(line)
        if offer is not None:
            self._decide(offer)
        elif (command := self._commands().get(word.lower())) is not None:
            command(rest.strip())
        elif _is_number(line):
            self.say(f"There is no measure {_harmless(line)} here; {self._range()}.")
        elif line:
            known = [*(one.measure for one in self._view().offers), *self._commands(), "quit"]
            hint = did_you_mean(word.lower(), known) or "type `help` for what can be said here."
            self.say(f"There is no `{_harmless(line)}` here; {hint}")

    def _commands(self) -> dict[str, Callable[[str], None]]:
        return {
            "help": lambda _: self.say(HELP),
            "?": lambda _: self.say(HELP),
            "status": self._status,
            "why": self._why,
            "causes": lambda _: self._causes(),
            "because": self._because,
            "journal": lambda _: self._journal(),
            "glossary": self._glossary,
            "sources": lambda _: self._sources(),
            "ids": lambda _: self._ids(),
            "again": lambda _: self._scene(),
            "undo": lambda _: self._undo(),
        }

    def _range(self) -> str:
        count = len(self._view().offers)
        return f"choose from 1 to {count}" if count > 1 else "the only one is 1"

    def _offer(self, line: str) -> OfferLine | None:
        offers = self._view().offers
        if _is_number(line) and len(line) < 5 and 1 <= int(line) <= len(offers):
            return offers[int(line) - 1]
        return next((one for one in offers if one.measure == line), None)

    def _decide(self, offer: OfferLine) -> None:
        if offer.locked:
            self.say(f"Locked: {_sentence(offer.label)} {self._reasons(offer)}")
            return
        try:
            self.run = self.run.decide(offer.measure, why=self._reason, at=now())
        except ChoiceRefused as refusal:  # a world with no outcome left to decide
            self.say(f"{refusal}.")
            return
        self._reason = ""
        self._keep()
        self.say("")
        self.say(f"You decide: {_sentence(offer.label)}")
        self._tell(account(self.run.scenario, self.run.steps[-1]))
        self._scene()

    def _keep(self) -> None:
        """Store before anything is shown as taken."""
        try:
            notice = self.save.store(self.run)
        except FilesError as error:
            self.say(f"Warning: {_sentence(str(error))} {_sentence(error.hint)}")
            self._unkept = True
            return
        self._unkept = False
        if notice:
            self.say(f"Note: {_sentence(notice)}")

    # what is told

    def _opening(self) -> None:
        scenario, state = self.run.scenario, self.run.state
        self.say(scenario.title)
        self.tell(scenario.summary)
        if self.run.steps:
            self.say("")
            self.say(f"You go on after {plural(len(self.run.steps), 'decision')}.")
            return
        for title, text in (
            ("Content note", scenario.content_note),
            ("Your role", render(scenario, state, scenario.role)),
            ("Your mandate", render(scenario, state, scenario.mandate)),
            ("What is invented", render(scenario, state, scenario.invented)),
        ):
            if text.strip():
                self.say("")
                self.tell(f"{title}. {text.strip()}")
        self.say("")
        self.say("Where things stand.")
        self._status("")
        self.say("")
        self.say("Type help at any time for what can be said.")

    def _scene(self) -> None:
        one = self._view()
        if one.ending is not None:
            return
        self.say("")
        self.say(" ".join(_sentence(part) for part in (one.chapter, one.title, self._time(one)) if part))
        self.tell(one.text)
        self.say("")
        self.say("What you can do:")
        for number, offer in enumerate(one.offers, 1):
            self.say(f"{number}. {self._line(offer)}")

    def _line(self, offer: OfferLine) -> str:
        span = f" ({offer.span})" if offer.span else ""
        if offer.locked:
            return f"Locked: {_sentence(offer.label)} {self._reasons(offer)}"
        return f"{offer.label}{span}"

    def _reasons(self, offer: OfferLine) -> str:
        return " ".join(_sentence(plain(reason)) for reason in offer.reasons)

    def _time(self, one: View) -> str:
        clock = one.clock
        if clock is None:
            return ""
        count = f"{clock.unit} {clock.reading} of {clock.length}"
        return f"{clock.date}, {count}" if clock.date != f"{clock.unit} {clock.reading}" else count

    def _tell(self, told: Account) -> None:
        self.tell(told.result)
        for card in told.cards:
            sender = f"{card.by} from {card.sender}" if card.sender else card.by
            grade = f", graded {card.grade}" if card.grade else ""
            self.say("")
            self.tell(f"{sender[:1].upper()}{sender[1:]}{grade}: {card.text.strip()}")
        for finding in told.findings:
            self.say("")
            self.say(f"The report is {'confirmed' if finding.true else 'not confirmed'}.")
        if told.movements:
            self.say("")
        for movement in told.movements:
            self.say(_moved(movement))

    def _status(self, which: str) -> None:
        one = self._view()
        if which:
            self._indicator(which, one)
            return
        for each in one.indicators:
            self.say(f"{each.label}: {_stands(each)}.")
        for party in one.parties:
            stands = ", ".join(f"{each.label.lower()} {each.word}" for each in party.indicators)
            self.say(f"{party.name}: {stands or 'nothing about it is watched'}.")

    def _indicator(self, which: str, one: View) -> None:
        """One indicator or party, with what it means."""
        wanted = which.lower()
        found = next((each for each in one.indicators if wanted in (each.variable.lower(), each.label.lower())), None)
        party = next((each for each in one.parties if wanted in (each.id.lower(), each.name.lower())), None)
        if found is not None:
            words = f" In order: {', '.join(found.words)}." if found.words else ""
            self.say(f"{found.label}: {_stands(found)}.{words} {plain(found.explains)}".rstrip())
        elif party is not None:
            stands = " ".join(f"{each.label}: {_stands(each)}." for each in party.indicators)
            self.say(f"{_sentence(party.name)} {stands} {plain(party.about)}".rstrip())
        else:
            known = [name for each in one.indicators for name in (each.variable, each.label.lower())]
            known += [name for each in one.parties for name in (each.id, each.name.lower())]
            hint = did_you_mean(wanted, known) or "`status` alone tells all of them."
            self.say(f"There is no indicator `{_harmless(which)}`; {hint}")

    def _causes(self) -> None:
        if not self.run.steps:
            self.say("Nothing has been decided yet.")
            return
        scenario = self.run.scenario
        movements = account(scenario, self.run.steps[-1]).movements
        for movement in movements:
            causes = [cause_text(scenario, cause) for cause in movement.follows_from] or [movement.cause]
            self.say(f"{_moved(movement)} Cause: {_sentence('; '.join(dict.fromkeys(map(plain, causes))))}")
        if not movements:
            self.say("Your last decision moved nothing that is watched.")

    def _why(self, which: str) -> None:
        offer = self._offer(which)
        if offer is None:
            self.say(f"Say `why` and the number of a measure; {self._range()}.")
        elif offer.locked:
            self.say(self._reasons(offer))
        else:
            self.say(f"It is open: {_sentence(offer.label)}")

    def _because(self, reason: str) -> None:
        self._reason = note(reason)
        if not self._reason:
            self.say("There is no reason for your next decision.")
        elif len(reason) > LONGEST_NOTE:
            self.say(f"The first {LONGEST_NOTE} characters are noted for your next decision.")
        else:
            self.say("Noted for your next decision.")

    def _journal(self) -> None:
        for number, step in enumerate(self.run.steps, 1):
            told = account(self.run.scenario, step)
            why = f" Because: {step.decision.why}" if step.decision.why else ""
            self.say(f"{number}. {_sentence(told.label)}{why}")
        if not self.run.steps:
            self.say("Nothing has been decided yet.")

    def _glossary(self, which: str) -> None:
        scenario = self.run.scenario
        glossary = scenario.glossary
        if not which:
            for entry in glossary.values():
                self.say(f"{entry.term} ({entry.id})")
            self.say("Say `glossary` and a term for what it means." if glossary else "There is no glossary.")
            return
        wanted = which.lower()
        found = next((one for one in glossary.values() if wanted in (one.id, one.term.lower())), None)
        if found is None:
            hint = did_you_mean(wanted, [*glossary, *(one.term.lower() for one in glossary.values())])
            self.say(f"There is no entry `{_harmless(which)}`; {hint or '`glossary` alone lists them.'}")
            return
        self.tell(f"{_sentence(found.term)} {render(scenario, self.run.state, found.text)}")
        if found.see:
            self.say(f"See also: {', '.join(glossary[one].term for one in found.see)}.")

    def _sources(self) -> None:
        """The works behind the numbers in this scene, or behind all."""
        scenario, one = self.run.scenario, self._view()
        told = [one.text, *(account(scenario, step).result for step in self.run.steps[-1:])]
        cited = {int(number) for number in re.findall(r"\[(\d{1,6})\]", "\n".join(told))}
        for name, source in scenario.sources.items():
            number = source_number(scenario, name)
            if number in cited:
                self.say(
                    f"{number}. {_sentence(', '.join(filter(None, (source.title, source.publisher, source.date))))}"
                )
        if not cited:
            self.say("This scene cites no source.")

    def _ids(self) -> None:
        for number, offer in enumerate(self._view().offers, 1):
            self.say(f"{number}. {offer.measure}{', locked' if offer.locked else ''}")

    def _undo(self) -> None:
        if not self.run.steps:
            self.say("There is nothing to undo.")
            return
        label = account(self.run.scenario, self.run.steps[-1]).label
        self.run = self.run.undo()
        self._keep()
        self.say(f"Taken back: {_sentence(label)}")
        self._scene()

    def _closing(self) -> None:
        self.say("")
        self.say("The run is over.")
        self.say("")
        self.target.write(as_text(debrief(self.run, self.foresee(self.run.scenario)), HOT_WASH))
        self._where()

    def _parting(self) -> None:
        if self.save.path is None and not self.run.steps:
            self._keep()  # nothing is decided, and the seed is drawn
        self.say("You stop here.")
        self._where()

    def _where(self) -> None:
        if self._unkept:
            self._keep()  # a disk that was full may have room by now
        if self._unkept:
            self.say("The last decisions are not kept.")
        path = self.save.path
        if path is not None:
            again = "Read all of it" if self.run.ended else "Go on"
            command = "debrief" if self.run.ended else "play"
            self.target.write(
                f"\nThe run is kept in {path}\n{again} with: crisisengine {command} {shlex.quote(str(path))}\n"
            )
        self.target.flush()

    def _view(self) -> View:
        return view(self.run.scenario, self.run.state)

    def say(self, text: str) -> None:
        """Print a line, or lines, as they are."""
        print(wrapped(text), file=self.target)
        self.target.flush()

    def tell(self, markdown: str) -> None:
        """Print what an author wrote; the author's line breaks inside a paragraph are not meant."""
        if markdown.strip():
            self.say(plain(markdown.strip()))


def _stands(one: Indicator) -> str:
    """A value in words, and where that is on its scale."""
    if one.sort == "number":
        return (
            f"{one.word}, {one.value} of {one.high}"
            if not one.low
            else f"{one.word}, {one.value} from {one.low} to {one.high}"
        )
    return f"{one.word}, step {one.value + 1} of {len(one.words)}" if one.words else one.word


def _moved(movement: Movement) -> str:
    if movement.before == movement.after:
        return f"{movement.label} stays {movement.word_after}, the end of its scale."
    if movement.sort != "number":
        return f"{movement.label}: {movement.word_after}, no longer {movement.word_before}."
    direction = "rises" if movement.after > movement.before else "falls"
    if movement.word_before == movement.word_after:
        return f"{movement.label} {direction}, still {movement.word_after}."
    return f"{movement.label} {direction} from {movement.word_before} to {movement.word_after}."


def _sentence(text: str) -> str:
    """With a capital letter and a full stop, as a voice needs them."""
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith((".", "!", "?", ":")) or not text else ".")


def _harmless(text: str) -> str:
    """What a person typed, fit to be printed back."""
    return re.sub(r"[^\w .,'?-]", "?", text)[:40]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()
