"""Setting text: what fits, what gives way, and what a Markdown of a stranger turns into."""

import re

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.content import Content

from crisisengine.engine.view_model import Indicator
from crisisengine.text.commonmark import glossary_links
from crisisengine.tui.gauges import arrow, gauge, spark, verdict
from crisisengine.tui.markdown import set_prose
from crisisengine.tui.typesetting import broken, columns, cut, flow, followed, hang, leaders, lines, unsteady
from crisisengine.tui.widgets.play.changes import brief
from crisisengine.tui.widgets.play.indicators import panel

TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cf", "Mn", "Mc", "Me", "Co", "Cn")), max_size=120)


def plain(markdown, width=60):
    return [line.plain.rstrip() for line in set_prose(markdown, width)]


def number(value, low=0, high=6, better="high"):
    return Indicator(
        variable="x",
        label="X",
        sort="number",
        value=value,
        low=low,
        high=high,
        word="word",
        words=(),
        better=better,
        explains="",
    )


@given(TEXT, st.integers(12, 90))
def test_no_line_is_wider_than_it_may_be(text, width):
    for line in [*hang(Content(text), width, "  "), *leaders(Content(text), Content("3 days"), width, Content(" 1  "))]:
        assert line.rstrip().cell_length <= width


@given(st.lists(st.lists(TEXT, min_size=1, max_size=4), max_size=5), st.integers(30, 120))
def test_a_table_never_leaves_its_width(rows, width):
    assert all(line.cell_length <= width for line in columns([[Content(cell) for cell in row] for row in rows], width))


@given(TEXT, st.integers(2, 40))
def test_cut_fills_its_width_exactly_and_marks_the_loss(text, width):
    short = cut(text, width)

    assert cell_len(short) == width
    assert ("…" in short) or text in short


@given(st.text(max_size=300), st.integers(8, 100))
def test_any_markdown_can_be_set(text, width):
    assert isinstance(lines(set_prose(text, width)).plain, str)


def test_items_run_on_and_none_is_broken():
    assert [line.plain for line in flow([Content("one"), Content("two"), Content("three")], 11)] == [
        "one   two",
        "three",
    ]


def test_paragraphs_lists_quotes_rules_and_tables_keep_their_shape():
    text = "One *two*\nthree.\n\n- a\n- b\n  1. c\n  2. d\n\n> said\n\n---\n\n| head | cost |\n|---|---|\n| one | 2 |"

    assert plain(text) == [
        "One two three.", "", "• a", "• b", "  1. c", "  2. d", "", "│ said", "", "─" * 24, "", "head  cost", "one   2",
    ]  # fmt: skip


def test_html_and_bare_addresses_stay_text_and_images_show_their_caption():
    assert plain("<b>x</b> https://example.org ![caption](a.png)") == ["<b>x</b> https://example.org caption"]


def test_only_glossary_links_lead_anywhere():
    text = "[a](glossary:consent) [b](https://x.org) [c](glossary:consent) [d](glossary:gates)"
    clicks = [
        span.style.meta["@click"]
        for line in set_prose(text, 60)
        for span in line.spans
        if getattr(span.style, "meta", None)
    ]

    assert glossary_links(text) == ("consent", "gates")
    assert clicks == [("app.glossary", (name,)) for name in ("consent", "consent", "gates")]


def test_up_to_seven_rungs_are_pips_and_wider_scales_a_bar():
    assert gauge(number(2)).plain == "●●○○○○"
    assert gauge(number(0)).plain == "○○○○○○"
    assert gauge(number(-1, -3, 3)).plain == "●●○○○○"
    assert gauge(number(50, 0, 100)).plain == "━━━┄┄┄"
    assert gauge(number(1, 1, 1)).plain == ""


def test_a_change_has_a_sign_and_a_word_beside_its_colour():
    assert arrow(-2, "high").plain == "▼2"
    assert arrow(0, "high").plain == ""
    assert (verdict(-1, "high"), verdict(-1, "low"), verdict(1, ""), verdict(0, "high")) == ("worse", "better", "", "")


def test_a_trace_is_drawn_on_the_full_scale_and_not_on_what_was_seen():
    assert spark((48, 52), 0, 100, 8).plain == "▄▅"
    assert spark((0, 6), 0, 6, 8).plain == "▁█"
    assert spark((3,), 0, 6, 8).plain == ""


