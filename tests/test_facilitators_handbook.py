"""The facilitator's handbook is true: its commands print what it shows, and its keys, rules, options and files are the program's."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

from test_readme import shell

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "crisisengine" / "workshop" / "README.md"
TEXT = PAGE.read_text(encoding="utf-8")
COMMANDS = re.findall(r"```console\n\$ (.*?)\n(.*?)```", TEXT, re.DOTALL)


def below(heading):
    """What stands below a heading, to the next of its rank."""
    rank = heading.partition(" ")[0]
    return re.split(rf"^{rank} ", TEXT.partition(f"\n{heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]


def first_cells(text):
    return [re.findall(r"`([^`]+)`", row) for row in re.findall(r"^\|([^|]*)\|", text, re.MULTILINE)]


@pytest.mark.parametrize(("command", "expected"), COMMANDS, ids=[command for command, _ in COMMANDS])
def test_a_command_prints_what_the_handbook_shows(command, expected, tmp_path):
    pattern = "".join(r"(?:.*\n)*?" if line == "..." else re.escape(line) + r"\n" for line in expected.splitlines())
    done = shell(command, tmp_path / "bin")

    assert re.fullmatch(pattern, done.stdout + done.stderr), done.stdout + done.stderr


def test_every_other_command_is_one_that_the_program_has():
    """A room needs a terminal and a day; what can be asked of its commands is that each word of them exists."""
    from crisisengine.cli import command_line

    shown = [
        line
        for fence in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
        for line in fence.splitlines()
        if re.match(r"\S*crisisengine ", line)
    ]
    assert len(shown) >= 4
    for line in shown:
        name, *words = re.sub(r" [>|].*", "", line).split()[1:]
        command = command_line.commands[name]
        options = {option for parameter in command.params for option in parameter.opts}

        assert [word for word in words if word.startswith("--") and word not in options] == [], line


def test_every_option_that_is_named_is_one_of_workshop_or_console():
    from crisisengine.cli import command_line

    known = {
        option
        for name in ("workshop", "console", "debrief")
        for parameter in command_line.commands[name].params
        for option in parameter.opts
    }
    named = set(re.findall(r"`(?:crisisengine console |crisisengine workshop )?(--[a-z-]+)", TEXT))

    assert named
    assert named <= known


def test_the_keys_are_those_of_the_wall():
    from crisisengine.tui.projector.keys import KEYS

    told = {key for cell in first_cells(below("### The keys")) for key in cell}

    assert told - {"?"} == {part for key, _ in KEYS for part in (key.split() if key == "1 2 3" else [key])} - {"ctrl+p"}


def test_the_rules_are_those_of_the_room():
    from crisisengine.workshop.voting_rules import RULES

    told = [key for cell in first_cells(below("### The rules")) for key in cell]

    assert [name for name in told if not name.startswith("--")] == list(RULES)


def test_what_it_says_of_hotspots_is_said_for_every_system():
    from crisisengine.web.network import SYSTEMS

    assert [system for system in SYSTEMS if f"**{system}**" not in below("### A hotspot")] == []


def test_the_steps_of_the_debrief_take_half_an_hour():
    from crisisengine.workshop.events import DEBRIEF_STEPS

    minutes = re.findall(r"^\| \d [^|]* \| (\d+) \|", below("## The debrief"), re.MULTILINE)

    assert len(minutes) == DEBRIEF_STEPS
    assert sum(map(int, minutes)) == 30


def test_a_room_leaves_no_file_that_the_page_on_deleting_does_not_name(tmp_path, monkeypatch):
    """Begun, joined and closed: what lies in the two folders afterwards is what the table lists, and locks."""
    from crisisengine import storage
    from crisisengine.engine.run import start
    from crisisengine.session.opening import begin_workshop
    from crisisengine.session.session import Session
    from crisisengine.web.server import RoomServer

    monkeypatch.setenv("CRISISENGINE_CACHE", str(tmp_path / "cache"))
    run = start(storage.load("the_convoy_home"), 1)
    led = begin_workshop(Session(run, storage.Save(tmp_path / "saves")), rule="plurality")
    server = RoomServer(led, bind="127.0.0.1")
    server.close()
    led.record.close()

    saves = {re.sub(r"^[^.]*", "RUN", path.name) for path in (tmp_path / "saves").iterdir()}
    cache = {
        path.relative_to(tmp_path / "cache").parts[0] for path in (tmp_path / "cache").rglob("*") if path.is_file()
    }

    assert saves <= {key for cell in re.findall(r"`([^`]+)`", below("## Deleting a room's data")) for key in [cell]}
    assert cache <= {"rooms", "locks"}


def test_every_link_leads_somewhere():
    headings = {
        re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.*)$", TEXT, re.MULTILINE)
    }
    links = re.findall(r"\]\(([^)#:]+)\)", TEXT)

    assert links
    assert [link for link in links if not (PAGE.parent / link).exists()] == []
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) <= headings


def test_the_front_page_leads_there():
    assert "(crisisengine/workshop/README.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
