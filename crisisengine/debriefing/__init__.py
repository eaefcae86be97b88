"""A run read slowly: what was decided, what it changed and why, which roads it closed, and what really happened.

debrief(run)                                         -> Debrief      without a word about roads not taken
debrief(run, ExactReachability(scenario, endings))  -> Debrief      exactly which decision closed which ending
debrief(run, SampledReachability(scenario))          -> Debrief      the same, tried by random play and labelled so
"""

from crisisengine.debriefing.analyse import debrief
from crisisengine.debriefing.model import Debrief, DecisionReview, GradedReport, LedgerLine, Outlook, TurningPoint
from crisisengine.debriefing.reachability import ExactReachability, SampledReachability

__all__ = [
    "Debrief",
    "DecisionReview",
    "ExactReachability",
    "GradedReport",
    "LedgerLine",
    "Outlook",
    "SampledReachability",
    "TurningPoint",
    "debrief",
]
