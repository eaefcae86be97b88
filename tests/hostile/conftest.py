"""Hostile files: each is asked of the program from outside."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

# Tests are no package; what these share is found beside them.
sys.path.append(str(Path(__file__).parent))

from outside import Outside


@pytest.fixture
def outside(tmp_path, request):
    """The program, in a folder of its own; in a campaign Python starts anew for each command."""
    found = Outside(tmp_path, fresh=request.node.get_closest_marker("campaign") is not None)
    yield found
    found.end()
