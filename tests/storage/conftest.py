"""What the tests of the disk share."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

# Tests are no package; what these share is found beside them.
sys.path.append(str(Path(__file__).parent))

from small_runs import begun

from crisisengine import storage


@pytest.fixture
def save(tmp_path):
    """A run of one decision, kept."""
    kept = storage.Save(tmp_path / "saves")
    kept.store(begun())
    return kept
