"""The play screen: what a key does, and what it leaves alone."""

import pytest
from attrs import evolve
from textual import events
from textual.widgets import Input

from crisisengine.tui.screens.causes import CausesScreen
from crisisengine.tui.screens.ending import EndingScreen
from crisisengine.tui.screens.journal import JournalScreen
from crisisengine.tui.screens.library import LibraryScreen
from crisisengine.tui.screens.play import PlayScreen
from crisisengine.tui.screens.reason import ReasonDialog
from crisisengine.tui.screens.save_as import SaveAsDialog


def taken(session):
    return [step.decision.measure for step in session.run.steps]


def test_a_number_key_takes_the_offer_that_carries_it(stage):
    session = stage.session("beijing")

    async def script(app, pilot):
        await pilot.press("3")
        await stage.until(pilot, lambda: "You decided: Publish" in stage.picture(app))

    stage.play(script, session)

    assert taken(session) == ["beijing", "publish"]


def test_a_locked_measure_is_one_line_until_it_is_marked_and_then_says_every_reason(stage):
    session = stage.session("beijing")

    async def script(app, pilot):
        assert "×a  Escort the next river convoy" in stage.picture(app)
        assert "has not authorised" not in stage.picture(app)
        await stage.press(pilot, "up", "up")
        await stage.until(pilot, lambda: "has not authorised" in stage.picture(app))
        assert "No contingent able" in stage.picture(app)
        assert "× is locked" in stage.picture(app)
        await stage.press(pilot, "enter")
        await stage.until(pilot, lambda: "This measure is locked" in stage.picture(app))
        await stage.press(pilot, "down")
        await stage.until(pilot, lambda: "has not authorised" not in stage.picture(app))
        await stage.press(pilot, "4")
        await stage.until(pilot, lambda: isinstance(app.screen, EndingScreen))

    stage.play(script, session)

    assert taken(session) == ["beijing", "withdraw"]


@pytest.mark.parametrize(("sign", "key"), [("a", "a"), ("b", "B")])
def test_the_letter_of_a_locked_measure_marks_it_and_one_that_is_a_key_does_so_with_shift(stage, sign, key):
    def look(scenario, world):
        view = stage.look(scenario, world)
        return evolve(view, offers=tuple(evolve(offer, sign=sign) if offer.locked else offer for offer in view.offers))

    session = stage.Session(stage.session("beijing").run, None, look, stage.tell)

    async def script(app, pilot):
        assert f"×{key}  Escort" in stage.picture(app)  # what is printed is what is pressed
        await pilot.press(key)
        await stage.until(pilot, lambda: "has not authorised" in stage.picture(app))

    stage.play(script, session)

    assert taken(session) == ["beijing"]


def test_a_locked_measure_is_shown_whole_where_there_is_room_and_cut_with_a_sign_where_there_is_none(stage):
    label = "Escort the next river convoy past the two mined places, with a pilot of each party aboard each tug"

    def look(scenario, world):
        view = stage.look(scenario, world)
        return evolve(
            view, offers=tuple(evolve(offer, label=label) if offer.locked else offer for offer in view.offers)
        )

    def whole(app):
        return label in " ".join(stage.picture(app).split())

    async def script(app, pilot):
        await stage.until(pilot, lambda: whole(app))
        await pilot.resize_terminal(80, 24)
        await stage.until(pilot, lambda: app.screen.query_one("Column").waits)
        while app.screen.query_one("Column").waits:
            await stage.press(pilot, "space")
        await stage.until(pilot, lambda: "×a  Escort the next" in stage.picture(app) and not whole(app))
        assert next(row for row in stage.picture(app).splitlines() if "×a" in row).endswith("…")
        await pilot.resize_terminal(80, 40)
        await stage.until(pilot, lambda: whole(app))

    stage.play(script, stage.Session(stage.session("beijing").run, None, look, stage.tell), size=(80, 40))


def test_how_far_a_report_can_be_trusted_is_never_cut_off(stage):
    sender = "the commander of the third river post, by the liaison officer"

    def tell(scenario, step, _earlier=()):
        account = stage.tell(scenario, step)
        return evolve(account, cards=tuple(evolve(card, sender=sender) for card in account.cards))

    async def script(app, pilot):
        for width, height in ((80, 60), (120, 40)):
            await pilot.resize_terminal(width, height)
            await stage.until(pilot, lambda: "│ cable · the commander" in stage.picture(app))
            assert "B2" in stage.picture(app)
        await stage.until(pilot, lambda: app.screen.has_class("-middle"))  # it has been laid out anew
        await stage.press(pilot, "p")  # the story has the room of the panel now, and the border is long enough
        await stage.until(pilot, lambda: f"─ cable · {sender} · B2 ─" in stage.picture(app))

    stage.play(script, stage.Session(stage.session("beijing").run, None, stage.look, tell))


