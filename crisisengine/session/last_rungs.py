"""Which values stand one rung above the end of the run: an ending that a guard brings announces itself before it comes.

Nothing here knows a doctrine: an ending's own guard is asked what it would say if a value went one rung for the worse.
A guard that reads anything hidden announces nothing, since the warning would tell what a person is not to know.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from crisisengine.budget import UNLIMITED, Budget, OverBudget
from crisisengine.engine.program import program
from crisisengine.engine.rules import evaluate, value
from crisisengine.engine.state import State
from crisisengine.model.expression import Expression, Read, reads
from crisisengine.model.scenario import Scenario, Variable

__all__ = ["last_rungs"]


def last_rungs(scenario: Scenario, state: State, budget: Budget = UNLIMITED) -> frozenset[str]:
    """The names of all visible values that end the run when they go one rung for the worse, derived ones included.

    Over the budget it names those found so far.
    """
    found: set[str] = set()
    slots = program(scenario).variable_slot
    try:
        for ending in scenario.endings.values():
            budget.ask("looking for warnings")
            if ending.when is None:
                continue
            read = {variable.name: variable for variable in _variables(scenario, ending.when)}
            if any(variable.hidden for variable in read.values()) or evaluate(scenario, state, ending.when):
                continue
            for name in read.keys() & slots.keys():
                worse = _worse(scenario, state, read[name], slots[name])
                if worse is not None and evaluate(scenario, worse, ending.when):
                    found |= {
                        other
                        for other, variable in read.items()
                        if variable.label and value(scenario, worse, other) != value(scenario, state, other)
                    }
    except OverBudget:
        pass
    return frozenset(found)


def _worse(scenario: Scenario, state: State, variable: Variable, slot: int) -> State | None:
    """The state with this value one rung for the worse; None where there is no such rung."""
    if variable.sort != "number" or not variable.better:
        return None
    rung = value(scenario, state, variable.name) + (1 if variable.better == "low" else -1)
    if not variable.low <= rung <= variable.high:
        return None
    row = state.row
    return evolve(state, row=(*row[:slot], rung, *row[slot + 1 :]))


def _variables(scenario: Scenario, guard: Expression) -> Iterator[Variable]:
    """Every variable that a guard reads, through derived ones."""
    waiting, met = [guard], set[str]()
    while waiting:
        for node in reads(waiting.pop()):
            if isinstance(node, Read) and node.variable not in met:
                met.add(node.variable)
                variable = scenario.variables[node.variable]
                yield variable
                if variable.derived is not None:
                    waiting.append(variable.derived)
