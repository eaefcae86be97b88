"""What can be said about a scenario before anybody plays it: every state explored, every promise judged.

judge(path, reading)            -> Result            what `crisisengine check` says about a file
prove(scenario)                 -> Proof             the same without a file: Extent, verdicts, remarks, and the graph
explore_endings(scenario)       -> ReachableEndings  only the endings that can still be reached from each state
"""

from crisisengine.checker.proof import Proof, prove
from crisisengine.checker.properties.promise import PropertyVerdict
from crisisengine.checker.result import Result
from crisisengine.checker.search.frontier import Extent
from crisisengine.checker.search.reachable_endings import ReachableEndings, explore_endings
from crisisengine.checker.task import LeftOut, Stopped
from crisisengine.checker.verdict import judge

__all__ = [
    "Extent",
    "LeftOut",
    "Proof",
    "PropertyVerdict",
    "ReachableEndings",
    "Result",
    "Stopped",
    "explore_endings",
    "judge",
    "prove",
]
