"""Best and worst chance of every ending, beside Storm in the same run.

    python tests/benchmarks/chances.py [SCENARIO] [REPEATS]

Ours is the whole process, from its start to its tables; what `--balance` tells besides (shares, chances as shown, who needs
which measure) is in it. On a busy machine the processor's time is the figure to read. Storm's is a process that loads the graph that `--export-graph` wrote, and asks Pmax and Pmin of
every ending; its own start and imports are left out. They take turns. Without stormpy only ours is told.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from proving import timed

STORM = """
import sys, time
import stormpy
began, spent = time.perf_counter(), time.process_time()
model = stormpy.build_model_from_drn[float](sys.argv[1])
loaded = time.perf_counter() - began
began = time.perf_counter()
for label in sorted(model.labeling.get_labels()):
    for asked in ("Pmax", "Pmin") if label.startswith("ending_") else ():
        (claim,) = stormpy.parse_properties(f'{asked}=? [F "{label}"]')
        stormpy.model_checking(model, claim, only_initial_states=True)
print(f"; {loaded:.1f} s to load {model.nr_states:,} states and {model.nr_choices:,} choices, "
      f"{time.perf_counter() - began:.1f} s to solve, {time.process_time() - spent:.1f} s of the processor for both")
"""


def main(scenario: str, repeats: int) -> None:
    """Print each turn."""
    ours = [sys.executable, "-m", "crisisengine", "check", scenario]
    with tempfile.TemporaryDirectory() as folder:
        graph = Path(folder) / "graph.drn"
        seconds, memory, _ = timed(*ours, "--export-graph", graph)
        print(f"{scenario}: written in {seconds:.1f} s, {memory} MiB, {graph.stat().st_size / 1e6:.0f} MB", flush=True)
        known = (
            subprocess.run([sys.executable, "-c", "import stormpy"], capture_output=True, check=False).returncode == 0
        )
        for _ in range(repeats):
            before = os.times()
            seconds, memory, last = timed(*ours, "--balance")
            after = os.times()
            spent = after.children_user + after.children_system - before.children_user - before.children_system
            print(f"  ours   {seconds:6.1f} s, {spent:.1f} s of the processor  {memory:5} MiB  {last}", flush=True)
            if known:
                _, memory, last = timed(sys.executable, "-c", STORM, graph)
                print(f"  Storm           {memory:5} MiB  {last}", flush=True)
            else:
                print("  Storm is not installed: pip install -e '.[storm]'")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "the_lake", int(sys.argv[2]) if len(sys.argv) > 2 else 1)
