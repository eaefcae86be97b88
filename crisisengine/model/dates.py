"""Dates in words, the same on every machine: `strftime` would ask the locale for the month's name."""

from __future__ import annotations

import datetime

__all__ = ["day_text", "month_text"]

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day_text(day: datetime.date) -> str:
    """`12 March 1975`."""
    return f"{day.day} {month_text(day.year, day.month)}"


def month_text(year: int, month: int) -> str:
    """`March 1975`."""
    return f"{_MONTHS[month - 1]} {year}"
