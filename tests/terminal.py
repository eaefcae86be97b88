"""A real terminal with the program in it, as a person at a window meets it."""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

__all__ = ["Terminal"]


class Terminal:
    """A real terminal with the program in it."""

    def __init__(self, *arguments, columns=0, **environment):
        self.pid, self.handle = pty.fork()
        if self.pid == 0:
            os.environ.update({"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24", **environment})
            os.execv(sys.executable, [sys.executable, "-m", "crisisengine", *arguments])  # noqa: S606 - our own program
        if columns:
            fcntl.ioctl(self.handle, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        self.shown = ""
        self.decoded = codecs.getincrementaldecoder("utf-8")()  # a letter may come in two parts
        self.hung_up = False

    def read(self):
        return self.decoded.decode(os.read(self.handle, 65536))

    def until(self, text, seconds=30):
        """Read until something is shown."""
        end = time.monotonic() + seconds
        while text not in self.shown:
            assert time.monotonic() < end, self.shown
            if select.select([self.handle], [], [], 0.2)[0]:
                try:
                    self.shown += self.read()
                except OSError:  # the program has gone
                    break
        assert text in self.shown
        shown, self.shown = self.shown, ""
        return shown.replace("\r\n", "\n")

    def settled(self, text):
        """Read until something is shown and the screen stands still: keys that come before are meant for what it was."""
        shown = self.until(text)
        while select.select([self.handle], [], [], 0.3)[0]:
            shown += self.read()
        return shown

    def type(self, text):
        os.write(self.handle, text.encode())

    def end(self, number):
        """Send it a signal."""
        os.kill(self.pid, number)

    def hang_up(self):
        """Close the window that it is in."""
        self.hung_up = True
        os.close(self.handle)

    def leave(self):
        """Wait until it ends; the exit code."""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                if not self.hung_up:
                    os.close(self.handle)
                return os.waitstatus_to_exitcode(status)
            if self.hung_up:
                time.sleep(0.02)
            elif select.select([self.handle], [], [], 0.02)[0]:
                try:
                    self.shown += self.read()
                except OSError:
                    time.sleep(0.01)
        os.kill(self.pid, signal.SIGKILL)
        raise AssertionError("the program stays")
