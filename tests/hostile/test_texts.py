"""What strangers wrote reads the same wherever it is read, in their script, and does nothing there."""

from __future__ import annotations

import html
import re
import shlex
import unicodedata
from html.parser import HTMLParser

import files
import pytest
from markdown_it import MarkdownIt
from outside import DECISION, PARTING

SECONDS = 2 * DECISION + PARTING


def played(outside, text, choices="go\n", *arguments):
    """A scenario played to its end; what was told."""
    outside.write("m.toml", text)
    done = outside.run("play", "m.toml", "--plain", "--seed", "7", *arguments, text=choices, seconds=SECONDS)
    assert done.code == 0, done.told
    return done.out


def debriefed(outside, output_format="text", *more):
    """The debrief of all that was kept."""
    kept = sorted(outside.saves.glob("*.toml"))
    done = outside.run("debrief", *kept, *more, "--output-format", output_format, seconds=SECONDS)
    assert done.code == 0, done.told
    return done.out


def with_text(text, **more):
    """A scenario whose scene says so."""
    return files.scenario(files.scene("a", files.GO, files.measure("wait"), text=text) + files.ending("over"), **more)


# --- the way back --------------------------------------------------------------------------------------------------------


def the_way_on(outside, told):
    """The command that a player prints, started as it stands."""
    (command,) = re.findall(r"^(?:Go on|Read all of it) with: crisisengine (.+)$", told, re.MULTILINE)
    return outside.run(*shlex.split(command), text="quit\n", seconds=SECONDS)


@pytest.mark.parametrize(
    ("folder", "other", "choices"),
    [
        ("", None, "wait\n"),
        ("", "scenarios/m.toml", "wait\n"),
        ("sub", None, "wait\n"),
        ("sub", "m.toml", "wait\n"),
        ("sub", "m.toml", "go\n"),
        ("sub", "scenarios/m.toml", "wait\n"),
        ("it's a folder", "m.toml", "wait\n"),
    ],
)
def test_the_command_that_is_printed_leads_back_to_the_same_story(outside, folder, other, choices):
    path = outside.write(f"{folder}/m.toml".lstrip("/"), with_text("The story that was meant."))
    if other is not None and str(path) != other:
        outside.write(other, with_text("Another story of the same name."))

    first = outside.run("play", path, "--plain", "--seed", "7", text=choices, seconds=SECONDS)
    again = the_way_on(outside, first.out)

    assert again.code == 0, again.told
    assert "edited" not in again.said
    assert "Another story" not in again.said
    if choices == "wait\n":
        assert "You go on after 1 decision." in again.out
        assert "The story that was meant." in again.out


def test_the_command_that_is_printed_leads_back_from_saves_elsewhere(outside):
    path = outside.write("sub/m.toml", with_text("The story that was meant."))
    first = outside.run("play", path, "--plain", "--saves", "far/away", text="wait\n", seconds=SECONDS)

    again = the_way_on(outside, first.out)

    assert again.code == 0, again.told
    assert "The story that was meant." in again.out


def test_a_story_of_the_same_name_is_not_taken_for_an_edit(outside):
    path = outside.write("sub/m.toml", with_text("The story that was meant."))
    outside.run("play", path, "--plain", text="wait\n", seconds=SECONDS)
    (journal,) = outside.saves.glob("*.toml")
    path.unlink() if path.is_absolute() else (outside.folder / path).unlink()
    strange = files.scenario(files.scene("z", files.GO, text="Another story.") + files.ending("over"), start="z")
    outside.write("m.toml", strange)

    done = outside.run("play", journal, "--plain", text="quit\n", seconds=SECONDS)

    assert "another scenario" in done.said.lower(), done.told
    assert journal.read_text().count("[[decision]]") == 1


# --- scripts -------------------------------------------------------------------------------------------------------------

HAN = "水位已经上升到第三级警戒线" * 30 + "。"
KHMER = "\u200b".join(["ទឹកទន្លេ", "កំពុង", "ឡើង", "ខ្ពស់", "ជាង", "មុន"] * 30)


def cells(text):
    """How many columns a text takes on a terminal."""
    return sum(
        0
        if unicodedata.category(each) in ("Mn", "Me", "Cf")
        else 2
        if unicodedata.east_asian_width(each) in "WF"
        else 1
        for each in text
    )


