"""What stands on the one page for the wall: a picture of the roads, the decisions as a line of cells, two lists beside them.

The sheet has so much room and no more. What is left out is chosen here, and counted on the page; the page itself cuts texts
that are too long for their place. People's words are only there where the facilitator let the room see them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen

from crisisengine.debriefing.cohort import UNIFIED, Cohort, CohortScene
from crisisengine.debriefing.ending_lanes import closed_endings, ending_lanes
from crisisengine.debriefing.model import Debrief, DecisionReview
from crisisengine.reports.charts.arrivals import arrivals_chart
from crisisengine.reports.charts.endings import endings_chart
from crisisengine.reports.charts.svg import Chart
from crisisengine.text.english import plural
from crisisengine.text.plain import plain
from crisisengine.workshop.room_reading import BlindSpot, OptionReading, QuestionReading, RoomReading

__all__ = ["MOST_CELLS", "VoteBar", "WallCell", "WallPanel", "WallSheet", "sheet_of_cohort", "sheet_of_run"]

MOST_CELLS = 30
"""Decisions, or scenes, that the sheet has room for."""
MOST_LINES = 4
"""Of a list beside the picture."""
LETTERS, HIGHEST, PRINTED_LINE, TITLE, BESIDE = 56, 3, 3.84, 7.32, 76.5
"""As `wall_style` sets a list of a room: letters of a line, lines of an entry, and in millimetres a line, a title with
the gap below its list, and all that stands beside the picture."""


@frozen(kw_only=True)
class VoteBar:
    """Votes as a bar, and the same in words."""

    name: str
    parts: tuple[int, ...]
    """What was taken first, then the others."""
    words: str


@frozen(kw_only=True)
class WallCell:
    """A decision, or a scene of a cohort."""

    number: str
    label: str
    bars: tuple[VoteBar, ...]
    remarks: tuple[str, ...]
    """What it closed, and what nobody saw."""
    averted: tuple[str, ...]
    """Endings worse than all that was left, by title."""
    strong: bool
    """Whether the best was lost here."""


@frozen(kw_only=True)
class WallPanel:
    """A short list."""

    title: str
    lines: tuple[str, ...]


@frozen(kw_only=True)
class WallSheet:
    """The whole page, in bare words."""

    title: str
    exercise: str
    came: str
    """What is said before the outcome."""
    outcome: str
    """Empty for a cohort."""
    chart: Chart | None
    panels: tuple[WallPanel, ...]
    heading: str
    cells: tuple[WallCell, ...]
    of_room: bool = False
    """Whether a room's lists stand beside the picture, each as high as it needs to be."""

    @property
    def columns(self) -> int:
        """Of the grid of cells."""
        return 4 if len(self.cells) <= 12 else 5 if len(self.cells) <= 20 else 6


def sheet_of_run(debrief: Debrief, room: RoomReading | None) -> WallSheet:
    """One run; with a room also its votes, its blind spots, and what its minorities said aloud."""
    kept = _told(debrief, room)
    left_out = (
        f"; {len(kept)} of {len(debrief.reviews)}, those that tell most" if len(kept) < len(debrief.reviews) else ""
    )
    span = f", {debrief.opened} to {debrief.closed}" if debrief.opened else ""
    people = f"; {plural(room.seats, 'seat')}, rule: {room.rule}" if room is not None else ""
    votes = ": silent vote above, last vote below" if room is not None and room.questions else ""
    return WallSheet(
        title=debrief.title,
        exercise=f"{plural(debrief.decided, 'decision')}{span}{people}.",
        came="It came to" if debrief.ending is not None else "So far",
        outcome=debrief.ending.title if debrief.ending is not None else "The run is not over",
        chart=endings_chart(debrief),
        panels=_panels(debrief, room),
        heading=f"The decisions{votes}{left_out}",
        cells=tuple(_cells(debrief, room, kept)),
        of_room=room is not None,
    )


