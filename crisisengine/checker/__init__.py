"""What can be said about a scenario before anybody plays it."""

from crisisengine.checker.judging import Result, judge

__all__ = ["Result", "judge"]
