"""What the format gained: for each gain a small scenario that uses it in every place, with a journal that must go on fitting."""

from __future__ import annotations

from pathlib import Path

import pytest

from crisisengine.checker import judge
from crisisengine.storage import read_scenario, resume_file

HERE = Path(__file__).parent / "format"
JOURNALS = sorted(HERE.glob("*_run.toml"))


def scenario_of(journal: Path) -> Path:
    """The scenario that a journal plays."""
    return HERE / f"{journal.stem.removesuffix('_run')}.toml"


@pytest.mark.parametrize("journal", JOURNALS, ids=lambda path: path.stem)
def test_a_kept_run_of_a_scenario_that_uses_it_fits_word_for_word(journal):
    resumed = resume_file(journal, str(scenario_of(journal)))

    assert f'place = "{resumed.place}"' in journal.read_text()
    assert f'fingerprint = "{resumed.scenario.fingerprint}"' in journal.read_text()
    assert len(resumed.decisions) == journal.read_text().count("[[decision]]")


@pytest.mark.parametrize("journal", JOURNALS, ids=lambda path: path.stem)
def test_the_scenario_holds(journal):
    path = scenario_of(journal)
    result = judge(path, read_scenario(path))

    assert [diagnostic.message for diagnostic in result.diagnostics if diagnostic.severity == "error"] == []
    assert result.verdict == "holds"


def test_every_scenario_has_a_journal():
    assert {path.stem for path in HERE.glob("*.toml")} == {
        stem for journal in JOURNALS for stem in (journal.stem, scenario_of(journal).stem)
    }
