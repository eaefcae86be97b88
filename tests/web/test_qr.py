"""The QR code is read by a stranger's decoder from what is really on the wall: in tmux, and by Textual in every theme."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import numpy as np
import pytest
from pictures import cells_of, painted, read
from room import Browser, begun, free_port

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


def test_it_is_read_from_the_wall_in_every_theme(tmp_path):
    server = RoomServer(begun(tmp_path), bind="127.0.0.1")
    app = ProjectorApp(server.led, joining=lambda: server.joining)

    async def look() -> dict[str, str]:
        found = {}
        async with app.run_test(size=(100, 40)) as pilot:
            for theme in THEMES:
                app.theme = theme
                await pilot.pause()
                found[theme] = read(painted(cells_of_screen(app)))
        return found

    found = asyncio.run(look())
    server.close()
    server.led.record.close()

    assert found == dict.fromkeys(THEMES, f"{server.joining.address}/{server.joining.code}".upper())


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

    def until(self, seen: Callable[[str], bool], seconds: float = 20.0) -> str:
        """The pane, once it shows something."""
        end = time.monotonic() + seconds
        while not seen(pane := self("capture-pane", "-e", "-N", "-p", "-t", "room")):
            assert time.monotonic() < end, pane
            time.sleep(0.1)
        return pane

    def code(self, part: str) -> str:
        """What a camera reads on it, once that has a part like this."""
        return read(painted(cells_of(self.until(lambda pane: part in read(painted(cells_of(pane)))))))


@pytest.mark.skipif(os.name == "nt", reason="tmux is not for Windows")
@pytest.mark.parametrize(("columns", "lines"), [(80, 24), (120, 40)])
def test_a_room_is_opened_in_a_real_terminal_and_a_phone_comes_in_by_what_a_camera_reads(
    tmp_path, request, columns, lines
):
    assert shutil.which("tmux"), "this test needs tmux: apt-get install tmux"
    tmux = Tmux(tmp_path)
    request.addfinalizer(lambda: tmux("kill-server"))
    command = f"exec {sys.executable} -m crisisengine workshop the_convoy_home --saves {tmp_path} --bind 127.0.0.1"
    first = f"{command} --port {free_port()}"
    environment = ["-e", f"CRISISENGINE_CACHE={tmp_path}", "-e", "TERM=tmux-256color", "-e", "COLUMNS=", "-e", "LINES="]
    tmux("new-session", "-d", "-s", "room", "-x", str(columns), "-y", str(lines), *environment, first)
    tmux("set-option", "-g", "remain-on-exit", "on")
    console = tmux.code("/console/")
    leader = Browser(urlsplit(console).port)
    assert "Lead" in leader.get(urlsplit(console).path).text  # before the projector is on

    tmux("send-keys", "-t", "room", "Enter")
    address = tmux.code("HTTP://")
    assert console.rpartition("/")[2] not in tmux("capture-pane", "-p", "-t", "room", "-S", "-")
    phone = Browser(urlsplit(address).port)
    page = phone.get(urlsplit(address).path)
    phone.post("/join", {"form": page.form, "code": page.hidden("code")})
    tmux.until(lambda pane: "1 has taken a seat" in pane)
    assert leader.get("/console").status == 200

    os.kill(int(tmux("display-message", "-p", "-t", "room", "#{pane_pid}")), signal.SIGKILL)
    (run,) = tmp_path.glob("*.toml")
    tmux("respawn-pane", "-k", "-t", "room", *environment, command.replace("the_convoy_home", str(run)))
    assert tmux.code("/console/") != console
    assert "Seat 1" in phone.get().text, tmux("capture-pane", "-p", "-t", "room")
    assert leader.get("/console").status == 200
