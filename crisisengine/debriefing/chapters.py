"""The chapters of a story as a run met them: which were played, which it has finished, what is documented of each.

Also which scenes an unfinished run can still come to by the ways that are written. Guards are not asked, so that too many
may be named, and none is missed.
"""

from __future__ import annotations

import re

from crisisengine.debriefing.model import ChapterLine
from crisisengine.engine.rendering import render
from crisisengine.engine.run import Run
from crisisengine.model.scenario import Goto, Scenario

__all__ = ["chapters", "general", "played_chapters", "scenes_ahead"]


def chapters(run: Run) -> tuple[ChapterLine, ...]:
    """Every chapter that scenes name, in file order; none where no scene names one."""
    scenario = run.scenario
    titles = list(dict.fromkeys(scene.chapter for scene in scenario.scenes.values() if scene.chapter))
    if not titles:
        return ()
    met = {scenario.scenes[step.decision.scene].chapter for step in run.steps}
    here = "" if run.ended else scenario.scenes[run.place].chapter
    invented = _paragraphs(render(scenario, run.state, scenario.invented))
    return tuple(
        ChapterLine(
            title=title,
            played=title in met,
            finished=title in met and title != here,
            documented="\n\n".join(text for text in invented if _names(text) == title),
        )
        for title in titles
    )


def general(invented: str, lines: tuple[ChapterLine, ...]) -> str:
    """What is said to be invented, as Markdown, without the paragraphs that belong to a chapter."""
    titles = {line.title for line in lines}
    return "\n\n".join(text for text in _paragraphs(invented) if _names(text) not in titles)


def _paragraphs(text: str) -> list[str]:
    return [part.strip("\n") for part in re.split(r"\n[ \t]*\n", text) if part.strip()]


_HEAD = re.compile(r"[^*_\n]{0,24}(\*\*|\*|__|_)(?P<title>[^*_\n]+)\1")
"""`In *The night* ...`: what is emphasised among the first words."""


def _names(text: str) -> str:
    """The chapter to which a paragraph belongs, if it is one; empty where it begins with none."""
    head = _HEAD.match(text)
    return head["title"] if head else ""


def played_chapters(run: Run) -> frozenset[str]:
    """The titles of chapters in which something was decided; before the first decision, of that in which the run stands."""
    scenes = run.scenario.scenes
    met = [step.decision.scene for step in run.steps] or ([] if run.ended else [run.place])
    return frozenset(scenes[scene].chapter for scene in met)


def scenes_ahead(run: Run) -> frozenset[str]:
    """The scenes that a run can still come to, the one in which it stands among them; none where it has ended."""
    if run.ended:
        return frozenset()
    ways = _ways(run.scenario)
    found, waiting = {run.place}, [run.place]
    while waiting:
        for scene in ways[waiting.pop()]:
            if scene not in found:
                found.add(scene)
                waiting.append(scene)
    return frozenset(found)


def _ways(scenario: Scenario) -> dict[str, set[str]]:
    """From each scene those to which something that is written may lead."""
    leads: dict[str, list[Goto]] = {}
    for name, scene in scenario.scenes.items():
        leads[name] = [goto for measure in scene.measures.values() for goto in measure.gotos]
    for inject in scenario.injects.values():
        for name in inject.scenes or scenario.scenes:
            leads[name].append(inject.goto)
    places = {name: {place for goto in gotos for place in goto.places} for name, gotos in leads.items()}
    found = {name: {place for place in known if place in scenario.scenes} for name, known in places.items()}
    for name, known in places.items():
        if "back" in known:
            found[name] |= {other for other, there in places.items() if name in there}
    return found