def test_khmer_is_broken_between_its_words_and_never_inside_of_one():
    words = ["ព្រះរាជាណាចក្រ", "កម្ពុជា", "នៅ", "អាស៊ី", "អាគ្នេយ៍"]
    text = Content("\u200b".join(words * 4)).stylize("bold", 0, 10)

    rows = broken(text, 24)

    assert len(rows) > 3
    for row in rows:
        assert all(word in words for word in row.plain.strip("\u200b").split("\u200b"))
    assert rows[0].spans


def test_han_fills_the_line_in_cells_and_keeps_its_closing_marks():
    rows = broken(Content("停火協定於一九九一年十月二十三日在巴黎簽署。" * 3), 20)

    assert all(row.cell_length <= 20 for row in rows)
    assert not any(row.plain.startswith("。") for row in rows)
    assert "".join(row.plain for row in rows) == "停火協定於一九九一年十月二十三日在巴黎簽署。" * 3


def test_latin_with_its_marks_is_broken_as_it_was():
    text = Content("“Nous n’avons – ils l’ont dit – rien vu”, é ê ñ, and a long-hyphened-word that stays as it is.")

    assert [row.plain for row in broken(text, 24)] == [row.plain for row in text.wrap(24)]


def test_only_writings_with_marks_are_unsteady():
    assert unsteady("ខ្មែរ")
    assert unsteady("a heart ❤️")
    assert not unsteady("Consent ●●○○ ▼1 – “café” 停火")


def test_a_tail_stands_behind_the_last_word_or_below_it_and_is_never_broken():
    text, gap, tail = Content("the police post at kilometre"), Content(" · "), Content("C3")

    def rows(width):
        return [row.plain.rstrip() for row in followed(text, gap, tail, width)]

    assert rows(40) == ["the police post at kilometre · C3"]
    assert rows(29) == ["the police post at kilometre", "C3"]
    assert rows(20) == ["the police post at", "kilometre · C3"]
    assert [row.plain for row in followed(text, gap, Content(""), 40)] == ["the police post at kilometre"]


@given(TEXT, st.integers(14, 90), st.integers(0, 8))
def test_lines_with_a_prefix_of_their_own_lose_no_letter_and_keep_to_the_width(text, width, indent):
    rows = [row.plain.rstrip() for row in hang(Content(text), width, "told: ", " " * indent)]
    assert all(cell_len(row) <= width for row in rows)
    assert "".join("".join(rows).removeprefix("told:").split()) == "".join(text.split())


def test_a_line_below_a_long_prefix_is_as_long_as_its_own_prefix_allows():
    rows = hang(Content("Protest in public, with nothing to offer but the facts"), 40, "You decided: ", "  ")
    assert [row.plain for row in rows] == ["You decided: Protest in public, with", "  nothing to offer but the facts"]


def test_a_label_of_the_panel_never_runs_into_its_word(stage):
    view = stage.session("beijing").view
    for width in range(36, 60):
        rows = [row for row in panel(view, {})(width).plain.splitlines() if "●" in row or "━" in row]
        assert len(rows) >= 6
        for row in rows:
            assert re.match(r" *\S.*?  +\w+", row.partition("●")[0])


@pytest.mark.parametrize("width", range(36, 60))
def test_a_long_word_in_the_panel_tears_no_name_inside_a_word(stage, width):
    view = stage.look(None, stage.World())
    name = "The contributing capitals"
    long = next(indicator for indicator in view.indicators if indicator.variable == "season")
    long = evolve(long, label="Between the armies", word="tilted against those who came in")
    party = evolve(view.parties[0], name=name)
    told = panel(evolve(view, indicators=(*view.indicators, long), parties=(party, *view.parties[1:])), {})(width).plain

    assert {"contributing", "capitals"} <= set(told.split())
    assert "tilted against those who came in" in " ".join(told.split())


def test_a_line_of_the_journal_names_what_else_moved_something(stage):
    session = stage.session("publish")
    fell, moved, *_rest = session.account().movements
    own, cable = (
        evolve(fell, cause="Publish", follows_from=()),
        evolve(moved, cause="Field office: Rockets", follows_from=()),
    )
    told = [line.plain for line in brief([cable, own], "Publish", 70, "  ")]

    assert told[0].endswith(own.label)
    assert told[1] == "  Field office: Rockets"
    assert told[2].startswith("    ")
    assert told[2].endswith(cable.label)
    assert len(told) == 3
