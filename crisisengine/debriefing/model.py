"""What a debrief is made of: nouns that any report can show, and nothing that it has to work out.

Longer than 300 lines because it is the list of everything that a debrief knows, documented field by field.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from attrs import frozen

from crisisengine.engine.rules import Decision
from crisisengine.engine.run import Answer
from crisisengine.engine.situation import Situation
from crisisengine.engine.view_model import Card, EndingCard
from crisisengine.model.kinds import Better, Beyond, HeadingKind, Kept, LostBy, ObjectiveResult, Sort
from crisisengine.model.scenario import Site, Source

__all__ = [
    "Begun",
    "Chances",
    "ChapterLine",
    "Debrief",
    "DecisionOdds",
    "DecisionReview",
    "DrawnValue",
    "EndingOption",
    "GradedReport",
    "LedgerLine",
    "LockedMeasure",
    "Mixed",
    "ObjectiveLine",
    "Odds",
    "Outlook",
    "Question",
    "Road",
    "Trajectory",
    "TurningPoint",
]


COSTLY = 0.1 - 1e-9
"""A decision that cost so much of the chance of the best rank is told among the turning points."""


@frozen(kw_only=True)
class DrawnValue:
    """What the world drew before anybody decided."""

    variable: str
    label: str
    word: str
    """What it drew, in words."""
    share: float
    """How likely that was."""
    hidden: bool
    """Whether the player could not see it."""


@frozen
class Begun:
    """The chapter at which a run began."""

    id: str
    title: str


@frozen(kw_only=True)
class ChapterLine:
    """A chapter of the story, and how far the run came in it."""

    title: str
    played: bool
    """Whether something was decided in it."""
    finished: bool
    """Whether something was, and the run has left it."""
    documented: str
    """What the author says is documented and invented in it, as Markdown; empty where no paragraph is its own."""


@frozen(kw_only=True)
class LedgerLine:
    """One change of one variable, and what caused it."""

    number: int
    """Of the decision in whose step it happened, from 1."""
    date: str
    variable: str
    label: str
    sort: Sort
    before: int
    after: int
    word_before: str
    word_after: str
    watched: bool
    """Whether it is worth a reader's time: labelled, or hidden while playing; the rest are inner workings."""
    hidden: bool
    """Whether the player could not see it."""
    saturated: bool
    cause: str
    """In words."""
    route: str
    """The rule's address."""
    decided_by: int
    """The number of the decision that set it going: an earlier one for a delayed effect."""
    because: str
    """How a world's move came about: set by a decision, dated, or its condition held; empty for a measure's own effect."""


@frozen(kw_only=True)
class EndingOption:
    """An ending, as a place that a run may still come to."""

    id: str
    title: str
    rank: int
    """Higher is better for civilians. It orders, and is never shown as a number."""
    reached: bool


@frozen
class Outlook:
    """The endings that can still be reached from a state."""

    endings: tuple[str, ...]
    """By id, the best first."""
    plays: int
    """0: exact, from all states. Else from so many random plays: an ending that is missing may still be there."""
    hurried: bool = False
    """Whether these are fewer plays than were meant, since the time for more was up."""


@frozen(kw_only=True)
class Road:
    """A measure that was offered at a decision, and what it would have kept open."""

    measure: str
    label: str
    taken: bool
    reasons: tuple[str, ...]
    """Why it was locked; empty when it was open."""
    keeps: Kept
    """Of the best rank that was possible: `kept` whatever the world decides, `risked` on some outcome, `lost`; empty where locked, not known, or no ending was possible any more."""


