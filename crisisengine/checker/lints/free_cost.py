"""`free-cost`: something is spent that is not there, and what it buys is had for nothing.

An effect stops at the end of its range. Where less is left of a number than a measure spends of it (`search.prices`), and
the measure is open all the same, nobody pays what is missing.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import define, field

from crisisengine.checker.lints.remark import Remark, path_of
from crisisengine.checker.search.prices import prices_of
from crisisengine.checker.search.trace import Spot
from crisisengine.checker.vector.arrays import Keys
from crisisengine.checker.vector.successors import Group
from crisisengine.engine.program import Program
from crisisengine.model.scenario import Measure

__all__ = ["FreeCostWatcher"]


@define(eq=False)
class FreeCostWatcher:
    """Watches the prices of measures, each until it was not paid in full once."""

    program: Program
    prices: dict[str, dict[str, int]] = field(init=False)
    """By the key of a measure: how much it spends of what."""
    paid: set[tuple[str, str]] = field(init=False, factory=set)
    """(key, variable) that was paid in full in some state."""
    short: dict[tuple[str, str], tuple[Measure, Spot]] = field(init=False, factory=dict)
    """(key, variable) that was not, in a state nearest to the start."""

    def __attrs_post_init__(self) -> None:
        scenario = self.program.scenario
        spent = {measure.key: prices_of(scenario, measure) for measure in scenario.measures}
        self.prices = {key: prices for key, prices in spent.items() if prices}

    def watch(self, depth: int, keys: Keys, group: Group, place: int) -> None:  # noqa: ARG002 - as all watchers
        """A watcher for `explore`."""
        for offered in group.offered if self.prices else ():
            measure = offered.option.measure
            if offered.opened is False:
                continue
            for name, amount in self.prices.get(measure.key, {}).items():
                price = measure.key, name
                if price in self.short and price in self.paid:
                    continue
                values = np.broadcast_to(group.columns.get(self.program.number["variable", name]), len(keys))
                enough = values >= self.program.scenario.variables[name].low + amount
                if (offered.opened & enough).any():
                    self.paid.add(price)
                if price not in self.short and (offered.opened & ~enough).any():
                    self.short[price] = measure, Spot(depth, keys[int(np.argmax(offered.opened & ~enough))])

    def remarks(self) -> Iterator[Remark]:
        """The prices that are paid in some states and not in others; of what is never paid `always-saturates` tells."""
        for (key, name), (measure, spot) in sorted(self.short.items(), key=lambda found: found[0]):
            if (key, name) in self.paid:
                amount = self.prices[key][name]
                low = self.program.scenario.variables[name].low
                message = f"`{measure.id}` spends {amount} of `{name}` and is open where less is left"
                quoted = f'"{name}"' if "." in name else name
                hint = (
                    f"an effect takes no more than there is: write `costs = {{ {quoted} = {amount} }}` in its place, "
                    f'or lock the measure with `requires = "{name} >= {low + amount}"`'
                )
                yield Remark("free-cost", message, (*path_of(measure), "effects"), hint, spot)
