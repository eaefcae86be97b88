"""What the words of `changes` and `answers` mean, by plain search over the states of the brute-force judge.

Both judge single steps: a decision with an outcome, or a send. A run that shows something ends with such a step.
"""

from attrs import evolve, fields

from crisisengine.engine.program import program
from crisisengine.engine.rules import evaluate
from crisisengine.model.expression import Before, Literal


def since(judge, claim, state, known):  # what `before()` asks replaced by what it was in a state
    if isinstance(claim, Before):
        return Literal(evaluate(judge.scenario, state, claim.operand), "was")
    if isinstance(claim, tuple):
        return tuple(since(judge, part, state, known) for part in claim)
    if not hasattr(claim, "__attrs_attrs__"):
        return claim
    return evolve(claim, **{f.name: since(judge, getattr(claim, f.name), state, known) for f in fields(type(claim))})


def steps(judge):  # (state, its marks, state after, length of the shortest run over that step)
    for state in judge.states:
        decisions, sends = judge.length[state]
        scene = f"scene.{judge.place[state]}"
        for name, _, after in judge.next[state]:
            measure = judge.scenario.scenes[judge.place[state]].measures[name]
            marks = {scene, f"measure.{measure.key}", *(f"tag.{tag}" for tag in measure.tags)}
            yield state, marks, after, (decisions + 1, sends)
        for after in judge.sent[state]:
            yield state, {scene}, after, (decisions, sends + 1)


def asked_steps(judge, promise):
    for state, marks, after, length in steps(judge):
        here = not promise.at or not marks.isdisjoint(promise.at)
        if here and (promise.when is None or judge.holds(promise.when, state)):
            yield state, after, length


def changes(judge, promise):  # (verdict, length of the shortest run that shows it, whether it is ever asked)
    kept, lengths, asked = {}, [], False
    for state, after, length in asked_steps(judge, promise):
        asked = True
        claim = since(judge, promise.claim, state, kept)
        claim = kept.setdefault(claim, claim)  # held, so that nothing that is compiled for it is met by another
        if not evaluate(judge.scenario, after, claim):
            lengths.append(length)
    return "violated" if lengths else "holds", min(lengths, default=None), asked


def answers(judge, promise):
    raised = [(state, (0, 0)) for state in judge.starts if judge.holds(promise.to, state)]
    raised += [
        (after, length)
        for state, _, after, length in steps(judge)
        if judge.holds(promise.to, after) and not judge.holds(promise.to, state)
    ]
    raised = [(s, length) for s, length in raised if promise.when is None or judge.holds(promise.when, s)]
    late = {s for s, _ in raised if can_come_too_late(judge, promise, s)}
    lengths = [length for s, length in raised if s in late]
    return "violated" if lengths else "holds", min(lengths, default=None), bool(raised)


def can_come_too_late(judge, promise, begun):  # some run from there has no answer, or none in time
    def following(state):
        return [after for _, _, after in judge.next[state]] + judge.sent[state]

    def reading(state):
        return state.row[program(judge.scenario).clock]

    waiting = [] if judge.holds(promise.claim, begun) else [begun]
    unanswered, seen = list(waiting), set(waiting)
    while waiting:
        for after in following(waiting.pop()):
            if promise.within is not None and reading(after) - reading(begun) > promise.within:
                return True
            if not judge.holds(promise.claim, after) and after not in seen:
                seen.add(after)
                unanswered.append(after)
                waiting.append(after)
    left = {s: {after for after in following(s) if after in seen} for s in unanswered}
    stops = any(not judge.next[s] for s in unanswered)
    while left and (ready := [s for s, on in left.items() if not on]):  # what is left in the end goes round
        left = {s: on.difference(ready) for s, on in left.items() if s not in ready}
    return stops or bool(left)


KINDS = {"changes": changes, "answers": answers}
