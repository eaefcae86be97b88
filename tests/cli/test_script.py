"""`crisisengine script`: what is written where, and what is never overwritten."""

from __future__ import annotations

import pytest
from called import inside

from crisisengine.authoring.beginning import begin_text


def test_the_script_is_printed_or_written_to_a_file_that_is_not_there_yet(tmp_path):
    file = tmp_path / "script.md"
    printed = inside("script", "the_convoy_home", "--output-format", "markdown")
    written = inside("script", "the_convoy_home", "--output-format", "markdown", "--output", file)

    assert (printed.returncode, written.returncode, written.stdout) == (0, 0, "")
    assert file.read_text(encoding="utf-8") == printed.stdout
    again = inside("script", "the_convoy_home", "--output", file)
    assert again.returncode == 2
    assert "is there already, and is not overwritten" in again.stderr
    assert file.read_text(encoding="utf-8") == printed.stdout


@pytest.mark.parametrize("command", ["script", "graph", "diff", "pack"])
def test_every_command_with_output_writes_over_a_file_only_by_force_and_names_the_option(
    tmp_path, monkeypatch, command
):
    tale = tmp_path / "tales" / "tale.toml"
    tale.parent.mkdir()
    tale.write_text(begin_text("tale", "hub", "none"), encoding="utf-8")
    given = (command, tale, *([tale] if command == "diff" else []), "--output", "kept")
    tmp_path /= "here"
    tmp_path.mkdir()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "kept").write_text("mine", encoding="utf-8")
    (tmp_path / "kept").chmod(0o600)

    refused = inside(*given)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == (
        "error: kept is there already, and is not overwritten\n  hint: name another file; `--force` writes over this one\n"
    )
    assert (tmp_path / "kept").read_text(encoding="utf-8") == "mine"
    assert inside(*given, "--force").returncode == 0
    assert (tmp_path / "kept").read_bytes() != b"mine"
    assert (tmp_path / "kept").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_no_force_writes_over_a_text_an_archive_or_a_device(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert inside("pack", "the_convoy_home", "--output", "sent.crisis").returncode == 0
    assert inside("pack", "the_convoy_home", "--output", "sent.crisis", "--force").returncode == 0
    (tmp_path / "mine.toml").write_text("format = 1\n", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.html").symlink_to("mine.toml")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}

    for name in ("mine.toml", "link.html", "sent.crisis", "folder", "/dev/null"):
        told = inside("script", "the_convoy_home", "--output", name, "--force")
        assert told.returncode == 2
        assert "is not overwritten" in told.stderr or "no file that could be replaced" in told.stderr
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


def test_a_scenario_with_errors_is_written_as_far_as_it_can_be_read(tmp_path):
    file = tmp_path / "torn.toml"
    file.write_text(
        'format = 1\n[scenario]\ntitle = "Torn"\nsummary = "S"\nstart = "here"\nminutes = 1\n'
        '[scene.here]\ntitle = "Here"\ntext = "A gate."\n[scene.here.measure.go]\nlabel = "Go"\ngoto = "over"\nrequires = "nosuch > 1"\n'
        '[ending.over]\ntitle = "Over"\nrank = 0\ntext = "Done."\n',
        encoding="utf-8",
    )
    told = inside("script", file, "--output-format", "markdown")

    assert told.returncode == 1
    assert "does not load yet" in told.stdout
    assert "A gate." in told.stdout
    assert "1 error leaves something out" in told.stderr


def test_what_cannot_be_read_at_all_is_told_as_by_check(tmp_path):
    file = tmp_path / "empty.toml"
    file.write_text("", encoding="utf-8")

    assert inside("script", file).returncode == 2
    mistyped = inside("script", "the_convoi_home")
    assert mistyped.returncode == 2
    assert mistyped.stderr.splitlines() == [
        "error: there is no scenario `the_convoi_home`",
        "  hint: did you mean `the_convoy_home`?",
    ]
