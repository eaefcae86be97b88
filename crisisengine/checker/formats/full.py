"""`full`: everything that was found, for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crisisengine.checker.formats.balance_text import balance_lines, bounds, chances_lines
from crisisengine.checker.formats.policy_text import policy_lines
from crisisengine.checker.properties.promise import PropertyVerdict
from crisisengine.checker.result import Result
from crisisengine.checker.search.flow import Share
from crisisengine.checker.search.frontier import Extent
from crisisengine.checker.slot_sizes import Size
from crisisengine.checker.task import REASONS
from crisisengine.diagnostics import full
from crisisengine.text.english import plural

__all__ = ["written"]


def written(results: Sequence[Result]) -> str:
    """Several lines a finding, then the tables that were asked for."""
    return "\n\n".join(part for result in results for part in _parts(result))


def _parts(result: Result) -> list[str]:
    parts = [full(diagnostic) for diagnostic in (*result.diagnostics, *result.broken)]
    if result.properties:
        lines = [line for judged in result.properties for line in _promise(judged, result)]
        lines += [f"  not asked of a chapter alone: {', '.join(result.not_asked)}"] if result.not_asked else []
        parts.append("\n".join([f"{result.id}: promises", *lines]))
    if result.sizes or result.sizes_cut is not None:
        parts.append(_sizes(result))
    if result.balance is not None:
        parts.append("\n".join(balance_lines(result.id, result.balance)))
    if result.chances:
        parts.append("\n".join(chances_lines(result.id, result.chances)))
    return parts


def _promise(judged: PropertyVerdict, result: Result) -> Iterator[str]:
    """Its verdict, and the policy that shows it, or why none is shown."""
    yield _verdict(judged)
    if judged.verdict == "holds" and judged.why:
        yield f"      {judged.why}"
    if result.scenario is not None:
        yield from (f"      {line}" for line in policy_lines(judged, result.scenario))


def _so_far(extent: Extent) -> str:
    return f", as far as they were seen: {REASONS[extent.reason]}" if extent.reason else ""


def _verdict(judged: PropertyVerdict) -> str:
    decisions = [decision for decision in judged.run or () if not decision.send]
    witness = judged.verdict == "holds" and judged.run is not None
    seen = f", within {plural(len(decisions), 'decision')}" if witness else ""
    unasked = "" if judged.asked else ", never asked"
    known = ", for one who knows all" if judged.knowing_all and judged.asked else ""
    open_ = f": {judged.why}" if judged.verdict == "undecided" and judged.why else ""
    chance = f", {_chance(judged.share)}" if judged.share is not None else ""
    return f"  {judged.verdict:<10} {judged.kind:<16} {judged.name}{chance}{known}{seen}{unasked}{open_}"


def _chance(share: Share) -> str:
    """A chance, or what is known of it."""
    return f"{share.value:.6%}" if share.known else bounds(share)


def _sizes(result: Result) -> str:
    assert result.extent is not None
    lines = [f"{result.id}: what makes {result.extent.states:,} states{_so_far(result.extent)}"]
    if result.sizes:
        lines.append(f"  {'without it':>12}  {'values':>6}  {'bits':>4}  slot")
    lines += [
        f"  {size.without:>12,}  {size.values:>6}  {size.bits:>4}  {size.name}{_where(size)}" for size in result.sizes
    ]
    if result.sizes_cut is not None:
        rest = "the other slots were not counted" if result.sizes else "none of its slots was counted"
        lines.append(f"  {rest}: {REASONS[result.sizes_cut.reason]}")
    return "\n".join(lines)


def _where(size: Size) -> str:
    """Where a slot is kept, as shortly as it can be said."""
    if not size.dead:
        return ""
    if len(size.dead) <= len(size.live):
        return f" (forgotten in {', '.join(size.dead)})"
    return f" (only in {', '.join(size.live)})" if size.live else " (forgotten everywhere)"
