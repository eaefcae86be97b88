"""Hypothesis strategies for whoever builds on the engine: scenarios that nobody would write, and plays of them.

    from hypothesis import given, strategies as st
    from crisisengine.testing import runs, scenarios

    @given(st.data())
    def test_no_decision_is_lost(data):
        scenario = data.draw(scenarios())
        decisions = data.draw(runs(scenario))
        ...

`scenario_texts()` draws whole scenarios as TOML, `scenarios()` loads them, `runs()` plays one. What is drawn is valid by
construction and says nothing about peace: it is there to be awkward. Expect dead ends, traps, scenes that nobody
reaches, loops, interrupts that meet, and guards that never hold.

`crisisengine.testing.plugin` is a pytest plugin that proves the scenarios in the folders that a project names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crisisengine.testing.strategies import runs, scenario_texts, scenarios

__all__ = ["runs", "scenario_texts", "scenarios"]


def __getattr__(name: str) -> Any:
    """Hypothesis is loaded when a strategy is asked for: the pytest plugin lives here, too, and does not need it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from crisisengine.testing import strategies  # noqa: PLC0415 - see above

    return getattr(strategies, name)
