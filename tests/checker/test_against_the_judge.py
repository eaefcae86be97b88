"""The checker and the brute-force judge say the same of any scenario, with and without forgetting."""

from __future__ import annotations

import judge_of_steps
import numpy as np
import pytest
from effort import DRAWN, JUDGED, LARGEST, drawn, examples
from hypothesis import given
from hypothesis import strategies as st
from judge import judge_of, proved

from crisisengine.checker.search.reachable_endings import ReachableEndings
from crisisengine.checker.verdict import prove
from crisisengine.engine.rules import begin
from crisisengine.engine.run import replay
from crisisengine.storage import load
from crisisengine.testing import runs


def remarks(proof):
    """{(code, id): length of the shortest run, or None}; two scenes may have a measure of one id."""
    told = [((located.remark.code, located.remark.path[-1]), length(located.run)) for located in errors_of(proof)]
    return dict(sorted(told, key=lambda each: each[1] or (0, 0), reverse=True))


def length(run):
    sends = sum(bool(decision.send) for decision in run or ())
    return None if run is None else (len(run) - sends, sends)


def errors_of(proof):
    return [located for located in proof.remarks if located.severity == "error"]


@given(drawn(LARGEST))
@examples(DRAWN)
def test_every_state_every_step_and_the_depth_are_counted(scenario):
    judge, extent = judge_of(scenario), proved(scenario, False).found.extent

    assert (extent.states, extent.states_without_sends, extent.steps, extent.depth) == (
        len(judge.states),
        len(judge.unsent) if any(inject.contingency for inject in scenario.injects.values()) else None,
        sum(map(len, judge.next.values())),
        max(decisions for decisions, _ in judge.length.values()),
    )
    assert extent.complete


def breaks_it_where_asked(judge, known, judged):
    """Whether the run comes to a state in which it is asked, and from there never keeps it: that it is a nearest one is not said."""
    if judged.verdict != "violated":
        return
    run, refused = replay(judge.scenario, judged.run, start=judged.start)
    states = [begin(judge.scenario, judged.start), *(move.after for move in run.moves)]
    asked = judge.asked(known)
    assert refused is None
    last = next(
        number for number, state in reversed(list(enumerate(states))) if judge.holds(known.claim, state) or not number
    )
    begun = last + judge.holds(known.claim, states[last])
    assert any(state in asked for state in states[begun:])
    assert judged.loop_from is not None or not judge.next[states[-1]]


@pytest.mark.parametrize("reduce", [False, True], ids=["keeping everything", "forgetting"])
@given(scenario=drawn(LARGEST))
@examples(DRAWN, JUDGED)
def test_every_verdict_every_error_and_every_shortest_length_is_the_judges(scenario, reduce):
    judge, proof = judge_of(scenario), proved(scenario, reduce)

    for judged, known in zip(proof.properties, scenario.properties.values(), strict=True):
        if known.kind in ("forced", "likely") or known.fair:
            continue  # `test_policies` asks another judge
        verdict, shortest = judge.property(known)
        assert (judged.name, judged.verdict) == (known.id, verdict)
        if known.kind in judge_of_steps.KINDS:
            always = known.kind == "changes" and known.when is None
            assert judged.asked == (always or judge_of_steps.KINDS[known.kind](judge, known)[2])
        else:
            assert judged.asked == (known.when is None or bool(judge.asked(known)))
        if known.kind == "eventually" and known.when is not None:
            breaks_it_where_asked(judge, known, judged)
        elif judged.loop_from is not None and reduce:
            # Round a loop, states that no question can tell apart may be met sooner than the same state.
            assert 0 < length(judged.run)[0] <= shortest[0]
        elif judged.loop_from is not None:
            assert length(judged.run)[0] == shortest[0]
        else:
            assert length(judged.run) == shortest
    assert remarks(proof) == judge.errors()


