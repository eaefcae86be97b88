"""The author's handbook is true: whoever follows it gets what it shows, and it leaves no key out.

Fences of `scenarios/README.md`, with `scenarios/reference.md` behind its hour and `scenarios/desk.md` at its end, in one folder:

- `toml file=NAME` is a new file; `toml add` is put at the end of `ferry.toml`, `toml change` writes keys into its
  tables with the same first lines, `toml top` stands below its first line;
- `console` holds commands and what they print. A line `...` stands for any lines; seconds are not compared; what is typed
  at `Your choice:` is given to the player.

`python tests/test_handbook.py 7` prints `ferry.toml` as it stands after step 7.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from followed_pages import FENCE, call, commands, fits, quoted, rows, shown_by

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "scenarios" / "README.md"
REFERENCE = ROOT / "scenarios" / "reference.md"
DESK = ROOT / "scenarios" / "desk.md"
PAGES = sorted((ROOT / "scenarios").glob("*.md"))
"""All pages for authors."""
BEHIND_THE_HOUR = "\n## What makes a dilemma good\n"


def bare(text):
    """A page without its fences."""
    return FENCE.sub("", text)


def deeper(text):
    """A page with each heading one rank down: a part of another one."""
    ends = [0, *(end for fence in FENCE.finditer(text) for end in fence.span()), len(text)]
    parts = [text[here:there] for here, there in itertools.pairwise(ends)]
    return "".join(
        re.sub(r"^#", "##", part, flags=re.MULTILINE) if not place % 2 else part for place, part in enumerate(parts)
    )


def whole():
    """The handbook as one page: the reference stands behind the hour, since its examples go on from there."""
    hour, mark, rest = PAGE.read_text(encoding="utf-8").partition(BEHIND_THE_HOUR)
    pages = (deeper(REFERENCE.read_text(encoding="utf-8")), mark, rest, DESK.read_text(encoding="utf-8"))
    return "\n".join((hour, *pages))


TEXT = whole()
KEY = re.compile(r"^(\w+) *= ", re.MULTILINE)
HEAD = re.compile(r"^\[[^\n]*\]$", re.MULTILINE)
STEP = re.compile(r"^### (\d+)\. ", re.MULTILINE)
# how the page is followed


def tables(text):
    """A TOML text as its tables, each from its first line to the next one's; what stands before the first is left out."""
    starts = [found.start() for found in HEAD.finditer(text)] + [len(text)]
    return [text[here:there] for here, there in itertools.pairwise(starts)]


def first_line(table):
    return table.partition("\n")[0]


def keys(table):
    """The keys of a table below its first line, each with all its lines."""
    starts = [found.start() for found in KEY.finditer(table)] + [len(table)]
    return {KEY.match(table, here)[1]: table[here:there] for here, there in itertools.pairwise(starts)}


def changed(text, changes):
    """What a `toml change` makes of a file."""
    for new in tables(changes):
        (old,) = [one for one in tables(text) if first_line(one) == first_line(new)]
        merged = {key: value.strip("\n") for key, value in (keys(old) | keys(new)).items()}
        text = text.replace(old, "\n".join([first_line(old), *merged.values()]) + "\n\n")
    return text.rstrip("\n") + "\n"


def added(text, more):
    """What a `toml add` makes of a file."""
    return text.rstrip("\n") + "\n\n" + more


def topped(text, line):
    """What a `toml top` makes of a file: the line stands below the first one."""
    first, _, rest = text.partition("\n")
    return f"{first}\n{line}{rest}"


FOLLOW = {"add": added, "change": changed, "top": topped}


def write(folder, marks, text):
    """Follow one fence of TOML or INI."""
    name = marks.strip()
    path = folder / (name.removeprefix("file=") if name.startswith("file=") else "ferry.toml")
    path.write_text(text if name.startswith("file=") else FOLLOW[name](path.read_text(), text))


def following(until=None):
    """The fences of the page, with the step that they belong to; 0 behind the hour."""
    end = TEXT.index("\n## Reference")
    for fence in FENCE.finditer(TEXT):
        step = int(STEP.findall(TEXT, 0, fence.start())[-1]) if fence.start() < end else 0
        if until is None or 0 < step <= until:
            yield step, fence


