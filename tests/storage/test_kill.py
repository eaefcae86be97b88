"""`kill -9` at any moment: no decision that had been shown as taken is lost, and every journal opens.

    python -m pytest tests/storage/test_kill.py                a few kills
    python -m pytest tests/storage/test_kill.py -m campaign    2,000; prints what happened in them

The players are real processes, forked from this one so that 2,000 of them take minutes, playing through real pipes into
real files; they are killed by the real signal. What a player showed is what came out of its pipe before it died.
"""

from __future__ import annotations

import os
import random
import re
import select
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter

import pytest
from attrs import define, field

from crisisengine import storage
from crisisengine.engine.rules import offers
from crisisengine.engine.run import Run, start
from crisisengine.plain.player import Player
from crisisengine.session.session import Session
from crisisengine.storage import journals
from crisisengine.storage.origins import Origin

pytestmark = pytest.mark.filterwarnings(
    "ignore:This process:DeprecationWarning"
)  # xdist has threads; our children need none

CONVOY_PATH = storage.scenario_path("the_convoy_home")
CONVOY = storage.load("the_convoy_home")
SHORT, CAMPAIGN = 15, 2_000
LONGEST_PLAY = 0.12
"""Seconds; a decision takes some milliseconds, most of them the disk's."""

SHOWN = re.compile(r"^(?:(You decide:) .|(Taken back:) .)", re.MULTILINE)


