"""A scenario of any size, for timing: `python tests/loader/large.py [MEASURES]` prints how long reading takes.

Run by hand (see tests/benchmarks); `read` is timed against `tomllib.loads` of the same text.
"""

from __future__ import annotations

import sys
import time
import tomllib

from crisisengine.loader import MemoryShelf, Volume, read

MEASURES_A_SCENE = 8
VARIABLES = 40


def large_scenario(measures: int) -> str:
    """A sound scenario with so many measures: about five keys each, guards and effects, no two quite alike."""
    scenes = -(-measures // MEASURES_A_SCENE)
    parts = [
        'format = 1\n[scenario]\ntitle = "Large"\nsummary = "For timing."\nstart = "s0"\nminutes = 10\n',
        '[clock]\nunit = "day"\nlength = 90\nending = "over"\n',
    ]
    parts += [f'[variable.v{n}]\nlabel = "Variable {n}"\nstart = {n % 7}\nrange = [0, 6]\n' for n in range(VARIABLES)]
    parts += [f"[variable.f{n}]\nstart = false\n" for n in range(VARIABLES)]
    for number in range(measures):
        scene, one, two = number // MEASURES_A_SCENE, f"v{number % VARIABLES}", f"v{number * 7 % VARIABLES}"
        flag = f"f{number * 3 % VARIABLES}"
        if number % MEASURES_A_SCENE == 0:
            text = (
                f"What the desk sees here, on day {{day}}. {{{one} > {number % 6}: The road is open. | Nobody moves.}}"
            )
            parts.append(f'[scene.s{scene}]\ntitle = "Scene {scene}"\ntext = "{text}"\n')
        parts.append(
            f"[scene.s{scene}.measure.m{number}]\n"
            f'label = "Measure number {number}"\n'
            f'requires = "{one} + {number % 97} >= {number % 5} and ({two} < {number % 6 + 1} or not {flag})"\n'
            f'effects = ["{one} += {number % 3 + 1}", "{flag} = {two} > {number % 4}"]\n'
            f'result = "It is done, and {{{two}}} is what the desk reads now."\n'
            f'goto = "s{(scene * 5 + number) % scenes}"\n'
        )
    parts.append('[ending.over]\ntitle = "Over"\nrank = 1\ntext = "The days have run out."\n')
    return "".join(parts)


def best_of(count: int, action: object) -> float:
    """The shortest of several runs, in seconds."""
    times = []
    for _ in range(count):
        start = time.perf_counter()
        action()  # type: ignore[operator]
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Print both times and their ratio."""
    text = large_scenario(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
    volume, shelf = Volume("large.toml", text.encode()), MemoryShelf({})
    assert read("large", volume, shelf).errors == ()

    parsing = best_of(5, lambda: tomllib.loads(text))
    reading = best_of(5, lambda: read("large", volume, shelf))
    print(
        f"{len(text):,} characters: tomllib {parsing * 1000:.0f} ms, read {reading * 1000:.0f} ms, {reading / parsing:.1f}x"
    )


if __name__ == "__main__":
    main()
