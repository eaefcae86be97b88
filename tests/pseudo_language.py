"""A language that no person speaks: every sentence that went through gettext stands in ⟦brackets⟧.

What a test sees outside them was said without asking for a translation.
"""

from __future__ import annotations

import gettext
import re

__all__ = ["PseudoLanguage", "untranslated"]


class PseudoLanguage(gettext.NullTranslations):
    """Marks every message; named fields stay what they are."""

    def gettext(self, message):
        return f"⟦{message}⟧"

    def ngettext(self, singular, plural, count):
        return f"⟦{singular if count == 1 else plural}⟧"


def untranslated(text: str) -> list[str]:
    """The words of a text outside all brackets, of two letters at least: an id of a test's story has one."""
    inside = None
    while inside != text:
        inside, text = text, re.sub(r"⟦[^⟦⟧]*⟧", "", text)
    return re.findall(r"[^\W\d_]{2,}", text)
