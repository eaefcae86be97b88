"""How likely the best still was, in the debrief: the numbers worked out by hand, in every window, without colour."""

import threading

import pytest

from crisisengine.session.library import Library

FERRY = """\
format = 1

[scenario]
title = "The Ferry"
summary = "A rope over a river."
start = "bank"
minutes = 2

[scene.bank]
title = "The bank"
text = "The ferry waits."

[scene.bank.measure.rope]
label = "Cross along the rope"
chance.holds = { weight = 3, goto = "middle" }
chance.parts = { weight = 1, goto = "swept" }

[scene.bank.measure.wade]
label = "Wade beside it"
chance.stands = { weight = 1, goto = "middle" }
chance.slips = { weight = 1, goto = "swept" }

[scene.middle]
title = "The middle"
text = "A sandbank."

[scene.middle.measure.rest]
label = "Rest, and go on at dawn"
goto = "home"

[scene.middle.measure.rush]
label = "Go on at once"
chance.in_time = { weight = 3, goto = "home" }
chance.too_late = { weight = 2, goto = "turned" }

[ending.home]
title = "Home"
rank = 2
text = "Home."

[ending.turned]
title = "Turned back"
rank = 1
text = "Back."

[ending.swept]
title = "Swept away"
rank = 0
text = "Gone."
"""
"""Best play takes the rope and rests: 75 of 100. Wading is 50, and from the sandbank 100; rushing there is 60."""


@pytest.fixture
def ferry(tmp_path, monkeypatch):
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (folder / "ferry.toml").write_text(FERRY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CRISISENGINE_CACHE", str(tmp_path / "cache"))
    return Library(tmp_path / "saves")


def waded_and_rushed(library):
    """A run that waded, stood, rushed, and came too late."""
    for seed in range(100):
        session = library.open("ferry", seed=seed)
        session.decide("wade")
        if not session.run.ended:
            session.decide("rush")
            if session.view.title == "Turned back":
                return session
    raise AssertionError("no seed does that")


def flat(stage, app):
    """The screen as one line, wherever its lines break."""
    return " ".join(stage.picture(app).split())


def row(stage, app, label):
    """The first line of the screen that has a label."""
    return next(line for line in stage.picture(app).splitlines() if label in line)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
def test_a_decisions_share_and_lucks_share_stand_apart_in_every_window(stage, ferry, size):
    async def script(app, pilot):
        await stage.until(pilot, lambda: "0 of 100" in flat(stage, app), 20)
        await pilot.press("home")
        await stage.until(pilot, lambda: "after 1" in flat(stage, app))
        assert row(stage, app, "Chance of the best")
        assert "100 of 100 ▲25" in flat(stage, app)
        assert row(stage, app, "in random play")
        assert "80 of 100 ▲30" in flat(stage, app)
        seen = stage.picture(app)
        while "random play:" not in seen:
            await pilot.press("space")
            await pilot.pause(0.02)
            seen += stage.picture(app)
        told = [" ".join(line.split()) for line in seen.splitlines()]
        assert any("before it 75 ━" in line for line in told)
        assert any("with this measure 50 ━" in line and "▼25 the decision" in line for line in told)
        assert any("after it 100 ━" in line and "▲50 what then came" in line for line in told)
        assert any("random play: 50 before it, 80 after it" in line for line in told)

    stage.play(script, waded_and_rushed(ferry), library=ferry, size=size)


def test_a_decision_that_only_cost_has_its_mark_and_n_goes_there_too(stage, ferry):
    async def script(app, pilot):
        await stage.until(pilot, lambda: "▼" in row(stage, app, "Decisions"), 20)
        assert "◆" in row(stage, app, "Decisions")
        assert "▼65 all decisions, ▼10 what came beside them" in flat(stage, app)
        await pilot.press("n")
        await stage.until(pilot, lambda: "Less likely." in flat(stage, app) and "after 1" in flat(stage, app))
        await pilot.press("n")
        await stage.until(pilot, lambda: "Turning point." in flat(stage, app) and "after 2" in flat(stage, app))
        assert "▼40 the decision" in flat(stage, app)
        assert "▼60 what then came" in flat(stage, app)

    stage.play(script, waded_and_rushed(ferry), library=ferry)


def test_a_part_of_the_report_that_arrives_later_has_its_line_in_the_contents_and_moves_nobody(stage, ferry):
    going = threading.Event()

    class Slow(Library):
        def reachability(self, scenario, budget, explored):
            going.wait(8)
            return super().reachability(scenario, budget, explored)

    library = Slow(ferry.folder)

    async def script(app, pilot):
        report = app.screen.report
        await pilot.press("r")
        before = report.titles
        lessons = before.index("What to take away") + 1
        await pilot.press(str(lessons))
        await pilot.pause(0.05)
        marked = app.screen.query_one("#contents").highlighted
        assert marked == lessons - 1
        going.set()
        await stage.until(pilot, lambda: app.screen.debrief_view.known, 20)
        await pilot.pause(0.05)
        odds = report.titles.index("How likely the best still was")
        assert [title for title in report.titles if title != report.titles[odds]] == before
        assert odds < report.titles.index("What to take away") == app.screen.query_one("#contents").highlighted
        for number, title in enumerate(report.titles, 1):
            if number <= len(report.sections):
                part = app.screen.query_one(f"#part-{number}")
                assert part.sheet.at(part.content_size.width).plain.split("\n")[0].endswith(title)
        assert [part.id for part in app.screen.query(".part")] == [
            f"part-{n}" for n in range(1, len(report.sections) + 1)
        ]

    stage.play(script, waded_and_rushed(ferry), library=library)
