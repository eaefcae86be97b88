"""Crisis Engine: play, prove and debrief crisis scenarios.

A run is a list of decisions; everything else is computed from it.

    >>> import crisisengine
    >>> scenario = crisisengine.load("the_convoy_home")
    >>> run = crisisengine.start(scenario, seed=7)
    >>> run.place in scenario.scenes
    True

The front door: `load`, `start`, `save`, `resume`, `check`, `debrief`, and a few nouns. Nothing is imported before it is
asked for, and nothing here ever loads a terminal interface.
"""

from __future__ import annotations

from importlib import import_module

from crisisengine.version import __version__

TYPE_CHECKING = False  # as type checkers know it; `typing` alone takes longer to load than all that is here
if TYPE_CHECKING:
    from typing import Any

    from crisisengine.checker import prove as check
    from crisisengine.debriefing import Debrief as Debrief
    from crisisengine.debriefing import debrief as debrief
    from crisisengine.engine.rules import Decision as Decision
    from crisisengine.engine.rules import State as State
    from crisisengine.engine.rules import Step as Step
    from crisisengine.engine.rules import begin as begin
    from crisisengine.engine.rules import offers as offers
    from crisisengine.engine.rules import step as step
    from crisisengine.engine.run import Run as Run
    from crisisengine.engine.run import start as start
    from crisisengine.engine.view import view as view
    from crisisengine.engine.view_model import View as View
    from crisisengine.errors import CrisisError as CrisisError
    from crisisengine.errors import ScenarioError as ScenarioError
    from crisisengine.model.scenario import Scenario as Scenario
    from crisisengine.storage import load as load
    from crisisengine.storage import resume_file as resume
    from crisisengine.storage import save_run as save

_HOMES = {
    "CrisisError": ("errors", "CrisisError"),
    "Debrief": ("debriefing", "Debrief"),
    "Decision": ("engine.rules", "Decision"),
    "Run": ("engine.run", "Run"),
    "Scenario": ("model.scenario", "Scenario"),
    "ScenarioError": ("errors", "ScenarioError"),
    "State": ("engine.rules", "State"),
    "Step": ("engine.rules", "Step"),
    "View": ("engine.view_model", "View"),
    "begin": ("engine.rules", "begin"),
    "check": ("checker", "prove"),
    "debrief": ("debriefing", "debrief"),
    "load": ("storage", "load"),
    "offers": ("engine.rules", "offers"),
    "resume": ("storage", "resume_file"),
    "save": ("storage", "save_run"),
    "start": ("engine.run", "start"),
    "step": ("engine.rules", "step"),
    "view": ("engine.view", "view"),
}

__all__ = [
    "CrisisError",
    "Debrief",
    "Decision",
    "Run",
    "Scenario",
    "ScenarioError",
    "State",
    "Step",
    "View",
    "__version__",
    "begin",
    "check",
    "debrief",
    "load",
    "offers",
    "resume",
    "save",
    "start",
    "step",
    "view",
]


if not TYPE_CHECKING:  # or a type checker would believe that there is any name

    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        module, attribute = _HOMES[name]
        return getattr(import_module(f"{__name__}.{module}"), attribute)


def __dir__() -> list[str]:
    return sorted(__all__)
