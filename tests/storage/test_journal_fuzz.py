"""Mutated journals: bytes, tokens, lines, splices. Only our own errors, none slow, none large.

    python -m pytest tests/storage/test_journal_fuzz.py                a short round
    python -m pytest tests/storage/test_journal_fuzz.py -m campaign    60,000 of them; prints the slowest and the largest

A seed stands behind each round, so that a finding can be repeated.
"""

from __future__ import annotations

import os
import random
import resource
import time
from collections import Counter

import pytest

from crisisengine import storage
from crisisengine.engine.rules import offers
from crisisengine.engine.run import start
from crisisengine.errors import CrisisError
from crisisengine.storage.journal_format import journal_of, read_journal, write_journal
from crisisengine.storage.resumed import resume

CONVOY = storage.load("the_convoy_home")
SHORT, CAMPAIGN = 1_000, 60_000
LONGEST_SECONDS, LARGEST_KILOBYTES = 2.0, 500 * 1024

TOKENS = [
    b"[[decision]]", b"[[branch]]", b"[[branch.decision]]", b"[decision]", b"[branch.decision]", b"decision = []", b"branch = {}",
    b"journal = 1", b"journal = 2", b"journal = 9e9", b"after = 3", b"after = -1", b"after = 99999999999999999999", b"seed = 0x7f", b"seed = nan",
    b"scene", b"measure", b"outcome", b"why", b"at", b"expected", b'"""', b"'''", b'"', b"'", b"=", b"=" * 50, b".", b",", b"[", b"]", b"{", b"}", b"#",
    b"\\u0000", b"\\ud800", b"\\U00110000", b"\\x", b"\\", b"\0", b"\x1b[2J", b"\r", b"\r\n", b"\n", b"\t", b"\xff\xfe", b"\xed\xa0\x80", b"\xf4\x90\x80\x80",
    "\u202e".encode(), "\ufeff".encode(), "ខ្មែរ".encode(), b"1979-05-27T07:32:00Z", b"true", b"inf", b"1_000", b"9" * 5000, b"a" * 25_000, b"[" * 3000,
    b"{a=" * 500, b"a." * 3000 + b"a = 1", b"notice", b"liaison", b"desk", b"quiet", b"mine", b"road", b"the_convoy_home", b"../../etc/passwd",
]  # fmt: skip


def seeds() -> list[bytes]:
    """A few honest journals of different lengths, some of them with branches and notes."""
    found = []
    for seed in range(6):
        dice, run = random.Random(seed), start(CONVOY, seed)
        while not run.ended and len(run.steps) < 2 + 3 * seed:
            measure = dice.choice([offer.measure for offer in offers(CONVOY, run.state) if offer.open])
            run = run.decide(
                measure, why=dice.choice(["", 'a "reason"', "ខ្មែរ 🌊", "\\ # ="]), at="2026-11-21T18:00:00Z"
            )
            if dice.random() < 0.2:
                run = run.undo()
        found.append(
            write_journal(journal_of(run, engine="0.1.0", started="2026-11-21T18:00:00Z", name="Team B")).encode()
        )
    return found


SEEDS = seeds()


def mutated(dice: random.Random) -> bytes:
    """One journal, spoilt in one to six ways."""
    text = dice.choice(SEEDS)
    for _ in range(dice.choice([1, 1, 1, 2, 3, 6])):
        text = dice.choice([flipped, cut, put, swapped, repeated, spliced, lines_moved, value_changed])(text, dice)
        text = text[:600_000]
    return text


def somewhere(text: bytes, dice: random.Random) -> int:
    return dice.randint(0, len(text))


def flipped(text, dice):
    if not text:
        return text
    at = dice.randrange(len(text))
    return text[:at] + bytes([text[at] ^ (1 << dice.randrange(8))]) + text[at + 1 :]


def cut(text, dice):
    start_, end = sorted((somewhere(text, dice), somewhere(text, dice)))
    return text[:start_] if dice.random() < 0.4 else text[:start_] + text[end:]


def put(text, dice):
    at = somewhere(text, dice)
    return text[:at] + dice.choice(TOKENS) * dice.choice([1, 1, 1, 2, 40]) + text[at:]


def swapped(text, dice):
    token, other = dice.choice(TOKENS), dice.choice(TOKENS)
    return text.replace(token, other, dice.choice([1, 1, -1]))


def repeated(text, dice):
    start_, end = sorted((somewhere(text, dice), somewhere(text, dice)))
    return text[:end] + text[start_:end] * dice.choice([1, 2, 30]) + text[end:]


def spliced(text, dice):
    other = dice.choice(SEEDS)
    return text[: somewhere(text, dice)] + other[somewhere(other, dice) :]


def lines_moved(text, dice):
    lines = text.split(b"\n")
    dice.shuffle(lines) if dice.random() < 0.2 else lines.insert(
        somewhere(lines, dice), lines.pop(dice.randrange(len(lines)))
    )
    return b"\n".join(lines)


def value_changed(text, dice):
    lines = text.split(b"\n")
    at = dice.randrange(len(lines))
    key, equals, _ = lines[at].partition(b" = ")
    if equals:
        lines[at] = key + equals + dice.choice(TOKENS)
    return b"\n".join(lines)


def judge(text: bytes) -> str:
    """What became of a journal."""
    try:
        resumed = resume(read_journal("run.toml", text), CONVOY)
    except CrisisError as error:
        if not f"{error}{error.hint}".isprintable() or len(str(error)) > 1000:
            raise AssertionError from error
        return "refused"
    again = write_journal(journal_of(resumed.run, engine="0.1.0")).encode()
    assert resume(read_journal("run.toml", again), CONVOY).run.state == resumed.run.state
    return "does not fit" if resumed.refused else "fits"


def round_of(count: int, seed: int) -> dict[str, object]:
    """Judge so many; the figures."""
    dice = random.Random(seed)
    found, slowest, before = Counter[str](), 0.0, peak()
    for number in range(count):
        text = mutated(dice)
        began = time.perf_counter()
        try:
            found[judge(text)] += 1
        except Exception as error:
            raise AssertionError(f"journal {number} of seed {seed}: {text[:300]!r}") from error
        slowest = max(slowest, time.perf_counter() - began)
    return {"journals": count, **found, "slowest_ms": round(slowest * 1000), "more_mb": (peak() - before) // 1024}


def peak() -> int:
    """The most memory this process ever held, in kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def held(figures):
    assert figures["slowest_ms"] < LONGEST_SECONDS * 1000
    assert figures["more_mb"] * 1024 < LARGEST_KILOBYTES
    assert min(figures["refused"], figures["fits"], figures["does not fit"]) > 0


def test_mutated_journals_are_read_or_refused_in_our_own_words():
    held(round_of(SHORT, 1))


@pytest.mark.campaign
def test_many_mutated_journals_are_read_or_refused_in_our_own_words(capsys):
    seed = int(os.environ.get("CRISIS_FUZZ_SEED", time.time_ns() % 10**6))

    figures = round_of(CAMPAIGN, seed)

    with capsys.disabled():
        print(f"\nmutated journals, seed {seed}: {figures}")
    held(figures)
