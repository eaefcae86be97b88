"""The QR code is read by a stranger's decoder from what is really on the wall: in tmux, and by Textual in every theme."""

from __future__ import annotations

import asyncio
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from free_port import free_port
from pictures import cells_of, painted, read
from served_room import Browser, begun

from crisisengine.tui.projector_app import ProjectorApp
from crisisengine.tui.theme_names import THEMES
from crisisengine.web.qr import modules
from crisisengine.web.server import RoomServer

WIDEST = "HTTP://192.168.100.100:65535/KRAM-42"
LONGEST = "http://192.168.100.100:8765/console/" + "x" * 16


@pytest.mark.parametrize("text", [WIDEST, LONGEST])
def test_the_modules_are_read_back_and_fit_on_a_small_terminal(text):
    image = np.array([[0 if dark else 255 for dark in row] for row in modules(text)], np.uint8)

    assert read(np.kron(image, np.ones((8, 8), np.uint8))) == text
    assert len(modules(text)) <= (33 if text == WIDEST else 37)


@pytest.mark.parametrize("size", [(80, 24), (100, 40), (200, 60)])
def test_it_is_read_from_the_wall_in_every_theme(tmp_path, size):
    server = RoomServer(begun(tmp_path), bind="127.0.0.1")
    app = ProjectorApp(server.led, joining=lambda: server.joining)

    async def look() -> dict[str, str]:
        found = {}
        async with app.run_test(size=size) as pilot:
            for theme in THEMES:
                app.theme = theme
                await pilot.pause()
                found[theme] = read(painted(cells_of_screen(app)))
        return found

    found = asyncio.run(look())
    server.close()
    server.led.record.close()

    assert found == dict.fromkeys(THEMES, f"{server.joining.address}/{server.joining.code}".upper())


@pytest.mark.parametrize(
    ("told", "read_back"),
    [
        ("Hall 2:correct horse", "WIFI:T:WPA;S:Hall 2;P:correct horse;;"),
        ("Open hall", "WIFI:T:nopass;S:Open hall;;"),
        ('a;b"d:p;q:r\\stu', 'WIFI:T:WPA;S:a\\;b\\"d;P:p\\;q\\:r\\\\stu;;'),
    ],
)
def test_the_network_that_phones_join_first_is_read_from_the_wall_before_the_room_is(tmp_path, told, read_back):
    server = RoomServer(begun(tmp_path), bind="127.0.0.1", wifi=told)
    app = ProjectorApp(server.led, joining=lambda: server.joining)

    async def look() -> list[str]:
        found = []
        async with app.run_test(size=(120, 40)) as pilot:
            for _ in (1, 2):
                await pilot.pause()
                found.append(read(painted(cells_of_screen(app))))
                await pilot.press("space")
        return found

    found = asyncio.run(look())
    server.close()
    server.led.record.close()

    assert found == [read_back, f"{server.joining.address}/{server.joining.code}".upper()]


def cells_of_screen(app: ProjectorApp) -> list:
    """What Textual would write, cell by cell."""
    rows = []
    for strip in app.screen._compositor.render_strips():
        row = []
        for text, style, _control in strip:
            colour, background = (
                tuple(shade.get_truecolor()) if shade is not None else other
                for shade, other in ((style.color, (255, 255, 255)), (style.bgcolor, (0, 0, 0)))
            )
            row += [(character, colour, background) for character in text]
        rows.append(row)
    return rows


