"""A Debrief as sections, and these as text or Markdown. The same run gives the same bytes on any machine.

All formats for people are made from the same sections; no heading stands above nothing: where a section is empty, a
sentence says why. Labels, names and notes are words, not Markdown, and are escaped; authors' texts are Markdown.

Longer than 300 lines because an after-action report has twenty sections, and each is a short function here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from attrs import frozen

from crisisengine.debriefing.improvement_plan import PLAN_HEAD, areas, plan, strengths
from crisisengine.debriefing.model import Debrief, DecisionReview, EndingOption, LedgerLine, Road, TurningPoint
from crisisengine.text.english import plural
from crisisengine.text.markdown import authored, escaped, table
from crisisengine.text.plain import percent, plain, wrapped

__all__ = ["HOT_WASH", "Section", "as_markdown", "as_text", "head", "sections"]


@frozen
class Section:
    """A part of the report."""

    key: str
    """What it is, for whoever puts a chart to it."""
    title: str
    markdown: str


def sections(one: Debrief, *, situations: bool = True) -> tuple[Section, ...]:
    """The whole debrief, in the order in which a room would read it; `situations`: with what was read at each decision."""
    writers: tuple[tuple[str, str, Callable[[Debrief], str]], ...] = (
        ("short", "In short", _short),
        ("ending", "How it ended", _ending),
        ("history", "What really happened", _history),
        ("roads", "The roads that closed", _roads),
        ("turning", "Turning points", _turning),
        ("decisions", "What was decided", lambda whole: _decided(whole, situations=situations)),
        ("course", "How it went", _course),
        ("ledger", "What changed, and why", _ledger),
        ("doubts", "Believed and true", _graded_reports),
        ("chance", "What chance decided", _chance),
        ("shut", "What was locked", _locked_measures),
        ("mix", "Kinds of measures", _mix),
        ("lessons", "What to take away", _lessons),
        ("objectives", "Objectives", _objectives),
        ("strengths", "Strengths and areas for improvement", _strengths),
        ("plan", "Improvement plan", _plan),
        ("questions", "Questions to talk about", _questions),
        ("absent", "What this report does not hold", _absent),
        ("again", "How to run it again", _again),
        ("limits", "What this model leaves out", _limits),
    )
    *told, last = (Section(key, title, write(one)) for key, title, write in writers)
    cited = "\n".join(each.markdown for each in (*told, last))
    return (*told, Section("sources", "Sources", _sources(one, cited)), last)


HOT_WASH = frozenset(
    {
        "short",
        "ending",
        "history",
        "turning",
        "doubts",
        "chance",
        "lessons",
        "objectives",
        "questions",
        "limits",
        "sources",
    }
)
"""What is told at once, to whoever has just played and knows what was decided."""


def as_markdown(one: Debrief) -> str:
    """One document."""
    body = [f"## {each.title}\n\n{each.markdown}" for each in sections(one)]
    return "\n\n".join([f"# Debrief: {escaped(one.title)}", head(one), *body]) + "\n"


def as_text(one: Debrief, keys: frozenset[str] | None = None) -> str:
    """The same for a terminal, a screen reader or a mail: no tables, no markup, lines of a terminal's width."""
    told = [each for each in sections(one, situations=False) if keys is None or each.key in keys]
    if one.reviews and one.reviews[0].before is None:
        told = [each for each in told if each.key not in ("roads", "turning")]
    body = [f"## {each.title}\n\n{each.markdown}" for each in told]
    return wrapped(plain("\n\n".join([f"# Debrief: {escaped(one.title)}", head(one, wall=keys is None), *body]))) + "\n"


def head(one: Debrief, *, wall: bool = True) -> str:
    """What it is a report of; `wall`: with when it was played, where the journal knows."""
    span = f"{one.opened} to {one.closed}. " if one.opened else ""
    state = "" if one.ended else " The run is not over."
    decisions = plural(len(one.reviews), "decision")
    names = ", ".join(dict.fromkeys(review.by for review in one.reviews if review.by))
    times = [review.at for review in one.reviews if review.at]
    when = f" Played {escaped(times[0])} to {escaped(times[-1])}." if wall and times else ""
    who = f" Decided by {escaped(names)}." if names else ""
    return (
        f"**Exercise.** {span}{decisions}, seed {one.seed}, scenario {escaped(one.scenario)} `{one.fingerprint[:12]}`, "
        f"engine {escaped(one.engine)}.{when}{who}{state}"
    )