@frozen(kw_only=True)
class TurningPoint:
    """A decision after which the best rank that had been possible was possible no more."""

    number: int
    lost: tuple[str, ...]
    """The endings of that rank, by id."""
    by: LostBy
    """`decision`: whatever the world had decided; `chance`: another outcome would have kept it."""
    better: tuple[Decision, ...]
    """A play from before this decision to an ending of that rank: what would have kept it, and how it could have gone on.
    Empty where none was found."""
    told: tuple[str, ...]
    """The same, each decision in words."""
    leads_to: str
    """The ending that it comes to."""
    lucky: int
    """How many times in it the world must decide as told, where another outcome would close the road."""

    @property
    def luck(self) -> Literal["none", "any", "needed"]:
        """`none`: nothing is left to chance on that way; `any`: something is, and every outcome keeps it open; `needed`: `lucky` times."""
        if self.lucky:
            return "needed"
        return "any" if any(decision.outcome for decision in self.better) else "none"

    @property
    def next_step(self) -> str:
        """What would have kept it, in words; the rest of `told` gives the way away. Empty where none was found."""
        return self.told[0] if self.told else ""


@frozen(kw_only=True)
class DecisionOdds:
    """The chance of the best rank around one decision, between 0 and 1."""

    before: float
    """Under best play from there."""
    taken: float
    """With the measure taken, before its outcome is known."""
    after: float
    random_before: float
    """Under uniform random play from there."""
    random_after: float

    @property
    def decided(self) -> float:
        """The decision's share: what the best measure would have been better than the one that was taken."""
        return max(self.before - self.taken, 0.0)

    @property
    def luck(self) -> float:
        """Luck's share: what then came of it moved, up or down; for one who sees only the pages also what came to light."""
        return self.after - self.taken


@frozen
class Odds:
    """Whose chance it is that is told along a run."""

    endings: tuple[str, ...]
    """The best rank that was possible at the start, by id."""
    shown: bool
    """Whether best play is that of one who sees only the pages; else of one who knows all."""


@frozen(kw_only=True)
class DecisionReview:
    """One decision with what it was taken on, and what followed."""

    number: int
    date: str
    """When it was taken."""
    scene: str
    scene_title: str
    chapter: str
    site: Site | None = None
    """Where the scene is; None where the author does not say."""
    situation: str
    """What the person read, as Markdown."""
    measure: str
    label: str
    outcome: str
    as_seeded: bool
    """Whether the world decided what the run's seed would have decided; true where it decided nothing."""
    why: str
    by: str
    expected: str
    at: str
    tags: tuple[str, ...]
    """Display labels."""
    takes: str
    """`3 days`; empty without a clock."""
    price: str
    """`price: Boats −2`; empty where it cost nothing but time."""
    roads: tuple[Road, ...]
    """Everything that was offered, in file order."""
    result: str
    lesson: str
    cards: tuple[Card, ...]
    lapsed: tuple[str, ...]
    """What was due and came to nothing, in words."""
    set_going: tuple[str, ...]
    """What this decision set for later, in words: announced here, never while playing."""
    called_off: tuple[str, ...]
    """What had been set, and this decision stopped, in words."""
    ledger: tuple[LedgerLine, ...]
    before: Outlook | None
    """None where nobody has looked."""
    after: Outlook | None
    closed: tuple[str, ...]
    """The endings that were possible before this decision and not after it, by id, the best first."""
    turning: TurningPoint | None
    odds: DecisionOdds | None = None
    """None where nobody knows them."""
    ask: tuple[str, ...] = ()
    """What the author would have a room asked about this scene, as Markdown."""


@frozen(kw_only=True)
class SentInject:
    """What a facilitator sent into the run."""

    number: int
    """Of the decision that it followed; 0 where it came before the first."""
    scene_title: str
    """Where it was sent."""
    card: Card
    good_answer: str
    """What a good room does about it, as Markdown; empty where the author does not say."""
    others: tuple[Card, ...]
    """What else came in the same step."""
    by: str
    at: str
    ledger: tuple[LedgerLine, ...]


