"""The order of a step, written once.

Each function below says one sentence of it through a Writer. A writer turns the sentences into code: for one row
(`compile/emitter.py`), with or without a trace, or for columns of a million rows. Whoever wants to know what a decision does
reads this file; nothing else in the engine knows.

1. The measure's effects, all reading the state before.
2. The outcome's effects, reading what (1) left.
3. The place becomes the outcome's `goto`, else the measure's, else stays. A conditional one reads what (2) left.
4. The clock runs `takes` units, never past its length; each unit fires what is due, in file order. Then this
   decision's `cancel`, then its `later` take hold. `takes` reads the state before, as it was offered; every `after` the
   state behind `cancel`.
5. One pass over the `when` injects in file order, each reading what the former left.
6. The first ending whose `when` holds; else an ending named by a `goto`; else the clock's, if it is full.

A facilitator's send is a step without a measure: its inject fires, then come sentences 5 and 6. No time passes.

What the six sentences leave open is decided here and nowhere else:

- An inject fires once, or each time with `repeat = true`, however it is brought about.
- An inject whose time comes outside its `scenes` lapses, as it does when its `when` is false.
- `on` and a countdown are two dates of one inject: what comes by one leaves the other, unless it is used up.
- An inject with a `goto` can fire only where it can be obeyed: not in a step that is bound for an ending, not after
  another one in the same step, not while `back` is set. To which of its ends it would lead is asked when its effects
  are done, and has no part in whether it fires.
- A dated one that falls due where it cannot be obeyed is asked for its `when` there and then, and for its `scenes` as
  if in the scene to which `back` would lead. If either speaks against it, that date lapses. Else it is held: it stays
  due until a later unit in which it can come, where both are asked again, of the scene one is in.
- A visit is counted on arriving: at (3), or where an inject leads. Staying is no visit, and neither is going `back`,
  which is a return.
- Whether anything can be obeyed only ever turns from yes to no while the clock runs: an inject that was obeyed, an
  ending or `back` stay until the step is over. So whatever is held in one unit is held in all that follow in the step,
  it is told once, and units in which no date comes may pass at once.
- A contingency inject fires when it is sent and never by itself: once, no more of them in a run than the scenario
  allows, where its `when` holds, in its `scenes`, and with a `goto` only where that can be obeyed.
- `back` is forgotten on arriving where no `goto = "back"` can follow, an ending too. With nothing to return to, `back`
  stays.
- The start counts as a visit. A `goto` to the scene one is in is none, and neither is an interrupt into it.
- A `later` for an inject that is used up does nothing.
- `due()` is the time to the sooner of an inject's dates that lie ahead, its countdown or its reading; 0 where none
  does, on the day itself, and of an inject that is held or used up.
- Where all outcomes of a measure weigh 0, none follows: the measure's own effects and `goto` are all there is. The
  checker calls it an error, `no-outcome`.

Longer than 300 lines because the order stands in one file, with what it leaves open.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import NamedTuple, Protocol, TypeVar

from crisisengine.engine.program import Program
from crisisengine.model.expression import Expression
from crisisengine.model.scenario import BACK, Effect, Goto, Inject, Measure, Outcome

__all__ = ["Dates", "Writer", "close", "dates", "decide", "effects_of", "may_send", "send", "tick"]

Condition = TypeVar("Condition")
Amount = TypeVar("Amount")


class Writer(Protocol[Condition, Amount]):
    """Turns sentences into code. Slots are numbers; conditions and amounts are whatever the writer's own language has."""

    program: Program

    def truth(self, expression: Expression) -> Condition:
        """A condition from an expression."""

    def kept(self, expression: Expression) -> Amount:
        """What an expression comes to now, for whatever is done with it later in the step; a literal is its own number."""

    def at_least(self, slot: int, value: int) -> Condition:
        """Whether a slot holds that much or more."""

    def equals(self, slot: int, value: int) -> Condition:
        """Whether a slot holds just that."""

    def as_of_now(self, condition: Condition) -> Condition:
        """What a condition comes to now, for a question later in the step."""

    def elsewhere(self, places: frozenset[int]) -> bool:
        """Whether it is known already that the run is at none of these places, so that what can happen only there may stay unsaid."""

    def comes_after(self, countdown: int, units: Amount) -> Condition:
        """Whether a countdown that is set comes later than in so many units."""

    def no(self, condition: Condition) -> Condition:
        """Whether it does not hold."""

    def any_of(self, conditions: Sequence[Condition]) -> Condition:
        """Whether one holds."""

    def all_of(self, conditions: Sequence[Condition]) -> Condition:
        """Whether all hold."""

    def when(self, condition: Condition) -> AbstractContextManager[None]:
        """What follows happens only there."""

    def choose(self, cases: Sequence[tuple[Condition | None, Callable[[], None]]]) -> None:
        """The first case that holds happens; None holds always."""

    def effects(self, effects: Sequence[Effect], marks: Sequence[tuple[int, int]], cause: str) -> None:
        """All at once, each saturating in its range; marks are bookkeeping slots set beside them."""

    def put(self, slot: int, value: int) -> None:
        """Set a slot."""

    def add(self, slot: int, amount: int) -> None:
        """Add to a slot; the caller knows that it fits."""

    def copy(self, slot: int, source: int, plus: int) -> None:
        """Set a slot to another plus something."""

    def count_down(self, countdown: int, units: Amount) -> None:
        """Set a countdown to so many units."""

    def units(self, takes: Amount) -> None:
        """Run the clock: `tick` so many times, or until it is full.

        Behind the first unit a writer may leap over those in which nothing comes, and only move the clock and the
        countdowns that are set by as many: `dates` says in which units something may.
        """

    def interrupted(self) -> Condition:
        """Whether an inject led somewhere in this step already."""

    def interrupt(self) -> None:
        """Remember that one did."""

    def note(self, what: str, subject: str, amount: Amount | int = 0) -> None:
        """For the trace only: `fired`, `lapsed`, `held`, `set`, `cancelled`, `clock`, or by whose rule it `went`."""


