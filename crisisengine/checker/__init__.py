"""What can be said about a scenario before anybody plays it: every state explored, every promise judged.

judge(path, reading)            -> Result      what `crisisengine check` says about a file
prove(scenario)                 -> Proof       the same without a file: Extent, verdicts, remarks, and the graph
chart(scenario)                 -> Atlas       only the endings that can still be reached from each state
"""

from crisisengine.checker.properties.safety import PropertyVerdict
from crisisengine.checker.search.frontier import Extent, Limits
from crisisengine.checker.search.reachable_endings import ReachableEndings, explore_endings
from crisisengine.checker.verdict import Proof, Result, judge, prove

__all__ = [
    "Extent",
    "Limits",
    "Proof",
    "PropertyVerdict",
    "ReachableEndings",
    "Result",
    "explore_endings",
    "judge",
    "prove",
]
