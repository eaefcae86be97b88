"""A pseudo-language in which no letter is ASCII: what is still in ASCII on a screen came from the scenario, or was forgotten."""

import gettext
import re

import attrs
import pytest
from textual.command import CommandPalette

from crisisengine.session.library import Library
from crisisengine.text.messages import speak
from crisisengine.tui.screens.briefing import BriefingScreen
from crisisengine.tui.screens.debrief import DebriefScreen
from crisisengine.tui.screens.ending import EndingScreen
from crisisengine.tui.screens.play import PlayScreen
from crisisengine.tui.screens.theory import TheoryDialog
from crisisengine.tui.theme_names import THEMES

PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
MARKED = "áƀćďéƒǵĥíĵķĺɱńőƥɋŕśťúνŵẋýźÁɃĆĎÉƑǴĤÍĴĶĹṂŃŐƤɊŔŚŤÚṼŴẊÝŹ"
FIELD = re.compile(r"(\{[^{}]*\}|glossary:\w+)")
WORD = re.compile(r"[A-Za-z]{2,}")
LINK = re.compile(r"\]\([^)]*\)")
STRETCH = re.compile(rf"(?:(?!  )[^│╭╮╰╯─·:;{MARKED}])+")
"""What stands together on a line: no rule, no wide gap and no word of ours in it."""
KEYS = {"esc", "enter", "space", "ctrl"}
NAMES = {"Crisis Engine", "crisisengine play NAME --plain", "crisisengine check", "crisisengine play PATH", ".toml"}
"""Of the program, its commands and its files, in every language."""


class Pseudo(gettext.NullTranslations):
    """Every message with other letters; its fields stay."""

    def gettext(self, message):
        table = str.maketrans(PLAIN, MARKED)
        return "".join(part if FIELD.fullmatch(part) else part.translate(table) for part in FIELD.split(message))

    def ngettext(self, singular, plural, n):
        return self.gettext(singular if n == 1 else plural)


@pytest.fixture
def pseudo():
    speak(Pseudo())
    yield
    speak(gettext.NullTranslations())


def texts_of(thing, found=None, seen=None):
    """Every text in a scenario, a view, an account, a debrief, wherever it stands in it."""
    found, seen = (set() if found is None else found), ({} if seen is None else seen)
    if isinstance(thing, str):
        found.add(thing)
    elif id(thing) not in seen:
        seen[id(thing)] = thing  # kept, so that no other thing gets its number
        if isinstance(thing, dict):
            parts = [*thing.keys(), *thing.values()]
        elif isinstance(thing, (tuple, list, frozenset, set)):
            parts = thing
        elif attrs.has(type(thing)):
            parts = [getattr(thing, field.name, None) for field in attrs.fields(type(thing)) if field.name != "kept"]
        else:
            parts = ()
        for part in parts:
            texts_of(part, found, seen)
    return found


def told(session):
    """What the scenario and its run say, in whatever language they are written."""
    run = session.run
    accounts = [session.account(number) for number in range(1, len(run.steps) + 1)]
    prose = [session.text(text) for text in (run.scenario.role, run.scenario.mandate, run.scenario.invented)]
    glossary = [session.text(entry.text) for entry in run.scenario.glossary.values()]
    views = [list(session.views), accounts, session.entries(), session.branch_lines()]
    return texts_of((run.scenario, views, prose, glossary, session.text(run.scenario.leaves_out)))


def known(texts):
    """The same as sequences of words, and as one long text of them."""
    wholes = {" ".join(WORD.findall(LINK.sub("", text))).casefold() for text in texts}
    return wholes, " \n " + " \n ".join(wholes) + " \n "


def untranslated(picture, texts):
    """The stretches of ASCII words on a screen that no text says, neither whole nor in part."""
    wholes, corpus = known(texts)
    left = []
    for line in picture.splitlines():
        for stretch in STRETCH.findall(line):
            words = [word.casefold() for word in WORD.findall(stretch)]
            if words and not said(words, wholes, corpus):
                left.append(" ".join(words))
    return left


def said(words, wholes, corpus):
    """Whether the words are a part of a text, or whole texts one after the other and at most one part of one.

    Lines break anywhere, and a long label is cut, so the first and the last word may be a part of a word.
    """
    phrase = " ".join(words)
    if f" {phrase}" in corpus or f"{phrase} " in corpus or (len(words) == 1 and phrase in corpus):
        return True
    return any(
        (" ".join(words[:cut]) in wholes and said(words[cut:], wholes, corpus))
        or (" ".join(words[cut:]) in wholes and said(words[:cut], wholes, corpus))
        for cut in range(1, len(words))
    )


async def look(stage, app, pilot, session, extra=()):
    """Assert that every word on the screen is allowed."""
    await stage.press(pilot)
    previous = ""
    while previous != (previous := stage.picture(app)):
        await pilot.pause(0.02)
    left = untranslated(previous, KEYS | NAMES | {session.place} | set(extra) | told(session))
    assert not left, f"{left}\n{previous}"