def ferry(step=100):
    """`ferry.toml` after a step, or after the hour."""
    text = ""
    for _, fence in following(step):
        if fence["language"] == "toml":
            mark = fence["marks"].strip()
            text = FOLLOW[mark](text, fence["text"]) if mark in FOLLOW else fence["text"]
    return text


CONSOLES = [
    pytest.param(fence.start(), number, id=f"step {step}: {command}" if step else command)
    for step, fence in following()
    if fence["language"] == "console"
    for number, (command, _) in enumerate(commands(fence["text"]))
]


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    """The page followed to the end: fence and command -> what the page shows, and what was shown."""
    folder, before = tmp_path_factory.mktemp("hour"), Path.cwd()
    os.chdir(folder)
    shown = {}
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("CRISISENGINE_SAVES", str(folder / "saves"))
            patch.setenv("PYTHONPATH", str(ROOT))
            for _, fence in following():
                if fence["language"] != "console":
                    write(folder, fence["marks"], fence["text"])
                    continue
                for number, (command, expected) in enumerate(commands(fence["text"])):
                    shown[fence.start(), number] = (expected, shown_by(command, expected))
    finally:
        os.chdir(before)
    return shown


# the hour


@pytest.mark.parametrize(("fence", "number"), CONSOLES)
def test_a_command_prints_what_the_handbook_shows(fence, number, followed):
    expected, shown = followed[fence, number]

    assert fits(expected, shown), shown


def test_every_fence_is_followed():
    found = {(fence["language"], fence["marks"].partition("=")[0].strip()) for _, fence in following()}

    assert found == {("console", ""), ("ini", "file"), ("toml", "file"), *(("toml", mark) for mark in FOLLOW)}
    assert TEXT.count("```") == 2 * len(list(following())), "no fence is of another make"


def test_each_step_says_how_long_it_takes_and_together_they_take_an_hour():
    minutes = re.findall(r"^### \d+\. .* \((\d+) minutes\)$", TEXT, re.MULTILINE)

    assert len(minutes) == len(STEP.findall(TEXT))
    assert 55 <= sum(map(int, minutes)) <= 65


@pytest.mark.parametrize("step", [int(one) for one in STEP.findall(TEXT)][1:])
def test_whoever_stops_after_a_step_has_something_to_play(step, tmp_path):
    from crisisengine.checker import judge
    from crisisengine.storage import read_scenario

    path = tmp_path / "ferry.toml"
    path.write_text(ferry(step))
    result = judge(path, read_scenario(path))

    assert result.verdict == "holds"
    assert [one.code for one in result.diagnostics] == (["no-dilemma"] if step == 3 else [])


def test_whoever_is_lost_can_have_the_file_as_it_stands_after_a_step():
    last = STEP.findall(TEXT)[-1]
    printed = subprocess.run([sys.executable, __file__, last], capture_output=True, text=True, check=True)

    assert printed.stdout == ferry()
    assert len(ferry(2)) < len(ferry(7)) < len(ferry())


# the reference


