"""What all tests share: Hypothesis profiles, and the folder of the plain judge.

pytest                                   the fixed examples of `ci`
pytest --hypothesis-profile=campaign     many more, other ones each time
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Tests are no package; what they share (`bench`, `plain_judge`, `pseudo_language`, `terminal`) is found here by all of them.
sys.path += [str(Path(__file__).parent / "engine"), str(Path(__file__).parent)]

# Tests, and the programs that they start, keep their bytecode, as on anybody's machine; compiling all of it anew is most of a start.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Drawing a whole scenario is slow by Hypothesis' standards and fast by ours.
SLOW_IS_MEANT = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile(
    "ci",
    max_examples=50,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[
        *SLOW_IS_MEANT,
        HealthCheck.nested_given,
    ],  # the first test that asks draws for all (`effort`)
)
settings.register_profile("campaign", deadline=None, max_examples=300, suppress_health_check=SLOW_IS_MEANT)
settings.load_profile("ci")


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """What is collected stays to the end: nobody looks for garbage meanwhile, nor in it later; that took a tenth of the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(10_000, 10, 10)
        gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Each process is given a part of the tests as it stands, and takes over from another when it has done its own.

    Most of what tests share (scenarios that are drawn, a browser, proofs) is then made in one process only.
    """
    if config.getoption("dist") != "load":
        return None  # somebody wants it otherwise
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log)


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory):
    """What tests find out is kept apart from what the user has found out."""
    os.environ["CRISISENGINE_CACHE"] = str(tmp_path_factory.mktemp("cache"))