@pytest.mark.parametrize(("script", "text"), [("Han", HAN), ("Khmer", KHMER)], ids=["Han", "Khmer"])
def test_lines_of_a_script_without_spaces_fit_a_terminal(outside, script, text):
    text_of = with_text(text).replace('"It is over."', files.quoted(text))

    told = played(outside, text_of) + debriefed(outside)

    lines = [line for line in told.splitlines() if "saves/" not in line]  # a path is copied, and stays whole
    assert max(map(cells, lines)) <= 80, script
    together = re.sub(r"[\s\u200b]", "", told)
    assert together.count(re.sub(r"[\s\u200b]", "", text)) >= 3, "every word of it is there, in order"


@pytest.mark.parametrize("text", ["x" * 300, "https://example.org/" + "x" * 300, "\u2764\ufe0f" * 100, "e\u0301" * 200])
def test_a_word_that_is_longer_than_a_line_is_told_whole(outside, text):
    assert text in re.sub(r"\s", "", played(outside, with_text(text)))


def test_a_line_of_khmer_begins_where_a_word_begins(outside):
    told = played(outside, with_text(KHMER))

    lines = [re.sub(r"[\s\u200b]", "", line) for line in told.splitlines() if re.search(r"[\u1780-\u17ff]", line)]
    ends, at = set(), 0
    for word in KHMER.split("\u200b"):
        ends.add(at := at + len(word))
    assert len(lines) > 5
    at = 0
    for line in lines:
        at += len(line)
        assert at in ends, line


@pytest.mark.parametrize(
    "word", ["\u200eabc", "\u05e9\u05dc\u05d5\u05dd\u200f!", "\u2067\u05e9\u05dc\u05d5\u05dd\u2069."]
)
def test_marks_that_hebrew_and_arabic_need_are_read(outside, word):
    path = outside.write("m.toml", with_text(f"He said {word}"))

    assert outside.run("check", path, seconds=1).code == 0


@pytest.mark.parametrize("mark", ["\u202d", "\u202e", "\u2067", "\u2069", "\u2067x\n\n\u2069"])
def test_marks_that_turn_what_follows_stay_refused(outside, mark):
    path = outside.write("m.toml", with_text(f"He said {mark} and so on."))

    done = outside.run("check", path, "--output-format", "concise", seconds=1)

    assert done.code == 2
    assert "forbidden-character" in done.said


def test_a_report_names_the_language_that_the_scenario_names(outside):
    played(outside, with_text(KHMER, head='language = "km"'))

    page = debriefed(outside, "html")

    assert re.search(r'<html[^>]*\blang="km"', page) or re.search(r'lang="km"', page)


def test_a_report_of_a_scenario_that_names_no_language_is_english_as_its_own_words_are(outside):
    played(outside, with_text("The water rises."))

    page = debriefed(outside, "html")

    assert re.findall(r'\blang="([^"]*)"', page) == ["en"]


# --- marks -----------------------------------------------------------------------------------------------------------------


class _Words(HTMLParser):
    """The text of a page, and what in it could do something."""

    def __init__(self):
        super().__init__()
        self.words, self.does, self._silent = [], [], 0

    def handle_starttag(self, tag, attrs):
        if tag in ("script", "iframe", "object", "embed", "form", "base", "meta", "link", "img", "svg", "style"):
            self.does.append(tag)
        self._silent += tag in ("style", "script")
        for name, value in attrs:
            harmful = re.match(r"\s*(javascript|data|vbscript|file):", html.unescape(value or ""), re.IGNORECASE)
            if name.startswith("on") or (name in ("href", "src") and harmful):
                self.does.append(f"{tag} {name}={value}")

    def handle_endtag(self, tag):
        self._silent -= tag in ("style", "script")

    def handle_data(self, data):
        if not self._silent:
            self.words.append(data)


def read(page):
    """A page's words, with single blanks, and what could do something in it."""
    found = _Words()
    found.feed(page)
    return " ".join("".join(found.words).split()), found.does


