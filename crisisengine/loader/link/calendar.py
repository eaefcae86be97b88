"""The clock: what it counts, when it opens, and how far it runs."""

from __future__ import annotations

import datetime

from attrs import evolve

from crisisengine.loader.advice import Advice, bare_or_meant
from crisisengine.loader.faults import Faults
from crisisengine.loader.schema.draft import Draft, DraftClock
from crisisengine.model.scenario import Clock

__all__ = ["link_clock", "link_dates"]

_SECONDS = {"minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800}
_LONGEST = {"day": 1, "week": 7, "month": 31, "hour": 1 / 24, "minute": 1 / 1440, "turn": 0}


def link_clock(draft: Draft, faults: Faults) -> Clock | None:
    """The clock, whose variable bears the name of its unit."""
    raw = draft.clock
    if raw is None:
        return None
    if ("clock", "unit") not in faults.unread:
        _check_opening(raw, faults)
        if raw.unit == "minute" and "minute" in draft.variable:  # no reserved word: older files may call a variable so
            message = "`minute` is the reading of this clock"
            faults.add("bad-id", message, ("variable", "minute"), "choose another id", on_key=True)
    if raw.ending and raw.ending not in draft.ending and "ending" not in faults.nameless:
        hint = bare_or_meant(raw.ending, draft.ending, "ending")
        faults.add("unknown-ending", f"there is no ending `{raw.ending}`", ("clock", "ending"), hint)
    return Clock(raw.unit, raw.opens, raw.length, raw.ending)


def link_dates(draft: Draft, clock: Clock | None, faults: Faults) -> None:
    """Put the reading in the place of a date that an inject comes `on`, which is told: the clock counts from `opens`."""
    for name, raw in draft.inject.items():
        if not isinstance(raw.on, datetime.date):
            continue
        hint = Advice("for example `on = 3`: how many units after the clock opens")
        reading = _reading_of(raw.on, clock) if clock is not None and clock.opens is not None else None
        if clock is not None and reading is not None:
            hint = Advice(
                f"it counts {clock.unit}s since the clock `opens`: write {reading}", f"{reading}", unquoted=True
            )
        message = "`on` is a reading of the clock, this is a date"
        faults.add("wrong-type", message, ("inject", name, "on"), hint)
        draft.inject[name] = evolve(raw, on=reading or 1)


def _reading_of(day: datetime.date, clock: Clock) -> int | None:
    """How many units after it opens the clock shows a date; None where it never does."""
    assert clock.opens is not None, "asked only of a clock that has dates"
    opens, there = _midnight(clock.opens), _midnight(day)
    if clock.unit == "month":
        units = (there.year - opens.year) * 12 + there.month - opens.month
    elif clock.unit in _SECONDS:
        units = int((there - opens).total_seconds()) // _SECONDS[clock.unit]
    else:
        return None
    return units if 1 <= units <= clock.length else None


def _midnight(day: datetime.date) -> datetime.datetime:
    """A day as a time, without its zone."""
    if isinstance(day, datetime.datetime):
        return day.replace(tzinfo=None)
    return datetime.datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a story's days are in no zone


def _check_opening(raw: DraftClock, faults: Faults) -> None:
    path = ("clock", "opens")
    if raw.opens is None:
        return
    if raw.unit == "turn":
        faults.add("wrong-value", "turns have no dates", path, "leave `opens` out, or choose another `unit`")
        return
    timed = raw.unit in ("hour", "minute")
    if isinstance(raw.opens, datetime.datetime) != timed:
        day = raw.opens.isoformat()[:10]
        noun, right = ("a date and time", f"{day}T06:00:00") if timed else ("a date", day)
        hint = Advice(f"write {right}" + (", or another time" if timed else ""), right)
        faults.add("wrong-value", f"a clock that counts {raw.unit}s opens at {noun}", path, hint)
    try:
        raw.opens + datetime.timedelta(days=_LONGEST[raw.unit] * raw.length + 1)
    except OverflowError:
        faults.add("wrong-value", "the clock would run beyond the year 9999", ("clock", "length"))