def effects_of(w: Writer[Condition, Amount], measure: Measure) -> None:
    """Sentence 1; weights read what it left."""
    taken = w.program.number.get(("taken", measure.key))
    w.effects(measure.effects, [] if taken is None else [(taken, 1)], measure.route)


def decide(w: Writer[Condition, Amount], scene: str, measure: Measure, outcome: Outcome | None) -> None:
    """Sentences 1 to 4; `close` follows."""
    takes = w.kept(measure.takes.amount) if w.program.clock is not None and measure.takes else None
    effects_of(w, measure)
    goto, leader = measure.goto, measure.route
    if outcome is not None:
        w.effects(outcome.effects, (), outcome.route)
        if outcome.goto.ends:
            goto, leader = outcome.goto, outcome.route
    _follow(w, goto, lambda place: _go(w, scene, place, leader))
    if takes is not None:
        w.units(takes)
    routes = (measure,) if outcome is None else (measure, outcome)
    for route in routes:
        for inject in route.cancel:
            _cancel(w, inject)
    coming = [(later.inject, w.kept(later.after.amount)) for route in routes for later in route.later]
    for inject, after in coming:
        _set(w, inject, after)


def _follow(w: Writer[Condition, Amount], goto: Goto, go: Callable[[str], None]) -> None:
    """Go to the end that it comes to."""
    w.choose([(None if end.condition is None else w.truth(end.condition), partial(go, end.place)) for end in goto.ends])


def _go(w: Writer[Condition, Amount], scene: str, goto: str, leader: str) -> None:
    back = w.program.number.get(("back", ""))
    if goto == BACK:
        if back is not None:
            with w.when(w.at_least(back, 1)):
                w.copy(0, back, -1)
                w.put(back, 0)
                w.note("went", leader)
    elif goto != scene:
        w.put(0, w.program.place_number[goto])
        w.note("went", leader)
        _arrive(w, goto)


def _arrive(w: Writer[Condition, Amount], place: str) -> None:
    visits = w.program.number.get(("visits", place))
    if visits is not None:
        cap = w.program.slots[visits].high
        with w.when(w.no(w.at_least(visits, cap))):
            w.add(visits, 1)
    back = w.program.number.get(("back", ""))
    if back is not None and place not in w.program.returning:
        w.put(back, 0)


