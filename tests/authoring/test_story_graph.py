"""The story as a picture: everything is drawn once and legibly, what is said of it is so, and no title gets out of its box."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from bench import load
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisengine import storage
from crisisengine.authoring.graph.coordinates import coordinates
from crisisengine.authoring.graph.diagram_text import dot_of, mermaid_of
from crisisengine.authoring.graph.drawing import WIDEST, drawn
from crisisengine.authoring.graph.findings import PlaceFinding, findings_of, nothing_known
from crisisengine.authoring.graph.layering import layered
from crisisengine.authoring.graph.page import story_page
from crisisengine.authoring.graph.picture import legend_picture, picture_of
from crisisengine.authoring.graph.plot import StoryPlace, plot_of
from crisisengine.authoring.graph.sheets import SheetBox, SheetLine, StorySheet, sheets_of
from crisisengine.authoring.graph.wording import leaving_texts, reach_text
from crisisengine.authoring.script.writing import script_of
from crisisengine.budget import UNLIMITED, Budget, OverBudget
from crisisengine.cli.main import command_line
from crisisengine.loader import MemoryResolver, Volume, read
from crisisengine.reports.charts.svg import breadth

GAP = 10.0
HOSTILE = '"]; x [label="</title><script>alert(1)</script>%%{init: {}}%%\\" ]]> `` end --> p9 ]) #quot; click p1 \\n'
STORY = """\
format = 1
[scenario]
title = "{title}"
summary = "A quay."
start = "quay"
minutes = 1
[scene.quay]
title = "{title}"
chapter = "{title}"
text = "Fog."
[scene.quay.measure.sail]
label = "{title}"
goto = "river"
[scene.quay.measure.walk]
label = "Walk"
goto = "road"
[scene.river]
title = "The river"
chapter = "Later"
text = "Water."
[scene.river.measure.row]
label = "Row"
goto = "road"
[scene.river.measure.drift.chance.far]
weight = 3
goto = "shore"
[scene.river.measure.drift.chance.near]
weight = 1
goto = "road"
[scene.river.measure.drift]
label = "Drift"
[scene.road]
title = "The road"
chapter = "Later"
text = "Dust."
[scene.road.measure.on]
label = "On"
goto = "home"
[scene.road.measure.never]
label = "Never"
when = "false"
goto = "hut"
[scene.hut]
title = "The hut"
chapter = "Later"
text = "Nobody."
[scene.hut.measure.on]
label = "On"
goto = "home"
[scene.aid]
title = "Help comes"
chapter = "Later"
text = "A boat."
[scene.aid.measure.on]
label = "On"
goto = "home"
[inject.boat]
contingency = true
text = "A boat comes."
scenes = ["road"]
goto = "aid"
[measure.leave]
label = "Give up"
goto = "out"
[ending.home]
title = "Home"
rank = 2
text = "Home."
[ending.shore]
title = "Ashore"
rank = 1
text = "Ashore."
[ending.out]
title = "Out"
rank = 0
text = "Out."
"""


def told(text):
    """A text inside a TOML string."""
    return text.replace("\\", "\\\\").replace('"', '\\"')


def scenario_of(title="The quay"):
    text = STORY.replace("{title}", told(title))
    return read("quay", Volume("quay.toml", text.encode()), MemoryResolver({}))


def story(title="The quay", *, known=True):
    reading = scenario_of(title)
    scenario = reading.legible
    return plot_of(scenario, findings_of(scenario, UNLIMITED) if known else nothing_known(scenario, "not asked"))


# --- the layout ------------------------------------------------------------------------------------------------------


@st.composite
def graphs(draw):
    names = [f"n{number}" for number in range(draw(st.integers(1, 14)))]
    pairs = st.tuples(st.sampled_from(names), st.sampled_from(names))
    ways = draw(st.lists(pairs.filter(lambda pair: pair[0] != pair[1]), max_size=30, unique=True))
    return names, ways


@given(graphs())
@settings(max_examples=60)
def test_every_way_runs_from_row_to_row_and_no_two_things_in_a_row_touch(graph):
    names, ways = graph
    found = layered(names, ways, widest=3)
    row = {node: number for number, nodes in enumerate(found.rows) for node in nodes}
    widths = {node: 50.0 if node[1] < 0 else 4.0 for node in row}
    across = coordinates(found, widths, GAP)

    assert sorted(name for name, joint in row if joint < 0) == sorted(names)
    assert all(sum(joint < 0 for _, joint in nodes) <= 3 for nodes in found.rows)
    for (source, target), chain in found.chains.items():
        assert (chain[0], chain[-1]) == ((source, -1), (target, -1))
        steps = {row[lower] - row[upper] for upper, lower in pairwise(chain)}
        assert steps in ({1}, {-1})
        assert (steps == {1}) is (names.index(source) < names.index(target))
    for nodes in found.rows:
        for left, right in pairwise(nodes):
            assert across[right] - across[left] >= (widths[left] + widths[right]) / 2 + GAP - 1e-6
    assert min(across[node] - widths[node] / 2 for node in row) == pytest.approx(0)


@given(graphs())
@settings(max_examples=40)
def test_the_rows_are_no_more_crossed_than_in_the_order_of_the_story(graph):
    names, ways = graph
    found = layered(names, ways, widest=3)
    row = {node: number for number, nodes in enumerate(found.rows) for node in nodes}
    by_story = [sorted(nodes, key=lambda node: (node[1] >= 0, node[1], names.index(node[0]))) for nodes in found.rows]

    assert crossings(found.rows, found.links, row) <= max(crossings(by_story, found.links, row), 2 * len(found.links))


def crossings(rows, links, row):
    at = {node: place for nodes in rows for place, node in enumerate(nodes)}
    return sum(row[a] == row[c] and (at[a] - at[c]) * (at[b] - at[d]) < 0 for (a, b), (c, d) in combinations(links, 2))


def test_a_chain_beside_a_long_way_is_drawn_without_a_crossing_and_the_long_way_runs_straight():
    found = layered(["a", "b", "c", "d"], [("a", "b"), ("b", "c"), ("c", "d"), ("a", "d")], widest=4)
    row = {node: number for number, nodes in enumerate(found.rows) for node in nodes}
    across = coordinates(found, {node: 50.0 if node[1] < 0 else 4.0 for node in row}, GAP)

    assert crossings(found.rows, found.links, row) == 0
    joints = [across[node] for node in found.chains["a", "d"][1:-1]]
    assert joints[0] == pytest.approx(joints[1], abs=1.0)


# --- no text runs into another ---------------------------------------------------------------------------------------

SVG = "{http://www.w3.org/2000/svg}"


@st.composite
def drawn_sheets(draw):
    names, ways = draw(graphs())
    reach = PlaceFinding(reach=draw(st.sampled_from(["always", "never", "unknown"])))
    signs = st.sampled_from(["1", "1-2", "=", "↯", "3◇", "1?, 3◇, 5-7", "1-2, 4◇, 11-14?"])
    boxes = [
        SheetBox(
            id=name,
            kind="scene",
            title="The house with the white door",
            arrivals=tuple(map(str, range(20, 20 + draw(st.integers(0, 6))))),
            place=StoryPlace(
                id=name, kind="scene", number=str(number), title="The house", chapter="", start=number == 1,
                begins="chapter 1", found=reach, returns=True, from_anywhere=("a call",),
            ),
        )
        for number, name in enumerate(names, 1)
    ]  # fmt: skip
    lines = [
        SheetLine(source=a, target=b, kind="decision", sign=draw(signs), told=("On",), taken=draw(st.booleans()))
        for a, b in ways
    ]
    return StorySheet(title="A chapter", chapter="", boxes=tuple(boxes), lines=tuple(lines))


@given(drawn_sheets())
@settings(max_examples=40, deadline=None)
def test_no_two_texts_of_a_drawn_sheet_meet_and_none_meets_the_frame_of_a_box(sheet):
    texts, frames = areas(drawn(sheet))

    assert not [(a, b) for a, b in combinations(texts, 2) if meet(a, b)]
    for there in texts:
        for frame in filter(lambda frame: meet(there, frame), frames):
            assert frame[0] <= there[0], "a label stands on a box"
            assert there[2] <= frame[2], "a label stands on a box"
            assert frame[1] <= there[1], "a label stands on a box"
            assert there[3] <= frame[3], "a label stands on a box"


def test_no_two_texts_of_the_legend_meet():
    legend = ElementTree.fromstring(str(legend_picture()))  # noqa: S314 - our own
    texts, _ = found_areas(legend)

    assert len(texts) > 13
    assert not [(a, b) for a, b in combinations(texts, 2) if meet(a, b)]


def areas(drawing):
    """Where the texts of a sheet stand, and its boxes: (left, top, right, bottom) of each."""
    body = "".join(str(mark.drawn) for mark in drawing.marks)
    return found_areas(ElementTree.fromstring(f'<svg xmlns="{SVG[1:-1]}">{body}</svg>'))  # noqa: S314 - our own


def found_areas(element, x=0.0, y=0.0):
    texts, frames = [], []
    for inner in element:
        moved = re.match(r"translate\((\S+) (\S+)\)", inner.get("transform", ""))
        there = (x + float(moved[1]), y + float(moved[2])) if moved else (x, y)
        if inner.tag == f"{SVG}text":
            size = int(inner.get("font-size"))
            wide = breadth("".join(inner.itertext()), size)
            left = x + float(inner.get("x")) - wide * {"middle": 0.5, "end": 1}.get(inner.get("text-anchor"), 0)
            base = y + float(inner.get("y"))
            texts.append((left, base - 0.8 * size, left + wide, base + 0.2 * size))
        elif inner.tag == f"{SVG}rect" and (inner.get("width"), inner.get("height")) == ("160", "68"):
            left, top = x + float(inner.get("x")), y + float(inner.get("y"))
            frames.append((left, top, left + 160, top + 68))
        below = found_areas(inner, *there)
        texts += below[0]
        frames += below[1]
    return texts, frames


def meet(a, b):
    slack = 0.11  # what rounding to a tenth may bring together
    return a[0] < b[2] - slack and b[0] < a[2] - slack and a[1] < b[3] - slack and b[1] < a[3] - slack


# --- what is said ----------------------------------------------------------------------------------------------------


def test_each_place_says_who_comes_there():
    places = story().places
    found = {name: (place.found.reach, place.found.share, place.found.shortest) for name, place in places.items()}

    assert found["quay"] == ("always", 1, 0)
    assert found["river"] == ("sometimes", pytest.approx(1 / 3), 1)
    # by road at once, by rowing, or by drifting where one time in four leads there
    assert found["road"] == ("sometimes", pytest.approx(1 / 3 + 1 / 9 + 1 / 36), 1)
    assert found["hut"] == ("never", None, None)
    assert found["aid"] == ("sent", 0, None)
    assert found["shore"] == ("sometimes", pytest.approx(1 / 12), 2)


def test_what_leads_on_says_how_and_what_many_scenes_offer_is_told_at_its_end():
    found = story()
    ways = {(way.source, way.target): way for way in found.ways}

    assert (ways["quay", "road"].kind, ways["quay", "road"].sign, ways["quay", "road"].taken) == ("decision", "2", True)
    assert (ways["river", "shore"].kind, ways["river", "shore"].sign) == ("chance", "2◇")
    assert ways["river", "road"].sign == "1, 2◇"
    assert ways["road", "hut"].taken is False
    assert ways["road", "aid"].kind == "sent"
    assert not any(way.target == "out" for way in found.ways)
    assert found.places["out"].from_anywhere == ("“Give up”, offered in every scene",)


def test_a_sheet_has_its_scenes_and_signs_to_the_others_and_the_overview_has_every_ending():
    overview, first, later = sheets_of(story())

    assert [(box.id, box.kind) for box in first.boxes] == [
        ("quay", "scene"),
        ("river", "elsewhere"),
        ("road", "elsewhere"),
    ]
    assert {box.id: box.arrivals for box in later.boxes if box.kind == "scene"}["road"] == ("1",)
    assert [box.title for box in overview.boxes] == ["The quay", "Later", "Home", "Ashore", "Out"]


def test_a_chapter_too_long_for_a_sheet_stands_on_several_with_every_scene_on_one_of_them():
    scene = '[scene.s{0}]\ntitle = "S{0}"\ntext = "Here."\n[scene.s{0}.measure.on]\nlabel = "On"\ngoto = "{1}"\n'
    scenes = "".join(scene.format(n, f"s{n + 1}" if n < 99 else "home") for n in range(100))
    text = STORY[: STORY.index("[scene.quay]")].replace("{title}", "Long").replace('"quay"', '"s0"') + scenes
    text += '[ending.home]\ntitle = "Home"\nrank = 1\ntext = "Home."\n'
    scenario = read("long", Volume("long.toml", text.encode()), MemoryResolver({})).sound()
    overview, *sheets = sheets_of(plot_of(scenario, nothing_known(scenario, "not asked")))

    assert [sheet.title for sheet in sheets] == [f"Long, scenes {a} to {b}" for a, b in ((1, 40), (41, 80), (81, 100))]
    assert [box.id for sheet in sheets for box in sheet.boxes if box.kind == "scene"] == [f"s{n}" for n in range(100)]
    assert [box.kind for box in overview.boxes] == ["chapter", "chapter", "chapter", "ending"]


def test_what_is_not_known_is_marked_so_in_every_format():
    found = story(known=False)
    sheets = sheets_of(found)

    assert picture_of(found, sheets).count("not known") >= len(found.places)
    assert mermaid_of(found, sheets).count("not known") == len(found.places)
    assert dot_of(found, sheets).count("not known") == len(found.places)


# --- titles stay in their boxes --------------------------------------------------------------------------------------


def unquoted(text):
    """What is left of a text when its quoted strings are taken out."""
    return re.sub(r'"(?:[^"\\]|\\.)*"', '""', text)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), min_size=1, max_size=60))
@settings(max_examples=25, deadline=None)
def test_no_title_changes_what_another_program_draws(title):
    plain, strange = story(), story(f"{title} {HOSTILE}") if scenario_of(f"{title} {HOSTILE}").scenario else story()

    assert unquoted(mermaid_of(strange, sheets_of(strange))) == unquoted(mermaid_of(plain, sheets_of(plain)))
    assert unquoted(dot_of(strange, sheets_of(strange))) == unquoted(dot_of(plain, sheets_of(plain)))


def test_a_hostile_title_is_shown_and_is_no_markup():
    found = story(HOSTILE)
    sheets = sheets_of(found)
    svg = picture_of(found, sheets)
    mermaid = mermaid_of(found, sheets)

    root = ElementTree.fromstring(svg)  # noqa: S314 - our own
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= {
        "svg", "title", "desc", "style", "rect", "text", "path", "g",
    }  # fmt: skip
    assert any(HOSTILE[:20] in (element.text or "") for element in root.iter())
    assert "%%" not in mermaid
    quoted = "".join(re.findall(r'"(.*?)"', mermaid)).replace("<br/>", "")
    assert not set("<>{}[]`\\") & set(re.sub(r"#\d+;", "", quoted))


def test_the_page_needs_no_network_and_each_box_leads_to_its_text():
    found = story(HOSTILE)
    scenario = found.title and scenario_of(HOSTILE).scenario
    page = story_page(scenario, found, sheets_of(found), script_of(scenario))

    assert "<script>alert" not in page
    assert not re.search(r'(?:src|href)="(?!#)', page)
    targets = set(re.findall(r'<a href="#([\w-]+)"', page))
    assert {"scene-1", "scene-2", "ending-1", "sheet-0"} <= targets
    assert targets <= set(re.findall(r'id="([\w-]+)"', page))
    assert re.search(r"script-src &#39;sha256-[\w+/=]{44}&#39;", page)


# --- bounds, and the command -----------------------------------------------------------------------------------------


def test_a_picture_is_the_same_each_time_and_gives_up_when_its_time_is_up():
    found = story()
    sheets = sheets_of(found)

    assert picture_of(found, sheets) == picture_of(story(), sheets_of(story()))
    with pytest.raises(OverBudget):
        drawn(sheets[-1], budget=Budget(-1))


def test_a_row_holds_what_a_page_bears():
    for name in ("the_convoy_home", "the_border"):
        scenario = storage.read_scenario(storage.scenario_path(name)).sound()
        for sheet in sheets_of(plot_of(scenario, nothing_known(scenario, "not asked"))):
            assert drawn(sheet).width <= 860, sheet.title
    assert WIDEST == 4


def test_what_does_not_load_is_drawn_as_far_as_it_can_be_read(tmp_path):
    broken = tmp_path / "quay.toml"
    broken.write_text(STORY.replace("{title}", "The quay").replace('goto = "shore"', 'goto = "shoar"'))
    done = CliRunner().invoke(command_line, ["graph", str(broken), "--output-format", "dot"])

    assert done.exit_code == 1
    assert "1 · not known" in done.stdout
    assert "`crisisengine check` names them" in done.stderr


def test_a_chapter_is_drawn_alone_and_an_unknown_one_is_refused(tmp_path):
    path = tmp_path / "quay.toml"
    path.write_text(STORY.replace("{title}", "The quay"))
    later = CliRunner().invoke(command_line, ["graph", str(path), "--chapter", "Later", "--output-format", "mermaid"])
    path.write_text(path.read_text() + '[chapter.water]\ntitle = "Water"\nstart = "river"\n')
    for told in ("1", "water"):
        asked = ["graph", str(path), "--chapter", told, "--output-format", "mermaid"]
        assert CliRunner().invoke(command_line, asked).stdout.count("subgraph") == later.stdout.count("subgraph") == 1
    unknown = CliRunner().invoke(command_line, ["graph", str(path), "--chapter", "Sooner"])

    assert later.exit_code == 0
    assert "The river" in later.stdout
    assert "The quay<" not in later.stdout
    assert unknown.exit_code == 2
    assert "there is no chapter Sooner" in unknown.stderr


def test_what_only_a_chapter_leads_to_says_where_it_begins_and_is_not_called_sent():
    text = """
