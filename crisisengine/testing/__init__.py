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
"""

from crisisengine.testing.strategies import runs, scenario_texts, scenarios

__all__ = ["runs", "scenario_texts", "scenarios"]