def tick(w: Writer[Condition, Amount]) -> None:
    """One unit of the clock. The caller has seen that it is not full."""
    program = w.program
    clock = program.clock
    assert clock is not None
    w.add(clock, 1)
    w.note("clock", program.slots[clock].subject, 1)
    injects = program.scenario.injects.values()
    counted_down: dict[str, Condition] = {}
    for inject in injects:
        if inject.scheduled:
            due = program.number["due", inject.id]
            if inject.goto.ends:  # it may be held since an earlier unit, and falls due only once
                counted_down[inject.id] = w.as_of_now(w.equals(due, 2))
            with w.when(w.at_least(due, 2)):
                w.add(due, -1)
    for inject in injects:
        if inject.dated:
            with w.when(w.any_of(_reasons_to_come(w, inject, clock))):
                _come(w, inject, counted_down.get(inject.id))


class Dates(NamedTuple):
    """When anything can come, apart from what is held since an earlier unit."""

    readings: tuple[int, ...]
    """Of the clock, ascending: something comes in the unit that brings the clock there."""
    countdowns: tuple[int, ...]
    """Slots: a countdown that holds n, 2 or more, comes n - 1 units from now."""


def dates(program: Program) -> Dates:
    """The dates of a program's injects."""
    injects = program.scenario.injects.values()
    readings = sorted({inject.on for inject in injects if inject.on})
    return Dates(tuple(readings), tuple(program.number["due", inject.id] for inject in injects if inject.scheduled))


def _reasons_to_come(w: Writer[Condition, Amount], inject: Inject, clock: int) -> list[Condition]:
    reasons = []
    if inject.scheduled:
        reasons.append(w.equals(w.program.number["due", inject.id], 1))
    if inject.on:
        reasons.append(w.equals(clock, inject.on))
        if inject.goto.ends:
            reasons.append(w.equals(w.program.number["held", inject.id], 1))
    return reasons


def _come(w: Writer[Condition, Amount], inject: Inject, counted_down: Condition | None) -> None:
    """A dated inject's time has come: it fires, lapses, or stays due because it cannot be obeyed yet.

    `counted_down` tells whether its countdown ended in this very unit; None where that makes no difference.
    """
    program = w.program
    due, held = (program.number.get((kind, inject.id)) for kind in ("due", "held"))

    def arrive() -> None:
        if held is not None:
            w.put(held, 0)
        if due is not None and inject.on:
            with w.when(w.equals(due, 1)):
                w.put(due, 0)
        elif due is not None:
            w.put(due, 0)
        conditions = _conditions(w, inject)
        if not conditions:
            _fire(w, inject)
            return
        w.choose([(w.all_of(conditions), lambda: _fire(w, inject)), (None, lambda: w.note("lapsed", inject.id))])

    fired = program.number.get(("fired", inject.id))
    cases: list[tuple[Condition | None, Callable[[], None]]] = []
    if fired is not None:
        cases.append((w.equals(fired, 1), lambda: None))
    if inject.goto.ends:
        cases += [(_can_interrupt(w), arrive), (None, lambda: _hold(w, inject, counted_down))]
    else:
        cases.append((None, arrive))
    w.choose(cases)


def _hold(w: Writer[Condition, Amount], inject: Inject, counted_down: Condition | None) -> None:
    """It cannot be obeyed: it is held, unless what falls due in this very unit has reason to lapse."""
    program = w.program
    due, held = (program.number.get((kind, inject.id)) for kind in ("due", "held"))
    read: Condition | None = None
    if inject.on:
        assert program.clock is not None
        read = w.equals(program.clock, inject.on)

    def stay() -> None:
        w.note("held", inject.id)
        if held is not None and read is not None:
            with w.when(read):
                w.put(held, 1)

    def lapse() -> None:
        w.note("lapsed", inject.id)
        if due is not None and counted_down is not None:
            with w.when(counted_down):
                w.put(due, 0)

    falling = [condition for condition in (counted_down, read) if condition is not None]
    against = [w.no(condition) for condition in _conditions(w, inject, of_return=True)]
    if against:
        w.choose([(w.all_of([w.any_of(falling), w.any_of(against)]), lapse), (None, stay)])
    else:
        stay()


def _conditions(w: Writer[Condition, Amount], inject: Inject, *, of_return: bool = False) -> list[Condition]:
    """What must hold for it to fire; `of_return`: were one in the scene to which `back` would lead, if anywhere."""
    conditions = []
    if inject.scenes:
        numbers = [w.program.place_number[scene] for scene in inject.scenes]
        here = w.any_of([w.equals(0, number) for number in numbers])
        back = w.program.number.get(("back", ""))
        if of_return and back is not None:
            returning = w.any_of([w.equals(back, number + 1) for number in numbers])
            here = w.any_of([w.all_of([w.equals(back, 0), here]), returning])
        conditions.append(here)
    if inject.when is not None:
        conditions.append(w.truth(inject.when))
    return conditions


