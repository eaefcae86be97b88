"""Authored text is text: nothing in it is markup, a link of ours, or a way out of its place."""

from attrs import evolve

from crisisengine.budget import UNLIMITED
from crisisengine.engine import view_model as seen
from crisisengine.tui.screens.play import PlayScreen

NASTY = "[/] [@click=app.quit]click[/] [bold red]loud[/bold red] [link=x]y[/] {x} \\[ [[/]] <b>html</b> $error"
LONG = "unbroken" * 200
LINKS = "[a](javascript:alert(1)) [b](https://example.org) [c](glossary:no_such_entry) [d](app.quit) ![i](x.png) https://bare.example"


def hostile(stage):
    def look(scenario, world):
        view = stage.look(scenario, world)
        return evolve(
            view,
            scenario=NASTY,
            title=NASTY,
            chapter=LONG,
            text=f"{NASTY}\n\n# {NASTY}\n\n- {LONG}\n\n> {LINKS}\n\n```\n{NASTY}\n```\n\n| {NASTY} | b |\n|---|---|\n| {LONG} | [/] |",
            offers=tuple(
                evolve(
                    offer,
                    label=f"{NASTY} {offer.label}",
                    span=NASTY[:12],
                    reasons=tuple(f"{NASTY} {LONG}" for _ in offer.reasons),
                )
                for offer in view.offers
            ),
            parties=tuple(evolve(party, name=f"{NASTY}{LONG}", about=NASTY) for party in view.parties),
            indicators=tuple(evolve(indicator, label=f"{NASTY}{LONG}", word=NASTY) for indicator in view.indicators),
        )

    def tell(scenario, step, _earlier=()):
        account = stage.tell(scenario, step)
        return evolve(
            account,
            label=NASTY,
            result=f"{NASTY} {LINKS}",
            lesson=NASTY,
            cards=(seen.Card(inject="x", sender=NASTY, to=LONG, by=NASTY, grade="[/]", text=f"{NASTY} {LONG}"),),
            movements=tuple(
                evolve(movement, label=NASTY, cause=f"{LONG}[/]", word_after=NASTY) for movement in account.movements
            ),
        )

    class Hostile(stage.Session):
        """The usual session, seen through hostile eyes."""

    run = stage.Run(scenario=stage.scenario(title=NASTY, summary=LONG, content_note=NASTY)).decide("publish", why=NASTY)
    return Hostile(run, None, look, tell)


def test_no_text_is_markup_on_any_screen_of_a_run(stage):
    async def script(app, pilot):
        for size in ((120, 40), (60, 18), (200, 60)):
            await pilot.resize_terminal(*size)
            await stage.until(pilot, lambda: "[@click=app.quit]" in stage.picture(app))
        assert "[/]" in stage.picture(app)
        for key in (
            "c",
            "escape",
            "j",
            "escape",
            "g",
            "escape",
            "s",
            "escape",
            "p",
            "p",
            "question_mark",
            "escape",
            "1",
        ):
            await pilot.press(key)
            await pilot.pause(0.02)
        await stage.until(
            pilot, lambda: isinstance(app.screen, PlayScreen) and "[@click=app.quit]" in stage.picture(app)
        )

    stage.play(script, hostile(stage))


def test_clicking_all_over_hostile_text_neither_quits_nor_leaves_the_screen(stage):
    async def script(app, pilot):
        await stage.until(pilot, lambda: "[@click=app.quit]" in stage.picture(app))
        story = app.screen.query_one("#story").region
        for y in range(story.y, story.bottom, 2):
            for x in range(story.x + 3, story.right - 3, 17):
                await pilot.click(offset=(x, y))
        assert app.return_code is None

    stage.play(script, hostile(stage), size=(100, 30))


def test_hostile_titles_survive_the_library_and_the_briefing(stage):
    library = stage.library()
    listings = tuple(
        evolve(listing, title=NASTY, summary=LONG, content_note=NASTY, name=NASTY) for listing in library.listings()
    )
    library.listings = lambda: listings

    async def script(app, pilot):
        await stage.until(pilot, lambda: "[@click=app.quit]" in stage.picture(app))
        await pilot.press("end", "enter")
        await stage.until(pilot, lambda: "see them with" in stage.picture(app))
        await pilot.press("ctrl+p")
        await pilot.press("escape")

    stage.play(script, library=library)


def test_a_debrief_of_hostile_names_is_text_too(stage):
    class Hostile(stage.Session):
        def debrief_view(self, reachability=None, budget=UNLIMITED):
            read = super().debrief_view(reachability, budget)
            trajectories = tuple(
                evolve(trajectory, label=NASTY, words=(NASTY,) * len(trajectory.words))
                for trajectory in read.whole.trajectories
            )
            ending_options = tuple(evolve(option, title=f"{NASTY} {LONG}") for option in read.whole.ending_options)
            reviews = tuple(
                evolve(
                    review,
                    label=NASTY,
                    scene_title=NASTY,
                    why=LONG,
                    situation=f"{NASTY} {LINKS}",
                    set_going=(NASTY,),
                    outcome=NASTY,
                    roads=tuple(evolve(road, label=f"{NASTY} {LONG}") for road in review.roads),
                )
                for review in read.whole.reviews
            )
            asked = tuple(evolve(question, text=NASTY) for question in read.whole.questions)
            whole = evolve(
                read.whole, trajectories=trajectories, ending_options=ending_options, reviews=reviews, questions=asked
            )
            return evolve(read, whole=whole)

    session = stage.session("publish", "withdraw")

    async def script(app, pilot):
        for size in ((120, 40), (60, 18), (200, 60)):
            await pilot.resize_terminal(*size)
            await pilot.press("home")
            await stage.until(pilot, lambda: "[@click=app.quit]" in stage.picture(app))
            await pilot.press("i")
            await stage.until(pilot, lambda: "[bold" in stage.picture(app))
            await pilot.press("i", "a")
            await stage.until(pilot, lambda: "│ [/]" in stage.picture(app))
            await pilot.press("enter", "escape", "escape")
        assert app.return_code is None

    stage.play(script, Hostile(session.run.answered("turning.1", NASTY), None, stage.look, stage.tell))
