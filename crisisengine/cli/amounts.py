"""Amounts that a person gives: so many, so long, so much memory. Each is a finite number above 0, or is refused.

Each function is a callback of click's: from what was typed to the number, None for what was not given.
"""

from __future__ import annotations

import re

import click

__all__ = ["count", "seconds", "share", "size"]

MOST = 10**15
"""Nobody has so many states, seconds or bytes."""
LONGEST = 40
"""Characters of a number."""
_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12, "ki": 2**10, "mi": 2**20, "gi": 2**30, "ti": 2**40}


def count(_: click.Context, __: click.Parameter, text: str | None) -> int | None:
    """A whole number.

    Raises:
        click.BadParameter: it is none, or not above 0, or beyond all bounds.
    """
    if text is None:
        return None
    return int(_amount(text, r"([0-9]+)()", "it is a whole number above 0, as in `5000000`"))


def seconds(_: click.Context, __: click.Parameter, text: str | None) -> float | None:
    """A number of seconds.

    Raises:
        click.BadParameter: as `count`.
    """
    if text is None:
        return None
    return _amount(text, r"([0-9]*\.?[0-9]+(?:e[+-]?[0-9]+)?)()", "it is a number of seconds above 0, as in `2.5`")


def share(_: click.Context, __: click.Parameter, text: str | None) -> float | None:
    """A part of a whole, above 0 and below 1; also in hundredths.

    Raises:
        click.BadParameter: it is none.
    """
    if text is None:
        return None
    meant = "it is a share above 0 and below 1, as in `0.001` or `0.1%`"
    hundredths = text.strip().endswith("%")
    pattern = r"([0-9]*\.?[0-9]+(?:e[+-]?[0-9]+)?) ?()%?"
    amount = _amount(text, pattern, meant) / (100 if hundredths else 1)
    if not 0 < amount < 1:
        raise click.BadParameter(meant)
    return amount


def size(_: click.Context, __: click.Parameter, text: str | None) -> int | None:
    """Bytes, from a number with or without a unit.

    Raises:
        click.BadParameter: as `count`.
    """
    if text is None:
        return None
    pattern = r"([0-9]*\.?[0-9]+) ?((?:[kmgt]i?)?)b?"
    return int(_amount(text, pattern, "it is a size above 0, as in `500MB`, `2GB` or `1.5GiB`", least=1))


def _amount(text: str, pattern: str, meant: str, least: float = 0) -> float:
    """The number that a text says, times its unit."""
    found = re.fullmatch(pattern, text.strip().lower(), re.ASCII) if len(text) <= LONGEST else None
    amount = float(found[1]) * _UNITS[found[2]] if found else 0
    if not least <= amount < MOST or not amount:
        raise click.BadParameter(meant)
    return amount
