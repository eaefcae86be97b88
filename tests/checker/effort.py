"""How many examples a test of the checker draws."""

from hypothesis import settings

campaign = settings.get_profile("campaign").max_examples


def examples(count):
    """So many examples in an ordinary run; a campaign has its own number."""
    return settings(max_examples=max(count, campaign if settings.default.max_examples == campaign else 0))
