"""What the sentences of a report say, and what they keep for those who ask."""

from __future__ import annotations

import pytest
from attrs import evolve

from crisisengine.budget import Budget, OverBudget
from crisisengine.checker import explore_endings
from crisisengine.debriefing import ExactReachability, debrief
from crisisengine.debriefing.cohort import read_together
from crisisengine.engine.rules import Decision
from crisisengine.engine.run import replay, start
from crisisengine.loader import MemoryResolver, Volume, read
from crisisengine.reports import cohort_sections, text_report
from crisisengine.reports.formats import FORMATS, writer_of
from crisisengine.reports.sections import sections

FERRY = """
format = 1
[scenario]
title = "The ferry"
summary = "A river to cross."
start = "bank"
minutes = 1
invented = "All of it."
[scene.bank]
title = "The bank"
text = "Water."
[scene.bank.measure.wade]
label = "Wade"
goto = "wet"
[scene.bank.measure.ask]
label = "Ask the ferryman"
goto = "landing"
[scene.bank.measure.burn]
label = "Burn the boat"
goto = "stranded"
[scene.landing]
title = "The landing"
text = "A bell."
[scene.landing.measure.ring]
label = "Ring"
[scene.landing.measure.ring.chance.he_comes]
weight = 3
goto = "aboard"
[scene.landing.measure.ring.chance.he_waves]
weight = 1
goto = "aboard"
[scene.landing.measure.shout]
label = "Shout"
[scene.landing.measure.shout.chance.he_hears]
weight = 1
goto = "aboard"
[scene.landing.measure.shout.chance.he_turns_away]
weight = 1
goto = "stranded"
[scene.aboard]
title = "Aboard"
text = "A rope."
[scene.aboard.measure.pay]
label = "Pay"
goto = "across"
[scene.aboard.measure.jump]
label = "Jump"
goto = "wet"
[ending.across]
title = "Across, dry"
rank = 3
text = "Sun."
[ending.wet]
title = "Across, wet"
rank = 2
text = "Mud."
[ending.stranded]
title = "Stranded"
rank = 1
text = "Reeds."
"""


def told(*decisions, text=FERRY):
    """The debrief of some decisions, `scene.measure` or `scene.measure.outcome`."""
    scenario = read("ferry", Volume("ferry.toml", text.encode()), MemoryResolver({})).sound()
    run, refused = replay(scenario, [Decision(*decision.split(".")) for decision in decisions])
    assert refused is None
    return debrief(run, ExactReachability(scenario, explore_endings(scenario)))


def section(whole, key):
    return next(found.markdown for found in sections(whole) if found.key == key)


def test_a_turning_point_shows_the_next_step_and_the_annex_the_rest():
    whole = told("bank.wade")
    (point,) = whole.turning_points
    first = "\n".join(found.markdown for found in sections(whole) if not found.annex)

    assert point.next_step == "The bank: Ask the ferryman"
    assert point.told[-1] == "Aboard: Pay"
    assert "What would have kept it: The bank: Ask the ferryman." in first
    assert "Aboard: Pay" not in first and "The landing" not in first
    assert "3. Aboard: Pay" in section(whole, "ways")
    assert "Aboard: Pay" not in text_report.hot_wash(whole)


def test_luck_is_said_to_be_needed_only_where_an_outcome_closes_the_way():
    sure = told("bank.wade")
    assert [point.luck for point in sure.turning_points] == ["any"]
    assert "The landing: Ring, whatever the world decides" in section(sure, "ways")
    assert "Whatever the world decides on that way, “Across, dry” stays possible." in section(sure, "turning")

    without_bell = FERRY.replace(
        "[scene.landing.measure.ring]", '[scene.landing.measure.ring]\nrequires = "false"\notherwise = "No bell."'
    )
    lucky = told("bank.wade", text=without_bell)
    assert [(point.luck, point.lucky) for point in lucky.turning_points] == [("needed", 1)]
    assert "The landing: Shout, if the world decides: he hears" in section(lucky, "ways")
    assert "From there “Across, dry” takes luck once." in section(lucky, "turning")

    aboard = told("bank.ask", "landing.ring.he_comes", "aboard.jump")
    assert [point.luck for point in aboard.turning_points] == ["none"]
    assert "From there “Across, dry” takes no luck." in section(aboard, "turning")


