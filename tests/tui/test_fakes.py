"""The fakes of the screens' tests are checked against what they stand for: no call fits one of them and not the other."""

import inspect

import pytest
from attrs import fields

from crisisengine.debriefing.reachability import ExactReachability
from crisisengine.engine.rules import Decision, Step
from crisisengine.engine.run import Run, start
from crisisengine.engine.view import account, view
from crisisengine.session.library import Library
from crisisengine.session.session import Session
from crisisengine.storage import Save, load


def public(fake):
    """What a fake defines itself, that a screen could call."""
    return [name for name in vars(fake) if not name.startswith("_") and inspect.isfunction(vars(fake)[name])]


def parameters(function):
    """Names, kinds and whether there is a default: what a caller must know."""
    return [
        (parameter.name, parameter.kind, parameter.default is inspect.Parameter.empty)
        for parameter in inspect.signature(function).parameters.values()
    ]


@pytest.mark.parametrize(
    ("fake", "real"),
    [("Session", Session), ("Library", Library), ("Save", Save), ("Run", Run), ("Reachability", ExactReachability)],
)
def test_a_fake_is_called_as_the_real_thing_is(stage, fake, real):
    pretends = getattr(stage, fake)
    called = public(pretends)

    assert called
    for name in called:
        given, wanted = parameters(vars(pretends)[name]), parameters(getattr(real, name))
        assert given == wanted, f"{fake}.{name}"


def test_the_decisions_and_steps_of_the_fake_run_have_what_real_ones_have(stage):
    run = stage.Run(scenario=stage.scenario()).decide("publish", why="they must know", at="2026-11-29T09:00:00Z")

    for pretends, real in ((run.steps[0].decision, Decision), (run.steps[0], Step)):
        assert {field.name for field in fields(type(pretends))} <= {field.name for field in fields(real)}
    assert run.decisions[0].at == "2026-11-29T09:00:00Z"


def test_a_run_of_the_fake_moves_as_a_real_one_does(stage):
    scenario = load("the_convoy_home")
    measure = next(offer.measure for offer in view(scenario, start(scenario).state).offers if not offer.locked)

    for run, taken in ((start(scenario), measure), (stage.Run(scenario=stage.scenario()), "beijing")):
        gone = run.decide(taken).decide(taken) if run.decide(taken).state == run.state else run.decide(taken)
        back = gone.undo()
        assert len(back.steps) == len(gone.steps) - 1
        assert back.branches[-1].after == len(back.steps)
        assert back.branches[-1].decisions == gone.decisions[-1:]
        left = gone.what_if(1)
        assert left.steps == ()
        assert left.branches[-1].decisions == gone.decisions
        assert gone.answered("whole.next", "ask sooner").answers[0].text == "ask sooner"


def test_views_and_accounts_of_the_fake_are_of_the_kinds_that_the_engine_makes(stage):
    scenario = load("the_convoy_home")
    run = start(scenario)
    measure = next(offer.measure for offer in view(scenario, run.state).offers if not offer.locked)
    real = (view(scenario, run.state), account(scenario, run.decide(measure).steps[0]))
    pretend = stage.Run(scenario=stage.scenario()).decide("publish")
    made = (stage.look(None, pretend.state), stage.tell(None, pretend.steps[0]))

    for shown, wanted in zip(made, real, strict=True):
        assert type(shown) is type(wanted)
        for field in fields(type(shown)):
            assert isinstance(getattr(shown, field.name), type(getattr(wanted, field.name)) | type(None)), field.name
