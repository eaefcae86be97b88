"""Where a rule leads: the id of a place, or several with what decides between them.

    goto = "town"
    goto = "dry if told else held"
    goto = "home if trust >= 4 else (held if told else lost) if day < 9 else back"

It is read by the grammar of expressions, and of that only `if`, `else` and brackets stand between places. What is nested
is written out flat, as a row of ends of which the first whose condition holds is taken.
"""

from __future__ import annotations

from collections.abc import Iterator

from crisisengine.loader.expressions.parser import GrammarFault, Node
from crisisengine.loader.link.linker import Linker
from crisisengine.loader.schema.readers import forks
from crisisengine.loader.toml.paths import Path
from crisisengine.model.expression import Expression, Junction
from crisisengine.model.scenario import End, Goto

__all__ = ["link_goto"]

_Place = tuple[tuple[Expression, ...], Node]
"""What must hold, all of it, once no place before it was taken; and the place."""


def link_goto(text: str, path: Path, linker: Linker, *, back: bool = False) -> Goto:
    """A `goto`; what is at fault in it is recorded.

    Args:
        text: as the author wrote it; empty where there is none.
        path: of the `goto`.
        linker: knows the places, and what a condition may name.
        back: whether it may lead `back`.
    """
    if not text:
        return Goto()
    if not forks(text):
        return Goto((End(None, linker.place(text, path, back=back)),))
    linker.budget.ask("linking")
    try:
        places = list(_places(linker.scope.parse(text), linker))
    except GrammarFault as fault:
        linker.faults.grammar(fault, path)
        return Goto()
    for _, node in places:
        linker.place(node.text, path, back=back, offset=node.at)
    return Goto(tuple(End(_all_of(conditions), node.text) for conditions, node in places))


def _places(node: Node, linker: Linker) -> Iterator[_Place]:
    """The places below a node, in the order in which they are asked. A grammar bounds how deep they nest."""
    if node.kind == "choose":
        then, asked, otherwise = node.operands
        condition, _ = linker.scope.meaning(asked, "truth")
        # The last place of `then` has no condition but this one: wherever it holds, one of them is taken.
        yield from (((condition, *conditions), place) for conditions, place in _places(then, linker))
        yield from _places(otherwise, linker)
    elif node.kind == "name" and "." not in node.text:
        yield (), node
    else:
        hint = 'for example `goto = "dry if told else held"`'
        raise GrammarFault("a way leads to a scene or an ending, by its id alone", node.at, hint)


def _all_of(conditions: tuple[Expression, ...]) -> Expression | None:
    if len(conditions) > 1:
        return Junction("and", conditions)
    return conditions[0] if conditions else None