def test_closing_a_bad_ending_is_no_loss():
    safe = section(told("bank.ask", "landing.ring.he_comes"), "decisions")
    lost = section(told("bank.burn"), "decisions")

    assert "Averted: Stranded." in safe and "Lost" not in safe
    assert "Lost: Across, dry; Across, wet." in lost and "Averted" not in lost


def test_a_decision_says_what_each_other_measure_would_have_done():
    decided = section(told("bank.burn"), "decisions")

    assert "Would have kept the best possible: Ask the ferryman." in decided
    assert "Would have closed the best possible: Wade." in decided


def test_luck_is_explained_where_it_had_no_part_and_where_it_had():
    assert "**Luck's part in this end: none.** Whatever the world decides, these decisions come to it." in section(
        told("bank.wade"), "chance"
    )
    whole = told("bank.ask", "landing.shout.he_turns_away")
    assert (
        "**Luck's part in this end: 50 %.** Of the plays in which these decisions can be taken, so many do not come to it."
        in section(whole, "chance")
    )


def test_a_journal_whose_luck_is_not_its_seeds_says_so():
    scenario = read("ferry", Volume("ferry.toml", FERRY.encode()), MemoryResolver({})).sound()
    run = start(scenario, 5).decide("ask").decide("shout")
    other = {"he_hears": "he_turns_away", "he_turns_away": "he_hears"}
    taken = run.decisions[1]
    edited, _ = replay(scenario, [run.decisions[0], evolve(taken, outcome=other[taken.outcome])], 5)
    sentence = "Decision 2's luck is not the seed's: seed 5 would have decided otherwise than the journal says."

    assert sentence in section(debrief(edited), "chance")
    assert "not the seed's" not in section(debrief(run), "chance")


def test_a_loop_is_told_in_short():
    scenario = read("ferry", Volume("ferry.toml", FERRY.replace('goto = "stranded"\n[scene.landing]', "[scene.landing]").encode()), MemoryResolver({})).sound()  # fmt: skip
    run = start(scenario).decide("burn")

    assert "stands where it stood before decision 1: from there it can go round like this for ever" in section(
        debrief(run), "short"
    )


def test_the_first_pages_hold_what_a_room_talks_about():
    first = [found.key for found in sections(told("bank.wade")) if not found.annex]

    assert first == ["short", "ending", "history", "roads", "turning", "lessons", "questions"]
    assert [found.annex for found in sections(told("bank.wade"))] == sorted(
        found.annex for found in sections(told("bank.wade"))
    )


class Spent(Budget):
    """A budget that is used up after being asked so many times."""

    def __init__(self, asks, why="seconds"):
        super().__init__()
        self.asks, self.why = asks, why

    def reason(self):
        self.asks -= 1
        return self.why if self.asks < 0 else None


@pytest.mark.parametrize("name", ["text", "markdown", "html"])
def test_what_there_is_no_time_to_write_is_said_in_its_place(name):
    whole = told("bank.ask", "landing.ring.he_comes", "aboard.pay")
    write = writer_of(name).debrief_report
    left_out = "From here on this section is left out"

    assert left_out not in " ".join(write(whole, Spent(1_000)).split())
    for asks in (0, 3, 12):
        written = " ".join(write(whole, Spent(asks)).split())
        assert left_out in written and "the time for writing it was up." in written
        assert written.count("What this model leaves out") >= 1
    with pytest.raises(OverBudget):
        write(whole, Spent(5, "stopped"))


def test_what_was_left_out_while_reading_is_told_at_once():
    whole = evolve(told("bank.wade"), cut=("What chance decided is left out: the time for it was up.",), chances=None)

    for written in (section(whole, "short"), " ".join(text_report.hot_wash(whole).split())):
        assert "What chance decided is left out: the time for it was up." in written
    assert section(whole, "chance") == "Not worked out: it would have taken too long."
    assert cohort_sections.sections(read_together([whole], ["a"]))
    assert '"chance": null' in writer_of("json").debrief_report(whole)


@pytest.mark.parametrize("name", list(FORMATS))
def test_every_format_writes_a_run_and_a_cohort(name):
    whole = told("bank.wade")

    assert "ferry" in writer_of(name).debrief_report(whole)
    assert "team" in writer_of(name).cohort_report(read_together([whole] * 2, ["team a", "team b"]))


def test_the_first_format_is_text():
    assert next(iter(FORMATS)) == "text"