[scene.here]
[scene.here.measure.on]
goto = "over"
[scene.late]
[scene.late.measure.on]
goto = "later"
[scene.later]
[scene.later.measure.on]
goto = "over"
[chapter.second]
title = "Second"
start = "late"
"""
    scenario = load(text)
    findings = findings_of(scenario, Budget(60))
    found = findings.places

    assert reach_text(found["late"], short=True) == "where chapter 1 begins"
    assert reach_text(found["later"], short=True) == "only from chapter 1"
    assert reach_text(found["later"]).startswith("only plays that begin at chapter 1 come here, the soonest after 1")
    assert found["here"].chapters == ()
    told = picture_of(plot_of(scenario, findings), sheets_of(plot_of(scenario, findings)), UNLIMITED)
    assert "chapter 1 begins" in told
    assert "sent come here" not in told


def test_a_sheet_names_the_endings_that_come_by_themselves_and_other_programs_show_them():
    text = """
[variable.calm]
label = "Calm"
start = 2
range = [0, 4]
[ending.riot]
when = "calm == 0"
""" + "".join(
        f"""
[scene.day{number}]
chapter = "{chapter}"
[scene.day{number}.measure.on]
effects = ["calm -= {number % 2}"]
goto = "{f"day{number + 1}" if number < 9 else "over"}"
"""
        for number, chapter in enumerate(["First"] * 2 + ["Second"] * 8)
    )
    scenario = load(text)
    plot = plot_of(scenario, findings_of(scenario, UNLIMITED))
    sheets = {sheet.title: sheet for sheet in sheets_of(plot)}

    assert [place.id for place in sheets["Second"].leaving] == []  # the one step that leads there is drawn
    assert any(line.target == "riot" and line.sign == "=" for line in sheets["Second"].lines)
    unknown = plot_of(scenario, nothing_known(scenario, "not asked"))
    (first,) = (sheet for sheet in sheets_of(unknown) if sheet.title == "First")
    assert leaving_texts(first) == ["Runs also end here, in E1 riot: as soon as “Calm” is 0"]
    assert "∗ as soon as “Calm” is 0" in dot_of(unknown, sheets_of(unknown))
    assert "as soon as “Calm” is 0" in mermaid_of(unknown, sheets_of(unknown))


def test_of_what_leads_on_from_anywhere_a_chapter_sheet_tells_only_what_happens_there():
    scenes = "".join(
        f"""
