"""What kinds of measures there are, in the doctrine's terms: tags with what they mean, and the headings they stand under."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crisisengine.authoring.script.document import Block, Entry, Grid, Rows
from crisisengine.model.scenario import Heading, Scenario, Tag
from crisisengine.text.markdown import literal

__all__ = ["borne_tags", "headings_of", "kinds_entry", "tag_cells"]


def borne_tags(scenario: Scenario) -> list[Tag]:
    """The tags that some measure bears, in the doctrine's order."""
    borne = {name for measure in scenario.measures for name in measure.tags}
    return [tag for name, tag in scenario.tags.items() if name in borne]


def headings_of(scenario: Scenario) -> Iterator[tuple[str, Heading]]:
    """Each tier, phase and principle under which such a tag stands, with which of the three it is."""
    tags = borne_tags(scenario)
    listed: tuple[tuple[str, Mapping[str, Heading], set[str]], ...] = (
        ("tier", scenario.tiers, {tag.tier for tag in tags}),
        ("phase", scenario.phases, {tag.phase for tag in tags}),
        ("principle", scenario.principles, {tag.principle for tag in tags}),
    )
    for sort, headings, used in listed:
        yield from ((sort, heading) for name, heading in headings.items() if name in used)


def kinds_entry(scenario: Scenario) -> Iterator[Entry]:
    """A part with the kinds, and with what their headings mean; none where no measure is of a kind."""
    tags = borne_tags(scenario)
    if not tags:
        return
    blocks: list[Block] = [_table([tag_cells(scenario, tag) for tag in tags])]
    told = tuple(
        (f"{heading.label} ({sort})", (literal(heading.explains),))
        for sort, heading in headings_of(scenario)
        if heading.explains
    )
    blocks += [Rows(told)] if told else []
    yield Entry(kind="part", title="Kinds of measures", anchor="kinds", blocks=tuple(blocks))


def tag_cells(scenario: Scenario, tag: Tag) -> dict[str, str]:
    """What is said of a kind, by a term in bare words. Markdown in one line; empty where nothing is."""

    def label(headings: Mapping[str, Heading], name: str) -> str:
        return literal(headings[name].label) if name in headings else ""

    return {
        "Kind": literal(tag.label),
        "What it means": literal(tag.explains),
        "Tier": label(scenario.tiers, tag.tier),
        "Phase": label(scenario.phases, tag.phase),
        "Principle": label(scenario.principles, tag.principle),
    }


def _table(cells: list[dict[str, str]]) -> Grid:
    """Without columns in which nothing would stand."""
    names = tuple(name for name in cells[0] if any(row[name] for row in cells))
    return Grid(
        names, tuple(tuple(f"**{row[name]}**" if name == "Kind" else row[name] for name in names) for row in cells)
    )
