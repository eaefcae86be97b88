"""A run is a list of decisions, and of what a facilitator sent between them; everything else is computed from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property

from attrs import Factory, evolve, field, frozen

from crisisengine.budget import UNLIMITED, Budget
from crisisengine.engine.luck import chosen
from crisisengine.engine.rules import Decision, Start, State, Step, begin, place, possible, step
from crisisengine.engine.sending import send
from crisisengine.engine.starts import drawn_start, start_named
from crisisengine.errors import ChoiceRefused
from crisisengine.model.scenario import Scenario

__all__ = [
    "THEORY_AFTER",
    "THEORY_BEFORE",
    "Answer",
    "Branch",
    "Run",
    "draw",
    "drawn",
    "other_luck",
    "replay",
    "start",
]

THEORY_BEFORE, THEORY_AFTER = "theory.before", "theory.after"
"""Under which the two answers to a scenario's `theory` are kept."""


@frozen
class Branch:
    """What was undone, or left for a what-if: decisions and sends that once followed the first `after` of them."""

    after: int
    decisions: tuple[Decision, ...]
    label: str = ""
    """What it is, in a person's words."""


@frozen
class Answer:
    """What somebody wrote to a question of the debrief, or to the scenario's `theory`; replay ignores it."""

    question: str
    """Its id."""
    text: str


@frozen(eq=False, slots=False)
class Run:
    """A scenario, a seed, and what was decided and sent; frozen: deciding makes a new one."""

    scenario: Scenario = field(repr=False)
    seed: int
    moves: tuple[Step, ...] = field(default=(), repr=False)
    """What followed from each decision and each send, as it came."""
    branches: tuple[Branch, ...] = ()
    answers: tuple[Answer, ...] = ()
    start: Start = field(default=Factory(lambda run: drawn_start(run.scenario, run.seed), takes_self=True))
    """Where it began; unless somebody says so, as the seed draws it."""

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """What followed from each decision: number 1 is the first."""
        if not any(move.decision.send for move in self.moves):
            return self.moves
        return tuple(move for move in self.moves if not move.decision.send)

    @cached_property
    def sends(self) -> tuple[tuple[Step, ...], ...]:
        """By a number of decisions, from 0: what was sent after so many and before the next."""
        found: list[list[Step]] = [[]]
        for move in self.moves:
            if move.decision.send:
                found[-1].append(move)
            else:
                found.append([])
        return tuple(tuple(sent) for sent in found)

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """The run itself, sends among the decisions where they came."""
        return tuple(move.decision for move in self.moves)

    @property
    def state(self) -> State:
        """Where it is now."""
        return self.moves[-1].after if self.moves else begin(self.scenario, self.start)

    @property
    def place(self) -> str:
        """The scene, or the ending reached."""
        return place(self.scenario, self.state)

    @property
    def ended(self) -> bool:
        """Whether an ending is reached."""
        return self.place in self.scenario.endings

    def decide(self, measure: str, *, why: str = "", by: str = "", expected: str = "", at: str = "") -> Run:
        """Take a measure; where the world decides, the seed decides for it.

        Raises:
            ChoiceRefused: it is not open here.
        """
        outcome = None
        if not self.ended and measure in self.scenario.scenes[self.place].measures:
            outcome = draw(self, measure)
        taken = step(self.scenario, self.state, measure, outcome)
        if why or by or expected or at:
            taken = evolve(taken, decision=evolve(taken.decision, why=why, by=by, expected=expected, at=at))
        return evolve(self, moves=(*self.moves, taken))

    def send(self, inject: str, *, by: str = "", at: str = "") -> Run:
        """Send a contingency inject into the run, as a facilitator does.

        Raises:
            ChoiceRefused: it cannot be sent now.
        """
        sent = send(self.scenario, self.state, inject)
        if by or at:
            sent = evolve(sent, decision=evolve(sent.decision, by=by, at=at))
        return evolve(self, moves=(*self.moves, sent))

    def undo(self, count: int = 1, label: str = "") -> Run:
        """The run without the last `count` of its decisions and sends; they are kept as a branch.

        Raises:
            ChoiceRefused: there are not so many.
        """
        if not self.moves:
            raise ChoiceRefused("there is nothing to undo")
        if not 0 < count <= len(self.moves):
            raise ChoiceRefused(f"{count} decisions cannot be undone, there are {len(self.moves)}")
        kept, undone = self.moves[:-count], self.moves[-count:]
        branch = Branch(len(kept), tuple(taken.decision for taken in undone), label)
        return evolve(self, moves=kept, branches=(*self.branches, branch))

    def what_if(self, number: int) -> Run:
        """The run as it stood before decision `number`, from 1, to go on from there; what was decided stays as a branch.

        What was sent before that decision stays sent.

        Raises:
            ChoiceRefused: there is no such decision.
        """
        if not 0 < number <= len(self.steps):
            raise ChoiceRefused(f"there is no decision {number}")
        came_to = self.scenario.endings[self.place].title if self.ended else self.scenario.scenes[self.place].title
        kept = self.moves.index(self.steps[number - 1])
        return self.undo(len(self.moves) - kept, f"before the what-if at decision {number}, to: {came_to}")

    def answered(self, question: str, text: str) -> Run:
        """The run with an answer to a question of its debrief; an empty text takes it back."""
        kept = tuple(answer for answer in self.answers if answer.question != question)
        return evolve(self, answers=(*kept, Answer(question, text)) if text else kept)


