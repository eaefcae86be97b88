"""Text in, Scenario or all diagnostics out."""

from crisisengine.loader.doctrine import read_doctrine
from crisisengine.loader.reading import Reading, read
from crisisengine.loader.toml.resolver import MemoryResolver, Resolver, ResolverError, Volume

__all__ = ["MemoryResolver", "Reading", "Resolver", "ResolverError", "Volume", "read", "read_doctrine"]
