"""What a difference says first, and how its parts are said, for every format: bare words."""

from __future__ import annotations

from crisisengine.authoring.difference.comparing import ThingChange
from crisisengine.authoring.difference.facets import ThingKind
from crisisengine.authoring.difference.two_versions import EndingMove, KeptFit, ScenarioDifference, Turn
from crisisengine.authoring.outlook import odds_text, play_text
from crisisengine.authoring.verdict_words import did, does, new_text, turned_text
from crisisengine.text.english import plural

__all__ = [
    "HEADINGS",
    "headline",
    "how_text",
    "kept_text",
    "odds_of",
    "shortest_of",
    "summary",
    "thing_title",
    "turn_text",
    "unread_text",
]

HEADINGS: dict[ThingKind, str] = {
    "head": "The whole",
    "scene": "Scenes",
    "measure": "Measures",
    "inject": "What the world sends",
    "ending": "Endings",
    "promise": "Promises",
    "watched": "Who is in it, and what is kept track of",
    "role": "Roles",
    "tag": "Kinds of measures, and what they mean",
    "word": "Words that are explained",
    "source": "Sources",
}
_NOUNS: dict[ThingKind, str] = {
    "head": "text of the whole",
    "scene": "scene",
    "measure": "measure",
    "inject": "inject",
    "ending": "ending",
    "promise": "promise",
    "watched": "value",
    "role": "role",
    "tag": "tag",
    "word": "word",
    "source": "source",
}


def headline(found: ScenarioDifference) -> str:
    """The one sentence that a hurried colleague reads."""
    if found.empty:
        return "Nothing changed for anybody."
    turned = [turn for turn in found.turned if turn.name]
    whole = [turn for turn in found.turned if not turn.name]
    if turned or whole:
        worse = [turn for turn in turned if turn.after != "holds"]
        better = len(turned) - len(worse)
        told = (
            [f"{plural(len(worse), 'promise')} that held no longer {'does' if len(worse) == 1 else 'do'}"]
            if worse
            else []
        )
        told += (
            [
                f"{plural(better, 'promise')} that {'was' if better == 1 else 'were'} broken {'holds' if better == 1 else 'hold'} now"
            ]
            if better
            else []
        )
        told += [turn_text(whole[0])] if whole and not turned else []
        return f"{'; '.join(told)}."[:1].upper() + f"{'; '.join(told)}."[1:]
    if found.undecided:
        return "Not everything could be decided in the time that there was."
    if not found.turns or "invalid" in (found.turns[0].before, found.turns[0].after):
        return "What can be read is set side by side; nothing could be proved."
    return "No promise turned."


def summary(found: ScenarioDifference) -> str:
    """How much changed: `2 scenes new, 1 gone, 14 changed; 3 measures changed`."""
    told = []
    for kind, noun in _NOUNS.items():
        ways = {
            how: sum(change.kind == kind and change.how == how for change in found.changes)
            for how in ("new", "gone", "renamed", "changed", "unread")
        }
        counted = [(count, how_text(how)) for how, count in ways.items() if count]
        if counted:
            first, *rest = counted
            told.append(", ".join([f"{plural(first[0], noun)} {first[1]}", *(f"{count} {how}" for count, how in rest)]))
    moved = sum(ending.moved for ending in found.endings)
    told += [f"the odds of {plural(moved, 'ending')} moved"] if moved else []
    torn = found.turns and "invalid" in (found.turns[0].before, found.turns[0].after)
    return "; ".join(told) or (
        "nothing that people see, as far as it can be read" if torn else "nothing that people see"
    )


def how_text(how: str) -> str:
    """What became of a thing, as it is said."""
    return "not compared" if how == "unread" else how


def turn_text(turn: Turn) -> str:
    """What became of a promise, in a clause."""
    name = f"`{turn.name}`" if turn.name else "the scenario"
    if turn.before is None:
        return name if turn.after is None else new_text(name, turn.after)
    if turn.after is None:
        return f"{name} is asked no more; it {did(turn.before)}"
    if turn.before == turn.after:
        return f"{name} {does(turn.after)}, as before"
    return turned_text(name, turn.before, turn.after)


def odds_of(ending: EndingMove) -> tuple[str, str]:
    """An ending's odds before and now; a dash where it was not there."""
    before, after = ("-" if odds is None else odds_text(odds) for odds in (ending.before, ending.after))
    return before, after


def shortest_of(ending: EndingMove) -> str:
    """The decisions of a shortest way, before and after; beside them how odds moved that read the same."""
    return "; ".join(filter(None, [_ways_of(ending), _slightly(ending), _played(ending)]))


def _played(ending: EndingMove) -> str:
    """What is up to whoever plays: `at best 63 %, was 70 %`."""
    before, after = ("" if odds is None else play_text(odds) for odds in (ending.before, ending.after))
    if before == after or ending.before is None:
        return after
    known = ending.before.best is not None and ending.after is not None and ending.after.best is not None
    return f"{after or 'all up to play'}, was {before or 'all up to play'}" if known else after


def _slightly(ending: EndingMove) -> str:
    """`a little less likely`, where the odds moved by less than their digits show."""
    if ending.before is None or ending.after is None or not ending.moved:
        return ""
    before, after = ending.before.share, ending.after.share
    if before == after or odds_text(ending.before) != odds_text(ending.after):
        return ""
    return f"a little {'more' if after > before else 'less'} likely"


def _ways_of(ending: EndingMove) -> str:
    before = ending.before.shortest if ending.before else None
    after = ending.after.shortest if ending.after else None
    if before == after:
        return "no way" if after is None else plural(after, "decision")
    told = "no way" if after is None else plural(after, "decision")
    if ending.before is None:
        return told
    return f"{told}, was {'none' if before is None else before}"


def kept_text(kept: KeptFit) -> str:
    """How far a kept run fits now."""
    if kept.after >= kept.before:
        return (
            f"{kept.name}: fits, {plural(kept.after, 'decision')}"
            if kept.after == kept.decisions
            else f"{kept.name}: fits as far as before, to decision {kept.after}"
        )
    return f"{kept.name}: fits up to decision {kept.after} of {kept.decisions}; {kept.refused}"


def thing_title(change: ThingChange) -> str:
    """A thing by its title, its scene and its id."""
    where = f" in “{change.within}”" if change.within else ""
    named = f"“{change.title}”{where}"
    return f"{named} ({change.key}, was {change.was})" if change.was else f"{named} ({change.key})"


def unread_text(change: ThingChange) -> str:
    """Why a thing could not be compared."""
    return f"Not compared: {'; '.join(change.left_out)}"
