"""The library: runs to go on with, scenarios to begin, and a word on what to do when there are none."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from crisisengine.errors import CrisisError
from crisisengine.session.library import Kept, Library, Listing
from crisisengine.tui.markdown import running
from crisisengine.tui.screens.base import BaseScreen
from crisisengine.tui.typesetting import Lay, Sheet, hang, leaders, lines, says
from crisisengine.tui.widgets.frame.footer import FooterBar
from crisisengine.tui.widgets.frame.header import HeaderBar
from crisisengine.tui.widgets.frame.text import TextPane
from crisisengine.tui.widgets.play.offers import spaced

__all__ = ["LibraryScreen"]

NO_RUN = "No run is kept yet. Begin a scenario; every decision is kept by itself."
NO_SCENARIO = (
    "No scenario was found. Put a scenario's .toml file into the folder scenarios/, or name one: crisisengine play PATH"
)
WELCOME = "Practise deciding in a crisis. Read, choose a measure, see what it did and why; at the end a debrief tells what other decisions would have opened."


def faults(listing: Listing) -> str:
    """`3 faults`, or nothing."""
    return f"{listing.faults} fault{'s' if listing.faults > 1 else ''}" if listing.faults else ""


def standing(listing: Listing) -> Content:
    """Whether it can be played, with a sign beside the word."""
    if listing.faults:
        return says(f"× {faults(listing)}", "bold $bad")
    if listing.verdict == "violated":
        return says("! violated", "bold $bad")
    return says(f"✓ {listing.verdict or 'ready'}", "$good")


def scenario_sheet(listing: Listing) -> Sheet:
    """Title, minutes, whether it holds; summary; content note."""

    def lay(width: int) -> Content:
        minutes = says(f"{listing.minutes} min  ", "$quiet") if listing.minutes else Content("")
        out = leaders(says(listing.title, "bold"), minutes + standing(listing), width - 1, Content("  "))
        if listing.faults:
            out += hang(
                says(f"cannot be played; see: crisisengine check {listing.name}", "italic $quiet"), width - 1, "  "
            )
        elif listing.summary:
            out += hang(running(listing.summary, "$quiet"), width - 1, "  ")
        return lines(out)

    return Sheet(lay)


def run_sheet(kept: Kept) -> Sheet:
    """Title, where it stands, when it was played last."""

    def lay(width: int) -> Content:
        if kept.fault:
            out = leaders(says(kept.title, "bold"), says("× cannot be read", "bold $bad"), width - 1, Content("  "))
            return lines(out + hang(says(kept.fault, "italic $quiet"), width - 1, "  "))
        name = says(kept.title, "bold") + says(f" · {kept.name}" if kept.name else "")
        out = leaders(name, says(kept.modified, "$quiet"), width - 1, Content("  "))
        state = f"{kept.decisions} decision{'s' if kept.decisions != 1 else ''}, {kept.stands}"
        out += hang(says(state, "$quiet"), width - 1, "  ")
        return lines(out)

    return Sheet(lay)


def heading_sheet(text: str, note: str = "") -> Sheet:
    """A heading inside the list, with a note where the part is empty."""

    def lay(width: int) -> Content:
        return lines(
            [says(text, "bold $accent"), *([Content(""), *hang(says(note, "$quiet"), width, "  ")] if note else [])]
        )

    return Sheet(lay)


def about(listing: Listing) -> Lay:
    """The marked scenario in full."""

    def lay(width: int) -> Content:
        out = [*says(listing.title, "bold $accent").wrap(width), Content("")]
        facts = [f"about {listing.minutes} minutes"] if listing.minutes else []
        out += [says(" · ".join(facts), "$quiet") + ("  " if facts else "") + standing(listing), Content("")]
        out += running(listing.summary).wrap(width)
        if listing.content_note:
            out += [Content(""), says("Before you begin", "bold"), *running(listing.content_note).wrap(width)]
        if listing.faults:
            out += [Content(""), *Content(f"It has {faults(listing)} and cannot be played. What they are:").wrap(width)]
            out += says(f"crisisengine check {listing.name}", "$code").wrap(width)
        return lines(out)

    return lay


class LibraryScreen(BaseScreen):
    """The first screen."""

    def __init__(self, desk: Library) -> None:
        super().__init__()
        self.desk = desk
        self.listings: dict[str, Listing] = {}
        self.runs: dict[str, Kept] = {}

    def compose(self) -> ComposeResult:
        """The list, and beside it what the marked line is about."""
        yield HeaderBar("Crisis Engine", "Library")
        with Horizontal(id="library"):
            yield OptionList(markup=False, id="shelf")
            with VerticalScroll(id="about", can_focus=False):
                yield TextPane(id="marked")
        yield FooterBar()

    def on_mount(self) -> None:
        """Read the shelf."""
        kept, listings = self.desk.kept(), self.desk.shelf()
        self.runs = {f"run-{number}": run for number, run in enumerate(kept)}
        self.listings = {f"scenario-{number}": listing for number, listing in enumerate(listings)}
        entries = [Option(heading_sheet("Go on with a run", "" if kept else NO_RUN), disabled=True)]
        entries += [Option(run_sheet(run), id=name) for name, run in self.runs.items()]
        entries += [Option(heading_sheet("Begin a scenario", "" if listings else NO_SCENARIO), disabled=True)]
        entries += [Option(scenario_sheet(listing), id=name) for name, listing in self.listings.items()]
        options = spaced(entries)
        shelf = self.query_one("#shelf", OptionList)
        shelf.set_options(options)
        shelf.highlighted = next((number for number, option in enumerate(options) if not option.disabled), None)
        shelf.focus()
        self.query_one(FooterBar).say("enter open" if kept or listings else "")
        if shelf.highlighted is None:
            self.query_one("#marked", TextPane).show(lambda width: lines(hang(Content(WELCOME), width)))

    @on(OptionList.OptionHighlighted)
    def mark(self, event: OptionList.OptionHighlighted) -> None:
        """Tell about the marked line."""
        marked, name = self.query_one("#marked", TextPane), event.option_id or ""
        if name in self.listings:
            marked.show(about(self.listings[name]))
        elif name in self.runs:
            run = self.runs[name]
            how = run.fault or "Open it to go on where you stopped, or to read the debrief of a run that has ended."
            told = next((one.summary for one in self.listings.values() if one.title == run.title), "")
            rows = [
                says(run.title, "bold $accent"),
                Content(""),
                Content(how),
                Content(""),
                *([running(told), Content("")] if told else []),
            ]
            rows.append(says(f"kept in {run.path}", "$quiet"))
            marked.show(lambda width: lines(line for row in rows for line in row.wrap(width)))

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        """Open the scenario's briefing, or the run where it stopped."""
        name = event.option_id or ""
        notes: tuple[str, ...] = ()
        listing = self.listings.get(name)
        if listing and listing.faults:
            self.notify(
                f"crisisengine check {listing.name}",
                title="It has faults; see them with",
                severity="warning",
                markup=False,
            )
            return
        try:
            if listing:
                session = self.desk.open(listing.name)
            else:
                session, notes = self.desk.resume(self.runs[name].path)
        except CrisisError as error:
            self.notify(str(error), title="It cannot be opened", severity="error", timeout=20, markup=False)
            return
        self.lobby.sit_down(session, notes)
