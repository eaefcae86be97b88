"""What can be forgotten where: slots that nothing reads any more.

This is live-variable analysis (Aho, Lam, Sethi and Ullman, "Compilers", 2006, section 9.2.5), with places for blocks.

A slot is dead at a place when no guard, weight, effect, derived value, inject, ending, property or prose guard that can
come after reads it before it is overwritten. An effect reads for a living slot only: what merely counts upwards, and
is asked by nobody, is dead. Stored as 0, dead slots make states one that no question can tell apart: every verdict on
properties and errors, and the length of every shortest run, stays what it was.

The plan is read backwards, place by place, until nothing more comes alive. It is read generously: an inject that might
fire is taken to, and to leave be. Longer than 300 lines because that is one reading, and whatever can happen is in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from attrs import field, frozen

from crisisengine.checker.search.prices import prices_of
from crisisengine.checker.search.readings import NONE, Readings, Slots
from crisisengine.checker.search.slots import KeptSlots
from crisisengine.checker.task import Task
from crisisengine.engine.program import Program
from crisisengine.model.expression import Expression, Read, befores
from crisisengine.model.prose import Prose
from crisisengine.model.scenario import BACK, Effect, Ending, Inject, Measure, Outcome, Property, Scene

__all__ = ["live_slots", "shown_slots", "told_slots"]


def live_slots(program: Program, task: Task, until: frozenset[int] = frozenset()) -> KeptSlots:
    """Only what something can still read is kept; `until`: places that are not left again.

    Raises:
        OverBudget: there is no time to read the whole plan.
    """
    return KeptSlots(program, _LiveVariables(program, task, until=until).living())


def told_slots(program: Program, task: Task) -> KeptSlots:
    """What something can still read, and what decides between the readings of a text that has just been shown.

    Raises:
        OverBudget: there is no time to read the whole plan.
    """
    return KeptSlots(program, _LiveVariables(program, task).telling())


def shown_slots(program: Program, task: Task, more: Sequence[Expression] = ()) -> KeptSlots:
    """What something can still read, and what any page may still show: enough to know every page that follows.

    Args:
        program: of the scenario.
        task: its budget is asked.
        more: expressions that somebody asks in every scene.

    Raises:
        OverBudget: there is no time to read the whole plan.
    """
    return KeptSlots(program, _LiveVariables(program, task, showing=True, more=more).living())


@frozen(eq=False)
class _Step:
    """One case of one measure, as far as places and readings go."""

    before: tuple[tuple[int, Slots], ...]
    """The measure's effects: (slot, what its value reads); nothing more is read of a slot that is dead."""
    weights: Slots
    middle: tuple[tuple[int, Slots], ...]
    """The outcome's effects."""
    reads: Slots
    """What is read at the end of the step, whatever else is alive."""
    maybe: tuple[tuple[int, Slots], ...]
    """Effects that may happen or not."""
    targets: frozenset[int]
    told: Slots = NONE
    """What decides between the readings of the texts that are shown when it is over."""


