"""Measures: their tags, the gates that these bring, and what chance may make of them."""

from __future__ import annotations

from attrs import frozen

from crisisengine.loader.advice import Advice, meant, meant_or_listed
from crisisengine.loader.expressions.parser import GrammarFault, Node
from crisisengine.loader.expressions.typecheck import Scope
from crisisengine.loader.expressions.types import Blameless, ResolveFault
from crisisengine.loader.faults import route_of
from crisisengine.loader.link.costs import gate_of, link_costs, payment
from crisisengine.loader.link.derived import names_in
from crisisengine.loader.link.goto import link_goto
from crisisengine.loader.link.linker import Linker
from crisisengine.loader.schema.draft import DraftMeasure, DraftOutcome
from crisisengine.loader.schema.readers import HEAVIEST
from crisisengine.loader.toml.paths import Path
from crisisengine.model.expression import Expression, Literal
from crisisengine.model.prose import Prose
from crisisengine.model.scenario import Gate, Measure, Outcome, Tag, Units

__all__ = ["YES", "TagGate", "TagGates", "link_measure", "link_tags"]

YES = Literal(1, "true")


@frozen
class TagGate:
    """A gate as a tag has it: to be filled in by each measure that bears the tag."""

    requires: Node
    otherwise: Prose | None
    parameters: frozenset[str]
    """The names that no variable bears; each measure says what they are."""


TagGates = dict[str, tuple[TagGate, ...]]


def link_tags(linker: Linker) -> tuple[dict[str, Tag], TagGates]:
    """The tags, and the gates of each."""
    tags: dict[str, Tag] = {}
    gates: TagGates = {}
    for name, raw in linker.draft.tag.items():
        path = ("tag", name)
        for key in ("tier", "phase", "principle"):
            value, known = getattr(raw, key), getattr(linker.draft, key)
            if value and value not in known:
                hint = meant_or_listed(value, known, key)
                linker.faults.add("unknown-heading", f"there is no {key} `{value}`", (*path, key), hint)
        tags[name] = Tag(
            id=name, label=raw.label, explains=raw.explains, tier=raw.tier, phase=raw.phase, principle=raw.principle
        )
        found = [
            _tag_gate(gate.requires, gate.otherwise, (*path, "gates", number), linker)
            for number, gate in enumerate(raw.gates)
        ]
        gates[name] = tuple(gate for gate in found if gate is not None)
    return tags, gates


def _tag_gate(requires: str, otherwise: str | None, path: Path, linker: Linker) -> TagGate | None:
    prose = None if otherwise is None else linker.prose(otherwise, (*path, "otherwise"))
    scope = linker.scope
    node = None
    try:
        node = scope.parse(requires)
        parameters = frozenset(name for name in names_in(node) if "." not in name and name not in scope.variables)
        with scope.filled(dict.fromkeys(parameters, YES)):
            scope.meaning(node, "truth")
    except GrammarFault as fault:
        linker.faults.grammar(_asked_of_measures(fault, node, scope), (*path, "requires"))
        return None
    return TagGate(node, prose, parameters)


def _asked_of_measures(fault: GrammarFault, node: Node | None, scope: Scope) -> GrammarFault:
    """A fault of a gate; where a name in it is no variable, what becomes of such a name is told."""
    if (
        node is None
        or not isinstance(fault, ResolveFault)
        or fault.code != "type-mismatch"
        or isinstance(fault, Blameless)
    ):
        return fault
    strange = [name for name in names_in(node) if "." not in name and name not in scope.variables]
    if not strange:
        return fault
    near = meant(strange[0], scope.variables)
    words = f"`{strange[0]}` is no variable here, so a measure answers it with yes or no in its `gates`"
    hint = f"{words}; {near.words}" if near else words
    return ResolveFault(fault.code, fault.message, fault.at, hint)


def link_measure(raw: DraftMeasure, scene: str, path: Path, gates: TagGates, linker: Linker) -> Measure:
    """One measure, of a scene or standing."""
    faults, draft = linker.faults, linker.draft
    linker.budget.ask("linking")
    if raw.takes is not None:
        linker.asks_for_clock("`takes`", (*path, "takes"))
    tags = linker.names(raw.tags, draft.tag, "tag", (*path, "tags"))
    if raw.verifies:
        known = linker.inject_named(raw.verifies, (*path, "verifies"))
        if known and draft.inject[raw.verifies].claims is None:
            message = f"inject `{raw.verifies}` claims nothing that could be verified"
            faults.add("misplaced", message, (*path, "verifies"), "give the inject `claims`")
    effects = linker.effects(raw.effects, path)
    costs = link_costs(raw.costs or {}, (*path, "costs"), {effect.variable for effect in effects}, linker)
    return Measure(
        id=str(path[-1]),
        scene=scene,
        label=raw.label,
        tags=tags,
        when=linker.expression(raw.when, (*path, "when")),
        gates=(*_gates(raw, tags, path, gates, linker), *(gate_of(cost, linker) for cost in costs)),
        costs=costs,
        effects=(*effects, *payment(costs)),
        takes=linker.units(1 if raw.takes is None else raw.takes, (*path, "takes"), 0) if linker.clock else Units.of(0),
        result=linker.prose(raw.result, (*path, "result")),
        plain=_plain_result(raw, path, linker),
        lesson=linker.prose(raw.lesson, (*path, "lesson")),
        teaches=linker.names(raw.teaches, draft.objective, "objective", (*path, "teaches")),
        later=linker.later(raw.later, path),
        cancel=linker.cancel(raw.cancel, path),
        once=raw.once,
        fallback=raw.fallback,
        goto=link_goto(raw.goto, (*path, "goto"), linker, back=True),
        verifies=raw.verifies,
        voters=linker.role_named(raw.voters, (*path, "for")),
        outcomes=tuple([_outcome(outcome, (*path, "chance", key), linker) for key, outcome in raw.chance.items()]),
        route=route_of(path),
    )


