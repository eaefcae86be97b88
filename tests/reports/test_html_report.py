"""The report as one HTML file: whole by itself, safe whatever was written into it, in order for whoever only hears it."""

from __future__ import annotations

import itertools
import re
from html.parser import HTMLParser

from attrs import evolve
from effort import LARGEST, drawn
from hypothesis import given, settings
from hypothesis import strategies as st
from strangers import CONVOY, HOSTILE, MARKUP, ONE, played, rewritten

from crisisengine.debriefing import SampledReachability, debrief
from crisisengine.debriefing.cohort import read_together
from crisisengine.engine.rules import Decision
from crisisengine.engine.run import replay
from crisisengine.reports.charts.catalogue import debrief_charts
from crisisengine.reports.html_report import cohort_report, debrief_report
from crisisengine.reports.markup import as_markup, clean
from crisisengine.reports.sanitise import PageWriter
from crisisengine.reports.sections import Section, sections
from crisisengine.testing import runs

VOID = {"meta", "br", "hr", "img", "link", "input", "base", "source", "wbr"}
LOADING = {
    "script",
    "link",
    "img",
    "iframe",
    "object",
    "embed",
    "base",
    "form",
    "audio",
    "video",
    "source",
    "image",
    "use",
}


class Reading(HTMLParser):
    """What an HTML reader finds: elements with their attributes, texts, and whether all is closed as it was opened."""

    def __init__(self, document):
        super().__init__()
        self.elements, self.open, self.texts, self.styles = [], [], [], []
        self.feed(document)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        (self.styles if "style" in self.open else self.texts).append(data)

    def all(self, *tags):
        return [attrs for tag, attrs in self.elements if tag in tags]

    @property
    def text(self):
        return " ".join("".join(self.texts).split())


