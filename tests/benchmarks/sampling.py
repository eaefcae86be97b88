"""Decisions per second of plays by columns, beside the engine's own functions and the plainest walker in the same run.

    python tests/benchmarks/sampling.py [PLAYS]

The story is that of `decisions.py`: hardly two plays ever meet in the same state, so that most rows are one play each. The
shipped crises are of another kind: ten million plays of them are some ten thousand rows.
"""

from __future__ import annotations

import sys
import time

from decisions import as_toml, play_engine, play_walker, story

from crisisengine.budget import Budget
from crisisengine.checker.sampling.simulation import SampleRequest, Simulation, simulate
from crisisengine.loader import MemoryResolver, Volume, read
from crisisengine.model.scenario import Scenario
from crisisengine.storage import load


def play_columns(scenario: Scenario, plays: int) -> tuple[float, Simulation]:
    """(decisions per second of the processor's time, compiling included; what was sampled)."""
    began = time.process_time()
    simulation = simulate(scenario, SampleRequest(plays=plays), Budget())
    return simulation.tally.decisions / (time.process_time() - began), simulation


def main() -> None:
    """Interleaved rounds; medians, by the processor's time."""
    plays = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000_000
    scenes = story()
    neutral = read("neutral", Volume("neutral.toml", as_toml(scenes).encode()), MemoryResolver({})).sound()
    play_engine(neutral, 1.0)
    rounds = [(play_engine(neutral, 2.0), play_walker(scenes, 2.0), play_columns(neutral, plays)[0]) for _ in range(3)]
    engine, walker, columns = (sorted(turn[side] for turn in rounds)[1] for side in range(3))
    print(f"engine   {engine:13,.0f} decisions/s\nwalker   {walker:13,.0f} decisions/s")
    ratio = sorted(turn[2] / turn[0] for turn in rounds)[1]
    print(f"columns  {columns:13,.0f} decisions/s, {ratio:,.0f} times the engine")
    for name in ("the_convoy_home", "the_border", "the_lake", "seventeen_april"):
        found, simulation = play_columns(load(name), 10_000_000)
        rows = f"{simulation.tally.rows:,} rows at most"
        print(
            f"{name:<16} {found:13,.0f} decisions/s; 10,000,000 plays in {simulation.tally.decisions / found:.1f} s, {rows}"
        )


if __name__ == "__main__":
    main()
