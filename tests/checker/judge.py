"""The checker's brute-force judge, written from what the words for a property mean: plain searches over engine.rules.

A length is (decisions, sends): of two runs with as many decisions, the one with fewer sends is the shorter.
"""

from collections import Counter
from heapq import heappop, heappush
from itertools import count

import judge_of_steps
from attrs import evolve, fields
from effort import once_each

from crisisengine.checker.verdict import prove
from crisisengine.engine.rules import begin, evaluate, offers, place, possible, step
from crisisengine.engine.sending import send, sendable
from crisisengine.engine.starts import starts
from crisisengine.model.expression import Fact, Literal


def told(claim, endings):  # `possible()` replaced by what it is where just these endings are
    if isinstance(claim, Fact) and claim.kind == "possible":
        return Literal(int(claim.subject in endings), "true" if claim.subject in endings else "false")
    if isinstance(claim, tuple):
        return tuple(told(part, endings) for part in claim)
    if not hasattr(claim, "__attrs_attrs__"):
        return claim
    return evolve(claim, **{field.name: told(getattr(claim, field.name), endings) for field in fields(type(claim))})


class Judge:
    def __init__(self, scenario):
        self.scenario, self.claims = scenario, {}
        self.starts = Counter()  # how likely each state is to be the first, in parts of their sum
        for start, weight in starts(scenario):
            self.starts[begin(scenario, start)] += weight
        for chapter in scenario.chapters:  # one more start each, for everything but how likely it is
            for start, _ in starts(scenario, chapter):
                self.starts[begin(scenario, start)] += 0
        self.states, self.next, self.sent, self.shown, self.fired = list(self.starts), {}, {}, {}, set()
        for state in self.states:
            self.shown[state], self.next[state] = offers(scenario, state), []
            for measure in (offer.measure for offer in self.shown[state] if offer.open):
                for outcome in [name for name, _ in possible(scenario, state, measure)] or [None]:
                    taken = step(scenario, state, measure, outcome)
                    self.fired |= {event.inject for event in taken.events if event.what == "fired"}
                    self.next[state].append((measure, outcome, taken.after))
            sends = [send(scenario, state, known.inject) for known in sendable(scenario, state) if known.open]
            self.fired |= {event.inject for sent in sends for event in sent.events if event.what == "fired"}
            self.sent[state] = [sent.after for sent in sends]
            following = dict.fromkeys([after for _, _, after in self.next[state]] + self.sent[state])
            self.states += [after for after in following if after not in self.next and after not in self.states]
        self.length = dict.fromkeys(self.starts, (0, 0)) | self.lengths(
            self.starts, set(self.states) - set(self.starts)
        )
        self.unsent = {s for s in self.states if self.length[s][1] == 0}
        self.open = {s: list(dict.fromkeys(measure for measure, _, _ in self.next[s])) for s in self.states}
        self.place = {s: place(scenario, s) for s in self.states}
        self.endings, known = {s: {self.place[s]} & set(scenario.endings) for s in self.states}, -1
        while known < (known := sum(map(len, self.endings.values()))):
            for s in self.states:
                self.endings[s].update(*(self.endings[after] for _, _, after in self.next[s]))

    def lengths(self, begun, among):  # (decisions, sends) of the shortest runs, not of none, from some states to others
        found, waiting, order = {}, [], count()
        news = [(state, (0, 0)) for state in begun]
        while news or waiting:
            for state, (decisions, sends) in news:
                steps = [((decisions + 1, sends), after) for _, _, after in self.next[state]]
                steps += [((decisions, sends + 1), after) for after in self.sent[state]]
                for length, after in steps:
                    if after in among:
                        heappush(waiting, (length, next(order), after))
            length, _, state = heappop(waiting) if waiting else ((0, 0), 0, None)
            news = [] if state is None or state in found else [(state, length)]
            found |= dict(news)
        return found

    def errors(self):  # {(code, id): length of the shortest run, or None}
        plan, seen = self.scenario, set(self.place.values())
        keys = {plan.scenes[self.place[s]].measures[offer.measure].key for s in self.states for offer in self.shown[s]}
        measures = [m for s in seen & set(plan.scenes) for m in plan.scenes[s].measures.values() if m.scene]
        missing = {"scene": set(plan.scenes) - seen, "ending": set(plan.endings) - seen}
        missing["inject"] = set(plan.injects) - self.fired
        missing["measure"] = {m.id for m in (*measures, *plan.standing.values()) if m.key not in keys}
        found = {(f"unreachable-{kind}", name): None for kind, names in missing.items() for name in names}
        stuck = {s for s in self.states if not self.next[s] and self.place[s] in plan.scenes}
        doomed = {s for s in self.states if not self.endings[s]} - stuck
        fallen = {after for s in self.states if s not in doomed for _, _, after in self.next[s]} | set(self.starts)
        fallen |= {after for s in self.states if s not in doomed for after in self.sent[s]}
        for code, states in (("dead-end", stuck), ("trap", doomed & fallen)):
            for state in sorted(states, key=self.length.get, reverse=True):
                found[code, self.place[state]] = self.length[state]
        for s in sorted(self.states, key=self.length.get, reverse=True):
            for name, outcome, _ in self.next[s]:
                if outcome is None and self.scenario.scenes[self.place[s]].measures[name].outcomes:
                    found["no-outcome", name] = self.length[s]
        return found

    def closed_defaults(self):  # {scene: length of the shortest run to where its default is not open}
        defaults = {name: scene.default for name, scene in self.scenario.scenes.items() if scene.default}
        at = {
            name: [s for s in self.states if self.place[s] == name and defaults[name] not in self.open[s]]
            for name in defaults
        }
        return {name: min(map(self.length.get, states)) for name, states in at.items() if states}

    def holds(self, claim, state):
        key = id(claim), frozenset(self.endings[state])
        if key not in self.claims:
            self.claims[key] = claim, told(claim, self.endings[state])
        return bool(evaluate(self.scenario, state, self.claims[key][1]))

    def judged_at(self, promise, state):
        taken = [self.scenario.scenes[self.place[state]].measures[name] for name in self.open[state]]
        marks = {f"measure.{m.key}" for m in taken} | {f"tag.{tag}" for m in taken for tag in m.tags}
        marks |= (
            {f"scene.{self.place[state]}"} if self.open[state] else set()
        )  # a decision is made there, or none is judged
        return not promise.at or not marks.isdisjoint(promise.at)

    def asked(self, promise):  # the states in which it is asked
        at = [s for s in self.states if promise.kind not in ("always", "never") or self.judged_at(promise, s)]
        going = [s for s in at if promise.kind in ("always", "never") or self.place[s] in self.scenario.scenes]
        return {s for s in going if promise.when is None or self.holds(promise.when, s)}

    def unreachable_from(self, promise):  # the states that are asked, and from which no decision leads to such a state
        found = {s for s in self.states if self.judged_at(promise, s) and self.holds(promise.claim, s)}
        known = -1
        while known < (known := len(found)):
            found |= {s for s in self.states if any(after in found for _, _, after in self.next[s])}
        return self.asked(promise) - found

    def property(self, promise):  # (verdict, length of the shortest run that shows it, or None)
        if promise.kind in judge_of_steps.KINDS:
            return judge_of_steps.KINDS[promise.kind](self, promise)[:2]
        if promise.kind == "eventually":
            bad = {s for s in self.states if not self.holds(promise.claim, s)}
            lengths = self.never_kept(bad, set(self.starts) if promise.when is None else self.asked(promise))
        elif promise.kind == "reachable" and promise.when is not None:
            lengths = [self.length[s] for s in self.unreachable_from(promise)]
            return "violated" if lengths else "holds", min(lengths, default=None)
        elif promise.kind == "never_by_chance":
            kept = {}
            for state, measure, after in (
                (s, measure, after) for s in self.asked(promise) for measure, _, after in self.next[s]
            ):
                decisions, sends = self.length[state]
                kept.setdefault(((decisions + 1, sends), state, measure), set()).add(
                    promise.ending in self.endings[after]
                )
            lengths = [length for (length, _, _), both in kept.items() if len(both) == 2]
        else:
            among = self.unsent if promise.kind == "reachable" else self.asked(promise)
            states = (s for s in among if self.judged_at(promise, s))
            lengths = [self.length[s] for s in states if self.holds(promise.claim, s) != (promise.kind == "always")]
        return ("holds" if bool(lengths) == (promise.kind == "reachable") else "violated"), min(lengths, default=None)

    def never_kept(self, bad, begun):
        begun = begun & bad
        reached = self.lengths(begun, bad) | dict.fromkeys(begun, (0, 0))
        stops = [reached[s] for s in reached if not self.next[s]]
        rounds = {s: self.lengths({s}, bad).get(s) for s in reached if not stops}
        return stops or [tuple(map(sum, zip(reached[s], once, strict=True))) for s, once in rounds.items() if once]


@once_each
def proved(scenario, reduce):
    """The proof that is held against it."""
    return prove(scenario, reduce=reduce)


judge_of = once_each(Judge)
"""The judge of a scenario that tests share."""
