"""Golden walkthroughs: for each scenario a folder, for each ending a play that reaches it, readable as a transcript.

The first line of a transcript names the seed, the chapter where the play begins if it is not at the beginning
(`chapter=deadline`), and the measures; the rest is what the plain player printed. Written anew
by `CRISIS_WRITE_WALKTHROUGHS=1 python -m pytest tests/scenarios`, then read in the diff, never edited by hand.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from crisisengine import storage
from crisisengine.budget import PARTING, Allowance
from crisisengine.engine.run import start
from crisisengine.plain.player import Player
from crisisengine.session.session import Session

HERE = Path(__file__).parent
TRANSCRIPTS = sorted(HERE.glob("*/*.txt"))


def play(scenario, seed, measures, folder):
    """What the plain player prints, and the run that it leads to."""
    out = io.StringIO()
    save = storage.Save(folder)
    chapter = measures.pop(0).removeprefix("chapter=") if measures[0].startswith("chapter=") else ""
    session = Session(start(scenario, seed, chapter), save)
    Player(session, io.StringIO("\n".join(measures) + "\n"), out).play()
    printed = out.getvalue().replace(str(save.path), "saves/RUN.toml")
    return "\n".join(line.rstrip() for line in printed.splitlines()) + "\n", session.run


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_walkthrough_reads_as_it_did_when_it_was_last_approved(transcript, tmp_path, monkeypatch):
    monkeypatch.setattr("crisisengine.plain.player.PARTING", Allowance(60.0, PARTING.memory))  # on a slow machine too
    head, _, approved = transcript.read_text().partition("\n")
    seed, *measures = head.removeprefix("seed ").split()

    printed, run = play(storage.load(transcript.parent.name), int(seed), measures, tmp_path)
    if os.environ.get("CRISIS_WRITE_WALKTHROUGHS"):
        transcript.write_text(f"{head}\n{printed}")
        approved = printed

    assert run.place == transcript.stem
    assert printed == approved


@pytest.mark.parametrize("scenario", [listed.id for listed in storage.library()])
def test_every_ending_of_a_shipped_scenario_has_a_walkthrough(scenario):
    endings = set(storage.load(scenario).endings)

    assert {path.stem for path in (HERE / scenario).glob("*.txt")} == endings