def _told(debrief: Debrief, room: RoomReading | None) -> list[int]:
    """The decisions that there is room for: those that tell most, in order."""
    asked = room.by_number if room is not None else {}
    spotted = {spot.number for spot in room.blind_spots} if room is not None else set()

    def weight(review: DecisionReview) -> tuple[int, int]:
        split = review.number in asked and asked[review.number].split
        told = 8 * bool(review.turning) + 4 * (review.number in spotted) + 2 * bool(review.closed) + split
        return told, -review.number

    return sorted(review.number for review in sorted(debrief.reviews, key=weight, reverse=True)[:MOST_CELLS])


def _cells(debrief: Debrief, room: RoomReading | None, numbers: Iterable[int]) -> Iterator[WallCell]:
    asked = room.by_number if room is not None else {}
    spots = room.blind_spots if room is not None else ()
    sure = {lane.option.id for lane in ending_lanes(debrief) if lane.sure}
    for number in numbers:
        closed = closed_endings(debrief, number)
        remarks = [f"closed “{debrief.names[ending]}”" for ending in (*closed.lost, *closed.passed) if ending in sure]
        remarks += [_NOBODY[spot.kind] for spot in spots if spot.number == number]
        review = debrief.reviews[number - 1]
        yield WallCell(
            number=str(number),
            label=review.label,
            bars=_bars(asked[number]) if number in asked else (),
            remarks=tuple(remarks),
            averted=tuple(debrief.names[ending] for ending in closed.averted if ending in sure),
            strong=review.turning is not None,
        )


_NOBODY = {
    "unvoted": "nobody voted for what kept the best",
    "agreed": "all agreed silently",
    "unverified": "on a report that nobody verified",
}


def _bars(question: QuestionReading) -> tuple[VoteBar, ...]:
    first = [(option, option.silent) for option in question.options]
    last = [(option, option.last) for option in question.options]
    bars = [_bar("silent", first, question.silent_cast)]
    bars += [_bar("last", last, question.last_cast)] if question.rounds > 1 else []
    return tuple(bar for bar in bars if bar.parts)


def _bar(name: str, votes: Sequence[tuple[OptionReading, int]], cast: int) -> VoteBar:
    taken = sum(number for option, number in votes if option.taken)
    others = sorted((number for option, number in votes if not option.taken and number), reverse=True)
    return VoteBar(name=name, parts=(taken, *others) if cast else (), words=f"{taken} of {cast}")


def _panels(debrief: Debrief, room: RoomReading | None) -> tuple[WallPanel, ...]:
    if room is None:
        points = [
            f"Decision {point.number}, “{debrief.reviews[point.number - 1].label}”, closed "
            + " and ".join(f"“{debrief.names[ending]}”" for ending in point.lost)
            for point in debrief.turning_points
        ]
        lessons = [" ".join(plain(lesson).split()) for lesson in debrief.lessons]
        return (
            _panel("Where the best was lost", points, "No decision closed the best that was still possible."),
            _panel("What to take away", lessons, "The measures taken carry no lesson."),
        )
    said = [
        f"“{reason.text}” (decision {question.number})" for question in room.questions for reason in question.minority
    ]
    seen = [_spot(spot) for spot in room.blind_spots] + [_split(question) for question in room.splits]
    sent = [
        f"{line.inject.capitalize()} ({f'after decision {line.number}' if line.number else 'before the first decision'})"
        for line in room.sent
    ]
    return _fitting(
        WallPanel(
            title="What nobody saw, and what split the room",
            lines=tuple(seen) or ("Nothing that these rules can see.",),
        ),
        WallPanel(title="What a minority said", lines=tuple(said) or ("No minority's reason was let onto the wall.",)),
        *([WallPanel(title="What the facilitator sent", lines=tuple(sent))] if sent else []),
    )


