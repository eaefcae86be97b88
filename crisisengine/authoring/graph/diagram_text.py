"""The story as text for other programs that draw: Mermaid (https://mermaid.js.org) and Graphviz' DOT (https://graphviz.org/doc/info/lang.html).

Ids are ours (`p1`, `p2`, ...), never an author's, and of an author's text nothing is left that either language could take
for its own: in Mermaid every character but letters, digits and plain punctuation is written as its number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from crisisengine.authoring.graph.plot import Plot, StoryPlace
from crisisengine.authoring.graph.sheets import SheetLine, StorySheet
from crisisengine.authoring.graph.wording import reach_text
from crisisengine.text.printable import printable

__all__ = ["dot_of", "mermaid_of"]

_LONGEST = 120
"""Characters of a title."""
_PLAIN = frozenset(" .,:?!-'’“”–—…%()/·")


def mermaid_of(story: Plot, sheets: Sequence[StorySheet]) -> str:
    """A flowchart with a subgraph for each sheet that has scenes."""
    ids = _ids(story)
    drawn = [sheet for sheet in sheets if any(box.kind == "scene" for box in sheet.boxes)]
    lines = ["---", f'title: "{_mermaid(story.title)}"', "---", "flowchart TD"]
    for number, sheet in enumerate(drawn):
        lines.append(f'  subgraph c{number}["{_mermaid(sheet.title)}"]')
        lines += [f"    {_mermaid_node(box.place, ids)}" for box in sheet.boxes if box.kind == "scene" and box.place]
        lines.append("  end")
    shown = {box.id for sheet in drawn for box in sheet.boxes}
    lines += [f"  {_mermaid_node(place, ids)}" for place in _endings(story) if place.id in shown or len(drawn) > 1]
    lines += _elsewhere(story, drawn, ids, '  {0}[/"{1}"/]', _mermaid)
    arrows = {"decision": "-->", "chance": "-.->", "sent": "-.->", "rule": "-.->"}
    for way in _ways(drawn):
        sign = f'|"{_mermaid(_signed(way))}"|' if _signed(way) else ""
        lines.append(f"  {ids[way.source]} {arrows[way.kind]}{sign} {ids[way.target]}")
    lines += [
        "  classDef always stroke-width:4px",
        "  classDef never stroke-dasharray:7 4",
        "  classDef unknown stroke-dasharray:2 3",
    ]
    for reach in ("always", "never", "unknown"):
        some = [ids[place.id] for place in story.places.values() if place.found.reach == reach and place.id in shown]
        if some:
            lines.append(f"  class {','.join(some)} {reach}")
    return "\n".join(lines) + "\n"


def _mermaid_node(place: StoryPlace, ids: dict[str, str]) -> str:
    told = f"{place.number} · {reach_text(place.found, short=True)}"
    inside = f'"{"<br/>".join(map(_mermaid, (told, place.title, *_also(place))))}"'
    return f"{ids[place.id]}([{inside}])" if place.kind == "ending" else f"{ids[place.id]}[{inside}]"


def _also(place: StoryPlace) -> Iterator[str]:
    """What leads there and is not drawn as a way; of much of it the first, and how much more there is."""
    if place.from_anywhere:
        first, *more = place.from_anywhere
        yield f"∗ {first}{f', and {len(more)} more' if more else ''}"


def _mermaid(text: str) -> str:
    """A text as entity codes, which Mermaid reads as nothing but characters."""
    shown = " ".join(printable(text).split())[:_LONGEST]
    told = "".join(char if char.isalnum() or char in _PLAIN else f"#{ord(char)};" for char in shown)
    return told.replace("%%", "#37;#37;")  # which begins a comment, wherever it stands


def dot_of(story: Plot, sheets: Sequence[StorySheet]) -> str:
    """A digraph with a cluster for each sheet that has scenes."""
    ids = _ids(story)
    drawn = [sheet for sheet in sheets if any(box.kind == "scene" for box in sheet.boxes)]
    lines = [
        "digraph story {",
        f"  label={_dot(story.title)}; labelloc=t; rankdir=TB; newrank=true;",
        '  node [shape=box, fontname="Helvetica,Arial,sans-serif", fontsize=11, margin="0.14,0.08"];',
        '  edge [fontname="Helvetica,Arial,sans-serif", fontsize=9];',
    ]
    for number, sheet in enumerate(drawn):
        lines.append(f"  subgraph cluster_{number} {{")
        lines.append(f"    label={_dot(sheet.title)}; style=rounded;")
        lines += [f"    {_dot_node(box.place, ids)}" for box in sheet.boxes if box.kind == "scene" and box.place]
        lines.append("  }")
    shown = {box.id for sheet in drawn for box in sheet.boxes}
    lines += [f"  {_dot_node(place, ids)}" for place in _endings(story) if place.id in shown or len(drawn) > 1]
    lines += _elsewhere(story, drawn, ids, "  {0} [label={1}, shape=cds];", _dot)
    styles = {"decision": "solid", "chance": "dashed", "sent": "dotted", "rule": "dashed"}
    for way in _ways(drawn):
        tooltip = _dot("; ".join(way.told))
        look = f"label={_dot(_signed(way))}, style={styles[way.kind]}, tooltip={tooltip}"
        lines.append(f"  {ids[way.source]} -> {ids[way.target]} [{look}];")
    return "\n".join([*lines, "}"]) + "\n"


def _dot_node(place: StoryPlace, ids: dict[str, str]) -> str:
    styles = {
        "always": "bold",
        "sometimes": "solid",
        "begun": "solid",
        "sent": "dotted",
        "never": "dashed",
        "unknown": "dotted",
    }
    told = f"{place.number} · {reach_text(place.found, short=True)}"
    shape = ", shape=box, peripheries=2" if place.kind == "ending" else ""
    style = f"rounded,{styles[place.found.reach]}" if place.kind == "ending" else styles[place.found.reach]
    return f'{ids[place.id]} [label={_dot(told, place.title, *_also(place))}, style="{style}"{shape}];'


def _dot(*lines: str) -> str:
    """A quoted string: in it DOT knows nothing but a quotation mark and a backslash."""
    shown = (" ".join(printable(line).split())[:_LONGEST] for line in lines)
    return '"' + r"\n".join(line.replace("\\", "\\\\").replace('"', '\\"') for line in shown) + '"'


def _ids(story: Plot) -> dict[str, str]:
    return {name: f"p{number}" for number, name in enumerate(story.places, 1)}


def _endings(story: Plot) -> Iterator[StoryPlace]:
    return (place for place in story.places.values() if place.kind == "ending")


def _elsewhere(
    story: Plot, drawn: Sequence[StorySheet], ids: dict[str, str], form: str, quoted: Callable[[str], str]
) -> list[str]:
    """Scenes of chapters that are not shown, to which something leads."""
    own = {box.id for sheet in drawn for box in sheet.boxes if box.kind == "scene"}
    signs = {box.id: box for sheet in drawn for box in sheet.boxes if box.kind == "elsewhere" and box.id not in own}

    return [
        form.format(
            ids[name], quoted(f"{story.places[name].number} {box.title}")
        )  # a quoted text holds no braces of ours
        for name, box in signs.items()
    ]


def _ways(drawn: Sequence[StorySheet]) -> list[SheetLine]:
    return [line for sheet in drawn for line in sheet.lines]


def _signed(way: SheetLine) -> str:
    return f"{way.sign} × never taken".strip() if way.taken is False else way.sign
