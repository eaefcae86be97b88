"""What can be said about a scenario before anybody plays it: every state explored, every promise judged.

judge(path, reading)            -> Result      what `crisisengine check` says about a file
prove(scenario)                 -> Proof       the same without a file: Extent, verdicts, remarks, and the graph
"""

from crisisengine.checker.exploration import Extent, Limits
from crisisengine.checker.judging import Proof, Result, judge, prove
from crisisengine.checker.properties import Judged

__all__ = ["Extent", "Judged", "Limits", "Proof", "Result", "judge", "prove"]
