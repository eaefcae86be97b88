"""Draft in, Scenario out: every name resolved, every expression typed, every text parsed; all faults recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import define, field

from crisisengine.diagnostics import did_you_mean
from crisisengine.loader.draft import Draft, DraftLater, DraftMeasure, DraftOutcome, DraftProperty, DraftScene
from crisisengine.loader.faults import Faults, route_of
from crisisengine.loader.grammar import GrammarFault, Node, parse_effect, parse_expression
from crisisengine.loader.naming import link_clock, link_derived, link_parties, link_variables, names_in
from crisisengine.loader.positions import Path
from crisisengine.loader.prose import Parlance, parse_prose
from crisisengine.loader.resolving import Scope
from crisisengine.model.expression import Arithmetic, Expression, Literal, Read
from crisisengine.model.prose import Prose
from crisisengine.model.scenario import (
    BACK,
    Clock,
    Effect,
    Ending,
    Gate,
    GlossaryEntry,
    Heading,
    Inject,
    Later,
    Measure,
    Objective,
    Outcome,
    Property,
    Scenario,
    Scene,
    Source,
    Tag,
    Variable,
)

__all__ = ["Linker"]

YES = Literal(1, "true")
_KINDS_OF_PROPERTY = ("always", "never", "reachable", "eventually", "never_by_chance")
_DEEPEST_GATE = 50


@define
class Linker:
    """Links one Draft. Faults go to `faults`; where there is an error the result is of no use."""

    draft: Draft
    faults: Faults
    clock: Clock | None = field(init=False)
    scope: Scope = field(init=False)
    parlance: Parlance = field(init=False)
    printed: set[str] = field(init=False, factory=set)
    """Variables that some text prints."""
    scheduled: set[str] = field(init=False, factory=set)
    """Injects that some `later` names."""
    _gates: dict[str, tuple[tuple[Node | None, str, str | None, set[str]], ...]] = field(init=False, factory=dict)

    def link(self, identifier: str, fingerprint: str) -> Scenario:
        """The whole scenario."""
        draft, faults = self.draft, self.faults
        self.clock = link_clock(draft, faults)
        parties, attributes = link_parties(draft, faults)
        variables = link_variables(draft, faults)
        if self.clock is not None:
            unit = self.clock.unit
            variables[unit] = Variable(unit, "number", 0, self.clock.length, 0, "")
        measures = self._measure_keys()
        self.scope = Scope(
            {**variables, **attributes},
            draft.scene,
            draft.ending,
            draft.inject,
            measures,
            self._main(attributes),
            clock=self.clock is not None,
        )
        link_derived(draft, self.scope, faults)
        self.parlance = Parlance(self.scope, draft.source, draft.glossary, set())
        self.scheduled = {one.inject for one in self._all_later()}
        tags = self._tags()
        standing = {key: self._measure(raw, "", key, ("measure", key)) for key, raw in draft.measure.items()}
        scenes = {key: self._scene(raw, key, standing) for key, raw in draft.scene.items()}
        injects = {key: self._inject(key) for key in draft.inject}
        endings = {key: self._ending(key) for key in draft.ending}
        self.scope.properties = True
        properties = {key: self._property(raw, key) for key, raw in draft.property.items()}
        head = draft.scenario
        assert head is not None, "the draft records a missing head, and nothing is linked then"
        self._place(head.start, ("scenario", "start"), endings=False)
        known = self.scope.variables
        in_order = {
            name: known[name]
            for name in [*draft.variable, *attributes, *((self.clock.unit,) if self.clock else ())]
            if name in known
        }
        return Scenario(
            id=identifier,
            title=head.title,
            summary=head.summary,
            start=head.start,
            minutes=head.minutes,
            content_note=head.content_note,
            invented=self.prose(head.invented, ("scenario", "invented")),
            role=self.prose(head.role, ("scenario", "role")),
            mandate=self.prose(head.mandate, ("scenario", "mandate")),
            leaves_out=self.prose(head.leaves_out, ("scenario", "leaves_out")),
            doctrine=draft.doctrine.title if draft.doctrine else "",
            clock=self.clock,
            parties=parties,
            variables=in_order,
            tags=tags,
            tiers={key: Heading(key, raw.label, raw.explains) for key, raw in draft.tier.items()},
            phases={key: Heading(key, raw.label, raw.explains) for key, raw in draft.phase.items()},
            principles={key: Heading(key, raw.label, raw.explains) for key, raw in draft.principle.items()},
            glossary=self._glossary(),
            objectives={key: Objective(key, raw.text, raw.level) for key, raw in draft.objective.items()},
            sources={
                key: Source(key, raw.title, raw.publisher, raw.date, raw.url, raw.note) for key, raw in draft.source.items()
            },
            scenes=scenes,
            standing=standing,
            injects=injects,
            endings=endings,
            properties=properties,
            visit_caps=dict(self.scope.visit_caps),
            taken_read=frozenset(self.scope.taken),
            fingerprint=fingerprint,
        )

    # what several tables have in common

    def expression(self, text: str | None, path: Path, sort: str = "truth") -> Expression | None:
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

        def report(code: str, message: str, at: int, hint: str) -> None:
            self.faults.add(code, message, path, hint, offset=at)

        pieces = parse_prose(text, self.parlance, report)
        self.printed.update(piece.variable for piece in pieces if hasattr(piece, "variable"))
        return pieces

    def effects(self, texts: tuple[str, ...], path: Path) -> tuple[Effect, ...]:
        """Each variable once; all read the state before."""
        found: dict[str, Effect] = {}
        for number, text in enumerate(texts):
            place = (*path, "effects", number)
            try:
                effect = self._effect(text, place)
            except GrammarFault as fault:
                self.faults.grammar(fault, place)
                continue
            if effect is not None and effect.variable in found:
                message = f"`{effect.variable}` is changed twice in one list"
                self.faults.add("repeated-effect", message, place, "write one effect that does both")
            elif effect is not None:
                found[effect.variable] = effect
        return tuple(found.values())

    def _effect(self, text: str, path: Path) -> Effect | None:
        syntax = parse_effect(text)
        name = syntax.target
        variable = self.scope.variables.get(name)
        if name in self.scope.faulty:
            return None
        if variable is None:
            hint = did_you_mean(name, self.scope.variables)
            self.faults.add("unknown-name", f"there is no variable `{name}`", path, hint, offset=syntax.at)
            return None
        if variable.derived is not None or (self.clock and name == self.clock.unit):
            why = "the clock runs by `takes`" if variable.derived is None else "it follows from its `is`"
            self.faults.add("not-assignable", f"`{name}` cannot be changed", path, why, offset=syntax.at)
            return None
        if syntax.operator != "=" and variable.sort != "number":
            message = f"`{syntax.operator}` needs a number, `{name}` is a {'word' if variable.sort == 'word' else 'yes/no'}"
            self.faults.add("type-mismatch", message, path, "write `=`", offset=syntax.at)
            return None
        value, kind = self.scope.meaning(syntax.value, variable.sort, variable.words)
        if syntax.operator == "=":
            return Effect(name, value)
        sign = syntax.operator[0]
        reach = max(abs(kind.low), abs(kind.high)) + max(abs(variable.low), abs(variable.high))
        if reach > 2**31:
            self.faults.add("out-of-bounds", "this could leave the range of whole numbers", path, offset=syntax.value.at)
        return Effect(name, Arithmetic(sign, Read(name), value))

    def later(self, raw: tuple[DraftLater, ...], path: Path) -> tuple[Later, ...]:
        """Injects set for later, each at most once a list."""
        found: dict[str, Later] = {}
        for number, one in enumerate(raw):
            place = (*path, "later", number)
            self._inject_named(one.inject, (*place, "inject"))
            if self.clock is None:
                self.faults.add("needs-clock", "`later` asks for a clock, and there is none", place, "add a `[clock]` table")
            if one.inject in found:
                self.faults.add("repeated-effect", f"`{one.inject}` is set twice in one list", place)
            found[one.inject] = Later(one.after, one.inject)
        return tuple(found.values())

    def cancel(self, names: tuple[str, ...], path: Path) -> tuple[str, ...]:
        """Injects whose countdown stops."""
        for number, name in enumerate(names):
            place = (*path, "cancel", number)
            if self._inject_named(name, place) and name not in self.scheduled:
                self.faults.add("misplaced", f"nothing sets `{name}` for later, so nothing can cancel it", place)
        return names

    def _inject_named(self, name: str, path: Path) -> bool:
        if name in self.draft.inject:
            return True
        self.faults.add("unknown-inject", f"there is no inject `{name}`", path, did_you_mean(name, self.draft.inject))
        return False

    def _place(self, name: str, path: Path, *, endings: bool = True, back: bool = False) -> str:
        """A scene, and where allowed an ending or `back`."""
        if name == BACK and back:
            if not any(raw.goto for raw in self.draft.inject.values()):
                hint = "`back` returns from the scene that an inject's `goto` opened"
                self.faults.add("misplaced", "no inject interrupts, so there is no way back", path, hint)
        elif name == BACK:
            self.faults.add("misplaced", "only a measure or an outcome goes `back`", path)
        elif name and name not in self.draft.scene and not (endings and name in self.draft.ending):
            known = [*self.draft.scene, *(self.draft.ending if endings else ())]
            noun = "scene or ending" if endings else "scene"
            self.faults.add("unknown-scene", f"there is no {noun} `{name}`", path, did_you_mean(name, known))
        return name

    def _names(self, names: Iterable[str], known: Mapping[str, object], noun: str, path: Path) -> tuple[str, ...]:
        """Ids of one kind of table; the unknown ones are recorded."""
        found = tuple(names)
        for number, name in enumerate(found):
            if name not in known:
                hint = did_you_mean(name, known)
                self.faults.add(f"unknown-{noun}", f"there is no {noun} `{name}`", (*path, number), hint)
        return found

    # tables

    def _main(self, attributes: dict[str, Variable]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for variable in attributes.values():
            if self.draft.party[variable.party].main:
                found.setdefault(variable.attribute, []).append(variable.name)
        return found

    def _measure_keys(self) -> dict[str, list[str]]:
        """What `taken()` can name: `scene.measure`, a standing measure, or a bare id."""
        found: dict[str, list[str]] = {}
        for scene, raw in self.draft.scene.items():
            for measure in raw.measure:
                found[f"{scene}.{measure}"] = [f"{scene}.{measure}"]
                found.setdefault(measure, []).append(f"{scene}.{measure}")
        for measure in self.draft.measure:
            found.setdefault(measure, []).append(measure)
        return found

    def _all_later(self) -> Iterable[DraftLater]:
        measures = [*self.draft.measure.values(), *(one for scene in self.draft.scene.values() for one in scene.measure.values())]
        for measure in measures:
            yield from measure.later
            for outcome in measure.chance.values():
                yield from outcome.later

    def _tags(self) -> dict[str, Tag]:
        found = {}
        for name, raw in self.draft.tag.items():
            path = ("tag", name)
            for key in ("tier", "phase", "principle"):
                value, known = getattr(raw, key), getattr(self.draft, key)
                if value and value not in known:
                    self.faults.add("unknown-heading", f"there is no {key} `{value}`", (*path, key), did_you_mean(value, known))
            found[name] = Tag(name, raw.label, raw.explains, raw.tier, raw.phase, raw.principle)
            self._gates[name] = tuple(
                self._tag_gate(gate.requires, gate.otherwise, (*path, "gates", number)) for number, gate in enumerate(raw.gates)
            )
        return found

    def _tag_gate(self, requires: str, otherwise: str | None, path: Path) -> tuple[Node | None, str, str | None, set[str]]:
        """A gate as written, and its parameters: the names that no variable bears."""
        if otherwise:
            self.prose(otherwise, (*path, "otherwise"))
        try:
            node = parse_expression(requires)
            parameters = {name for name in names_in(node, {"": ()}) if "." not in name and name not in self.scope.variables}
            self.scope.parameters = dict.fromkeys(parameters, YES)
            self.scope.meaning(node, "truth")
        except GrammarFault as fault:
            self.faults.grammar(fault, (*path, "requires"))
            return None, requires, otherwise, set()
        finally:
            self.scope.parameters = {}
        return node, requires, otherwise, parameters

    def _glossary(self) -> dict[str, GlossaryEntry]:
        found = {}
        for name, raw in self.draft.glossary.items():
            see = self._names(raw.see, self.draft.glossary, "entry", ("glossary", name, "see"))
            found[name] = GlossaryEntry(name, raw.term, self.prose(raw.text, ("glossary", name, "text")), see)
        return found

    def _scene(self, raw: DraftScene, name: str, standing: dict[str, Measure]) -> Scene:
        path = ("scene", name)
        measures = {key: self._measure(one, name, key, (*path, "measure", key)) for key, one in raw.measure.items()}
        if raw.standing:
            for key in standing:
                if key in measures:
                    message = f"`{key}` is a standing measure too"
                    hint = "give one of them another id, or write `standing = false` in the scene"
                    self.faults.add("duplicate-id", message, (*path, "measure", key), hint, on_key=True)
            measures |= standing
        return Scene(name, raw.title, raw.chapter, self.prose(raw.text, (*path, "text")), measures)

    def _measure(self, raw: DraftMeasure, scene: str, name: str, path: Path) -> Measure:
        if raw.takes is not None and self.clock is None:
            hint = "add a `[clock]` table"
            self.faults.add("needs-clock", "`takes` asks for a clock, and there is none", (*path, "takes"), hint)
        tags = self._names(raw.tags, self.draft.tag, "tag", (*path, "tags"))
        if raw.verifies:
            self._inject_named(raw.verifies, (*path, "verifies"))
            target = self.draft.inject.get(raw.verifies)
            if target is not None and target.claims is None:
                message = f"inject `{raw.verifies}` claims nothing that could be verified"
                self.faults.add("misplaced", message, (*path, "verifies"), "give the inject `claims`")
        return Measure(
            name,
            scene,
            raw.label,
            tags,
            self.expression(raw.when, (*path, "when")),
            self._measure_gates(raw, tags, path),
            self.effects(raw.effects, path),
            (1 if raw.takes is None else raw.takes) if self.clock else 0,
            self.prose(raw.result, (*path, "result")),
            self.prose(raw.lesson, (*path, "lesson")),
            self._names(raw.teaches, self.draft.objective, "objective", (*path, "teaches")),
            self.later(raw.later, path),
            self.cancel(raw.cancel, path),
            raw.once,
            raw.fallback,
            self._place(raw.goto, (*path, "goto"), back=True),
            raw.verifies,
            tuple(self._outcome(one, key, (*path, "chance", key)) for key, one in raw.chance.items()),
            route_of(path),
        )

    def _measure_gates(self, raw: DraftMeasure, tags: tuple[str, ...], path: Path) -> tuple[Gate, ...]:
        """The tags' gates with this measure's answers put in, then its own `requires`."""
        found: list[Gate] = []
        asked: set[str] = set()
        given = raw.gates or {}
        answers = {key: self.expression(text, (*path, "gates", key)) for key, text in given.items()}
        for tag in tags:
            for node, _, otherwise, parameters in self._gates.get(tag, ()):
                asked |= parameters
                for name in sorted(parameters - given.keys()):
                    message = f"tag `{tag}` asks what `{name}` is here"
                    hint = f'add `gates = {{ {name} = "..." }}` to the measure'
                    self.faults.add("missing-gate", message, path, hint, on_key=True)
                filled = {name: answer for name in parameters if (answer := answers.get(name)) is not None}
                if node is not None and len(filled) == len(parameters):
                    self.scope.parameters = filled
                    requires, _ = self.scope.meaning(node, "truth")
                    self.scope.parameters = {}
                    prose = None if otherwise is None else parse_prose(otherwise, self.parlance, lambda *_: None)
                    found.append(Gate(requires, prose, tag))
        for name in given.keys() - asked:
            hint = did_you_mean(name, asked)
            self.faults.add("unknown-name", f"no gate of its tags asks for `{name}`", (*path, "gates", name), hint, on_key=True)
        own = self.expression(raw.requires, (*path, "requires"))
        if own is not None:
            prose = None if raw.otherwise is None else self.prose(raw.otherwise, (*path, "otherwise"))
            found.append(Gate(own, prose, ""))
        elif raw.otherwise is not None and raw.requires is None:
            hint = "`otherwise` says why `requires` does not hold"
            self.faults.add("misplaced", "`otherwise` stands without `requires`", (*path, "otherwise"), hint, on_key=True)
        return tuple(found)

    def _outcome(self, raw: DraftOutcome, name: str, path: Path) -> Outcome:
        weight: Expression | None
        if isinstance(raw.weight, int):
            weight = Literal(raw.weight, str(raw.weight))
        else:
            weight = self._weight(raw.weight, (*path, "weight"))
        return Outcome(
            name,
            weight or YES,
            self.effects(raw.effects, path),
            self.later(raw.later, path),
            self.cancel(raw.cancel, path),
            self._place(raw.goto, (*path, "goto"), back=True),
            self.prose(raw.result, (*path, "result")),
            self.prose(raw.lesson, (*path, "lesson")),
            route_of(path),
        )

    def _weight(self, text: str, path: Path) -> Expression | None:
        try:
            weight, kind = self.scope.resolve(text, "number")
        except GrammarFault as fault:
            self.faults.grammar(fault, path)
            return None
        if kind.low < 0 or kind.high > 1_000_000:
            hint = "write `max(0, ...)` around it" if kind.low < 0 else "scale it down"
            message = f"a weight goes from 0 to 1000000, this one from {kind.low} to {kind.high}"
            self.faults.add("out-of-bounds", message, path, hint)
        return weight

    def _inject(self, name: str) -> Inject:
        raw, path = self.draft.inject[name], ("inject", name)
        if raw.on is not None and self.clock is None:
            self.faults.add("needs-clock", "`on` asks for a clock, and there is none", (*path, "on"), "add a `[clock]` table")
        if raw.on is not None and self.clock is not None and raw.on > self.clock.length:
            message = f"the clock stops at {self.clock.length}, so {raw.on} never comes"
            self.faults.add("wrong-value", message, (*path, "on"))
        if raw.when is None and raw.on is None and name not in self.scheduled:
            hint = "give it `when` or `on`, or name it in a `later`"
            self.faults.add("unreachable-inject", f"nothing ever sends inject `{name}`", path, hint, on_key=True)
        return Inject(
            name,
            raw.sender,
            raw.to,
            raw.by,
            raw.grade,
            self.expression(raw.claims, (*path, "claims")),
            self.prose(raw.text, (*path, "text")),
            self.expression(raw.when, (*path, "when")),
            raw.on or 0,
            name in self.scheduled,
            self._names(raw.scenes, self.draft.scene, "scene", (*path, "scenes")),
            self.effects(raw.effects, path),
            self._place(raw.goto, (*path, "goto")),
            raw.repeat,
            self.prose(raw.lesson, (*path, "lesson")),
            route_of(path),
        )

    def _ending(self, name: str) -> Ending:
        raw, path = self.draft.ending[name], ("ending", name)
        return Ending(
            name,
            raw.title,
            raw.rank,
            self.expression(raw.when, (*path, "when")),
            self.prose(raw.text, (*path, "text")),
            self.prose(raw.history, (*path, "history")),
            route_of(path),
        )

    def _property(self, raw: DraftProperty, name: str) -> Property:
        path = ("property", name)
        given = [kind for kind in _KINDS_OF_PROPERTY if getattr(raw, kind) is not None]
        if len(given) != 1:
            kinds = ", ".join(f"`{kind}`" for kind in _KINDS_OF_PROPERTY)
            message = f"property `{name}` makes {'no claim' if not given else 'more than one claim'}"
            self.faults.add("missing-key" if not given else "misplaced", message, path, f"give exactly one of {kinds}", on_key=True)
            return Property(name, "always", YES, "", (), route_of(path))
        kind = given[0]
        text = getattr(raw, kind)
        claim, ending = None, ""
        if kind == "never_by_chance":
            ending = text
            if ending not in self.draft.ending:
                hint = did_you_mean(ending, self.draft.ending)
                self.faults.add("unknown-ending", f"there is no ending `{ending}`", (*path, kind), hint)
        else:
            claim = self.expression(text, (*path, kind))
        at = tuple(self._moment(one, (*path, "at", number)) for number, one in enumerate(raw.at))
        return Property(name, kind, claim, ending, at, route_of(path))

    def _moment(self, text: str, path: Path) -> str:
        """`tag.T`, `scene.S`, or a measure as in `taken()`; the last becomes `measure.KEY`."""
        family, _, rest = text.partition(".")
        if family in ("tag", "scene") and rest in getattr(self.draft, family):
            return text
        keys = self.scope.measures.get(text.removeprefix("measure."), ())
        if len(keys) == 1:
            return f"measure.{keys[0]}"
        known = [*(f"tag.{one}" for one in self.draft.tag), *(f"scene.{one}" for one in self.draft.scene), *self.scope.measures]
        noun = family if family in ("tag", "scene") and rest else "measure"
        hint = did_you_mean(text, known) if not keys else "name the scene too: " + ", ".join(f"`{key}`" for key in keys[:5])
        message = f"`{text[:80]}` could be more than one measure" if keys else f"there is no {noun} `{(rest if noun != 'measure' else text)[:80]}`"
        self.faults.add(f"unknown-{noun}", message, path, hint)
        return text