class Tmux:
    """A terminal of its own, that forgets everything when it is left."""

    def __init__(self, folder) -> None:
        self.socket = str(folder / "tmux")

    def __call__(self, *words: str) -> str:
        command = ["tmux", "-f", os.devnull, "-S", self.socket, *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def until(self, seen: Callable[[str], bool], seconds: float = 60.0) -> str:
        """The pane, once it shows something."""
        end = time.monotonic() + seconds
        while not seen(pane := self("capture-pane", "-e", "-N", "-p", "-t", "room")):
            assert time.monotonic() < end, pane
            time.sleep(0.1)
        return pane

    def code(self, part: str) -> str:
        """What a camera reads on it, once that has a part like this."""
        return read(painted(cells_of(self.until(lambda pane: part in read(painted(cells_of(pane)))))))


class Laptop:
    """One on which a room is opened, in a terminal."""

    def __init__(self, folder: Path, columns: int, lines: int) -> None:
        self.folder, self.tmux = folder, Tmux(folder)
        self.environment = [
            "-e",
            f"CRISISENGINE_CACHE={folder}",
            "-e",
            "TERM=tmux-256color",
            "-e",
            "COLUMNS=",
            "-e",
            "LINES=",
        ]
        size = ["-x", str(columns), "-y", str(lines)]
        command = self.command("the_convoy_home", "--port", str(free_port()))
        self.tmux("new-session", "-d", "-s", "room", *size, *self.environment, command)
        self.tmux("set-option", "-g", "remain-on-exit", "on")

    def command(self, *words: str) -> str:
        """What is typed, as one program."""
        here = ["--saves", str(self.folder), "--bind", "127.0.0.1"]
        return f"exec {shlex.join([sys.executable, '-m', 'crisisengine', 'workshop', *words, *here])}"

    def die(self) -> None:
        """Without a word to anybody."""
        os.kill(int(self.tmux("display-message", "-p", "-t", "room", "#{pane_pid}")), signal.SIGKILL)

    def restart(self) -> None:
        """Go on with the room that was killed."""
        (run,) = self.folder.glob("*.toml")
        self.tmux("respawn-pane", "-k", "-t", "room", *self.environment, self.command(str(run)))


@pytest.fixture
def laptop(tmp_path, request):
    """Of the size that a test asks for."""
    if os.name == "nt":
        pytest.skip("tmux is not for Windows")
    assert shutil.which("tmux"), "this test needs tmux: apt-get install tmux"
    opened = Laptop(tmp_path, *request.param)
    yield opened
    opened.tmux("kill-server")


@pytest.mark.parametrize("laptop", [(80, 24)], indirect=True)
def test_a_room_is_opened_on_24_lines_and_a_phone_comes_in_by_what_a_camera_reads(laptop):
    console = laptop.tmux.code("/console/")
    leader = Browser(urlsplit(console).port)
    assert "Lead" in leader.get(urlsplit(console).path).text  # before the projector is on

    laptop.tmux("send-keys", "-t", "room", "Enter")
    address = laptop.tmux.code("HTTP://")
    for screen in (["-S", "-"], ["-a", "-S", "-"]):  # the wall, and what is under it
        assert console.rpartition("/")[2] not in laptop.tmux("capture-pane", "-p", "-t", "room", *screen)
    phone = Browser(urlsplit(address).port)
    page = phone.get(urlsplit(address).path)
    phone.post("/join", {"form": page.form, "code": page.hidden("code")})
    laptop.tmux.until(lambda pane: "1 has taken a seat" in pane)
    assert leader.get("/console").status == 200


@pytest.mark.parametrize("laptop", [(120, 40)], indirect=True)
def test_a_laptop_that_was_killed_is_the_room_that_it_was_after_one_reload(laptop):
    console = laptop.tmux.code("/console/")
    leader, phone = Browser(urlsplit(console).port), Browser(urlsplit(console).port)
    leader.get(urlsplit(console).path)
    phone.join(json.loads(leader.get("/console", Accept="application/json").text)["door"]["code"])
    laptop.die()
    laptop.restart()

    laptop.tmux.until(lambda pane: "1 has taken a seat" in pane)
    assert "/console/" not in laptop.tmux("capture-pane", "-p", "-t", "room", "-S", "-")  # the wall may be on
    assert "Seat 1" in phone.get().text
    assert leader.get("/console").status == 200
