"""The likeliest plays of each policy that a report shows, to be written as journals."""

from __future__ import annotations

from crisisengine.checker.result import KeptRun, Result
from crisisengine.checker.task import Task
from crisisengine.text.english import plural

__all__ = ["policy_runs"]

MOST_WRITTEN = 64
"""Plays of one policy."""


def policy_runs(result: Result, task: Task) -> tuple[list[KeptRun], list[str]]:
    """The plays, and for each policy of which not all are among them a sentence that says how many more there are.

    Raises:
        OverBudget: there is no time to look for them.
    """
    runs: list[KeptRun] = []
    said: list[str] = []
    for judged in result.properties:
        policy = judged.policy
        if policy is None or not policy.starts or all(state.measure is not None for state in policy.states):
            continue
        branches, more = policy.branches(MOST_WRITTEN, task)
        for number, branch in enumerate(branches, 1):
            begun = judged.run or ()
            start = branch.start if judged.run is None else judged.start
            runs.append(KeptRun(name=f"{judged.name}-{number}", decisions=(*begun, *branch.decisions), start=start))
        if more != 0:
            count = "more than anybody can count" if more is None else f"{more:,} more"
            told = plural(len(branches), "play")
            said.append(
                f"the policy of `{judged.name}`: its {told} that come most likely are written; there are {count}"
            )
    return runs, said
