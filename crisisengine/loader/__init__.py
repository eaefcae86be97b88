"""Text in, Scenario or all diagnostics out."""

from crisisengine.loader.reading import Reading, read
from crisisengine.loader.toml.resolver import MemoryShelf, Shelf, ShelfError, Volume

__all__ = ["MemoryShelf", "Reading", "Shelf", "ShelfError", "Volume", "read"]
