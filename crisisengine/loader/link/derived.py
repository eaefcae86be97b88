"""Derived variables: what `is` says, each linked after those that it reads; circles are refused."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping

from crisisengine.budget import Budget
from crisisengine.limits import MOST_DERIVED
from crisisengine.loader.expressions.parser import GrammarFault, Node
from crisisengine.loader.expressions.typecheck import Scope
from crisisengine.loader.faults import Faults
from crisisengine.loader.link.bands import Bands, bands_of, labels_of
from crisisengine.loader.link.variables import refuse
from crisisengine.loader.schema.draft import Draft, DraftVariable
from crisisengine.model.expression import Read, reads
from crisisengine.model.scenario import Variable

__all__ = ["link_derived", "names_in", "sources_of"]


def link_derived(draft: Draft, scope: Scope, faults: Faults, budget: Budget) -> None:
    """Add the derived variables to the scope, each after those that it reads: Kahn's topological sort.

    Source: A. B. Kahn, Topological sorting of large networks, Communications of the ACM 5 (1962).

    Raises:
        OverBudget: the time or the memory is up.
    """
    waiting: dict[str, Node] = {}
    for name, raw in draft.variable.items():
        if raw.is_ is not None:
            budget.ask("linking")
            try:
                waiting[name] = scope.parse(raw.is_)
            except GrammarFault as fault:
                faults.grammar(fault, ("variable", name, "is"))
                _set_aside(name, scope)
    for name in list(waiting)[MOST_DERIVED : MOST_DERIVED + 1]:
        message = f"there are {len(waiting):,} derived variables; {MOST_DERIVED} is the most"
        faults.add("too-large", message, ("variable", name, "is"))
    needs = {name: {other for other in names_in(node) if other in waiting} for name, node in waiting.items()}
    for name in _taken_off(needs):
        budget.ask("linking")
        _derive(name, draft.variable[name], waiting.pop(name), scope, faults)
    # What is left stands on a circle, or reads from a circle; the readers are taken off from the other end.
    readers: dict[str, set[str]] = {name: set() for name in waiting}
    for name in waiting:
        for other in needs[name] & waiting.keys():
            readers[other].add(name)
    for name in _taken_off(readers):
        waiting.pop(name)
        _set_aside(name, scope)
    for name in waiting:
        others = ", ".join(f"`{other}`" for other in sorted(needs[name] & waiting.keys())[:5])
        through = "" if name in needs[name] else f" through {others}"
        faults.add("circular-variable", f"`{name}` depends on itself{through}", ("variable", name, "is"))
        _set_aside(name, scope)


def _taken_off(needs: dict[str, set[str]]) -> Iterator[str]:
    """The names one after the other, each once it needs none that is left; those on a circle never."""
    needed_by: dict[str, list[str]] = {}
    for name, wanted in needs.items():
        for other in wanted:
            needed_by.setdefault(other, []).append(name)
    left = {name: len(wanted) for name, wanted in needs.items()}
    ready = deque(name for name, count in left.items() if not count)
    while ready:
        name = ready.popleft()
        yield name
        for other in needed_by.get(name, ()):
            left[other] -= 1
            if not left[other]:
                ready.append(other)


def _derive(name: str, raw: DraftVariable, node: Node, scope: Scope, faults: Faults) -> None:
    path = ("variable", name)
    try:
        expression, kind = scope.infer(node)
    except GrammarFault as fault:
        faults.grammar(fault, (*path, "is"))
        _set_aside(name, scope)
        return
    bands: Bands = ()
    if kind.sort == "number":
        bands = bands_of(raw, (kind.low, kind.high), path, faults)
    elif kind.sort == "word":
        bands = labels_of(raw, kind.words, path, faults)
    else:
        refuse(raw, path, ("bands",), "a yes/no variable", faults)
    scope.variables[name] = Variable(
        name=name,
        sort=kind.sort,
        low=kind.low,
        high=kind.high,
        start=kind.low,
        label=raw.label,
        words=kind.words,
        bands=bands,
        better=raw.better,
        hidden=raw.hidden,
        derived=expression,
        explains=raw.explains,
    )


def _set_aside(name: str, scope: Scope) -> None:
    """A faulty variable keeps its name, so that whoever reads it is not blamed as well."""
    scope.variables[name] = Variable(name=name, sort="number", low=0, high=1, start=0, label="")
    scope.faulty.add(name)


def sources_of(derived: Variable, variables: Mapping[str, Variable]) -> list[str]:
    """The plain variables that a derived one follows from, through others of its kind."""
    found: dict[str, None] = {}
    seen, waiting = {derived.name}, [derived]
    while waiting:
        expression = waiting.pop().derived
        for read in reads(expression) if expression is not None else ():
            if isinstance(read, Read) and read.variable not in seen:
                seen.add(read.variable)
                variable = variables[read.variable]
                if variable.derived is None:
                    found[variable.name] = None
                else:
                    waiting.append(variable)
    return list(found)


def names_in(node: Node) -> Iterator[str]:
    """Every variable that an expression names, as written; what stands in `least` is an attribute."""
    stack = [node]
    while stack:
        part = stack.pop()
        if part.kind == "name":
            yield part.text
        if part.text != "least" or part.kind != "call":
            stack.extend(part.operands)
