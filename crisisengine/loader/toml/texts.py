"""Where the texts and comments of a TOML file stand, told without parsing it, whether it is sound or not."""

from __future__ import annotations

import re

__all__ = ["TEXT_OR_COMMENT", "without_texts"]

# A text that nobody closes goes to the end of its line or of the file, so that every alternative matches to its end and
# each character is looked at once. (Possessive repetitions would say so, but Python 3.11.2 gets them wrong.)
TEXT_OR_COMMENT = re.compile(
    r"""
    "{3} (?: [^"\\]+ | \\. | "{1,2}(?!") )* (?: "{3,5} | \\?\Z )
  | '{3} (?: [^']+ | '{1,2}(?!') )* (?: '{3,5} | \Z )
  | " (?: [^"\\\n]+ | \\[^\n] )* "?
  | ' [^'\n]* '?
  | \# [^\n]*
    """,
    re.VERBOSE | re.DOTALL,
)


def without_texts(text: str) -> str:
    """TOML without its texts and comments, whether it is sound or not; in time linear to its length."""
    return TEXT_OR_COMMENT.sub("", text)
