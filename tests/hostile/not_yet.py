"""What does not hold yet, by the name of its test and why. Whoever mends one removes its line: it fails when it passes."""

from __future__ import annotations

__all__ = ["NOT_YET"]

NOT_YET: dict[str, str] = {}
