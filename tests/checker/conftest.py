"""The judge, and what else tests share, is found by the tests beside it: tests are no package."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))
