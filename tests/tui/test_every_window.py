"""Every screen at every size and in every theme: readable, whole, and with its keys named."""

import asyncio
import shutil
from collections import defaultdict
from math import inf
from pathlib import Path

import pytest
from textual.widgets import OptionList

from crisisengine.authoring.preview import Preview, read_text
from crisisengine.tui.preview_app import PreviewApp
from crisisengine.tui.screens.briefing import BriefingScreen
from crisisengine.tui.screens.library import LibraryScreen
from crisisengine.tui.screens.play import PlayScreen
from crisisengine.tui.themes import CRISIS_THEMES

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SIZES = ((60, 18), (80, 24), (200, 60))
SIGNS = set("●○▲▼×▸✓◇━◆◉┫╍")
STEPS = set("▁▂▃▄▅▆▇█")
"""Of a chart where several stand together; alone it is the end of a scrollbar."""

SCREENS = {
    "library": (None, (), "Begin a scenario"),
    "briefing": ((), (), "Your role"),
    "first scene": ((), ("enter",), "The river is closed"),
    "play": (("beijing", "publish"), (), "You decided"),
    "causes": (("beijing", "publish"), ("c",), "What changed, and why"),
    "journal": (("beijing", "publish"), ("j",), "Ask Beijing"),
    "glossary": (("beijing",), ("g",), "Barges under escort"),
    "reason": (("beijing",), ("w", "1"), "Why this?"),
    "indicators": (("beijing",), ("i",), "What the indicators mean"),
    "earlier": (("beijing", "publish"), ("b",), "The river is closed"),
    "search": (("beijing", "publish"), ("j", "slash"), "words to look for"),
    "copy": (("beijing",), ("s",), "kept by itself"),
    "help": (("beijing",), ("question_mark",), "Reading and deciding"),
    "ending": (("publish",), ("4",), "Nobody answers."),
    "debrief": (("publish", "withdraw"), (), "Nobody answers."),
    "turning point": (("beijing", "publish", "withdraw"), ("left", "left"), "Publish what refugees say"),
    "whole chart": (("publish", "withdraw"), ("i",), "Consent"),
    "reading": (("publish", "withdraw"), ("r",), "How it ended"),
    "questions": (("publish", "withdraw"), ("a",), "What spoke"),
    "answer": (("publish", "withdraw"), ("a", "enter"), "it is kept with the journal"),
    "branches": (("publish", "withdraw"), ("left", "left", "w", "j"), "Branches"),
}
SHAPES = [pytest.param(*row, id=name) for name, row in SCREENS.items()]


