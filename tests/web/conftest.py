"""What the tests of the web share: a room that is open."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

sys.path.append(str(Path(__file__).parent))

from served_room import LEAVING, begun, served

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture
def room(tmp_path):
    """At its door, with a server on a port of its own."""
    with served(begun(tmp_path), hurried=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def chromium():
    """Debian's, or whichever Chrome is installed."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            args=ARGUMENTS, **({"executable_path": found} if found else {"channel": "chrome"})
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session", autouse=True)
def goodbye():
    """Wait for the last rooms."""
    yield
    while LEAVING:
        LEAVING.pop(0)()
