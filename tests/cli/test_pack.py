"""`crisisengine pack`: one archive, written here, opened by every command that takes a path."""

from __future__ import annotations

from called import inside


def test_an_archive_is_written_here_and_opened_by_the_other_commands(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = inside("pack", "the_convoy_home")

    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("the_convoy_home.crisis: 2 files")
    assert [path.name for path in tmp_path.iterdir()] == ["the_convoy_home.crisis"]
    assert (
        "the_convoy_home.crisis: holds"
        in inside("check", "the_convoy_home.crisis", "--output-format", "concise").stderr
    )
    assert inside("script", "the_convoy_home.crisis", "--output-format", "markdown").stdout.startswith(
        "# The Convoy Home"
    )
    renamed = inside("rename", "the_convoy_home.crisis", "scene.table", "desk_two")
    assert renamed.returncode == 2
    assert "this is an archive, and stays as it is" in renamed.stderr
    again = inside("pack", "the_convoy_home")
    assert again.returncode == 2
    assert "is there already, and is not overwritten" in again.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["the_convoy_home.crisis"]


def test_a_scenario_that_does_not_load_is_packed_as_far_as_it_is_read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "torn.toml").write_text('format = 1\n[scenario]\ntitle = "T"\n', encoding="utf-8")
    done = inside("pack", "torn.toml")

    assert done.returncode == 1
    assert "it does not load" in done.stderr
    assert (tmp_path / "torn.crisis").exists()


def test_what_is_no_scenario_is_not_packed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    inside("pack", "the_convoy_home")

    assert inside("pack", "the_convoy_home.crisis", "--output", "again.crisis").returncode == 2
    assert inside("pack", "nosuch").returncode == 2
    assert [path.name for path in tmp_path.iterdir()] == ["the_convoy_home.crisis"]
