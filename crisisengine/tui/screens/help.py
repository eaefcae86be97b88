"""Help: the keys of the screen that it was opened on, what the signs mean, and then every other key."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from crisisengine.text.messages import N_, _
from crisisengine.tui.screens.base import HelpPart, PagedDialog
from crisisengine.tui.typesetting import columns, hang, lines, says
from crisisengine.tui.widgets.frame.footer import FooterBar
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["HelpScreen"]

Rows = tuple[tuple[str, str], ...]
"""A key or a sign, and what it does or means."""

KEYS: dict[HelpPart, tuple[str, Rows]] = {
    "deciding": (
        N_("Reading and deciding"),
        (
            ("1 2 3", N_("take the measure with that number")),
            ("↑ ↓ enter", N_("choose a measure and take it; a locked one says what it needs")),
            ("a A", N_("go to the locked measure with that letter; a capital is pressed with shift")),
            ("space", N_("read on; page up goes back")),
            ("u", N_("take the last decision back")),
            ("c", N_("causes: what changed, and through which rule")),
            ("i", N_("indicators explained: what each means, and its scale")),
            ("b", N_("back over the scenes that you have read")),
            ("j", N_("journal: the decisions so far")),
            ("m", N_("map: where the scene is, where the parties stand, what has happened where")),
            ("g", N_("glossary; underlined words open their entry")),
            ("w", N_("ask me for a reason at each decision, or stop asking")),
            ("p", N_("indicator panel: hide it, or show it in a narrow window")),
            ("[ ]", N_("move the panel up and down where it is longer than the window")),
            ("s", N_("where the run is kept; keep a copy under a name")),
        ),
    ),
    "previewing": (
        N_("In a preview"),
        (
            ("e", N_("open your editor: at the fault, or at the page that you look at")),
            ("f", N_("faults, and the next of them; enter opens the editor there")),
            ("a", N_("another page, with the values as they are")),
            ("v", N_("values: ← → sets the marked one, enter asks for it; esc goes back")),
            (
                "o",
                N_("odds: play to an ending by a shortest way, or to a broken promise; see what to take to keep one"),
            ),
            ("d", N_("desk: the proof and the values in place of the page, in a narrow window")),
            ("[ ]", N_("move the proof up and down where it is longer than its place")),
            ("p", N_("the panel that players see")),
            ("u", N_("take the last decision back, or what was set by hand")),
            ("r", N_("begin anew")),
            ("s", N_("keep the run as a journal; nothing is written otherwise")),
        ),
    ),
    "debrief": (
        N_("In the debrief"),
        (
            ("← →", N_("go along the decisions; home and end to the first and behind the last")),
            ("n", N_("the next turning point, or decision that made the best less likely")),
            ("m", N_("the rest of the way that would have kept the best")),
            ("w", N_("what if: back to before this decision; the run as it was is kept as a branch")),
            ("a", N_("the questions of this run, and your answers")),
            ("r", N_("from the overview to the whole report, and back")),
            ("/", N_("search the report")),
            ("i", N_("all indicators and endings, where not all fit")),
            ("p", N_("places: the map of the run")),
            ("s", N_("sources")),
            ("j", N_("journal, with the branches of this run")),
        ),
    ),
    "journal": (
        N_("In the journal"),
        (
            ("enter", N_("what the marked decision changed; a marked branch again")),
            ("b", N_("read the scene of the marked decision again")),
            ("/", N_("search the journal")),
            ("w", N_("what if: back to before the marked decision; the run as it was is kept as a branch")),
            ("o", N_("go on with the marked branch")),
        ),
    ),
    "library": (
        N_("In the library"),
        (
            ("↑ ↓ enter", N_("choose a run to go on with, or a scenario to begin")),
            ("✓", N_("holds: every promise that its author makes was proved for every run there can be")),
        ),
    ),
    "everywhere": (
        N_("Everywhere"),
        (
            ("l, esc", N_("back, and from a run to the library")),
            ("t", N_("next theme: dark, light, projector, colour-blind safe")),
            ("ctrl+p", N_("commands: everything by name, glossary, kept runs")),
            ("?, F1", N_("this help")),
            ("q", N_("leave; the run is kept")),
        ),
    ),
}
SIGNS: Rows = (
    ("●●●○○○", N_("a value on its scale, rung by rung")),
    ("▲1 ▼1", N_("up or down since the last decision")),
    ("▁▃▅", N_("the last values, always on the full scale")),
    ("×", N_("locked, with what it would need")),
    ("◇", N_("the world decides what follows")),
    ("!", N_("one step from the end of the run")),
    ("B2", N_("grade of a report: source A to F, content 1 to 6; it may be wrong")),
    ("◆", N_("turning point: the best that was still possible was lost here")),
    ("●▼●", N_("a decision that made the best less likely, by ten of 100 plays or more")),
    ("━━┫", N_("an ending was possible up to this decision, which closed it: a loss")),
    ("━━✓", N_("the same, of an ending worse than all that was left: averted")),
    ("━━·", N_("the same, of an ending neither better nor worse: no longer possible")),
    ("━━◉", N_("the ending that was reached")),
    ("╍╍", N_("sampled by random play, not exact")),
)
COPYING = N_("To mark and copy text, drag with the mouse and press ctrl+c; with shift the terminal does it.")
KEY_WIDTH = 10


class HelpScreen(PagedDialog):
    """Opened by ? or F1 from anywhere."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter", "dismiss(None)", N_("back"), key_display="esc"),
        Binding("question_mark,f1", "dismiss(None)", show=False),
    ]

    def __init__(self, first: HelpPart) -> None:
        super().__init__()
        self.first = first

    def compose(self) -> ComposeResult:
        """One page."""
        with Vertical(classes="dialog tall"):
            with VerticalScroll():
                yield TextPane(self._told)
            yield FooterBar()

    def _told(self, width: int) -> Content:
        title, keys = KEYS[self.first]
        out = [*_part(title, keys, width), Content(""), *_part(N_("Signs"), SIGNS, width)]
        for part, (title, keys) in KEYS.items():
            if part != self.first:
                out += [Content(""), *_part(title, keys, width)]
        return lines([*out, Content(""), *hang(Content(_(COPYING)), width)])


def _part(title: str, rows: Rows, width: int) -> list[Content]:
    table = [(says(f"{key:<{KEY_WIDTH}}", "bold"), Content(_(does))) for key, does in rows]
    return [says(_(title), "bold $accent"), *columns(table, width)]
