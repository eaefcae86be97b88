"""A room's record, read beside the debrief of its run.

The record says what people voted for, said and expected; the debrief says what that kept open and what came. Where the two
do not tell of the same run, that is said with the line, and nothing of the record is used.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from attrs import frozen

from crisisengine.budget import UNLIMITED, Budget
from crisisengine.debriefing.ending_lanes import closed_endings
from crisisengine.debriefing.model import Debrief, DecisionReview
from crisisengine.errors import JournalError
from crisisengine.text.messages import _
from crisisengine.text.printable import note
from crisisengine.workshop.blind_spots import blind_spots
from crisisengine.workshop.events import TRENDS, Locked, Rating, RoomEvent, event_of, moment
from crisisengine.workshop.question import RoomQuestion, Round
from crisisengine.workshop.room import Room, after, room_of
from crisisengine.workshop.room_reading import (
    IndicatorMove,
    ObserverNote,
    ObserverRatings,
    OptionReading,
    QuestionReading,
    QuotedReason,
    RoomReading,
    SeatMove,
    SentLine,
    direction_of,
)
from crisisengine.workshop.voting_rules import RULES

__all__ = ["read_lines", "reading"]

_RATINGS: tuple[Rating, ...] = ("P", "S", "M", "U")


def read_lines(lines: Iterable[bytes], name: str, debrief: Debrief, budget: Budget = UNLIMITED) -> RoomReading:
    """Read a record beside a debrief.

    Args:
        lines: of the record, without their ends.
        name: of its file, for messages.
        debrief: of the run beside which the record lies.
        budget: a stranger may have written a long record.

    Raises:
        JournalError: a line is none, or tells of another run; the message names the file and the line.
        OverBudget: the time for it is up.
    """
    room: Room | None = None
    locks: dict[int, tuple[int, Locked]] = {}
    for number, line in enumerate(lines, 1):
        budget.ask("reading the room's record")
        event = event_of(line, f"{name}:{number}")
        room = _begun(event, name, debrief) if room is None else after(event, room)
        if isinstance(event, Locked):
            locks[event.question] = number, event
    if room is None:
        raise JournalError(_("{name}: the record is empty", name=name))
    taken = -1
    for question in room.standing:
        number, lock = locks[question.number]
        if lock.after <= taken:
            raise JournalError(_("{name}:{number}: this decision was locked before", name=name, number=number))
        taken = lock.after
        _same(lock, f"{name}:{number}", debrief)
    return reading(room, debrief)


def _begun(event: RoomEvent, name: str, debrief: Debrief) -> Room:
    try:
        room = room_of([event])
    except ValueError as fault:
        raise JournalError(f"{name}:1: {fault}") from None
    if room.settings.fingerprint != debrief.fingerprint:
        raise JournalError(_("{name}:1: this room played another scenario, or another state of it", name=name))
    return room


def _same(lock: Locked, where: str, debrief: Debrief) -> None:
    """Raises JournalError where the journal tells of another decision than the room locked."""
    number = lock.after + 1
    if number > len(debrief.reviews):  # not yet taken, or there was no time to read it
        return
    review = debrief.reviews[number - 1]
    if (review.scene, review.measure) != (lock.scene, lock.option):
        raise JournalError(
            _(
                "{where}: the room locked `{locked}` as decision {number}, and the journal has `{taken}`",
                where=where,
                locked=f"{lock.scene}.{lock.option}",
                number=number,
                taken=f"{review.scene}.{review.measure}",
            ),
            hint=_("was the run played on without the room?"),
        )


def reading(room: Room, debrief: Debrief) -> RoomReading:
    """What the room did, beside what the debrief knows of it."""
    labels = {(review.scene, road.measure): road.label for review in debrief.reviews for road in review.roads}
    titles = {review.scene: review.scene_title for review in debrief.reviews}
    reader = _RecordReader(room, debrief, labels, titles)
    questions = tuple(map(reader.question, room.standing))
    gone = tuple(map(reader.question, (question for question in room.questions if question.undone)))
    return RoomReading(
        rule=room.settings.rule,
        quorum=room.settings.quorum,
        heads=room.settings.heads,
        seats=len(room.seats),
        roles=dict(sorted(Counter(note(role) for seat in room.seats.values() for role in seat.roles).items())),
        questions=questions,
        taken_back=tuple(asked for asked in gone if asked.taken_back),
        called_off=tuple(asked for asked in gone if asked.called_off),
        blind_spots=blind_spots(questions, debrief),
        sent=tuple(SentLine(inject=_word(sent.inject), number=sent.after) for sent in room.sent),
        ratings=_ratings(room, debrief),
        notes=tuple(
            ObserverNote(number=seen.after, text=note(seen.text)) for seen in room.observations if note(seen.text)
        ),
    )


@frozen
class _RecordReader:
    """Reads question by question."""

    room: Room
    debrief: Debrief
    labels: dict[tuple[str, str], str]
    titles: dict[str, str]

    def question(self, asked: RoomQuestion) -> QuestionReading:
        """One question, beside the decision to which it led."""
        lock = asked.lock
        review = None if asked.undone else self._review(asked)
        first, last = (asked.rounds[0], asked.rounds[-1]) if asked.rounds else (None, None)
        options = self._options(asked, review)
        by_hand = any(held is not None and held.hands is not None for held in (first, last))
        moves: tuple[SeatMove, ...] | None = None
        came_in = fell_silent = 0
        if first is not None and last is not None and first is not last and not by_hand:
            moves = self._moves(first, last, options)
            came_in = len(last.ballots.keys() - first.ballots.keys())
            fell_silent = len(first.ballots.keys() - last.ballots.keys())
        decider = lock.decider if lock is not None else ""
        reasons, unshown = self._reasons(asked)
        return QuestionReading(
            question=asked.number,
            number=review.number if review is not None else 0,
            scene=note(asked.scene),
            scene_title=self.titles.get(asked.scene) or _word(asked.scene),
            role=note(first.opened.role) if first is not None else "",
            options=options,
            rounds=len(asked.rounds),
            hands=by_hand,
            moves=moves,
            came_in=came_in,
            fell_silent=fell_silent,
            taken=self._label(asked.scene, lock.option) if lock is not None else "",
            rule=next((rule for rule in RULES if rule == decider), self.room.settings.rule),
            decider=decider,
            missed=lock.missed if lock is not None else None,
            quorum=lock.quorum if lock is not None else 0,
            present=lock.present if lock is not None else 0,
            default=self._label(asked.scene, first.opened.default) if first and first.opened.default else "",
            reasons=reasons,
            unshown=unshown,
            expected={trend: asked.expectations[trend] for trend in TRENDS if asked.expectations[trend]},
            words=sum(bool(note(expected.text)) for expected in asked.expected.values()),
            movements=_movements(self.debrief, review),
            lost=_lost(self.debrief, review),
            seconds=_seconds(asked),
            ask=review.ask if review is not None else (),
            taken_back=asked.undone and lock is not None,
            called_off=asked.undone and lock is None,
        )

    def _review(self, asked: RoomQuestion) -> DecisionReview | None:
        if asked.lock is None or asked.lock.after >= len(self.debrief.reviews):
            return None
        review = self.debrief.reviews[asked.lock.after]
        return review if (review.scene, review.measure) == (asked.scene, asked.lock.option) else None

    def _label(self, scene: str, measure: str) -> str:
        return self.labels.get((scene, measure)) or _word(measure)

    def _options(self, asked: RoomQuestion, review: DecisionReview | None) -> tuple[OptionReading, ...]:
        if not asked.rounds:
            return ()
        opened = asked.rounds[0].opened
        silent, last = asked.rounds[0].votes, asked.rounds[-1].votes
        keeps = {road.measure: road.keeps for road in review.roads} if review is not None else {}
        return tuple(
            OptionReading(
                measure=note(option),
                label=self._label(asked.scene, option),
                role=note(opened.only_for.get(option, "")),
                silent=silent[option],
                last=last.get(option, 0),
                taken=asked.lock is not None and asked.lock.option == option,
                keeps=keeps.get(option, ""),
            )
            for option in opened.options
        )

    def _moves(self, first: Round, last: Round, options: tuple[OptionReading, ...]) -> tuple[SeatMove, ...]:
        known = {option.measure: option for option in options}
        changed = Counter(
            (first.ballots[seat], option)
            for seat, option in last.ballots.items()
            if seat in first.ballots and first.ballots[seat] != option and option in known
        )
        return tuple(
            SeatMove(
                from_=known[before].label,
                to=known[then].label,
                seats=seats,
                direction=direction_of(known[before].keeps, known[then].keeps),
            )
            for (before, then), seats in changed.most_common()
        )

    def _reasons(self, asked: RoomQuestion) -> tuple[tuple[QuotedReason, ...], int]:
        """(those on the wall, how many were not): each reason once, also where a seat gave it in both rounds.

        People were told that the room sees what the facilitator puts on the wall, and nothing else: here alone it is held to.
        """
        taken = asked.lock.option if asked.lock is not None else ""
        ballots = {round_.number: round_.ballots for round_ in asked.rounds}
        shown: dict[tuple[int, str, str], QuotedReason] = {}
        written: set[tuple[int, str, str]] = set()
        for said in asked.said:
            voted = ballots.get(said.round, {}).get(said.seat, "") if said.seat else ""
            written.add((said.seat, voted, said.text))
            if said.shown:
                shown[said.seat, voted, said.text] = QuotedReason(
                    text=note(said.text),
                    option=self._label(asked.scene, voted) if voted else "",
                    minority=bool(voted and taken) and voted != taken,
                )
        return tuple(shown.values()), len(written) - len(shown)


def _word(name: str) -> str:
    """An id that the run does not know, as a person would read it."""
    return note(name.replace("_", " "))


def _movements(debrief: Debrief, review: DecisionReview | None) -> tuple[IndicatorMove, ...]:
    if review is None:
        return ()
    number = review.number
    return tuple(
        IndicatorMove(label=line.label, before=line.words[number - 1], after=line.words[number])
        for line in debrief.trajectories
        if number < len(line.values) and line.values[number - 1] != line.values[number]
    )


def _lost(debrief: Debrief, review: DecisionReview | None) -> tuple[str, ...]:
    if review is None:
        return ()
    return tuple(debrief.names[ending] for ending in closed_endings(debrief, review.number).lost)


def _seconds(asked: RoomQuestion) -> float | None:
    if not asked.rounds or asked.lock is None:
        return None
    began, ended = moment(asked.rounds[0].opened.at), moment(asked.lock.at)
    return max(0.0, ended - began) if began and ended else None


def _ratings(room: Room, debrief: Debrief) -> tuple[ObserverRatings, ...]:
    """The last rating of each observer, objective by objective in the scenario's order."""
    texts = {objective.id: objective.text for objective in debrief.objectives}
    last: dict[str, dict[int, Rating]] = {objective: {} for objective in texts}
    for seen in room.observations:
        if seen.objective and seen.rating:
            last.setdefault(seen.objective, {})[seen.seat] = seen.rating
    found = []
    for objective, rated in last.items():
        counted = Counter(rated.values())
        ratings = {letter: counted[letter] for letter in _RATINGS if counted[letter]}
        if ratings:
            found.append(ObserverRatings(objective=texts.get(objective) or _word(objective), ratings=ratings))
    return tuple(found)
