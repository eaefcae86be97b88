"""The command line: what each command prints where, its exit codes, its guesses, and what it must never load."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest
from called import inside
from nursery import born

import crisisengine
from crisisengine import storage
from crisisengine.cli import main
from crisisengine.engine.run import start

HOUSE = Path(__file__).parents[2]
COMMANDS = (
    "check",
    "completion",
    "debrief",
    "diff",
    "info",
    "list",
    "lsp",
    "pack",
    "play",
    "rename",
    "schema",
    "script",
    "workshop",
)
PROGRAM = [sys.executable, "-m", "crisisengine"]


@pytest.fixture(autouse=True)
def saves(tmp_path, monkeypatch):
    """Where runs are kept, for every program started here."""
    monkeypatch.setenv("CRISISENGINE_SAVES", str(tmp_path / "saves"))
    return tmp_path / "saves"


def call(*arguments, text="", **environment):
    """The program from outside; Python starts for it where something is asked of Python itself."""
    asked_of_python = any(name.startswith("PYTHON") for name in environment)
    environment = {**os.environ, "PYTHONPATH": str(HOUSE), **environment}
    if not asked_of_python:
        return born(*arguments, text=text, environment=environment)
    return subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        input=text,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env=environment,
    )


def journal(folder, *measures):
    """A kept run."""
    run = start(storage.load("the_convoy_home"), 7)
    for measure in measures or ("notice", "liaison"):
        run = run.decide(measure, why="because | of *this*")
    return storage.save_run(run, folder)


def refused(done, sentence, hint=""):
    """Exit code 2, nothing on standard output, one line on standard error, and the fix on its own."""
    assert done.returncode == 2
    assert done.stdout == ""
    first, *rest = done.stderr.splitlines()
    assert first == f"error: {sentence}"
    assert rest == ([f"  hint: {hint}"] if hint else [])


# --- help ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_the_same_on_every_terminal_and_fits_eighty_columns(command):
    wide = inside(*filter(None, [command]), "--help")
    narrow = call(*filter(None, [command]), "-h", COLUMNS="40", TERM="dumb", NO_COLOR="1")

    assert wide.returncode == 0
    assert wide.stderr == ""
    assert wide.stdout == narrow.stdout
    assert max(len(line) for line in wide.stdout.splitlines()) <= 80
    assert "Examples:" in wide.stdout
    assert "\x1b" not in wide.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_the_first_help_says_in_a_whole_line_what_each_command_does(command):
    (line,) = re.findall(rf"^  {command}  +(.*)$", inside("--help").stdout, re.MULTILINE)

    assert line.endswith(".")
    assert "..." not in line
    assert line in " ".join(inside(command, "--help").stdout.split())


@pytest.mark.parametrize("name", ["README.md", "crisisengine/README.md", "saves/README.md", "scenarios/README.md"])
def test_help_that_a_readme_quotes_is_the_help_there_is(name):
    """A fenced block that begins with `$ crisisengine ... --help` is compared; blank lines at its ends do not count."""
    page = HOUSE / name
    text = page.read_text() if page.exists() else ""
    for command, quoted in re.findall(r"```\w*\n\$ crisisengine ([\w -]*--help)\n(.*?)```", text, re.DOTALL):
        assert quoted.strip("\n") == call(*command.split()).stdout.strip("\n")


def test_list_says_how_to_play_one():
    assert "`crisisengine play ID` plays one." in inside("list", "--help").stdout
    assert call("list").stderr == "hint: `crisisengine play ID` begins one of these\n"


def test_the_version_is_one_line():
    for option in ("--version", "-V"):
        assert inside(option).stdout == f"crisisengine {crisisengine.__version__}\n"


def test_info_tells_what_a_report_of_a_fault_needs(saves):
    told = dict(line.split(None, 1) for line in call("info", TERM="vt100").stdout.splitlines())

    assert told["crisisengine"] == crisisengine.__version__
    assert told["saves"] == str(saves)
    assert told["interface"] == "plain"
    assert told["terminal"].startswith("vt100, ")
    assert {"python", "textual", "scenarios", "doctrines", "colour"} <= set(told)


def test_info_of_a_scenario_tells_what_a_room_needs(tmp_path):
    path = tmp_path / "ferry.toml"
    path.write_text(FERRY, encoding="utf-8")

    assert inside("info", path).stdout.splitlines() == [
        "The last ferry (ferry)",
        "alone about 7 minutes",
        "in a room 17 minutes, if it comes to every scene once",
        "1 scene does not say how long it takes; `--output-format json` names it",
        "2 roles",
        "  ferryman: The ferryman, who has the chair",
        "  teacher: The teacher",
    ]
    assert json.loads(inside("info", path, "--output-format", "json").stdout) == {
        "id": "ferry",
        "title": "The last ferry",
        "path": str(path),
        "minutes": 7,
        "language": "",
        "rehearses": "",
        "sites": [],
        "outline": None,
        "room": {"minutes": 17, "scenes": 3, "timed": 2, "untimed": ["dusk"]},
        "roles": [
            {"id": "ferryman", "title": "The ferryman", "chair": True},
            {"id": "teacher", "title": "The teacher", "chair": False},
        ],
    }


FERRY = """format = 1
[scenario]
title = "The last ferry"
summary = "A river is rising."
start = "quay"
minutes = 7
[role.ferryman]
title = "The ferryman"
brief = "You know the river."
knows = "SECRET"
chair = true
[role.teacher]
title = "The teacher"
brief = "You know the children."
[scene.quay]
title = "Quay"
text = "Water."
minutes = 12
measure.cross = { label = "Cross", goto = "holm" }
[scene.holm]
title = "Holm"
text = "Water."
minutes = 5
measure.wait = { label = "Wait", goto = "dusk" }
[scene.dusk]
title = "Dusk"
text = "Water."
measure.leave = { label = "Leave", goto = "over" }
[ending.over]
title = "Over"
rank = 1
text = "Over."
"""


def test_info_of_a_scenario_tells_no_secret_of_a_role(tmp_path):
    path = tmp_path / "ferry.toml"
    path.write_text(FERRY, encoding="utf-8")

    for form in ("text", "json"):
        told = inside("info", path, "--output-format", form)
        assert told.returncode == 0
        assert "SECRET" not in told.stdout


def test_info_of_what_is_no_scenario_says_so(tmp_path):
    path = tmp_path / "bad.toml"
    path.write_text("format = 1\n", encoding="utf-8")

    refused(
        inside("info", "nowhere_at_all"),
        "there is no scenario `nowhere_at_all`",
        "known: seventeen_april, the_border, the_convoy_home, the_lake, the_transitional_authority, twelve_flags",
    )
    assert inside("info", path).returncode == inside("play", path).returncode
    assert inside("info", path).stderr == inside("play", path).stderr


def test_info_is_json_too():
    assert json.loads(inside("info", "--output-format", "json").stdout)["crisisengine"] == crisisengine.__version__


# --- what a person may have meant ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "sentence", "hint"),
    [
        (["paly"], "there is no command `paly`", "did you mean `play`?"),
        (["zzz"], "there is no command `zzz`", "`crisisengine --help` lists the commands"),
        (["the_convoy_home"], "there is no command `the_convoy_home`", "to play it, write `crisisengine play the_convoy_home`"),
        (["a\x1b[2Jb"], "there is no command `a?[2Jb`", "`crisisengine --help` lists the commands"),
        (["--verison"], "there is no option `--verison`", "did you mean `--version`?"),
        (["play", "the_convoy_home", "--sed", "1"], "there is no option `--sed`", "did you mean `--seed`?"),
        (["play", "the_convoy_hom"], "there is no scenario `the_convoy_hom`", "did you mean `the_convoy_home`?"),
        (["check", "the_convoy_hom"], "there is no scenario `the_convoy_hom`", "did you mean `the_convoy_home`?"),
        (["play"], "`SCENARIO|JOURNAL` is missing", "`crisisengine play --help` tells how it is used"),
        (["debrief"], "`JOURNAL` is missing", "`crisisengine debrief --help` tells how it is used"),
        (["completion"], "`SHELL` is missing", "`crisisengine completion --help` tells how it is used"),
        (["completion", "bsh"], "`bsh` is no value of `shell`", "did you mean `bash`?"),
        (["list", "--output-format", "jsn"], "`jsn` is no value of `--output-format`", "did you mean `json`?"),
        (["list", "--output-format", "xml"], "`xml` is no value of `--output-format`", "it is one of `text`, `json`"),
        (["debrief", "x", "--output-format", "markdwon"], "`markdwon` is no value of `--output-format`", "did you mean `markdown`?"),
        (["play", "the_convoy_home", "--theme", "crisis-drak"], "`crisis-drak` is no value of `--theme`", "did you mean `crisis-dark`?"),
        (["play", "the_convoy_home", "--seed", "-1"], "invalid value for `--seed`: a seed goes from 0 to 4611686018427387904", None),
        (["play", "the_convoy_home", "--seed", "x"], "invalid value for `--seed`: `x` is not a valid integer", None),
        (["play", "the_convoy_home", "--port", "8765"], "`--port` and `--bind` go with `--browser`", "without it nothing is served"),
        (["play", "the_convoy_home", "--browser", "--plain"], "`--plain` and `--browser` are two ways to play", "choose one of them"),
        (["play", "the_convoy_home", "--browser", "--bind", "nowhere"], "`nowhere` is no IPv4 address", "for instance `--bind 127.0.0.1`"),
        (["play", "a", "b"], "got unexpected extra argument (b)", "`crisisengine play --help` tells how it is used"),
        (["play", "the_convoy_home", "--scenario", "x"], "`--scenario` goes with a journal", "to begin a run, write `crisisengine play x`"),
        (["debrief", "/nowhere.toml"], "there is no journal `/nowhere.toml`", None),
        (["debrief", "/"], "/ cannot be read: it is a folder", ""),
    ],
)  # fmt: skip
def test_a_mistake_is_one_line_and_a_hint(arguments, sentence, hint):
    done = inside(*arguments)

    if hint is None:
        assert done.stderr.startswith(f"error: {sentence}\n  hint: ")
        assert (done.returncode, done.stdout) == (2, "")
    else:
        refused(done, sentence, hint)


def test_a_file_that_is_no_command_is_offered_to_be_played():
    refused(inside("x/y.toml"), "there is no command `x/y.toml`", "to play it, write `crisisengine play x/y.toml`")


def test_a_journal_has_its_own_seed(saves):
    path = journal(saves)

    refused(inside("play", path, "--seed", 3), "`--seed` is for a new run", "a journal has its own seed")


def test_a_mistyped_run_is_met_with_the_nearest(saves):
    path = journal(saves)

    refused(inside("debrief", path.stem + "x"), f"there is no journal `{path.stem}x`", f"did you mean `{path.stem}`?")


@pytest.mark.parametrize(
    "target", ["missing.toml", "folder", "pipe.toml", "empty.toml", "broken.toml", "binary.toml", "x" * 5000]
)
@pytest.mark.parametrize("command", ["play", "check", "debrief"])
def test_what_cannot_be_read_is_exit_code_2_and_no_traceback(tmp_path, command, target):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "x.txt").touch()
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "empty.toml").touch()
    (tmp_path / "broken.toml").write_text('format = 1\n[scenario\ntitle = "x"\n')
    (tmp_path / "binary.toml").write_bytes(bytes(range(256)))

    done = inside(command, target if len(target) > 100 else tmp_path / target)

    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()
    if target == "broken.toml" and command == "play":
        assert "error[toml-syntax]" in done.stderr
        assert "broken.toml:2:" in done.stderr
    assert not list(tmp_path.glob("saves/*"))


# --- what goes where -------------------------------------------------------------------------------------------------


def test_list_as_json_names_every_scenario_with_what_there_is_to_know():
    done = inside("list", "--output-format", "json")

    scenarios = {listed["id"]: listed for listed in json.loads(done.stdout)["scenarios"]}
    convoy = scenarios["the_convoy_home"]
    assert (convoy["title"], convoy["minutes"], convoy["errors"]) == ("The Convoy Home", 10, 0)
    assert Path(convoy["path"]).is_file()
    assert {"summary", "content_note"} <= set(convoy)


def test_without_a_command_and_without_a_terminal_the_scenarios_are_listed():
    done = call()

    assert done.stdout == inside("list").stdout
    assert done.returncode == 0


def test_the_name_of_a_file_steers_no_terminal(tmp_path):
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "a\x1b]0;b\x07c.toml").write_text("format = 1\n[scenario]\n")

    for arguments in (["list"], ["check", "scenarios"]):
        done = subprocess.run([*PROGRAM, *arguments], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(HOUSE)}, capture_output=True, text=True, check=False)  # fmt: skip
        assert "0;b" in done.stdout
        assert not set(done.stdout + done.stderr) & set("\x1b\x07")


def test_a_scenario_that_does_not_load_is_listed_with_the_command_that_tells_why(tmp_path):
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "odd.toml").write_text("= 1")
    done = subprocess.run(
        [*PROGRAM, "list"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(HOUSE)},
    )

    assert "odd\n  does not load; `crisisengine check scenarios/odd.toml` tells why" in done.stdout


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_a_debrief_is_the_same_bytes_in_every_process_on_every_machine(saves, form):
    path = journal(saves)
    odd = {
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONIOENCODING": "latin-1",
        "COLUMNS": "40",
        "NO_COLOR": "1",
        "TZ": "Asia/Phnom_Penh",
    }

    done = [
        call("debrief", path, "--output-format", form, PYTHONHASHSEED=seed, **more)
        for seed, more in (("0", {}), ("1", odd))
    ]

    assert {told.returncode for told in done} == {0}
    assert {told.stderr for told in done} == {""}
    assert len({told.stdout for told in done}) == 1
    assert len(done[0].stdout) > 1000
    assert done[0].stdout.endswith("\n")
    if form == "json":
        document = json.loads(done[0].stdout)
        assert [decision["why"] for decision in document["decisions"]] == ["because | of *this*"] * 2


def test_a_debrief_finds_a_run_by_its_name(tmp_path):
    path = journal(tmp_path / "elsewhere")

    assert inside("debrief", path.stem, "--saves", path.parent).stdout == inside("debrief", path).stdout


def test_a_debrief_of_a_run_that_no_longer_fits_says_so_on_standard_error_and_exits_1(saves):
    path = journal(saves)
    path.write_text(path.read_text().replace('"liaison"', '"liaisons"'))

    done = inside("debrief", path)

    assert done.returncode == 1
    assert done.stderr.startswith(
        "note: decision 2, `table.liaisons`, does not fit: `liaisons` is not offered in `table`\n"
    )
    assert "hint: 1 of 2 decisions stand; this journal stays as it is" in done.stderr
    assert "2. " not in done.stdout.partition("What was decided")[2].partition("What changed")[0]


def test_play_goes_on_from_a_journal_by_path_and_by_name(saves):
    path = journal(saves)

    by_path = call("play", path, text="leaflets\n")
    by_name = call("play", path.stem, text="undo\n")

    assert by_path.returncode == by_name.returncode == 0
    assert "You go on after 2 decisions." in by_path.stdout
    assert "You go on after 3 decisions." in by_name.stdout
    assert len(storage.saves(saves)) == 1


def test_play_keeps_runs_where_it_is_told(tmp_path, saves):
    call("play", "the_convoy_home", "--saves", tmp_path / "mine", text="1\n")
    call("play", "the_convoy_home", text="1\n")

    assert len(storage.saves(tmp_path / "mine")) == 1
    assert len(storage.saves(saves)) == 1


def test_the_same_seed_is_the_same_run_and_without_one_it_is_drawn(saves):
    for more in (["--seed", 5], ["--seed", 5], [], []):
        call("play", "the_convoy_home", *more, text="1\n")

    seeds = [saved.journal.seed for saved in storage.saves(saves)]
    assert seeds.count(5) == 2
    assert len(set(seeds)) == 3


# --- whoever does not listen -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments", [["list"], ["--help"], ["play", "--help"], ["play", "the_convoy_home", "--plain"]]
)
def test_a_reader_that_has_gone_is_met_with_silence(arguments):
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*PROGRAM, *arguments],
        stdout=writing,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        check=False,
        timeout=60,
    )
    os.close(writing)

    assert done.returncode == 141
    assert done.stderr in ("", "hint: `crisisengine play ID` begins one of these\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_an_output_that_cannot_be_written_is_told():
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*PROGRAM, "list"], stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=60
        )

    assert done.returncode == 2
    assert "error: the output cannot be written: no space left on device" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("closed", ["<&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("command", ["list", "play the_convoy_home --plain", "debrief x"])
def test_closed_streams_end_nothing_in_a_traceback(closed, command):
    shell = f"{' '.join(PROGRAM)} {command} {closed}"
    done = subprocess.run(
        ["bash", "-c", shell], capture_output=True, text=True, check=False, timeout=60, stdin=subprocess.DEVNULL
    )

    assert done.returncode == (2 if command == "debrief x" else 0)
    assert "Traceback" not in done.stderr + done.stdout


def test_ctrl_c_is_one_word_and_exit_code_130():
    with subprocess.Popen(
        [*PROGRAM, "play", "the_convoy_home", "--plain"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as program:
        heard = b""
        while b"Your answer" not in heard:
            heard += os.read(program.stdout.fileno(), 65536)
        time.sleep(0.05)
        program.send_signal(signal.SIGINT)
        _, talk = program.communicate(timeout=30)

    assert program.returncode == 130
    assert talk.decode().split() == ["stopped"]


BELL = """
import os, runpy, signal, sys