async def pages(stage, app, pilot, session):
    """The same for every page of a long dialog."""
    for _ in range(6):
        await look(stage, app, pilot, session)
        await stage.press(pilot, "space")


@pytest.mark.usefixtures("pseudo")
def test_no_word_of_ours_is_left_untranslated_from_the_library_to_the_debrief(stage, tmp_path, monkeypatch):
    monkeypatch.setenv("CRISISENGINE_CACHE", str(tmp_path / "cache"))
    library = Library(tmp_path / "saves")
    library.listings = lambda: tuple(
        listing for listing in Library.listings(library) if listing.name == "the_convoy_home"
    )
    session = library.open("the_convoy_home", seed=3)

    async def script(app, pilot):
        await look(stage, app, pilot, session)
        assert isinstance(app.screen, BriefingScreen)
        await stage.press(pilot, "enter")
        await look(stage, app, pilot, session)
        assert isinstance(app.screen, TheoryDialog)
        await stage.press(pilot, "escape")
        for key in ("1", "1"):
            await look(stage, app, pilot, session)
            while app.screen.query_one("Column").waits:
                await stage.press(pilot, "space")
            await look(stage, app, pilot, session)
            await stage.press(pilot, key)
            assert isinstance(app.screen, PlayScreen)
        for keys in (("c",), ("i",), ("b",), ("question_mark",)):
            await stage.press(pilot, *keys)
            await pages(stage, app, pilot, session)
            await stage.press(pilot, "escape")
        for keys in (("j",), ("j", "slash"), ("g",), ("s",), ("w", "1")):
            await stage.press(pilot, *keys)
            await look(stage, app, pilot, session, THEMES)
            for _ in keys if keys != ("w", "1") else "1":
                await stage.press(pilot, "escape")
        for key in ("ctrl+c", "t", "up", "p", "u"):
            await stage.press(pilot, key)
            await look(stage, app, pilot, session, THEMES)
        await stage.press(pilot, "ctrl+p")
        await stage.until(pilot, lambda: isinstance(app.screen, CommandPalette))
        await look(stage, app, pilot, session, THEMES)
        await stage.press(pilot, "escape")
        await pilot.resize_terminal(50, 15)
        await look(stage, app, pilot, session)
        await pilot.resize_terminal(120, 40)
        await stage.press(pilot, "l")
        await look(stage, app, pilot, session, texts_of((library.kept(), library.listings())))

    stage.play(script, session, library=library)


@pytest.mark.usefixtures("pseudo")
def test_no_word_of_ours_is_left_untranslated_at_the_end_and_in_the_debrief(stage, tmp_path, monkeypatch):
    monkeypatch.setenv("CRISISENGINE_CACHE", str(tmp_path / "cache"))
    library = Library(tmp_path / "saves")
    session = library.open("the_convoy_home", seed=3)
    while not session.ended:
        offers = [offer.measure for offer in session.view.offers if not offer.locked]
        last = session.run
        session.decide(offers[len(last.steps) % len(offers)])
    session.undo()

    async def script(app, pilot):
        while app.screen.query_one("Column").waits:
            await stage.press(pilot, "space")
        offers = [offer.measure for offer in session.view.offers if not offer.locked]
        await stage.press(pilot, str(len(session.run.steps) % len(offers) + 1))
        await stage.until(pilot, lambda: isinstance(app.screen, EndingScreen))
        await look(stage, app, pilot, session)
        await stage.press(pilot, "enter")
        await look(stage, app, pilot, session)
        assert isinstance(app.screen, TheoryDialog)
        await stage.press(pilot, "escape")
        await stage.until(pilot, lambda: isinstance(app.screen, DebriefScreen) and app.screen.debrief_view.known, 60)
        debrief = texts_of(app.screen.debrief_view)
        for _ in session.run.steps:
            await look(stage, app, pilot, session, debrief)
            await stage.press(pilot, "m", "left")
        await look(stage, app, pilot, session, debrief)
        for keys in (("i",), ("a",), ("a", "enter"), ("r",), ("slash",), ("question_mark",)):
            await stage.press(pilot, *keys)
            await look(stage, app, pilot, session, debrief)
            if keys not in {("r",), ("i",)}:
                for _ in keys:
                    await stage.press(pilot, "escape")
        await stage.press(pilot, "escape", "home", "w")
        await stage.until(pilot, lambda: isinstance(app.screen, PlayScreen))
        await look(stage, app, pilot, session)
        await stage.press(pilot, "j")
        await look(stage, app, pilot, session)

    stage.play(script, session, library=library)


def test_the_pseudo_language_leaves_fields_and_markdown_alone_and_finds_what_was_forgotten():
    message = Pseudo().gettext("Press **u**: {count} of [it](glossary:consent)")

    assert message.count("**") == 2
    assert "{count}" in message
    assert "glossary:consent" in message
    assert untranslated("śẋ forgotten words ×a 3", {"words", "nothing"}) == ["forgotten words"]
    assert untranslated("esc ƀáćķ  Consent willing", {"esc", "Consent", "willing"}) == []
    assert untranslated("and a captain walks", {"A bus stops, and a captain walks out."}) == []
