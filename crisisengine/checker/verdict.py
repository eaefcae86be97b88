"""A scenario's verdict: what reading it found, and what exploring it proved, each in its place in the text.

Longer than 300 lines because all that may be asked for besides is added to the result here, within one budget.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from attrs import evolve

from crisisengine.budget import UNLIMITED, Budget, OverBudget
from crisisengine.checker.lints.remark import Remark
from crisisengine.checker.proof import LocatedRemark, Proof, prove
from crisisengine.checker.properties.promise import PropertyVerdict
from crisisengine.checker.result import KeptRun, Result
from crisisengine.checker.search.frontier import Extent
from crisisengine.checker.slot_sizes import Size, sizes
from crisisengine.checker.statistics import Balance, balance, chapter_balance, shortest_runs
from crisisengine.checker.task import LeftOut, Stopped, Task
from crisisengine.diagnostics import Diagnostic
from crisisengine.engine.rules import Decision, Start
from crisisengine.engine.starts import start_text
from crisisengine.limits import MOST_FAULTS, MOST_STATES
from crisisengine.loader import Reading
from crisisengine.loader.advice import Advice
from crisisengine.loader.faults import Faults, route_of

__all__ = ["judge"]

KINDS_OF_TABLES = frozenset(
    ("scene", "measure", "chance", "inject", "ending", "property", "variable", "party", "objective", "role")
)
"""Of the tables that a remark can be about: what stands before their ids in a path."""
LONGEST_TOLD = 24
"""Decisions of a run that are told all; of a longer one the beginning and the end."""
BEGINNING_TOLD = 12
END_TOLD = 6


def judge(
    path: Path,
    reading: Reading,
    *,
    max_states: int = MOST_STATES,
    budget: Budget = UNLIMITED,
    reduce: bool = True,
    progress: Callable[[Extent], None] | None = None,
    with_sizes: bool = False,
    with_balance: bool = False,
    with_chances: bool = False,
    with_runs: bool = False,
    decided: Callable[[Result], None] | None = None,
    proved: Callable[[Proof], None] | None = None,
    spill: Path | None = None,
    chapter: str | None = None,
) -> Result:
    """The verdict on a scenario that has been read, within the same budget: one that it did not suffice for is undecided.

    Args:
        path: its file, as it is told.
        reading: what came of reading it.
        max_states: beyond so many it is undecided.
        budget: for all of it.
        reduce: whether to forget what no question can tell apart.
        progress: told now and then how far the exploration came.
        with_sizes: whether to tell what each slot costs.
        with_balance: whether to tell the share of each ending under random play.
        with_chances: whether to tell the best and the worst chance of each, and no more.
        with_runs: whether to tell a shortest run to each ending.
        decided: told the verdict as soon as it stands, before anything else that was asked for.
        proved: given the proof after all that, as far as it came.
        spill: a folder in which what grows with the states is held; None to hold it in memory.
        chapter: the id of the one that is proved alone, without a balance; None for the whole.

    Raises:
        Stopped: a KeyboardInterrupt that carries the result as far as it came.
    """
    result = Result(
        path=str(path),
        id=path.stem,
        verdict="invalid",
        diagnostics=reading.diagnostics,
        scenario=reading.scenario,
        is_doctrine=reading.is_doctrine,
    )
    if reading.is_doctrine and not reading.errors:
        return evolve(result, verdict="holds")
    if reading.scenario is None:
        reason = budget.reason()
        if reason is not None and {error.code for error in reading.errors} == {"too-large"}:
            return evolve(result, verdict="undecided", diagnostics=(), left_out=LeftOut("reading", reason))
        return result
    try:
        proof = prove(
            reading.scenario,
            max_states=max_states,
            budget=budget,
            reduce=reduce,
            progress=progress,
            spill=spill,
            chapter=chapter,
        )
    except Stopped as stopped:
        raise Stopped(_with_proof(result, reading, stopped.kept)) from None
    result = _with_proof(result, reading, proof)
    proof.found.task.budget = budget
    if decided is not None:
        decided(result)
    try:
        if with_sizes:
            result = _with_sizes(result, proof)
        if with_balance and proof.complete:
            result = _with_balance(result, proof)
        if with_chances and proof.complete:
            result = _with_chances(result, proof)
        if with_runs and proof.complete:
            result = _with_runs(result, proof)
        if proved is not None:
            proved(proof)
    except Stopped:
        raise  # with what was known of the last thing asked for
    except KeyboardInterrupt:
        raise Stopped(_cut_short(result, LeftOut(proof.found.task.phase, "stopped"))) from None
    known = proof.complete and proof.futures.known and chapter is None
    return evolve(result, reachable_endings=proof.reachable_endings if known else None)


def _with_proof(result: Result, reading: Reading, proof: Proof) -> Result:
    """With everything that a proof found."""
    told_of = [
        located
        for located in _unhidden(proof, reading)
        if (_table(located.remark), located.remark.code) not in reading.allowed
    ]
    runs = [
        KeptRun(name=judged.name, decisions=judged.run, start=judged.start, loop_from=judged.loop_from)
        for judged in proof.properties
        if judged.run is not None
    ]
    runs += [
        KeptRun(name=f"{located.remark.code}-{located.remark.path[-1]}", decisions=located.run, start=located.start)
        for located in proof.remarks
        if located.run is not None and located.severity == "error"
    ]
    return evolve(
        result,
        verdict=proof.verdict,
        chapter=proof.chapter,
        not_asked=proof.not_asked if proof.chapter is not None else (),
        diagnostics=(*reading.diagnostics, *_placed(reading, told_of)),
        extent=proof.extent,
        properties=proof.properties,
        runs=tuple(runs),
        broken=tuple(_broken(reading, judged) for judged in proof.properties if judged.verdict == "violated"),
        left_out=proof.left_out,
    )


def _unhidden(proof: Proof, reading: Reading) -> list[LocatedRemark]:
    """The remarks that are no mere consequence of others.

    Behind a scene without measures nothing can be reached yet, and `x =- 1` is most often held by the end of its range.
    """
    turned = {diagnostic.route for diagnostic in reading.diagnostics if diagnostic.code == "odd-sign"}
    scenes = proof.found.program.scenario.scenes
    unwritten = [
        located
        for located in proof.remarks
        if located.remark.code == "dead-end" and not scenes[str(located.remark.path[1])].measures
    ]
    return unwritten or [
        located
        for located in proof.remarks
        if located.remark.code != "always-saturates" or route_of(located.remark.path) not in turned
    ]


def _cut_short(result: Result, left_out: LeftOut) -> Result:
    """With what was not done to the end, unless something before it was not."""
    return result if result.left_out is not None else evolve(result, left_out=left_out)


def _with_sizes(result: Result, proof: Proof) -> Result:
    proof.found.task.phase = "counting what each slot costs"
    found: list[Size] = []
    cut = None
    try:
        found.extend(sizes(proof.found))
    except OverBudget as over:
        cut = LeftOut(over.phase, over.reason)
        result = _cut_short(result, cut)
    return evolve(result, sizes_cut=cut, sizes=tuple(sorted(found, key=lambda size: (size.without, size.name))))


def _with_balance(result: Result, proof: Proof) -> Result:
    task = proof.found.task
    task.phase = "working out the balance"
    try:
        found = balance(proof.futures_from(""))
        chapters = [chapter_balance(name, proof.futures_from(name)) for name in proof.found.program.scenario.chapters]
        found = evolve(found, chapters=tuple(chapters))
        found = _with_stakes(found, proof)
    except OverBudget as over:
        return _cut_short(result, LeftOut(over.phase, over.reason))
    except MemoryError:
        return _cut_short(result, LeftOut(task.phase, "memory"))
    told = [*found.endings, *(ending for chapter in found.chapters for ending in chapter.endings)]
    at_stake = [found.stakes, *(chapter.stakes for chapter in found.chapters)]
    known = all(ending.share.known for ending in told) and all(part is not None and part.known for part in at_stake)
    result = evolve(result, balance=found)
    return result if known else _not_all_known(result, task)


def _with_chances(result: Result, proof: Proof) -> Result:
    from crisisengine.checker.ending_chances import start_chances  # noqa: PLC0415 - as above

    task = proof.found.task
    task.phase = "working out the chances"
    try:
        found = start_chances(proof.found.program.scenario, proof.futures_from, task)
    except Stopped as stopped:
        told = evolve(result, chances=stopped.kept)
        raise Stopped(_cut_short(told, LeftOut(task.phase, "stopped"))) from None
    result = evolve(result, chances=found)
    return result if all(start.known for start in found) else _not_all_known(result, task)


def _not_all_known(result: Result, task: Task) -> Result:
    """With what there was not enough of for the numbers of this phase, unless they are as exact as numbers become."""
    reason = task.budget.reason()
    if reason is not None:
        return _cut_short(result, LeftOut(task.phase, reason))
    refused = task.refused
    return result if refused is None or refused.phase != task.phase else _cut_short(result, refused)


def _with_stakes(found: Balance, proof: Proof) -> Balance:
    """With what is up to whoever plays; what there is no time to know is left out, or held by bounds."""
    from crisisengine.checker.stakes import chapter_stakes, stakes  # noqa: PLC0415 - only where they are asked for

    with suppress(OverBudget):
        found = evolve(found, stakes=stakes(proof.futures_from("")))
        for number, chapter in enumerate(found.chapters):
            told = evolve(chapter, stakes=chapter_stakes(chapter.id, proof.futures_from(chapter.id)))
            found = evolve(found, chapters=(*found.chapters[:number], told, *found.chapters[number + 1 :]))
    return found


def _with_runs(result: Result, proof: Proof) -> Result:
    proof.found.task.phase = "retracing runs"
    try:
        return evolve(result, shortest=shortest_runs(proof.futures_from("")))
    except OverBudget as over:
        return _cut_short(result, LeftOut(over.phase, over.reason))


def _table(remark: Remark) -> tuple[str | int, ...]:
    """The path of the table that a remark is about, where an author would accept it: it leads from kinds to ids in turn."""
    pairs = len(remark.path) // 2
    while pairs and remark.path[pairs * 2 - 2] not in KINDS_OF_TABLES:
        pairs -= 1
    return remark.path[: pairs * 2]


def _broken(reading: Reading, judged: PropertyVerdict) -> Diagnostic:
    why = f": {judged.why}" if judged.why else ""
    hint = ""
    if judged.run is not None and judged.loop_from is not None:
        prefix, loop = judged.run[: judged.loop_from], judged.run[judged.loop_from :]
        begun = _in_words(prefix, _started(reading, judged.start))
        hint = f"{begun}, and then over and over: {_in_words(loop).removeprefix('after ')}"
    elif judged.run is not None:
        started = _started(reading, judged.start)
        hint = _in_words(judged.run, started) if judged.run else f"already broken at the start {started}".rstrip()
    message = f"property `{judged.name}` is violated{why}"
    return reading.diagnose("violated", message, ("property", judged.name), hint)


def _placed(reading: Reading, found: Sequence[LocatedRemark]) -> tuple[Diagnostic, ...]:
    """All remarks in their places in the text, and in its order."""
    faults = Faults()
    for place, located in enumerate(found):
        hint = located.remark.hint
        if located.run is not None:
            told = _in_words(located.run, _started(reading, located.start))
            hint = f"{hint}; {told}" if hint else told
        remark = located.remark
        shown = place <= MOST_FAULTS  # the others are not told, and looking for each passage reads its whole text
        passage = reading.passage(remark.path, *remark.side) if remark.side is not None and shown else None
        if passage is None:
            advice = Advice(hint, removes=remark.code == "constant-guard")
            faults.add(remark.code, remark.message, remark.path, advice, on_key=not isinstance(remark.path[-1], int))
        else:
            faults.add(remark.code, remark.message, remark.path, Advice(hint, span=passage), offset=passage[0])
    return faults.located(reading.sources) if found else ()


def _started(reading: Reading, start: Start) -> str:
    """Where a run begins, in words; empty where that is always the same."""
    assert reading.scenario is not None, "what was explored could be read"
    drawn = start_text(reading.scenario, start)
    chapter = f"of chapter `{start.chapter}`" if start.chapter else ""
    return " ".join(part for part in (chapter, f"with {drawn}" if drawn else "") if part)


def _in_words(run: tuple[Decision, ...], started: str = "") -> str:
    """A run in words, with what it begins with; of a very long one the beginning and the end."""
    if not run:
        return f"so it is at the start {started}".rstrip()
    steps = [_in_a_word(decision) for decision in run]
    if len(steps) > LONGEST_TOLD:
        untold = len(steps) - BEGINNING_TOLD - END_TOLD
        steps = [*steps[:BEGINNING_TOLD], f"{untold} more", *steps[-END_TOLD:]]
    return f"{f'from the start {started}, ' if started else ''}after {', '.join(steps)}"


def _in_a_word(decision: Decision) -> str:
    if decision.send:
        return f"the facilitator's `{decision.send}`"
    return f"`{decision.scene}.{decision.measure}{f'.{decision.outcome}' if decision.outcome else ''}`"
