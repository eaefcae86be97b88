"""A scenario as Python code for one row: `compiled` makes it, `program_text` shows what was made."""

from crisisengine.engine.compile.listing import program_text
from crisisengine.engine.compile.scenario import CompiledScenario, compiled

__all__ = ["CompiledScenario", "compiled", "program_text"]
