"""What random plays came to, for people and for machines: every figure is sampled, and is said to be."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from crisisengine.checker.sampling.intervals import Sampled
from crisisengine.checker.sampling.simulation import Simulation
from crisisengine.checker.task import REASONS
from crisisengine.text.json_text import json_text
from crisisengine.text.printable import printable
from crisisengine.text.wrapping import wrapped

__all__ = ["sampled_json", "sampled_summary", "sampled_text"]


def sampled_text(simulation: Simulation) -> str:
    """The tables, and what there is to say of the plays that came to no ending."""
    scenario, tally = simulation.scenario, simulation.tally
    whence = f" from chapter {simulation.asked.chapter}" if simulation.asked.chapter else ""
    name = printable(scenario.id)
    lines = [
        f"{name}: endings under uniform random play{whence}",
        f"sampled: {plural_of(tally.plays, 'play')}, seed {simulation.asked.seed}",
    ]
    endings = [
        _row(simulation.ending(ending), _seen(simulation, ending), f"{ending}{_how(simulation, ending)}")
        for ending in scenario.endings
    ]
    lines += _table(endings, "ending")
    lines += _ended_nowhere(simulation)
    if scenario.injects:
        lines += ["", f"{name}: injects under uniform random play{whence}, sampled: the same plays"]
        sent = [inject.id for inject in scenario.injects.values() if inject.contingency]
        lines += _table([_inject(simulation, inject) for inject in scenario.injects if inject not in sent], "inject")
        if sent:
            lines.append(wrapped(f"only when somebody sends it, so never here: {', '.join(sent)}"))
    return "\n".join(lines)


def sampled_summary(simulation: Simulation, seconds: float) -> str:
    """One line: how much was sampled, in how long, and why not more."""
    tally = simulation.tally
    line = f"sampled: {plural_of(tally.plays, 'play')}, {plural_of(tally.decisions, 'decision')}, {seconds:.1f} s"
    left_out = simulation.left_out
    if left_out is not None:
        line += f"; {REASONS[left_out.reason]} while {left_out.phase}"
    elif simulation.is_hopeless:
        line += (
            "; no number of plays makes the intervals so narrow, for too many are still under way when they are left"
        )
    elif simulation.asked.width is not None and not simulation.is_narrow:
        line += f"; the widest interval is still {_percent(simulation.width, ROUND_CEILING)} wide"
    return line


def plural_of(count: int, noun: str) -> str:
    """`10,000,000 plays`."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


Row = tuple[str, str, str, str]


def _table(rows: list[Row], noun: str) -> Iterator[str]:
    table = [("share", "99 % interval", "plays", noun), *rows]
    widths = [max(len(row[column]) for row in table) for column in range(3)]
    for share, interval, plays, name in table:
        yield f"  {share:>{widths[0]}}  {interval:>{widths[1]}}  {plays:>{widths[2]}}  {name}".rstrip()


def _row(share: Sampled, plays: int, name: str) -> Row:
    told = _percent(share.value, ROUND_HALF_EVEN) if share.value else "none seen"
    low, high = _percent(share.low, ROUND_FLOOR), _percent(share.high, ROUND_CEILING)
    return told, f"{low} to {high}", f"{plays:,}", name


def _seen(simulation: Simulation, ending: str) -> int:
    return simulation.tally.ended.get(ending, 0)


def _how(simulation: Simulation, ending: str) -> str:
    return ", by splitting" if ending in simulation.rare else ""


def _inject(simulation: Simulation, name: str) -> Row:
    share = simulation.inject(name)
    if share is None:
        return "not known", "-", "-", f"{name}, for too many injects repeat"
    return _row(share, simulation.tally.fired.get(name, 0), name)


def _percent(share: float, rounding: str) -> str:
    """A share in hundredths: four decimals, and of what is below 0.01 % as many as show three digits."""
    hundredths = Decimal(share) * 100
    places = 4 if share >= 1e-4 or not share else 2 - hundredths.adjusted()
    return f"{hundredths.quantize(Decimal(1).scaleb(-places), rounding=rounding):f}%"


def _ended_nowhere(simulation: Simulation) -> Iterator[str]:
    tally, longest = simulation.tally, simulation.asked.longest
    if tally.stuck:
        yield _line(simulation.stuck, f"in a dead end: {plural_of(tally.stuck, 'play')}")
    if tally.under_way:
        when = f"after {longest:,} decisions" if simulation.batches else "when it was stopped"
        yield _line(
            simulation.under_way,
            f"still under way {when}: {plural_of(tally.under_way, 'play')}, and every interval reaches as far as they might lead",
        )
    for name, rare in simulation.rare.items():
        yield wrapped(
            f"{name} is rare, and was sampled by splitting: {rare.repetitions} repetitions, {plural_of(rare.plays, 'play')} at each of {plural_of(rare.levels, 'level')}; the interval comes from how much they differ"
        )


def _line(share: Sampled, told: str) -> str:
    low, high = _percent(share.low, ROUND_FLOOR), _percent(share.high, ROUND_CEILING)
    return wrapped(f"{told} (sampled: {_percent(share.value, ROUND_HALF_EVEN)}, {low} to {high})")


def sampled_json(simulation: Simulation) -> str:
    """One object; nothing in it depends on how fast a machine is."""
    scenario, tally, asked = simulation.scenario, simulation.tally, simulation.asked
    found: dict[str, object] = {
        "id": scenario.id,
        "sampled": True,
        "plays": tally.plays,
        "decisions": tally.decisions,
        "seed": asked.seed,
        "chapter": asked.chapter or None,
        "confidence": 0.99,
        "endings": [_ending(simulation, ending) for ending in scenario.endings],
        "injects": [_inject_told(simulation, inject) for inject in scenario.injects],
        "dead_ends": {"plays": tally.stuck} | _told(simulation.stuck),
        "under_way": {"plays": tally.under_way, "decisions": asked.longest if simulation.batches else None}
        | _told(simulation.under_way),
    }
    if asked.width is not None:
        found["until_width"] = {"asked": asked.width, "widest": simulation.width, "reached": simulation.is_narrow}
    if simulation.left_out is not None:
        found["left_out"] = {"phase": simulation.left_out.phase, "reason": simulation.left_out.reason}
    return json_text(found)


def _ending(simulation: Simulation, name: str) -> dict[str, object]:
    told: dict[str, object] = {"id": name, "plays": _seen(simulation, name)} | _told(simulation.ending(name))
    rare = simulation.rare.get(name)
    if rare is None:
        return told | {"method": "plays"}
    splitting = {"levels": rare.levels, "repetitions": rare.repetitions, "plays": rare.plays}
    return told | {"method": "splitting", "splitting": splitting}


def _inject_told(simulation: Simulation, name: str) -> dict[str, object]:
    if simulation.scenario.injects[name].contingency:
        return {"id": name, "plays": 0, "share": None, "low": None, "high": None, "contingency": True}
    share = simulation.inject(name)
    if share is None:
        return {"id": name, "plays": None, "share": None, "low": None, "high": None}
    return {"id": name, "plays": simulation.tally.fired.get(name, 0)} | _told(share)


def _told(share: Sampled) -> dict[str, object]:
    return {"share": share.value, "low": share.low, "high": share.high}
