"""What is shipped: one list for every test that asks something of all scenarios."""

from pathlib import Path

SHIPPED = tuple(sorted(path.stem for path in (Path(__file__).parents[1] / "scenarios").glob("*.toml")))
"""Their ids."""