def below(heading):
    """What stands below a heading, to the next of its rank."""
    rank = heading.partition(" ")[0]
    return re.split(rf"^{rank} ", TEXT.partition(f"\n{heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]


def kinds():
    """What the reference calls the tables of the Draft."""
    from crisisengine.loader.schema import draft

    return {
        "": draft.Draft,
        "scenario": draft.DraftScenario,
        "clock": draft.DraftClock,
        "variable": draft.DraftVariable,
        "attribute": draft.DraftAttribute,
        "party": draft.DraftParty,
        "role": draft.DraftRole,
        "scene": draft.DraftScene,
        "measure": draft.DraftStanding,
        "chance": draft.DraftOutcome,
        "later": draft.DraftLater,
        "chapter": draft.DraftChapter,
        "site": draft.DraftSite,
        "map": draft.DraftMap,
        "inject": draft.DraftInject,
        "ending": draft.DraftEnding,
        "property": draft.DraftProperty,
        "objective": draft.DraftObjective,
        "source": draft.DraftSource,
        "glossary": draft.DraftGlossary,
        "doctrine": draft.DraftDoctrine,
        "tag": draft.DraftTag,
        "gate": draft.DraftGate,
        "heading": draft.DraftHeading,
    }


def told_keys():
    """(kinds of table, key, default, example) for each key that the reference tells of."""
    for cells in rows(below("## Reference")):
        if len(cells) == 4:
            for name in quoted(cells[0]):
                kind, _, key = name.rpartition(".")
                yield kind, key, cells[1], cells[3]


def test_every_key_of_the_format_has_its_line_and_no_line_tells_of_another():
    from crisisengine.loader.schema.draft import KINDS, keys_of

    told = sorted((kind, key) for kind, key, _, _ in told_keys())
    known = {
        (kind, key)
        for kind, table in kinds().items()
        for key, (_, kept, _) in keys_of(table).items()
        if key != "allow" and "rest" not in kept
    }

    assert told == sorted(known - {("", kind) for kind in (*KINDS, "scenario", "doctrine", "clock", "map")})


def test_every_kind_of_table_has_its_place():
    from attrs import fields

    from crisisengine.loader.schema import draft

    made = {getattr(draft, name) for name in draft.__all__ if name.startswith("Draft")}
    named = [one.name for one in fields(draft.Draft) if {"table", "tables"} & set(one.metadata)]

    assert made - {draft.DraftMeasure} == set(kinds().values()), (
        "one in a scene has the keys of a standing one, but for one"
    )
    assert [name for name in named if f"`[{name}" not in below("## Reference")] == []


def test_the_defaults_are_the_code_s():
    from crisisengine.loader.schema.draft import keys_of

    for kind, key, default, _ in told_keys():
        _, kept, code = keys_of(kinds()[kind])[key]
        name = f"{kind}.{key}"

        assert (name, kept["required"]) == (name, default == "**must**")
        if default.startswith("`"):
            assert (name, tomllib.loads(f"it = {quoted(default)[0]}")["it"]) == (name, code)
        elif default == "-":
            assert (name, code in (None, "", ()) or "tables" in kept) == (name, True)


def test_every_example_is_one_that_its_key_takes():
    from crisisengine.loader.faults import Faults
    from crisisengine.loader.schema.draft import keys_of

    shown = {}
    for kind, key, _, example in told_keys():
        shown.setdefault((kind, example), []).append(key)
    for (kind, example), alike in shown.items():
        (written,) = quoted(example)
        read = tomllib.loads(written)
        if written.startswith("["):
            assert f".{alike[0]}." in written
            continue
        ((key, value),) = read.items()
        _, kept, _ = keys_of(kinds()[kind])[key]
        faults = Faults()
        if "read" in kept:
            kept["read"](value, (key,), faults)

        assert key in alike
        assert (written, faults.found) == (written, [])


def judged(text, folder):
    from crisisengine.storage import read_scenario

    path = folder / "tried.toml"
    path.write_text(text, encoding="utf-8")
    return [one.message for one in read_scenario(path).diagnostics if one.severity == "error"]


def test_every_expression_can_be_written(tmp_path):
    written = [one for cell, _ in rows(below("### Expressions")) for one in quoted(cell) if one != "'dry'"]
    text = ferry().replace("goodwill = 3\n", "goodwill = 3\nmain = true\n")
    for number, one in enumerate(written):
        text = added(
            text,
            f'[property.tried_{number}]\n{"changes" if "before" in one else "always"} = "({one}) == ({one})"\n'
            if "visits" not in one
            else f'[property.tried_{number}]\nnever = "{one}"\n',
        )

    assert len(written) > 15
    assert judged(text, tmp_path) == []


def test_the_reserved_words_are_those_that_no_id_may_be():
    from crisisengine.loader.schema.readers import RESERVED

    told = {word for words, _ in rows(below("### Ids and reserved words")) for word in quoted(words)}
    assert told == RESERVED


def test_every_sign_of_the_screen_is_told_of():
    from crisisengine.tui.screens.help import SIGNS

    told = below("### Signs on the screen")
    assert [sign for sign, _ in SIGNS if sign not in told] == []


def test_every_function_is_told_of():
    from crisisengine.loader.expressions.strangers import FUNCTIONS

    told = below("### Expressions")
    assert [one for one in FUNCTIONS if f"`{one}(" not in told] == []


def test_every_effect_and_every_piece_of_prose_can_be_written(tmp_path):
    (effects,) = re.findall(r"^Effects: (.*)$", below("### Expressions"), re.MULTILINE)
    text = ferry()
    for number, one in enumerate(quoted(effects)):
        text = added(text, f'[scene.dusk.measure.tried_{number}]\nlabel = "Try"\neffects = ["{one}"]\n')
    shown = " ".join(one for cell, _ in rows(below("### Prose")) for one in quoted(cell))
    text = added(text, f"[scene.tried]\ntitle = \"Tried\"\ntext = '''{shown}'''\n")

    assert judged(text, tmp_path) == []


def test_the_exit_codes_are_the_program_s():
    from crisisengine.checker.formats.verdict_line import _CODES

    told = {quoted(verdict)[0]: int(code) for code, verdict, _ in rows(below("## Testing your scenario"))}
    assert told == _CODES


# what else it says


def test_the_table_of_scenarios_is_what_list_prints():
    listed = json.loads(call("crisisengine list --output-format json", []))["scenarios"]
    listed = {one["id"]: (one["title"], one["minutes"]) for one in listed}
    table = [row for row in rows(TEXT.partition("\n## ")[0]) if len(row) == 4]
    told = {quoted(one)[0]: (title, int(minutes)) for one, title, _, minutes in table}

    assert told == listed


def test_the_tutorial_is_as_large_as_the_handbook_says():
    shown = call("crisisengine check the_convoy_home", [])
    (told,) = re.findall(r"tutorial has ([\d,]+) states", TEXT)

    assert f" {told} states" in shown


def test_every_link_leads_somewhere():
    for page in PAGES:
        links = re.findall(r"\]\((?!glossary:|https?:)([^)#]*)(?:#([^)]+))?\)", bare(page.read_text(encoding="utf-8")))

        assert links or page.name == "EDITORS.md", "it leads on"
        for name, heading in links:
            target = page.parent / name if name else page
            assert (page.name, name, target.exists()) == (page.name, name, True)
            assert not heading or heading in anchors(target), (page.name, name, heading)


def test_the_reference_lists_all_its_parts():
    text = bare(REFERENCE.read_text(encoding="utf-8"))

    assert re.findall(r"\[([^]]+)\]\(#[^)]+\)", text.partition("\n## ")[0]) == re.findall(
        r"^## (.*)$", text, re.MULTILINE
    )


def anchors(page):
    """What can be linked to in a page: its headings, as they are addressed."""
    found = re.findall(r"^#+ (.*)$", bare(page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in found}


def test_what_it_says_of_walkthroughs_is_so():
    found = (ROOT / "tests" / "scenarios" / "test_walkthroughs.py").read_text(encoding="utf-8")

    assert "CRISIS_WRITE_WALKTHROUGHS" in TEXT
    assert "CRISIS_WRITE_WALKTHROUGHS" in found
    assert 'removeprefix("seed ")' in found


if __name__ == "__main__":
    sys.stdout.write(ferry(int(sys.argv[1])))


def test_every_set_up_for_an_editor_is_text_that_it_can_read_and_names_the_server():
    page = (ROOT / "scenarios" / "EDITORS.md").read_text(encoding="utf-8")
    found = re.findall(r"```(toml|json)\n(.*?)```", page, re.DOTALL)
    read = [tomllib.loads(text) if language == "toml" else json.loads(text) for language, text in found]

    assert {"language-server", "lsp", "glspc.server.command"} <= {key for each in read for key in each}
    assert sum("crisisengine" in text and "lsp" in text for _language, text in found) == 3
