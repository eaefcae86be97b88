"""A run with sends, from the facilitator's hand to the journal, the players and the debrief."""

from __future__ import annotations

import io
import tomllib

import pytest

from crisisengine import storage
from crisisengine.debriefing import debrief
from crisisengine.engine.run import start
from crisisengine.errors import JournalError
from crisisengine.loader import MemoryResolver, Volume, read
from crisisengine.plain.player import Player
from crisisengine.reports import json_report, markdown_report
from crisisengine.session.session import Session
from crisisengine.storage.journal_format import journal_of, read_journal, write_journal
from crisisengine.storage.resumed import resume

CAMP = """\
format = 1
[scenario]
title = "The camp"
summary = "Rain, and a list."
start = "gate"
minutes = 1
[variable.calm]
label = "Calm"
start = 2
range = [0, 3]
better = "high"
[scene.gate]
title = "The gate"
text = "A queue."
[scene.gate.measure.wait]
label = "Wait"
[scene.gate.measure.open]
label = "Open the gate"
goto = "fed"
[inject.reporter]
contingency = true
from = "A reporter"
by = "visitor"
text = "May I photograph the queue?"
effects = ["calm -= 1"]
good_answer = "Ask those who stand in it."
[ending.fed]
title = "Fed"
rank = 1
text = "They eat."
"""
SCENARIO = read("camp", Volume("camp.toml", CAMP.encode()), MemoryResolver({})).sound()


def written(run):
    return write_journal(journal_of(run, engine="x"))


def refused(text):
    with pytest.raises(JournalError) as error:
        read_journal("run.toml", text.encode())
    return str(error.value)


def test_only_a_run_with_a_send_is_written_in_format_two_and_is_read_again():
    plain = start(SCENARIO).decide("wait")
    sent = plain.send("reporter", by="F.").decide("open")

    assert tomllib.loads(written(plain))["journal"] == 1
    tables = tomllib.loads(written(sent))
    assert tables["journal"] == 2
    assert tables["decision"][1] == {"scene": "gate", "send": "reporter", "by": "F."}
    again = resume(read_journal("run.toml", written(sent).encode()), SCENARIO)
    assert (again.refused, again.run.decisions) == ("", sent.decisions)


def test_a_send_that_was_taken_back_is_kept_as_a_branch_and_the_journal_stays_of_format_two():
    run = start(SCENARIO).send("reporter").undo()
    tables = tomllib.loads(written(run))

    assert (tables["journal"], "decision" in tables) == (2, False)
    assert tables["branch"] == [{"after": 0, "decision": [{"scene": "gate", "send": "reporter"}]}]
    assert resume(read_journal("run.toml", written(run).encode()), SCENARIO).run.branches == run.branches


def test_a_send_in_a_journal_of_format_one_or_beside_a_measure_is_refused_where_it_stands():
    text = written(start(SCENARIO).send("reporter"))

    line = text.splitlines().index('send = "reporter"') + 1
    assert refused(text.replace("journal = 2", "journal = 1")).startswith(f"run.toml:{line}:8: a journal of format 1")
    both = text.replace("send =", 'measure = "wait"\nsend =')
    assert refused(both).startswith(f"run.toml:{line - 2}:3: a send has no `measure`")
    assert "needs `measure`" in refused(text.replace('send = "reporter"\n', ""))


def test_a_send_that_no_longer_fits_is_named_and_the_journal_goes_as_far_as_it_fits():
    edited = read("camp", Volume("camp.toml", CAMP.replace("contingency = true", 'contingency = true\nwhen = "calm > 2"').encode()), MemoryResolver({})).sound()  # fmt: skip
    run = start(SCENARIO).decide("wait").send("reporter").decide("open")
    resumed = resume(read_journal("run.toml", written(run).encode()), edited)

    assert resumed.refused == (
        "`reporter`, sent before decision 2, does not fit: `reporter` does not fit now: it needs `calm > 2`"
    )
    assert "1 of 2 decisions stand; this journal stays as it is, and going on writes another" in resumed.notes


@pytest.fixture
def session(tmp_path):
    return Session(start(SCENARIO), storage.Save(tmp_path))


def test_what_is_sent_is_on_the_disk_and_seen_at_once(session):
    session.decide("wait")
    seen = session.views[0]
    assert session.send("reporter") == ""

    assert tomllib.loads(session.save.path.read_text())["decision"][-1]["send"] == "reporter"
    assert session.values()["calm"] == 1
    assert session.views[0] is seen, "what was seen before the last decision is not worked out again"
    assert [card.text for told in session.sent(1) for card in told.cards] == ["May I photograph the queue?"]
    assert session.send("reporter") == "`reporter` was sent already"
    session.undo()
    assert (session.values()["calm"], len(session.run.steps)) == (2, 1)


def test_a_decision_of_the_record_tells_what_was_sent_before_it(session):
    session.send("reporter")
    session.decide("wait")
    session.decide("wait")

    first, second = session.entries()
    assert first.sent == ("A reporter: May I photograph the queue?",)
    assert second.sent == ()


def test_a_branch_that_begins_with_a_send_is_told_and_taken_up_again(session):
    session.decide("wait")
    session.send("reporter")
    session.decide("open")
    session.what_if(1)
    (line,) = session.branch_lines()

    assert line.after == 0
    assert line.decisions == ("Wait", "Sent by the facilitator: reporter", "Open the gate")
    assert session.take_up(line.index) == ""
    assert [move.decision.send or move.decision.measure for move in session.run.moves] == ["wait", "reporter", "open"]


def heard(run, *lines):
    out = io.StringIO()
    Player(Session(run), io.StringIO("\n".join((*lines, "quit", ""))), out).play()
    return out.getvalue()


def test_the_plain_player_tells_what_was_sent_and_takes_it_back_alone():
    told = heard(start(SCENARIO).decide("wait").send("reporter"), "journal", "undo")

    assert told.index("The facilitator sent:") < told.index("May I photograph the queue?") < told.index("A queue.")
    assert "1. Wait.\nThe facilitator sent: A reporter: May I photograph the queue?" in told
    assert "Taken back: A reporter: May I photograph the queue?" in told


def test_the_debrief_tells_what_was_sent_what_it_moved_and_what_a_good_room_does():
    run = start(SCENARIO).decide("wait").send("reporter", by="F.").decide("open")
    whole = debrief(run)
    text = markdown_report.debrief_report(whole)

    assert [review.number for review in whole.reviews] == [1, 2]
    (sent,) = whole.sent
    assert (sent.number, sent.card.inject, sent.by, sent.good_answer.strip()) == (
        1,
        "reporter",
        "F.",
        "Ask those who stand in it.",
    )
    assert [(line.variable, line.because) for line in sent.ledger] == [("calm", "sent by the facilitator")]
    assert "**The facilitator sent**, by F., after decision 1, in *The gate*:" in text
    assert "A good answer: Ask those who stand in it." in text


def test_a_report_of_a_run_without_sends_is_the_same_as_it_was():
    whole = debrief(start(SCENARIO).decide("wait").decide("open"))

    assert "facilitator" not in markdown_report.debrief_report(whole)
    assert '"sent"' not in json_report.debrief_report(whole)
