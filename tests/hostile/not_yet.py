"""What does not hold yet, by the name of its test and why. Whoever mends one removes its line: what passes fails the run.

A name without brackets stands for all parameters of a test, one with brackets for just these.
"""

from __future__ import annotations

__all__ = ["NOT_YET"]

NOT_YET: dict[str, str] = {}
