"""How much a test draws: little in an ordinary run, much in a campaign (`--hypothesis-profile=campaign`)."""

from hypothesis import settings

_campaign = settings.get_profile("campaign").max_examples
_is_campaign = settings.default.max_examples == _campaign

LARGEST = 2_000 if _is_campaign else 600
"""States of a drawn scenario that a brute-force judge walks through one by one."""


def examples(count):
    """So many examples in an ordinary run; a campaign has its own number."""
    return settings(max_examples=_campaign if _is_campaign else count)
