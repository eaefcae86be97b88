"""What the tests of the web share: a room that is open."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

from room import LEAVING, begun, served


@pytest.fixture
def room(tmp_path):
    """At its door, with a server on a port of its own."""
    with served(begun(tmp_path), hurried=True) as opened:
        yield opened


@pytest.fixture(scope="session", autouse=True)
def goodbye():
    """Wait for the last rooms."""
    yield
    while LEAVING:
        LEAVING.pop(0)()
