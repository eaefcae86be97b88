"""What does not hold yet, by the name of its test and why. Whoever mends one removes its line: what passes fails the run.

A name without brackets stands for all parameters of a test, one with brackets for just these.
"""

from __future__ import annotations

__all__ = ["AT_TIMES", "NOT_YET"]

_DEADLINE = "the time is asked while exploring only"
_NESTED = "generated code nests as deep as the story is long"
_STOPPED = "Ctrl-C is answered by what was found, not by 130"
_PYTHON = "Python has not come to the first line of the program yet, and speaks for itself"

NOT_YET: dict[str, str] = {
    # endless work
    "test_a_check_ends_when_its_time_is_up_whatever_it_is_at[six numbers and 300 promises-1-]": _DEADLINE,
    "test_a_check_ends_when_its_time_is_up_whatever_it_is_at[two strides up to 1,000,000-1-]": _DEADLINE,
    "test_random_scenarios_are_answered_by_every_command": "a campaign meets all of it",
    # Ctrl-C
    "test_ctrl_c_is_answered_in_every_phase[working out shares-0]": _STOPPED,
    "test_ctrl_c_is_answered_in_every_phase[working out sizes-0]": _STOPPED,
    "test_ctrl_c_is_answered_in_every_phase[writing journals-0]": _STOPPED,
    "test_ctrl_c_is_answered_from_the_first_moment_on[check-0.003]": _PYTHON,
    "test_ctrl_c_is_answered_from_the_first_moment_on[play-0.003]": _PYTHON,
}

AT_TIMES = frozenset(
    {
        "test_ctrl_c_is_answered_from_the_first_moment_on[check-0.003]",
        "test_ctrl_c_is_answered_from_the_first_moment_on[play-0.003]",
        "test_a_check_ends_when_its_time_is_up_whatever_it_is_at[two strides up to 1,000,000-1-]",
        "test_ctrl_c_is_answered_in_every_phase[working out shares-0]",
        "test_ctrl_c_is_answered_in_every_phase[working out sizes-0]",
        "test_ctrl_c_is_answered_in_every_phase[writing journals-0]",
    }
)
"""Of these it depends on the moment whether they fail; they may pass. To be emptied with the others."""
