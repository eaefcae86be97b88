"""The highest and lowest chance to come to a goal, in fractions: what the words mean, by plain searches and Gauss.

A judge's state has moves: {measure: [(probability, state after)]}.
"""

from fractions import Fraction

from crisisengine.engine.rules import begin, possible
from crisisengine.engine.starts import starts


def moves_of(judge):
    moves = {state: {} for state in judge.states}
    for state in judge.states:
        for measure in judge.open[state]:
            odds = dict(possible(judge.scenario, state, measure)) or {None: 1}
            moves[state][measure] = [
                (Fraction(odds[outcome], sum(odds.values())), after)
                for name, outcome, after in judge.next[state]
                if name == measure
            ]
    return moves


def chances(moves, goal, best):
    """{state: Fraction}; a goal is a set of states."""
    coming = set(goal)  # the best: that can come to it; the worst: that cannot stay away from it
    known = -1
    while known < (known := len(coming)):
        for state, choices in moves.items():
            leads = [any(after in coming for _, after in branches) for branches in choices.values()]
            if leads and (any(leads) if best else all(leads)):
                coming.add(state)
    free = [state for state in moves if state in coming and state not in goal]
    policy = dict.fromkeys(free)
    nearer = set(goal)
    while best and len(nearer) < len(coming):  # the first policy comes nearer with some luck, so it ends
        for state in free:
            for measure, branches in moves[state].items():
                if state not in nearer and any(after in nearer for _, after in branches):
                    policy[state] = measure
                    nearer.add(state)
    policy = {state: policy[state] or next(iter(moves[state])) for state in free}
    while True:
        values = followed(moves, goal, free, policy)
        better = {}
        for state in free:
            worth = {name: sum(p * values[after] for p, after in branches) for name, branches in moves[state].items()}
            name = (max if best else min)(worth, key=worth.get)
            if worth[name] != values[state]:
                better[state] = name
        if not better:
            return values
        policy |= better


def followed(moves, goal, free, policy):
    """What a policy comes to from each state: the equations are solved by elimination; it must end surely."""
    values = {state: Fraction(state in goal) for state in moves}
    rows = {}
    for state in free:
        row, right = {state: Fraction(1)}, Fraction(0)
        for likely, after in moves[state][policy[state]]:
            if after in policy:
                row[after] = row.get(after, Fraction(0)) - likely
            else:
                right += likely * values[after]
        rows[state] = row, right
    for state in free:
        row, right = rows[state]
        pivot = row[state]
        row, right = {name: entry / pivot for name, entry in row.items() if entry}, right / pivot
        rows[state] = row, right
        for other in free:
            factor = rows[other][0].get(state, 0) if other != state else 0
            if factor:
                entries, result = rows[other]
                for name, entry in row.items():
                    entries[name] = entries.get(name, Fraction(0)) - factor * entry
                rows[other] = entries, result - factor * right
    return values | {state: rows[state][1] for state in free}


def surely(moves, goal):
    """The states from which some play comes to a goal whatever chance decides, in a bounded number of decisions."""
    found, known = set(goal), -1
    while known < (known := len(found)):
        for state, choices in moves.items():
            if any(all(after in found for _, after in branches) for branches in choices.values()):
                found.add(state)
    return found


class JudgeOfChances:
    """What becomes of the kinds of property that are about chance, for one who knows all."""

    def __init__(self, judge):
        self.judge, self.moves = judge, moves_of(judge)
        chapters = dict.fromkeys(["", *judge.scenario.chapters])
        self.begun = {name: list(starts(judge.scenario, name)) for name in chapters}

    def goal(self, promise):
        return {state for state in self.judge.states if self.judge.holds(promise.claim, state)}

    def asked(self, promise):
        return set(self.judge.starts) if promise.when is None else self.judge.asked(promise)

    def property(self, promise):
        """(verdict, length of the shortest run that shows it, or None)."""
        lengths = getattr(self, promise.kind)(promise)
        return ("violated" if lengths else "holds"), min(lengths, default=None)

    def forced(self, promise):
        goal = self.goal(promise)
        if promise.fair:
            best = chances(self.moves, goal, best=True)
            certain = {state for state in best if best[state] == 1}
        else:
            certain = surely(self.moves, goal)
        return [self.judge.length[state] for state in self.asked(promise) - certain]

    def likely(self, promise):
        known = chances(self.moves, self.goal(promise), promise.play == "best")
        if promise.when is None:
            told = [known_from(self.judge.scenario, some, known) for some in self.begun.values()]
            return [(0, 0) for value in told if not met(promise, value)]
        return [self.judge.length[state] for state in self.asked(promise) if not met(promise, known[state])]

    def eventually(self, promise):
        goal = self.goal(promise)
        worst = chances(self.moves, goal, best=False)
        begun = self.asked(promise) - goal
        reached = self.judge.lengths(begun, set(self.moves) - goal) | dict.fromkeys(begun, (0, 0))
        stops = [reached[state] for state in reached if not self.moves[state]]
        return stops or [reached[state] for state in reached if worst[state] == 0]


def known_from(scenario, some, known):
    whole = sum(weight for _, weight in some)
    return sum(known[begin(scenario, start)] * Fraction(weight, whole) for start, weight in some)


def met(promise, value):
    near = Fraction(1, 10**9)
    least, most = promise.at_least, promise.at_most
    return (least is None or value >= least - near) and (most is None or value <= most + near)
