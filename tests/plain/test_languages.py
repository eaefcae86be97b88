"""Every sentence of the plain player can be translated: in a pseudo-language no word of a whole run stands bare."""

from __future__ import annotations

import io

import pytest
from pseudo_language import PseudoLanguage, untranslated

from crisisengine import storage
from crisisengine.engine.run import start
from crisisengine.loader import MemoryResolver, Volume, read
from crisisengine.plain import player
from crisisengine.reports import text_report
from crisisengine.session.session import Session
from crisisengine.text import messages

WORDLESS = """\
format = 1
[scenario]
title = "1"
summary = "2"
content_note = "3"
role = "4"
mandate = "5"
invented = "6"
start = "a"
minutes = 1
[clock]
unit = "day"
opens = 1992-03-30
length = 9
ending = "e"
[variable.x]
label = "7"
start = 2
range = [0, 4]
bands = { 0 = "8", 2 = "9", 4 = "10" }
explains = "11"
[variable.y]
label = "42"
start = false
[variable.d]
label = "43"
is = "min(x, p.c)"
[inject.i]
from = "44"
grade = "B2"
by = "radio"
on = 2
text = "45 {date}"
effects = ["x += 9"]
[variable.w]
label = "12"
values = ["r", "s"]
bands = { r = "13", s = "14" }
start = "r"
[attribute.c]
label = "15"
range = [1, 3]
bands = { 1 = "16", 2 = "17", 3 = "18" }
[party.p]
name = "19"
about = "20"
c = 1
[party.q]
name = "21"
c = 2
[glossary.g]
term = "22"
text = "23"
see = ["h"]
[glossary.h]
term = "24"
text = "25"
[source.s]
title = "26"
[scene.a]
title = "27"
chapter = "28"
text = "29 [^s]"
[scene.a.measure.m]
label = "30"
effects = ["x += 1", "p.c += 1", "w = 's'"]
result = "31"
lesson = "32"
[scene.a.measure.n]
label = "33"
requires = "x == 0"
otherwise = "34"
[scene.a.measure.p]
label = "39"
requires = "x >= 9 and p.c < 2 and w == 's'"
[scene.a.measure.q]
label = "40"
effects = ["w = 'r'", "y = true", "x = 1"]
takes = 2
[scene.a.measure.o]
label = "35"
goto = "e"
[ending.e]
title = "36"
rank = 1
text = "37"
history = "38"
"""
EVERYTHING = [
    "help", "status", "status x", "status w", "status p", "status y", "status statu", "why", "why a", "why 1", "why zz",
    "causes", "journal", "glossary", "glossary g", "glossary zzz", "glossary hh", "sources", "ids", "again", "undo", "nonsense",
    "hepl", "17", "a", "because", "because 1", "because " + "1" * 3000, "1", "1", "2", "causes", "1", "1", "causes", "journal", "undo", "1",
]  # fmt: skip


class Typing(io.StringIO):
    """A person at a terminal."""

    def isatty(self):
        return True


@pytest.fixture
def pseudo():
    messages.speak(PseudoLanguage())
    yield
    messages.speak()


@pytest.fixture
def scenario():
    return read("x", Volume("x.toml", WORDLESS.encode()), MemoryResolver({})).sound()


@pytest.mark.usefixtures("pseudo")
@pytest.mark.parametrize("last", ["quit", "3"])
def test_no_word_of_a_whole_run_stands_untranslated(scenario, tmp_path, monkeypatch, last):
    monkeypatch.setattr(text_report, "hot_wash", lambda _debrief, _budget: "")  # a debrief's sentences are its own
    heard, out = Typing("\n".join([*EVERYTHING, last])), io.StringIO()
    player.Player(Session(start(scenario), storage.Save(tmp_path)), heard, out).play()
    told = out.getvalue()

    assert untranslated(told) == []
    assert told.count("⟦") > 100
    assert ("⟦The run is over.⟧" in told) == (last == "3")


def test_a_bare_word_is_found():
    assert untranslated("⟦You decide: {label}⟧ 1 ⟦a ⟦b⟧ c⟧ bare") == ["bare"]
