"""The maker is found by the test beside it: tests are no package."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))
