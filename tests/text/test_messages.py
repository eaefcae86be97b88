"""Sentences for people: gathered by Babel, translated by a catalogue, and safe to put a stranger's words into."""

from __future__ import annotations

import ast
import gettext
import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo

import crisisengine
from crisisengine.engine.run import start
from crisisengine.plain.player import Player
from crisisengine.session.session import Session
from crisisengine.text import messages
from crisisengine.text.messages import DOMAIN, N_, _, _n, speak

PACKAGE = Path(crisisengine.__file__).parent
KEYWORDS = {"_": None, "_n": (1, 2), "N_": None}
FIELD = re.compile(r"\{(\w+)")


@pytest.fixture(scope="module")
def gathered():
    """Every sentence: a text, or a pair for one and many."""
    found = extract_from_dir(
        PACKAGE,
        [("**.py", "python"), ("web/templates/**.jinja", "jinja2"), ("reports/templates/**.jinja", "jinja2")],
        keywords=KEYWORDS,
        comment_tags=(),
    )
    return {message for _file, _line, message, _comments, _context in found}


@pytest.fixture
def danish(gathered, tmp_path):
    """A catalogue on the disk, as Babel makes it, in a language of which nobody here knows a word."""
    catalogue = Catalog(locale="da", domain=DOMAIN)
    for message in gathered:
        told = tuple(f"«{text}»" for text in message) if isinstance(message, tuple) else f"«{message}»"
        catalogue.add(message, told)
    path = tmp_path / "da" / "LC_MESSAGES" / f"{DOMAIN}.mo"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_mo(file, catalogue)
    speak(gettext.translation(DOMAIN, tmp_path, ["da"]))
    yield
    speak()


def test_babel_finds_the_sentences_of_every_front_end(gathered):
    assert len(gathered) > 200
    assert "What you can do:" in gathered
    assert "Take a seat" in gathered
    assert ("You go on after {count} decision.", "You go on after {count} decisions.") in gathered


def test_one_and_many_have_the_same_fields(gathered):
    pairs = [message for message in gathered if isinstance(message, tuple)]

    assert pairs
    assert [
        pair for pair in pairs if set(FIELD.findall(pair[0])) - {"count"} != set(FIELD.findall(pair[1])) - {"count"}
    ] == []


def test_no_sentence_is_put_together_before_it_is_translated():
    """An f-string inside the call would be another sentence each time, and no translator ever sees one."""
    found = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS
        if any(isinstance(part, (ast.JoinedStr, ast.BinOp)) for part in node.args[: 2 if node.func.id == "_n" else 1])
    ]

    assert found == []


@pytest.mark.usefixtures("danish")
def test_a_run_is_played_in_the_language_of_the_catalogue():
    out = io.StringIO()
    session = Session(start(crisisengine.load("the_convoy_home"), 7))

    Player(session, io.StringIO("notice\nquit\n"), out).play()

    assert "«What you can do:»" in out.getvalue()
    assert "What you can do:" not in out.getvalue().replace("«What you can do:»", "")


@pytest.mark.usefixtures("danish")
def test_each_plural_form_is_the_catalogues():
    say = ("You go on after {count} decision.", "You go on after {count} decisions.")

    assert [_n(*say, count) for count in (1, 2)] == ["«You go on after 1 decision.»", "«You go on after 2 decisions.»"]


def test_a_strangers_words_are_no_pattern():
    assert (
        _("The run is kept in {path}", path="{0.__class__} {path} %s") == "The run is kept in {0.__class__} {path} %s"
    )


def test_a_word_that_is_said_later_is_itself_until_then():
    assert N_("quit") == "quit"


def test_an_unknown_language_is_english(monkeypatch):
    monkeypatch.setenv("CRISISENGINE_LANGUAGE", "../../etc")
    try:
        speak()
        assert _("What you can do:") == "What you can do:"
    finally:
        monkeypatch.undo()
        speak()

    assert messages.LOCALES.parent == PACKAGE


@pytest.mark.usefixtures("danish")
def test_the_pages_of_a_room_are_in_the_language_of_the_catalogue():
    from crisisengine.web.pages import Page, rendered

    page = rendered(Page(template="join", title="x", fields={"code": ""}), form="y")

    assert "«Take a seat»" in page
    assert '<html lang="da">' in page
