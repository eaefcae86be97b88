"""Help: every key, and what the signs mean."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll

from crisisengine.tui.markdown import prose
from crisisengine.tui.screens.base import BaseDialog
from crisisengine.tui.widgets.frame.footer import FooterBar
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["HelpScreen"]

TEXT = """\
## Deciding

| | |
|---|---|
| 1 to 9, then letters | take the measure with that key |
| arrows, enter, mouse | choose a measure and take it |
| w | ask me for a reason at each decision, or stop asking |
| u | take the last decision back |

## Reading

| | |
|---|---|
| space, page down | read on; page up goes back |
| c | causes: what changed, and through which rule |
| j | journal: the decisions so far |
| g | glossary; underlined words open their entry |
| p | indicator panel: hide it, or show it in a narrow window |
| [ and ] | move the panel up and down where it is longer than the window |

## In the debrief

| | |
|---|---|
| ← → | go along the decisions; home and end to the first and behind the last |
| n | the next turning point |
| w | what if: back to before this decision; the run as it was is kept as a branch |
| a | the questions of this run, and your answers |
| r | from the course to the whole reading, and back |
| i | all indicators and endings, where not all fit |
| s | sources |
| j | journal; branches are listed there and opened again with o |

## Everywhere

| | |
|---|---|
| s | where the run is kept; keep a copy under a name |
| l, escape | back, and from a run to the library |
| t | next theme: dark, light, projector, colour-blind safe |
| ctrl+p | commands: everything by name, glossary, kept runs |
| ? or F1 | this help |
| q | leave; the run is kept |

## Signs

| | |
|---|---|
| ●●●○○○ | a value on its scale, rung by rung |
| ▲1 ▼1 | up or down since the last decision |
| ▁▃▅ | the last values, always on the full scale |
| × | locked, with what it would need |
| ◇ | the world decides what follows |
| ◆ | turning point: the best that was still possible was lost here |
| ━━┫ | an ending was possible up to this decision, which closed it |
| ━━◉ | the ending that was reached |
| ╍╍ | sampled by random play, not exact |
| B2 | grade of a report: source A to F, content 1 to 6; it may be wrong |

To mark and copy text, drag with the mouse and press ctrl+c; with shift the terminal does it.
"""


class HelpScreen(BaseDialog[None]):
    """Opened by ? or F1 from anywhere."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter", "dismiss(None)", "back", key_display="esc"),
        Binding("question_mark,f1", "dismiss(None)", show=False),
    ]

    def compose(self) -> ComposeResult:
        """One sheet."""
        with Vertical(classes="dialog tall"):
            with VerticalScroll():
                yield TextPane(prose(TEXT).at)
            yield FooterBar()
