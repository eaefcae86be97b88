"""The report as CSV: no cell that a spreadsheet would work out, whoever wrote it."""

from __future__ import annotations

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st
from strangers import ONE, rewritten

from crisisengine.debriefing.cohort import read_together
from crisisengine.reports import csv_report

FORMULAS = st.tuples(st.sampled_from(["=", "+", "-", "@", "\t", "\r", ""]), st.text(max_size=12)).map("".join)


@settings(max_examples=40)
@given(FORMULAS)
def test_no_words_become_a_formula(text):
    whole = rewritten(ONE, text)
    alone = csv_report.debrief_report(whole)
    together = csv_report.cohort_report(read_together([whole] * 2, [text, "b"]))

    for written in (alone, together):
        rows = list(csv.reader(io.StringIO(written, newline="")))
        assert len({len(row) for row in rows}) == 1
        assert not [cell for row in rows for cell in row if cell[:1] in set("=+-@\t\r")]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_what_is_no_formula_is_written_as_it_was_typed(text):
    rows = list(csv.DictReader(io.StringIO(csv_report.debrief_report(rewritten(ONE, f"a{text}")), newline="")))

    assert {row["why"] for row in rows} == {f"a{text}"}
