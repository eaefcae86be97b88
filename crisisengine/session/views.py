"""What was seen of a run, state by state; each is worked out when somebody looks, since a run may have 10,000 of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import overload

from crisisengine.engine.rules import State
from crisisengine.engine.run import Run
from crisisengine.engine.view_model import View
from crisisengine.model.scenario import Scenario

__all__ = ["Look", "Views"]

Look = Callable[[Scenario, State], View]


class Views(Sequence[View]):
    """The views of a run: one more than it has decisions, the present one last."""

    def __init__(self, run: Run, look: Look) -> None:
        self._run = run
        self._look = look
        self._seen: dict[int, View] = {}

    def follow(self, run: Run, shared: int) -> None:
        """Go on with another state of the run, which has its first `shared` decisions in common with the one before."""
        stood = self._state(shared)
        self._run = run
        if self._state(shared) != stood:  # something was sent, or a send was taken back
            shared -= 1
        self._seen = {index: view for index, view in self._seen.items() if index <= shared}

    def __len__(self) -> int:
        return len(self._run.steps) + 1

    @overload
    def __getitem__(self, index: int) -> View: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[View]: ...

    def __getitem__(self, index: int | slice) -> View | Sequence[View]:
        numbers = range(len(self))[index]
        if isinstance(numbers, range):
            return [self[number] for number in numbers]
        if numbers not in self._seen:
            self._seen[numbers] = self._look(self._run.scenario, self._state(numbers))
        return self._seen[numbers]

    def _state(self, index: int) -> State:
        """The state before decision `index + 1`, or the present one."""
        steps = self._run.steps
        return steps[index].before if index < len(steps) else self._run.state
