"""One table of limits, for readers and writers: what is never read is never written.

Each was measured: beyond it a hostile file takes seconds or gigabytes, or nobody reads what it says. Times and
memory are in `budget`; here stand sizes that a text, a program or a run may have.
"""

from __future__ import annotations

__all__ = [
    "DEEPEST",
    "HEAVIEST",
    "LARGEST_FILE",
    "LARGEST_NUMBER",
    "LARGEST_OUTLINE",
    "LARGEST_RECORD",
    "LARGEST_SEED",
    "LONGEST_ANSWER",
    "LONGEST_CLOCK",
    "LONGEST_LABEL",
    "LONGEST_LINE",
    "LONGEST_NOTE",
    "LONGEST_SCENE",
    "LONGEST_TEXT",
    "MOST_ASKED",
    "MOST_BELIEFS",
    "MOST_BRANCHES",
    "MOST_DATED",
    "MOST_DECISIONS",
    "MOST_DERIVED",
    "MOST_FAULTS",
    "MOST_FILES",
    "MOST_HEADS",
    "MOST_IN_BELIEFS",
    "MOST_LEVELS",
    "MOST_MARKS",
    "MOST_NAMES",
    "MOST_OBSERVED",
    "MOST_OPTIONS",
    "MOST_POINTS",
    "MOST_QUESTIONS",
    "MOST_READINGS",
    "MOST_ROLES",
    "MOST_RULES",
    "MOST_SEATS",
    "MOST_STARTS",
    "MOST_STATES",
    "MOST_STRETCHES",
    "MOST_TABLES",
    "MOST_TERMS",
    "MOST_TOKENS",
    "MOST_VISITS",
    "SEEDS",
]

# files
LARGEST_FILE = 4 * 1024 * 1024
"""Bytes of a file, and of all files of a scenario together."""
MOST_FILES = 200
"""Of one scenario."""
LONGEST_LINE = 20_000
"""Characters."""
MOST_MARKS = 250_000
"""Signs that make TOML cost time (`= , [ {`), outside texts, all files together."""
MOST_NAMES = 50
"""In one dotted key: `tomllib` takes the square of it."""
DEEPEST = 50
"""Brackets within brackets."""
MOST_TABLES = 50_000
MOST_FAULTS = 250
"""That are shown; nobody mends so many at once."""

LARGEST_OUTLINE = 1024 * 1024
"""Bytes of a map's outline: a country's border at the scale of a screen has a tenth of it."""
MOST_POINTS = 20_000
"""Of an outline: more of them lie between two letters of any terminal, and every drawing takes them all."""

# texts
LONGEST_TEXT = 20_000
"""Characters of any text of an author."""
LONGEST_LABEL = 500
MOST_STRETCHES = 2_000
"""Stretches in braces in one text."""
MOST_READINGS = 50
"""Sides of one alternative; beyond them a derived variable with a word for each case says it better."""

# rooms
LONGEST_SCENE = 120
"""Minutes of a scene in a room; a session that stays longer in one place needs a break, not a timer."""
MOST_QUESTIONS = 20
"""That a scene asks of a room; nobody gets through more."""
MOST_ROLES = 100

# expressions and programs
MOST_TOKENS = 1_000
"""Of one expression."""
MOST_LEVELS = 50
"""Brackets and operators within each other."""
LARGEST_NUMBER = 2**31
"""No value, and nothing worked out on the way to one, is larger."""
MOST_VISITS = 1_000
"""That `visits()` can be compared with."""
LONGEST_CLOCK = 100_000
"""Units of the clock."""
HEAVIEST = 1_000_000
"""The greatest weight of an outcome, and of a draw at the start."""
MOST_STARTS = 10_000
"""That the draws of a scenario make together."""
MOST_DERIVED = 500
"""Derived variables: each may need all the others, and whoever shows a state works out every one of them."""
MOST_RULES = 200_000
"""Guards and effects after expansion: gates times tags times measures, standing measures times scenes, and so on."""
MOST_TERMS = 30_000
"""Of what is compiled, or told, in one piece: what a scene asks, what a measure does, what all injects and endings ask."""
MOST_DATED = 1_000
"""Injects that wait for a date: each is looked at in every unit in which any of them comes."""

# runs
SEEDS = (-(2**63), 2**63 - 1)
"""What a whole number of TOML holds."""
LARGEST_SEED = 2**62
"""The largest that a person can ask for."""
MOST_DECISIONS = 10_000
"""Of a run, and of its branches together."""
MOST_BRANCHES = 1_000
"""That are listed, those left last; nobody finds a way among more."""
LONGEST_NOTE = 2_000
"""Characters of a note beside a decision."""
LONGEST_ANSWER = 2_000
"""Characters of an answer to a question of the debrief, of the question, and of a branch's label."""

# rooms
LARGEST_RECORD = 64 * 1024 * 1024
"""Bytes of a room's record: a thousand seats, a hundred questions, three votes and reasons each."""
MOST_SEATS = 1_000
"""At a room's door."""
MOST_ASKED = 1_000
"""Questions of a room, those that were called off among them."""
MOST_OBSERVED = 5_000
"""Ratings and notes of a room's observers."""
MOST_HEADS = 10_000
"""In a room, and of one count."""
MOST_OPTIONS = 2_000
"""Of one vote, and roles of one seat."""

# exploring
MOST_STATES = 20_000_000
"""That are looked at unless somebody asks for more."""
MOST_BELIEFS = 200_000
"""That are looked at to know what one can do who sees only the pages."""
MOST_IN_BELIEFS = 3_000_000
"""States in all of these together, each as often as it is held for possible: some 150 bytes each."""
