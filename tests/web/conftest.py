"""What the tests of the web share: a room that is open."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

from room import begun, served


@pytest.fixture
def room(tmp_path):
    """At its door, with a server on a port of its own."""
    with served(begun(tmp_path)) as opened:
        yield opened