def luminance(rgb):
    channels = [channel / 255 for channel in rgb]
    r, g, b = (channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(fore, back):
    high, low = sorted((luminance(fore), luminance(back)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def painted(app):
    """Each word that is painted with its contrast; of a dialog only the dialog, since what lies behind it is dimmed."""
    dialogs = app.screen.query(".dialog")
    region = dialogs.first().region if dialogs else app.screen.region
    worst = defaultdict(lambda: 99.0)
    strips = app.screen._compositor.render_strips()
    for strip in strips[region.y : region.bottom]:
        for text, style, _ in strip.crop(region.x, region.right):
            word = text.strip()
            if not word or style is None or style.color is None or style.bgcolor is None:
                continue
            is_text = any(char.isalnum() for char in word)
            chart = len(word) > 1 and STEPS & set(word)
            if not is_text and not SIGNS & set(word) and not chart:
                continue
            fore, back = style.color.get_truecolor(), style.bgcolor.get_truecolor(foreground=False)
            worst[word, is_text] = min(worst[word, is_text], contrast(fore, back))
    return worst


def touching(app):
    """Widgets whose text touches the scrollbar beside it."""
    strips = app.screen._compositor.render_strips()
    for widget in app.screen.query("*"):
        bar = widget.vertical_scrollbar.region
        if widget.show_vertical_scrollbar and widget.region and bar:
            beside = "".join(strips[y].crop(bar.x - 1, bar.x).text for y in range(bar.y, bar.bottom))
            if beside.strip():
                yield widget


@pytest.mark.parametrize(("measures", "keys", "says"), SHAPES)
def test_every_screen_fits_every_size_keeps_off_the_scrollbar_and_is_readable_in_every_theme(
    stage, measures, keys, says
):
    async def script(app, pilot):
        await stage.press(pilot, *keys)
        await stage.until(pilot, lambda: says in stage.picture(app))
        for width, height in SIZES:
            await pilot.resize_terminal(width, height)
            fits = lambda: says in (seen := stage.picture(app)) and len(seen.splitlines()) == height  # noqa: B023, E731  # awaited at once
            await stage.until(pilot, fits)
            lines = stage.picture(app).splitlines()
            assert max(len(line) for line in lines) <= width
            assert not app.screen.query(".dialog") or "esc" in stage.picture(app)
            assert "Please make the window larger" not in stage.picture(app)
            if width == 80:
                assert not list(touching(app))
        await pilot.resize_terminal(120, 40)
        for theme in CRISIS_THEMES:
            app.theme = theme.name
            await stage.until(pilot, lambda: says in stage.picture(app))
            await pilot.pause()
            found = painted(app)
            assert len(found) > 3
            poor = {
                word: round(value, 1) for (word, is_text), value in found.items() if value < (4.5 if is_text else 3.0)
            }
            assert not poor, theme.name

    session = None if measures is None else stage.session(*measures)
    stage.play(script, session)


@pytest.mark.parametrize(("measures", "keys", "says"), SHAPES)
def test_no_color_paints_no_colour_at_all(stage, measures, keys, says, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")

    async def script(app, pilot):
        await stage.press(pilot, *keys)
        await stage.until(pilot, lambda: says in stage.picture(app))
        assert app.theme == "ansi-dark"
        rendered = [segment for strip in app.screen._compositor.render_strips() for segment in strip]
        tinted = {str(style.color) for _, style, _ in rendered if style and style.color and not style.color.is_default}
        assert not any(colour.startswith("#") for colour in tinted)

    session = None if measures is None else stage.session(*measures)
    stage.play(script, session)


def test_the_preview_fits_every_size_and_every_theme_is_readable_while_its_text_is_at_fault(stage, tmp_path):
    path = tmp_path / "tale.toml"
    path.write_text((SCENARIOS / "the_convoy_home.toml").read_text(encoding="utf-8"), encoding="utf-8")
    shutil.copy(SCENARIOS / "cambodia.geojson", tmp_path)
    preview = Preview(path, read_text(path))
    path.write_text(path.read_text(encoding="utf-8").replace('"barrier"', '"barier"'), encoding="utf-8")
    preview.take(read_text(path))

    async def run():
        app = PreviewApp(preview, tmp_path / "saves", prove=False)
        try:
            async with app.run_test(size=(120, 40), notifications=True) as pilot:
                says = lambda: "barier" in stage.picture(app) and "does not load" in stage.picture(app)  # noqa: E731
                await stage.until(pilot, says)
                for width, height in SIZES:
                    await pilot.resize_terminal(width, height)
                    await stage.until(pilot, lambda: says() and len(stage.picture(app).splitlines()) == height)  # noqa: B023  # awaited at once
                    assert max(len(line) for line in stage.picture(app).splitlines()) <= width
                for theme in CRISIS_THEMES:
                    app.theme = theme.name
                    await stage.until(pilot, lambda: says() and "Read and written here" in stage.picture(app))
                    await pilot.pause()
                    found = painted(app)
                    poor = {word: ratio for (word, text), ratio in found.items() if ratio < (4.5 if text else 3.0)}
                    assert len(found) > 20
                    assert not poor, theme.name
        finally:
            app.close()

    asyncio.run(run())


def test_without_colour_the_marked_offer_is_underlined(stage, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")

    async def script(app, pilot):
        await stage.press(pilot, "down")
        await stage.until(pilot, lambda: "enter take it" in stage.picture(app))
        segments = [segment for strip in app.screen._compositor.render_strips() for segment in strip]
        assert any("Ask Beijing for" in text and style and style.underline for text, style, _ in segments)

    stage.play(script, stage.session("beijing"))


def test_an_empty_no_color_asks_for_nothing(stage, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "")

    app = stage.App(stage.library())

    assert not app.no_color
    assert app.theme == "crisis-dark"


def test_a_window_that_is_too_small_says_so_and_comes_back(stage):
    async def script(app, pilot):
        await pilot.resize_terminal(50, 12)
        await stage.until(pilot, lambda: "Please make the window larger" in " ".join(stage.picture(app).split()))
        assert "You decided" not in stage.picture(app)
        await pilot.resize_terminal(60, 18)
        await stage.until(pilot, lambda: "You decided" in stage.picture(app))

    stage.play(script, stage.session("beijing"))


def test_it_names_the_plain_player_and_shows_no_scrollbar_there(stage):
    async def script(app, pilot):
        for width, height in ((50, 12), (59, 40), (120, 17), (30, 10)):
            await pilot.resize_terminal(width, height)
            await stage.until(pilot, lambda: "crisisengine play NAME --plain" in " ".join(stage.picture(app).split()))
            assert not set("▁▂▃▄▅▆▇█") & set(stage.picture(app))

    stage.play(script, stage.session("beijing"))


def test_a_screen_knows_what_became_of_the_window_while_another_was_in_front(stage):
    async def script(app, pilot):
        await stage.press(pilot, "question_mark")
        await pilot.resize_terminal(80, 24)
        await stage.press(pilot, "escape")
        await stage.until(pilot, lambda: isinstance(app.screen, PlayScreen))
        await stage.until(pilot, lambda: app.screen.query_one("#strip").region.width == 80)
        assert not app.screen.query_one("#panel").region.width

    stage.play(script, stage.session("beijing"))


def test_the_library_has_the_whole_width_of_a_small_window_from_its_first_frame_on(stage):
    widths = []

    async def script(app, pilot):
        await stage.press(pilot, "end", "up", "enter")
        await stage.until(pilot, lambda: isinstance(app.screen, BriefingScreen))
        await stage.press(pilot)
        await pilot.press("escape")
        await stage.until(pilot, lambda: isinstance(app.screen, LibraryScreen) and app.screen.query("#entries"))
        while app.seen_since == inf:
            widths.append(app.screen.query_one("#entries").size.width)
            await pilot.pause(0.001)
        widths.append(app.screen.query_one("#entries").size.width)
        assert set(widths) <= {0, 77, 78}, widths

    stage.play(script, size=(80, 24))


def test_t_goes_through_our_themes_and_a_projector_gets_air(stage):
    async def script(app, pilot):
        seen = [app.theme]
        for _ in CRISIS_THEMES:
            await stage.press(pilot, "t")
            seen.append(app.theme)
        assert seen == [*(theme.name for theme in CRISIS_THEMES), "crisis-dark"]
        app.theme = "crisis-projector"
        await stage.press(pilot, "1")
        await stage.until(pilot, lambda: app.screen.query_one("#offers", OptionList).option_count == 9)

    stage.play(script, stage.session("beijing"))


def test_the_theme_can_be_chosen_at_the_start(stage):
    assert stage.App(stage.library(), theme="crisis-light").theme == "crisis-light"
    assert stage.App(stage.library(), theme="no such theme").theme == "crisis-dark"


def test_the_text_comes_first_where_not_all_fits_and_the_measures_once_it_was_seen_to_its_end(stage):
    session = stage.session("beijing", "publish")

    async def script(app, pilot):
        assert "You decided" in stage.picture(app)
        assert "▼ more below" in stage.picture(app)
        assert "1  Ask Beijing" not in stage.picture(app)
        await stage.press(pilot, "1", "down", "up")
        assert len(session.run.steps) == 2, "nobody has seen what 1 is"
        for _ in range(12):
            await stage.press(pilot, "space")
        await stage.until(pilot, lambda: "1  Ask Beijing" in stage.picture(app))
        assert "Only those who can leave" in stage.picture(app)
        assert "▼ more below" not in stage.picture(app)
        await pilot.resize_terminal(100, 30)
        await stage.until(pilot, lambda: "1  Ask Beijing" in stage.picture(app))
        await stage.press(pilot, "1")
        await stage.until(pilot, lambda: len(session.run.steps) == 3 and "▼ more below" in stage.picture(app))

    stage.play(script, session, size=(60, 18))


def test_resizing_wildly_breaks_nothing(stage):
    async def script(app, pilot):
        for width, height in ((200, 60), (20, 5), (61, 19), (300, 90), (1, 1), (99, 30), (150, 48), (80, 24)):
            await pilot.resize_terminal(width, height)
            await asyncio.sleep(0.01)
        await stage.until(pilot, lambda: "You decided" in stage.picture(app))

    stage.play(script, stage.session("beijing"))