MARKED = {
    "5 * 6 * 7": "5 * 6 * 7",
    "snake_case_name": "snake_case_name",
    "*one* word": "one word",
    "**two** words": "two words",
    "1 < 2 & 3 > 2": "1 < 2 & 3 > 2",
    "`code`": "code",
    "a~b~c": "a~b~c",
    "\\*as it is\\*": "*as it is*",
}
"""What an author writes, and how it reads."""


@pytest.mark.parametrize("marks", [["2*3*4", "2 * 3*4*5"], list(MARKED)], ids=["products", "all others"])
def test_marks_read_the_same_on_every_page(outside, marks):
    """Whether stars between figures are emphasis may be decided either way; all pages agree."""
    written = "\n\n".join(f"Begin {each} end." for each in marks)
    told = played(outside, with_text("T.").replace('"It is over."', files.quoted(written)))
    pages = {
        "player": told,
        "text": debriefed(outside),
        "html": read(debriefed(outside, "html"))[0],
        "markdown": read(MarkdownIt("commonmark", {"html": True}).render(debriefed(outside, "markdown")))[0],
    }

    found = {
        name: re.findall(r"Begin (.*?) end\.", " ".join(page.split()))[: len(marks)] for name, page in pages.items()
    }
    assert all(each == found["player"] for each in found.values()), found
    for mark, shown in zip(marks, found["player"], strict=True):
        assert shown == MARKED.get(mark, shown)


@pytest.mark.parametrize(
    "key",
    ["role", "content_note", *(pytest.param(each, marks=pytest.mark.campaign) for each in ("mandate", "invented"))],
)
def test_a_value_in_braces_is_filled_in_or_refused_in_every_text(outside, key):
    text = with_text("T.", head=f'{key} = "At {{t}} now."', clock="[variable.t]\nstart = 3\nrange = [0, 6]\n")
    path = outside.write("m.toml", text)

    done = outside.run("play", path, "--plain", text="go\n", seconds=SECONDS)

    if done.code == 2:
        done.located_once("m.toml")
    else:
        assert "{t}" not in done.said, done.told
        assert "At 3 now." in done.said


@pytest.mark.parametrize("address", ["https://example.org/x_(y)", "https://example.org/a_b_c?a=1&b=2"])
def test_a_link_is_told_with_its_address_in_plain_text(outside, address):
    told = played(outside, with_text(f"See [the report]({address}), page 3."))

    together = re.sub(r"\s+", "", told)
    assert address in together, told
    assert re.search(r"See the report\W{1,3}https\S+\W{0,3}, page 3\.", " ".join(told.split()))


def test_a_link_whose_address_holds_parentheses_leaves_none_behind(outside):
    told = played(outside, with_text("See [the report](https://example.org/x_(y)), page 3."))

    sentence = re.search(r"See the report(.*?), page 3\.", " ".join(told.split()))[1]
    assert sentence.count("(") == sentence.count(")")


EVIL = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "[click](<javascript:alert(1)>)",
    "[click](JaVaScRiPt:alert(1))",
    "[click](data:text/html,x)",
    "![picture](javascript:alert(1))",
    "<javascript:alert(1)>",
    "[click][ref]\n\n[ref]: javascript:alert(1)\n",
    "<a href='javascript:alert(1)'>x</a>",
    "<svg/onload=alert(1)>",
    "<!-- <b> -->",
    "<iframe src='https://example.org'></iframe>",
)
PLACES = (
    "title",
    "label",
    "text",
    "result",
    "lesson",
    "ending",
    "history",
    "party",
    "role",
    "source",
    "objective",
    "why",
)


def evil(places, text):
    """A scenario that says something evil in some of its places."""
    said = dict.fromkeys(PLACES, "Fine.") | dict.fromkeys(places, text)
    line = {each: " ".join(word.split()) for each, word in said.items()}
    q = files.quoted
    go = files.measure(
        "go",
        'goto = "over"',
        f"result = {q(said['result'])}",
        f"lesson = {q(said['lesson'])}",
        'teaches = ["o"]',
        'effects = ["v += 1"]',
        label=line["label"],
    )
    rest = (
        f'[objective.o]\ntext = {q(line["objective"])}\nlevel = "apply"\n'
        f"[source.s]\ntitle = {q(line['source'])}\n"
        f'[variable.v]\nlabel = {q(line["party"])}\nstart = 0\nrange = [0, 3]\nbetter = "high"\n'
    )
    over = f"[ending.over]\ntitle = {q(line['title'])}\nrank = 1\ntext = {q(said['ending'] + '[^s]')}\nhistory = {q(said['history'])}\n"
    whole = files.scenario(rest + files.scene("a", go, text=said["text"]) + over, head=f"role = {q(said['role'])}\n")
    return whole.replace('title = "T"', f"title = {q(line['title'])}", 1)