[scene.day{number}]
chapter = "{"First" if number < 2 else "Second"}"
[scene.day{number}.measure.on]
goto = "{f"day{number + 1}" if number < 7 else "over"}"
[scene.day{number}.measure.break]
requires = "{"true" if number >= 2 else "false"}"
effects = ["calm = 0"]
"""
        for number in range(8)
    )
    scenario = load(
        '[variable.calm]\nlabel = "Calm"\nstart = 2\nrange = [0, 4]\n[ending.riot]\nwhen = "calm == 0"\n' + scenes
    )
    sheets = {sheet.title: sheet for sheet in sheets_of(plot_of(scenario, findings_of(scenario, UNLIMITED)))}

    assert leaving_texts(sheets["First"]) == []
    (told,) = leaving_texts(sheets["Second"])
    assert re.fullmatch(r"Runs also end here, in E1 riot \(in all 98\.4 % of plays\): as soon as “Calm” is 0", told)


def test_an_ending_that_needs_luck_says_how_much_of_it_is_up_to_whoever_plays():
    text = STORY.replace("{title}", "T")
    scenario = read("tale", Volume("tale.toml", text.encode()), MemoryResolver({})).scenario

    found = findings_of(scenario, UNLIMITED).places

    needing = {name: place.played for name, place in found.items() if place.played}
    assert set(needing) <= set(scenario.endings)
    assert needing, "drifting is left to chance"
    for name, played in needing.items():
        assert f", as it is played {played}" in reach_text(found[name])
