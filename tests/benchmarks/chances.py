"""Best and worst chance of every ending, beside Storm in the same run.

    python tests/benchmarks/chances.py [SCENARIO|neutral|larger] [REPEATS] [--balance]

Ours is the whole process, from its start to its table: `check --chances`, which tells what Storm is asked, beside every promise and warning; or
`check --balance`, which tells much more (shares, chances as shown, what each measure leaves). On a busy machine the processor's time is the
figure to read. Storm's is a process that loads the graph that `--export-graph` wrote, and asks Pmax and Pmin of every ending; its own start
and imports are left out. They take turns. Without stormpy only ours is told.

`neutral`, and `larger` of the same kind, is the story of `proving.py`, in which every second measure is left to chance and goes wrong one time in three: nothing is hidden in
it, so what Storm is asked is what the table tells.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from proving import story, timed

STORIES = {"neutral": "60 4 13 6 3 1", "larger": "60 4 14 6 3 1"}
"""What the story's generator takes."""
DECIDED = re.compile(r'(\[(scene\.\w+\.measure\.m[02])\][^\[]*)goto = "(\w+)"\n')
"""A measure of which chance shall decide."""
LEFT_TO_CHANCE = r"""\1
[\2.chance.well]
weight = 2
goto = "\3"

[\2.chance.ill]
weight = 1
effects = ["safety -= 15"]
goto = "\3"
"""

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


def main(scenario: str, repeats: int, asked: str) -> None:
    """Print each turn."""
    with tempfile.TemporaryDirectory() as folder:
        if scenario in STORIES:
            path = story(Path(folder), STORIES[scenario], scenario)
            path.write_text(DECIDED.sub(LEFT_TO_CHANCE, path.read_text()))
            scenario = str(path)
        ours = [sys.executable, "-m", "crisisengine", "check", scenario]
        graph = Path(folder) / "graph.drn"
        seconds, memory, _ = timed(*ours, "--export-graph", graph)
        print(
            f"{Path(scenario).stem}: written in {seconds:.1f} s, {memory} MiB, {graph.stat().st_size / 1e6:.0f} MB",
            flush=True,
        )
        known = (
            subprocess.run([sys.executable, "-c", "import stormpy"], capture_output=True, check=False).returncode == 0
        )
        for _ in range(repeats):
            before = os.times()
            seconds, memory, last = timed(*ours, asked)
            after = os.times()
            spent = after.children_user + after.children_system - before.children_user - before.children_system
            print(f"  ours   {seconds:6.1f} s, {spent:.1f} s of the processor  {memory:5} MiB  {last}", flush=True)
            if known:
                _, memory, last = timed(sys.executable, "-c", STORM, graph)
                print(f"  Storm           {memory:5} MiB  {last}", flush=True)
            else:
                print("  Storm is not installed: pip install -e '.[storm]'")


if __name__ == "__main__":
    asked = "--balance" if "--balance" in sys.argv else "--chances"
    words = [word for word in sys.argv[1:] if word != "--balance"]
    main(words[0] if words else "the_lake", int(words[1]) if len(words) > 1 else 1, asked)
