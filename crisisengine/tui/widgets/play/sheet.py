"""What is seen while playing: what was decided, the story with what can be decided now, and the panel.

It shows a session and knows how far the story was read; what a key does is the screen's business.
"""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.style import Style

from crisisengine.engine.view_model import Account, View
from crisisengine.session.chapters import new_chapter
from crisisengine.session.session import Session
from crisisengine.text.commonmark import glossary_links
from crisisengine.text.messages import _
from crisisengine.tui.typesetting import says
from crisisengine.tui.widgets.frame.text import TextPane
from crisisengine.tui.widgets.play.card import CardWidget
from crisisengine.tui.widgets.play.changes import Changes
from crisisengine.tui.widgets.play.column import Column, Story
from crisisengine.tui.widgets.play.glossary import GlossaryPanel
from crisisengine.tui.widgets.play.history import HistoryCharts
from crisisengine.tui.widgets.play.indicators import IndicatorPanel, Meanings, Trend, has_scale
from crisisengine.tui.widgets.play.map import MapPanel
from crisisengine.tui.widgets.play.offers import Offers
from crisisengine.tui.widgets.play.people import PeoplePanel
from crisisengine.tui.widgets.play.record import Record
from crisisengine.tui.widgets.play.scale import Scales
from crisisengine.tui.widgets.play.story import chapter_head, result, scene
from crisisengine.tui.widgets.play.strip import Strip

__all__ = ["PlaySheet"]


class PlaySheet(Horizontal):
    """Record, story and panel, side by side as far as the window has room."""

    def __init__(self) -> None:
        super().__init__(id="columns")

    def compose(self) -> ComposeResult:
        """The story between what was decided and how things stand."""
        with Vertical(id="record-column"):
            with VerticalScroll(id="record", can_focus=False):
                yield Record()
            with Vertical(id="map-room"):
                yield MapPanel()
            with VerticalScroll(id="words-and-people", can_focus=False):
                yield GlossaryPanel()
                yield PeoplePanel()
        with Column(id="story-column"):
            yield Strip(id="strip")
            with Story(id="story"):
                yield TextPane(id="result")
                yield TextPane(id="chapter")
                yield TextPane(id="scene")
            yield TextPane(self._more, id="more-below")
            yield Offers()
        with VerticalScroll(id="panel", can_focus=False):
            yield IndicatorPanel()
            yield Changes()
            yield Scales()
            with Vertical(id="panel-more"):
                yield HistoryCharts()
                yield Meanings()

    # what is shown

    def tell(self, session: Session, *, wide: bool, tall: bool, roomy: bool) -> None:
        """Put the present view of a session on all widgets, the story from its beginning.

        Args:
            session: the run.
            wide: whether the record is seen.
            tall: whether the panel has room for how its indicators went and what they mean.
            roomy: whether there is room for air between the offers.
        """
        view, account = session.view, session.account()
        trends, last_rungs = _trends(session), session.last_rungs()
        if wide:
            self._tell_record(session)
        self.query_one(Strip).tell(view, trends, last_rungs)
        self.query_one(IndicatorPanel).tell(view, trends, last_rungs)
        self.query_one(Scales).tell([indicator for indicator in view.indicators if has_scale(indicator)])
        sent = session.sent(len(session.run.steps))
        moved = [movement for told in sent for movement in told.movements]
        self.query_one(Changes).tell((*account.movements, *moved) if account else tuple(moved) or None)
        if tall:
            self.query_one(HistoryCharts).tell(view, session.past(40))
            self.query_one(Meanings).tell(view)
        self._tell_story(
            view, account, stayed=account is not None and [past.place for past in session.views[-2:-1]] == [view.place]
        )
        turned = self.query_one("#chapter", TextPane)
        line = new_chapter(session)
        turned.display = bool(line)
        turned.show(chapter_head(line, view.clock.date if view.clock else ""))
        cards = [CardWidget(card, sent=True) for told in sent for card in told.cards]
        self.query_one(Story).mount_all(cards, before="#scene")
        self.query_one(Offers).put(view.offers, roomy=roomy)

    def _tell_story(self, view: View, account: Account | None, *, stayed: bool) -> None:
        """What followed stands before a scene that was read before, and a new scene before its cards."""
        story, text = self.query_one(Story), self.query_one("#scene", TextPane)
        outcome = self.query_one("#result", TextPane)
        self.query(CardWidget).remove()
        outcome.display = account is not None and bool(account.label)  # what comes by itself follows from no decision
        text.show(scene(view))
        if account is not None:
            outcome.show(result(account))
            cards = [CardWidget(card) for card in account.cards]
            story.mount_all(cards, before=text if stayed else None, after=None if stayed else text)
        story.scroll_home(animate=False, immediate=True)

    def _tell_record(self, session: Session) -> None:
        """Only where it is shown: it reads every decision so far."""
        self.query_one(Record).tell(session.entries())
        self.query_one("#record").scroll_end(animate=False)
        entries = [
            session.scenario.glossary[name]
            for name in glossary_links(session.view.text)
            if name in session.scenario.glossary
        ]
        self.query_one(GlossaryPanel).tell([(entry.term, session.text(entry.text)) for entry in entries])
        self.query_one(PeoplePanel).tell(session.view.parties)
        self.query_one(MapPanel).tell(session.situation())

    # how far the story was read

    @property
    def unread(self) -> bool:
        """Whether there is more to read below what is seen; a blank line at the end is none."""
        story = self.query_one(Story)
        return story.max_scroll_y > round(story.scroll_y) + 1

    @property
    def waits(self) -> bool:
        """Whether the measures are still to come."""
        return self.query_one(Column).waits

    def keep_reading(self, *, read: bool) -> None:
        """From now on the measures stand below a story that was `read` to its end, and wait for the end of one that was not."""
        column, story = self.query_one(Column), self.query_one(Story)
        column.read = story.keeps_end = read
        column.whole = None
        story.refresh(layout=True)  # what is above a widget is arranged anew, and the column is above the story

    def tell_more(self) -> None:
        """Say between the story and the measures what is still to come."""
        self.query_one("#more-below", TextPane).show(self._more)

    def _more(self, width: int) -> Content:
        """What stands between a story that goes on and what can be decided."""
        if self.unread:
            told = _("▼ more below: space reads on")
        elif self.waits:
            told = _("▼ space: what you can decide")
        else:
            told = ""
        click = Style.from_meta({"@click": ("app.press", ("space",))})
        return says(told, "$accent").truncate(width).stylize(click)


def _trends(session: Session) -> dict[str, Trend]:
    before = session.values(-2) if len(session.views) > 1 else {}
    now, past = session.values(), session.past()
    return {name: Trend(past[name], value - before.get(name, value)) for name, value in now.items()}
