"""A real browser without scripts: it joins, votes, taps twice, goes back, meets a vote that has passed; and what a screen reader hears.

All of them stand in one file, which starts one browser.
"""

from __future__ import annotations

import re

import pytest
from aloud import PATIENCE, contrast, sound, tap
from playing import new_run, playing
from playwright.sync_api import Locator, Page

from crisisengine.workshop import commands

NARROW, USUAL = {"width": 320, "height": 640}, {"width": 390, "height": 844}


def phone_of(chromium, room, **more) -> Page:
    """A phone of its own, at the door."""
    context = chromium.new_context(java_script_enabled=False, viewport=NARROW, **more)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"http://127.0.0.1:{room.server.port}/{room.server.keys.code}")
    return page


def take_a_seat(page: Page) -> None:
    tap(page.get_by_role("button", name="Take a seat"))
    page.get_by_role("heading", name="You are in").wait_for()


def seated(chromium, room, **more) -> Page:
    page = phone_of(chromium, room, **more)
    take_a_seat(page)
    return page


def first_option(page: Page) -> Locator:
    return page.get_by_role("main").get_by_role("button").first


def buttons(page: Page) -> list[str]:
    return page.get_by_role("main").get_by_role("button").all_inner_texts()


def test_it_joins_votes_says_why_and_changes_its_mind(chromium, room):
    page = phone_of(chromium, room)
    page.get_by_role("button", name="Take a seat").dblclick()
    page.get_by_role("heading", name="You are in").wait_for()
    assert list(room.led.room.seats) == [1]
    room.to("vote")
    page.reload()
    page.get_by_role("main").get_by_role("button").nth(1).dblclick()
    page.get_by_role("heading", name="Your vote is counted").wait_for()
    options = room.led.room.round.opened.options
    assert dict(room.led.room.round.ballots) == {1: options[1]}
    page.get_by_label(re.compile("Why")).fill("It is their road.")
    tap(page.get_by_role("button", name="Send"))
    page.get_by_text("Your reason: It is their road.").wait_for()
    tap(page.get_by_role("link", name="Change my vote"))
    tap(first_option(page))
    page.get_by_role("heading", name="Your vote is counted").wait_for()

    assert dict(room.led.room.round.ballots) == {1: options[0]}
    page.context.close()


def test_it_goes_back_to_a_vote_that_has_passed_and_is_shown_the_new_one(chromium, room):
    page = seated(chromium, room)
    room.to("vote")
    page.goto(page.url)
    tap(first_option(page))
    page.get_by_role("heading", name="Your vote is counted").wait_for()
    page.go_back()  # the page that it had, or the one of now: never a ballot that would count for another vote
    room.to("talk")
    room.to("vote")
    if buttons(page)[:1] and not buttons(page)[0].startswith("Stay with"):
        tap(first_option(page))
    page.goto(f"http://127.0.0.1:{room.server.port}/")

    assert dict(room.led.room.round.ballots) == {}
    assert buttons(page)[0].startswith("Stay with ")
    tap(first_option(page))
    page.get_by_role("heading", name="Your vote is counted").wait_for()
    assert len(room.led.room.round.ballots) == 1
    page.context.close()


def test_a_ballot_that_is_still_on_the_screen_when_its_vote_has_passed_counts_for_none(chromium, room):
    page = seated(chromium, room)
    room.to("vote")
    page.reload()
    room.to("talk")
    room.to("vote")
    tap(first_option(page))

    assert "Not counted" in page.get_by_role("status").inner_text()
    assert dict(room.led.room.round.ballots) == {}
    assert page.get_by_role("heading", name="Vote once more").is_visible()
    tap(first_option(page))
    page.get_by_role("heading", name="Your vote is counted").wait_for()
    assert list(room.led.room.round.ballots) == [1]
    page.context.close()


def test_a_page_that_waits_follows_the_room_by_itself(chromium, room):
    page = seated(chromium, room)
    room.to("vote")
    page.get_by_role("heading", name="Vote").wait_for()  # three seconds, as pages that wait are told to
    page.context.close()


