"""The checker's brute-force judge, written from the definitions in design section 7: plain searches over engine.rules."""

from __future__ import annotations

from itertools import count

from crisisengine.engine.rules import begin, evaluate, offers, place, possible, step
from crisisengine.model.expression import Fact, reads


class Judge:
    def __init__(self, scenario):
        self.scenario, start = scenario, begin(scenario)
        self.depth, self.next, self.shown, self.open, fired, queue = {start: 0}, {}, {}, {}, set(), [start]
        for state in queue:
            self.shown[state], self.next[state] = offers(scenario, state), []
            self.open[state] = [one.measure for one in self.shown[state] if one.open]
            for measure in self.open[state]:
                for outcome in [name for name, _ in possible(scenario, state, measure)] or [None]:
                    taken = step(scenario, state, measure, outcome)
                    fired |= {event.inject for event in taken.events if event.what == "fired"}
                    self.next[state].append((measure, outcome, taken.after))
                    if taken.after not in self.depth:
                        self.depth[taken.after] = self.depth[state] + 1
                        queue.append(taken.after)
        self.place = {state: place(scenario, state) for state in queue}
        self.ended = {state for state in queue if self.place[state] in scenario.endings}
        self.stuck = {state for state in queue if not self.open[state]} - self.ended
        self.endings = {state: {self.place[state]} if state in self.ended else set() for state in queue}
        while any(
            [
                self.endings[s].update(self.endings[after]) or len(self.endings[s]) > had
                for s in queue
                for had in [len(self.endings[s])]
                for _, _, after in self.next[s]
            ]
        ):
            pass
        self.states, self.fired, self.start = queue, fired, start
        self.steps = sum(map(len, self.next.values()))

    def errors(self):
        """{(code, id): length of the shortest run, or None}."""
        all_, seen, found = self.scenario, set(self.place.values()), {}
        keys = {all_.scenes[self.place[s]].measures[one.measure].key for s in self.states for one in self.shown[s]}
        found |= {("unreachable-scene", one): None for one in set(all_.scenes) - seen}
        found |= {("unreachable-ending", one): None for one in set(all_.endings) - seen}
        found |= {("unreachable-inject", one): None for one in set(all_.injects) - self.fired}
        measures = [m for scene in seen & set(all_.scenes) for m in all_.scenes[scene].measures.values() if m.scene]
        found |= {
            ("unreachable-measure", m.id): None for m in (*measures, *all_.standing.values()) if m.key not in keys
        }
        doomed = {s for s in self.states if not self.endings[s]} - self.stuck
        fallen = {after for s in self.states if s not in doomed for _, _, after in self.next[s]} | {self.start}
        for code, states in ("dead-end", self.stuck), ("trap", doomed & fallen):
            for state in sorted(states, key=self.depth.get, reverse=True):
                found[code, self.place[state]] = self.depth[state]
        return found

    def holds(self, claim, state):
        """A claim in a state; what is still possible is put in as the literal that it is."""
        if not any(isinstance(fact, Fact) and fact.kind == "possible" for fact in reads(claim)):
            return bool(evaluate(self.scenario, state, claim))
        text = repr(claim)  # an expression's repr builds it again
        for ending in self.scenario.endings:
            text = text.replace(
                f"Fact(kind='possible', subject='{ending}')", f"Literal({int(ending in self.endings[state])}, '')"
            )
        from crisisengine.model import expression

        return bool(evaluate(self.scenario, state, eval(text, vars(expression).copy())))  # noqa: S307

    def judged_at(self, one, state):
        here = self.scenario.scenes.get(self.place[state])
        taken = [here.measures[name] for name in self.open[state]]
        marks = {mark for m in taken for mark in (f"measure.{m.key}", *(f"tag.{tag}" for tag in m.tags))}
        return not one.at or f"scene.{self.place[state]}" in one.at or not marks.isdisjoint(one.at)

    def property(self, one):
        """(verdict, length of the shortest run that shows it or None)."""
        if one.kind == "eventually":
            lengths = self.never_kept({s for s in self.states if not self.holds(one.claim, s)})
        elif one.kind == "never_by_chance":
            splits = [
                (s, {one.ending in self.endings[after] for m, _, after in self.next[s] if m == measure})
                for s in self.states
                for measure in self.open[s]
            ]
            lengths = [self.depth[s] + 1 for s, kept in splits if len(kept) == 2]
        else:
            states = (s for s in self.states if self.judged_at(one, s))
            lengths = [self.depth[s] for s in states if self.holds(one.claim, s) != (one.kind == "always")]
        return ("holds" if bool(lengths) == (one.kind == "reachable") else "violated"), min(lengths, default=None)

    def distances(self, start, among):
        """{state: (fewest steps to it, at least one)} by states among some."""
        found, layer = {}, {start} & among
        for length in count(1):
            layer = {after for s in layer for _, _, after in self.next[s] if after in among} - set(found)
            if not layer:
                return found
            found |= dict.fromkeys(layer, length)

    def never_kept(self, bad):
        reached = self.distances(self.start, bad) | ({self.start: 0} if self.start in bad else {})
        stops = [reached[s] for s in reached if not self.next[s]]
        return stops or [reached[s] + loop[s] for s in reached if s in (loop := self.distances(s, bad))]