# in short


def _short(one: Debrief) -> str:
    if not one.reviews:
        return "Nothing has been decided yet."
    names = one.names
    span = f", {one.opened} to {one.closed}," if one.opened else ""
    end = f"came to “{escaped(one.ending.title)}”" if one.ending else "is not over"
    told = [f"In {plural(len(one.reviews), 'decision')}{span} the run {end}."]
    first, last = one.reviews[0].before, one.reviews[-1].after
    if first is not None and first.endings:
        closing = next(iter(one.turning_points), None)  # until then, an ending of the best rank was possible
        if closing is not None:
            review = one.reviews[closing.number - 1]
            by = "closed it" if closing.by == "decision" else "left it to chance, and chance closed it"
            told.append(
                f"Best for civilians would have been “{escaped(names[closing.lost[0]])}”. It was possible until decision {closing.number}, “{escaped(review.label)}”, which {by}."
            )
        elif one.ended:
            told.append("It is the best for civilians that the start allowed, as far as this model goes.")
        elif last is not None and last.endings:
            told.append(f"“{escaped(names[last.endings[0]])}”, the best for civilians, is still possible.")
        if first.plays:
            told.append("What is said of roads not taken comes from random plays.")
    acted = [report for report in one.graded_reports if report.acted_on]
    if acted:
        wrong = sum(not report.true for report in acted)
        was = "it was true" if len(acted) == 1 else "all were true"
        if wrong:
            was = "it was not true" if len(acted) == 1 else f"{wrong} of them not true"
        told.append(
            f"{plural(len(acted), 'graded report')} {'was' if len(acted) == 1 else 'were'} acted on unchecked; {was}."
        )
    if one.chances.luck:
        told.append(
            f"With the same decisions and other luck, {percent(one.chances.luck)} of plays do not come to this end."
        )
    elif one.chances.luck == 0 and not one.chances.diverged:
        told.append("Chance had no part in the end: the same decisions always lead to it.")
    return " ".join(told)


def _ending(one: Debrief) -> str:
    if one.ending is None:
        return "The run is not over; this is where it stands."
    return f"**{escaped(one.ending.title)}**\n\n{authored(one.ending.text) or 'This ending has no text.'}"


def _history(one: Debrief) -> str:
    if one.ending is None:
        return "Told when the run has ended."
    return authored(one.ending.history) or "This ending names no history."


# roads and turning points

_UNKNOWN = "Not worked out for this report: nobody has looked at all states of the scenario."


def _how_known(one: Debrief) -> str:
    first = one.reviews[0].before
    if first is None or not first.plays:
        return "Exact: every state of the scenario was looked at."
    return (
        f"Sampled, since the scenario has too many states to look at all: from each state {first.plays} random plays. "
        "An ending that they did not come to may have been possible all the same."
    )


def _roads(one: Debrief) -> str:
    if not one.reviews:
        return "Nothing has been decided yet."
    if one.reviews[0].before is None:
        return _UNKNOWN
    rows = [[escaped(option.title), _fate(one, option)] for option in one.ending_options]
    return f"{_how_known(one)} The best for civilians stands first.\n\n" + table(
        ["Ending", "How long it was possible"], rows
    )


def _fate(one: Debrief, option: EndingOption) -> str:
    if option.reached:
        return "**reached**"
    if any(review.after and review.after.plays for review in one.reviews):
        return _met(one, option)
    for review in one.reviews:
        if option.id in review.closed:
            turning = review.turning
            lucky = turning is not None and turning.by == "chance" and option.id in turning.lost
            how = ", when it was lost to chance" if lucky else ""
            return f"until decision {review.number}, {escaped(review.label)}{how}"
    last = one.reviews[-1].after
    return "still possible" if last is not None and option.id in last.endings else "never"


def _met(one: Debrief, option: EndingOption) -> str:
    """What random plays can tell of an ending: where they still came to it, and no more."""
    met = [review.number for review in one.reviews if review.after and option.id in review.after.endings]
    if not met:
        first = one.reviews[0].before
        return "certainly at the start; not met after it" if first and option.id in first.endings else "not met"
    if met[-1] == len(one.reviews):
        return "still possible"
    return f"certainly until decision {met[-1] + 1}; not met after it"


