"""What a key that the format does not know was meant to be: a habit from elsewhere, a key of another table, a slip."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

from crisisengine.loader.advice import Advice, meant

__all__ = ["key_advice"]

_SAID_ELSEWHERE = {
    "when": "if condition conditions cond guard show_if visible available",
    "requires": "needs prerequisite locked_unless unlock",
    "goto": "target next to go link leads_to divert destination jump scene",
    "effects": "set do changes change consequences then",
    "label": "title name caption text option choice",
    "title": "name label heading",
    "text": "description desc body content prose story message",
    "result": "response reply outcome_text feedback text",
    "measure": "choice choices option options action actions decision decisions",
    "scene": "node passage knot room location page",
    "variable": "var vars stat stats state flag",
    "inject": "event events message",
    "ending": "end ends outcome result",
    "party": "actor character faction stakeholder",
    "objective": "goal goals learning",
    "chance": "outcome outcomes random luck",
    "weight": "probability odds percent percentage likelihood share",
    "start": "initial init default value begin",
    "range": "limits bounds between",
    "values": "words options states",
    "bands": "words levels labels",
    "takes": "time duration costs_time",
    "after": "delay in wait",
    "once": "one_time single_use unique",
    "from": "sender source author",
    "rank": "score order points",
    "unit": "units step",
    "length": "duration end turns",
    "name": "title label",
}
"""By our key, what other engines and other habits call it."""


_SAID_OTHERWISE = {
    **dict.fromkeys(
        ("min", "max", "minimum", "maximum", "lowest", "highest"),
        ("range", "write `range = [0, 6]`: the lowest and the highest"),
    ),
    "type": ("start", "the type follows from `start`: a number, true or false, or one of `values`"),
    "id": ("label", "an id stands in the header of its table"),
    "tag": ("tags", 'write `tags = ["..."]`'),
}
"""Keys that other engines have and that are said another way here: a key that the table must know, and the way."""


def key_advice(
    key: str,
    known: Iterable[str],
    given: Container[str],
    *,
    several: Container[str] = (),
    required: Container[str] = (),
    homes: Sequence[str] = (),
    at_top: bool = False,
) -> Advice:
    """What to do about an unknown key of a table.

    Args:
        key: as written.
        known: the table's keys.
        given: the keys that the table has.
        several: of the known keys those that hold a table for each id, and take more of them.
        required: the keys that the table lacks and must have: of two that could be meant, one of these.
        homes: the nouns of the tables that do know the key.
        at_top: whether it is a key of the file itself.
    """
    keys = list(known)
    if key.lower() in _SAID_OTHERWISE:
        asked, words = _SAID_OTHERWISE[key.lower()]
        if asked in keys:
            return Advice(words)
    free = [name for name in keys if name not in given or name in several]
    habits = [name for name in free if key.lower() in _SAID_ELSEWHERE.get(name, "").split()]
    habits.sort(key=lambda name: name not in required)
    if habits:
        return Advice(f"here it is called `{habits[0]}`", habits[0])
    if at_top and not homes:
        return Advice(f"`{key[:80]}` stands at the top of the file, above the first table")
    near = meant(key, free)
    if homes and not (near and near.instead in required):
        nouns = [f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}" for noun in homes[:3]]
        return Advice(f"`{key[:80]}` belongs to {' or '.join(nouns)}")
    return near or meant(key, keys) or Advice(f"it knows {', '.join(f'`{name}`' for name in keys)}")