def _can_interrupt(w: Writer[Condition, Amount]) -> Condition:
    program = w.program
    conditions = [w.no(w.at_least(0, program.scene_count)), w.no(w.interrupted())]
    back = program.number.get(("back", ""))
    if back is not None:
        conditions.append(w.equals(back, 0))
    return w.all_of(conditions)


def _fire(w: Writer[Condition, Amount], inject: Inject) -> None:
    program = w.program
    fired, due = (program.number.get((kind, inject.id)) for kind in ("fired", "due"))
    w.note("fired", inject.id)
    w.effects(inject.effects, [] if fired is None else [(fired, 1)], inject.route)
    if fired is not None and due is not None and inject.on:
        w.put(due, 0)
    if inject.goto.ends:
        _follow(w, inject.goto, lambda place: _interrupt(w, place, inject.route))
        w.interrupt()


def _interrupt(w: Writer[Condition, Amount], place: str, leader: str) -> None:
    number, back = w.program.place_number[place], w.program.number.get(("back", ""))
    if place in w.program.returning and back is not None:
        w.copy(back, 0, 1)
    with w.when(w.no(w.equals(0, number))):
        w.put(0, number)
        w.note("went", leader)
        _arrive(w, place)


def _cancel(w: Writer[Condition, Amount], inject: str) -> None:
    due = w.program.number["due", inject]
    with w.when(w.at_least(due, 1)):
        w.put(due, 0)
        w.note("cancelled", inject)


def _set(w: Writer[Condition, Amount], inject: str, after: Amount) -> None:
    """One countdown an inject: the sooner stands, and what is used up is not set again."""
    program = w.program
    due = program.number["due", inject]
    fired = program.number.get(("fired", inject))
    free = w.any_of([w.equals(due, 0), w.comes_after(due, after)])
    with w.when(free if fired is None else w.all_of([w.equals(fired, 0), free])):
        w.count_down(due, after)
        w.note("set", inject, after)


def close(w: Writer[Condition, Amount]) -> None:
    """Sentences 5 and 6."""
    program = w.program
    for inject, scenes in program.awaited:
        if scenes and w.elsewhere(scenes):
            continue
        conditions = _conditions(w, inject)
        fired = program.number.get(("fired", inject.id))
        if fired is not None:
            conditions.insert(0, w.equals(fired, 0))
        if inject.goto.ends:
            conditions.append(_can_interrupt(w))
        with w.when(w.all_of(conditions)):
            _fire(w, inject)
    cases: list[tuple[Condition | None, Callable[[], None]]] = [
        (w.truth(ending.when), _reach(w, ending.id, ending.route))
        for ending in program.scenario.endings.values()
        if ending.when is not None
    ]
    clock = program.scenario.clock
    if clock is not None:
        assert program.clock is not None
        full = w.all_of([w.at_least(program.clock, clock.length), w.no(w.at_least(0, program.scene_count))])
        cases.append((full, _reach(w, clock.ending, "clock")))
    w.choose(cases)


def may_send(w: Writer[Condition, Amount], inject: Inject) -> list[Condition]:
    """What must hold, all of it, before a contingency inject can be sent."""
    program, allowed = w.program, w.program.scenario.contingencies
    assert program.sends is not None
    conditions = [w.no(w.at_least(0, program.scene_count)), w.no(w.at_least(program.sends, allowed))]
    if allowed > 1:  # of one that is allowed nothing but the count need be known
        conditions.append(w.equals(program.number["fired", inject.id], 0))
    if inject.goto.ends:
        conditions.append(_can_interrupt(w))
    return conditions + _conditions(w, inject)


def send(w: Writer[Condition, Amount], inject: Inject) -> None:
    """What a send does before `close` follows."""
    assert w.program.sends is not None
    _fire(w, inject)
    w.add(w.program.sends, 1)


def _reach(w: Writer[Condition, Amount], ending: str, leader: str) -> Callable[[], None]:
    def reach() -> None:
        w.put(0, w.program.place_number[ending])
        w.note("went", leader)

    return reach
