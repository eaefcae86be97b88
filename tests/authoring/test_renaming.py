"""A new id everywhere, and nothing else: byte for byte, or refused with a reason."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from pathlib import Path

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from crisisengine.authoring import renaming
from crisisengine.authoring.names import Symbol
from crisisengine.authoring.references import References, references
from crisisengine.authoring.renaming import RenameRefused, plan_renaming, write_renaming
from crisisengine.authoring.runs_named import runs_that_name
from crisisengine.cli import main
from crisisengine.engine.rules import begin, offers, possible, step
from crisisengine.engine.run import start
from crisisengine.errors import FilesError, ScenarioError
from crisisengine.model.scenario import Scenario
from crisisengine.storage import packed, read_scenario, save_run
from crisisengine.testing import scenario_texts

LOADER = Path(__file__).parents[1] / "loader"

SMALL = """\
format = 1 # the format
[scenario]
title = "gate"
summary = "At the gate."
start = "gate"
minutes = 1
[variable.trust]
start = 1
range = [0, 3]
label = "Trust"
[scene.gate]
title = "gate"
text = "A gate. {{gate} {trust > 1: gate | open}"
[scene.gate.measure.wait]
label = "gate"
effects = ["trust += 1"]
[scene.gate.measure.leave]
label = "Leave"
goto = "home"
requires = "taken('wait')"
[ending.home]
title = "Home"
rank = 1
text = "Home."
"""


def renamed(folder: Path, old: str, new: str, text: str = SMALL, **files: str) -> str:
    """What a scenario says once something in it has another name."""
    path = folder / "crisis.toml"
    path.write_text(text)
    for name, other in files.items():
        (folder / f"{name}.toml").write_text(other)
    write_renaming(plan_renaming(path, old, new))
    return path.read_text()


def refusal(folder: Path, old: str, new: str, text: str = SMALL, **files: str) -> str:
    """Why it cannot have that name; nothing is written."""
    with pytest.raises(RenameRefused) as refused:
        renamed(folder, old, new, text, **files)
    assert (folder / "crisis.toml").read_text() == text
    return f"{refused.value}; {refused.value.hint}"


def symbols_of(path: Path) -> tuple[References, list[Symbol]]:
    found = references(read_scenario(path).sources)
    return found, [symbol for symbol in found.by_symbol if found.declarations(symbol) and symbol[0] != "clock"]


def test_a_scene_is_renamed_wherever_it_is_named_and_no_text_is_touched(tmp_path: Path) -> None:
    after = renamed(tmp_path, "scene.gate", "checkpoint")

    assert after == (
        SMALL.replace('start = "gate"', 'start = "checkpoint"').replace("[scene.gate", "[scene.checkpoint")
    )


@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.campaign)])
def test_everything_in_the_example_that_uses_every_key_can_be_renamed_there_and_back(
    tmp_path: Path, whole: bool
) -> None:
    """In the suite the first of each kind, which is every way in which an id can be declared."""
    for name in ("example.toml", "mine.toml", "lake.geojson"):
        shutil.copy(LOADER / name, tmp_path)
    (tmp_path / "lake").mkdir()
    part = '[scene.lake]\ntitle = "Lake"\ntext = "Water."\n[scene.lake.measure.return]\nlabel = "Back"\ngoto = "road"\n'
    (tmp_path / "lake" / "one.toml").write_text(part)
    path = tmp_path / "example.toml"
    before = {file: file.read_bytes() for file in tmp_path.rglob("*.toml")}
    _, symbols = symbols_of(path)

    kinds = {symbol[::2]: symbol for symbol in reversed(symbols)}

    assert len(kinds) >= 20
    for symbol in symbols if whole else kinds.values():
        write_renaming(plan_renaming(path, ".".join(symbol), "quite_new"))
        assert read_scenario(path).errors == ()
        write_renaming(plan_renaming(path, ".".join((*symbol[:-1], "quite_new")), symbol[-1]))
    assert {file: file.read_bytes() for file in tmp_path.rglob("*.toml")} == before


def walk(scenario: Scenario, picks: list[int]) -> list[tuple[object, ...]]:
    """A play by the numbers of measures and outcomes, without a name: how many stood open, and the whole state."""
    state, seen = begin(scenario), []
    for pick in picks:
        open_here = [offer.measure for offer in offers(scenario, state) if offer.open]
        seen.append((len(open_here), state.row))
        if not open_here:
            break
        measure = open_here[pick % len(open_here)]
        outcomes = [outcome for outcome, _ in possible(scenario, state, measure)]
        state = step(scenario, state, measure, outcomes[pick % len(outcomes)] if outcomes else None).after
    return [*seen, (state.row,)]


@given(st.data(), scenario_texts(largest=5_000), st.lists(st.integers(0, 5), max_size=8))
@settings(max_examples=15)
def test_whatever_is_renamed_plays_as_before_and_renamed_back_is_the_same_bytes(
    data: st.DataObject, text: str, picks: list[int]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "drawn.toml"
        mark, ends = data.draw(st.sampled_from([(b"", b"\n"), (b"\xef\xbb\xbf", b"\r\n"), (b"", b"\r\n")]))
        before = mark + text.encode().replace(b"\n", ends)
        path.write_bytes(before)
        _, symbols = symbols_of(path)
        symbol = data.draw(st.sampled_from(symbols))
        event(symbol[-2])
        old = walk(read_scenario(path).sound(), picks)

        write_renaming(plan_renaming(path, ".".join(symbol), "quite_new"))

        assert path.read_bytes() != before
        assert walk(read_scenario(path).sound(), picks) == old
        write_renaming(plan_renaming(path, ".".join((*symbol[:-1], "quite_new")), symbol[-1]))
        assert path.read_bytes() == before


def test_only_names_change_where_line_ends_are_mixed_and_a_mark_begins_the_file(tmp_path: Path) -> None:
    path = tmp_path / "crisis.toml"
    lines = SMALL.encode().split(b"\n")
    mixed = b"\xef\xbb\xbf" + b"".join(
        line + (b"\r\n" if number % 3 else b"\n") for number, line in enumerate(lines[:-1])
    )
    path.write_bytes(mixed)

    write_renaming(plan_renaming(path, "variable.trust", "faith"))

    assert path.read_bytes() == mixed.replace(b"variable.trust", b"variable.faith").replace(
        b"{trust", b"{faith"
    ).replace(b'"trust', b'"faith')


def test_a_name_that_is_taken_reserved_or_none_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, "scene.gate", "home") == "there is `ending.home` already; choose another id"
    assert refusal(tmp_path, "scene.gate.measure.wait", "leave").startswith(
        "there is `scene.gate.measure.leave` already"
    )
    assert refusal(tmp_path, "variable.trust", "day") == "`day` is a reserved word; choose another id"
    assert refusal(tmp_path, "variable.trust", "Trust").startswith("`Trust` cannot be an id")
    assert refusal(tmp_path, "variable.trust", "trust") == "`variable.trust` is called `trust` already; "
    assert refusal(tmp_path, "scene.gat", "x") == "nothing is declared at `scene.gat`; did you mean `scene.gate`?"
    words = SMALL + '[variable.track]\nstart = "east"\nvalues = ["east", "delta"]\n'
    assert refusal(tmp_path, "variable.track.dleta", "x", words).endswith("did you mean `variable.track.delta`?")
    assert refusal(tmp_path, "wait", "x").endswith("did you mean `scene.gate.measure.wait`?")
    assert refusal(
        tmp_path, "clock.unit", "x", SMALL + '[clock]\nunit = "day"\nlength = 3\nending = "home"\n'
    ).startswith("the clock's unit is a word of the format")


def test_what_would_mean_something_else_is_refused(tmp_path: Path) -> None:
    other = '[scene.camp]\ntitle = "Camp"\ntext = "A camp."\n[scene.camp.measure.stay]\nlabel = "Stay"\n'
    ambiguous = refusal(tmp_path, "scene.camp.measure.stay", "wait", SMALL + other)
    tag = '[tag.force]\nlabel = "Force"\ngates = [{ requires = "told" }]\n'

    assert "would not mean the same" in ambiguous
    assert "`wait` could be any of" in ambiguous
    # no measure bears the tag: it loads, and yet the tag would ask of a variable what it asked of a measure
    assert "would not mean the same" in refusal(tmp_path, "variable.trust", "told", SMALL + tag)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("scene.gate", "x"),
        ("variable.trust", "x"),
        ("scene.gate.measure.wait", "x"),
        ("ending.home", "x"),
        ("gate.told", "x"),
    ],
)
def test_a_use_that_was_left_behind_would_be_noticed_whichever_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str
) -> None:
    tag = '[tag.force]\nlabel = "Force"\ngates = [{ requires = "told" }]\n[measure.m]\nlabel = "M"\ntags = ["force"]\n'
    path = tmp_path / "crisis.toml"
    path.write_text(f'{SMALL}{tag}gates = {{ told = "trust > 0" }}\n')
    found, _ = symbols_of(path)
    uses = found.by_symbol[renaming.symbol_of(found, old)]
    whole = renaming._rewritten

    assert len(uses) > 1
    for left in range(len(uses)):
        monkeypatch.setattr(
            renaming,
            "_rewritten",
            lambda source, number, occurrences, *rest, left=left: whole(
                source, number, [*occurrences[:left], *occurrences[left + 1 :]], *rest
            ),
        )
        with pytest.raises(RenameRefused, match="would not mean the same"):
            plan_renaming(path, old, new)


def test_a_name_written_with_an_escape_is_refused_with_its_place(tmp_path: Path) -> None:
    text = SMALL.replace('start = "gate"', 'start = "\\u0067ate"')

    assert refusal(tmp_path, "scene.gate", "x", text).startswith(
        f"{tmp_path}/crisis.toml:5:10: `gate` is written with an escape"
    )


def test_what_the_program_brought_keeps_its_name(tmp_path: Path) -> None:
    text = SMALL.replace("format = 1", 'format = 1\nextends = "peacekeeping"') + "[variable.credibility]\nstart = 3\n"

    assert "came with the program" in refusal(tmp_path, "variable.credibility", "x", text)
    assert "[variable.faith]" in renamed(tmp_path, "variable.trust", "faith", text)


def test_an_archive_is_only_read(tmp_path: Path) -> None:
    (tmp_path / "crisis.toml").write_text(SMALL)
    archive = tmp_path / "crisis.crisis"
    archive.write_bytes(packed({"crisis.toml": SMALL.encode()}))

    with pytest.raises(RenameRefused, match="this is an archive, and stays as it is"):
        plan_renaming(archive, "scene.gate", "checkpoint")


def test_a_doctrine_that_another_scenario_reads_is_not_renamed_under_it(tmp_path: Path) -> None:
    doctrine = 'format = 1\n[doctrine]\ntitle = "D"\n[tag.force]\nlabel = "Force"\n'
    uses = SMALL.replace("format = 1", 'format = 1\nextends = "./mine.toml"')
    tagged = uses.replace('label = "Leave"', 'label = "Leave"\ntags = ["force"]')

    refused = refusal(tmp_path, "tag.force", "strength", tagged, mine=doctrine, other=tagged)

    assert refused.startswith("other.toml reads the same files, and would not load any more")
    renamed(tmp_path, "tag.force", "strength", tagged, mine=doctrine, other=uses)
    assert "[tag.strength]" in (tmp_path / "mine.toml").read_text()


def test_a_scenario_that_does_not_load_is_renamed_as_far_as_it_can_be_read(tmp_path: Path) -> None:
    faulty = SMALL + '[inject.news]\ntext = "{no_such}"\nwhen = "scene.gate"\nkolor = 1\n'

    assert 'scene.checkpoint"\nkolor' in renamed(tmp_path, "scene.gate", "checkpoint", faulty)
    with pytest.raises(ScenarioError):
        renamed(tmp_path, "scene.gate", "checkpoint", SMALL + "[scene")
    with pytest.raises(ScenarioError):  # in the file that is missing it may be named
        renamed(
            tmp_path, "scene.gate", "checkpoint", SMALL.replace("minutes = 1", 'minutes = 1\ninclude = ["no.toml"]')
        )


def test_a_file_that_changed_meanwhile_is_left_alone_and_the_others_are_put_back(tmp_path: Path) -> None:
    path = tmp_path / "crisis.toml"
    path.write_text(SMALL.replace("minutes = 1", 'minutes = 1\ninclude = ["more.toml"]'))
    part = tmp_path / "more.toml"
    part.write_text('[scene.b]\ntitle = "B"\ntext = "B"\n[scene.b.measure.m]\nlabel = "M"\ngoto = "gate"\n')
    plan = plan_renaming(path, "scene.gate", "checkpoint")
    before = path.read_bytes()
    part.write_text("# changed\n")

    with pytest.raises(FilesError, match=r"more\.toml was changed meanwhile"):
        write_renaming(plan)

    assert path.read_bytes() == before
    assert part.read_text() == "# changed\n"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["crisis.toml", "more.toml"]


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no modes")
def test_who_may_read_a_file_and_where_a_link_leads_stays_as_it_was(tmp_path: Path) -> None:
    real = tmp_path / "real.toml"
    real.write_text(SMALL)
    real.chmod(0o640)
    path = tmp_path / "crisis.toml"
    path.symlink_to(real)

    write_renaming(plan_renaming(path, "scene.gate", "checkpoint"))

    assert path.is_symlink()
    assert "scene.checkpoint" in real.read_text()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_kept_runs_that_name_it_are_found_and_stay_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "crisis.toml"
    path.write_text(SMALL)
    run = start(read_scenario(path).sound(), 1)
    kept = save_run(run.decide("wait"), tmp_path / "saves")
    save_run(run, tmp_path / "saves")
    before = kept.read_bytes()

    write_renaming(plan_renaming(path, "scene.gate.measure.wait", "linger"))

    assert runs_that_name(("scene", "gate", "measure", "wait"), "crisis", tmp_path / "saves") == [kept]
    assert runs_that_name(("scene", "gate", "measure", "leave"), "crisis", tmp_path / "saves") == []
    assert runs_that_name(("scene", "gate", "measure", "wait"), "other", tmp_path / "saves") == []
    assert kept.read_bytes() == before


def test_a_run_names_what_was_drawn_at_its_start(tmp_path: Path) -> None:
    path = tmp_path / "crisis.toml"
    path.write_text(SMALL + '[variable.track]\nstart = { east = 1, delta = 1 }\nvalues = ["east", "delta", "west"]\n')
    kept = save_run(start(read_scenario(path).sound(), 1), tmp_path / "saves")
    words = [("variable", "track", "values", word) for word in ("east", "delta")]

    assert runs_that_name(("variable", "track"), "crisis", tmp_path / "saves") == [kept]
    assert [bool(runs_that_name(word, "crisis", tmp_path / "saves")) for word in words] in (
        [True, False],
        [False, True],
    )
    assert runs_that_name(("variable", "trust"), "crisis", tmp_path / "saves") == []


def test_a_run_names_the_chapter_that_it_began_at_and_a_title_is_no_name(tmp_path: Path) -> None:
    path = tmp_path / "crisis.toml"
    part = '[chapter.late]\ntitle = "Late"\nstart = "gate"\n'
    text = SMALL.replace('title = "gate"\ntext', 'title = "gate"\nchapter = "late"\ntext') + part
    path.write_text(text)
    scenario = read_scenario(path).sound()
    kept = save_run(start(scenario, 1, "late"), tmp_path / "saves")
    save_run(start(scenario, 1), tmp_path / "saves")

    assert runs_that_name(("chapter", "late"), "crisis", tmp_path / "saves") == [kept]
    assert renamed(tmp_path, "chapter.late", "deadline", text) == text.replace('"late"', '"deadline"').replace(
        ".late", ".deadline"
    )
    titled = text.replace('chapter = "late"', 'chapter = "The line"')
    assert renamed(tmp_path, "chapter.late", "deadline", titled) == titled.replace(".late", ".deadline")


def test_the_command_shows_first_and_writes_then_and_names_the_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "crisis.toml"
    path.write_text(SMALL)
    save_run(start(read_scenario(path).sound(), 1).decide("wait"), tmp_path / "saves")
    command = ["rename", str(path), "scene.gate", "checkpoint", "--saves", str(tmp_path / "saves")]

    def said(*more: str) -> tuple[str, str]:
        with pytest.raises(SystemExit) as ended:
            main([*command, *more])
        assert ended.value.code == 0
        return capsys.readouterr()

    shown, talk = said("--dry-run")

    assert f'{path}:5\n- start = "gate"\n+ start = "checkpoint"\n' in shown
    assert path.read_text() == SMALL
    assert "names `scene.gate`; it stays as it is" in talk
    assert said() == (f"{path}: 4 places\n", talk)
