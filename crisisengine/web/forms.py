"""What a form brings: urlencoded, each field once, and a person's words as one line that nothing can be hidden in."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request

from crisisengine.errors import ChoiceRefused
from crisisengine.text.messages import _
from crisisengine.text.printable import note

__all__ = ["fields_of", "words"]

MOST_FIELDS = 200
"""Of one form; raised hands have one for each option."""


async def fields_of(request: Request) -> Mapping[str, str]:
    """A form's fields.

    Raises:
        ChoiceRefused: it is no urlencoded form, or says a thing twice.
    """
    kind = request.headers.get("content-type", "application/x-www-form-urlencoded").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise ChoiceRefused(_("this is no form of this room"))
    try:
        pairs = parse_qsl(
            (await request.body()).decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError:
        raise ChoiceRefused(_("this form cannot be read")) from None
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise ChoiceRefused(_("this form says a thing twice"))
    return fields


def words(text: str) -> str:
    """What a person wrote, on one line; what joins letters in some scripts, and faces in emoji, stays."""
    return note(text)
