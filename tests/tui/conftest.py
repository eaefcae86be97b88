"""A small world for the screens: a scripted siege with every kind of thing a View can hold, and no engine behind it."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

import pytest
from attrs import evolve, field, frozen

from crisisengine.budget import UNLIMITED
from crisisengine.debriefing import model
from crisisengine.engine import view_model as seen
from crisisengine.engine.run import Answer, Branch
from crisisengine.errors import FilesError
from crisisengine.model.prose import Plain
from crisisengine.model.scenario import GlossaryEntry, Objective, Scenario
from crisisengine.session.debrief_view import DebriefView, LedgerRow, ViewSection
from crisisengine.session.library import Kept, Library, Listing
from crisisengine.session.session import Session
from crisisengine.tui.app import CrisisApp

sys.path.append(str(Path(__file__).parent))

from idle import ready, wait_as_told

wait_as_told()

CONSENT = ("refusing", "hostile", "wary", "open", "willing", "committed", "devoted")
SAFETY = ("lost", "dire", "grave", "strained", "guarded", "safer", "safe")
AUTHORITY = ("none", "self-defence", "mandate defence", "all necessary means")
SIEGE = """\
You are in the duty room in New York. Nothing has come up the Mekong since January; what the city eats comes out of
aircraft now. The [Mekong convoys](glossary:convoy) have stopped, and the *rice bridge* carries **four fifths** of it.[1]

The cable traffic of the night lies on your desk. Nobody in the building has [consent](glossary:consent) of anybody in
the field, and the Council has not met.

- The river is mined at two places.
- The airfield takes rockets from dawn.