def _gates(raw: DraftMeasure, tags: tuple[str, ...], path: Path, gates: TagGates, linker: Linker) -> tuple[Gate, ...]:
    """The tags' gates with this measure's answers put in, then its own `requires`."""
    found: list[Gate] = []
    asked: set[str] = set()
    given = raw.gates or {}
    answers = {key: linker.expression(text, (*path, "gates", key)) for key, text in given.items()}
    linker.scope.longest_answer = max(linker.scope.longest_answer, *map(len, given.values()), 0)
    for tag in tags:
        for gate in gates.get(tag, ()):
            asked |= gate.parameters
            unread = (*path, "gates") in linker.faults.unread
            for name in () if unread else sorted(gate.parameters - given.keys()):
                message = f"tag `{tag}` asks what `{name}` is here"
                hint = f'add `gates = {{ {name} = "..." }}` to the measure'
                linker.faults.add("missing-gate", message, path, hint, on_key=True)
            filled = {name: answer for name in gate.parameters if (answer := answers.get(name)) is not None}
            linker.budget.ask("linking")
            if len(filled) == len(gate.parameters):
                with linker.scope.filled(filled):
                    requires, _ = linker.scope.meaning(gate.requires, "truth")
                found.append(Gate(requires, gate.otherwise, tag))
    for name in () if _tags_are_at_fault(raw, path, linker) else given.keys() - asked:
        known_gates = [linker.draft.tag[tag].gates for tag in tags if tag in linker.draft.tag]
        if sum(map(len, known_gates)) == sum(len(gates.get(tag, ())) for tag in tags):  # else one of them is at fault
            _refuse_answer(name, asked, tags, (*path, "gates", name), linker)
    own = linker.expression(raw.requires, (*path, "requires"))
    if own is not None:
        reason = None if raw.otherwise is None else linker.prose(raw.otherwise, (*path, "otherwise"))
        found.append(Gate(own, reason, ""))
    elif raw.otherwise is not None and raw.requires is None:
        hint = "`otherwise` says why `requires` does not hold"
        linker.faults.add("misplaced", "`otherwise` stands without `requires`", (*path, "otherwise"), hint, on_key=True)
    return tuple(found)


def _tags_are_at_fault(raw: DraftMeasure, path: Path, linker: Linker) -> bool:
    """Whether a tag that was meant is not read: its gates may ask for what seems to be too much."""
    mistold = linker.faults.about((*path, "tag")) or (*path, "tags") in linker.faults.unread
    return mistold or any(tag not in linker.draft.tag for tag in raw.tags)


def _refuse_answer(name: str, asked: set[str], tags: tuple[str, ...], path: Path, linker: Linker) -> None:
    """Record an answer that no gate asks for."""
    for tag in tags if name in linker.scope.variables else ():
        if any(name in names_in(linker.scope.parse(gate.requires)) for gate in linker.draft.tag[tag].gates):
            message = f"the gate of tag `{tag}` asks for `{name}`, and a variable of that name answers it already"
            hint = "give the gate's word, or the variable, another name"
            linker.faults.add("unknown-name", message, path, hint, on_key=True)
            return
    message = f"no gate of its tags asks for `{name[:80]}`"
    linker.faults.add("unknown-name", message, path, _asked_instead(asked, name), on_key=True)


def _asked_instead(asked: set[str], name: str) -> Advice:
    """What an answer to nothing could have been an answer to."""
    if not asked:
        return Advice(f"they ask for nothing: leave `{name[:80]}` out")
    advice = meant_or_listed(name, sorted(asked))
    return advice if advice.instead else Advice(f"they ask for {', '.join(f'`{word}`' for word in sorted(asked)[:8])}")


def _outcome(raw: DraftOutcome, path: Path, linker: Linker) -> Outcome:
    weight: Expression | None
    if isinstance(raw.weight, int):
        weight = Literal(raw.weight, str(raw.weight))
    else:
        weight = _weight(raw.weight, (*path, "weight"), linker)
    return Outcome(
        id=str(path[-1]),
        weight=weight or YES,
        effects=linker.effects(raw.effects, path),
        later=linker.later(raw.later, path),
        cancel=linker.cancel(raw.cancel, path),
        goto=link_goto(raw.goto, (*path, "goto"), linker, back=True),
        result=linker.prose(raw.result, (*path, "result")),
        plain=_plain_result(raw, path, linker),
        lesson=linker.prose(raw.lesson, (*path, "lesson")),
        route=route_of(path),
    )


def _plain_result(raw: DraftMeasure | DraftOutcome, path: Path, linker: Linker) -> Prose:
    """The plain wording of a result; without a result there is nothing to say plainly."""
    if raw.plain and not raw.result:
        hint = "write the `result` as well: it is what everybody else reads"
        linker.faults.add("misplaced", "`plain` stands without `result`", (*path, "plain"), hint, on_key=True)
    return linker.prose(raw.plain, (*path, "plain"))


def _weight(text: str, path: Path, linker: Linker) -> Expression | None:
    try:
        weight, kind = linker.scope.resolve(text, "number")
    except GrammarFault as fault:
        linker.faults.grammar(fault, path)
        return None
    if kind.low < 0 or kind.high > HEAVIEST:
        hint = "write `max(0, ...)` around it" if kind.low < 0 else "scale it down"
        message = f"a weight goes from 0 to {HEAVIEST}, this one from {kind.low} to {kind.high}"
        linker.faults.add("out-of-bounds", message, path, hint)
    return weight
