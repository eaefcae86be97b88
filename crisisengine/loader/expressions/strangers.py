"""A name that no variable bears: what else in the scenario bears it, and what to write to mean that.

Authors name what they see: a party, a scene, a measure, a word, a band. Each is asked in its own way, and a near name
among the variables is looked for only where none of them is meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from crisisengine.loader.advice import NO_ADVICE, Advice, meant
from crisisengine.model.scenario import Variable

__all__ = ["FUNCTIONS", "band_advice", "function_advice", "name_advice", "target_advice"]

FUNCTIONS = ("min", "max", "clamp", "least", "taken", "visits", "due", "possible", "first", "before")
MOST_ASKED = 1000
"""Variables whose words and bands are asked whether they are meant."""
_TRUTHS = {"true": "true", "yes": "true", "false": "false", "no": "false"}
_CHANCE = frozenset(("random", "rand", "rnd", "randint", "roll", "dice", "chance", "either"))
_UNITS = ("minute", "hour", "day", "week", "month", "turn", "time", "clock")


def name_advice(
    name: str,
    variables: Mapping[str, Variable],
    *,
    scenes: Mapping[str, object],
    endings: Mapping[str, object],
    injects: Mapping[str, object],
    measures: Mapping[str, Sequence[str]],
) -> Advice:
    """What to write instead of a name that no variable bears."""
    if name.lower() in _TRUTHS:
        truth = _TRUTHS[name.lower()]
        return Advice(f"write `{truth}`", truth)
    if name in FUNCTIONS:
        return Advice(f"`{name}` is a function: write `{name}(...)`")
    unit = next((unit for unit in _UNITS if unit in variables), "")
    if name in _UNITS and unit:
        return Advice(f"the clock counts `{unit}`s: write `{unit}`", unit)
    found = next(_elsewhere(name, variables, scenes, endings, injects, measures), NO_ADVICE)
    return found or meant(name, [*variables, *(f"scene.{scene}" for scene in scenes)])


def target_advice(name: str, variables: Mapping[str, Variable]) -> Advice:
    """What an effect could change instead of a name that no variable bears."""
    return next(_of_parties(name, variables), NO_ADVICE) or meant(name, variables)


def _of_parties(name: str, variables: Mapping[str, Variable]) -> Iterator[Advice]:
    """A party for its attribute, and an attribute for that of a party."""
    own = [variable.name for variable in variables.values() if variable.party == name]
    if own:
        yield _one_of(f"`{name}` is a party, and has", own)
    bearers = [variable.name for variable in variables.values() if variable.attribute == name]
    if bearers:
        yield _one_of(f"`{name}` is an attribute, borne as", bearers)


def _elsewhere(
    name: str,
    variables: Mapping[str, Variable],
    scenes: Mapping[str, object],
    endings: Mapping[str, object],
    injects: Mapping[str, object],
    measures: Mapping[str, Sequence[str]],
) -> Iterator[Advice]:
    """Everything that bears the name, the likeliest first."""
    yield from _of_parties(name, variables)
    some = list(islice(variables.values(), MOST_ASKED))
    for variable in some:
        if variable.sort == "word" and name in variable.words:
            yield Advice(f"`{name}` is a word of `{variable.name}`: write `'{name}'`", f"'{name}'")
    if name in endings:
        yield Advice(f"`{name}` is an ending: write `ending.{name}`", f"ending.{name}")
    if name in scenes:
        words = f"`{name}` is a scene: write `scene.{name}` for being there, `visits('{name}') >= 1` for having been"
        yield Advice(words, f"scene.{name}")
    if name in measures:
        yield Advice(f"`{name}` is a measure: write `taken('{name}')`", f"taken('{name}')")
    if name in injects:
        yield Advice(f"`{name}` is an inject: write `due('{name}') >= 1` while it is under way")
    yield from (advice for variable in some if (advice := band_advice(name, variable)))
    parent, dot, last = name.rpartition(".")
    if dot and parent == "party":
        some_party = next((variable.name for variable in variables.values() if variable.attribute == last), "")
        if some_party:
            yield Advice(f"`party` stands for a party's id, as in `{some_party}`")
    own = [variable.name for variable in variables.values() if dot and variable.party == parent]
    if own and not meant(name, own):
        yield _one_of(f"`{parent}` is a party, and has", own)
    bearers = [variable.name for variable in variables.values() if dot and variable.attribute == last]
    if bearers and not meant(name, bearers):
        yield _one_of(f"`{last}` is an attribute, borne as", bearers)
    if dot and parent in variables:
        yield Advice(f"write `{parent}`: an expression compares the number or the word itself", parent)


def _one_of(what: str, names: Sequence[str]) -> Advice:
    listed = ", ".join(f"`{name}`" for name in names[:4])
    return Advice(f"{what} {listed}", names[0] if len(names) == 1 else None)


def band_advice(word: str, variable: Variable, operator: str = "", span: tuple[int, int] | None = None) -> Advice:
    """How to ask for a band of a variable, whose word an author wrote in the place of its number.

    Args:
        word: as written, without quotes.
        variable: which may have a band of that word, or may not.
        operator: between the variable and the word, if any.
        span: where the word is written.
    """
    if variable.sort != "number":
        return NO_ADVICE
    for number, (low, label) in enumerate(variable.bands):
        if label.lower() == word.lower():
            above = variable.bands[number + 1][0] if number + 1 < len(variable.bands) else variable.high + 1
            if operator == "=":
                return Advice(f"`{word}` begins at {low} for `{variable.name}`: write `{low}`", f"{low}", span=span)
            if operator in (">=", "<"):
                return Advice(
                    f"`{word}` begins at {low} for `{variable.name}`: write `{operator} {low}`", f"{low}", span=span
                )
            if operator in (">", "<="):
                words = f"`{word}` ends at {above - 1} for `{variable.name}`: write `{operator} {above - 1}`"
                return Advice(words, f"{above - 1}", span=span)
            if above - 1 == low:
                return Advice(f"`{word}` is {low} for `{variable.name}`: write `{low}`", f"{low}", span=span)
            return Advice(
                f"`{word}` is `{variable.name}` from {low} to {above - 1}: write `{low} <= {variable.name} <= {above - 1}`"
            )
    return NO_ADVICE


def function_advice(name: str) -> Advice:
    """What to write instead of a function that there is not."""
    if name in _CHANCE:
        return Advice(
            "an expression knows no chance: let a measure have outcomes, `[scene.S.measure.M.chance.O]` with a `weight`"
        )
    return meant(name, FUNCTIONS)
