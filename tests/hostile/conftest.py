"""Hostile files: each is asked of the program from outside."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

# Tests are no package; what these share is found beside them.
sys.path.append(str(Path(__file__).parent))

from outside import Outside


@pytest.fixture
def outside(tmp_path):
    """The program, in a folder of its own."""
    found = Outside(tmp_path)
    yield found
    found.end()
