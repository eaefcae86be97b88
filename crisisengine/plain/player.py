"""The line-by-line player: for screen readers, pipes and scripts.

Append-only: nothing is drawn, redrawn, coloured or timed, and every gauge is a word. It reads one choice a line from
its input, the number or the id, and plays the same run into the same journal as the full-screen interface.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from attrs import define, field

from crisisengine.budget import PARTING, Budget
from crisisengine.engine.view_model import Account, Movement, OfferLine
from crisisengine.limits import LONGEST_ANSWER, LONGEST_NOTE
from crisisengine.model.scenario import Scenario
from crisisengine.plain.briefing import briefing, theory_question
from crisisengine.plain.commands import QUESTIONS
from crisisengine.plain.lines import LineReader
from crisisengine.plain.voice import Voice, harmless
from crisisengine.plain.wording import HELP, find_offer, heads, measure, open_signs, signed
from crisisengine.session.session import Session
from crisisengine.session.theories import theory_asked
from crisisengine.session.wording import card, movement, reasons
from crisisengine.text.english import nearest, sentence
from crisisengine.text.messages import _

if TYPE_CHECKING:  # what reads a run slowly is loaded when one has ended
    from crisisengine.debriefing.reachability import Reachability

__all__ = ["Player"]

MOST_IDLE = 1_000
"""Lines in a row from a pipe that decide nothing; then it is no script, and could go on for ever."""
LEAVE = ("quit", "q", "exit")


@define
class Player:
    """One person, one run, one line at a time."""

    session: Session
    lines: LineReader = field(converter=LineReader)
    """Made from the text stream that is read."""
    voice: Voice = field(converter=Voice)
    """Made from the text stream that is written to."""
    foresee: Callable[[Scenario, Budget], Reachability | None] = field(
        default=lambda _scenario, _budget: None, repr=False
    )
    """Who can tell at the end what could have become of each state, within a budget."""
    _reason: str = field(init=False, default="")
    """For the next decision."""
    _ends: dict[str, int] = field(init=False, factory=dict)
    """The ends of scales that were told to hold a value, by variable: they are not told again while they do."""

    def play(self) -> None:
        """Until the run has ended, the person quits, or the input is at its end; Ctrl-C as well leaves the run kept."""
        try:
            self._play()
        except KeyboardInterrupt:
            self.voice.say()
            self._parting()
            raise

    def _play(self) -> None:
        briefing(self.session, self.voice)
        first = self._theory()
        self._scene()
        idle = 0
        while not self.session.ended:
            line, first = (first, None) if first is not None else (self._ask(), None)
            if line is None or line.lower() in LEAVE or idle >= MOST_IDLE:
                self._parting()
                return
            before = self.session.run
            self._answer(line)
            idle = 0 if self.lines.typed or self.session.run is not before else idle + 1
        self._closing()

    # what is heard

    def _ask(self, prompt: str = "") -> str | None:
        """One line. Where nobody types, the line is told, so that a record can be read."""
        self.voice.say()
        self.voice.write(prompt or _("Your choice: "))
        line = self.lines.next()
        if not self.lines.typed:
            self.voice.write(f"{harmless(line or '')}\n")  # no one pressed Enter, so the line is still open
        elif line is None:
            self.voice.write("\n")
        if self.lines.endless:
            self.voice.say(_("This input is no text: its line has no end. It is not read on."))
        return line

    def _answer(self, line: str) -> None:
        word, _blank, rest = line.partition(" ")
        word, rest = word.lower(), rest.strip()
        offer = find_offer(self.session.view.offers, line)
        if offer is not None:
            self._decide(offer)
        elif word in QUESTIONS:
            QUESTIONS[word](self.session, self.voice, rest)
        elif word in self._commands():
            self._commands()[word](rest)
        elif line:
            self._not_understood(line)

    def _commands(self) -> dict[str, Callable[[str], None]]:
        return {
            "help": lambda _rest: self.voice.say(_(HELP)),
            "?": lambda _rest: self.voice.say(_(HELP)),
            "because": self._because,
            "again": lambda _rest: self._scene(),
            "undo": lambda _rest: self._undo(),
        }

    def _not_understood(self, line: str) -> None:
        view, typed = self.session.view, harmless(line)
        signs = open_signs(view.offers)
        if not (line.isascii() and line.isdecimal()):
            known = [*(offer.measure for offer in view.offers), *QUESTIONS, *self._commands(), *LEAVE]
            if meant := nearest(line.partition(" ")[0].lower(), known):
                self.voice.say(_("There is no `{typed}` here; did you mean `{meant}`?", typed=typed, meant=meant))
            else:
                self.voice.say(_("There is no `{typed}` here; type `help` for what can be said here.", typed=typed))
        elif not signs:
            self.voice.say(
                _(
                    "There is no measure {typed} here: nothing is open. `undo` takes the last decision back.",
                    typed=typed,
                )
            )
        elif len(signs) == 1:
            self.voice.say(
                _("There is no measure {typed} here; the only open one is {sign}.", typed=typed, sign=signs[0])
            )
        else:
            self.voice.say(
                _(
                    "There is no measure {typed} here; choose from {first} to {last}.",
                    typed=typed,
                    first=signs[0],
                    last=signs[-1],
                )
            )

    # what is done

    def _decide(self, offer: OfferLine) -> None:
        if offer.locked:
            self.voice.say(_("Locked: {label} {reasons}", label=sentence(offer.label), reasons=reasons(offer)))
            return
        before = self.session.run
        trouble = self.session.decide(offer.measure, self._reason)
        if self.session.run is before:
            self.voice.say(sentence(trouble))
            return
        self._reason = ""
        self._warn(trouble)
        self.voice.say()
        self.voice.say(_("You decide: {label}", label=sentence(offer.label)))
        told = self.session.account()
        assert told is not None, "a decision was just taken"
        self._tell(told)
        self._scene()

    def _undo(self) -> None:
        sent, before = self.session.sent(len(self.session.run.steps)), self.session.run
        told = sent[-1] if sent else self.session.account()
        if told is None:
            self.voice.say(_("There is nothing to undo."))
            return
        trouble = self.session.undo()
        if self.session.run is before:
            self.voice.say(sentence(trouble))
            return
        self._ends.clear()
        self._warn(trouble)
        self.voice.say(_("Taken back: {label}", label=sentence(told.label)))
        self._scene()

    def _warn(self, trouble: str) -> None:
        """What there is to say about keeping the run."""
        if self.session.unkept:
            self.voice.say(_("Warning: {trouble}", trouble=sentence(trouble)))
        elif trouble:
            self.voice.say(_("Note: {trouble}", trouble=sentence(trouble)))

    def _because(self, reason: str) -> None:
        pasted = self.lines.pasted()
        whole = self._whole(reason, pasted, LONGEST_NOTE)
        if whole is None:
            return
        self._reason = whole
        if not whole:
            self.voice.say(_("There is no reason for your next decision."))
        elif pasted:
            self.voice.say(_("Noted for your next decision, {count} lines as one.", count=len(pasted) + 1))
        else:
            self.voice.say(_("Noted for your next decision."))

    def _whole(self, line: str, pasted: tuple[str, ...], most: int) -> str | None:
        """A line with what was pasted after it; None, and said, where that is more than is kept."""
        whole = " ".join([line, *pasted]).strip()
        count = len(whole) + self.lines.unheard
        if count <= most:
            return whole
        self.voice.say(
            _(
                "Nothing is noted: at most {most} characters are kept, these are {count}.",
                most=most,
                count=count,
            )
        )
        return None

    # what is told

    def _theory(self) -> str | None:
        """Ask what drives it, where that is due; a line that decides, leaves or is a command instead is handed on."""
        asked = theory_asked(self.session)
        if asked is None:
            return None
        theory_question(asked, self.voice)
        line = self._ask(_("Your answer, or an empty line to pass it over: "))
        commands = {*LEAVE, *QUESTIONS, *self._commands()}
        if not line or find_offer(self.session.view.offers, line) or line.lower() in commands:
            return line or None
        if answer := self._whole(line, self.lines.pasted(), LONGEST_ANSWER):
            self._warn(self.session.answer(asked.question, answer))
        return None

    def _scene(self) -> None:
        view = self.session.view
        if view.ending is not None:
            return
        for sent in self.session.sent(len(self.session.run.steps)):
            self.voice.say()
            self.voice.say(_("The facilitator sent:"))
            self._tell(sent)
        for head in heads(self.session):
            self.voice.say()
            self.voice.say(head)
        self.voice.tell(view.text)
        self.voice.say()
        self.voice.say(_("What you can do:") if open_signs(view.offers) else _("Nothing is open here:"))
        for sign, offer in signed(view.offers).items():
            self.voice.say(f"{sign}. {measure(offer)}")

    def _tell(self, told: Account) -> None:
        """What a decision did."""
        self.voice.tell(told.result)
        for arrived in told.cards:
            self.voice.say()
            self.voice.tell(card(arrived))
        for finding in told.findings:
            self.voice.say()
            self.voice.say(_("The report is confirmed.") if finding.true else _("The report is not confirmed."))
        moved = [moved for moved in told.movements if self._is_news(moved)]
        if moved:
            self.voice.say()
        for change in moved:
            self.voice.say(movement(change))

    def _is_news(self, moved: Movement) -> bool:
        """Whether a change is worth telling: that the end of a scale holds a value is told once."""
        held = self._ends.pop(moved.variable, None)
        if moved.before == moved.after:
            self._ends[moved.variable] = moved.after
        return moved.before != moved.after or held != moved.after

    def _closing(self) -> None:
        from crisisengine.debriefing import debrief  # noqa: PLC0415 - most who play begin long before they end
        from crisisengine.reports.text_report import hot_wash  # noqa: PLC0415 - as above

        self.voice.say()
        self.voice.say(_("The run is over."))
        self._theory()
        self.voice.say()
        run, budget = self.session.run, PARTING.begin()
        self.voice.write(
            hot_wash(debrief(run, self.foresee(run.scenario, budget), budget.part(budget.left * 2 / 3)), budget)
        )
        self._where()

    def _parting(self) -> None:
        if not self.session.place and not self.session.run.moves:
            self._warn(self.session.store(untouched=True))  # nothing is decided, and the seed is drawn
        self.voice.say(_("You stop here."))
        self._where()

    def _where(self) -> None:
        session = self.session
        if session.unkept:
            session.store()  # a disk that was full may have room by now
        if session.unkept:
            self.voice.say(_("The last decisions are not kept."))
        if farewell := session.farewell:
            self.voice.write(f"\n{farewell}")
