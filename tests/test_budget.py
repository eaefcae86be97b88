"""One budget for all work: what it is asked, what it answers, and that a part never goes beyond the whole."""

from __future__ import annotations

import time

import pytest

from crisisengine import budget as budgets
from crisisengine.budget import UNLIMITED, Allowance, Budget, OverBudget


@pytest.fixture
def held(monkeypatch):
    """What the process is said to hold, in bytes."""
    amount = [1_000]
    monkeypatch.setattr(budgets, "_held", lambda: amount[0])
    monkeypatch.setattr(budgets, "FIRST_LOOK", 0.0)
    monkeypatch.setattr(budgets, "BETWEEN_LOOKS", 0.0)
    return amount


def test_an_unlimited_budget_lets_everything_go_on():
    UNLIMITED.ask("reading")

    assert UNLIMITED.left == float("inf")


def test_time_that_is_up_is_named_with_the_phase():
    budget = Budget(0.001)
    time.sleep(0.002)

    with pytest.raises(OverBudget, match="replaying: seconds") as caught:
        budget.ask("replaying")
    assert (caught.value.phase, caught.value.reason) == ("replaying", "seconds")
    assert budget.left == 0


def test_whoever_no_longer_waits_stops_the_work():
    waiting = [True]
    budget = Allowance(60.0).begin(lambda: waiting[0])
    budget.ask("reading")
    waiting[0] = False
    time.sleep(budgets.BETWEEN_LOOKS * 2)

    assert budget.reason() == "stopped"


def test_memory_counts_from_what_was_held_when_it_was_first_looked_at(held):
    budget = Budget(memory=500)
    assert budget.reason() is None
    held[0] = 1_500
    assert budget.reason() is None
    held[0] = 1_501

    assert budget.reason() == "memory"


def test_a_debrief_leaves_room_for_the_rest_of_the_program_under_a_gigabyte():
    rest = 300 * budgets.MEGABYTE  # the program, a scenario of the greatest size, and a layer of states

    assert budgets.DEBRIEF.memory + rest <= 1024 * budgets.MEGABYTE
    assert budgets.PARTING.memory <= budgets.DEBRIEF.memory


def test_work_that_is_soon_done_is_spared_the_look_at_memory(monkeypatch):
    monkeypatch.setattr(budgets, "_held", lambda: pytest.fail("nobody had to look"))

    Budget(memory=1).ask("reading")


def test_a_part_ends_with_the_whole_in_time_memory_and_patience(held):
    waiting = [True]
    whole = Budget(60.0, 500, lambda: waiting[0])
    assert whole.reason() is None
    part = whole.part(600.0, 10_000)

    assert part.left <= whole.left + 0.001
    assert part.reason() is None
    held[0] = 1_600
    assert part.reason() == "memory"
    held[0] = 1_000
    waiting[0] = False
    assert part.reason() == "stopped"


def test_a_part_of_its_own_ends_before_the_whole():
    whole = Budget(60.0)
    part = whole.part(0.001)
    time.sleep(0.002)

    assert part.reason() == "seconds"
    assert whole.reason() is None


def test_a_busy_machine_does_not_run_down_the_time_of_the_processor():
    whole = Budget(60.0)
    part = whole.part(0.05, clock=time.thread_time)
    time.sleep(0.1)

    assert part.reason() is None
    while part.left:
        pass
    assert part.reason() == "seconds"


def test_a_part_by_another_clock_still_ends_with_the_whole():
    part = Budget(0.02).part(60.0, clock=time.thread_time)
    time.sleep(0.03)

    assert part.reason() == "seconds"
