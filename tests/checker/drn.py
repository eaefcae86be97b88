"""A stranger's reading of a graph: Storm's DRN read by what its documentation says, and every chance in it worked out anew.

Nothing here knows the checker, the engine or a scenario. All is a Fraction of the decimals that were written, so that
what comes out is what the file says, and nothing else. One strong component after the other, what follows first; within
one, Howard's policy iteration (1960) with Gauss's elimination.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property

from attrs import frozen


@frozen(eq=False, slots=False)
class Model:
    """What a file says: of each state its labels and its choices, each a name and how likely it leads where."""

    labels: list[frozenset[str]]
    choices: list[list[tuple[str, dict[int, Fraction]]]]

    @cached_property
    def moves(self):
        """The choices without their names."""
        return [[leads for _, leads in choices] for choices in self.choices]

    @cached_property
    def components(self):
        """The strong components, what follows first."""
        return list(_components(self.moves))

    @property
    def start(self):
        (start,) = (state for state, labels in enumerate(self.labels) if "init" in labels)
        return start

    def labelled(self, label):
        return {state for state, labels in enumerate(self.labels) if label in labels}

    @cached_property
    def at_random(self):
        """The same where nobody chooses: every choice of a state is as likely as the others."""
        mixed = []
        for choices in self.choices:
            leads = {}
            for _, choice in choices:
                for state, likely in choice.items():
                    leads[state] = leads.get(state, 0) + likely / len(choices)
            mixed.append([("", leads)])
        return Model(self.labels, mixed)


def read(text):
    """A model, or an AssertionError that says what the format does not allow."""
    lines = [line for line in text.splitlines() if not line.startswith("//")]
    at = lines.index("@model")
    head, labels, choices = _head(lines[:at]), [], []
    for number, line in enumerate(lines[at + 1 :], at + 2):
        words = line.split()
        if line.startswith("state "):
            assert int(words[1]) == len(labels), f"line {number}: states come in order, without gaps"
            labels.append(frozenset(words[2:]))
            choices.append([])
        elif line.startswith("\taction "):
            (name,) = words[1:]
            choices[-1].append((name, {}))
        else:
            assert line.startswith("\t\t"), f"line {number}: it is neither a state, an action nor a transition"
            target, colon, likely = words
            known = choices[-1][-1][1]
            assert colon == ":", f"line {number}: a colon stands between where and how likely"
            assert int(target) > max(known, default=-1), f"line {number}: each target once, in order"
            known[int(target)] = Fraction(likely)
    assert head["@type:"] == "MDP"
    assert int(head["@nr_states"]) == len(labels)
    assert int(head["@nr_choices"]) == sum(map(len, choices))
    for state, some in enumerate(choices):
        assert some, f"state {state} has no choice"
        for name, leads in some:
            assert max(leads) < len(labels), f"state {state}, {name}: it leads nowhere"
            assert min(leads.values()) > 0, f"state {state}, {name}: what cannot come is not written"
            assert sum(leads.values()) == 1, f"state {state}, {name}: chances add up to 1"
    return Model(labels, choices)


def _head(lines):
    found, section = {}, ""
    for line in lines:
        if line.startswith("@"):
            section, _, value = line.partition(" ")
            assert section not in found, f"{section} occurs once"
            found[section] = value
        else:
            assert not found[section], f"{section} has one line"
            found[section] = line.strip()
    return found


def lines_at_random(lines, number=Fraction):
    """The lines of a file that says the same where nobody chooses: for a judge that has no such play of its own.

    Args:
        lines: an iterator of those of a file as `read` takes it.
        number: what they are reckoned with: Fraction, or float where there are millions.
    """
    head = []
    for line in lines:
        if line.startswith("@model"):
            break
        head.append(line)
    head[head.index("@type: MDP\n")] = "@type: DTMC\n"
    head[head.index("@nr_choices\n") + 1] = head[head.index("@nr_states\n") + 1]
    yield from (*head, "@model\n")
    choices = []
    for line in lines:
        if line.startswith("\taction"):
            choices.append([])
        elif line.startswith("\t\t"):
            target, _, likely = line.split()
            choices[-1].append((int(target), number(likely)))
        else:
            yield from _mixed(choices)
            choices = []
            yield line
    yield from _mixed(choices)


def _mixed(choices):
    leads = {}
    for choice in choices:
        for target, likely in choice:
            leads[target] = leads.get(target, 0) + likely / len(choices)
    if leads:
        yield "\taction 0\n"
    for target in sorted(leads):
        yield f"\t\t{target} : {leads[target]}\n"


def chance(model, goal, best):
    """The highest or the lowest chance to come to a goal, for each state."""
    moves = model.moves
    policy = _attracted(moves, goal) if best else None
    nothing = set(range(len(moves))) - goal - set(policy) if best else _evading(moves, goal)
    values = dict.fromkeys(goal, Fraction(1)) | dict.fromkeys(nothing, Fraction(0))
    for together in model.components:
        component = [state for state in together if state not in values]
        taken = {state: policy[state] if best else 0 for state in component}
        while True:
            now = _Over(values, _solved(moves, taken, values))
            better = {}
            for state in component:
                worth = [sum(likely * now[to] for to, likely in leads.items()) for leads in moves[state]]
                top = max(worth) if best else min(worth)
                if top != now[state]:
                    better[state] = worth.index(top)
            if not better:
                break
            taken |= better
        values.update((state, now[state]) for state in component)
    return [values[state] for state in range(len(moves))]


class _Over(dict):
    """What is new, and behind it what was known: without copying that."""

    def __init__(self, known, new):
        super().__init__(new)
        self.known = known

    def __missing__(self, state):
        return self.known[state]


def _attracted(moves, goal):
    """For each state from which a goal can be reached, a choice that may lead nearer to it."""
    before = [[] for _ in moves]
    for state, choices in enumerate(moves):
        for number, leads in enumerate(choices):
            for to in leads:
                before[to].append((state, number))
    found, waiting = {}, list(goal)
    for state in waiting:  # grows while it is walked along: the nearest come first
        for other, number in before[state]:
            if other not in found and other not in goal:
                found[other] = number
                waiting.append(other)
    return found


def _evading(moves, goal):
    """The states from which some play never comes to a goal, for sure."""
    safe, known = set(range(len(moves))) - goal, -1
    while known != (known := len(safe)):
        safe = {state for state in safe if any(leads.keys() <= safe for leads in moves[state])}
    return safe


def _solved(moves, taken, values):
    """What each state of a component is worth under a policy, which leaves it sooner or later."""
    rows = {}
    for state, choice in taken.items():
        row, right = {state: Fraction(1)}, Fraction(0)
        for to, likely in moves[state][choice].items():
            if to in taken:
                row[to] = row.get(to, Fraction(0)) - likely
            else:
                right += likely * values[to]
        rows[state] = row, right
    done = []
    while rows:
        state = min(rows, key=lambda each: len(rows[each][0]))  # the shortest first fills in the least
        row, right = rows.pop(state)
        pivot = row.pop(state)
        row, right = {to: entry / pivot for to, entry in row.items()}, right / pivot
        for other, (entries, result) in rows.items():
            factor = entries.pop(state, None)
            if factor:
                for to, entry in row.items():
                    entries[to] = entries.get(to, Fraction(0)) - factor * entry
                rows[other] = {to: entry for to, entry in entries.items() if entry}, result - factor * right
        done.append((state, row, right))
    found = {}
    for state, row, right in reversed(done):
        found[state] = right - sum(entry * found[to] for to, entry in row.items())
    return found


def _components(moves):
    """The strong components, what follows first: Tarjan's algorithm (1972) with a stack of its own."""
    order, lowest, waiting, placed = {}, {}, [], set()

    def following(state):
        return iter({to for leads in moves[state] for to in leads})

    for root in range(len(moves)):
        path = [] if root in order else [(root, following(root))]
        while path:
            state, leads = path[-1]
            if state not in order:
                order[state] = lowest[state] = len(order)
                waiting.append(state)
            for to in leads:
                if to not in order:
                    path.append((to, following(to)))
                    break
                if to not in placed:
                    lowest[state] = min(lowest[state], order[to])
            else:
                path.pop()
                if path:
                    lowest[path[-1][0]] = min(lowest[path[-1][0]], lowest[state])
                if lowest[state] == order[state]:
                    component = [waiting.pop()]
                    while component[-1] != state:
                        component.append(waiting.pop())
                    placed.update(component)
                    yield component
