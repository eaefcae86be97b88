"""How much a test draws: little in an ordinary run, much in a campaign (`--hypothesis-profile=campaign`)."""

from hypothesis import settings

_campaign = settings.get_profile("campaign").max_examples
_is_campaign = settings.default.max_examples == _campaign

LARGEST = 600
"""States of a drawn scenario that a brute-force judge walks through one by one."""
JUDGED = 2_000
"""What a campaign draws of what a judge confirms that a proof says of chances, promises, and what a player can see."""


def examples(count, campaign=_campaign):
    """So many examples in an ordinary run, and so many in a campaign."""
    return settings(max_examples=campaign if _is_campaign else count)
