"""Which texts are worth a closer look: asked of every text, and answered without looking at most characters twice."""

from __future__ import annotations

import re

__all__ = ["OPEN_CITATION", "looks_odd"]

OPEN_CITATION = re.compile(r"\[\^(\w+)(?![\w\]])")
_SUSPECT = re.compile(
    r"!\[|\]\((?![^\s()]{0,500}\))|\u200b|\u2060|\u00ad|\{\{|\|[ \t\n]*(?:else|otherwise) ?:|\[\[|<<|\$\{|</?[a-z]"
    r"|\|(?<!\\\|)\s*(?:(?:not )?[\w.]+(?: (?:and|or) (?:not )?[\w.]+)*|[^|{}:]{0,80}[<>=][^|{}:]{0,80})\s*:[^|{}]*\}"
    rf"|{OPEN_CITATION.pattern}"
)
"""Every alternative begins with a character of its own, so that a text is passed over as fast as these are looked for."""


def looks_odd(text: str) -> bool:
    """Whether a text has anything that `oddities` could find odd."""
    return _SUSPECT.search(text) is not None