> Only those who can leave are asking how.
"""


@frozen
class World:
    """A state of the fake: which scene, what values, how many days, what else to show."""

    place: str = "siege"
    values: tuple[tuple[str, int], ...] = (
        ("consent", 2), ("khmer.consent", 4), ("cpk.consent", 2), ("sihanouk.consent", 2), ("impartiality", 4),
        ("safety", 3), ("authority", 1), ("rice", 62), ("season", 0), ("observers", 0),
    )  # fmt: skip
    day: int = 69


@frozen
class Decision:
    scene: str
    measure: str
    outcome: str | None = None
    why: str = ""
    by: str = ""
    expected: str = ""
    at: str = ""
    send: str = ""


@frozen
class Step:
    before: World
    after: World
    decision: Decision


@frozen
class Run:
    steps: tuple[Step, ...] = ()
    begun: World = field(factory=World)
    scenario: object = None
    branches: tuple[Branch, ...] = ()
    answers: tuple[Answer, ...] = ()

    @property
    def moves(self):
        return self.steps

    @property
    def sends(self):
        return ((),) * (len(self.steps) + 1)

    @property
    def decisions(self):
        return tuple(step.decision for step in self.steps)

    @property
    def state(self):
        return self.steps[-1].after if self.steps else self.begun

    def decide(self, measure, *, why="", by="", expected="", at=""):
        before = self.state
        values = dict(before.values)
        if measure == "publish":
            values |= {"cpk.consent": max(values["cpk.consent"] - 1, 0), "safety": max(values["safety"] - 1, 0),
                       "sihanouk.consent": values["sihanouk.consent"] + 1, "consent": max(values["consent"] - 1, 0), "rice": 48}  # fmt: skip
        if measure == "beijing":
            values |= {"khmer.consent": 5, "observers": 1}
        place = {"withdraw": "silence", "verify": "verified"}.get(measure, before.place)
        after = evolve(before, place=place, values=tuple(values.items()), day=before.day + 2)
        return evolve(
            self, steps=(*self.steps, Step(before, after, Decision(before.place, measure, None, why, by, expected, at)))
        )

    def undo(self, count=1, label=""):
        left = Branch(len(self.steps) - count, self.decisions[-count:], label)
        return evolve(self, steps=self.steps[:-count], branches=(*self.branches, left))

    def what_if(self, number):
        left = Branch(
            number - 1, self.decisions[number - 1 :], f"before the what-if at decision {number}, to: The line goes dead"
        )
        return evolve(self, steps=self.steps[: number - 1], branches=(*self.branches, left))

    def answered(self, question, text):
        return evolve(self, answers=(Answer(question, text),) if text else ())


def indicator(variable, label, value, words, *, high=6, better="high", sort="number", explains=""):
    word = words[min(value, len(words) - 1)] if words else str(value)
    ladder = tuple(words) if sort == "word" else ()
    return seen.Indicator(
        variable=variable,
        label=label,
        sort=sort,
        value=value,
        low=0,
        high=high,
        word=word,
        words=ladder,
        better=better,
        explains=explains,
    )


def look(_scenario, world):
    at = dict(world.values)
    parties = [
        seen.PartyLine(id=name, name=title, main=name != "sihanouk", of="", about=about, indicators=(indicator(f"{name}.consent", "Consent", at[f"{name}.consent"], CONSENT),))
        for name, title, about in (("khmer", "Khmer Republic", "The government in Phnom Penh; it holds the city and the airfield."),
                                   ("cpk", "CPK command", "The party's military command around the city."),
                                   ("sihanouk", "Prince Sihanouk", "In Beijing; head of the front in name."))
    ]  # fmt: skip
    indicators = (
        indicator("consent", "Consent", at["consent"], CONSENT, explains="The least of the main parties' consent."),
        indicator(
            "impartiality",
            "Impartiality",
            at["impartiality"],
            ("gone", "doubted", "shaky", "fair", "steady", "firm", "beyond doubt"),
        ),
        indicator(
            "safety", "Civilian safety", at["safety"], SAFETY, explains="How far people are from harm, here and now."
        ),
        indicator("rice", "Rice in store", at["rice"], (), high=100),
        indicator("observers", "Observers in the city", at["observers"], ("no", "yes"), high=1, sort="truth"),
        indicator("season", "Season", at["season"], ("dry", "rain"), high=1, better="", sort="word"),
        indicator("authority", "Authority for force", at["authority"], AUTHORITY, high=3, better="", sort="word"),
    )
    ending = None
    if world.place == "silence":
        ending = seen.EndingCard(
            id="silence",
            title="The line goes dead",
            text="The duty desk closes. **Nobody answers.**",
            history="On 17 April the city fell.[1]",
        )
    offers = () if ending else (
        seen.OfferLine(measure="beijing", label="Ask Beijing for a controlled transfer of the city", locked=False, reasons=(), takes=3, span="3 days", tags=(), standing=False, chance=False, sign="1"),
        seen.OfferLine(measure="verify", label="Verify the report with the International Committee of the Red Cross before anything is published", locked=False, reasons=(), takes=1, span="1 day", tags=(), standing=False, chance=True, sign="2"),
        seen.OfferLine(measure="publish", label="Publish what refugees say", locked=False, reasons=(), takes=1, span="1 day", tags=(), standing=False, chance=False, sign="3"),
        seen.OfferLine(measure="escort", label="Escort the next river convoy", locked=True, reasons=("The Council has not authorised defence of a mandate.", "No contingent able to do this is in reach."), takes=2, span="2 days", tags=(), standing=False, chance=False, sign="a"),
        seen.OfferLine(measure="withdraw", label="Withdraw the duty desk", locked=False, reasons=(), takes=1, span="1 day", tags=(), standing=True, chance=False, sign="4"),
    )  # fmt: skip
    title = ending.title if ending else "The river is closed" if world.place == "siege" else "What the delegates found"
    face = seen.ClockFace(date=f"{world.day - 58} March 1975", reading=world.day, length=127, unit="day")
    return seen.View(
        scenario="Seventeen April",
        place=world.place,
        title=title,
        chapter="The siege",
        text=ending.text if ending else SIEGE,
        clock=face,
        indicators=indicators,
        parties=tuple(parties),
        offers=offers,
        ending=ending,
    )


def tell(scenario, step, _earlier=()):
    before, after = look(scenario, step.before), look(scenario, step.after)
    old = {indicator.variable: indicator for indicator in before.indicators} | {
        indicator.variable: indicator for party in before.parties for indicator in party.indicators
    }
    new = {indicator.variable: indicator for indicator in after.indicators} | {
        indicator.variable: indicator for party in after.parties for indicator in party.indicators
    }
    names = {f"{party.id}.consent": f"{party.name}'s consent" for party in after.parties}
    label = next(
        (offer.label for offer in before.offers if offer.measure == step.decision.measure), step.decision.measure
    )
    movements = tuple(
        seen.Movement(variable=name, label=names.get(name, now.label), before=old[name].value, after=now.value, word_before=old[name].word, word_after=now.word, better=now.better, saturated=name == "safety",
                      cause="" if name == "consent" else f"you decided: {label.lower()}", route=f"scene.siege.measure.{step.decision.measure}",
                      follows_from=("scene.siege.measure.publish",) if name == "consent" else ())
        for name, now in new.items() if now.value != old[name].value
    )  # fmt: skip
    cards = (
        seen.Card(
            inject="rockets",
            sender="Field office Phnom Penh",
            to="Duty desk",
            by="cable",
            grade="B2",
            text="Rockets on the airfield at dawn. Two rice flights turned back. We cannot confirm the count.",
        ),
    )
    findings = (seen.Finding("rockets", True),) if step.decision.measure == "verify" else ()
    lesson = "What is published cannot be taken back; what is verified first can still be."
    return seen.Account(
        label=label,
        result="The statement goes out at noon. By evening it has been read in *four* capitals.",
        cards=cards,
        movements=movements,
        findings=findings,
        lesson=lesson,
    )


def prose(text):
    return (Plain(text),)


def scenario(**changes):
    facts = {attribute.alias: {} for attribute in Scenario.__attrs_attrs__ if attribute.init}
    facts |= {
        "id": "seventeen_april", "title": "Seventeen April", "start": "siege", "minutes": 25, "doctrine": "", "clock": None, "fingerprint": "",
        "summary": "Phnom Penh, spring 1975. The river is closed, the airlift thins, and you have a telephone.",
        "content_note": prose("A besieged city, hunger, rocket fire; nobody is shown being harmed."),
        "invented": prose("The duty room and its people are invented. Dates, places and tonnages are documented [1]."),
        "role": prose("You are the **duty officer** for South-East Asia in New York. You have no troops, no vote and no budget."),
        "mandate": prose("There is none. What you may do is ask, verify, publish, and keep a line open."),
        "leaves_out": prose("The fighting itself, and what the embassies knew."),
        "objectives": {"gates": Objective("gates", "Name the three gates a request for force must pass.", "apply"),
                       "cost": Objective("cost", "Say what publishing costs, and whom.", "analyse")},
        "glossary": {"consent": GlossaryEntry("consent", "Consent", prose("The agreement of the main parties to be there. See *impartiality*."), ("convoy",)),
                     "convoy": GlossaryEntry("convoy", "Mekong convoy", prose("Barges under escort up the river; the last one arrived in January 1975 [1]."), ())},
    }  # fmt: skip
    return Scenario(**(facts | changes))


class FakeReachability:
    """The corridor stays possible until something is published; as long as it answers."""

    def __init__(self, plays=0):
        self.plays = plays

    def outlook(self, state, budget=UNLIMITED, share=1):  # noqa: ARG002 - as the real one
        if state.place == "silence":
            return model.Outlook(("silence",), self.plays)
        published = dict(state.values)["rice"] < 62
        return model.Outlook(("silence",) if published else ("corridor", "silence"), self.plays)


def whole(run, reachability=None):
    """A debrief of the fake, with everything in it that the screen shows."""
    views = [look(None, step.before) for step in run.steps] + [look(None, run.state)]
    answers = {answer.question: answer.text for answer in run.answers}
    reviews = []
    for number, step in enumerate(run.steps, 1):
        before = views[number - 1]
        told = tell(None, step)
        here, after = (
            (reachability.outlook(step.before), reachability.outlook(step.after)) if reachability else (None, None)
        )
        closed = tuple(ending for ending in here.endings if ending not in after.endings) if reachability else ()
        roads = tuple(
            model.Road(measure=offer.measure, label=offer.label, taken=offer.measure == step.decision.measure, reasons=offer.reasons,
                       keeps="" if offer.locked or not reachability else "lost" if offer.measure in {"publish", "withdraw"} else "kept")
            for offer in before.offers
        )  # fmt: skip
        turning = None
        if closed:
            way = "The river is closed: Verify the report with the International Committee of the Red Cross"
            turning = model.TurningPoint(
                number=number, lost=closed, by="decision", better=(), told=(way,), leads_to="corridor", lucky=0
            )
        reviews.append(
            model.DecisionReview(
                price="",
                number=number, date=before.clock.date, scene=before.place, scene_title=before.title, chapter="The siege",
                situation=before.text, measure=step.decision.measure, label=told.label, outcome="", as_seeded=True,
                why=step.decision.why, by=step.decision.by, expected=step.decision.expected, at="", tags=("Diplomacy",),
                takes="1 day", roads=roads, result=told.result, lesson=told.lesson, cards=told.cards, lapsed=(),
                set_going=("an answer from Beijing (in 4 days)",), called_off=(), ledger=(), before=here, after=after,
                closed=closed, turning=turning,
            )
        )  # fmt: skip
    panels = [
        [*view.indicators, *(indicator for party in view.parties for indicator in party.indicators)] for view in views
    ]
    parties = {f"{party.id}.consent": f"{party.name}: Consent" for party in views[0].parties}
    trajectories = tuple(
        model.Trajectory(variable=indicator.variable, label=parties.get(indicator.variable, indicator.label), sort=indicator.sort, low=indicator.low,
                         high=indicator.high, better=indicator.better, values=tuple(panel[at].value for panel in panels),
                         words=tuple(panel[at].word for panel in panels), party=indicator.variable in parties)
        for at, indicator in enumerate(panels[0])
    )  # fmt: skip
    asked = [
        (
            f"turning.{review.number}",
            review.number,
            f"With decision {review.number} you passed the last way to the corridor. What spoke for it?",
        )
        for review in reviews
        if review.turning
    ]
    asked.append(("whole.next", 0, "What will you do differently the next time?"))
    ending_options = (
        model.EndingOption(id="corridor", title="A corridor, opened from two sides", rank=2, reached=False),
        model.EndingOption(id="silence", title="The line goes dead", rank=1, reached=run.state.place == "silence"),
    )
    return model.Debrief(
        scenario="seventeen_april", title="Seventeen April", language="en", fingerprint="", engine="0", seed=1, decided=len(reviews), loop_from=0,
        ended=views[-1].ending is not None, ending=views[-1].ending, opened="11 March 1975", closed="15 March 1975",
        begun=None, drawn=(), start_as_seeded=True, ending_options=ending_options, reviews=tuple(reviews), sent=(), trajectories=trajectories, graded_reports=(),
        chances=model.Chances(endings=(), unfinished=0.0, diverged=0.0, luck=None), mix=(), locked_measures=(), objectives=(),
        questions=tuple(
            model.Question(id=name, number=number, text=text, answer=answers.get(name, "")) for name, number, text in asked
        ),
        answered_earlier=(), lessons=(), sources=(), invented="", leaves_out="", cut=(),
    )  # fmt: skip


class FakeSave:
    """A place for a run that writes nothing, and can pretend that the disk is full."""

    folder = Path("/home/you")

    def __init__(self):
        self.trouble = ""
        self.name = ""
        self.path = None
        self.scenario_path = None

    def store(self, run):
        if self.trouble:
            raise FilesError(self.trouble)
        if run.steps:
            self.path = Path("/home/you/.local/share/crisisengine/seventeen-april-1.toml")
        return ""

    def copy(self, run, name):
        self.store(run)
        slot = FakeSave()
        self.name, slot.name, slot.path = name, name, Path("/home/you") / f"{name}.toml"
        return slot


class FakeSession(Session):
    """A session over the fakes, whose debrief has everything in it that the screen shows."""

    @property
    def way_back(self):
        return f"crisisengine play {self.place}" if self.place else ""

    def last_rungs(self):
        return frozenset()

    def text(self, prose):
        return "".join(piece.text for piece in prose)

    def debrief_view(self, reachability=None, budget=UNLIMITED):  # noqa: ARG002 - as the real one
        rows = tuple(
            LedgerRow(number=number, date=look(None, step.before).clock.date, label=moved.label, before=moved.word_before,
                      after=moved.word_after, change=moved.after - moved.before, better=moved.better, cause=moved.cause)
            for number, step in enumerate(self.run.steps, 1) for moved in tell(None, step).movements
        )  # fmt: skip
        sections = (
            ViewSection("How it ended", "The duty desk closes. **Nobody answers.**"),
            ViewSection("What really happened", "On 17 April 1975 the city fell, and was emptied within days.[1]"),
            ViewSection(
                "The decisions", "1. *11 March* Publish what refugees say\n2. *13 March* Withdraw the duty desk"
            ),
            ViewSection("Roads not taken", "The last decision that could still reach **The corridor** was number 1."),
            ViewSection("Lessons", "> What is published cannot be taken back."),
            ViewSection("Sources", "[1] Report of the Secretary-General, 1975.", "sources"),
        )
        return DebriefView("Seventeen April", sections, rows, whole(self.run, reachability))


class FakeLibrary(Library):
    """A library with three scenarios, one of them faulty, and one kept run."""

    empty = False
    reachability_of = FakeReachability()
    """Who knows the roads; a function is called with the scenario and with whom to tell how far it is."""

    def reachability(self, scenario, budget, explored):
        return (
            self.reachability_of(scenario, budget, explored) if callable(self.reachability_of) else self.reachability_of
        )

    def listings(self):
        if self.empty:
            return ()
        return (
            Listing("seventeen_april", "Seventeen April", "Phnom Penh, spring 1975. The river is closed, the airlift thins, and you have a telephone.", 25, "A besieged city, hunger, rocket fire; nobody is shown being harmed.", verdict="holds"),
            Listing("the_convoy_home", "The Convoy Home", "Sisophon, 30 March 1992. The first buses of returnees reach a town held by one party.", 10, "Mines and armed checkpoints; nobody is shown being harmed."),
            Listing("the_lake", "the_lake", "", 0, "", faults=3),
        )  # fmt: skip

    def kept(self):
        return (
            ()
            if self.empty
            else (
                Kept(
                    Path("/home/you/seventeen-april-1.toml"),
                    "Seventeen April",
                    "before the river",
                    "20 Nov 2026, 18:04",
                    3,
                    "siege",
                ),
            )
        )

    def open(self, name, seed=None, chapter=""):  # noqa: ARG002 - as the real one
        return Stage.session()

    def resume(self, path):  # noqa: ARG002 - as the real one
        return Stage.session("publish"), ("The scenario has changed since; all decisions still fit.",)


def picture(app):
    """The characters on the screen, line by line."""
    return "\n".join(strip.text.rstrip() for strip in app.screen._compositor.render_strips())


async def until(pilot, condition, seconds=30.0):
    """Poll until the condition holds; `pilot.pause` alone guesses."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"never came true; the screen says:\n{picture(pilot.app)}"
        await pilot.pause(0.01)