@frozen(eq=False, slots=False)
class _LiveVariables:
    program: Program
    task: Task
    showing: bool = False
    """Whether what a page shows is read, too: values on panels, printed ones, what a measure finds out."""
    more: Sequence[Expression] = ()
    until: frozenset[int] = frozenset()
    _at: Readings = field(init=False)
    _endings: dict[int, Slots] = field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_at", Readings(self.program, self.task, printed=self.showing))

    def living(self) -> list[frozenset[int]]:
        """The slots alive at each place."""
        count = len(self.program.places)
        live: list[Slots] = [self._here(place) for place in range(count)]
        steps: list[list[_Step]] = [self._steps(place) for place in range(count)]
        self._asked_of_steps(steps, live)
        waiting: dict[int, None] = dict.fromkeys(reversed(range(count)))
        leads: dict[int, set[int]] = {}
        for place, some in enumerate(steps):
            for step in some:
                for target in step.targets:
                    leads.setdefault(target, set()).add(place)
        while waiting:
            self.task.ask()
            place = next(iter(waiting))
            del waiting[place]
            now = live[place].union(*(self._through(step, live) for step in steps[place]))
            if now != live[place]:
                live[place] = now
                waiting.update(dict.fromkeys(leads.get(place, ())))
        return [slots | {0} for slots in live]

    def telling(self) -> list[frozenset[int]]:
        """The same, and at each place what was read of the texts that are shown on coming there."""
        live = [set(slots) for slots in self.living()]
        for place in range(self.program.scene_count):
            for step in self._steps(place):
                for target in step.targets:
                    live[target] |= step.told
        return [frozenset(slots) for slots in live]

    def _through(self, step: _Step, live: Sequence[Slots]) -> Slots:
        """What must be known before a step, given what is alive after it."""
        after = step.reads.union(*(live[target] for target in step.targets))
        growing = True
        while growing:
            growing = False
            for slot, reads in step.maybe:
                if slot in after and not reads <= after:
                    after |= reads
                    growing = True
        return _before(step.before, _before(step.middle, after) | step.weights)

    # what is read at a place whatever is decided

    def _here(self, place: int) -> Slots:
        program = self.program
        scenario = program.scenario
        name = program.places[place]
        found = set(self._promises(place))
        if place >= program.scene_count:
            ending = scenario.endings[name]
            found |= self._count
            return frozenset(
                found.union(*(self._at.prose(text, [place]) for text in (*_texts(ending), ending.history)))
            )
        scene = scenario.scenes[name]
        for text in _texts(scene):
            found |= self._at.prose(text, [place])
        for measure in scene.measures.values():
            found |= self._at.reads(measure.when, place)
            if measure.once:
                found.add(program.number["taken", measure.key])
            for gate in measure.gates:
                found |= self._at.reads(gate.requires, place) | self._at.prose(gate.otherwise, [place])
            found |= self._at.reads(measure.takes.amount, place)  # it is shown, and asked before anything happens
            found |= {program.number["variable", name] for name in prices_of(scenario, measure)}
        if self.showing:
            found |= self._page(scene, place)
        if program.clock is not None:
            found.add(program.clock)
        found |= self._count
        back = program.number.get(("back", ""))
        return frozenset(found if back is None else {*found, back})

    def _page(self, scene: Scene, place: int) -> Slots:
        """What a scene's page shows besides its texts, and what its measures find out."""
        scenario = self.program.scenario
        shown = [Read(variable.name) for variable in self.program.on_every_page]
        verified = [
            scenario.injects[measure.verifies].claims for measure in scene.measures.values() if measure.verifies
        ]
        return NONE.union(*(self._at.reads(expression, place) for expression in (*shown, *verified, *self.more)))

    def _promises(self, place: int) -> Iterable[int]:
        scenario = self.program.scenario
        for promised in scenario.properties.values():
            state_claim = promised.kind in ("always", "never")
            if promised.kind == "changes" and promised.claim is not None:
                if self._judged_at(promised, place):
                    yield from NONE.union(*(self._at.reads(part.operand, place) for part in befores(promised.claim)))
            elif promised.claim is not None and self._judged_at(promised, place):
                yield from self._at.reads(promised.claim, place)
            yield from self._at.reads(promised.to, place)
            if promised.within is not None and self.program.clock is not None:
                yield self.program.clock
            if not state_claim or self._judged_at(promised, place):
                yield from self._at.reads(promised.when, place)

    def _asked_of_steps(self, steps: Sequence[Sequence[_Step]], live: list[Slots]) -> None:
        """Add what promises of steps read where these lead; what they read of where these begin is read there."""
        for promised in self.program.scenario.properties.values():
            if promised.kind != "changes":
                continue
            for place, some in enumerate(steps):
                if some and self._judged_at(promised, place):
                    for target in frozenset().union(*(step.targets for step in some)):
                        live[target] |= self._at.reads(promised.claim, target)

    def _judged_at(self, promised: Property, place: int) -> bool:
        if not promised.at:
            return True
        name = self.program.places[place]
        if f"scene.{name}" in promised.at:
            return True
        scene = self.program.scenario.scenes.get(name)
        measures = () if scene is None else scene.measures.values()
        marks = {f"measure.{measure.key}" for measure in measures}
        marks |= {f"tag.{tag}" for measure in measures for tag in measure.tags}
        return not marks.isdisjoint(promised.at)

    # steps

    def _steps(self, place: int) -> list[_Step]:
        if place >= self.program.scene_count or place in self.until:
            return []
        scene = self.program.scenario.scenes[self.program.places[place]]
        steps = [self._send(place, inject) for inject in self.program.contingencies if self._sent_in(inject, place)]
        for measure in scene.measures.values():
            weights = NONE.union(*(self._at.reads(outcome.weight, place) for outcome in measure.outcomes))
            steps += [self._step(place, measure, outcome, weights) for outcome in (None, *measure.outcomes)]
        return steps

    def _step(self, place: int, measure: Measure, outcome: Outcome | None, weights: Slots) -> _Step:
        self.task.ask()
        program = self.program
        way = outcome.goto if outcome and outcome.goto.ends else measure.goto
        during = {place} if BACK in way.places or not way.ends else set()
        during |= {program.place_number[goto] for goto in way.places if goto != BACK}
        during |= self._returns if BACK in way.places else set()
        ticks = bool(measure.takes) and program.clock is not None
        reads, maybe, told = self._rest(during, ticks=ticks)
        reads = reads.union(*(self._at.reads(condition, place) for condition in way.conditions))
        after = during | self._last
        for text in (text for route in (measure, outcome) if route for text in (route.result, route.plain)):
            told |= self._at.prose(text, after)
        reads |= told
        for later in (*measure.later, *(outcome.later if outcome else ())):
            fired = program.number.get(("fired", later.inject))
            asked = NONE.union(*(self._at.reads(later.after.amount, where) for where in after))
            maybe.append((program.number["due", later.inject], asked if fired is None else asked | {fired}))
        before = self._effects(measure.effects, [place])
        taken = program.number.get(("taken", measure.key))
        if taken is not None:
            before.append((taken, NONE))
        middle = self._effects(outcome.effects, [place]) if outcome else []
        return _Step(
            tuple(before), weights, tuple(middle), frozenset(reads), tuple(maybe), frozenset(after), frozenset(told)
        )

    def _sent_in(self, inject: Inject, place: int) -> bool:
        places = self._scenes[inject.id]
        return places is None or place in places

    def _send(self, place: int, inject: Inject) -> _Step:
        """What follows when a facilitator sends something."""
        during = {self.program.place_number[goto] for goto in inject.goto.places} or {place}
        reads, maybe, told = self._rest(during, ticks=False)
        reads = reads.union(*(self._at.reads(condition, place) for condition in inject.goto.conditions))
        after = frozenset(during | self._last)
        reads = reads.union(told, *(self._at.prose(text, after) for text in _texts(inject)))
        asked = frozenset(self._asked(inject, [place]))  # before anything happens, as a weight is
        effects = tuple(self._effects(inject.effects, [place]))
        return _Step((), asked, effects, frozenset(reads), tuple(maybe), after)

    def _rest(self, during: set[int], *, ticks: bool) -> tuple[set[int], list[tuple[int, Slots]], set[int]]:
        """What injects that may come before a step is over read, and endings; what they may do; what their texts read.

        `during` grows by the places to which they lead.
        """
        firing = self._firing(during, ticks=ticks)
        after = during | self._last
        reads: set[int] = set()
        for where in during:
            reads |= self._ending(where)
        maybe: list[tuple[int, Slots]] = []
        told: set[int] = set()
        for inject in firing:
            told = told.union(*(self._at.prose(text, after) for text in _texts(inject)))
            reads |= self._asked(inject, during)
            maybe += self._effects(inject.effects, during)
        if ticks and ("back", "") in self.program.number:
            for inject in self._injects:
                if inject.dated and inject.goto.ends and inject not in firing:
                    reads |= self._asked(inject, during)  # it may fall due here, and be held or lapse
        return reads | told, maybe, told

    @cached_property
    def _returns(self) -> frozenset[int]:
        """Where `goto = "back"` can lead: wherever an inject may interrupt, which its `scenes` tell."""
        found: set[int] = set()
        for inject in self.program.scenario.injects.values():
            if not self.program.returning.isdisjoint(inject.goto.places):
                found.update(self._scenes.get(inject.id) or range(self.program.scene_count))
        return frozenset(found)

    def _ending(self, place: int) -> Slots:
        """What is read at the end of a step to know whether the run has ended."""
        found = self._endings.get(place)
        if found is None:
            whens = [ending.when for ending in self.program.scenario.endings.values()]
            found = self._endings[place] = NONE.union(*(self._at.reads(when, place) for when in whens))
        return found

    def _firing(self, during: set[int], *, ticks: bool) -> list[Inject]:
        """The injects that may fire in a step; `during` grows by the places to which they lead."""
        candidates = [inject for inject in self._injects if ticks or not inject.dated]
        found: list[Inject] = []
        growing = True
        while growing:
            growing = False
            for inject in candidates:
                places = self._scenes[inject.id]
                if inject not in found and (places is None or places & during):
                    found.append(inject)
                    growing = True
                    during.update(self.program.place_number[goto] for goto in inject.goto.places)
        return found

    @cached_property
    def _last(self) -> set[int]:
        """Endings that any step may come to."""
        scenario, number = self.program.scenario, self.program.place_number
        found = {number[ending.id] for ending in scenario.endings.values() if ending.when is not None}
        return found if scenario.clock is None else {*found, number[scenario.clock.ending]}

    @cached_property
    def _count(self) -> Slots:
        """What tells how many sends led somewhere: it is read of every state, so that fewer come first; which they were is not."""
        return NONE if self.program.sends is None else frozenset({self.program.sends})

    @cached_property
    def _injects(self) -> list[Inject]:
        """Those that come by themselves."""
        injects = self.program.scenario.injects.values()
        return [inject for inject in injects if inject.dated or (inject.when is not None and not inject.contingency)]

    @cached_property
    def _scenes(self) -> dict[str, set[int] | None]:
        number = self.program.place_number
        return {
            inject.id: {number[scene] for scene in inject.scenes} if inject.scenes else None
            for inject in (*self._injects, *self.program.contingencies)
        }

    def _asked(self, inject: Inject, during: Iterable[int]) -> set[int]:
        """What is read to know whether an inject fires, and where it leads."""
        known_by_count = inject.contingency and self.program.scenario.contingencies == 1
        kinds = ("due", "held") if known_by_count else ("fired", "due", "held")
        found = {slot for kind in kinds if (slot := self.program.number.get((kind, inject.id))) is not None}
        for place in during:
            found |= self._at.reads(inject.when, place)
            found = found.union(*(self._at.reads(condition, place) for condition in inject.goto.conditions))
        return found

    def _effects(self, effects: Iterable[Effect], places: Iterable[int]) -> list[tuple[int, Slots]]:
        return [
            (
                self.program.number["variable", effect.variable],
                NONE.union(*(self._at.reads(effect.value, place) for place in places)),
            )
            for effect in effects
        ]


def _before(effects: Sequence[tuple[int, Slots]], after: Slots) -> Slots:
    """What must be known before effects that all happen at once."""
    if not effects:
        return after
    read = [reads for slot, reads in effects if slot in after]
    return (after - {slot for slot, _ in effects}).union(*read)


def _texts(noun: Scene | Inject | Ending) -> tuple[Prose, Prose]:
    """Both wordings of what is read of it."""
    return noun.text, noun.plain
