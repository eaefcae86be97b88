"""Golden walkthroughs: for each scenario a folder, for each ending a play that reaches it, readable as a transcript.

The first line of a transcript names the seed, the chapter where the play begins if it is not at the beginning
(`chapter=deadline`), and the measures; the rest is what the plain player printed. A second way to an ending is named
behind a hyphen (`deadline_kept-whole.txt`, through all chapters). Written anew
by `CRISIS_WRITE_WALKTHROUGHS=1 python -m pytest tests/scenarios`, then read in the diff, never edited by hand.

A folder may give the reasons: `reasons.toml` says of each decision that is taken in one of its walkthroughs why somebody decides
so, and, where the scenario asks for a theory, what is believed before the first and after the last. They are typed as a player types them.
"""

from __future__ import annotations

import io
import os
import tomllib
from pathlib import Path

import pytest
from shipped import SHIPPED, loaded

from crisisengine import storage
from crisisengine.budget import PARTING, Allowance
from crisisengine.engine.run import start
from crisisengine.plain.player import Player
from crisisengine.session.session import Session

HERE = Path(__file__).parent
TRANSCRIPTS = sorted(HERE.glob("*/*.txt"))
REASONED = sorted(HERE.glob("*/reasons.toml"))


def reached(transcript):
    """The ending that a transcript is named for."""
    return transcript.stem.partition("-")[0]


def directions(head):
    """What the first line of a transcript says: its seed, the chapter where it begins, its measures."""
    seed, *measures = head.removeprefix("seed ").split()
    chapter = measures.pop(0).removeprefix("chapter=") if measures[0].startswith("chapter=") else ""
    return int(seed), chapter, measures


def told(scenario, seed, chapter, measures, reasons):
    """The lines to type: each measure behind its reason, between the two answers about what is believed, where that is asked."""
    run, lines = start(scenario, seed, chapter), [reasons["before"]] if scenario.theory else []
    for measure in measures:
        lines += [f"because {reasons['reason'][f'{run.place}.{measure}']}", measure]
        run = run.decide(measure)
    return [*lines, reasons["after"]] if scenario.theory else lines


def play(scenario, seed, chapter, typed, folder):
    """What the plain player prints, and the run that it leads to."""
    out = io.StringIO()
    save = storage.Save(folder)
    session = Session(start(scenario, seed, chapter), save)
    Player(session, io.StringIO("\n".join(typed) + "\n"), out).play()
    printed = out.getvalue().replace(str(save.path), "saves/RUN.toml")
    return "\n".join(line.rstrip() for line in printed.splitlines()) + "\n", session.run


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_walkthrough_reads_as_it_did_when_it_was_last_approved(transcript, tmp_path, monkeypatch):
    monkeypatch.setattr("crisisengine.plain.player.PARTING", Allowance(60.0, PARTING.memory))  # on a slow machine too
    head, _, approved = transcript.read_text().partition("\n")
    seed, chapter, typed = directions(head)

    scenario, reasons = loaded(transcript.parent.name), transcript.with_name("reasons.toml")
    if reasons in REASONED:
        typed = told(scenario, seed, chapter, typed, tomllib.loads(reasons.read_text()))

    printed, run = play(scenario, seed, chapter, typed, tmp_path)
    if os.environ.get("CRISIS_WRITE_WALKTHROUGHS"):
        transcript.write_text(f"{head}\n{printed}")
        approved = printed

    assert run.place == reached(transcript)
    assert printed == approved


@pytest.mark.parametrize("scenario", SHIPPED)
def test_every_ending_of_a_shipped_scenario_has_a_walkthrough(scenario):
    endings = set(loaded(scenario).endings)

    assert {reached(path) for path in (HERE / scenario).glob("*.txt")} == endings


@pytest.mark.parametrize("reasons", REASONED, ids=lambda path: path.parent.name)
def test_no_reason_is_left_over_from_a_decision_that_nobody_takes(reasons):
    heads = [path.read_text().partition("\n")[0] for path in reasons.parent.glob("*.txt")]
    taken = {measure for head in heads for measure in directions(head)[2]}

    assert {key.partition(".")[2] for key in tomllib.loads(reasons.read_text())["reason"]} == taken
