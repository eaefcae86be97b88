"""Dates as people write them: which day is meant, and how TOML has it. No TOML here."""

from __future__ import annotations

import datetime
import re
from calendar import monthrange

from attrs import frozen

__all__ = ["WrittenDate", "date_meant"]

EXAMPLES = "write it like 1992-03-30, or 1992-03-30T06:00:00"

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_TIME = (
    r"(?:[T, ]+(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})(?::(?P<second>\d{2}))?)?(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?)?"
)
_YEAR_FIRST = re.compile(rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}}){_TIME}")
_DAY_FIRST = re.compile(rf"(?P<day>\d{{1,2}})(?P<mark>[-/.])(?P<month>\d{{1,2}})[-/.](?P<year>\d{{4}}){_TIME}")
_DAY_WORDS = re.compile(
    rf"(?P<day>\d{{1,2}})\.?(?:st|nd|rd|th)? (?P<name>[A-Za-z]{{3,9}})\.?,? (?P<year>\d{{4}}){_TIME}"
)
_MONTH_WORDS = re.compile(
    rf"(?P<name>[A-Za-z]{{3,9}})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}}){_TIME}"
)


@frozen
class WrittenDate:
    """A day that somebody wrote."""

    right: str = ""
    """As TOML has it; empty where it cannot be told, or where there is no such day."""
    other: str = ""
    """The other day that it may mean, by the order in which people write day and month; empty where there is none."""
    wrong: str = ""
    """What is wrong with a day that there is not."""
    hint: str = ""

    @property
    def advice(self) -> str:
        """What to write."""
        if self.other:
            return f"write {self.right}, or {self.other} if the month stands first in yours"
        return f"write {self.right}" if self.right else self.hint


def date_meant(text: str) -> WrittenDate | None:
    """The day that a text says; None where it says none."""
    for pattern in (_YEAR_FIRST, _DAY_FIRST, _DAY_WORDS, _MONTH_WORDS):
        found = pattern.fullmatch(text)
        if found is not None:
            return _meant(found.groupdict())
    return None


def _meant(parts: dict[str, str | None]) -> WrittenDate:
    named = parts.get("name")
    if named is not None:
        name = next((month for month in _MONTHS if month.lower().startswith(named.lower())), "")
        if not name:
            return WrittenDate(hint=EXAMPLES)
        parts["month"] = str(_MONTHS.index(name) + 1)
    first = _as_toml(parts, "month", "day")
    second = _as_toml(parts, "day", "month") if parts.get("mark") else ""
    if first and second and first != second:
        return WrittenDate(first, second)
    if first or second:
        return WrittenDate(first or second)
    return WrittenDate("", "", *_no_such_day(parts))


def _no_such_day(parts: dict[str, str | None]) -> tuple[str, str]:
    """What is wrong with a date that is no date."""
    year, month, day = (int(parts[part] or 0) for part in ("year", "month", "day"))
    if not 1 <= month <= 12 or not year:
        return "there is no such date", "write it like 1992-03-30: year, month, day"
    if not 1 <= day <= monthrange(year, month)[1]:
        return "there is no such date", f"{_MONTHS[month - 1]} {year} has {monthrange(year, month)[1]} days"
    return "there is no such date or time", "hours go from 00 to 23, minutes from 00 to 59"


def _as_toml(parts: dict[str, str | None], month: str, day: str) -> str:
    """The date as TOML has it, or nothing where there is no such day."""
    try:
        date = datetime.date(int(parts["year"] or 0), int(parts[month] or 0), int(parts[day] or 0))
        if parts["hour"] is None:
            return date.isoformat()
        hour = int(parts["hour"])
        if parts["half"] is not None:
            if not 1 <= hour <= 12:
                return ""
            hour = hour % 12 + (12 if parts["half"] in "Pp" else 0)
        time = datetime.time(hour, int(parts["minute"] or 0), int(parts["second"] or 0))
    except ValueError:
        return ""
    return f"{date.isoformat()}T{time.isoformat()}"
