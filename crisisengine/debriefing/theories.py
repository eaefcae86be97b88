"""What somebody believed drives the crisis, before the first decision and when it was over: the scenario's `theory`."""

from __future__ import annotations

from collections.abc import Sequence

from crisisengine.debriefing.model import Theories
from crisisengine.engine.run import THEORY_AFTER, THEORY_BEFORE, Answer

__all__ = ["theories"]


def theories(question: str, answers: Sequence[Answer]) -> Theories | None:
    """Both answers side by side, each empty where it was passed over; None where no such question is asked."""
    if not question:
        return None
    given = {answer.question: answer.text for answer in answers}
    return Theories(question=question, before=given.get(THEORY_BEFORE, ""), after=given.get(THEORY_AFTER, ""))