def _list(names: dict[str, str], endings: Iterable[str]) -> str:
    return "; ".join(escaped(names[one]) for one in endings)


def _turning(one: Debrief) -> str:
    if not one.reviews or one.reviews[0].before is None:
        return _UNKNOWN if one.reviews else "Nothing has been decided yet."
    told = [_turning_point(one, review, review.turning) for review in one.reviews if review.turning]
    return "\n\n".join(told) or "No decision closed the best that was still possible."


def _turning_point(one: Debrief, review: DecisionReview, turning: TurningPoint) -> str:
    lost = _list(one.names, turning.lost)
    how = (
        "Whatever the world had decided then, this measure closed it."
        if turning.by == "decision"
        else "Another outcome would have kept it: the decision took the risk, and chance closed it."
    )
    lines = [
        f"### Decision {review.number}: {escaped(review.label)}",
        f"Until here the best still possible was: {lost}. {how}",
        "\n".join(f"- {_road(road)}" for road in review.roads),
    ]
    if turning.told:
        luck = f" It takes luck {plural(turning.lucky, 'time')}." if turning.lucky else " It takes no luck."
        play = "\n".join(f"{number}. {escaped(text)}" for number, text in enumerate(turning.told, review.number))
        lines += [f"One way on from here to “{escaped(one.names[turning.leads_to])}”.{luck}", play]
    return "\n\n".join(lines)


_KEEPS = {
    "kept": "kept it possible",
    "risked": "left it to chance",
    "lost": "closed it",
    "": "",
}


def _road(road: Road) -> str:
    taken = " (taken)" if road.taken else ""
    if road.reasons:
        return f"{escaped(road.label)}: locked. {' '.join(authored(reason) for reason in road.reasons)}"
    return f"{escaped(road.label)}{taken}: {_KEEPS[road.keeps]}"


# the decisions


def _decided(one: Debrief, *, situations: bool) -> str:
    told = [_review(one, review, situations=situations) for review in one.reviews]
    return "\n\n".join(told) or "Nothing has been decided yet."


def _review(one: Debrief, review: DecisionReview, *, situations: bool) -> str:
    where = f"*{escaped(review.scene_title)}*" + (f", {review.date}" if review.date else "")
    where += f", {review.takes}" if review.takes else ""
    lines = [f"### {review.number}. {escaped(review.label)}", where]
    if situations and review.situation.strip():
        lines.append(_quoted(authored(review.situation)))
    if review.tags:
        lines.append(f"Kind: {escaped(', '.join(review.tags))}.")
    if review.outcome:
        lines.append(f"The world decided: {escaped(review.outcome.replace('_', ' '))}.")
    if review.result.strip():
        lines.append(authored(review.result))
    notes = (("Why", review.why), ("By", review.by), ("Expected", review.expected))
    lines += [f"{title}: {escaped(note)}" for title, note in notes if note]
    for card in review.cards:
        sender = f"{card.sender}, {card.by}" if card.sender else card.by
        grade = f", graded {card.grade}" if card.grade else ""
        lines.append(_quoted(f"**{escaped(sender)}**{grade}\n\n{authored(card.text)}"))
    lines += [f"Set going here: {escaped(text)}" for text in review.set_going]
    lines += [f"Called off here: {escaped(text)}" for text in review.called_off]
    lines += [f"Came to nothing: {escaped(text)}" for text in review.lapsed]
    others = [road for road in review.roads if not road.taken]
    if others:
        lines.append("Not taken: " + "; ".join(_other(road) for road in others) + ".")
    if review.closed:
        lines.append(f"Closed: {_list(one.names, review.closed)}.")
    return "\n\n".join(lines)


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _other(road: Road) -> str:
    return escaped(road.label) + (" (locked)" if road.reasons else "")


def _course(one: Debrief) -> str:
    if not one.trajectories:
        return "The scenario shows no indicator."
    rows = []
    for trajectory in one.trajectories:
        spread = sorted(zip(trajectory.values, trajectory.words, strict=True))
        rows.append(
            [
                escaped(each)
                for each in (trajectory.label, trajectory.words[0], spread[0][1], spread[-1][1], trajectory.words[-1])
            ]
        )
    return table(["Indicator", "At the start", "Lowest", "Highest", "At the end"], rows)


