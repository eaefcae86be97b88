"""A run is a list of decisions: luck, undoing, and replay."""

from __future__ import annotations

import pytest
from attrs import evolve
from bench import load
from hypothesis import given
from hypothesis import strategies as st

from crisisengine.engine.rules import Decision, begin
from crisisengine.engine.run import Run, draw, replay, start
from crisisengine.errors import ChoiceRefused

OUTCOMES = "".join(
    f"[scene.here.measure.{{0}}.chance.{outcome}]\nweight = 1\n" for outcome in ("a", "b", "c", "d", "e", "f", "g", "h")
)
DICE = (
    "[variable.x]\nstart = 0\nrange = [0, 9]\n[scene.here]\n[scene.there]\n"
    "[scene.here.measure.roll]\n"
    + OUTCOMES.format("roll")
    + "[scene.here.measure.throw]\n"
    + OUTCOMES.format("throw")
    + '[scene.here.measure.wait]\neffects = ["x += 1"]\n[scene.here.measure.go]\ngoto = "there"\n'
    '[scene.there.measure.go]\ngoto = "here"\n[scene.there.measure.roll]\n'
    + OUTCOMES.format("roll").replace("here", "there")
    + '[scene.here.measure.locked]\nrequires = "x > 8"\n[scene.here.measure.leave]\ngoto = "over"\n'
)
SCENARIO = load(DICE)
STEPS = st.lists(st.sampled_from(["roll", "throw", "wait"]), max_size=8)


def decided(seed: int, *measures: str) -> Run:
    """A run over DICE."""
    run = start(SCENARIO, seed)
    for measure in measures:
        run = run.decide(measure)
    return run


def luck(run: Run, measure: str, scene: str = "here") -> list[str | None]:
    """What the world decided, each time."""
    return [decision.outcome for decision in run.decisions if decision.measure == measure and decision.scene == scene]


# --- luck ------------------------------------------------------------------------------------------------------------


@given(st.integers(0, 2**64), STEPS, STEPS)
def test_a_draw_depends_on_the_seed_the_scene_the_measure_and_how_often_it_was_drawn_before(seed, early, other):
    first, second = (luck(decided(seed, *measures), "roll") for measures in (early, other))

    assert all(mine == yours for mine, yours in zip(first, second, strict=False))


@given(st.integers(0, 2**64), STEPS)
def test_a_what_if_meets_the_same_luck(seed, measures):
    run = decided(seed, *measures, "roll")

    assert run.undo().decide("wait").decide("throw").decide("roll").decisions[-1].outcome == run.decisions[-1].outcome


def test_another_seed_another_measure_another_scene_and_another_count_is_other_luck():
    assert len({decided(seed, "roll").decisions[0].outcome for seed in range(100)}) == 8
    many = decided(3, *["roll", "throw"] * 20)
    assert luck(many, "roll") != luck(many, "throw")
    assert len(set(luck(many, "roll"))) > 4
    moved = decided(3, *["roll"] * 20, "go", *["roll"] * 20)
    assert luck(moved, "roll") != luck(moved, "roll", "there")


def test_luck_follows_the_weights():
    weighed = load(
        "[scene.here.measure.roll]\n[scene.here.measure.roll.chance.rare]\nweight = 1\n"
        "[scene.here.measure.roll.chance.never]\nweight = 0\n[scene.here.measure.roll.chance.common]\nweight = 9\n"
    )
    drawn = [draw(start(weighed, seed), "roll") for seed in range(2000)]

    assert set(drawn) == {"rare", "common"}
    assert 140 < drawn.count("rare") < 260


def test_without_chance_nothing_is_drawn():
    assert draw(start(SCENARIO, 1), "wait") is None


# --- deciding --------------------------------------------------------------------------------------------------------


def test_a_run_begins_where_the_scenario_does_and_ends_in_an_ending():
    run = start(SCENARIO)

    assert (run.state, run.place, run.ended, run.decisions) == (begin(SCENARIO), "here", False, ())
    assert (run.decide("leave").place, run.decide("leave").ended) == ("over", True)


def test_deciding_makes_a_new_run_and_leaves_the_old_one():
    run = start(SCENARIO)

    assert run.decide("wait").decisions == (Decision("here", "wait"),)
    assert run.decisions == ()