@frozen(kw_only=True)
class Trajectory:
    """An indicator over the whole run."""

    variable: str
    label: str
    """With the party's name before it where it is a party's."""
    sort: Sort
    low: int
    high: int
    better: Better
    values: tuple[int, ...]
    """At the start, then after each decision and what was sent behind it."""
    words: tuple[str, ...]
    """The same in words."""
    party: bool
    """Whether it is a party's own."""

    @classmethod
    def of_chances(cls, label: str, chances: Sequence[float], word: Callable[[float], str]) -> Trajectory:
        """A chance that went up and down along the run, out of 100."""
        return cls(
            variable="",
            label=label,
            sort="number",
            low=0,
            high=100,
            better="high",
            values=tuple(round(100 * chance) for chance in chances),
            words=tuple(map(word, chances)),
            party=False,
        )


@frozen(kw_only=True)
class GradedReport:
    """A graded report: what it claimed, what was so, and which decisions hung on it."""

    inject: str
    sender: str
    grade: str
    text: str
    number: int
    """The decision after which it came; 0 where it was sent before the first."""
    true: bool
    """Whether its claim held when it came."""
    verified: int
    """The decision that verified it; 0 for never."""
    acted_on: tuple[int, ...]
    """Decisions taken after it came, and before it was verified or came again, that hung on what it claimed: whether whoever
    decided believed it, nobody can know."""
    left_unchecked: tuple[int, ...] = ()
    """Decisions in the same time at which it could have been checked, and was not."""


@frozen(kw_only=True)
class Chances:
    """What chance alone made of these decisions: the same decisions, every other luck."""

    endings: tuple[tuple[str, float], ...]
    """(ending's id, its share of all plays), the best first; shares are between 0 and 1."""
    unfinished: float
    """The share of plays that these decisions do not bring to an ending."""
    diverged: float
    """The share of plays in which another outcome closed a later decision: nobody knows what would have been decided there."""
    luck: float | None
    """Of the plays that did not diverge, the share that comes to another end than this run did; None where the run has not ended."""


@frozen(kw_only=True)
class Mixed:
    """How often something was chosen, and how often it could have been."""

    kind: HeadingKind
    label: str
    taken: int
    """Decisions whose measure bears it."""
    offered: int
    """Decisions at which some open measure bore it."""


@frozen(kw_only=True)
class LockedMeasure:
    """A measure that was shown and locked, each time it was."""

    scene_title: str
    label: str
    numbers: tuple[int, ...]
    """The decisions at which it was locked."""
    reasons: tuple[str, ...]
    opened_later: bool
    """Whether it stood open at a later decision."""


@frozen(kw_only=True)
class ObjectiveLine:
    """A learning objective, and the decisions that bore on it."""

    id: str
    text: str
    level: str
    result: ObjectiveResult
    """`met`: decisions that bear on it were taken, and none went against it; `partly`: some did; `not`: all did, or none
    was taken; `beyond`: nothing that bears on it stood open, and what does lies ahead, or in chapters that were not played."""
    decisions: tuple[int, ...]
    """Those taken that bear on it."""
    against: tuple[int, ...]
    """Of these, the ones that closed the best that was possible, hung on an unchecked report, or made things worse."""
    missed: tuple[int, ...]
    """Those at which a measure that teaches it stood open and another was taken."""
    lies: Beyond = ""
    """Where what bears on it lies; empty unless it is `beyond`."""
    chapters: tuple[str, ...] = ()
    """Of one that is `beyond`: the titles of the chapters that were not played and bear on it, in file order."""


@frozen(kw_only=True)
class Question:
    """Something to talk about that belongs to this run."""

    id: str
    """Stays the same for the same run, so that an answer finds its question again."""
    number: int
    """The decision that it is about; 0 for the whole run."""
    text: str
    answer: str


@frozen(kw_only=True)
class Theories:
    """What somebody believed drives it, in their own words; empty where the question was passed over."""

    question: str
    before: str
    """Before the first decision."""
    after: str
    """When it was over, before the debrief."""


