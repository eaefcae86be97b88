"""What a facilitator can send into a run: pure functions beside `offers` and `step`.

    sendable(scenario, state)     -> (Sendable, ...) each contingency inject: whether it can be sent now, and if not, why
    send(scenario, state, inject) -> Step            what follows: the inject fires, then sentences 5 and 6 of a step

A send is neither a measure nor chance. No time passes, and it is not numbered as a decision.
"""

from __future__ import annotations

from crisisengine.engine.compile.scenario import CompiledScenario, compiled
from crisisengine.engine.rules import Decision, Sendable, State, Step
from crisisengine.engine.spelling import spelled
from crisisengine.errors import ChoiceRefused
from crisisengine.model.scenario import Inject, Scenario
from crisisengine.text.messages import _, _n

__all__ = ["send", "sendable"]


def sendable(scenario: Scenario, state: State) -> tuple[Sendable, ...]:
    """Every contingency inject, in file order, with why it cannot be sent now, if it cannot."""
    code = compiled(scenario)
    return tuple(Sendable(inject.id, _refusal(code, state, inject)) for inject in code.program.contingencies)


def send(scenario: Scenario, state: State, inject: str) -> Step:
    """What follows when a facilitator sends a contingency inject here.

    Raises:
        ChoiceRefused: there is no such contingency inject, or it cannot be sent now.
    """
    code = compiled(scenario)
    meant = scenario.injects.get(inject)
    if meant is None or not meant.contingency:
        known = ", ".join(f"`{known.id}`" for known in code.program.contingencies)
        raise ChoiceRefused(f"`{inject}` is no contingency of this scenario", hint=f"one of {known}" if known else "")
    after = code.sends.follow(meant, state.row)
    if after is None:
        raise ChoiceRefused(_refusal(code, state, meant))
    return Step(code, Decision(code.program.places[state.row[0]], "", send=inject), state, State(after))


def _refusal(code: CompiledScenario, state: State, inject: Inject) -> str:
    """Why it cannot be sent, as exactly as can be told; empty where it can."""
    if code.sends.follow(inject, state.row) is not None:
        return ""
    program, scenario, row = code.program, code.scenario, state.row
    here = program.places[row[0]]
    if here in scenario.endings:
        return _("the run has ended in `{place}`", place=here)
    cells = program.cells.of
    if cells[program.number["fired", inject.id]].value(row):
        return _("`{inject}` was sent already", inject=inject.id)
    if program.sends is not None and cells[program.sends].value(row) >= scenario.contingencies:
        return _n(
            "a run of this scenario bears {count} send, and it was used",
            "a run of this scenario bears {count} sends, and they were used",
            scenario.contingencies,
        )
    if inject.scenes and here not in inject.scenes:
        scenes = ", ".join(f"`{scene}`" for scene in inject.scenes)
        return _(
            "`{inject}` can be sent only in {scenes}, and this is `{place}`",
            inject=inject.id,
            scenes=scenes,
            place=here,
        )
    if inject.when is not None and not code.evaluate(row, inject.when):
        return _(
            "`{inject}` does not fit now: it needs `{condition}`", inject=inject.id, condition=spelled(inject.when)
        )
    return _("`{inject}` interrupts, and the run stands in an interruption already", inject=inject.id)
