"""What linking any table needs: the names that there are, and a place for faults."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import define, field

from crisisengine.budget import Budget
from crisisengine.limits import LONGEST_CLOCK
from crisisengine.loader.advice import Advice, bare_or_meant, meant_or_listed
from crisisengine.loader.expressions.parser import GrammarFault
from crisisengine.loader.expressions.prose import Parlance, parse_prose
from crisisengine.loader.expressions.strangers import band_advice, target_advice
from crisisengine.loader.expressions.typecheck import Scope
from crisisengine.loader.expressions.types import SORTS, Kind, arithmetic
from crisisengine.loader.faults import Faults
from crisisengine.loader.link.calendar import link_clock, link_dates
from crisisengine.loader.link.derived import link_derived, sources_of
from crisisengine.loader.link.draws import refuse_starts
from crisisengine.loader.link.suspects import looks_odd
from crisisengine.loader.link.variables import link_parties, link_variables
from crisisengine.loader.schema.draft import Draft, DraftEnding, DraftLater, DraftMeasure, DraftScene
from crisisengine.loader.toml.paths import Path
from crisisengine.model.expression import Expression, Function, Literal, Read
from crisisengine.model.kinds import Sort
from crisisengine.model.prose import Prose, Value
from crisisengine.model.scenario import BACK, Clock, Effect, Later, Party, Units, Variable

__all__ = ["Linker", "measures_of", "open_linker"]


@define
class Linker:
    """A Draft whose variables can be named; faults go to `faults`, and what is faulty is left out."""

    draft: Draft
    faults: Faults
    budget: Budget
    clock: Clock | None
    parties: dict[str, Party]
    scope: Scope
    parlance: Parlance
    scheduled: frozenset[str]
    """Injects that some `later` names."""
    printed: dict[str, list[Path]] = field(factory=dict)
    """Filled while linking: the variables that some text prints, and where."""
    odd_texts: list[tuple[str, Path]] = field(factory=list)
    """Filled while linking: texts that are worth a closer look."""
    known_effects: dict[str, Effect] = field(factory=dict)
    """Filled while linking: sound effects by their texts, since most of them stand in many places."""
    odd_signs: list[tuple[str, Path]] = field(factory=list)
    """Filled while linking: effects of the form `x =- 1`."""
    room_counts: tuple[str, ...] = ()
    """Filled while linking: what a run has to count because a text for a room asks it, and nothing else does."""

    def expression(self, text: str | None, path: Path, sort: Sort = "truth") -> Expression | None:
        """The meaning of an expression, or None where there is none or it is at fault."""
        if text is None:
            return None
        try:
            return self.scope.resolve(text, sort)[0]
        except GrammarFault as fault:
            self.faults.grammar(fault, path)
            return None

    def prose(self, text: str, path: Path) -> Prose:
        """The pieces of a text."""
        if not text:
            return ()
        self.budget.ask("linking")

        def report(code: str, message: str, at: int, hint: str | Advice) -> None:
            self.faults.add(code, message, path, hint, offset=at)

        pieces = parse_prose(text, self.parlance, report)
        for piece in pieces:
            if isinstance(piece, Value):
                self.printed.setdefault(piece.variable, []).append(path)
        if looks_odd(text):
            self.odd_texts.append((text, path))
        return pieces

    def effects(self, texts: tuple[str, ...], path: Path) -> tuple[Effect, ...]:
        """Each variable once; all read the state before."""
        found: dict[str, Effect] = {}
        for number, text in enumerate(texts):
            place = (*path, "effects", number)
            self.budget.ask("linking")
            try:
                effect = self.known_effects.get(text) or self._effect(text, place)
            except GrammarFault as fault:
                self.faults.grammar(fault, place)
                continue
            if "=-" in text:
                self.odd_signs.append((text, place))
            if effect is not None and effect.variable in found:
                message = f"`{effect.variable}` is changed twice in one list"
                self.faults.add("repeated-effect", message, place, "write one effect that does both")
            elif effect is not None:
                found[effect.variable] = self.known_effects[text] = effect
        return tuple(found.values())

    def _effect(self, text: str, path: Path) -> Effect | None:
        syntax = self.scope.parse_effect(text)
        name = syntax.target
        variable = self.scope.variables.get(name)
        if name in self.scope.faulty:
            return None
        if variable is None:
            hint = target_advice(name, self.scope.variables)
            self.faults.add("unknown-name", f"there is no variable `{name}`", path, hint, offset=syntax.at)
            return None
        if variable.derived is not None or (self.clock and name == self.clock.unit):
            why = "the clock runs by `takes`" if variable.derived is None else self._follows_from(variable)
            self.faults.add("not-assignable", f"`{name}` cannot be changed", path, why, offset=syntax.at)
            return None
        if syntax.operator != "=" and variable.sort != "number":
            message = f"`{syntax.operator}` needs a number, `{name}` is {SORTS[variable.sort]}"
            self.faults.add("type-mismatch", message, path, "write `=`", offset=syntax.at)
            return None
        if variable.sort == "number" and syntax.value.kind == "word":
            span = syntax.value.at, syntax.value.at + len(syntax.value.text) + 2
            hint = band_advice(syntax.value.text, variable, "=", span)
            if hint:
                message = f"`{syntax.value.text}` is a band of `{name}`, and an effect sets its number"
                self.faults.add("type-mismatch", message, path, hint, offset=syntax.value.at)
                return None
        value = self.scope.meaning(syntax.value, variable.sort, variable.words)
        if syntax.operator != "=":
            before = Read(name), Kind(variable.sort, variable.low, variable.high)
            value = arithmetic(syntax.operator.removesuffix("="), before, value, syntax.value, syntax.value)
        return Effect(name, value[0])

    def _follows_from(self, derived: Variable) -> str:
        """What an effect can change in the place of a derived variable."""
        sources = sources_of(derived, self.scope.variables)
        if not sources:
            return "it follows from its `is`"
        listed = ", ".join(f"`{name}`" for name in sources[:6])
        return f"it follows from {listed}: change {'that' if len(sources) == 1 else 'one of these'}"

    def units(self, raw: int | str, path: Path, least: int, beyond: int = 0) -> Units:
        """So many units of the clock, no fewer than `least`; of what is worked out no more than the clock has, and `beyond`."""
        if isinstance(raw, int):
            return Units.of(raw)
        try:
            written, kind = self.scope.resolve(raw, "number")
        except GrammarFault as fault:
            self.faults.grammar(fault, path)
            return Units.of(least)
        most = (LONGEST_CLOCK if self.clock is None else self.clock.length) + beyond
        amount = written
        if kind.low < least:
            amount = Function("max", (amount, Literal(least, str(least))))
        if kind.high > most:
            amount = Function("min", (amount, Literal(most, str(most))))
        return Units(written, amount, max(least, min(kind.low, most)), max(least, min(kind.high, most)))

    def later(self, raw: tuple[DraftLater, ...], path: Path) -> tuple[Later, ...]:
        """Injects set for later, each at most once a list."""
        found: dict[str, Later] = {}
        for number, later in enumerate(raw):
            place = (*path, "later", number)
            if self.inject_named(later.inject, (*place, "inject")) and self.draft.inject[later.inject].contingency:
                message = f"`{later.inject}` is a contingency: a facilitator sends it, and no `later` does"
                self.faults.add("misplaced", message, (*place, "inject"))
            self.asks_for_clock("`later`", place)
            if later.inject in found:
                self.faults.add("repeated-effect", f"`{later.inject}` is set twice in one list", place)
            found[later.inject] = Later(self.units(later.after, (*place, "after"), 1, 1), later.inject)
        return tuple(found.values())

    def cancel(self, names: tuple[str, ...], path: Path) -> tuple[str, ...]:
        """Injects whose countdown stops."""
        for number, name in enumerate(names):
            place = (*path, "cancel", number)
            if self.inject_named(name, place) and name not in self.scheduled:
                self.faults.add("misplaced", f"nothing sets `{name}` for later, so nothing can cancel it", place)
        return names

    def asks_for_clock(self, what: str, path: Path) -> None:
        """Record that something makes no sense without a clock, if there is none."""
        if not self.scope.clock:
            self.faults.add("needs-clock", f"{what} asks for a clock, and there is none", path, "add a `[clock]` table")

    def inject_named(self, name: str, path: Path) -> bool:
        """Whether there is such an inject; records when there is none."""
        if not name or name in self.draft.inject:
            return bool(name)  # that none is named has been said
        hint = meant_or_listed(name, self.draft.inject, "inject")
        self.faults.add("unknown-inject", f"there is no inject `{name}`", path, hint)
        return False

    def role_named(self, name: str, path: Path) -> str:
        """A role, where one is named; records when there is none of that name."""
        if name and name not in self.draft.role:
            hint = meant_or_listed(name, self.draft.role, "role")
            self.faults.add("unknown-role", f"there is no role `{name}`", path, hint)
        return name

    def place(
        self, name: str, path: Path, *, endings: bool = True, back: bool = False, offset: int | None = None
    ) -> str:
        """A scene, and where allowed an ending or `back`; `offset`: where the name stands in a longer text."""
        if name == BACK and back:
            if not any(raw.goto for raw in self.draft.inject.values()):
                how = "`back` returns from the scene that an inject's `goto` opened"
                message = "no inject interrupts, so there is no way back"
                self.faults.add("misplaced", message, path, how, offset=offset)
        elif name == BACK:
            self.faults.add("misplaced", "only a measure or an outcome goes `back`", path, offset=offset)
        elif name and name not in self.draft.scene and not (endings and name in self.draft.ending):
            noun = "scene or ending" if endings else "scene"
            message, hint = f"there is no {noun} `{name}`", self._place_meant(name, endings=endings)
            if self.faults.nameless.isdisjoint(("scene", "ending")):
                self.faults.add("unknown-scene", message, path, hint, offset=offset)
        return name

    def _place_meant(self, name: str, *, endings: bool) -> Advice:
        """The scene or ending that somebody meant who wrote a title, a route, or a name that is nearly right."""
        known: dict[str, DraftScene | DraftEnding] = {**self.draft.scene, **(self.draft.ending if endings else {})}
        for identifier, raw in known.items():
            if raw.title.strip().lower() == name.strip().lower():
                return Advice(f"`{name}` is the title of `{identifier}`: write `{identifier}`", identifier)
        if name in self.scope.measures:
            return Advice(f"`{name}` is a measure, and a way leads to a scene{' or an ending' if endings else ''}")
        return bare_or_meant(name, known)

    def names(self, names: Iterable[str], known: Mapping[str, object], noun: str, path: Path) -> tuple[str, ...]:
        """Ids of one kind of table; the unknown ones are recorded."""
        found = tuple(names)
        for number, name in enumerate(found):
            if name not in known:
                hint = meant_or_listed(name, known, "glossary" if noun == "entry" else noun)
                self.faults.add(f"unknown-{noun}", f"there is no {noun} `{name}`", (*path, number), hint)
        return found


def open_linker(draft: Draft, faults: Faults, budget: Budget) -> Linker:
    """Link what all the rest names: the clock, the parties, the variables.

    Raises:
        OverBudget: the time or the memory is up; so do all the linker's own functions.
    """
    clock = link_clock(draft, faults)
    link_dates(draft, clock, faults)
    parties, attributes = link_parties(draft, faults)
    variables, faulty = link_variables(draft, faults)
    if clock is not None:
        variables[clock.unit] = Variable(name=clock.unit, sort="number", low=0, high=clock.length, start=0, label="")
    scope = Scope(
        {**variables, **attributes},
        draft.scene,
        draft.ending,
        draft.inject,
        _measure_keys(draft),
        _main(draft, attributes),
        clock=clock is not None or ("clock",) in faults.unread,
        faulty=faulty,
    )
    refuse_starts(scope.variables.values(), len(draft.chapter), faults)
    link_derived(draft, scope, faults, budget)
    parlance = Parlance(scope, draft.source, draft.glossary, parties, set())
    scheduled = frozenset(later.inject for measure in measures_of(draft) for later in _all_later(measure))
    return Linker(draft, faults, budget, clock, parties, scope, parlance, scheduled)


def measures_of(draft: Draft) -> Iterator[DraftMeasure]:
    """Every measure, those of scenes first."""
    for scene in draft.scene.values():
        yield from scene.measure.values()
    yield from draft.measure.values()


def _all_later(measure: DraftMeasure) -> Iterator[DraftLater]:
    yield from measure.later
    for outcome in measure.chance.values():
        yield from outcome.later


def _measure_keys(draft: Draft) -> dict[str, list[str]]:
    """What `taken()` can name: `scene.measure`, a standing measure, or a bare id."""
    found: dict[str, list[str]] = {}
    for scene, raw in draft.scene.items():
        for measure in raw.measure:
            found[f"{scene}.{measure}"] = [f"{scene}.{measure}"]
            found.setdefault(measure, []).append(f"{scene}.{measure}")
    for measure in draft.measure:
        found.setdefault(measure, []).append(measure)
    return found


def _main(draft: Draft, attributes: dict[str, Variable]) -> dict[str, list[str]]:
    """Each attribute with the variables of the main parties that bear it."""
    found: dict[str, list[str]] = {}
    for variable in attributes.values():
        if draft.party[variable.party].main:
            found.setdefault(variable.attribute, []).append(variable.name)
    return found