@frozen(kw_only=True)
class Debrief:
    """A whole run, ready to be shown or written down."""

    scenario: str
    title: str
    language: str
    """Of the scenario's texts, as a tag (BCP 47); `en` where it names none."""
    fingerprint: str
    engine: str
    seed: int
    begun: Begun | None
    """The chapter at which it began; None for the scenario's own beginning."""
    drawn: tuple[DrawnValue, ...]
    """What was drawn at the start, in file order; empty where the scenario draws nothing."""
    start_as_seeded: bool
    """Whether that is what the run's seed draws."""
    decided: int
    """Decisions of the run: more than there are reviews where the time for reading them was up."""
    loop_from: int
    """The decision, from 1, before which the run stood where it stands now: from there it can go round for ever; 0 for none."""
    ended: bool
    ending: EndingCard | None
    opened: str
    """The date it began; empty without a clock."""
    closed: str
    chapters: tuple[ChapterLine, ...] = ()
    """Every chapter that scenes name, in file order."""
    ending_options: tuple[EndingOption, ...]
    """Every ending of the scenario, the best first."""
    reviews: tuple[DecisionReview, ...]
    sent: tuple[SentInject, ...]
    """What a facilitator sent, in order."""
    trajectories: tuple[Trajectory, ...]
    """Every labelled indicator that was not hidden, then each party's, in the order of the side panel."""
    graded_reports: tuple[GradedReport, ...]
    situation: Situation | None = None
    """Where things are at its end; None of a scenario that names no place."""
    odds: Odds | None = None
    """What the chances along the run are of; None where nobody knows them."""
    chances: Chances | None
    """None where they would have taken too long to work out."""
    mix: tuple[Mixed, ...]
    locked_measures: tuple[LockedMeasure, ...]
    objectives: tuple[ObjectiveLine, ...]
    theories: Theories | None = None
    """None where the scenario does not ask."""
    questions: tuple[Question, ...]
    answered_earlier: tuple[Answer, ...]
    """Answers to questions that are not asked any more."""
    lessons: tuple[str, ...]
    sources: tuple[tuple[int, Source], ...]
    """(the number by which texts cite it, the source)."""
    invented: str
    """The whole of it, as Markdown; the paragraphs of single chapters are also in `chapters`."""
    leaves_out: str
    cut: tuple[str, ...]
    """What is left out because the time or the memory for it was up, a sentence each; mostly nothing."""

    @property
    def costly(self) -> tuple[DecisionReview, ...]:
        """The decisions that cost at least ten points of the chance of the best rank, in order."""
        return tuple(each for each in self.reviews if each.odds is not None and each.odds.decided >= COSTLY)

    @property
    def turned(self) -> tuple[DecisionReview, ...]:
        """The decisions that closed the best still possible, and those that made it less likely by ten points, in order."""
        costly = {review.number for review in self.costly}
        return tuple(review for review in self.reviews if review.turning is not None or review.number in costly)

    @property
    def best_line(self) -> tuple[float, ...]:
        """The chance of the best rank under best play, at the start and after each decision; empty where nobody knows it."""
        along = self._odds
        return (along[0].before, *(odds.after for odds in along)) if along else ()

    @property
    def random_line(self) -> tuple[float, ...]:
        """The same under random play."""
        along = self._odds
        return (along[0].random_before, *(odds.random_after for odds in along)) if along else ()

    @property
    def _odds(self) -> list[DecisionOdds]:
        return [review.odds for review in self.reviews if review.odds is not None] if self.odds is not None else []

    @property
    def ledger(self) -> tuple[LedgerLine, ...]:
        """Every change of the run, in order."""
        lines = [line for sent in self.sent for line in sent.ledger if not sent.number]
        for review in self.reviews:
            lines += review.ledger
            lines += [line for sent in self.sent for line in sent.ledger if sent.number == review.number]
        return tuple(lines)

    @property
    def turning_points(self) -> tuple[TurningPoint, ...]:
        """Where the best rank that was still possible was lost, in order."""
        return tuple(review.turning for review in self.reviews if review.turning)

    @property
    def names(self) -> dict[str, str]:
        """The title of each ending by its id."""
        return {option.id: option.title for option in self.ending_options}
