"""The checker's brute-force judge, written from what the words for a property mean: plain searches over engine.rules."""

from attrs import evolve, fields

from crisisengine.engine.rules import begin, evaluate, offers, place, possible, step
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
        self.scenario, self.start, self.claims = scenario, begin(scenario), {}
        self.states, self.depth, self.next, self.shown, self.fired = [self.start], {self.start: 0}, {}, {}, set()
        for state in self.states:
            self.shown[state], self.next[state] = offers(scenario, state), []
            for measure in (offer.measure for offer in self.shown[state] if offer.open):
                for outcome in [name for name, _ in possible(scenario, state, measure)] or [None]:
                    taken = step(scenario, state, measure, outcome)
                    self.fired |= {event.inject for event in taken.events if event.what == "fired"}
                    self.next[state].append((measure, outcome, taken.after))
                    if taken.after not in self.depth:
                        self.depth[taken.after] = self.depth[state] + 1
                        self.states.append(taken.after)
        self.open = {s: list(dict.fromkeys(measure for measure, _, _ in self.next[s])) for s in self.states}
        self.place = {s: place(scenario, s) for s in self.states}
        self.endings, known = {s: {self.place[s]} & set(scenario.endings) for s in self.states}, -1
        while known < (known := sum(map(len, self.endings.values()))):
            for s in self.states:
                self.endings[s].update(*(self.endings[after] for _, _, after in self.next[s]))

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
        fallen = {after for s in self.states if s not in doomed for _, _, after in self.next[s]} | {self.start}
        for code, states in (("dead-end", stuck), ("trap", doomed & fallen)):
            for state in sorted(states, key=self.depth.get, reverse=True):
                found[code, self.place[state]] = self.depth[state]
        return found

    def closed_defaults(self):  # {scene: length of the shortest run to a state of it in which its default is not open}
        defaults = {name: scene.default for name, scene in self.scenario.scenes.items() if scene.default}
        at = {
            name: [s for s in self.states if self.place[s] == name and defaults[name] not in self.open[s]]
            for name in defaults
        }
        return {name: min(map(self.depth.get, states)) for name, states in at.items() if states}

    def holds(self, claim, state):
        key = id(claim), frozenset(self.endings[state])
        if key not in self.claims:
            self.claims[key] = told(claim, self.endings[state])
        return bool(evaluate(self.scenario, state, self.claims[key]))

    def judged_at(self, promise, state):
        taken = [self.scenario.scenes[self.place[state]].measures[name] for name in self.open[state]]
        marks = {f"measure.{m.key}" for m in taken} | {f"tag.{tag}" for m in taken for tag in m.tags}
        return not promise.at or not (marks | {f"scene.{self.place[state]}"}).isdisjoint(promise.at)

    def property(self, promise):  # (verdict, length of the shortest run that shows it, or None)
        if promise.kind == "eventually":
            lengths = self.never_kept({s for s in self.states if not self.holds(promise.claim, s)})
        elif promise.kind == "never_by_chance":
            kept = {}
            for state, measure, after in (
                (s, measure, after) for s in self.states for measure, _, after in self.next[s]
            ):
                kept.setdefault((self.depth[state] + 1, state, measure), set()).add(
                    promise.ending in self.endings[after]
                )
            lengths = [length for (length, _, _), both in kept.items() if len(both) == 2]
        else:
            states = (s for s in self.states if self.judged_at(promise, s))
            lengths = [self.depth[s] for s in states if self.holds(promise.claim, s) != (promise.kind == "always")]
        return ("holds" if bool(lengths) == (promise.kind == "reachable") else "violated"), min(lengths, default=None)

    def distances(self, layer, among):  # the fewest steps, at least one, by states among some
        found, length = {}, 0
        while layer := {after for s in layer for _, _, after in self.next[s] if after in among} - set(found):
            found |= dict.fromkeys(layer, length := length + 1)
        return found

    def never_kept(self, bad):
        reached = self.distances({self.start} & bad, bad) | dict.fromkeys({self.start} & bad, 0)
        stops = [reached[s] for s in reached if not self.next[s]]
        return stops or [reached[s] + loop[s] for s in reached if s in (loop := self.distances({s}, bad))]
