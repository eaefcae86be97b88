"""Every error that this package raises, by whose turn it is to act.

    CrisisError
    ├── ScenarioError    the author: carries every Diagnostic that was found
    ├── ChoiceRefused    the player or caller: this cannot be decided here, and why
    ├── JournalError     a stored run that cannot be read
    └── FilesError       the disk: missing, full, read-only, or changed by another program

Anything else that escapes is a fault of ours; internal impossibilities are plain assertions.
"""

from __future__ import annotations

from collections.abc import Sequence

from crisisengine.diagnostics import Diagnostic, concise
from crisisengine.text.english import plural

__all__ = ["ChoiceRefused", "CrisisError", "FilesError", "JournalError", "ScenarioError"]


class CrisisError(Exception):
    """Something that a person can mend; `str()` is the sentence to show, `hint` how to mend it."""

    hint: str = ""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class ScenarioError(CrisisError):
    """A scenario that does not load."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        first = concise(self.diagnostics[0])
        rest = len(self.diagnostics) - 1
        super().__init__(first if not rest else f"{first} (and {plural(rest, 'more fault')})")
        self.hint = self.diagnostics[0].hint


class ChoiceRefused(CrisisError):  # noqa: N818 - a refusal is an answer, not a mistake
    """A measure that is not offered here, is locked, or an outcome that cannot follow."""

    def __init__(self, message: str, *, reasons: tuple[str, ...] = (), hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.reasons = reasons


class JournalError(CrisisError):
    """A journal that is no journal, or of a later version."""


class FilesError(CrisisError):
    """What the disk refused."""
