"""What is up to whoever plays: how likely each ending is under the best and the worst play, and what each measure leaves.

Beside random play (`statistics`) this is the other half of `--balance`. What there is no time to know is held by bounds.
"""

from __future__ import annotations

from contextlib import suppress

from attrs import field, frozen

from crisisengine.budget import OverBudget
from crisisengine.checker.search.exact_shares import Exactly, exact_shares
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.measure_chances import LeastAndMost
from crisisengine.checker.shown.best_rank import BestRank
from crisisengine.checker.shown.endings import Prospect, prospects

__all__ = ["Stakes", "chapter_stakes", "stakes"]


@frozen(kw_only=True)
class Stakes:
    """What is up to whoever plays."""

    endings: dict[str, Prospect]
    """By the id of the ending."""
    exact: dict[str, Exactly] | None
    """The share of each under random play as a fraction; None where play can go round, or has too many states."""
    best_rank: frozenset[str] = frozenset()
    """The endings of the best rank that is possible at the start: measures and reports are about their chance."""
    measures: dict[tuple[str, str], LeastAndMost] = field(factory=dict)
    """By scene and measure, for one who knows all; without those that are never open, or of which there was no time to know it."""
    reports: dict[str, float | None] = field(factory=dict)
    """What it is worth to verify each report that claims something; None where it is not known."""

    @property
    def known(self) -> bool:
        """Whether the budget sufficed for all of it; what is shown may have too many beliefs nevertheless."""
        shares = [share for told in self.endings.values() for share in (told.best, told.worst)]
        shares += [share for span in self.measures.values() for share in (span.least, span.most)]
        return all(share.known for share in shares)


def stakes(futures: Futures) -> Stakes:
    """From the scenario's own beginning.

    Raises:
        OverBudget: there is not even the time to know which endings can be reached from where.
    """
    best, measures = BestRank(futures), {}
    with suppress(OverBudget):
        spans = best.measures()
        scenes = futures.graph.found.program.scenario.scenes.values()
        names = [(scene.id, measure) for scene in scenes for measure in scene.measures]
        measures = {names[number]: span for number, span in spans.items()}
    endings = prospects(futures, asked=best.asked)
    shown = endings[next(iter(best.endings))].shown_best if len(best.endings) == 1 else None
    return Stakes(
        endings=endings,
        exact=_exact(futures),
        best_rank=best.endings,
        measures=measures,
        reports=best.reports(shown),
    )


def chapter_stakes(chapter: str, futures: Futures) -> Stakes:
    """Of the endings from a chapter on."""
    return Stakes(endings=prospects(futures, chapter), exact=_exact(futures))


def _exact(futures: Futures) -> dict[str, Exactly] | None:
    with suppress(OverBudget):
        return exact_shares(futures)
    return None
