"""A scene in Python: what it offers, what follows each measure, and what the world may decide.

A scene is compiled when a run first comes there, so that loading costs nothing, and the traced twin of a measure only
when somebody asks what it changed and why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

from attrs import frozen

from crisisengine.engine import order
from crisisengine.engine.compile.emitter import RowWriter, Trace
from crisisengine.engine.compile.expressions import cell, printed
from crisisengine.engine.compile.shared import SharedCode
from crisisengine.engine.compile.written import Written
from crisisengine.engine.program import Program
from crisisengine.engine.state import Decision, Offer, Row
from crisisengine.model.expression import Expression, Literal
from crisisengine.model.scenario import Measure, Outcome

__all__ = ["Route", "SceneCode", "conditions_of"]

SHORT = 12
"""So many endings are asked about where they may be reached; more of them in a function that all steps share."""


@frozen(eq=False)
class Route:
    """A decision that a scene knows: how it is written down, and how a row follows it."""

    decision: Decision
    follow: Callable[[Row], Row | None]
    """None where the measure is not open, or the outcome cannot follow."""


class _Offers(dict[int, Offer]):
    """Bits of failing gates -> the Offer; each is made once and shared ever after."""

    def __init__(self, measure: str) -> None:
        super().__init__({0: Offer(measure, ())})
        self.measure = measure

    def __missing__(self, bits: int) -> Offer:
        failing = tuple(gate for gate in range(bits.bit_length()) if bits >> gate & 1)
        found = self[bits] = Offer(self.measure, failing)
        return found


@frozen(eq=False, slots=False)
class SceneCode:
    """What can be decided in one scene, compiled."""

    program: Program
    shared: SharedCode
    scene: str

    @property
    def measures(self) -> Mapping[str, Measure]:
        """What can be offered here, in file order."""
        return self.program.scenario.scenes[self.scene].measures

    @cached_property
    def offers(self) -> Callable[[Row], tuple[Offer, ...]]:
        """Row -> all that is shown, in file order; a fallback is shown only where nothing else is open."""
        return self.write_offers().compiled()

    def write_offers(self) -> Written:
        """The function `offers`."""
        w = RowWriter(self.program)
        measures = list(self.measures.values())
        plain = [(number, measure) for number, measure in enumerate(measures) if not measure.fallback]
        fallbacks = [(number, measure) for number, measure in enumerate(measures) if measure.fallback]
        w.prelude([expression for measure in measures for expression in conditions_of(measure)])
        made = [_Offers(measure.id) for measure in measures]
        names: dict[str, Any] = {f"t{number}": offers for number, offers in enumerate(made)}
        names |= {f"o{number}": offers[0] for number, offers in enumerate(made)}
        if not fallbacks and all(not self._shown(measure) and not measure.gates for measure in measures):
            w.say(f"return ({''.join(f'o{number}, ' for number, _ in plain)})")
        else:
            w.say("o = []")
            for number, measure in plain:
                self._offer(w, number, measure)
            if fallbacks:
                w.say("for offer in o:")
                w.say("    if not offer.refusals: return tuple(o)")
                for number, measure in fallbacks:
                    self._offer(w, number, measure)
                if plain:
                    order_ = {measure.id: number for number, measure in enumerate(measures)}
                    names["place"] = lambda offer: order_[offer.measure]
                    w.say("o.sort(key=place)")
            w.say("return tuple(o)")
        return w.written("offers", f"{self.scene} offers", "s", tuple=tuple, derived=self.shared.derive, **names)

    def _offer(self, w: RowWriter, number: int, measure: Measure) -> None:
        shown = self._shown(measure)
        gates = [printed(gate.requires, w.program) for gate in measure.gates]
        if len(gates) > 1:
            with w.when(shown or "1"):
                w.say("b = 0")
                for place, gate in enumerate(gates):
                    w.say(f"if not {gate}: b |= {1 << place}")
                w.say(f"o.append(t{number}[b])")
            return
        line = f"o.append(o{number} if {gates[0]} else t{number}[1])" if gates else f"o.append(o{number})"
        w.say(f"if {shown}: {line}" if shown else line)

    def _shown(self, measure: Measure) -> str:
        """The condition under which a measure is shown, empty for always; derived values are at hand already."""
        conditions = []
        if measure.once:
            conditions.append(f"not {cell(self.program.number['taken', measure.key], self.program)}")
        if measure.when is not None:
            conditions.append(printed(measure.when, self.program))
        return " and ".join(conditions)

    def route(self, measure: str, outcome: str | None) -> Route | None:
        """Compile what follows a measure with an outcome; None where the scene knows no such measure or outcome."""
        found = self.measures.get(measure)
        if found is None:
            return None
        chosen = next((known for known in found.outcomes if known.id == outcome), None)
        if chosen is None and outcome is not None:
            return None
        follow = plain = self.write_step(found, chosen, traced=False).compiled()
        if found.outcomes and chosen is None:
            # Only where no outcome has any weight is there nothing for the world to decide.
            odds = self.odds[measure]
            follow = lambda row: None if any(weight > 0 for weight in odds(row)) else plain(row)  # noqa: E731
        if found.fallback:
            open_ = follow
            offers = self.offers
            follow = lambda row: open_(row) if any(offer.measure == measure for offer in offers(row)) else None  # noqa: E731
        return Route(Decision(self.scene, measure, outcome), follow)

    @cached_property
    def _traces(self) -> dict[tuple[str, str], Callable[[Row, Trace], Row | None]]:
        """(measure, outcome or empty) -> what was compiled for it: a long run takes the same way again and again."""
        return {}

    def trace(self, measure: Measure, outcome: Outcome | None) -> Callable[[Row, Trace], Row | None]:
        """As a route's `follow`, writing down what happens; the caller has seen that it is open."""
        taken = measure.id, outcome.id if outcome else ""
        found = self._traces.get(taken)
        if found is None:
            found = self._traces[taken] = self.write_step(measure, outcome, traced=True).compiled()
        return found

    def write_step(self, measure: Measure, outcome: Outcome | None, *, traced: bool) -> Written:
        """The function `step`: the row after, or None where the measure is not open or the outcome has no weight."""
        program = self.program
        w = RowWriter(program, traced)
        w.prelude(conditions_of(measure))
        shown = self._shown(measure)
        gates = [printed(gate.requires, program) for gate in measure.gates]
        for condition in ([f"({shown})"] if shown else []) + gates:
            w.say(f"if not {condition}: return None")
        w.say("s = [*s, 0]" if program.interrupts else "s = [*s]")
        if outcome is not None:
            # Asked on a copy: `decide` says sentence 1 again, and the trace must hear it once.
            self._weigh(w, measure, outcome)
        order.decide(w, self.scene, measure, outcome)
        if program.scenario.injects or len(program.scenario.endings) > SHORT:
            w.say(f"close(s{', t' if traced else ''})")
        else:  # with endings alone it is short, and a call would cost as much again
            order.close(w)
        w.say("return tuple(s[:-1])" if program.interrupts else "return tuple(s)")
        where = f"{self.scene}.{measure.id}" + ("" if outcome is None else f" {outcome.id}")
        names = self.shared.traced if traced else self.shared.plain
        return w.written("step", where, "s, t" if traced else "s", **names, tuple=tuple)

    def _weigh(self, w: RowWriter, measure: Measure, outcome: Outcome) -> None:
        if isinstance(outcome.weight, Literal) and outcome.weight.value:
            return
        w.say("k = s")
        w.say("s = [*s]")
        quiet = RowWriter(w.program)
        order.effects_of(quiet, measure)
        w.lines += quiet.lines
        w.changed()
        w.say(f"if {w.truth(outcome.weight)} <= 0: return None")
        w.say("s = k")
        w.changed()

    @cached_property
    def odds(self) -> dict[str, Callable[[Row], list[int]]]:
        """For each measure that chance decides: row -> the weight of each outcome after the measure's effects."""
        return {
            name: self.write_odds(measure).compiled() for name, measure in self.measures.items() if measure.outcomes
        }

    def write_odds(self, measure: Measure) -> Written:
        """The function `odds`."""
        w = RowWriter(self.program)
        w.say("s = [*s]")
        order.effects_of(w, measure)
        weights = [outcome.weight for outcome in measure.outcomes]
        w.prelude(weights)
        w.say(f"return [{', '.join(printed(weight, self.program) for weight in weights)}]")
        return w.written("odds", f"{self.scene}.{measure.id} odds", "s", derived=self.shared.derive)

    def write(self) -> Iterator[Written]:
        """Every function of the scene, without a trace."""
        yield self.write_offers()
        for measure in self.measures.values():
            if measure.outcomes:
                yield self.write_odds(measure)
            for outcome in (*measure.outcomes, None):
                yield self.write_step(measure, outcome, traced=False)


def conditions_of(measure: Measure) -> list[Expression]:
    """What decides whether a measure is shown and open."""
    when = [] if measure.when is None else [measure.when]
    return [*when, *(gate.requires for gate in measure.gates)]
