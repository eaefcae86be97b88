"""JSON says everything, and shows nothing that could turn a line round or move a cursor."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from crisisengine.text.json_text import json_text
from crisisengine.text.printable import printable


def test_what_turns_a_text_round_is_written_as_an_escape_and_letters_as_they_are():
    assert json_text(["a\u202eb\u2066\x1b\x9b\udcff", "សួស្តី, œuf"]) == (
        '[\n  "a\\u202eb\\u2066\\u001b\\u009b\\udcff",\n  "សួស្តី, œuf"\n]'
    )


@given(st.dictionaries(st.text(st.characters()), st.text(st.characters())))
def test_it_reads_as_what_was_written_and_no_line_of_it_steers_a_terminal(document):
    told = json_text(document)

    assert json.loads(told) == document
    assert not any(character in told for character in "\x1b\x9b\u200f\u202a\u202e\u2066\u2069\u2028")
    assert all(line == printable(line) for line in told.splitlines() if line.isascii())