# causes


def _ledger(one: Debrief) -> str:
    moved = [line for line in one.ledger if line.watched]
    if not moved:
        return "Nothing that is watched has changed."
    dated = any(line.date for line in moved)
    rows = []
    for line in moved:
        what = escaped(line.label) + (" (hidden while playing)" if line.hidden else "")
        when = [line.date] if dated else []
        rows.append([str(line.number), *when, what, escaped(_change(line)), escaped(_cause(line))])
    return table(["Decision", *(["When"] if dated else []), "What", "Change", "Cause"], rows)


def _change(line: LedgerLine) -> str:
    if line.before == line.after:
        return f"stays {line.word_after}, the end of its range"
    if line.sort != "number":
        return f"{line.word_before} to {line.word_after}"
    sign = "up" if line.after > line.before else "down"
    if line.word_before == line.word_after:
        return f"stays {line.word_after} ({sign} {abs(line.after - line.before)})"
    return f"{line.word_before} to {line.word_after} ({sign} {abs(line.after - line.before)})"


def _cause(line: LedgerLine) -> str:
    return f"{line.cause} ({line.because})" if line.because else line.cause


def _graded_reports(one: Debrief) -> str:
    if not one.graded_reports:
        return "No graded report came in."
    lines = []
    for report in one.graded_reports:
        verdict = "was true" if report.true else "was not true"
        checked = f"verified by decision {report.verified}" if report.verified else "never verified"
        acted = f"; acted on unchecked by {_numbers(report.acted_on)}" if report.acted_on else ""
        sender = escaped(report.sender or report.inject.replace("_", " "))
        text = " ".join(authored(report.text).split())
        lines.append(
            f"- {sender} ({report.grade or 'ungraded'}), after decision {report.number}: {text} **It {verdict}**; {checked}{acted}."
        )
    return "\n".join(lines)


def _numbers(numbers: Sequence[int]) -> str:
    told = ", ".join(str(number) for number in numbers)
    return f"decision{'s' if len(numbers) > 1 else ''} {told}"


def _chance(one: Debrief) -> str:
    chances, names = one.chances, one.names
    if not one.reviews:
        return "Nothing has been decided yet."
    rows = [[escaped(names[name]), percent(share)] for name, share in chances.endings]
    rows += [["Not at an end with these decisions", percent(chances.unfinished)]] if chances.unfinished > 0 else []
    told = [
        "The same decisions, under everything that the world could have decided:",
        table(["Ending", "Share of plays"], rows),
    ]
    if chances.diverged > 0:
        told.append(
            f"In {percent(chances.diverged)} of plays another outcome closes a later decision; what would have been decided there nobody knows, and they are counted apart."
        )
    if chances.luck is None:
        told.append("The run is not over, so that nobody can say yet how much of its end was luck.")
    elif chances.luck == 0 and not chances.diverged:
        told.append("**Luck share 0 %:** chance had no part in this end.")
    elif chances.luck == 0:
        told.append("**Luck share 0 %:** in every play that these decisions fit, they lead to this end.")
    else:
        told.append(
            f"**Luck share {percent(chances.luck)}:** of the plays that these decisions fit, so many do not come to this end."
        )
    return "\n\n".join(told)


def _locked_measures(one: Debrief) -> str:
    lines = []
    for each in one.locked_measures:
        where = f" in *{escaped(each.scene_title)}*" if each.scene_title else ""
        later = "; open later" if each.opened_later else ""
        why = " ".join(" ".join(authored(reason).split()) for reason in each.reasons)
        lines.append(f"- {escaped(each.label)}{where} ({_numbers(each.numbers)}{later}): {why}")
    return "\n".join(lines) or "Every measure that was shown was open."


_KINDS = {"tier": "Tier", "phase": "Phase", "principle": "Principle"}


def _mix(one: Debrief) -> str:
    rows = [[_KINDS[each.kind], escaped(each.label), str(each.taken), str(each.offered)] for each in one.mix]
    if not rows:
        return "The measures of this run bear no tags."
    return table(["Sort", "Kind", "Decisions that took it", "Decisions that offered it"], rows)


