"""The judge of what a player can see: every policy over everything that was ever seen, tried one by one with Fractions.

It shares nothing with the beliefs of the checker but the engine and what an observation is: no page is put together
sooner, nothing is forgotten, no bound is used. A history is the sequence of pages; a policy decides for each.
"""

from collections import Counter
from fractions import Fraction
from functools import lru_cache

from crisisengine.engine.observation import observation
from crisisengine.engine.rules import begin, evaluate, offers, place, possible, step
from crisisengine.engine.starts import starts


def best_and_worst_shown(scenario, goal, told=None):
    """(best, worst) chance to come to an ending, over the policies that see pages alone; play must not go round.

    The page on which the report `told` arrives also says whether it is true then.
    """
    begun = list(starts(scenario))
    whole = sum(weight for _, weight in begun)
    first = {}
    for start, weight in begun:
        state = begin(scenario, start)
        first.setdefault(observation(scenario, state), []).append((state, Fraction(weight, whole)))
    return tuple(sum(_value(scenario, goal, some, told, pick) for some in first.values()) for pick in (max, min))


def surely_shown(scenario, goal):
    """Whether some such policy comes there under every luck: what is looked for is a chance of 1, in fractions."""
    return best_and_worst_shown(scenario, goal)[0] == 1


def _value(scenario, goal, runs, told, pick):
    """The chance, unnormalised, of what is reached from states that look alike and always did."""
    here = {place(scenario, state) for state, _ in runs}
    assert len(here) == 1
    if goal in here:
        return sum(weight for _, weight in runs)
    opened = {tuple(offer.measure for offer in offers(scenario, state) if offer.open) for state, _ in runs}
    assert len(opened) == 1
    tried = []
    for measure in opened.pop():
        pages = {}
        for state, weight in runs:
            for likely, after, page, true in _following(scenario, state, measure, told):
                pages.setdefault((page, true), []).append((after, weight * likely))
        tried.append(sum(_value(scenario, goal, some, told, pick) for some in pages.values()))
    return pick(tried, default=Fraction(0))


@lru_cache(maxsize=10_000)  # the step is the same whatever was seen before it
def _following(scenario, state, measure, told=None):
    """What can follow from a measure: [(how likely, state after, its page, whether the report is true that arrives on it)]."""
    odds = possible(scenario, state, measure) or ((None, 1),)
    total = sum(part for _, part in odds)
    steps = [(Fraction(part, total), step(scenario, state, measure, outcome)) for outcome, part in odds]
    return [
        (likely, taken.after, observation(scenario, taken.after, taken), _truth(scenario, taken, told))
        for likely, taken in steps
    ]


def _truth(scenario, taken, told):
    arrives = told and any(event.what == "fired" and event.inject == told for event in taken.events)
    return bool(evaluate(scenario, taken.after, scenario.injects[told].claims)) if arrives else None


def best_and_worst_known(scenario, goal):
    """The same for one who knows all."""
    begun = list(starts(scenario))
    whole = sum(weight for _, weight in begun)
    return tuple(
        sum(Fraction(weight, whole) * _known(scenario, goal, begin(scenario, start), pick) for start, weight in begun)
        for pick in (max, min)
    )


def _known(scenario, goal, state, pick):
    if place(scenario, state) == goal:
        return Fraction(1)
    tried = []
    for measure in (offer.measure for offer in offers(scenario, state) if offer.open):
        following = _following(scenario, state, measure)
        tried.append(sum(likely * _known(scenario, goal, after, pick) for likely, after, _, _ in following))
    return pick(tried, default=Fraction(0))


def round_and_round(scenario, goal, pick, most=400, chapter=""):
    """The same where play may go round: every belief that pages can leave, and its chance grown from nothing until it stays.

    `goal`: an ending, or what tells of a state whether it is one. None where there are more beliefs than `most`.
    """
    found = _gathered(scenario, _reaches(scenario, goal), most, chapter)
    if found is None:
        return None
    begun, choices = found
    values, moved = dict.fromkeys(choices, 0.0), 1.0
    while moved > 1e-13:
        moved = 0.0
        for belief in reversed(choices):
            if choices[belief]:
                value = pick(
                    float(won) + sum(float(share) * values[after] for after, share in pages)
                    for won, pages in choices[belief]
                )
                moved, values[belief] = max(moved, abs(value - values[belief])), value
    won, pages = begun
    return float(won) + sum(float(share) * values[belief] for belief, share in pages)


