"""Sentences for people, and their translations: gettext set up once.

English stands where it is said, with named fields, so that a reader of the code reads the sentence and a translator
gets it whole:

    _("You go on after {count} decisions.", count=7)
    _n("{count} decision", "{count} decisions", 7)
    N_("quit")                    a word that is said later: marked here, translated by `_` where it is shown

Fields are put in after the translation, and what they hold is never read as a pattern: a stranger's text is safe in one.
`CRISISENGINE_LANGUAGE`, else the usual variables (`LANGUAGE`, `LC_ALL`, `LC_MESSAGES`, `LANG`) choose a catalogue out of
`crisisengine/locale/`; without one the English stands. Babel extracts them (CONTRIBUTING.md says how).
"""

from __future__ import annotations

import gettext
import os
from pathlib import Path

__all__ = ["DOMAIN", "LOCALES", "N_", "_", "_n", "speak", "spoken_language"]

DOMAIN = "crisisengine"
LOCALES = Path(__file__).resolve().parents[1] / "locale"


def _chosen() -> gettext.NullTranslations:
    wished = os.environ.get("CRISISENGINE_LANGUAGE")
    return gettext.translation(DOMAIN, LOCALES, [wished] if wished else None, fallback=True)


_translations: gettext.NullTranslations = _chosen()


def speak(translations: gettext.NullTranslations | None = None) -> None:
    """From now on in these translations; None: those that the environment asks for."""
    global _translations  # noqa: PLW0603 - one language at a time, for the whole program
    _translations = translations or _chosen()


def spoken_language() -> str:
    """The language tag of the catalogue in use, for whoever reads a page aloud; English where there is none."""
    return _translations.info().get("language", "en").replace("_", "-")


def _(message: str, **fields: object) -> str:
    """A sentence in the reader's language, with its fields put in."""
    told = _translations.gettext(message) if message else ""
    return told.format_map(fields) if fields else told


def _n(singular: str, plural: str, count: int, **fields: object) -> str:
    """The same for so many of something, in the plural form that the language asks for; `{count}` is one of the fields."""
    return _translations.ngettext(singular, plural, count).format_map({"count": count, **fields})


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for it
    """A sentence that is shown later, and translated there."""
    return message
