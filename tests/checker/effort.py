"""How many examples a test of the checker draws, and budgets that end where a test wants them to."""

from attrs import define
from hypothesis import settings

from crisisengine.budget import Budget

campaign = settings.get_profile("campaign").max_examples


def examples(count):
    """So many examples in an ordinary run; a campaign has its own number."""
    return settings(max_examples=max(count, campaign if settings.default.max_examples == campaign else 0))


@define(eq=False)
class Asks(Budget):
    """A budget of so many questions: the same work is done on every machine."""

    asks: int = 0
    raises: bool = False
    """Whether somebody presses Ctrl-C then."""
    phase: str = ""
    """Only questions in this phase count; in any, if empty."""

    def ask(self, phase):
        if self.phase in ("", phase):
            super().ask(phase)

    def reason(self):
        self.asks -= 1
        if self.asks >= 0:
            return None
        if self.raises:
            raise KeyboardInterrupt
        return "seconds"
