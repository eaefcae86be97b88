"""The checker and the brute-force judge say the same of any scenario, with and without forgetting."""

from __future__ import annotations

import numpy as np
import pytest
from effort import examples
from hypothesis import given
from hypothesis import strategies as st
from judge import Judge

from crisisengine.checker.search.reachable_endings import ReachableEndings
from crisisengine.checker.verdict import prove
from crisisengine.engine.run import replay
from crisisengine.storage import load
from crisisengine.testing import runs, scenarios

SMALL = {"largest": 2_000}


def remarks(proof):
    return {
        (one.remark.code, one.remark.path[-1]): None if one.run is None else len(one.run) for one in errors_of(proof)
    }


def errors_of(proof):
    return [one for one in proof.remarks if one.severity == "error"]


@given(scenarios(**SMALL))
@examples(40)
def test_every_state_every_step_and_the_depth_are_counted(scenario):
    judge, extent = Judge(scenario), prove(scenario, reduce=False).found.extent

    assert (extent.states, extent.steps, extent.depth) == (
        len(judge.states),
        sum(map(len, judge.next.values())),
        max(judge.depth.values()),
    )
    assert extent.complete


@pytest.mark.parametrize("reduce", [False, True], ids=["keeping everything", "forgetting"])
@given(scenario=scenarios(**SMALL))
@examples(75)
def test_every_verdict_every_error_and_every_shortest_length_is_the_judges(scenario, reduce):
    judge, proof = Judge(scenario), prove(scenario, reduce=reduce)

    for one, known in zip(proof.properties, scenario.properties.values(), strict=True):
        verdict, length = judge.property(known)
        assert (one.name, one.verdict) == (known.id, verdict)
        if one.loop_from is not None and reduce:
            # Round a loop, states that no question can tell apart may be met sooner than the same state.
            assert 0 < len(one.run) <= length
        else:
            assert (None if one.run is None else len(one.run)) == length
    assert remarks(proof) == judge.errors()


@pytest.mark.parametrize("reduce", [False, True], ids=["keeping everything", "forgetting"])
@given(scenario=scenarios(**SMALL))
@examples(30)
def test_the_endings_possible_from_each_state_are_the_judges(scenario, reduce):
    judge, proof = Judge(scenario), prove(scenario, reduce=reduce)

    put_away = ReachableEndings.restored(scenario, memoryview(b"".join(proof.reachable_endings.parts())))
    for state in judge.states:
        assert proof.reachable_endings.endings(state) == put_away.endings(state) == judge.endings[state]


@given(st.data())
@examples(30)
def test_every_random_run_stays_inside_the_explored_graph(data):
    scenario = data.draw(scenarios())
    decisions = data.draw(runs(scenario))
    found = prove(scenario, reduce=False).found
    run, refused = replay(scenario, decisions)

    assert refused is None
    keys = np.concatenate(found.layers)
    for one in run.steps:
        assert found.layout.pack(one.after.row)[0] in keys


@pytest.mark.parametrize("reduce", [False, True], ids=["keeping everything", "forgetting"])
@given(scenario=scenarios(**SMALL))
@examples(30)
def test_every_run_of_a_report_replays(scenario, reduce):
    proof = prove(scenario, reduce=reduce)

    for one in proof.remarks:
        assert one.run is None or replay(scenario, one.run)[1] is None
    for one in proof.properties:
        if one.loop_from is not None:
            assert replay(scenario, (*one.run, *one.run[one.loop_from :] * 2))[1] is None, "round and round"
        elif one.run is not None:
            assert replay(scenario, one.run)[1] is None


@given(scenarios(**SMALL), st.integers(1, 20))
@examples(30)
def test_a_limit_gives_undecided_and_never_holds(scenario, most):
    whole, cut = prove(scenario), prove(scenario, max_states=most)

    assert cut.found.extent.states <= most or cut.complete
    verdicts = {one.name: one.verdict for one in whole.properties}
    for one in cut.properties:
        assert one.verdict in (verdicts[one.name], "undecided")
    if not cut.complete:
        assert not any(
            one.kind in ("always", "never", "never_by_chance") and one.verdict == "holds" for one in cut.properties
        )


@given(scenarios(**SMALL))
@examples(30)
def test_forgetting_leaves_no_more_states_and_no_longer_way_to_any(scenario):
    kept, forgot = prove(scenario, reduce=False), prove(scenario)

    assert forgot.extent.states <= kept.extent.states
    assert forgot.extent.depth <= kept.extent.depth
    assert forgot.verdict == kept.verdict


def test_forgetting_makes_the_tutorial_smaller_and_changes_no_verdict():
    # The larger crises do not come to an end without it: that is what it is for.
    scenario = load("the_convoy_home")
    kept, forgot = prove(scenario, reduce=False), prove(scenario)

    assert forgot.extent.states < kept.extent.states
    assert [(one.name, one.verdict) for one in forgot.properties] == [
        (one.name, one.verdict) for one in kept.properties
    ]
    assert [one.run and len(one.run) for one in forgot.properties] == [
        one.run and len(one.run) for one in kept.properties
    ]
