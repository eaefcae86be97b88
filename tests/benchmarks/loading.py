"""Loading a scenario of 10,000 measures, as a multiple of `tomllib.loads` of the same text.

python tests/benchmarks/loading.py [MEASURES]
"""

from __future__ import annotations

import random
import sys
import time
import tomllib

from crisisengine.loader import MemoryResolver, Volume, read


def large(measures: int, seed: int = 1) -> str:
    """Scenes of five measures, each with a guard, two effects and a result that depends on the state."""
    luck = random.Random(seed)
    names = [f"v{number}" for number in range(40)]
    out = ['format = 1\n[scenario]\ntitle = "Large"\nsummary = "Generated."\nstart = "s0"\nminutes = 1']
    out += [f'[variable.{name}]\nlabel = "Variable {name}"\nstart = 3\nrange = [0, 6]' for name in names]
    scenes = measures // 5
    for scene in range(scenes):
        out.append(
            f'[scene.s{scene}]\ntitle = "Scene {scene}"\ntext = """\nYou are in scene {scene}, and v1 is {{v1}}.\n"""'
        )
        for measure in range(5):
            one, two, three = luck.sample(names, 3)
            out.append(
                f'[scene.s{scene}.measure.m{measure}]\nlabel = "Measure {measure} of scene {scene}"\n'
                f'requires = "{one} >= {luck.randint(0, 2)} and {two} < {luck.randint(4, 6)}"\n'
                f'effects = ["{two} += {luck.randint(1, 2)}", "{three} -= {luck.randint(1, 2)}"]\n'
                f'result = "It is done. {{{one} > 3: They nod. | Nobody answers.}}"\n'
                f'goto = "s{luck.randrange(scenes)}"'
            )
    out.append('[ending.end]\ntitle = "End"\nrank = 1\ntext = "It ends."\nwhen = "v0 == 0"')
    return "\n\n".join(out)


def main() -> None:
    """Seven interleaved rounds; medians."""
    text = large(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
    volume = Volume("large.toml", text.encode())
    rounds = []
    for _ in range(7):
        began = time.perf_counter()
        tomllib.loads(text)
        parsed = time.perf_counter()
        reading = read("large", volume, MemoryResolver({}))
        rounds.append((parsed - began, time.perf_counter() - parsed))
        assert reading.scenario is not None, reading.diagnostics[:3]
    plain, ours = (sorted(one[side] for one in rounds)[3] for side in (0, 1))
    ratio = sorted(two / one for one, two in rounds)[3]
    print(f"tomllib.loads  {plain * 1000:8.0f} ms\nloading        {ours * 1000:8.0f} ms\nratio          {ratio:8.2f}")


if __name__ == "__main__":
    main()
