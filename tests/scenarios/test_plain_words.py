"""Plain words are plain: their Flesch-Kincaid grade, by the usual formula and a count of syllables by groups of vowels.

Names and party names count as the reader must read them; citations and guards do not.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2] / "scenarios"
WRITTEN = ["the_convoy_home", "the_transitional_authority", "twelve_flags"]
"""Which give every text in plain words."""
MOST_GRADE = 6.0
MOST_WORDS = 12.0
TELLING = {"scene": "text", "measure": "result", "chance": "result", "inject": "text", "ending": "text"}


def tables(name):
    """Each table of a scenario that may tell something: (its path, its kind, itself)."""
    for path in [HOUSE / f"{name}.toml", *sorted((HOUSE / name).glob("*.toml"))]:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
        for kind in ("scene", "inject", "ending", "measure"):
            for table_id, table in read.get(kind, {}).items():
                yield f"{kind}.{table_id}", kind, table
                for measure_id, measure in table.get("measure", {}).items():
                    yield f"{kind}.{table_id}.{measure_id}", "measure", measure
                    for chance_id, chance in measure.get("chance", {}).items():
                        yield f"{kind}.{table_id}.{measure_id}.{chance_id}", "chance", chance


def readings(text):
    """The words of a text, and how many sentences they make: every side of a guard is read."""
    text = re.sub(r"\[\^[^]]*\]", "", text)
    text = re.sub(r"\{[^:|}]*:|[{}|]", " ", text)
    sentences = [found for found in re.split(r"[.?!:]+", text) if re.search(r"[a-zA-Z]", found)]
    return re.findall(r"[A-Za-z']+", text), len(sentences)


def syllables(word):
    """Groups of vowels, without a silent e."""
    return max(1, len(re.findall(r"[aeiouy]+", re.sub(r"(?<=[^l])e$", "", word.lower()))))


@pytest.mark.parametrize("name", WRITTEN)
def test_every_text_is_told_in_plain_words_too(name):
    missing = [path for path, kind, table in tables(name) if TELLING[kind] in table and not table.get("plain")]

    assert missing == []


@pytest.mark.parametrize("name", WRITTEN)
def test_plain_words_ask_for_six_years_of_school_at_most(name):
    words, sentences = [], 0
    for _, _, table in tables(name):
        found, count = readings(table.get("plain", ""))
        words += found
        sentences += count

    length = len(words) / sentences
    grade = 0.39 * length + 11.8 * sum(map(syllables, words)) / len(words) - 15.59

    assert length <= MOST_WORDS, length
    assert grade <= MOST_GRADE, grade