module, sys.argv[1:] = sys.argv[1], ["list"]

class Bell:
    def find_spec(self, name, path=None, target=None):
        if name == module:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Bell())
runpy.run_module("crisisengine", run_name="__main__")
"""
"""Rings when the program imports a module."""


@pytest.mark.parametrize("module", ["click", "crisisengine.cli.check", "crisisengine.storage.journals", "attrs"])
def test_ctrl_c_while_the_program_is_being_loaded_is_130_without_a_traceback(module):
    done = subprocess.run([sys.executable, "-c", BELL, module], capture_output=True, text=True, check=False, timeout=60)

    assert done.returncode == 130
    assert done.stdout == ""
    assert done.stderr.split() in ([], ["stopped"])


def test_the_installed_command_begins_where_ctrl_c_is_heard():
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text())["project"]

    assert project["scripts"] == {"crisisengine": "crisisengine.__main__:main"}


# --- folders that hold anything --------------------------------------------------------------------------------------


def test_where_runs_are_kept_can_be_said_before_the_command_as_well(tmp_path, saves):
    for arguments in (
        ["--saves", tmp_path / "first", "play"],
        ["--saves", tmp_path / "other", "play", "--saves", tmp_path / "second"],
    ):
        call(*arguments, "the_convoy_home", "--plain", text="1\n")

    assert len(storage.saves(tmp_path / "first")) == len(storage.saves(tmp_path / "second")) == 1
    assert not (tmp_path / "other").exists()
    assert not saves.exists()
    assert call("--saves", tmp_path / "first").stdout == inside("list").stdout


def test_a_file_that_takes_long_is_named_in_the_list_and_left_alone(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "heavy.toml").write_text(
        "[scenario]\n" + "".join(f"[scene.s{n}]\n" for n in range(30_000))
    )

    text, whole = inside("list"), inside("list", "--output-format", "json")

    assert (
        "heavy\n  takes too long to read for a list; `crisisengine check scenarios/heavy.toml` reads it" in text.stdout
    )
    assert "note: 1 file took too long to read" in text.stderr
    assert "the_convoy_home" in {listed["id"] for listed in json.loads(whole.stdout)["scenarios"]}
    assert "note: 1 file took too long to read" in whole.stderr


def test_of_many_scenarios_a_misspelt_id_is_told_a_few(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scenarios").mkdir()
    for number in range(40):
        (tmp_path / "scenarios" / f"s{number}.toml").write_text("[scenario]\n")

    done = inside("play", "qqq")

    assert "known are " in done.stderr
    assert done.stderr.endswith("and others; `crisisengine list` lists them\n")
    assert len(done.stderr.splitlines()[1].split(", ")) == 8


@pytest.mark.parametrize("target", ["empty", "saves/empty.toml"])
def test_an_empty_journal_is_told_as_one(tmp_path, monkeypatch, saves, target):
    monkeypatch.chdir(tmp_path)
    saves.mkdir()
    (saves / "empty.toml").touch()

    refused(
        inside("play", target),
        "saves/empty.toml: the journal is empty",
        "nothing can be got back from it; it may be deleted",
    )


# --- completion ------------------------------------------------------------------------------------------------------

WAYS = {
    "bash": 'eval "$(crisisengine completion bash)"; COMP_WORDS=({words}); COMP_CWORD={last}; '
    "_crisisengine_completion crisisengine; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
    "zsh": 'autoload -U compinit; compinit -u; eval "$(crisisengine completion zsh)"; whence -w _crisisengine_completion',
    "fish": "crisisengine completion fish | source; complete -C '{line}'",
}


@pytest.fixture
def on_the_path(tmp_path, monkeypatch):
    """The program under its own name, as an installation puts it."""
    program = tmp_path / "bin" / "crisisengine"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m crisisengine "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(HOUSE))


@pytest.mark.usefixtures("on_the_path")
@pytest.mark.parametrize("shell", WAYS)
@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("crisisengine pl", "play"),
        ("crisisengine play the_con", "the_convoy_home"),
        ("crisisengine list --output-format js", "json"),
    ],
)
def test_the_shell_completes_commands_ids_and_values(shell, line, found):
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not here")
    words = line.split()
    script = WAYS[shell].format(words=" ".join(words), last=len(words) - 1, line=line)
    done = subprocess.run([shell, "-c", script], capture_output=True, text=True, check=False, timeout=60)

    if shell == "zsh":  # its completion needs a line editor; that the function is there, and what it asks, can be asked
        asked = {
            **os.environ,
            "COMP_WORDS": line,
            "COMP_CWORD": str(len(words) - 1),
            "_CRISISENGINE_COMPLETE": "zsh_complete",
        }
        answered = subprocess.run(["crisisengine"], capture_output=True, text=True, check=False, env=asked, timeout=60)
        assert "_crisisengine_completion: function" in done.stdout
        assert found in answered.stdout.split()
    else:
        assert found in done.stdout.split()


@pytest.mark.parametrize("shell", WAYS)
def test_a_completion_script_is_for_its_shell(shell):
    done = inside("completion", shell)

    assert done.returncode == 0
    assert (
        f"_CRISISENGINE_COMPLETE={shell}_complete" in done.stdout
        or f"_CRISISENGINE_COMPLETE={shell}_source" in done.stdout
    )


# --- what is loaded --------------------------------------------------------------------------------------------------


def loaded(*arguments):
    """The modules that the program has loaded when it ends."""
    script = (
        "import sys, atexit\n"
        "atexit.register(lambda: print('\\nLOADED', *sys.modules, file=sys.__stderr__))\n"
        f"from crisisengine.cli import main\nmain({[str(argument) for argument in arguments]!r})"
    )
    unmeasured = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}  # it loads much
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=60,
        env=unmeasured,
    )
    return set(done.stderr.rpartition("LOADED ")[2].split())


def test_help_and_version_load_next_to_nothing():
    for arguments in (["--help"], ["play", "--help"], ["--version"]):
        found = loaded(*arguments)

        assert "crisisengine.cli" in found
        assert not found & {"textual", "rich", "numpy", "hypothesis", "attrs", "tomllib", "crisisengine.storage"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["list"],
        ["check", "the_convoy_home", "--max-states", "10"],
        ["play", "the_convoy_home", "--plain"],
        ["info"],
        ["nonsense"],
    ],
    ids=lambda found: found[0],
)
def test_nothing_but_the_screens_loads_textual(arguments):
    found = loaded(*arguments)

    assert "crisisengine.cli" in found
    assert not found & {"textual", "rich", "hypothesis", "starlette", "uvicorn", "h11", "segno", "crisisengine.web"}
    assert arguments[0] == "check" or "numpy" not in found


# --- several journals, and the roads not taken ------------------------------------------------------------------------


def kept_runs(saves, *plays):
    """Runs of the tutorial as journals; their names."""
    names = []
    for number, measures in enumerate(plays, 1):
        call(
            "play",
            "the_convoy_home",
            "--plain",
            "--seed",
            number,
            "--saves",
            saves / str(number),
            text="\n".join(measures),
        )
        (path,) = (saves / str(number)).glob("*.toml")
        names.append(path.rename(saves / f"team_{number}.toml"))
    return names


def test_several_journals_are_read_together_and_told_apart_by_their_names(saves):
    first, second = kept_runs(saves, ["notice", "liaison"], ["notice", "paper_alone"])
    done = call("debrief", first, second)

    assert done.returncode == 0
    assert "2 runs of scenario the_convoy_home" in done.stdout
    assert "team_1" in done.stdout
    assert "team_2" in done.stdout
    assert call("debrief", first, second, "--output-format", "html").stdout.startswith("<!DOCTYPE html>")
    assert len(json.loads(call("debrief", first, second, "--output-format", "json").stdout)["runs"]) == 2
    rows = call("debrief", first, second, "--output-format", "csv").stdout.splitlines()
    assert [row.split(",")[0] for row in rows] == ["run", "team_1", "team_1", "team_2", "team_2"]


def test_a_run_that_was_kept_under_a_name_bears_it_and_the_same_journal_twice_is_one_run(saves):
    first, second = kept_runs(saves, ["notice", "liaison"], ["notice", "paper_alone"])
    first.write_text(first.read_text().replace("seed = 1", 'seed = 1\nname = "The back row"'))
    told = call("debrief", first, second, first).stdout

    assert "2 runs of scenario" in told
    assert "The back row" in told
    assert "team_2" in told


def test_playing_line_by_line_ends_with_the_turning_points_or_says_that_the_time_for_them_was_up(tmp_path):
    told = call(
        "play", "the_convoy_home", "--plain", "--seed", 8,
        text="notice\nliaison\nsection_leaders\nwalk_the_verges\nallow\ntow\nflags\n",
        CRISISENGINE_CACHE=str(tmp_path / "empty"),
    ).stdout  # fmt: skip

    assert "The run is over." in told
    assert ("Turning points" in told) != ("the time for it was up" in told)


def test_journals_of_different_scenarios_are_not_mixed(saves):
    (first,) = kept_runs(saves, ["notice"])
    call("play", "the_lake", "--plain", "--saves", saves / "lake", text="1\n")
    (second,) = (saves / "lake").glob("*.toml")
    done = call("debrief", first, second)

    refused(
        done, "the journals are of different scenarios", "they are of `the_convoy_home`, `the_lake`; debrief each alone"
    )


@pytest.mark.parametrize("kind", ["html", "json"])
def test_the_same_journal_gives_the_same_bytes_with_and_without_a_cache(saves, tmp_path, kind):
    (journal,) = kept_runs(saves, ["town_first", "police_escort", "promise"])
    told = [
        call("debrief", journal, "--output-format", kind, CRISISENGINE_CACHE=str(tmp_path / folder)).stdout
        for folder in ("one", "one", "other")
    ]

    assert told[0]
    assert told[0] == told[1] == told[2]


def test_beyond_the_limit_of_states_the_roads_are_sampled_and_labelled_so(saves, tmp_path):
    (journal,) = kept_runs(saves, ["town_first", "police_escort", "promise"])
    limited = call("debrief", journal, "--max-states", 100, CRISISENGINE_CACHE=str(tmp_path / "empty"))

    assert "Sampled, since the scenario has too many states to look at all" in " ".join(limited.stdout.split())
    assert "Exact: every state of the scenario was looked at." in call("debrief", journal).stdout
    again = call("debrief", journal, "--max-states", 100)  # the cache knows more by now; what was asked for is the same
    assert again.stdout == limited.stdout


# --- names that are none ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("check", ""), "there is no scenario ``"),
        (("check", "x" * 5000), f"there is no scenario `{'x' * 80}`"),
        (("check", "the_convoy_home", "--journals", ""), "`--journals`: it is empty, and names nothing"),
        (("list", "--output-format", ""), "`` is no value of `--output-format`"),
        (("info", "--saves", ""), "`--saves`: it is empty, and names nothing"),
        (("play", "", "--plain"), "there is no scenario ``"),
        (("debrief", "x", "--scenario", ""), "`--scenario`: it is empty, and names nothing"),
    ],
    ids=lambda each: " ".join(each)[:40] if isinstance(each, tuple) else "",
)
def test_a_name_that_is_empty_or_endless_names_nothing(arguments, message, capfd):
    with pytest.raises(SystemExit) as stop:
        main([*arguments])
    _, talk = capfd.readouterr()

    assert stop.value.code == 2
    assert message in talk.split("\n")[0]


def test_runs_that_cannot_be_written_are_told_in_the_words_of_check(tmp_path, capfd):
    (tmp_path / "found").write_text("no folder")
    with pytest.raises(SystemExit) as stop:
        main(["check", "the_convoy_home", "--journals", str(tmp_path / "found")])
    talk = capfd.readouterr().err.splitlines()

    assert stop.value.code == 2
    assert talk[-2] == "error: the run is not saved: what has this name is no folder"
    assert talk[-1].startswith("  hint: `--journals` names a folder that you may write to; this is ")


# --- names that would steer a terminal --------------------------------------------------------------------------------

TURNED = "a\u202eb\u2066\x1b[31mc"
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


@pytest.fixture
def turned(tmp_path):
    """A folder in which a scenario, a folder and a journal bear names that turn a line round."""
    (tmp_path / "scenarios").mkdir()
    (tmp_path / TURNED).mkdir()
    tutorial = str(storage.scenario_path("the_convoy_home"))
    for name in (f"scenarios/{TURNED}.toml", f"{TURNED}/convoy.toml"):
        shutil.copy(tutorial, tmp_path / name)
    storage.Save(tmp_path / TURNED, path=tmp_path / TURNED / f"{TURNED}.toml").store(
        start(storage.load(tutorial), 7).decide("notice")
    )
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        ("list",),
        ("list", "--output-format", "json"),
        *(("check", "scenarios", "--output-format", each) for each in ("full", "concise", "json", "github", "sarif")),
        ("check", f"x{TURNED}"),
        ("check", TURNED, "--output-format", "json", "--max-states", "9"),
        *(
            ("debrief", *[f"{TURNED}/{TURNED}.toml", f"{TURNED}/b{TURNED}.toml"][:count], "--output-format", each)
            for each in ("text", "markdown", "json", "csv", "html")
            for count in (1, 2)
        ),
        ("info", "--saves", TURNED),
        ("play", "the_convoy_home", "--plain", "--saves", TURNED),
    ],
    ids=lambda each: " ".join(each).replace(TURNED, "NAME"),
)
def test_a_name_that_turns_a_line_round_is_inert_wherever_it_is_told(turned, monkeypatch, capfd, arguments):
    shutil.copy(turned / TURNED / f"{TURNED}.toml", turned / TURNED / f"b{TURNED}.toml")
    monkeypatch.chdir(turned)
    if arguments[0] == "info":
        monkeypatch.setenv("CRISISENGINE_CACHE", str(turned / TURNED / "cache"))
    monkeypatch.setattr("sys.stdin", io.StringIO("1\nquit\n"))
    with pytest.raises(SystemExit):
        main([*arguments])
    out, talk = capfd.readouterr()

    assert out + talk
    assert not STEERING.search((out + talk).replace("\r\n", "\n"))


def test_a_chapter_is_checked_alone_by_number_or_id_and_with_no_question_of_the_whole():
    asked = "check", "the_transitional_authority", "--output-format", "concise", "--chapter"

    assert "chapter `pole` alone: holds" in inside(*asked, "2").stderr
    unknown = inside(*asked, "thirtieth")
    assert (unknown.returncode, "there are 1 `gap`, 2 `pole`" in unknown.stderr) == (2, True)
    for whole in ("--balance", "--chances"):
        assert f"`{whole}` is of the whole" in inside(*asked, "2", whole).stderr