async def press(pilot, *keys):
    """Press keys as a person does, who sees the screen before."""
    for key in keys:
        await until(pilot, lambda: ready(pilot.app))
        await pilot.press(key)
    await until(pilot, lambda: ready(pilot.app))


class Stage:
    """What the tests need in one hand."""

    Library, Session, Save, Run, World = FakeLibrary, FakeSession, FakeSave, Run, World
    App, Reachability = CrisisApp, FakeReachability
    look, tell, scenario, picture, until, press = (
        staticmethod(look),
        staticmethod(tell),
        staticmethod(scenario),
        staticmethod(picture),
        staticmethod(until),
        staticmethod(press),
    )

    @staticmethod
    def library():
        return FakeLibrary(Path("/nowhere"))

    @staticmethod
    def session(*measures, **changes):
        run = Run(scenario=scenario(**changes))
        for measure in measures:
            run = run.decide(measure)
        session = FakeSession(run, FakeSave(), look, tell)
        session.store()
        return session

    @staticmethod
    def play(script, session=None, size=(120, 40), library=None, theme=""):
        """Run a script of a few key presses against the application."""

        async def run():
            app = CrisisApp(library or Stage.library(), session, theme=theme)
            async with app.run_test(size=size, notifications=True) as pilot:
                await until(pilot, lambda: ready(app) and picture(app).strip() != "")
                await script(app, pilot)

        asyncio.run(run())


@pytest.fixture(scope="session")
def stage():
    return Stage