@pytest.mark.parametrize("measure", ["locked", "nonsense", ""])
def test_what_is_not_open_cannot_be_decided(measure):
    with pytest.raises(ChoiceRefused):
        start(SCENARIO).decide(measure)


def test_an_ended_run_refuses_a_decision():
    with pytest.raises(ChoiceRefused, match="the run has ended"):
        decided(1, "leave").decide("roll")


def test_notes_stay_with_the_decision():
    run = start(SCENARIO).decide("wait", why="time", by="A. B.", expected="calm", at="1992")

    assert run.decisions == (Decision("here", "wait", None, "time", "A. B.", "calm", "1992"),)


# --- undoing ---------------------------------------------------------------------------------------------------------


def test_undo_is_a_shorter_list_and_keeps_what_was_undone_as_a_branch():
    run = decided(1, "wait", "roll", "go").undo(2)

    assert [decision.measure for decision in run.decisions] == ["wait"]
    (branch,) = run.branches
    assert branch.after == 1
    assert [decision.measure for decision in branch.decisions] == ["roll", "go"]


def test_undoing_again_keeps_the_branch_before():
    run = decided(1, "wait", "wait").undo().decide("go").undo(2)

    assert [(branch.after, [decision.measure for decision in branch.decisions]) for branch in run.branches] == [
        (1, ["wait"]),
        (0, ["wait", "go"]),
    ]


@pytest.mark.parametrize("count", [0, -1, 3])
def test_no_other_number_of_decisions_is_undone_than_there_are(count):
    with pytest.raises(ChoiceRefused, match=f"^{count} decisions cannot be undone, there are 2$"):
        decided(1, "wait", "wait").undo(count)


def test_before_the_first_decision_there_is_nothing_to_undo():
    with pytest.raises(ChoiceRefused, match="there is nothing to undo"):
        decided(1).undo()


# --- replay ----------------------------------------------------------------------------------------------------------


@given(st.integers(0, 2**64), STEPS)
def test_a_replay_is_the_run(seed, measures):
    run = decided(seed, *measures)

    again, refusal = replay(SCENARIO, run.decisions, seed)

    assert refusal is None
    assert (again.decisions, again.state, again.seed) == (run.decisions, run.state, seed)


def test_a_replay_asks_the_journal_for_luck_and_not_the_seed():
    decisions = [Decision("here", "roll", "h"), Decision("here", "roll", "a")]

    assert [replay(SCENARIO, decisions, seed)[0].decisions for seed in range(3)] == [tuple(decisions)] * 3


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (Decision("there", "wait"), "it was taken in `there`, and the run is in `here` now"),
        (Decision("here", "gone"), "`gone` is not offered in `here`"),
        (Decision("here", "locked"), "`locked` is locked in `here`"),
        (Decision("here", "roll"), "the world decides what follows `roll`, and no outcome is given"),
        (Decision("here", "roll", "z"), "`z` cannot follow `roll` here"),
        (Decision("here", "wait", "a"), "`a` cannot follow `wait` here"),
        (Decision("nowhere", "wait"), "it was taken in `nowhere`, and the run is in `here` now"),
    ],
)
@pytest.mark.parametrize("before", [0, 1, 3])
def test_a_replay_stops_at_the_exact_decision_that_does_not_fit_and_says_why(wrong, message, before):
    fitting = [Decision("here", "wait")] * before

    run, refusal = replay(SCENARIO, [*fitting, wrong, Decision("here", "go")])

    assert str(refusal) == message
    assert list(run.decisions) == fitting


def test_a_replay_stops_where_the_run_has_ended():
    run, refusal = replay(SCENARIO, [Decision("here", "leave"), Decision("over", "wait")])

    assert str(refusal) == "the run has ended in `over`"
    assert run.place == "over"


def test_a_replay_ignores_notes_and_keeps_them():
    plain = [Decision("here", "wait"), Decision("here", "roll", "c")]
    noted = [evolve(decision, why="because", by="me", expected="much", at="now") for decision in plain]

    (bare, _), (other, _) = replay(SCENARIO, plain), replay(SCENARIO, noted)

    assert bare.state == other.state
    assert list(other.decisions) == noted


def test_a_replay_of_nothing_is_the_beginning():
    run, refusal = replay(SCENARIO, [])

    assert (run.state, refusal) == (begin(SCENARIO), None)
