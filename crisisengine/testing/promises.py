"""The promises of a scenario in the making: one of each kind at most, with what may stand beside its claim."""

from __future__ import annotations

from typing import Any

from attrs import evolve, frozen

from crisisengine.testing.expressions import Writing

__all__ = ["Promising"]

_KINDS = ("always", "never", "reachable", "eventually", "never_by_chance", "forced", "likely", "answers", "changes")
_WITHOUT_POSSIBLE = ("forced", "likely", "answers", "changes")


@frozen
class Promising:
    """Writes the promises, once everything is there that they may name."""

    writing: Writing
    endings: tuple[str, ...]
    moments: list[str]
    """What an `at` may name."""
    length: int | None
    """Of the clock; None without one."""

    def tables(self) -> dict[str, Any]:
        """Some promises, by name."""
        return {f"promise_{kind}": self._promise(kind) for kind in _KINDS if self._pick(True, True, False)}

    def _pick(self, *choices: Any) -> Any:
        return self.writing.pick(choices)

    def _promise(self, kind: str) -> dict[str, Any]:
        vocabulary = self.writing.vocabulary
        if kind not in _WITHOUT_POSSIBLE:
            self.writing.vocabulary = evolve(vocabulary, possible=self.endings)
        if kind == "changes":
            self.writing.vocabulary = evolve(vocabulary, of_steps=True)
        claim = self._pick(*self.endings) if kind == "never_by_chance" else self.writing.truth()
        found: dict[str, Any] = {kind: claim}
        self.writing.vocabulary = evolve(self.writing.vocabulary, of_steps=False)
        if self._pick(False, False, True):
            found["when"] = self.writing.truth(1)
        if kind in ("always", "never", "reachable", "changes") and self._pick(False, True):
            found["at"] = [moment for moment in self.moments if self._pick(False, False, True)]
        if kind in ("forced", "eventually") and self._pick(False, False, True):
            found["fair"] = True
        if kind == "likely":
            found[self._pick("at_least", "at_most")] = self._pick(0.5, "1/3", 0, 0.1)
            if self._pick(False, True):
                found["play"] = "worst"
        if kind == "answers":
            found["to"] = self.writing.truth(1)
            if self.length is not None and self._pick(True, True, False):
                found["within"] = self._pick(1, 0, 2, self.length)
        self.writing.vocabulary = vocabulary
        return found
