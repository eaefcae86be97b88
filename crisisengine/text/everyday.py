"""The everyday kind of Markdown as plain text: paragraphs of words, stressed words, citations, links into the glossary.

Nearly every text of a run is of this kind, and the first one need not wait until a parser of all of CommonMark is loaded. What
it says of a text is what that parser says; of any other text it says nothing.
"""

from __future__ import annotations

import re

__all__ = ["everyday"]

_CHARACTER = "[^\\\\`*_~<>&#|!\\[\\]\n\x00-\x1f\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]"
"""One that means itself, wherever it stands inside a line."""
_STRESSED = rf"(?<![^ \n(“‘—–])\*(?=[^\W_]){_CHARACTER}+(?<=[^\W_])\*(?=[ \n.,;:?)”’—–]|\Z)"
_LINKED = rf"\[{_CHARACTER}+\]\(glossary:\w+\)"
_CITED = r"\[\d+\](?!\()"
_LINE = rf"(?![-+= ]|\d+[.)])(?:{_CHARACTER}|{_STRESSED}|{_LINKED}|{_CITED})+(?<! )"
_TEXT = re.compile(rf"\n*{_LINE}(?:\n+{_LINE})*\n*")
_MARKS = re.compile(r"\*|\[(?=\D)|\]\(glossary:\w+\)")


def everyday(markdown: str) -> str | None:
    """A text without its marks, each paragraph on a line of its own; None for one of another kind."""
    if not _TEXT.fullmatch(markdown):
        return None
    told = _MARKS.sub("", markdown.strip("\n"))
    return "\n\n".join(paragraph.replace("\n", " ") for paragraph in re.split("\n\n+", told))