@define
class Victim:
    """A player in a process of its own."""

    run: Run
    save: storage.Save
    tag: str
    """Marks the reasons of this player's decisions, so that they are known again in any journal."""
    pid: int = field(init=False)
    mouth: int = field(init=False)
    ear: int = field(init=False)
    before: tuple[str, ...] = field(init=False)
    """The reasons in the journal when it was opened."""
    said: list[str] = field(init=False, factory=list)
    heard: bytes = field(init=False, default=b"")

    def __attrs_post_init__(self):
        self.before = reasons(self.run)
        inward, self.mouth = os.pipe()
        self.ear, outward = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            self._live(inward, outward)
        os.close(inward)
        os.close(outward)

    def _live(self, inward, outward):
        """The child: what `crisisengine play --plain` does once it is loaded."""
        try:
            os.close(self.mouth)
            os.close(self.ear)
            with os.fdopen(inward) as source, os.fdopen(outward, "w") as target:
                Player(Session(self.run, self.save), source, target).play()
        except BaseException:  # noqa: BLE001 - a child that goes on would be a second test run
            traceback.print_exc(file=sys.__stderr__)
            os._exit(1)
        os._exit(0)

    def say(self, line):
        """Send a line, unless the player has gone."""
        try:
            os.write(self.mouth, line.encode() + b"\n")
        except BrokenPipeError:
            return
        self.said.append(line)

    def listen(self, seconds):
        """Take up what is shown, for so long."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and select.select([self.ear], [], [], left)[0]:
            some = os.read(self.ear, 65536)
            if not some:
                return
            self.heard += some

    def kill(self):
        """The real thing, and everything that had been shown until then. Returns whether it still lived."""
        os.kill(self.pid, signal.SIGKILL)
        _, status = os.waitpid(self.pid, 0)
        while some := os.read(self.ear, 65536):
            self.heard += some
        os.close(self.ear)
        os.close(self.mouth)
        code = os.waitstatus_to_exitcode(status)
        assert code in (-signal.SIGKILL, 0), self.heard.decode()
        return code != 0

    def shown(self):
        """The decisions that had been shown as taken and not as taken back, by their reasons; and the next one."""
        taken = list(self.before)
        asked = iter(self.said)
        for done, undone in SHOWN.findall(self.heard.decode(errors="replace")):
            if done:
                taken.append(next(line for line in asked if line.startswith("because ")).removeprefix("because "))
            elif undone:
                next(line for line in asked if line == "undo")
                taken.pop()
        return tuple(taken), next((line for line in asked if line.startswith(("because ", "undo"))), "")


def reasons(run):
    return tuple(decision.why for decision in run.decisions)


def script(dice, tag, count):
    """What a person types: decisions with a reason each, now and then an undo, a question, nonsense."""
    lines, depth = [], 0
    for number in range(count):
        roll = dice.random()
        if roll < 0.15 and depth:
            lines.append("undo")
            depth -= 1
        elif roll < 0.25:
            lines.append(dice.choice(["status", "again", "help", "journal", "", "what?", "99"]))
        else:
            lines += [f"because {tag}-{number}", "{measure}"]
            depth += 1
    return lines


def perform(victim, dice):
    """Feed a script to a player, without waiting for answers; measures are chosen on a run of our own, kept in step."""
    run = victim.run
    victim.say("")  # what the scenario asks before the first decision is passed over
    for line in script(dice, victim.tag, 12):
        if line == "undo" and run.steps:
            run = run.undo()
        elif line == "undo":
            continue
        elif line == "{measure}":
            if run.ended:
                return
            measure = dice.choice([offer.measure for offer in offers(CONVOY, run.state) if offer.open])
            run = run.decide(measure)
            victim.say(measure)
            continue
        victim.say(line)


def killed_once(folder, dice, number, figures):
    """One kill: a new run or an old one, alone or beside another program on the same journal."""
    kept = [saved.path for saved in storage.saves(folder)]
    path = dice.choice(kept) if kept and dice.random() < 0.6 else None
    if path is not None and storage.open_journal(path)[0].run.ended:
        path = None
    several = 2 if dice.random() < 0.3 else 1
    opened = []
    for _ in range(several):  # before any of them plays: they all go on from the same journal
        resumed, save = storage.open_journal(path) if path else (None, storage.Save(folder))
        opened.append((resumed.run if resumed else start(CONVOY, 7), save))
    victims = [Victim(*begun, f"{number}{letter}") for begun, letter in zip(opened, "ab", strict=False)]
    for victim in victims:
        perform(victim, dice)
    review = dice.random() * LONGEST_PLAY
    for victim in victims:
        victim.listen(review / several)
    for victim in victims:
        figures["died playing"] += victim.kill()
    figures["kills"] += 1
    figures["two at once"] += several == 2
    figures["gone on with"] += path is not None
    figures["left something half written"] += bool(list(folder.glob(".*.tmp")))
    check(folder, victims, figures)


def check(folder, victims, figures):
    """Every journal opens and replays whole; what had been shown is in one of them."""
    found = []
    for saved in storage.saves(folder):
        assert saved.fault == ""
        resumed, _ = storage.open_journal(saved.path)
        assert not resumed.refused
        branches = [decision.why for branch in resumed.run.branches for decision in branch.decisions]
        found.append((reasons(resumed.run), {*reasons(resumed.run), *branches}))
    assert all(name.suffix == ".toml" or name.match(".*.toml.tmp") for name in folder.iterdir())
    for victim in victims:
        shown, following = victim.shown()
        happened = SHOWN.findall(victim.heard.decode())
        figures["decisions shown"] += sum(bool(done) for done, _ in happened)
        figures["undone"] += sum(bool(undone) for _, undone in happened)
        if not happened:
            continue
        possible = {shown}  # and what was on the disk already and had no time to be shown
        if following == "undo":
            possible.add(shown[:-1])
        elif following:
            possible.add((*shown, following.removeprefix("because ")))
        stands = [run for run, _ in found if run in possible]
        figures["kept, not yet shown"] += shown not in stands
        assert stands, (shown, victim.heard.decode(), found)
        told = [line.removeprefix("because ") for line in victim.said if line.startswith("because ")]
        taken = set(told[: sum(bool(done) for done, _ in happened)])
        assert any(taken <= every for _, every in found), "what was undone is kept as a branch"


def kills(count, folder, seed):
    """So many kills, a few to a folder; the figures."""
    dice, figures = random.Random(seed), Counter()
    began = time.monotonic()
    for number in range(count):
        room = folder / f"saves-{number // 25}"
        room.mkdir(exist_ok=True)
        killed_once(room, dice, number, figures)
    journals = sum(len(storage.saves(room)) for room in folder.iterdir())
    return {**figures, "journals": journals, "seconds": round(time.monotonic() - began)}


@pytest.fixture(autouse=True)
def _scenario_read_once(monkeypatch):
    """Reading the scenario anew for every journal would take most of the time."""
    monkeypatch.setattr(journals, "origin_of", lambda *_: Origin(CONVOY, CONVOY_PATH))


def test_no_decision_that_was_shown_is_lost_to_a_kill(tmp_path):
    figures = kills(SHORT, tmp_path, 5)

    assert figures["kills"] == SHORT
    assert figures["died playing"] > SHORT // 2


def test_the_program_itself_keeps_what_it_has_shown(tmp_path):
    command = [sys.executable, "-m", "crisisengine", "play", "the_convoy_home", "--plain", "--saves", str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        program.stdin.write(b"notice\nliaison\nundo\nun_escort\n")
        program.stdin.flush()
        heard = b""
        while heard.count(b"You decide:") < 3:
            heard += os.read(program.stdout.fileno(), 65536)
        program.kill()

    (kept,) = storage.saves(tmp_path)
    run = storage.open_journal(kept.path)[0].run
    assert [decision.measure for decision in run.decisions] == ["notice", "un_escort"]
    assert [decision.measure for branch in run.branches for decision in branch.decisions] == ["liaison"]


@pytest.mark.campaign
def test_no_decision_that_was_shown_is_lost_to_two_thousand_kills(tmp_path, capsys):
    seed = int(os.environ.get("CRISIS_KILL_SEED", time.time_ns() % 10**6))

    figures = kills(CAMPAIGN, tmp_path, seed)

    with capsys.disabled():
        print(f"\nkills, seed {seed}: {figures}")
    assert figures["kills"] == CAMPAIGN
    assert figures["died playing"] > CAMPAIGN // 2
