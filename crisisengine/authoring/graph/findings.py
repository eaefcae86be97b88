"""What a proof tells of the places of a story: who comes there, how likely, how soon, and which ways are ever taken."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Literal

from attrs import evolve, field, frozen

from crisisengine.authoring.outlook import played_text
from crisisengine.budget import Budget, OverBudget
from crisisengine.checker.distinct import distinct
from crisisengine.checker.formats.verdict_line import how_far
from crisisengine.checker.proof import Proof, prove
from crisisengine.checker.search.flow import Share
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.graph import Graph
from crisisengine.checker.search.occurrences import arrivals, scenes_met
from crisisengine.checker.search.trace import Retraced
from crisisengine.checker.shown.endings import Prospect, prospects
from crisisengine.checker.statistics import shortest_runs
from crisisengine.model.scenario import Scenario

__all__ = ["Findings", "PlaceFinding", "Reach", "findings_of", "nothing_known"]

Reach = Literal["always", "sometimes", "begun", "sent", "never", "unknown"]
"""Who comes to a place: every play that ends, some, only those that begin at a chapter or into which something is sent, or none."""


@frozen(kw_only=True)
class PlaceFinding:
    """What is known of a scene or an ending."""

    reach: Reach = "unknown"
    share: float | None = None
    """Of random plays that come there; None where it is not known."""
    shortest: int | None = None
    """Decisions of a shortest run there; None where none is known."""
    chapters: tuple[int, ...] = ()
    """The numbers of the chapters from which alone it is reached."""
    begins: bool = False
    """Whether these begin there."""
    played: str = ""
    """Of an ending: what is up to whoever plays, in words; empty where it is surely had, surely missed, or not known."""


@frozen(kw_only=True)
class Findings:
    """What is known of a story."""

    told: str
    """How far it was looked, in words."""
    places: Mapping[str, PlaceFinding]
    """By the id of a scene or an ending."""
    taken: frozenset[tuple[str, str]] | None = None
    """(from, to) of every step that leads to another place; None where not all are known."""
    runs: Mapping[str, Retraced] = field(factory=dict)
    """A shortest run to each ending that has one without sends."""


def nothing_known(scenario: Scenario, why: str) -> Findings:
    """Of a scenario that does not load, or of which nobody asked."""
    return Findings(told=why, places={name: PlaceFinding() for name in (*scenario.scenes, *scenario.endings)})


def findings_of(scenario: Scenario, budget: Budget) -> Findings:
    """Explore a sound scenario and tell what was found; what there is no time or memory for stays unknown."""
    proof = prove(scenario, budget=budget)
    told = how_far(proof.extent).rpartition(", ")[0]  # without the seconds, which are never the same twice
    if not proof.complete:
        return Findings(told=told, places=_places(proof, {}, {}, {}, {}))
    futures = proof.futures
    shares: dict[str, Share] = {}
    met: dict[str, str] = {}
    taken: frozenset[tuple[str, str]] | None = None
    runs: dict[str, Retraced] = {}
    shortest: dict[str, int] = {}
    played: dict[str, str] = {}
    proof.found.task.budget = budget
    with suppress(OverBudget, MemoryError):  # the quick things first: what there is no time for stays unknown
        shortest = _shortest(proof)
        taken = _taken(futures.graph)
        runs = shortest_runs(futures)
        met = {**scenes_met(futures), **_surely(futures)}
        shares = arrivals(futures)
        played = {name: _played(prospect) for name, prospect in prospects(proof.futures_from("")).items()}
    begun = _from_chapters(scenario, taken)
    places = _places(proof, shares, met, shortest, begun)
    places |= {name: evolve(places[name], played=words) for name, words in played.items()}
    return Findings(told=told, places=places, taken=taken, runs=runs)


def _played(told: Prospect) -> str:
    if told.played is None:
        return ""
    best, worst, shown = told.played
    return played_text(best, worst, shown=shown)


def _places(
    proof: Proof,
    shares: Mapping[str, Share],
    met: Mapping[str, str],
    shortest: Mapping[str, int],
    begun: Mapping[str, tuple[int, ...]],
) -> dict[str, PlaceFinding]:
    program, seen = proof.found.program, proof.found.coverage.places
    found = {}
    for number, name in enumerate(program.places):
        share = shares.get(name)
        reach: Reach = "unknown"
        if number in seen:
            reach = "always" if met.get(name) == "every" else "sometimes"
            if share is not None and share.high == 0:
                reach = "begun" if name in shortest and name in begun else "sent"
        elif proof.complete:
            reach = "never"
        value = share.value if share is not None and share.known and reach != "never" else None
        chapters = begun[name] if reach == "begun" else ()
        starts = [chapter.start for chapter in program.scenario.chapters.values()]
        found[name] = PlaceFinding(
            reach=reach,
            share=None if chapters else value,
            shortest=shortest.get(name),
            chapters=chapters,
            begins=bool(chapters) and all(starts[number - 1] == name for number in chapters),
        )
    return found


def _from_chapters(scenario: Scenario, taken: frozenset[tuple[str, str]] | None) -> dict[str, tuple[int, ...]]:
    """The numbers of the chapters from whose beginning steps lead to a place; the chapter that begins there alone, if one does."""
    ways: dict[str, list[str]] = {}
    for here, there in taken or ():
        ways.setdefault(here, []).append(there)
    found: dict[str, list[int]] = {}
    starts = {number: chapter.start for number, chapter in enumerate(scenario.chapters.values(), 1)}
    for number, start in starts.items():
        seen, waiting = {start}, [start]
        while waiting:
            for there in ways.get(waiting.pop(), ()):
                if there not in seen:
                    seen.add(there)
                    waiting.append(there)
        for place in seen:
            found.setdefault(place, []).append(number)
    return {
        place: tuple([number for number in numbers if starts[number] == place] or numbers)
        for place, numbers in found.items()
    }


def _shortest(proof: Proof) -> dict[str, int]:
    """The decisions of a shortest run to each place, into which nothing is sent."""
    graph = proof.futures.graph
    found: dict[str, int] = {}
    for block in graph.blocks:
        unsent = graph.unsent(block)
        if unsent.any():
            name = graph.found.program.places[block.place]
            depth = int(graph.depths[block.start : block.end][unsent].min())
            found[name] = min(depth, found.get(name, depth))
    return found


def _surely(futures: Futures) -> dict[str, str]:
    """The ending that is the only one that can be reached from any start, if there is one."""
    graph = futures.graph
    within = [name for name in graph.found.program.scenario.endings if futures.possible(name)[graph.starts].any()]
    return {within[0]: "every"} if len(within) == 1 else {}


def _taken(graph: Graph) -> frozenset[tuple[str, str]]:
    """Every pair of places between which a step leads, a send among them."""
    places = graph.found.program.places
    found: set[tuple[int, int]] = set()
    for block in graph.blocks:
        for targets in (*(link.targets for link in graph.links(block)), *(there for _, there in graph.sends(block))):
            found |= {(block.place, int(there)) for there in distinct(graph.places_of(targets))}
    return frozenset((places[here], places[there]) for here, there in found if here != there)