def sound(document):
    """What holds of every report."""
    found = Reading(document)
    assert found.open == []
    ids = [attrs["id"] for _, attrs in found.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    for _, attrs in found.elements:
        for key in ("aria-labelledby", "aria-describedby"):
            assert set((attrs.get(key) or "").split()) <= set(ids)
        assert not [
            key for key in attrs if key.startswith("on") or key in {"src", "srcset", "style", "srcdoc", "action"}
        ]
        assert (attrs.get("href") or "").startswith(("http://", "https://", "mailto:", "#")) or "href" not in attrs
    inside = {attrs["href"][1:] for attrs in found.all("a") if attrs["href"].startswith("#")}
    assert inside <= set(ids)
    assert not {tag for tag, _ in found.elements} & LOADING
    assert not re.search(r"url\s*\(|@import|expression|</", "".join(found.styles))
    levels = [int(tag[1]) for tag, _ in found.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert all(attrs.get("scope") in {"col", "row"} for attrs in found.all("th"))
    assert all(attrs.get("rel") == "noreferrer" for attrs in found.all("a") if not attrs["href"].startswith("#"))
    return found


def test_the_report_is_one_document_that_asks_for_nothing_else():
    document = debrief_report(ONE)
    found = sound(document)

    assert document.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert document.endswith("</html>\n")
    policy = next(attrs["content"] for attrs in found.all("meta") if attrs.get("http-equiv"))
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert {"viewport", "color-scheme"} <= {attrs.get("name") for attrs in found.all("meta")}
    assert "prefers-color-scheme:dark" in document and "@media print" in document


def test_every_section_stands_in_it_and_in_the_contents():
    found = Reading(debrief_report(ONE))
    told = sections(ONE)

    assert [attrs["id"] for attrs in found.all("section")] == [section.key for section in told]
    listed = [attrs["href"] for attrs in found.all("a")][1 : len(told) + 1]
    assert listed == [f"#{section.key}" for section in told]
    assert found.all("a")[0] == {"class": "skip", "href": "#main"}


def test_each_picture_stands_in_its_section_with_its_caption_and_its_table():
    document = debrief_report(ONE)

    places = {"endings": "roads", "indicators": "indicators", "chances": "chance", "mix": "mix", "map": "places"}
    assert {"endings", "indicators", "mix", "map"} <= {chart.key for chart in debrief_charts(ONE).values()}
    for chart in debrief_charts(ONE).values():
        key = places[chart.key]
        section = document.partition(f'<section id="{key}"')[2].partition("</section>")[0]
        assert chart.svg in section and as_markup(chart.caption) in section
        for cell in (*chart.header, *(cell for row in chart.rows for cell in row)):
            assert f">{as_markup(cell)}</t" in section
    assert (
        document.count("<figure")
        == document.count("<figcaption")
        == document.count("<details")
        == len(debrief_charts(ONE))
    )


def test_where_nobody_has_looked_there_is_no_picture_of_roads():
    blind = debrief(replay(CONVOY, [Decision("desk", "notice")])[0])

    assert 'id="chart-endings"' not in debrief_report(blind)
    sound(debrief_report(blind))
    sound(debrief_report(debrief(replay(CONVOY, [])[0])))


def test_the_same_debrief_gives_the_same_bytes():
    assert debrief_report(ONE) == debrief_report(played("desk.notice", "table.un_escort", "camp.leaflets"))


def test_what_people_wrote_is_shown_and_never_obeyed():
    found = sound(debrief_report(rewritten(ONE, HOSTILE)))

    assert "<script>alert(1)</script> ]]> &" in found.text


def written(markdown, key="limits"):
    return PageWriter(frozenset(), frozenset({"1", "3"})).written(Section(key, "What it says", (markdown,)))


def test_a_link_leads_to_the_web_or_a_mailbox_or_is_plain_words():
    assert (
        written("[a](https://x.org/b_c?d=1&e=2)")
        == '<p><a href="https://x.org/b_c?d=1&amp;e=2" rel="noreferrer">a</a></p>\n'
    )
    assert written("<mailto:a@x.org>").count("<a ") == 1
    for target in ("javascript:x", "JavaScript:x", "data:text/html,x", "glossary:consent", "file:///etc", "../up", "#top", "//x.org", "vbscript:x", "java&#115;cript:x", ""):  # fmt: skip
        assert written(f"[*some* word]({target})") == "<p><em>some</em> word</p>\n", target
    assert "<a" not in written("[word][ref]\n\n[ref]: javascript:x")


def test_an_image_is_its_description_and_raw_html_is_text():
    assert written("![a *map*](https://x.org/y.png)") == "<p>a map</p>\n"
    assert written("<img src=x onerror=y>") == "<p>&lt;img src=x onerror=y&gt;</p>\n"
    assert written("<div>\nx\n</div>") == "<p>&lt;div&gt;\nx\n&lt;/div&gt;</p>\n"


def test_a_citation_leads_to_its_source_and_a_players_brackets_do_not():
    assert written("So it was.[1][3]").count('href="#source-') == 2
    assert 'href="#source-3">[3]</a>' in written("*So [3]*")
    for markdown in (r"\[1\]", "[2]", "`[1]`", "```\n[1]\n```", "[word [1]](https://x.org)"):
        assert "#source-" not in written(markdown), markdown


def test_sources_stand_under_the_numbers_by_which_they_are_cited():
    listed = written("1. One\\_a, https://x.org/a\\_b?c=1\\&d=2.\n3. Three\n3. Again", key="sources")

    assert '<li id="source-1" value="1">' in listed and '<li id="source-3" value="3">' in listed
    assert listed.count('id="source-3"') == 1
    assert (
        '<a class="bare" href="https://x.org/a_b?c=1&amp;d=2" rel="noreferrer">https://x.org/a_b?c=1&amp;d=2</a>.'
        in listed
    )


def test_an_authors_headings_are_fitted_in_under_the_pages_own():
    assert re.findall("<h[1-6]>", written("# A\n\n###### B\n\n##\n\n# C\n\n> # D")) == ["<h3>", "<h4>", "<h3>", "<h3>"]


def test_each_decision_is_a_card_that_can_be_linked_to_and_an_author_cannot_forge_one():
    forging = f"### 2. {ONE.reviews[1].label}"
    forged = evolve(ONE, reviews=(ONE.reviews[0], evolve(ONE.reviews[1], result=forging), *ONE.reviews[2:]))
    found = sound(debrief_report(forged))
    cards = [attrs["id"] for attrs in found.all("article") if attrs["id"].startswith("decision-")]

    assert cards == ["decision-1", "decision-2", "decision-3"]
    turning = {attrs["id"] for attrs in found.all("article") if attrs.get("class") == "turning"}
    assert turning == {f"decision-{point.number}" for point in ONE.turning_points}


def test_a_table_with_an_empty_column_leaves_room_to_write():
    plan = "| Issue | Owner |\n|---|---|\n| One | |\n| Two | |"

    assert '<table class="form">' in written(plan)
    assert '<table class="form">' not in written(plan.replace("| |\n", "| x |\n"))
    assert written("| A | B |\n|--:|:-:|\n| 1 | 2 |").count("style=") == 0


def test_a_table_is_named_for_its_section_and_a_name_cannot_break_out_of_its_quotes():
    assert 'aria-label="Table: What it says"' in written("| A |\n|---|\n| 1 |")
    quoting = PageWriter(frozenset(), frozenset()).written(Section("x", '"><script>', ("| A |\n|---|\n| 1 |",)))
    assert "<script" not in quoting


@settings(max_examples=25, deadline=None)
@given(MARKUP)
def test_no_words_make_the_report_unsound(text):
    sound(debrief_report(rewritten(ONE, text)))


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60))
def test_any_title_is_shown_as_it_was_written(title):
    found = Reading(debrief_report(evolve(ONE, title=title)))

    assert " ".join(clean(title).split()) in found.text


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_any_scenario_gives_a_sound_report(data):
    scenario = data.draw(drawn(LARGEST))
    run, _ = replay(scenario, data.draw(runs(scenario)))

    sound(debrief_report(debrief(run, SampledReachability(scenario, plays=5))))


def test_a_cohort_is_a_page_too_and_needs_nothing_from_outside():
    page = cohort_report(read_together([ONE] * 5, [f"team {number} <b>" for number in range(5)]))

    assert "team 0 &lt;b&gt;" in page
    assert 'id="chart-arrivals"' in page
    assert 'id="chart-choices"' in page
    assert not re.search(r"<script|<link|<img|<iframe|src=|url\(", page)


def test_a_page_is_in_the_language_of_its_scenario():
    khmer = evolve(ONE, language="km")

    assert debrief_report(khmer).startswith('<!DOCTYPE html>\n<html lang="km">')
    assert cohort_report(read_together([khmer] * 2, ["a", "b"])).startswith('<!DOCTYPE html>\n<html lang="km">')
    assert 'lang="x&#34; y"' in debrief_report(evolve(ONE, language='x" y'))


def test_a_scenario_that_names_no_language_is_read_as_english():
    assert CONVOY.language in ("", "en")
    assert ONE.language == "en"
