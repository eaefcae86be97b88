"""How much a test draws: little in an ordinary run, much in a campaign (`--hypothesis-profile=campaign`)."""

from functools import cache

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from crisisengine.testing import scenarios

_campaign = settings.get_profile("campaign").max_examples
_is_campaign = settings.default.max_examples == _campaign

LARGEST = 600
"""States of a drawn scenario that a brute-force judge walks through one by one."""
DRAWN = 100
"""Scenarios of a size that the tests of a process have between them."""
JUDGED = 2_000
"""What a campaign draws of what a judge confirms that a proof says of chances, promises, and what a player can see."""


def examples(count, campaign=_campaign):
    """So many examples in an ordinary run, and so many in a campaign."""
    return settings(max_examples=campaign if _is_campaign else count)


def drawn(largest=50_000):
    """A scenario of at most so many states: one of those that a process draws once for all its tests; in a campaign a new one.

    To draw one, and to load it, takes longer than most of what is asked of it.
    """
    if _is_campaign:
        return scenarios(largest=largest)
    return st.deferred(lambda: st.sampled_from(_drawn(largest)))


@cache
def _drawn(largest):
    found = []

    @settings(max_examples=DRAWN, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(scenarios(largest=largest))
    def collect(scenario):
        found.append(scenario)

    collect()
    return tuple(found)


def once_each(work):
    """What is worked out of a scenario (and of whatever else can be compared), once for each that all tests share."""
    known = {}

    def looked_up(scenario, *more):
        key = (id(scenario), *more)
        if key not in known:
            known[key] = scenario, work(scenario, *more)  # with the scenario, whose id is nobody else's while it lives
        return known[key][1]

    return work if _is_campaign else looked_up
