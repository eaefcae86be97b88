"""The library: runs to go on with, scenarios to begin, and a word on what to do when there are none."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from crisisengine.errors import CrisisError
from crisisengine.session.library import Kept, Library, Listing
from crisisengine.session.session import Session
from crisisengine.text.messages import _, _n
from crisisengine.tui.markdown import running
from crisisengine.tui.requests import PlaceAsked
from crisisengine.tui.screens.base import BaseScreen, HelpPart
from crisisengine.tui.settings import Settings
from crisisengine.tui.typesetting import Lay, Sheet, broken, hang, leaders, lines, says
from crisisengine.tui.widgets.frame.footer import FooterBar
from crisisengine.tui.widgets.frame.header import HeaderBar
from crisisengine.tui.widgets.frame.spacing import spaced
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["LibraryScreen"]


def standing(listing: Listing) -> Content:
    """Whether it can be played, with a sign beside the word."""
    if listing.faults:
        return says(f"× {_n('{count} fault', '{count} faults', listing.faults)}", "bold $bad")
    if listing.unread:
        return says(_("not read yet"), "$quiet")
    if listing.verdict == "violated":
        return says(f"! {_('violated')}", "bold $bad")
    return says(f"✓ {_('holds') if listing.verdict == 'holds' else _('ready')}", "$good")


def what_it_means(listing: Listing) -> str:
    """The same in a sentence."""
    if listing.faults:
        return _n(
            "It has {count} fault and cannot be played. What it is:",
            "It has {count} faults and cannot be played. What they are:",
            listing.faults,
        )
    if listing.unread:
        return _("It took too long to read for a list. Enter reads and opens it; nothing is known to be wrong with it.")
    if listing.verdict == "violated":
        return _("It can be played, but a promise that its author makes was broken in some run.")
    if listing.verdict == "holds":
        return _("Every promise that its author makes was proved for every run there can be.")
    return _("It can be played; crisisengine check proves what its author promises.")


def scenario_sheet(listing: Listing) -> Sheet:
    """Title, minutes, whether it holds; summary."""

    def lay(width: int) -> Content:
        minutes = Content("")
        if listing.minutes:
            minutes = says(f"{_n('{count} min', '{count} min', listing.minutes)}  ", "$quiet")
        out = leaders(says(listing.title, "bold"), minutes + standing(listing), width - 1, Content("  "))
        if listing.faults:
            told = _("cannot be played; see: {command}", command=f"crisisengine check {listing.name}")
            out += hang(says(told, "italic $quiet"), width - 1, "  ")
        elif listing.unread:
            out += hang(says(_("took too long to read; enter opens it"), "italic $quiet"), width - 1, "  ")
        elif listing.summary:
            out += hang(running(listing.summary, "$quiet"), width - 1, "  ")
        return lines(out)

    return Sheet(lay)


def run_sheet(kept: Kept) -> Sheet:
    """Title, where it stands, when it was played last."""

    def lay(width: int) -> Content:
        if kept.fault:
            mark = says(f"× {_('cannot be read')}", "bold $bad")
            out = leaders(says(kept.title, "bold"), mark, width - 1, Content("  "))
            return lines(out + hang(says(kept.fault, "italic $quiet"), width - 1, "  "))
        name = says(kept.title, "bold") + says(f" · {kept.name}" if kept.name else "")
        out = leaders(name, says(kept.modified, "$quiet"), width - 1, Content("  "))
        decisions = _n("{count} decision", "{count} decisions", kept.decisions)
        out += hang(says(f"{decisions}, {kept.stands}", "$quiet"), width - 1, "  ")
        return lines(out)

    return Sheet(lay)


def heading_sheet(text: str, note: str = "") -> Sheet:
    """A heading inside the list, with a note below it."""

    def lay(width: int) -> Content:
        return lines([says(text, "bold $accent"), *(hang(says(note, "$quiet"), width - 1, "  ") if note else [])])

    return Sheet(lay)


def about(listing: Listing, seen: list[str]) -> Lay:
    """The marked scenario in full; `seen` are the endings that kept runs came to."""

    def lay(width: int) -> Content:
        out = [*broken(says(listing.title, "bold $accent"), width), Content("")]
        minutes = _n("about {count} minute", "about {count} minutes", listing.minutes) if listing.minutes else ""
        out.append(says(f"{minutes}  " if minutes else "", "$quiet") + standing(listing))
        out += [*broken(says(what_it_means(listing), "$quiet"), width)]
        if listing.faults:
            out += broken(says(f"crisisengine check {listing.name}", "$code"), width)
        out += [Content(""), *broken(running(listing.summary), width)] if listing.summary else []
        if listing.content_note:
            out += [Content(""), says(_("Before you begin"), "bold"), *broken(running(listing.content_note), width)]
        if listing.endings and not listing.faults:
            told = _("{seen} of {all} endings seen in the runs that are kept", seen=len(seen), all=listing.endings)
            out += [Content(""), *broken(says(told, "bold"), width)]
            out += [line for title in seen for line in hang(Content(title), width, says("◉ ", "$accent"))]
        return lines(out)

    return lay


def about_run(kept: Kept, summary: str) -> Lay:
    """The marked run: what it is of, and where it is kept."""
    how = kept.fault or _("Open it to go on where you stopped, or to read the debrief of a run that has ended.")

    def lay(width: int) -> Content:
        out = [*broken(says(kept.title, "bold $accent"), width), Content(""), *broken(Content(how), width), Content("")]
        out += [*broken(running(summary), width), Content("")] if summary else []
        return lines([*out, *broken(says(_("kept in {place}", place=kept.path), "$quiet"), width)])

    return lay


def easiest_first(listings: tuple[Listing, ...]) -> list[Listing]:
    """In the order to begin with: the shortest first, what cannot be played last."""
    return sorted(listings, key=lambda listing: (bool(listing.faults), listing.minutes or 1_000_000, listing.title))


class LibraryScreen(BaseScreen):
    """The first screen."""

    help_part: ClassVar[HelpPart] = "library"

    def __init__(self, library: Library, settings: Settings) -> None:
        super().__init__()
        self.library = library
        self.settings = settings
        self.listings: dict[str, Listing] = {}
        self.runs: dict[str, Kept] = {}

    def compose(self) -> ComposeResult:
        """The list, and beside it what the marked line is about."""
        yield HeaderBar("Crisis Engine", _("Library"))
        with Horizontal(id="library"):
            yield OptionList(markup=False, id="entries")
            with VerticalScroll(id="about", can_focus=False):
                yield TextPane(id="marked")
        yield FooterBar()

    def on_mount(self) -> None:
        """Read what there is."""
        listings, kept = easiest_first(self.library.listings()), self.library.kept()  # in this order they are read once
        self.runs = {f"run-{number}": run for number, run in enumerate(kept)}
        self.listings = {f"scenario-{number}": listing for number, listing in enumerate(listings)}
        self.stand_alone(*(listing.title + listing.summary for listing in listings), *(run.title for run in kept))
        no_run = _("No run is kept yet. Begin a scenario; every decision is kept by itself.")
        entries = [Option(heading_sheet(_("Go on with a run"), "" if kept else no_run), disabled=True)]
        entries += [Option(run_sheet(run), id=name) for name, run in self.runs.items()]
        entries.append(Option(heading_sheet(_("Begin a scenario"), self._where_to_begin(listings)), disabled=True))
        entries += [Option(scenario_sheet(listing), id=name) for name, listing in self.listings.items()]
        options = spaced(entries)
        shown = self.query_one("#entries", OptionList)
        shown.set_options(options)
        first = self._first(options)
        shown.highlighted = first
        if first is not None:
            self._tell(options[first].id or "")  # with the first frame, not a moment later
        shown.focus()
        self.query_one(FooterBar).tell(("enter", _("open") if kept or listings else ""))
        if shown.highlighted is None:
            welcome = _(
                "Practise deciding in a crisis. Read, choose a measure, see what it did and why; at the end a debrief "
                "tells what other decisions would have opened."
            )
            self.query_one("#marked", TextPane).show(lambda width: lines(hang(Content(welcome), width)))

    @staticmethod
    def _where_to_begin(listings: list[Listing]) -> str:
        if not listings:
            return _(
                "No scenario was found. Put a scenario's .toml file into the folder scenarios/, or name one: {command}",
                command="crisisengine play PATH",
            )
        first = _("The shortest comes first.")
        if any(listing.verdict == "holds" for listing in listings):
            return f"{first} {_('✓ holds: all its promises are proved.')}"
        return first

    def _first(self, options: list[Option]) -> int | None:
        """What is marked when one comes here: what was opened last, else the first line that can be opened."""
        entries: dict[str, Listing | Kept] = {**self.runs, **self.listings}
        marked = self.settings.marked
        opened = {name for name, entry in entries.items() if marked and _key(entry) == marked}
        able = [place for place, option in enumerate(options) if not option.disabled]
        return next((place for place in able if options[place].id in opened), next(iter(able), None))

    @on(OptionList.OptionHighlighted)
    def mark(self, event: OptionList.OptionHighlighted) -> None:
        """Tell about the marked line."""
        self._tell(event.option_id or "")

    def _tell(self, name: str) -> None:
        marked = self.query_one("#marked", TextPane)
        if listing := self.listings.get(name):
            ended = [run.place for run in self.runs.values() if run.ended and run.title == listing.title]
            marked.show(about(listing, sorted(set(ended))))
        elif run := self.runs.get(name):
            summaries = (listing.summary for listing in self.listings.values() if listing.title == run.title)
            marked.show(about_run(run, next(summaries, "")))

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        """Open the scenario's briefing, or the run where it stopped."""
        name = event.option_id or ""
        notes: tuple[str, ...] = ()
        listing = self.listings.get(name)
        if listing and listing.faults:
            see = _("It has faults; see them with: {command}", command=f"crisisengine check {listing.name}")
            self.notify(see, severity="warning")
            return
        self.settings.marked = _key(listing or self.runs[name])
        try:
            if listing:
                session = self.library.open(listing.name)
            else:
                session, notes = self.library.resume(self.runs[name].path)
        except CrisisError as error:
            self.notify(_("It cannot be opened: {reason}", reason=error), severity="error")
            return
        if listing and session.scenario.chapters:
            self._ask_where(listing, session)
        else:
            self.request(PlaceAsked("run", session, notes))

    def _ask_where(self, listing: Listing, session: Session) -> None:
        """Ask where to begin a scenario that has chapters for it."""
        from crisisengine.tui.screens.pick import PickDialog  # noqa: PLC0415  # most scenarios have none

        choices = [("", _("From the beginning"), "")]
        choices += [
            (chapter.id, chapter.title, _("chapter {number}", number=number))
            for number, chapter in enumerate(session.scenario.chapters.values(), 1)
        ]

        def begin(chapter: str | None) -> None:
            if chapter is None:
                return
            try:
                begun = self.library.open(listing.name, chapter=chapter) if chapter else session
            except CrisisError as error:  # it was changed meanwhile
                self.notify(_("It cannot be opened: {reason}", reason=error), severity="error")
                return
            self.request(PlaceAsked("run", begun, ()))

        self.app.push_screen(PickDialog(_("Where does your run begin?"), choices), begin)


def _key(entry: Listing | Kept) -> str:
    """What an entry is remembered by while the interface is open."""
    return entry.name if isinstance(entry, Listing) else str(entry.path)
