"""What all tests share: Hypothesis profiles, and the folder of the plain judge.

pytest                                   the fixed examples of `ci`
pytest --hypothesis-profile=campaign     many more, other ones each time
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Tests are no package; what they share (`bench`, `plain_judge`, `pseudo_language`, `terminal`) is found here by all of them.
sys.path += [str(Path(__file__).parent / "engine"), str(Path(__file__).parent)]

# The programs that tests start keep their bytecode, as on anybody's machine; compiling all of it anew is most of a start.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Drawing a whole scenario is slow by Hypothesis' standards and fast by ours.
SLOW_IS_MEANT = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile(
    "ci", max_examples=50, deadline=None, derandomize=True, database=None, suppress_health_check=SLOW_IS_MEANT
)
settings.register_profile("campaign", deadline=None, max_examples=300, suppress_health_check=SLOW_IS_MEANT)
settings.load_profile("ci")


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory):
    """What tests find out is kept apart from what the user has found out."""
    os.environ["CRISISENGINE_CACHE"] = str(tmp_path_factory.mktemp("cache"))
