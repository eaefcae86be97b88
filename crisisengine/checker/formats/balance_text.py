"""The tables of `--balance` and of `--chances`, for people: how it plays when nobody thinks, and what is up to whoever plays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from crisisengine.checker.search.flow import Share
from crisisengine.checker.statistics import Balance, EndingBalance, InjectBalance, MeasureBalance

if TYPE_CHECKING:
    from crisisengine.checker.ending_chances import EndingChance, StartChances
    from crisisengine.checker.shown.endings import Prospect
    from crisisengine.checker.stakes import Stakes

__all__ = ["balance_lines", "bounds", "chances_lines"]

LONGEST_FRACTION = 15
"""Characters of a fraction that people are shown; machines are told all of it."""


def balance_lines(name: str, found: Balance) -> Iterator[str]:
    """All tables, with what they are about before each."""
    yield from _endings(f"{name}: endings under uniform random play", found.endings)
    if found.stakes is not None:
        yield from _stakes(f"{name}: endings under the best and the worst play", found.stakes)
    beginning = list(_endings("", found.endings))
    for chapter in found.chapters:
        yield ""
        title = f"{name}: endings under uniform random play from chapter {chapter.id}"
        own = list(_endings(title, chapter.endings))
        yield from own if own[1:] != beginning[1:] else [f"{title}: the same"]
        if chapter.stakes is not None and not _alike(found.stakes, chapter.stakes):
            title = f"{name}: endings under the best and the worst play from chapter {chapter.id}"
            yield from _stakes(title, chapter.stakes)
    yield ""
    yield from _measures(name, found)
    if found.injects:
        yield from ("", f"{name}: injects under uniform random play", f"  {'share':>9}  {'best play':<12} inject")
        yield from (_inject(inject) for inject in found.injects)
    if found.stakes is not None and found.stakes.reports:
        yield from _reports(name, found.stakes)


def chances_lines(name: str, found: Sequence[StartChances]) -> Iterator[str]:
    """The table of `--chances`, of each beginning from which it differs."""
    own, *others = found
    title = f"{name}: the best and the worst chance of each ending (knowing all)"
    beginning = list(_chances(own))
    yield title
    yield from beginning
    for start in others:
        from_there = list(_chances(start))
        same = from_there == beginning and start.known
        yield ""
        yield f"{title} from chapter {start.chapter}{': the same' if same else ''}"
        yield from () if same else from_there


def _chances(found: StartChances) -> Iterator[str]:
    yield f"  {'best':>9}  {'worst':>9}  ending"
    for told in found.endings:
        yield f"  {_share(told.best)[0]:>9}  {_share(told.worst)[0]:>9}  {told.id}{_what_is_known(told)}"


def _alike(some: Stakes | None, others: Stakes) -> bool:
    return some is not None and (some.endings, some.exact) == (others.endings, others.exact)


def _endings(title: str, endings: Sequence[EndingBalance]) -> Iterator[str]:
    yield title
    yield f"  {'share':>9}  {'states':>10}  {'shortest':>8}  ending"
    for ending in endings:
        shortest = "-" if ending.shortest is None else ending.shortest
        share, known = _share(ending.share)
        yield f"  {share:>9}  {ending.states:>10,}  {shortest:>8}  {ending.id}{known}"


def _stakes(title: str, found: Stakes) -> Iterator[str]:
    """How likely each ending is at best and at worst, for one who knows all and for one who sees only the pages."""
    bounded = any(not (told.shown_best.known and told.shown_worst.known) for told in found.endings.values())
    width = 18 if bounded else 9
    yield ""
    yield title
    yield f"  {'knowing all':>20}  {'as shown':>{2 * width + 2}}"
    yield f"  {'best':>9}  {'worst':>9}  {'best':>{width}}  {'worst':>{width}}  ending"
    for ending, told in found.endings.items():
        best, worst = _share(told.best)[0], _share(told.worst)[0]
        shown = f"{_at_most(told):>{width}}  {_at_least(told):>{width}}"
        yield f"  {best:>9}  {worst:>9}  {shown}  {ending}{_what_is_known(told)}"
    for ending, told in found.endings.items():
        if fractions := _exactly((found.exact or {}).get(ending), told):
            yield f"  exactly, {ending}: {fractions}"


def _at_most(told: Prospect) -> str:
    """The best chance as shown; where it is not known, that it is at most that of one who knows all."""
    if told.shown_best.known:
        return f"{told.shown_best.value:.4%}"
    return f"at most {_up(told.shown_best.high)}"


def _at_least(told: Prospect) -> str:
    if told.shown_worst.known:
        return f"{told.shown_worst.value:.4%}"
    return f"at least {_down(told.shown_worst.low)}"


def _what_is_known(told: Prospect | EndingChance) -> str:
    """The bounds of what there was no time to know, where they say anything."""
    named = (("best", told.best), ("worst", told.worst))
    return "".join(
        f", {name} {bounds(share)}" for name, share in named if not share.known and share.high - share.low < 1
    )


def _exactly(share: Fraction | None, told: Prospect) -> str:
    """What is no plain number, as fractions that people can read."""
    named = (("random play", share), ("best", told.exact_best), ("worst", told.exact_worst))
    return ", ".join(f"{name} {value}" for name, value in named if _readable(value))


def _readable(value: Fraction | None) -> bool:
    return value is not None and value.denominator > 1 and len(str(value)) <= LONGEST_FRACTION


def _measures(name: str, found: Balance) -> Iterator[str]:
    if found.stakes is None:
        yield f"{name}: measures"
        yield f"  {'open in':>12}  best play  measure"
        yield from (f"  {_measure(measure)}  {measure.scene}.{measure.measure}" for measure in found.measures)
        return
    yield f"{name}: measures, and the chance that each leaves of the best rank (knowing all)"
    yield f"  {'open in':>12}  best play      least       most  measure"
    for measure in found.measures:
        span = found.stakes.measures.get((measure.scene, measure.measure))
        least, most = ("-", "-") if span is None else (_share(span.least)[0], _share(span.most)[0])
        yield f"  {_measure(measure)}  {least:>9}  {most:>9}  {measure.scene}.{measure.measure}"


def _measure(measure: MeasureBalance) -> str:
    return f"{measure.open:>12,}  {'takes it' if measure.best else 'never':<9}"


_MET = {"every": "always meets", "some": "may meet", "none": "never meets", None: "not known"}
"""Whether the plays that end best meet an inject."""


def _inject(inject: InjectBalance) -> str:
    if inject.contingency:
        return f"  {'-':>9}  {'-':<12} {inject.id}, only when somebody sends it"
    share, known = _share(inject.share)
    return f"  {share:>9}  {_MET[inject.best]:<12} {inject.id}{known}"


def _reports(name: str, found: Stakes) -> Iterator[str]:
    yield ""
    yield f"{name}: reports, and what verifying each adds to the chance of the best rank"
    yield f"  {'worth':>9}  report"
    for report, worth in found.reports.items():
        yield f"  {'not known' if worth is None else f'{worth:.4%}':>9}  {report}"


def _share(share: Share) -> tuple[str, str]:
    """A share, and what is known of it where it is not known itself."""
    return (f"{share.value:.4%}", "") if share.known else ("not known", f", {bounds(share)}")


def bounds(share: Share) -> str:
    """What is known of a share; rounded outwards, so that it stays true."""
    return f"at least {_down(share.low)}, at most {_up(share.high)}"


def _down(chance: float) -> str:
    return f"{int(chance * 1e6) / 1e6:.4%}"


def _up(chance: float) -> str:
    return f"{min(-int(-chance * 1e6 // 1) / 1e6, 1):.4%}"
