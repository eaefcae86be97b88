"""The preview as an author uses it: every save sets the page anew, and no key ever waits for a proof."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path

import pytest
from textual.widgets import Input

from crisisengine.authoring.editor import editor_call
from crisisengine.authoring.preview import Preview, read_text
from crisisengine.tui.preview_app import PreviewApp
from crisisengine.tui.screens.play import PlayScreen
from crisisengine.tui.screens.preview import PreviewScreen

STORY = """\
format = 1
[scenario]
title = "Tale"
summary = "S"
start = "road"
minutes = 1
invented = "All."
[variable.trust]
range = [0, 6]
start = 3
label = "Trust"
better = "high"
bands = { 0 = "none", 3 = "some", 5 = "much" }
[variable.seen]
start = false
[scene.road]
title = "The road"
text = "{seen: You saw it. | Dust, and a long road.}"
[scene.road.measure.look]
label = "Look at it"
effects = ["seen = true", "trust += 1"]
goto = "gate"
[scene.gate]
title = "The gate"
text = "A gate of iron."
[scene.gate.measure.ask]
label = "Ask for the key"
requires = "trust >= 3"
effects = ["trust += 1"]
[scene.gate.measure.go]
label = "Go home"
when = "seen"
chance.well = { weight = 3, goto = "home" }
chance.ill = { weight = 1, goto = "late" }
[ending.home]
title = "At home"
rank = 2
text = "The door is open."
history = "It really happened so."
[ending.late]
title = "Too late"
rank = 1
text = "The door is shut."
history = "It really happened otherwise."
[property.comes_home]
reachable = "ending.home"
"""


@pytest.fixture
def text(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = Path("tale.toml")
    path.write_text(STORY)
    return path


@pytest.fixture
def shows(stage, text):
    """Run a script against a preview of the text."""

    def run(script, size=(120, 40), *, prove=False, theme=""):
        async def go():
            app = PreviewApp(Preview(text, read_text(text)), Path("saves"), theme=theme, prove=prove)
            try:
                async with app.run_test(size=size, notifications=True) as pilot:
                    await stage.until(pilot, lambda: stage.picture(app).strip() != "" and app.seen_since < time.time())
                    await script(app, pilot)
            finally:
                app.close()

        asyncio.run(go())

    return run


def save(text, old, new):
    """As careful editors do: another file takes the place of the text."""
    beside = text.with_suffix(".new")
    assert old in text.read_text()
    beside.write_text(text.read_text().replace(old, new))
    beside.replace(text)


def test_a_save_sets_the_page_anew_and_the_run_stays(stage, text, shows):
    async def script(app, pilot):
        await stage.press(pilot, "1")
        await stage.until(pilot, lambda: "A gate of iron." in stage.picture(app))
        await stage.until(pilot, lambda: app.screen.begun and "Read and written here" in stage.picture(app))
        save(text, "A gate of iron.", "A gate of wood.")
        await stage.until(pilot, lambda: "A gate of wood." in stage.picture(app))
        assert [decision.measure for decision in app.preview.run.decisions] == ["look"]
        save(text, "scene.gate", "scene.door")
        await stage.until(pilot, lambda: "no scene or ending `gate`" in stage.picture(app))
        assert "A gate of wood." in stage.picture(app), "what loaded last is still there to be played"
        assert "this one does not load" in stage.picture(app)
        save(text, 'goto = "gate"', 'goto = "door"')
        await stage.until(pilot, lambda: "Scene `gate` is called `door` now." in stage.picture(app))
        await stage.press(pilot, "1")
        await stage.until(pilot, lambda: "much 5" in stage.picture(app))

    shows(script)
    assert not Path("saves").exists(), "nothing is written that nobody asked for"


def test_a_text_that_is_gone_or_never_loaded_is_waited_for(stage, text, shows):
    text.write_text("[scenario")

    async def script(app, pilot):
        assert "This text cannot be played yet" in stage.picture(app)
        assert "tale.toml:1:" in stage.picture(app)
        text.unlink()
        await stage.until(pilot, lambda: "there is no such file" in stage.picture(app))
        text.write_text(STORY)
        await stage.until(pilot, lambda: "Dust, and a long road." in stage.picture(app))
        assert isinstance(app.screen, PreviewScreen)

    shows(script, (80, 24))


def test_a_text_that_never_loaded_is_shown_as_far_as_it_can_be_read(stage, text, shows):
    text.write_text(STORY.replace('requires = "trust >= 3"', 'requires = "trsut >= 3"'))

    async def script(app, pilot):
        await stage.until(pilot, lambda: "did you mean `trust`?" in stage.picture(app))
        await stage.until(pilot, lambda: "A gate of iron." in stage.picture(app))  # the page that the fault is in
        await stage.until(pilot, lambda: "a another page" in stage.picture(app))
        await pilot.press("a", "r", "o", "a", "enter")
        await stage.until(pilot, lambda: "Dust, and a long road." in stage.picture(app))
        text.write_text(STORY)
        await stage.until(pilot, lambda: "1  Look at it" in stage.picture(app))
        assert isinstance(app.screen, PreviewScreen)

    shows(script, (80, 24))


def test_the_verdict_the_odds_and_what_a_save_changed_follow_by_themselves(stage, text, shows):
    async def script(app, pilot):
        await stage.until(pilot, lambda: "75 %" in stage.picture(app), 60)
        assert "✓ holds" in stage.picture(app)
        save(text, "weight = 3", "weight = 1")
        await stage.until(pilot, lambda: "“At home”: 50 %, it was 75 %" in stage.picture(app), 60)
        save(text, 'reachable = "ending.home"', 'never = "ending.home"')
        await stage.until(pilot, lambda: "promise `comes_home`: violated" in stage.picture(app), 60)
        await stage.until(pilot, lambda: "property `comes_home` is violated" in stage.picture(app))  # on the strip
        await stage.press(pilot, "o")
        await stage.until(pilot, lambda: "shows" in stage.picture(app) or "is violated" in stage.picture(app))
        await pilot.press("enter")
        await stage.until(pilot, lambda: "The door is open." in stage.picture(app))
        assert "It really happened so." in stage.picture(app)
        await stage.press(pilot, "u", "u", "u")
        await stage.until(pilot, lambda: "Dust, and a long road." in stage.picture(app))

    shows(script, (120, 60), prove=True)


def test_values_and_pages_are_set_by_hand(stage, shows):
    async def script(app, pilot):
        await stage.until(pilot, lambda: app.screen.begun)
        await stage.press(pilot, "v", "down", "right", "right")
        await stage.until(pilot, lambda: "much 5" in stage.picture(app))
        assert "road · set by hand" in stage.picture(app)
        await stage.press(pilot, "enter")
        await stage.until(pilot, lambda: "trust is much now" in stage.picture(app))
        app.screen.query_one(Input).value = "9"
        await pilot.press("enter")
        await stage.until(pilot, lambda: "it can be 0 to 6" in stage.picture(app))
        app.screen.query_one(Input).value = "none"
        await pilot.press("enter")
        await stage.until(pilot, lambda: "none 0" in stage.picture(app))
        await stage.press(pilot, "escape", "a")
        await stage.until(pilot, lambda: "Which page?" in stage.picture(app))
        await pilot.press("g", "a", "t")
        await pilot.press("enter")
        await stage.until(pilot, lambda: "A gate of iron." in stage.picture(app))
        await stage.press(pilot, "s")
        await stage.until(pilot, lambda: "set by hand is no run" in stage.picture(app))
        await stage.press(pilot, "u")
        await stage.until(pilot, lambda: "Dust, and a long road." in stage.picture(app))
        assert "set by hand" not in stage.picture(app).splitlines()[0]

    shows(script)


def test_in_a_small_window_page_and_desk_take_turns(stage, shows):
    async def script(app, pilot):
        assert "The proof" not in stage.picture(app)
        await stage.press(pilot, "d")
        await stage.until(pilot, lambda: "The proof" in stage.picture(app))
        assert "Dust" not in stage.picture(app)
        await stage.press(pilot, "1")
        await stage.until(pilot, lambda: app.preview.run.place == "gate")
        await stage.press(pilot, "escape")
        await stage.until(pilot, lambda: "A gate of iron." in stage.picture(app))
        assert all(len(line) <= 80 for line in stage.picture(app).splitlines())

    shows(script, (80, 24))


def test_enter_on_a_fault_opens_the_editor_at_its_line(stage, text, shows, tmp_path, monkeypatch):
    editor = tmp_path / "code"  # one that has a window of its own
    editor.write_text(f'#!{sys.executable}\nimport sys\nopen("asked", "w").write(" ".join(sys.argv[1:]))\n')
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))

    def asked():
        return Path("asked").read_text() if Path("asked").exists() else ""

    async def script(app, pilot):
        save(text, "trust >= 3", "trsut >= 3")
        await stage.until(pilot, lambda: "did you mean `trust`?" in stage.picture(app))
        await stage.press(pilot, "enter")
        await stage.until(pilot, lambda: asked() != "")
        line = next(number for number, row in enumerate(STORY.splitlines(), 1) if "trust >= 3" in row)
        assert asked().startswith(f"--goto tale.toml:{line}:")
        monkeypatch.setenv("VISUAL", "no-such-editor")
        await stage.press(pilot, "e")
        await stage.until(pilot, lambda: "$VISUAL is `no-such-editor`" in stage.picture(app))

    shows(script)


@pytest.mark.parametrize(
    ("editor", "command", "terminal"),
    [
        ("vim", ["vim", "+7", "a.toml"], True),
        ("nvim -p", ["nvim", "-p", "+7", "a.toml"], True),
        ("hx", ["hx", "a.toml:7:3"], True),
        ("code --wait", ["code", "--wait", "--goto", "a.toml:7:3"], False),
        ("kate", ["kate", "--line", "7", "a.toml"], False),
        ("odd", ["odd", "a.toml"], True),
    ],
)
def test_each_editor_is_told_the_line_in_its_own_way(editor, command, terminal, tmp_path):
    program = tmp_path / command[0]
    program.touch(0o755)
    call = editor_call(Path("a.toml"), 7, 3, {"EDITOR": editor, "PATH": str(tmp_path)})

    assert list(call.command) == command
    assert call.takes_terminal is terminal
    assert call.at_line is (command[0] != "odd")


@pytest.mark.parametrize("chosen", ["", "no-such-editor", "'unclosed"])
def test_an_editor_that_there_is_not_is_none(chosen):
    assert editor_call(Path("a.toml"), 7, 3, {"VISUAL": chosen, "PATH": os.environ["PATH"]}) is None


def test_an_authors_text_never_becomes_markup_or_a_command_to_the_terminal(stage, text, shows):
    text.write_text(
        STORY.replace('title = "The road"', 'title = "[/] [bold]R[/bold] {{x}}"')
        .replace('title = "At home"', 'title = "[@click=app.quit]x[/]"')
        .replace("trust >= 3", "tr\\u001b]52ust")
    )

    async def script(app, pilot):
        await stage.until(pilot, lambda: "tale.toml:" in stage.picture(app))
        assert "\x1b" not in stage.picture(app)
        text.write_text(text.read_text().replace("tr\\u001b]52ust", "trust >= 3"))
        await stage.until(pilot, lambda: "[/] [bold]R[/bold]" in stage.picture(app))
        await stage.press(pilot, "a")
        await stage.until(pilot, lambda: "[@click=app.quit]x[/]" in stage.picture(app))

    shows(script)


def test_no_color_paints_no_colour_at_all(stage, shows, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")

    async def script(app, pilot):
        await stage.until(pilot, lambda: app.screen.begun and "Read and written here" in stage.picture(app))
        rendered = [segment for strip in app.screen._compositor.render_strips() for segment in strip]
        tinted = {str(style.color) for _, style, _ in rendered if style and style.color and not style.color.is_default}
        assert not any(colour.startswith("#") for colour in tinted)

    shows(script)


def test_the_help_tells_of_the_preview_and_the_screens_of_a_run_lead_back_to_it(stage, shows):
    async def script(app, pilot):
        await stage.press(pilot, "1", "question_mark")
        await stage.until(pilot, lambda: "In a preview" in stage.picture(app))
        await pilot.press("escape")
        await stage.press(pilot, "j")
        await stage.until(pilot, lambda: not isinstance(app.screen, PlayScreen))
        await stage.press(pilot, "w")
        await stage.until(pilot, lambda: isinstance(app.screen, PreviewScreen) and "Dust" in stage.picture(app))

    shows(script)


LUCK = """
[property.as_likely_as_can_be]
likely = "ending.home"
at_least = "3/4"
"""


def test_a_promise_about_what_a_player_can_do_opens_as_a_tree_that_is_folded_where_chance_decides(stage, text, shows):
    text.write_text(STORY + LUCK)

    async def script(app, pilot):
        await stage.until(pilot, lambda: app.screen.prospects.odds is not None, 20)
        await stage.press(pilot, "o")
        await stage.until(pilot, lambda: "as_likely_as_can_be" in stage.picture(app))
        for key in "as_likely":
            await pilot.press("underscore" if key == "_" else key)
        await pilot.press("enter")
        await stage.until(pilot, lambda: "road.look" in stage.picture(app))
        assert "the play whose chance is told" in " ".join(stage.picture(app).split())
        assert "▶ if well" in stage.picture(app)
        assert "home" not in stage.picture(app).partition("if well")[2].partition("if ill")[0]
        await pilot.press("down", "down", "enter")
        await stage.until(pilot, lambda: "▼ if well" in stage.picture(app))
        assert "home" in stage.picture(app).partition("if well")[2].partition("if ill")[0]
        assert "esc back" in stage.picture(app)
        await pilot.press("escape")
        await stage.until(pilot, lambda: isinstance(app.screen, PreviewScreen))

    shows(script, (80, 24), prove=True)
