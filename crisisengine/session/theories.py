"""The scenario's question about what drives the crisis, where whoever plays alone is due to be asked."""

from __future__ import annotations

from attrs import frozen

from crisisengine.engine.run import THEORY_AFTER, THEORY_BEFORE
from crisisengine.session.session import Session

__all__ = ["TheoryAsked", "theory_asked"]


@frozen
class TheoryAsked:
    """The question, and under which id the answer is kept."""

    question: str
    text: str
    """In the author's words."""
    before: str
    """What was answered before the first decision; empty then, and where it was passed over."""


def theory_asked(session: Session) -> TheoryAsked | None:
    """What is asked now: behind the briefing, and once the run has ended; None where it is answered, or not asked.

    It may be passed over: nothing waits for an answer.
    """
    run, text = session.run, session.scenario.theory
    if not text or (run.moves and not session.ended):
        return None
    question = THEORY_AFTER if session.ended else THEORY_BEFORE
    given = {answer.question: answer.text for answer in run.answers}
    return None if question in given else TheoryAsked(question, text, given.get(THEORY_BEFORE, ""))