def test_every_page_of_a_phone_is_whole_for_a_screen_reader_and_on_320_pixels(chromium, room):
    page = phone_of(chromium, room)
    sound(page, "join")
    take_a_seat(page)
    seen = set()
    for _ in range(12):
        phase = room.led.room.phase
        page.goto(f"http://127.0.0.1:{room.server.port}/?see=now&stay=yes")
        sound(page, phase)
        seen.add(phase)
        if phase == "vote":
            tap(first_option(page))
            sound(page, "reason")
            tap(page.get_by_role("link", name="Go on without a reason"))
            sound(page, "voted")
        if phase == "consequences":
            break
        if phase == "asked":
            room.skip()
        else:
            room.do(lambda led: led.onward())
    assert seen >= {"door", "scene", "vote", "talk", "lock", "expect", "consequences"}
    room.do(lambda led: led.act(lambda inside, now: commands.reseat(inside.seats[1], now, roles=("observer",))))
    for wish in ("observe", "role"):
        page.goto(f"http://127.0.0.1:{room.server.port}/?see={wish}")
        sound(page, wish)
    page.goto(f"http://127.0.0.1:{room.server.port}/qr")
    sound(page, "qr")
    page.goto(f"http://127.0.0.1:{room.server.port}/console")
    sound(page, "shut")
    page.context.close()


def test_the_console_is_whole_for_a_screen_reader_and_leads_without_scripts(chromium, room):
    context = chromium.new_context(java_script_enabled=False, viewport=USUAL)
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{room.server.port}/console/{room.server.keys.invitation}")
    room.phone()
    for _ in range(2):
        tap(page.get_by_role("button", name=re.compile("^Next")))
    assert room.led.room.phase == "vote"
    sound(page, "console")
    page.get_by_text("Count raised hands").click()
    page.get_by_role("spinbutton").first.fill("4")
    tap(page.get_by_role("button", name="These are the votes"))

    assert max(room.led.room.round.votes.values()) == 4
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_the_paper_by_day_and_night(chromium, room, scheme):
    page = chromium.new_context(viewport=NARROW, color_scheme=scheme).new_page()  # scripts, for the test to measure
    page.goto(f"http://127.0.0.1:{room.server.port}/{room.server.keys.code}")
    take_a_seat(page)
    room.to("vote")
    page.reload()
    look = "element => { const seen = getComputedStyle(element); return [seen.color, seen.backgroundColor, parseFloat(seen.fontSize)]; }"
    paper = page.locator("html").evaluate(look)[1]
    for element in page.locator("h1, main p, main button, footer p, footer a, summary, header p").all():
        if not element.is_visible():
            continue
        ink, ground, size = element.evaluate(look)
        ground = paper if ground == "rgba(0, 0, 0, 0)" else ground
        assert contrast(ink, ground) >= 4.5, (element.inner_text(), ink, ground)
        assert size >= 16
    page.context.close()


def test_a_run_is_played_without_scripts_and_read_aloud_on_320_pixels(chromium, tmp_path):
    session = new_run(tmp_path)
    with playing(session) as server:
        context = chromium.new_context(java_script_enabled=False, viewport=NARROW)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(server.address)
        home = page.url
        sound(page, "begin")
        page.keyboard.press("Tab")
        assert page.locator(":focus").inner_text() == "Skip to what is new"
        page.get_by_text("Add your reason").click()
        page.get_by_label("Your reason").fill("They asked first.")
        tap(page.get_by_role("region", name="What you can do").get_by_role("button").first)
        page.get_by_role("heading", name="You decided").wait_for()
        sound(page, "scene")
        assert session.run.decisions[0].why == "They asked first."
        tap(page.get_by_role("button", name="Take back"))
        page.get_by_role("heading", name="It begins").wait_for()
        assert not session.run.steps
        while not session.ended:
            before = len(session.run.steps)
            tap(page.get_by_role("region", name="What you can do").get_by_role("button").last)
            assert len(session.run.steps) == before + 1
        sound(page, "ending")
        for wish in (
            "earlier",
            "scene&number=2",
            "words",
            "people",
            "briefing",
            "branches",
            "questions",
            "debrief&stay=yes",
        ):
            page.goto(f"{home}?see={wish}")
            sound(page, wish)
        context.close()
