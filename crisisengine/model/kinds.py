"""The closed sets of words that the program itself knows, so that a type checker catches a misspelt one.

Words of a doctrine (tiers, tags, bands) are data and stand nowhere in Python.
"""

from __future__ import annotations

from typing import Literal

__all__ = [
    "Alignment",
    "BeginningShape",
    "Better",
    "Beyond",
    "CheckFormat",
    "ClockUnit",
    "EventKind",
    "FactKind",
    "HeadingKind",
    "Kept",
    "LostBy",
    "ObjectiveResult",
    "Play",
    "PropertyKind",
    "Severity",
    "SlotKind",
    "Sort",
    "Verdict",
]

# the plan
Sort = Literal["number", "truth", "word"]
"""Of a variable, and of an expression's value."""
Better = Literal["high", "low", ""]
"""Which direction is better for civilians; empty where none is."""
ClockUnit = Literal["minute", "hour", "day", "week", "month", "turn"]
FactKind = Literal["scene", "ending", "taken", "visits", "due", "possible"]
"""What a run knows of itself."""
HeadingKind = Literal["tier", "phase", "principle"]
"""What a doctrine's tag can stand under."""
PropertyKind = Literal[
    "always", "never", "reachable", "eventually", "never_by_chance", "forced", "likely", "answers", "changes"
]
"""How a promise is judged; the checker's registry has a row for each."""
Play = Literal["best", "worst"]
"""Of which play a chance is asked: of the one that makes it highest, or lowest."""

# the run
SlotKind = Literal["place", "variable", "taken", "visits", "fired", "due", "held", "back", "sends"]
"""What an integer of a row stands for."""
EventKind = Literal["fired", "lapsed", "held", "set", "cancelled"]
"""What happened to an inject."""

# the proof
Severity = Literal["error", "warning"]
Verdict = Literal["holds", "violated", "undecided", "invalid"]
BeginningShape = Literal["clock", "hub", "roles"]
"""What the first text of a scenario shows: time that runs out, one place from which everything begins, a room with roles."""
CheckFormat = Literal["full", "concise", "json", "github", "sarif"]
"""What `check` writes; `checker.formats.registry` has a row for each."""

# the debrief
Kept = Literal["kept", "risked", "lost", ""]
"""What a measure would have made of the best that was possible; empty where locked or not known."""
LostBy = Literal["decision", "chance"]
"""Who closed the best that was possible."""
ObjectiveResult = Literal["met", "partly", "not", "beyond"]
"""`beyond`: the run has not come to it."""
Beyond = Literal["ahead", "later", "elsewhere", "nowhere", ""]
"""Where what bears on an objective lies: ahead in what is being played, in later chapters alone, in chapters that were not played, in no scene."""
Alignment = Literal["unified", "split", ""]
"""Of a cohort at a scene; empty where there are too few groups to say."""
