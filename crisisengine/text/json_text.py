"""JSON for other programs, which a person may look at on a terminal first."""

from __future__ import annotations

import json
import re

__all__ = ["json_text"]

_UNSHOWN = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
"""What could steer a terminal or turn a text round; below U+0020 JSON escapes by itself. Half a pair comes of names of files."""


def json_text(document: object) -> str:
    """A document, indented: letters of every script as they are, and what no eye sees as an escape that says the same."""
    return _UNSHOWN.sub(_escaped, json.dumps(document, ensure_ascii=False, indent=2))


def _escaped(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1]