# what to make of it


def _lessons(one: Debrief) -> str:
    lessons = [" ".join(authored(lesson).split()) for lesson in one.lessons]
    return "\n".join(f"- {lesson}" for lesson in lessons) or "The measures taken carry no lesson."


_RESULTS = {"met": "Met", "partly": "Partly met", "not": "Not met"}


def _objectives(one: Debrief) -> str:
    lines = []
    for each in one.objectives:
        evidence = [f"{_numbers(each.decisions)} bore on it"] if each.decisions else []
        evidence += [f"{_numbers(each.against)} went against it"] if each.against else []
        evidence += [f"{_numbers(each.missed)} offered it and took another"] if each.missed else []
        why = "; ".join(evidence) or "this road did not lead past it"
        level = f" ({escaped(each.level)})" if each.level else ""
        lines.append(f"- **{_RESULTS[each.result]}.** {escaped(each.text)}{level} {why[:1].upper()}{why[1:]}.")
    if not lines:
        return "The scenario names no objective."
    rule = (
        "Met: decisions that bear on it were taken, and none went against it; partly met: some did. A decision goes against "
        "what it bears on where it closed the best that was possible, rested on a report that nobody had checked, or made the "
        "indicators worse by its own effects. What was meant, only those who decided can say."
    )
    return "\n".join(lines) + f"\n\n{rule}"


def _strengths(one: Debrief) -> str:
    good, better = strengths(one), areas(one)
    told = ["**Strengths**", "\n".join(f"- {each}" for each in good) or "None that these rules can see."]
    told += [
        "**Areas for improvement**",
        "\n".join(f"- {each.issue}" for each in better) or "None that these rules can see.",
    ]
    return "\n\n".join(told)


def _plan(one: Debrief) -> str:
    rows = plan(one)
    if not rows:
        return "Nothing follows from these rules; write your own."
    return "The last four columns are for the room to fill in.\n\n" + table(PLAN_HEAD, rows)


def _questions(one: Debrief) -> str:
    told = []
    for number, each in enumerate(one.questions, 1):
        told.append(f"{number}. {escaped(each.text)}" + (f"\n\n   > {escaped(each.answer)}" if each.answer else ""))
    return "\n".join(told)


def _absent(one: Debrief) -> str:
    """The fields of an after-action report that a run of one journal leaves empty, and why."""
    missing = ["Individual pages: a journal keeps decisions, not people."]
    missing.append("Counts per option, confidence and votes: these decisions were entered by one hand.")
    if not any(review.why for review in one.reviews):
        missing.append("Reasons: none was written down; playing can ask for one before each decision.")
    if not any(review.at for review in one.reviews):
        missing.append("Time on the wall: not kept, so that the same journal gives the same report.")
    missing.append("Observers' ratings and a survey of participants: nobody has entered any.")
    return "\n".join(f"- {each}" for each in missing)


def _limits(one: Debrief) -> str:
    parts = [authored(text) for text in (one.leaves_out, one.invented) if text.strip()]
    return "\n\n".join(parts) or "The scenario does not say."


def _again(one: Debrief) -> str:
    decisions = [f"{each.scene}.{each.measure}" + (f".{each.outcome}" if each.outcome else "") for each in one.reviews]
    played = "\n".join(decisions) or "nothing decided"
    return (
        "The journal holds all that is needed: `crisisengine play JOURNAL` opens it, `crisisengine debrief JOURNAL` writes this "
        f"report again, byte for byte. Scenario `{one.scenario}`, fingerprint `{one.fingerprint}`, seed {one.seed}, engine "
        f"{escaped(one.engine)}. The decisions:\n\n```\n{played}\n```"
    )


def _sources(one: Debrief, told: str) -> str:
    """The works that the sections above cite, by their numbers."""
    cited = {int(number) for number in re.findall(r"(?<!\\)\[(\d{1,6})\]", told)}
    lines = []
    for number, source in one.sources:
        if number in cited:
            parts = [part for part in (source.title, source.publisher, source.date, source.url, source.note) if part]
            lines.append(f"{number}. {escaped(', '.join(parts))}")
    return "\n".join(lines) or "Nothing told here cites a source."