@pytest.mark.parametrize("reduce", [False, True], ids=["keeping everything", "forgetting"])
@given(scenario=drawn(LARGEST))
@examples(DRAWN)
def test_every_default_that_can_be_closed_is_warned_of_with_a_shortest_run_and_no_other_is(scenario, reduce):
    judge, proof = judge_of(scenario), proved(scenario, reduce)

    warned = [located for located in proof.remarks if located.remark.code == "default-closed"]
    lengths = {located.remark.path[1]: length(located.run) for located in warned}
    assert lengths == judge.closed_defaults()
    for located in warned:
        last = replay(scenario, located.run, start=located.start)[0].state
        assert judge.place[last] == located.remark.path[1]
        assert scenario.scenes[judge.place[last]].default not in judge.open[last]


@pytest.mark.parametrize("reduce", [False, True], ids=["keeping everything", "forgetting"])
@given(scenario=drawn(LARGEST))
@examples(DRAWN)
def test_the_endings_possible_from_each_state_are_the_judges(scenario, reduce):
    judge, proof = judge_of(scenario), proved(scenario, reduce)

    put_away = ReachableEndings.restored(scenario, memoryview(b"".join(proof.reachable_endings.parts())))
    for state in judge.states:
        assert proof.reachable_endings.endings(state) == put_away.endings(state) == judge.endings[state]


@given(st.data())
@examples(30)
def test_every_random_run_stays_inside_the_explored_graph(data):
    scenario = data.draw(drawn())
    decisions = data.draw(runs(scenario))
    found = proved(scenario, False).found
    run, refused = replay(scenario, decisions)

    assert refused is None
    keys = np.concatenate(found.layers)
    for taken in run.moves:
        assert found.layout.pack(taken.after.row)[0] in keys


@pytest.mark.parametrize("reduce", [False, True], ids=["keeping everything", "forgetting"])
@given(scenario=drawn(LARGEST))
@examples(DRAWN)
def test_every_run_of_a_report_replays(scenario, reduce):
    proof = proved(scenario, reduce)

    for located in proof.remarks:
        assert located.run is None or replay(scenario, located.run, start=located.start)[1] is None
    for judged in proof.properties:
        if judged.loop_from is not None:
            round_again = (*judged.run, *judged.run[judged.loop_from :] * 2)
            assert replay(scenario, round_again, start=judged.start)[1] is None, "round and round"
        elif judged.run is not None:
            assert replay(scenario, judged.run, start=judged.start)[1] is None


@given(drawn(LARGEST), st.integers(1, 20))
@examples(30)
def test_a_limit_gives_undecided_and_never_holds(scenario, most):
    whole, cut = proved(scenario, True), prove(scenario, max_states=most)

    assert cut.found.extent.states <= most or cut.complete
    verdicts = {judged.name: judged.verdict for judged in whole.properties}
    for judged in cut.properties:
        assert judged.verdict in (verdicts[judged.name], "undecided")
    if not cut.complete:
        assert not any(
            judged.kind in ("always", "never", "never_by_chance") and judged.verdict == "holds"
            for judged in cut.properties
        )


@given(drawn(LARGEST))
@examples(DRAWN)
def test_forgetting_leaves_no_more_states_and_no_longer_way_to_any(scenario):
    kept, forgot = proved(scenario, False), proved(scenario, True)

    assert forgot.extent.states <= kept.extent.states
    assert forgot.extent.depth <= kept.extent.depth
    assert forgot.verdict == kept.verdict


def test_forgetting_makes_the_tutorial_smaller_and_changes_no_verdict():
    # The larger crises do not come to an end without it: that is what it is for.
    scenario = load("the_convoy_home")
    kept, forgot = prove(scenario, reduce=False), prove(scenario)

    assert forgot.extent.states < kept.extent.states
    assert [(judged.name, judged.verdict) for judged in forgot.properties] == [
        (judged.name, judged.verdict) for judged in kept.properties
    ]
    assert [judged.run and len(judged.run) for judged in forgot.properties] == [
        judged.run and len(judged.run) for judged in kept.properties
    ]