def test_nothing_is_marked_until_an_arrow_is_pressed_so_that_enter_takes_nothing_by_itself(stage):
    session = stage.session("beijing")

    async def script(app, pilot):
        await stage.press(pilot, "enter", "enter")
        assert "enter take" not in stage.picture(app)
        await stage.press(pilot, "down", "down")
        await stage.until(pilot, lambda: "enter take it" in stage.picture(app))
        await stage.press(pilot, "enter")
        await stage.until(pilot, lambda: "What the delegates found" in stage.picture(app))
        await stage.press(pilot, "enter")

    stage.play(script, session)

    assert taken(session) == ["beijing", "verify"]


def test_keys_that_arrive_while_the_screen_changes_are_dropped(stage):
    session = stage.session()

    async def script(app, pilot):
        for key in ("enter", "enter", "1", "1", "enter"):  # all before the first of them is answered
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await stage.until(
            pilot, lambda: isinstance(app.screen, PlayScreen) and "The river is closed" in stage.picture(app)
        )
        await stage.press(pilot)
        await stage.press(pilot, "1")
        await stage.until(pilot, lambda: "You decided: Ask Beijing" in stage.picture(app))
        for _ in range(3):
            app.post_message(events.Key("3", "3"))
        await stage.until(pilot, lambda: "You decided: Publish" in stage.picture(app))
        await stage.press(pilot)

    stage.play(script, session)

    assert taken(session) == ["beijing", "publish"]


def test_a_click_takes_an_offer(stage):
    session = stage.session("beijing")

    async def script(_app, pilot):
        await pilot.click("#offers", offset=(8, 0))
        await stage.until(pilot, lambda: len(session.run.steps) == 2)

    stage.play(script, session)

    assert taken(session) == ["beijing", "beijing"]


def test_u_takes_the_last_decision_back(stage):
    session = stage.session("beijing", "publish")

    async def script(app, pilot):
        await pilot.press("u")
        await stage.until(pilot, lambda: "You decided: Ask Beijing" in stage.picture(app))
        await pilot.press("u", "u", "u")
        await stage.until(pilot, lambda: "You decided" not in stage.picture(app))

    stage.play(script, session)

    assert taken(session) == []


def test_the_footer_names_only_the_keys_that_work_now(stage):
    session = stage.session("beijing")

    async def script(app, pilot):
        def footer():
            return stage.picture(app).splitlines()[-1]

        await stage.until(pilot, lambda: "u undo" in footer() and "c causes" in footer())
        await pilot.press("u")
        await stage.until(pilot, lambda: "u undo" not in footer())

        assert "1-4 decide" in footer()
        assert "c causes" not in footer()
        assert footer().rstrip().endswith("? help")

    stage.play(script, session)


def test_w_asks_for_a_reason_and_escape_takes_nothing(stage):
    session = stage.session("beijing")

    async def script(app, pilot):
        await pilot.press("w", "3")
        await stage.until(pilot, lambda: isinstance(app.screen, ReasonDialog))
        await pilot.press("escape")
        await stage.until(pilot, lambda: isinstance(app.screen, PlayScreen))
        assert taken(session) == ["beijing"]
        await pilot.press("3")
        await stage.until(pilot, lambda: isinstance(app.screen, ReasonDialog))
        await pilot.press(*"they must know")
        await pilot.press("enter")
        await stage.until(pilot, lambda: isinstance(app.screen, PlayScreen))

    stage.play(script, session)

    assert session.run.steps[-1].decision.why == "they must know"


def test_c_shows_each_change_with_its_cause_and_the_arrows_go_through_the_decisions(stage):
    async def script(app, pilot):
        await pilot.press("c")
        await stage.until(pilot, lambda: isinstance(app.screen, CausesScreen))
        await stage.until(pilot, lambda: "decision 2 of 2" in stage.picture(app))
        shown = stage.picture(app)
        assert "because: you decided: publish what refugees say" in shown
        assert "strained → grave · worse" in shown
        assert "the end of its scale" in shown
        await pilot.press("left")
        await stage.until(pilot, lambda: "decision 1 of 2" in stage.picture(app))
        await pilot.press("left", "escape")
        await stage.until(pilot, lambda: isinstance(app.screen, PlayScreen))

    stage.play(script, stage.session("beijing", "publish"))


def test_j_lists_the_decisions_and_enter_shows_what_one_caused(stage):
    async def script(app, pilot):
        await pilot.press("j")
        await stage.until(pilot, lambda: isinstance(app.screen, JournalScreen) and "2  Publish" in stage.picture(app))
        await pilot.press("up", "enter")
        await stage.until(pilot, lambda: isinstance(app.screen, CausesScreen))
        await stage.until(pilot, lambda: "decision 1 of 2" in stage.picture(app))
        await pilot.press("escape", "escape")
        await stage.until(pilot, lambda: isinstance(app.screen, PlayScreen))

    stage.play(script, stage.session("beijing", "publish"))


