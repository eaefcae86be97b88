"""Each kind of property has its class, and is loaded where a scenario asks it."""

from __future__ import annotations

import subprocess
import sys
from typing import get_args

from worlds import HEAD, OVER, loaded, numbers, scene

from crisisengine.checker.properties.promise import Promise
from crisisengine.checker.properties.registry import KINDS, promises_of
from crisisengine.engine.program import program
from crisisengine.model.kinds import PropertyKind


def test_every_kind_has_its_class():
    assert set(KINDS) == set(get_args(PropertyKind))
    promises = {
        "always": "true",
        "never": "m > 2",
        "reachable": "ending.top",
        "eventually": "ending.top",
        "never_by_chance": "top",
        "forced": "ending.top",
        "changes": "m >= before(m)",
    }
    text = HEAD + numbers("m", 2) + scene([("up", "m += 1")]) + OVER.format("top", 1, "m == 2")
    text += "".join(f'[property.{kind}]\n{kind} = "{claim}"\n' for kind, claim in promises.items())
    text += '[property.likely]\nlikely = "ending.top"\nat_least = 1\n'
    text += '[property.answers]\nanswers = "ending.top"\nto = "m == 1"\n'
    text += '[property.later]\neventually = "ending.top"\nwhen = "m == 1"\n[property.there]\nreachable = "m == 2"\nwhen = "m == 1"\n'
    judges = promises_of(program(loaded(text)))

    assert len({type(judge) for judge in judges}) == len(KINDS) + 2
    assert all(isinstance(judge, Promise) for judge in judges)


def test_what_nobody_asks_is_not_loaded():
    asked = "import sys, crisisengine.checker.formats.registry; print(*(name for name in sys.modules if 'checker.shown' in name or 'policy_p' in name))"
    loaded_too = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert loaded_too.stdout.split() == []
