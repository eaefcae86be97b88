"""Lets the tests of this folder import what they share, and the benchmarks' large scenario."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path += [str(HERE), str(HERE.parent / "benchmarks")]