HARMLESS = {"markdown": set(), "html": {"meta", "style", "svg", "link"}}
"""Elements of which a page of ours is made."""


@pytest.mark.parametrize("output_format", ["markdown", "html"])
@pytest.mark.parametrize(
    "places",
    [PLACES, *(pytest.param((each,), marks=pytest.mark.campaign) for each in PLACES)],
    ids=lambda each: each[0] if len(each) == 1 else "everywhere",
)
def test_nothing_that_an_author_or_a_player_wrote_does_anything_in_a_report(outside, places, output_format):
    because = f"because {' '.join(EVIL)[:480]}\n" if "why" in places else ""
    played(outside, evil(places, "\n\n".join(EVIL)), f"{because}go\n")

    page = debriefed(outside, output_format)

    if output_format == "markdown":
        page = MarkdownIt("commonmark", {"html": True}).enable("table").render(page)
    assert set(read(page)[1]) <= HARMLESS[output_format]


def test_nothing_does_anything_in_the_report_of_several_runs(outside):
    text = evil(["label"], " ".join(EVIL)[:400])
    for _ in range(2):
        played(outside, text, f"because {' '.join(EVIL)[:480]}\ngo\n")

    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(debriefed(outside, "markdown"))

    assert not read(page)[1]


# --- what a check says of texts ------------------------------------------------------------------------------------------


def _twins(*, together, alike):
    """Two measures of one label; `together`: both open at once; `alike`: both do the same."""
    left = files.measure("left", 'goto = "over"', label="Go")
    right = files.measure(
        "right", f'goto = "{"over" if alike else "far"}"', *([] if together else ['when = "v > 0"']), label="Go"
    )
    left = left if together else left + 'when = "v == 0"\n'
    variable = "[variable.v]\nstart = 0\nrange = [0, 3]\n"
    up = files.measure("up", 'effects = ["v += 1"]')
    far = files.ending("far").replace("It is over.", "It is far.")
    more = files.measure("further", 'goto = "far"')
    return files.scenario(variable + files.scene("a", left, right, up, more) + files.ending("over") + far)


def _codes(outside, text):
    path = outside.write("m.toml", text)
    (found,) = outside.run("check", path, "--output-format", "json", seconds=2).json()["scenarios"]
    return [each["code"] for each in found["diagnostics"]]


def test_two_open_measures_of_one_label_and_different_ways_are_warned_of(outside):
    assert "same-label" in _codes(outside, _twins(together=True, alike=False))


def test_measures_of_one_label_that_are_never_open_together_are_not_warned_of(outside):
    assert "same-label" not in _codes(outside, _twins(together=False, alike=False))


LOOP = files.scenario(
    "[variable.v]\nstart = 0\nrange = [0, 3]\n"
    + files.scene("a", files.measure("up", 'effects = ["v += 1"]'), files.measure("there", 'goto = "b"'), files.GO)
    + files.scene("b", files.measure("back_again", 'goto = "a"'))
    + files.ending("over")
    + '[property.it_ends]\neventually = "ending"\n'
)


def test_the_loop_of_a_counterexample_is_in_its_journal_and_in_the_debrief_of_it(outside):
    path = outside.write("m.toml", LOOP)
    done = outside.run("check", path, "--journals", "found", "--output-format", "json", seconds=2)
    (claim,) = done.json()["scenarios"][0]["properties"]
    assert claim["verdict"] == "violated"
    assert claim["loop_from"] is not None
    (journal,) = (outside.folder / "found").glob("*it_ends*.toml")

    told = outside.run("debrief", journal, seconds=SECONDS)

    assert told.code == 0
    assert re.search(r"loop|again and again|for ?ever|round and round|over and over|repeat", journal.read_text()), (
        journal.read_text()
    )
    assert re.search(r"loop|again and again|for ?ever|round and round|over and over|repeat", told.out), told.told
