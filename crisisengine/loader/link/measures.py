"""Measures: their tags, the gates that these bring, and what chance may make of them."""

from __future__ import annotations

from attrs import frozen

from crisisengine.diagnostics import did_you_mean
from crisisengine.loader.expressions.parser import GrammarFault, Node, parse_expression
from crisisengine.loader.expressions.prose import parse_prose
from crisisengine.loader.faults import route_of
from crisisengine.loader.link.derived import names_in
from crisisengine.loader.link.scope import Context
from crisisengine.loader.schema.draft import DraftMeasure, DraftOutcome
from crisisengine.loader.schema.values import HEAVIEST
from crisisengine.loader.toml.paths import Path
from crisisengine.model.expression import Expression, Literal
from crisisengine.model.scenario import Gate, Measure, Outcome, Tag

__all__ = ["YES", "TagGate", "TagGates", "link_measure", "link_tags"]

YES = Literal(1, "true")


@frozen
class TagGate:
    """A gate as a tag has it: to be filled in by each measure that bears the tag."""

    requires: Node
    otherwise: str | None
    parameters: frozenset[str]
    """The names that no variable bears; each measure says what they are."""


TagGates = dict[str, tuple[TagGate, ...]]


def link_tags(context: Context) -> tuple[dict[str, Tag], TagGates]:
    """The tags, and the gates of each."""
    tags: dict[str, Tag] = {}
    gates: TagGates = {}
    for name, raw in context.draft.tag.items():
        path = ("tag", name)
        for key in ("tier", "phase", "principle"):
            value, known = getattr(raw, key), getattr(context.draft, key)
            if value and value not in known:
                hint = did_you_mean(value, known)
                context.faults.add("unknown-heading", f"there is no {key} `{value}`", (*path, key), hint)
        tags[name] = Tag(name, raw.label, raw.explains, raw.tier, raw.phase, raw.principle)
        found = [
            _tag_gate(gate.requires, gate.otherwise, (*path, "gates", number), context)
            for number, gate in enumerate(raw.gates)
        ]
        gates[name] = tuple(gate for gate in found if gate is not None)
    return tags, gates


def _tag_gate(requires: str, otherwise: str | None, path: Path, context: Context) -> TagGate | None:
    if otherwise:
        context.prose(otherwise, (*path, "otherwise"))
    scope = context.scope
    try:
        node = parse_expression(requires)
        parameters = frozenset(name for name in names_in(node) if "." not in name and name not in scope.variables)
        with scope.filled(dict.fromkeys(parameters, YES)):
            scope.meaning(node, "truth")
    except GrammarFault as fault:
        context.faults.grammar(fault, (*path, "requires"))
        return None
    return TagGate(node, otherwise, parameters)


def link_measure(raw: DraftMeasure, scene: str, path: Path, gates: TagGates, context: Context) -> Measure:
    """One measure, of a scene or standing."""
    faults, draft = context.faults, context.draft
    if raw.takes is not None:
        context.asks_for_clock("`takes`", (*path, "takes"))
    tags = context.names(raw.tags, draft.tag, "tag", (*path, "tags"))
    if raw.verifies:
        known = context.inject_named(raw.verifies, (*path, "verifies"))
        if known and draft.inject[raw.verifies].claims is None:
            message = f"inject `{raw.verifies}` claims nothing that could be verified"
            faults.add("misplaced", message, (*path, "verifies"), "give the inject `claims`")
    return Measure(
        str(path[-1]),
        scene,
        raw.label,
        tags,
        context.expression(raw.when, (*path, "when")),
        _gates(raw, tags, path, gates, context),
        context.effects(raw.effects, path),
        (1 if raw.takes is None else raw.takes) if context.clock else 0,
        context.prose(raw.result, (*path, "result")),
        context.prose(raw.lesson, (*path, "lesson")),
        context.names(raw.teaches, draft.objective, "objective", (*path, "teaches")),
        context.later(raw.later, path),
        context.cancel(raw.cancel, path),
        raw.once,
        raw.fallback,
        context.place(raw.goto, (*path, "goto"), back=True),
        raw.verifies,
        tuple([_outcome(one, (*path, "chance", key), context) for key, one in raw.chance.items()]),
        route_of(path),
    )


def _gates(raw: DraftMeasure, tags: tuple[str, ...], path: Path, gates: TagGates, context: Context) -> tuple[Gate, ...]:
    """The tags' gates with this measure's answers put in, then its own `requires`."""
    found: list[Gate] = []
    asked: set[str] = set()
    given = raw.gates or {}
    answers = {key: context.expression(text, (*path, "gates", key)) for key, text in given.items()}
    for tag in tags:
        for gate in gates.get(tag, ()):
            asked |= gate.parameters
            for name in sorted(gate.parameters - given.keys()):
                message = f"tag `{tag}` asks what `{name}` is here"
                hint = f'add `gates = {{ {name} = "..." }}` to the measure'
                context.faults.add("missing-gate", message, path, hint, on_key=True)
            filled = {name: answer for name in gate.parameters if (answer := answers.get(name)) is not None}
            if len(filled) == len(gate.parameters):
                with context.scope.filled(filled):
                    requires, _ = context.scope.meaning(gate.requires, "truth")
                prose = (
                    None if gate.otherwise is None else parse_prose(gate.otherwise, context.parlance, lambda *_: None)
                )
                found.append(Gate(requires, prose, tag))
    for name in given.keys() - asked:
        message = f"no gate of its tags asks for `{name[:80]}`"
        context.faults.add("unknown-name", message, (*path, "gates", name), did_you_mean(name, asked), on_key=True)
    own = context.expression(raw.requires, (*path, "requires"))
    if own is not None:
        reason = None if raw.otherwise is None else context.prose(raw.otherwise, (*path, "otherwise"))
        found.append(Gate(own, reason, ""))
    elif raw.otherwise is not None and raw.requires is None:
        hint = "`otherwise` says why `requires` does not hold"
        context.faults.add(
            "misplaced", "`otherwise` stands without `requires`", (*path, "otherwise"), hint, on_key=True
        )
    return tuple(found)


def _outcome(raw: DraftOutcome, path: Path, context: Context) -> Outcome:
    weight: Expression | None
    if isinstance(raw.weight, int):
        weight = Literal(raw.weight, str(raw.weight))
    else:
        weight = _weight(raw.weight, (*path, "weight"), context)
    return Outcome(
        str(path[-1]),
        weight or YES,
        context.effects(raw.effects, path),
        context.later(raw.later, path),
        context.cancel(raw.cancel, path),
        context.place(raw.goto, (*path, "goto"), back=True),
        context.prose(raw.result, (*path, "result")),
        context.prose(raw.lesson, (*path, "lesson")),
        route_of(path),
    )


def _weight(text: str, path: Path, context: Context) -> Expression | None:
    try:
        weight, kind = context.scope.resolve(text, "number")
    except GrammarFault as fault:
        context.faults.grammar(fault, path)
        return None
    if kind.low < 0 or kind.high > HEAVIEST:
        hint = "write `max(0, ...)` around it" if kind.low < 0 else "scale it down"
        message = f"a weight goes from 0 to {HEAVIEST}, this one from {kind.low} to {kind.high}"
        context.faults.add("out-of-bounds", message, path, hint)
    return weight
