"""The parts of a story, as whoever plays meets them: where one ends and the next begins, and what one is told who begins in the middle."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve, frozen

from crisisengine.engine import view as seen
from crisisengine.engine.rules import begin
from crisisengine.engine.view_model import View
from crisisengine.model.scenario import Chapter, Scenario
from crisisengine.session.session import Session
from crisisengine.text.markdown import literal
from crisisengine.text.messages import _

__all__ = ["BegunAtChapter", "begun", "chapter_line", "new_chapter", "when_and_what"]

ROUND = 5
"""Minutes that are reckoned are told in steps of so many."""


@frozen(kw_only=True)
class BegunAtChapter:
    """At which chapter a run begins, and with what."""

    line: str
    """Which of how many, and its title."""
    minutes: int
    """About how long this chapter takes; 0 where the scenario does not tell."""
    onward: int
    """The same of this chapter and all behind it."""
    inherited: tuple[tuple[str, str], ...]
    """(what can be seen, how it stands), where it is not as at the beginning of the scenario."""


def chapter_line(scenario: Scenario, title: str) -> str:
    """Which of how many chapters it is, and its title; the title alone where there is no other."""
    titles = _titles(scenario)
    if title not in titles or len(titles) < 2:
        return title
    return _("Chapter {number} of {count}: {title}", number=titles.index(title) + 1, count=len(titles), title=title)


def new_chapter(session: Session) -> str:
    """The line of a chapter that has just begun, behind another; empty where none has."""
    if not session.run.steps:
        return ""
    title = session.view.chapter
    before = session.views[-2].chapter
    return chapter_line(session.scenario, title) if title and before and title != before else ""


def begun(session: Session) -> BegunAtChapter | None:
    """Where a run began that did not begin with the scenario; None of any other."""
    scenario = session.scenario
    chapter = scenario.chapters.get(session.run.start.chapter) if scenario.chapters else None
    if chapter is None:
        return None
    start = evolve(session.run.start, chapter="")
    usual = dict(_standing(seen.view(scenario, begin(scenario, start))))
    now = _standing(seen.view(scenario, begin(scenario, session.run.start)))
    ids = list(scenario.chapters)
    behind = [scenario.chapters[name] for name in ids[ids.index(chapter.id) :]]
    return BegunAtChapter(
        line=_("Chapter {number} of {count}: {title}", number=ids.index(chapter.id) + 1, count=len(ids), title=chapter.title),
        minutes=_minutes(scenario, [chapter]),
        onward=_minutes(scenario, behind),
        inherited=tuple((label, word) for label, word in now if usual.get(label) != word),
    )  # fmt: skip


def when_and_what(told: BegunAtChapter) -> str:
    """What somebody is told who begins in the middle, as Markdown."""
    parts = [_("Your run begins with **{chapter}**.", chapter=literal(told.line))]
    if told.minutes and told.onward > told.minutes:
        parts.append(
            _(
                "This chapter takes about {minutes} minutes; to the end of the story it is about {onward}.",
                minutes=told.minutes,
                onward=told.onward,
            )
        )
    elif told.minutes:
        parts.append(_("It takes about {minutes} minutes.", minutes=told.minutes))
    out = " ".join(parts)
    if told.inherited:
        out += "\n\n" + _("What you take over from those who came before, as it usually stands by then:") + "\n\n"
        out += "\n".join(f"- {literal(label)}: {literal(word)}" for label, word in told.inherited)
    return out


def _titles(scenario: Scenario) -> list[str]:
    return [title for title in dict.fromkeys(scene.chapter for scene in scenario.scenes.values()) if title]


def _standing(view: View) -> Iterator[tuple[str, str]]:
    for indicator in view.indicators:
        yield indicator.label, indicator.word
    for party in view.parties:
        for indicator in party.indicators:
            yield f"{party.name}, {indicator.label}", indicator.word


def _minutes(scenario: Scenario, chapters: list[Chapter]) -> int:
    """Their share of the time that the scenario takes, by what a room is given for their scenes, or else by how many they have."""
    scenes = scenario.scenes.values()
    timed = all(scene.minutes for scene in scenes)
    titles = {chapter.title for chapter in chapters}
    weights = [(scene.minutes if timed else 1, scene.chapter in titles) for scene in scenes]
    share = sum(weight for weight, own in weights if own) / max(sum(weight for weight, _own in weights), 1)
    reckoned = round(scenario.minutes * share / ROUND) * ROUND
    return max(reckoned, 1) if share and scenario.minutes else 0
