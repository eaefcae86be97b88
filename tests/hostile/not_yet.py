"""What does not hold yet, by the name of its test and why. Whoever mends one removes its line: what passes fails the run.

A name without brackets stands for all parameters of a test, one with brackets for just these.
"""

from __future__ import annotations

__all__ = ["AT_TIMES", "NOT_YET"]

_DATES = "a step runs over every unit of the clock"
_DEADLINE = "the time is asked while exploring only"
_NESTED = "generated code nests as deep as the story is long"
_STOPPED = "Ctrl-C is answered by what was found, not by 130"
_PYTHON = "Python has not come to the first line of the program yet, and speaks for itself"

NOT_YET: dict[str, str] = {
    # endless work
    "test_a_debrief_costs_what_fired_and_not_what_the_clock_ran_over": _DATES,
    "test_ten_thousand_parties_are_played_or_refused_as_too_many": "a step or a view costs more than the parties are many",
    "test_a_check_ends_when_its_time_is_up_whatever_it_is_at[six numbers and 300 promises-1-]": _DEADLINE,
    "test_a_check_ends_when_its_time_is_up_whatever_it_is_at[5,000 outcomes-1-]": _DEADLINE,
    "test_a_check_ends_when_its_time_is_up_whatever_it_is_at[two strides up to 1,000,000-1-]": _DEADLINE,
    "test_random_scenarios_are_answered_by_every_command": "a campaign meets all of it",
    # limits after expansion
    "test_a_long_story_is_played[a chain of 200 derived variables]": _NESTED,
    "test_a_long_story_is_played[a chain of 450 derived variables]": _NESTED,
    "test_a_long_story_is_played[derived variables that double 200 times]": _NESTED,
    "test_a_long_story_is_checked[a chain of 200 derived variables]": _NESTED,
    "test_a_long_story_is_checked[a chain of 450 derived variables]": _NESTED,
    "test_a_long_story_is_checked[derived variables that double 200 times]": _NESTED,
    # Ctrl-C
    "test_ctrl_c_is_answered_in_every_phase[working out shares-0]": _STOPPED,
    "test_ctrl_c_is_answered_in_every_phase[working out sizes-0]": _STOPPED,
    "test_ctrl_c_is_answered_in_every_phase[writing journals-0]": _STOPPED,
    "test_ctrl_c_is_answered_from_the_first_moment_on[check-0.003]": _PYTHON,
    "test_ctrl_c_is_answered_from_the_first_moment_on[play-0.003]": _PYTHON,
    # texts
    "test_marks_that_hebrew_and_arabic_need_are_read": "every mark of direction is refused",
    "test_a_report_claims_no_language_that_nobody_named": "the program's own words are English, and stand on every page",
    "test_a_value_in_braces_is_filled_in_or_refused_in_every_text[content_note]": "the content note is shown as it is",
    "test_two_open_measures_of_one_label_and_different_ways_are_warned_of": "there is no `same-label`",
    # players
    "test_a_lock_with_words_of_the_author_says_as_well_what_it_would_need": "only the author's words are told",
    "test_a_lock_without_words_of_the_author_speaks_of_labels_and_bands": "ids and numbers are told",
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