def test_an_empty_journal_says_how_it_fills(stage):
    async def script(app, pilot):
        await pilot.press("enter", "j")
        await stage.until(pilot, lambda: "Nothing is decided yet" in stage.picture(app))

    stage.play(script, stage.session())


def test_s_shows_where_the_run_is_kept_and_keeps_a_named_copy(stage):
    session = stage.session("beijing")

    async def script(app, pilot):
        await pilot.press("s")
        await stage.until(
            pilot, lambda: isinstance(app.screen, SaveAsDialog) and "seventeen-april-1.toml" in stage.picture(app)
        )
        await pilot.press(*"before the river")
        await pilot.press("enter")
        await stage.until(pilot, lambda: isinstance(app.screen, PlayScreen))

    stage.play(script, session)

    assert session.save.name == "before the river"


def test_a_full_disk_is_said_and_leaving_needs_a_second_press(stage):
    session = stage.session("beijing")
    session.save.trouble = "the run is not saved: the disk is full"

    async def script(app, pilot):
        await pilot.press("3")
        await stage.until(pilot, lambda: "the disk is full" in stage.picture(app))
        await pilot.press("q")
        await stage.until(pilot, lambda: "once more" in stage.picture(app))
        assert app.return_code is None
        await pilot.press("q")
        await stage.until(pilot, lambda: app.return_code == 0)

    stage.play(script, session)


def test_p_brings_the_panel_into_a_narrow_window_and_hides_it_in_a_wide_one(stage):
    async def script(app, pilot):
        await pilot.resize_terminal(80, 24)
        await stage.until(pilot, lambda: "Authority for force" not in stage.picture(app))
        await pilot.press("p")
        await stage.until(pilot, lambda: "Authority for force" in stage.picture(app))
        await pilot.press("p")
        await pilot.resize_terminal(120, 40)
        await stage.until(pilot, lambda: "Authority for force" in stage.picture(app))
        await pilot.press("p")
        await stage.until(pilot, lambda: "Authority for force" not in stage.picture(app))

    stage.play(script, stage.session("beijing"))


def test_space_reads_on_and_says_so_only_while_there_is_more(stage):
    async def script(app, pilot):
        await stage.until(pilot, lambda: "space read on" in stage.picture(app))
        for _ in range(8):
            await pilot.press("space")
        await stage.until(pilot, lambda: "space read on" not in stage.picture(app))
        assert "Only those who can leave" in stage.picture(app)
        await pilot.press("pageup")
        await stage.until(pilot, lambda: "space read on" in stage.picture(app))

    stage.play(script, stage.session("beijing"), size=(80, 24))


def test_what_is_new_comes_first_where_the_scene_stays_the_same(stage):
    async def script(app, pilot):
        shown = stage.picture(app)
        assert shown.index("You decided") < shown.index("Rockets on the airfield") < shown.index("The river is closed")
        await pilot.press("2")
        await stage.until(pilot, lambda: "What the delegates found" in stage.picture(app))
        shown = stage.picture(app)
        assert "✓ The report was true." in shown
        assert (
            shown.index("You decided")
            < shown.index("What the delegates found")
            < shown.index("Rockets on the airfield")
        )

    stage.play(script, stage.session("beijing"))


@pytest.mark.parametrize("key", ["l", "escape"])
def test_l_and_escape_lead_back_to_the_library(stage, key):
    async def script(app, pilot):
        await pilot.press(key)
        await stage.until(pilot, lambda: isinstance(app.screen, LibraryScreen))

    stage.play(script, stage.session("beijing"))


def test_ctrl_c_says_how_to_leave(stage):
    async def script(app, pilot):
        await pilot.press("ctrl+c")
        await stage.until(pilot, lambda: "Press q to leave" in stage.picture(app))

    stage.play(script, stage.session("beijing"))


def test_a_keystroke_meant_for_the_reason_never_decides(stage):
    session = stage.session("beijing")

    async def script(app, pilot):
        await pilot.press("w", "1")
        await stage.until(pilot, lambda: isinstance(app.screen, ReasonDialog))
        await pilot.press("3", "q", "u")
        await stage.until(pilot, lambda: app.screen.query_one(Input).value == "3qu")

    stage.play(script, session)

    assert taken(session) == ["beijing"]


def test_that_a_reason_is_asked_for_stands_in_the_footer_until_it_is_no_more(stage):
    async def script(app, pilot):
        await pilot.press("w")
        await stage.until(pilot, lambda: "decide and say why" in stage.picture(app))
        await pilot.press("w")
        await stage.until(pilot, lambda: "decide and say why" not in stage.picture(app))

    stage.play(script, stage.session("beijing"))