def draw(run: Run, measure: str) -> str | None:
    """What the world decides after a measure that is taken now; None where nothing is left to chance.

    It is the same for the same seed, scene, measure and number of earlier draws there.

    Other decisions in between do not matter, so a what-if meets the same luck.
    """
    scene = run.place
    before = sum(taken.decision.scene == scene and taken.decision.measure == measure for taken in run.steps)
    return drawn(run.scenario, run.state, run.seed, (scene, measure), before)


def drawn(scenario: Scenario, state: State, seed: int, at: tuple[str, str], before: int) -> str | None:
    """The outcome that a seed draws in a state, for the measure `at` = (scene, measure) taken `before` times already.

    None where nothing is left to chance.
    """
    scene, measure = at
    odds = possible(scenario, state, measure)
    if not odds:
        return None
    return chosen(f"{seed}/{scene}/{measure}/{before}", odds)


def other_luck(run: Run) -> tuple[int, ...]:
    """The numbers of the decisions, from 1, whose outcome is not what the run's seed draws: somebody wrote them otherwise."""
    before: Counter[tuple[str, str]] = Counter()
    found = []
    for number, taken in enumerate(run.steps, 1):
        decision = taken.decision
        at = (decision.scene, decision.measure)
        if decision.outcome is not None and decision.outcome != drawn(
            run.scenario, taken.before, run.seed, at, before[at]
        ):
            found.append(number)
        before[at] += 1
    return tuple(found)


def replay(
    scenario: Scenario,
    decisions: Iterable[Decision],
    seed: int = 0,
    budget: Budget = UNLIMITED,
    start: Start | None = None,
) -> tuple[Run, ChoiceRefused | None]:
    """The run that decisions make, as far as they fit, and why the first that does not fit is refused.

    Args:
        scenario: what is played.
        decisions: and sends, as they came.
        seed: what decides where nothing is written down.
        budget: asked at each decision.
        start: where it began; as the seed draws it unless somebody says so.

    Raises:
        OverBudget: the budget is used up.
    """
    steps: list[Step] = []
    begun = drawn_start(scenario, seed) if start is None else start
    state = begin(scenario, begun)
    for decision in decisions:
        budget.ask("replaying")
        here = place(scenario, state)
        try:
            if decision.scene != here:
                raise ChoiceRefused(  # noqa: TRY301 - told in the same breath as the engine's own refusals
                    f"it was taken in `{decision.scene}`, and the run is in `{here}` now"
                )
            if decision.send:
                taken = send(scenario, state, decision.send)
            else:
                taken = step(scenario, state, decision.measure, decision.outcome)
        except ChoiceRefused as refusal:
            return Run(scenario, seed, tuple(steps), start=begun), refusal
        if taken.decision != decision:
            taken = evolve(taken, decision=decision)
        steps.append(taken)
        state = taken.after
    return Run(scenario, seed, tuple(steps), start=begun), None


def start(scenario: Scenario, seed: int = 0, chapter: str = "") -> Run:
    """A run in which nothing has been decided; at a chapter, by its id, or else where the scenario begins.

    Raises:
        ChoiceRefused: there is no such chapter.
    """
    return Run(scenario, seed, start=start_named(scenario, {}, seed, chapter))
