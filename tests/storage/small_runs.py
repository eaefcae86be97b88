"""What the tests of the disk share: a small scenario, a run of the tutorial, and what a folder holds."""

from __future__ import annotations

from crisisengine import storage
from crisisengine.engine.run import start

__all__ = ["CONVOY", "SMALL", "begun", "names"]

CONVOY = storage.load("the_convoy_home")
SMALL = """
format = 1
[scenario]
title = "T"
summary = "S"
start = "a"
minutes = 1
invented = "All."
[scene.a]
title = "A"
text = "A"
[scene.a.measure.go]
label = "Go"
goto = "b"
[ending.b]
title = "B"
rank = 1
text = "B"
history = "B"
"""


def begun(*measures):
    """A run after some decisions."""
    run = start(CONVOY, 7)
    for measure in measures or ("notice",):
        run = run.decide(measure)
    return run


def names(folder):
    """What a folder holds, hidden files as well."""
    return sorted(path.name for path in folder.iterdir())
