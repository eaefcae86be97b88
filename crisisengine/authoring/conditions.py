"""Guards, effects, weights, prices and ways in words, for those who write a scenario and their colleagues.

Markdown, in the words of the scenario's own labels and scales: `only if Kesh Hydropower is at least *civil*`, `Trust down
by one`, `the likelier the higher Consent`. Hidden variables and inner workings are named, so it is for nobody who plays.
The words of a bare condition or amount are the engine's (`engine/conditions`).

Longer than 300 lines because everything that a rule can say has its words here, one kind after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from crisisengine.engine.conditional import conditional_text
from crisisengine.engine.conditions import amount_text, condition_text
from crisisengine.engine.naming import called, inject_text, joined, level_text, measure_label, place_title
from crisisengine.engine.negation import negated
from crisisengine.engine.rendering import date_at, span_text
from crisisengine.model.expression import Arithmetic, Choose, Expression, Fact, Function, Literal, Negate, Read
from crisisengine.model.prose import Prose
from crisisengine.model.scenario import (
    BACK,
    Effect,
    End,
    Gate,
    Goto,
    Inject,
    Later,
    Outcome,
    Property,
    Scenario,
    Units,
    Variable,
)
from crisisengine.text.markdown import authored, literal

__all__ = [
    "arrival_texts",
    "cancel_text",
    "effect_text",
    "guard_text",
    "later_text",
    "lock_text",
    "number_word",
    "property_text",
    "units_text",
    "way_text",
    "weight_text",
]

_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def number_word(number: int) -> str:
    """`three`; digits beyond twelve."""
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else f"{number:,}"


# --- guards ----------------------------------------------------------------------------------------------------------


def guard_text(scenario: Scenario, guard: Expression) -> str:
    """`only if ...`; `always` and `never` where that is all it says."""
    if isinstance(guard, Literal):
        return "always" if guard.value else "never"
    return f"only if {condition_text(scenario, guard)}"


def lock_text(scenario: Scenario, gate: Gate) -> str:
    """What a gate asks, and in whose name: `needs Trust to be ...` is told as `open only if Trust is ...`."""
    if isinstance(gate.requires, Literal):
        told = "never locked" if gate.requires.value else "always locked"
    else:
        told = f"open {guard_text(scenario, gate.requires)}"
    tag = scenario.tags.get(gate.tag)
    told += f" ({literal(tag.label)})" if tag is not None else ""
    if gate.otherwise is None:
        return told
    return f"{told}; else: “{_quoted(scenario, gate.otherwise)}”"


def _quoted(scenario: Scenario, prose: Prose) -> str:
    return " ".join(authored(conditional_text(scenario, prose)).split())


# --- effects ---------------------------------------------------------------------------------------------------------


def effect_text(scenario: Scenario, effect: Effect) -> str:
    """What becomes of a variable, as a clause without a verb that would have to know one from many: `Trust down by one`."""
    variable = scenario.variables[effect.variable]
    return _becomes(scenario, variable, effect.value)


def _becomes(scenario: Scenario, variable: Variable, value: Expression) -> str:
    label = literal(called(scenario, variable.name))
    match value:
        case Literal(amount) if variable.sort == "truth" and not variable.bands:
            return f"“{label}” holds from now on" if amount else f"“{label}” no longer holds"
        case Literal(amount):
            return f"{label} set to {level_text(variable, '==', amount)}"
        case Read(name) if name == variable.name:
            return f"{label} unchanged"
        case Choose(then, condition, otherwise):
            return _either(scenario, variable, then, condition, otherwise)
        case Function("min" | "max" as bound, (first, Literal(limit)) | (Literal(limit), first)):
            moved = _moved(scenario, variable, first)
            if moved:
                end = level_text(variable, "<=" if bound == "min" else ">=", limit)
                return f"{label} {moved}, to {end} {'at most' if bound == 'min' else 'at least'}"
    moved = _moved(scenario, variable, value) or _held(scenario, variable, value)
    if moved:
        return f"{label} {moved}"
    if variable.sort == "truth":
        return f"“{label}” holds from now on if {condition_text(scenario, value)}, and else does not"
    return f"{label} set to {amount_text(scenario, value, like=variable)}"


def _either(
    scenario: Scenario, variable: Variable, then: Expression, condition: Expression, otherwise: Expression
) -> str:
    """A change that depends: `if ..., Trust down by one, otherwise Trust set to *firm*`."""
    own = Read(variable.name)
    if otherwise == own:
        return f"if {condition_text(scenario, condition)}, {_becomes(scenario, variable, then)}"
    if then == own:
        return f"if {condition_text(scenario, negated(condition))}, {_becomes(scenario, variable, otherwise)}"
    first, second = (_becomes(scenario, variable, side) for side in (then, otherwise))
    return f"if {condition_text(scenario, condition)}, {first}, otherwise {second}"


def _moved(scenario: Scenario, variable: Variable, value: Expression) -> str:
    """`up by one`; empty where the value does not move from where it is."""
    match value:
        case Arithmetic("+", Read(name), amount) | Arithmetic("+", amount, Read(name)) if name == variable.name:
            return _steps(scenario, "up", "down", amount)
        case Arithmetic("-", Read(name), amount) if name == variable.name:
            return _steps(scenario, "down", "up", amount)
    return ""


def _held(scenario: Scenario, variable: Variable, value: Expression) -> str:
    """`brought between 1 and 3`, `down by one, kept between 0 and 3`, `up to 2 where it was lower`; empty for all else."""
    match value:
        case Function("min", (Function("max", (inner, Literal(low))), Literal(high))):
            pass
        case Function("max", (Function("min", (inner, Literal(high))), Literal(low))):
            pass
        case Function("max", (Read(name), Literal(low))) if name == variable.name:
            return f"up to {level_text(variable, '==', low)} where it was lower"
        case Function("min", (Read(name), Literal(high))) if name == variable.name:
            return f"down to {level_text(variable, '==', high)} where it was higher"
        case _:
            return ""
    moved = _moved(scenario, variable, inner)
    if not moved and inner != Read(variable.name):
        return ""
    least, most = level_text(variable, ">=", low), level_text(variable, "<=", high)
    span = f"between {least} and {most}" if least != most else f"between {low} and {high} ({least})"
    return f"{moved}, kept {span}" if moved else f"brought {span}"


def _steps(scenario: Scenario, way: str, back: str, amount: Expression) -> str:
    match amount:
        case Literal(steps):
            return f"{way if steps >= 0 else back} by {number_word(abs(steps))}"
        case Negate(Literal(steps)):
            return f"{back} by {number_word(steps)}"
        case Negate(other):
            return _steps(scenario, back, way, other)
        case Choose(then, condition, Literal(0)):
            return f"{_steps(scenario, way, back, then)} if {condition_text(scenario, condition)}"
        case Choose(Literal(0), condition, otherwise):
            return f"{_steps(scenario, way, back, otherwise)} if {condition_text(scenario, negated(condition))}"
        case Choose(then, condition, otherwise):
            first, second = (_steps(scenario, way, back, side) for side in (then, otherwise))
            return f"{first} if {condition_text(scenario, condition)}, otherwise {second}"
    return f"{way} by {_bare(scenario, amount)}"


def _bare(scenario: Scenario, amount: Expression) -> str:
    return number_word(amount.value) if isinstance(amount, Literal) else amount_text(scenario, amount)


# --- chance ----------------------------------------------------------------------------------------------------------


def weight_text(scenario: Scenario, outcome: Outcome, outcomes: Sequence[Outcome]) -> str:
    """How likely an outcome is among its siblings: a share where it is fixed, else what makes it likelier."""
    weights = [known.weight for known in outcomes]
    fixed = [weight.value for weight in weights if isinstance(weight, Literal)]
    match outcome.weight:
        case Literal(0):
            return "never"
        case Literal(value) if len(fixed) == len(weights):
            return "always" if value == sum(fixed) else f"{value} in {sum(fixed)}"
        case Literal(value):
            return f"with weight {value}"
        case Choose(Literal(value), condition, Literal(0)):
            return f"only if {condition_text(scenario, condition)}{_with(value, outcomes)}"
        case Choose(Literal(0), condition, Literal(value)):
            return f"only if {condition_text(scenario, negated(condition))}{_with(value, outcomes)}"
        case Choose(then, condition, Literal(0)):
            return f"only if {condition_text(scenario, condition)}: {_leaning(scenario, then)}"
        case Choose(Literal(0), condition, otherwise):
            return f"only if {condition_text(scenario, negated(condition))}: {_leaning(scenario, otherwise)}"
    return _leaning(scenario, outcome.weight)


def _with(value: int, outcomes: Sequence[Outcome]) -> str:
    """The weight, where there is more than one such outcome to weigh it against."""
    return f", with weight {value}" if value != 1 or len(outcomes) > 2 else ""


def _leaning(scenario: Scenario, weight: Expression) -> str:
    """`the likelier the higher Consent (weight: 2 + Consent)`."""
    exact = f"weight: {amount_text(scenario, weight)}"
    leanings = _directions(weight, 1)
    if leanings is None or not leanings:
        return f"with {exact.replace('weight: ', 'weight ', 1)}"
    told = [
        f"the {'higher' if sign > 0 else 'lower'} {literal(called(scenario, name))}" for name, sign in leanings.items()
    ]
    return f"the likelier {joined(told, 'and')} ({exact})"


def _directions(weight: Expression, sign: int) -> dict[str, int] | None:
    """For each variable which way it pulls, 1 or -1; None where that depends, or is not known."""
    match weight:
        case Literal():
            return {}
        case Read(name):
            return {name: sign}
        case Negate(operand):
            return _directions(operand, -sign)
        case Arithmetic("+", left, right):
            return _both(_directions(left, sign), _directions(right, sign))
        case Arithmetic("-", left, right):
            return _both(_directions(left, sign), _directions(right, -sign))
        case Arithmetic("*" | "//", left, Literal(value)) if value > 0:
            return _directions(left, sign)
        case Arithmetic("*", Literal(value), right) if value > 0:
            return _directions(right, sign)
        case Function(_, operands):
            found: dict[str, int] | None = {}
            for operand in operands:
                found = _both(found, _directions(operand, sign))
            return found
    return None


def _both(left: dict[str, int] | None, right: dict[str, int] | None) -> dict[str, int] | None:
    if left is None or right is None or any(left.get(name, sign) != sign for name, sign in right.items()):
        return None
    return {**left, **right}


# --- ways, and what is sent ------------------------------------------------------------------------------------------


def way_text(scenario: Scenario, goto: Goto, named: Callable[[str], str] | None = None) -> str:
    """Where it leads: a title in quotation marks, its condition before it where it has one; `stays here` without a way.

    Args:
        scenario: whose rule it is.
        goto: of a measure, an outcome or an inject.
        named: what a place is called, where it is not its title in quotation marks.
    """
    called_place = named or (lambda place: f"“{literal(place_title(scenario, place))}”")
    return "; otherwise ".join(_end_text(scenario, end, called_place) for end in goto.ends) or "stays here"


def _end_text(scenario: Scenario, end: End, named: Callable[[str], str]) -> str:
    verb = "ends in" if end.place in scenario.endings else "goes to"
    told = "goes back to where it came from" if end.place == BACK else f"{verb} {named(end.place)}"
    return told if end.condition is None else f"if {condition_text(scenario, end.condition)}: {told}"


def units_text(scenario: Scenario, units: Units) -> str:
    """`3 days`; where it is worked out: `as many days as 24 - hour comes to`."""
    if units.fixed is not None or scenario.clock is None:
        return span_text(scenario, units.low)
    return f"as many {scenario.clock.unit}s as {amount_text(scenario, units.written)} comes to"


def later_text(scenario: Scenario, later: Later) -> str:
    """`in 5 days comes “...”`."""
    return f"in {units_text(scenario, later.after)} comes “{inject_text(scenario, later.inject)}”"


def cancel_text(scenario: Scenario, inject: str) -> str:
    """`“...” no longer comes`."""
    return f"“{inject_text(scenario, inject)}” no longer comes"


def arrival_texts(scenario: Scenario, inject: Inject, named: Callable[[str], str] | None = None) -> tuple[str, ...]:
    """When an inject comes, a clause each: its date or what sends it, its scenes, its condition, how often.

    Args:
        scenario: whose it is.
        inject: that comes.
        named: what a scene is called, as Markdown, by its id; by its title unless somebody knows better.
    """
    told = [_occasion(scenario, inject)]
    titled = named or (lambda name: f"“{literal(place_title(scenario, name))}”")
    where = joined([titled(name) for name in inject.scenes], "or")
    if not inject.when or isinstance(inject.when, Literal):
        told.append(f"in {where}" if where and told[0] else f"on arriving at {where}" if where else "")
    else:
        told += [f"in {where}" if where else "", _condition(scenario, inject, inject.when)]
    told.append("each time" if inject.repeat else "once")
    return tuple(clause for clause in told if clause)


def _occasion(scenario: Scenario, inject: Inject) -> str:
    if inject.contingency:
        return "whenever whoever leads the room sends it"
    if inject.on and scenario.clock is not None:
        return f"on {date_at(scenario, inject.on)}"
    if inject.scheduled:
        return "when a decision has brought it about, and its time has come"
    if isinstance(inject.when, Literal) and not inject.when.value:
        return "never by itself"
    return "" if inject.when or inject.scenes else "at the end of the first step"


def _condition(scenario: Scenario, inject: Inject, when: Expression) -> str:
    if isinstance(when, Fact) and when.kind == "scene" and not inject.dated and not inject.contingency:
        return f"on arriving at “{literal(place_title(scenario, when.subject))}”"
    word = "if" if inject.dated or inject.contingency else "as soon as"
    return f"{word} {condition_text(scenario, when)}"


# --- promises --------------------------------------------------------------------------------------------------------


def property_text(scenario: Scenario, promise: Property) -> str:
    """A promise as a sentence: `Before each decision of the kind “Robust force”: ...`."""
    claim = "" if promise.claim is None else condition_text(scenario, promise.claim)
    where = joined([_asked_at(scenario, name) for name in promise.at], "and")
    when = "" if promise.when is None else condition_text(scenario, promise.when)
    asked = (_capital(where) or "In every state") + (f", if {when}" if when else "")
    begun = f"from every state where {when}, " if when else ""
    match promise.kind:
        case "always":
            return f"{asked}: {claim}."
        case "never":
            return f"{asked}: never that {claim}."
        case "reachable":
            return _capital(f"{begun}some run comes to a state where {claim}{f', {where}' if where else ''}.")
        case "eventually":
            luck = ", unless chance stays unfair for ever" if promise.fair else ""
            return _capital(f"{begun}every run comes to a state where {claim}, whatever is decided{luck}.")
        case "forced":
            surely = "almost surely" if promise.fair else "surely"
            return _capital(
                f"{begun}whoever decides well comes {surely} to a state where {claim}, whatever chance decides."
            )
        case "likely":
            return _capital(f"{begun}{_chance_text(promise)} to come to a state where {claim}.")
        case "answers":
            asked = condition_text(scenario, promise.to) if promise.to is not None else ""
            when = f", and {when}" if when else ""
            return f"Whenever it comes about that {asked}{when}: {claim}, {_in_time(scenario, promise.within)}."
        case "changes":
            steps = joined([_step_at(scenario, name) for name in promise.at], "and") or "on every step"
            return f"{_capital(steps)}{f' that begins where {when}' if when else ''}: {claim}."
    ending = literal(place_title(scenario, promise.ending))
    return _capital(f"{f'where {when}, ' if when else ''}only a decision, never chance, takes “{ending}” out of reach.")


def _chance_text(promise: Property) -> str:
    """`the best play has a chance of at least 0.5`."""
    bounds = [
        f"at {word} {share_text(bound)}"
        for word, bound in (("least", promise.at_least), ("most", promise.at_most))
        if bound is not None
    ]
    return f"the {promise.play} play has a chance of {joined(bounds, 'and')}"


def share_text(share: Fraction) -> str:
    """A chance as an author writes it: `0.5`, `1/3`."""
    short = f"{float(share):g}"
    return short if Fraction(short) == share else f"{share}"


def _in_time(scenario: Scenario, within: int | None) -> str:
    """When an answer is there."""
    if within is None:
        return "then or before the run ends"
    return f"then or within {span_text(scenario, within)}" if within else "at once"


def _step_at(scenario: Scenario, at: str) -> str:
    """On which steps a promise is asked, as a clause."""
    kind, _dot, name = at.partition(".")
    if kind == "scene" and name in scenario.scenes:
        return f"on each step from “{literal(scenario.scenes[name].title)}”"
    return _asked_at(scenario, at).replace("before", "on", 1)


def _asked_at(scenario: Scenario, at: str) -> str:
    """Where a promise is asked for, as a clause; `at` as an author writes it: a scene, a measure or a tag."""
    kind, _dot, name = at.partition(".")
    if kind == "tag" and name in scenario.tags:
        return f"before each decision of the kind “{literal(scenario.tags[name].label)}”"
    if kind == "scene" and name in scenario.scenes:
        return f"before each decision in “{literal(scenario.scenes[name].title)}”"
    return f"before “{literal(measure_label(scenario, name if kind == 'measure' else at))}”"


def _capital(clause: str) -> str:
    return clause[:1].upper() + clause[1:]
