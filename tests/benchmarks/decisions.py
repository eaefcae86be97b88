"""Decisions per second, headless, run log on, beside the plainest possible walker in the same process.

    python tests/benchmarks/decisions.py [SECONDS OF EACH TURN]

The story has the shape of the neutral one that other engines were measured on: 200 scenes, 682 measures, of which 294
guarded and 49 once-only, three variables and a limit of 30 days. Both players choose at random among what is open and
append each decision to a list; the engine also makes the State, the Step and the scene's text. The walker knows only
this one story: no parser, no reasons, no saturation record, no journal.
"""

from __future__ import annotations

import json
import random
import sys
import time
from statistics import median

from crisisengine.engine.rendering import render
from crisisengine.engine.rules import begin, offers, place, step
from crisisengine.loader import MemoryResolver, Volume, read
from crisisengine.model.scenario import Scenario

SCENES, MEASURES, GUARDED, ONCE, DAYS = 200, 682, 294, 49, 30
ROUNDS = 11
METERS = ("consent", "impartiality", "safety")


def story(seed: int = 1) -> list[list[dict]]:
    """Scenes as lists of choices, the first of each always open."""
    luck = random.Random(seed)
    scenes: list[list[dict]] = [[] for _ in range(SCENES)]
    for number in range(MEASURES):
        scene = scenes[number % SCENES]
        effects = {meter: luck.choice((-15, -10, -5, 5, 10)) for meter in luck.sample(METERS, luck.randint(1, 3))}
        scene.append({"to": luck.randrange(SCENES), "add": effects, "when": None, "once": False})
    later = [choice for scene in scenes for choice in scene[1:]]
    for choice in luck.sample(later, GUARDED):
        choice["when"] = (luck.choice(METERS), luck.choice((20, 30, 40, 50, 60)))
    for choice in luck.sample(later, ONCE):
        choice["once"] = True
    return scenes


def as_toml(scenes: list[list[dict]]) -> str:
    """The same story as a scenario."""
    out = [
        'format = 1\n[scenario]\ntitle = "Neutral"\nsummary = "Generated."\nstart = "s0"\nminutes = 1',
        f'[clock]\nunit = "day"\nlength = {DAYS}\nending = "time"',
        *(f"[variable.{meter}]\nstart = 50\nrange = [0, 100]" for meter in METERS),
    ]
    for number, scene in enumerate(scenes):
        out.append(
            f'[scene.s{number}]\ntitle = "Scene {number}"\ntext = "You are in place {number}; consent is {{consent}}."'
        )
        for index, choice in enumerate(scene):
            effects = [
                f"{meter} {'+' if change > 0 else '-'}= {abs(change)}" for meter, change in choice["add"].items()
            ]
            guard = f'when = "{choice["when"][0]} >= {choice["when"][1]}"\n' if choice["when"] else ""
            once = "once = true\n" if choice["once"] else ""
            out.append(
                f'[scene.s{number}.measure.m{index}]\nlabel = "Measure {index}"\n{guard}{once}'
                f'effects = {json.dumps(effects)}\ngoto = "s{choice["to"]}"'
            )
    collapse = " or ".join(f"{meter} <= 0" for meter in METERS)
    out.append(f'[ending.collapse]\ntitle = "Collapse"\nrank = 0\ntext = "It broke."\nwhen = "{collapse}"')
    out.append('[ending.time]\ntitle = "Time"\nrank = 1\ntext = "It is over."')
    return "\n\n".join(out)


def play_engine(scenario: Scenario, seconds: float) -> float:
    """Decisions per second through the engine's own functions."""
    endings = scenario.endings
    luck = random.Random(7)
    done, log, end = 0, [], 0.0
    start = time.process_time()
    while end < start + seconds:
        state = begin(scenario)
        log.clear()
        here = scenario.start
        while here not in endings:
            render(scenario, state, scenario.scenes[here].text)
            choices = [offer for offer in offers(scenario, state) if not offer.refusals]
            taken = step(scenario, state, choices[int(luck.random() * len(choices))].measure)
            log.append(taken.decision)
            state = taken.after
            here = place(scenario, state)
        done += len(log)
        end = time.process_time()
    return done / (end - start)


def play_walker(scenes: list[list[dict]], seconds: float) -> float:
    """Decisions per second of a program that can do nothing else."""
    luck = random.Random(7)
    done, log, end = 0, [], 0.0
    start = time.process_time()
    while end < start + seconds:
        scene, day, values, used = 0, 0, dict.fromkeys(METERS, 50), set()
        log.clear()
        while True:
            _ = f"You are in place {scene}; consent is {values['consent']}."
            choices = [
                number
                for number, choice in enumerate(scenes[scene])
                if (choice["when"] is None or values[choice["when"][0]] >= choice["when"][1])
                and (scene, number) not in used
            ]
            number = choices[int(luck.random() * len(choices))]
            choice = scenes[scene][number]
            if choice["once"]:
                used.add((scene, number))
            for meter, change in choice["add"].items():
                values[meter] = max(0, min(100, values[meter] + change))
            day += 1
            log.append((scene, number))
            scene = choice["to"]
            if min(values.values()) <= 0 or day >= DAYS:
                break
        done += len(log)
        end = time.process_time()
    return done / (end - start)


def main() -> None:
    """Eleven rounds, engine and walker in turns; medians, by the processor's time."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    scenes = story()
    scenario = read("neutral", Volume("neutral.toml", as_toml(scenes).encode()), MemoryResolver({})).sound()
    play_engine(scenario, 1.0)  # scenes are compiled when a run first comes there
    rounds = [(play_engine(scenario, seconds), play_walker(scenes, seconds)) for _ in range(ROUNDS)]
    engine, walker = (median(each[side] for each in rounds) for side in (0, 1))
    ratios = sorted(ours / theirs for ours, theirs in rounds)
    print(f"engine  {engine:10,.0f} decisions/s\nwalker  {walker:10,.0f} decisions/s")
    print(f"ratio   {median(ratios):10.3f}, from {ratios[0]:.3f} to {ratios[-1]:.3f}")


if __name__ == "__main__":
    main()
