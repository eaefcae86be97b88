"""What a picture of the story shows, in words: for its boxes, and for those who do not see it."""

from __future__ import annotations

from crisisengine.authoring.graph.findings import PlaceFinding
from crisisengine.authoring.graph.plot import StoryPlace
from crisisengine.authoring.graph.sheets import SheetBox, SheetLine, StorySheet
from crisisengine.text.english import percent, plural

__all__ = ["leaving_texts", "reach_text", "referred", "spoken", "ways_text"]

SMALLEST = 1e-9
"""Share of what happens, though it be too seldom for a number to hold."""


def reach_text(found: PlaceFinding, *, short: bool = False) -> str:
    """Who comes there: `always`, `43.2 %`, `never`; in full also from how many decisions on."""
    told = {"always": "always", "never": "never", "unknown": "not known", "sent": "when sent"}.get(found.reach, "")
    if found.chapters:
        told = f"where {_chapters(found)} begin{'s' if len(found.chapters) == 1 else ''}"
        if not found.begins:
            told = f"only from {_chapters(found)}"
    if not told:
        told = percent(max(found.share, SMALLEST)) if found.share is not None else "reached"  # it happens: never 0 %
    if short:
        return told
    told = {
        "always": "every play that ends comes here",
        "sometimes": f"{told} of random plays come here" if found.share is not None else "some plays come here",
        "begun": f"only plays that begin at {_chapters(found)} come here",
        "sent": "only plays into which something is sent come here",
        "never": "nobody ever comes here",
        "unknown": "who comes here is not known",
    }[found.reach]
    if found.played:
        told += f", as it is played {found.played}"
    if found.shortest is None:
        return told
    return f"{told}, the soonest after {plural(found.shortest, 'decision')}" if found.shortest else told


def referred(place: StoryPlace) -> str:
    """A place by its number and title, an ending also by how many come there."""
    told = f"{place.number} {place.title}"
    return f"{told}, {reach_text(place.found, short=True)}" if place.kind == "ending" else told


def leaving_texts(sheet: StorySheet) -> list[str]:
    """The endings in which runs end on a sheet though no way is drawn there, a sentence each."""
    return [
        f"Runs also end here, in {place.number} {place.title}{_everywhere(place.found)}: {'; '.join(place.from_anywhere)}"
        for place in sheet.leaving
    ]


def _everywhere(found: PlaceFinding) -> str:
    return "" if found.share is None else f" (in all {reach_text(found, short=True)} of plays)"


def _chapters(found: PlaceFinding) -> str:
    """`chapter 2`, `chapters 2 and 3`: by the numbers that `play --chapter` takes."""
    return f"chapter{'s' if len(found.chapters) > 1 else ''} {_listed([str(number) for number in found.chapters])}"


def spoken(sheet: StorySheet) -> str:
    """The whole sheet, place by place."""
    told = []
    for box in sheet.boxes:
        if box.kind != "elsewhere":
            reach = "" if box.place is None else f": {reach_text(box.place.found)}"
            on = ways_text(sheet, box)
            begun = f", {box.place.begins}" if box.place is not None and box.place.begins else ""
            told.append(f"{_named(box)}{reach}{begun}{f', leads to {on}' if on else ''}.")
    return " ".join([*told, *(f"{text}." for text in leaving_texts(sheet))])


def ways_text(sheet: StorySheet, box: SheetBox) -> str:
    """Where the ways from a box lead."""
    titles = {other.id: _named(other) for other in sheet.boxes}
    return _listed([_way(line, titles) for line in sheet.lines if line.source == box.id])


def _named(box: SheetBox) -> str:
    return f"{box.place.number} {box.title}" if box.place is not None else box.title


def _way(line: SheetLine, titles: dict[str, str]) -> str:
    how = {"decision": "", "chance": " by chance", "sent": " when the world sends it", "rule": " by itself"}[line.kind]
    return f"{titles[line.target]}{how}{' (never taken)' if line.taken is False else ''}"


def _listed(parts: list[str]) -> str:
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)
