"""Where slots lie in a row: the marks are the bits of its last number, however many there are."""

from __future__ import annotations

from bench import CLOCK, X, load

from crisisengine.engine.compile import program_text
from crisisengine.engine.program import program
from crisisengine.engine.rules import begin, offers, step

MANY = 200
"""More than a machine word has bits, and more than Python works out beforehand when it compiles `1 << n`."""


def test_a_measure_that_is_taken_sets_its_own_mark_and_the_row_is_no_longer_for_all_the_others():
    scenario = load(X + "".join(f"[scene.here.measure.m{number}]\nonce = true\n" for number in range(MANY)))
    plan, state = program(scenario), begin(scenario)

    assert len(state.row) == 3
    for taken, number in enumerate((0, 64, 129, MANY - 1), 1):
        state = step(scenario, state, f"m{number}").after
        values = plan.cells.values(state.row)
        assert values[plan.number["taken", f"here.m{number}"]] == 1
        assert sum(values) == taken
        assert f"m{number}" not in [offer.measure for offer in offers(scenario, state)]
        assert plan.cells.row(values) == state.row


def test_a_changed_row_differs_in_what_was_changed():
    plan = program(load(X + '[scene.here.measure.go]\nonce = true\n[inject.rain]\nwhen = "x > 1"\n'))
    fired, x = plan.number["fired", "rain"], plan.variable_slot["x"]
    all_set = plan.cells.row(slot.high for slot in plan.slots)

    changed = plan.cells.values(plan.cells.changed(all_set, [(fired, 0), (x, 4)]))
    assert {slot for slot, value in enumerate(changed) if value != plan.slots[slot].high} == {fired, x}


def test_a_mark_is_called_by_its_name_where_it_is_read_set_and_cleared():
    text = "\n".join(
        program_text(
            load(
                CLOCK + X + "[scene.here.measure.go]\nonce = true\n[scene.there]\n[inject.rain]\non = 2\n"
                'when = "x > 1"\ngoto = "there"\n'
            )
        )
    )

    assert "if not (s[4] >> 0 & 1): o.append(o0)  # taken here.go" in text
    assert "s[4] |= 1 << 0  # taken here.go" in text
    assert "s[4] &= ~(1 << 1)  # held rain" in text
    assert "#   (s[4] >> 1 & 1)  held rain  0..1, at first 0" in text