def surely_round(scenario, goal, most=400, chapter=""):
    """Whether some policy that sees pages alone comes there in a bounded number of decisions; None where there are too many."""
    found = _gathered(scenario, _reaches(scenario, goal), most, chapter)
    if found is None:
        return None
    (_, begun), choices = found
    serving, known = set(), -1
    while known < (known := len(serving)):
        serving |= {
            belief
            for belief, tried in choices.items()
            if any(all(after in serving for after, _ in pages) for _, pages in tried)
        }
    return all(belief in serving for belief, _ in begun)


def almost_surely_round(scenario, goal, most=11, chapter=""):
    """Whether some such policy comes there almost surely, however long chance may take; None where there are too many supports.

    A support is what the pages leave possible, without how likely it is: nothing else decides what is almost sure. Every set
    of supports is tried: it is good when, by lot among the measures that surely stay in it, each state of each of its supports
    may come to the goal. Whoever follows the lot comes there almost surely; whoever comes there almost surely by any policy
    stays among supports that are one such set.
    """
    reaches, first = _reaches(scenario, goal), {}
    for start, _ in starts(scenario, chapter):
        state = begin(scenario, start)
        first.setdefault(observation(scenario, state), set()).add(state)
    begun = [frozenset(state for state in some if not reaches(state)) for some in first.values()]
    waiting, moves = [support for support in begun if support], {}
    for support in waiting:
        if support in moves:
            continue
        if len(moves) == most:
            return None
        moves[support] = _ways_of_support(scenario, support, reaches)
        waiting += [after for ways in moves[support] for _, _, after in ways if after]
    supports = list(moves)
    sets = (
        {support for place, support in enumerate(supports) if number >> place & 1} for number in range(1 << len(moves))
    )
    return any(all(not support or support in some for support in begun) and _good(moves, some) for some in sets)


def _ways_of_support(scenario, support, reaches):
    """By measure: (a state, the state after it, or None at the goal, the support of the page that comes then) each."""
    found = []
    for measure in (offer.measure for offer in offers(scenario, next(iter(support))) if offer.open):
        pages = {}
        for state in support:
            for outcome, _ in possible(scenario, state, measure) or ((None, 1),):
                taken = step(scenario, state, measure, outcome)
                pages.setdefault(observation(scenario, taken.after, taken), []).append((state, taken.after))
        ways = []
        for came in pages.values():
            left = frozenset(after for _, after in came if not reaches(after))
            ways += [(state, None if reaches(after) else after, left) for state, after in came]
        found.append(ways)
    return found


def _good(moves, some):
    """Whether from each state of each of some supports the goal may be reached by measures that surely stay among them."""
    near, known = set(), -1
    while known < (known := len(near)):
        for support in some:
            for ways in moves[support]:
                if all(not after or after in some for _, _, after in ways):
                    near |= {(support, state) for state, came, after in ways if came is None or (after, came) in near}
    return all((support, state) in near for support in some for state in support)


def _reaches(scenario, goal):
    return goal if callable(goal) else lambda state: place(scenario, state) == goal


def _gathered(scenario, reaches, most, chapter):
    """((what is won at once, first beliefs), {belief: [(what is won, beliefs that follow) by measure]})."""
    known = list(starts(scenario, chapter))
    whole, first = sum(weight for _, weight in known), {}
    for start, weight in known:
        state = begin(scenario, start)
        first.setdefault(observation(scenario, state), Counter())[state] += Fraction(weight, whole)
    begun, choices = _apart(first.values(), reaches), {}
    waiting = [belief for belief, _ in begun[1]]
    for belief in waiting:
        if belief in choices:
            continue
        choices[belief] = [_apart(pages, reaches) for pages in _pages_after(scenario, belief)]
        waiting += [after for _, pages in choices[belief] for after, _ in pages if after not in choices]
        if len(choices) > most:
            return None
    return begun, choices


def _apart(pages, reaches):
    """(what is at the goal, the beliefs of the others with their shares); who has arrived learns it from no page."""
    won, left = Fraction(0), []
    for some in pages:
        won += sum(share for state, share in some.items() if reaches(state))
        rest = {state: share for state, share in some.items() if not reaches(state)}
        if rest:
            whole = sum(rest.values())
            normal = sorted(((state, share / whole) for state, share in rest.items()), key=lambda each: each[0].row)
            left.append((tuple(normal), whole))
    return won, left


def _pages_after(scenario, belief):
    for measure in (offer.measure for offer in offers(scenario, belief[0][0]) if offer.open):
        pages = {}
        for state, share in belief:
            for likely, after, page, _ in _following(scenario, state, measure):
                pages.setdefault(page, Counter())[after] += share * likely
        yield pages.values()
