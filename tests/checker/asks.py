"""A budget that ends where a test wants it to."""

from attrs import define

from crisisengine.budget import Budget


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
