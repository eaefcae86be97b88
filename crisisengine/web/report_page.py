"""A debrief as a page of the server: the report that can be kept as a file, with the ways on around it."""

from __future__ import annotations

from crisisengine.budget import PARTING
from crisisengine.reports.html_report import ReportFrame, debrief_report
from crisisengine.reports.style import STYLE
from crisisengine.session.debrief_view import DebriefView
from crisisengine.text.messages import _

__all__ = ["report_page", "report_sheet"]

_FRAME = """
.frame{font:.95rem/1.5 var(--sans);margin:0 0 1rem}
.frame ul{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;list-style:none;padding:0;margin:0;max-width:none}
.frame li{margin:0}
.frame a{padding:.5rem 0;text-decoration:underline}
p.frame{padding:.6rem .75rem;border:2px solid var(--main);border-radius:.4rem}
@media print{p.frame{display:none}}
"""


def report_page(seen: DebriefView, *, failed: str = "", still: bool = False) -> str:
    """The report of a run that has ended.

    Args:
        seen: the debrief as far as it is known.
        failed: why what was still possible will not be known; empty while it may.
        still: whether a page that waits for that should not look for it by itself.
    """
    links = [
        (_("Back to the ending"), "/play"),
        (_("Answer the questions"), "/play?see=questions"),
        (_("Your decisions, and what if"), "/play?see=earlier"),
    ]
    said = ""
    if failed:
        said = _("Which endings were still possible could not be worked out: {reason}.", reason=failed)
    elif not seen.known:
        said = _("Which endings were still possible is being worked out. This page looks for it by itself.")
        links.append((_("Keep this page still"), "/play?see=debrief&stay=yes"))
    waits = not (seen.known or failed or still)
    if still and not seen.known and not failed:
        said = _("Which endings were still possible is being worked out.")
        links[-1] = (_("Look for it"), "/play?see=debrief")
    frame = ReportFrame(sheet="/report.css", label=_("This run"), links=links, said=said, waits=waits)
    return debrief_report(seen.whole, PARTING.begin(), frame=frame)


def report_sheet() -> bytes:
    """Its style sheet."""
    return f"{STYLE}{_FRAME}".encode()
