"""What things are called by whoever writes or leads a scenario: by labels and titles, by an id as words where there is none.

Ids that lead nowhere have words too: a scenario that is being written may name what it does not hold yet.
"""

from __future__ import annotations

from crisisengine.engine.causes import cause_text
from crisisengine.engine.spelling import begins, ends, measure_text, word_text
from crisisengine.model.scenario import Scenario, Variable
from crisisengine.text.english import mid_sentence
from crisisengine.text.markdown import literal
from crisisengine.text.messages import _
from crisisengine.text.plain import words

__all__ = [
    "called",
    "extreme_text",
    "inject_text",
    "joined",
    "level_text",
    "measure_label",
    "outermost",
    "place_title",
    "quoted",
    "spoken_name",
]


def called(scenario: Scenario, name: str) -> str:
    """What a variable is called: its label, and whose it is; without a label its own name as words. Bare words."""
    variable = scenario.variables[name]
    label = variable.label or (variable.attribute or name).replace("_", " ")
    party = scenario.parties.get(variable.party)
    return label if party is None else _("{label} of {party}", label=label, party=mid_sentence(party.name))


def place_title(scenario: Scenario, name: str) -> str:
    """The title of a scene or an ending; its id as words where the scenario has no such place. Bare words."""
    place = scenario.scenes.get(name) or scenario.endings.get(name)
    return place.title if place is not None else name.replace("_", " ")


def inject_text(scenario: Scenario, name: str) -> str:
    """An inject by who sends it and how it begins. Markdown."""
    return literal(
        words(cause_text(scenario, f"inject.{name}")) if name in scenario.injects else name.replace("_", " ")
    )


def measure_label(scenario: Scenario, key: str) -> str:
    """A measure's label; `key` as `taken()` names it. Bare words."""
    try:
        return measure_text(scenario, key)
    except KeyError:
        return key.replace("_", " ").replace(".", ": ")


def quoted(scenario: Scenario, name: str) -> str:
    """A variable's name in quotation marks, so that a verb behind it is right for one thing and for many. Markdown."""
    return _("“{name}”", name=literal(called(scenario, name)))


def spoken_name(scenario: Scenario, variable: Variable, *told: str) -> str:
    """What a value is said of: a party by its bare name, where nothing else is known of it, has words. Markdown.

    Args:
        scenario: whose names they are.
        variable: that has the value.
        told: each value in words; a number is never said of a bare party.
    """
    party = scenario.parties.get(variable.party)
    worded = all(value.startswith("*") and value.endswith("*") for value in told)
    if party is not None and len(party.attributes) == 1 and worded:
        return literal(party.name)
    return quoted(scenario, variable.name)


def outermost(variable: Variable, operator: str, value: int) -> bool:
    """Whether at most, or at least, so much is one end of the scale: its last value, or all of its last word."""
    if operator == "<=":
        return value == variable.low or (ends(variable, value) and variable.word(value) == variable.word(variable.low))
    if operator == ">=":
        return value == variable.high or (
            begins(variable, value) and variable.word(value) == variable.word(variable.high)
        )
    return False


def extreme_text(name: str, told: list[str]) -> str:
    """The least or the greatest of some amounts that are told already; `name`: `min` or `max`."""
    listed = joined(told, _("and"))
    if name == "min":
        return _("the lower of {amounts}", amounts=listed) if len(told) == 2 else _("the lowest of {amounts}", amounts=listed)  # fmt: skip
    return _("the higher of {amounts}", amounts=listed) if len(told) == 2 else _("the highest of {amounts}", amounts=listed)  # fmt: skip


def joined(parts_told: list[str], word: str) -> str:
    """`a, b and c`, with that word before the last."""
    if len(parts_told) < 2:
        return "".join(parts_told)
    return _("{first} {word} {last}", first=", ".join(parts_told[:-1]), word=word, last=parts_told[-1])


def level_text(variable: Variable, operator: str, value: int) -> str:
    """A value on a variable's scale as its word, with the number where the word alone would not tell which is meant.

    Args:
        variable: whose scale it is.
        operator: of the comparison, or `==` for the value itself.
        value: within the range, or beyond it.
    """
    if variable.sort == "number" and not variable.bands:
        return str(value)
    if not variable.low <= value <= variable.high:
        return str(value)
    word = f"*{literal(word_text(variable, value))}*"
    first, last = begins(variable, value), ends(variable, value)
    exact = first if operator in (">=", "<") else last if operator in ("<=", ">") else first and last
    if variable.sort != "number" or exact:
        return word
    return f"{word} ({value})" if operator in ("==", "!=") else f"{value} ({word})"
