"""`crisisengine words`: what is exact and what was sampled, and what does not load as far as it can be read."""

from __future__ import annotations

from called import inside


def test_the_counts_are_printed_and_say_what_is_exact_and_what_was_sampled():
    done = inside("words", "the_convoy_home")

    assert (done.returncode, done.stderr) == (0, "")
    assert "sampled: 10,000 plays, seed 0" in done.stdout
    assert "exact" in done.stdout
    assert all(len(line) <= 79 for line in done.stdout.splitlines())


def test_a_scenario_that_does_not_load_is_counted_but_not_played(tmp_path):
    file = tmp_path / "torn.toml"
    file.write_text(
        'format = 1\n[scenario]\ntitle = "Torn"\nsummary = "S"\nstart = "here"\nminutes = 1\n'
        '[scene.here]\ntitle = "Here"\ntext = "A gate."\n[scene.here.measure.go]\nlabel = "Go"\ngoto = "over"\nrequires = "nosuch > 1"\n'
        '[ending.over]\ntitle = "Over"\nrank = 0\ntext = "Done."\n',
        encoding="utf-8",
    )
    done = inside("words", file)

    assert done.returncode == 1
    assert "A run: not known, for the scenario does not load." in done.stdout
