"""The report as Markdown: harmless in whatever renders it, and the same words as everywhere."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from strangers import HOSTILE, MARKUP, ONE, rewritten

from crisisengine.reports.markdown_report import debrief_report
from crisisengine.text.markdown import harmless, literal

OURS = {"h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "blockquote", "strong", "em", "s", "code", "pre", "a", "hr", "br", "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip


def rendered(markdown):
    """By a reader that passes raw HTML on and follows every link: the least careful that there is."""
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    reader.validateLink = lambda _: True
    return reader.render(markdown)


class Elements(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, document):
        super().__init__()
        self.found, self.words = [], []
        self.feed(document)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    handle_startendtag = handle_starttag

    def handle_comment(self, data):
        self.found.append(("comment", {"": data}))

    def handle_decl(self, decl):
        self.found.append(("declaration", {"": decl}))

    unknown_decl = handle_pi = handle_decl

    def handle_data(self, data):
        self.words.append(data)


def sound(markdown):
    """Only elements that Markdown itself makes, with no attribute but a link's address, a list's start, a cell's alignment."""
    found = Elements(rendered(markdown))
    for tag, attrs in found.found:
        assert tag in OURS, (tag, attrs)
        assert set(attrs) <= {"href", "start", "style", "class", "title"}, attrs
        assert re.match(r"(?i)https?://|mailto:", attrs.get("href", "mailto:"))
        assert re.fullmatch(r"(text-align:(left|right|center))?", attrs.get("style", ""))
    return found


def test_what_people_wrote_is_words_to_a_renderer_that_lets_html_through():
    markdown = debrief_report(rewritten(ONE, HOSTILE))

    sound(markdown)
    assert "<script" not in markdown and "](javascript:" not in markdown
    assert "alert(1)" in markdown


@settings(max_examples=25, deadline=None)
@given(MARKUP)
def test_no_words_become_markup_of_their_own(text):
    sound(debrief_report(rewritten(ONE, text)))


PIECES = st.sampled_from([*"<>[](){}!:\\`'\"&; \nxj", "javascript:", "https://x.org", "&#60;", "](", "]: "])


@settings(max_examples=400)
@given(MARKUP | st.lists(PIECES, max_size=14).map("".join))
def test_any_markdown_is_harmless(text):
    sound(harmless(text))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("[a](https://x.org/a_(b))", "[a](https://x.org/a_(b))"),
        ("[a](mailto:a@x.org)", "[a](mailto:a@x.org)"),
        ("<https://x.org>", "[https://x.org](https://x.org)"),
        ("[a](javascript:alert)", "a"),
        ("[a](java&#115;cript:alert)", "a"),
        ("[a](map.png)", "a"),
        ("![a map](https://x.org/map.png)", "a map"),
        ("<b onclick=x>", "&lt;b onclick=x>"),
        (r"\<b>", "&lt;b>"),
        ("# A {onclick=x}", "# A &#123;onclick=x}"),
        ("[a]: javascript:x", "[a]&#58; javascript:x"),
        ("So it was.[1][3]", "So it was.[1][3]"),
        ("a < b and *c*", "a &lt; b and *c*"),
    ],
)
def test_links_to_the_web_stay_and_what_could_do_harm_is_words(written, kept):
    assert harmless(written) == kept


@given(st.text(max_size=60))
def test_a_label_reads_as_it_was_typed_in_any_renderer(label):
    words = "".join(Elements(rendered(f"x {harmless(literal(label))}")).words)

    assert "".join(words.split()) == "x" + "".join(label.replace("\0", "\ufffd").split())


@pytest.mark.parametrize("mark", ["\\", "[", "[a](", "](https://", "<", "{", "![", "]:", "[a](  ", "<https://a"])
def test_twenty_thousand_marks_take_no_time(mark):
    began = time.process_time()

    harmless(mark * (20_000 // len(mark)))

    assert time.process_time() - began < 5