def _fitting(*panels: WallPanel) -> tuple[WallPanel, ...]:
    """The lists as far as there is room for all of them, entry by entry in turn; how many are left out is said."""
    left = BESIDE - len(panels) * (
        TITLE + _height("")
    )  # each list keeps a line, for its last entry or for what is left out
    kept = [0] * len(panels)
    for rank in range(max(len(panel.lines) for panel in panels)):
        for at, panel in enumerate(panels):
            if kept[at] != rank or rank >= len(panel.lines):
                continue
            needed = _height(panel.lines[rank]) - (_height("") if rank == len(panel.lines) - 1 else 0)
            if needed <= left:
                kept[at] += 1
                left -= needed
    return tuple(
        WallPanel(
            title=panel.title,
            lines=panel.lines[:count] + ((f"and {len(panel.lines) - count} more",) if count < len(panel.lines) else ()),
        )
        for count, panel in zip(kept, panels, strict=True)
    )


def _height(entry: str) -> float:
    """Of an entry beside the picture, in millimetres."""
    return PRINTED_LINE * max(1, min(HIGHEST, -(-len(entry) // LETTERS))) + 0.8


def _split(question: QuestionReading) -> str:
    ranked = sorted((option for option in question.options if option.silent), key=lambda option: -option.silent)
    votes = "; ".join(f"“{option.label}” {option.silent}" for option in ranked)
    return f"Decision {question.number} split the room: {votes}."


def _panel(title: str, lines: Iterable[str], otherwise: str) -> WallPanel:
    kept = tuple(lines)
    more = (f"and {len(kept) - MOST_LINES + 1} more",) if len(kept) > MOST_LINES else ()
    return WallPanel(title=title, lines=(kept[: MOST_LINES - len(more)] + more) or (otherwise,))


def _spot(spot: BlindSpot) -> str:
    labels = " and ".join(f"“{label}”" for label in spot.labels)
    if spot.kind == "unvoted":
        return f"Decision {spot.number}: nobody voted for {labels}, which would have kept the best open."
    if spot.kind == "agreed":
        return f"Decision {spot.number}: all agreed silently on {labels}."
    return f"Decision {spot.number} hung on a report of {spot.where} that nobody verified."


def sheet_of_cohort(cohort: Cohort) -> WallSheet:
    """Several runs together: how they ended, scene by scene what was taken, what all overlooked, where they split."""
    forks = cohort.urgent[:MOST_CELLS]
    shown = [fork for fork in cohort.forks if fork in forks]
    left_out = f"; {len(shown)} of {len(cohort.forks)}, those that tell most" if len(shown) < len(cohort.forks) else ""
    names = ", ".join(line.name for line in cohort.lines)
    blind = [
        f"{fork.title}: most closed the best; open stood " + " and ".join(f"“{label}”" for label in fork.better)
        for fork in cohort.urgent
        if fork.blind
    ]
    split = [
        f"{fork.title}: " + "; ".join(f"{choice.label} {choice.count}" for choice in fork.choices)
        for fork in cohort.urgent
        if fork.share < UNIFIED and not fork.blind and fork.groups > 1
    ]
    return WallSheet(
        title=cohort.title,
        exercise=f"{plural(len(cohort.lines), 'run')}: {names}.",
        came="",
        outcome="",
        chart=arrivals_chart(cohort),
        panels=(
            _panel("What most overlooked", blind, "Nothing that these rules can see."),
            _panel("Where the groups split", split, "In no scene did the groups split."),
        ),
        heading=f"What was taken first, scene by scene{left_out}",
        cells=tuple(_scene(fork, number) for number, fork in enumerate(shown, 1)),
    )


def _scene(fork: CohortScene, number: int) -> WallCell:
    first = fork.choices[0]
    lost = sum(choice.lost for choice in fork.choices)
    return WallCell(
        number=str(number),
        label=f"{fork.title}: {first.label}",
        bars=(
            VoteBar(
                name="runs",
                parts=tuple(choice.count for choice in fork.choices),
                words=f"{first.count} of {fork.groups}",
            ),
        ),
        remarks=(f"closed the best in {plural(lost, 'run')}",) if lost else (),
        averted=(),
        strong=fork.blind,
    )
