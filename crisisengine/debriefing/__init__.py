"""A run read slowly: what was decided, what it changed and why, how it ended, and what really happened."""

from crisisengine.debriefing.analysis import Debrief, LedgerLine, Moment, Report, debrief

__all__ = ["Debrief", "LedgerLine", "Moment", "Report", "debrief"]
